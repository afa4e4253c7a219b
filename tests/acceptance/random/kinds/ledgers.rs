//! People, settings, seals and sources.

use super::{STAFF, own, pairs, rewritten, text, with};
use crate::random::dice::Dice;
use crate::random::event::File;
use crate::random::forger::{Forgery, Scene};

fn set_of_people(dice: &mut Dice) -> &'static str {
    dice.pick(&[
        "{ person = { \"eve.stone\" = { role = [{ name = \"isms-manager\", from = 2026-03-02 }] } } }",
        "{ person = { \"mona.lind\" = { until = 2026-04-01 } } }",
        "{ person = { \"eve.stone\" = { email = [\"mona.lind@example.com\"] } } }",
        "{ person = { \"arjun.mehta\" = { department = \"Board\" } } }",
    ])
}

fn set_of_settings(dice: &mut Dice) -> &'static str {
    dice.pick(&[
        "{ signatures = \"off\" }",
        "{ signatures = \"required\" }",
        "{ policy = { backdated_days = 900 } }",
        "{ rules = { overdue = \"off\" } }",
        "{ waiver = [{ rule = \"overdue\", reason = \"Fine.\", until = 2026-12-01 }] }",
        "{ timezone = \"Asia/Tokyo\" }",
    ])
}

fn set_of_seals() -> String {
    let zeros = "0".repeat(40);
    format!(
        "{{ seal = {{ F1 = {{ commit = \"{zeros}\", folder = \"register\", tree = \"{zeros}\", items = 8, events = 40 }} }} }}"
    )
}

fn on_ledger(scene: &Scene<'_>, dice: &mut Dice, subject: &str, act: &str, set: &str) -> Option<Forgery> {
    let file = scene.ledger(subject);
    let mut keys = pairs(&[("text", "\"From now on.\""), ("set", set)]);
    if subject == "register" && act == "changed" {
        let people = scene.ledger("people").newest();
        keys.push(("people".to_owned(), text(&people[0])));
    }
    let who = dice.pick(&STAFF);
    Some(own(scene, dice, file, who, act, keys))
}

pub fn people_changed(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let set = set_of_people(dice);
    on_ledger(scene, dice, "people", "changed", set)
}

pub fn people_noted(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let set = set_of_people(dice);
    on_ledger(scene, dice, "people", "noted", set)
}

pub fn settings_changed(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let set = set_of_settings(dice);
    on_ledger(scene, dice, "register", "changed", set)
}

pub fn settings_noted(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let set = set_of_settings(dice);
    on_ledger(scene, dice, "register", "noted", set)
}

pub fn sealed(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    on_ledger(scene, dice, "seals", "sealed", &set_of_seals())
}

pub fn seals_noted(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    on_ledger(scene, dice, "seals", "noted", &set_of_seals())
}

pub fn second_founding(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let (subject, set) =
        if dice.percent(50) { ("people", set_of_people(dice)) } else { ("register", set_of_settings(dice)) };
    let early = dice.percent(50);
    with(on_ledger(scene, dice, subject, "changed", set)?, |words| {
        words.after = Some(Vec::new());
        if early {
            words.at = "2026-03-01T12:00:00Z".into();
        }
    })
}

pub fn source_dismissed(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let path = scene.world.path().join("register/sources/incident/INC-9.toml");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(
        &path,
        "schema = 1\nkind = \"incident\"\nreference = \"INC-9\"\ntitle = \"Stranger in the server room\"\n\
         occurred_on = 2026-02-26\nsignificant = true\n",
    )
    .unwrap();
    let file = File::read(path, "source/incident/INC-9");
    let who = dice.pick(&STAFF);
    Some(own(scene, dice, file, who, "dismissed", pairs(&[("text", "\"Nothing happened.\"")])))
}

pub fn number_written_otherwise(scene: &Scene<'_>, dice: &mut Dice) -> Option<Forgery> {
    let file = scene.ledger("register");
    let start = file.text.find("[event.")?;
    let (head, events) = file.text.split_at(start);
    let number = dice.pick(&["decision_days = 30", "backdated_days = 7", "stale_days = 90"]);
    let text = format!("{head}{}", events.replacen(number, &format!("{number}.0"), 1));
    if text == file.text {
        return None;
    }
    rewritten(file, text, None, dice.pick(&STAFF))
}
