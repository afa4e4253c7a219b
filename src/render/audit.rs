//! An audit, for eyes and as Markdown.

use super::gate::numbers;
use super::markdown::escaped;
use super::screen::{MOST_LINES, columns};
use super::terminal::{BAD, FAINT, GOOD, STRONG, WARN, clean, clean_line, cut, styled, wrapped};
use crate::model::origin::Origin;
use crate::report::audit::{Audit, Checklist, Fault, Proof, StepReport, StepVerdict};

fn word(verdict: StepVerdict) -> &'static str {
    match verdict {
        StepVerdict::Pass => "pass",
        StepVerdict::Fail => "FAIL",
        StepVerdict::ForAHuman => "for a human",
    }
}

fn coloured(verdict: StepVerdict) -> String {
    let style = match verdict {
        StepVerdict::Pass => GOOD,
        StepVerdict::Fail => BAD,
        StepVerdict::ForAHuman => WARN,
    };
    styled(style, word(verdict))
}

/// What the report is of and was made from, one thing a line.
fn origin(
    organisation: &str,
    register: &str,
    introduction: Option<&str>,
    origin: &Origin,
    based_on: Option<&str>,
) -> Vec<String> {
    let commit = match (&origin.commit, based_on) {
        (Some(commit), _) => format!("commit {commit}"),
        (None, Some(commit)) => format!("the working tree on commit {commit}"),
        (None, None) => "the working tree".to_owned(),
    };
    vec![
        format!("register {register} of {organisation}"),
        format!("introduction {}", introduction.unwrap_or("unknown")),
        format!("read from {commit}, as of {}, by {}", origin.as_of, origin.tool),
    ]
}

fn origin_of(audit: &Audit) -> Vec<String> {
    let introduction = audit.introduction.as_ref().map(crate::model::id::Hash::as_str);
    let mut lines =
        origin(&audit.organisation, &audit.register, introduction, &audit.origin, audit.based_on.as_deref());
    lines.extend(numbers(&audit.numbers).map(|told| format!("numbers set otherwise than usual: {told}")));
    lines.push(format!("samples drawn again with --sample {} --seed {}", audit.sample.size, audit.sample.seed));
    lines
}

/// So many lines of a kind are shown of a step; the whole is in the JSON.
#[derive(Debug, Clone, Copy)]
struct Shown {
    faults: usize,
    proofs: usize,
    asked: usize,
    /// Columns of one of them; what is longer is cut.
    long: usize,
    /// What shows more of a step.
    more: &'static str,
}

/// What is shown at most.
const FULL: Shown = Shown { faults: 20, proofs: 5, asked: usize::MAX, long: usize::MAX, more: " --format json" };
/// What is shown of several steps where that is more than a screen: the first that fits one.
const FEWER: [Shown; 3] = [
    Shown { faults: 8, proofs: 3, asked: 3, long: 240, more: "" },
    Shown { faults: 4, proofs: 2, asked: 1, long: 240, more: "" },
    Shown { faults: 1, proofs: 1, asked: 0, long: 200, more: "" },
];

/// As much of a list as a page shows, and how many more there are.
#[must_use]
pub fn cut_for_pages<T>(all: &[T]) -> (&[T], usize) {
    let first = all.get(..FULL.faults).unwrap_or(all);
    (first, all.len() - first.len())
}

impl Shown {
    /// The first of many lines, and how to see the others.
    fn cut(self, lines: Vec<String>, most: usize, step: u8) -> Vec<String> {
        let more = lines.len().saturating_sub(most);
        let last = (more > 0).then(|| format!("and {more} more: kaizen audit --step {step}{}", self.more));
        let each = lines.into_iter().take(most).map(|line| cut(&clean_line(&line), self.long));
        each.chain(last).collect()
    }

    fn faults(self, faults: &[Fault], step: u8) -> Vec<String> {
        self.cut(faults.iter().map(fault).collect(), self.faults, step)
    }

    fn proofs(self, step: &StepReport) -> Vec<String> {
        self.cut(step.evidence.iter().map(proof).collect(), self.proofs, step.step)
    }
}

/// A step on one line: its name and what it comes to; `before` keeps the numbers of several below each other.
fn headline(step: &StepReport, before: &str) -> String {
    let name = format!("{before}{}. {}", step.step, step.name);
    format!("{} {}  {}", styled(STRONG, &name), dots(&name), coloured(step.verdict))
}

fn counted(steps: &[StepReport]) -> String {
    let of = |verdict| steps.iter().filter(|s| s.verdict == verdict).count();
    let (pass, fail, human) = (of(StepVerdict::Pass), of(StepVerdict::Fail), of(StepVerdict::ForAHuman));
    format!("{} of {} pass, {fail} fail, {human} for a human", pass, steps.len())
}

/// The audit for eyes: of several steps as much as a screen holds, unless that is to be `full`.
#[must_use]
pub fn human(audit: &Audit, full: bool) -> String {
    let whole = page(audit, FULL);
    let fits = |text: &String| full || audit.steps.len() == 1 || text.lines().count() <= MOST_LINES;
    if fits(&whole) {
        return whole;
    }
    let fewer = FEWER.map(|shown| page(audit, shown));
    let [.., least] = &fewer;
    let least = least.clone();
    fewer.into_iter().find(fits).unwrap_or(least)
}

fn page(audit: &Audit, shown: Shown) -> String {
    let mut out: String = origin_of(audit).iter().map(|line| told(line)).collect();
    if audit.steps.len() > 1 {
        let all: String = audit
            .steps
            .iter()
            .map(|step| format!("{}\n", headline(step, if step.step < 10 { " " } else { "" })))
            .collect();
        out += &format!("\n{all}{}\n", counted(&audit.steps));
    }
    for step in &audit.steps {
        out += &format!("\n{}\n", headline(step, ""));
        out += &styled(FAINT, &wrapped(step.question, columns(), "   "));
        out += &wrapped(&format!("looked at: {}", clean_line(&step.looked_at)), columns(), "   ");
        if !step.drawn.is_empty() {
            out += &wrapped(&clean_line(&format!("drawn: {}", step.drawn.join(", "))), columns(), "   ");
        }
        out += &list("✗", shown.faults(&step.faults, step.step).into_iter());
        out += &list("?", shown.faults(&step.open, step.step).into_iter());
        out += &list("✓", shown.proofs(step).into_iter());
        out += &list("ask:", shown.cut(step.ask.clone(), shown.asked, step.step).into_iter());
    }
    out.push('\n');
    out + &limits(&audit.cannot_prove)
}

/// A line of the head.
fn told(line: &str) -> String {
    styled(FAINT, wrapped(&clean_line(line), columns(), "").trim_end()) + "\n"
}

fn dots(name: &str) -> String {
    // The gaps and the longest verdict stand on the same line.
    let room = columns().saturating_sub(14).min(62);
    styled(FAINT, &".".repeat(room.saturating_sub(name.chars().count()).max(3)))
}

fn limits(cannot_prove: &[String]) -> String {
    let text = format!("What this cannot prove: {}", cannot_prove.join(" "));
    styled(FAINT, wrapped(&clean(&text), columns(), "").trim_end()) + "\n"
}

fn list(mark: &str, lines: impl Iterator<Item = String>) -> String {
    let each = lines.map(|line| {
        let text = wrapped(&clean_line(&line), columns().saturating_sub(mark.chars().count() + 4), "");
        let mut rows = text.lines();
        let first = format!("   {mark} {}\n", rows.next().unwrap_or_default());
        rows.fold(first, |out, row| out + &format!("   {} {row}\n", " ".repeat(mark.chars().count())))
    });
    each.collect()
}

fn fault(fault: &Fault) -> String {
    let about = fault.about.as_ref().map(|a| format!("{a}: ")).unwrap_or_default();
    let rule = fault.rule.as_ref().map(|r| format!(" [{r}]")).unwrap_or_default();
    format!("{about}{}{rule}", fault.text)
}

fn proof(proof: &Proof) -> String {
    let text = proof.text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{}: {text}{}", proof.about, seal(proof))
}

/// Who did it, when, and by which event and commit it is seen.
fn seal(proof: &Proof) -> String {
    let by = proof.by.as_ref().map(|by| format!("{by}"));
    let at = proof.at.map(|at| at.to_string());
    let event = proof.event.as_ref().map(|e| format!("event {e}"));
    let commit = proof.commit.as_ref().map(|c| format!("commit {}", c.get(..12).unwrap_or(c)));
    let signed = proof.signed.map(|signed| if signed { "signed" } else { "not signed" }.to_owned());
    let all: Vec<String> = [by, at, event, commit, signed].into_iter().flatten().collect();
    if all.is_empty() { String::new() } else { format!(" ({})", all.join(", ")) }
}

/// The audit as Markdown.
#[must_use]
pub fn to_markdown(audit: &Audit) -> String {
    let mut out = "# Audit of the improvement register\n\n".to_owned();
    out += &bullets(origin_of(audit).into_iter());
    out += "\n| step | question | verdict |\n|---|---|---|\n";
    for step in &audit.steps {
        out += &format!("| {}. {} | {} | {} |\n", step.step, step.name, step.question, bold(step.verdict));
    }
    out += &format!("\n{}.\n", counted(&audit.steps));
    for step in &audit.steps {
        out += &format!("\n## {}. {}: {}\n\n{}\n\n", step.step, step.name, word(step.verdict), step.question);
        out += &format!("Looked at: {}.\n", escaped(&step.looked_at));
        if !step.drawn.is_empty() {
            out += &format!("\nDrawn: {}.\n", escaped(&step.drawn.join(", ")));
        }
        let parts = [
            ("Not as it must be", FULL.faults(&step.faults, step.step)),
            ("To be looked at", FULL.faults(&step.open, step.step)),
            ("Evidence", FULL.proofs(step)),
            ("Ask", step.ask.clone()),
        ];
        for (title, lines) in parts.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            out += &format!("\n**{title}**\n\n{}", bullets(lines.into_iter()));
        }
    }
    out + "\n## What this cannot prove\n\n" + &bullets(audit.cannot_prove.iter().cloned())
}

fn bold(verdict: StepVerdict) -> String {
    if verdict == StepVerdict::Fail { "**fail**".to_owned() } else { word(verdict).to_owned() }
}

fn bullets(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| format!("- {}\n", escaped(&line))).collect()
}

fn checklist_origin(checklist: &Checklist) -> Vec<String> {
    let introduction = checklist.introduction.as_ref().map(crate::model::id::Hash::as_str);
    origin(&checklist.organisation, &checklist.register, introduction, &checklist.origin, checklist.based_on.as_deref())
}

/// The checklist for eyes.
#[must_use]
pub fn checklist(checklist: &Checklist) -> String {
    let lines = checklist_origin(checklist);
    let mut out: String = lines.iter().map(|line| told(line)).collect();
    for asked in &checklist.evidence {
        let (mark, verdict) = match asked.verdict {
            StepVerdict::Pass => ("☑", styled(GOOD, "pass")),
            StepVerdict::Fail => ("☐", styled(BAD, "FAIL")),
            StepVerdict::ForAHuman => ("☐", styled(WARN, "for a human")),
        };
        out += &format!("\n{mark} {}  {verdict}\n", styled(STRONG, asked.name));
        out += &format!("   brought by: {}; more: kaizen audit --step {}\n", asked.owner_role, asked.step);
        out += &wrapped(&clean_line(&asked.shows), columns(), "   ");
        out += &list("✗", FULL.faults(&asked.faults, asked.step).into_iter());
        out += &list("?", FULL.faults(&asked.open, asked.step).into_iter());
    }
    out.push('\n');
    out + &limits(&checklist.cannot_prove)
}

/// The checklist as Markdown.
#[must_use]
pub fn checklist_markdown(checklist: &Checklist) -> String {
    let mut out = "# Checklist of evidence\n\n".to_owned();
    out += &bullets(checklist_origin(checklist).into_iter());
    out += "\n| evidence | brought by | verdict | shows |\n|---|---|---|---|\n";
    for asked in &checklist.evidence {
        let verdict = match asked.verdict {
            StepVerdict::Pass => "pass",
            StepVerdict::Fail => "**fail**",
            StepVerdict::ForAHuman => "for a human",
        };
        let all: Vec<Fault> = asked.faults.iter().chain(&asked.open).cloned().collect();
        let faults = FULL.faults(&all, asked.step).iter().map(|line| escaped(line)).collect::<Vec<_>>().join("; ");
        let shows =
            [escaped(&asked.shows), faults].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(". ");
        out += &format!("| {} | {} | {verdict} | {shows} |\n", asked.name, asked.owner_role);
    }
    out + "\n## What this cannot prove\n\n" + &bullets(checklist.cannot_prove.iter().cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(faults: usize, proofs: usize) -> StepReport {
        let fault = |n: usize| Fault { rule: None, about: Some(format!("IMP-{n}")), text: "late".to_owned() };
        let proof = |n: usize| Proof {
            about: format!("IMP-{n}"),
            text: "tested".to_owned(),
            event: None,
            by: None,
            at: None,
            signed: None,
            commit: None,
        };
        StepReport {
            step: 4,
            name: "nothing stays open",
            question: "Is it?",
            verdict: StepVerdict::Fail,
            looked_at: "all".to_owned(),
            drawn: Vec::new(),
            faults: (0..faults).map(fault).collect(),
            open: Vec::new(),
            evidence: (0..proofs).map(proof).collect(),
            ask: Vec::new(),
        }
    }

    #[test]
    fn of_many_lines_the_first_are_shown_and_the_others_counted() {
        assert_eq!(FULL.faults(&step(20, 0).faults, 4).len(), 20);
        let shown = FULL.faults(&step(307, 0).faults, 4);
        assert_eq!((shown.len(), shown[20].as_str()), (21, "and 287 more: kaizen audit --step 4 --format json"));
        assert_eq!(FULL.proofs(&step(0, 9)).last().unwrap(), "and 4 more: kaizen audit --step 4 --format json");
    }
}
