//! How much of very many things a screen or a document shows, and the command that shows the others.

use super::markdown::code;
use super::screen::MOST_LINES;
use super::terminal::table;

/// Entries of a list in a document.
pub const ENTRIES: usize = 20;

/// A table of as many rows as a screen holds, or of `all`; of the others it says how many, and the command that shows them.
#[must_use]
pub fn bounded_table(headers: &[&str], rows: Vec<Vec<String>>, all: bool, command: &str) -> String {
    if all {
        return table(headers, rows);
    }
    let mut most = rows.len().min(MOST_LINES);
    loop {
        let text = table(headers, rows.iter().take(most).cloned().collect());
        let lines = text.lines().count();
        // On a narrow terminal a row takes several lines.
        if lines <= MOST_LINES + 1 || most <= 1 {
            return text + &more(rows.len() - most, command);
        }
        most = (most * MOST_LINES / lines).max(1);
    }
}

/// The line that says how many more there are; nothing where there are none.
#[must_use]
pub fn more(count: usize, command: &str) -> String {
    if count == 0 { String::new() } else { format!("and {count} more: {command}\n") }
}

/// The first entries of a list in Markdown, or in `full`; the last one says how many more there are.
#[must_use]
pub fn entries<T>(all: &[T], full: bool, command: &str, entry: impl Fn(&T) -> String) -> String {
    let most = if full { all.len() } else { ENTRIES };
    let shown: String = all.iter().take(most).map(entry).collect();
    shown + &more_entries(all.len().saturating_sub(most), command)
}

/// The entry of a list in Markdown that says how many more there are.
#[must_use]
pub fn more_entries(count: usize, command: &str) -> String {
    if count == 0 { String::new() } else { format!("- and {count} more: {}\n", code(command)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_shows_a_screen_and_says_what_is_left() {
        let rows = |count: usize| (0..count).map(|n| vec![format!("r{n}"), "word ".repeat(9)]).collect::<Vec<_>>();
        let text = bounded_table(&["a", "b"], rows(300), false, "kaizen list --all");
        assert!(text.lines().count() <= MOST_LINES + 2, "{text}");
        assert!(text.ends_with("more: kaizen list --all\n"), "{text}");
        assert!(bounded_table(&["a", "b"], rows(300), true, "x").contains("r299"));
        assert!(!bounded_table(&["a", "b"], rows(MOST_LINES), false, "x").contains(" more: "));
    }

    #[test]
    fn a_list_shows_its_first_entries() {
        let all: Vec<usize> = (0..30).collect();
        let text = entries(&all, false, "kaizen list --full", |n| format!("- {n}\n"));
        assert!(text.ends_with("- 19\n- and 10 more: `kaizen list --full`\n"), "{text}");
        assert!(entries(&all, true, "x", |n| format!("- {n}\n")).ends_with("- 29\n"));
    }
}
