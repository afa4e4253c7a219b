use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::act::{optional_words, recorded, words};
use super::context::{ActFlags, Format, Globals, LongListing};
use super::edit::text_edited;
use super::form::Form;
use super::outcome;
use super::review_decisions::{DecisionFlag, DecisionFlags};
use super::terms_flags::parse_day;
use crate::act::edit::{Edited, edited};
use crate::act::evidence;
use crate::document::edit::Document;
use crate::document::layout::LayoutKind;
use crate::git;
use crate::lifecycle::outsider::Names;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::event::{Evidence, Party};
use crate::model::id::{Handle, ReviewId};
use crate::model::review::{Review, ReviewDecision};
use crate::model::settings::SCHEMA;
use crate::record::answers::Again;
use crate::record::asked::called;
use crate::record::prompt::Choice;
use crate::record::review::{ReviewChange, change, record};
use crate::record::workspace::{Prepared, Workspace};
use crate::register::find;
use crate::register::place::review_path;
use crate::render::terminal::{out, tell};
use crate::render::{json, review as render};
use crate::report::review as report;

/// Record and list the management reviews of the register (9.3)
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  kaizen review record --held-on 2026-09-30 --chair mona.lind \\\n    --attendee dana.okafor --minutes minutes.md \\\n    --decision \"Fund the interface to payroll.\" --item k7qd \\\n    --decision \"Look at the doors again in December.\"\n  kaizen review list\n  kaizen review edit 2026-09-30 -m \"Priya took part too.\""
)]
pub struct Arguments {
    #[command(subcommand)]
    verb: ReviewVerb,
}

#[derive(Debug, Subcommand)]
enum ReviewVerb {
    /// Record a review that was held, with its minutes (a manager)
    Record(Box<Record>),
    /// List the reviews, and when the next one is due
    List(LongListing),
    /// Edit the record of a review in $VISUAL or $EDITOR, with the reason (a manager)
    Edit(Edit),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Whoever records it is ISMS manager or top management, the chair or not. Somebody of top management takes part: the review is theirs (9.3.1). A file of minutes is copied to evidence/reviews/ID/ and its sha256 is in the event."
)]
struct Record {
    /// The day on which it was held
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    held_on: Option<Day>,
    /// Who led it
    #[arg(long, value_name = "HANDLE")]
    chair: Option<String>,
    /// Who else took part; somebody outside people.toml as "Name <mail>"
    #[arg(long = "attendee", value_name = "HANDLE")]
    attendees: Vec<String>,
    /// The minutes: a file, of which a copy is kept in the register, or a link
    #[arg(long, value_name = "PATH|URL")]
    minutes: Option<String>,
    #[command(flatten)]
    decisions: DecisionFlags,
    /// The day of the next review (default: as many days later as policy says)
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    next_on: Option<Day>,
    /// The commit of the register that was looked at (default: the last one of that day)
    #[arg(long, value_name = "REV")]
    looked_at: Option<String>,
    /// A word about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

#[derive(Debug, Args)]
struct Edit {
    /// Which one
    id: ReviewId,
    /// Take what was edited from a file instead: words that were kept
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        match self.verb {
            ReviewVerb::Record(arguments) => arguments.run(globals),
            ReviewVerb::List(arguments) => list(&arguments, globals),
            ReviewVerb::Edit(arguments) => arguments.run(globals),
        }
    }
}

impl Record {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| self.ready(workspace))?;
        let review = done.outcome;
        let decided = match review.decision.len() {
            1 => "1 decision".to_owned(),
            n => format!("{n} decisions"),
        };
        let next = report::due_on([&review], &done.workspace.register.settings.policy).unwrap_or(review.next_on);
        outcome::tell_change(
            &format!("review/{} recorded, {decided}; the next one is due on {next}", review.id),
            &done.published,
        );
        Ok(ExitCode::SUCCESS)
    }

    fn ready(&self, workspace: &Workspace) -> anyhow::Result<Prepared<Review>> {
        let by = workspace.actor()?;
        if !workspace.register.authority.is_manager(&by, workspace.now) {
            return Err(Refusal::new(format!("{by} is no manager, and a management review is recorded by one"))
                .next(format!("a manager does it: {}", workspace.register.authority.managers(workspace.now)))
                .into());
        }
        let text = optional_words(&workspace.answers, self.message.as_deref())?;
        let (review, attached) = self.held(workspace)?.review(workspace)?;
        Ok(record(workspace, &review, attached, text)?.map(|()| review))
    }

    /// The review of flags, and of what a person answers.
    fn held(&self, workspace: &Workspace) -> anyhow::Result<Held> {
        let mut form = Form::new(workspace);
        let lacks = self.held_on.is_none() || self.chair.is_none() || self.minutes.is_none();
        let asks = form.is_asking() && lacks;
        let today = workspace.today();
        let held_on = form.day(self.held_on, "--held-on", "On which day was it held?", Some(today))?;
        if let Some(held_on) = held_on {
            check_held(held_on, today)?;
        }
        let top = workspace.register.authority.present(workspace.now);
        let top = top.filter(|who| workspace.register.authority.is_top(who, workspace.now)).min();
        let chair = form.person(self.chair.as_deref(), "--chair", "Who led it?", top)?;
        let mut attendees = self.attendees.clone();
        if asks && attendees.is_empty() {
            attendees = asked_attendees(&form, chair.as_ref())?;
        }
        let minutes = self.minutes.clone();
        let minutes = form.parsed(minutes, "--minutes", "Where are the minutes? A file, or a link:", "", |text| {
            let is_there = evidence::is_link(text) || Path::new(text).is_file();
            Some(text.to_owned()).filter(|_| is_there).ok_or_else(|| format!("“{text}” is no file here, and no link"))
        })?;
        let (Some(held_on), Some(chair), Some(minutes)) = (held_on, chair, minutes) else {
            return Err(form.refusal("review record"));
        };
        let mut decisions = self.decisions.all.clone();
        let mut next_on = self.next_on;
        if asks && decisions.is_empty() {
            decisions = asked_decisions(&form)?;
        }
        if asks && next_on.is_none() {
            let usual = held_on.plus(workspace.register.settings.policy.review_interval_days);
            next_on = form.day(None, "--next-on", "When is the next one?", Some(usual))?;
        }
        let looked_at = self.looked_at.clone();
        Ok(Held { held_on, chair, attendees, minutes, decisions, next_on, looked_at })
    }
}

/// Asks that a review was held before it is recorded.
fn check_held(held_on: Day, today: Day) -> Result<(), Refusal> {
    if held_on <= today {
        return Ok(());
    }
    let future = format!("--held-on {held_on} is in the future; today is {today}");
    Err(Refusal::new(future).next("record it once it was held"))
}

/// Who else took part, one after the other.
fn asked_attendees(form: &Form<'_>, chair: Option<&Handle>) -> anyhow::Result<Vec<String>> {
    let workspace = form.workspace;
    let mut there: Vec<String> = workspace.register.authority.present(workspace.now).map(ToString::to_string).collect();
    there.retain(|who| chair.is_none_or(|chair| chair.as_str() != who));
    let mut attendees: Vec<String> = Vec::new();
    while !there.is_empty() {
        let question = match attendees.as_slice() {
            [] => "Who else took part?".to_owned(),
            known => format!("Who else took part, beside {}?", known.join(", ")),
        };
        let nobody = Choice::new("nobody else", "all who took part are named");
        let told = |who: &String| called(workspace, &who.parse().ok()?);
        let choices = (nobody, there.clone());
        let Some(who) = form.answers().choice_or_none(&question, Again::Another("--attendee"), choices, told)? else {
            break;
        };
        there.retain(|other| *other != who);
        attendees.push(who);
    }
    Ok(attendees)
}

/// What was decided, one after the other.
fn asked_decisions(form: &Form<'_>) -> anyhow::Result<Vec<DecisionFlag>> {
    let mut decisions: Vec<DecisionFlag> = Vec::new();
    loop {
        let question = match decisions.len() {
            0 => "What was decided? (or empty)".to_owned(),
            1 => "What else was decided, beside that? (or empty)".to_owned(),
            n => format!("What else was decided, beside these {n}? (or empty)"),
        };
        match form.answers().line_from(&question, "", Again::Another("--decision"))? {
            None => return Ok(decisions),
            Some(text) => decisions.push(DecisionFlag { text, items: Vec::new() }),
        }
    }
}

/// A review that was held, with all that its record needs.
struct Held {
    held_on: Day,
    chair: Handle,
    /// As they were written.
    attendees: Vec<String>,
    minutes: String,
    decisions: Vec<DecisionFlag>,
    next_on: Option<Day>,
    looked_at: Option<String>,
}

impl Held {
    fn review(&self, workspace: &Workspace) -> anyhow::Result<(Review, Option<Vec<u8>>)> {
        check_held(self.held_on, workspace.today())?;
        let next_on =
            self.next_on.unwrap_or_else(|| self.held_on.plus(workspace.register.settings.policy.review_interval_days));
        if next_on <= self.held_on {
            let early = format!("--next-on {next_on} is not after --held-on {}", self.held_on);
            return Err(Refusal::new(early).next("name a later day, or leave --next-on to the policy").into());
        }
        let chair = self.chair.clone();
        let attendees = self.attendees(workspace, &chair)?;
        self.check_top_management(workspace, &chair, &attendees)?;
        let id = free_id(workspace, self.held_on)?;
        let (minutes, attached) = self.minutes(workspace, &id)?;
        let review = Review {
            schema: SCHEMA,
            id,
            held_on: self.held_on,
            chair,
            attendees,
            minutes,
            looked_at: self.looked_at(workspace)?,
            next_on,
            decision: self.decisions(workspace)?,
            event: std::collections::BTreeMap::new(),
        };
        Ok((review, attached))
    }

    fn attendees(&self, workspace: &Workspace, chair: &Handle) -> anyhow::Result<Vec<Party>> {
        let mut all: Vec<Party> = Vec::new();
        let names = Names::new(&workspace.register.authority);
        for written in &self.attendees {
            let party = match written.parse::<Party>() {
                Ok(Party::Outside(text)) => Party::Outside(text),
                Ok(Party::Anonymous) => {
                    return Err(Refusal::new("who takes part in a management review is named").into());
                }
                _ => Party::Person(find::person(&workspace.register, written)?),
            };
            names.check(&party, self.held_on.noon(workspace.register.zone()))?;
            if party.handle() != Some(chair) && !all.contains(&party) {
                all.push(party);
            }
        }
        Ok(all)
    }

    /// 9.3.1: the review is top management's.
    fn check_top_management(&self, workspace: &Workspace, chair: &Handle, attendees: &[Party]) -> Result<(), Refusal> {
        let authority = &workspace.register.authority;
        let then = self.held_on.noon(workspace.register.zone());
        let mut took_part = attendees.iter().filter_map(Party::handle).chain([chair]);
        // Who held the office before the register began is entered in it only since.
        if took_part.any(|who| authority.is_top(who, then) || authority.is_top(who, workspace.now)) {
            return Ok(());
        }
        Err(Refusal::new("nobody of top management took part, and a management review is theirs (9.3.1)")
            .next(format!("name who did: --attendee HANDLE (top management: {})", authority.top(workspace.now)))
            .next("or enter who is: kaizen people set HANDLE --role top-management"))
    }

    fn minutes(&self, workspace: &Workspace, id: &ReviewId) -> anyhow::Result<(Evidence, Option<Vec<u8>>)> {
        if evidence::is_link(&self.minutes) {
            return Ok((evidence::link(&self.minutes)?, None));
        }
        let (kept, bytes) =
            evidence::file(workspace, Path::new(&self.minutes), &format!("evidence/reviews/{id}"), &[])?;
        Ok((kept, Some(bytes)))
    }

    fn looked_at(&self, workspace: &Workspace) -> anyhow::Result<String> {
        if let Some(rev) = &self.looked_at {
            return Ok(git::resolve(&workspace.repo, rev)?.to_string());
        }
        if self.held_on == workspace.today() {
            let tip = workspace.repo.tip()?.context("there is no commit yet that could have been looked at")?;
            return Ok(tip.to_string());
        }
        let end = self.held_on.plus(1).start(workspace.register.zone());
        let commit = git::as_of(&workspace.repo, end.0 - chrono::Duration::seconds(1)).map_err(|error| {
            Refusal::new(format!("which commit was looked at on {} cannot be told: {error:#}", self.held_on))
                .next("name it: --looked-at REV")
        })?;
        Ok(commit.to_string())
    }

    fn decisions(&self, workspace: &Workspace) -> anyhow::Result<Vec<ReviewDecision>> {
        let each = self.decisions.iter().map(|decision| {
            let text = decision.text.trim().to_owned();
            if workspace.wording().is_empty(&text) {
                return Err(Refusal::new("a decision says what was decided: --decision TEXT").into());
            }
            let items = decision.items.iter().map(|written| find::item(&workspace.register, written));
            Ok(ReviewDecision { text, items: items.collect::<anyhow::Result<_>>()? })
        });
        each.collect()
    }
}

/// The id of the day; a second review of it gets a number.
fn free_id(workspace: &Workspace, held_on: Day) -> anyhow::Result<ReviewId> {
    for n in 1..100 {
        let id: ReviewId = if n == 1 { held_on.to_string().parse()? } else { format!("{held_on}-{n}").parse()? };
        if !workspace.register.store.has(&review_path(&id)) {
            return Ok(id);
        }
    }
    anyhow::bail!("{held_on} has 99 reviews already")
}

fn list(arguments: &LongListing, globals: &Globals) -> anyhow::Result<ExitCode> {
    let view = globals.view(&arguments.listing.read)?;
    let (reviews, problems) = report::list(&view.register, view.origin())?;
    match arguments.listing.format {
        Format::Json => out(&json::pretty(&reviews)?)?,
        Format::Table if reviews.reviews.is_empty() => tell("no management review is recorded (kaizen review record)"),
        Format::Table => out(&render::human(&reviews, arguments.all))?,
    }
    Ok(view.tell_problems(&problems))
}

impl Edit {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| self.ready(workspace))?;
        outcome::tell_change(&format!("review/{} changed", self.id), &done.published);
        Ok(ExitCode::SUCCESS)
    }

    fn ready(&self, workspace: &Workspace) -> anyhow::Result<Prepared<()>> {
        workspace.actor()?;
        let path = review_path(&self.id);
        let before = std::fs::read(workspace.root.join(&path)).map_err(|e| {
            Refusal::new(format!("there is no management review {}: {e}", self.id))
                .next("kaizen review list shows them")
        })?;
        let now = Document::parse(&before, LayoutKind::Review).map_err(|e| anyhow::anyhow!("{path}: {e}"))?;
        // What was edited by hand before is adopted as it is; there is nothing to open an editor for.
        let edit = |now: &str| text_edited(now, self.from.as_deref());
        let source = Edited { edit: &edit, is_kept: self.from.is_some() };
        let edited =
            if workspace.options.include_edits { None } else { Some(edited(workspace, &path, &now, &source)?) };
        let text = words(&workspace.answers, self.message.as_deref(), "Why does the record of the review change?")?;
        change(workspace, &self.id, ReviewChange { edited, text })
    }
}
