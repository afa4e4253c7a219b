//! Links on a terminal (OSC 8): to files, tickets and evidence.

use super::screen::takes_links;

/// Length of the beginning or end of a link that this begins with, behind its escape: of those that [`linked`] writes. Its
/// last escape begins the next part, `\\`, which says nothing else.
#[must_use]
pub(super) fn link_of(text: &str) -> Option<usize> {
    if text.starts_with('\\') {
        return Some(1);
    }
    let address = text.strip_prefix("]8;;")?;
    (address.is_empty() || is_address(address)).then_some(text.len())
}

/// Whether a link may lead there: no character of it can steer a terminal.
fn is_address(text: &str) -> bool {
    let known = ["https://", "http://", "file:///"].iter().any(|scheme| text.starts_with(scheme));
    known && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// Text that leads to an address, on a terminal that may take links; the text alone anywhere else.
#[must_use]
pub fn linked(address: &str, text: &str) -> String {
    if takes_links() && is_address(address) {
        return format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\");
    }
    text.to_owned()
}
