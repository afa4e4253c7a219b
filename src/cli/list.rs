use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::{Globals, ReadFlags, View, me};
use super::output::OutputFlags;
use crate::model::word::{Category, Environment, Grade, Kind, Status, Word};
use crate::register::find;
use crate::render::json;
use crate::render::list::{COLUMNS, Column, csv, human, ids, jsonl};
use crate::render::list_lines::screen;
use crate::render::screen::MOST_LINES;
use crate::render::terminal::tell;
use crate::report::item_filter::{Filter, SourceFilter};
use crate::report::list::{Found, List, SortKey, list, sort};
use crate::report::search::Words;

/// List what is open, the most urgent first
#[derive(Debug, Args)]
#[command(
    after_help = "A line shows the short id, which every verb takes, where the item stands, and its day: -30d is overdue by 30 days, +12d is due in 12; a raised item shows how old it is, an implemented one when it is verified. Filters keep what fits each of them; one that takes a value takes several, joined by commas. Closed and rejected items are listed with --all, or where a status is named. That is so for every --format; formats for programs are in the order of ids, where --sort says nothing else.\n\nItems that cannot be read are named, the others listed all the same, and the exit code is 2.\n\nExamples:\n  kaizen list\n  kaizen list mine overdue\n  kaizen list to-decide\n  kaizen list firmware --all\n  kaizen list --status accepted,in-progress --owner arjun.mehta \\\n    --format csv --columns id,owner,due,title"
)]
pub struct Arguments {
    /// `mine`, `overdue`, `to-verify`, `to-decide`, `open`, `all` or a status; any other word is looked for in the items
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// What is closed or rejected too, and every line of it
    #[arg(long)]
    all: bool,
    /// Where they stand
    #[arg(long, value_delimiter = ',')]
    status: Vec<Status>,
    /// Who owns them
    #[arg(long, value_name = "HANDLE", value_delimiter = ',')]
    owner: Vec<String>,
    /// Corrective action or improvement
    #[arg(long, value_delimiter = ',')]
    kind: Vec<Kind>,
    /// How they are graded
    #[arg(long, value_delimiter = ',')]
    grade: Vec<Grade>,
    /// The nature of the measure
    #[arg(long, value_delimiter = ',')]
    category: Vec<Category>,
    /// Where people work
    #[arg(long, value_delimiter = ',')]
    environment: Vec<Environment>,
    /// What they answer to: a kind, or one source
    #[arg(long, value_name = "KIND[:REF]", value_delimiter = ',')]
    source: Vec<SourceFilter>,
    /// A risk they are about
    #[arg(long, value_name = "REF", value_delimiter = ',')]
    risk: Vec<String>,
    /// A control or clause; A.8.* and CSF:* are all that begin so
    #[arg(long, value_delimiter = ',')]
    control: Vec<String>,
    /// A word they are tagged with
    #[arg(long, value_delimiter = ',')]
    tag: Vec<String>,
    /// Suggestions of somebody, with what came of them: a handle, or a name or mail address
    #[arg(long, value_name = "WHO", value_delimiter = ',')]
    suggested_by: Vec<String>,
    /// The cause code of the newest analysis
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    cause: Vec<String>,
    /// Only what is overdue, by itself or by an action
    #[arg(long)]
    overdue: bool,
    /// Only what you own
    #[arg(long)]
    mine: bool,
    /// What to sort by (a table: urgent); `due,desc` turns it round
    #[arg(long, value_name = "KEY[,desc]", value_parser = parse_sort)]
    sort: Option<(SortKey, bool)>,
    /// Which columns, joined by commas
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    columns: Vec<Column>,
    /// How to print it
    #[arg(long, default_value = "table")]
    format: Format,
    #[command(flatten)]
    output: OutputFlags,
    /// Who you are, for --mine
    #[arg(long = "as", value_name = "HANDLE", env = "KAIZEN_USER", hide_env_values = true)]
    named: Option<String>,
    #[command(flatten)]
    read: ReadFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Jsonl,
    Csv,
    Ids,
}

fn parse_sort(text: &str) -> Result<(SortKey, bool), String> {
    let (key, descending) = match text.split_once(',') {
        Some((key, "desc")) => (key, true),
        Some((_, other)) => return Err(format!("after the comma stands desc, not “{other}”")),
        None => (text, false),
    };
    SortKey::of(key).map(|key| (key, descending)).ok_or_else(|| {
        let all: Vec<&str> = SortKey::all().iter().map(|key| key.written()).collect();
        format!("“{key}” is no key to sort by; there are {}", all.join(", "))
    })
}

/// What the bare words ask for.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a word")]
struct Asked {
    all: bool,
    mine: bool,
    overdue: bool,
    to_decide: bool,
    status: Vec<Status>,
    text: Vec<String>,
}

impl Asked {
    fn of(words: Vec<String>) -> Self {
        let mut asked = Asked::default();
        for word in words {
            match word.as_str() {
                "all" => asked.all = true,
                "open" => asked.status.extend(Status::all().iter().filter(|status| status.is_open())),
                "mine" => asked.mine = true,
                "overdue" => asked.overdue = true,
                "to-verify" => asked.status.push(Status::Implemented),
                "to-decide" => asked.to_decide = true,
                other => match Status::of_any_case(other) {
                    Some(status) => asked.status.push(status),
                    None => asked.text.push(word),
                },
            }
        }
        asked
    }
}

impl Arguments {
    pub fn run(mut self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        let asked = Asked::of(std::mem::take(&mut self.words));
        let all = self.all || asked.all;
        let filter = self.filter(asked, &view)?;
        // Who names where items stand, or asks what to decide about, means those that are not open too.
        let named = !filter.status.is_empty() || filter.to_decide || !filter.suggested_by.is_empty();
        let mut found = list(&view.register, &filter, all || named, (view.now, view.today))?;
        let problems = std::mem::take(&mut found.problems);
        let early = self.format == Format::Table;
        let code = if early { view.tell_problems(&problems) } else { ExitCode::SUCCESS };
        if early && found.rows.is_empty() && problems.is_empty() {
            tell(&nothing(&found));
        }
        self.output.deliver(self.format, |format| self.text(format, &mut found, &view, all))?;
        Ok(if early { code } else { view.tell_problems(&problems) })
    }

    fn filter(&self, asked: Asked, view: &View) -> anyhow::Result<Filter> {
        let mut owner = Vec::new();
        for written in &self.owner {
            owner.push(find::person(&view.register, written)?);
        }
        if self.mine || asked.mine {
            owner.push(me(&view.root, self.named.as_deref().filter(|n| !n.is_empty()), &view.register)?);
        }
        Ok(Filter {
            status: [self.status.clone(), asked.status].concat(),
            owner,
            kind: self.kind.clone(),
            grade: self.grade.clone(),
            category: self.category.clone(),
            environment: self.environment.clone(),
            source: self.source.clone(),
            risk: self.risk.clone(),
            control: self.control.clone(),
            tag: self.tag.clone(),
            suggested_by: self.suggested_by.clone(),
            cause: self.cause.clone(),
            overdue: self.overdue || asked.overdue,
            to_decide: asked.to_decide,
            words: Words::new(&asked.text),
        })
    }

    /// The list in a format, each in its own order.
    fn text(&self, format: Format, found: &mut Found, view: &View, all: bool) -> anyhow::Result<String> {
        let (key, descending) = match self.sort {
            Some(asked) => asked,
            None if format == Format::Table => (SortKey::Urgent, false),
            None => (SortKey::Id, false),
        };
        sort(&mut found.rows, key, descending);
        if format == Format::Table && self.columns.is_empty() {
            return Ok(if found.rows.is_empty() { String::new() } else { screen(found, view.today, all) });
        }
        let columns = if self.columns.is_empty() { &COLUMNS } else { &*self.columns };
        let list = List { origin: view.origin(), items: std::mem::take(&mut found.rows) };
        let text = match format {
            Format::Table if list.items.is_empty() => String::new(),
            Format::Table => human(&list, columns, if all { usize::MAX } else { MOST_LINES }),
            Format::Json => json::pretty(&list)?,
            Format::Jsonl => jsonl(&list)?,
            Format::Csv => csv(&list, columns)?,
            Format::Ids => ids(&list),
        };
        found.rows = list.items;
        Ok(text)
    }
}

/// Why nothing is listed, and what would be.
fn nothing(found: &Found) -> String {
    match (found.is_empty(), found.wanted) {
        (true, _) => "there is no item yet; the first one: kaizen add TITLE".to_owned(),
        (false, 0) => "no item is like that".to_owned(),
        (false, 1) => "no open item is like that; 1 that is closed or rejected is (--all)".to_owned(),
        (false, n) => format!("no open item is like that; {n} that are closed or rejected are (--all)"),
    }
}
