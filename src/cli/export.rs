use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::{Globals, ReadFlags};
use super::output::write;
use super::site_folder;
use crate::lifecycle::refusal::Refusal;
use crate::render::export::{csv, ics, jsonl, markdown, xlsx};
use crate::render::html;
use crate::render::terminal::{out, out_exact};
use crate::report::export::{Table, Tables, calendar, tables};
use crate::report::period::Period;
use crate::report::site::site;

/// Write the register for other programs: spreadsheets, calendars, scripts
#[derive(Debug, Args)]
#[command(
    after_help = "Items that cannot be read are named, the others exported all the same, and the exit code is 2. In CSV a text that a spreadsheet would run gets an apostrophe before it; --raw leaves it for programs. A calendar file that is imported again moves the dates that moved and cancels those that are gone.\n\nExamples:\n  kaizen export xlsx --output register.xlsx\n  kaizen export csv --table actions > actions.csv\n  kaizen export ics --output register.ics\n  kaizen export html site\n  kaizen export jsonl --table items > items.jsonl"
)]
pub struct Arguments {
    /// What to write
    format: Format,
    /// The folder of the site, for html
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Write the site into a folder that holds other files, which stay
    #[arg(long)]
    force: bool,
    /// The file to write (default: standard output)
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Only this table; csv has one (default: items)
    #[arg(long, value_name = "TABLE")]
    table: Option<TableName>,
    /// CSV with texts as they are, for a program; no spreadsheet should open it
    #[arg(long)]
    raw: bool,
    /// The days that the key figures look at: 2026-Q3, 2026, last-90-days
    #[arg(long, value_name = "PERIOD", default_value = "last-365-days")]
    period: Period,
    #[command(flatten)]
    read: ReadFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One table as comma-separated values
    Csv,
    /// A workbook with a sheet for each table
    Xlsx,
    /// A JSON object for each row of each table (kaizen schema export)
    Jsonl,
    /// Target dates, effectiveness reviews, answers to sources and the next management review, for a calendar
    Ics,
    /// The tables as Markdown
    Markdown,
    /// A site in a folder, which needs no network and no script
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TableName {
    Items,
    Events,
    Whys,
    Actions,
    Sources,
    Kpis,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        self.fits()?;
        let view = globals.view(&self.read)?;
        if self.format == Format::Ics {
            let (dates, problems) = calendar(&view.register, view.origin())?;
            self.deliver(ics(&dates).as_bytes())?;
            return Ok(view.tell_problems(&problems));
        }
        let days = super::report::days(self.period, view.today)?;
        if let Some(folder) = self.folder.as_deref() {
            let site = site(&view.register, days, view.now, view.origin())?;
            site_folder::write(folder, &html::files(&site), self.force)?;
            return Ok(view.tell_problems(&site.problems));
        }
        let (all, problems) = tables(&view.register, days, view.origin())?;
        let bytes = match self.format {
            Format::Xlsx => xlsx(&all)?,
            Format::Jsonl => jsonl(&self.wanted(&all, None))?.into_bytes(),
            Format::Markdown => markdown(&all, &self.wanted(&all, None)).into_bytes(),
            Format::Csv | Format::Ics | Format::Html => {
                let wanted = self.wanted(&all, Some(TableName::Items));
                wanted.into_iter().map(|table| csv(table, self.raw)).collect::<anyhow::Result<String>>()?.into_bytes()
            }
        };
        self.deliver(&bytes)?;
        Ok(view.tell_problems(&problems))
    }

    /// Asks that no flag is given that says nothing of the format, before anything is read.
    fn fits(&self) -> Result<(), Refusal> {
        let site = self.format == Format::Html;
        if site && (self.folder.is_none() || self.output.is_some()) {
            return Err(Refusal::new("a site is a folder").next("name it: kaizen export html site"));
        }
        if !site && (self.folder.is_some() || self.force) {
            return Err(Refusal::new("a folder, and --force, are about a site; anything else is one file")
                .next("name the file with --output FILE"));
        }
        if self.raw && self.format != Format::Csv {
            return Err(Refusal::new("--raw is about CSV; no other format is made for spreadsheets by changing texts")
                .next("leave it away, or: kaizen export csv --raw"));
        }
        if self.table.is_some() && matches!(self.format, Format::Xlsx | Format::Ics | Format::Html) {
            return Err(Refusal::new(
                "--table is about csv, jsonl and markdown; a workbook and a site have all, a calendar has none",
            )
            .next("leave it away, or: kaizen export csv --table TABLE"));
        }
        if self.format == Format::Xlsx && self.output.is_none() {
            return Err(Refusal::new("a workbook is a file, nothing to print")
                .next("name it: kaizen export xlsx --output register.xlsx"));
        }
        Ok(())
    }

    /// The table that was asked for, else one, else all.
    fn wanted<'t>(&self, all: &'t Tables, usual: Option<TableName>) -> Vec<&'t Table> {
        let name = self.table.or(usual).and_then(|table| table.to_possible_value());
        let is = |table: &&Table| name.as_ref().is_none_or(|name| name.get_name() == table.name);
        all.tables.iter().filter(is).collect()
    }

    fn deliver(&self, bytes: &[u8]) -> anyhow::Result<()> {
        match self.output.as_deref() {
            Some(file) => write(Path::new(file), bytes),
            // Texts as they are, and the line ends of a calendar, are for programs.
            None if self.raw || self.format == Format::Ics => out_exact(&String::from_utf8_lossy(bytes)),
            None => out(&String::from_utf8_lossy(bytes)),
        }
    }
}
