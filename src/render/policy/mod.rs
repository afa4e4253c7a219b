//! Templates of documents filled in, and what was found in a policy.

use super::markdown::escaped;
use super::screen::columns;
use super::terminal::{BAD, FAINT, GOOD, STRONG, WARN, clean_line, styled, wrapped};
use crate::model::settings::Policy;
use crate::model::word::Signatures;
use crate::report::policy::facts::Facts;
use crate::report::policy::{Answer, ContentFound, PolicyCheck};

/// A document that can be written from the register.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString, strum::VariantArray, strum::EnumMessage,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Template {
    /// The policy on continual improvement
    ImprovementPolicy,
    /// A page for staff: how to report a gap, how to suggest, and why
    StaffGuide,
    /// A statement for the Statement of Applicability
    Soa,
    /// The operating procedure of the register
    Procedure,
}

impl Template {
    fn text(self) -> &'static str {
        match self {
            Template::ImprovementPolicy => include_str!("improvement-policy.md"),
            Template::StaffGuide => include_str!("staff-guide.md"),
            Template::Soa => include_str!("soa.md"),
            Template::Procedure => include_str!("procedure.md"),
        }
    }
}

/// A template as Markdown, filled in. What a human must decide stands as `[TO DECIDE: …]`.
#[must_use]
pub fn filled(template: Template, facts: &Facts) -> String {
    let mut out = String::new();
    let mut rest = template.text();
    while let Some((before, after)) = rest.split_once("{{") {
        let (key, after) = after.split_once("}}").unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(&value(key, facts));
        rest = after;
    }
    out + rest
}

fn value(key: &str, facts: &Facts) -> String {
    let settings = &facts.settings;
    match key {
        "organisation" => escaped(&settings.name),
        "register" => clean_line(&settings.id).replace('`', ""),
        "isms_managers" => people(&facts.isms_managers, "name of the ISMS manager"),
        "top_management" => people(&facts.top_management, "name of top management"),
        "auditors" => people(&facts.auditors, "names of those who verify"),
        "departments" if facts.departments.is_empty() => "[TO DECIDE: departments]".to_owned(),
        "departments" => joined(&facts.departments),
        "signatures" => match settings.signatures {
            Signatures::Required => "each act must be signed with the person's own key",
            Signatures::Wanted => "acts are signed with the person's own key where one is set up",
            Signatures::Off => "acts carry the name of the person and no signature",
        }
        .to_owned(),
        "footer" => footer(facts),
        number => policy_number(&settings.policy, number),
    }
}

fn policy_number(policy: &Policy, key: &str) -> String {
    let all = toml::Table::try_from(policy).unwrap_or_default();
    all.get(key).map_or_else(|| format!("[TO DECIDE: {key}]"), ToString::to_string)
}

fn people(names: &[String], otherwise: &str) -> String {
    if names.is_empty() { format!("[TO DECIDE: {otherwise}]") } else { joined(names) }
}

fn joined(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|n| escaped(n)).collect();
    match names.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => names.concat(),
    }
}

fn footer(facts: &Facts) -> String {
    let origin = &facts.origin;
    let commit = origin.commit.as_ref().map(|c| format!(", commit {c}")).unwrap_or_default();
    let id = clean_line(&facts.settings.id).replace('`', "");
    format!(
        "---\n\nA draft, filled by {} from the register `{id}`{commit}, as of {}. What stands in brackets is for people to decide.",
        origin.tool, origin.as_of
    )
}

/// What was found in a policy, for eyes.
#[must_use]
pub fn human(check: &PolicyCheck) -> String {
    let columns = columns();
    let mut out: String = check.contents.iter().map(|c| content(c, columns)).collect();
    for placeholder in &check.placeholders {
        out += &format!("{} line {}: {}\n", styled(WARN, "to decide"), placeholder.line, clean_line(&placeholder.text));
    }
    let found = check.contents.iter().filter(|c| c.answer == Answer::Found).count();
    let open = match check.placeholders.len() {
        0 => String::new(),
        1 => ", 1 place is still to be decided".to_owned(),
        n => format!(", {n} places are still to be decided"),
    };
    let last = format!("{found} of {} contents found{open}", check.contents.len());
    out += &format!("\n{}: {}\n", clean_line(&check.file), styled(if check.passes { GOOD } else { BAD }, &last));
    let limit =
        "Words were looked for, not sense: whether the policy is the right one, and is followed, is for a human.";
    out + &styled(FAINT, wrapped(limit, columns, "").trim_end()) + "\n"
}

fn content(content: &ContentFound, columns: usize) -> String {
    let (style, word) = match content.answer {
        Answer::Found => (GOOD, "found    "),
        Answer::Partly => (WARN, "in part  "),
        Answer::Missing => (BAD, "missing  "),
    };
    let line = content.line.map(|l| format!("line {l}")).unwrap_or_default();
    let heading = content.heading.as_ref().map(|h| format!(" under “{}”", clean_line(h))).unwrap_or_default();
    let place = format!("{line}{heading}");
    let mut out = format!("{} {}  {place}\n", styled(style, word), styled(STRONG, content.content));
    if content.answer != Answer::Found {
        out += &wrapped(&format!("The policy says {}.", content.asks), columns, "          ");
        for lack in &content.lacks {
            out += &wrapped(&format!("lacks: {}", clean_line(lack)), columns, "          ");
        }
    }
    out
}
