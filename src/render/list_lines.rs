//! The list of items as a screen: a line an item, the most urgent first, and a last line that counts.

use super::list::{doubtful, doubts_told, status_style};
use super::screen::{MOST_LINES, width};
use super::terminal::{BAD, FAINT, STRONG, WARN, clean_cell, columns_of, cut, padded, styled, wrapped};
use crate::model::date::Day;
use crate::model::word::Status;
use crate::report::list::{Found, Row};

/// Columns of an owner; a longer name is cut.
const OWNER: usize = 20;
/// With less room for titles than this, each stands on a line of its own.
const TITLE_ROOM: usize = 20;
/// Something that is late in fewer days stands out.
const SOON: i64 = 14;

/// The screen. `all` shows every line, and what is not open was asked for too.
#[must_use]
pub fn screen(found: &Found, today: Day, all: bool) -> String {
    let most = if all { usize::MAX } else { MOST_LINES };
    let rows: Vec<&Row> = found.rows.iter().take(most).collect();
    let mut cells = vec![["ID", "STATUS", "DUE", "OWNER", "TITLE"].map(ToOwned::to_owned)];
    cells.extend(rows.iter().map(|row| line(found, row, today)));
    let mut out = laid_out(&cells, width().map(usize::from));
    let more = found.rows.len() - rows.len();
    if more > 0 {
        out += &format!("and {more} more: --all, or words that narrow it: kaizen list mine|overdue|WORD…\n");
    }
    out += &doubts_told(rows.iter().filter(|row| !row.doubts.is_empty()).count());
    out + &counted(found)
}

/// The line that counts what is wanted.
fn counted(found: &Found) -> String {
    let overdue = format!("{} overdue", found.overdue);
    let overdue = if found.overdue > 0 { styled(BAD, &overdue) } else { overdue };
    let rest = match found.wanted - found.open {
        0 => String::new(),
        _ if found.rows.len() == found.wanted => format!("; {} in all", found.wanted),
        _ => format!("; {} in all (--all)", found.wanted),
    };
    format!("{} open, {overdue}{rest}\n", found.open)
}

fn line(found: &Found, row: &Row, today: Day) -> [String; 5] {
    let status = row.status.map_or_else(|| "no status".to_owned(), |status| status.to_string());
    let owner = row.terms.owner.as_ref().map(|owner| cut(owner.as_str(), OWNER)).unwrap_or_default();
    [
        format!("{}{}", styled(STRONG, found.short(&row.id)), doubtful(&row.doubts)),
        styled(status_style(row.status), &status),
        due(row, today),
        owner,
        clean_cell(&row.title),
    ]
}

/// What its day is, in the fewest letters that say it.
fn due(row: &Row, today: Day) -> String {
    let late = row.late_from.is_some_and(|from| from <= today);
    let soon = row.late_from.is_some_and(|from| from.since(today) <= SOON);
    let style = if late { BAD } else { WARN };
    let urgent = |text: String| if soon { styled(style, &text) } else { text };
    match row.status {
        Some(Status::Raised) => {
            urgent(row.undecided_since.map(|since| format!("{}d old", today.since(since))).unwrap_or_default())
        }
        Some(Status::Implemented) => {
            urgent(row.verification_day.map(|day| format!("verify {day}")).unwrap_or_default())
        }
        Some(Status::Deferred) => {
            let until = row.deferred_until.map(|until| format!("until {until}")).unwrap_or_default();
            if late { styled(BAD, &until) } else { styled(FAINT, &until) }
        }
        Some(status) if status.is_running() => match row.terms.due.map(|due| due.since(today)) {
            Some(left) if left < 0 => styled(BAD, &format!("{left}d")),
            _ if row.overdue_actions > 0 => styled(BAD, "action late"),
            Some(0) => styled(WARN, "today"),
            Some(left) => urgent(format!("+{left}d")),
            None => String::new(),
        },
        _ => String::new(),
    }
}

fn laid_out(cells: &[[String; 5]], width: Option<usize>) -> String {
    let widest =
        |column: usize| cells.iter().filter_map(|row| row.get(column)).map(|c| columns_of(c)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..4).map(widest).collect();
    let before: usize = widths.iter().map(|width| width + 2).sum();
    let room = width.map(|width| width.saturating_sub(before));
    let mut out = String::new();
    if let Some(width) = width.filter(|width| before > *width) {
        // Too narrow for columns: what they hold, one after the other.
        for row in cells.iter().skip(1) {
            let filled: Vec<&str> = row.iter().take(4).map(String::as_str).filter(|cell| !cell.is_empty()).collect();
            out += &wrapped(&filled.join("  "), width, "");
            out += &format!("  {}\n", cut(&row[4], width.saturating_sub(2)));
        }
        return out;
    }
    for [id, status, due, owner, title] in cells {
        let head: String =
            [id, status, due, owner].into_iter().zip(&widths).map(|(c, w)| padded(c, *w) + "  ").collect();
        match (width, room) {
            (Some(width), Some(room)) if room < TITLE_ROOM => {
                out += &format!("{}\n  {}\n", cut(head.trim_end(), width), cut(title, width.saturating_sub(2)));
            }
            (_, Some(room)) => out += &format!("{}\n", format!("{head}{}", cut(title, room)).trim_end()),
            _ => out += &format!("{}\n", format!("{head}{title}").trim_end()),
        }
    }
    out
}
