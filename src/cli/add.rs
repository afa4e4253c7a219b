use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Args;

use super::act::given;
use super::context::{ActFlags, Globals};
use super::kept_words::kept;
use super::outcome;
use super::terms_flags::parse_day;
use crate::act::raise::{Content, Raise};
use crate::model::date::Day;
use crate::model::event::Party;
use crate::model::id::SourceRef;
use crate::model::risk_score;
use crate::model::word::{Category, Enhances, Environment, Grade, Kind, Significance};
use crate::record::item::Recorded;
use crate::record::session::Done;
use crate::register::find;
use crate::register::load::Register;
use crate::render::terminal::{inform, out};
use crate::report::similar::closest_closed;

/// Raise an item: an improvement, or a corrective action
#[derive(Debug, Default, Args)]
#[command(
    after_help = "Example:\n  kaizen add \"Badge reader drops failed attempts\" --kind corrective-action \\\n    --source incident:INC-481 \\\n    --description \"The reader logged granted entries only.\" \\\n    --grade minor-nonconformity --significance major \\\n    --owner arjun.mehta --due 2026-05-15"
)]
pub struct Arguments {
    /// What it is about, on one line
    #[arg(value_name = "TITLE")]
    title: Option<String>,
    /// Raise an item from each of these source records instead, with its title, description and date
    #[arg(long, value_name = "KIND:REF", conflicts_with_all = ["title", "source"])]
    from: Vec<SourceRef>,
    #[command(flatten)]
    content: ContentFlags,
    #[command(flatten)]
    act: ActFlags,
}

/// Flags for what a new item says.
#[derive(Debug, Default, Args)]
struct ContentFlags {
    /// Corrective action (10.2) or improvement (10.1)
    #[arg(long)]
    kind: Option<Kind>,
    /// What it answers to; at least one
    #[arg(long, value_name = "KIND:REF")]
    source: Vec<SourceRef>,
    /// What was found, in full
    #[arg(long, short = 'm', value_name = "TEXT")]
    description: Option<String>,
    /// How it is graded, in the words of certification (ISO/IEC 17021-1)
    #[arg(long)]
    grade: Option<Grade>,
    /// How much depends on it
    #[arg(long)]
    significance: Option<Significance>,
    /// The nature of the measure
    #[arg(long)]
    category: Option<Category>,
    /// The workplace it concerns
    #[arg(long)]
    environment: Vec<Environment>,
    /// What of the management system it enhances
    #[arg(long)]
    enhances: Vec<Enhances>,
    /// Annex A 2022 control or clause, for example A.8.15; or CSF:ID.IM-01 of a framework that register.toml names
    #[arg(long, value_name = "CONTROL")]
    control: Vec<String>,
    /// Who is to own it
    #[arg(long, value_name = "HANDLE")]
    owner: Option<String>,
    /// Target date of implementation
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    due: Option<Day>,
    /// What must be seen to call the fix effective
    #[arg(long, value_name = "TEXT")]
    criterion: Option<String>,
    /// Day of the effectiveness review
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    verify_on: Option<Day>,
    /// A risk it is about, with its score before
    #[arg(long, value_name = "REF=SCORE", value_parser = risk_score::parse)]
    risk: Vec<(String, f64)>,
    /// A tag to find it by
    #[arg(long)]
    tag: Vec<String>,
    /// The item whose cause came back
    #[arg(long, value_name = "ID")]
    recurrence_of: Option<String>,
    /// The item whose ineffective fix led to this one
    #[arg(long, value_name = "ID")]
    follow_up_of: Option<String>,
    /// Who raised it, where it was not you: a handle, "anonymous", or "Name <mail>"
    #[arg(long, value_name = "PERSON")]
    raised_by: Option<Party>,
    /// The day on which it was raised (default: today)
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    raised_on: Option<Day>,
    /// The department it came from (default: that of who raised it)
    #[arg(long)]
    department: Option<String>,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let session = globals.session(&self.act)?;
        let content = session.look(|workspace| {
            let description = given(&workspace.answers, self.content.description.as_deref())?;
            Ok(Content { description, ..self.content.content(&workspace.register)? })
        })?;
        let record = |from: Option<&SourceRef>| -> anyhow::Result<()> {
            session.answers().clear();
            let raise = Raise { title: self.title.clone(), from: from.cloned(), content: content.clone() };
            let done = raise.record(&session);
            tell_raised(&done.map_err(|error| kept(error, session.answers(), &[]))?)
        };
        if self.from.is_empty() {
            record(None)?;
        }
        self.from.iter().try_for_each(|source| record(Some(source)))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl ContentFlags {
    fn content(&self, register: &Register) -> anyhow::Result<Content> {
        let item = |written: &Option<String>| written.as_deref().map(|w| find::item(register, w)).transpose();
        Ok(Content {
            kind: self.kind,
            source: self.source.clone(),
            grade: self.grade,
            significance: self.significance,
            category: self.category,
            environment: self.environment.clone(),
            enhances: self.enhances.clone(),
            control: self.control.clone(),
            owner: self.owner.as_deref().map(|owner| find::person(register, owner)).transpose()?,
            due: self.due,
            criterion: self.criterion.clone(),
            verify_on: self.verify_on,
            risk: self.risk.clone(),
            tag: self.tag.clone(),
            recurrence_of: item(&self.recurrence_of)?,
            follow_up_of: item(&self.follow_up_of)?,
            raised_by: self.raised_by.clone(),
            raised_on: self.raised_on,
            department: self.department.clone(),
            ..Content::default()
        })
    }
}

/// Tells that an item was raised, and prints its id where nobody sits at the terminal.
///
/// # Errors
/// Standard output cannot be written.
pub fn tell_raised(done: &Done<Recorded>) -> anyhow::Result<()> {
    outcome::tell_recorded(&done.workspace, &done.outcome, &done.published);
    if done.outcome.item.recurrence_of.is_none()
        && let Some(closed) = closest_closed(&done.workspace.register, &done.outcome.item)
    {
        let (id, other, score) = (done.outcome.id.random(), &closed.id, closed.score);
        inform(&format!(
            "  similar to {other} (closed, {score:.2}): if its cause came back, kaizen link {id} --recurrence-of {}",
            other.random()
        ));
    }
    if !std::io::stdout().is_terminal() {
        out(&format!("{}\n", done.outcome.id))?;
    }
    Ok(())
}
