//! The page `docs/rules.md`: every rule of `check` and every number of the policy, made from where they are declared.

use std::fmt::Write as _;

use crate::model::rule::{Hold, Rule};
use crate::model::settings::Policy;

/// All rules as a page in Markdown, by family, and the numbers that they use.
#[must_use]
pub fn page() -> String {
    let mut out = String::from(
        "# The rules of `kaizen check`\n\n\
         Made from the rules themselves; `kaizen check --explain NAME` tells the same of one of them. Basis: `iso` is the\n\
         text of ISO/IEC 27001:2022 with its clause or control, `auditor` what certification auditors expect, `house` a\n\
         choice of kaizen. 10.2 binds nonconformities only, so what it asks has the basis `auditor` for improvements; it\n\
         sets no dates, so what is asked of a date is `house`. The grades of nonconformities, major and minor, are words of\n\
         certification (ISO/IEC 17021-1, 3.12 and 3.13); 27001 knows none. `kaizen config set rules.NAME=LEVEL` changes a\n\
         level; a fixed one is never lowered, and a waiver of it names the event or the commit.\n",
    );
    let mut family = None;
    for about in Rule::ALL {
        if family.replace(about.family) != Some(about.family) {
            let _ = writeln!(out, "\n## {:?}", about.family);
        }
        let hold = match about.hold {
            Hold::Free => "",
            Hold::Fixed => ", fixed",
            Hold::Always => ", never lowered or waived",
        };
        let _ = writeln!(out, "\n### {}\n\nLevel {}{hold}; basis {}.", about.name, about.level, about.basis);
        let _ = writeln!(out, "\n{}\n\nRemedy: {}", about.meaning, about.remedy.replace("{id}", "ID"));
    }
    out.push_str("\n## Numbers\n\n");
    out.push_str("The numbers are the organisation's to set: `kaizen config set policy.stale_days=60 -m REASON`. The usual target dates are\n");
    out.push_str("what `accept` proposes for the grade; any other day may be agreed.\n\n");
    out.push_str("| `[policy]` | default | meaning |\n|---|---|---|\n");
    for (key, number, meaning) in Policy::NUMBERS {
        let _ = writeln!(out, "| `{key}` | {number} | {} |", meaning.trim());
    }
    out
}

#[cfg(test)]
mod tests {
    /// With `KAIZEN_WRITE_DOCS=1` the kept page is written anew.
    #[test]
    fn the_kept_page_is_current() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
        if std::env::var_os("KAIZEN_WRITE_DOCS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, super::page()).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == super::page(), "docs/rules.md is not current; KAIZEN_WRITE_DOCS=1 writes it anew");
    }
}
