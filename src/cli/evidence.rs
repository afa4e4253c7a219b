//! Flags for evidence.

use std::path::{Path, PathBuf};

use clap::Args;

use super::form::Form;
use crate::act::evidence::{Attachments, is_link};

/// Flags for evidence.
#[derive(Debug, Clone, Default, Args)]
pub struct EvidenceFlags {
    /// A file that shows it, of which a copy is kept in the register; or a link that begins with https://
    #[arg(long = "evidence", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Where evidence is that is kept elsewhere
    #[arg(long = "evidence-url", value_name = "URL")]
    urls: Vec<String>,
}

impl EvidenceFlags {
    /// What was given.
    pub fn attachments(&self) -> Attachments {
        let link = |path: &&PathBuf| path.to_str().is_some_and(is_link);
        let (links, files): (Vec<&PathBuf>, Vec<&PathBuf>) = self.paths.iter().partition(link);
        let links = links.into_iter().map(|link| link.to_string_lossy().into_owned());
        Attachments { paths: files.into_iter().cloned().collect(), urls: links.chain(self.urls.clone()).collect() }
    }

    /// What was given, else what a person names.
    pub fn asked(&self, form: &mut Form<'_>, question: &str) -> anyhow::Result<Option<Attachments>> {
        let given = Some(self.attachments()).filter(|given| !given.is_empty());
        form.parsed(given, "--evidence", question, "", |text| {
            let named = EvidenceFlags { paths: vec![PathBuf::from(text)], urls: Vec::new() };
            if !is_link(text) && !Path::new(text).is_file() {
                return Err(format!("“{text}” is no file here, and no link that begins with https://"));
            }
            Ok(named.attachments())
        })
    }
}
