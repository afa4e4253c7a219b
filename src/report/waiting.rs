//! What waits for whom: each thing with the command that settles it.

use schemars::JsonSchema;
use serde::Serialize;

use super::audit::AuditedItem;
use super::clocks;
use super::source::{Answer, SourceRow};
use crate::lifecycle::lawful::Law;
use crate::lifecycle::state::ResourceState;
use crate::model::date::{Day, Moment, days};
use crate::model::id::Handle;
use crate::model::settings::Policy;
use crate::model::shell;
use crate::model::word::Status;

/// So many days before its day something is due soon.
pub const SOON: i64 = 14;

/// In which way something waits, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Wait {
    /// Its day is over.
    Overdue,
    /// The day of its verification has come.
    ToVerify,
    /// Somebody has to decide.
    ToDecide,
    /// Its actions are done.
    ToSignOff,
    /// A fix failed, and its cause is not analysed anew.
    ToAnalyse,
    /// Its day comes soon.
    DueSoon,
}

/// Something that waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Task {
    /// In which way.
    pub wait: Wait,
    /// The item or source.
    pub about: String,
    /// What that is about.
    pub title: String,
    /// What waits, in words.
    pub text: String,
    /// For whom; nobody where nobody is there who may do it.
    pub who: Vec<Handle>,
    /// The command that settles it; words in capitals are to be filled in.
    pub command: String,
}

/// By what it is told who may do something, and what is late.
pub struct Judge<'a> {
    /// Who is there, and the zone.
    pub law: Law<'a>,
    /// The numbers of register.toml.
    pub policy: &'a Policy,
    /// Now.
    pub now: Moment,
    /// The day of it.
    pub today: Day,
}

impl Judge<'_> {
    fn people(&self, may: impl Fn(&Handle) -> bool) -> Vec<Handle> {
        self.law.authority.present(self.now).filter(|person| may(person)).cloned().collect()
    }

    /// ISMS manager and top management.
    fn managers(&self) -> Vec<Handle> {
        self.people(|person| self.law.authority.is_manager(person, self.now))
    }

    /// What waits in items and sources, the most urgent first.
    #[must_use]
    pub fn tasks(&self, entries: &[AuditedItem], sources: &[SourceRow]) -> Vec<Task> {
        self.sorted(entries.iter().flat_map(|entry| self.of_item(entry)).collect(), sources)
    }

    /// The same, of tasks in items that are known already.
    pub(super) fn sorted(&self, mut all: Vec<Task>, sources: &[SourceRow]) -> Vec<Task> {
        for source in sources.iter().filter(|source| source.answer == Answer::Open) {
            let by = source.answer_by.map(|day| format!(", an answer is due by {day}")).unwrap_or_default();
            let late = source.answer_by.is_some_and(|day| day < self.today);
            let name = source.source.to_string();
            let word = shell::word(&name);
            all.push(Task {
                wait: if late { Wait::Overdue } else { Wait::ToDecide },
                about: name.clone(),
                title: source.title.clone(),
                text: format!("significant, and no item answers to it{by}"),
                who: self.managers(),
                command: format!("kaizen add TITLE --source {word}, or kaizen source dismiss {word} -m REASON"),
            });
        }
        all.sort_by(|a, b| (a.wait, &a.about).cmp(&(b.wait, &b.about)));
        all
    }

    /// What waits in one item.
    pub(super) fn of_item(&self, entry: &AuditedItem) -> Vec<Task> {
        let (state, id, zone) = (&entry.state, entry.id(), self.law.zone);
        let mut tasks = Vec::new();
        let mut add = |wait, text: String, who: Vec<Handle>, command: String| {
            tasks.push(Task { wait, about: id.to_owned(), title: entry.item.title.clone(), text, who, command });
        };
        let owner = || state.terms.owner.clone().into_iter().collect::<Vec<_>>();
        let running = state.status.is_some_and(Status::is_running);
        let left = |day: Day| day.since(self.today);
        let sign_off = || format!("kaizen sign-off {id} -m TEXT");
        let by_day = |left: i64| if left == 0 { "today".to_owned() } else { format!("in {}", days(left)) };
        if let Some(due) = state.terms.due.filter(|due| running && left(*due) <= SOON) {
            let more = format!("{}, or a manager moves the date: kaizen extend {id} --to DATE -m REASON", sign_off());
            match left(due) {
                late if late < 0 => {
                    add(Wait::Overdue, format!("target date {due}, {} overdue", days(late)), owner(), more);
                }
                left => add(Wait::DueSoon, format!("target date {due}, {}", by_day(left)), owner(), sign_off()),
            }
        }
        for (action, terms) in state.open_actions().filter(|_| running) {
            let Some(due) = terms.due.filter(|due| left(*due) <= SOON) else { continue };
            let who = terms.owner.clone().map_or_else(owner, |owner| vec![owner]);
            let command = format!("kaizen action done {id} {action} -m TEXT");
            match left(due) {
                late if late < 0 => {
                    let text = format!("action {action} until {due}, {} overdue", days(late));
                    add(Wait::Overdue, text, who, command);
                }
                left => add(Wait::DueSoon, format!("action {action} until {due}, {}", by_day(left)), who, command),
            }
        }
        if running && state.lacks_analysis() {
            let text = "the fix failed, and its cause is not analysed anew".to_owned();
            add(Wait::ToAnalyse, text, owner(), format!("kaizen why {id}"));
        } else if running && !state.actions.is_empty() && state.open_actions().next().is_none() {
            add(Wait::ToSignOff, "no action is open any more".to_owned(), owner(), sign_off());
        }
        if let Some(day) = clocks::verification_day(state, self.policy, zone).filter(|day| left(*day) <= SOON) {
            let command = format!("kaizen verify {id} --method METHOD --result RESULT --evidence PATH -m TEXT");
            let (wait, when) = match left(day) {
                late if late < 0 => (Wait::Overdue, format!("{} overdue", days(late))),
                0 => (Wait::ToVerify, "today".to_owned()),
                left => (Wait::DueSoon, by_day(left)),
            };
            add(wait, format!("to be verified on {day}, {when}"), self.verifiers(entry), command);
        }
        self.decisions(entry, &mut add);
        tasks
    }

    fn decisions(&self, entry: &AuditedItem, add: &mut dyn FnMut(Wait, String, Vec<Handle>, String)) {
        let (state, id, zone) = (&entry.state, entry.id(), self.law.zone);
        let accept = format!("kaizen accept {id} --owner HANDLE --due DATE --criterion TEXT -m REASON");
        if let Some(since) = clocks::undecided_since(state, zone) {
            let text = format!("raised on {since}, and nobody has decided");
            add(Wait::ToDecide, text, self.managers(), format!("{accept}, or kaizen reject {id} -m REASON"));
        }
        if let Some(until) =
            state.deferred_until.filter(|day| state.status == Some(Status::Deferred) && *day <= self.today)
        {
            let text = format!("was put off until {until}");
            add(
                Wait::ToDecide,
                text,
                self.managers(),
                format!("{accept}, or kaizen defer {id} --until DATE -m REASON"),
            );
        }
        if let Some((on, _)) = clocks::review_again(state, entry.events.iter(), &self.law, self.today) {
            let command = format!("kaizen reopen {id} -m REASON, or kaizen note {id} -m TEXT");
            add(Wait::ToDecide, format!("rejected, to be looked at again on {on}"), self.managers(), command);
        }
        for (resource, asked) in state.resources_as(&entry.item.resource) {
            let ResourceState::Requested(request) = asked else { continue };
            let what = entry.item.resource.get(resource).map_or_else(
                || format!("resource {resource}"),
                |r| format!("{} {} of {} for {}", r.amount, r.unit, r.kind, r.purpose.trim()),
            );
            // Nobody decides about what they asked for, or own.
            let may = |person: &Handle| {
                let own = request.by.handle() == Some(person) || state.owner() == Some(person);
                self.law.authority.is_top(person, self.now) && !own
            };
            let text = format!("asked for on {}: {what}", request.at.day(zone));
            let command = format!(
                "kaizen resource approve {id} {resource}, or kaizen resource decline {id} {resource} -m REASON"
            );
            add(Wait::ToDecide, text, self.people(may), command);
        }
    }

    /// Auditors who did none of the work, else managers who did not, else anybody else who is there.
    fn verifiers(&self, entry: &AuditedItem) -> Vec<Handle> {
        let state = &entry.state;
        let own = |person: &Handle| {
            state.owner() == Some(person) || state.signers.contains(person) || state.workers.contains(person)
        };
        let law = &self.law;
        let first = self.people(|person| law.authority.is_auditor(person, self.now) && !own(person));
        let second = || self.people(|person| law.authority.is_manager(person, self.now) && !own(person));
        let found = if first.is_empty() { second() } else { first };
        if found.is_empty() { self.people(|person| !own(person)) } else { found }
    }
}
