//! The report for eyes, short: by rule, what cannot be lowered first, ten findings each, and what to do once a rule. The
//! report that names everything is [`super::human`].

use std::fmt::Write as _;

use super::human::{excerpt, label, place};
use super::{besides, closing};
use crate::check::finding::{Finding, Report};
use crate::model::rule::{Family, Hold, Rule};
use crate::model::word::Level;
use crate::render::screen::{MOST_LINES, columns, width};
use crate::render::terminal::{
    FAINT, STRONG, WARN, clean, clean_cell, clean_line, columns_of, cut, styled, table, wrapped,
};

/// How much is shown of each rule; the first that fits a screen is taken.
const DETAILS: [Detail; 5] = [
    Detail { most: 10, places: true, remedy: true },
    Detail { most: 10, places: false, remedy: true },
    Detail { most: 3, places: false, remedy: true },
    Detail { most: 1, places: false, remedy: true },
    Detail { most: 0, places: false, remedy: false },
];

/// How much is shown of each rule.
#[derive(Debug, Clone, Copy)]
struct Detail {
    /// Findings of a rule.
    most: usize,
    /// Whether the place is shown where it is the point.
    places: bool,
    /// Whether it is told what to do.
    remedy: bool,
}

/// The report for eyes; `verbose` tells all of what it cannot prove.
#[must_use]
pub fn screen(report: &Report, verbose: bool) -> String {
    let shown = DETAILS.iter().map(|detail| sections(report, *detail));
    let mut fits = shown.skip_while(|text| text.lines().count() > MOST_LINES);
    let mut out = fits.next().unwrap_or_else(|| sections(report, DETAILS[DETAILS.len() - 1]));
    out.push_str(&unproven(&report.cannot_prove, verbose));
    for said in besides(report) {
        let _ = writeln!(out, "{}", styled(WARN, wrapped(&clean_line(&said), columns(), "").trim_end()));
    }
    out.push_str(&closing(report));
    out
}

/// What a check cannot prove.
fn unproven(cannot_prove: &[String], verbose: bool) -> String {
    let told = match cannot_prove.len() {
        0 => return String::new(),
        n if !verbose => format!("{n} thing{} this cannot prove: --verbose", if n == 1 { "" } else { "s" }),
        _ => format!("What this cannot prove: {}", cannot_prove.join(" ")),
    };
    styled(FAINT, wrapped(&clean(&told), columns(), "").trim_end()) + "\n"
}

/// The findings in the order in which somebody should look at them.
fn sections(report: &Report, detail: Detail) -> String {
    let open = |finding: &&Finding| finding.waived.is_none();
    let fixed = |finding: &Finding| finding.level == Level::Error && finding.rule.about().hold == Hold::Fixed;
    let (fixed, free): (Vec<&Finding>, Vec<&Finding>) = report.findings.iter().filter(open).partition(|f| fixed(f));
    let (errors, warnings): (Vec<&Finding>, Vec<&Finding>) = free.into_iter().partition(|f| f.level == Level::Error);
    let waived: Vec<&Finding> = report.findings.iter().filter(|f| f.waived.is_some()).collect();
    [("Cannot be lowered", fixed), ("Errors", errors), ("Warnings", warnings), ("Waived", waived)]
        .iter()
        .filter(|(_, findings)| !findings.is_empty())
        .map(|(name, findings)| {
            let rules: String =
                by_rule(findings).iter().map(|(rule, all)| of_rule(report, *rule, all, detail)).collect();
            format!("{} ({})\n{rules}\n", styled(STRONG, name), findings.len())
        })
        .collect()
}

/// Findings by their rule, in the order of the rules.
fn by_rule<'f>(findings: &[&'f Finding]) -> Vec<(Rule, Vec<&'f Finding>)> {
    let of = |rule: Rule| findings.iter().copied().filter(|finding| finding.rule == rule).collect::<Vec<_>>();
    let each = Rule::ALL.iter().map(|about| (about.rule, of(about.rule)));
    each.filter(|(_, findings)| !findings.is_empty()).collect()
}

fn of_rule(report: &Report, rule: Rule, all: &[&Finding], detail: Detail) -> String {
    let Some(first) = all.first() else { return String::new() };
    let mut out = format!("{} {}\n", label(first), styled(FAINT, &format!("({})", all.len())));
    for finding in all.iter().take(detail.most) {
        out.push_str(&line(report, finding, all.len() == 1));
        if detail.places {
            out.push_str(&at(report, finding));
        }
    }
    let more = all.len().saturating_sub(detail.most);
    if more > 0 {
        let and = if detail.most > 0 { format!("and {more} more: ") } else { String::new() };
        let _ = writeln!(out, "  {and}kaizen check --rule {rule} --full");
    }
    if detail.remedy && first.waived.is_none() {
        let text = wrapped(&clean_line(&format!("→ {}", remedy(rule, all))), columns(), "  ");
        let _ = writeln!(out, "{}", styled(FAINT, text.trim_end()));
    }
    out
}

/// What to do: in the words of the finding where all say the same.
fn remedy(rule: Rule, all: &[&Finding]) -> String {
    match all {
        [first, rest @ ..] if rest.iter().all(|finding| finding.remedy == first.remedy) => first.remedy.clone(),
        _ => rule.about().remedy.replace("{id}", "ID"),
    }
}

/// A finding on one line, on a terminal no wider than that; one that is alone is told to its end.
fn line(report: &Report, finding: &Finding, alone: bool) -> String {
    let name = finding.item.clone().unwrap_or_else(|| report.path(finding));
    let told = match &finding.waived {
        Some(waived) => format!("until {}: {} ({})", waived.until, waived.reason, finding.message),
        None => finding.message.clone(),
    };
    let ended = finding.waiver_ended.filter(|_| finding.waived.is_none());
    let ended = ended.map(|day| format!(" (a waiver of it ended on {day})")).unwrap_or_default();
    let told = format!("{}  {}{ended}", clean_line(&name), clean_line(&told));
    let title = finding.title.as_ref().map(|title| format!("  {}", styled(FAINT, &clean_cell(title))));
    let line = format!("  {told}{}", title.unwrap_or_default());
    match width().map(usize::from) {
        Some(width) if alone && columns_of(&told) + 2 > width => wrapped(&told, width, "  "),
        Some(width) => cut(&line, width) + "\n",
        None => line + "\n",
    }
}

/// Where it is, where the place is the point: in files that cannot be read or are not vouched for, and in commits.
fn at(report: &Report, finding: &Finding) -> String {
    let family = finding.rule.about().family;
    if finding.waived.is_some() || matches!(family, Family::Process | Family::Register) {
        return String::new();
    }
    let mut out = format!("    {}\n", styled(FAINT, &place(report, finding)));
    if family != Family::History {
        out.push_str(&excerpt(finding, columns()).unwrap_or_default());
    }
    if let Some(commit) = &finding.commit {
        let id: String = commit.id.chars().take(12).collect();
        let told =
            wrapped(&clean_line(&format!("in commit {id} of {} by {}", commit.at, commit.author)), columns(), "    ");
        let _ = writeln!(out, "{}", styled(FAINT, told.trim_end()));
    }
    out
}

/// How many findings each rule has, the most first.
#[must_use]
pub fn statistics(report: &Report) -> String {
    let findings: Vec<&Finding> = report.findings.iter().collect();
    let mut rules = by_rule(&findings);
    rules.sort_by_key(|(_, all)| std::cmp::Reverse(all.len()));
    let rows: Vec<Vec<String>> = rules
        .iter()
        .map(|(rule, all)| {
            let of = |level: Level| all.iter().filter(|f| f.waived.is_none() && f.level == level).count().to_string();
            let waived = all.iter().filter(|f| f.waived.is_some()).count().to_string();
            vec![rule.about().name.to_owned(), of(Level::Error), of(Level::Warn), waived]
        })
        .collect();
    let counted = if rows.is_empty() { String::new() } else { table(&["rule", "errors", "warnings", "waived"], rows) };
    counted + &closing(report)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::finding::Counted;
    use crate::model::date::Day;
    use crate::model::origin::Origin;

    /// A register in which each of so many rules finds so many things.
    fn neglected(rules: usize, each: usize) -> Report {
        let of = |rule: Rule| {
            (0..each).map(move |n| Finding {
                item: Some(format!("IMP-2026-{n:04}")),
                message: format!("{n} days overdue"),
                remedy: format!("Do something about {n}."),
                line: Some(5),
                column: Some(1),
                end_column: Some(4),
                excerpt: Some("due = 2026-10-01".to_owned()),
                ..Finding::bare(rule)
            })
        };
        let mut report = Report {
            origin: Origin::new("2026-11-30".parse::<Day>().unwrap(), None),
            based_on: None,
            register: None,
            introduction: None,
            folder: "register".to_owned(),
            counted: Counted::default(),
            asked: Vec::new(),
            left_out: None,
            lowered: Vec::new(),
            numbers: Vec::new(),
            not_listed: 0,
            findings: Rule::ALL.iter().take(rules).flat_map(|about| of(about.rule)).collect(),
            cannot_prove: vec!["One thing.".to_owned(), "Another.".to_owned()],
        };
        report.count();
        report
    }

    fn lines(report: &Report) -> usize {
        screen(report, false).lines().count()
    }

    #[test]
    fn twice_as_bad_prints_at_most_twice_as_much_and_never_more_than_a_screen() {
        for rules in [1, 2, 5, 20, 40, Rule::ALL.len()] {
            for each in [1, 2, 3, 5, 8, 10, 11, 50, 1000] {
                let (once, twice) = (lines(&neglected(rules, each)), lines(&neglected(rules, 2 * each)));
                assert!(twice <= 2 * once, "{rules} rules, {each} findings each: {once} lines, then {twice}");
                assert!(twice <= 200, "{rules} rules, {each} findings each: {twice} lines");
            }
            let (once, twice) = (lines(&neglected(rules, 4)), lines(&neglected((2 * rules).min(Rule::ALL.len()), 4)));
            assert!(twice <= 2 * once, "{rules} rules: {once} lines, then {twice}");
        }
    }

    #[test]
    fn ten_of_a_rule_are_shown_and_the_others_counted_with_the_command_that_shows_them() {
        let text = anstream::adapter::strip_str(&screen(&neglected(1, 287), false)).to_string();
        assert!(
            text.contains(&format!("  and 277 more: kaizen check --rule {} --full\n", Rule::ALL[0].name)),
            "{text}"
        );
        assert_eq!(text.matches("IMP-2026-").count(), 10, "{text}");
        assert_eq!(text.matches('→').count(), 1, "{text}");
    }
}
