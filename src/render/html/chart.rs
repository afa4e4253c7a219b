//! Charts drawn by hand: bars are all that is needed, and a library would bring fonts and scripts.

use maud::{Markup, html};

use super::page::table;

/// So high the highest bar is.
const HEIGHT: f64 = 120.0;
/// So wide a bar is at least with its gap, and a letter of its name.
const WIDTH: usize = 48;
const LETTER: usize = 7;
/// So many letters of a name are shown.
const NAME: usize = 18;

/// Bars, with a table that holds the same numbers.
pub(super) fn bars(title: &str, what: &str, values: &[(String, f64)]) -> Markup {
    let highest = values.iter().map(|(_, value)| *value).fold(1.0, f64::max);
    let letters = values.iter().map(|(name, _)| name.chars().count().min(NAME)).max().unwrap_or(0);
    let each = WIDTH.max(letters * LETTER);
    let width = values.len() * each;
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
                            rect x=(i * each + 6) y=(format!("{:.1}", 20.0 + HEIGHT - bar(*value))) width=(each - 12) height=(format!("{:.1}", bar(*value))) {}
                            text x=(i * each + each / 2) y=(format!("{:.1}", 15.0 + HEIGHT - bar(*value))) text-anchor="middle" { (super::super::kpi::number(*value)) }
                            text x=(i * each + each / 2) y="155" text-anchor="middle" { (name.chars().take(NAME).collect::<String>()) }
                        }
                    }
                }
                details { summary { "The numbers" } (table(title, &["", what], &rows)) }
            }
        }
    }
}
