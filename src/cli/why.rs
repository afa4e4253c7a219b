use std::cell::Cell;
use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items};
use super::ask;
use super::context::{ActFlags, Globals};
use crate::document::value::{Fields, Value};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Act, Event};
use crate::model::item::{Analysis, Why};
use crate::model::word::AnalysisMethod;
use crate::record::answers::Again;
use crate::record::desk::Desk;
use crate::record::fields;
use crate::record::item::Draft;
use crate::render::terminal::{clean_line, tell};

/// Ask why, and why again: the chain of whys and the root cause
#[derive(Debug, Args)]
#[command(
    after_help = "Without flags it asks question after question, on a terminal.\n\nExamples:\n  kaizen why k7qd --because \"The reader drops them above two per second.\" \\\n    --because \"Its firmware is from 2019.\" \\\n    --root-cause \"Door controllers are outside the patch process.\"\n  kaizen why k7qd \\\n    --why \"Why was it not noticed?\" \"Nobody reads the reader logs.\""
)]
pub struct Arguments {
    /// The item, by any unique part of its id
    id: String,
    /// An answer; its question is built from the answer before
    #[arg(long, value_name = "ANSWER")]
    because: Vec<String>,
    /// A question with its answer
    #[arg(long = "why", num_args = 2, value_names = ["QUESTION", "ANSWER"])]
    pair: Vec<String>,
    /// How causes are analysed (a new analysis: five-whys)
    #[arg(long)]
    method: Option<AnalysisMethod>,
    /// Begin a new analysis
    #[arg(long)]
    new: bool,
    /// The cause that, once removed, keeps it from happening again
    #[arg(long, value_name = "TEXT")]
    root_cause: Option<String>,
    /// The organisation's own short word for the cause
    #[arg(long, value_name = "CODE")]
    cause_code: Option<String>,
    /// Where it could have been noticed and was not
    #[arg(long, value_name = "TEXT")]
    escape_point: Option<String>,
    /// Whether the same exists or could occur elsewhere
    #[arg(long, value_name = "TEXT")]
    similar_elsewhere: Option<String>,
    /// Read an analysis from a TOML file of the form that items have it in (`-`: standard input)
    #[arg(long, value_name = "FILE")]
    from: Option<String>,
    /// Replace what the newest analysis says already
    #[arg(long)]
    replace: bool,
    /// A word about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

/// What is to be written into an analysis.
#[derive(Debug, Default, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
struct Findings {
    method: Option<AnalysisMethod>,
    root_cause: Option<String>,
    cause_code: Option<String>,
    escape_point: Option<String>,
    similar_elsewhere: Option<String>,
    #[serde(default)]
    why: Vec<Why>,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let words = Words::Optional(self.message.as_deref());
        let (ids, total, wanted) = (std::slice::from_ref(&self.id), Cell::new(0), Cell::new(0));
        let recorded = on_items(globals, &self.act, ids, Act::Analysed, words, |desk, draft, event| {
            wanted.set(desk.register.settings.policy.min_whys as usize);
            total.set(self.fill(desk, draft, event)?);
            Ok(())
        })?;
        let (total, wanted) = (total.get(), wanted.get());
        if let Some(recorded) = recorded.first().filter(|_| total < wanted) {
            tell(&format!("{total} of {wanted} whys; go on with kaizen why {}", recorded.id.random()));
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Puts what was found into the newest analysis or a new one; gives the number of its whys.
    fn fill(&self, desk: &Desk, draft: &mut Draft<'_>, event: &mut Event) -> anyhow::Result<usize> {
        let again = draft.state.analyses < draft.state.analyses_needed;
        let current = draft.item.newest_analysis().filter(|_| !self.new && !again).cloned();
        let findings = self.findings(desk, draft, current.as_ref())?;
        if let Some(current) = &current {
            self.extend(draft, current, &findings)?;
        } else {
            event.analyses = Some(draft.state.analyses + 1);
            begin(desk, draft, event, &findings)?;
        }
        let whys = draft.item.analysis.last().filter(|_| current.is_some() && !self.replace).map_or(0, |a| a.why.len());
        Ok(whys + findings.why.len())
    }

    fn findings(&self, desk: &Desk, draft: &Draft<'_>, current: Option<&Analysis>) -> anyhow::Result<Findings> {
        let mut findings = match &self.from {
            Some(file) => read(desk, file)?,
            None => Findings::default(),
        };
        let over = |from: &mut Option<String>, flag: &Option<String>| {
            if flag.is_some() {
                from.clone_from(flag);
            }
        };
        findings.method = self.method.or(findings.method);
        over(&mut findings.root_cause, &self.root_cause);
        over(&mut findings.cause_code, &self.cause_code);
        over(&mut findings.escape_point, &self.escape_point);
        over(&mut findings.similar_elsewhere, &self.similar_elsewhere);
        for pair in self.pair.chunks(2) {
            if let [question, answer] = pair {
                findings.why.push(Why { question: question.clone(), answer: answer.clone(), evidence: None });
            }
        }
        let mut last = findings.why.last().or_else(|| current?.why.last()).map(|w| w.answer.clone());
        for answer in &self.because {
            let question = question_after(last.as_deref(), &draft.item.title);
            findings.why.push(Why { question, answer: answer.clone(), evidence: None });
            last = Some(answer.clone());
        }
        if findings.is_empty() {
            findings = asked(desk, draft, current, last)?;
        }
        match findings.why.iter().find(|w| w.question.trim().is_empty() || w.answer.trim().is_empty()) {
            Some(_) => Err(Refusal::new("a why has a question and an answer; one of them is empty").into()),
            None => Ok(findings),
        }
    }

    fn extend(&self, draft: &mut Draft<'_>, current: &Analysis, findings: &Findings) -> anyhow::Result<()> {
        let fields = [
            ("root_cause", &current.root_cause, &findings.root_cause),
            ("cause_code", &current.cause_code, &findings.cause_code),
            ("escape_point", &current.escape_point, &findings.escape_point),
            ("similar_elsewhere", &current.similar_elsewhere, &findings.similar_elsewhere),
        ];
        for (key, old, new) in fields {
            let Some(new) = new else { continue };
            if old.as_ref().is_some_and(|old| old.trim() != new.trim()) && !self.replace {
                return Err(Refusal::new(format!("the analysis says {key} already; it is not overwritten"))
                    .next("add --replace to replace it, or --new to begin another analysis")
                    .into());
            }
            draft.doc.set(&["analysis", key], &fields::words(new))?;
        }
        if let Some(method) = findings.method {
            draft.doc.set(&["analysis", "method"], &Value::text(method.to_string()))?;
        }
        let whys: Vec<Fields> = findings.why.iter().map(why_fields).collect();
        if self.replace && !whys.is_empty() {
            draft.doc.replace_array_tables(&["analysis", "why"], &whys)?;
        } else {
            for why in &whys {
                draft.doc.push_array_table(&["analysis", "why"], why)?;
            }
        }
        Ok(())
    }
}

impl Findings {
    fn is_empty(&self) -> bool {
        let texts = [&self.root_cause, &self.cause_code, &self.escape_point, &self.similar_elsewhere];
        self.why.is_empty() && self.method.is_none() && texts.iter().all(|t| t.is_none())
    }
}

fn begin(desk: &Desk, draft: &mut Draft<'_>, event: &Event, findings: &Findings) -> anyhow::Result<()> {
    let method = findings.method.unwrap_or(AnalysisMethod::FiveWhys);
    let mut table: Fields = vec![
        ("method".to_owned(), Value::text(method.to_string())),
        ("by".to_owned(), Value::text(event.by.to_string())),
        ("on".to_owned(), fields::date(&desk.today())),
    ];
    let texts = [
        ("root_cause", &findings.root_cause),
        ("cause_code", &findings.cause_code),
        ("escape_point", &findings.escape_point),
        ("similar_elsewhere", &findings.similar_elsewhere),
    ];
    table.extend(texts.iter().filter_map(|(key, text)| Some(((*key).to_owned(), fields::words(text.as_ref()?)))));
    draft.doc.push_array_table(&["analysis"], &table)?;
    for why in &findings.why {
        draft.doc.push_array_table(&["analysis", "why"], &why_fields(why))?;
    }
    Ok(())
}

fn why_fields(why: &Why) -> Fields {
    let mut fields = vec![
        ("question".to_owned(), Value::text(why.question.trim())),
        ("answer".to_owned(), Value::text(why.answer.trim())),
    ];
    fields.extend(why.evidence.as_ref().map(|e| ("evidence".to_owned(), Value::text(e.trim()))));
    fields
}

fn read(desk: &Desk, file: &str) -> anyhow::Result<Findings> {
    use anyhow::Context as _;
    let again = if file == "-" { Again::Input } else { Again::Asked };
    let text = desk.answers.get(&format!("--from {file}"), again, || match file {
        "-" => std::io::read_to_string(std::io::stdin()).context("cannot read standard input"),
        path => std::fs::read_to_string(path).with_context(|| format!("cannot read {path}")),
    })?;
    toml::from_str(&text).map_err(|e| anyhow::anyhow!("{file}: {e}"))
}

/// The next question: each answer is the next question's subject.
fn question_after(answer: Option<&str>, title: &str) -> String {
    let Some(answer) = answer else {
        return format!("Why did it come to this: {}?", title.trim_end_matches(['.', '!', '?']));
    };
    let subject = answer.trim().trim_end_matches(['.', '!', '?', ';']);
    let mut letters = subject.chars();
    let subject = match (letters.next(), letters.next()) {
        // A word that begins with two capitals, or is one letter, is a name and keeps them.
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(subject.chars().skip(1)).collect()
        }
        _ => subject.to_owned(),
    };
    format!("Why is it that {subject}?")
}

/// What the person answers, about the analysis as they see it.
fn asked(desk: &Desk, draft: &Draft<'_>, current: Option<&Analysis>, last: Option<String>) -> anyhow::Result<Findings> {
    let shown = format!("{current:?}");
    let answer = desk.answers.about("why", &shown, Again::File("--from"), || {
        let wanted = desk.register.settings.policy.min_whys as usize;
        let had = current.map_or(0, |a| a.why.len());
        let mut findings = Findings::default();
        ask_whys(&mut findings, last, &draft.item.title, wanted.saturating_sub(had))?;
        Ok(toml::to_string(&findings)?)
    })?;
    if answer.about != shown {
        let id = draft.id();
        return Err(Refusal::new(format!("somebody else changed the analysis of {id} while you answered"))
            .next(format!("kaizen show {} shows it", id.random()))
            .into());
    }
    Ok(toml::from_str(&answer.text)?)
}

fn ask_whys(findings: &mut Findings, mut last: Option<String>, title: &str, wanted: usize) -> anyhow::Result<()> {
    if !ask::is_terminal() {
        return Err(Refusal::new("nothing to record: no answer was given")
            .next("--because ANSWER, --why QUESTION ANSWER, --root-cause TEXT, or --from FILE")
            .into());
    }
    tell(&clean_line(&format!("{title}: {wanted} whys are wanted; an empty answer ends the chain.")));
    loop {
        let question = ask::line_with_default("Question:", &question_after(last.as_deref(), title))?;
        let Some(answer) = ask::optional_line("Because:")? else { break };
        last = Some(answer.clone());
        findings.why.push(Why { question, answer, evidence: None });
    }
    if let Some(cause) = ask::optional_line("Root cause, where you know it now:")? {
        findings.root_cause = Some(cause);
    }
    if findings.is_empty() { Err(Refusal::new("nothing was answered; nothing was recorded").into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_is_the_next_question() {
        assert_eq!(question_after(Some("The reader drops them."), "t"), "Why is it that the reader drops them?");
        assert_eq!(question_after(Some("SIEM rules are old"), "t"), "Why is it that SIEM rules are old?");
        assert_eq!(question_after(None, "Reader drops attempts."), "Why did it come to this: Reader drops attempts?");
    }
}
