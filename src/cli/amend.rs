use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::form::Form;
use super::terms_flags::{TermFlags, parse_day};
use crate::act::decide::{GRADE, kind};
use crate::act::terms::Amend;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::terms::Terms;

/// Change agreed terms, such as the owner (a manager)
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen amend k7qd --owner dana.okafor -m \"Arjun changes to another site.\"")]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    terms: TermFlags,
    /// Only to answer whoever looks for it here: the target date is moved by `extend`.
    #[arg(long, value_name = "DATE", value_parser = parse_day, hide = true)]
    due: Option<Day>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, (Act::Amended, &self.ids), |form, drafts| {
            let mut terms = Terms { due: self.due, ..self.terms.terms(&form.workspace.register)? };
            if terms.is_empty() && form.is_asking() {
                let now = drafts.first().filter(|_| drafts.len() == 1).map(|draft| draft.state.terms.clone());
                terms = asked(form, &now.unwrap_or_default())?;
            }
            Ok(Amend { terms, reason: given(&form.workspace.answers, self.message.as_deref())? })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// One term and what it becomes; `now` is what is agreed.
fn asked(form: &mut Form<'_>, now: &Terms) -> anyhow::Result<Terms> {
    let texts = now.texts();
    let of = |key: &str| texts.iter().find(|(known, _)| *known == key).and_then(|(_, text)| text.clone());
    let kinds = [
        ("owner", "owner"),
        ("criterion", "success_criterion"),
        ("verify-on", "verify_on"),
        ("kind", "kind"),
        ("grade", "grade"),
        ("significance", "significance"),
    ];
    let names =
        kinds.map(|(name, key)| (name, of(key).map_or_else(|| "not agreed yet".to_owned(), |is| format!("now: {is}"))));
    let mut terms = Terms::default();
    match form.one_of("Which term changes?", &names)? {
        Some("owner") => terms.owner = form.person(None, "--owner", "Who owns it from now on?", None)?,
        Some("criterion") => {
            let there = now.success_criterion.as_deref().unwrap_or_default();
            let said = |text: &str| {
                Some(text.to_owned())
                    .filter(|text| !text.is_empty())
                    .ok_or_else(|| "a criterion is one sentence or more".to_owned())
            };
            let question = "What must be seen to call the fix effective?";
            terms.success_criterion = form.parsed(None, "--criterion", question, there, said)?;
        }
        Some("verify-on") => {
            terms.verify_on =
                form.day(None, "--verify-on", "On which day is its effectiveness reviewed?", now.verify_on)?;
        }
        Some("kind") => terms.kind = kind(form.answers(), None)?,
        Some("grade") => terms.grade = form.word(None, "--grade", GRADE)?,
        _ => terms.significance = form.word(None, "--significance", "How much depends on it?")?,
    }
    Ok(terms)
}
