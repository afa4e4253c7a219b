//! Signatures: whose key signed an event, and which acts should have been signed.

use std::collections::BTreeMap;

use crate::check::facts::Chain;
use crate::check::finding::RawFinding;
use crate::lifecycle::signature::{Signed, Worth};
use crate::model::event::Event;
use crate::model::id::Handle;
use crate::model::rule::Rule;
use crate::model::word::{Level, Signatures};
use crate::register::load::Register;

/// Acts that were not signed, of people who have no key, by person.
pub type Unsigned = BTreeMap<Handle, usize>;

/// `unsigned-event` and `bad-signature`, event by event.
pub fn events(chain: &Chain<'_>) -> Vec<RawFinding> {
    let Some(register) = chain.world.register else { return Vec::new() };
    chain.events.iter().filter_map(|(name, event)| event_drafts(chain, register, name, event)).collect()
}

fn event_drafts(chain: &Chain<'_>, register: &Register, name: &str, event: &Event) -> Option<RawFinding> {
    let by = event.by.handle();
    let worth = Worth::of(event, chain.signers.of(event), &register.authority);
    if worth == Worth::Unsigned {
        return by.filter(|by| register.should_be_signed(by, event)).map(|by| {
            let had = if register.authority.had_key(by, event.at) { "had a key" } else { "had to sign" };
            let message = format!("`{}` of {} is not signed, and {by} {had} then", event.act, event.at);
            RawFinding::new(Rule::UnsignedEvent, &["event", name], message).event(&event.hash)
        });
    }
    let message = worth.why_not(event)?;
    let message = format!("the signature of `{}` by {} does not count: {message}", event.act, event.by);
    Some(RawFinding::new(Rule::BadSignature, &["event", name, "signature"], message).event(&event.hash))
}

/// Counts the acts that are only wanted to be signed, of people who still have no key: these can be mended.
pub fn wanted(chain: &Chain<'_>, into: &mut Unsigned) {
    let Some(register) = chain.world.register else { return };
    let unsigned = chain.events.values().filter(|event| chain.signers.of(event) == &Signed::No);
    for event in unsigned.filter(|event| register.signatures.at(event.at) == Signatures::Wanted) {
        let authority = &register.authority;
        let keyless = |by: &&Handle| {
            authority.is_present(by, chain.world.now) && authority.keys(by, chain.world.now).next().is_none()
        };
        if let Some(by) = event.by.handle().filter(keyless) {
            *into.entry(by.clone()).or_default() += 1;
        }
    }
}

/// The one warning about acts that are wanted to be signed; it stands with the people who have no key.
#[must_use]
pub fn told(unsigned: &Unsigned) -> Option<RawFinding> {
    let total: usize = unsigned.values().sum();
    let mut people: Vec<(&Handle, &usize)> = unsigned.iter().collect();
    people.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let shown: Vec<String> = people.iter().take(3).map(|(by, count)| format!("{by} {count}")).collect();
    let more = people.len().saturating_sub(shown.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let acts = if total == 1 { "1 act is".to_owned() } else { format!("{total} acts are") };
    (total > 0).then(|| {
        let message = format!("{acts} not signed, by people who have no key: {}{more}", shown.join(", "));
        RawFinding::new(Rule::UnsignedEvent, &["person"], message).level(Level::Warn).remedy(
            "Enter their keys (kaizen people key add HANDLE KEY.pub), or do without: kaizen config set signatures=off -m REASON.",
        )
    })
}
