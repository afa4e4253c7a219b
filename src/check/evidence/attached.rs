//! The files that events name as evidence.

use crate::check::facts::Chain;
use crate::check::finding::RawFinding;
use crate::check::form::evidence_path;
use crate::model::id::Hash;
use crate::model::rule::Rule;
use crate::model::settings::Policy;

/// The least bound on the size of a file of evidence that is read, in MiB: the policy may have been larger once.
const LEAST_BOUND: u32 = 256;

/// So many bytes of a file of evidence are read.
#[must_use]
pub fn largest_attached(policy: &Policy) -> usize {
    (policy.evidence_max_mib.max(LEAST_BOUND) as usize) << 20
}

/// `evidence-missing`, `evidence-changed`, and `outside-register` of what is not to be followed.
pub fn evidence(chain: &Chain<'_>) -> Vec<RawFinding> {
    let mut drafts = Vec::new();
    for (name, event) in chain.events {
        for evidence in event.evidence.iter().flatten() {
            let Some(path) = &evidence.path else { continue };
            let key = ["event", name, "evidence"];
            let found = evidence_path(chain.world, path, &key)
                .or_else(|| missing_or_changed(chain, path, evidence.sha256.as_ref(), &key));
            drafts.extend(found.map(|draft| draft.event(&event.hash)));
        }
    }
    drafts
}

fn missing_or_changed(chain: &Chain<'_>, path: &str, wanted: Option<&Hash>, key: &[&str]) -> Option<RawFinding> {
    let sha256 = match chain.world.store.sha256(path, largest_attached(&chain.world.policy)) {
        Ok(Some(sha256)) => sha256,
        Ok(None) => return Some(RawFinding::new(Rule::EvidenceMissing, key, format!("{path} is not there"))),
        Err(error) => {
            return Some(RawFinding::new(Rule::EvidenceMissing, key, format!("{path} cannot be read: {error:#}")));
        }
    };
    let Some(wanted) = wanted else {
        return Some(RawFinding::new(
            Rule::EvidenceChanged,
            key,
            format!("nothing vouches for {path}: it has no sha256"),
        ));
    };
    if sha256 == *wanted {
        return None;
    }
    Some(RawFinding::new(
        Rule::EvidenceChanged,
        key,
        format!("{path} is not the file that was attached (its sha256 differs)"),
    ))
}
