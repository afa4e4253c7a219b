//! The results of scanners (SARIF 2.1.0): one source a rule, with how often it is open and where. The process behind a
//! rule is what improves, not each place.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Imported;
use super::csv::{Options, title_of};
use super::json::{at, documents};
use crate::lifecycle::refusal::Refusal;
use crate::model::id::SourceRef;
use crate::model::source::Source;
use crate::model::word::SourceKind;
use crate::record::import::Incoming;
use crate::record::source::Content;

/// So many places of a rule are kept.
const PLACES: usize = 10;

/// The status of a rule that finds nothing.
const NONE_OPEN: &str = "none open";

#[derive(Debug, Default)]
struct Rule {
    title: Option<String>,
    text: Option<String>,
    url: Option<String>,
    level: Option<String>,
    score: Option<f64>,
    secret: bool,
    open: u64,
    places: Vec<String>,
    first: usize,
}

/// Reads scans.
///
/// # Errors
/// It is no JSON, or no SARIF.
pub fn read(text: &str, options: &Options) -> Result<Imported, Refusal> {
    let mut imported = Imported::default();
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    for document in documents(text)? {
        let Some(runs) = document.get("runs").and_then(Value::as_array) else {
            return Err(Refusal::new("this JSON is no SARIF: it has no runs"));
        };
        for (i, run) in runs.iter().enumerate() {
            of_run(run, i + 1, &mut rules, &mut imported);
        }
    }
    for (reference, rule) in rules {
        if let Err(error) = SourceRef::check(&reference) {
            imported.skip(rule.first, error.to_string());
            continue;
        }
        if !options.wants(&reference) {
            continue;
        }
        imported.incoming.push(incoming(reference, rule, options));
    }
    Ok(imported)
}

/// The rules that a scanner found earlier in a file of this name, and names no more: none of their places is open. Their
/// records are kept, since they show that the process became better. Words of people are none of a scan's.
#[must_use]
pub fn gone(imported: &Imported, file: &str, known: &[Source], options: &Options) -> Vec<Incoming> {
    let named: BTreeSet<&SourceRef> = imported.incoming.iter().map(|one| &one.name).collect();
    let kind = options.kind.unwrap_or(SourceKind::VulnerabilityScan);
    let ran = |reference: &str| {
        imported.ran.iter().any(|tool| reference.strip_prefix(tool.as_str()).is_some_and(|rest| rest.starts_with('/')))
    };
    let of_this = |record: &&Source| {
        let origin = record.origin.as_ref();
        let scan = origin.is_some_and(|origin| origin.format == "sarif" && origin.file == file);
        scan && record.kind == kind && ran(&record.reference) && options.wants(&record.reference)
    };
    let all = known.iter().filter(of_this).map(|record| Incoming {
        name: SourceRef { kind, reference: record.reference.clone() },
        content: Content {
            status: Some(NONE_OPEN.to_owned()),
            open: Some(0),
            places: Some(Vec::new()),
            ..Content::default()
        },
        id: None,
        place: 0,
    });
    all.filter(|one| !named.contains(&one.name)).collect()
}

fn of_run(run: &Value, number: usize, rules: &mut BTreeMap<String, Rule>, imported: &mut Imported) {
    let tool = at(run, &["tool", "driver", "name"]).unwrap_or("scanner");
    let Some(results) = run.get("results").and_then(Value::as_array) else {
        imported.words.push(format!("run {number} of {tool} has no results: the scan did not run"));
        return;
    };
    imported.ran.insert(tool.to_owned());
    let extensions = run.get("tool").and_then(|tool| tool.get("extensions")).and_then(Value::as_array);
    let driver = run.get("tool").and_then(|tool| tool.get("driver"));
    let tools: Vec<&Value> = driver.into_iter().chain(extensions.into_iter().flatten()).collect();
    let described: Vec<Vec<&Value>> = tools
        .iter()
        .map(|tool| tool.get("rules").and_then(Value::as_array).map(|all| all.iter().collect()).unwrap_or_default())
        .collect();
    // A rule that finds nothing any more is known by its description, and has no open place.
    for about in described.iter().flatten() {
        if let Some(id) = at(about, &["id"]) {
            let rule = rules.entry(format!("{tool}/{id}")).or_default();
            describe(rule, about);
        }
    }
    for (i, result) in results.iter().enumerate() {
        let about = about(result, &described);
        let id = at(result, &["ruleId"])
            .or_else(|| at(result, &["rule", "id"]))
            .or_else(|| at(about?, &["id"]))
            .map(ToOwned::to_owned);
        let Some(id) = id else {
            imported.skip(i + 1, format!("a result of {tool} that names no rule"));
            continue;
        };
        let rule = rules.entry(format!("{tool}/{id}")).or_default();
        if rule.first == 0 {
            rule.first = i + 1;
        }
        let suppressed = result.get("suppressions").and_then(Value::as_array).is_some_and(|all| !all.is_empty());
        let absent = at(result, &["baselineState"]) == Some("absent");
        let passed = at(result, &["kind"]).is_some_and(|kind| kind != "fail" && kind != "open" && kind != "review");
        if suppressed || absent || passed {
            continue;
        }
        rule.open += 1;
        rule.level = rule.level.take().or_else(|| at(result, &["level"]).map(ToOwned::to_owned));
        if rule.places.len() < PLACES {
            rule.places.extend(place(result));
        }
        if rule.text.is_none() && !rule.secret {
            rule.text = at(result, &["message", "text"]).map(ToOwned::to_owned);
        }
    }
}

/// The description of a result's rule, by its place among those of the tool or an extension.
fn about<'v>(result: &Value, described: &[Vec<&'v Value>]) -> Option<&'v Value> {
    let number = |value: Option<&Value>| value.and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    let rule = result.get("rule");
    let index = number(result.get("ruleIndex")).or_else(|| number(rule.and_then(|rule| rule.get("index"))))?;
    let component = rule.and_then(|rule| rule.get("toolComponent")).and_then(|tool| tool.get("index"));
    let of = number(component).map_or(0, |extension| extension + 1);
    described.get(of)?.get(index).copied()
}

fn describe(rule: &mut Rule, about: &Value) {
    let text = |path: &[&str]| at(about, path).map(ToOwned::to_owned);
    rule.title = rule.title.take().or_else(|| text(&["shortDescription", "text"])).or_else(|| text(&["name"]));
    rule.text = rule.text.take().or_else(|| text(&["fullDescription", "text"]));
    rule.url = rule.url.take().or_else(|| text(&["helpUri"]));
    rule.level = rule.level.take().or_else(|| text(&["defaultConfiguration", "level"]));
    let score = at(about, &["properties", "security-severity"]);
    rule.score = rule.score.or_else(|| score.and_then(|score| score.parse().ok()));
    let id = at(about, &["id"]).unwrap_or_default().to_lowercase();
    let tags = about.get("properties").and_then(|all| all.get("tags")).and_then(Value::as_array);
    let tagged = tags.into_iter().flatten().filter_map(Value::as_str).any(|tag| tag.eq_ignore_ascii_case("secret"));
    rule.secret |= tagged
        || ["secret", "password", "api-key", "apikey", "token", "private-key"].iter().any(|word| id.contains(word));
}

fn place(result: &Value) -> Option<String> {
    let location = result.get("locations")?.as_array()?.first()?;
    let physical = location.get("physicalLocation")?;
    let file = at(physical, &["artifactLocation", "uri"])?;
    let line = physical.get("region").and_then(|region| region.get("startLine")).and_then(Value::as_u64);
    Some(line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}")))
}

fn incoming(reference: String, rule: Rule, options: &Options) -> Incoming {
    let title = rule.title.clone().unwrap_or_else(|| reference.clone());
    let (title, rest) = title_of(&title);
    let severity = rule.score.map(|score| score.to_string()).or_else(|| rule.level.clone());
    let fields = [("level", rule.level.clone()), ("severity", severity.clone())];
    let significant = options.weighs(fields.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))));
    // What a scanner says of a secret may hold the secret.
    let text = rule.text.filter(|_| !rule.secret);
    let content = Content {
        title: Some(title),
        severity,
        significant,
        status: Some(if rule.open == 0 { NONE_OPEN } else { "open" }.to_owned()),
        url: rule.url.filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        open: Some(rule.open),
        places: Some(rule.places),
        description: super::csv::described(text, rest, &[]),
        ..Content::default()
    };
    let kind = options.kind.unwrap_or(SourceKind::VulnerabilityScan);
    Incoming { name: SourceRef { kind, reference }, content, id: None, place: rule.first }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Options {
        let significant = vec![("level".to_owned(), "error".to_owned())];
        let today = "2026-03-02".parse().unwrap();
        Options { kind: None, order: None, mapping: None, zone: chrono_tz::UTC, significant, only: None, today }
    }

    #[test]
    fn results_are_grouped_by_rule_and_secrets_are_not_copied() {
        let text = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Trivy","rules":[
            {"id":"CVE-2024-1","shortDescription":{"text":"Old library"},"defaultConfiguration":{"level":"error"},"properties":{"security-severity":"9.8"}},
            {"id":"aws-secret","shortDescription":{"text":"Secret found"}},
            {"id":"gone","shortDescription":{"text":"Fixed"}}]}},
            "results":[
            {"ruleId":"CVE-2024-1","message":{"text":"in a"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.lock"},"region":{"startLine":3}}}]},
            {"ruleIndex":0,"message":{"text":"in b"},"suppressions":[{"kind":"inSource"}]},
            {"ruleId":"aws-secret","message":{"text":"AKIA1234"}},
            {"message":{"text":"?"}}]},
            {"tool":{"driver":{"name":"Other"}},"results":null}]}"#;
        let read = read(text, &options()).unwrap();
        let names: Vec<String> = read.incoming.iter().map(|one| one.name.reference.clone()).collect();
        assert_eq!(names, ["Trivy/CVE-2024-1", "Trivy/aws-secret", "Trivy/gone"]);
        let [cve, secret, gone] = read.incoming.as_slice() else { panic!() };
        assert_eq!(
            (cve.content.open, cve.content.significant, cve.content.severity.as_deref()),
            (Some(1), Some(true), Some("9.8"))
        );
        assert_eq!(cve.content.places.as_deref(), Some(&["a.lock:3".to_owned()][..]));
        assert!(!format!("{secret:?}").contains("AKIA"));
        assert_eq!((gone.content.open, gone.content.status.as_deref()), (Some(0), Some("none open")));
        assert_eq!(read.skipped.len(), 1);
        assert!(read.words[0].contains("the scan did not run"));
        assert!(super::read("{}", &options()).is_err());
    }
}
