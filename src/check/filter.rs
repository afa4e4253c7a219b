//! What a check is asked for, and what that leaves out.

use super::finding::{Finding, LeftOut};
use crate::model::rule::Rule;
use crate::model::word::Level;

/// The findings that are wanted.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of these rules; all where there are none.
    pub rules: Vec<Rule>,
    /// About these items; all where there are none.
    pub items: Vec<String>,
    /// Of this level at least. Those below it count, and are not listed.
    pub level: Option<Level>,
}

/// Rules that say what could not be looked at, or that nothing here is real: no filter may hide them, for then nothing
/// found says nothing.
const BLIND: [Rule; 4] = [Rule::Unreadable, Rule::NewerSchema, Rule::HistoryUnavailable, Rule::Sandbox];

impl Filter {
    /// Whether a finding is asked for, whatever its level.
    #[must_use]
    pub fn asks(&self, finding: &Finding) -> bool {
        let rule = self.rules.is_empty() || self.rules.contains(&finding.rule);
        let item = self.items.is_empty() || finding.item.as_ref().is_some_and(|id| self.items.contains(id));
        (rule && item) || BLIND.contains(&finding.rule)
    }

    /// Whether a rule is asked, of some file at least.
    #[must_use]
    pub fn asks_rule(&self, rule: Rule) -> bool {
        self.rules.is_empty() || self.rules.contains(&rule) || BLIND.contains(&rule)
    }

    /// Whether a finding that is asked for is listed.
    #[must_use]
    pub fn lists(&self, finding: &Finding) -> bool {
        self.level != Some(Level::Error) || finding.level == Level::Error
    }

    /// The filters as they are typed.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let rules = self.rules.iter().map(|rule| format!("--rule {rule}"));
        rules.chain(self.items.iter().map(|id| format!("--item {id}"))).collect()
    }

    /// Keeps the findings that are asked for, and tells how many were not; nothing where nothing was filtered.
    pub fn sift(&self, findings: &mut Vec<Finding>) -> Option<LeftOut> {
        let filters = self.words();
        if filters.is_empty() {
            return None;
        }
        let mut left_out = LeftOut { filters, ..LeftOut::default() };
        findings.retain(|finding| {
            let kept = self.asks(finding);
            if !kept {
                left_out.add(finding);
            }
            kept
        });
        Some(left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: Rule, item: &str) -> Finding {
        Finding { item: Some(item.to_owned()), ..Finding::bare(rule) }
    }

    #[test]
    fn what_could_not_be_read_is_never_left_out() {
        let filter = Filter { rules: vec![Rule::Overdue], items: vec!["A".to_owned()], level: None };
        let mut findings = vec![
            finding(Rule::Overdue, "A"),
            finding(Rule::Overdue, "B"),
            finding(Rule::Stale, "A"),
            finding(Rule::Unreadable, "C"),
        ];
        let left_out = filter.sift(&mut findings).unwrap();
        assert_eq!(findings.iter().map(|f| f.rule).collect::<Vec<_>>(), [Rule::Overdue, Rule::Unreadable]);
        assert_eq!((left_out.errors, left_out.warnings, left_out.waived), (1, 1, 0));
        assert_eq!(left_out.filters, ["--rule overdue", "--item A"]);
        assert_eq!(Filter::default().sift(&mut findings), None);
    }

    #[test]
    fn a_level_hides_and_does_not_leave_out() {
        let filter = Filter { level: Some(Level::Error), ..Filter::default() };
        let warning = finding(Rule::Stale, "A");
        assert!(filter.asks(&warning) && !filter.lists(&warning));
        assert!(Filter::default().lists(&warning));
    }
}
