//! What the events of an item vouch for: its status, its terms, its content.

use crate::check::facts::ItemFacts;
use crate::check::finding::RawFinding;
use crate::lifecycle::replay::Verdict;
use crate::model::event::Event;
use crate::model::rule::Rule;
use crate::register::vouched::{self, Content, Moved};

/// `status-mismatch`.
pub fn status(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(replay) = facts.replay else { return Vec::new() };
    let shown = facts.item.status;
    let message = match replay.state.status {
        Some(folded) if folded == shown => return Vec::new(),
        Some(folded) => format!("the file says {shown}; its events amount to {folded}"),
        None if facts.item.event.is_empty() => {
            format!("the file says {shown}, and no event says that anybody raised it")
        }
        None => format!("the file says {shown}, and no event raised it lawfully"),
    };
    let draft = RawFinding::new(Rule::StatusMismatch, &["status"], message);
    vec![match replay.state.status {
        Some(_) => draft,
        None => draft.remedy("Raise it by an act: kaizen add TITLE …, and take this file out."),
    }]
}

/// `unauthorised-event` and `superseded`.
pub fn verdicts(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let (Some(replay), Some(law)) = (facts.replay, facts.world().law()) else { return Vec::new() };
    let mut drafts = Vec::new();
    for (i, (event, verdict)) in replay.graph.events().iter().zip(&replay.verdicts).enumerate() {
        let name = facts.chain.name(event);
        let draft = |rule, why: &crate::lifecycle::refusal::Refusal| {
            let why = why.of(facts.item.id.as_str()).reason;
            let message = format!("`{}` of {} by {} has no effect: {why}", event.act, event.at, event.by);
            RawFinding::new(rule, &["event", name], message).event(&event.hash)
        };
        match verdict {
            Verdict::Unlawful(why) => drafts.push(draft(Rule::UnauthorisedEvent, why)),
            Verdict::Superseded(why) if !replay.is_answered(i, &law) => drafts.push(draft(Rule::Superseded, why)),
            // What was signed off and changed is told as that, and takes an act that follows both too.
            Verdict::Beside(why) if !signed_otherwise(facts) && !replay.is_answered(i, &law) => {
                let why = why.of(facts.item.id.as_str()).reason;
                let message = format!(
                    "`{}` of {} by {} came beside an act that it did not see, after which it would not be possible: {why}",
                    event.act, event.at, event.by
                );
                drafts.push(RawFinding::new(Rule::Superseded, &["event", name], message).event(&event.hash).remedy(
                    "A manager looks at what it brought and answers for it (kaizen note {id} -m TEXT); or it is reopened, or signed off again.",
                ));
            }
            _ => {}
        }
    }
    drafts
}

fn signed_otherwise(facts: &ItemFacts<'_>) -> bool {
    let digest = facts.digest.as_ref().ok();
    facts.state().zip(digest).is_some_and(|(state, digest)| vouched::signed_otherwise(state, digest).is_some())
}

/// `unauthorised-event` of acts that say they added an analysis, where the file has fewer.
pub fn analyses(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(replay) = facts.replay else { return Vec::new() };
    let there = facts.item.analysis.len();
    let says = |event: &&Event| event.analyses.is_some_and(|count| count as usize > there);
    let of_all = || replay.effective().filter(|event| event.analyses.is_some()).last();
    let counted = replay.state.analyses as usize;
    let one = replay.effective().find(says);
    let Some(event) = one.or_else(|| of_all().filter(|_| counted > there)) else { return Vec::new() };
    let counted = one.and_then(|event| event.analyses).map_or(counted, |count| count as usize);
    let message = format!("its events say that {counted} analyses were made; the file has {there}");
    let draft = RawFinding::new(Rule::UnauthorisedEvent, &["event", facts.chain.name(event), "analyses"], message);
    vec![draft.event(&event.hash).remedy("Put the analysis back as it was written (git log -p -- FILE shows it).")]
}

/// `terms-moved-silently`.
pub fn terms(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(state) = facts.state() else { return Vec::new() };
    let terms = vouched::moved_terms(facts.in_force, state).into_iter().map(moved);
    let lost = vouched::lost_parts(facts.item, state).map(|(kind, id)| {
        let message = format!("the {kind} {id} is agreed or asked for, and the file does not have it");
        RawFinding::new(Rule::TermsMovedSilently, &[kind], message)
            .remedy("Put its table back as it was: git log -p -- FILE shows it.")
    });
    terms.chain(lost).collect()
}

fn moved(moved: Moved) -> RawFinding {
    let name = moved.key.join(".");
    let key: Vec<&str> = moved.key.iter().map(String::as_str).collect();
    RawFinding::new(
        Rule::TermsMovedSilently,
        &key,
        match (moved.agreed, moved.shown) {
            (Some(agreed), Some(shown)) => format!("`{name}` is agreed as “{agreed}”; the file shows “{shown}”"),
            (Some(agreed), None) => format!("`{name}` is agreed as “{agreed}”; the file does not show it"),
            (None, shown) => format!("`{name}` is not agreed; the file shows “{}”", shown.unwrap_or_default()),
        },
    )
}

/// `changed-after-sign-off`, `edited-by-hand`, `unreconciled`.
pub fn content(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let (Some(replay), Some(_), Ok(digest)) = (facts.replay, facts.state(), &facts.digest) else {
        return Vec::new();
    };
    let newest = replay.graph.newest();
    let event = newest.last().and_then(|i| replay.graph.events().get(*i)).map(|e| &e.hash);
    let about = |draft: RawFinding| event.map_or_else(|| draft.clone(), |hash| draft.clone().event(hash));
    match vouched::content(replay, digest) {
        Content::Vouched => Vec::new(),
        Content::SignedOtherwise(signed) => {
            let message = format!("the content is not what {} signed off on {}", signed.by, signed.at);
            let draft = RawFinding::new(Rule::ChangedAfterSignOff, &["id"], message);
            vec![draft.event(&signed.hash).vouched(vec![signed.content.clone()])]
        }
        Content::Edited(wanted) => {
            let message = "the content was changed since the newest event";
            vec![about(RawFinding::new(Rule::EditedByHand, &["id"], message).vouched(vec![wanted]))]
        }
        Content::Unreconciled(sides) => {
            let message =
                format!("{} acts side by side left different content, and none follows them all", newest.len());
            vec![about(RawFinding::new(Rule::Unreconciled, &["id"], message).vouched(sides))]
        }
    }
}

/// `edited-by-hand` where no digest can be made at all.
pub fn no_canonical_form(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Err(error) = &facts.digest else { return Vec::new() };
    let key: Vec<&str> = error.key.split('.').collect();
    let message = format!("a value that no digest can be made of: {error}");
    vec![
        RawFinding::new(Rule::EditedByHand, &key, message)
            .level(crate::model::word::Level::Error)
            .remedy("Write it as the message says; until then no act can vouch for the content."),
    ]
}
