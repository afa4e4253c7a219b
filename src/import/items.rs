//! A log or the answers of a form as new items. What the sheet claims of the past goes into the description, as claimed.

use std::collections::BTreeSet;

use super::Imported;
use super::csv::{Options, title_of};
use super::dates::Reader;
use super::mapping::{Field, Mapping, folded, preset};
use super::table::Table;
use crate::act::raise::Content;
use crate::act::raise_list::New;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Party;
use crate::model::id::SourceRef;
use crate::model::word::{Category, Grade, Kind, Significance, SourceKind, Word};
use crate::record::import::Skipped;

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
    let known = preset("items").ok_or_else(|| Refusal::new("there is no format items"))?;
    let columns = mapping.map_or_else(|| known.mapping.clone(), |map| known.mapping.clone().overridden(map));
    let place = |field: Field| columns.columns(field, header).first().copied();
    let title = place(Field::Title).or_else(|| known.first_question(header).filter(|_| suggestions));
    let Some(title) = title else {
        let names: Vec<&str> = header.iter().take(40).map(String::as_str).collect();
        return Err(Refusal::new(format!("no column gives the titles; there are: {}", names.join(", ")))
            .next("say which does: --map title=COLUMN"));
    };
    let reader = |field: Field| -> Result<Option<(usize, Reader)>, Refusal> {
        let Some(i) = place(field) else { return Ok(None) };
        let values = table.rows.iter().filter_map(|row| row.cells.get(i)).map(String::as_str);
        let name = header.get(i).map(String::as_str).unwrap_or_default();
        Ok(Some((i, Reader::of(name, values, options.order, options.zone)?)))
    };
    let (raised, due) = (reader(Field::Date)?, reader(Field::Due)?);
    let taken: BTreeSet<usize> = Field::all().iter().filter_map(|field| place(*field)).chain([title]).collect();
    let kind = options.kind.unwrap_or(if suggestions { SourceKind::StaffSuggestion } else { SourceKind::Other });
    let mut log = Log { items: Vec::new(), imported: Imported { is_table: true, ..Imported::default() } };
    log.imported.skipped.extend(table.skipped.iter().cloned());
    for row in &table.rows {
        let cell = |i: usize| row.cells.get(i).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let of = |field: Field| place(field).and_then(cell);
        let Some(whole) = cell(title) else {
            log.imported.skipped.push(Skipped { place: row.line, reason: "the row has no title".to_owned() });
            continue;
        };
        let (short, rest) = title_of(whole);
        let reference: String = of(Field::Reference).map_or_else(|| short.clone(), |id| format!("{file} {id}"));
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
        let mut word = |field: Field, fits: &dyn Fn(&str) -> bool| {
            let value = of(field)?;
            if !fits(&value.to_lowercase().replace(' ', "-")) {
                claim(field.written(), value);
            }
            Some(value.to_lowercase().replace(' ', "-"))
        };
        let item_kind = word(Field::Kind, &|w| Kind::of_any_case(w).is_some());
        let grade = word(Field::Grade, &|w| Grade::of_any_case(w).is_some());
        let significance = word(Field::Significance, &|w| Significance::of_any_case(w).is_some());
        let category = word(Field::Category, &|w| Category::of_any_case(w).is_some());
        for (i, name) in header.iter().enumerate().filter(|(i, _)| !taken.contains(i)) {
            let of_form = suggestions && known.own.contains(&folded(name));
            if let Some(value) = cell(i).filter(|_| !of_form) {
                claim(name, value);
            }
        }
        let mut parts: Vec<String> = rest.into_iter().chain(of(Field::Description).map(ToOwned::to_owned)).collect();
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
            department: of(Field::Department).map(ToOwned::to_owned),
            raised_by: suggestions.then(|| suggested_by(of(Field::Mail), name_of(header, &cell))).flatten(),
            ..Content::default()
        };
        let owner = of(Field::Owner).map(ToOwned::to_owned);
        log.items.push(New { title: short, content, owner, place: row.line });
    }
    Ok(log)
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
