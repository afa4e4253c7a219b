//! Traces: a tree for eyes, nested lists in Markdown, a graph for Graphviz.

use super::bounded::{ENTRIES, bounded_table, entries, more};
use super::list::doubtful;
use super::markdown::escaped;
use super::screen::columns;
use super::terminal::{BAD, FAINT, STRONG, WARN, clean_line, styled, wrapped};
use crate::model::excerpt::{MESSAGE, shortened};
use crate::model::origin::Origin;
use crate::report::source::Answer;
use crate::report::trace::{Drawn, Told, Trace, TraceReport, TracedItem, TracedSource, Unanswered};

/// What a place of the tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Source,
    Item,
    Step,
    Plain,
    Missing,
}

/// A place of the tree.
struct Node {
    look: Look,
    text: String,
    children: Vec<Node>,
}

impl Node {
    fn new(look: Look, text: impl Into<String>, children: Vec<Node>) -> Self {
        Node { look, text: shortened(&clean_line(&text.into()), MESSAGE), children }
    }

    fn doubt(text: &str) -> Self {
        Node::new(Look::Missing, format!("{} (kaizen check says more)", not_vouched(text)), Vec::new())
    }

    fn missing(text: &str) -> Self {
        Node::new(Look::Missing, format!("missing: {text}"), Vec::new())
    }
}

fn not_vouched(doubt: &str) -> String {
    format!("not vouched for: {doubt}")
}

/// What happened leads to the items; where there are several sources, the item stands below all of them.
fn nodes(trace: &Trace) -> Vec<Node> {
    let mut nodes: Vec<Node> = trace.sources.iter().map(source).collect();
    let items = trace.items.iter().map(item);
    if nodes.is_empty() {
        nodes.push(Node::missing("it names no source, so nothing says what it answers to (kaizen link --source)"));
        nodes.extend(items);
    } else if let Some(last) = nodes.last_mut() {
        last.children.extend(items);
    }
    nodes
}

fn source(source: &TracedSource) -> Node {
    let title = source.title.as_deref().map(|title| format!(" {title}")).unwrap_or_default();
    let mut facts: Vec<String> = Vec::new();
    facts.extend(source.occurred_on.map(|day| day.to_string()));
    facts.extend(source.significant.then(|| "significant".to_owned()));
    facts.extend(source.answer_by.map(|day| format!("answer by {day}")));
    facts.extend(answer(source.answer).map(ToOwned::to_owned));
    let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
    let mut children: Vec<Node> = source.doubts.iter().map(|doubt| Node::doubt(doubt)).collect();
    children.extend(source.dismissed.iter().map(told));
    children.extend(source.missing.iter().map(|text| Node::missing(text)));
    Node::new(Look::Source, format!("{}{title}{facts}", source.source), children)
}

fn answer(answer: Answer) -> Option<&'static str> {
    match answer {
        Answer::Open => Some("open"),
        Answer::Answered => None,
        Answer::Dismissed => Some("dismissed"),
        Answer::NotNeeded => Some("no answer asked for"),
    }
}

fn item(item: &TracedItem) -> Node {
    let status = item.status.map_or_else(|| "recorded by nobody".to_owned(), |status| status.to_string());
    let owner = item.owner.as_ref().map(|owner| format!(", {owner}")).unwrap_or_default();
    let due = item.due.map(|due| format!(", due {due}")).unwrap_or_default();
    let doubts = item.doubts.iter().map(|doubt| Node::doubt(doubt));
    let steps = item.steps.iter().map(|step| {
        let mut children: Vec<Node> = step.told.iter().map(told).collect();
        children.extend(step.missing.iter().map(|text| Node::missing(text)));
        Node::new(Look::Step, step.step.said(), children)
    });
    Node::new(Look::Item, format!("{} {} ({status}{owner}{due})", item.id, item.title), doubts.chain(steps).collect())
}

fn told(told: &Told) -> Node {
    let about = told.about.as_ref().map(|about| format!("{about}: ")).unwrap_or_default();
    let procedure = told.procedure.as_ref().map(|p| format!(", changes {p}")).unwrap_or_default();
    let by = told.by.as_ref().map(|by| format!("{by}"));
    let at = told.at.map(|at| at.to_string());
    let event = told.event.as_ref().map(|event| format!("event {event}"));
    let seal: Vec<String> = [by, at, event].into_iter().flatten().collect();
    let seal = if seal.is_empty() { String::new() } else { format!(" [{}]", seal.join(", ")) };
    Node::new(Look::Plain, format!("{about}{}{procedure}{seal}", told.text), Vec::new())
}

fn origin(origin: &Origin) -> String {
    let commit = origin.commit.as_ref().map(|c| format!(", commit {c}")).unwrap_or_default();
    format!("{}, as of {}{commit}", origin.tool, origin.as_of)
}

fn drawn(drawn: &Drawn) -> String {
    let kind = drawn.kind.map_or_else(|| "source".to_owned(), |kind| kind.to_string());
    let since = drawn.since.map(|day| format!(" since {day}")).unwrap_or_default();
    let undated = match drawn.undated {
        0 => String::new(),
        n => format!("; {n} without a date left out"),
    };
    format!(
        "{} drawn of {} of kind {kind}{since} by the seed “{}”: the same numbers draw them again{undated}",
        drawn.sample.size.min(drawn.from),
        drawn.from,
        drawn.sample.seed
    )
}

/// One tree a trace.
#[must_use]
pub fn human(report: &TraceReport) -> String {
    let columns = columns();
    let mut out = String::new();
    if let Some(told) = &report.drawn {
        out += &format!("{}\n", wrapped(&clean_line(&drawn(told)), columns, ""));
    }
    for (i, trace) in report.traces.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        for node in nodes(trace) {
            grow(&node, "", "", columns, &mut out);
        }
    }
    out
}

/// Writes a place and what is below it: `first` stands before its first line, `rest` before the others.
fn grow(node: &Node, first: &str, rest: &str, columns: usize, out: &mut String) {
    let style = match node.look {
        Look::Source | Look::Item => STRONG,
        Look::Step => FAINT,
        Look::Plain => anstyle::Style::new(),
        Look::Missing => WARN,
    };
    let room = columns.saturating_sub(rest.chars().count()).max(20);
    for (i, line) in wrapped(&node.text, room, "").lines().enumerate() {
        let lead = if i == 0 { first } else { rest };
        // Lines of a text that goes on stand beside what is below it.
        let beside = if i > 0 && !node.children.is_empty() { "│ " } else { "" };
        *out += &format!("{lead}{beside}{}\n", styled(style, line));
    }
    let last = node.children.len().saturating_sub(1);
    for (i, child) in node.children.iter().enumerate() {
        let (branch, below) = if i == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        grow(child, &format!("{rest}{branch}"), &format!("{rest}{below}"), columns, out);
    }
}

/// The same as nested lists.
#[must_use]
pub fn to_markdown(report: &TraceReport) -> String {
    let mut out = format!("# From what happened to what changed\n\n{}.\n", escaped(&origin(&report.origin)));
    if let Some(told) = &report.drawn {
        out += &format!("\n{}.\n", escaped(&drawn(told)));
    }
    for trace in &report.traces {
        out.push('\n');
        nodes(trace).iter().for_each(|node| nest(node, 0, &mut out));
    }
    out
}

fn nest(node: &Node, depth: usize, out: &mut String) {
    let text = escaped(&node.text);
    let text =
        if matches!(node.look, Look::Source | Look::Item | Look::Missing) { format!("**{text}**") } else { text };
    *out += &format!("{}- {text}\n", "  ".repeat(depth));
    node.children.iter().for_each(|child| nest(child, depth + 1, out));
}

/// The same as a graph for Graphviz: `dot -Tsvg`.
#[must_use]
pub fn dot(report: &TraceReport) -> String {
    let mut out = format!(
        "// {}\ndigraph trace {{\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n",
        clean_line(&origin(&report.origin))
    );
    let mut count = 0;
    for trace in &report.traces {
        let tops: Vec<usize> = trace.sources.iter().map(|it| draw(&source(it), &mut count, &mut out)).collect();
        for it in &trace.items {
            let below = draw(&item(it), &mut count, &mut out);
            tops.iter().for_each(|top| out += &format!("  n{top} -> n{below};\n"));
        }
    }
    out + "}\n"
}

/// Draws a place and what is below it; returns its number.
fn draw(node: &Node, count: &mut usize, out: &mut String) -> usize {
    *count += 1;
    let own = *count;
    let look = match node.look {
        Look::Source => ", style=bold",
        Look::Item => ", style=\"bold,rounded\"",
        Look::Step => ", shape=plaintext",
        Look::Plain => "",
        Look::Missing => ", style=dashed, color=red",
    };
    let label: String = wrapped(&node.text, 40, "").trim_end().lines().map(quoted).collect::<Vec<_>>().join("\\n");
    *out += &format!("  n{own} [label=\"{label}\"{look}];\n");
    for child in &node.children {
        let below = draw(child, count, out);
        *out += &format!("  n{own} -> n{below};\n");
    }
    own
}

/// A line of a label: within quotation marks only these two mean something.
fn quoted(line: &str) -> String {
    line.replace('\\', "\\\\").replace('"', "\\\"")
}

/// The command that shows whatever no item answers.
const ALL_UNANSWERED: &str = "kaizen trace --unanswered --all";

/// What no item answers, for eyes: a screen of it, unless `all` is asked for.
#[must_use]
pub fn unanswered(report: &Unanswered, all: bool) -> String {
    let sources = report.sources.iter().map(|open| {
        let source = &open.source;
        let day = source.occurred_on.map(|day| day.to_string()).unwrap_or_default();
        let by = source.answer_by.map(|day| day.to_string()).unwrap_or_default();
        let late = open.days_left.is_some_and(|left| left < 0);
        vec![
            format!("{}{}", clean_line(&source.source.to_string()), doubtful(&source.doubts)),
            day,
            if late { styled(BAD, &by) } else { by },
            shortened(&clean_line(source.title.as_deref().unwrap_or_default()), 240),
        ]
    });
    let decisions = report.decisions.iter().map(|decision| {
        let text = shortened(&clean_line(&decision.text), 240);
        vec![clean_line(&decision.source.to_string()), decision.held_on.to_string(), String::new(), text]
    });
    let doubts = report.sources.iter().flat_map(|open| {
        let name = clean_line(&open.source.source.to_string());
        let told = open.source.doubts.iter().map(move |doubt| not_vouched(&clean_line(doubt)));
        told.map(move |doubt| format!("{} {name} is {doubt} (kaizen check says more)\n", styled(BAD, "!")))
    });
    let doubts: Vec<String> = doubts.collect();
    let most = if all { doubts.len() } else { ENTRIES };
    let told = doubts.iter().take(most).cloned().collect::<String>()
        + &more(doubts.len().saturating_sub(most), ALL_UNANSWERED);
    let rows = sources.chain(decisions).collect();
    bounded_table(&["source", "on", "answer by", "what"], rows, all, ALL_UNANSWERED) + &told
}

/// The same in Markdown.
#[must_use]
pub fn unanswered_markdown(report: &Unanswered, all: bool) -> String {
    let mut out = format!("# What no item answers\n\n{}.\n\n", escaped(&origin(&report.origin)));
    if report.is_empty() {
        return out + "Nothing.\n";
    }
    out += &entries(&report.sources, all, ALL_UNANSWERED, |open| {
        let title = open.source.title.as_deref().unwrap_or_default();
        let by = open.source.answer_by.map(|day| format!(" (answer by {day})")).unwrap_or_default();
        let doubts = open.source.doubts.iter().map(|doubt| format!("  - **{}**\n", escaped(&not_vouched(doubt))));
        format!("- {}: {}{by}\n", escaped(&open.source.source.to_string()), escaped(title))
            + &doubts.collect::<String>()
    });
    out + &entries(&report.decisions, all, ALL_UNANSWERED, |decision| {
        let source = escaped(&decision.source.to_string());
        format!("- {source}, decided on {}: {}\n", decision.held_on, escaped(&decision.text))
    })
}
