use std::collections::HashSet;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::act::{optional_words, recorded};
use super::context::{ActFlags, Globals};
use super::failure::COULD_NOT;
use super::import_file::{Content, File};
use super::outcome;
use crate::act::raise_list::{New, raise_all, suggest_all};
use crate::attest::digest::of_bytes;
use crate::import::csv::{self, Options};
use crate::import::dates::Order;
use crate::import::items::Log;
use crate::import::mapping::{Mapping, Preset, folded, preset};
use crate::import::{
    Imported, MAX_BYTES, check_format, forge, items, jira_json, looks_like, sarif, sheet, suggested_issues, text,
};
use crate::lifecycle::refusal::Refusal;
use crate::model::settings::Settings;
use crate::model::source::{ImportOrigin, Source};
use crate::model::word::SourceKind;
use crate::record::import::{ImportSummary, Incoming, import, look};
use crate::record::workspace::Workspace;
use crate::render::terminal::{out, tell};
use crate::render::{import as render, json};
use crate::report::import::{self as report, ImportReport};

/// Record what happened from the files of other systems; repeat it freely, nothing is recorded twice
#[derive(Debug, Args)]
#[command(
    after_help = "Each entry becomes the record of a source (kaizen source list), keyed by kind and reference; `items` and `suggestions` become items. One import is one commit. Read again, what is the same stays, and what changed is shown.\n\nExamples:\n  kaizen import jira export.csv --dry-run\n  kaizen import jira export.csv --significant-if Priority=Highest\n  kaizen import csv incidents.csv --kind incident \\\n    --map reference=Ticket,title=\"What happened\",date=Date\n  kaizen import sarif scan.sarif --significant-if level=error\n  kaizen import items log.xlsx"
)]
pub struct Arguments {
    /// What the file is
    #[arg(value_enum)]
    pub(super) format: Format,
    /// The file; `-` reads standard input
    pub(super) file: PathBuf,
    /// The kind of source that its entries are (default: what the format is usually about)
    #[arg(long, value_name = "KIND")]
    pub(super) kind: Option<SourceKind>,
    /// Which column says what: FIELD=COLUMN, several by commas; a column with a comma in its name in quotation marks
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub(super) map: Option<Mapping>,
    /// The columns that register.toml keeps under this name (kaizen config set mapping.NAME=FIELD=COLUMN,…)
    #[arg(long, value_name = "NAME")]
    pub(super) mapping: Option<String>,
    /// An entry is significant where this column, field or label has this value; may be given several times
    #[arg(long, value_name = "COLUMN=VALUE", value_parser = column_value)]
    significant_if: Vec<(String, String)>,
    /// Only the references that stand in this file, one a line
    #[arg(long, value_name = "FILE")]
    only: Option<PathBuf>,
    /// The order of day and month, where the file leaves it open
    #[arg(long, value_name = "ORDER")]
    pub(super) date_format: Option<Order>,
    /// The encoding of the file, where it is not UTF-8: windows-1252, for example
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Of issues only those with this label become suggestions
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
    /// Say what would change, and record nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// How to print what it comes to
    #[arg(long = "format", default_value = "table")]
    print: super::context::Format,
    /// A word about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    pub(super) act: ActFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table: CSV or XLSX, with --map and --kind, or asked for on a terminal
    Csv,
    /// Issues of Jira: CSV or JSON
    Jira,
    /// Incidents of ServiceNow: CSV
    Servicenow,
    /// Findings of DefectDojo: CSV
    Defectdojo,
    /// A SharePoint list: CSV or XLSX
    Sharepoint,
    /// Answers of Microsoft Forms that say what happened: CSV or XLSX
    MsForms,
    /// Known exploited vulnerabilities: CSV, with --only
    Kev,
    /// Results of scanners (SARIF 2.1.0): one source a rule
    Sarif,
    /// Issues of GitHub: JSON
    GithubIssues,
    /// Issues of GitLab: JSON
    GitlabIssues,
    /// Issues of Forgejo or Gitea: JSON
    ForgejoIssues,
    /// A risk register: CSV; scores are kept with their days
    Risks,
    /// A list of improvements: CSV or XLSX; its rows become items
    Items,
    /// Answers of a form (CSV or XLSX), or issues of a forge and its events (JSON): they become suggestions
    Suggestions,
}

fn column_value(text: &str) -> Result<(String, String), String> {
    let (column, value) = text.split_once('=').ok_or("write COLUMN=VALUE, for example Priority=Highest")?;
    Ok((folded(column), folded(value)))
}

impl Format {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

impl Arguments {
    pub fn run(mut self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let file = self.read()?;
        let content = self.content(&file).map_err(|refusal| of_file(refusal, &file))?;
        if matches!(self.format, Format::Csv | Format::Items) && self.map.is_none() && self.mapping.is_none() {
            self.ask_for_columns(globals, &file, &content)?;
        }
        match self.format {
            Format::Items | Format::Suggestions => self.items(globals, &file, &content),
            _ => self.sources(globals, &file, &content),
        }
    }

    fn content(&self, file: &File) -> Result<Content, Refusal> {
        if sheet::is_workbook(&file.bytes) {
            return sheet::read(&file.bytes).map(Content::Workbook);
        }
        text::decoded(&file.bytes, self.encoding.as_deref()).map(Content::Text)
    }

    fn print(&self, report: &ImportReport, human: fn(&ImportReport) -> String) -> anyhow::Result<()> {
        out(&match self.print {
            super::context::Format::Table => human(report),
            super::context::Format::Json => json::pretty(report)?,
        })
    }

    fn read(&self) -> anyhow::Result<File> {
        let mut bytes = Vec::new();
        if self.file.as_os_str() == "-" {
            std::io::stdin().take(MAX_BYTES + 1).read_to_end(&mut bytes).context("cannot read standard input")?;
        } else {
            let file =
                std::fs::File::open(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
            file.take(MAX_BYTES + 1)
                .read_to_end(&mut bytes)
                .with_context(|| format!("cannot read {}", self.file.display()))?;
        }
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Refusal::new(format!("the file is larger than {} MiB", MAX_BYTES >> 20))
                .next("export it in parts: what was imported before is not imported again")
                .into());
        }
        let name =
            self.file.file_name().map_or_else(|| "standard input".to_owned(), |n| n.to_string_lossy().into_owned());
        Ok(File { name: if name == "-" { "standard input".to_owned() } else { name }, bytes })
    }

    pub(super) fn options(&self, workspace: &Workspace) -> anyhow::Result<Options> {
        let only = self.only.as_ref().map(|path| -> anyhow::Result<HashSet<String>> {
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            Ok(text.lines().map(folded).filter(|line| !line.is_empty()).collect())
        });
        Ok(Options {
            kind: self.kind,
            order: self.date_format,
            zone: workspace.register.zone(),
            mapping: self.columns(&workspace.register.settings)?,
            significant: self.significant_if.clone(),
            only: only.transpose()?,
            today: workspace.today(),
        })
    }

    /// Which column says what: as the register keeps it by a name, and over that as it is said here.
    fn columns(&self, settings: &Settings) -> anyhow::Result<Option<Mapping>> {
        let Some(name) = &self.mapping else { return Ok(self.map.clone()) };
        let Some(kept) = settings.mapping.get(name) else {
            let names: Vec<&str> = settings.mapping.keys().map(String::as_str).collect();
            let there = if names.is_empty() { "none yet".to_owned() } else { names.join(", ") };
            return Err(Refusal::new(format!("register.toml keeps no mapping “{name}” ({there})"))
                .next(format!("kaizen config set 'mapping.{name}=reference=COLUMN,title=COLUMN,date=COLUMN' -m REASON"))
                .into());
        };
        let kept: Mapping = kept.parse().map_err(|why| Refusal::new(format!("mapping.{name}: {why}")))?;
        Ok(Some(self.map.as_ref().map_or_else(|| kept.clone(), |map| kept.clone().overridden(map))))
    }

    fn sources(&self, globals: &Globals, file: &File, content: &Content) -> anyhow::Result<ExitCode> {
        let session = globals.session(&self.act)?;
        let (imported, looked, renamed) = session.look(|workspace| {
            let options = self.options(workspace)?;
            let known = if self.format == Format::Sarif { workspace.register.sources()?.0 } else { Vec::new() };
            let imported = self.parsed(content, file, &options, &known).map_err(|refusal| of_file(refusal, file))?;
            let looked = look(workspace, &imported.incoming)?;
            let renamed = renamed(workspace, &imported.incoming, &looked)?;
            Ok((imported, looked, renamed))
        })?;
        let report = report::of_sources(&file.name, &looked, &imported, &renamed, self.dry_run);
        self.print(&report, render::sources)?;
        let none = imported.incoming.is_empty() && !imported.skipped.is_empty();
        if self.dry_run || !looked.writes() {
            return Ok(if none { ExitCode::from(COULD_NOT) } else { ExitCode::SUCCESS });
        }
        let bar = progress(imported.incoming.len());
        let from = file.name.clone();
        let done = recorded(globals, &self.act, |workspace| {
            bar.set_position(0);
            let words = optional_words(&workspace.answers, self.message.as_deref())?
                .unwrap_or_else(|| format!("Imported from {from}."));
            import(workspace, &imported.incoming, &words, &from, &|| bar.inc(1))
        })?;
        bar.finish_and_clear();
        let ImportSummary { new, changed, skipped, .. } = &done.outcome;
        for one in skipped.iter().filter(|one| !looked.skipped.contains(one)) {
            tell(&format!("not taken: {}: {}", one.place, one.reason));
        }
        outcome::tell_change(&format!("{} recorded, {} changed", new.len(), changed.len()), &done.published);
        if new.iter().any(|_| !self.significant_if.is_empty()) {
            outcome::tell_next("kaizen source list --open shows what nothing answers to yet");
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The sources that the file names, each with where it is from.
    fn parsed(
        &self,
        content: &Content,
        file: &File,
        options: &Options,
        known_sources: &[Source],
    ) -> Result<Imported, Refusal> {
        let format = self.format.name();
        let is_table = |known: Preset| {
            let known = match &options.mapping {
                Some(map) => Preset { mapping: known.mapping.overridden(map), ..known },
                None => known,
            };
            csv::read(content.table()?.as_ref(), &known, options)
        };
        let is_csv = || content.text().is_ok_and(|text| looks_like(text) == "csv");
        let text = || content.text().and_then(|text| check_format(&format, text).map(|()| text));
        let mut imported = match self.format {
            Format::Jira if is_csv() => is_table(known("jira")?)?,
            Format::Jira => jira_json::read(text()?, options)?,
            Format::Sarif => {
                let mut read = sarif::read(text()?, options)?;
                let gone = sarif::gone(&read, &file.name, known_sources, options);
                read.incoming.extend(gone);
                read
            }
            Format::GithubIssues | Format::GitlabIssues | Format::ForgejoIssues => forge::read(text()?, options)?,
            Format::Csv => {
                let (Some(_), Some(kind)) = (&options.mapping, self.kind) else {
                    return Err(self.lacks_columns(content.table()?.as_ref()));
                };
                let mapping = "".parse().map_err(|error: String| Refusal::new(error))?;
                is_table(Preset { kind, mapping, cuts_at: None, own: Vec::new() })?
            }
            Format::Kev if options.only.is_none() => {
                return Err(Refusal::new("the catalogue names vulnerabilities of everybody; say which are yours")
                    .next("--only FILE, with one CVE a line"));
            }
            _ => is_table(known(&format)?)?,
        };
        let sha256 = of_bytes(&file.bytes);
        for one in &mut imported.incoming {
            let id = one.id.clone();
            one.content.origin = sha256.clone().map(|sha256| ImportOrigin {
                file: file.name.clone(),
                sha256,
                format: format.clone(),
                id,
                said: None,
            });
        }
        Ok(imported)
    }

    /// The items that the file names.
    fn log(&self, file: &File, content: &Content, options: &Options) -> Result<Log, Refusal> {
        let suggestions = self.format == Format::Suggestions;
        match content {
            Content::Text(text) if suggestions && text.trim_start().starts_with(['{', '[']) => {
                suggested_issues::read(text, options, self.label.as_deref())
            }
            _ => items::read(content.table()?.as_ref(), options.mapping.as_ref(), &file.name, options, suggestions),
        }
    }

    fn items(&self, globals: &Globals, file: &File, content: &Content) -> anyhow::Result<ExitCode> {
        let suggestions = self.format == Format::Suggestions;
        let session = globals.session(&self.act)?;
        let (new, there, imported) = session.look(|workspace| {
            let options = self.options(workspace)?;
            let log = self.log(file, content, &options).map_err(|refusal| of_file(refusal, file))?;
            let (known, _) = workspace.register.map_items(|loaded| Some(loaded.item.sources))?;
            let known: HashSet<_> = known.into_iter().flatten().collect();
            let (there, new): (Vec<New>, Vec<New>) =
                log.items.into_iter().partition(|new| new.content.source.iter().any(|source| known.contains(source)));
            Ok((new, there.len(), log.imported))
        })?;
        self.print(&report::of_items(&file.name, &new, there, &imported, self.dry_run), render::items)?;
        if self.dry_run || new.is_empty() {
            let none = there == 0 && !imported.skipped.is_empty();
            return Ok(if none { ExitCode::from(COULD_NOT) } else { ExitCode::SUCCESS });
        }
        let raise = if suggestions { suggest_all } else { raise_all };
        let done = recorded(globals, &self.act, |workspace| raise(workspace, &new, &file.name))?;
        outcome::tell_change(&format!("{} raised", done.outcome.len()), &done.published);
        outcome::tell_next("a manager decides about each: kaizen list --status raised");
        Ok(ExitCode::SUCCESS)
    }
}

fn known(name: &str) -> Result<Preset, Refusal> {
    preset(name).ok_or_else(|| Refusal::new(format!("there is no format {name}")))
}

pub(super) fn of_file(refusal: Refusal, file: &File) -> Refusal {
    Refusal { reason: format!("{}: {}", file.name, refusal.reason), ..refusal }
}

/// New entries whose number in their system is that of a record with another reference: they were renamed there.
fn renamed(
    workspace: &Workspace,
    incoming: &[Incoming],
    looked: &ImportSummary,
) -> anyhow::Result<Vec<(String, String)>> {
    let new: HashSet<_> = looked.new.iter().collect();
    let moved: Vec<&Incoming> = incoming.iter().filter(|one| one.id.is_some() && new.contains(&one.name)).collect();
    if moved.is_empty() {
        return Ok(Vec::new());
    }
    let (sources, _) = workspace.register.sources()?;
    let known: std::collections::HashMap<(SourceKind, &str), &str> = sources
        .iter()
        .filter_map(|source| Some(((source.kind, source.origin.as_ref()?.id.as_deref()?), source.reference.as_str())))
        .collect();
    let former = |one: &&Incoming| {
        let before = known.get(&(one.name.kind, one.id.as_deref()?))?;
        Some(((*before).to_owned(), one.name.reference.clone()))
    };
    Ok(moved.iter().filter_map(former).collect())
}

/// A bar on a terminal, nothing elsewhere; short imports show none.
fn progress(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta} left");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    if length < 500 {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar
}
