//! The screen: how wide and high it is, whether it takes colours and links, and what the person wants of it.

use std::io::IsTerminal as _;
use std::sync::OnceLock;

use anstream::{AutoStream, ColorChoice};

/// When colours are shown.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    strum::IntoStaticStr,
    strum::EnumString,
    strum::VariantArray,
    strum::EnumMessage,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Colour {
    /// On a terminal that takes them, where `NO_COLOR` says nothing else
    #[default]
    Auto,
    /// In a pipe too
    Always,
    /// Nowhere
    Never,
}

/// What the person wants of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Whether what is longer than the screen goes through a pager.
    pub paged: bool,
    /// Whether acts tell only why they are refused.
    pub quiet: bool,
}

static WANTED: OnceLock<Wanted> = OnceLock::new();

/// Says once, for the whole run, what is wanted.
pub fn want(wanted: Wanted) {
    WANTED.set(wanted).ok();
}

/// Says when colours are shown, of help and refusals too.
pub fn want_colour(colour: Colour) {
    match colour {
        Colour::Auto => ColorChoice::Auto,
        Colour::Always => ColorChoice::Always,
        Colour::Never => ColorChoice::Never,
    }
    .write_global();
}

/// Whether acts tell only why they are refused.
#[must_use]
pub fn quiet() -> bool {
    WANTED.get().is_some_and(|wanted| wanted.quiet)
}

/// Columns of the screen: as `COLUMNS` says, else those of the terminal; `None` in a pipe, where nothing is cut.
#[must_use]
pub fn width() -> Option<u16> {
    let said = std::env::var("COLUMNS").ok().and_then(|c| c.trim().parse().ok()).filter(|columns| *columns > 0);
    let unknown = || std::io::stdout().is_terminal().then_some(80);
    said.or_else(|| of_terminal().map(|(width, _)| width)).or_else(unknown)
}

/// Columns that text is wrapped to: 80 where the width is not known, and no more than anybody likes to read.
#[must_use]
pub fn columns() -> usize {
    usize::from(width().unwrap_or(80)).clamp(30, 110)
}

/// Whether a text has more lines than the terminal that standard output is, and a pager is wanted for it.
#[must_use]
pub fn is_longer(text: &str) -> bool {
    let paged = WANTED.get().is_none_or(|wanted| wanted.paged) && std::io::stdout().is_terminal();
    paged && of_terminal().is_some_and(|(_, height)| text.lines().count() >= usize::from(height.max(2)))
}

/// Whether standard output shows colours.
#[must_use]
pub fn shows_colour() -> bool {
    AutoStream::choice(&std::io::stdout()) != ColorChoice::Never
}

/// Whether standard output is a terminal that may take links (OSC 8): not in a pipe, and not without colours.
#[must_use]
pub fn takes_links() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
        || std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    std::io::stdout().is_terminal() && !refused && shows_colour()
}

/// Columns of the terminal that standard error is; `None` where it is none, and nothing is wrapped.
#[must_use]
pub fn columns_told() -> Option<usize> {
    terminal_size::terminal_size_of(std::io::stderr()).map(|(width, _)| usize::from(width.0)).filter(|width| *width > 0)
}

/// Columns and lines of the terminal that standard output is.
fn of_terminal() -> Option<(u16, u16)> {
    let (width, height) = terminal_size::terminal_size_of(std::io::stdout())?;
    (width.0 > 0).then_some((width.0, height.0))
}

/// Lines of a screen of many things where all are not asked for: more than this nobody reads.
pub const MOST_LINES: usize = 150;
