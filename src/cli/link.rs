use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::terms_flags::parse_risk;
use crate::act::content::Link;
use crate::model::id::SourceRef;
use crate::register::find;

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
        on_items(globals, &self.act, &self.ids, |workspace| {
            let item = |written: &Option<String>| {
                written.as_deref().map(|written| find::item(&workspace.register, written)).transpose()
            };
            let sources = self.source.iter().map(|source| find::source(&workspace.register, source));
            Ok(Link {
                sources: sources.collect::<anyhow::Result<_>>()?,
                risks: self.risk.clone(),
                recurrence_of: item(&self.recurrence_of)?,
                follow_up_of: item(&self.follow_up_of)?,
                controls: self.control.clone(),
                tags: self.tag.clone(),
                text: given(&workspace.answers, self.message.as_deref())?,
            })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
