//! Form: whether files can be read, and say what can be meant.

use std::collections::BTreeMap;

use super::facts::{ItemFacts, ItemRule, World};
use super::finding::RawFinding;
use super::remedy;
use crate::document::layout::LayoutKind;
use crate::lifecycle::authority::Authority;
use crate::model::control;
use crate::model::date::Moment;
use crate::model::event::{Act, Party};
use crate::model::excerpt::{MESSAGE, shortened};
use crate::model::id::{Handle, ItemId};
use crate::model::person::People;
use crate::model::rule::Rule;
use crate::model::settings::{Settings, is_mailbox, is_new_issue_page};
use crate::model::word::Level;
use crate::register::load::is_toml;
use crate::register::place::{PEOPLE, SEALS, SETTINGS, item_path};
use crate::register::read::Problem;
use crate::register::store::Odd;

/// The rules about an item.
pub const ITEM: &[ItemRule] = &[unknown_keys, misplaced, unknown_people, unknown_controls];

/// `unreadable` and `newer-schema`: what kept a file from being read.
#[must_use]
pub fn problem(problem: &Problem) -> RawFinding {
    let rule = if problem.newer { Rule::NewerSchema } else { Rule::Unreadable };
    let draft = RawFinding::new(rule, &[], &problem.message);
    if problem.conflict {
        return draft.remedy(format!("Solve it: kaizen fmt {}", remedy::path(&problem.file)));
    }
    draft
}

/// `unknown-key`.
fn unknown_keys(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    unknown(LayoutKind::Item, facts.unknown)
}

/// `unknown-key` for any file.
#[must_use]
pub fn unknown(kind: LayoutKind, paths: &[Vec<String>]) -> Vec<RawFinding> {
    paths
        .iter()
        .map(|path| {
            let keys: Vec<&str> = path.iter().map(String::as_str).collect();
            let meant = kind.closest_key(path).map(|key| format!("; did you mean `{key}`?")).unwrap_or_default();
            RawFinding::new(Rule::UnknownKey, &keys, format!("`{}` is no key of this file{meant}", keys.join(".")))
        })
        .collect()
}

/// `unknown-key` for where readers of the site suggest something: what no link may lead to is not used.
#[must_use]
pub fn suggestions(settings: &Settings) -> Vec<RawFinding> {
    let page = settings.suggest_issues.as_deref().filter(|page| !page.is_empty() && !is_new_issue_page(page));
    let mailbox = settings.suggest_mail.as_deref().filter(|mailbox| !mailbox.is_empty() && !is_mailbox(mailbox));
    let asked = [
        ("suggest_issues", page, "the page of a forge that makes a new issue, https://…/issues/new"),
        ("suggest_mail", mailbox, "one mail address"),
    ];
    let told = asked.into_iter().filter_map(|(key, value, wanted)| {
        let value = shortened(value?, MESSAGE);
        let message = format!("`{key}` is “{value}” and not {wanted}, so the site does not use it");
        let remedy = format!("Set it to {wanted}: kaizen config set {key}=… -m REASON; {key}= takes it away.");
        Some(RawFinding::new(Rule::UnknownKey, &[key], message).remedy(remedy))
    });
    told.collect()
}

/// `unknown-key` for the names in `[rules]` and in waivers, and for what these cannot do.
#[must_use]
pub fn rule_names(settings: &Settings) -> Vec<RawFinding> {
    use super::level::{lowers, waiver_is_too_wide};
    let mut drafts = Vec::new();
    let unknown = |key: &[&str], name: &str| {
        let hint = Rule::closest(name).map_or_else(
            || "kaizen check --list shows all rules".to_owned(),
            |close| format!("Did you mean {close}? kaizen check --list shows all rules."),
        );
        RawFinding::new(Rule::UnknownKey, key, format!("there is no rule “{name}”")).remedy(hint)
    };
    for (name, level) in &settings.rules {
        match Rule::named(name) {
            None => drafts.push(unknown(&["rules", name], name)),
            Some(rule) if lowers(rule, *level) => drafts.push(
                RawFinding::new(
                    Rule::UnknownKey,
                    &["rules", name],
                    format!("the level of {name} cannot be lowered to {level}; it stays {}", rule.about().level),
                )
                .remedy(
                    "A waiver answers for a single event or commit: kaizen waive RULE EVENT --until DATE -m REASON.",
                ),
            ),
            Some(rule) => drafts.extend(former(&["rules", name], name, rule)),
        }
    }
    for (i, waiver) in settings.waiver.iter().enumerate() {
        let entry = format!("[{i}]");
        match Rule::named(&waiver.rule) {
            None => drafts.push(unknown(&["waiver", &entry, "rule"], &waiver.rule)),
            Some(_) if waiver_is_too_wide(waiver) => drafts.push(
                RawFinding::new(
                    Rule::UnknownKey,
                    &["waiver", &entry, "rule"],
                    format!("a waiver of {} names the event or the commit; this one waives nothing", waiver.rule),
                )
                .remedy("kaizen waive RULE EVENT --until DATE -m REASON"),
            ),
            Some(rule) => drafts.extend(former(&["waiver", &entry, "rule"], &waiver.rule, rule)),
        }
    }
    drafts
}

/// A name that a rule had before is read, and said.
fn former(key: &[&str], name: &str, rule: Rule) -> Option<RawFinding> {
    let now = rule.about().name;
    (name != now).then(|| {
        RawFinding::new(Rule::UnknownKey, key, format!("“{name}” is called {now} now; it is still read"))
            .remedy(format!("Use the new name when you set it again: {now}."))
    })
}

/// `misplaced-file`: an item that can be read and is not where its id says.
fn misplaced(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let right = item_path(&facts.item.id);
    if facts.path == right {
        return Vec::new();
    }
    let message = format!("the item {} belongs in {right}", facts.item.id);
    vec![RawFinding::new(Rule::MisplacedFile, &["id"], message).remedy(format!(
        "git mv {} {}",
        remedy::path(facts.path),
        remedy::path(&right)
    ))]
}

/// Whether git itself reads a file of this name.
#[must_use]
pub fn is_gits(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    matches!(name, ".gitkeep" | ".gitignore" | ".gitattributes")
}

/// The files beside the folders.
const FILES: [&str; 3] = [PEOPLE, SETTINGS, SEALS];

/// `misplaced-file` by the path alone: what has no place in a register, and so is read by nobody.
#[must_use]
pub fn stray(path: &str) -> Option<RawFinding> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let warn = |message: String| RawFinding::new(Rule::MisplacedFile, &[], message).level(Level::Warn);
    if is_gits(path) {
        return None;
    }
    if name.starts_with(".kaizen-") {
        let draft = warn("a temporary file that an interrupted write left behind".to_owned());
        return Some(draft.remedy(format!("rm {}", remedy::path(path))));
    }
    match path.split_once('/') {
        Some(("items", _)) => {}
        Some((folder @ ("sources" | "reviews"), _)) => {
            let draft = || warn(format!("not TOML; under {folder}/ there are records only"));
            return (!is_toml(path)).then(|| draft().remedy("Take it out; evidence belongs under evidence/."));
        }
        // Whether an event names it is asked when all are known.
        Some(("evidence", _)) => return None,
        Some(("schemas", schema)) if schema.ends_with(".schema.json") && !schema.contains('/') => return None,
        None if FILES.contains(&path) => return None,
        _ => {
            let draft = warn("no file of a register: nothing reads it".to_owned());
            return Some(draft.remedy("Move it out of the register, or take it out."));
        }
    }
    if !is_toml(path) {
        let draft = warn("not TOML; under items/ there are items only".to_owned());
        return Some(draft.remedy("Take it out; evidence belongs under evidence/."));
    }
    let stem = name.strip_suffix(".toml").unwrap_or(name);
    match stem.parse::<ItemId>() {
        Ok(_) => None,
        Err(error) => Some(
            RawFinding::new(Rule::MisplacedFile, &[], format!("a file under items/ is named by its id: {error}"))
                .remedy("Name it by the id that it holds (git mv), or take it out."),
        ),
    }
}

/// `unknown-person`.
fn unknown_people(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(register) = facts.world().register else { return Vec::new() };
    let authority = &register.authority;
    let item = facts.item;
    let mut drafts = Vec::new();
    let mut ask = |key: &[&str], handle: &Handle| drafts.extend(unknown_person(authority, key, handle));
    if let Some(owner) = &item.owner {
        ask(&["owner"], owner);
    }
    if let Some(Party::Person(by)) = &item.raised_by {
        ask(&["raised_by"], by);
    }
    if let Some(correction) = &item.correction {
        ask(&["correction", "by"], &correction.by);
    }
    for (i, analysis) in item.analysis.iter().enumerate() {
        ask(&["analysis", &format!("[{i}]"), "by"], &analysis.by);
    }
    for (id, action) in &item.action {
        if let Some(owner) = &action.owner {
            ask(&["action", id.as_str(), "owner"], owner);
        }
    }
    for (name, event) in &item.event {
        if let Party::Person(by) = &event.by {
            ask(&["event", name, "by"], by);
        }
    }
    for (name, event) in &item.event {
        drafts.extend(named_as_outsider(facts.world(), &["event", name, "by"], &event.by, event.at));
    }
    let raised = item.event.values().find(|event| event.act == Act::Raised);
    if let (Some(by), Some(raised)) = (&item.raised_by, raised) {
        drafts.extend(named_as_outsider(facts.world(), &["raised_by"], by, raised.at));
    }
    drafts
}

/// `unknown-person` of somebody who is named as one from outside people.toml, and is in it.
#[must_use]
pub fn named_as_outsider(world: &World<'_>, key: &[&str], party: &Party, at: Moment) -> Option<RawFinding> {
    // The names of all people are looked up only where somebody is from outside.
    let Party::Outside(_) = party else { return None };
    let refusal = world.names()?.check(party, at).err()?;
    let draft = RawFinding::new(Rule::UnknownPerson, key, format!("`{}`: {}", key.join("."), refusal.reason));
    Some(draft.remedy("Name the handle, or say in the name that it is somebody else: \"Name (Company) <mail>\"."))
}

/// `unknown-person` for one handle.
#[must_use]
pub fn unknown_person(authority: &Authority, key: &[&str], handle: &Handle) -> Option<RawFinding> {
    if authority.knows(handle) {
        return None;
    }
    let refusal = authority.unknown(handle.as_str());
    let message = format!("`{}`: {}", key.join("."), refusal.reason);
    Some(RawFinding::new(Rule::UnknownPerson, key, message).remedy(refusal.next.join("; ")))
}

/// `unknown-control`.
fn unknown_controls(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let frameworks = facts.world().register.map_or(&[][..], |register| &register.settings.frameworks);
    let wrong = facts.item.controls.iter().filter_map(|control| control::check(control, frameworks).err());
    wrong.map(|message| RawFinding::new(Rule::UnknownControl, &["controls"], message)).collect()
}

/// `duplicate-person`: one mail address or key under two handles.
#[must_use]
pub fn duplicate_people(people: &People) -> Vec<RawFinding> {
    let mut seen: BTreeMap<String, &Handle> = BTreeMap::new();
    let mut drafts = Vec::new();
    for (handle, person) in &people.person {
        let mails =
            person.email.iter().map(|mail| ("email", mail.trim().to_lowercase(), format!("the mail address {mail}")));
        let keys = person.key.iter().map(|key| {
            // What follows the two first words is a comment.
            let blob = key.public.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
            let shown = format!("the key {}…", blob.chars().take(40).collect::<String>());
            ("key", blob, shown)
        });
        for (key, what, shown) in mails.chain(keys) {
            let first = *seen.entry(what).or_insert(handle);
            if first != handle {
                let message = format!("{shown} stands under {first} and under {handle}");
                drafts.push(RawFinding::new(Rule::DuplicatePerson, &["person", handle.as_str(), key], message));
            }
        }
    }
    drafts
}

/// `misplaced-file` of evidence that no event names.
#[must_use]
pub fn unnamed_evidence() -> RawFinding {
    RawFinding::new(Rule::MisplacedFile, &[], "no event that can be read names this file, so it is evidence of nothing")
        .level(Level::Warn)
        .remedy("Take it out; an act brings its evidence with it: --evidence PATH.")
}

/// `outside-register`: what is no plain file.
#[must_use]
pub fn odd(path: &str, odd: Odd) -> RawFinding {
    let shown = if path.is_empty() { "the folder of the register" } else { path };
    RawFinding::new(Rule::OutsideRegister, &[], format!("{shown} is {odd}"))
}

/// `outside-register`: evidence that is named by a path that leads elsewhere; `None` where it stays within.
#[must_use]
pub fn evidence_path(world: &World<'_>, path: &str, key: &[&str]) -> Option<RawFinding> {
    use crate::register::store::stays_within;
    let draft = |message: String| Some(RawFinding::new(Rule::OutsideRegister, key, message));
    if !stays_within(path) || !path.starts_with("evidence/") {
        return draft(format!("the evidence “{path}” is not a path below evidence/"));
    }
    let mut part = path;
    loop {
        if world.evidence.get(part) == Some(&false) {
            return draft(format!("the evidence “{path}” lies behind a link ({part})"));
        }
        part = part.rsplit_once('/')?.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_place_under_items_is_told() {
        for path in [
            "items/2026/notes.md",
            "items/2026/k7qd.toml",
            "items/2026/.kaizen-abc.tmp",
            "sources/incident/INC-1.TOML",
            "Items/2026/IMP-2026-K7QD.toml",
            "README",
            "schemas/deep/item.schema.json",
        ] {
            assert!(stray(path).is_some(), "{path}");
        }
        for path in ["items/2026/IMP-2026-K7QD.toml", "items/.gitkeep", "sources/incident/INC-1.toml", "people.toml"] {
            assert!(stray(path).is_none(), "{path}");
        }
    }

    #[test]
    fn one_mail_or_key_is_one_persons() {
        let people: People = toml::from_str(
            r#"
            schema = 1
            [person.a]
            name = "A"
            email = ["A@x.org"]
            from = 2026-01-01
            key = [{ public = "ssh-ed25519 AAAA one", from = 2026-01-01T00:00:00Z }]
            [person.b]
            name = "B"
            email = ["a@X.org", "b@x.org"]
            from = 2026-01-01
            key = [{ public = "ssh-ed25519 AAAA two", from = 2026-01-01T00:00:00Z }]
            "#,
        )
        .unwrap();
        let found = duplicate_people(&people);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].key, ["person", "b", "email"]);
    }
}
