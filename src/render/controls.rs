//! The page `docs/controls.md`: what `controls` may name, and which controls took the place of those of 2013, made from the
//! same data that the program asks.

use std::fmt::Write as _;

use crate::model::control::{new_in_2022, of_2013};

/// The page in Markdown.
#[must_use]
pub fn page() -> String {
    let mut out = String::from(
        "# Controls\n\n\
         `controls` of an item names controls of Annex A (`A.8.15`) and clauses (`10.2`) of ISO/IEC 27001:2022, and requirements\n\
         of other frameworks as `PREFIX:REFERENCE`, once a manager has added the prefix to register.toml:\n\n\
         ```sh\nkaizen config set frameworks=CSF frameworks=NIS2 -m \"Both are asked of us.\"\n\
         kaizen link K7QD --control A.8.15 --control CSF:ID.IM-03\nkaizen list --control 'CSF:*'\n```\n\n\
         Of the NIST CSF 2.0 (`CSF`) the subcategories ID.IM-01 to ID.IM-04 are known one by one and all others by their shape;\n\
         of every other framework the shape is all that is looked at.\n\n\
         ## From the 2013 edition\n\n\
         A control in the numbering of 2013 is refused, and the message names what took its place (ISO/IEC 27002:2022, Annex B).\n\n\
         | 2013 | 2022 |\n|---|---|\n",
    );
    for (old, now) in of_2013() {
        let now: Vec<String> = now.iter().map(|number| format!("A.{number}")).collect();
        let _ = writeln!(out, "| A.{old} | {} |", now.join(", "));
    }
    let new: Vec<String> = new_in_2022().iter().map(|number| format!("A.{number}")).collect();
    let _ = write!(out, "\nNothing of 2013 led to these controls of 2022: {}.\n", new.join(", "));
    out
}

#[cfg(test)]
mod tests {
    /// With `KAIZEN_WRITE_DOCS=1` the kept page is written anew.
    #[test]
    fn the_kept_page_is_current() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/controls.md");
        if std::env::var_os("KAIZEN_WRITE_DOCS").is_some() {
            std::fs::write(&path, super::page()).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == super::page(), "docs/controls.md is not current; KAIZEN_WRITE_DOCS=1 writes it anew");
    }
}
