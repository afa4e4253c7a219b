use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::bundle;
use super::context::{Globals, ReadFlags, View};
use super::output::write;
use super::site_files::SiteGround;
use super::site_folder;
use crate::lifecycle::refusal::Refusal;
use crate::register::read::Problem;
use crate::render::export::{csv, ics, jira, jsonl, markdown, oscal, xlsx};
use crate::render::manifest::SITE;
use crate::render::terminal::{out, out_exact, tell};
use crate::report::export::{Table, Tables, calendar, jira_issues, poam, tables};
use crate::report::period::Period;

/// Export the register for other programs: spreadsheets, calendars, scripts
#[derive(Debug, Args)]
#[command(
    after_help = "Items that cannot be read are named, the others exported all the same, and the exit code is 2. In CSV a text that a spreadsheet would run gets an apostrophe before it; --raw leaves it for programs. A calendar file that is imported again moves the dates that moved and cancels those that are gone. Into a site only files that differ are written. --public leaves out who did what; first names alone, and people whom the register does not know, are not found (docs/exports.md).\n\nExamples:\n  kaizen export xlsx --output register.xlsx\n  kaizen export csv --table actions > actions.csv\n  kaizen export ics --output register.ics\n  kaizen export html site\n  kaizen export html public --public --since HEAD~1\n  kaizen export bundle for-the-auditor --as-of 2026-09-30\n  kaizen export jsonl --table items > items.jsonl\n  kaizen export oscal --output poam.json\n  kaizen export jira-csv --output issues.csv"
)]
pub struct Arguments {
    /// What to write
    format: Format,
    /// The folder of the site or of the bundle; a bundle may be one file, NAME.zip
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Write into a folder that holds other files, which stay; replace a zip that no export wrote
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
    /// A site for everybody: roles and departments stand there instead of people
    #[arg(long)]
    public: bool,
    /// Of a site, only the pages that differ from those of this commit
    #[arg(long, value_name = "REV")]
    since: Option<String>,
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
    /// A site in a folder, which needs no network and, for reading, no script
    Html,
    /// All that an auditor needs who trusts nothing: the register of a commit, its history, signatures, and verify.sh
    Bundle,
    /// A plan of action and milestones in OSCAL 1.2.1, for systems of governance and risk
    Oscal,
    /// What the CSV importer of Jira reads; its form of dates is yyyy-MM-dd HH:mm
    JiraCsv,
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
        if let (Format::Bundle, Some(target)) = (self.format, self.folder.as_deref()) {
            return bundle::write(globals, &self.read, self.period, target, self.force);
        }
        let view = globals.view(&self.read)?;
        if let Some((text, problems)) = self.whole(&view)? {
            self.deliver(text.as_bytes())?;
            return Ok(view.tell_problems(&problems));
        }
        if let Some(folder) = self.folder.as_deref() {
            return self.site(globals, &view, folder);
        }
        let days = super::report::days(self.period, view.today)?;
        let (all, problems) = tables(&view.register, days, view.origin())?;
        let bytes = match self.format {
            Format::Xlsx => xlsx(&all)?,
            Format::Jsonl => jsonl(&self.wanted(&all, None))?.into_bytes(),
            Format::Markdown => markdown(&all, &self.wanted(&all, None)).into_bytes(),
            Format::Csv | Format::Ics | Format::Html | Format::Bundle | Format::Oscal | Format::JiraCsv => {
                let wanted = self.wanted(&all, Some(TableName::Items));
                wanted.into_iter().map(|table| csv(table, self.raw)).collect::<anyhow::Result<String>>()?.into_bytes()
            }
        };
        self.deliver(&bytes)?;
        Ok(view.tell_problems(&problems))
    }

    /// The site in its folder: only what differs is written.
    fn site(&self, globals: &Globals, view: &View, folder: &Path) -> anyhow::Result<ExitCode> {
        let ground = SiteGround::of(globals, view, &self.read, self.period, self.public)?;
        let before = match &self.since {
            Some(rev) => {
                let read = ReadFlags { at: Some(rev.clone()), as_of: None };
                Some(SiteGround::of(globals, &globals.view(&read)?, &read, self.period, self.public)?)
            }
            None => None,
        };
        let files = ground.files();
        let before = before.as_ref().map(SiteGround::files).unwrap_or_default();
        let written = site_folder::write(SITE, folder, &files, &before, self.force)?;
        tell(&format!("{written} of {} files written; the others are as they were", files.len()));
        Ok(view.tell_problems(&ground.site.problems))
    }

    /// What is made of the register in a way of its own, and not of its tables.
    fn whole(&self, view: &View) -> anyhow::Result<Option<(String, Vec<Problem>)>> {
        Ok(match self.format {
            Format::Ics => {
                let (dates, problems) = calendar(&view.register, view.origin())?;
                Some((ics(&dates), problems))
            }
            Format::JiraCsv => {
                let (issues, problems) = jira_issues(&view.register)?;
                Some((jira(&issues, self.raw)?, problems))
            }
            Format::Oscal => {
                let (plan, problems) = poam(&view.register, view.origin())?;
                let nothing = || {
                    let none = if problems.is_empty() { "no item is in the register" } else { "no item can be read" };
                    Refusal::new(format!("{none}, and a plan of action and milestones has one at least"))
                        .next("kaizen check names what cannot be read; kaizen add makes an item")
                };
                Some((oscal(&plan.ok_or_else(nothing)?)?, problems))
            }
            _ => None,
        })
    }

    /// Asks that no flag is given that says nothing of the format, before anything is read.
    fn fits(&self) -> Result<(), Refusal> {
        let folder = matches!(self.format, Format::Html | Format::Bundle);
        if folder && (self.folder.is_none() || self.output.is_some()) {
            return Err(Refusal::new("a site or a bundle is a folder")
                .next("name it: kaizen export html site, or: kaizen export bundle DIR"));
        }
        if !folder && (self.folder.is_some() || self.force) {
            return Err(Refusal::new("a folder, and --force, are about a site or a bundle; anything else is one file")
                .next("name the file with --output FILE"));
        }
        if (self.public || self.since.is_some()) && self.format != Format::Html {
            return Err(Refusal::new("--public and --since are about a site; no other export leaves people out")
                .next("kaizen export html DIR --public"));
        }
        if self.raw && !matches!(self.format, Format::Csv | Format::JiraCsv) {
            return Err(Refusal::new("--raw is about CSV; no other format is made for spreadsheets by changing texts")
                .next("leave it away, or: kaizen export csv --raw"));
        }
        if self.table.is_some() && !matches!(self.format, Format::Csv | Format::Jsonl | Format::Markdown) {
            return Err(Refusal::new(
                "--table is about csv, jsonl and markdown; what else is exported has all tables, or none",
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
