//! Which column of a table may say what: proposed by the words of its header, in English and German.

use super::mapping::{Field, preset, written};
use super::table::Table;
use crate::model::word::Word as _;

/// What a person is asked about a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The field.
    pub field: Field,
    /// Whether there is nothing to read without it.
    pub needed: bool,
    /// What is asked.
    pub text: &'static str,
}

const fn needed(field: Field, text: &'static str) -> Question {
    Question { field, needed: true, text }
}

const fn useful(field: Field, text: &'static str) -> Question {
    Question { field, needed: false, text }
}

/// What is asked of a table whose rows are sources.
pub const OF_SOURCES: [Question; 6] = [
    needed(Field::Reference, "Which column names each entry, by its number or ticket?"),
    needed(Field::Title, "Which column says on one line what happened?"),
    useful(Field::Date, "Which column says when it happened?"),
    useful(Field::Severity, "Which column says how severe it was?"),
    useful(Field::Description, "Which column tells more about it?"),
    useful(Field::Department, "Which column names the department?"),
];

/// What is asked of a table whose rows are items.
pub const OF_ITEMS: [Question; 7] = [
    needed(Field::Title, "Which column says on one line what is to be improved?"),
    useful(Field::Reference, "Which column numbers the entries?"),
    useful(Field::Description, "Which column tells more about it?"),
    useful(Field::Date, "Which column says when it was raised?"),
    useful(Field::Owner, "Which column names the owner?"),
    useful(Field::Due, "Which column says until when it is to be done?"),
    useful(Field::Grade, "Which column grades it, as minor nonconformity for example?"),
];

/// The columns that the header of a table proposes, by the words that a preset knows: each column for one field, those of
/// the questions first.
#[must_use]
pub fn proposed(header: &[String], known: &str, questions: &[Question]) -> Vec<(Field, usize)> {
    let Some(known) = preset(known) else { return Vec::new() };
    let asked = questions.iter().map(|question| question.field);
    let others = Field::all().iter().copied().filter(|field| !questions.iter().any(|q| q.field == *field));
    let mut columns: Vec<(Field, usize)> = Vec::new();
    for field in asked.chain(others) {
        let free = |i: &usize| !columns.iter().any(|(_, taken)| taken == i);
        if let Some(column) = known.mapping.columns(field, header).into_iter().find(free) {
            columns.push((field, column));
        }
    }
    columns
}

/// What says these columns after `--map`; `COLUMN` stands where a needed one is not known.
#[must_use]
pub fn map_of(header: &[String], columns: &[(Field, usize)], questions: &[Question]) -> String {
    let name = |column: usize| header.get(column).map(String::as_str).unwrap_or_default();
    let missing = questions.iter().filter(|q| q.needed && !columns.iter().any(|(field, _)| *field == q.field));
    let missing = missing.map(|question| (question.field, "COLUMN"));
    let known = columns.iter().map(|(field, column)| (*field, name(*column)));
    written(&missing.chain(known).collect::<Vec<_>>())
}

/// The first value of a column, for a person who looks what it holds.
#[must_use]
pub fn sample(table: &Table, column: usize) -> Option<&str> {
    let mut values = table.rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| cell.trim());
    values.find(|cell| !cell.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_words_in_two_languages_propose_columns() {
        let header = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let german = header(&["Nr.", "Was ist passiert?", "Datum", "Schweregrad", "Abteilung", "Frist"]);
        let columns = proposed(&german, "csv", &OF_SOURCES);
        let map = map_of(&german, &columns, &OF_SOURCES);
        assert_eq!(
            map,
            "reference=Nr.,title=Was ist passiert?,date=Datum,severity=Schweregrad,department=Abteilung,answer-by=Frist"
        );
        let english = header(&["Finding", "Raised on", "Owner", "Due date", "Colour"]);
        let none = proposed(&header(&["a", "b"]), "csv", &OF_SOURCES);
        assert_eq!(map_of(&header(&["a", "b"]), &none, &OF_SOURCES), "reference=COLUMN,title=COLUMN");
        let columns = proposed(&english, "items", &OF_ITEMS);
        assert_eq!(map_of(&english, &columns, &OF_ITEMS), "title=Finding,date=Raised on,owner=Owner,due=Due date");
    }
}
