//! The settings of a register, for eyes.

use toml::Table;

use super::terminal::{clean, clean_line};
use crate::model::settings::Policy;
use crate::report::config::ConfigList;

/// One value a line, as `config set` takes it; numbers with what they mean.
///
/// # Errors
/// A number cannot be written.
pub fn human(list: &ConfigList) -> anyhow::Result<String> {
    let ConfigList { id, name, prefix, timezone, signatures, .. } = list;
    let mut text =
        format!("id = {id}\nname = {name}\nprefix = {prefix}\ntimezone = {timezone}\nsignatures = {signatures}\n");
    let policy = Table::try_from(&list.policy)?;
    for (key, _, meaning) in Policy::NUMBERS {
        let number = policy.get(*key).map(ToString::to_string).unwrap_or_default();
        text.push_str(&format!("{:<40} # {}\n", format!("policy.{key} = {number}"), meaning.trim()));
    }
    let phrases = [
        ("blame_phrases", &list.blame_phrases),
        ("empty_phrases", &list.empty_phrases),
        ("generic_phrases", &list.generic_phrases),
        ("frameworks", &list.frameworks),
        ("machines", &list.machines),
    ];
    for (key, phrase) in phrases.iter().flat_map(|(key, list)| list.iter().map(move |phrase| (key, phrase))) {
        text.push_str(&format!("{key} = {phrase}\n"));
    }
    let suggestions = [("suggest_issues", &list.suggest_issues), ("suggest_mail", &list.suggest_mail)];
    for (key, value) in suggestions.iter().filter_map(|(key, value)| Some((key, value.as_ref()?))) {
        text.push_str(&format!("{key} = {value}\n"));
    }
    for (name, columns) in &list.mapping {
        text.push_str(&format!("mapping.{name} = {columns}\n"));
    }
    for (rule, level) in &list.rules {
        text.push_str(&format!("rules.{rule} = {level}\n"));
    }
    for waiver in &list.waivers {
        let on = [&waiver.item, &waiver.event, &waiver.commit].into_iter().flatten().next();
        let on = on.map(|on| format!(" on {on}")).unwrap_or_default();
        let reason = clean_line(waiver.reason.trim());
        text.push_str(&format!("waiver = {}{on} until {}: {reason}\n", waiver.rule, waiver.until));
    }
    Ok(clean(&text))
}
