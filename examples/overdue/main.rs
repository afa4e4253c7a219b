//! A program of somebody else's, on the library alone: what of a register is overdue, and what its check says. With
//! words it notes them on each overdue item, in the name of whoever git says runs it.
//!
//! ```text
//! cargo run --example overdue -- register 2026-06-15
//! cargo run --example overdue -- register 2026-06-15 "Asked the owner on the phone."
//! ```

use std::path::Path;
use std::process::ExitCode;

use kaizen::acts::Note;
use kaizen::model::date::Day;
use kaizen::{Error, Register};

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(day)) = (arguments.next(), arguments.next()) else {
        return Err("usage: overdue FOLDER DAY [WORDS]".into());
    };
    let (day, words): (Day, _) = (day.parse()?, arguments.next());
    let register = Register::open(Path::new(&folder), day.noon(chrono_tz::UTC))?;
    let (entries, unreadable) = register.items()?;
    for entry in &entries {
        if let Some(days) = entry.days_overdue(register.today()) {
            println!("{} is {days} days overdue: {}", entry.item.id, entry.item.title);
            if let Some(words) = &words {
                match register.record(None, &entry.item.id, Note { text: Some(words.clone()) }) {
                    Ok(noted) => println!("  noted; it has {} events now", noted.item.event.len()),
                    Err(Error::Refused(refusal)) => println!("  refused: {refusal}; {}", refusal.next.join("; ")),
                    Err(other) => return Err(other.into()),
                }
            }
        }
    }
    for problem in &unreadable {
        eprintln!("cannot read {problem}");
    }
    let report = register.check()?;
    println!("errors: {}, warnings: {}", report.counted.errors, report.counted.warnings);
    Ok(if report.counted.errors == 0 && unreadable.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
