use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items};
use super::context::{ActFlags, Globals, find_item};
use super::terms_flags::parse_risk;
use crate::document::value::Value;
use crate::lifecycle::refusal::Refusal;
use crate::model::control;
use crate::model::event::Act;
use crate::model::id::SourceRef;
use crate::record::fields;
use crate::record::item::Draft;

/// Link items to sources, risks, controls, tags or other items
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen link k7qd --source incident:INC-502 --control A.8.15 --risk RSK-12=16")]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// What it answers to
    #[arg(long, value_name = "KIND:REF")]
    source: Vec<SourceRef>,
    /// A risk it is about, with its score before
    #[arg(long, value_name = "REF=SCORE", value_parser = parse_risk)]
    risk: Vec<(String, f64)>,
    /// The item whose cause came back
    #[arg(long, value_name = "ID")]
    recurrence_of: Option<String>,
    /// The item whose ineffective fix led to this one
    #[arg(long, value_name = "ID")]
    follow_up_of: Option<String>,
    /// Annex A 2022 control or clause
    #[arg(long, value_name = "CONTROL")]
    control: Vec<String>,
    /// A word to find it by
    #[arg(long)]
    tag: Vec<String>,
    /// A word about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        for control in &self.control {
            control::check(control).map_err(Refusal::new)?;
        }
        let words = Words::Optional(self.message.as_deref());
        on_items(globals, &self.act, &self.ids, Act::Linked, words, |desk, draft, _| {
            let before = draft.doc.text().to_owned();
            let sources: Vec<String> = self.source.iter().map(ToString::to_string).collect();
            push_new(draft, "sources", &sources)?;
            push_new(draft, "controls", &self.control)?;
            push_new(draft, "tags", &self.tag)?;
            for (name, score) in &self.risk {
                draft.doc.set(&["risk", name], &fields::number(*score))?;
            }
            for (key, written) in [("recurrence_of", &self.recurrence_of), ("follow_up_of", &self.follow_up_of)] {
                if let Some(written) = written {
                    let other = find_item(&desk.register, written)?;
                    if other == *draft.id() {
                        return Err(Refusal::new(format!("{other} cannot be linked to itself")).into());
                    }
                    draft.doc.set(&[key], &Value::text(other.to_string()))?;
                }
            }
            if draft.doc.text() == before {
                return Err(Refusal::new(format!("{} has these links already, or none were given", draft.id()))
                    .next("--source, --risk, --control, --tag, --recurrence-of, --follow-up-of")
                    .into());
            }
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

fn push_new(draft: &mut Draft<'_>, key: &str, words: &[String]) -> anyhow::Result<()> {
    for word in words {
        let value = Value::text(word.clone());
        let known = draft.doc.get(&[key]).and_then(|i| i.as_array()).is_some_and(|a| a.iter().any(|v| value.says(v)));
        if !known {
            draft.doc.push_entry(&[key], &value)?;
        }
    }
    Ok(())
}
