use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::act::{optional_words, recorded, words};
use super::context::{ActFlags, Format, Globals, Listing, LongListing};
use super::form::Form;
use super::outcome;
use super::terms_flags::parse_day;
use crate::act::evidence;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::id::SourceRef;
use crate::model::origin::Origin;
use crate::model::shell;
use crate::model::source::{Cost, Source};
use crate::record::answers::Again;
use crate::record::prompt::Choice;
use crate::record::source::{Content, act, changed, record};
use crate::record::workspace::Workspace;
use crate::register::find;
use crate::register::load::typed;
use crate::register::place::source_path;
use crate::render::terminal::{out, tell};
use crate::render::{json, source as render};
use crate::report::source::{self as report, Answer};

/// Record what items can answer to: incidents, findings, risks, suggestions
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  kaizen source add incident:INC-481 --title \"Stranger in the server room\" \\\n    --occurred-on 2026-02-26 --significant\n  kaizen source set incident:INC-481 --cause-code patch-management \\\n    -m \"The cause is known now.\"\n  kaizen source dismiss incident:INC-482 -m \"A drill: it was announced.\"\n  kaizen source list --open"
)]
pub struct Arguments {
    #[command(subcommand)]
    verb: SourceVerb,
}

#[derive(Debug, Subcommand)]
enum SourceVerb {
    /// Record a source; with --include-edits one that was written by hand, as it stands
    Add(Box<Add>),
    /// Change a record, with the reason (to call it not significant takes a manager)
    Set(Box<Set>),
    /// Decide that a source needs no item (a manager)
    Dismiss(Dismiss),
    /// List the records, and what came of them
    List(ListArguments),
    /// Show one record with its events
    Show(Show),
}

#[derive(Debug, Args)]
struct ContentFlags {
    /// What it is about, on one line
    #[arg(long)]
    title: Option<String>,
    /// When it happened
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    occurred_on: Option<Day>,
    /// It must lead to an item, or to a decision that none is needed
    #[arg(long)]
    significant: bool,
    /// The organisation's own short word for the cause
    #[arg(long, value_name = "CODE")]
    cause_code: Option<String>,
    /// The department it happened in
    #[arg(long)]
    department: Option<String>,
    /// What it cost
    #[arg(long, value_name = "AMOUNT", requires = "unit", value_parser = super::resource::amount)]
    cost: Option<f64>,
    /// In which currency
    #[arg(long, requires = "cost")]
    unit: Option<String>,
    /// Until when an answer is due, where that is set from outside (a certification body, a regulator)
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    answer_by: Option<Day>,
    /// Where it is kept
    #[arg(long)]
    url: Option<String>,
    /// What happened, in full
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
}

#[derive(Debug, Args)]
struct Add {
    /// Which source
    #[arg(value_name = "KIND:REF")]
    source: Option<SourceRef>,
    #[command(flatten)]
    content: ContentFlags,
    /// A word about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

#[derive(Debug, Args)]
struct Set {
    /// Which source
    #[arg(value_name = "KIND:REF")]
    source: Option<SourceRef>,
    #[command(flatten)]
    content: ContentFlags,
    /// It needs no item (a manager)
    #[arg(long, conflicts_with = "significant")]
    not_significant: bool,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

#[derive(Debug, Args)]
struct Dismiss {
    /// Which source
    #[arg(value_name = "KIND:REF")]
    source: Option<SourceRef>,
    /// A record that it rests on
    #[arg(long, value_name = "REF")]
    reference: Option<String>,
    /// Why it needs no item
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

#[derive(Debug, Args)]
struct ListArguments {
    /// Only those that are significant and that nothing answers to
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    list: LongListing,
}

#[derive(Debug, Args)]
struct Show {
    /// Which source
    #[arg(value_name = "KIND:REF")]
    source: SourceRef,
    #[command(flatten)]
    listing: Listing,
}

impl ContentFlags {
    fn content(&self, today: Day) -> anyhow::Result<Content> {
        if let Some(day) = self.occurred_on.filter(|day| *day > today) {
            return Err(Refusal::new(format!("--occurred-on {day} is in the future; today is {today}")).into());
        }
        let long = self.title.as_ref().is_some_and(|title| title.chars().count() > 200);
        if long || self.title.as_ref().is_some_and(|title| title.trim().is_empty()) {
            return Err(Refusal::new("a title is 1 to 200 characters on one line").into());
        }
        if let Some(url) = &self.url {
            evidence::link(url)?;
        }
        let joined = |title: &String| title.split_whitespace().collect::<Vec<_>>().join(" ");
        let cost = self.cost.zip(self.unit.clone()).map(|(amount, unit)| Cost { amount, unit });
        Ok(Content {
            title: self.title.as_ref().map(joined),
            occurred_on: self.occurred_on,
            significant: self.significant.then_some(true),
            cause_code: self.cause_code.clone(),
            department: self.department.clone(),
            cost,
            answer_by: self.answer_by,
            url: self.url.clone(),
            description: self.description.clone(),
            ..Content::default()
        })
    }
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        match self.verb {
            SourceVerb::Add(arguments) => arguments.run(globals),
            SourceVerb::Set(arguments) => arguments.run(globals),
            SourceVerb::Dismiss(arguments) => arguments.run(globals),
            SourceVerb::List(arguments) => arguments.run(globals),
            SourceVerb::Show(arguments) => arguments.run(globals),
        }
    }
}

impl Add {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| {
            let text = optional_words(&workspace.answers, self.message.as_deref())?;
            let (source, content) = self.filled_in(workspace)?;
            let significant = content.significant == Some(true);
            Ok(record(workspace, &source, &content, text)?.map(|()| (source, significant)))
        })?;
        let (source, significant) = done.outcome;
        outcome::tell_change(&format!("{source} recorded"), &done.published);
        if significant {
            let word = shell::word(&source.to_string()).into_owned();
            outcome::tell_next(&format!(
                "an item answers to it: kaizen add --from {word} …; or a manager decides that none is needed: kaizen source dismiss {word} -m REASON"
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Add {
    /// The source and what its record says, of flags and of what a person answers.
    fn filled_in(&self, workspace: &Workspace) -> anyhow::Result<(SourceRef, Content)> {
        let mut form = Form::new(workspace);
        let source = form.source(self.source.as_ref(), "KIND:REF", "What is the source?")?;
        let mut content = self.content.content(workspace.today())?;
        // One that was written by hand has its title.
        let path = source.as_ref().map(|source| source_path(&source.kind.to_string(), &source.reference));
        let is_there = path.is_some_and(|path| workspace.register.store.has(&path));
        let asks = form.is_asking() && content.title.is_none() && !is_there;
        if !is_there {
            content.title = form.line(content.title.as_deref(), "--title", "What is it about, on one line?")?;
        }
        let Some(source) = source.filter(|_| is_there || content.title.is_some()) else {
            return Err(form.refusal("source add"));
        };
        if asks && content.occurred_on.is_none() {
            let today = workspace.today();
            content.occurred_on = form.day(None, "--occurred-on", "When did it happen?", Some(today))?;
        }
        if asks && content.significant.is_none() {
            let no = Choice::new("no", "it needs no answer");
            let yes = (no, vec!["yes"]);
            let told = |_: &&str| Some("it must lead to an item, or to a decision that none is needed".to_owned());
            let said = form.answers().choice_or_none("Is it significant?", Again::Asked, yes, told)?;
            content.significant = said.map(|_| true);
        }
        Ok((source, content))
    }
}

impl Set {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| {
            let (source, content) = self.filled_in(workspace)?;
            let text = words(&workspace.answers, self.message.as_deref(), "Why does the record change?")?;
            Ok(changed(workspace, &source, &content, text)?.map(|()| source))
        })?;
        outcome::tell_change(&format!("{} changed", done.outcome), &done.published);
        Ok(ExitCode::SUCCESS)
    }
}

impl Set {
    /// The source and what of its record changes, of flags and of what a person answers.
    fn filled_in(&self, workspace: &Workspace) -> anyhow::Result<(SourceRef, Content)> {
        let mut form = Form::new(workspace);
        let mut content = self.content.content(workspace.today())?;
        content.significant = content.significant.or(self.not_significant.then_some(false));
        let question = "Which source's record changes?";
        let Some(source) = form.recorded_source(self.source.as_ref(), "KIND:REF", question, |_| true)? else {
            return Err(form.refusal("source set"));
        };
        // What was edited by hand is all that is meant.
        if content == Content::default() && form.is_asking() && !workspace.options.include_edits {
            ask(&mut form, &mut content)?;
        }
        Ok((source, content))
    }
}

/// Asks for one key of a record and what it becomes.
fn ask(form: &mut Form<'_>, content: &mut Content) -> anyhow::Result<()> {
    let kinds = [
        ("title", "what it is about, on one line"),
        ("occurred-on", "when it happened"),
        ("significant", "it must lead to an item, or to a decision that none is needed"),
        ("not-significant", "it needs no item (a manager)"),
        ("cause-code", "the organisation's own short word for the cause"),
        ("department", "the department it happened in"),
        ("answer-by", "until when an answer is due, where that is set from outside"),
    ];
    match form.one_of("What changes?", &kinds.map(|(name, told)| (name, told.to_owned())))? {
        Some("title") => content.title = form.line(None, "--title", "What is it about, on one line?")?,
        Some("occurred-on") => content.occurred_on = form.day(None, "--occurred-on", "When did it happen?", None)?,
        Some("significant") => content.significant = Some(true),
        Some("not-significant") => content.significant = Some(false),
        Some("cause-code") => content.cause_code = form.line(None, "--cause-code", "Which word for the cause?")?,
        Some("department") => content.department = form.line(None, "--department", "In which department?")?,
        _ => content.answer_by = form.day(None, "--answer-by", "Until when is an answer due?", None)?,
    }
    Ok(())
}

impl Dismiss {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| {
            let source = self.chosen(workspace)?;
            let dismissed = act(workspace, &source, Act::Dismissed, |_, replay, event| {
                if let Some(known) = replay.dismissed() {
                    let said = format!("{source} was dismissed already, by {} at {}", known.by, known.at);
                    return Err(Refusal::new(said).into());
                }
                event.reference.clone_from(&self.reference);
                event.text = Some(words(&workspace.answers, self.message.as_deref(), "Why does it need no item?")?);
                Ok(())
            })?;
            Ok(dismissed.map(|_| source))
        })?;
        outcome::tell_change(&format!("{} dismissed: it needs no item", done.outcome), &done.published);
        Ok(ExitCode::SUCCESS)
    }

    /// The source that is meant; those that nothing answers to are shown first.
    fn chosen(&self, workspace: &Workspace) -> anyhow::Result<SourceRef> {
        let mut form = Form::new(workspace);
        let mut open: Vec<SourceRef> = Vec::new();
        if self.source.is_none() && form.is_asking() {
            let (list, _) = report::list(&workspace.register, Origin::new(workspace.today(), None))?;
            let rows = list.sources.into_iter().filter(|row| row.answer == Answer::Open);
            open.extend(rows.map(|row| row.source));
        }
        let is_open = |source: &Source| open.contains(&source.name());
        let source = form.recorded_source(self.source.as_ref(), "KIND:REF", "Which source needs no item?", is_open)?;
        source.ok_or_else(|| form.refusal("source dismiss"))
    }
}

impl ListArguments {
    fn run(&self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.list.listing.read)?;
        let (mut list, problems) = report::list(&view.register, view.origin())?;
        list.sources.retain(|row| !self.open || row.answer == Answer::Open);
        match self.list.listing.format {
            Format::Json => out(&json::pretty(&list)?)?,
            Format::Table if list.sources.is_empty() => {
                tell("no source is recorded that is asked for (kaizen source add)");
            }
            Format::Table => out(&render::human(&list, self.list.all, self.open))?,
        }
        Ok(view.tell_problems(&problems))
    }
}

impl Show {
    fn run(&self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.listing.read)?;
        let meant = find::source(&view.register, &self.source)?;
        let path = source_path(&meant.kind.to_string(), &meant.reference);
        if !view.register.store.has(&path) {
            return Err(Refusal::new(format!("there is no record of {}", self.source))
                .next("kaizen source list shows which there are")
                .into());
        }
        let (_, source) = typed::<Source>(&view.register.store, &path)?;
        let (shown, problems) = report::view(&view.register, source, view.origin())?;
        match self.listing.format {
            Format::Json => out(&json::pretty(&shown)?)?,
            Format::Table => out(&render::one(&shown))?,
        }
        Ok(view.tell_problems(&problems))
    }
}
