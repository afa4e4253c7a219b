use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::form::Form;
use crate::act::content::Link;
use crate::model::control;
use crate::model::event::Act;
use crate::model::id::SourceRef;
use crate::model::risk_score;
use crate::record::answers::Again;
use crate::record::asked;
use crate::register::find;

/// Link items to sources, risks, controls, tags or other items
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen link k7qd --source incident:INC-502 --control A.8.15 --risk RSK-12=16")]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// What it answers to
    #[arg(long, value_name = "KIND:REF")]
    source: Vec<SourceRef>,
    /// A risk it is about, with its score before
    #[arg(long, value_name = "REF=SCORE", value_parser = risk_score::parse)]
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
    /// A tag to find it by
    #[arg(long)]
    tag: Vec<String>,
    /// A word about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(mut self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let (act, ids) = (self.act.clone(), std::mem::take(&mut self.ids));
        on_items(globals, &act, (Act::Linked, &ids), |form, _| {
            let text = given(&form.workspace.answers, self.message.as_deref())?;
            if self.is_empty() && form.is_asking() {
                self.ask(form)?;
            }
            let register = &form.workspace.register;
            let item =
                |written: &Option<String>| written.as_deref().map(|written| find::item(register, written)).transpose();
            let sources = self.source.iter().map(|source| find::source(register, source));
            Ok(Link {
                sources: sources.collect::<anyhow::Result<_>>()?,
                risks: self.risk.clone(),
                recurrence_of: item(&self.recurrence_of)?,
                follow_up_of: item(&self.follow_up_of)?,
                controls: self.control.clone(),
                tags: self.tag.clone(),
                text,
            })
        })?;
        Ok(ExitCode::SUCCESS)
    }

    fn is_empty(&self) -> bool {
        let others = self.recurrence_of.is_none() && self.follow_up_of.is_none();
        others && self.source.is_empty() && self.risk.is_empty() && self.control.is_empty() && self.tag.is_empty()
    }

    /// Asks for one link.
    fn ask(&mut self, form: &Form<'_>) -> anyhow::Result<()> {
        let answers = form.answers();
        let kinds = [
            ("source", "what it answers to"),
            ("control", "a control of Annex A or a clause"),
            ("risk", "a risk, with its score before"),
            ("tag", "a word to find it by"),
            ("recurrence-of", "the item whose cause came back"),
            ("follow-up-of", "the item whose ineffective fix led to this one"),
        ];
        let meaning = |kind: &&str| kinds.iter().find(|(known, _)| known == kind).map(|(_, told)| (*told).to_owned());
        let names = kinds.iter().map(|(kind, _)| *kind).collect();
        let kind = answers.choice("What is it linked to?", Again::Asked, names, meaning)?;
        let frameworks = &form.workspace.register.settings.frameworks;
        match kind {
            Some("source") => self.source.extend(asked::source(answers, "Which source?", Again::Flag("--source"))?),
            Some("control") => {
                let check = |text: &str| control::check(text, frameworks).map(|()| text.to_owned());
                let question = "Which control or clause? (A.8.15)";
                self.control.extend(answers.checked_line(question, Again::Flag("--control"), check)?);
            }
            Some("risk") => {
                let question = "Which risk, with its score? (RSK-12=16)";
                self.risk.extend(answers.checked_line(question, Again::Flag("--risk"), risk_score::parse)?);
            }
            Some("tag") => self.tag.extend(answers.line("Which word?", Again::Flag("--tag"))?),
            Some("recurrence-of") => {
                self.recurrence_of = answers.line("Which item's cause came back?", Again::Flag("--recurrence-of"))?;
            }
            _ => self.follow_up_of = answers.line("Which item did not help?", Again::Flag("--follow-up-of"))?,
        }
        Ok(())
    }
}
