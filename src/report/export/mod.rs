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
use crate::model::id::{ItemId, SourceRef};
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

/// The rows that an item brings, so that the item itself need not be kept.
struct ItemRows {
    id: ItemId,
    sources: Vec<SourceRef>,
    item: Vec<Cell>,
    events: Vec<Vec<Cell>>,
    whys: Vec<Vec<Cell>>,
    actions: Vec<Vec<Cell>>,
}

/// A register as tables; beside them what could not be read.
///
/// # Errors
/// A folder cannot be read.
pub fn tables(register: &Register, days: Days, origin: Origin) -> anyhow::Result<(Tables, Vec<Problem>)> {
    let (figures, _) = kpi::report(register, days, None, None, origin.clone())?;
    let (law, today, zone) = (register.law(), origin.as_of, register.zone());
    let (mut items, mut problems) = register.map_items(|loaded| {
        let replay = loaded.replay(&law);
        let counted = replay.graph.events().iter().enumerate();
        let events = counted.map(|(i, event)| ((*event).clone(), replay.counts(i) && !replay.is_void(i))).collect();
        let doubts = register.doubts(&loaded, &replay);
        let whole = Whole { entry: AuditedItem::replayed(&loaded, replay), events, doubts };
        Some(ItemRows {
            item: rows::item(&whole, today, zone),
            events: rows::events(&whole),
            whys: rows::whys(&whole),
            actions: rows::actions(&whole, zone),
            id: whole.entry.item.id,
            sources: whole.entry.item.sources,
        })
    })?;
    items.sort_by(|a, b| a.id.cmp(&b.id));
    // What of the items could not be read is told once.
    let (records, more) = register.sources()?;
    problems.extend(more);
    let sources = source::beside(register, &records, items.iter().map(|item| (&item.id, item.sources.as_slice())));
    let table = |name, columns| Table { name, columns, rows: Vec::new() };
    let mut item_table = table("items", rows::ITEMS);
    let (mut events, mut whys) = (table("events", rows::EVENTS), table("whys", rows::WHYS));
    let mut actions = table("actions", rows::ACTIONS);
    for item in items {
        item_table.rows.push(item.item);
        events.rows.extend(item.events);
        whys.rows.extend(item.whys);
        actions.rows.extend(item.actions);
    }
    let sources = Table { rows: rows::sources(&sources, &records), ..table("sources", rows::SOURCES) };
    let kpis = Table { rows: rows::kpis(&figures), ..table("kpis", rows::KPIS) };
    let tables = vec![item_table, events, whys, actions, sources, kpis];
    let (organisation, register) = (register.settings.name.clone(), register.settings.id.clone());
    Ok((Tables { origin, organisation, register, tables }, problems))
}
