//! Flags for evidence.

use std::path::PathBuf;

use clap::Args;

use crate::act::evidence::Attachments;

/// Flags for evidence.
#[derive(Debug, Clone, Default, Args)]
pub struct EvidenceFlags {
    /// A file that shows it; a copy is kept in the register
    #[arg(long = "evidence", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Where evidence is that is kept elsewhere
    #[arg(long = "evidence-url", value_name = "URL")]
    urls: Vec<String>,
}

impl EvidenceFlags {
    /// What was given.
    pub fn attachments(&self) -> Attachments {
        Attachments { paths: self.paths.clone(), urls: self.urls.clone() }
    }
}
