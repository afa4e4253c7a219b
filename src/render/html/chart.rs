//! Charts drawn by hand: bars are all that is needed, and a library would bring fonts and scripts.

use maud::{Markup, html};

use super::page::table;

/// So high the highest bar is, and so wide each with its gap.
const HEIGHT: f64 = 120.0;
const WIDTH: usize = 48;

/// Bars, with a table that holds the same numbers.
pub(super) fn bars(title: &str, what: &str, values: &[(String, f64)]) -> Markup {
    let highest = values.iter().map(|(_, value)| *value).fold(1.0, f64::max);
    let width = values.len() * WIDTH;
    let bar = |value: f64| (value / highest * HEIGHT).max(0.0);
    let rows: Vec<Vec<Markup>> = values
        .iter()
        .map(|(name, value)| vec![html! { (name) }, html! { (super::super::kpi::number(*value)) }])
        .collect();
    html! {
        section {
            h2 { (title) }
            @if values.is_empty() { p { "Nothing is there." } }
            @else {
                figure {
                    svg viewBox={ "0 0 " (width) " 160" } width=(width) height="160" role="img" aria-label={ (title) "; the table below has the numbers" } {
                        @for (i, (name, value)) in values.iter().enumerate() {
                            rect x=(i * WIDTH + 6) y=(format!("{:.1}", 20.0 + HEIGHT - bar(*value))) width=(WIDTH - 12) height=(format!("{:.1}", bar(*value))) {}
                            text x=(i * WIDTH + WIDTH / 2) y=(format!("{:.1}", 15.0 + HEIGHT - bar(*value))) text-anchor="middle" { (super::super::kpi::number(*value)) }
                            text x=(i * WIDTH + WIDTH / 2) y="155" text-anchor="middle" { (name.chars().take(8).collect::<String>()) }
                        }
                    }
                }
                details { summary { "The numbers" } (table(title, &["", what], &rows)) }
            }
        }
    }
}
