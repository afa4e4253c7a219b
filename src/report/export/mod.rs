//! A register as tables: the same for every format that it is exported in.

mod calendar;
mod jira;
mod poam;
mod rows;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::audit::AuditedItem;
use super::kpi;
use super::period::Days;
use crate::model::date::{Day, Moment};
use crate::model::event::Event;
use crate::model::origin::Origin;
use crate::register::load::Register;
use crate::register::read::Problem;
use crate::report::source;

pub use calendar::{Calendar, Dated, calendar};
pub use jira::{JiraIssue, JiraIssues, jira_issues};
pub use poam::{Logged, Poam, PoamItem, Remedy, Standing, Task, poam};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Day(Day),
    /// A moment.
    Moment(Moment),
}

/// A column: its name, and how wide it is shown, in characters.
pub type Column = (&'static str, u8);

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A register as tables.
#[derive(Debug)]
pub struct Tables {
    /// What it was made from.
    pub origin: Origin,
    /// Name of the organisation.
    pub organisation: String,
    /// Id of the register.
    pub register: String,
    /// The tables.
    pub tables: Vec<Table>,
}

/// One row of a table, as a line of JSON.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExportLine {
    /// The table.
    pub table: &'static str,
    /// What the row holds, by the names of the columns: texts, numbers, days as `2026-05-15` and moments as
    /// `2026-05-15T09:12:44Z`; null where there is nothing.
    #[serde(flatten)]
    pub cells: serde_json::Map<String, serde_json::Value>,
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Empty => serializer.serialize_none(),
            Cell::Text(text) => text.serialize(serializer),
            Cell::Number(number) => kpi::whole(number, serializer),
            Cell::Day(day) => day.serialize(serializer),
            Cell::Moment(moment) => moment.serialize(serializer),
        }
    }
}

impl Cell {
    /// A text without the line ends behind it, or nothing.
    fn text<T: ToString>(value: Option<T>) -> Cell {
        value
            .map(|value| value.to_string().trim_end_matches(['\r', '\n']).to_owned())
            .filter(|text| !text.is_empty())
            .map_or(Cell::Empty, Cell::Text)
    }

    /// Several texts in one cell.
    fn joined<T: ToString>(values: impl IntoIterator<Item = T>) -> Cell {
        Cell::text(Some(values.into_iter().map(|v| v.to_string()).collect::<Vec<_>>().join(" ")))
    }

    fn day(day: Option<Day>) -> Cell {
        day.map_or(Cell::Empty, Cell::Day)
    }

    fn number(number: Option<f64>) -> Cell {
        number.map_or(Cell::Empty, Cell::Number)
    }

    fn yes(yes: bool) -> Cell {
        Cell::Text(if yes { "yes" } else { "no" }.to_owned())
    }
}

/// An item with all its events, and what of its file they do not vouch for.
struct Whole {
    entry: AuditedItem,
    /// Each event in order, and whether it counts.
    events: Vec<(Event, bool)>,
    doubts: Vec<String>,
}

/// A register as tables; beside them what could not be read.
///
/// # Errors
/// A folder cannot be read.
pub fn tables(register: &Register, days: Days, origin: Origin) -> anyhow::Result<(Tables, Vec<Problem>)> {
    let law = register.law();
    let (mut items, mut problems) = register.map_items(|loaded| {
        let replay = loaded.replay(&law);
        let counted = replay.graph.events().iter().enumerate();
        let events = counted.map(|(i, event)| ((*event).clone(), replay.counts(i) && !replay.is_void(i))).collect();
        let doubts = register.doubts(&loaded, &replay);
        Some(Whole { entry: AuditedItem::of(&loaded, &law), events, doubts })
    })?;
    items.sort_by(|a, b| a.entry.item.id.cmp(&b.entry.item.id));
    // What of the items could not be read is told once.
    let (records, more) = register.sources()?;
    problems.extend(more);
    let answering = items.iter().map(|whole| (&whole.entry.item.id, whole.entry.item.sources.as_slice()));
    let sources = source::beside(register, &records, answering);
    let (figures, _) = kpi::report(register, days, None, origin.clone())?;
    let (today, zone) = (origin.as_of, register.zone());
    let tables = vec![
        Table {
            name: "items",
            columns: rows::ITEMS,
            rows: items.iter().map(|item| rows::item(item, today, zone)).collect(),
        },
        Table { name: "events", columns: rows::EVENTS, rows: items.iter().flat_map(rows::events).collect() },
        Table { name: "whys", columns: rows::WHYS, rows: items.iter().flat_map(rows::whys).collect() },
        Table {
            name: "actions",
            columns: rows::ACTIONS,
            rows: items.iter().flat_map(|i| rows::actions(i, zone)).collect(),
        },
        Table { name: "sources", columns: rows::SOURCES, rows: rows::sources(&sources, &records) },
        Table { name: "kpis", columns: rows::KPIS, rows: rows::kpis(&figures) },
    ];
    let (organisation, register) = (register.settings.name.clone(), register.settings.id.clone());
    Ok((Tables { origin, organisation, register, tables }, problems))
}
