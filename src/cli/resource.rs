use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::act::{Words, on_items};
use super::action::{pick, print_part};
use super::context::{ActFlags, Globals};
use crate::document::value::Value;
use crate::lifecycle::refusal::Refusal;
use crate::lifecycle::state::ResourceState;
use crate::model::event::{Act, Event};
use crate::model::id::PartId;
use crate::model::word::{Decision, ResourceKind};
use crate::record::fields;
use crate::record::item::Draft;

/// Ask for time and money, and decide about it
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen resource request k7qd --kind budget --amount 1200 --unit EUR \\\n    --purpose \"Firmware licences\"\n  kaizen resource approve k7qd --reference PO-2026-118"
)]
pub struct Arguments {
    #[command(subcommand)]
    verb: ResourceVerb,
}

#[derive(Debug, Subcommand)]
enum ResourceVerb {
    /// Ask for a resource
    Request(Request),
    /// Approve it (top management)
    Approve(Decide),
    /// Decline it, with the reason (top management)
    Decline(Decide),
    /// Take a request back (the owner, or a manager)
    Withdraw(Decide),
}

#[derive(Debug, Args)]
struct Request {
    /// The item, by any unique part of its id
    id: String,
    /// What kind of resource
    #[arg(long)]
    kind: ResourceKind,
    /// How much
    #[arg(long, value_parser = amount)]
    amount: f64,
    /// In which unit: a currency, hours, people
    #[arg(long)]
    unit: String,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    purpose: String,
    /// A word about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

#[derive(Debug, Args)]
struct Decide {
    /// The item, by any unique part of its id
    id: String,
    /// The resource; where one is undecided, it is that one
    resource: Option<String>,
    /// The financial record of the decision
    #[arg(long, value_name = "REF")]
    reference: Option<String>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        match self.verb {
            ResourceVerb::Request(arguments) => arguments.run(globals),
            ResourceVerb::Approve(arguments) => arguments.run(globals, Act::Resourced, Some(Decision::Approved)),
            ResourceVerb::Decline(arguments) => arguments.run(globals, Act::Resourced, Some(Decision::Declined)),
            ResourceVerb::Withdraw(arguments) => arguments.run(globals, Act::Withdrawn, None),
        }
    }
}

pub(super) fn amount(text: &str) -> Result<f64, &'static str> {
    let number = text.parse().ok().filter(|n: &f64| n.is_finite() && *n > 0.0);
    number.ok_or("write a number above zero, as 1200 or 49.50; the unit has a flag of its own")
}

impl Request {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        if self.unit.trim().is_empty() || self.purpose.trim().is_empty() {
            return Err(Refusal::new("a request says its unit and its purpose").into());
        }
        let words = Words::Optional(self.message.as_deref());
        let recorded = on_items(
            globals,
            &self.act,
            std::slice::from_ref(&self.id),
            Act::Requested,
            words,
            |desk, draft, event| {
                let context = format!("{}\n{}\n{}", draft.id(), self.purpose, event.at);
                let taken = |id: &PartId| draft.item.resource.contains_key(id) || draft.item.action.contains_key(id);
                let id = desk.draw.part(&context, taken)?;
                let table = vec![
                    ("kind".to_owned(), Value::text(self.kind.to_string())),
                    ("amount".to_owned(), fields::number(self.amount)),
                    ("unit".to_owned(), Value::text(self.unit.trim())),
                    ("purpose".to_owned(), Value::text(self.purpose.trim())),
                ];
                draft.doc.insert_table(&["resource", id.as_str()], &table)?;
                event.resource = Some(id);
                Ok(())
            },
        )?;
        print_part(recorded.first().and_then(|r| r.event.resource.as_ref()))
    }
}

impl Decide {
    fn run(self, globals: &Globals, act: Act, decision: Option<Decision>) -> anyhow::Result<ExitCode> {
        let words = match (act, decision) {
            (Act::Withdrawn, _) => Words::Needed(self.message.as_deref(), "Why is the request taken back?"),
            (_, Some(Decision::Declined)) => Words::Needed(self.message.as_deref(), "Why is it declined?"),
            _ => Words::Optional(self.message.as_deref()),
        };
        on_items(globals, &self.act, std::slice::from_ref(&self.id), act, words, |_, draft, event| {
            event.decision = decision;
            event.reference.clone_from(&self.reference);
            name(draft, event, self.resource.as_deref())?;
            let decides = act == Act::Resourced;
            let asked = event.resource.as_ref().filter(|_| decides).and_then(|id| draft.item.resource.get(id));
            event.asked = asked.cloned();
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

fn name(draft: &mut Draft<'_>, event: &mut Event, written: Option<&str>) -> anyhow::Result<()> {
    let resources = &draft.state.resources;
    let undecided = draft.state.resources_as(&draft.item.resource);
    let open: Vec<&PartId> =
        undecided.filter(|(_, s)| matches!(s, ResourceState::Requested(_))).map(|(id, _)| id).collect();
    event.resource = Some(match (written, open.as_slice()) {
        (Some(written), _) => pick(written, resources.keys(), "resource", draft)?,
        (None, [one]) => (*one).clone(),
        (None, []) => return Err(Refusal::new(format!("{} has no request that is undecided", draft.id())).into()),
        (None, several) => {
            let names: Vec<&str> = several.iter().map(|id| id.as_str()).collect();
            return Err(Refusal::new(format!("which resource? undecided are {}", names.join(", "))).into());
        }
    });
    Ok(())
}
