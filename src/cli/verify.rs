use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::evidence::EvidenceFlags;
use super::terms_flags::{parse_day, parse_risk};
use crate::act::verify::Verify;
use crate::model::date::Day;
use crate::model::word::{VerifyMethod, VerifyResult};
use crate::register::find;

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
        on_items(globals, &self.act, std::slice::from_ref(&self.id), |workspace| {
            let follow_up = self.follow_up.as_deref().map(|written| find::item(&workspace.register, written));
            Ok(Verify {
                method: self.method,
                result: self.result,
                evidence: self.evidence.attachments(),
                risks: self.risk.clone(),
                due: self.due,
                follow_up: follow_up.transpose()?,
                early_reason: self.early_reason.clone(),
                waiver: self.waiver.clone(),
                finding: given(&workspace.answers, self.message.as_deref())?,
            })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
