//! Dates as an iCalendar file (RFC 5545).

use icalendar::{Calendar, Component, Event, EventLike as _, EventStatus};

use crate::render::terminal::{clean, clean_line};
use crate::report::export::{Calendar as Dates, Dated};

/// A calendar of days: a date that moved has a higher sequence under the same name, one that is gone is cancelled.
#[must_use]
pub fn ics(dates: &Dates) -> String {
    let mut calendar = Calendar::empty();
    calendar
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", format!("-//kaizen//{}//EN", dates.origin.tool).as_str()))
        .append_property(("CALSCALE", "GREGORIAN"))
        .append_property(("METHOD", "PUBLISH"))
        .name(&clean_line(&format!("Improvement register of {}", dates.organisation)));
    for dated in &dates.dates {
        calendar.push(event(dated));
    }
    calendar.to_string()
}

fn event(dated: &Dated) -> Event {
    let mut event = Event::new();
    let status = if dated.gone { EventStatus::Cancelled } else { EventStatus::Confirmed };
    event
        .uid(&clean_line(&dated.uid))
        .timestamp(dated.stamp.0)
        .sequence(dated.sequence)
        .starts(dated.day.0)
        .summary(&clean_line(&dated.summary))
        .status(status)
        // Nobody is busy on a day because something is due on it.
        .append_property(("TRANSP", "TRANSPARENT"));
    if !dated.description.trim().is_empty() {
        event.description(clean(&dated.description).trim());
    }
    event.done()
}
