use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items};
use super::context::{ActFlags, Globals};
use crate::document::value::Value;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Act;
use crate::record::fields;

/// Record the immediate fix (the correction), allowed before any analysis
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen correct k7qd -m \"A guard stands at the door until it is fixed.\"")]
pub struct Arguments {
    /// The item, by any unique part of its id
    id: String,
    /// What was done at once
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let words = Words::Needed(self.message.as_deref(), "What was done at once?");
        on_items(globals, &self.act, std::slice::from_ref(&self.id), Act::Corrected, words, |desk, draft, event| {
            if let Some(known) = &draft.item.correction {
                let said = format!("{} has a correction already, by {} on {}", draft.id(), known.by, known.on);
                return Err(Refusal::new(said).next(format!("kaizen edit {} changes it", draft.id())).into());
            }
            let text = event.text.clone().unwrap_or_default();
            let table = vec![
                ("by".to_owned(), Value::text(event.by.to_string())),
                ("on".to_owned(), fields::date(&desk.today())),
                ("description".to_owned(), fields::words(&text)),
            ];
            draft.doc.insert_table(&["correction"], &table)?;
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
