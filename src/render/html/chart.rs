//! Charts drawn by hand: bars are all that is needed, and a library would bring fonts and scripts. Colours come from the style
//! sheet, so that a chart is readable on light and dark, and each has a table with the same numbers.

use maud::{Markup, html};

use super::page::table;
use crate::render::kpi::number;
use crate::render::terminal::clean_line;

/// So wide a chart is, in its own units; the page makes it as wide as there is room.
const WIDTH: f64 = 340.0;
/// So high a bar of a row is with its name, and so wide at most.
const ROW: f64 = 34.0;
const BAR: f64 = 300.0;
/// So many letters of a name are shown; the table has all of it.
const NAME: usize = 48;
/// So high a column is.
const HEIGHT: f64 = 120.0;

/// Numbers of the same things.
pub(super) struct Series<'a> {
    /// What is counted.
    pub what: &'a str,
    /// So many of each.
    pub values: Vec<f64>,
}

/// A chart of rows, each with its name over its bar.
pub(super) fn bars(title: &str, what: &str, values: &[(String, f64)]) -> Markup {
    let highest = values.iter().map(|(_, value)| *value).fold(1.0, f64::max);
    let rows: Vec<Vec<Markup>> =
        values.iter().map(|(name, value)| vec![html! { (clean_line(name)) }, html! { (number(*value)) }]).collect();
    let drawn = html! {
        @for (i, (name, value)) in values.iter().enumerate() {
            @let top = as_number(i) * ROW;
            text x="0" y=(at(top + 12.0)) { (clean_line(name).chars().take(NAME).collect::<String>()) }
            rect class="ground" x="0" y=(at(top + 17.0)) width=(at(BAR)) height="9" rx="2" {}
            rect x="0" y=(at(top + 17.0)) width=(at(value.max(0.0) / highest * BAR)) height="9" rx="2" {}
            text x=(at(BAR + 8.0)) y=(at(top + 26.0)) { (number(*value)) }
        }
    };
    section(title, &drawn, as_number(values.len()) * ROW, &["", what], &rows)
}

/// A chart of columns: for each name one of each series beside each other.
pub(super) fn columns(title: &str, names: &[String], series: &[Series<'_>]) -> Markup {
    let highest = series.iter().flat_map(|s| &s.values).copied().fold(1.0, f64::max);
    let step = WIDTH / as_number(names.len().max(1));
    let wide = (step * 0.8) / as_number(series.len().max(1));
    // As many names as there is room for, the last one always.
    let each = names.len().div_ceil(5).max(1);
    let named = |i: usize| (names.len() - 1 - i).is_multiple_of(each);
    let mut head = vec![""];
    head.extend(series.iter().map(|s| s.what));
    let rows: Vec<Vec<Markup>> = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let cells = series.iter().map(|s| html! { (number(s.values.get(i).copied().unwrap_or_default())) });
            std::iter::once(html! { (name) }).chain(cells).collect()
        })
        .collect();
    let drawn = html! {
        @for (i, s) in series.iter().enumerate() {
            rect class={ "s" (i) } x=(at(as_number(i) * 150.0)) y="0" width="10" height="10" rx="2" {}
            text x=(at(as_number(i) * 150.0 + 16.0)) y="9" { (s.what) }
        }
        @for (i, name) in names.iter().enumerate() {
            @for (k, s) in series.iter().enumerate() {
                @let value = s.values.get(i).copied().unwrap_or_default();
                @let high = value.max(0.0) / highest * HEIGHT;
                @let x = as_number(i) * step + as_number(k) * wide;
                rect class={ "s" (k) } x=(at(x)) y=(at(HEIGHT + 30.0 - high)) width=(at(wide - 1.0)) height=(at(high)) rx="1" {}
                @if value > 0.0 { text x=(at(x + wide / 2.0)) y=(at(HEIGHT + 27.0 - high)) text-anchor="middle" { (number(value)) } }
            }
            @if named(i) {
                @let (x, anchor) = beneath(as_number(i) * step + step * 0.4);
                text x=(at(x)) y=(at(HEIGHT + 45.0)) text-anchor=(anchor) { (name) }
            }
        }
        line x1="0" x2=(at(WIDTH)) y1=(at(HEIGHT + 30.5)) y2=(at(HEIGHT + 30.5)) {}
    };
    section(title, &drawn, HEIGHT + 52.0, &head, &rows)
}

fn section(title: &str, drawn: &Markup, height: f64, head: &[&str], rows: &[Vec<Markup>]) -> Markup {
    html! {
        section {
            h2 { (title) }
            @if rows.is_empty() { p { "Nothing is there." } }
            @else {
                figure {
                    svg viewBox={ "0 0 " (WIDTH) " " (at(height)) } role="img" aria-label={ (title) "; the table below has the numbers" } { (drawn) }
                }
                details { summary { "The numbers" } (table(title, head, rows)) }
            }
        }
    }
}

/// Where the name of a column begins, or ends, so that none is cut off at the sides.
fn beneath(middle: f64) -> (f64, &'static str) {
    if middle < 22.0 {
        (0.0, "start")
    } else if middle > WIDTH - 22.0 {
        (WIDTH, "end")
    } else {
        (middle, "middle")
    }
}

fn at(value: f64) -> String {
    format!("{value:.1}")
}

/// A count as a number to draw with.
pub(super) fn as_number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}
