//! Items that are like another one, or like a text, each with the reasons: the cause, risks and controls that both have, and
//! how much their words have in common.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::lifecycle::refusal::Refusal;
use crate::model::id::ItemId;
use crate::model::item::Item;
use crate::model::likeness::{Rarity, WordSet, cause_code};
use crate::model::origin::Origin;
use crate::model::word::Status;
use crate::register::load::{Register, listed_text};
use crate::register::read::{self, Problem};

/// What a shared cause, risk and control add, as a part of what is left to being the same. Many items share a control.
const CAUSE: f64 = 0.5;
const RISK: f64 = 0.3;
const CONTROL: f64 = 0.15;

/// From this on a closed item is told to whoever raises one that is like it: of the labelled pairs beside this file, of those
/// that are told seven of eight are the partner.
pub const WORTH_TELLING: f64 = 0.3;

/// What is like something.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SimilarReport {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// The item that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// The text that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The items, the most alike first; closed ones too.
    pub items: Vec<SimilarItem>,
}

/// An item that is like it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SimilarItem {
    /// Its id.
    pub id: ItemId,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub status: Option<Status>,
    /// How much it is like what was asked for, from 0 to 1.
    pub score: f64,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Why two items are alike.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// They have this cause code.
    Cause(String),
    /// They are about this risk.
    Risk(String),
    /// They are about this control or clause.
    Control(String),
    /// Their words have so much in common, from 0 to 1.
    Text(f64),
}

/// What of an item is compared.
#[derive(Debug, Clone, Default)]
pub struct Traits {
    words: WordSet,
    cause: Option<String>,
    risks: Vec<String>,
    controls: Vec<String>,
}

impl Traits {
    /// Of a text.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        Traits { words: WordSet::of(text), ..Traits::default() }
    }

    /// Of an item: title, description and root cause are its words.
    #[must_use]
    pub fn of(item: &Item) -> Self {
        let parts = [Some(item.title.as_str()), item.description.as_deref(), item.root_cause()];
        let text: Vec<&str> = parts.into_iter().flatten().collect();
        Traits {
            words: WordSet::of(&text.join("\n")),
            cause: item
                .newest_analysis()
                .and_then(|a| a.cause_code.clone())
                .filter(|code| !cause_code(code).is_empty()),
            risks: item.risk.keys().cloned().collect(),
            controls: item.controls.clone(),
        }
    }

    /// How much two are alike, from 0 to 1, and why.
    fn compared(&self, other: &Traits, rarity: &Rarity) -> (f64, Vec<Reason>) {
        let mut reasons = Vec::new();
        let mut apart = 1.0;
        if let (Some(cause), Some(theirs)) = (&self.cause, &other.cause)
            && cause_code(cause) == cause_code(theirs)
        {
            apart *= 1.0 - CAUSE;
            reasons.push(Reason::Cause(theirs.trim().to_owned()));
        }
        for risk in self.risks.iter().filter(|risk| other.risks.contains(risk)) {
            apart *= 1.0 - RISK;
            reasons.push(Reason::Risk(risk.clone()));
        }
        for control in self.controls.iter().filter(|control| other.controls.contains(control)) {
            apart *= 1.0 - CONTROL;
            reasons.push(Reason::Control(control.clone()));
        }
        let text = rounded(rarity.likeness(&self.words, &other.words));
        if text >= 0.01 {
            reasons.push(Reason::Text(text));
        }
        (rounded(1.0 - apart * (1.0 - text)), reasons)
    }
}

/// Two places are all that is said of a likeness, on every machine the same.
fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// The places of those that are most like something, with score and reasons, the most alike first; of equal ones the first
/// in order comes first.
#[must_use]
pub fn ranked(asked: &Traits, among: &[&Traits], most: usize) -> Vec<(usize, f64, Vec<Reason>)> {
    let rarity = Rarity::among(among.iter().map(|traits| &traits.words));
    let mut all: Vec<(usize, f64, Vec<Reason>)> = among
        .par_iter()
        .enumerate()
        .map(|(place, other)| {
            let (score, reasons) = asked.compared(other, &rarity);
            (place, score, reasons)
        })
        .collect();
    all.retain(|(_, score, _)| *score > 0.0);
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(most);
    all
}

/// Whom a question of likeness is about.
#[derive(Debug)]
pub enum Asked {
    /// An item.
    Item(ItemId),
    /// A text.
    Text(String),
}

/// The items that are most like one, or like a text; and what could not be read.
///
/// # Errors
/// The folder of items, or the item that was asked for, cannot be read.
pub fn similar(
    register: &Register,
    asked: Asked,
    most: usize,
    origin: Origin,
) -> anyhow::Result<(SimilarReport, Vec<Problem>)> {
    let law = register.law();
    let (mut all, problems) = register.map_items(|loaded| {
        let state = loaded.replay(&law).state;
        let item = state.void.in_force(&loaded.item);
        Some((item.id.clone(), item.title.clone(), state.status, Traits::of(&item)))
    })?;
    all.sort_by(|a, b| a.0.cmp(&b.0));
    let traits = match &asked {
        Asked::Text(text) => Traits::of_text(text),
        Asked::Item(id) => {
            let place = all.iter().position(|(known, ..)| known == id);
            let Some(place) = place else {
                return Err(Refusal::new(format!("{id} cannot be read")).next("kaizen check says why").into());
            };
            all.remove(place).3
        }
    };
    let others: Vec<&Traits> = all.iter().map(|(.., traits)| traits).collect();
    let found = ranked(&traits, &others, most).into_iter().filter_map(|(place, score, reasons)| {
        let (id, title, status, _) = all.get(place)?;
        Some(SimilarItem { id: id.clone(), title: title.clone(), status: *status, score, reasons })
    });
    let items = found.collect();
    let (item, text) = match asked {
        Asked::Item(id) => (Some(id), None),
        Asked::Text(text) => (None, Some(text)),
    };
    Ok((SimilarReport { origin, item, text, items }, problems))
}

/// A register with more items is not read as a whole for a word beside an act; `similar` reads it.
const READ_BESIDE_AN_ACT: usize = 2_000;

/// The closed item that is most like a new one, where one is enough so, of a register that is not too large. Files are
/// looked at for the status in them first, so that this costs little where most items are open.
#[must_use]
pub fn closest_closed(register: &Register, new: &Item) -> Option<SimilarItem> {
    let entries = register.item_entries().ok().filter(|entries| entries.len() <= READ_BESIDE_AN_ACT)?;
    let closed =
        |text: &String| text.lines().take_while(|line| !line.starts_with('[')).any(|l| l == "status = \"closed\"");
    let all: Vec<(Item, Traits)> = entries
        .par_iter()
        .filter(|entry| entry.odd.is_none() && crate::register::load::is_toml(&entry.path))
        .filter_map(|entry| {
            let text = listed_text(&register.store, entry).ok().filter(closed)?;
            let item = read::item(&entry.path, &text).ok().filter(|item| item.id != new.id)?;
            let traits = Traits::of(&item);
            Some((item, traits))
        })
        .collect();
    let traits: Vec<&Traits> = all.iter().map(|(_, traits)| traits).collect();
    let (place, score, reasons) = ranked(&Traits::of(new), &traits, 1).pop()?;
    let (item, _) = all.get(place).filter(|_| score >= WORTH_TELLING)?;
    Some(SimilarItem { id: item.id.clone(), title: item.title.clone(), status: Some(item.status), score, reasons })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The labelled items: number of the pair, controls, and words.
    fn labelled(with_controls: bool) -> Vec<(u32, Traits)> {
        let lines = include_str!("pairs.tsv").lines().filter(|line| !line.starts_with('#'));
        let read = |line: &str| {
            let [number, controls, title, description] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let mut traits = Traits::of_text(&format!("{title}\n{description}"));
            if with_controls {
                traits.controls = controls.split(',').map(ToOwned::to_owned).collect();
            }
            (number.parse().unwrap(), traits)
        };
        lines.map(read).collect()
    }

    /// For how many of them in a hundred the partner is among the first three; and how often the first one is worth telling,
    /// where it is the partner and where it is not.
    fn found(all: &[(u32, Traits)]) -> (usize, [usize; 2]) {
        let (mut found, mut told) = (0, [0; 2]);
        for (place, (number, traits)) in all.iter().enumerate() {
            let others: Vec<&(u32, Traits)> =
                all.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, o)| o).collect();
            let among: Vec<&Traits> = others.iter().map(|(_, traits)| traits).collect();
            let ranked = ranked(traits, &among, 3);
            let is_partner = |at: usize| others[at].0 == *number;
            found += usize::from(ranked.iter().any(|(at, ..)| is_partner(*at)));
            if let Some((at, ..)) = ranked.first().filter(|(_, score, _)| *score >= WORTH_TELLING) {
                told[usize::from(is_partner(*at))] += 1;
            }
        }
        (found * 100 / all.len(), told)
    }

    #[test]
    fn the_labelled_partner_is_among_the_first_three() {
        let (whole, bare) = (labelled(true), labelled(false));
        let ((percent, told), (by_words, _)) = (found(&whole), found(&bare));
        println!(
            "the partner is among the first three for {percent} % of {} items, by words alone {by_words} %",
            whole.len()
        );
        println!("first and worth telling: {} partners, {} others", told[1], told[0]);
        assert!(whole.len() >= 80 && percent >= 90 && by_words >= 70, "{percent} %, by words alone {by_words} %");
        assert!(told[1] >= 5 * told[0], "{told:?}");
    }

    #[test]
    fn what_is_shared_counts_and_is_told() {
        let with = |text: &str, cause: Option<&str>, control: &str| Traits {
            cause: cause.map(ToOwned::to_owned),
            controls: vec![control.to_owned()],
            ..Traits::of_text(text)
        };
        let asked = with("Side door stands open", Some("Shift Plan"), "A.7.2");
        let others = [
            with("Logs overwritten", None, "A.7.2"),
            with("Nobody at the desk", Some("shift-plan"), "A.8.1"),
            with("Side door propped", Some("shift-plan"), "A.7.2"),
        ];
        let ranked = ranked(&asked, &others.iter().collect::<Vec<_>>(), 3);
        assert_eq!(ranked.iter().map(|r| r.0).collect::<Vec<_>>(), [2, 1, 0]);
        assert_eq!(ranked[0].2[..2], [Reason::Cause("shift-plan".to_owned()), Reason::Control("A.7.2".to_owned())]);
    }
}
