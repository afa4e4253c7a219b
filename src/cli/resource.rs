use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::act::{given, on_items};
use super::action::print_part;
use super::context::{ActFlags, Globals};
use crate::act::resource;
use crate::model::word::{Decision, ResourceKind};

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
    Approve(Approve),
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

impl Request {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let recorded = on_items(globals, &self.act, &[self.id], |workspace| {
            Ok(resource::RequestResource {
                kind: self.kind,
                amount: self.amount,
                unit: self.unit,
                purpose: self.purpose,
                text: given(&workspace.answers, self.message.as_deref())?,
            })
        })?;
        print_part(recorded.first().and_then(|r| r.event.resource.as_ref()))
    }
}

impl Approve {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let Approve { decide, amount, waiver } = self;
        on_items(globals, &decide.act, &[decide.id], |workspace| {
            Ok(resource::DecideResource {
                decision: Decision::Approved,
                resource: decide.resource,
                amount,
                reference: decide.reference,
                waiver,
                reason: given(&workspace.answers, decide.message.as_deref())?,
            })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Decide {
    fn decline(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, &[self.id], |workspace| {
            Ok(resource::DecideResource {
                decision: Decision::Declined,
                resource: self.resource,
                amount: None,
                reference: self.reference,
                waiver: None,
                reason: given(&workspace.answers, self.message.as_deref())?,
            })
        })?;
        Ok(ExitCode::SUCCESS)
    }

    fn withdraw(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, &[self.id], |workspace| {
            let reason = given(&workspace.answers, self.message.as_deref())?;
            Ok(resource::WithdrawResource { resource: self.resource, reason })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
