use std::process::ExitCode;

use clap::Args;

use super::context::{Format, Globals, ReadFlags, View};
use super::terms_flags::parse_day;
use crate::document::layout::LayoutKind;
use crate::git::Repo;
use crate::history::log::{Log, Wanted, entries, items_ever};
use crate::model::date::Day;
use crate::model::event::{Act, Party};
use crate::model::origin::Origin;
use crate::record::settings::File;
use crate::record::workspace::repository;
use crate::register::find;
use crate::register::ids::matching;
use crate::register::place::item_path;
use crate::render::screen::MOST_LINES;
use crate::render::terminal::{clean_line, out, tell};
use crate::render::{json, log as render};

/// Show who did what and when: one act a line, newest first
#[derive(Debug, Args)]
#[command(
    after_help = "Each act is shown with the time that it claims, the time of its commit where that is another (in red where they are more than a day apart) and what its signature is worth: signed, or why it does not count; without a word it is not signed and need not be. --full tells which field changed from what to what, in which commit; so do --field and --patch.\n\nExamples:\n  kaizen log -n 20\n  kaizen log k7qd --full\n  kaizen log k7qd --field due\n  kaizen log --since 2026-04-01 --until 2026-06-30\n  kaizen log --act verified --by priya.nair --patch"
)]
pub struct Arguments {
    /// The item, by any unique part of its id, also one that was deleted; or `people`, or `register`; without, all
    id: Option<String>,
    /// Only what came with this act
    #[arg(long)]
    act: Option<Act>,
    /// Only what came with an act of this person
    #[arg(long, value_name = "HANDLE")]
    by: Option<String>,
    /// Only changes of this field: a key such as `due`, or a table such as `action.7KQ`
    #[arg(long, value_name = "KEY")]
    field: Option<String>,
    /// Only commits from this day on
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    since: Option<Day>,
    /// Only commits to the end of this day
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    until: Option<Day>,
    /// No more entries than this
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    /// Each field from what to what, the words of who acted, and the commit
    #[arg(long)]
    full: bool,
    /// Show the lines that changed too
    #[arg(long, short = 'p')]
    patch: bool,
    /// How to print it
    #[arg(long, default_value = "table")]
    format: Format,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&ReadFlags::default())?;
        let repo = repository(&view.root)?;
        let zone = view.register.zone();
        let short = self.format == Format::Table && !(self.full || self.patch || self.field.is_some());
        let wanted = Wanted {
            file: self.id.as_deref().map(|written| file(&view, &repo, written)).transpose()?,
            act: self.act,
            by: self.by.as_deref().map(|written| party(&view, written)).transpose()?,
            field: self.field,
            since: self.since.map(|day| day.start(zone)),
            until: self.until.map(|day| day.plus(1).start(zone)),
            limit: self.limit.or_else(|| short.then_some(MOST_LINES + 1)),
            patch: self.patch,
        };
        let (tip, entries) = entries(&repo, &view.root, &view.register, &wanted)?;
        let log =
            Log { entries, origin: Origin::new(view.today, Some(tip)).from_sandbox(view.register.settings.sandbox) };
        match self.format {
            Format::Json => out(&json::pretty(&log)?)?,
            Format::Table if log.entries.is_empty() => tell(&nothing(wanted.field.as_deref())),
            Format::Table if short => {
                let most = if self.limit.is_some() { usize::MAX } else { MOST_LINES };
                out(&render::lines(&log, zone, most))?;
            }
            Format::Table => out(&render::human(&log, zone))?,
        }
        if repo.is_shallow() {
            tell("this clone is shallow: older commits are not here (git fetch --unshallow)");
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Why nothing is told: maybe for the field that is none.
fn nothing(field: Option<&str>) -> String {
    let path: Vec<String> = field.into_iter().flat_map(|field| field.split('.')).map(ToOwned::to_owned).collect();
    let kinds = [LayoutKind::Item, LayoutKind::Register, LayoutKind::People];
    let meant = kinds.into_iter().filter_map(|kind| kind.closest_key(&path)).collect::<Vec<_>>();
    match (meant.first(), path.last()) {
        (Some(key), Some(last)) if !meant.contains(&last.as_str()) => {
            format!("no commit is like that; did you mean --field {key}?")
        }
        _ => "no commit is like that".to_owned(),
    }
}

/// The file that a person means, below the register. What is not there any more is looked for in history.
fn file(view: &View, repo: &Repo, written: &str) -> anyhow::Result<String> {
    if let Some(file) = File::named(written) {
        return Ok(file.path().to_owned());
    }
    let refused = match find::item(&view.register, written) {
        Ok(id) => return Ok(item_path(&id)),
        Err(error) => error,
    };
    let ever = items_ever(repo, &view.root)?;
    let name =
        |path: &'_ String| -> String { path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml").to_owned() };
    let names: Vec<String> = ever.iter().filter(|path| !view.register.store.has(path)).map(name).collect();
    let found = matching(written, &names.iter().map(String::as_str));
    let [one] = found.as_slice() else { return Err(refused) };
    let Some(path) = ever.iter().find(|path| name(path) == *one) else { return Err(refused) };
    tell(&clean_line(&format!("{one} is not in the working tree any more; this is what history has")));
    Ok(path.clone())
}

/// Who acted: somebody in people.toml, anonymous, or somebody outside.
fn party(view: &View, written: &str) -> anyhow::Result<Party> {
    match written.parse::<Party>() {
        Ok(party @ (Party::Anonymous | Party::Outside(_))) => Ok(party),
        _ => find::person(&view.register, written).map(Party::Person),
    }
}
