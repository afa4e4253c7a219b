//! What a search found, for eyes.

use super::terminal::{FAINT, STRONG, WARN, clean_line, styled};
use crate::report::search::Found;

/// Each item with the places of the words.
#[must_use]
pub fn human(found: &Found) -> String {
    let mut out = String::new();
    for item in &found.items {
        let status = item.status.map(|s| s.to_string()).unwrap_or_default();
        out += &format!("{}  {status}  {}\n", styled(STRONG, item.id.as_str()), clean_line(&item.title));
        for excerpt in &item.excerpts {
            let part = |text: &str| super::terminal::clean(text).replace(['\n', '\t'], " ");
            out += &format!(
                "  {} {}{}{}\n",
                styled(FAINT, &format!("{}:", excerpt.field)),
                part(&excerpt.before),
                styled(WARN, &part(&excerpt.matched)),
                part(&excerpt.after).trim_end()
            );
        }
    }
    out
}
