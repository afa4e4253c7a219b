//! The words that people wrote into an item or an event, each with its key and what it is.

use super::event::Event;
use super::item::Item;

/// Goes through the words of an item's content, each with its key and what it is.
pub fn each_of_item<'i>(item: &'i Item, mut take: impl FnMut(&[&str], &'static str, &'i str)) {
    take(&["title"], "the title", &item.title);
    // `suggest` leaves out what nobody said.
    if let Some(text) = item.description.as_deref().filter(|text| !text.trim().is_empty()) {
        take(&["description"], "the description", text);
    }
    if let Some(text) = &item.success_criterion {
        take(&["success_criterion"], "the success criterion", text);
    }
    if let Some(correction) = &item.correction {
        take(&["correction", "description"], "the correction", &correction.description);
        if let Some(text) = &correction.consequences {
            take(&["correction", "consequences"], "what was done about the consequences", text);
        }
    }
    for (i, analysis) in item.analysis.iter().enumerate() {
        let place = format!("[{i}]");
        if let Some(cause) = &analysis.root_cause {
            take(&["analysis", &place, "root_cause"], "the root cause", cause);
        }
        for (n, why) in analysis.why.iter().enumerate() {
            take(&["analysis", &place, "why", &format!("[{n}]"), "answer"], "the answer to a why", &why.answer);
        }
    }
    for (id, action) in &item.action {
        take(&["action", id.as_str(), "description"], "the action", &action.description);
    }
    for (id, resource) in &item.resource {
        take(&["resource", id.as_str(), "purpose"], "the purpose", &resource.purpose);
    }
}

/// Goes through the words of an event, each with its key and what it is.
pub fn each_of_event<'e>(event: &'e Event, mut take: impl FnMut(&'static str, &'static str, &'e str)) {
    let texts = [
        ("text", "the text of the act", &event.text),
        ("late_reason", "the reason for being late", &event.late_reason),
        ("early_reason", "the reason for being early", &event.early_reason),
        ("waiver", "the waiver", &event.waiver),
    ];
    for (key, what, text) in texts {
        if let Some(text) = text {
            take(key, what, text);
        }
    }
}
