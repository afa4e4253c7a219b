//! Flags for evidence.

use std::path::PathBuf;

use clap::Args;

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
}
