use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::act::{given, on_items};
use super::action::print_part;
use super::context::{ActFlags, Globals};
use crate::act::resource;
use crate::model::event::Act;
use crate::model::word::{Decision, ResourceKind};
use crate::record::item::ItemDraft;

/// Request time or money, and decide on requests
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
    Approve(Approve),
    /// Decline it, with the reason (top management)
    Decline(Decide),
    /// Take a request back (the owner, or a manager)
    Withdraw(Decide),
}

#[derive(Debug, Args)]
struct Request {
    /// The item, by any unique part of its id
    id: Option<String>,
    /// What kind of resource
    #[arg(long)]
    kind: Option<ResourceKind>,
    /// How much
    #[arg(long, value_parser = amount)]
    amount: Option<f64>,
    /// In which unit: a currency, hours, people
    #[arg(long)]
    unit: Option<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,
    /// A word about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

#[derive(Debug, Args)]
struct Decide {
    /// The item, by any unique part of its id
    id: Option<String>,
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

#[derive(Debug, Args)]
struct Approve {
    #[command(flatten)]
    decide: Decide,
    /// How much is granted, where that is less than was asked for
    #[arg(long, value_parser = amount)]
    amount: Option<f64>,
    /// Why you approve who asked for it or own the item, where nobody else could
    #[arg(long, value_name = "WHY")]
    waiver: Option<String>,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        match self.verb {
            ResourceVerb::Request(arguments) => arguments.run(globals),
            ResourceVerb::Approve(arguments) => arguments.run(globals),
            ResourceVerb::Decline(arguments) => arguments.decline(globals),
            ResourceVerb::Withdraw(arguments) => arguments.withdraw(globals),
        }
    }
}

pub(super) fn amount(text: &str) -> Result<f64, &'static str> {
    let number = text.parse().ok().filter(|n: &f64| n.is_finite() && *n > 0.0);
    number.ok_or("write a number above zero, as 1200 or 49.50; the unit has a flag of its own")
}

fn not_empty(text: &str) -> Result<String, String> {
    Some(text.to_owned()).filter(|text| !text.is_empty()).ok_or_else(|| "a unit is needed".to_owned())
}

/// The unit in which the item was given the same kind of resource before, else the one that such a resource has.
fn usual_unit(kind: ResourceKind, drafts: &[ItemDraft<'_>]) -> String {
    let before = drafts.iter().flat_map(|draft| draft.item.resource.values());
    let before = before.filter(|resource| resource.kind == kind).map(|resource| resource.unit.clone()).next_back();
    before.unwrap_or_else(|| match kind {
        ResourceKind::Time => "hours".to_owned(),
        ResourceKind::People => "people".to_owned(),
        ResourceKind::Budget | ResourceKind::Tool => String::new(),
    })
}

impl Request {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let recorded = on_items(globals, &self.act, (Act::Requested, self.id.as_slice()), |form, drafts| {
            let text = given(&form.workspace.answers, self.message.as_deref())?;
            let kind = form.word(self.kind, "--kind", "What kind of resource?")?;
            let number = |text: &str| amount(text).map_err(ToOwned::to_owned);
            let amount = form.parsed(self.amount, "--amount", "How much? A number:", "", number)?;
            let usual = kind.map(|kind| usual_unit(kind, drafts)).unwrap_or_default();
            let unit = form.parsed(self.unit, "--unit", "In which unit? (EUR, hours, people)", &usual, not_empty)?;
            let purpose = form.line(self.purpose.as_deref(), "--purpose", "What is it for?")?;
            let (Some(kind), Some(amount), Some(unit), Some(purpose)) = (kind, amount, unit, purpose) else {
                return Err(form.refusal("resource request"));
            };
            Ok(resource::RequestResource { kind, amount, unit, purpose, text })
        })?;
        print_part(recorded.first().and_then(|r| r.event.resource.as_ref()))
    }
}

impl Approve {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let Approve { decide, amount, waiver } = self;
        on_items(globals, &decide.act, (Act::Resourced, decide.id.as_slice()), |form, _| {
            Ok(resource::DecideResource {
                decision: Decision::Approved,
                resource: decide.resource,
                amount,
                reference: decide.reference,
                waiver,
                reason: given(&form.workspace.answers, decide.message.as_deref())?,
            })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Decide {
    fn decline(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, (Act::Resourced, self.id.as_slice()), |form, _| {
            Ok(resource::DecideResource {
                decision: Decision::Declined,
                resource: self.resource,
                amount: None,
                reference: self.reference,
                waiver: None,
                reason: given(&form.workspace.answers, self.message.as_deref())?,
            })
        })?;
        Ok(ExitCode::SUCCESS)
    }

    fn withdraw(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, (Act::Withdrawn, self.id.as_slice()), |form, _| {
            let reason = given(&form.workspace.answers, self.message.as_deref())?;
            Ok(resource::WithdrawResource { resource: self.resource, reason })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
