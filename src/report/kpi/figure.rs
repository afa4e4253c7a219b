//! A number, and what is behind it.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// A number, what was counted of what, and the ids behind it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Figure {
    /// What it is of.
    pub of: String,
    /// The number, in `unit`; absent where there was nothing to measure, which is neither none nor all.
    #[serde(serialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// What `value` counts: `percent`, `days`, `items` and the like, or the unit of an amount.
    pub unit: String,
    /// What was counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Counted>,
    /// What it was counted of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Counted>,
    /// What it should be, where register.toml says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Counted {
    /// What.
    pub what: String,
    /// How many, or how much.
    #[serde(serialize_with = "whole")]
    pub number: f64,
    /// The items, sources and the like that are behind it.
    pub ids: Vec<String>,
}

/// What a figure should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Target {
    /// At least so many percent.
    pub at_least: u32,
    /// Whether it is; absent where there was nothing to measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met: Option<bool>,
}

impl Counted {
    /// So many things with these ids.
    pub(super) fn of(what: impl Into<String>, ids: impl IntoIterator<Item = String>) -> Self {
        let ids: Vec<String> = ids.into_iter().collect();
        Counted { what: what.into(), number: as_number(ids.len()), ids }
    }

    /// An amount that is the sum of those of some things.
    pub(super) fn sum(what: impl Into<String>, amounts: impl IntoIterator<Item = (String, f64)>) -> Self {
        let (ids, amounts): (Vec<String>, Vec<f64>) = amounts.into_iter().unzip();
        // Cents that add up are cents, whatever fractions of two make of them.
        // The sum of nothing is written without a sign.
        let number = (amounts.iter().sum::<f64>() * 100.0).round() / 100.0 + 0.0;
        Counted { what: what.into(), number, ids }
    }
}

impl Figure {
    /// The part of `denominator` that `numerator` is, in percent, rounded down to a tenth so that no target is met by rounding.
    pub(super) fn share(of: impl Into<String>, numerator: Counted, denominator: Counted) -> Self {
        let value = (denominator.number > 0.0).then(|| (numerator.number * 1000.0 / denominator.number).floor() / 10.0);
        let (numerator, denominator) = (Some(numerator), Some(denominator));
        Figure { of: of.into(), value, unit: "percent".to_owned(), numerator, denominator, target: None }
    }

    /// The same with what it should be.
    pub(super) fn wanted(mut self, at_least: u32) -> Self {
        let met = self.numerator.as_ref().zip(self.denominator.as_ref()).filter(|(_, all)| all.number > 0.0);
        let met = met.map(|(part, all)| part.number * 100.0 >= f64::from(at_least) * all.number);
        self.target = Some(Target { at_least, met });
        self
    }

    /// How many of a kind there are.
    pub(super) fn count(of: impl Into<String>, unit: &str, counted: Counted) -> Self {
        let value = Some(counted.number);
        Figure {
            of: of.into(),
            value,
            unit: unit.to_owned(),
            numerator: Some(counted),
            denominator: None,
            target: None,
        }
    }

    /// The same beside what it is counted of.
    pub(super) fn count_beside(of: impl Into<String>, unit: &str, counted: Counted, beside: Counted) -> Self {
        Figure { denominator: Some(beside), ..Figure::count(of, unit, counted) }
    }

    /// So many days, by a rule that makes one number of those of many things.
    pub(super) fn days(
        of: impl Into<String>,
        all: &[(String, i64)],
        what: &str,
        rule: fn(&[i64]) -> Option<f64>,
    ) -> Self {
        let mut days: Vec<i64> = all.iter().map(|(_, days)| *days).collect();
        days.sort_unstable();
        let denominator = Some(Counted::of(what, all.iter().map(|(id, days)| format!("{id} ({days})"))));
        Figure {
            of: of.into(),
            value: rule(&days),
            unit: "days".to_owned(),
            numerator: None,
            denominator,
            target: None,
        }
    }
}

/// The middle one of sorted numbers, or the mean of both middle ones.
pub(super) fn median(sorted: &[i64]) -> Option<f64> {
    let (low, high) = (sorted.get(sorted.len().checked_sub(1)? / 2)?, sorted.get(sorted.len() / 2)?);
    Some(exact(*low).midpoint(exact(*high)))
}

/// The smallest of sorted numbers that nine in ten of them do not exceed.
pub(super) fn ninetieth(sorted: &[i64]) -> Option<f64> {
    sorted.get((sorted.len() * 9).div_ceil(10).checked_sub(1)?).map(|days| exact(*days))
}

/// Counts of a register are far below what a float holds exactly.
#[allow(clippy::cast_precision_loss, reason = "days since the beginning of the calendar are")]
fn exact(days: i64) -> f64 {
    days as f64
}

#[allow(clippy::cast_precision_loss, reason = "as many items no register has")]
fn as_number(count: usize) -> f64 {
    count as f64
}

/// Without a fraction where there is none.
#[allow(
    clippy::cast_possible_truncation,
    clippy::trivially_copy_pass_by_ref,
    reason = "looked at before; serde asks for it"
)]
pub(in crate::report) fn whole<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        serializer.serialize_i64(*number as i64)
    } else {
        serializer.serialize_f64(*number)
    }
}

#[allow(clippy::ref_option, reason = "serde asks for it")]
fn number<S: Serializer>(number: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => whole(number, serializer),
        None => serializer.serialize_none(),
    }
}
