//! Files put in order: conflicts of git solved, what is derived written as folded, the canonical layout.

use std::path::Path;

use super::item::write_derived;
use super::retract::retract;
use super::settings::write_fold;
use crate::document::conflict;
use crate::document::edit::Document;
use crate::document::format::format;
use crate::document::layout::LayoutKind;
use crate::document::value::key_path;
use crate::lifecycle::fold::fold;
use crate::lifecycle::replay::Replay;
use crate::model::item::Item;
use crate::model::terms::TERM_KEYS;
use crate::register::load::{Basics, Register};
use crate::register::place::{PEOPLE, SEALS, SETTINGS};
use crate::register::read;
use crate::register::store::Store;

/// A file put in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tidied {
    /// Its new bytes.
    pub bytes: Vec<u8>,
    /// Whether there was a conflict in it.
    pub had_conflict: bool,
    /// Keys that both sides of a conflict set differently, which are still between markers.
    pub unresolved: Vec<String>,
    /// Keys that were written as the events fold them.
    pub derived: Vec<String>,
    /// Why what is derived could not be written.
    pub underived: Option<String>,
}

/// A file that cannot be understood, so it is left as it is: the message begins with the place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left(pub String);

/// people.toml and register.toml put in order, and the register that they make.
#[derive(Debug)]
pub struct Settled {
    /// people.toml.
    pub people: Result<Tidied, Left>,
    /// register.toml.
    pub settings: Result<Tidied, Left>,
    /// The register, where both can be read.
    pub register: Option<Register>,
}

/// The kind of a file by its path below the register; `None` for what is no file of a register.
#[must_use]
pub fn kind_of(path: &str) -> Option<LayoutKind> {
    let folder = path.split('/').next().unwrap_or_default();
    match folder {
        _ if !path.ends_with(".toml") => None,
        PEOPLE => Some(LayoutKind::People),
        SETTINGS => Some(LayoutKind::Register),
        SEALS => Some(LayoutKind::Seals),
        "items" => Some(LayoutKind::Item),
        "sources" => Some(LayoutKind::Source),
        "reviews" => Some(LayoutKind::Review),
        _ => None,
    }
}

/// Whether a value of a file is written from its events, so that either side of a conflict will do.
fn is_derived(kind: LayoutKind, path: &[&str]) -> bool {
    match (kind, path) {
        (LayoutKind::People | LayoutKind::Register, [first, ..]) => *first != "event",
        (LayoutKind::Item, [key]) => *key == "status" || TERM_KEYS.contains(key),
        (LayoutKind::Item, ["action", _, term]) => matches!(*term, "owner" | "due"),
        _ => false,
    }
}

/// A file with its conflicts solved as far as they can be; the document where none is left.
fn solved(bytes: &[u8], kind: LayoutKind) -> Result<(Tidied, Option<Document>), Left> {
    let left = |error: conflict::Solved| Tidied {
        bytes: error.bytes,
        had_conflict: error.had_conflict,
        unresolved: error.unresolved.iter().map(|path| key_path(path)).collect(),
        derived: Vec::new(),
        underived: None,
    };
    let parse = |bytes: &[u8]| {
        Document::parse(bytes, kind).map_err(|e| Left(format!("line {}, column {}: {}", e.line, e.column, e.message)))
    };
    let tidied = conflict::solve(bytes, kind, &|path| is_derived(kind, path))
        .map(left)
        // Without markers the error of the syntax itself is the one to tell.
        .map_err(|e| parse(bytes).err().filter(|_| !has_markers(bytes)).unwrap_or_else(|| Left(e.to_string())))?;
    if !tidied.unresolved.is_empty() {
        return Ok((tidied, None));
    }
    let doc = parse(&tidied.bytes)?;
    Ok((tidied, Some(doc)))
}

fn has_markers(bytes: &[u8]) -> bool {
    bytes.split(|b| *b == b'\n').any(|line| line.starts_with(b"<<<<<<<") || line.starts_with(b">>>>>>>"))
}

/// Puts people.toml and register.toml in order. After a conflict both are written as their events fold them; each is
/// read as it is after that, since the people judge the settings and the settings name the first of the people.
#[must_use]
pub fn settle(root: &Path) -> Settled {
    let store = Store::Folder(root.to_owned());
    let read = |name: &str| match store.read(name) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(Left("it is not there".to_owned())),
        Err(why) => Err(Left(format!("cannot be read: {why:#}"))),
    };
    let mut people = read(PEOPLE).and_then(|bytes| solved(&bytes, LayoutKind::People));
    let mut settings = read(SETTINGS).and_then(|bytes| solved(&bytes, LayoutKind::Register));
    let basics = match (&people, &settings) {
        (Ok((_, Some(people))), Ok((_, Some(settings)))) => basics(people.text(), settings.text()),
        _ => None,
    };
    if let Some(basics) = &basics {
        let replay = basics.replay_people();
        let folded = basics.replay_settings(&replay);
        let both = [(&mut people, &replay.table, &replay.ledger), (&mut settings, &folded.table, &folded.ledger)];
        for (file, now, ledger) in both {
            let Ok((tidied, Some(doc))) = file else { continue };
            // What one side made void the other side still has.
            let ever = fold(ledger.ever_effective());
            if tidied.had_conflict
                && let Err(error) = retract(doc, &ever, now).and_then(|()| write_fold(doc, now))
            {
                tidied.underived = Some(format!("{error:#}"));
            }
        }
    } else {
        for (tidied, _) in [&mut people, &mut settings].into_iter().flatten().filter(|(t, _)| t.had_conflict) {
            tidied.underived = Some(format!("{PEOPLE} and {SETTINGS} cannot both be read yet"));
        }
    }
    let laid_out = |(tidied, doc): (Tidied, Option<Document>)| laid_out(tidied, doc.as_ref());
    let register = basics.and_then(|basics| Register::of(Store::Folder(root.to_owned()), basics).ok());
    Settled { people: people.map(laid_out), settings: settings.map(laid_out), register }
}

fn basics(people_text: &str, settings_text: &str) -> Option<Basics> {
    let people = read::typed(PEOPLE, people_text).ok()?;
    let settings = read::typed(SETTINGS, settings_text).ok()?;
    Some(Basics::new((people_text.to_owned(), people), (settings_text.to_owned(), settings)))
}

/// Puts any other file in order. Status and agreed terms of an item are written as its events fold them under
/// `register`.
///
/// # Errors
/// The file cannot be understood.
pub fn tidy(bytes: &[u8], kind: LayoutKind, register: Option<&Register>) -> Result<Tidied, Left> {
    let (mut tidied, mut doc) = solved(bytes, kind)?;
    if let (LayoutKind::Item, Some(doc)) = (kind, doc.as_mut()) {
        match derive(doc, register) {
            Ok(keys) => tidied.derived = keys,
            Err(why) => tidied.underived = Some(why),
        }
    }
    Ok(laid_out(tidied, doc.as_ref()))
}

fn derive(doc: &mut Document, register: Option<&Register>) -> Result<Vec<String>, String> {
    let Some(register) = register else { return Err(format!("{PEOPLE} and {SETTINGS} cannot both be read yet")) };
    let item: Item = read::typed("", doc.text()).map_err(|problem| {
        let place = problem.line.zip(problem.column).map(|(line, column)| format!("line {line}, column {column}: "));
        format!("{}{}", place.unwrap_or_default(), problem.message)
    })?;
    let state = Replay::new(item.event.values(), &register.law(), None).state;
    if state.status.is_none() {
        return Err("no event raised it lawfully (kaizen check tells more)".to_owned());
    }
    write_derived(doc, &state).map_err(|e| format!("{e:#}"))
}

fn laid_out(mut tidied: Tidied, doc: Option<&Document>) -> Tidied {
    if let Some(doc) = doc {
        tidied.bytes = format(doc);
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_sides_set_stays_between_markers() {
        let text = b"schema = 1\n<<<<<<< a\nstatus = \"raised\"\ntitle = \"A\"\n=======\nstatus = \"accepted\"\ntitle = \"B\"\n>>>>>>> b\n";
        let tidied = tidy(text, LayoutKind::Item, None).unwrap();
        assert!(tidied.had_conflict);
        assert_eq!(tidied.unresolved, ["title"]);
    }

    #[test]
    fn what_is_no_toml_is_left_with_its_place() {
        let left = tidy(b"schema = 1\ntitle = \n", LayoutKind::Item, None).unwrap_err();
        assert!(left.0.starts_with("line 2"), "{}", left.0);
    }

    #[test]
    fn kinds_by_path() {
        assert_eq!(kind_of("items/2026/IMP-2026-K7QD.toml"), Some(LayoutKind::Item));
        assert_eq!(kind_of("people.toml"), Some(LayoutKind::People));
        assert_eq!(kind_of("evidence/x.toml"), None);
        assert_eq!(kind_of("items/readme.md"), None);
    }
}
