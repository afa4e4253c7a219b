//! Management reviews, for eyes.

use super::bounded::bounded_table;
use super::terminal::{BAD, clean_line, styled};
use crate::model::date::days;
use crate::model::id::ItemId;
use crate::report::review::{ReviewList, ReviewRow};

/// A table of a screen of them or of `all`, and a line that tells when the next one is due.
#[must_use]
pub fn human(list: &ReviewList, all: bool) -> String {
    let names = ["id", "held on", "chair", "took part", "decisions", "items", "looked at", "next on", "minutes"];
    let mut out = bounded_table(&names, list.reviews.iter().map(row).collect(), all, "kaizen review list --all");
    if let Some(due) = list.due_on {
        out += &match list.overdue_days {
            Some(late) => styled(BAD, &format!("the next one was due on {due}: {} overdue", days(late))),
            None => format!("the next one is due on {due}"),
        };
        out.push('\n');
    }
    out
}

fn row(review: &ReviewRow) -> Vec<String> {
    let mut items: Vec<&str> = review.decisions.iter().flat_map(|d| &d.items).map(ItemId::random).collect();
    items.sort_unstable();
    items.dedup();
    let minutes = review.minutes.path.as_ref().or(review.minutes.url.as_ref());
    let id = match &review.recorded {
        Some(_) => review.id.to_string(),
        None => styled(BAD, &format!("{} (recorded by nobody)", review.id)),
    };
    vec![
        id,
        review.held_on.to_string(),
        review.chair.to_string(),
        (review.attendees.len() + 1).to_string(),
        review.decisions.len().to_string(),
        items.join(" "),
        clean_line(&review.looked_at.chars().take(12).collect::<String>()),
        review.next_on.to_string(),
        clean_line(minutes.map_or("", String::as_str)),
    ]
}
