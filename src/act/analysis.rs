//! Why the system let it happen: the chain of whys and the root cause (10.2 b).

use super::{ActWords, ItemAct};
use crate::document::value::{Fields, Value};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Act, Event};
use crate::model::item::{Analysis, Why};
use crate::model::word::AnalysisMethod;
use crate::record::answers::Again;
use crate::record::fields;
use crate::record::item::ItemDraft;
use crate::record::prompt::Prompt;
use crate::record::workspace::Workspace;

/// What is to be written into an analysis.
#[derive(Debug, Clone, Default, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Findings {
    /// How causes are analysed.
    pub method: Option<AnalysisMethod>,
    /// The cause that, once removed, keeps it from happening again.
    pub root_cause: Option<String>,
    /// The organisation's own short word for the cause.
    pub cause_code: Option<String>,
    /// Where it could have been noticed and was not.
    pub escape_point: Option<String>,
    /// Whether the same exists or could occur elsewhere.
    pub similar_elsewhere: Option<String>,
    /// The whys, in their order.
    #[serde(default)]
    pub why: Vec<Why>,
}

/// Adds to the newest analysis of an item, or begins one.
#[derive(Debug, Clone, Default)]
pub struct Analyse {
    /// What was found.
    pub findings: Findings,
    /// Answers; the question of each is built from the answer before.
    pub because: Vec<String>,
    /// Begin a new analysis.
    pub new: bool,
    /// Replace what the newest analysis says already.
    pub replace: bool,
    /// A word about it.
    pub text: Option<String>,
}

impl ItemAct for Analyse {
    fn act(&self) -> Act {
        Act::Analysed
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Optional(self.text.as_deref())
    }

    fn fill(&self, workspace: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        let again = draft.state.lacks_analysis() || draft.state.newest_analysis_is_void();
        let current = draft.in_force().newest_analysis().filter(|_| !self.new && !again).cloned();
        let findings = self.findings(workspace, draft, current.as_ref())?;
        if let Some(current) = &current {
            return self.extend(draft, current, &findings);
        }
        event.analyses = Some(draft.state.analyses + 1);
        begin(workspace, draft, event, &findings)
    }
}

impl Analyse {
    fn findings(
        &self,
        workspace: &Workspace,
        draft: &ItemDraft<'_>,
        current: Option<&Analysis>,
    ) -> anyhow::Result<Findings> {
        let mut findings = self.findings.clone();
        let mut last = findings.why.last().or_else(|| current?.why.last()).map(|w| w.answer.clone());
        for answer in &self.because {
            let question = question_after(last.as_deref(), &draft.item.title);
            findings.why.push(Why { question, answer: answer.clone(), evidence: None });
            last = Some(answer.clone());
        }
        if findings.is_empty() {
            findings = asked(workspace, draft, current, last)?;
        }
        match findings.why.iter().find(|w| w.question.trim().is_empty() || w.answer.trim().is_empty()) {
            Some(_) => Err(Refusal::new("a why has a question and an answer; one of them is empty").into()),
            None => Ok(findings),
        }
    }

    fn extend(&self, draft: &mut ItemDraft<'_>, current: &Analysis, findings: &Findings) -> anyhow::Result<()> {
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

fn begin(workspace: &Workspace, draft: &mut ItemDraft<'_>, event: &Event, findings: &Findings) -> anyhow::Result<()> {
    let method = findings.method.unwrap_or(AnalysisMethod::FiveWhys);
    let mut table: Fields = vec![
        ("method".to_owned(), Value::text(method.to_string())),
        ("by".to_owned(), Value::text(event.by.to_string())),
        ("on".to_owned(), fields::date(&workspace.today())),
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

/// The next question: each answer is the next question's subject.
fn question_after(answer: Option<&str>, title: &str) -> String {
    let Some(answer) = answer else {
        return format!("Why did it come to this: {}?", title.trim_end_matches(['.', '!', '?']));
    };
    let subject = answer.trim().trim_end_matches(['.', '!', '?', ';']);
    let mut letters = subject.chars();
    let subject = match (letters.next(), letters.next()) {
        // A word that begins with two capitals, or is one letter, is a name and keeps them.
        (Some(first), Some(second))
            if first.is_uppercase() && (second.is_lowercase() || (first == 'A' && second == ' ')) =>
        {
            first.to_lowercase().chain(subject.chars().skip(1)).collect()
        }
        _ => subject.to_owned(),
    };
    format!("Why is it that {subject}?")
}

/// What the person answers, about the analysis as they see it.
fn asked(
    workspace: &Workspace,
    draft: &ItemDraft<'_>,
    current: Option<&Analysis>,
    last: Option<String>,
) -> anyhow::Result<Findings> {
    let Some(prompt) = workspace.answers.prompt() else {
        return Err(Refusal::new("nothing to record: no answer was given")
            .next("--because ANSWER, --why QUESTION ANSWER, --root-cause TEXT, or --from FILE")
            .into());
    };
    let shown = format!("{current:?}");
    let answer = workspace.answers.about("why", &shown, Again::File("--from"), || {
        let wanted = workspace.register.settings.policy.min_whys as usize;
        let had = current.map_or(0, |a| a.why.len());
        let findings = ask_whys(prompt, last, &draft.item.title, wanted.saturating_sub(had))?;
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

fn ask_whys(prompt: &dyn Prompt, mut last: Option<String>, title: &str, wanted: usize) -> anyhow::Result<Findings> {
    let mut findings = Findings::default();
    prompt.tell(&format!("{title}: {wanted} whys are wanted; an empty answer ends the chain."));
    loop {
        let question = prompt.line_from("Question:", &question_after(last.as_deref(), title))?;
        let answer = prompt.line_from("Because:", "")?;
        if answer.is_empty() {
            break;
        }
        last = Some(answer.clone());
        findings.why.push(Why { question, answer, evidence: None });
    }
    findings.root_cause =
        Some(prompt.line_from("Root cause, where you know it now:", "")?).filter(|cause| !cause.is_empty());
    if findings.is_empty() {
        return Err(Refusal::new("nothing was answered; nothing was recorded").into());
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_is_the_next_question() {
        assert_eq!(question_after(Some("The reader drops them."), "t"), "Why is it that the reader drops them?");
        assert_eq!(question_after(Some("SIEM rules are old"), "t"), "Why is it that SIEM rules are old?");
        assert_eq!(question_after(Some("A form is no trigger."), "t"), "Why is it that a form is no trigger?");
        assert_eq!(question_after(None, "Reader drops attempts."), "Why did it come to this: Reader drops attempts?");
    }
}
