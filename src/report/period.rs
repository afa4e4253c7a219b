//! The days that a report looks at: a quarter, a year, or the last days.

use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use schemars::JsonSchema;
use serde::Serialize;

use crate::model::date::Day;

/// Days as people ask for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// So many days before a day, and that day.
    Last(u32),
    /// A year.
    Year(i32),
    /// A quarter of a year, 1 to 4.
    Quarter(i32, u32),
}

/// The days that were looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Days {
    /// How they were asked for.
    pub name: String,
    /// The first one.
    pub from: Day,
    /// The last one: no later than the day that the report is told by.
    pub to: Day,
}

impl FromStr for Period {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("“{text}” is no period; write 2026-Q3, 2026, or last-90-days");
        let year = |part: &str| {
            let digits = part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
            part.parse().ok().filter(|year| digits && *year > 0).ok_or_else(wrong)
        };
        if let Some(count) = text.strip_prefix("last-").and_then(|rest| rest.strip_suffix("-days")) {
            let count = count.parse().ok().filter(|count| (1..=36_500).contains(count));
            return count.map(Period::Last).ok_or_else(wrong);
        }
        match text.split_once("-Q") {
            Some((of, quarter)) => {
                let quarter = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter)).ok_or_else(wrong)?;
                Ok(Period::Quarter(year(of)?, quarter))
            }
            None => year(text).map(Period::Year),
        }
    }
}

impl Period {
    /// Its days, up to `today`; `None` where it begins later.
    #[must_use]
    pub fn days(self, today: Day) -> Option<Days> {
        let months = |year: i32, month: u32, length: u32| {
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            Some((Day(first), Day(first.checked_add_months(Months::new(length))?.pred_opt()?)))
        };
        let (name, (from, to)) = match self {
            Period::Last(count) => (format!("last-{count}-days"), (today.minus(count), today)),
            Period::Year(year) => (format!("{year:04}"), months(year, 1, 12)?),
            Period::Quarter(year, quarter) => (format!("{year:04}-Q{quarter}"), months(year, quarter * 3 - 2, 3)?),
        };
        (from <= today).then(|| Days { name, from, to: to.min(today) })
    }
}

impl Days {
    /// Whether a day is one of them.
    #[must_use]
    pub fn has(&self, day: Day) -> bool {
        self.range().contains(&day)
    }

    /// From the first to the last.
    #[must_use]
    pub fn range(&self) -> RangeInclusive<Day> {
        self.from..=self.to
    }

    /// The months that they fall into, as `2026-07`, in order.
    #[must_use]
    pub fn months(&self) -> Vec<String> {
        let mut months = Vec::new();
        let mut at = Some(self.from.0);
        while let Some(day) = at.filter(|day| month(Day(*day)) <= month(self.to)) {
            months.push(month(Day(day)));
            at = day.with_day(1).and_then(|first| first.checked_add_months(Months::new(1)));
        }
        months
    }
}

/// The month of a day, as `2026-07`.
#[must_use]
pub fn month(day: Day) -> String {
    day.0.format("%Y-%m").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_read_and_ends_on_the_day_that_is_looked_on() {
        let days = |text: &str, today: &str| {
            let days = text.parse::<Period>().unwrap().days(today.parse().unwrap())?;
            Some(format!("{} {} {}", days.from, days.to, days.months().len()))
        };
        assert_eq!(days("2026-Q3", "2026-12-01").unwrap(), "2026-07-01 2026-09-30 3");
        assert_eq!(days("2026-Q4", "2026-10-31").unwrap(), "2026-10-01 2026-10-31 1");
        assert_eq!(days("2024", "2026-12-01").unwrap(), "2024-01-01 2024-12-31 12");
        assert_eq!(days("last-90-days", "2026-03-31").unwrap(), "2025-12-31 2026-03-31 4");
        assert_eq!(days("2027", "2026-12-31"), None);
        for wrong in ["", "Q3", "2026-Q5", "26", "last-0-days", "last--1-days", "2026-Q0", "+202", "2026-Q"] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }
}
