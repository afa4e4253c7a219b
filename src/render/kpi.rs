//! Key figures, for eyes and as Markdown.

use super::markdown::escaped;
use super::screen::columns;
use super::terminal::{BAD, FAINT, GOOD, STRONG, clean_line, styled, wrapped};
use crate::report::kpi::{Counted, Figure, Kpi, KpiGroup, KpiReport};

/// A number without a fraction where it has none.
#[must_use]
pub fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What a figure comes to, in words.
#[must_use]
pub fn value(figure: &Figure) -> String {
    match (figure.value, figure.unit.as_str()) {
        (None, _) => "nothing to measure".to_owned(),
        (Some(value), "percent") => format!("{} %", number(value)),
        (Some(value), unit @ ("items" | "incidents" | "days")) => {
            let unit = if (value - 1.0).abs() < f64::EPSILON { unit.trim_end_matches('s') } else { unit };
            format!("{} {unit}", number(value))
        }
        (Some(value), unit) => format!("{} {unit}", number(value)),
    }
}

/// What it should be, and whether it is.
#[must_use]
pub fn target(figure: &Figure) -> Option<String> {
    let target = figure.target.as_ref()?;
    let met = match target.met {
        Some(true) => ": met",
        Some(false) => ": missed",
        None => "",
    };
    Some(format!("target at least {} %{met}", target.at_least))
}

/// What was counted of what, in short.
fn of(figure: &Figure) -> String {
    match (&figure.numerator, &figure.denominator) {
        (Some(part), Some(all)) => format!("{} of {}", number(part.number), number(all.number)),
        (None, Some(all)) => format!("of {}", number(all.number)),
        _ => String::new(),
    }
}

fn origin(report: &KpiReport) -> Vec<String> {
    let commit = report.origin.commit.as_ref().map_or("the working tree".to_owned(), |c| format!("commit {c}"));
    let days = &report.period;
    vec![
        format!("register {} of {}", report.register, report.organisation),
        format!("read from {commit}, as of {}, by {}", report.origin.as_of, report.origin.tool),
        format!("period {}: {} to {}", days.name, days.from, days.to),
    ]
}

fn title(group: &KpiGroup) -> Option<String> {
    let count = if group.items == 1 { "1 item".to_owned() } else { format!("{} items", group.items) };
    group.name.as_ref().map(|name| format!("{name} ({count})"))
}

fn explained(figure: &Figure) -> Vec<String> {
    let line = |counted: &Counted| {
        let ids = if counted.ids.is_empty() { "none".to_owned() } else { counted.ids.join(", ") };
        format!("{} {}: {ids}", number(counted.number), counted.what)
    };
    figure.numerator.iter().map(line).chain(figure.denominator.iter().map(|all| format!("of {}", line(all)))).collect()
}

/// The figures for eyes; explained, each with its definition and ids.
#[must_use]
pub fn human(report: &KpiReport, explain: bool) -> String {
    let mut out: String = origin(report).iter().map(|l| format!("{}\n", styled(FAINT, &clean_line(l)))).collect();
    if report.groups.is_empty() {
        out += "\nno item is there, so there is nothing to tell apart\n";
    }
    for group in &report.groups {
        if let Some(title) = title(group) {
            out += &format!("\n{}\n", styled(STRONG, &format!("== {}", clean_line(&title))));
        }
        for kpi in &group.kpis {
            out += &human_kpi(kpi, explain);
        }
    }
    out
}

fn human_kpi(kpi: &Kpi, explain: bool) -> String {
    let mut out = format!("\n{}\n", styled(STRONG, kpi.name));
    if explain {
        out += &styled(FAINT, &wrapped(&kpi.definition, columns(), "  "));
    }
    if let Some(nothing) = &kpi.nothing {
        out += &format!("  {nothing}\n");
    }
    for figure in &kpi.figures {
        let beside = of(figure);
        let target = target(figure).map(|text| {
            let met = figure.target.as_ref().and_then(|t| t.met);
            let style = if met == Some(false) { BAD } else { GOOD };
            format!("  {}", if met.is_none() { text } else { styled(style, &text) })
        });
        let beside = if beside.is_empty() { beside } else { format!("  ({beside})") };
        let line = format!("{:<32} {}{beside}{}", clean_line(&figure.of), value(figure), target.unwrap_or_default());
        out += &format!("  {}\n", line.trim_end());
        if explain {
            for line in explained(figure) {
                out += &styled(FAINT, &wrapped(&clean_line(&line), columns(), "      "));
            }
        }
    }
    out
}

/// The figures as Markdown.
#[must_use]
pub fn to_markdown(report: &KpiReport, explain: bool) -> String {
    let mut out = "# Key figures of the improvement register\n\n".to_owned();
    out += &origin(report).iter().map(|line| format!("- {}\n", escaped(line))).collect::<String>();
    for group in &report.groups {
        let level = if let Some(title) = title(group) {
            out += &format!("\n## {}\n", escaped(&title));
            "###"
        } else {
            "##"
        };
        out += &kpis(&group.kpis, level, explain);
    }
    out
}

/// Key figures as sections of a document.
#[must_use]
pub fn kpis(kpis: &[Kpi], level: &str, explain: bool) -> String {
    let mut out = String::new();
    for kpi in kpis {
        out += &format!("\n{level} {}\n\n", kpi.name);
        if explain {
            out += &format!("{}\n\n", escaped(&kpi.definition));
        }
        if let Some(nothing) = &kpi.nothing {
            out += &format!("{}.\n", escaped(nothing));
            continue;
        }
        out += "| | value | counted | target |\n|---|---|---|---|\n";
        for figure in &kpi.figures {
            let cells = [figure.of.clone(), value(figure), of(figure), target(figure).unwrap_or_default()];
            out += &format!("| {} |\n", cells.map(|cell| escaped(&cell)).join(" | "));
        }
        if explain {
            out.push('\n');
            for figure in &kpi.figures {
                for line in explained(figure) {
                    out += &format!("- {}: {}\n", escaped(&figure.of), escaped(&line));
                }
            }
        }
    }
    out
}
