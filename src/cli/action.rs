use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::act::{Words, on_items};
use super::context::{ActFlags, Globals, find_person};
use super::terms_flags::parse_day;
use crate::document::value::Value;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::event::{Act, Event};
use crate::model::id::PartId;
use crate::model::terms::Terms;
use crate::record::fields;
use crate::record::item::Draft;
use crate::register::ids::matching;
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
                let words = Words::Optional(message.as_deref());
                on_items(globals, &act, &[id], Act::Done, words, |_, draft, event| {
                    name(draft, event, action.as_deref())
                })?;
                Ok(ExitCode::SUCCESS)
            }
            ActionVerb::Drop(DropArguments { id, action, message, act }) => {
                let words = Words::Needed(message.as_deref(), "Why is the action dropped?");
                on_items(globals, &act, &[id], Act::Dropped, words, |_, draft, event| {
                    name(draft, event, Some(&action))
                })?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

impl Add {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        if self.text.trim().is_empty() {
            return Err(Refusal::new("an action says what changes").into());
        }
        let words = Words::Optional(self.message.as_deref());
        let recorded =
            on_items(globals, &self.act, std::slice::from_ref(&self.id), Act::Planned, words, |desk, draft, event| {
                let context = format!("{}\n{}\n{}", draft.id(), self.text, event.at);
                let id = desk.draw.part(&context, |id| draft.item.action.contains_key(id))?;
                let given = self.owner.as_deref().map(|o| find_person(&desk.register, o)).transpose()?;
                let terms = Terms {
                    owner: given.or_else(|| draft.state.terms.owner.clone()),
                    due: self.due.or(draft.state.terms.due),
                    ..Terms::default()
                };
                let mut table = Vec::new();
                table.extend(terms.owner.as_ref().map(|o| ("owner".to_owned(), Value::text(o.to_string()))));
                table.extend(terms.due.map(|d| ("due".to_owned(), fields::date(&d))));
                table.extend(self.procedure.as_ref().map(|p| ("procedure".to_owned(), Value::text(p.clone()))));
                table.push(("description".to_owned(), fields::words(self.text.trim())));
                draft.doc.insert_table(&["action", id.as_str()], &table)?;
                event.terms = Some(terms);
                event.action = Some(id);
                Ok(())
            })?;
        print_part(recorded.first().and_then(|r| r.event.action.as_ref()))
    }
}

impl Set {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        if self.owner.is_none() && self.due.is_none() {
            return Err(Refusal::new("nothing to set").next("--owner HANDLE, --due DATE").into());
        }
        let words = Words::Needed(self.message.as_deref(), "Why do owner or date of the action change?");
        on_items(globals, &self.act, std::slice::from_ref(&self.id), Act::Replanned, words, |desk, draft, event| {
            let owner = self.owner.as_deref().map(|o| find_person(&desk.register, o)).transpose()?;
            event.terms = Some(Terms { owner, due: self.due, ..Terms::default() });
            name(draft, event, Some(&self.action))
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

fn name(draft: &mut Draft<'_>, event: &mut Event, written: Option<&str>) -> anyhow::Result<()> {
    let open: Vec<&PartId> = draft.state.open_actions().map(|(id, _)| id).collect();
    event.action = Some(match (written, open.as_slice()) {
        (Some(written), _) => pick(written, draft.state.actions.keys(), "action", draft)?,
        (None, [one]) => (*one).clone(),
        (None, []) => {
            return Err(Refusal::new(format!("{} has no open action", draft.id()))
                .next(format!("kaizen action add {} TEXT plans one", draft.id().random()))
                .into());
        }
        (None, several) => {
            let refusal = Refusal::new(format!("{} has several open actions; which is it?", draft.id()));
            return Err(several.iter().fold(refusal, |refusal, id| refusal.next(described(draft, id))).into());
        }
    });
    Ok(())
}

/// An action by id and words, as a person chooses it.
fn described(draft: &Draft<'_>, id: &PartId) -> String {
    let words = draft.item.action.get(id).map(|action| action.description.as_str()).unwrap_or_default();
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
    format!("{id}  {words}")
}

/// The action or resource that a person means.
pub fn pick<'a>(
    written: &str,
    ids: impl Iterator<Item = &'a PartId>,
    what: &str,
    draft: &Draft<'_>,
) -> anyhow::Result<PartId> {
    let names: Vec<&str> = ids.map(PartId::as_str).collect();
    match matching(written, &names.iter().copied()).as_slice() {
        [one] => Ok(one.parse()?),
        [] => Err(Refusal::new(format!("{} has no {what} “{written}”", draft.id()))
            .next(format!("there are: {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") }))
            .into()),
        several => Err(Refusal::new(format!("“{written}” could be {}", several.join(" or "))).into()),
    }
}
