//! Evidence that an act brings: files copied into the register with their digest, and links.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::attest::digest::of_bytes;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Evidence;
use crate::record::item::ItemDraft;
use crate::record::workspace::Workspace;
use crate::register::store::Store;

/// What shows that something is so.
#[derive(Debug, Clone, Default)]
pub struct Attachments {
    /// Files; a copy of each is kept in the register.
    pub paths: Vec<PathBuf>,
    /// Links to what is kept elsewhere.
    pub urls: Vec<String>,
}

impl Attachments {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.urls.is_empty()
    }

    /// Attaches the files to the act and returns what its event says of them.
    ///
    /// # Errors
    /// A file cannot be read, is too large, or has no plain name; a link is none.
    pub fn attach(&self, workspace: &Workspace, draft: &mut ItemDraft<'_>) -> anyhow::Result<Option<Vec<Evidence>>> {
        let mut all = Vec::new();
        let folder = format!("evidence/{}", draft.id());
        for path in &self.paths {
            let (evidence, bytes) = file(workspace, path, &folder, &all)?;
            if let Some(place) = &evidence.path {
                draft.attach(place, bytes);
            }
            all.push(evidence);
        }
        for url in &self.urls {
            all.push(link(url)?);
        }
        Ok((!all.is_empty()).then_some(all))
    }
}

/// Whether a text that names a file or a link names a link.
#[must_use]
pub fn is_link(text: &str) -> bool {
    ["https://", "http://", "file://", "ssh://"].iter().any(|scheme| text.starts_with(scheme))
}

/// A link as evidence.
///
/// # Errors
/// It is none.
pub fn link(url: &str) -> Result<Evidence, Refusal> {
    if !is_link(url) || url.chars().any(|c| c.is_control() || c.is_whitespace()) || url.len() > 2000 {
        return Err(Refusal::new(format!("“{url}” is no link")).next("it begins with https://"));
    }
    Ok(Evidence { path: None, sha256: None, url: Some(url.to_owned()) })
}

/// Whether a file is the register itself: all but the evidence that is kept in it.
fn is_of_the_register(workspace: &Workspace, path: &Path) -> bool {
    let (Ok(root), Ok(path)) = (workspace.root.canonicalize(), path.canonicalize()) else { return false };
    path.strip_prefix(&root).is_ok_and(|below| !below.starts_with("evidence"))
}

/// A file as evidence, to be kept below `folder` of the register, with its bytes. `before` is what goes there with it.
///
/// # Errors
/// It cannot be read, is empty or too large, or has no plain name; a folder is no file.
pub fn file(
    workspace: &Workspace,
    path: &Path,
    folder: &str,
    before: &[Evidence],
) -> anyhow::Result<(Evidence, Vec<u8>)> {
    let unlike = |what: String| Refusal::new(what).next("name a file, or a link that begins with https://");
    let meta = std::fs::metadata(path).map_err(|e| unlike(format!("cannot read {}: {e}", path.display())))?;
    if !meta.is_file() {
        return Err(unlike(format!("{} is no file", path.display())).into());
    }
    if is_of_the_register(workspace, path) {
        return Err(Refusal::new(format!("{} is a file of this register; it shows nothing by itself", path.display()))
            .next("name what shows it: a log, a photo, a report")
            .into());
    }
    if meta.len() == 0 {
        return Err(Refusal::new(format!("{} is empty; it shows nothing", path.display())).into());
    }
    let limit = u64::from(workspace.register.settings.policy.evidence_max_mib) << 20;
    if meta.len() > limit {
        return Err(Refusal::new(format!(
            "{} has {} MiB; evidence kept in the register has {} MiB at most",
            path.display(),
            meta.len().div_ceil(1 << 20),
            limit >> 20
        ))
        .next("keep it elsewhere and link it: --evidence-url URL")
        .next("or a manager raises the limit: kaizen config set policy.evidence_max_mib=N -m REASON")
        .into());
    }
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let sha256 = of_bytes(&bytes);
    let name = path.file_name().and_then(|n| n.to_str()).filter(|n| !n.chars().any(char::is_control));
    let name = name.with_context(|| format!("{} has no plain name", path.display()))?;
    let free = |candidate: &String| {
        // What is there and cannot be read is somebody's all the same.
        let there = Store::Folder(workspace.root.clone()).sha256(candidate, usize::MAX);
        let taken = before.iter().any(|e| e.path.as_ref() == Some(candidate) && e.sha256 != sha256);
        !taken && there.is_ok_and(|known| known.is_none() || known == sha256)
    };
    let place = numbered(folder, name).find(free).context("no free name for the evidence")?;
    Ok((Evidence { path: Some(place), sha256, url: None }, bytes))
}

/// The name itself, then with a number: what was kept before is never written over.
fn numbered(folder: &str, name: &str) -> impl Iterator<Item = String> {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem.to_owned(), format!(".{ending}")),
        _ => (name.to_owned(), String::new()),
    };
    let folder = folder.to_owned();
    (1..1000).map(move |n| match n {
        1 => format!("{folder}/{stem}{ending}"),
        n => format!("{folder}/{stem}-{n}{ending}"),
    })
}
