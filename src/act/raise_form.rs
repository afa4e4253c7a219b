//! What is asked for a new item where somebody can be asked.

use super::decide::{GRADE, kind};
use super::item_content::Content;
use crate::model::control;
use crate::model::id::SourceRef;
use crate::model::risk_score;
use crate::model::word::{Grade, Kind, SourceKind, Word as _};
use crate::record::answers::Again;
use crate::record::asked;
use crate::record::prompt::Choice;
use crate::record::workspace::Workspace;

const TITLE: &str = "What is it about, on one line?";

/// Title and content of a new item. Where something is missing a person is asked for it, and for what else belongs there;
/// elsewhere all that is missing is named.
///
/// # Errors
/// Nobody can be asked, or the person broke it off.
pub(super) fn fill_in(
    workspace: &Workspace,
    title: Option<String>,
    content: Content,
) -> anyhow::Result<(String, Content)> {
    let missing = missing(title.as_deref(), &content);
    match title {
        Some(title) if missing.is_empty() => Ok((title, content)),
        title if workspace.answers.prompt().is_some() => ask(workspace, title, content),
        _ => Err(asked::still_missing(&missing, "add").into()),
    }
}

/// What an item cannot do without, by its flags.
fn missing(title: Option<&str>, content: &Content) -> Vec<&'static str> {
    let described = content.description.as_ref().is_some_and(|text| !text.trim().is_empty());
    let needed = [
        ("TITLE", title.is_some()),
        ("--kind", content.kind.is_some()),
        ("--source", !content.source.is_empty()),
        ("--description", described),
    ];
    needed.into_iter().filter(|(_, there)| !there).map(|(name, _)| name).collect()
}

fn ask(workspace: &Workspace, title: Option<String>, mut content: Content) -> anyhow::Result<(String, Content)> {
    let answers = &*workspace.answers;
    let title = match title {
        Some(title) => title,
        None => answers.line(TITLE, Again::Argument)?.unwrap_or_default(),
    };
    if content.source.is_empty() {
        let first = asked::source(answers, "Where does it come from?", Again::Flag("--source"))?;
        content.source.extend(first);
        let second = "Does it come from something else too? (KIND:REF, or empty)";
        content.source.extend(answers.checked_line(second, Again::Another("--source"), |text| {
            text.parse::<SourceRef>().map_err(|error| error.to_string())
        })?);
    }
    if content.kind.is_none() {
        content.kind = kind(answers, content.source.first().map(|source| usual_kind(source.kind)))?;
    }
    if content.grade.is_none() {
        let later = Choice::new("later", "whoever accepts it grades it");
        let grades = (later, Grade::all().to_vec());
        let meaning = |grade: &Grade| grade.meaning().map(ToOwned::to_owned);
        content.grade = answers.choice_or_none(GRADE, Again::Flag("--grade"), grades, meaning)?;
    }
    offer_links(workspace, &mut content)?;
    if missing(Some(&title), &content).contains(&"--description") {
        content.description = Some(answers.words(None, "What was found? Where, when, how is it known?")?);
    }
    Ok((title, content))
}

/// Asks for a control and a risk, which may be left out.
fn offer_links(workspace: &Workspace, content: &mut Content) -> anyhow::Result<()> {
    let answers = &*workspace.answers;
    if content.control.is_empty() {
        let frameworks = &workspace.register.settings.frameworks;
        let question = "Which control or clause is it about? (A.8.15, or empty)";
        content.control.extend(answers.checked_line(question, Again::Another("--control"), |text| {
            control::check(text, frameworks).map(|()| text.to_owned())
        })?);
    }
    if content.risk.is_empty() {
        let question = "Which risk is it about, with its score? (RSK-12=16, or empty)";
        content.risk.extend(answers.checked_line(question, Again::Another("--risk"), risk_score::parse)?);
    }
    Ok(())
}

/// What an item from such a source usually is.
fn usual_kind(source: SourceKind) -> Kind {
    match source {
        SourceKind::Incident
        | SourceKind::InternalAudit
        | SourceKind::ExternalAudit
        | SourceKind::VulnerabilityScan
        | SourceKind::PenetrationTest
        | SourceKind::Regulator => Kind::CorrectiveAction,
        _ => Kind::Improvement,
    }
}
