//! people.toml, register.toml and seals.toml: agreed throughout, so they are what their lawful events make.

use toml::Value;

use crate::attest::digest::{Subject, content, differing_keys};
use crate::check::facts::LedgerFacts;
use crate::check::finding::RawFinding;
use crate::check::remedy;
use crate::lifecycle::fold::comparable;
use crate::lifecycle::settings::SANDBOX;
use crate::model::event::{Act, Event};
use crate::model::rule::Rule;
use crate::model::word::Level;
use crate::register::load::Basics;

/// A rule about people.toml or register.toml.
pub type LedgerRule = fn(&LedgerFacts<'_>) -> Vec<RawFinding>;

/// The rules about people.toml and register.toml.
pub const LEDGER: &[LedgerRule] = &[unlawful, unreconciled, unauthorised];

/// `sandbox`.
#[must_use]
pub fn sandbox(basics: &Basics) -> Option<RawFinding> {
    let message = "this is a sandbox: anybody acts for everybody, and people and items are made up";
    let finding = RawFinding::new(Rule::Sandbox, &[SANDBOX], message);
    let introduction = basics.introduction.as_ref().filter(|_| basics.is_sandbox())?;
    Some(finding.event(introduction))
}

/// `unauthorised-event`.
fn unlawful(facts: &LedgerFacts<'_>) -> Vec<RawFinding> {
    let subject = facts.chain.subject.to_string();
    let events = facts.ledger.graph.events().iter().zip(&facts.ledger.refused);
    events
        .enumerate()
        // One that was made void afterwards is answered for.
        .filter(|(i, _)| facts.ledger.voided_by.get(*i).is_none_or(Option::is_none))
        .filter_map(|(_, (event, refused))| {
            let why = refused.as_ref()?.of(&subject).reason;
            let message = format!("`{}` of {} by {} has no effect: {why}", event.act, event.at, event.by);
            let key = ["event", facts.chain.name(event)];
            Some(RawFinding::new(Rule::UnauthorisedEvent, &key, message).event(&event.hash).remedy(format!(
                "A manager makes it void (kaizen void {} {} -m REASON), then makes the change anew.",
                remedy::value(&subject),
                event.hash.short()
            )))
        })
        .collect()
}

/// `unreconciled`: sides that only an act by somebody who may change the file brings together again.
fn unreconciled(facts: &LedgerFacts<'_>) -> Vec<RawFinding> {
    let authority = facts.chain.world.register.map(|register| &register.authority);
    let joins = |event: &Event| {
        let by_manager = || Some(authority?.is_manager(event.by.handle()?, event.at));
        event.act == Act::Sealed || by_manager() == Some(true)
    };
    let beside = facts.ledger.unreconciled(joins);
    let Some(last) = beside.last() else { return Vec::new() };
    let names: Vec<&str> = beside.iter().map(|e| e.hash.short()).collect();
    let message = format!("acts stand side by side ({}), and no manager's act follows them all", names.join(", "));
    vec![
        RawFinding::new(Rule::Unreconciled, &["event", facts.chain.name(last)], message)
            .level(Level::Error)
            .event(&last.hash)
            .remedy(match facts.chain.subject {
                Subject::Seals => "The next seal joins them: kaizen seal -m TEXT.".to_owned(),
                subject => {
                    let subject = remedy::value(&subject.to_string());
                    format!("A manager looks at both sides and joins them: kaizen note {subject} -m TEXT.")
                }
            }),
    ]
}

/// `unauthorised-change`.
fn unauthorised(facts: &LedgerFacts<'_>) -> Vec<RawFinding> {
    let shown = comparable(&content(&facts.chain.tree.into(), facts.chain.subject));
    let made = comparable(facts.fold);
    let (Value::Table(shown), Value::Table(made)) = (shown, made) else { return Vec::new() };
    if shown == made {
        return Vec::new();
    }
    let keys = differing_keys(&made, &shown, facts.chain.subject);
    keys.iter()
        .map(|key| {
            let message = format!("`{key}` is not what the lawful events of {} make", facts.path);
            let path = key_path(key, [&shown, &made]);
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            RawFinding::new(Rule::UnauthorisedChange, &path, message)
        })
        .collect()
}

/// A key that holds more dots is placed at what it stands in.
const DOTS: usize = 64;

/// The keys of a path that was joined by dots, where keys may hold dots themselves.
fn key_path(joined: &str, tables: [&toml::Table; 2]) -> Vec<String> {
    for table in tables {
        // The longest key that the path begins with.
        let dots = joined.match_indices('.').take(DOTS).map(|(dot, _)| dot).chain([joined.len()]);
        let fitting = dots.filter_map(|end| table.get_key_value(joined.get(..end)?));
        let Some((key, _)) = fitting.last() else { continue };
        let rest = joined.get(key.len() + 1..).unwrap_or_default();
        let mut path = vec![key.clone()];
        if let (false, Some(Value::Table(inner))) = (rest.is_empty(), table.get(key)) {
            path.extend(key_path(rest, [inner, inner]));
        }
        return path;
    }
    Vec::new()
}
