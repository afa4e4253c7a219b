use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::{Globals, ReadFlags, me};
use crate::model::word::{Category, Environment, Grade, Kind, Status, Word};
use crate::register::find;
use crate::render::json;
use crate::render::list::{COLUMNS, Column, csv, human, ids, jsonl};
use crate::render::terminal::{out, tell};
use crate::report::list::{Filter, List, SortKey, SourceFilter, list, sort};

/// List items
#[derive(Debug, Args)]
#[command(
    after_help = "Items that cannot be read are named, the others listed all the same, and the exit code is 2.\n\nExamples:\n  kaizen list --overdue\n  kaizen list --mine --sort due\n  kaizen list --status accepted --status in-progress \\\n    --format csv --columns id,owner,due,title"
)]
pub struct Arguments {
    /// Where they stand; may be given several times
    #[arg(long)]
    status: Vec<Status>,
    /// Who owns them; may be given several times
    #[arg(long, value_name = "HANDLE")]
    owner: Vec<String>,
    /// Corrective action or improvement
    #[arg(long)]
    kind: Option<Kind>,
    /// How they are graded
    #[arg(long)]
    grade: Option<Grade>,
    /// The nature of the measure
    #[arg(long)]
    category: Option<Category>,
    /// Where people work
    #[arg(long)]
    environment: Option<Environment>,
    /// What they answer to: a kind, or one source
    #[arg(long, value_name = "KIND[:REF]")]
    source: Option<SourceFilter>,
    /// A risk they are about
    #[arg(long, value_name = "REF")]
    risk: Option<String>,
    /// A control or clause; A.8.* and CSF:* are all that begin so
    #[arg(long)]
    control: Option<String>,
    /// A word they are tagged with
    #[arg(long)]
    tag: Option<String>,
    /// The cause code of the newest analysis
    #[arg(long, value_name = "CODE")]
    cause: Option<String>,
    /// Only what is overdue, by itself or by an action
    #[arg(long)]
    overdue: bool,
    /// Only what you own
    #[arg(long)]
    mine: bool,
    /// What to sort by; `due,desc` turns it round
    #[arg(long, value_name = "KEY[,desc]", value_parser = parse_sort)]
    sort: Option<(SortKey, bool)>,
    /// Which columns, joined by commas
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    columns: Vec<Column>,
    /// How to print it
    #[arg(long, default_value = "table")]
    format: Format,
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

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        let mut owner = Vec::new();
        for written in &self.owner {
            owner.push(find::person(&view.register, written)?);
        }
        if self.mine {
            owner.push(me(&view.root, self.named.as_deref().filter(|n| !n.is_empty()), &view.register)?);
        }
        let filter = Filter {
            status: self.status,
            owner,
            kind: self.kind,
            grade: self.grade,
            category: self.category,
            environment: self.environment,
            source: self.source,
            risk: self.risk,
            control: self.control,
            tag: self.tag,
            cause: self.cause,
            overdue: self.overdue,
        };
        let (mut items, problems) = list(&view.register, &filter, view.today)?;
        if let Some((key, descending)) = self.sort {
            sort(&mut items, key, descending);
        }
        let columns = if self.columns.is_empty() { COLUMNS.to_vec() } else { self.columns };
        let list = List { origin: view.origin(), items };
        match self.format {
            Format::Table if list.items.is_empty() && problems.is_empty() => tell("no item is like that"),
            Format::Table if list.items.is_empty() => {}
            Format::Table => out(&human(&list, &columns))?,
            Format::Json => out(&json::pretty(&list)?)?,
            Format::Jsonl => out(&jsonl(&list)?)?,
            Format::Csv => out(&csv(&list, &columns)?)?,
            Format::Ids => out(&ids(&list))?,
        }
        Ok(view.tell_problems(&problems))
    }
}
