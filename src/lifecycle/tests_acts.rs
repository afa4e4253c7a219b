//! What an act may carry, asked of every act and every key: whatever else an event holds, it is unlawful and changes
//! nothing.

use std::collections::BTreeMap;

use toml::Table;

use super::acts::{self, About, FileKind};
use super::authority::{Authority, Membership, RoleSpan, Span};
use super::lawful::Law;
use super::record::RecordReplay;
use super::replay::{Replay, Verdict};
use super::signature::Signers;
use super::{people, seals, settings};
use crate::model::event::{Act, Event, KEYS};
use crate::model::id::Hash;
use crate::model::word::{Role, Word as _};

const EVERY: [&str; 8] = ["after", "act", "by", "at", "content", "signature", "hash", "odd"];

fn hash(n: u32) -> Hash {
    format!("{n:064x}").parse().unwrap()
}

/// An event by mona, who may do everything, from the text of its table.
fn event(number: u32, after: Option<u32>, act: &str, more: &str) -> Event {
    let after = after.map(|n| format!("\"{}\"", hash(n))).unwrap_or_default();
    let text = format!(
        "after = [{after}]\nact = \"{act}\"\nby = \"mona.lind\"\nat = 2026-03-{:02}T09:00:00Z\n{more}\ncontent = \
         \"sha256:{:064x}\"\nhash = \"{}\"\n",
        number + 1,
        0,
        hash(number)
    );
    toml::from_str(&text).unwrap()
}

/// A value for each key, of a kind that would have an effect if it were read.
fn value(key: &str) -> &'static str {
    match key {
        "text" => "text = \"Words.\"",
        "reference" => "reference = \"MR-1\"",
        "terms" => "terms = { owner = \"mona.lind\", due = 2030-01-01 }",
        "action" => "action = \"7KQ\"",
        "resource" => "resource = \"M2V\"",
        "decision" => "decision = \"approved\"",
        "amount" => "amount = 1",
        "asked" => "asked = { kind = \"budget\", amount = 1, unit = \"EUR\", purpose = \"p\" }",
        "until" => "until = 2030-01-01",
        "review_on" => "review_on = 2030-01-01",
        "late_reason" => "late_reason = \"Late.\"",
        "links" => "links = [\"controls.A.8.8\"]",
        "early_reason" => "early_reason = \"Early.\"",
        "analyses" => "analyses = 9",
        "method" => "method = \"test\"",
        "result" => "result = \"effective\"",
        "risk" => "risk = { R = 1 }",
        "follow_up" => "follow_up = \"IMP-2026-K7QD\"",
        "evidence" => "evidence = [{ url = \"https://e.example.com\" }]",
        "waiver" => "waiver = \"Nobody else.\"",
        "event" => "event = \"0000000000000000000000000000000000000000000000000000000000000001\"",
        "people" => "people = \"0000000000000000000000000000000000000000000000000000000000000000\"",
        "set" => {
            "set = { person.\"dana.okafor\".name = \"D\", person.\"dana.okafor\".from = 2026-01-01, signatures = \"off\", \
             seal.X = { commit = \"c\", folder = \"f\", tree = \"t\", items = 1, events = 1 } }"
        }
        "drafted_with" => "drafted_with = \"Drafter 2\"",
        "edits" => "edits = [\"title\"]",
        "power" => "power = true",
        other => panic!("no value for {other}"),
    }
}

fn authority() -> Authority {
    let from = "2026-01-01".parse().unwrap();
    let span = Span::open("2026-01-01T00:00:00Z".parse().unwrap());
    let role = |role| RoleSpan { role, from, until: None, span: span.clone() };
    let standing = Membership {
        name: "Mona Lind".to_owned(),
        email: vec!["mona@example.com".to_owned()],
        department: None,
        one_human: false,
        member: span.clone(),
        last_day: None,
        roles: vec![role(Role::IsmsManager), role(Role::TopManagement)],
        keys: Vec::new(),
    };
    Authority { people: BTreeMap::from([("mona.lind".parse().unwrap(), standing)]) }
}

const FOUNDING: &str = "set = { person.\"mona.lind\" = { name = \"Mona\", from = 2026-01-01, role = [{ name = \
     \"isms-manager\", from = 2026-01-01 }] }, signatures = \"required\" }";

/// What the events of a kind of file amount to, as a text to compare; and whether the last one has effect.
fn amounts(file: FileKind, events: &[Event]) -> (String, bool) {
    let authority = authority();
    let zone = chrono_tz::UTC;
    let signers = Signers::default();
    let last = events.len() - 1;
    let table = |table: &Table| table.to_string();
    match file {
        FileKind::Item => {
            let replay = Replay::new(events, &Law { authority: &authority, zone }, None);
            (format!("{:?}", replay.state), !matches!(replay.verdicts[last], Verdict::Unlawful(_)))
        }
        FileKind::People => {
            let replay = people::replay(events, None, zone, &signers);
            (format!("{} {:?}", table(&replay.table), replay.authority), replay.ledger.refused[last].is_none())
        }
        FileKind::Register => {
            let founding = [event(0, None, "changed", FOUNDING)];
            let people = people::replay(&founding, None, zone, &signers);
            let replay = settings::replay(events, None, &people, &signers);
            (format!("{} {:?}", table(&replay.table), replay.signatures), replay.ledger.refused[last].is_none())
        }
        FileKind::Seals => {
            let replay = seals::replay(events, &authority, None);
            (table(&replay.table), replay.ledger.refused[last].is_none())
        }
        FileKind::Review | FileKind::Source => {
            let replay = RecordReplay::new(file, events, &authority, None);
            (format!("{:?}", replay.dismissed()), replay.ledger.refused[last].is_none())
        }
    }
}

/// A file of this kind with one lawful event.
fn founded(file: FileKind) -> Vec<Event> {
    let people = "people = \"0000000000000000000000000000000000000000000000000000000000000000\"";
    vec![match file {
        FileKind::Item => event(0, None, "raised", "terms = { kind = \"improvement\" }"),
        FileKind::People => event(0, None, "changed", FOUNDING),
        FileKind::Register => event(0, None, "changed", &format!("{FOUNDING}\n{people}")),
        FileKind::Seals => event(0, None, "noted", "text = \"Begin.\""),
        FileKind::Review | FileKind::Source => event(0, None, "recorded", ""),
    }]
}

fn forged(about: &About, key: &str) -> Event {
    let own = about.carries.iter().filter(|own| **own != "analyses").map(|own| value(own));
    let mut lines: Vec<&str> = own.chain([value(key)]).collect();
    lines.sort_unstable();
    lines.dedup();
    event(1, Some(0), &about.act.to_string(), &lines.join("\n"))
}

#[test]
fn an_event_that_carries_what_its_act_does_not_is_unlawful_and_changes_nothing() {
    let mut asked = 0;
    for about in acts::all() {
        let foreign = KEYS.iter().copied().filter(|key| !EVERY.contains(key) && !about.carries.contains(key));
        for key in foreign.chain(["power"]) {
            let mut events = founded(about.file);
            let (before, _) = amounts(about.file, &events);
            events.push(forged(about, key));
            let (after, has_effect) = amounts(about.file, &events);
            assert!(!has_effect, "{:?} {} with {key}", about.file, about.act);
            assert_eq!(before, after, "{:?} {} with {key}", about.file, about.act);
            asked += 1;
        }
    }
    assert!(asked > 500, "{asked}");
}

#[test]
fn an_act_that_has_no_place_in_a_file_is_unlawful_there_and_changes_nothing() {
    let files =
        [FileKind::Item, FileKind::People, FileKind::Register, FileKind::Seals, FileKind::Review, FileKind::Source];
    let words: Vec<String> = Act::all().iter().map(ToString::to_string).chain(["crowned".to_owned()]).collect();
    for file in files {
        for word in &words {
            let stranger = event(1, Some(0), word, "text = \"Words.\"\nset = { signatures = \"off\" }");
            if acts::about(file, stranger.act).is_some() {
                continue;
            }
            let mut events = founded(file);
            let (before, _) = amounts(file, &events);
            events.push(stranger);
            let (after, has_effect) = amounts(file, &events);
            assert!(!has_effect, "{file:?} {word}");
            assert_eq!(before, after, "{file:?} {word}");
        }
    }
}
