use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::evidence::EvidenceFlags;
use super::terms_flags::parse_day;
use crate::act::about;
use crate::act::verify::Verify;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::risk_score;
use crate::model::word::{VerifyMethod, VerifyResult};
use crate::register::find;

/// Verify effectiveness, 10.2 d (somebody independent)
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen verify k7qd --method sampling --result effective \\\n    --evidence reader-log.csv --risk RSK-12=6 \\\n    -m \"Thirty days of reader logs: no attempt is missing.\""
)]
pub struct Arguments {
    /// The item, by any unique part of its id
    id: Option<String>,
    /// How it was verified
    #[arg(long)]
    method: Option<VerifyMethod>,
    /// What was found
    #[arg(long)]
    result: Option<VerifyResult>,
    #[command(flatten)]
    evidence: EvidenceFlags,
    /// A risk's score after
    #[arg(long, value_name = "REF=SCORE", value_parser = risk_score::parse)]
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
        on_items(globals, &self.act, (Act::Verified, self.id.as_slice()), |form, drafts| {
            form.begin_with(drafts.iter().flat_map(about::evidence));
            let register = &form.workspace.register;
            let follow_up = self.follow_up.as_deref().map(|written| find::item(register, written)).transpose()?;
            let finding = given(&form.workspace.answers, self.message.as_deref())?;
            let method = form.word(self.method, "--method", "How was it verified?")?;
            let evidence = self.evidence.asked(form, "What shows it? A file, or a link:")?;
            let result = form.word(self.result, "--result", "What was found?")?;
            form.needs_words(finding.as_deref());
            let (Some(method), Some(result), Some(evidence)) = (method, result, evidence) else {
                return Err(form.refusal("verify"));
            };
            Ok(Verify {
                method,
                result,
                evidence,
                risks: self.risk.clone(),
                due: self.due,
                follow_up,
                early_reason: self.early_reason.clone(),
                waiver: self.waiver.clone(),
                finding,
            })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
