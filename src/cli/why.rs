use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use crate::act::analysis::{Analyse, Findings};
use crate::model::event::Act;
use crate::model::item::Why;
use crate::model::word::AnalysisMethod;
use crate::record::answers::{Again, Answers};
use crate::render::terminal::inform;

/// Record the root cause and the chain of whys that leads to it
#[derive(Debug, Args)]
#[command(
    after_help = "Without flags it asks question after question, on a terminal.\n\nExamples:\n  kaizen why k7qd --because \"The reader drops them above two per second.\" \\\n    --because \"Its firmware is from 2019.\" \\\n    --root-cause \"Door controllers are outside the patch process.\"\n  kaizen why k7qd \\\n    --why \"Why was it not noticed?\" \"Nobody reads the reader logs.\""
)]
pub struct Arguments {
    /// The item, by any unique part of its id
    id: Option<String>,
    /// An answer; its question is built from the answer before
    #[arg(long, value_name = "ANSWER")]
    because: Vec<String>,
    /// A question with its answer
    #[arg(long = "why", num_args = 2, value_names = ["QUESTION", "ANSWER"])]
    pair: Vec<String>,
    /// How causes are analysed (a new analysis: five-whys)
    #[arg(long)]
    method: Option<AnalysisMethod>,
    /// Begin a new analysis
    #[arg(long)]
    new: bool,
    /// The cause that, once removed, keeps it from happening again
    #[arg(long, value_name = "TEXT")]
    root_cause: Option<String>,
    /// The organisation's own short word for the cause
    #[arg(long, value_name = "CODE")]
    cause_code: Option<String>,
    /// Where it could have been noticed and was not
    #[arg(long, value_name = "TEXT")]
    escape_point: Option<String>,
    /// Whether the same exists or could occur elsewhere
    #[arg(long, value_name = "TEXT")]
    similar_elsewhere: Option<String>,
    /// Read an analysis from a TOML file of the form that items have it in (`-`: standard input)
    #[arg(long, value_name = "FILE")]
    from: Option<String>,
    /// Replace what the newest analysis says already
    #[arg(long)]
    replace: bool,
    /// A word about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let mut wanted = 0;
        let recorded = on_items(globals, &self.act, (Act::Analysed, self.id.as_slice()), |form, _| {
            wanted = form.workspace.register.settings.policy.min_whys as usize;
            Ok(Analyse {
                findings: self.findings(&form.workspace.answers)?,
                because: self.because.clone(),
                new: self.new,
                replace: self.replace,
                text: given(&form.workspace.answers, self.message.as_deref())?,
            })
        })?;
        for recorded in recorded {
            let total = recorded.item.newest_analysis().map_or(0, |analysis| analysis.why.len());
            if total < wanted {
                inform(&format!("{total} of {wanted} whys; go on with kaizen why {}", recorded.id.random()));
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What was found, of a file and of flags.
    fn findings(&self, answers: &Answers) -> anyhow::Result<Findings> {
        let mut findings = match &self.from {
            Some(file) => read(answers, file)?,
            None => Findings::default(),
        };
        let over = |from: &mut Option<String>, flag: &Option<String>| {
            if flag.is_some() {
                from.clone_from(flag);
            }
        };
        findings.method = self.method.or(findings.method);
        over(&mut findings.root_cause, &self.root_cause);
        over(&mut findings.cause_code, &self.cause_code);
        over(&mut findings.escape_point, &self.escape_point);
        over(&mut findings.similar_elsewhere, &self.similar_elsewhere);
        for pair in self.pair.chunks(2) {
            if let [question, answer] = pair {
                findings.why.push(Why { question: question.clone(), answer: answer.clone(), evidence: None });
            }
        }
        Ok(findings)
    }
}

fn read(answers: &Answers, file: &str) -> anyhow::Result<Findings> {
    let again = if file == "-" { Again::Input } else { Again::Asked };
    let text = answers.get(&format!("--from {file}"), again, || match file {
        "-" => std::io::read_to_string(std::io::stdin()).context("cannot read standard input"),
        path => std::fs::read_to_string(path).with_context(|| format!("cannot read {path}")),
    })?;
    toml::from_str(&text).map_err(|e| anyhow::anyhow!("{file}: {e}"))
}
