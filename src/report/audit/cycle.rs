//! Step 3, whether management reviews look at the register.

use super::{Fault, Material, Proof, StepNotes, count};
use crate::model::date::days;
use crate::model::event::Act;
use crate::model::excerpt::{TITLE, shortened};
use crate::model::id::ItemId;
use crate::model::review::Review;
use crate::model::word::SourceKind;
use crate::report::review::due_on;

/// Days after which the record of a review comes late.
const LATE: i64 = 30;

/// The largest file of minutes that is searched, in bytes.
const MAX_MINUTES: usize = 1 << 20;

/// Step 3.
pub(super) fn reviews(material: &Material<'_>) -> StepNotes {
    let policy = &material.register.settings.policy;
    let mut seen = StepNotes { looked_at: count(material.reviews.len(), "management review"), ..StepNotes::default() };
    let Some(last) = material.reviews.last() else {
        let interval = i64::from(policy.review_interval_days);
        let age = material.introduced.as_ref().map(|(_, at)| material.today.since(at.day(material.register.zone())));
        match age {
            Some(age) if age <= interval => {
                seen.open.push(Fault::of(format!("none is recorded yet; the register is {} old", days(age))));
            }
            _ => seen.faults.push(Fault::of(format!("none is recorded; one is due every {}", days(interval)))),
        }
        return seen;
    };
    if let Some(due) = due_on(material.reviews, policy).filter(|due| *due < material.today) {
        let late = days(material.today.since(due));
        seen.faults.push(Fault::about(
            format!("review/{}", last.id),
            format!("the next one was due on {due}: {late} overdue"),
        ));
    }
    let ids: Vec<&str> = material.reviews.iter().map(|r| r.id.as_str()).collect();
    let mut drawn = material.sample.draw(3, ids.iter().copied());
    // The last one is always looked at.
    if !drawn.contains(&last.id.as_str()) {
        drawn.push(last.id.as_str());
    }
    seen.drawn = drawn.iter().map(|id| format!("review/{id}")).collect();
    for review in material.reviews.iter().filter(|r| drawn.contains(&r.id.as_str())) {
        one(material, review, &mut seen);
    }
    let tasks =
        material.entries.iter().filter(|e| e.item.sources.iter().any(|s| s.kind == SourceKind::ManagementReview));
    for entry in tasks {
        seen.evidence.push(Proof::about(
            entry.id(),
            format!("answers to a management review: {}", shortened(&entry.item.title, TITLE)),
        ));
    }
    seen
}

fn one(material: &Material<'_>, review: &Review, seen: &mut StepNotes) {
    let about = format!("review/{}", review.id);
    let items: Vec<&str> = review.items().into_iter().map(ItemId::as_str).collect();
    let on = if items.is_empty() { "on no item".to_owned() } else { format!("on {}", items.join(", ")) };
    let minutes = review.minutes.path.as_ref().or(review.minutes.url.as_ref()).map_or("", String::as_str);
    let text = format!(
        "held on {}, chaired by {}: {} {on}; minutes {minutes}; looked at {}",
        review.held_on,
        review.chair,
        count(review.decision.len(), "decision"),
        review.looked_at.get(..12).unwrap_or(&review.looked_at)
    );
    let recorded = review.event.values().find(|e| e.act == Act::Recorded);
    let proof = Proof::about(&about, text);
    seen.evidence.push(match recorded {
        Some(event) => proof.event(event, material),
        None => proof,
    });
    let zone = material.register.zone();
    if let Some(late) = recorded.map(|event| event.at.day(zone).since(review.held_on)).filter(|late| *late > LATE) {
        let text = format!("it was recorded {} after it was held: ask who wrote it down, and from what", days(late));
        seen.open.push(Fault::about(&about, text));
    }
    if review.decision.is_empty() {
        seen.open.push(Fault::about(&about, "no decision was recorded: ask what top management decided (9.3.3)"));
    }
    if let Some(words) = text_of_minutes(material, review).as_deref().and_then(says_not) {
        seen.open
            .push(Fault::about(&about, format!("the minutes say “{words}”: read whether the register was looked at")));
    }
    match mentions(material, review) {
        Mention::Word(word) => {
            let text = format!("the minutes mention the register: “{word}”");
            seen.evidence.push(Proof::about(&about, text));
        }
        Mention::None if items.is_empty() => {
            let text = "neither the minutes nor a decision mention the register or an item of it";
            seen.faults.push(Fault::about(&about, text));
        }
        Mention::None => {
            seen.open.push(Fault::about(&about, "the minutes do not mention the register; its decisions do"));
        }
        Mention::Unknown if items.is_empty() => {
            let text = "no decision names an item; read whether the minutes mention the register";
            seen.open.push(Fault::about(&about, text));
        }
        Mention::Unknown => seen.ask.push(format!("Read the minutes of {about}: do they say what its decisions say?")),
    }
}

/// Words by which minutes say that something was not looked at.
const NOT: [&str; 10] = [
    "not looked at",
    "not discussed",
    "not reviewed",
    "not presented",
    "was postponed",
    "no time for",
    "nicht behandelt",
    "nicht besprochen",
    "nicht vorgelegt",
    "wurde vertagt",
];

fn says_not(minutes: &str) -> Option<&'static str> {
    NOT.into_iter().find(|words| minutes.contains(words))
}

/// Whether minutes mention the register.
enum Mention {
    /// By this word.
    Word(String),
    /// They do not.
    None,
    /// They are kept elsewhere, or are no text.
    Unknown,
}

fn mentions(material: &Material<'_>, review: &Review) -> Mention {
    let Some(text) = text_of_minutes(material, review) else { return Mention::Unknown };
    let register = &material.register.settings;
    let prefix = format!("{}-2", register.prefix.to_lowercase());
    let words = [
        "improvement register",
        "improvement log",
        "corrective action",
        "continual improvement",
        "register of improvements",
        "kaizen",
    ];
    let mut named = words.iter().map(|w| (*w).to_owned()).chain([register.id.to_lowercase(), prefix]);
    named.find(|word| text.contains(word.as_str())).map_or(Mention::None, Mention::Word)
}

/// The text of minutes that are kept in the register as text, in small letters.
fn text_of_minutes(material: &Material<'_>, review: &Review) -> Option<String> {
    let path = review.minutes.path.as_ref()?;
    let is_text = [".md", ".txt", ".adoc", ".rst"].iter().any(|ending| path.to_lowercase().ends_with(ending));
    let bytes = material.register.store.read_bounded(path, MAX_MINUTES).ok()??;
    String::from_utf8(bytes).ok().filter(|_| is_text).map(|text| text.to_lowercase())
}
