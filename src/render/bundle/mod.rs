//! The files of a bundle for an auditor, with the sums and the script that checks them.

use super::allowed_signers;
use super::manifest::BUNDLE;
use super::markdown::escaped;
use super::terminal::clean_line;
use crate::attest::digest::of_bytes;
use crate::lifecycle::authority::Authority;
use crate::model::shell;
use crate::report::bundle::Bundle;

/// The page that says how to check it.
const README: &str = include_str!("README.md");

/// The script that checks it.
const VERIFY: &str = include_str!("verify.sh");

/// The page of Python that makes hashes and digests again.
const VERIFY_PYTHON: &str = include_str!("../../../docs/verify.py");

/// The sums of all files.
const SUMS: &str = "SHA256SUMS";

/// Files by their paths.
pub type Files = Vec<(String, Vec<u8>)>;

/// The register for reading and counting, as other exports write it.
#[derive(Debug)]
pub struct Readable {
    /// The site.
    pub site: Vec<(String, String)>,
    /// The workbook.
    pub xlsx: Vec<u8>,
    /// The tables as lines of JSON.
    pub jsonl: String,
}

/// All files of the bundle but the one that names them (see [`BUNDLE`]), in order; the sum of `SHA256SUMS` beside them.
#[must_use]
pub fn files(bundle: Bundle, authority: &Authority, readable: Readable) -> (Files, String) {
    let mut files: Files = vec![
        ("README.md".to_owned(), readme(&bundle).into_bytes()),
        ("origin.txt".to_owned(), origin(&bundle).into_bytes()),
        ("verify.sh".to_owned(), VERIFY.into()),
        ("verify.py".to_owned(), VERIFY_PYTHON.into()),
        ("history.bundle".to_owned(), bundle.history),
        ("history.txt".to_owned(), bundle.log),
        ("signatures/allowed_signers".to_owned(), allowed_signers::file(authority).into_bytes()),
        ("register.xlsx".to_owned(), readable.xlsx),
        ("register.jsonl".to_owned(), readable.jsonl.into_bytes()),
    ];
    files.extend(readable.site.into_iter().map(|(name, text)| (format!("site/{name}"), text.into_bytes())));
    files.extend(bundle.files.into_iter().map(|(name, bytes)| (format!("register/{name}"), bytes)));
    for act in bundle.signed {
        files.push((format!("signatures/{}.statement", act.event), act.statement.into_bytes()));
        files.push((format!("signatures/{}.sig", act.event), act.signature.into_bytes()));
    }
    files.push((SUMS.to_owned(), Vec::new()));
    files.sort();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let manifest = BUNDLE.text(&names).into_bytes();
    let summed = files.iter().filter(|(name, _)| name != SUMS).map(|(name, bytes)| (name.as_str(), bytes));
    let mut sums: Vec<String> =
        summed.chain([(BUNDLE.file, &manifest)]).map(|(name, bytes)| format!("{}  {name}\n", sum(bytes))).collect();
    sums.sort_by(|a, b| a.get(66..).cmp(&b.get(66..)));
    let sums = sums.concat().into_bytes();
    let whole = sum(&sums);
    if let Some((_, bytes)) = files.iter_mut().find(|(name, _)| name == SUMS) {
        *bytes = sums;
    }
    (files, whole)
}

fn sum(bytes: &[u8]) -> String {
    of_bytes(bytes).map(|hash| hash.to_string()).unwrap_or_default()
}

/// What verify.sh reads, a word a line.
fn origin(bundle: &Bundle) -> String {
    let introduction = bundle.introduction.as_ref().map(ToString::to_string).unwrap_or_default();
    let lines = [
        ("commit", bundle.commit.clone()),
        ("folder", bundle.folder.clone()),
        ("register", clean_line(&bundle.register)),
        ("introduction", introduction),
        ("as-of", bundle.origin.as_of.to_string()),
        ("by", bundle.origin.tool.clone()),
    ];
    lines.iter().map(|(key, value)| format!("{key}: {value}\n")).collect()
}

fn readme(bundle: &Bundle) -> String {
    let folder = if bundle.folder.is_empty() { "" } else { &bundle.folder };
    let words = [
        ("ORGANISATION", escaped(&bundle.organisation)),
        ("REGISTER", escaped(&bundle.register)),
        ("from commit COMMIT", format!("from commit {}", bundle.commit)),
        ("AS-OF", bundle.origin.as_of.to_string()),
        ("TOOL", bundle.origin.tool.clone()),
        ("../history/FOLDER", shell::word(&format!("../history/{folder}")).into_owned()),
    ];
    let (mut page, mut rest) = (String::new(), README);
    // From the front to the back, so that no word is looked for in what was put in.
    while let Some((at, (word, value))) =
        words.iter().filter_map(|w| Some((rest.find(w.0)?, w))).min_by_key(|(at, _)| *at)
    {
        page += rest.get(..at).unwrap_or_default();
        page += value;
        rest = rest.get(at + word.len()..).unwrap_or_default();
    }
    page + rest
}
