use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::{ActFlags, Globals, find_item, find_person};
use super::done;
use super::kept::kept;
use super::terms_flags::parse_day;
use super::{ask, ask_terms};
use crate::document::value::{Value, key};
use crate::lifecycle::outsider::Names;
use crate::lifecycle::refusal::Refusal;
use crate::model::control;
use crate::model::date::Day;
use crate::model::event::{Act, Party};
use crate::model::id::{Handle, ItemId, SourceRef};
use crate::model::source::Source;
use crate::model::terms::Terms;
use crate::model::word::{Category, Enhances, Environment, Grade, Kind, Significance, SourceKind};
use crate::record::answers::{Again, Answers};
use crate::record::desk::{Desk, Prepared};
use crate::record::fields;
use crate::record::item::{Draft, Recorded};
use crate::record::session::Done;
use crate::register::load::typed;
use crate::register::place::{item_path, source_path};
use crate::render::terminal::{clean_line, out, tell};

/// Raise an item: an improvement, or a corrective action
#[derive(Debug, Default, Args)]
#[command(
    after_help = "Example:\n  kaizen add \"Badge reader drops failed attempts\" --kind corrective-action \\\n    --source incident:INC-481 \\\n    --description \"The reader logged granted entries only.\" \\\n    --grade minor-nonconformity --significance major \\\n    --owner arjun.mehta --due 2026-05-15"
)]
pub struct Arguments {
    /// What it is about, on one line
    #[arg(value_name = "TITLE")]
    title: Option<String>,
    /// Make an item of each of these source records instead: title, description and date are theirs
    #[arg(long, value_name = "KIND:REF", conflicts_with_all = ["title", "source"])]
    from: Vec<SourceRef>,
    #[command(flatten)]
    content: Content,
    #[command(flatten)]
    act: ActFlags,
}

/// What a new item says.
#[derive(Debug, Default, Clone, Args)]
pub struct Content {
    /// Corrective action (10.2) or improvement (10.1)
    #[arg(long)]
    pub kind: Option<Kind>,
    /// What it answers to; at least one
    #[arg(long, value_name = "KIND:REF")]
    pub source: Vec<SourceRef>,
    /// What was found, in full
    #[arg(long, short = 'm', value_name = "TEXT")]
    pub description: Option<String>,
    /// How it is graded, in the words of certification (ISO/IEC 17021-1)
    #[arg(long)]
    pub grade: Option<Grade>,
    /// How much depends on it
    #[arg(long)]
    pub significance: Option<Significance>,
    /// The nature of the measure
    #[arg(long)]
    pub category: Option<Category>,
    /// Where people work that it is about
    #[arg(long)]
    pub environment: Vec<Environment>,
    /// What of the management system it enhances
    #[arg(long)]
    pub enhances: Vec<Enhances>,
    /// Annex A 2022 control or clause, for example A.8.15
    #[arg(long, value_name = "CONTROL")]
    pub control: Vec<String>,
    /// Who shall own it
    #[arg(long, value_name = "HANDLE")]
    pub owner: Option<String>,
    /// Target date of implementation
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub due: Option<Day>,
    /// What must be seen to call the fix effective
    #[arg(long, value_name = "TEXT")]
    pub criterion: Option<String>,
    /// Day of the effectiveness review
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub verify_on: Option<Day>,
    /// A risk it is about, with its score before
    #[arg(long, value_name = "REF=SCORE", value_parser = super::terms_flags::parse_risk)]
    pub risk: Vec<(String, f64)>,
    /// A word to find it by
    #[arg(long)]
    pub tag: Vec<String>,
    /// The item whose cause came back
    #[arg(long, value_name = "ID")]
    pub recurrence_of: Option<String>,
    /// The item whose ineffective fix led to this one
    #[arg(long, value_name = "ID")]
    pub follow_up_of: Option<String>,
    /// Who raised it, where it was not you: a handle, "anonymous", or "Name <mail>"
    #[arg(long, value_name = "PERSON")]
    pub raised_by: Option<Party>,
    /// The day on which it was raised (default: today)
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub raised_on: Option<Day>,
    /// The department it came from (default: that of who raised it)
    #[arg(long)]
    pub department: Option<String>,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let session = globals.session(&self.act)?;
        let record = |source: Option<&SourceRef>| -> anyhow::Result<()> {
            session.answers().clear();
            let done = session.record(|desk| self.ready(desk, source));
            tell_raised(&done.map_err(|error| kept(error, session.answers(), &[]))?)
        };
        if self.from.is_empty() {
            record(None)?;
        }
        self.from.iter().try_for_each(|source| record(Some(source)))?;
        Ok(ExitCode::SUCCESS)
    }

    /// Makes one item ready, after asking for what is missing.
    fn ready(&self, desk: &Desk, source: Option<&SourceRef>) -> anyhow::Result<Prepared<Recorded>> {
        let by = Party::Person(desk.actor()?);
        let (title, content) = match source {
            Some(source) => from_source(desk, source, &self.content).map(|(title, content)| (Some(title), content))?,
            None => (self.title.clone(), self.content.clone()),
        };
        let (title, content) = ask_for_missing(&desk.answers, title, content)?;
        raise(desk, &by, &title, content)
    }
}

/// Title and content that a source record gives an item.
fn from_source(desk: &Desk, source: &SourceRef, given: &Content) -> anyhow::Result<(String, Content)> {
    let path = source_path(&source.kind.to_string(), &source.reference);
    if !desk.register.store.has(&path) {
        return Err(Refusal::new(format!("there is no record of {source}: {path} is not there"))
            .next(format!("an item can answer to it without one: kaizen add TITLE --source {source} …"))
            .into());
    }
    let (_, record) = typed::<Source>(&desk.register.store, &path)?;
    let mut content = given.clone();
    content.source = vec![source.clone()];
    content.description = content.description.or(record.description).or_else(|| Some(record.title.clone()));
    content.raised_on = content.raised_on.or(record.occurred_on);
    content.department = content.department.or(record.department);
    Ok((record.title, content))
}

/// Asks a person for what an item cannot do without; elsewhere names the flags.
fn ask_for_missing(
    answers: &Answers,
    title: Option<String>,
    mut content: Content,
) -> anyhow::Result<(String, Content)> {
    let mut missing = Vec::new();
    if title.is_none() {
        missing.push("TITLE");
    }
    if content.kind.is_none() {
        missing.push("--kind");
    }
    if content.source.is_empty() {
        missing.push("--source");
    }
    if content.description.as_ref().is_none_or(|d| d.trim().is_empty()) {
        missing.push("--description");
    }
    if !missing.is_empty() && !ask::is_terminal() {
        let refusal = Refusal::new(format!("an item needs more: {} missing", missing.join(", ")));
        return Err(refusal.next("kaizen add --help shows an example").into());
    }
    let title = match title {
        Some(title) => title,
        None => ask::line(answers, "What is it about, on one line?", Again::Argument)?,
    };
    if content.kind.is_none() {
        content.kind = Some(ask_terms::kind(answers)?);
    }
    if content.source.is_empty() {
        let source = answers.get("What does it answer to?", Again::Flag("--source"), typed_source)?;
        content.source = vec![source.parse()?];
    }
    if content.description.as_ref().is_none_or(|d| d.trim().is_empty()) {
        content.description = Some(ask::words(answers, None, "What was found? Where, when, how is it known?")?);
    }
    Ok((title, content))
}

/// A source as a person says it on a terminal.
fn typed_source() -> anyhow::Result<String> {
    let kinds = SourceKind::value_variants().to_vec();
    let kind = ask::typed_choice("What does it answer to?", kinds)?;
    loop {
        let source = format!("{kind}:{}", ask::typed_line("Its reference (a ticket, a report, a date):")?);
        match source.parse::<SourceRef>() {
            Ok(_) => return Ok(source),
            Err(error) => tell(&clean_line(&error.to_string())),
        }
    }
}

/// Tells that an item was raised, and prints its id where nobody sits at the terminal.
///
/// # Errors
/// Standard output cannot be written.
pub fn tell_raised(done: &Done<Recorded>) -> anyhow::Result<()> {
    done::tell_recorded(&done.desk, &done.outcome, &done.published);
    if !std::io::stdout().is_terminal() {
        out(&format!("{}\n", done.outcome.id))?;
    }
    Ok(())
}

/// Makes a new item ready.
pub fn raise(desk: &Desk, by: &Party, title: &str, content: Content) -> anyhow::Result<Prepared<Recorded>> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() || title.chars().count() > 200 {
        return Err(Refusal::new("a title is 1 to 200 characters on one line").into());
    }
    let checked = Checked::new(desk, by, content)?;
    let year = desk.today().0.format("%Y").to_string();
    let context = format!("{title}\n{}", desk.now);
    let id = desk
        .draw
        .item(&desk.register.settings.prefix, &year, &context, |id| desk.register.store.has(&item_path(id)))?;
    let terms = checked.terms();
    let draft = Draft::create(desk, &id, &checked.text(&id, &title))?;
    let mut event = draft.event(Act::Raised, by.clone());
    event.terms = Some(terms);
    draft.ready(event)
}

/// The content of a new item, looked at.
struct Checked {
    content: Content,
    owner: Option<Handle>,
    recurrence_of: Option<ItemId>,
    follow_up_of: Option<ItemId>,
    raised_by: Party,
    raised_on: Day,
    department: Option<String>,
}

impl Checked {
    fn new(desk: &Desk, by: &Party, content: Content) -> anyhow::Result<Self> {
        for control in &content.control {
            control::check(control).map_err(Refusal::new)?;
        }
        let owner = content.owner.as_deref().map(|o| find_person(&desk.register, o)).transpose()?;
        if let Some(owner) = &owner {
            desk.register.authority.require_present(owner, desk.now)?;
        }
        let item = |written: &Option<String>| written.as_deref().map(|w| find_item(&desk.register, w)).transpose();
        let recurrence_of = item(&content.recurrence_of)?;
        let follow_up_of = item(&content.follow_up_of)?;
        let raised_by = content.raised_by.clone().unwrap_or_else(|| by.clone());
        match &raised_by {
            Party::Person(person) => _ = find_person(&desk.register, person.as_str())?,
            Party::Outside(_) => Names::new(&desk.register.authority).check(&raised_by, desk.now)?,
            Party::Anonymous => {}
        }
        let raised_on = content.raised_on.unwrap_or_else(|| desk.today());
        if raised_on > desk.today() {
            return Err(Refusal::new(format!("--raised-on {raised_on} is in the future")).into());
        }
        let theirs = raised_by.handle().and_then(|h| desk.register.authority.people.get(h)?.department.clone());
        let department = content.department.clone().or(theirs);
        Ok(Checked { content, owner, recurrence_of, follow_up_of, raised_by, raised_on, department })
    }

    fn terms(&self) -> Terms {
        Terms {
            kind: self.content.kind,
            grade: self.content.grade,
            significance: self.content.significance,
            owner: self.owner.clone(),
            due: self.content.due,
            verify_on: self.content.verify_on,
            success_criterion: self.content.criterion.clone(),
        }
    }

    /// The text of the file before its first event.
    fn text(&self, id: &ItemId, title: &str) -> String {
        let mut text = String::from("#:schema ../../schemas/item.schema.json\nschema = 1\n");
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                text.push_str(&format!("{name} = {}\n", value.render()));
            }
        };
        let word = |w: String| Value::text(w);
        put("id", Some(word(id.to_string())));
        put("title", Some(word(title.to_owned())));
        put("status", Some(word("raised".to_owned())));
        text.push('\n');
        for (term, value) in self.terms().texts() {
            if let Some(value) = value {
                let value = if matches!(term, "due" | "verify_on") { fields::date(&value) } else { word(value) };
                text.push_str(&format!("{term} = {}\n", value.render()));
            }
        }
        text.push('\n');
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                text.push_str(&format!("{name} = {}\n", value.render()));
            }
        };
        let c = &self.content;
        let list =
            |words: Vec<String>| (!words.is_empty()).then(|| Value::List(words.into_iter().map(Value::text).collect()));
        let lines = |words: Vec<String>| (!words.is_empty()).then(|| Value::lines(words));
        put("category", c.category.map(|v| word(v.to_string())));
        put("environment", list(c.environment.iter().map(ToString::to_string).collect()));
        put("enhances", list(c.enhances.iter().map(ToString::to_string).collect()));
        put("controls", lines(c.control.clone()));
        put("tags", lines(c.tag.clone()));
        put("recurrence_of", self.recurrence_of.as_ref().map(|i| word(i.to_string())));
        put("follow_up_of", self.follow_up_of.as_ref().map(|i| word(i.to_string())));
        put("raised_on", Some(fields::date(&self.raised_on)));
        put("raised_by", Some(word(self.raised_by.to_string())));
        put("department", self.department.clone().map(word));
        put("sources", lines(c.source.iter().map(ToString::to_string).collect()));
        let mut description = c.description.clone().unwrap_or_default().trim_end().to_owned();
        description.push('\n');
        put("description", Some(Value::Prose(description)));
        if !c.risk.is_empty() {
            text.push_str("\n[risk]\n");
            for (name, score) in &c.risk {
                text.push_str(&format!("{} = {}\n", key(name), fields::number(*score).render()));
            }
        }
        text
    }
}
