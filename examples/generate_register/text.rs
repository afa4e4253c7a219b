//! The text of an item's file in its canonical form, as `kaizen fmt` leaves it.

use std::fmt::Write as _;

use kaizen::internals::document::value::{Value, key};
use kaizen::internals::record::fields;
use kaizen::model::item::{Analysis, Item};
use toml::Table;

/// The keys of an event in the order of the file.
const EVENT: [&str; 28] = [
    "after",
    "act",
    "by",
    "at",
    "text",
    "reference",
    "action",
    "resource",
    "event",
    "method",
    "result",
    "evidence",
    "risk",
    "until",
    "review_on",
    "late_reason",
    "early_reason",
    "waiver",
    "follow_up",
    "decision",
    "analyses",
    "people",
    "terms",
    "set",
    "content",
    "edits",
    "signature",
    "hash",
];

/// One sealed event.
pub fn event(table: &Table) -> String {
    let mut fields = fields::event(table);
    fields.sort_by_key(|(name, _)| EVENT.iter().position(|known| known == name));
    let name = table["hash"].as_str().and_then(|hash| hash.get(..16)).expect("a sealed event has a hash");
    let mut text = format!("\n[event.{}]\n", key(name));
    for (name, value) in fields {
        put(&mut text, &name, Some(value));
    }
    text
}

/// Everything before the events.
pub fn head(item: &Item) -> String {
    let mut text = String::with_capacity(4096);
    text.push_str("#:schema ../../schemas/item.schema.json\nschema = 1\n");
    put(&mut text, "id", word(&item.id));
    put(&mut text, "title", word(&item.title));
    put(&mut text, "status", word(&item.status));
    text.push('\n');
    for (term, value) in item.terms().texts() {
        let date = matches!(term, "due" | "verify_on");
        put(&mut text, term, value.map(|v| if date { fields::date(&v) } else { Value::text(v) }));
    }
    text.push('\n');
    put(&mut text, "category", item.category.and_then(|v| word(&v)));
    put(&mut text, "environment", list(&item.environment));
    put(&mut text, "enhances", list(&item.enhances));
    put(&mut text, "controls", lines(&item.controls));
    put(&mut text, "tags", lines(&item.tags));
    put(&mut text, "recurrence_of", item.recurrence_of.as_ref().and_then(word));
    put(&mut text, "follow_up_of", item.follow_up_of.as_ref().and_then(word));
    put(&mut text, "raised_on", item.raised_on.map(|day| fields::date(&day)));
    put(&mut text, "raised_by", item.raised_by.as_ref().and_then(word));
    put(&mut text, "department", item.department.as_ref().and_then(word));
    put(&mut text, "sources", lines(&item.sources));
    put(&mut text, "description", item.description.clone().map(Value::Prose));
    if !item.risk.is_empty() {
        text.push_str("\n[risk]\n");
        for (name, score) in &item.risk {
            put(&mut text, &key(name), Some(number(*score)));
        }
    }
    if let Some(correction) = &item.correction {
        text.push_str("\n[correction]\n");
        put(&mut text, "by", word(&correction.by));
        put(&mut text, "on", Some(fields::date(&correction.on)));
        put(&mut text, "description", Some(fields::words(&correction.description)));
    }
    item.analysis.iter().for_each(|one| analysis(&mut text, one));
    for (id, action) in &item.action {
        let _ = write!(text, "\n[action.{id}]\n");
        put(&mut text, "owner", action.owner.as_ref().and_then(word));
        put(&mut text, "due", action.due.map(|day| fields::date(&day)));
        put(&mut text, "procedure", action.procedure.as_ref().and_then(word));
        put(&mut text, "description", Some(fields::words(&action.description)));
    }
    for (id, resource) in &item.resource {
        let _ = write!(text, "\n[resource.{id}]\n");
        put(&mut text, "kind", word(&resource.kind));
        put(&mut text, "amount", Some(number(resource.amount)));
        put(&mut text, "unit", word(&resource.unit));
        put(&mut text, "purpose", Some(fields::words(&resource.purpose)));
    }
    text
}

fn analysis(text: &mut String, analysis: &Analysis) {
    text.push_str("\n[[analysis]]\n");
    put(text, "method", word(&analysis.method));
    put(text, "by", word(&analysis.by));
    put(text, "on", Some(fields::date(&analysis.on)));
    put(text, "root_cause", analysis.root_cause.as_deref().map(fields::words));
    put(text, "cause_code", analysis.cause_code.as_ref().and_then(word));
    put(text, "escape_point", analysis.escape_point.as_deref().map(fields::words));
    put(text, "similar_elsewhere", analysis.similar_elsewhere.as_deref().map(fields::words));
    for why in &analysis.why {
        text.push_str("\n[[analysis.why]]\n");
        put(text, "question", word(&why.question));
        put(text, "answer", word(&why.answer));
        put(text, "evidence", why.evidence.as_ref().and_then(word));
    }
}

fn put(text: &mut String, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        let _ = writeln!(text, "{name} = {}", value.render());
    }
}

fn word(value: &impl ToString) -> Option<Value> {
    Some(Value::text(value.to_string()))
}

fn list<T: ToString>(entries: &[T]) -> Option<Value> {
    let entries: Vec<Value> = entries.iter().map(|entry| Value::text(entry.to_string())).collect();
    (!entries.is_empty()).then_some(Value::List(entries))
}

fn lines<T: ToString>(entries: &[T]) -> Option<Value> {
    (!entries.is_empty()).then(|| Value::lines(entries.iter().map(ToString::to_string)))
}

/// A number as kaizen writes it: whole ones without a point.
#[allow(clippy::cast_possible_truncation, reason = "the numbers made here are small and whole")]
fn number(number: f64) -> Value {
    Value::Integer(number as i64)
}
