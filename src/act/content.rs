//! What is said of an item beside its analysis: the correction, and links to what it is about.

use super::{ActWords, ItemAct};
use crate::document::value::Value;
use crate::lifecycle::in_force;
use crate::lifecycle::refusal::Refusal;
use crate::model::control;
use crate::model::event::{Act, Event};
use crate::model::id::{ItemId, SourceRef};
use crate::record::fields;
use crate::record::item::ItemDraft;
use crate::record::workspace::Workspace;

/// Records the immediate fix, allowed before any analysis.
#[derive(Debug, Clone, Default)]
pub struct Correct {
    /// What was done at once.
    pub description: Option<String>,
    /// What was done about its consequences (10.2 a 2).
    pub consequences: Option<String>,
}

impl ItemAct for Correct {
    fn act(&self) -> Act {
        Act::Corrected
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.description.as_deref(), "What was done at once?")
    }

    fn fill(&self, workspace: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        let counts = draft.in_force().correction.is_some();
        if let Some(known) = draft.item.correction.as_ref().filter(|_| counts) {
            let said = format!("{} has a correction already, by {} on {}", draft.id(), known.by, known.on);
            return Err(Refusal::new(said).next(format!("kaizen edit {} changes it", draft.id())).into());
        }
        let text = event.text.clone().unwrap_or_default();
        let mut table = vec![
            ("by".to_owned(), Value::text(event.by.to_string())),
            ("on".to_owned(), fields::date(&workspace.today())),
            ("description".to_owned(), fields::words(&text)),
        ];
        table.extend(self.consequences.as_ref().map(|text| ("consequences".to_owned(), fields::words(text.trim()))));
        // One that was made void gives way; git keeps it.
        if draft.item.correction.is_some() {
            draft.doc.remove(&["correction"])?;
        }
        draft.doc.insert_table(&["correction"], &table)?;
        Ok(())
    }
}

/// Links an item to sources, risks, controls, tags or other items.
#[derive(Debug, Clone, Default)]
pub struct Link {
    /// What it answers to.
    pub sources: Vec<SourceRef>,
    /// Risks it is about, with their scores before.
    pub risks: Vec<(String, f64)>,
    /// The item whose cause came back.
    pub recurrence_of: Option<ItemId>,
    /// The item whose ineffective fix led to this one.
    pub follow_up_of: Option<ItemId>,
    /// Annex A 2022 controls and clauses.
    pub controls: Vec<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// A word about it.
    pub text: Option<String>,
}

impl ItemAct for Link {
    fn act(&self) -> Act {
        Act::Linked
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Optional(self.text.as_deref())
    }

    fn check(&self, workspace: &Workspace, _: &ItemDraft<'_>) -> anyhow::Result<()> {
        let frameworks = &workspace.register.settings.frameworks;
        Ok(self.controls.iter().try_for_each(|control| control::check(control, frameworks)).map_err(Refusal::new)?)
    }

    fn fill(&self, _: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        let before = draft.doc.text().to_owned();
        let links = self.links();
        let void = links.iter().any(|link| draft.state.void.holds(link));
        event.links = Some(links).filter(|links| !links.is_empty());
        let sources: Vec<String> = self.sources.iter().map(ToString::to_string).collect();
        push_new(draft, "sources", &sources)?;
        push_new(draft, "controls", &self.controls)?;
        push_new(draft, "tags", &self.tags)?;
        for (name, score) in &self.risks {
            if let Some(known) = draft.item.risk.get(name).filter(|known| known.total_cmp(score).is_ne()) {
                return Err(Refusal::new(format!("{} has {name} with the score {known} already", draft.id()))
                    .next("to change it, with the reason: kaizen edit {id}")
                    .of(draft.id().as_str())
                    .into());
            }
            draft.doc.set(&["risk", name], &fields::number(*score))?;
        }
        for (key, other) in [("recurrence_of", &self.recurrence_of), ("follow_up_of", &self.follow_up_of)] {
            let Some(other) = other else { continue };
            if other == draft.id() {
                return Err(Refusal::new(format!("{other} cannot be linked to itself")).into());
            }
            draft.doc.set(&[key], &Value::text(other.to_string()))?;
        }
        // A link that was made void stands in the file, and is said anew.
        if draft.doc.text() == before && !void {
            return Err(Refusal::new(format!("{} has these links already, or none were given", draft.id()))
                .next("--source, --risk, --control, --tag, --recurrence-of, --follow-up-of")
                .into());
        }
        Ok(())
    }
}

impl Link {
    /// What it links, as the event names it, so that it can be made void link by link.
    fn links(&self) -> Vec<String> {
        let sources = self.sources.iter().map(in_force::source_link);
        let controls = self.controls.iter().map(|control| in_force::control_link(control));
        let risks = self.risks.iter().map(|(risk, _)| in_force::risk_link(risk));
        let others = [("recurrence_of", self.recurrence_of.is_some()), ("follow_up_of", self.follow_up_of.is_some())];
        let others = others.into_iter().filter(|(_, given)| *given).map(|(key, _)| key.to_owned());
        sources.chain(controls).chain(risks).chain(others).collect()
    }
}

fn push_new(draft: &mut ItemDraft<'_>, key: &str, words: &[String]) -> anyhow::Result<()> {
    for word in words {
        let value = Value::text(word.clone());
        let known = draft.doc.get(&[key]).and_then(|i| i.as_array()).is_some_and(|a| a.iter().any(|v| value.says(v)));
        if !known {
            draft.doc.push_entry(&[key], &value)?;
        }
    }
    Ok(())
}
