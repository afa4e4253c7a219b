//! Key figures quarter by quarter, each from the register as it was at the end of that quarter.

use std::path::Path;

use chrono::Datelike as _;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::work::ENTRIES_A_MONTH;
use super::{Kpi, report};
use crate::git::{self, Oid, Repo};
use crate::history::register_folder::place_at;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::origin::Origin;
use crate::register::load::Register;
use crate::register::read::Problem;
use crate::register::store::Store;
use crate::report::period::{Days, Period};

/// The key figures of some quarters, the last one up to the day that is looked on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KpiTrend {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// Name of the organisation.
    pub organisation: String,
    /// Id of the register.
    pub register: String,
    /// The quarters, the oldest first.
    pub quarters: Vec<Quarter>,
}

/// The key figures of a quarter.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Quarter {
    /// Its days; the last one is the day that it is told by.
    pub period: Days,
    /// The commit that the register was read from, as it was on that day; absent where there was none yet, or where the
    /// working tree was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Whether the register was there.
    pub there: bool,
    /// How many items it had, of any age.
    pub items: usize,
    /// The figures; none where the register was not there.
    pub kpis: Vec<Kpi>,
}

/// One figure over the quarters.
#[derive(Debug, PartialEq)]
pub struct Course {
    /// What the key figure is called.
    pub kpi: &'static str,
    /// What the figure is of.
    pub of: String,
    /// What its numbers count.
    pub unit: String,
    /// Its number in each quarter, where there was something to measure.
    pub values: Vec<Option<f64>>,
}

/// The quarters up to a day, the oldest first.
///
/// # Errors
/// The day is too early for so many.
fn quarters(count: u32, today: Day) -> Result<Vec<Days>, Refusal> {
    let (year, quarter) = (today.0.year(), today.0.month0() / 3);
    let nth = |back: u32| {
        let at = i64::from(year) * 4 + i64::from(quarter) - i64::from(back);
        let (year, quarter) = (i32::try_from(at.div_euclid(4)).ok()?, u32::try_from(at.rem_euclid(4)).ok()?);
        Period::Quarter(year, quarter + 1).days(today)
    };
    let all: Option<Vec<Days>> = (0..count).rev().map(nth).collect();
    all.ok_or_else(|| Refusal::new(format!("there are not so many quarters before {today}")))
}

/// The key figures of the last quarters up to the day of `origin`. The last quarter is that of `register`; the others are
/// read from the history that ends at `tip`, which is walked once.
///
/// # Errors
/// History or a register of the past cannot be read.
pub fn trend(
    register: &Register,
    repo: &Repo,
    root: &Path,
    tip: Oid,
    count: u32,
    origin: Origin,
) -> anyhow::Result<(KpiTrend, Vec<Problem>)> {
    let mut quarters = quarters(count, origin.as_of)?;
    let Some(last) = quarters.pop() else {
        return Err(Refusal::new("a trend has one quarter at least").next("--trend 4").into());
    };
    if repo.is_shallow() {
        return Err(Refusal::new("this clone is shallow, so earlier quarters are not here")
            .next("git fetch --unshallow")
            .into());
    }
    let zone = register.zone();
    let ends: Vec<_> = quarters.iter().map(|days| days.to.end(zone).0).collect();
    let commits = git::as_of_each(repo, tip, &ends)?;
    let folder = repo.relative(root)?;
    let past = quarters.into_par_iter().zip(commits);
    let read: Vec<(Quarter, Vec<Problem>)> = past
        .map(|(days, commit)| match commit {
            Some(commit) => at(repo, &folder, commit, days),
            None => Ok((absent(days), Vec::new())),
        })
        .collect::<anyhow::Result<_>>()?;
    let mut problems = Vec::new();
    let mut quarters = Vec::new();
    for (quarter, more) in read {
        // What cannot be read in several quarters is told once.
        problems.extend(
            more.into_iter()
                .filter(|new| !problems.iter().any(|known: &Problem| known.file == new.file))
                .collect::<Vec<_>>(),
        );
        quarters.push(quarter);
    }
    let (now, more) = of(register, last, origin.clone())?;
    problems.extend(more);
    quarters.push(now);
    let (organisation, register) = (register.settings.name.clone(), register.settings.id.clone());
    Ok((KpiTrend { origin, organisation, register, quarters }, problems))
}

/// The figures of a quarter from the register of a commit.
fn at(repo: &Repo, folder: &Path, commit: Oid, days: Days) -> anyhow::Result<(Quarter, Vec<Problem>)> {
    let Some(folder) = place_at(repo, commit, folder)? else { return Ok((absent(days), Vec::new())) };
    match Register::open(Store::at(repo, commit, &folder)?) {
        Ok(register) => {
            let origin = Origin::new(days.to, Some(commit.to_string())).from_sandbox(register.settings.sandbox);
            of(&register, days, origin)
        }
        Err(problems) => Ok((absent(days), problems)),
    }
}

fn of(register: &Register, days: Days, origin: Origin) -> anyhow::Result<(Quarter, Vec<Problem>)> {
    let commit = origin.commit.clone();
    let (mut report, problems) = report(register, days.clone(), None, None, origin)?;
    let whole = report.groups.pop();
    let items = whole.as_ref().map_or(0, |group| group.items);
    let kpis = whole.map(|group| group.kpis).unwrap_or_default();
    Ok((Quarter { period: days, commit, there: true, items, kpis }, problems))
}

fn absent(period: Days) -> Quarter {
    Quarter { period, commit: None, there: false, items: 0, kpis: Vec::new() }
}

impl KpiTrend {
    /// The figures over the quarters, in the order of the newest quarter; what is told by month is one figure.
    #[must_use]
    pub fn courses(&self) -> Vec<Course> {
        let mut courses: Vec<Course> = Vec::new();
        for (place, quarter) in self.quarters.iter().enumerate().rev() {
            for kpi in &quarter.kpis {
                for figure in &kpi.figures {
                    let by_month = kpi.key == ENTRIES_A_MONTH;
                    let of = if by_month { "raised in the quarter" } else { &figure.of };
                    let known = courses.iter().position(|course| course.kpi == kpi.name && course.of == of);
                    let new = || Course {
                        kpi: kpi.name,
                        of: of.to_owned(),
                        unit: figure.unit.clone(),
                        values: vec![None; self.quarters.len()],
                    };
                    let at = known.unwrap_or_else(|| {
                        courses.push(new());
                        courses.len() - 1
                    });
                    let Some(slot) = courses.get_mut(at).and_then(|course| course.values.get_mut(place)) else {
                        continue;
                    };
                    *slot = match (*slot, figure.value) {
                        (Some(sum), Some(value)) if by_month => Some(sum + value),
                        (_, value) => value,
                    };
                }
            }
        }
        courses
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_end_on_the_day_that_is_looked_on() {
        let told = |count, today: &str| -> Vec<String> {
            let all = quarters(count, today.parse().unwrap()).unwrap();
            all.iter().map(|days| format!("{} {}", days.name, days.to)).collect()
        };
        assert_eq!(told(3, "2026-02-10"), ["2025-Q3 2025-09-30", "2025-Q4 2025-12-31", "2026-Q1 2026-02-10"]);
        assert_eq!(told(1, "2026-12-31"), ["2026-Q4 2026-12-31"]);
        assert!(quarters(40, "0002-01-01".parse().unwrap()).is_ok());
    }
}
