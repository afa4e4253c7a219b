//! Whether words say anything: texts that fill a field without an answer, and phrases that nobody wrote about anything.
//! Both are lists of phrases by language, beside this file; a register adds its own.

use std::collections::HashSet;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

use super::likeness::plain;
use super::lookalike::narrow;
use super::vocabulary::Lists;

static EMPTY: LazyLock<Lists> = LazyLock::new(|| Lists::of(include_str!("wording/empty.txt")));
static GENERIC: LazyLock<Lists> = LazyLock::new(|| Lists::of(include_str!("wording/generic.txt")));

/// What every register knows.
static COMMON: LazyLock<Wording> = LazyLock::new(|| Wording::new(&[], &[]));

/// The phrases that say nothing.
#[derive(Debug, Clone)]
pub struct Wording {
    empty: HashSet<String>,
    /// The first word of each, so that most texts are told by theirs.
    beginnings: HashSet<String>,
    /// Words in the longest one.
    longest: usize,
    generic: Vec<String>,
    /// Made when they are first looked for.
    searcher: OnceLock<Option<Searcher>>,
}

/// The generic phrases, to be looked for all at once.
#[derive(Debug, Clone)]
struct Searcher {
    /// The longest word of each: a text without any of them holds none of the phrases.
    telling: AhoCorasick,
    /// The phrases themselves, as whole words.
    phrases: AhoCorasick,
}

impl Searcher {
    fn of(generic: &[String]) -> Option<Searcher> {
        let longest_word =
            |phrase: &String| phrase.split(' ').max_by_key(|word| word.len()).unwrap_or_default().to_owned();
        let mut builder = AhoCorasickBuilder::new();
        let telling = builder.ascii_case_insensitive(true).build(generic.iter().map(longest_word)).ok()?;
        let phrases = AhoCorasick::new(generic.iter().map(|phrase| format!(" {phrase} "))).ok()?;
        Some(Searcher { telling, phrases })
    }
}

impl Wording {
    /// With the phrases of a register beside those that are known.
    #[must_use]
    pub fn new(empty: &[String], generic: &[String]) -> Wording {
        let own = |phrases: &[String]| -> Vec<String> {
            phrases.iter().map(|phrase| plain(phrase)).filter(|phrase| !phrase.is_empty()).collect()
        };
        let empty: HashSet<String> = EMPTY.lines("empty").map(plain).chain(own(empty)).collect();
        let first = |phrase: &String| phrase.split(' ').next().unwrap_or_default().to_owned();
        let beginnings = empty.iter().map(first).collect();
        let longest = empty.iter().map(|phrase| phrase.split(' ').count()).max().unwrap_or_default();
        let generic: Vec<String> = GENERIC.lines("generic").map(plain).chain(own(generic)).collect();
        Wording { empty, beginnings, longest, generic, searcher: OnceLock::new() }
    }

    /// Whether a text says nothing: no letter, one alone or again and again, or phrases that say nothing.
    #[must_use]
    pub fn is_empty(&self, text: &str) -> bool {
        let mut letters = text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase);
        let Some(first) = letters.next() else { return true };
        if letters.all(|letter| letter == first) {
            return !text.chars().any(char::is_numeric);
        }
        if !text.is_ascii() {
            let seen: String = text.chars().filter(|c| !is_unseen(*c)).map(narrow).collect();
            return self.is_plain_empty(&seen);
        }
        self.is_plain_empty(text)
    }

    fn is_plain_empty(&self, text: &str) -> bool {
        // Letters with something between each: T.B.D.
        let spaced = text.len() <= SPACED && plain(text).split(' ').all(|word| word.chars().count() == 1);
        if spaced && self.empty.contains(&plain(text).replace(' ', "")) {
            return true;
        }
        let first = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').find(|word| !word.is_empty());
        if first.is_none_or(|word| !self.beginnings.contains(&plain(word))) {
            return false;
        }
        let text = plain(text);
        let words: Vec<&str> = text.split(' ').collect();
        self.is_made_of_empty(&words)
    }

    /// Whether words are nothing but phrases that say nothing, one after another.
    fn is_made_of_empty(&self, words: &[&str]) -> bool {
        // The places up to which the words are such phrases.
        let mut reached = vec![true];
        for end in 1..=words.len() {
            let ends_here = |start: usize| {
                let phrase = words.get(start..end).map(|words| words.join(" "));
                reached.get(start) == Some(&true) && phrase.is_some_and(|phrase| self.empty.contains(&phrase))
            };
            let found = (end.saturating_sub(self.longest)..end).any(ends_here);
            reached.push(found);
        }
        reached.last() == Some(&true)
    }

    /// The phrase by which a text could stand anywhere.
    #[must_use]
    pub fn generic(&self, text: &str) -> Option<String> {
        if let Some(open) = in_brackets(text) {
            return Some(open);
        }
        let Some(searcher) = self.searcher.get_or_init(|| Searcher::of(&self.generic)) else {
            // More phrases than can be looked for at once.
            let text = format!(" {} ", plain(text));
            return self.generic.iter().find(|phrase| text.contains(&format!(" {phrase} "))).cloned();
        };
        if !searcher.telling.is_match(text) {
            return None;
        }
        let found = searcher.phrases.find(&format!(" {} ", plain(text)))?;
        self.generic.get(found.pattern().as_usize()).cloned()
    }
}

/// Texts of letters one by one are no longer than this, in bytes.
const SPACED: usize = 40;

/// Whether nobody sees a character: soft hyphens, marks of direction and width.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Whether a text says nothing, by what every register knows.
#[must_use]
pub fn says_nothing(text: &str) -> bool {
    COMMON.is_empty(text)
}

/// What stands in brackets and waits for somebody to fill it in.
fn in_brackets(text: &str) -> Option<String> {
    memchr::memchr3(b'[', b'<', b'{', text.as_bytes())?;
    for (open, close) in [("[", "]"), ("<", ">"), ("{{", "}}")] {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once(open) {
            rest = after;
            let inner =
                after.split_once(close).filter(|(inner, behind)| inner.len() <= 200 && !behind.starts_with('('));
            let Some((inner, _)) = inner else { continue };
            let inside = format!("{} ", plain(inner));
            let waits = |phrase: &str| inside.starts_with(&format!("{} ", plain(phrase)));
            // A tag, a key or a variable of one word is none: what is to be filled in has a word on what, or says nothing.
            let several = inside.trim_end().contains(' ') || says_nothing(inner);
            if several && GENERIC.lines("bracket").any(waits) {
                return Some(format!("{open}{inner}{close}"));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_words_are_told_from_short_ones() {
        let own = ["geht klar".to_owned()];
        let wording = Wording::new(&own, &[]);
        for text in [
            "",
            " ",
            "\n",
            "-",
            ".",
            "…",
            "???",
            "--",
            "x",
            "X.",
            "y",
            "5",
            "xxx",
            "aaaa",
            "n/a",
            "N/A.",
            "N.A.",
            "na",
            "tbd",
            "TBD TBD",
            "TBD, tbc",
            "unknown",
            "Unknown.",
            "none",
            "None!",
            "nothing",
            "to be determined",
            "don’t know",
            "don't know",
            "same as above",
            "see above",
            "k.A.",
            "keine Angabe",
            "unbekannt",
            "entfällt",
            "s.o.",
            "wird nachgereicht",
            "noch offen",
            "keine",
            "nicht bekannt",
            "n/a n/a n/a",
            "unknown / tbd",
            "inconnu",
            "onbekend",
            "asdf",
            "Geht klar!",
            "ok",
            "👍",
            "T.B.D.",
            "u n k n o w n",
            "\u{ff34}\u{ff22}\u{ff24}",
            "un\u{ad}known",
            "12",
            "2026-05-15",
            "Pending",
            "Muss noch geklärt werden.",
            "Just because",
        ] {
            assert!(wording.is_empty(text), "{text:?}");
        }
        for text in [
            "Agreed.",
            "Patched.",
            "Late.",
            "Parts.",
            "Seen.",
            "Hm.",
            "Done.",
            "Moved to June.",
            "No budget.",
            "No check catches it.",
            "Nothing tells IT.",
            "Unknown device in rack 4",
            "None of the doors logs.",
            "Nobody knew.",
            "Test of the backup failed.",
            "Offene Ports",
            "Keine Prüfung",
            "Kein Budget",
            "同意",
            "TBD is in the form",
            "See RSK-12",
            "Same firmware in all readers",
            "Other readers too",
            "ABC-Schutz",
            "OK by the works council",
            "Repeats INC-481",
            "Pending order arrived",
            "Text of the form changed",
            "A B C D rated",
            "Because the site closes",
            "12 of 12",
            "x509",
        ] {
            assert!(!wording.is_empty(text), "{text:?}");
        }
    }

    #[test]
    fn texts_that_nobody_wrote_are_told_from_texts_about_brackets() {
        let own = ["synergien heben".to_owned()];
        let wording = Wording::new(&[], &own);
        for text in [
            "Lorem ipsum dolor sit amet",
            "lorem\nipsum",
            "[Insert description of the finding]",
            "Owner: [Your name]",
            "<insert text>",
            "{{company name}}",
            "As an AI language model, I cannot",
            "Als KI-Sprachmodell kann ich",
            "TBD TBD",
            "[bitte ausfüllen]",
            "Text hier einfügen",
            "[XXX]",
            "Wir müssen Synergien heben.",
            "[to be decided]",
            "Certainly! Here is a plan",
        ] {
            assert!(wording.generic(text).is_some(), "{text:?}");
        }
        for text in [
            "The <title> tag is missing",
            "The list [1, 2] is short",
            "if a < b and c > d",
            "See [the ticket](https://t.example/1)",
            "The AI language model leaks prompts",
            "The insert mode of the editor",
            "[ERROR] disk full",
            "Field [name] is empty",
            "cp <your> file",
            "The placeholder image is shown",
            "<name>",
            "{{ user }} is not escaped",
            "[Unit] After=network",
            "The TBD field",
            "Press [Enter] or [Insert]",
            "[hier](https://t.example/1)",
            "- [x] done",
            "As an auditor",
            "Leaflets insert their text into envelopes",
        ] {
            assert_eq!(wording.generic(text), None, "{text:?}");
        }
    }
}
