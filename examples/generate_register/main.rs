//! Makes a git repository with a large, lawful register in it, to measure with and to try things on.
//!
//! `cargo run --release --example generate_register -- --items 10000 --commits 50000 --seed 1 DIR`
//!
//! The same arguments give the same commit ids. Everybody and everything in it is made up.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::cast_possible_wrap,
    clippy::unnecessary_wraps,
    clippy::explicit_auto_deref,
    reason = "an example that fails shows where; its numbers are small"
)]

mod keys;
mod life;
mod people;
mod random;
mod review;
mod story;
mod stream;
mod text;
mod topics;
mod words;

use std::collections::HashSet;
use std::path::PathBuf;

use clap::Parser;
use kaizen::internals::attest::digest::Subject;
use kaizen::internals::lifecycle::lawful::Law;
use kaizen::internals::lifecycle::people as authority;
use kaizen::model::date::{Day, Moment};
use kaizen::model::id::ItemId;
use kaizen::model::person::People;
use rayon::prelude::*;

use life::{Life, Plan, World};
use people::Founding;
use random::Random;

/// The identity of the register; every event names it.
pub const REGISTER: &str = "example-ltd-4M7Q";
/// The day of the last acts.
const LAST_DAY: &str = "2026-06-30";
/// Where a day ends.
const ZONE: chrono_tz::Tz = chrono_tz::Europe::Berlin;

/// Make a git repository with a register of made-up items that lived for some years
#[derive(Debug, Parser)]
struct Arguments {
    /// Number of items
    #[arg(long, default_value_t = 1000)]
    items: usize,
    /// Number of commits, merges among them: one for each act
    #[arg(long, default_value_t = 5000)]
    commits: usize,
    /// Another seed gives another register
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Years that the register is old
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=10))]
    years: u32,
    /// Share of items whose work stands still after the target date, in percent
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=50))]
    overdue: u32,
    /// Make one commit in fifty on a branch of its own, and merge it
    #[arg(long)]
    merges: bool,
    /// Bring all items in by one commit, as they stand in the end: a large register without its history
    #[arg(long, conflicts_with = "merges")]
    flat: bool,
    /// Give each person a key, and sign all acts
    #[arg(long)]
    signed: bool,
    /// Folder of the new repository; it must not be there, or be empty
    dir: PathBuf,
}

fn main() {
    let arguments = Arguments::parse();
    let last: Day = LAST_DAY.parse().expect("a day");
    let first = Day(last.0 - chrono::Days::new(u64::from(arguments.years) * 365));
    let cast = people::cast();
    let founding = people::found(&cast, Moment(first.start(ZONE).0 + chrono::Duration::hours(9)), arguments.signed);
    let merges = if arguments.merges { arguments.commits / 50 } else { 0 };
    let Some(acts) = arguments.commits.checked_sub(founding.len() + merges + 1).filter(|a| *a >= 2 * arguments.items)
    else {
        eprintln!("too few commits: at least {} for these items", founding.len() + merges + 1 + 2 * arguments.items);
        std::process::exit(2);
    };
    let known: People = toml::from_str(people_text(&founding)).expect("people.toml");
    let tree = kaizen::internals::register::read::tree(people_text(&founding)).expect("people.toml");
    let signers = kaizen::internals::attest::verify::signers(REGISTER, Subject::People, &tree, &known.event);
    let replay = authority::replay(known.event.values(), None, ZONE, &signers);
    let law = Law { authority: &replay.authority, zone: ZONE };
    let end = last.plus(1).start(ZONE);
    let world = World { law, cast: &cast, end, signed: arguments.signed };
    let mut random = Random::new(arguments.seed, 0);
    let plans = plans(&arguments, acts, first, last, &mut random);
    let mut lives: Vec<Life<'_>> = plans
        .into_par_iter()
        .map(|plan| {
            let mut life = Life::new(&world, plan, arguments.seed);
            life.live();
            life
        })
        .collect();
    fill_up(&mut lives, acts, &mut random);
    let form = if arguments.flat { stream::Form::Flat } else { stream::Form::Acts(merges) };
    let written = stream::write(&arguments.dir, &founding, &cast, &lives, form, &mut random)
        .and_then(|tip| review::write(&arguments.dir, &cast, last, &tip));
    match written {
        Ok(tip) => {
            let acts = if arguments.flat { "acts" } else { "commits" };
            println!("{} items in {} {acts}, at {tip}", arguments.items, arguments.commits);
            println!("KAIZEN_TODAY={}", last.plus(1));
        }
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(2);
        }
    }
}

fn people_text(founding: &[Founding]) -> &str {
    founding.last().and_then(|f| f.files.first()).map(|(_, text)| text.as_str()).expect("people were founded")
}

/// When each item is raised, how many acts it has, and its id.
fn plans(arguments: &Arguments, acts: usize, first: Day, last: Day, random: &mut Random) -> Vec<Plan> {
    let days = u32::try_from(last.since(first)).unwrap_or(365);
    let mut raised: Vec<(Moment, bool)> = (0..arguments.items)
        .map(|_| {
            let stalled = random.chance(arguments.overdue);
            let day = if stalled { days - random.within(35, 85) } else { random.within(2, days) };
            let second = i64::from(random.within(6 * 3600, 15 * 3600));
            (
                Moment(
                    first.plus(day).0.and_time(chrono::NaiveTime::MIN).and_utc() + chrono::Duration::seconds(second),
                ),
                stalled,
            )
        })
        .collect();
    raised.sort();
    // Two throws give few short and few long lives.
    let mean = acts / arguments.items.max(1);
    let half = u32::try_from(mean - 2).unwrap_or(3);
    let mut counts: Vec<usize> =
        raised.iter().map(|_| 2 + random.within(0, half) as usize + random.within(0, half) as usize).collect();
    let mut total: usize = counts.iter().sum();
    while total != acts && !counts.is_empty() {
        let i = random.below(counts.len());
        if total < acts {
            counts[i] += 1;
            total += 1;
        } else if counts[i] > 2 {
            counts[i] -= 1;
            total -= 1;
        }
    }
    let mut taken: HashSet<ItemId> = HashSet::new();
    raised
        .into_iter()
        .zip(counts)
        .zip(1..)
        .map(|(((raised, stalled), acts), stream)| {
            let id = loop {
                let id: ItemId =
                    format!("IMP-{}-{}", raised.day(ZONE).0.format("%Y"), random.characters(4)).parse().expect("an id");
                if taken.insert(id.clone()) {
                    break id;
                }
            };
            Plan { id, raised, acts, stalled, stream }
        })
        .collect()
}

/// Acts that did not come about before the last day become notes on other items.
fn fill_up(lives: &mut [Life<'_>], acts: usize, random: &mut Random) {
    let mut done: usize = lives.iter().map(|life| life.versions.len()).sum();
    while done < acts {
        let i = random.below(lives.len());
        let over = lives[i].state.status.is_some_and(story::is_over);
        if (over || random.chance(1)) && lives[i].note_later() {
            done += 1;
        }
    }
}
