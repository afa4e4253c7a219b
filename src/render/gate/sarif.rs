//! SARIF 2.1.0, the exchange format of static analysis.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{fingerprint, next, told};
use crate::check::finding::{Finding, Report};
use crate::model::rule::{About, Rule};
use crate::model::word::Level;
use crate::render::json;
use crate::render::terminal::clean;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What stands before the paths of files: the top of the repository, wherever it lies.
const TOP: &str = "REPOSITORY";

/// What a path keeps in a URI; all else is written with percent signs.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The report as one run.
///
/// # Errors
/// It cannot be written as JSON.
pub fn log(report: &Report) -> anyhow::Result<String> {
    let shown = |about: &&About| {
        report.asked.contains(&about.rule) || report.findings.iter().any(|finding| finding.rule == about.rule)
    };
    let rules: Vec<&About> = Rule::ALL.iter().filter(shown).collect();
    let fingerprints = fingerprint::of(report);
    let results = report.findings.iter().zip(&fingerprints).map(|(finding, print)| {
        let index = rules.iter().position(|about| about.rule == finding.rule);
        result(report, finding, index, print)
    });
    let register = report.register.as_deref().unwrap_or("unknown");
    json::pretty(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "kaizen",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|about| rule(about)).collect::<Vec<_>>(),
            } },
            "automationDetails": { "id": format!("kaizen/{}/{}", clean(register), report.origin.as_of) },
            "originalUriBaseIds": { TOP: { "description": { "text": "The top of the repository." } } },
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
            "properties": {
                "asOf": report.origin.as_of,
                "commit": report.origin.commit,
                "basedOn": report.based_on,
                "introduction": report.introduction,
                "cannotProve": report.cannot_prove,
                "leftOut": report.left_out,
                "lowered": report.lowered,
                "numbers": report.numbers,
                "notListed": report.not_listed,
            },
        }],
    }))
}

fn rule(about: &About) -> Value {
    let basis = about.basis.to_string();
    let remedy = about.remedy.replace("{id}", "ID");
    let origin = about.basis.origin();
    json!({
        "id": about.name,
        "shortDescription": { "text": about.meaning },
        "fullDescription": { "text": format!("{} It comes from: {origin}.", about.meaning) },
        "help": {
            "text": format!("{remedy} kaizen check --explain {} tells more.", about.name),
            "markdown": format!("{remedy}\n\nBasis: {origin}. `kaizen check --explain {}` tells more.", about.name),
        },
        "defaultConfiguration": { "level": level(about.level) },
        "properties": { "tags": [about.family, basis.split(' ').next()], "basis": basis },
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Off => "none",
    }
}

fn result(report: &Report, finding: &Finding, index: Option<usize>, print: &str) -> Value {
    let justified = finding.waived.iter().map(|waived| {
        json!({
            "kind": "external",
            "status": "accepted",
            "justification": clean(&format!("{} (until {})", waived.reason, waived.until)),
        })
    });
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": level(finding.level),
        "message": { "text": plain(&format!("{}. {}", told(finding).trim_end_matches('.'), next(finding))) },
        "locations": [location(report, finding)],
        // Readers that make their own fingerprint from the text of the line take the first of these instead.
        "partialFingerprints": { "primaryLocationLineHash": format!("{print}:1"), "kaizen/v1": print },
        "suppressions": justified.collect::<Vec<_>>(),
    });
    let properties = json!({ "key": finding.key, "event": finding.event, "title": finding.title });
    if let (Some(result), Some(properties)) = (result.as_object_mut(), properties.as_object()) {
        let known: serde_json::Map<_, _> =
            properties.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), v.clone())).collect();
        result.insert("properties".to_owned(), Value::Object(known));
    }
    result
}

fn location(report: &Report, finding: &Finding) -> Value {
    let path = report.path(finding);
    let uri = utf8_percent_encode(&path, PATH).to_string();
    let mut region = json!({ "startLine": finding.line.unwrap_or(1) });
    if let (Some(column), Some(end)) = (finding.column, finding.end_column) {
        region["startColumn"] = column.into();
        region["endColumn"] = end.into();
    }
    if let Some(line) = &finding.excerpt {
        region["snippet"] = json!({ "text": line });
    }
    let mut location = json!({
        "physicalLocation": { "artifactLocation": { "uri": uri, "uriBaseId": TOP }, "region": region },
    });
    if let Some(id) = &finding.item {
        location["logicalLocations"] = json!([{ "name": id, "kind": "member" }]);
    }
    location
}

/// A text that holds no link: in a message of SARIF, `[words](target)` is one.
fn plain(text: &str) -> String {
    clean(text).replace("](", "] (")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_makes_no_link_and_a_path_no_query() {
        assert_eq!(plain("[free money](https://e.example)"), "[free money] (https://e.example)");
        assert_eq!(utf8_percent_encode("a b/ü?#%.toml", PATH).to_string(), "a%20b/%C3%BC%3F%23%25.toml");
    }
}
