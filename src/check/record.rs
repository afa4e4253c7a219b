//! The record of a management review, and that of a source: their form, and what their events vouch for.

use super::evidence;
use super::facts::{Chain, Typed, World};
use super::file_findings::{FileFindings, Tally, of_file};
use super::finding::RawFinding;
use super::remedy;
use super::{form, summary};
use crate::attest::digest::{Subject, content_digest};
use crate::document::layout::LayoutKind;
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::authority::Authority;
use crate::lifecycle::content::Expected;
use crate::lifecycle::record::RecordReplay;
use crate::model::event::{Event, Party};
use crate::model::review::Review;
use crate::model::rule::Rule;
use crate::model::source::Source;
use crate::model::word::Level;
use crate::register::place::{review_path, source_path};

/// What the events of a record amount to.
fn replayed<'e>(world: &World<'_>, file: FileKind, events: impl IntoIterator<Item = &'e Event>) -> RecordReplay<'e> {
    let nobody = Authority::default();
    let authority = world.register.map_or(&nobody, |register| &register.authority);
    let older = |event: &Event, other: &Event| world.is_older(event, other);
    RecordReplay::new(file, events, authority, Some(&older))
}

/// Asks every rule that looks at the record of a review.
pub(super) fn review(world: &World<'_>, path: &str, typed: &Typed<'_, Review>) -> FileFindings {
    let review = &typed.value;
    let replay = replayed(world, FileKind::Review, review.event.values());
    let subject = Subject::Review(review.id.as_str());
    let signers = world.signers(subject, &typed.tree, &review.event);
    let chain = Chain {
        world,
        subject,
        tree: &typed.tree,
        events: &review.event,
        graph: &replay.ledger.graph,
        signers: &signers,
    };
    let mut drafts = form::unknown(LayoutKind::Review, &typed.unknown);
    let right = review_path(&review.id);
    drafts.extend(misplaced(path, &right, &format!("the management review {}", review.id)));
    drafts.extend(evidence::CHAIN.iter().flat_map(|rule| rule(&chain)));
    if world.register.is_some() {
        drafts.extend(unknown_people(world, review));
        if chain.events.is_empty() {
            let message = "no event says that anybody recorded this management review";
            drafts.push(
                RawFinding::new(Rule::UnauthorisedEvent, &["id"], message)
                    .remedy("A manager records it by an act (kaizen review record), and this file is taken out."),
            );
        }
        drafts.extend(unlawful(
            &chain,
            &replay,
            "A manager records the review by an act of their own (kaizen review record).",
        ));
        let adopt = format!("kaizen review edit {} --include-edits -m REASON", remedy::value(review.id.as_str()));
        drafts.extend(content(&chain, &replay, &["id"], &format!("A manager adopts it: {adopt}")));
    }
    let seen = of_file(path, typed.text, None, drafts, Tally::of(review.event.values()));
    seen.with_gist(summary::review(path, review, replay.recorded().is_some()))
}

/// Asks every rule that looks at the record of a source.
pub(super) fn source(world: &World<'_>, path: &str, typed: &Typed<'_, Source>) -> FileFindings {
    let source = &typed.value;
    let kind = source.kind.to_string();
    let replay = replayed(world, FileKind::Source, source.event.values());
    let subject = Subject::Source(&kind, &source.reference);
    let signers = world.signers(subject, &typed.tree, &source.event);
    let chain = Chain {
        world,
        subject,
        tree: &typed.tree,
        events: &source.event,
        graph: &replay.ledger.graph,
        signers: &signers,
    };
    let mut drafts = form::unknown(LayoutKind::Source, &typed.unknown);
    let mut of_chain: Vec<RawFinding> = evidence::CHAIN.iter().flat_map(|rule| rule(&chain)).collect();
    evidence::ask_void_no_time(&mut of_chain, &replay.ledger.graph, |i| replay.ledger.is_void(i));
    drafts.extend(of_chain);
    let right = source_path(&kind, &source.reference);
    drafts.extend(misplaced(path, &right, &format!("the source record {kind}:{}", source.reference)));
    if world.register.is_some() {
        let word = remedy::value(&format!("{kind}:{}", source.reference));
        if replay.recorded().is_none() {
            let message = "no lawful event says that anybody recorded this source";
            drafts.push(RawFinding::new(Rule::UnauthorisedEvent, &["reference"], message).remedy(format!(
                "Look at it, and record it as it stands: kaizen source add {word} --include-edits, or take it out."
            )));
        }
        let void = format!("A manager makes it void: kaizen void {word} EVENT -m REASON.");
        drafts.extend(unlawful(&chain, &replay, &void));
        let adopt = format!("Say it by an act: kaizen source set {word} --include-edits -m REASON");
        let edited = content(&chain, &replay, &["reference"], &adopt);
        if edited.is_none() && replay.recorded().is_some() && source.significant != replay.significant() {
            let (agreed, shown) = (replay.significant(), source.significant);
            let message = format!("`significant` is {agreed} by the events, and {shown} in the file");
            let draft = RawFinding::new(Rule::TermsMovedSilently, &["significant"], message);
            drafts.push(draft.remedy(format!("A manager says which it is: kaizen source set {word} … -m REASON.")));
        }
        drafts.extend(edited);
    }
    let significant = replay.weighs(source);
    let seen = of_file(path, typed.text, None, drafts, Tally::of(source.event.values()));
    seen.with_unsigned(&chain).with_gist(summary::source(path, source, significant, replay.dismissed().is_some()))
}

/// `misplaced-file`.
fn misplaced(path: &str, right: &str, what: &str) -> Option<RawFinding> {
    let draft = RawFinding::new(Rule::MisplacedFile, &[], format!("{what} belongs in {right}"));
    (path != right).then(|| draft.remedy(format!("git mv {} {}", remedy::path(path), remedy::path(right))))
}

/// `unknown-person`.
fn unknown_people(world: &World<'_>, review: &Review) -> Vec<RawFinding> {
    let Some(register) = world.register else { return Vec::new() };
    let acting = review.event.iter().filter_map(|(name, event)| match &event.by {
        Party::Person(by) => Some((vec!["event".to_owned(), name.clone(), "by".to_owned()], by)),
        Party::Anonymous | Party::Outside(_) => None,
    });
    let named = review.people().chain(acting);
    let held = review.held_on.noon(world.zone);
    let outside = review
        .attendees
        .iter()
        .enumerate()
        .filter_map(|(i, party)| form::named_as_outsider(world, &["attendees", &format!("[{i}]")], party, held));
    let unknown = named.filter_map(|(key, handle)| {
        let key: Vec<&str> = key.iter().map(String::as_str).collect();
        form::unknown_person(&register.authority, &key, handle)
    });
    unknown.chain(outside).collect()
}

/// `unauthorised-event`; one that was made void is answered for.
fn unlawful(chain: &Chain<'_>, replay: &RecordReplay<'_>, remedy: &str) -> Vec<RawFinding> {
    let events = replay.ledger.graph.events().iter().zip(&replay.ledger.refused).enumerate();
    events
        .filter(|(i, _)| !replay.ledger.is_void(*i))
        .filter_map(|(_, (event, refused))| {
            let why = refused.as_ref()?.of(&chain.subject.to_string()).reason;
            let message = format!("`{}` of {} by {} has no effect: {why}", event.act, event.at, event.by);
            let draft =
                RawFinding::new(Rule::UnauthorisedEvent, &["event", chain.name(event)], message).event(&event.hash);
            Some(draft.remedy(remedy))
        })
        .collect()
}

/// `edited-by-hand` and `unreconciled`. No work goes on in a record: what was decided, or happened, is not edited on the way.
fn content(chain: &Chain<'_>, replay: &RecordReplay<'_>, key: &[&str], adopt: &str) -> Option<RawFinding> {
    let newest = replay.ledger.graph.newest();
    let last = newest.last().and_then(|i| replay.ledger.graph.events().get(*i))?;
    let digest = match content_digest(chain.tree, chain.subject) {
        Ok(digest) => digest,
        Err(error) => {
            let key: Vec<&str> = error.key.split('.').collect();
            let message = format!("a value that no digest can be made of: {error}");
            return Some(RawFinding::new(Rule::EditedByHand, &key, message).level(Level::Error));
        }
    };
    let draft = match replay.expected_content() {
        Expected::One(wanted) if wanted != digest => {
            let message = "the record was changed since the newest event, and no event says so";
            let remedy = format!("{adopt}, or take it back (git checkout -- FILE).");
            RawFinding::new(Rule::EditedByHand, key, message).level(Level::Error).remedy(remedy)
        }
        Expected::Several(_) => {
            let message =
                format!("{} acts side by side left different content, and none follows them all", newest.len());
            RawFinding::new(Rule::Unreconciled, key, message).remedy(format!("{adopt}, which joins them."))
        }
        _ => return None,
    };
    Some(draft.event(&last.hash))
}
