use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::terms_flags::parse_day;
use crate::act::action;
use crate::model::date::Day;
use crate::model::id::PartId;
use crate::register::find;
use crate::render::terminal::out;

/// Plan, change, finish or drop what changes
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
    /// Say that an action is done (its owner, or the item's)
    Done(Done),
    /// Drop an action (the owner, or a manager)
    Drop(DropArguments),
}

#[derive(Debug, Args)]
struct Add {
    /// The item, by any unique part of its id
    id: String,
    /// What changes
    text: String,
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
    id: String,
    /// The action
    action: String,
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
    id: String,
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
    id: String,
    /// The action
    action: String,
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
                on_items(globals, &act, &[id], |workspace| {
                    Ok(action::FinishAction { action, text: given(&workspace.answers, message.as_deref())? })
                })?;
                Ok(ExitCode::SUCCESS)
            }
            ActionVerb::Drop(DropArguments { id, action, message, act }) => {
                on_items(globals, &act, &[id], |workspace| {
                    Ok(action::DropAction { action, reason: given(&workspace.answers, message.as_deref())? })
                })?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

impl Add {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let recorded = on_items(globals, &self.act, &[self.id], |workspace| {
            Ok(action::PlanAction {
                description: self.text,
                owner: self.owner.as_deref().map(|owner| find::person(&workspace.register, owner)).transpose()?,
                due: self.due,
                procedure: self.procedure,
                changes: self.changes.clone(),
                text: given(&workspace.answers, self.message.as_deref())?,
            })
        })?;
        print_part(recorded.first().and_then(|r| r.event.action.as_ref()))
    }
}

impl Set {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, &[self.id], |workspace| {
            Ok(action::ReplanAction {
                action: self.action,
                owner: self.owner.as_deref().map(|owner| find::person(&workspace.register, owner)).transpose()?,
                due: self.due,
                reason: given(&workspace.answers, self.message.as_deref())?,
            })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints the id of an action or a resource where nobody sits at the terminal.
pub fn print_part(id: Option<&PartId>) -> anyhow::Result<ExitCode> {
    use std::io::IsTerminal as _;
    if let Some(id) = id.filter(|_| !std::io::stdout().is_terminal()) {
        out(&format!("{id}\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}
