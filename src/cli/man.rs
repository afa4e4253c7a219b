use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use clap_mangen::Man;

use super::command;
use super::context::Globals;
use super::home_folders;
use crate::lifecycle::refusal::Refusal;
use crate::render::terminal::{inform, out};

/// Print the manual page of the program or of a verb
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  kaizen man > kaizen.1\n  kaizen man people add > kaizen-people-add.1\n  kaizen man --install"
)]
pub struct Arguments {
    /// The verb; without, the page of the program
    verb: Vec<String>,
    /// Write the pages of the program and of all verbs into a folder
    #[arg(long, value_name = "DIR", conflicts_with = "verb")]
    all: Option<PathBuf>,
    /// Write the pages of the program and of all verbs where man looks for them
    #[arg(long, conflicts_with_all = ["verb", "all"])]
    install: bool,
}

impl Arguments {
    pub fn run(self, _: &Globals) -> anyhow::Result<ExitCode> {
        let place = if self.install { Some(home_folders::data()?.join("man/man1")) } else { self.all };
        if let Some(folder) = &place {
            let cannot = || format!("cannot write manual pages into {}", folder.display());
            std::fs::create_dir_all(folder).with_context(cannot)?;
            clap_mangen::generate_to(command(), folder).with_context(cannot)?;
            if self.install {
                inform(&format!("wrote the manual pages into {}", folder.display()));
            }
            return Ok(ExitCode::SUCCESS);
        }
        let mut program = command();
        program.build();
        let mut page = &program;
        for word in &self.verb {
            page = page.find_subcommand(word).ok_or_else(|| {
                Refusal::new(format!("there is no verb “{}”", self.verb.join(" "))).next("kaizen --help lists them")
            })?;
        }
        let mut bytes = Vec::new();
        Man::new(page.clone()).render(&mut bytes)?;
        out(&String::from_utf8(bytes)?)?;
        Ok(ExitCode::SUCCESS)
    }
}
