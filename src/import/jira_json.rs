//! Issues as Jira's interfaces give them: a page of a search, a bare list, one issue, or what a webhook sends.

use serde_json::Value;

use super::csv::{Options, described, title_of};
use super::dates::Reader;
use super::json::{at, documents};
use super::{Imported, adf};
use crate::lifecycle::refusal::Refusal;
use crate::model::id::SourceRef;
use crate::model::word::SourceKind;
use crate::record::import::Incoming;
use crate::record::source::Content;

/// Fields of an issue that a record has a place for.
const KNOWN: [&str; 8] = ["summary", "created", "priority", "status", "description", "labels", "components", "duedate"];

/// Reads issues.
///
/// # Errors
/// It is no JSON, or holds no issues.
pub fn read(text: &str, options: &Options) -> Result<Imported, Refusal> {
    let mut imported = Imported::default();
    let mut found = false;
    for document in documents(text)? {
        let issues: Vec<&Value> = match &document {
            Value::Array(list) => list.iter().collect(),
            page if page.get("issues").is_some_and(Value::is_array) => {
                check_whole(page, &mut imported);
                page.get("issues").and_then(Value::as_array).into_iter().flatten().collect()
            }
            event if event.get("issue").is_some() => event.get("issue").into_iter().collect(),
            issue if issue.get("key").is_some() => vec![issue],
            _ => {
                return Err(Refusal::new("this JSON holds no issues of Jira")
                    .next("a page of /rest/api/3/search/jql, a list of issues, one issue, or a webhook's event"));
            }
        };
        for (i, issue) in issues.into_iter().enumerate() {
            found = true;
            match source(issue, i + 1, options, &mut imported) {
                Ok(Some(incoming)) => imported.incoming.push(incoming),
                Ok(None) => {}
                Err(reason) => imported.skip(i + 1, reason),
            }
        }
    }
    if !found {
        imported.words.push("the file holds no issues".to_owned());
    }
    Ok(imported)
}

/// Says where a page is not all there is.
fn check_whole(page: &Value, imported: &mut Imported) {
    let number = |key: &str| page.get(key).and_then(Value::as_u64);
    let count = page.get("issues").and_then(Value::as_array).map_or(0, |all| all.len() as u64);
    let last = page.get("isLast").and_then(Value::as_bool);
    let more = number("total").is_some_and(|total| total > number("startAt").unwrap_or(0) + count);
    if last == Some(false) || more || page.get("nextPageToken").is_some_and(Value::is_string) && last != Some(true) {
        imported.words.push("this page is not the last: the file is incomplete".to_owned());
    }
}

fn source(issue: &Value, place: usize, options: &Options, imported: &mut Imported) -> Result<Option<Incoming>, String> {
    let reference = at(issue, &["key"]).ok_or("an entry without a key")?;
    if !options.wants(reference) {
        return Ok(None);
    }
    SourceRef::check(reference).map_err(|error| error.to_string())?;
    let Some(fields) = issue.get("fields").filter(|fields| fields.is_object()) else {
        return Err(format!("{reference} has no fields: ask for them when it is exported (fields=*all)"));
    };
    let summary = at(fields, &["summary"]).ok_or_else(|| format!("{reference} has no summary"))?;
    let (title, rest) = title_of(summary);
    let day = |key: &str, imported: &mut Imported| {
        let value = at(fields, &[key])?;
        let reader = Reader::of(key, std::iter::once(value), options.order, options.zone).ok()?;
        let day = reader.day(value);
        if day.is_none() {
            imported.note_unknown(&format!("{key} (not a date)"));
        }
        day
    };
    let names = |key: &str| {
        let list = fields.get(key).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(|entry| entry.as_str().or_else(|| at(entry, &["name"])))
            .map(ToOwned::to_owned)
            .collect::<Vec<_>>()
    };
    let description = fields.get("description").and_then(|value| adf::text(value, &mut imported.unknown));
    let comments = fields.get("comment").and_then(|comment| comment.get("comments")).and_then(Value::as_array);
    let comments: Vec<String> = comments
        .into_iter()
        .flatten()
        .filter_map(|comment| {
            let body = adf::text(comment.get("body")?, &mut imported.unknown)?;
            let by = at(comment, &["author", "displayName"]).unwrap_or("somebody");
            Some(format!("- {} by {by}: {body}", at(comment, &["created"]).unwrap_or_default()))
        })
        .collect();
    for (key, value) in fields.as_object().into_iter().flatten() {
        let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if !empty && !KNOWN.contains(&key.as_str()) && key != "comment" {
            imported.note_unknown(key);
        }
    }
    let plain = fields.as_object().into_iter().flatten().filter_map(|(key, value)| {
        Some((key.as_str(), value.as_str().or_else(|| at(value, &["name"])).or_else(|| at(value, &["value"]))?))
    });
    let content = Content {
        title: Some(title),
        occurred_on: day("created", imported),
        answer_by: day("duedate", imported),
        severity: at(fields, &["priority", "name"]).map(ToOwned::to_owned),
        status: at(fields, &["status", "name"]).map(ToOwned::to_owned),
        department: names("components").into_iter().next(),
        labels: fields.get("labels").is_some().then(|| names("labels")),
        url: at(issue, &["self"]).and_then(|link| browse(link, reference)),
        description: described(description, rest, &comments),
        significant: options.weighs(plain),
        ..Content::default()
    };
    let name = SourceRef { kind: options.kind.unwrap_or(SourceKind::Incident), reference: reference.to_owned() };
    Ok(Some(Incoming { name, content, id: at(issue, &["id"]).map(ToOwned::to_owned), place }))
}

/// The page of an issue, by the link of the interface.
fn browse(link: &str, key: &str) -> Option<String> {
    let (host, _) = link.split_once("/rest/")?;
    host.starts_with("https://").then(|| format!("{host}/browse/{key}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lists_and_single_issues_are_read() {
        let options = Options {
            kind: None,
            order: None,
            mapping: None,
            zone: chrono_tz::UTC,
            significant: vec![("priority".to_owned(), "highest".to_owned())],
            only: None,
            today: "2026-03-02".parse().unwrap(),
        };
        let issue = r#"{"id":"1","key":"OPS-1","self":"https://x.example/rest/api/3/issue/1","fields":{"summary":"Open door",
            "created":"2025-07-14T15:42:11.123+0200","priority":{"name":"Highest"},"status":{"name":"Done"},"description":null,
            "labels":["east"],"customfield_1":"x"}}"#;
        for text in [
            issue.to_owned(),
            format!("[{issue}]"),
            format!(r#"{{"issues":[{issue}],"isLast":true}}"#),
            format!(r#"{{"webhookEvent":"jira:issue_updated","issue":{issue}}}"#),
        ] {
            let read = read(&text, &options).unwrap();
            let [one] = read.incoming.as_slice() else { panic!("{read:?}") };
            assert_eq!(one.content.url.as_deref(), Some("https://x.example/browse/OPS-1"));
            assert_eq!((one.content.significant, one.content.severity.as_deref()), (Some(true), Some("Highest")));
            assert_eq!(read.unknown.keys().collect::<Vec<_>>(), ["customfield_1"]);
            assert!(read.words.is_empty());
        }
        let part =
            read(&format!(r#"{{"issues":[{issue}],"isLast":false,"nextPageToken":"x"}} {{"issues":[]}}"#), &options)
                .unwrap();
        assert!(part.words[0].contains("incomplete"));
        let bare = read(r#"[{"key":"OPS-2"},{"fields":{}}]"#, &options).unwrap();
        assert!(bare.skipped[0].reason.contains("no fields") && bare.skipped.len() == 2);
        assert!(read(r#"{"a":1}"#, &options).is_err());
        assert!(read(r#"{"issues":[{"#, &options).unwrap_err().reason.contains("no JSON"));
        assert!(read(&format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000)), &options).is_err());
    }
}
