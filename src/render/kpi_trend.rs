//! Key figures quarter by quarter, for eyes and as Markdown.

use super::kpi::number;
use super::markdown::escaped;
use super::terminal::{FAINT, STRONG, clean_line, styled};
use crate::report::kpi::{Course, KpiTrend};

/// The heights of a bar.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A bar a quarter: of percent by 100, of anything else by the largest; `·` where there was nothing to measure.
fn sparkline(course: &Course) -> String {
    let largest = course.values.iter().flatten().fold(0.0_f64, |most, value| most.max(*value));
    let full = if course.unit == "percent" { 100.0 } else { largest };
    let bar = |value: &Option<f64>| match value {
        None => '·',
        Some(value) => {
            let share = if full > 0.0 { (value / full).clamp(0.0, 1.0) } else { 0.0 };
            let height = BARS.iter().zip(1_u32..).find(|(_, step)| share * 8.0 <= f64::from(*step));
            height.map_or('█', |(bar, _)| *bar)
        }
    };
    course.values.iter().map(bar).collect()
}

fn unit(course: &Course) -> &str {
    if course.unit == "percent" { "%" } else { &course.unit }
}

fn values(course: &Course) -> Vec<String> {
    course.values.iter().map(|value| value.map_or("–".to_owned(), number)).collect()
}

fn origin(trend: &KpiTrend) -> Vec<String> {
    let commit = trend.origin.commit.as_ref().map_or("the working tree".to_owned(), |c| format!("commit {c}"));
    let names: Vec<&str> = trend.quarters.iter().map(|quarter| quarter.period.name.as_str()).collect();
    let absent: Vec<&str> = trend.quarters.iter().filter(|q| !q.there).map(|q| q.period.name.as_str()).collect();
    let mut lines = vec![
        format!("register {} of {}", trend.register, trend.organisation),
        format!("read from {commit} and its history, as of {}, by {}", trend.origin.as_of, trend.origin.tool),
        format!("quarters: {}; each as it stood at its end", names.join(", ")),
    ];
    if !absent.is_empty() {
        lines.push(format!("not there yet, or not to be read: {}", absent.join(", ")));
    }
    lines
}

/// The figures for eyes: a line of bars each, and the numbers.
#[must_use]
pub fn human(trend: &KpiTrend) -> String {
    let mut out: String = origin(trend).iter().map(|line| format!("{}\n", styled(FAINT, &clean_line(line)))).collect();
    let mut before = "";
    for course in trend.courses() {
        if course.kpi != before {
            out += &format!("\n{}\n", styled(STRONG, course.kpi));
            before = course.kpi;
        }
        let numbers = clean_line(&format!("{} {}", values(&course).join(" "), unit(&course)));
        out += &format!("  {:<44} {}  {numbers}\n", clean_line(&course.of), sparkline(&course));
    }
    out
}

/// The figures as Markdown: a column a quarter.
#[must_use]
pub fn to_markdown(trend: &KpiTrend) -> String {
    let mut out = "# Key figures of the improvement register, quarter by quarter\n\n".to_owned();
    out += &origin(trend).iter().map(|line| format!("- {}\n", escaped(line))).collect::<String>();
    let names: Vec<&str> = trend.quarters.iter().map(|quarter| quarter.period.name.as_str()).collect();
    out += &format!("\n| | unit | {} |\n|---|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    for course in trend.courses() {
        let name = escaped(&format!("{}: {}", course.kpi, course.of));
        out += &format!("| {name} | {} | {} |\n", escaped(unit(&course)), values(&course).join(" | "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_high_as_its_number() {
        let course = |unit: &str, values: &[Option<f64>]| {
            sparkline(&Course { kpi: "k", of: "o".to_owned(), unit: unit.to_owned(), values: values.to_vec() })
        };
        assert_eq!(course("percent", &[Some(0.0), None, Some(50.0), Some(100.0)]), "▁·▄█");
        assert_eq!(course("days", &[Some(1.0), Some(4.0), Some(0.0)]), "▂█▁");
        assert_eq!(course("items", &[Some(0.0), None]), "▁·");
    }
}
