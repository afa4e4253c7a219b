//! What a shell completes while somebody types: ids, people, rules, controls, sources. Nothing is written, and nothing
//! fails: where the register cannot be read there is nothing to complete.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::builder::StyledStr;
use clap::{Arg, Command, ValueHint};
use clap_complete::CompletionCandidate;
use clap_complete::engine::ArgValueCompleter;

use super::command;
use crate::model::control;
use crate::model::person::People;
use crate::model::rule::Rule;
use crate::register::file_name::reference;
use crate::register::heads::{heads, values};
use crate::register::load::typed as typed_file;
use crate::register::place;
use crate::register::store::Store;
use crate::render::terminal::clean_cell;

/// The variable by which a shell asks for completions.
pub const VARIABLE: &str = "KAIZEN_COMPLETE";

/// The command, and for each value what may be completed there.
pub fn completing() -> Command {
    complete_below(command())
}

fn complete_below(command: Command) -> Command {
    command.mut_subcommands(complete_below).mut_args(with_completer)
}

/// An argument with what completes it: its closed list of words, or what its name says that it is. Files are completed
/// where one is named, and nowhere else.
fn with_completer(arg: Arg) -> Arg {
    if !arg.get_action().takes_values() || !arg.get_possible_values().is_empty() {
        return arg;
    }
    let id = arg.get_id().as_str().to_owned();
    let name = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string).unwrap_or_default();
    match (name.as_str(), id.as_str()) {
        (name, _) if ["FILE", "DIR", "PATH"].iter().any(|word| name.contains(word)) => {
            arg.value_hint(ValueHint::AnyPath)
        }
        ("HANDLE" | "PERSON", _) | (_, "handle") => arg.add(ArgValueCompleter::new(people)),
        (name, "id" | "ids") if !name.contains("KIND") => arg.add(ArgValueCompleter::new(items)),
        ("ID" | "ID|EVENT|COMMIT", _) => arg.add(ArgValueCompleter::new(items)),
        ("KIND:REF", _) => arg.add(ArgValueCompleter::new(sources)),
        ("CONTROL", _) => arg.add(ArgValueCompleter::new(controls)),
        ("CODE", _) => arg.add(ArgValueCompleter::new(|typed: &OsStr| of_items("cause_code", typed))),
        (_, "rule") => arg.add(ArgValueCompleter::new(rules)),
        (_, "tag") => arg.add(ArgValueCompleter::new(|typed: &OsStr| of_items("tags", typed))),
        _ => arg.add(ArgValueCompleter::new(|_: &OsStr| Vec::new())),
    }
}

fn root() -> Option<PathBuf> {
    let named = std::env::var_os("KAIZEN_REGISTER").filter(|named| !named.is_empty()).map(PathBuf::from);
    place::find(named.as_deref(), &std::env::current_dir().ok()?).ok()
}

fn candidate(word: &str, told: Option<&str>) -> CompletionCandidate {
    CompletionCandidate::new(word).help(told.map(|told| StyledStr::from(clean_cell(told))))
}

/// Those that begin with what was typed, whatever its capitals.
fn beginning(typed: &OsStr, all: impl Iterator<Item = (String, Option<String>)>) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().to_lowercase();
    let found = all.filter(|(word, _)| word.to_lowercase().starts_with(&typed));
    found.map(|(word, told)| candidate(&word, told.as_deref())).collect()
}

/// Items by their ids: whole where the prefix was typed, else by the part that people type, in the letters they type.
fn items(typed: &OsStr) -> Vec<CompletionCandidate> {
    let (Some(root), Some(typed)) = (root(), typed.to_str()) else { return Vec::new() };
    let upper = typed.to_uppercase();
    let short = |id: &str| id.rsplit('-').next().unwrap_or_default().to_owned();
    let is_short = |id: &str| short(id).starts_with(&upper);
    let found = heads(&root, |id| is_short(id) || id.starts_with(&upper));
    let in_small_letters = !typed.is_empty() && typed == typed.to_lowercase();
    let told = found.into_iter().map(|head| {
        let word = if is_short(&head.id) { short(&head.id) } else { head.id.clone() };
        let word = if in_small_letters { word.to_lowercase() } else { word };
        let status = head.status.map(|status| format!(" ({status})")).unwrap_or_default();
        candidate(&word, head.title.map(|title| format!("{title}{status}")).as_deref())
    });
    told.collect()
}

fn people(written: &OsStr) -> Vec<CompletionCandidate> {
    let Some(root) = root() else { return Vec::new() };
    let Ok((_, people)) = typed_file::<People>(&Store::Folder(root), place::PEOPLE) else { return Vec::new() };
    let there = people.person.into_iter().filter(|(_, person)| person.until.is_none());
    beginning(written, there.map(|(handle, person)| (handle.to_string(), Some(person.name))))
}

fn rules(typed: &OsStr) -> Vec<CompletionCandidate> {
    beginning(typed, Rule::ALL.iter().map(|about| (about.name.to_owned(), Some(about.meaning.to_owned()))))
}

fn controls(typed: &OsStr) -> Vec<CompletionCandidate> {
    beginning(typed, control::all().map(|control| (control, None)))
}

fn sources(typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(root) = root() else { return Vec::new() };
    let kinds = std::fs::read_dir(root.join("sources")).into_iter().flatten().flatten();
    let named = kinds.flat_map(|kind| {
        let name = kind.file_name().to_string_lossy().into_owned();
        let files = std::fs::read_dir(kind.path()).into_iter().flatten().flatten();
        files.filter_map(move |file| {
            let stem = Path::new(&file.file_name()).file_stem()?.to_str()?.to_owned();
            Some((format!("{name}:{}", reference(&stem)?), None))
        })
    });
    let mut all: Vec<(String, Option<String>)> = named.collect();
    all.sort();
    beginning(typed, all.into_iter())
}

fn of_items(key: &str, typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(root) = root() else { return Vec::new() };
    beginning(typed, values(&root, key).into_iter().map(|value| (value, None)))
}
