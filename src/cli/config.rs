use std::process::ExitCode;

use clap::{Args, Subcommand};
use toml::{Table, Value};

use super::act::{recorded, words};
use super::check::parse_rule;
use super::context::{ActFlags, Format, Globals, Listing};
use super::outcome;
use crate::check::lowers;
use crate::import::mapping::Mapping;
use crate::lifecycle::fold::merge;
use crate::lifecycle::refusal::Refusal;
use crate::model::control;
use crate::model::event::Act;
use crate::model::rule::Rule;
use crate::model::settings::{Policy, Settings, is_mailbox, is_new_issue_page};
use crate::model::word::Level;
use crate::record::settings::{File, SettingsChange, change, check_zone};
use crate::record::workspace::{Prepared, Workspace};
use crate::render::terminal::out;
use crate::render::{config as render, json};
use crate::report::config as report;

/// Set and list what register.toml holds
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  kaizen config list\n  kaizen config set policy.stale_days=60 rules.generic-text=off \\\n    -m \"Agreed in MR-2026-Q1.\""
)]
pub struct Arguments {
    #[command(subcommand)]
    verb: ConfigVerb,
}

#[derive(Debug, Subcommand)]
enum ConfigVerb {
    /// Set values (a manager)
    Set(Set),
    /// List the values that count, and the waivers
    List(Listing),
}

#[derive(Debug, Args)]
pub(super) struct Set {
    /// What to set: name, prefix, timezone, signatures, policy.NUMBER, rules.RULE; `blame_phrases=TEXT`, `empty_phrases=TEXT` and `generic_phrases=TEXT` add a phrase, `frameworks=CSF` a framework that controls may name, `machines=NAME` an account that is no human being; `mapping.NAME=FIELD=COLUMN,…` keeps the columns of a table for import csv; `suggest_issues=URL` and `suggest_mail=ADDRESS` say where readers of the site suggest something
    #[arg(required = true, value_name = "KEY=VALUE")]
    values: Vec<String>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        match self.verb {
            ConfigVerb::Set(arguments) => arguments.run(globals),
            ConfigVerb::List(arguments) => list(&arguments, globals),
        }
    }
}

fn list(arguments: &Listing, globals: &Globals) -> anyhow::Result<ExitCode> {
    let view = globals.view(&arguments.read)?;
    let origin = view.origin();
    let list = report::config(view.register.settings, origin);
    out(&match arguments.format {
        Format::Json => json::pretty(&list)?,
        Format::Table => render::human(&list)?,
    })?;
    Ok(ExitCode::SUCCESS)
}

impl Set {
    /// To set one value, with the reason.
    pub(super) fn one(value: String, reason: String) -> Set {
        Set { values: vec![value], message: Some(reason), act: ActFlags::default() }
    }

    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| self.ready(workspace))?;
        outcome::tell_change(&done.outcome, &done.published);
        outcome::tell_next("kaizen check judges by it");
        Ok(ExitCode::SUCCESS)
    }

    pub(super) fn ready(&self, workspace: &Workspace) -> anyhow::Result<Prepared<String>> {
        workspace.actor()?;
        let mut set = Table::new();
        for value in &self.values {
            merge(&mut set, &parse(value)?);
        }
        let mut whole = Table::try_from(&workspace.register.settings)?;
        merge(&mut whole, &set);
        whole.remove("waiver");
        whole.remove("event");
        let after = whole
            .try_into::<Settings>()
            .map_err(|e| Refusal::new(format!("{}: {}", self.values.join(", "), e.message().trim())))?;
        if after.timezone != workspace.register.zone() {
            check_zone(workspace, after.timezone)?;
        }
        let text = words(&workspace.answers, self.message.as_deref(), "Why do the settings change?")?;
        let subject = format!("register: set {}", self.values.join(", "));
        let mut record = SettingsChange::words(Act::Changed, text, subject.clone());
        record.set = set;
        Ok(change(workspace, File::Register, record)?.map(|()| subject))
    }
}

/// The lists of phrases that a register adds to.
const PHRASES: [&str; 3] = ["blame_phrases", "empty_phrases", "generic_phrases"];

fn parse(written: &str) -> anyhow::Result<Table> {
    let (key, value) = written
        .split_once('=')
        .ok_or_else(|| Refusal::new(format!("“{written}” is not KEY=VALUE, for example policy.stale_days=60")))?;
    let (key, value) = (key.trim(), value.trim());
    let text = Value::String(value.to_owned());
    Ok(match key.split_once('.') {
        Some(("policy", number)) if Policy::NUMBERS.iter().any(|(known, _, _)| *known == number) => {
            let n: u32 = value.parse().map_err(|_| Refusal::new(format!("{key} is a whole number, not “{value}”")))?;
            nested("policy", number, Value::Integer(i64::from(n)))
        }
        Some(("mapping", name)) if !name.is_empty() => {
            value.parse::<Mapping>().map_err(|why| Refusal::new(format!("{key}: {why}")))?;
            nested("mapping", name, text)
        }
        Some(("rules", rule)) => {
            let rule = check_level(rule, value)?;
            nested("rules", rule.about().name, text)
        }
        None if ["name", "prefix", "timezone", "signatures"].contains(&key) => {
            Table::from_iter([(key.to_owned(), text)])
        }
        None if PHRASES.contains(&key) && value.contains(['[', ',', '"', ';']) => {
            return Err(Refusal::new(format!("{value} is more than one phrase, or none"))
                .next(format!("one each: kaizen config set '{key}=was in a hurry' '{key}=had no time' -m REASON"))
                .into());
        }
        None if PHRASES.contains(&key) && !value.is_empty() => {
            Table::from_iter([(key.to_owned(), Value::Array(vec![text]))])
        }
        None if key == "machines" && !value.is_empty() => {
            Table::from_iter([(key.to_owned(), Value::Array(vec![text]))])
        }
        None if key == "frameworks" && !control::is_prefix(value) => {
            return Err(Refusal::new(format!(
                "“{value}” is no prefix of a framework: a letter, then letters, digits and dashes"
            ))
            .next("one each: kaizen config set frameworks=CSF frameworks=NIS2 -m REASON")
            .into());
        }
        None if key == "frameworks" => Table::from_iter([(key.to_owned(), Value::Array(vec![text]))]),
        None if ["suggest_issues", "suggest_mail"].contains(&key) => {
            check_where_to_suggest(key, value)?;
            Table::from_iter([(key.to_owned(), text)])
        }
        None if key == "id" => {
            return Err(Refusal::new("the id of a register is never changed: every event names it").into());
        }
        _ => return Err(no_setting(key).into()),
    })
}

/// The keys that hold one text.
const TEXTS: [&str; 8] =
    ["name", "prefix", "timezone", "signatures", "frameworks", "machines", "suggest_issues", "suggest_mail"];

/// The refusal of a key that is none, with the one that is most alike.
fn no_setting(key: &str) -> Refusal {
    let numbers: Vec<&str> = Policy::NUMBERS.iter().map(|(known, _, _)| *known).collect();
    let of = |table: &str, names: &[&str]| names.iter().map(|name| format!("{table}.{name}")).collect::<Vec<_>>();
    let mut known: Vec<String> = TEXTS.iter().chain(&PHRASES).map(|name| (*name).to_owned()).collect();
    known.extend(of("policy", &numbers));
    known.extend(Rule::ALL.iter().map(|about| format!("rules.{}", about.name)));
    // A number is often typed without its table.
    let last = key.rsplit('.').next().unwrap_or(key);
    let alike = |known: &String| {
        let name = known.rsplit('.').next().unwrap_or(known);
        strsim::jaro_winkler(known, key).max(strsim::jaro_winkler(name, last))
    };
    let best = known.iter().max_by(|a, b| alike(a).total_cmp(&alike(b))).filter(|best| alike(best) > 0.8);
    let refusal = Refusal::new(format!("there is no setting “{key}”"));
    let refusal = match best {
        Some(best) => refusal.next(format!("did you mean {best}?")),
        None => refusal,
    };
    refusal.next(format!(
        "{}, {}, mapping.NAME, rules.RULE, policy.{{{}}}",
        TEXTS.join(", "),
        PHRASES.join(", "),
        numbers.join(", ")
    ))
}

/// Whether suggestions can go there; nowhere is fine.
fn check_where_to_suggest(key: &str, value: &str) -> Result<(), Refusal> {
    if value.is_empty() || (key == "suggest_issues" && is_new_issue_page(value)) {
        return Ok(());
    }
    if key == "suggest_issues" {
        return Err(Refusal::new(format!("“{value}” is not the page of a forge that makes a new issue"))
            .next("suggest_issues=https://github.com/OWNER/NAME/issues/new (Forgejo and Gitea alike)")
            .next("suggest_issues=https://gitlab.example.com/GROUP/NAME/-/issues/new"));
    }
    if is_mailbox(value) {
        return Ok(());
    }
    Err(Refusal::new(format!("“{value}” is not one mail address")).next("suggest_mail=improve@example.com"))
}

/// Whether a rule with this name may have this level; what is no level is refused with the settings as a whole.
fn check_level(rule: &str, level: &str) -> Result<Rule, Refusal> {
    let rule = parse_rule(rule)?;
    match level.parse::<Level>() {
        Ok(wanted) if lowers(rule, wanted) => Err(Refusal::new(format!(
            "the level of {rule} cannot be lowered to {wanted}; it stays {}",
            rule.about().level
        ))
        .next("a waiver answers for a single event or commit: kaizen waive RULE EVENT|COMMIT --until DATE -m REASON")),
        _ => Ok(rule),
    }
}

fn nested(outer: &str, key: &str, value: Value) -> Table {
    Table::from_iter([(outer.to_owned(), Value::Table(Table::from_iter([(key.to_owned(), value)])))])
}
