use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::form::Form;
use super::terms_flags::parse_day;
use crate::act::action;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::id::PartId;
use crate::record::item::ItemDraft;
use crate::register::find;
use crate::render::terminal::out;

/// Plan, change, finish or drop the actions of an item
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen action add k7qd \"Bring door controllers into the patch cycle.\" \\\n    --owner arjun.mehta --due 2026-05-01 --procedure SOP-PATCH-03\n  kaizen action done k7qd"
)]
pub struct Arguments {
    #[command(subcommand)]
    verb: ActionVerb,
}

#[derive(Debug, Subcommand)]
enum ActionVerb {
    /// Plan an action (the owner, or a manager)
    Add(Add),
    /// Change owner or date of an action (the owner, or a manager)
    Set(Set),
    /// Mark an action as done (its owner, or the item's)
    Done(Done),
    /// Drop an action (the owner, or a manager)
    Drop(DropArguments),
}

#[derive(Debug, Args)]
struct Add {
    /// The item, by any unique part of its id
    id: Option<String>,
    /// What changes
    text: Option<String>,
    /// Who does it (default: the owner of the item)
    #[arg(long, value_name = "HANDLE")]
    owner: Option<String>,
    /// Until when (default: the target date of the item)
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    due: Option<Day>,
    /// Operating procedure that it changes (A.5.37)
    #[arg(long, value_name = "REF")]
    procedure: Option<String>,
    /// What of the management system it changes: a policy, an objective, a plan (10.2 e)
    #[arg(long, value_name = "TEXT")]
    changes: Option<String>,
    /// A word about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

#[derive(Debug, Args)]
struct Set {
    /// The item, by any unique part of its id
    id: Option<String>,
    /// The action
    action: Option<String>,
    /// Who does it
    #[arg(long, value_name = "HANDLE")]
    owner: Option<String>,
    /// Until when
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    due: Option<Day>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

#[derive(Debug, Args)]
struct Done {
    /// The item, by any unique part of its id
    id: Option<String>,
    /// The action; where one is open, it is that one
    action: Option<String>,
    /// A word about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

#[derive(Debug, Args)]
struct DropArguments {
    /// The item, by any unique part of its id
    id: Option<String>,
    /// The action
    action: Option<String>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        match self.verb {
            ActionVerb::Add(arguments) => arguments.run(globals),
            ActionVerb::Set(arguments) => arguments.run(globals),
            ActionVerb::Done(Done { id, action, message, act }) => {
                on_items(globals, &act, (Act::Done, id.as_slice()), |form, drafts| {
                    let text = given(&form.workspace.answers, message.as_deref())?;
                    let action = match open_actions(drafts).len() {
                        2.. if form.is_asking() => action_of(form, drafts, action, "Which action is done?")?,
                        _ => action,
                    };
                    Ok(action::FinishAction { action, text })
                })?;
                Ok(ExitCode::SUCCESS)
            }
            ActionVerb::Drop(DropArguments { id, action, message, act }) => {
                on_items(globals, &act, (Act::Dropped, id.as_slice()), |form, drafts| {
                    let reason = given(&form.workspace.answers, message.as_deref())?;
                    let action = action_of(form, drafts, action, "Which action is dropped?")?;
                    form.needs_words(reason.as_deref());
                    let Some(action) = action else { return Err(form.refusal("action drop")) };
                    Ok(action::DropAction { action, reason })
                })?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

impl Add {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let recorded = on_items(globals, &self.act, (Act::Planned, self.id.as_slice()), |form, drafts| {
            let text = given(&form.workspace.answers, self.message.as_deref())?;
            let is_form = self.text.is_none() && form.is_asking();
            let Some(description) = form.line(self.text.as_deref(), "TEXT", "What changes?")? else {
                return Err(form.refusal("action add"));
            };
            let register = &form.workspace.register;
            let mut owner = self.owner.as_deref().map(|owner| find::person(register, owner)).transpose()?;
            let mut due = self.due;
            if is_form {
                let terms = drafts.first().map(|draft| draft.state.terms.clone()).unwrap_or_default();
                owner = form.person(self.owner.as_deref(), "--owner", "Who does it?", terms.owner.as_ref())?;
                due = form.day(due, "--due", "Until when?", terms.due)?;
            }
            Ok(action::PlanAction {
                description,
                owner,
                due,
                procedure: self.procedure,
                changes: self.changes.clone(),
                text,
            })
        })?;
        print_part(recorded.first().and_then(|r| r.event.action.as_ref()))
    }
}

impl Set {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, (Act::Replanned, self.id.as_slice()), |form, drafts| {
            let reason = given(&form.workspace.answers, self.message.as_deref())?;
            let register = &form.workspace.register;
            let mut owner = self.owner.as_deref().map(|owner| find::person(register, owner)).transpose()?;
            let mut due = self.due;
            let action = action_of(form, drafts, self.action, "Which action changes?")?;
            if owner.is_none() && due.is_none() && form.is_asking() {
                let known = drafts.first().zip(action.as_ref());
                let known = known.and_then(|(draft, action)| draft.state.actions.get(&action.parse().ok()?));
                owner = form.person(None, "--owner", "Who does it?", known.and_then(|known| known.owner.as_ref()))?;
                due = form.day(None, "--due", "Until when?", known.and_then(|known| known.due))?;
            }
            form.needs_words(reason.as_deref());
            let Some(action) = action else { return Err(form.refusal("action set")) };
            Ok(action::ReplanAction { action, owner, due, reason })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The open actions of the items, each with its words.
fn open_actions(drafts: &[ItemDraft<'_>]) -> Vec<(PartId, String)> {
    let each = drafts.iter().flat_map(|draft| {
        let words = |id: &PartId| draft.item.action.get(id).map(|action| action.description.clone());
        draft.state.open_actions().map(move |(id, _)| (id.clone(), words(id).unwrap_or_default()))
    });
    each.collect()
}

/// The action that is meant, else the one that a person chooses among those that are open.
fn action_of(
    form: &mut Form<'_>,
    drafts: &[ItemDraft<'_>],
    given: Option<String>,
    question: &str,
) -> anyhow::Result<Option<String>> {
    let open = open_actions(drafts);
    let ids = open.iter().map(|(id, _)| id.to_string()).collect();
    let words = |id: &String| open.iter().find(|(known, _)| known.as_str() == id).map(|(_, words)| words.clone());
    form.choice(given, "ACTION", question, ids, words)
}

/// Prints the id of an action or a resource where nobody sits at the terminal.
pub fn print_part(id: Option<&PartId>) -> anyhow::Result<ExitCode> {
    use std::io::IsTerminal as _;
    if let Some(id) = id.filter(|_| !std::io::stdout().is_terminal()) {
        out(&format!("{id}\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}
