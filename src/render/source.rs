//! Source records, for eyes.

use super::bounded::bounded_table;
use super::terminal::{BAD, clean, clean_line, styled};
use crate::model::id::ItemId;
use crate::report::source::{Answer, SourceList, SourceRow, SourceView};

/// A table of source records: as many as a screen holds, unless `all` are asked for. Only the `open` ones may be listed.
#[must_use]
pub fn human(list: &SourceList, all: bool, open: bool) -> String {
    let names = ["source", "occurred on", "significant", "answer", "answer by", "items", "title"];
    let command = if open { "kaizen source list --open --all" } else { "kaizen source list --all" };
    bounded_table(&names, list.sources.iter().map(row).collect(), all, command)
}

fn row(source: &SourceRow) -> Vec<String> {
    let name = clean_line(&source.source.to_string());
    let day = |day: Option<crate::model::date::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    vec![
        if source.recorded_by.is_some() { name } else { styled(BAD, &format!("{name} (recorded by nobody)")) },
        day(source.occurred_on),
        if source.significant { "yes" } else { "" }.to_owned(),
        said(source.answer),
        day(source.answer_by),
        source.items.iter().map(ItemId::random).collect::<Vec<_>>().join(" "),
        clean_line(&source.title),
    ]
}

fn said(answer: Answer) -> String {
    match answer {
        Answer::Open => styled(BAD, "open"),
        Answer::Answered => "answered".to_owned(),
        Answer::Dismissed => "dismissed".to_owned(),
        Answer::NotNeeded => String::new(),
    }
}

/// One source record with its events.
#[must_use]
pub fn one(view: &SourceView) -> String {
    let source = &view.source;
    let mut out = clean_line(&format!("{}:{}  {}", source.kind, source.reference, source.title));
    out.push('\n');
    let mut line = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            out.push_str(&format!("  {key:<12} {value}\n"));
        }
    };
    line("answer", Some(said(view.answer)));
    line("items", Some(view.items.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")));
    line("significant", Some(if source.significant { "yes" } else { "no" }.to_owned()));
    line("occurred on", source.occurred_on.map(|day| day.to_string()));
    line("answer by", source.answer_by.map(|day| day.to_string()));
    line("cause code", source.cause_code.as_deref().map(clean_line));
    line("department", source.department.as_deref().map(clean_line));
    line("cost", source.cost.as_ref().map(|cost| clean_line(&format!("{} {}", cost.amount, cost.unit))));
    line("url", source.url.as_deref().map(clean_line));
    if let Some(description) = &source.description {
        out.push_str(&format!("\n{}\n", clean(description.trim_end())));
    }
    out.push('\n');
    for known in &view.timeline {
        let event = &known.event;
        let text = event.text.as_deref().map(|text| format!("  {}", clean_line(text))).unwrap_or_default();
        let none = known.no_effect.as_deref().map(|why| styled(BAD, &format!("  no effect: {}", clean_line(why))));
        let told = clean_line(&format!("{}  {} {} by {}", event.hash.short(), event.at, event.act, event.by));
        out.push_str(&format!("{told}{text}{}\n", none.unwrap_or_default()));
    }
    out
}
