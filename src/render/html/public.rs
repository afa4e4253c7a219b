//! A site for everybody: people are left out. Handles, names and mail addresses that the register knows are replaced by roles and
//! departments, wherever they stand: in texts, in links and in the names of files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use percent_encoding::{percent_decode_str, utf8_percent_encode};

use super::{PATH, SCRIPT_FILE, SiteFile};
use crate::check::finding::Report;
use crate::model::date::Day;
use crate::model::event::Party;
use crate::model::person::Person;
use crate::report::site::Site;

/// So many characters may stand between the words of a name.
const BETWEEN: usize = 3;
/// What stands for a mail address that nobody of the register has.
const A_MAILBOX: &str = "(a mail address)";
/// What a link leads to whose target would name somebody.
const NOWHERE: &str = "#left-out";

/// Attributes that hold words of a register; others are this program's own.
const SAYING: [&str; 6] = [" value=", " aria-label=", " data-name=", " data-sort=", " title=", " alt="];

/// The same files without people.
pub(super) fn without_people<'a>(site: &Site, report: &Report, files: Vec<SiteFile<'a>>) -> Vec<SiteFile<'a>> {
    let people = Arc::new(Known::of(site, report));
    // A file that is named after somebody gets a number; links follow it.
    let mut moved: BTreeMap<String, String> = BTreeMap::new();
    for SiteFile { path, .. } in &files {
        if people.hides(&decoded(path)) {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            moved.insert(path.clone(), format!("{folder}/left-out-{}.html", moved.len() + 1));
        }
    }
    let moved = Arc::new(moved);
    let kept = |file: SiteFile<'a>| {
        if file.path == SCRIPT_FILE {
            return file;
        }
        let (people, moved) = (Arc::clone(&people), Arc::clone(&moved));
        let path = moved.get(&file.path).unwrap_or(&file.path).clone();
        SiteFile::new(path, move || page(&people, &moved, &file.text()))
    };
    files.into_iter().map(kept).collect()
}

/// A page with its texts and attributes changed. The markup is this program's own, so that tags can be told by their brackets.
fn page(people: &Known, moved: &BTreeMap<String, String>, text: &str) -> String {
    let (head, body) = text.split_once("</style>").unwrap_or(("", text));
    let (before, style) = head.split_once("<style>").unwrap_or((head, ""));
    let mut out = markup(people, moved, before);
    out += &format!("<style>{style}</style>");
    out + &markup(people, moved, body)
}

fn markup(people: &Known, moved: &BTreeMap<String, String>, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((words, tagged)) = rest.split_once('<') {
        out += &escaped(&people.replaced(&unescaped(words)));
        let (tag, after) = tagged.split_once('>').unwrap_or((tagged, ""));
        out += &format!("<{}>", attributes(people, moved, tag));
        rest = after;
    }
    out + &escaped(&people.replaced(&unescaped(rest)))
}

/// A tag with the values of its attributes changed.
fn attributes(people: &Known, moved: &BTreeMap<String, String>, tag: &str) -> String {
    let mut parts = tag.split('"');
    let mut out = parts.next().unwrap_or_default().to_owned();
    let mut name = out.clone();
    while let Some(value) = parts.next() {
        let value = unescaped(value);
        let value = if name.ends_with("href=") {
            target(people, moved, &value)
        } else if SAYING.iter().any(|said| name.ends_with(said)) || value.starts_with("language-") {
            people.replaced(&value)
        } else {
            value
        };
        parts.next().unwrap_or_default().clone_into(&mut name);
        out += &format!("\"{}\"{name}", escaped(&value));
    }
    out
}

/// Where a link leads: to the new name of a file, or nowhere where the address itself names somebody.
fn target(people: &Known, moved: &BTreeMap<String, String>, link: &str) -> String {
    let once = decoded(link);
    let below = once.trim_start_matches("../");
    if let Some(new) = moved.get(below) {
        let up = once.len() - below.len();
        return format!("{}{}", once.get(..up).unwrap_or_default(), utf8_percent_encode(new, PATH));
    }
    if people.hides(&decoded(&once)) { NOWHERE.to_owned() } else { link.to_owned() }
}

/// What an address says; the names of files are written as addresses already, and a link to one has them a second time.
fn decoded(address: &str) -> String {
    percent_decode_str(address).decode_utf8_lossy().into_owned()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Whom the register knows, and what is said instead.
struct Known {
    /// Handles, names and mail addresses as words in small letters, by the first of them, the longest first.
    words: HashMap<String, Vec<(Vec<String>, String)>>,
    /// Names in scripts that set no blanks between words.
    unspaced: Vec<(String, String)>,
    /// The mailbox for suggestions, which may stay.
    mailbox: Option<String>,
}

impl Known {
    fn of(site: &Site, report: &Report) -> Self {
        let mut known = Known { words: HashMap::new(), unspaced: Vec::new(), mailbox: None };
        for (handle, person) in &site.people {
            let label = label(person, site.today());
            known.add(handle.as_str(), &label);
            known.add(&person.name, &label);
            person.email.iter().for_each(|mail| known.add(mail, &label));
        }
        for outside in outsiders(site, report) {
            let (name, mail) = outside.trim_end_matches('>').split_once(" <").unwrap_or((&outside, ""));
            known.add(name, "somebody outside");
            known.add(mail, "somebody outside");
        }
        known.words.values_mut().for_each(|all| all.sort_by_key(|(words, _)| std::cmp::Reverse(words.len())));
        known.mailbox = site.suggest_mail.clone().filter(|mailbox| known.all_known(mailbox) == *mailbox);
        known
    }

    fn add(&mut self, text: &str, label: &str) {
        if text.chars().any(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase()) {
            self.unspaced.push((text.to_owned(), label.to_owned()));
        }
        let words: Vec<String> = spans(text).map(|(from, to)| lower(text, from, to)).collect();
        // `Lind, Mona` is Mona Lind.
        let turned = words.len() == 2 && !text.contains('@');
        let mut put = |words: Vec<String>| {
            if let Some(first) = words.first().cloned() {
                let all = self.words.entry(first).or_default();
                if all.iter().all(|(there, _)| *there != words) {
                    all.push((words, label.to_owned()));
                }
            }
        };
        if turned {
            put(words.iter().rev().cloned().collect());
        }
        put(words);
    }

    /// Whether a text names somebody.
    fn hides(&self, text: &str) -> bool {
        self.replaced(text) != text
    }

    /// A text without people.
    fn replaced(&self, text: &str) -> String {
        self.no_mailbox(&self.all_known(text))
    }

    fn all_known(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, label) in &self.unspaced {
            text = text.replace(name, label);
        }
        let words: Vec<(usize, usize)> = spans(&text).collect();
        let (mut out, mut copied, mut at) = (String::with_capacity(text.len()), 0, 0);
        while let Some((from, to)) = words.get(at).copied() {
            let fits = self.words.get(&lower(&text, from, to)).into_iter().flatten().find_map(|(name, label)| {
                let these = words.get(at..at + name.len())?;
                stands(&text, these, name).then_some((these.last()?.1, name.len(), label))
            });
            if let Some((end, length, label)) = fits {
                out += text.get(copied..from).unwrap_or_default();
                out += label;
                (copied, at) = (end, at + length);
            } else {
                at += 1;
            }
        }
        out + text.get(copied..).unwrap_or_default()
    }

    /// A text without mail addresses, whosever they are.
    fn no_mailbox(&self, text: &str) -> String {
        if !text.contains('@') {
            return text.to_owned();
        }
        let part = |c: char| c.is_alphanumeric() || ".+-_@%".contains(c);
        let is_mailbox = |word: &str| {
            let inner = word.trim_matches(['.', '-']);
            inner.split_once('@').is_some_and(|(name, at)| !name.is_empty() && !at.is_empty())
                && self.mailbox.as_deref() != Some(inner)
        };
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !part(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            out += if is_mailbox(word) { A_MAILBOX } else { word };
            let next = after.find(part).unwrap_or(after.len());
            let (between, more) = after.split_at(next);
            out += between;
            rest = more;
        }
        out
    }
}

/// The words of a text: from where to where each stands.
fn spans(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at + text.get(at..)?.find(char::is_alphanumeric)?;
        let to = text.get(from..)?.find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |end| from + end);
        at = to;
        Some((from, to))
    })
}

fn lower(text: &str, from: usize, to: usize) -> String {
    text.get(from..to).unwrap_or_default().to_lowercase()
}

/// Whether these words of a text are a name, close enough beside each other.
fn stands(text: &str, these: &[(usize, usize)], name: &[String]) -> bool {
    let close = these.windows(2).all(|pair| match pair {
        [(_, end), (start, _)] => text.get(*end..*start).is_some_and(|gap| gap.chars().count() <= BETWEEN),
        _ => true,
    });
    close && these.iter().zip(name).all(|((from, to), word)| lower(text, *from, *to) == *word)
}

/// What is said instead of a person.
fn label(person: &Person, today: Day) -> String {
    let held = |role: &&crate::model::person::HeldRole| {
        role.from <= today
            && role.until.is_none_or(|until| today < until)
            && role.name != crate::model::word::Role::Staff
    };
    let roles: Vec<String> = person
        .role
        .iter()
        .filter(held)
        .map(|role| role.name.to_string().replace('-', " ").replace("isms", "ISMS"))
        .collect();
    let department = person.department.as_deref().map(str::trim).filter(|name| !name.is_empty());
    match (roles.is_empty(), department) {
        (false, _) => roles.join(" and "),
        (true, Some(department)) => format!("somebody of {department}"),
        (true, None) => "somebody of staff".to_owned(),
    }
}

/// Who is named and is not in people.toml, as `Name <mail>`.
fn outsiders(site: &Site, report: &Report) -> BTreeSet<String> {
    let raised = site.entries().filter_map(|entry| entry.item.raised_by.as_ref());
    let acted = site.entries().flat_map(|entry| entry.events.iter().map(|event| &event.by));
    let attended = site.reviews.reviews.iter().flat_map(|review| &review.attendees);
    let recorded = site.sources.iter().filter_map(|(row, _)| row.recorded_by.as_ref());
    let parties = raised.chain(acted).chain(attended).chain(recorded);
    let named = parties.filter_map(|party| match party {
        Party::Outside(text) => Some(text.clone()),
        // Somebody of a file that names nobody of people.toml is somebody all the same.
        Party::Person(handle) if !site.people.contains_key(handle) => Some(handle.to_string()),
        Party::Person(_) | Party::Anonymous => None,
    });
    let committed = report.findings.iter().filter_map(|finding| Some(finding.commit.as_ref()?.author.clone()));
    named.chain(committed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let mut known =
            Known { words: HashMap::new(), unspaced: Vec::new(), mailbox: Some("improve@example.com".into()) };
        for text in ["mona.lind", "Mona Lind", "mona@example.com"] {
            known.add(text, "isms manager");
        }
        known.add("王小明", "somebody of IT");
        known
    }

    #[test]
    fn a_name_is_found_however_it_is_written() {
        for text in
            ["Mona Lind", "MONA  LIND", "Lind, Mona", "mona.lind", "mona_lind", "mona@example.com", "Mona\nLind"]
        {
            assert_eq!(known().replaced(&format!("By {text}.")), "By isms manager.", "{text}");
        }
        assert_eq!(known().replaced("由王小明修复"), "由somebody of IT修复");
        assert_eq!(
            known().replaced("Lindgren and Monaco; Mona, who is kind, Lind"),
            "Lindgren and Monaco; Mona, who is kind, Lind"
        );
    }

    #[test]
    fn other_mailboxes_go_and_that_for_suggestions_stays() {
        let text = "Write to jo+x@other.example, or improve@example.com.";
        assert_eq!(known().replaced(text), format!("Write to {A_MAILBOX}, or improve@example.com."));
    }

    #[test]
    fn markup_stays_as_it_is_and_what_it_holds_changes() {
        let moved = BTreeMap::from([("sources/other/Mona Lind.html".to_owned(), "sources/left-out-1.html".to_owned())]);
        let text = "<a href=\"../sources/other/Mona%20Lind.html\">a &lt;b&gt; Mona Lind</a><p title=\"mona.lind &amp; co\" role=\"mona.lind\"><a href=\"https://x.example/~mona.lind\">y</a>";
        assert_eq!(
            markup(&known(), &moved, text),
            "<a href=\"../sources/left-out-1.html\">a &lt;b&gt; isms manager</a><p title=\"isms manager &amp; co\" role=\"mona.lind\"><a href=\"#left-out\">y</a>"
        );
    }
}
