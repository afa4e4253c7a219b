//! A table whose rows are sources.

use std::collections::{BTreeSet, HashSet};

use chrono_tz::Tz;

use super::Imported;
use super::dates::{Order, Reader};
use super::mapping::{Field, Mapping, Preset, folded};
use super::table::{Row, Table};
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::id::SourceRef;
use crate::model::source::{Cost, DatedScore};
use crate::model::word::SourceKind;
use crate::record::import::Incoming;
use crate::record::source::Content;

/// A title is no longer than this, in characters; the rest goes into the description.
const TITLE: usize = 200;

/// A cell of so many characters was probably cut off by who exported it.
const CUT_CELL: usize = 32_000;

/// What a person says about a file.
#[derive(Debug, Clone)]
pub struct Options {
    /// The kind of source that its entries are.
    pub kind: Option<SourceKind>,
    /// The order of day and month.
    pub order: Option<Order>,
    /// The zone of times that name none.
    pub zone: Tz,
    /// Which column says what, where somebody said so.
    pub mapping: Option<Mapping>,
    /// Columns and the values by which an entry is significant, folded.
    pub significant: Vec<(String, String)>,
    /// The references that are wanted, folded; every one where absent.
    pub only: Option<HashSet<String>>,
    /// The day of scores without one.
    pub today: Day,
}

impl Options {
    /// Whether a reference is one of those that are asked for.
    #[must_use]
    pub fn wants(&self, reference: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&folded(reference)))
    }

    /// Whether an entry weighs, given what its fields say.
    #[must_use]
    pub fn weighs<'f>(&self, mut fields: impl Iterator<Item = (&'f str, &'f str)>) -> Option<bool> {
        if self.significant.is_empty() {
            return None;
        }
        let wanted = |name: &str, value: &str| {
            self.significant.iter().any(|(column, wanted)| folded(name) == *column && folded(value) == *wanted)
        };
        Some(fields.any(|(name, value)| wanted(name, value)))
    }
}

/// Reads the rows of a table as sources.
///
/// # Errors
/// It lacks a column that every source has, or its dates cannot be told.
pub fn read(table: &Table, preset: &Preset, options: &Options) -> Result<Imported, Refusal> {
    let columns = Columns::of(preset, table, options)?;
    let mut imported = Imported { is_table: true, ..Imported::default() };
    imported.skipped.extend(table.skipped.iter().cloned());
    let cut = preset.cuts_at == Some(table.rows.len());
    if cut {
        imported.words.push(format!("the file has exactly {} rows: it was probably cut off there", table.rows.len()));
    }
    if preset.cuts_at.is_some() {
        let long = |row: &&Row| row.cells.iter().any(|cell| cell.chars().count() >= CUT_CELL);
        if let Some(row) = table.rows.iter().find(long) {
            let line = row.line;
            imported.words.push(format!("line {line} has a cell of {CUT_CELL} characters or more: probably cut off"));
        }
    }
    for row in &table.rows {
        match columns.source(row, &table.header, options.kind.unwrap_or(preset.kind), options, &mut imported) {
            Ok(Some(incoming)) => imported.incoming.push(incoming),
            Ok(None) => {}
            Err(reason) => imported.skip(row.line, reason),
        }
    }
    for (i, name) in table.header.iter().enumerate().filter(|(i, _)| !columns.is_known(*i)) {
        if table.rows.iter().any(|row| row.cells.get(i).is_some_and(|cell| !cell.is_empty())) {
            imported.note_unknown(name);
        }
    }
    Ok(imported)
}

/// The columns of a table that say something of a source.
struct Columns {
    reference: usize,
    title: usize,
    id: Option<usize>,
    one: Vec<(Field, usize)>,
    labels: Vec<usize>,
    comments: Vec<usize>,
    dates: Vec<(Field, usize, Reader)>,
    /// Questions of a form that are none of these: they go into the description with their answers.
    questions: Vec<usize>,
    taken: BTreeSet<usize>,
    own: BTreeSet<usize>,
}

impl Columns {
    fn of(preset: &Preset, table: &Table, options: &Options) -> Result<Columns, Refusal> {
        let (mapping, header) = (&preset.mapping, &table.header);
        let first = |field| mapping.columns(field, header).first().copied();
        let reference = mapping.one(Field::Reference, header)?;
        let asked = preset.first_question(header).filter(|_| first(Field::Title).is_none());
        let title = asked.map_or_else(|| mapping.one(Field::Title, header), Ok)?;
        let fields = [
            Field::Severity,
            Field::Status,
            Field::Url,
            Field::Department,
            Field::Cause,
            Field::Description,
            Field::Cost,
            Field::Score,
        ];
        let one: Vec<(Field, usize)> = fields.into_iter().filter_map(|field| Some((field, first(field)?))).collect();
        let mut dates = Vec::new();
        for field in [Field::Date, Field::AnswerBy] {
            let Some(place) = first(field) else { continue };
            let values = table.rows.iter().filter_map(|row| row.cells.get(place)).map(String::as_str);
            let name = header.get(place).map(String::as_str).unwrap_or_default();
            dates.push((field, place, Reader::of(name, values, options.order, options.zone)?));
        }
        let (labels, comments) = (mapping.columns(Field::Labels, header), mapping.columns(Field::Comments, header));
        let id = first(Field::Id);
        let taken: BTreeSet<usize> = [reference, title]
            .into_iter()
            .chain(id)
            .chain(one.iter().map(|(_, i)| *i))
            .chain(labels.iter().chain(&comments).copied())
            .chain(dates.iter().map(|(_, i, _)| *i))
            .collect();
        let of_form = |i: &usize| header.get(*i).is_some_and(|name| preset.own.contains(&folded(name)));
        let own: BTreeSet<usize> = (0..header.len()).filter(of_form).collect();
        let is_form = !preset.own.is_empty();
        let questions = (0..header.len()).filter(|i| is_form && !taken.contains(i) && !own.contains(i)).collect();
        Ok(Columns { reference, title, id, one, labels, comments, dates, questions, taken, own })
    }

    /// Whether a column says something of a source, or nothing of what was answered.
    fn is_known(&self, i: usize) -> bool {
        self.taken.contains(&i) || self.own.contains(&i) || self.questions.contains(&i)
    }

    /// The answers of a form that have no other place, below what else describes the entry.
    fn answers<'c>(
        &self,
        header: &[String],
        cell: &impl Fn(usize) -> Option<&'c str>,
        description: Option<String>,
    ) -> Option<String> {
        let answers = self.questions.iter().filter_map(|i| Some(format!("- {}: {}", header.get(*i)?, cell(*i)?)));
        let answers: Vec<String> = answers.collect();
        let answers = (!answers.is_empty()).then(|| answers.join("\n"));
        let parts: Vec<String> = description.into_iter().chain(answers).collect();
        (!parts.is_empty()).then(|| parts.join("\n\n"))
    }

    fn source(
        &self,
        row: &Row,
        header: &[String],
        kind: SourceKind,
        options: &Options,
        imported: &mut Imported,
    ) -> Result<Option<Incoming>, String> {
        let cell = |i: usize| row.cells.get(i).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let reference = cell(self.reference).ok_or("the row has no reference")?;
        if !options.wants(reference) {
            return Ok(None);
        }
        SourceRef::check(reference).map_err(|error| error.to_string())?;
        let mut content = Content::default();
        let whole = cell(self.title).ok_or_else(|| format!("{reference} has no title"))?;
        let (title, rest) = title_of(whole);
        content.title = Some(title);
        let one = |field: Field| self.one.iter().find(|(f, _)| *f == field).and_then(|(_, i)| Some((cell(*i)?, *i)));
        let text = |field: Field| one(field).map(|(text, _)| text.to_owned());
        content.severity = text(Field::Severity);
        content.status = text(Field::Status);
        content.department = text(Field::Department);
        content.cause_code = text(Field::Cause);
        content.url = text(Field::Url).filter(|url| url.starts_with("https://") || url.starts_with("http://"));
        content.cost = one(Field::Cost).and_then(|(text, i)| {
            let cost = cost(text);
            if cost.is_none() {
                imported
                    .note_unknown(&format!("{} (no amount)", header.get(i).map(String::as_str).unwrap_or_default()));
            }
            cost
        });
        for (field, i, reader) in &self.dates {
            let Some(value) = cell(*i) else { continue };
            match (reader.day(value), field) {
                (Some(day), Field::AnswerBy) => content.answer_by = Some(day),
                (Some(day), _) => content.occurred_on = Some(day),
                (None, _) => {
                    let name = header.get(*i).map(String::as_str).unwrap_or_default();
                    imported.note_unknown(&format!("{name} (not a date)"));
                }
            }
        }
        if let Some((text, i)) = one(Field::Score) {
            if let Some(score) = number(text) {
                content.score = Some(DatedScore { on: content.occurred_on.unwrap_or(options.today), score });
            } else {
                let name = header.get(i).map(String::as_str).unwrap_or_default();
                imported.note_unknown(&format!("{name} (not a number)"));
            }
        }
        if kind == SourceKind::Risk {
            content.occurred_on = None;
        }
        let labels: Vec<String> = self.labels.iter().filter_map(|i| cell(*i)).map(ToOwned::to_owned).collect();
        content.labels = (!self.labels.is_empty()).then_some(labels);
        let comments: Vec<String> = self.comments.iter().filter_map(|i| cell(*i)).map(comment).collect();
        content.description = self.answers(header, &cell, described(text(Field::Description), rest, &comments));
        let fields = header.iter().enumerate().filter_map(|(i, name)| Some((name.as_str(), cell(i)?)));
        content.significant = options.weighs(fields);
        let name = SourceRef { kind, reference: reference.to_owned() };
        Ok(Some(Incoming { name, content, id: self.id.and_then(cell).map(ToOwned::to_owned), place: row.line }))
    }
}

/// A title of one line, and what is too long of it.
#[must_use]
pub fn title_of(text: &str) -> (String, Option<String>) {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= TITLE {
        return (line, None);
    }
    let cut: String = line.chars().take(TITLE - 1).collect();
    (format!("{}…", cut.trim_end()), Some(text.trim().to_owned()))
}

/// The description, with a title that was too long before it and what people said after it.
#[must_use]
pub fn described(description: Option<String>, long_title: Option<String>, comments: &[String]) -> Option<String> {
    let mut parts: Vec<String> = long_title.into_iter().chain(description).collect();
    if !comments.is_empty() {
        parts.push(format!("Comments:\n{}", comments.join("\n")));
    }
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// A comment as Jira exports it, `date;author;body`: the body may hold any more semicolons.
fn comment(text: &str) -> String {
    let mut parts = text.splitn(3, ';');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(date), Some(author), Some(body)) if !date.is_empty() && date.len() < 40 => {
            format!("- {} by {}: {}", date.trim(), author.trim(), body.trim())
        }
        _ => format!("- {text}"),
    }
}

/// A number with a point or a comma before its fraction.
fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace([' ', '\u{a0}', '\''], "");
    let plain = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => text.replace('.', "").replace(',', "."),
        (Some(comma), None) if text.len() - comma != 4 => text.replace(',', "."),
        (Some(_), _) => text.replace(',', ""),
        _ => text,
    };
    plain.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)
}

/// An amount with its currency before or after it.
fn cost(text: &str) -> Option<Cost> {
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\'');
    let unit = text.trim_matches(is_of_number).trim();
    let amount = number(text.replace(unit, "").trim())?;
    let unit = match unit {
        "" => return None,
        "€" => "EUR",
        "$" => "USD",
        "£" => "GBP",
        other => other,
    };
    Some(Cost { amount, unit: unit.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::mapping::preset;
    use crate::import::table;

    fn options() -> Options {
        Options {
            kind: None,
            order: None,
            mapping: None,
            zone: chrono_tz::UTC,
            significant: vec![("priority".to_owned(), "highest".to_owned())],
            only: None,
            today: "2026-03-02".parse().unwrap(),
        }
    }

    #[test]
    fn a_jira_export_is_read_with_its_repeated_columns() {
        let text = "Summary,Issue key,Issue id,Priority,Created,Labels,Labels,Comment,Sprint\n\
            \"Stranger, in the\nserver room\",OPS-12,10017,Highest,14/Jul/25 3:42 PM,physical,east,14/Jul/25;ada;door; open,S 1\n\
            ,OPS-13,10018,Low,15/Jul/25 3:42 PM,,,,\n";
        let read = read(&table::read(text).unwrap(), &preset("jira").unwrap(), &options()).unwrap();
        let [one] = read.incoming.as_slice() else { panic!("{read:?}") };
        assert_eq!(one.name.to_string(), "incident:OPS-12");
        assert_eq!(one.content.title.as_deref(), Some("Stranger, in the server room"));
        assert_eq!(one.content.significant, Some(true));
        assert_eq!(one.content.labels.as_deref(), Some(&["physical".to_owned(), "east".to_owned()][..]));
        assert_eq!(one.content.description.as_deref(), Some("Comments:\n- 14/Jul/25 by ada: door; open"));
        assert_eq!(one.content.occurred_on.map(|d| d.to_string()).as_deref(), Some("2025-07-14"));
        assert_eq!((one.id.as_deref(), one.place), (Some("10017"), 2));
        assert_eq!(read.skipped[0].reason, "OPS-13 has no title");
        assert_eq!(read.unknown.keys().collect::<Vec<_>>(), ["Sprint"]);
    }

    #[test]
    fn amounts_of_several_countries_are_read() {
        for (text, amount, unit) in [
            ("8000 EUR", 8000.0, "EUR"),
            ("€ 8.000,50", 8000.5, "EUR"),
            ("$1,250.75", 1250.75, "USD"),
            ("1 200 CHF", 1200.0, "CHF"),
        ] {
            let cost = cost(text).unwrap();
            assert_eq!((cost.amount, cost.unit.as_str()), (amount, unit), "{text}");
        }
        assert!(cost("8000").is_none() && cost("a lot").is_none());
    }
}
