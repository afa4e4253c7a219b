//! A log or the answers of a form as new items. What the sheet claims of the past goes into the description, as claimed.

use std::collections::BTreeSet;

use super::Imported;
use super::csv::{Options, title_of};
use super::dates::Reader;
use super::mapping::{Mapping, folded};
use super::table::Table;
use crate::act::raise::{Content, New};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Party;
use crate::model::id::SourceRef;
use crate::model::word::{Category, Grade, Kind, Significance, SourceKind, Word};
use crate::record::import::Skipped;

/// Columns that say something of an item, by their names in lists that people keep: English and German.
const COLUMNS: [(&str, &[&str]); 12] = [
    ("reference", &["id", "ref", "reference", "no", "no.", "number", "nr", "nr.", "lfd. nr."]),
    (
        "title",
        &[
            "title",
            "summary",
            "finding",
            "issue",
            "improvement",
            "what",
            "suggestion",
            "idea",
            "your suggestion",
            "titel",
            "thema",
            "feststellung",
            "maßnahme",
            "vorschlag",
            "verbesserungsvorschlag",
            "ihr vorschlag",
        ],
    ),
    ("description", &["description", "details", "more", "beschreibung", "erläuterung"]),
    (
        "date",
        &[
            "date",
            "raised",
            "raised on",
            "opened",
            "created",
            "completion time",
            "datum",
            "erfasst am",
            "gemeldet am",
            "abschlusszeit",
        ],
    ),
    ("kind", &["kind", "type", "art"]),
    ("grade", &["grade", "classification", "bewertung", "einstufung"]),
    ("significance", &["significance", "priority", "severity", "priorität", "bedeutung"]),
    ("category", &["category", "kategorie"]),
    ("owner", &["owner", "responsible", "assignee", "verantwortlich", "verantwortliche person", "zuständig"]),
    ("due", &["due", "due date", "target date", "deadline", "fällig", "fällig am", "termin", "frist"]),
    ("department", &["department", "area", "team", "abteilung", "bereich"]),
    ("mail", &["email", "e-mail", "e-mail-adresse", "mail"]),
];

/// Columns of a form service that say nothing of the suggestion.
const OF_THE_FORM: [&str; 8] = [
    "start time",
    "startzeit",
    "completion time",
    "abschlusszeit",
    "last modified time",
    "zeitpunkt der letzten änderung",
    "name",
    "language",
];

/// The new items of a table, and what was not taken.
#[derive(Debug)]
pub struct Log {
    /// The items.
    pub items: Vec<New>,
    /// What else is to be told.
    pub imported: Imported,
}

/// Reads the rows of a list of improvements as items.
///
/// # Errors
/// No column gives the titles, or the dates cannot be told.
pub fn read(
    table: &Table,
    mapping: Option<&Mapping>,
    file: &str,
    options: &Options,
    suggestions: bool,
) -> Result<Log, Refusal> {
    let header = &table.header;
    let place = |field: &str| {
        let named = mapping.and_then(|mapping| mapping.column_of(field, header));
        named.or_else(|| {
            let (_, names) = COLUMNS.iter().find(|(name, _)| *name == field)?;
            names.iter().find_map(|name| header.iter().position(|column| folded(column) == *name))
        })
    };
    let title = place("title").or_else(|| suggestions.then(|| first_question(header)).flatten());
    let Some(title) = title else {
        let names: Vec<&str> = header.iter().take(40).map(String::as_str).collect();
        return Err(Refusal::new(format!("no column gives the titles; there are: {}", names.join(", ")))
            .next("say which does: --map title=COLUMN"));
    };
    let reader = |field: &str| -> Result<Option<(usize, Reader)>, Refusal> {
        let Some(i) = place(field) else { return Ok(None) };
        let values = table.rows.iter().filter_map(|row| row.cells.get(i)).map(String::as_str);
        let name = header.get(i).map(String::as_str).unwrap_or_default();
        Ok(Some((i, Reader::of(name, values, options.order, options.zone)?)))
    };
    let (raised, due) = (reader("date")?, reader("due")?);
    let taken: BTreeSet<usize> = COLUMNS.iter().filter_map(|(field, _)| place(field)).chain([title]).collect();
    let kind = options.kind.unwrap_or(if suggestions { SourceKind::StaffSuggestion } else { SourceKind::Other });
    let mut log = Log { items: Vec::new(), imported: Imported { is_table: true, ..Imported::default() } };
    log.imported.skipped.extend(table.skipped.iter().cloned());
    for row in &table.rows {
        let cell = |i: usize| row.cells.get(i).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let of = |field: &str| place(field).and_then(cell);
        let Some(whole) = cell(title) else {
            log.imported.skipped.push(Skipped { place: row.line, reason: "the row has no title".to_owned() });
            continue;
        };
        let (short, rest) = title_of(whole);
        let reference: String = of("reference").map_or_else(|| short.clone(), |id| format!("{file} {id}"));
        let reference: String = reference.chars().take(60).collect();
        let source = SourceRef { kind, reference };
        if let Err(error) = SourceRef::check(&source.reference) {
            log.imported.skipped.push(Skipped { place: row.line, reason: error.to_string() });
            continue;
        }
        let mut claimed: Vec<String> = Vec::new();
        let mut claim = |name: &str, value: &str| claimed.push(format!("- {name}: {value}"));
        let day = |column: &Option<(usize, Reader)>, claim: &mut dyn FnMut(&str, &str)| {
            let (i, reader) = column.as_ref()?;
            let value = cell(*i)?;
            let day = reader.day(value);
            if day.is_none() {
                claim(header.get(*i).map(String::as_str).unwrap_or_default(), value);
            }
            day
        };
        let raised_on = day(&raised, &mut claim).filter(|day| *day <= options.today);
        let due = day(&due, &mut claim);
        let mut word = |field: &str, fits: &dyn Fn(&str) -> bool| {
            let value = of(field)?;
            if !fits(&value.to_lowercase().replace(' ', "-")) {
                claim(field, value);
            }
            Some(value.to_lowercase().replace(' ', "-"))
        };
        let item_kind = word("kind", &|w| Kind::of_any_case(w).is_some());
        let grade = word("grade", &|w| Grade::of_any_case(w).is_some());
        let significance = word("significance", &|w| Significance::of_any_case(w).is_some());
        let category = word("category", &|w| Category::of_any_case(w).is_some());
        for (i, name) in header.iter().enumerate().filter(|(i, _)| !taken.contains(i)) {
            let of_form = suggestions && OF_THE_FORM.contains(&folded(name).as_str());
            if let Some(value) = cell(i).filter(|_| !of_form) {
                claim(name, value);
            }
        }
        let mut parts: Vec<String> = rest.into_iter().chain(of("description").map(ToOwned::to_owned)).collect();
        if parts.is_empty() {
            parts.push(short.clone());
        }
        if !claimed.is_empty() {
            let what = if suggestions { "The form also says" } else { "The sheet also claims" };
            parts.push(format!("{what}:\n{}", claimed.join("\n")));
        }
        let content = Content {
            kind: item_kind.and_then(|w| Kind::of_any_case(&w)).or(Some(Kind::Improvement)),
            grade: grade.and_then(|w| Grade::of_any_case(&w)).or_else(|| suggestions.then_some(Grade::Opportunity)),
            significance: significance.and_then(|w| Significance::of_any_case(&w)),
            category: category.and_then(|w| Category::of_any_case(&w)),
            source: vec![source],
            description: Some(parts.join("\n\n")),
            due,
            raised_on,
            department: of("department").map(ToOwned::to_owned),
            raised_by: suggestions.then(|| suggested_by(of("mail"), name_of(header, &cell))).flatten(),
            ..Content::default()
        };
        let owner = of("owner").map(ToOwned::to_owned);
        log.items.push(New { title: short, content, owner, place: row.line });
    }
    Ok(log)
}

/// The first column that is a question of the form itself.
fn first_question(header: &[String]) -> Option<usize> {
    let known = |name: &str| {
        let of_item = ["reference", "date", "department", "mail"];
        let columns = COLUMNS.iter().filter(|(field, _)| of_item.contains(field));
        columns.flat_map(|(_, names)| names.iter()).any(|known| *known == name) || OF_THE_FORM.contains(&name)
    };
    header.iter().position(|name| !known(folded(name).as_str()))
}

fn name_of<'c>(header: &[String], cell: &impl Fn(usize) -> Option<&'c str>) -> Option<&'c str> {
    header.iter().position(|name| folded(name) == "name").and_then(cell)
}

/// Who made a suggestion: a form service writes `anonymous` where nobody is named.
fn suggested_by(mail: Option<&str>, name: Option<&str>) -> Option<Party> {
    match (mail, name) {
        (Some(mail), name) if mail.contains('@') => {
            format!("{} <{mail}>", name.unwrap_or(mail).replace(['<', '>'], "")).parse().ok()
        }
        _ => Some(Party::Anonymous),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table;

    fn options() -> Options {
        let today = "2026-03-02".parse().unwrap();
        Options {
            kind: None,
            order: None,
            mapping: None,
            zone: chrono_tz::UTC,
            significant: Vec::new(),
            only: None,
            today,
        }
    }

    #[test]
    fn a_list_becomes_items_and_what_it_claims_is_said_as_claimed() {
        let table = table::read(
            "Nr.;Feststellung;Datum;Verantwortlich;Fällig am;Bewertung;Status\n\
             7;Türen stehen offen;14.02.2026;Arjun Mehta;01.06.2026;minor nonconformity;erledigt\n8;;;;;;\n",
        )
        .unwrap();
        let log = read(&table, None, "log.csv", &options(), false).unwrap();
        let [one] = log.items.as_slice() else { panic!("{log:?}") };
        assert_eq!(one.title, "Türen stehen offen");
        assert_eq!(one.content.source[0].to_string(), "other:log.csv 7");
        assert_eq!(one.content.raised_on.map(|d| d.to_string()).as_deref(), Some("2026-02-14"));
        assert_eq!(one.content.due.map(|d| d.to_string()).as_deref(), Some("2026-06-01"));
        assert_eq!((one.content.grade, one.owner.as_deref()), (Some(Grade::MinorNonconformity), Some("Arjun Mehta")));
        assert!(one.content.description.as_deref().unwrap().contains("The sheet also claims:\n- Status: erledigt"));
        assert_eq!(log.imported.skipped[0].reason, "the row has no title");
    }

    #[test]
    fn answers_of_a_form_become_suggestions() {
        let table = table::read(
            "ID,Start time,Completion time,Email,Name,What should become better?,Why?\n\
             1,2/25/26 10:00:00,2/25/26 10:02:00,anonymous,,\"The door\nsticks\",It is old\n",
        )
        .unwrap();
        let log = read(&table, None, "form.csv", &options(), true).unwrap();
        let [one] = log.items.as_slice() else { panic!("{log:?}") };
        assert_eq!((one.title.as_str(), one.content.raised_by.clone()), ("The door sticks", Some(Party::Anonymous)));
        assert_eq!(one.content.source[0].to_string(), "staff-suggestion:form.csv 1");
        assert_eq!(one.content.raised_on.map(|d| d.to_string()).as_deref(), Some("2026-02-25"));
        assert!(one.content.description.as_deref().unwrap().contains("- Why?: It is old"));
    }
}
