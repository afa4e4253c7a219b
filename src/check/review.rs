//! The record of a management review: its form, and what its events vouch for.

use super::evidence;
use super::facts::{Chain, Typed, World};
use super::finding::Draft;
use super::form;
use super::rule::Rule;
use crate::attest::digest::{Subject, content_digest};
use crate::lifecycle::content::Expected;
use crate::lifecycle::review::ReviewReplay;
use crate::model::event::Party;
use crate::model::review::Review;
use crate::model::word::Level;
use crate::register::place::review_path;

/// Asks every rule that looks at the record of a review.
#[must_use]
pub fn rules(world: &World<'_>, path: &str, typed: &Typed<'_, Review>) -> Vec<Draft> {
    let review = &typed.value;
    let authority = world.register.map(|r| &r.authority);
    let nobody = crate::lifecycle::authority::Authority::default();
    let replay = ReviewReplay::new(review.event.values(), authority.unwrap_or(&nobody));
    let subject = Subject::Review(review.id.as_str());
    let signers = world.signers(subject, &typed.tree, &review.event);
    let chain =
        Chain { world, subject, tree: &typed.tree, events: &review.event, graph: &replay.graph, signers: &signers };
    let mut drafts = form::unknown(&typed.unknown);
    drafts.extend(misplaced(path, review));
    drafts.extend(evidence::CHAIN.iter().flat_map(|rule| rule(&chain)));
    if authority.is_some() {
        drafts.extend(unknown_people(world, review));
        drafts.extend(unlawful(&chain, &replay));
        drafts.extend(content(&chain, &replay));
    }
    drafts
}

/// `misplaced-file`.
fn misplaced(path: &str, review: &Review) -> Option<Draft> {
    let right = review_path(&review.id);
    let message = format!("the management review {} belongs in {right}", review.id);
    let draft = Draft::new(Rule::MisplacedFile, &["id"], message);
    (path != right).then(|| draft.remedy(format!("git mv {{dir}}{path} {{dir}}{right}")))
}

/// `unknown-person`.
fn unknown_people(world: &World<'_>, review: &Review) -> Vec<Draft> {
    let Some(register) = world.register else { return Vec::new() };
    let acting = review.event.iter().filter_map(|(name, event)| match &event.by {
        Party::Person(by) => Some((vec!["event".to_owned(), name.clone(), "by".to_owned()], by)),
        Party::Anonymous | Party::Outside(_) => None,
    });
    let named = review.people().chain(acting);
    named
        .filter_map(|(key, handle)| {
            let key: Vec<&str> = key.iter().map(String::as_str).collect();
            form::unknown_person(&register.authority, &key, handle)
        })
        .collect()
}

/// `unlawful-event`, also where no event recorded the review at all.
fn unlawful(chain: &Chain<'_>, replay: &ReviewReplay<'_>) -> Vec<Draft> {
    if chain.events.is_empty() {
        let message = "no event says that anybody recorded this management review";
        let draft = Draft::new(Rule::UnlawfulEvent, &["id"], message);
        return vec![
            draft.remedy("A manager records it by an act (kaizen review record), and this file is taken out."),
        ];
    }
    let events = replay.graph.events().iter().zip(&replay.refused);
    events
        .filter_map(|(event, refused)| {
            let why = &refused.as_ref()?.reason;
            let message = format!("`{}` of {} by {} has no effect: {why}", event.act, event.at, event.by);
            let draft = Draft::new(Rule::UnlawfulEvent, &["event", chain.name(event)], message).event(&event.hash);
            Some(draft.remedy("A manager records the review by an act of their own (kaizen review record)."))
        })
        .collect()
}

/// `edited-by-hand` and `unjoined`. No work goes on in a review that was held: what was decided is not edited on the way.
fn content(chain: &Chain<'_>, replay: &ReviewReplay<'_>) -> Vec<Draft> {
    let newest = replay.graph.newest();
    let Some(last) = newest.last().and_then(|i| replay.graph.events().get(*i)) else { return Vec::new() };
    let Subject::Review(id) = chain.subject else { return Vec::new() };
    let edit = format!("kaizen review edit {id} --include-edits -m REASON");
    let digest = match content_digest(chain.tree, chain.subject) {
        Ok(digest) => digest,
        Err(error) => {
            let key: Vec<&str> = error.key.split('.').collect();
            let message = format!("a value that no digest can be made of: {error}");
            return vec![Draft::new(Rule::EditedByHand, &key, message).level(Level::Error)];
        }
    };
    let draft = match replay.expected_content() {
        Expected::One(wanted) if wanted != digest => {
            let message = "the record was changed since the newest event, and no event says so";
            let remedy = format!("A manager adopts it: {edit}, or take it back (git checkout -- FILE).");
            Draft::new(Rule::EditedByHand, &["id"], message).level(Level::Error).remedy(remedy)
        }
        Expected::Several(_) => {
            let message =
                format!("{} acts side by side left different content, and none follows them all", newest.len());
            Draft::new(Rule::Unjoined, &["id"], message).remedy(format!("A manager joins them: {edit}"))
        }
        _ => return Vec::new(),
    };
    vec![draft.event(&last.hash)]
}
