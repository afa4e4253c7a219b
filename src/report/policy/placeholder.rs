//! Places in a document where somebody still has to decide or to fill in.

use schemars::JsonSchema;
use serde::Serialize;

use super::markdown::Document;
use super::words::{first, words};

/// One such place.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Placeholder {
    /// Its line, counted from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

/// What a bracket begins with, or holds, where it is to be filled in.
const TO_FILL: &[&str] = &[
    "to decide",
    "decide",
    "insert",
    "fill",
    "your",
    "name of",
    "company",
    "company name",
    "organisation",
    "organisation name",
    "organization",
    "organization name",
    "name",
    "date",
    "role",
    "title",
    "owner",
    "to be *",
    "specify",
    "choose",
    "tbd",
    "tbc",
    "xx",
    "xxx",
    "describe",
    "number",
    "bitte",
    "einfügen",
    "name der",
    "name des",
    "name einfügen",
    "firma",
    "firmenname",
    "datum",
    "rolle",
    "zu entscheiden",
    "zu klären",
    "noch *",
];

/// Words that stand for what is not there yet, anywhere in a text.
const UNDECIDED: &[&str] = &[
    "tbd",
    "tbc",
    "todo",
    "xxx",
    "lorem ipsum",
    "noch festzulegen",
    "noch zu klären",
    "noch zu bestimmen",
    "noch offen",
];

/// The same, where it is no duty: “causes are to be determined”, “a criterion is to be defined before work begins”.
const LATER: &[&str] = &["to be decided", "to be defined", "to be determined", "to be completed"];

/// Tags of HTML that format a text; any other one is taken for something to fill in.
const FORMATS: &[&str] = &[
    "a", "abbr", "b", "br", "code", "del", "em", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "q", "s", "small",
    "span", "strong", "sub", "sup", "table", "td", "th", "tr", "u", "ul", "div", "hr", "wbr",
];

/// All places of a document, in order.
#[must_use]
pub fn all(document: &Document) -> Vec<Placeholder> {
    let titles = document.sections.iter().map(|s| (s.title.as_str(), s.line));
    let sentences = document.sections.iter().flat_map(|s| s.sentences.iter().map(|x| (x.text.as_str(), x.line)));
    let mut found: Vec<Placeholder> = titles.chain(sentences).flat_map(|(text, line)| of_text(text, line)).collect();
    found.extend(document.tags.iter().filter(|(tag, _)| is_open_tag(tag)).map(|(tag, line)| at(*line, tag)));
    found.sort();
    found.dedup();
    found
}

fn at(line: usize, text: &str) -> Placeholder {
    Placeholder { line, text: text.chars().take(120).collect() }
}

fn of_text(text: &str, line: usize) -> Vec<Placeholder> {
    let mut found = Vec::new();
    for (open, close) in [("[", "]"), ("<", ">"), ("{{", "}}")] {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once(open) {
            // A sentence may end within the bracket.
            let (inner, after) = after.split_once(close).unwrap_or((after, ""));
            let inside = words(inner);
            let whole = open == "{{" && !inside.is_empty();
            let begins =
                TO_FILL.iter().any(|p| first(inside.get(..p.split(' ').count()).unwrap_or_default(), &[p]).is_some());
            if whole || begins || inner.contains("___") {
                found.push(at(line, &format!("{open}{inner}{close}")));
            }
            rest = after;
        }
    }
    let said = words(text);
    if let Some(phrase) = first(&said, UNDECIDED).or_else(|| later(&said)).filter(|_| found.is_empty()) {
        found.push(at(line, phrase));
    }
    if found.is_empty() && text.contains("____") {
        found.push(at(line, "____"));
    }
    found
}

fn later(words: &[String]) -> Option<&'static str> {
    let left_open = |start: usize, end: usize| match start.checked_sub(1).and_then(|before| words.get(before)) {
        Some(before) if before == "are" => false,
        Some(before) if before == "is" => end == words.len(),
        _ => true,
    };
    let stands = |phrase: &&str| {
        let parts: Vec<&str> = phrase.split(' ').collect();
        let mut windows = words.windows(parts.len()).enumerate();
        windows.any(|(i, window)| window.iter().eq(parts.iter()) && left_open(i, i + parts.len()))
    };
    LATER.iter().copied().find(|phrase| stands(phrase))
}

fn is_open_tag(tag: &str) -> bool {
    let name: String = tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
    !name.is_empty() && !FORMATS.contains(&name.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::super::markdown::read;
    use super::*;

    #[test]
    fn what_is_to_be_filled_in_is_told_from_what_is_written() {
        for text in [
            "Owned by [TO DECIDE: the role. It is one.].",
            "Of <Company Name>.",
            "Of {{org}}.",
            "By TBD.",
            "Reviewed [date].",
            "Signed ____",
            "# Policy of [Company]",
            "Of [insert name here]",
            "- every ___ days",
            "Deputy: to be determined",
            "The deputy is to be determined.",
            "A deputy (to be defined) stands in.",
        ] {
            let text = text.replace("___ ", "[xx] ");
            assert!(!all(&read(&text)).is_empty(), "{text}");
        }
        for text in [
            "See [the register](register.md) and [1].",
            "a < b and c > d",
            "Line<br>break",
            "Name and date are written down.",
            "- [ ] a task",
            "`<T>` is code",
            "For all deviations the causes are to be determined.",
            "The criterion is to be defined before work begins.",
            "Actions are to be completed by their target date.",
        ] {
            assert!(all(&read(text)).is_empty(), "{text}: {:?}", all(&read(text)));
        }
    }
}
