//! What is forged: each kind is an act that its maker has no right to.

#![allow(clippy::unnecessary_wraps, reason = "all kinds are made in one form, and some need what is not always there")]

mod items;
mod ledgers;
mod times;

use super::dice::Dice;
use super::event::{File, Words};
use super::forger::{Deed, Forgery, Scene};
use super::model::handle;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// At the tip, or on a branch from any commit of the history.
    Anywhere,
    /// At the tip.
    Tip,
    /// On a branch from before Tom's role ended.
    BeforeTheEnd,
}

#[derive(Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    pub place: Where,
    /// Whether a warning is enough: work goes on, and somebody has to look at it.
    pub told: bool,
    /// Makes one; nothing where the register has nothing to forge it with.
    pub make: fn(&Scene<'_>, &mut Dice) -> Option<Forgery>,
}

const fn kind(name: &'static str, make: fn(&Scene<'_>, &mut Dice) -> Option<Forgery>) -> Kind {
    Kind { name, place: Where::Anywhere, told: false, make }
}

const fn at(place: Where, kind: Kind) -> Kind {
    Kind { place, ..kind }
}

const fn told(kind: Kind) -> Kind {
    Kind { told: true, ..kind }
}

/// What is forged.
pub const KINDS: &[Kind] = &[
    kind("a manager's act by staff", items::manager_act_by_staff),
    kind("an act under a manager's name", items::act_under_a_managers_name),
    kind("an act under a colleague's name", items::act_under_a_colleagues_name),
    kind("an owner's act by somebody else", items::owners_act),
    kind("a verification by the owner", items::verified_by_the_owner),
    kind("a note that carries more", items::note_that_carries_more),
    kind("an act that nobody knows", items::unknown_act),
    kind("people changed by staff", ledgers::people_changed),
    kind("a note on people that sets a role", ledgers::people_noted),
    kind("settings changed by staff", ledgers::settings_changed),
    kind("a note on settings that sets one", ledgers::settings_noted),
    kind("a seal by staff", ledgers::sealed),
    kind("a note on seals that makes one", ledgers::seals_noted),
    kind("a source dismissed by staff", ledgers::source_dismissed),
    kind("a second first event", times::second_first),
    kind("a second first event of people or settings", ledgers::second_founding),
    kind("an act that follows nothing known", times::follows_nothing_known),
    kind("a note with the digest of other content", items::other_content),
    kind("an act of the future", times::of_the_future),
    kind("an unsigned act from before the key", times::before_the_key),
    kind("an unsigned act of one's own", items::unsigned_own),
    kind("an item raised under another name", items::raised_under_another_name),
    // One that lost a race to a decision beside it has no effect, and is told as that.
    told(at(Where::BeforeTheEnd, kind("an act from before the end of a role", times::before_the_end))),
    told(at(
        Where::BeforeTheEnd,
        kind("an act from before the end of a role, the end copied", times::before_a_copied_end),
    )),
    at(Where::Tip, kind("a colleague's verification beside a note of one's own", items::verification_beside_a_note)),
    at(Where::Tip, kind("a sign-off that counts an analysis nobody made", items::unmade_analysis)),
    at(Where::Tip, kind("a number of the founding event written otherwise", ledgers::number_written_otherwise)),
    // A merge may put back what was there.
    told(kind("words altered", items::altered)),
    told(kind("an event taken out", items::taken_out)),
    told(kind("terms edited beside the acceptance", times::edited_beside_acceptance)),
];

/// Who is never a manager and, in Eve's case, never an owner.
const STAFF: [&str; 2] = ["arjun", "eve"];

fn text(value: &str) -> String {
    format!("{value:?}")
}

fn pairs(keys: &[(&str, &str)]) -> Vec<(String, String)> {
    keys.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// An act of somebody, signed with their key where they have one and committed by them.
fn own(
    scene: &Scene<'_>,
    dice: &mut Dice,
    file: File,
    who: &'static str,
    act: &str,
    keys: Vec<(String, String)>,
) -> Forgery {
    let at = scene.time(&file, dice);
    let words =
        Words { act: act.to_owned(), by: handle(who).to_owned(), at, keys, key: scene.key(who), ..Words::default() };
    Forgery { file, deed: Deed::Add(words), committer: who, then: "" }
}

fn with(mut forgery: Forgery, change: impl FnOnce(&mut Words)) -> Option<Forgery> {
    if let Deed::Add(words) = &mut forgery.deed {
        change(words);
    }
    Some(forgery)
}

fn rewritten(file: File, text: String, event: Option<String>, committer: &'static str) -> Option<Forgery> {
    Some(Forgery { file, deed: Deed::Write { text, event }, committer, then: "" })
}

fn dice_of(mut files: Vec<File>, dice: &mut Dice) -> Option<File> {
    if files.is_empty() {
        return None;
    }
    let place = dice.below(files.len());
    Some(files.swap_remove(place))
}
