//! One item, readable.

use std::path::Path;

use chrono_tz::Tz;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::gate::human::brief;
use super::link::linked;
use super::screen::columns;
use super::terminal::{BAD, FAINT, GOOD, STRONG, WARN, clean, clean_cell, clean_line, styled, wrapped};
use crate::check::finding::Finding;
use crate::model::date::{Moment, days};
use crate::model::event::{Event, Evidence};
use crate::model::id::SourceRef;
use crate::model::item::Analysis;
use crate::model::source::Source;
use crate::model::word::Status;
use crate::record::words::in_past;
use crate::register::place::item_path;
use crate::report::item::{EventView, ItemView};

/// What of a path stands in an address as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What is shown beside an item.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// The folder of the register, where its files are those that are shown.
    pub root: Option<&'a Path>,
    /// Source records, for the addresses of their tickets.
    pub sources: &'a [Source],
    /// What was found, about other items too.
    pub found: &'a [Finding],
}

/// Everything that is known of an item, for eyes.
#[must_use]
pub fn human(view: &ItemView, zone: Tz, beside: &Beside<'_>) -> String {
    let page = Page { width: columns(), zone, beside };
    let mut out = page.doubts(view);
    out += &page.header(view);
    out += &page.facts(view);
    out += &page.void(view);
    if let Some(description) = &view.item.description {
        out += &page.section("Description", description);
    }
    if let Some(correction) = &view.item.correction {
        let head = format!("Correction by {} on {}", correction.by, correction.on);
        out += &page.section(&head, &correction.description);
        if let Some(text) = &correction.consequences {
            out += &page.section("Consequences", text);
        }
    }
    let rounds = view.item.analysis.len();
    for (i, analysis) in view.item.analysis.iter().enumerate() {
        out += &page.analysis(analysis, i + 1, rounds);
    }
    out += &page.actions(view);
    out += &page.resources(view);
    out += &page.timeline(view);
    out += &page.findings(view);
    out += &page.next(view);
    out
}

struct Page<'a> {
    width: usize,
    zone: Tz,
    beside: &'a Beside<'a>,
}

impl Page<'_> {
    /// What check finds about it, each with what to do.
    fn findings(&self, view: &ItemView) -> String {
        let about = |finding: &&Finding| finding.item.as_deref() == Some(view.item.id.as_str());
        let found: Vec<&Finding> = self.beside.found.iter().filter(about).collect();
        if found.is_empty() {
            return String::new();
        }
        format!("\n{}\n{}", styled(STRONG, "Findings"), found.iter().map(|f| brief(f, self.width)).collect::<String>())
    }

    /// What may be done next.
    fn next(&self, view: &ItemView) -> String {
        let lines: String = view.next.iter().map(|act| wrapped(&clean_line(&act.line()), self.width, "  ")).collect();
        if lines.is_empty() { lines } else { format!("\n{}\n{lines}", styled(STRONG, "Next")) }
    }

    /// A file of the register, as a link to it.
    fn file(&self, path: &str) -> String {
        let shown = clean_line(path);
        self.beside.root.map_or_else(|| shown.clone(), |root| linked(&address(&root.join(path)), &shown))
    }

    /// A source, as a link to its ticket where its record has the address of one.
    fn source(&self, source: &SourceRef) -> String {
        let shown = clean_line(&source.to_string());
        let is =
            |record: &&Source| record.kind == source.kind && record.reference.eq_ignore_ascii_case(&source.reference);
        let record = self.beside.sources.iter().find(is);
        record.and_then(|record| record.url.as_ref()).map_or_else(|| shown.clone(), |url| linked(url, &shown))
    }

    /// What is shown below is not what its events say: the first thing that a reader has to know.
    fn doubts(&self, view: &ItemView) -> String {
        if view.doubts.is_empty() {
            return String::new();
        }
        let said = format!("not vouched for: {} (kaizen check says more)", clean_line(&view.doubts.join("; ")));
        wrapped(&said, self.width, "").lines().map(|line| format!("{}\n", styled(BAD, line))).collect()
    }

    fn void(&self, view: &ItemView) -> String {
        if view.void.is_empty() {
            return String::new();
        }
        let said = format!("made void, so it does not count and is not shown: {}", clean_line(&view.void.join(", ")));
        format!("\n{}", wrapped(&said, self.width, "  "))
    }

    fn header(&self, view: &ItemView) -> String {
        let status = view.status.map_or_else(|| "no status".to_owned(), |s| s.to_string());
        let style = match view.status {
            Some(Status::Closed) => GOOD,
            Some(Status::Implemented) => WARN,
            _ => STRONG,
        };
        let title = wrapped(&clean_cell(&view.item.title), self.width, "");
        let id = styled(STRONG, view.item.id.as_str());
        let file = self.beside.root.map(|root| address(&root.join(item_path(&view.item.id))));
        format!("{}  {}\n{title}", file.map_or_else(|| id.clone(), |file| linked(&file, &id)), styled(style, &status))
    }

    fn facts(&self, view: &ItemView) -> String {
        let item = &view.item;
        let terms = &view.terms;
        let text = |value: Option<String>| value.unwrap_or_default();
        let kind = [
            terms.kind.map(|k| k.to_string()),
            terms.grade.map(|g| g.to_string()),
            terms.significance.map(|s| format!("{s} significance")),
        ];
        let place = [item.category.map(|c| c.to_string())]
            .into_iter()
            .flatten()
            .chain(item.environment.iter().map(ToString::to_string));
        let raised = [
            item.raised_on.map(|d| d.to_string()),
            item.raised_by.as_ref().map(|p| format!("by {p}")),
            item.department.as_ref().map(|d| format!("({d})")),
        ];
        let risk = item.risk.iter().map(|(name, before)| {
            let after = view
                .timeline
                .iter()
                .rev()
                .filter(|e| e.verdict == "effective")
                .find_map(|e| e.event.risk.as_ref()?.get(name));
            format!("{name} {before}{}", after.map(|a| format!(" → {a}")).unwrap_or_default())
        });
        let rows = [
            ("kind", kind.into_iter().flatten().collect::<Vec<_>>().join(", ")),
            ("owner", text(terms.owner.as_ref().map(ToString::to_string))),
            ("due", due(view)),
            ("verify on", text(view.verify_on.or(terms.verify_on).map(|d| d.to_string()))),
            ("criterion", text(terms.success_criterion.clone())),
            ("sources", item.sources.iter().map(|source| self.source(source)).collect::<Vec<_>>().join(", ")),
            ("where", place.collect::<Vec<_>>().join(", ")),
            ("controls", item.controls.join(", ")),
            ("risk", risk.collect::<Vec<_>>().join(", ")),
            ("tags", item.tags.join(", ")),
            ("recurrence of", text(item.recurrence_of.as_ref().map(ToString::to_string))),
            ("follow-up of", text(item.follow_up_of.as_ref().map(ToString::to_string))),
            ("reviews", view.reviews.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
            ("raised", raised.into_iter().flatten().collect::<Vec<_>>().join(" ")),
        ];
        let mut out = String::from("\n");
        for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
            let value = if ["due", "sources"].contains(name) { value.clone() } else { clean_line(value) };
            let block = wrapped(&value, self.width, "                ");
            out += &format!("  {}{}", styled(FAINT, &format!("{name:<14}")), block.get(16..).unwrap_or_default());
        }
        out
    }

    fn section(&self, head: &str, text: &str) -> String {
        format!("\n{}\n{}", styled(STRONG, &clean_line(head)), wrapped(&clean(text), self.width, "  "))
    }

    fn analysis(&self, analysis: &Analysis, number: usize, rounds: usize) -> String {
        let nth = if rounds > 1 { format!(" {number} of {rounds}") } else { String::new() };
        let mut out = format!(
            "\n{}\n",
            styled(STRONG, &format!("Analysis{nth} ({}) by {} on {}", analysis.method, analysis.by, analysis.on))
        );
        let mut indent = String::from("  ");
        for why in &analysis.why {
            out += &wrapped(&clean_line(&why.question), self.width, &indent);
            indent.push_str("  ");
            out += &wrapped(&format!("→ {}", clean_line(&why.answer)), self.width, &indent);
            if let Some(evidence) = &why.evidence {
                out += &wrapped(&format!("  ({})", clean_line(evidence)), self.width, &indent);
            }
            // A long chain stays on the page.
            if indent.len() > self.width / 3 {
                indent = String::from("  ");
            }
        }
        let rest = [
            ("Root cause", &analysis.root_cause),
            ("Cause code", &analysis.cause_code),
            ("Escape point", &analysis.escape_point),
            ("Similar elsewhere", &analysis.similar_elsewhere),
        ];
        for (name, text) in rest {
            if let Some(text) = text {
                out += &wrapped(&format!("{name}: {}", clean_line(text)), self.width, "  ");
            }
        }
        out
    }

    fn actions(&self, view: &ItemView) -> String {
        let mut out = String::new();
        for action in &view.actions {
            if out.is_empty() {
                out += &format!("\n{}\n", styled(STRONG, "Actions"));
            }
            let owner = action.owner.as_ref().map(ToString::to_string).unwrap_or_default();
            let when = match (action.done_at, action.overdue_days, action.due) {
                (Some(at), _, _) => styled(GOOD, &format!("done {}", at.day(self.zone))),
                (None, Some(late), _) => styled(BAD, &format!("{} overdue", days(late))),
                (None, None, Some(due)) if action.progress == "open" => format!("due {due}"),
                _ => action.progress.to_owned(),
            };
            let known = view.item.action.get(&action.action);
            let procedure =
                known.and_then(|a| a.procedure.as_ref()).map(|p| format!(" [{}]", clean_line(p))).unwrap_or_default();
            out += &format!("  {}  {when}  {owner}{procedure}\n", styled(STRONG, action.action.as_str()));
            if let Some(changes) = known.and_then(|action| action.changes.as_ref()) {
                out += &wrapped(&format!("changes {}", clean_line(changes)), self.width, "       ");
            }
            if let Some(known) = known {
                out += &wrapped(&clean(&known.description), self.width, "       ");
            }
        }
        out
    }

    fn resources(&self, view: &ItemView) -> String {
        let mut out = String::new();
        for resource in &view.resources {
            if out.is_empty() {
                out += &format!("\n{}\n", styled(STRONG, "Resources"));
            }
            let style = if resource.decision == "approved" { GOOD } else { WARN };
            let known = view.item.resource.get(&resource.resource);
            let what =
                known.map(|r| format!("{} {} {}: {}", r.kind, r.amount, clean_line(&r.unit), clean_line(&r.purpose)));
            let part = resource.granted.map(|amount| format!(" {amount} of")).unwrap_or_default();
            let line = format!("{}{part}  {}", styled(style, resource.decision), what.unwrap_or_default());
            out += &format!("  {}  {line}\n", styled(STRONG, resource.resource.as_str()));
        }
        out
    }

    fn timeline(&self, view: &ItemView) -> String {
        let mut out = format!("\n{}\n", styled(STRONG, "Events"));
        for entry in &view.timeline {
            out += &self.event(entry);
        }
        out
    }

    fn event(&self, entry: &EventView) -> String {
        let event = &entry.event;
        let mut head = clean_line(&format!("{}  {} by {}", self.moment(event.at), in_past(event), event.by));
        if entry.verdict != "effective" {
            head += &format!("  {}", styled(BAD, entry.verdict));
        }
        let mut out = format!("  {head}  {}\n", styled(FAINT, event.hash.short()));
        let more = |name: &str, text: &Option<String>| {
            text.as_ref()
                .map(|t| wrapped(&format!("{name}{}", clean_line(t)), self.width, "      "))
                .unwrap_or_default()
        };
        out += &more("", &event.text);
        out += &more("because: ", &entry.because);
        out += &more("late: ", &event.late_reason);
        out += &more("early: ", &event.early_reason);
        out += &more("waiver: ", &event.waiver);
        out += &more("reference: ", &event.reference);
        out += &more("adopted: ", &event.edits.as_ref().map(|e| e.join(", ")));
        for evidence in event.evidence.iter().flatten() {
            out += &wrapped(&format!("evidence: {}", self.evidence(evidence)), self.width, "      ");
        }
        out += &more("method: ", &method(event));
        out
    }

    /// A piece of evidence, as a link to where it is.
    fn evidence(&self, evidence: &Evidence) -> String {
        match (&evidence.path, &evidence.url) {
            (Some(path), _) => self.file(path),
            (None, Some(url)) => linked(url, &clean_line(url)),
            (None, None) => String::new(),
        }
    }

    fn moment(&self, at: Moment) -> String {
        at.0.with_timezone(&self.zone).format("%Y-%m-%d %H:%M").to_string()
    }
}

fn method(event: &Event) -> Option<String> {
    let method = event.method?;
    let follow_up = event.follow_up.as_ref().map(|id| format!(", followed up by {id}")).unwrap_or_default();
    Some(format!("{method}{follow_up}"))
}

/// The address of a file on this machine.
fn address(file: &Path) -> String {
    let whole = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    format!("file://{}", utf8_percent_encode(&whole.to_string_lossy(), PATH))
}

fn due(view: &ItemView) -> String {
    let Some(due) = view.terms.due else { return String::new() };
    let first = view.first_due.map(|first| format!(", first agreed {first}")).unwrap_or_default();
    let today = view.origin.as_of;
    match (view.status, view.overdue_days) {
        (_, Some(late)) => format!("{due}, {}{first}", styled(BAD, &format!("{} overdue", days(late)))),
        (Some(status), None) if status.is_running() => format!("{due} (in {}){first}", days(due.since(today))),
        (Some(Status::Deferred), _) => match view.deferred_until {
            Some(until) => format!("{due}, put off until {until}{first}"),
            None => format!("{due}{first}"),
        },
        _ => format!("{due}{first}"),
    }
}
