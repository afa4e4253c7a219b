//! Words in items.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::id::ItemId;
use crate::model::item::Item;
use crate::model::origin::Origin;
use crate::model::word::Status;
use crate::register::load::Register;
use crate::register::read::Problem;

/// Letters on each side of a match that an excerpt shows.
const AROUND: usize = 40;
/// Excerpts that are shown of an item.
const MOST: usize = 3;

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SearchReport {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// The items that hold all words, in the order of their ids.
    pub items: Vec<FoundItem>,
}

/// One item that holds all words.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FoundItem {
    /// Its id.
    pub id: ItemId,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub status: Option<Status>,
    /// Where the words are.
    pub excerpts: Vec<Excerpt>,
}

/// A match with what stands around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Excerpt {
    /// The field it is in.
    pub field: String,
    /// What stands before it.
    pub before: String,
    /// The match, as it is written.
    pub matched: String,
    /// What stands after it.
    pub after: String,
}

/// Words that are looked for.
#[derive(Debug, Clone, Default)]
pub struct Words(Vec<Vec<char>>);

impl Words {
    /// These words, in any case.
    #[must_use]
    pub fn new(words: &[String]) -> Self {
        Words(words.iter().map(|w| folded(w)).filter(|w| !w.is_empty()).collect())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where an item holds them, where it holds all of them.
    #[must_use]
    pub fn in_item(&self, item: &Item) -> Option<Vec<Excerpt>> {
        let fields = fields(item);
        let first = |word: &Vec<char>| fields.iter().find_map(|(name, text)| excerpt(name, text, word));
        let excerpts: Vec<Excerpt> = self.0.iter().map(first).collect::<Option<Vec<_>>>()?;
        Some(excerpts).filter(|excerpts| !excerpts.is_empty())
    }
}

/// Items that hold all of `words`, each somewhere, in any case; and what could not be read.
///
/// # Errors
/// The folder of items cannot be read.
pub fn search(register: &Register, words: &[String]) -> anyhow::Result<(Vec<FoundItem>, Vec<Problem>)> {
    let law = register.law();
    let wanted = Words::new(words);
    register.map_items(|loaded| {
        let mut excerpts = wanted.in_item(&loaded.item)?;
        excerpts.dedup();
        excerpts.truncate(MOST);
        let status = loaded.replay(&law).state.status;
        Some(FoundItem { id: loaded.item.id.clone(), title: loaded.item.title.clone(), status, excerpts })
    })
}

/// The texts of an item with the names of their fields.
fn fields(item: &Item) -> Vec<(&'static str, Cow<'_, str>)> {
    let mut all: Vec<(&'static str, &str)> = vec![("id", item.id.as_str()), ("title", &item.title)];
    all.extend(item.description.iter().map(|t| ("description", t.as_str())));
    all.extend(item.correction.iter().map(|c| ("correction", c.description.as_str())));
    all.extend(item.correction.iter().filter_map(|c| Some(("consequences", c.consequences.as_deref()?))));
    for analysis in &item.analysis {
        let texts = [
            ("root cause", &analysis.root_cause),
            ("cause code", &analysis.cause_code),
            ("escape point", &analysis.escape_point),
            ("similar elsewhere", &analysis.similar_elsewhere),
        ];
        all.extend(texts.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?))));
        for why in &analysis.why {
            all.push(("why", &why.question));
            all.push(("because", &why.answer));
        }
    }
    all.extend(item.success_criterion.iter().map(|t| ("criterion", t.as_str())));
    all.extend(item.action.values().map(|a| ("action", a.description.as_str())));
    all.extend(item.resource.values().map(|r| ("resource", r.purpose.as_str())));
    all.extend(item.tags.iter().map(|t| ("tag", t.as_str())));
    all.extend(item.event.values().filter_map(|e| Some(("event", e.text.as_deref()?))));
    let mut all: Vec<(&'static str, Cow<'_, str>)> = all.into_iter().map(|(name, text)| (name, text.into())).collect();
    all.extend(item.sources.iter().map(|s| ("source", s.to_string().into())));
    all
}

/// Small letters, one for one, so that places in the folded text are places in the text itself.
fn folded(text: &str) -> Vec<char> {
    text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

fn excerpt(field: &str, text: &str, word: &[char]) -> Option<Excerpt> {
    let at = folded(text).windows(word.len()).position(|window| window == word)?;
    let letters: Vec<char> = text.chars().collect();
    let part = |from: usize, to: usize| {
        letters.get(from..to.min(letters.len())).unwrap_or_default().iter().collect::<String>()
    };
    let start = at.saturating_sub(AROUND);
    let end = at + word.len();
    let cut = |holds: bool| if holds { "…" } else { "" };
    Some(Excerpt {
        field: field.to_owned(),
        before: format!("{}{}", cut(start > 0), part(start, at)),
        matched: part(at, end),
        after: format!("{}{}", part(end, end + AROUND), cut(end + AROUND < letters.len())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_is_found_in_any_case_and_any_script() {
        let found = excerpt("title", "Der Türöffner İST kaputt", &folded("İst")).unwrap();
        assert_eq!(
            (found.before.as_str(), found.matched.as_str(), found.after.as_str()),
            ("Der Türöffner ", "İST", " kaputt")
        );
        assert_eq!(excerpt("title", "short", &folded("longer than that")), None);
        let long = "x".repeat(100) + "NEEDLE" + &"y".repeat(100);
        let found = excerpt("title", &long, &folded("needle")).unwrap();
        assert!(found.before.starts_with('…') && found.after.ends_with('…') && found.before.chars().count() == 41);
    }
}
