//! Issues of a forge as suggestions: what a form asked for, or what somebody just wrote.

use serde_json::Value;

use super::Imported;
use super::csv::{Options, title_of};
use super::forge::{any, day_of, is_pull_request, issues_of, labels_of, reference_of, url_of};
use super::items::Log;
use super::json::{at, documents};
use super::mapping::folded;
use crate::act::raise::Content;
use crate::act::raise_list::New;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Party;
use crate::model::id::SourceRef;
use crate::model::word::{Grade, Kind, SourceKind};

/// What the forms that `init --forge` writes ask for, as the headings of an issue.
const DETAILS: &str = "What did you see, and what would help?";
const DEPARTMENT: &str = "Your department";
const NAME: &str = "Your name";

/// A department is named in no more characters.
const DEPARTMENT_LENGTH: usize = 80;

/// Reads issues, or the event that tells of one. With a `label` others are counted and left out.
///
/// # Errors
/// It is no JSON, or holds no issues.
pub fn read(text: &str, options: &Options, label: Option<&str>) -> Result<Log, Refusal> {
    let mut log = Log { items: Vec::new(), imported: Imported::default() };
    let mut place = 0;
    for document in documents(text)? {
        for issue in issues_of(&document)? {
            place += 1;
            let has = |label: &str| labels_of(issue).iter().any(|known| folded(known) == folded(label));
            if is_pull_request(issue) {
                log.imported.note_unknown("pull requests");
            } else if label.is_some_and(|label| !has(label)) {
                log.imported.note_unknown("issues without the label");
            } else {
                match suggestion(issue, &document, place, options) {
                    Ok(new) => log.items.push(new),
                    Err(reason) => log.imported.skip(place, reason),
                }
            }
        }
    }
    Ok(log)
}

fn suggestion(issue: &Value, document: &Value, place: usize, options: &Options) -> Result<New, String> {
    let reference = reference_of(issue)?;
    let whole = any(issue, &["title"]).ok_or_else(|| format!("{reference} has no title"))?;
    let (title, rest) = title_of(whole);
    let form = Form::of(any(issue, &["body", "description"]).unwrap_or_default());
    let mut parts: Vec<String> = rest.into_iter().chain(form.text).collect();
    if parts.is_empty() {
        parts.push(title.clone());
    }
    parts.extend(url_of(issue).map(|url| format!("From the issue {url}")));
    let raised_by = if form.anonymous { Party::Anonymous } else { by(issue, document) };
    let content = Content {
        kind: Some(Kind::Improvement),
        grade: Some(Grade::Opportunity),
        source: vec![SourceRef { kind: SourceKind::StaffSuggestion, reference }],
        description: Some(parts.join("\n\n")),
        department: form.department,
        raised_by: Some(raised_by),
        raised_on: day_of(issue, options).filter(|day| *day <= options.today),
        ..Content::default()
    };
    Ok(New { title, content, owner: None, place })
}

/// Who opened it: the account, with the mail address that the forge tells, or else one that reaches nobody. The host stands
/// beside it, since an account may be called as somebody in people.toml is.
fn by(issue: &Value, document: &Value) -> Party {
    let user = ["user", "author"].iter().find_map(|key| issue.get(key).filter(|user| user.is_object()));
    let user = user.or_else(|| document.get("user"));
    let account = user.and_then(|user| any(user, &["login", "username"]));
    let (Some(account), Some(host)) = (account, url_of(issue).and_then(host)) else { return Party::Anonymous };
    let mail = user.and_then(|user| at(user, &["email"])).filter(|mail| mail.contains('@'));
    let mail = mail.map_or_else(|| format!("{account}@noreply.{host}"), ToOwned::to_owned);
    let plain = |text: &str| text.replace(['<', '>', '\n', '\r'], "");
    format!("{} ({host}) <{}>", plain(account), plain(&mail)).parse().unwrap_or(Party::Anonymous)
}

fn host(url: &str) -> Option<&str> {
    url.split_once("://")?.1.split(['/', ':']).next().filter(|host| !host.is_empty())
}

/// What stands in the body of an issue.
#[derive(Debug, Default, PartialEq, Eq)]
struct Form {
    text: Option<String>,
    department: Option<String>,
    anonymous: bool,
}

impl Form {
    /// Reads the headings of a form; a body without them is text, and so is what stands under a heading of its own.
    fn of(body: &str) -> Form {
        let body = body.replace("\r\n", "\n");
        let mut form = Form::default();
        let mut text: Vec<String> = Vec::new();
        for section in sections(&body) {
            let said = section.text.trim();
            let said = Some(said).filter(|said| !said.is_empty() && *said != "_No response_");
            match section.heading {
                Some(DETAILS) | None => text.extend(said.map(ToOwned::to_owned)),
                Some(DEPARTMENT) => form.department = said.map(one_line),
                Some(NAME) => form.anonymous = said.is_some_and(is_ticked),
                Some(heading) => text.push(format!("### {heading}\n\n{}", said.unwrap_or_default())),
            }
        }
        form.text = Some(text.join("\n\n")).filter(|text| !text.is_empty());
        form
    }
}

struct Section<'b> {
    heading: Option<&'b str>,
    text: String,
}

/// A body by its headings. What a form puts under one may hold such a line itself: only the first of a name counts.
fn sections(body: &str) -> Vec<Section<'_>> {
    let mut all = vec![Section { heading: None, text: String::new() }];
    for line in body.lines() {
        let heading = line.strip_prefix("### ").map(str::trim);
        let known = heading.filter(|heading| !all.iter().any(|section| section.heading == Some(heading)));
        if let Some(heading) = known {
            all.push(Section { heading: Some(heading), text: String::new() });
        } else if let Some(last) = all.last_mut().filter(|_| !line.starts_with("<!--") && !line.starts_with("/label "))
        {
            last.text.push_str(line);
            last.text.push('\n');
        }
    }
    all
}

fn is_ticked(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().to_lowercase().starts_with("- [x]"))
}

fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(DEPARTMENT_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answers_of_a_form_are_told_from_what_somebody_just_wrote() {
        let form = Form::of(
            "### What did you see, and what would help?\r\n\r\nThe door\r\nsticks.\r\n\r\n### Your department\r\n\r\nIT\r\n\r\n### Your name\r\n\r\n- [X] Leave my name out",
        );
        assert_eq!(form.text.as_deref(), Some("The door\nsticks."));
        assert_eq!((form.department.as_deref(), form.anonymous), (Some("IT"), true));
        let empty = Form::of("### Your department\n\n_No response_\n\n### Your name\n\n- [ ] Leave my name out");
        assert_eq!(empty, Form::default());
        let plain = Form::of("The door sticks.\n\n### Where\n\nAt the dock");
        assert_eq!(plain.text.as_deref(), Some("The door sticks.\n\n### Where\n\nAt the dock"));
    }
}
