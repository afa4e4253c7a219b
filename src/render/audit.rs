//! An audit, for eyes and as Markdown.

use super::policy::markdown;
use super::terminal::{BAD, FAINT, GOOD, STRONG, WARN, clean, clean_line, styled, width, wrapped};
use crate::model::origin::Origin;
use crate::report::audit::{Audit, Checklist, Fault, Proof, StepReport, Verdict};

fn columns() -> usize {
    usize::from(width().unwrap_or(100)).clamp(40, 110)
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "FAIL",
        Verdict::ForAHuman => "for a human",
    }
}

fn coloured(verdict: Verdict) -> String {
    let style = match verdict {
        Verdict::Pass => GOOD,
        Verdict::Fail => BAD,
        Verdict::ForAHuman => WARN,
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
    lines.push(format!("samples drawn again with --sample {} --seed {}", audit.sample.size, audit.sample.seed));
    lines
}

fn counted(steps: &[StepReport]) -> String {
    let of = |verdict| steps.iter().filter(|s| s.verdict == verdict).count();
    let (pass, fail, human) = (of(Verdict::Pass), of(Verdict::Fail), of(Verdict::ForAHuman));
    format!("{} of {} pass, {fail} fail, {human} for a human", pass, steps.len())
}

/// The audit for eyes.
#[must_use]
pub fn human(audit: &Audit) -> String {
    let mut out: String =
        origin_of(audit).iter().map(|line| format!("{}\n", styled(FAINT, &clean_line(line)))).collect();
    for step in &audit.steps {
        out += &format!(
            "\n{} {}  {}\n",
            styled(STRONG, &format!("{}. {}", step.step, step.name)),
            dots(step),
            coloured(step.verdict)
        );
        out += &styled(FAINT, &wrapped(step.question, columns(), "   "));
        out += &wrapped(&format!("looked at: {}", clean_line(&step.looked_at)), columns(), "   ");
        if !step.drawn.is_empty() {
            out += &wrapped(&clean_line(&format!("drawn: {}", step.drawn.join(", "))), columns(), "   ");
        }
        out += &list("✗", step.faults.iter().map(fault));
        out += &list("?", step.open.iter().map(fault));
        out += &list("✓", step.evidence.iter().map(proof));
        out += &list("ask:", step.ask.iter().cloned());
    }
    out += &format!("\n{}\n", counted(&audit.steps));
    out + &limits(&audit.cannot_prove)
}

fn dots(step: &StepReport) -> String {
    let used = step.name.chars().count() + step.step.to_string().len();
    // The number, the gaps and the longest verdict stand on the same line.
    let room = columns().saturating_sub(16).min(60);
    styled(FAINT, &".".repeat(room.saturating_sub(used).max(3)))
}

fn limits(cannot_prove: &[String]) -> String {
    let text = format!("What this cannot prove: {}", cannot_prove.join(" "));
    styled(FAINT, wrapped(&clean(&text), columns(), "").trim_end()) + "\n"
}

fn list(mark: &str, lines: impl Iterator<Item = String>) -> String {
    let each = lines.map(|line| {
        let text = wrapped(&clean_line(&line), columns().saturating_sub(mark.chars().count() + 1), "");
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
        out += &format!("Looked at: {}.\n", markdown(&step.looked_at));
        if !step.drawn.is_empty() {
            out += &format!("\nDrawn: {}.\n", markdown(&step.drawn.join(", ")));
        }
        let parts = [
            ("Not as it must be", step.faults.iter().map(fault).collect::<Vec<_>>()),
            ("To be looked at", step.open.iter().map(fault).collect()),
            ("Evidence", step.evidence.iter().map(proof).collect()),
            ("Ask", step.ask.clone()),
        ];
        for (title, lines) in parts.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            out += &format!("\n**{title}**\n\n{}", bullets(lines.into_iter()));
        }
    }
    out + "\n## What this cannot prove\n\n" + &bullets(audit.cannot_prove.iter().cloned())
}

fn bold(verdict: Verdict) -> String {
    if verdict == Verdict::Fail { "**fail**".to_owned() } else { word(verdict).to_owned() }
}

fn bullets(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| format!("- {}\n", markdown(&line))).collect()
}

fn checklist_origin(checklist: &Checklist) -> Vec<String> {
    let introduction = checklist.introduction.as_ref().map(crate::model::id::Hash::as_str);
    origin(&checklist.organisation, &checklist.register, introduction, &checklist.origin, checklist.based_on.as_deref())
}

/// The checklist for eyes.
#[must_use]
pub fn checklist(checklist: &Checklist) -> String {
    let lines = checklist_origin(checklist);
    let mut out: String = lines.iter().map(|line| format!("{}\n", styled(FAINT, &clean_line(line)))).collect();
    for asked in &checklist.evidence {
        let (mark, verdict) = match asked.verdict {
            Verdict::Pass => ("☑", styled(GOOD, "pass")),
            Verdict::Fail => ("☐", styled(BAD, "FAIL")),
            Verdict::ForAHuman => ("☐", styled(WARN, "for a human")),
        };
        out += &format!("\n{mark} {}  {verdict}\n", styled(STRONG, asked.name));
        out += &format!("   brought by: {}; more: kaizen audit --step {}\n", asked.owner_role, asked.step);
        out += &wrapped(&clean_line(&asked.shows), columns(), "   ");
        out += &list("✗", asked.faults.iter().map(fault));
        out += &list("?", asked.open.iter().map(fault));
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
            Verdict::Pass => "pass",
            Verdict::Fail => "**fail**",
            Verdict::ForAHuman => "for a human",
        };
        let faults = asked.faults.iter().chain(&asked.open).map(|f| markdown(&fault(f))).collect::<Vec<_>>().join("; ");
        let shows =
            [markdown(&asked.shows), faults].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(". ");
        out += &format!("| {} | {} | {verdict} | {shows} |\n", asked.name, asked.owner_role);
    }
    out + "\n## What this cannot prove\n\n" + &bullets(checklist.cannot_prove.iter().cloned())
}
