use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items_if};
use super::ask;
use super::context::{ActFlags, Globals, find_item};
use super::evidence::EvidenceFlags;
use super::terms_flags::{parse_day, parse_risk};
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::id::ItemId;
use crate::model::terms::Terms;
use crate::model::word::{Status, VerifyMethod, VerifyResult};
use crate::record::answers::Again;
use crate::record::desk::Desk;
use crate::record::item::Draft;
use crate::register::place::item_path;

/// Verify effectiveness, 10.2 d (somebody independent)
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen verify k7qd --method sampling --result effective \\\n    --evidence reader-log.csv --risk RSK-12=6 \\\n    -m \"Thirty days of reader logs: no attempt is missing.\""
)]
pub struct Arguments {
    /// The item, by any unique part of its id
    id: String,
    /// How it was verified
    #[arg(long)]
    method: VerifyMethod,
    /// What was found
    #[arg(long)]
    result: VerifyResult,
    #[command(flatten)]
    evidence: EvidenceFlags,
    /// A risk's score after
    #[arg(long, value_name = "REF=SCORE", value_parser = parse_risk)]
    risk: Vec<(String, f64)>,
    /// The new target date, where it was not effective
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    due: Option<Day>,
    /// The item that follows it up, where it was not effective and closes
    #[arg(long, value_name = "ID")]
    follow_up: Option<String>,
    /// Why it is verified before its day
    #[arg(long, value_name = "TEXT")]
    early_reason: Option<String>,
    /// Why somebody verifies who is not independent, where nobody else could
    #[arg(long, value_name = "WHY")]
    waiver: Option<String>,
    /// The finding
    #[arg(long, short = 'm', value_name = "FINDING")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let early = |_: &Desk, _: &Draft<'_>| {
            if !self.evidence.is_empty() {
                return Ok(());
            }
            let refusal = Refusal::new("a verification shows its evidence (10.2 g)");
            Err(refusal.next("add --evidence PATH, or --evidence-url URL where it is kept elsewhere").into())
        };
        let words = Words::Needed(self.message.as_deref(), "What did the verification find?");
        let ids = std::slice::from_ref(&self.id);
        on_items_if(globals, &self.act, ids, Act::Verified, words, early, |desk, draft, event| {
            event.method = Some(self.method);
            event.result = Some(self.result);
            event.terms = self.due.map(|due| Terms { due: Some(due), ..Terms::default() });
            event.risk = (!self.risk.is_empty()).then(|| self.risk.iter().cloned().collect());
            event.waiver.clone_from(&self.waiver);
            event.follow_up = self.follow_up.as_deref().map(|w| follow_up(desk, draft, w)).transpose()?;
            event.early_reason = self.early_reason(desk, draft)?;
            event.evidence = self.evidence.attach(desk, draft)?;
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }

    fn early_reason(&self, desk: &Desk, draft: &Draft<'_>) -> anyhow::Result<Option<String>> {
        if let Some(reason) = self.early_reason.clone().filter(|r| !r.trim().is_empty()) {
            return Ok(Some(reason));
        }
        let planned = draft.state.verify_on(&desk.register.settings.policy, desk.register.zone());
        match planned.filter(|day| desk.today() < *day && draft.state.is_waiting_for_verification()) {
            None => Ok(None),
            Some(_) if ask::is_terminal() => {
                let question = "It is verified before its day. Why?";
                ask::line(&desk.answers, question, Again::Flag("--early-reason")).map(Some)
            }
            Some(day) => {
                Err(Refusal::new(format!("{} is to be verified on {day}; before that it needs a reason", draft.id()))
                    .next("add --early-reason TEXT")
                    .into())
            }
        }
    }
}

/// The item that is to follow up, which is another one with work still to come.
fn follow_up(desk: &Desk, draft: &Draft<'_>, written: &str) -> anyhow::Result<ItemId> {
    let id = find_item(&desk.register, written)?;
    let refuse =
        |why: String| Err(Refusal::new(why).next("name an item that goes on with it: kaizen add TITLE …").into());
    if id == *draft.id() {
        return refuse(format!("{id} cannot follow itself up"));
    }
    let other = desk.register.item(&item_path(&id))?;
    match other.replay(&desk.register.law()).state.status {
        Some(status @ (Status::Rejected | Status::Closed)) => {
            refuse(format!("{id} is {status}: it cannot follow up what is verified now"))
        }
        _ => Ok(id),
    }
}
