//! Acts that claim a time or a place in the order that is not theirs.

use super::{STAFF, dice_of, own, pairs, with};
use crate::random::dice::Dice;
use crate::random::event::File;
use crate::random::forger::{Forgery, Scene};

pub fn second_first(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let file = scene.item(dice);
    let who = dice.pick(&STAFF);
    let keys = pairs(&[("terms", "{ kind = \"improvement\", grade = \"observation\", significance = \"minor\" }")]);
    let early = dice.percent(50);
    with(own(scene, dice, file, who, "raised", keys), |words| {
        words.after = Some(Vec::new());
        if early {
            words.at = "2026-03-03T12:00:00Z".into();
        }
    })
}

pub fn follows_nothing_known(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let file = scene.item(dice);
    let digit = dice.pick(&["0", "a", "f"]);
    with(own(scene, dice, file, "arjun", "noted", pairs(&[("text", "\"Seen.\"")])), |words| {
        words.after = Some(vec![digit.repeat(64)]);
    })
}

pub fn of_the_future(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let file = scene.item(dice);
    with(own(scene, dice, file, "arjun", "noted", pairs(&[("text", "\"Seen.\"")])), |words| {
        words.at = "2027-01-01T09:00:00Z".into();
    })
}

pub fn before_the_key(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let who = dice.pick(&["arjun", "dana", "priya"]);
    scene.key(who)?;
    let file = scene.item(dice);
    with(own(scene, dice, file, who, "noted", pairs(&[("text", "\"Seen.\"")])), |words| {
        words.key = None;
        words.at = "2026-03-03T08:00:00Z".into();
    })
}

/// Tom, who was a manager, extends what was accepted then.
pub fn before_the_end(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let items =
        scene.items().into_iter().filter(|item| matches!(item.value("status"), Some("accepted" | "in-progress")));
    let file = dice_of(items.collect(), dice)?;
    let keys = pairs(&[("text", "\"It is late.\""), ("terms", "{ due = 2027-02-01 }")]);
    let minute = dice.between(10, 59);
    with(own(scene, dice, file, "tom", "extended", keys), |words| words.at = format!("2026-03-11T10:{minute}:00Z"))
}

pub fn before_a_copied_end(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let mut forgery = before_the_end(scene, dice)?;
    forgery.then = "export GIT_AUTHOR_DATE=2026-03-11T12:00:00Z GIT_COMMITTER_DATE=2026-03-11T12:00:00Z
        git checkout -q ended -- register/people.toml; git commit -qm 'People' -- register/people.toml";
    Some(forgery)
}

/// It follows what raised the item, and the acceptance stands beside it.
pub fn edited_beside_acceptance(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let accepted = |item: &File| item.events().iter().any(|(_, act, ..)| act == "accepted");
    let file = dice_of(scene.items().into_iter().filter(accepted).collect(), dice)?;
    let raised = file.events().into_iter().find(|(_, act, ..)| act == "raised")?.0;
    let keys = pairs(&[("text", "\"Clearer.\""), ("terms", "{ due = 2027-01-01 }")]);
    with(own(scene, dice, file, "arjun", "edited", keys), |words| {
        words.after = Some(vec![raised]);
        words.at = "2026-03-04T18:00:00Z".into();
    })
}
