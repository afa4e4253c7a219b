//! What stands still: a line an item, and under it why, where somebody said so.

use super::list::{doubtful, doubts_told};
use super::screen::{MOST_LINES, width};
use super::terminal::{BAD, FAINT, STRONG, WARN, clean_cell, columns_of, cut, padded, styled};
use crate::report::stale::{ReasonKind, Stale, StaleItem};

/// The screen; `all` shows every item.
#[must_use]
pub fn human(report: &Stale, all: bool) -> String {
    let widest = |text: fn(&StaleItem) -> String| report.items.iter().map(|item| text(item).len()).max().unwrap_or(0);
    let (statuses, owners) = (widest(|item| item.status.to_string()), widest(owner));
    let fit = |line: String| width().map_or_else(|| line.clone(), |width| cut(&line, width.into())) + "\n";
    let (mut out, mut shown, mut marked) = (String::new(), 0, 0);
    for item in &report.items {
        if !all && out.lines().count() + 4 > MOST_LINES {
            break;
        }
        let id = format!("{}{}", styled(STRONG, item.id.as_str()), doubtful(&item.doubts));
        let cells = [id, padded(&item.status.to_string(), statuses), padded(&owner(item), owners), reasons(item)];
        let title = clean_cell(&item.title);
        let line = format!("{}  {title}", cells.join("  "));
        match width().map(usize::from).filter(|width| columns_of(&line) > *width) {
            None => out += &fit(line),
            Some(60..) => {
                out += &fit(cells.join("  "));
                out += &fit(format!("  {title}"));
            }
            Some(_) => {
                let [id, status, owner, reasons] = cells;
                out += &fit(format!("{id}  {}  {}", status.trim_end(), owner.trim_end()).trim_end().to_owned());
                out += &fit(format!("  {reasons}"));
                out += &fit(format!("  {title}"));
            }
        }
        if item.said {
            out += &fit(format!("  {}", styled(FAINT, &clean_cell(&item.why))));
        }
        shown += 1;
        marked += usize::from(!item.doubts.is_empty());
    }
    let more = report.items.len() - shown;
    if more > 0 {
        out += &format!("and {more} more: kaizen stale --all\n");
    }
    out + &doubts_told(marked)
}

fn owner(item: &StaleItem) -> String {
    item.owner.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn reasons(item: &StaleItem) -> String {
    let each = item.reasons.iter().map(|reason| {
        let urgent =
            matches!(reason.kind, ReasonKind::Overdue | ReasonKind::ActionOverdue | ReasonKind::VerificationOverdue);
        styled(if urgent { BAD } else { WARN }, &reason.text)
    });
    each.collect::<Vec<_>>().join("; ")
}
