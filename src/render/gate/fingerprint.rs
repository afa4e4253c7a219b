//! What makes a finding the same one in the next run, though its line or its words have moved.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::check::finding::{Finding, Report};

/// A fingerprint of each finding, in their order: of the register, the rule, the item (else the file), the key and the
/// event; of several that have all these in common, of its number among them. 32 hexadecimal digits.
#[must_use]
pub fn of(report: &Report) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let each = report.findings.iter().map(|finding| {
        let what = identity(report, finding);
        let number = seen.entry(what.clone()).or_default();
        *number += 1;
        hex(&format!("{what}\0{number}"))
    });
    each.collect()
}

fn identity(report: &Report, finding: &Finding) -> String {
    let register = report.register.as_deref().unwrap_or_default();
    let subject = finding.item.as_ref().unwrap_or(&finding.file);
    let key = finding.key.as_deref().unwrap_or_default();
    let event = finding.event.as_ref().map(crate::model::id::Hash::as_str).unwrap_or_default();
    [register, finding.rule.about().name, subject, key, event].join("\0")
}

fn hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
