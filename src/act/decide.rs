//! What a manager decides about an item as a whole: accept, reject, defer.

use super::dates::{check_ahead, check_due, check_verify_on};
use super::{ActWords, ItemAct};
use crate::lifecycle::lawful;
use crate::model::date::Day;
use crate::model::event::{Act, Event};
use crate::model::id::Handle;
use crate::model::terms::Terms;
use crate::model::word::{Grade, Kind, Significance, Word};
use crate::record::answers::{Again, Answers};
use crate::record::item::ItemDraft;
use crate::record::workspace::Workspace;

/// Accepts an item with all its agreed terms.
#[derive(Debug, Clone, Default)]
pub struct Accept {
    /// The terms, over those that were proposed.
    pub terms: Terms,
    /// The record of the decision.
    pub reference: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl ItemAct for Accept {
    fn act(&self) -> Act {
        Act::Accepted
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.reason.as_deref(), "Why is it accepted?")
    }

    fn check(&self, workspace: &Workspace, draft: &ItemDraft<'_>) -> anyhow::Result<()> {
        let terms = self.agreed(workspace, draft)?;
        lawful::check_agreed(&terms, workspace.now, &workspace.register.law())
            .map_err(|r| r.of(draft.id().as_str()))?;
        check_due("--due", terms.due, workspace).map_err(|r| r.next("add --due DATE, a day that is still to come"))?;
        Ok(check_verify_on(&terms, &draft.state, workspace)?)
    }

    fn fill(&self, workspace: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.terms = Some(self.agreed(workspace, draft)?);
        event.reference.clone_from(&self.reference);
        Ok(())
    }
}

impl Accept {
    /// What is accepted is the whole of the terms, those proposed before among them; what was asked fills the gaps.
    fn agreed(&self, workspace: &Workspace, draft: &ItemDraft<'_>) -> anyhow::Result<Terms> {
        let mut terms = draft.state.terms.clone();
        // A deferral that is over took the old target date with it.
        if draft.state.deferred_until.is_some_and(|until| until <= workspace.today()) {
            terms.due = None;
        }
        terms.merge(&self.terms);
        terms.merge(&missing(workspace, &terms)?);
        Ok(terms)
    }
}

/// The terms that `terms` lacks and an accepted item has, as the person says them; none where nobody can be asked.
fn missing(workspace: &Workspace, terms: &Terms) -> anyhow::Result<Terms> {
    let mut asked = Terms::default();
    let answers = &*workspace.answers;
    if terms.kind.is_none() {
        asked.kind = kind(answers)?;
    }
    if terms.grade.is_none() {
        asked.grade = answers.choice("How is it graded?", Again::Flag("--grade"), Grade::all().to_vec())?;
    }
    if terms.significance.is_none() {
        let all = Significance::all().to_vec();
        asked.significance = answers.choice("How much depends on it?", Again::Flag("--significance"), all)?;
    }
    if terms.owner.is_none() {
        let there: Vec<Handle> = workspace.register.authority.present(workspace.now).cloned().collect();
        asked.owner = answers.choice("Who owns it?", Again::Flag("--owner"), there)?;
    }
    if terms.due.is_none() {
        asked.due = day(answers, "By which day is it implemented?", Again::Flag("--due"))?;
    }
    if terms.success_criterion.is_none() {
        let question = "What must be seen to call the fix effective?";
        asked.success_criterion = answers.line(question, Again::Flag("--criterion"))?;
    }
    Ok(asked)
}

/// The kind of an item, as the person says it.
///
/// # Errors
/// The person broke it off.
pub fn kind(answers: &Answers) -> anyhow::Result<Option<Kind>> {
    let question = "Is it a corrective action or an improvement?";
    answers.choice(question, Again::Flag("--kind"), Kind::all().to_vec())
}

/// A day; asked again while it is none.
fn day(answers: &Answers, question: &str, again: Again) -> anyhow::Result<Option<Day>> {
    let Some(person) = answers.prompt() else { return Ok(None) };
    let text = answers.get(question, again, || {
        let mut said = person.line(&format!("{question} (2026-05-15)"))?;
        loop {
            match said.parse::<Day>() {
                Ok(day) => return Ok(day.to_string()),
                Err(error) => said = person.line(&format!("{error}:"))?,
            }
        }
    })?;
    Ok(Some(text.parse()?))
}

/// Rejects an item; it is kept with the reason.
#[derive(Debug, Clone, Default)]
pub struct Reject {
    /// A day to look again.
    pub review_on: Option<Day>,
    /// The record of the accepted risk or of the decision.
    pub reference: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl ItemAct for Reject {
    fn act(&self) -> Act {
        Act::Rejected
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.reason.as_deref(), "Why is it rejected?")
    }

    fn check(&self, workspace: &Workspace, _: &ItemDraft<'_>) -> anyhow::Result<()> {
        Ok(check_ahead("--review-on", self.review_on, workspace)?)
    }

    fn fill(&self, _: &Workspace, _: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.review_on = self.review_on;
        event.reference.clone_from(&self.reference);
        Ok(())
    }
}

/// Puts an item off until a day.
#[derive(Debug, Clone)]
pub struct Defer {
    /// The first day on which the deferral is over.
    pub until: Day,
    /// Why.
    pub reason: Option<String>,
}

impl ItemAct for Defer {
    fn act(&self) -> Act {
        Act::Deferred
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.reason.as_deref(), "Why is it deferred?")
    }

    fn check(&self, workspace: &Workspace, _: &ItemDraft<'_>) -> anyhow::Result<()> {
        Ok(check_ahead("--until", Some(self.until), workspace)?)
    }

    fn fill(&self, _: &Workspace, _: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.until = Some(self.until);
        Ok(())
    }
}
