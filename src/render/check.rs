//! The rules of `check`, for eyes and for programs.

use std::fmt::Write as _;

use super::json;
use super::screen::columns;
use super::terminal::{STRONG, styled, table, wrapped};
use crate::model::rule::{About, Basis, Hold, Rule};

/// All rules as a table.
#[must_use]
pub fn list() -> String {
    let rows = Rule::ALL.iter().map(|about| {
        let family = format!("{:?}", about.family).to_lowercase();
        vec![about.name.to_owned(), about.level.to_string(), family, about.basis.to_string(), about.meaning.to_owned()]
    });
    table(&["rule", "level", "family", "basis", "meaning"], rows.collect())
}

/// All rules as JSON.
///
/// # Errors
/// It cannot be written as JSON.
pub fn list_json() -> anyhow::Result<String> {
    json::pretty(&Rule::ALL.iter().map(entry).collect::<Vec<_>>())
}

/// One rule as JSON, as it stands in the list of all.
///
/// # Errors
/// It cannot be written as JSON.
pub fn explain_json(about: &About) -> anyhow::Result<String> {
    json::pretty(&entry(about))
}

fn entry(about: &About) -> serde_json::Value {
    serde_json::json!({
        "rule": about.name, "level": about.level, "family": about.family, "basis": about.basis.to_string(),
        "may_be_lowered": about.hold == Hold::Free, "meaning": about.meaning, "remedy": about.remedy,
    })
}

/// One rule, in full.
#[must_use]
pub fn explain(about: &About) -> String {
    let hold = match about.hold {
        Hold::Free => format!("kaizen config set rules.{}=LEVEL changes it", about.name),
        Hold::Fixed => "it cannot be lowered; a waiver names the event or the commit".to_owned(),
        Hold::Always => "it can neither be lowered nor waived".to_owned(),
    };
    let basis = match about.basis {
        Basis::Iso(_) => format!("{}: the text of ISO/IEC 27001:2022", about.basis),
        Basis::Nonconformity(clause) => {
            format!(
                "iso {clause}: the text of ISO/IEC 27001:2022, for nonconformities; of improvements certification auditors expect it"
            )
        }
        Basis::Auditor | Basis::House => format!("{}: {}", about.basis, about.basis.origin()),
    };
    let mut out = format!("{}\n", styled(STRONG, about.name));
    out.push_str(&wrapped(about.meaning, columns(), "  "));
    let _ = writeln!(out, "\n  basis   {basis}");
    let _ = writeln!(out, "  level   {} ({hold})", about.level);
    let _ = writeln!(out, "  remedy");
    out.push_str(&wrapped(&about.remedy.replace("{id}", "ID"), columns(), "    "));
    out
}
