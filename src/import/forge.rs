//! Issues of a forge, as its interface or its command line gives them: a list, or one event.

use serde_json::Value;

use super::Imported;
use super::csv::{Options, described, title_of};
use super::dates::Reader;
use super::json::{at, documents};
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::id::SourceRef;
use crate::model::word::SourceKind;
use crate::record::import::Incoming;
use crate::record::source::Content;

/// The names under which interfaces tell when an issue was made.
const CREATED: [&str; 2] = ["created_at", "createdAt"];

/// Reads issues of GitHub, GitLab or Forgejo.
///
/// # Errors
/// It is no JSON, or holds no issues.
pub fn read(text: &str, options: &Options) -> Result<Imported, Refusal> {
    let mut imported = Imported::default();
    let mut place = 0;
    for document in documents(text)? {
        for issue in issues_of(&document)? {
            place += 1;
            // The interface of issues lists pull requests too.
            if is_pull_request(issue) {
                imported.note_unknown("pull requests");
                continue;
            }
            match source(issue, place, options, &mut imported) {
                Ok(Some(incoming)) => imported.incoming.push(incoming),
                Ok(None) => {}
                Err(reason) => imported.skip(place, reason),
            }
        }
    }
    Ok(imported)
}

/// The issues of a document: a list, one, or the event that tells of one.
///
/// # Errors
/// It holds none.
pub fn issues_of(document: &Value) -> Result<Vec<&Value>, Refusal> {
    Ok(match document {
        Value::Array(list) => list.iter().collect(),
        event if event.get("issue").is_some_and(Value::is_object) => event.get("issue").into_iter().collect(),
        event if at(event, &["object_kind"]) == Some("issue") => event.get("object_attributes").into_iter().collect(),
        issue if issue.get("title").is_some() => vec![issue],
        _ => {
            return Err(Refusal::new("this JSON holds no issues").next(
                "gh issue list --json number,title,body,createdAt,state,labels,url, or a list of the forge's interface",
            ));
        }
    })
}

/// Whether the interface of issues lists a pull request here.
#[must_use]
pub fn is_pull_request(issue: &Value) -> bool {
    issue.get("pull_request").is_some_and(|pull| !pull.is_null())
}

/// The first text that an issue has under one of some names.
#[must_use]
pub fn any<'v>(issue: &'v Value, names: &[&str]) -> Option<&'v str> {
    names.iter().find_map(|name| at(issue, &[name]))
}

/// The page of an issue.
#[must_use]
pub fn url_of(issue: &Value) -> Option<&str> {
    any(issue, &["html_url", "web_url", "url"]).filter(|url| url.starts_with("https://") || url.starts_with("http://"))
}

/// The name of an issue, with its repository.
///
/// # Errors
/// It has no number, or names no repository.
pub fn reference_of(issue: &Value) -> Result<String, String> {
    let number = ["iid", "number"].iter().find_map(|key| issue.get(key)?.as_u64());
    let number = number.ok_or("an entry without a number")?;
    let full = at(issue, &["references", "full"]).map(ToOwned::to_owned);
    let reference = full
        .or_else(|| url_of(issue).and_then(repository).map(|repository| format!("{repository}#{number}")))
        .ok_or_else(|| format!("issue {number} names no repository: export its url too"))?;
    SourceRef::check(&reference).map_err(|error| error.to_string())?;
    Ok(reference)
}

/// The labels of an issue.
#[must_use]
pub fn labels_of(issue: &Value) -> Vec<String> {
    let all = issue.get("labels").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|label| label.as_str().or_else(|| at(label, &["name"])).or_else(|| at(label, &["title"])))
        .map(ToOwned::to_owned)
        .collect()
}

/// The day on which an issue was made.
#[must_use]
pub fn day_of(issue: &Value, options: &Options) -> Option<Day> {
    let created = any(issue, &CREATED)?;
    Reader::of("created", std::iter::once(created), options.order, options.zone).ok()?.day(created)
}

fn source(issue: &Value, place: usize, options: &Options, imported: &mut Imported) -> Result<Option<Incoming>, String> {
    let reference = reference_of(issue)?;
    if !options.wants(&reference) {
        return Ok(None);
    }
    let title = any(issue, &["title"]).ok_or_else(|| format!("{reference} has no title"))?;
    let (title, rest) = title_of(title);
    let day = day_of(issue, options);
    if day.is_none() && any(issue, &CREATED).is_some() {
        imported.note_unknown("created (not a date)");
    }
    let labels = labels_of(issue);
    let state = any(issue, &["state"]).map(str::to_lowercase);
    let fields = labels.iter().map(|label| ("label", label.as_str())).chain(state.as_deref().map(|s| ("state", s)));
    let content = Content {
        title: Some(title),
        occurred_on: day,
        status: state.clone(),
        significant: options.weighs(fields),
        labels: Some(labels.clone()),
        url: url_of(issue).map(ToOwned::to_owned),
        description: described(any(issue, &["body", "description"]).map(ToOwned::to_owned), rest, &[]),
        ..Content::default()
    };
    let name = SourceRef { kind: options.kind.unwrap_or(SourceKind::Other), reference };
    let id = issue
        .get("id")
        .and_then(|id| id.as_u64().map(|n| n.to_string()).or_else(|| id.as_str().map(ToOwned::to_owned)));
    Ok(Some(Incoming { name, content, id, place }))
}

/// The repository of an issue's page: what stands between the host and `/issues/`.
fn repository(url: &str) -> Option<String> {
    let (_, path) = url.split_once("://")?.1.split_once('/')?;
    let (repository, _) = path.split_once("/-/issues/").or_else(|| path.split_once("/issues/"))?;
    (!repository.is_empty()).then(|| repository.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issues_of_each_forge_are_read() {
        let options = Options {
            kind: None,
            order: None,
            mapping: None,
            zone: chrono_tz::UTC,
            significant: vec![("label".to_owned(), "incident".to_owned())],
            only: None,
            today: "2026-03-02".parse().unwrap(),
        };
        let text = r#"[
          {"number":7,"title":"Door","html_url":"https://github.com/acme/site/issues/7","created_at":"2026-02-01T10:00:00Z","state":"open","labels":[{"name":"incident"}],"body":null,"user":null,"pull_request":null},
          {"number":8,"title":"Fix","html_url":"https://github.com/acme/site/pull/8","pull_request":{"url":"x"}},
          {"iid":3,"title":"Badge","web_url":"https://gitlab.example/a/b/c/-/issues/3","references":{"full":"a/b/c#3"},"created_at":"2026-02-02T10:00:00.000Z","state":"closed","labels":["x"],"description":"d"},
          {"number":4,"title":"From the command line","url":"https://github.com/acme/site/issues/4","createdAt":"2026-02-03T10:00:00Z"},
          {"number":5,"title":"Nowhere"}]"#;
        let read = read(text, &options).unwrap();
        let names: Vec<&str> = read.incoming.iter().map(|one| one.name.reference.as_str()).collect();
        assert_eq!(names, ["acme/site#7", "a/b/c#3", "acme/site#4"]);
        assert_eq!(read.incoming[0].content.significant, Some(true));
        assert_eq!(read.incoming[1].content.description.as_deref(), Some("d"));
        assert_eq!((read.skipped.len(), read.unknown.get("pull requests")), (1, Some(&1)));
        assert!(super::read("{}", &options).is_err());
    }
}
