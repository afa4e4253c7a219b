//! Who wrote the commits of a repository.

use anyhow::Result;

use super::run;
use super::{Ident, Repo};

/// As many of the newest commits are looked at.
const COMMITS: usize = 5000;

impl Repo {
    /// The authors of the newest commits, each mail address once with its newest name; whoever wrote the newest is first.
    ///
    /// # Errors
    /// Git cannot be run, or there is no commit yet.
    pub fn authors(&self) -> Result<Vec<Ident>> {
        let log = self.read("tell the authors").args(["log", "--no-show-signature", "--format=%an%x00%ae"]);
        let told = log.arg(format!("--max-count={COMMITS}")).run()?;
        let mut authors: Vec<Ident> = Vec::new();
        for line in run::text(&told).lines() {
            let Some((name, mail)) = line.split_once('\0') else { continue };
            if !authors.iter().any(|known| known.mail.eq_ignore_ascii_case(mail)) {
                authors.push(Ident { name: name.to_owned(), mail: mail.to_owned() });
            }
        }
        Ok(authors)
    }
}
