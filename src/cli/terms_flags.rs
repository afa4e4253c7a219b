//! Flags for the agreed terms, shared by the verbs that set them.

use clap::Args;

use crate::model::date::Day;
use crate::model::day_words;
use crate::model::terms::Terms;
use crate::model::word::{Grade, Kind, Significance};
use crate::register::find;
use crate::register::load::Register;

/// A flag for each agreed term but the target date, which has verbs of its own.
#[derive(Debug, Clone, Default, Args)]
pub struct TermFlags {
    /// Corrective action (10.2) or improvement (10.1)
    #[arg(long)]
    pub kind: Option<Kind>,
    /// How it is graded, in the words of certification (ISO/IEC 17021-1)
    #[arg(long)]
    pub grade: Option<Grade>,
    /// How much depends on it
    #[arg(long)]
    pub significance: Option<Significance>,
    /// Who owns it
    #[arg(long, value_name = "HANDLE")]
    pub owner: Option<String>,
    /// What must be seen to call the fix effective
    #[arg(long, value_name = "TEXT")]
    pub criterion: Option<String>,
    /// Day of the effectiveness review
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub verify_on: Option<Day>,
}

impl TermFlags {
    /// The terms that were given.
    ///
    /// # Errors
    /// The owner is nobody in people.toml.
    pub fn terms(&self, register: &Register) -> anyhow::Result<Terms> {
        Ok(Terms {
            kind: self.kind,
            grade: self.grade,
            significance: self.significance,
            owner: self.owner.as_deref().map(|o| find::person(register, o)).transpose()?,
            due: None,
            verify_on: self.verify_on,
            success_criterion: self.criterion.clone(),
        })
    }
}

/// Parses a day for clap.
///
/// # Errors
/// What is wrong with it.
pub fn parse_day(text: &str) -> Result<Day, String> {
    text.parse().or_else(|error: crate::model::date::NotADate| {
        day_words::said(text, today_as_said())
            .ok_or_else(|| format!("{error}, or as +30d, friday, eom (end of month), 2026-Q3 (its last day)"))
    })
}

/// The day by which words such as `friday` are read: as said, else by the clock of whoever types.
fn today_as_said() -> Day {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--today").skip(1);
    let joined = std::env::args().find_map(|argument| argument.strip_prefix("--today=").map(ToOwned::to_owned));
    let said = joined.or_else(|| arguments.next()).or_else(|| std::env::var("KAIZEN_TODAY").ok());
    let day = said.and_then(|said| said.get(..10)?.parse().ok());
    day.unwrap_or_else(|| Day(chrono::Local::now().date_naive()))
}
