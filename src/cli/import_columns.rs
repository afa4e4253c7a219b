//! The columns of a table of one's own: asked for on a terminal, with what they hold and what would come of them; named in
//! a command that can be typed where there is none.

use anyhow::Context as _;

use super::act::recorded;
use super::context::Globals;
use super::import::{Arguments, Format, of_file};
use super::import_file::{Content, File};
use super::{ask, config, outcome};
use crate::import::dates::{Order, Undecided, told_order};
use crate::import::mapping::{Field, preset};
use crate::import::proposal::{OF_ITEMS, OF_SOURCES, Question, map_of, proposed, sample};
use crate::import::table::Table;
use crate::import::{csv, items};
use crate::lifecycle::refusal::Refusal;
use crate::model::shell;
use crate::model::word::{SourceKind, Word as _};
use crate::record::prompt::{Choice, Prompt};
use crate::render::import as render;
use crate::render::terminal::{clean_cell, inform, tell};

/// So many columns are shown.
const SHOWN: usize = 40;
/// So many records are shown as they would come in.
const PREVIEW: usize = 3;
/// The choice of none of the columns.
const NONE: &str = "– no column says that –";

/// What a person answered: fields with their columns.
type Columns = Vec<(Field, usize)>;

impl Arguments {
    /// What is asked, and the words by which columns are proposed.
    fn questions(&self) -> (&'static str, &'static [Question]) {
        if self.format == Format::Items { ("items", &OF_ITEMS) } else { ("csv", &OF_SOURCES) }
    }

    /// Refuses a table whose columns nobody named, with the command that may name them.
    pub(super) fn lacks_columns(&self, table: &Table) -> Refusal {
        let (known, questions) = self.questions();
        let map = map_of(&table.header, &proposed(&table.header, known, questions), questions);
        let shown = table.header.iter().take(SHOWN).map(|name| clean_cell(name)).collect::<Vec<_>>().join(", ");
        let (file, map, kind) = (shell::path(&self.file), shell::word(&map).into_owned(), self.kind_word());
        Refusal::new(format!(
            "a table of your own needs to say which column says what, and of what kind it is; its columns are: {shown}"
        ))
        .next(format!("kaizen import csv {file} --kind {kind} --map {map}"))
        .next("on a terminal the same command without --map asks for each")
    }

    fn kind_word(&self) -> &'static str {
        self.kind.unwrap_or(SourceKind::Incident).written()
    }

    /// Asks on a terminal which column says what, where nobody said so.
    ///
    /// # Errors
    /// The file is no table, the person broke it off, or the register cannot be read.
    pub(super) fn ask_for_columns(&mut self, globals: &Globals, file: &File, content: &Content) -> anyhow::Result<()> {
        let Some(prompt) = ask::prompt() else { return Ok(()) };
        let prompt = prompt.as_ref();
        let table = content.table().map_err(|refusal| of_file(refusal, file))?;
        let (known, questions) = self.questions();
        tell_columns(file, &table);
        if self.format == Format::Csv && self.kind.is_none() {
            self.kind = Some(kind(prompt)?);
        }
        let mut columns = proposed(&table.header, known, questions);
        loop {
            columns = asked(prompt, &table, questions, &columns)?;
            self.date_format = self.date_format.or(order(prompt, &table, &columns)?);
            let map = map_of(&table.header, &columns, questions);
            self.map = Some(map.parse().map_err(|why: String| anyhow::anyhow!(why))?);
            tell(&self.preview(globals, file, &table)?);
            if prompt.confirm("Take them in like that?")? {
                let kept = if self.dry_run { None } else { self.keep(globals, prompt, file, &map)? };
                inform(&format!("the same without questions: {}", self.command(&map, kept.as_deref())));
                return Ok(());
            }
        }
    }

    /// The first records as they would come in.
    fn preview(&self, globals: &Globals, file: &File, table: &Table) -> anyhow::Result<String> {
        globals.session(&self.act)?.look(|workspace| {
            let options = self.options(workspace)?;
            let mapping = options.mapping.clone().context("no columns were named")?;
            if self.format == Format::Items {
                let log = items::read(table, Some(&mapping), &file.name, &options, false)?;
                return Ok(render::preview_of_items(
                    log.items.get(..PREVIEW).unwrap_or(&log.items),
                    &log.imported.skipped,
                ));
            }
            let own = preset("csv").context("the presets lack tables of one's own")?;
            let read = csv::read(table, &crate::import::mapping::Preset { mapping, ..own }, &options)?;
            Ok(render::preview_of_sources(read.incoming.get(..PREVIEW).unwrap_or(&read.incoming), &read.skipped))
        })
    }

    /// Keeps the columns in register.toml by a name, where the person wants that and may do it.
    fn keep(&self, globals: &Globals, prompt: &dyn Prompt, file: &File, map: &str) -> anyhow::Result<Option<String>> {
        let question = "A name by which register.toml keeps these columns (leave it empty to keep them nowhere):";
        let name = loop {
            let name = prompt.line_from(question, "")?;
            if name.is_empty() {
                return Ok(None);
            }
            if name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
                break name;
            }
            prompt.tell("letters, digits, - and _ alone, for example service-desk");
        };
        let set = config::Set::one(format!("mapping.{name}={map}"), format!("The columns of {}.", file.name));
        match recorded(globals, &self.act, |workspace| set.ready(workspace)) {
            Ok(done) => {
                outcome::tell_change(&done.outcome, &done.published);
                Ok(Some(name))
            }
            // The import goes on: it says what the columns are itself.
            Err(error) => {
                prompt.tell(&format!("the columns are not kept: {error:#}"));
                Ok(None)
            }
        }
    }

    /// The command that imports the same without a question.
    fn command(&self, map: &str, kept: Option<&str>) -> String {
        let typed: Vec<String> = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
        let said = |flag: &str| typed.iter().any(|arg| arg == flag || arg.starts_with(&format!("{flag}=")));
        let mut words: Vec<String> = typed.iter().map(|arg| shell::word(arg).into_owned()).collect();
        let mut add = |flag: &str, value: &str| {
            if !said(flag) {
                words.extend([flag.to_owned(), shell::word(value).into_owned()]);
            }
        };
        if self.format == Format::Csv {
            add("--kind", self.kind_word());
        }
        if let Some(order) = self.date_format {
            add("--date-format", order.written());
        }
        match kept {
            Some(name) => add("--mapping", name),
            None => add("--map", map),
        }
        format!("kaizen {}", words.join(" "))
    }
}

fn tell_columns(file: &File, table: &Table) {
    let (rows, all) = (table.rows.len(), table.header.len());
    tell(&format!("{}: {rows} rows, {all} columns:", clean_cell(&file.name)));
    for (i, name) in table.header.iter().enumerate().take(SHOWN) {
        let value =
            sample(table, i).map_or_else(|| "always empty".to_owned(), |value| format!("for example {}", short(value)));
        tell(&format!("  {}: {value}", clean_cell(name)));
    }
    if all > SHOWN {
        tell(&format!("  and {} more", all - SHOWN));
    }
}

/// A value on one line, no longer than it takes to know it.
fn short(value: &str) -> String {
    let line = clean_cell(value);
    if line.chars().count() <= 40 {
        line
    } else {
        format!("{}…", line.chars().take(39).collect::<String>().trim_end())
    }
}

fn kind(prompt: &dyn Prompt) -> anyhow::Result<SourceKind> {
    let kinds = SourceKind::all().iter().map(|kind| Choice::of(kind.to_string())).collect();
    let chosen = prompt.choice("What are its entries?", kinds)?;
    SourceKind::of(&chosen).with_context(|| format!("{chosen} is no kind of source"))
}

/// The column of each field: what is proposed stands first, and what nobody is asked of stays as proposed.
fn asked(
    prompt: &dyn Prompt,
    table: &Table,
    questions: &[Question],
    proposed: &[(Field, usize)],
) -> anyhow::Result<Columns> {
    let mut columns: Columns = Vec::new();
    for question in questions {
        let likely = proposed.iter().find(|(field, _)| *field == question.field).map(|(_, column)| *column);
        let mut places: Vec<Option<usize>> = likely.map(Some).into_iter().collect();
        if !question.needed {
            places.push(None);
        }
        places.extend((0..table.header.len()).filter(|i| Some(*i) != likely).map(Some));
        let labels: Vec<String> =
            places.iter().map(|place| place.map_or_else(|| NONE.to_owned(), |i| label(table, i))).collect();
        let chosen = prompt.choice(question.text, labels.iter().cloned().map(Choice::of).collect())?;
        let place = labels.iter().position(|label| *label == chosen).and_then(|i| places.get(i).copied().flatten());
        columns.extend(place.map(|column| (question.field, column)));
    }
    let others = proposed.iter().filter(|(field, column)| {
        !questions.iter().any(|q| q.field == *field) && !columns.iter().any(|(_, taken)| taken == column)
    });
    let others: Columns = others.copied().collect();
    columns.extend(others);
    Ok(columns)
}

fn label(table: &Table, column: usize) -> String {
    let name = table.header.get(column).map(|name| clean_cell(name)).unwrap_or_default();
    sample(table, column).map_or_else(|| name.clone(), |value| format!("{name} ({})", short(value)))
}

/// The order of day and month, asked for where the dates leave it open.
fn order(prompt: &dyn Prompt, table: &Table, columns: &Columns) -> anyhow::Result<Option<Order>> {
    let dates = columns.iter().filter(|(field, _)| matches!(field, Field::Date | Field::Due | Field::AnswerBy));
    for (_, column) in dates {
        let values = table.rows.iter().filter_map(|row| row.cells.get(*column)).map(String::as_str);
        if let Err(Undecided::Open(value)) = told_order(values) {
            let (day, month) = ("the day", "the month");
            let question = format!("What stands first in {}?", short(value));
            let chosen = prompt.choice(&question, vec![Choice::of(day), Choice::of(month)])?;
            return Ok(Some(if chosen == day { Order::Dmy } else { Order::Mdy }));
        }
    }
    Ok(None)
}
