//! The file that names what an export wrote into a folder, by which the next one knows what is its own.

use std::path::{Component, Path};

/// A kind of folder that exports write.
#[derive(Debug, Clone, Copy)]
pub struct Manifest {
    /// The file that names the others, each on a line.
    pub file: &'static str,
    /// The first line of it.
    head: &'static str,
    /// What the folder is called.
    pub called: &'static str,
}

/// Of a site.
pub const SITE: Manifest = Manifest {
    file: "kaizen-site.txt",
    head: "# Written by kaizen export html; it replaces these files when it writes here again.",
    called: "a site",
};

/// Of a bundle for an auditor.
pub const BUNDLE: Manifest = Manifest {
    file: "kaizen-bundle.txt",
    head: "# Written by kaizen export bundle; it replaces these files when it writes here again.",
    called: "a bundle",
};

impl Manifest {
    /// The text of the file.
    #[must_use]
    pub fn text(&self, names: &[&str]) -> String {
        format!("{}\n{}\n", self.head, names.join("\n"))
    }

    /// The files that a text names; none where it is not ours. A name that leads out of the folder is none of them.
    #[must_use]
    pub fn names(&self, text: &str) -> Vec<String> {
        let Some(names) = text.strip_prefix(self.head) else { return Vec::new() };
        let plain = |name: &&str| Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        names.lines().filter(|name| !name.is_empty()).filter(plain).map(ToOwned::to_owned).collect()
    }
}
