//! Words by which an analysis ends at a person. The lists are in `blame.txt`, by language.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::model::likeness::plain;
use crate::model::vocabulary::Lists;

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists::of(include_str!("blame.txt")));

/// What a phrase does in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BlameKind {
    /// A person's fault by itself.
    Blame,
    /// A person.
    Person,
    /// A fault, where a person comes before it.
    Fault,
    /// A fault, where a person comes after it.
    Slip,
    /// May stand between a person and their fault.
    Link,
    /// Says of what comes after it that a system catches, allows or rests on it.
    System,
    /// Denies what comes right after it.
    Denied,
    /// Says of what comes before it that a system catches it.
    Caught,
    /// What follows is the cause.
    Because,
    /// What stands before is the cause.
    So,
}

const KINDS: [(&str, BlameKind); 10] = [
    ("blame", BlameKind::Blame),
    ("person", BlameKind::Person),
    ("fault", BlameKind::Fault),
    ("slip", BlameKind::Slip),
    ("link", BlameKind::Link),
    ("system", BlameKind::System),
    ("denied", BlameKind::Denied),
    ("caught", BlameKind::Caught),
    ("because", BlameKind::Because),
    ("so", BlameKind::So),
];

/// So many words may stand between a person and their fault.
const BETWEEN: usize = 6;
/// So many words may stand between a fault and the person who follows, or what says that a system catches it.
const SOON: usize = 4;

/// The phrases that are known and those of a register, all looked for in one pass.
#[derive(Debug, Clone)]
pub struct Phrases {
    kinds: Vec<BlameKind>,
    searcher: AhoCorasick,
}

/// A phrase in a sentence, by its words: from the first to the one after the last.
#[derive(Debug, Clone, Copy)]
struct Hit {
    kind: BlameKind,
    from: usize,
    to: usize,
}

impl Phrases {
    /// With those of a register.
    ///
    /// # Errors
    /// So many that they cannot be looked for at once.
    pub fn new(own: &[String]) -> anyhow::Result<Phrases> {
        let known = KINDS.iter().flat_map(|(list, kind)| LISTS.lines(list).map(|line| (*kind, pattern(line))));
        let own = own.iter().map(|phrase| plain(phrase)).filter(|phrase| !phrase.is_empty());
        let own = own.map(|phrase| (BlameKind::Blame, format!(" {phrase} ")));
        let (kinds, patterns): (Vec<BlameKind>, Vec<String>) = known.chain(own).unzip();
        Ok(Phrases { kinds, searcher: AhoCorasick::new(patterns)? })
    }

    /// The words of a text that blame a person, where it ends at one: where a sentence goes on to say why, what it says
    /// then counts.
    #[must_use]
    pub fn found(&self, text: &str) -> Option<String> {
        if !self.may_blame(text) {
            return None;
        }
        let text = text.to_lowercase().replace(", so ", " therefore ");
        let text = text.replace(", as ", " because ").replace(", da ", " weil ");
        text.split(['.', '!', '?', ';']).find_map(|sentence| {
            // What comes after a colon explains a fault, and not the error of a human by itself.
            let explained = sentence.rsplit([':', '–', '—']).next().unwrap_or(sentence);
            let by_itself =
                [BlameKind::Blame, BlameKind::Slip].iter().find_map(|kind| self.in_sentence(sentence, *kind));
            by_itself.or_else(|| self.in_sentence(explained, BlameKind::Fault))
        })
    }

    /// Whether any sentence of a text can blame somebody: most texts are told by one look at the whole.
    fn may_blame(&self, text: &str) -> bool {
        let whole = format!(" {} ", plain(text));
        let mut found = self.searcher.find_overlapping_iter(&whole);
        found.any(|found| {
            let kind = self.kinds.get(found.pattern().as_usize());
            matches!(kind, Some(BlameKind::Blame | BlameKind::Slip | BlameKind::Fault))
        })
    }

    fn in_sentence(&self, sentence: &str, wanted: BlameKind) -> Option<String> {
        let sentence = format!(" {} ", plain(sentence));
        let hits = self.hits(&sentence);
        if !hits.iter().any(|hit| hit.kind == wanted) {
            return None;
        }
        let words: Vec<&str> = sentence.split_ascii_whitespace().collect();
        let (from, to) = deepest(&hits, &words);
        let hits: Vec<Hit> = hits.into_iter().filter(|hit| from <= hit.from && hit.to <= to).collect();
        let blamed = hits.iter().filter(|hit| hit.kind == wanted).find_map(|hit| {
            let (start, end) = match wanted {
                BlameKind::Fault => (person_before(&hits, hit)?, hit.to),
                BlameKind::Slip => (hit.from, person_after(&hits, hit, to)?),
                _ => (hit.from, hit.to),
            };
            (!is_systems(&hits, start, end)).then_some((start, end))
        });
        blamed.and_then(|(from, to)| Some(words.get(from..to)?.join(" ")))
    }

    fn hits(&self, sentence: &str) -> Vec<Hit> {
        let word = |at: usize| sentence.get(..=at).unwrap_or_default().matches(' ').count().saturating_sub(1);
        let found = self.searcher.find_overlapping_iter(sentence).filter_map(|found| {
            let kind = *self.kinds.get(found.pattern().as_usize())?;
            let from = word(found.start());
            Some(Hit { kind, from, to: from + sentence.get(found.range())?.split_ascii_whitespace().count() })
        });
        found.collect()
    }
}

/// A line of a list as it is looked for: whole words, and with a `*` at its end any ending.
fn pattern(line: &str) -> String {
    match line.strip_suffix('*') {
        Some(beginning) => format!(" {}", plain(beginning)),
        None => format!(" {} ", plain(line)),
    }
}

/// The part of a sentence that names the deepest cause, by its words.
fn deepest(hits: &[Hit], words: &[&str]) -> (usize, usize) {
    let of = |kind: BlameKind| hits.iter().filter(move |hit| hit.kind == kind);
    // “Because of stress” is no clause of its own.
    let because =
        of(BlameKind::Because).filter(|hit| hit.from > 0 && words.get(hit.to) != Some(&"of")).map(|hit| hit.to);
    if let Some(after) = because.max() {
        return (after, words.len());
    }
    let so = of(BlameKind::So).filter(|hit| hit.from > 0).map(|hit| hit.from).min();
    (0, so.unwrap_or(words.len()))
}

fn is_link(hits: &[Hit], at: usize) -> bool {
    hits.iter().any(|hit| hit.kind == BlameKind::Link && hit.from == at)
}

/// Where the person ends whose fault is named before them; in “the admin console” nobody stands.
fn person_after(hits: &[Hit], fault: &Hit, end: usize) -> Option<usize> {
    let near = |person: &&Hit| fault.to < person.from && person.from <= fault.to + SOON;
    let alone = |person: &&Hit| person.to == end || is_link(hits, person.to);
    let mut people = hits.iter().filter(|hit| hit.kind == BlameKind::Person);
    people.find(|person| is_link(hits, fault.to) && near(person) && alone(person)).map(|person| person.to)
}

/// Where the person stands whose fault it is.
fn person_before(hits: &[Hit], fault: &Hit) -> Option<usize> {
    let people = hits.iter().filter(|hit| hit.kind == BlameKind::Person && hit.to <= fault.from);
    let theirs = people.filter(|person| {
        let between = fault.from - person.to;
        between == 0 || (between <= BETWEEN && is_link(hits, person.to))
    });
    theirs.map(|person| person.from).max()
}

/// Whether a fault is what a system catches, allows or rests on, or is denied.
fn is_systems(hits: &[Hit], start: usize, end: usize) -> bool {
    hits.iter().any(|hit| match hit.kind {
        BlameKind::System => hit.to <= start,
        // An article may stand between.
        BlameKind::Denied => hit.to <= start && start <= hit.to + 1,
        BlameKind::Caught => end <= hit.from && hit.from <= end + SOON,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At least 24 wordings in each language that end at a person, and 15 that do not; all are told apart.
    #[test]
    fn an_analysis_that_ends_at_a_person_is_told_from_one_that_ends_at_a_system() {
        let phrases = Phrases::new(&[]).unwrap();
        let mut counted = [0; 3];
        let mut wrong = Vec::new();
        for line in include_str!("blame/wordings.tsv").lines().filter(|line| !line.starts_with('#')) {
            let (label, text) = line.split_once('\t').unwrap();
            let list = ["blame en", "blame de", "system"].iter().position(|known| *known == label).unwrap();
            counted[list] += 1;
            let found = phrases.found(text);
            if found.is_some() != label.starts_with("blame") {
                wrong.push(format!("{label}: {text} ({found:?})"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(counted[0] >= 24 && counted[1] >= 24 && counted[2] >= 15, "{counted:?}");
    }

    #[test]
    fn whole_words_in_any_spelling() {
        let own = ["Schusseligkeit".to_owned(), "hat gepennt!".to_owned(), " ".to_owned()];
        let phrases = Phrases::new(&own).unwrap();
        for text in ["Human error.", "He didn't pay attention, again", "Er hat gepennt.", "(careless)", "human\nerror"]
        {
            assert!(phrases.found(text).is_some(), "{text}");
        }
        assert_eq!(phrases.found("The user did NOT follow it").as_deref(), Some("user did not follow"));
    }
}
