use std::process::ExitCode;

use clap::Args;

use toml::{Table, Value};

use super::act::{given, recorded};
use super::check::parse_rule;
use super::context::{ActFlags, Globals};
use super::form::Form;
use super::outcome;
use super::terms_flags::parse_day;
use crate::git::resolve;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::id::Handle;
use crate::model::rule::{Family, Hold, Rule};
use crate::record::answers::Again;
use crate::record::settings::{File, SettingsChange, change};
use crate::record::workspace::{Prepared, Workspace};
use crate::register::find;
use crate::register::load::is_toml;

/// Accept a finding until a date (waiver): it is still printed, as waived (a manager)
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen waive overdue k7qd --until 2026-06-30 -m \"The site closes in June.\"")]
pub struct Arguments {
    /// The rule whose findings are waived
    #[arg(value_parser = parse_rule)]
    rule: Option<Rule>,
    /// The item, event or commit it is for; without, every finding of the rule
    #[arg(value_name = "ID|EVENT|COMMIT")]
    target: Option<String>,
    /// Last day of the waiver; in the same words for the same thing, it moves the end of the waiver that is there
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    until: Option<Day>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| self.ready(workspace))?;
        outcome::tell_change(&done.outcome, &done.published);
        outcome::tell_next("kaizen check still prints what it answers for, as waived");
        Ok(ExitCode::SUCCESS)
    }

    fn ready(&self, workspace: &Workspace) -> anyhow::Result<Prepared<String>> {
        let by = workspace.actor()?;
        let given = given(&workspace.answers, self.message.as_deref())?;
        let mut form = Form::new(workspace);
        if self.rule.is_none() && form.is_asking() && !workspace.register.authority.is_manager(&by, workspace.now) {
            return Err(no_manager(workspace, &by).into());
        }
        let waivable = Rule::ALL.iter().filter(|about| about.hold != Hold::Always).map(|about| about.rule).collect();
        let asked = self.rule.is_none();
        let question = "Which rule's findings are waived?";
        let rule = form.choice(self.rule, "RULE", question, waivable, |rule| Some(rule.about().meaning.to_owned()))?;
        let written = match &self.target {
            None if asked => asked_target(&form, rule)?,
            target => target.clone(),
        };
        let until = form.day(self.until, "--until", "Until when? The last day of the waiver:", None)?;
        form.needs_words(given.as_deref());
        let (Some(rule), Some(until)) = (rule, until) else { return Err(form.refusal("waive")) };
        let target = written.as_deref().map(|target| named(workspace, target)).transpose()?;
        Waive { rule, target, written, until, given }.ready(workspace)
    }
}

/// The waiver that is asked for, with all that it needs but its reason, which may still have to be typed.
struct Waive {
    rule: Rule,
    /// The key of the waiver, and the whole name.
    target: Option<(&'static str, String)>,
    /// The same as it was written.
    written: Option<String>,
    until: Day,
    given: Option<String>,
}

impl Waive {
    fn ready(self, workspace: &Workspace) -> anyhow::Result<Prepared<String>> {
        if self.until < workspace.today() {
            let past = format!("--until {} is past; today is {}", self.until, workspace.today());
            return Err(Refusal::new(past).next("name the last day on which somebody still answers for it").into());
        }
        if self.rule.about().hold == Hold::Always {
            return Err(Refusal::new(format!("nobody can answer for {}: it is never waived", self.rule))
                .next(self.rule.about().remedy)
                .into());
        }
        let mut waiver = Table::from_iter([("rule".to_owned(), Value::String(self.rule.to_string()))]);
        let target = self.target;
        if self.rule.about().hold == Hold::Fixed && !matches!(target, Some(("event" | "commit", _))) {
            return Err(too_wide(self.rule).into());
        }
        if let Some(("event", name)) = &target
            && self.rule.about().family != Family::History
            && !is_named(workspace, name)?
        {
            return Err(unknown_event(self.rule, name).into());
        }
        if self.rule.about().family == Family::Register && target.is_some() {
            return Err(of_the_whole(self.rule).into());
        }
        if let Some((key, name)) = target {
            waiver.insert(key.to_owned(), Value::String(name));
        }
        let text = workspace.answers.words(self.given.as_deref(), "Why is the finding waived?")?;
        waiver.insert("reason".to_owned(), Value::String(text.clone()));
        waiver.insert("until".to_owned(), Value::Datetime(self.until.to_string().parse()?));
        let on = self.written.as_deref().map(|t| format!(" on {t}")).unwrap_or_default();
        let subject = format!("register: waive {}{on} until {}", self.rule, self.until);
        let mut record = SettingsChange::words(Act::Changed, text, subject.clone());
        record.set = Table::from_iter([("waiver".to_owned(), Value::Array(vec![Value::Table(waiver)]))]);
        Ok(change(workspace, File::Register, record)?.map(|()| subject))
    }
}

/// The item, event or commit that a waiver is for, as a person types it; nothing where it is for all findings of the rule.
fn asked_target(form: &Form<'_>, rule: Option<Rule>) -> anyhow::Result<Option<String>> {
    if rule.is_none_or(|rule| rule.about().family == Family::Register) {
        return Ok(None);
    }
    let question = "For which item, event or commit? (empty: for every finding of the rule)";
    form.answers().checked_line(question, Again::Argument, |text| {
        named(form.workspace, text).map(|_| text.to_owned()).map_err(|error| format!("{error:#}"))
    })
}

fn no_manager(workspace: &Workspace, by: &Handle) -> Refusal {
    Refusal::new(format!("{by} is no manager, and a finding is waived by one"))
        .next(format!("a manager does it: {}", workspace.register.authority.managers(workspace.now)))
}

/// What a person means by an item, an event or a commit: the key of a waiver, and the whole name.
fn named(workspace: &Workspace, target: &str) -> anyhow::Result<(&'static str, String)> {
    let hex = target.len() >= 7 && target.bytes().all(|b| b.is_ascii_hexdigit());
    match find::item(&workspace.register, target) {
        Ok(id) => Ok(("item", id.to_string())),
        Err(_) if hex && (target.len() == 16 || target.len() == 64) => Ok(("event", target.to_lowercase())),
        Err(_) if hex => Ok(("commit", resolve(&workspace.repo, target)?.to_string())),
        Err(error) => Err(error),
    }
}

/// Whether a file of the register names an event, as its own or as one that another follows. What was taken out, which
/// only the rules of history tell, no file names.
fn is_named(workspace: &Workspace, event: &str) -> anyhow::Result<bool> {
    let store = &workspace.register.store;
    for entry in store.list("")?.iter().filter(|e| e.is_plain() && is_toml(&e.path)) {
        if store.read(&entry.path)?.is_some_and(|bytes| memchr::memmem::find(&bytes, event.as_bytes()).is_some()) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn unknown_event(rule: Rule, event: &str) -> Refusal {
    Refusal::new(format!("no file of the register names the event {event}, so the waiver would answer for nothing"))
        .next(format!("kaizen check --rule {rule} --format json tells the event of each finding"))
}

fn of_the_whole(rule: Rule) -> Refusal {
    Refusal::new(format!("{rule} is about the whole register, so a waiver of it on one item would answer for nothing"))
        .next(format!("kaizen waive {rule} --until DATE -m REASON"))
}

fn too_wide(rule: Rule) -> Refusal {
    Refusal::new(format!("a waiver of {rule} names the event or the commit: nobody answers for all of them at once"))
        .next(format!("kaizen check --rule {rule} --format json tells the event or the commit of each finding"))
        .next(format!("kaizen waive {rule} EVENT|COMMIT --until DATE -m REASON"))
}
