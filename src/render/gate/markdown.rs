//! The report as a comment on a pull request: what the change does to the register, then what was found in it.

use super::{besides, next, summary};
use crate::check::finding::{Finding, Report};
use crate::history::period::{FileChange, How};
use crate::model::excerpt::{TITLE, shortened};
use crate::model::word::Level;
use crate::render::markdown::escaped;
use crate::report::change::{BranchChange, moved};

/// A comment that is longer is not read, and refused by forges.
const MOST: usize = 50;

/// The comment; `change` is what a branch does, where the check was asked about one (`--since`).
#[must_use]
pub fn comment(report: &Report, change: Option<&BranchChange>) -> String {
    let mut out = String::new();
    if let Some(change) = change {
        out += "## What this change does to the improvement register\n\n";
        if change.files.is_empty() {
            out += "Nothing: no item, source, review, person or setting differs.\n";
        }
        out += &limited(&change.files, |file| line(change, file), "files", "git log -p");
        out += "\n## What was found in it\n\n";
    } else {
        out += "## What was found in the improvement register\n\n";
    }
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| (finding.waived.is_some(), finding.level != Level::Error));
    out += &limited(&findings, |found| finding(found), "findings", "kaizen check --full");
    if !findings.is_empty() {
        out.push('\n');
    }
    out += &besides(report).iter().map(|line| format!("{}\n\n", shown(line))).collect::<String>();
    out += &format!("{}\n", shown(&summary(report, |_, text| text.to_owned())));
    out
}

/// A line for each, up to as many as somebody reads.
fn limited<T>(all: &[T], line: impl Fn(&T) -> String, what: &str, command: &str) -> String {
    let mut out: String = all.iter().take(MOST).map(|one| format!("- {}\n", line(one))).collect();
    if all.len() > MOST {
        out += &format!("- and {} more {what}: `{command}`\n", all.len() - MOST);
    }
    out
}

/// What happened to one file, in a sentence.
fn line(change: &BranchChange, file: &FileChange) -> String {
    let title = file.title.as_ref().map(|title| format!(" {}", shown(title))).unwrap_or_default();
    let mut told: Vec<String> = Vec::new();
    for act in &file.acts {
        let said = act.text.as_ref().map(|text| format!(" (“{}”)", shown(text))).unwrap_or_default();
        told.push(format!("{} by {}{said}", shown(&act.words), shown(&change.name(&act.by))));
    }
    let moved = moved(file);
    for field in moved.agreed {
        let value = |value: &Option<String>| value.as_deref().map_or("nothing".to_owned(), shown);
        told.push(format!("{} moved from {} to {}", shown(&field.key), value(&field.from), value(&field.to)));
    }
    if !moved.content.is_empty() {
        told.push(format!("differs in {}", moved.content.iter().map(|key| shown(key)).collect::<Vec<_>>().join(", ")));
    }
    told.extend(moved.events.iter().map(|event| format!("**the record {} was altered or taken out**", shown(event))));
    told.extend(file.unreadable.as_ref().map(|why| format!("**cannot be read**: {}", shown(why))));
    if file.how == How::Removed {
        told.push("**removed**".to_owned());
    }
    let name = file.name.rsplit_once('/').map_or(file.name.as_str(), |(_, name)| name);
    format!("**{}**{title}: {}", shown(name), told.join("; "))
}

fn finding(found: &Finding) -> String {
    let level = if found.waived.is_some() { "waived" } else { super::level(found) };
    let of = found.title.as_ref().map(|title| format!(" {}", shown(title))).unwrap_or_default();
    let name = found.item.as_ref().unwrap_or(&found.file);
    let rule = found.rule.about().name;
    format!(
        "**{level}** `{rule}` {}{of}: {}. {}",
        shown(name),
        shown(found.message.trim_end_matches('.')),
        shown(&next(found))
    )
}

/// Words of people as they are, and short: no markup, and nobody is called by an `@`.
fn shown(text: &str) -> String {
    escaped(&shortened(text, TITLE)).replace('@', "@<!-- -->")
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn words_call_nobody_and_are_no_markup() {
        assert_eq!(shown("@team: [x](y) <b>"), "@<!-- -->team: \\[x\\](y) \\<b\\>");
        assert!(shown(&"word ".repeat(400)).len() < 300);
    }
}
