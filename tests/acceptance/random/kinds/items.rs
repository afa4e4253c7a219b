//! Acts on items by those who have no right to them, or under the name of somebody else.

use super::{STAFF, dice_of, own, pairs, rewritten, text, with};
use crate::random::base::Signing;
use crate::random::dice::Dice;
use crate::random::event::File;
use crate::random::forger::{Deed, Forgery, Scene};
use crate::random::model::{PEOPLE, handle};

const TERMS: &str = "{ kind = \"improvement\", grade = \"observation\", significance = \"minor\", owner = \"arjun.mehta\", due = 2026-08-01, success_criterion = \"Some.\" }";

/// An act that takes a manager, with what it carries.
fn managers_act(file: &File, dice: &mut Dice) -> (&'static str, Vec<(String, String)>) {
    let some = file.events();
    let event = text(&some[dice.below(some.len())].0);
    let acts: [(&str, &[(&str, &str)]); 7] = [
        ("accepted", &[("terms", TERMS)]),
        ("rejected", &[]),
        ("deferred", &[("until", "2026-12-01")]),
        ("amended", &[("terms", "{ owner = \"dana.okafor\" }")]),
        ("extended", &[("terms", "{ due = 2027-01-01 }")]),
        ("voided", &[("event", &event)]),
        ("planned", &[("action", "\"ZZZ\""), ("terms", "{ owner = \"eve.stone\", due = 2027-01-01 }")]),
    ];
    let (act, keys) = acts[dice.below(acts.len())];
    let mut keys = pairs(keys);
    keys.insert(0, ("text".to_owned(), text("It is late.")));
    (act, keys)
}

pub fn manager_act_by_staff(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let file = scene.item(dice);
    let (act, keys) = managers_act(&file, dice);
    Some(own(scene, dice, file, "eve", act, keys))
}

/// Without a signature, or with the key of who forges it; committed by the forger.
fn under_the_name(
    scene: &Scene<'_>,
    dice: &mut Dice,
    of: &str,
    file: File,
    act: &str,
    keys: Vec<(String, String)>,
) -> Option<Forgery> {
    let forger = if of == "arjun" { "eve" } else { dice.pick(&STAFF) };
    let forgery = own(scene, dice, file, forger, act, keys);
    let sign = dice.percent(50);
    with(forgery, |words| {
        words.by = handle(of).into();
        words.key = words.key.take().filter(|_| sign);
    })
}

pub fn act_under_a_managers_name(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let file = scene.item(dice);
    let (act, keys) = managers_act(&file, dice);
    under_the_name(scene, dice, "mona", file, act, keys)
}

pub fn act_under_a_colleagues_name(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let file = scene.item(dice);
    let of = dice.pick(&["dana", "priya", "arjun"]);
    let act = dice.pick(&["noted", "started", "implemented", "linked"]);
    under_the_name(scene, dice, of, file, act, pairs(&[("text", "\"Seen.\"")]))
}

pub fn owners_act(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let act = dice.pick(&["started", "implemented"]);
    let file = scene.item(dice);
    Some(own(scene, dice, file, "eve", act, pairs(&[("text", "\"Done.\"")])))
}

const VERIFIED: [(&str, &str); 5] = [
    ("text", "\"Works.\""),
    ("method", "\"test\""),
    ("result", "\"effective\""),
    ("early_reason", "\"Quick to see.\""),
    ("evidence", "[{ url = \"https://e.example.com\" }]"),
];

pub fn verified_by_the_owner(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let file = scene.item(dice);
    let owner = file.value("owner")?.to_owned();
    let (owner, _) = PEOPLE.into_iter().find(|(_, handle)| *handle == owner)?;
    Some(own(scene, dice, file, owner, "verified", pairs(&VERIFIED)))
}

pub fn note_that_carries_more(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let file = scene.item(dice);
    let event = text(&file.events()[0].0);
    let more = [
        ("set", "{ rules = { stale = \"off\" } }"),
        ("terms", "{ owner = \"dana.okafor\" }"),
        ("analyses", "9"),
        ("event", event.as_str()),
        ("people", event.as_str()),
        ("action", "\"ABC\""),
        ("resource", "\"ABC\""),
        ("decision", "\"approved\""),
        ("until", "2026-12-01"),
        ("review_on", "2026-12-01"),
        ("late_reason", "\"Late.\""),
        ("early_reason", "\"Early.\""),
        ("method", "\"test\""),
        ("result", "\"effective\""),
        ("risk", "{ RSK-1 = 1 }"),
        ("follow_up", "\"IMP-2026-AAAA\""),
        ("waiver", "\"Nobody else.\""),
        ("colour", "\"blue\""),
    ];
    let who = dice.pick(&["arjun", "eve", "dana", "priya"]);
    let keys = pairs(&[("text", "\"Seen.\""), dice.pick(&more)]);
    Some(own(scene, dice, file, who, "noted", keys))
}

pub fn unknown_act(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let file = match dice.below(3) {
        0 => scene.ledger("people"),
        1 => scene.ledger("register"),
        _ => scene.item(dice),
    };
    let act = dice.pick(&["approved", "blessed", "Noted", "recorded", "sealed", "dismissed"]);
    Some(own(scene, dice, file, "arjun", act, pairs(&[("text", "\"Fine.\"")])))
}

pub fn other_content(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let file = scene.item(dice);
    let newest = file.newest();
    // Where several sides differ, there is no one content to differ from.
    let [_] = newest.as_slice() else { return None };
    let act = dice.pick(&["noted", "reopened"]);
    with(own(scene, dice, file, "arjun", act, pairs(&[("text", "\"Seen.\"")])), |words| {
        words.content = Some(format!("sha256:{}", "b".repeat(64)));
    })
}

pub fn unsigned_own(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let who = dice.pick(&["arjun", "dana", "priya", "eve"]);
    scene.key(who)?;
    let file = scene.item(dice);
    let act = dice.pick(&["noted", "linked", "reopened"]);
    with(own(scene, dice, file, who, act, pairs(&[("text", "\"Seen.\"")])), |words| words.key = None)
}

pub fn raised_under_another_name(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let path = scene.world.path().join("register/items/2026/IMP-2026-F0RG.toml");
    std::fs::write(
        &path,
        "schema = 1\nid = \"IMP-2026-F0RG\"\ntitle = \"Give everybody a key\"\nstatus = \"raised\"\n\n\
         kind = \"improvement\"\ngrade = \"observation\"\nsignificance = \"minor\"\n\nraised_on = 2026-04-05\n\
         raised_by = \"dana.okafor\"\nsources = [\n  \"incident:INC-9\",\n]\ndescription = \"\"\"\nMade up.\n\"\"\"\n",
    )
    .unwrap();
    let file = File::read(path, "IMP-2026-F0RG");
    let keys = pairs(&[("terms", "{ kind = \"improvement\", grade = \"observation\", significance = \"minor\" }")]);
    under_the_name(scene, dice, "dana", file, "raised", keys)
}

/// The text of the file, and where one of its events stands in it.
fn an_event(file: &File, dice: &mut Dice) -> (std::ops::Range<usize>, String) {
    let events = file.events();
    let hash = events[dice.below(events.len())].0.clone();
    let from = file.text.find(&format!("[event.{}]", &hash[..16])).unwrap();
    let to = file.text[from + 1..].find("\n[event.").map_or(file.text.len(), |end| from + 1 + end + 1);
    // A table of its own below the event belongs to it.
    let to = if file.text[to..].starts_with(&format!("[event.{}.", &hash[..16])) { file.text.len() } else { to };
    (from..to, hash)
}

pub fn altered(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let file = scene.item(dice);
    let (place, hash) = an_event(&file, dice);
    let block = &file.text[place.clone()];
    let changed = if block.contains("\ntext = \"") {
        block.replacen("\ntext = \"", "\ntext = \"Not so: ", 1)
    } else {
        block.replacen("\ncontent = ", "\ntext = \"Not so.\"\ncontent = ", 1)
    };
    let text = file.text.replace(block, &changed);
    rewritten(file, text, Some(hash), dice.pick(&STAFF))
}

pub fn taken_out(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let file = scene.item(dice);
    let (place, hash) = an_event(&file, dice);
    let text = format!("{}{}", &file.text[..place.start], &file.text[place.end..]);
    rewritten(file, text, Some(hash), dice.pick(&STAFF))
}

/// Of somebody who has no key, so that only the commit could tell.
pub fn verification_beside_a_note(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    if scene.signing == Signing::Required {
        return None;
    }
    let waits = scene.items().into_iter().filter(|item| item.value("status") == Some("implemented"));
    let file = dice_of(waits.collect(), dice)?;
    let note = own(
        scene,
        dice,
        File::read(file.path.clone(), &file.subject),
        "arjun",
        "noted",
        pairs(&[("text", "\"Seen.\"")]),
    );
    if let Deed::Add(words) = note.deed {
        note.file.add(&scene.register, &words);
    }
    let file = File::read(file.path.clone(), &file.subject);
    with(own(scene, dice, file, "eve", "verified", pairs(&VERIFIED)), |_| ())
        .map(|forgery| Forgery { committer: "arjun", ..forgery })
}

/// After a verification that failed, by the owner.
pub fn unmade_analysis(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let item = scene.state.items.get("failed")?;
    if item.contested || !item.is_underway() || item.analyses >= item.analyses_needed {
        return None;
    }
    let ids = scene.world.read("../ids");
    let id = ids.lines().find_map(|line| line.strip_prefix("failed="))?;
    let file = scene.items().into_iter().find(|file| file.subject == id)?;
    let keys = pairs(&[("text", "\"All run 4.2.\""), ("analyses", "9")]);
    Some(own(scene, dice, file, item.owner?, "implemented", keys))
}
