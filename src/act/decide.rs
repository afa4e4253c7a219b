//! What a manager decides about an item as a whole: accept, reject, defer.

use super::dates::{check_ahead, check_due, check_verify_on};
use super::{ActWords, ItemAct};
use crate::lifecycle::lawful;
use crate::model::date::Day;
use crate::model::event::{Act, Event, Party};
use crate::model::terms::Terms;
use crate::model::word::{Grade, Kind, Significance, Word as _};
use crate::record::answers::{Again, Answers};
use crate::record::asked;
use crate::record::item::ItemDraft;
use crate::record::workspace::Workspace;

/// What is asked for the grade.
pub const GRADE: &str = "How is it graded?";

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
        terms.merge(&missing(workspace, &terms, draft.item.raised_by.as_ref())?);
        Ok(terms)
    }
}

/// The terms that `terms` lacks and an accepted item has, as the person says them; none where nobody can be asked.
fn missing(workspace: &Workspace, terms: &Terms, raised_by: Option<&Party>) -> anyhow::Result<Terms> {
    let mut asked = Terms::default();
    let answers = &*workspace.answers;
    if terms.kind.is_none() {
        asked.kind = kind(answers, None)?;
    }
    if terms.grade.is_none() {
        asked.grade = answers.word::<Grade>(GRADE, Again::Flag("--grade"))?;
    }
    if terms.significance.is_none() {
        asked.significance = answers.word::<Significance>("How much depends on it?", Again::Flag("--significance"))?;
    }
    if terms.owner.is_none() {
        asked.owner =
            asked::person(workspace, "Who owns it?", Again::Flag("--owner"), raised_by.and_then(Party::handle))?;
    }
    if terms.due.is_none() {
        let (question, today) = ("By which day is it implemented?", workspace.today());
        let usual = today.plus(workspace.register.settings.policy.due_days(terms.grade.or(asked.grade)));
        asked.due = answers.day(question, Again::Flag("--due"), today, Some(usual))?;
    }
    if terms.success_criterion.is_none() {
        let question = "What must be seen to call the fix effective?";
        asked.success_criterion = answers.line(question, Again::Flag("--criterion"))?;
    }
    Ok(asked)
}

/// The kind of an item, as the person says it; the usual one is the first that they are shown.
///
/// # Errors
/// The person broke it off.
pub fn kind(answers: &Answers, usual: Option<Kind>) -> anyhow::Result<Option<Kind>> {
    let question = "Is it a corrective action or an improvement?";
    let kinds = asked::beginning_with(usual.as_ref(), Kind::all().to_vec());
    answers.choice(question, Again::Flag("--kind"), kinds, |kind| kind.meaning().map(ToOwned::to_owned))
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
