//! JUnit XML: a suite for each family of rules, a case for each finding, and one for each rule that found nothing.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Property, Report as Cases, TestCase, TestCaseStatus, TestSuite};

use super::next;
use crate::check::finding::{Finding, Report};
use crate::model::rule::{About, Rule};
use crate::model::word::Level;
use crate::render::terminal::clean_line;

/// The report as JUnit XML. A case fails where its finding makes the exit code 1 (`fails` is the least level that
/// does); what is waived, or only a warning, is skipped and says so.
///
/// # Errors
/// It cannot be written as XML.
pub fn xml(report: &Report, fails: Option<Level>) -> anyhow::Result<String> {
    let mut cases = Cases::new("kaizen check");
    let mut suites: Vec<TestSuite> = Vec::new();
    for about in Rule::ALL {
        let found: Vec<&Finding> = report.findings.iter().filter(|f| f.rule == about.rule).collect();
        let lowered = report.lowered.iter().find(|lowered| lowered.rule == about.rule && lowered.level == Level::Off);
        if found.is_empty() && !report.asked.contains(&about.rule) && lowered.is_none() {
            continue;
        }
        let name = format!("kaizen.{}", family(about));
        if suites.last().is_none_or(|suite| suite.name.as_str() != name) {
            suites.push(suite(report, &name));
        }
        let Some(suite) = suites.last_mut() else { continue };
        if let Some(lowered) = lowered {
            let mut status = TestCaseStatus::skipped();
            status.set_type("lowered").set_message(clean_line(&super::lowered(lowered)));
            suite.add_test_case(case(about, &format!("{}: lowered", meaning(about)), status));
        } else if found.is_empty() {
            let name = format!("{}: nothing found", meaning(about));
            suite.add_test_case(case(about, &name, TestCaseStatus::success()));
        }
        for (name, finding) in names(&found).iter().zip(found) {
            let mut case = case(about, name, status(report, finding, fails));
            case.extra.insert("file".into(), clean_line(&report.path(finding)).into());
            suite.add_test_case(case);
        }
    }
    cases.add_test_suites(suites);
    Ok(cases.to_string()?)
}

/// What the rule asks, as the end of a case's name.
fn meaning(about: &About) -> &'static str {
    about.meaning.trim_end_matches('.')
}

fn family(about: &About) -> String {
    format!("{:?}", about.family).to_lowercase()
}

fn suite(report: &Report, name: &str) -> TestSuite {
    let mut suite = TestSuite::new(name);
    let origin = &report.origin;
    suite.add_property(Property::new("tool", &origin.tool));
    suite.add_property(Property::new("as_of", origin.as_of.to_string()));
    let commit = origin.commit.as_ref().or(report.based_on.as_ref());
    suite.add_properties(commit.map(|commit| Property::new("commit", commit)));
    suite.add_properties(report.register.as_ref().map(|id| Property::new("register", clean_line(id))));
    suite.add_properties(report.introduction.as_ref().map(|hash| Property::new("introduction", hash.as_str())));
    let left_out = report.left_out.as_ref().map(|left| Property::new("filters", left.filters.join(" ")));
    suite.add_properties(left_out);
    suite
}

fn case(about: &About, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(format!("kaizen.{}.{}", family(about), about.name));
    case
}

/// The names of the cases of one rule, each once: the item and its title (else the file), the key, and the rule in words.
fn names(found: &[&Finding]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let each = found.iter().map(|finding| {
        let subject = finding.item.as_ref().unwrap_or(&finding.file);
        let key = finding.key.as_ref().map(|key| format!(" {key}")).unwrap_or_default();
        let title = finding.title.as_ref().map(|title| format!(" {title}")).unwrap_or_default();
        let rule = meaning(finding.rule.about());
        let name = clean_line(&format!("{subject}{title}{key}: {rule}"));
        let number = seen.entry(name.clone()).or_default();
        *number += 1;
        if *number == 1 { name } else { format!("{name} ({number})") }
    });
    each.collect()
}

fn status(report: &Report, finding: &Finding, fails: Option<Level>) -> TestCaseStatus {
    let kind = if finding.waived.is_some() { "waived" } else { super::level(finding) };
    let mut status = if finding.fails(fails) {
        TestCaseStatus::non_success(NonSuccessKind::Failure)
    } else {
        TestCaseStatus::skipped()
    };
    status.set_type(kind).set_message(clean_line(&format!("{kind}: {}", finding.message)));
    let place = match (finding.line, finding.column) {
        (Some(line), Some(column)) => format!("{}:{line}:{column}", report.path(finding)),
        _ => report.path(finding),
    };
    status.set_description(format!("{}\n{}", clean_line(&place), next(finding)));
    status
}
