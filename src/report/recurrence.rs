//! Causes that came back after a fix that was found effective (R29): asked by the rule `recurrence` and by step 10 of the
//! audit.

use std::collections::{BTreeMap, HashMap};

use crate::model::date::Day;
use crate::model::id::ItemId;
use crate::model::likeness::cause_code;

/// What of an item tells whether its cause came back.
#[derive(Debug, Clone, Copy)]
pub struct Cause<'a> {
    /// The item.
    pub item: &'a ItemId,
    /// The day on which it was raised, as claimed.
    pub raised: Option<Day>,
    /// The day on which it was entered.
    pub entered: Option<Day>,
    /// The cause that its newest analysis came to.
    pub code: Option<&'a str>,
    /// The item whose cause it is named to be.
    pub recurrence_of: Option<&'a ItemId>,
    /// Since when it is found effective.
    pub effective: Option<Day>,
}

/// A cause that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CameBack<'a> {
    /// The item in which it did.
    pub item: &'a ItemId,
    /// The code of the cause; absent where the item names the earlier one.
    pub code: Option<&'a str>,
    /// The item whose fix was found effective before.
    pub fix: &'a ItemId,
    /// Since when.
    pub since: Day,
}

/// The fixes that were found effective, by the code of their cause.
#[derive(Debug, Default)]
pub struct Fixes<'a>(HashMap<String, Vec<(Day, &'a ItemId)>>);

impl<'a> Fixes<'a> {
    /// Those among some items.
    #[must_use]
    pub fn among(causes: &[Cause<'a>]) -> Self {
        let mut fixes = Fixes::default();
        for cause in causes {
            if let (Some(code), Some(day)) = (cause.code, cause.effective) {
                fixes.0.entry(cause_code(code)).or_default().push((day, cause.item));
            }
        }
        fixes.0.values_mut().for_each(|list| list.sort());
        fixes
    }

    /// The newest fix of a cause before a day, of another item than `not`.
    #[must_use]
    pub fn before(&self, code: &str, day: Day, not: Option<&ItemId>) -> Option<(Day, &'a ItemId)> {
        let list = self.0.get(&cause_code(code))?;
        let before = list.get(..list.partition_point(|(since, _)| *since < day))?;
        before.iter().rev().find(|(_, id)| Some(*id) != not).copied()
    }
}

/// The items whose cause came back: that of an item which they name, or one of the same code.
#[must_use]
pub fn came_back<'a>(causes: &[Cause<'a>], fixes: &Fixes<'a>) -> Vec<CameBack<'a>> {
    let by_id: BTreeMap<&ItemId, &Cause<'a>> = causes.iter().map(|cause| (cause.item, cause)).collect();
    let back = |cause: &Cause<'a>| {
        let raised = cause.raised?;
        let named = cause.recurrence_of.and_then(|of| {
            let fix = by_id.get(of)?;
            // Who says that a cause came back is not contradicted by the day that they claim.
            let day = cause.entered.max(Some(raised))?;
            Some((None, fix.item, fix.effective.filter(|since| *since < day)?))
        });
        let by_code = || {
            let code = cause.code?;
            let (since, fix) = fixes.before(code, raised, Some(cause.item))?;
            Some((Some(code), fix, since))
        };
        let (code, fix, since) = named.or_else(by_code)?;
        Some(CameBack { item: cause.item, code, fix, since })
    };
    causes.iter().filter_map(back).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_comes_back_after_a_fix_that_held_and_not_before() {
        let ids: Vec<ItemId> =
            ["IMP-2026-AAAA", "IMP-2026-BBBB", "IMP-2026-CCCC"].iter().map(|id| id.parse().unwrap()).collect();
        let day = |text: &str| Some(text.parse::<Day>().unwrap());
        let cause = |n: usize, raised: &str, code, effective| Cause {
            item: &ids[n],
            raised: day(raised),
            entered: day(raised),
            code,
            recurrence_of: None,
            effective,
        };
        let fixed = cause(0, "2026-01-01", Some("Set up"), day("2026-03-01"));
        let back = |second: Cause<'_>| {
            let all = [fixed, second];
            came_back(&all, &Fixes::among(&all))
                .iter()
                .map(|back| (back.item.clone(), back.code.is_some()))
                .collect::<Vec<_>>()
        };
        assert_eq!(back(cause(1, "2026-03-02", Some("set-up"), None)), [(ids[1].clone(), true)]);
        assert_eq!(back(cause(1, "2026-03-01", Some("set-up"), None)), []);
        assert_eq!(back(cause(1, "2026-03-02", Some("other"), None)), []);
        let named = Cause { recurrence_of: Some(&ids[0]), ..cause(1, "2026-03-02", None, None) };
        assert_eq!(back(named), [(ids[1].clone(), false)]);
        assert_eq!(back(Cause { recurrence_of: Some(&ids[2]), ..named }), []);
    }
}
