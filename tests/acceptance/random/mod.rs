//! Random histories. Honest ones, by several people on several branches, with and without signatures: nothing is found.
//! The same with one forged event somewhere in them: it is found.

mod acts;
mod base;
mod dice;
mod event;
mod forger;
mod history;
mod kinds;
mod model;
mod verdict;

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use base::{Signing, WORDS};
use dice::Dice;
use kinds::KINDS;

/// How many histories are made, where `KAIZEN_HISTORIES` does not say.
const HISTORIES: u64 = 60;
/// How many forgeries are tried on each, one after the other.
const FORGERIES: u64 = 2;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

/// Seeds 1 to 60, or as many as `KAIZEN_HISTORIES` says; `KAIZEN_HISTORY` runs one alone and shows its script.
#[test]
fn honest_histories_are_clean_and_a_forged_event_is_found() {
    let (first, last) = match number("KAIZEN_HISTORY") {
        Some(seed) => (seed, seed),
        None => (1, number("KAIZEN_HISTORIES").unwrap_or(HISTORIES)),
    };
    let (next, wrong, tally) = (AtomicU64::new(first), Mutex::new(Vec::new()), Mutex::new(BTreeMap::new()));
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed > last {
                break;
            }
            if seed % 100 == 0 {
                let so_far = wrong.lock().unwrap().len();
                println!("seed {seed} begins, {so_far} wrong so far");
            }
            let whole = AssertUnwindSafe(|| one(seed, first == last, &tally));
            let result = std::panic::catch_unwind(whole).unwrap_or_else(|_| Err(format!("seed {seed}: see above")));
            if let Err(told) = result {
                println!("seed {seed} went wrong");
                wrong.lock().unwrap().push((seed, told));
            }
        }
    };
    std::thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(work);
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort_by_key(|(seed, _)| *seed);
    println!("histories of the seeds {first} to {last}, {} of them wrong", wrong.len());
    for (name, (tried, missed)) in tally.into_inner().unwrap() {
        let found = tried - missed.len();
        println!(
            "{tried:5} times {name}: {found} found{}",
            match missed.as_slice() {
                [] => String::new(),
                seeds => format!(", not with the seeds {seeds:?}"),
            }
        );
    }
    let seeds: Vec<u64> = wrong.iter().map(|(seed, _)| *seed).collect();
    let told: Vec<&str> = wrong.iter().take(5).map(|(_, told)| told.as_str()).collect();
    assert!(
        wrong.is_empty(),
        "the seeds {seeds:?} went wrong; KAIZEN_HISTORY=SEED runs one alone\n{}",
        told.join("\n")
    );
}

/// Of each kind how often it was tried, and the seeds with which it was not found.
type Tally = Mutex<BTreeMap<&'static str, (usize, Vec<u64>)>>;

/// The history of one seed; what went wrong, with all that is needed to see it again.
fn one(seed: u64, show: bool, tally: &Tally) -> Result<(), String> {
    let mut dice = Dice::new(seed);
    let signing = dice.pick(&Signing::ALL);
    let (world, state) = base::base(signing);
    let history = history::write(&mut dice, signing, state);
    let title = format!("seed {seed}, signatures {}", signing.word());
    if show {
        println!("# {title}\n{}", history.script);
    }
    let honest = || format!("{title}, an honest history:\n{}", history.script);
    let ran = world.sh(&format!("{WORDS}\n{}", history.script));
    if ran.code != 0 {
        return Err(format!("{}was refused:\n{}", honest(), ran.both()));
    }
    for look in 1..=history.looks {
        let found = verdict::of_look(&world, look);
        if !found.is_empty() {
            return Err(format!("{}at look {look} there is\n{}", honest(), verdict::told(&found)));
        }
    }
    let flags: &[&str] = if history.same_people { &["", "--since start"] } else { &[""] };
    for flags in flags {
        let found = verdict::check(&world, history.end, flags);
        if !found.is_empty() {
            return Err(format!("{}check {flags} finds\n{}", honest(), verdict::told(&found)));
        }
    }
    world.sh("git tag honest; git rev-list start..HEAD > ../commits; git rev-parse start >> ../commits").ok();
    let mut missed = String::new();
    for i in 0..FORGERIES {
        let kind = &KINDS[usize::try_from(seed * FORGERIES + i).unwrap() % KINDS.len()];
        let mut dice = Dice::new(seed * 1000 + i);
        let result = forger::tried(&world, &history, kind, &mut dice);
        match &result {
            Ok(None) => continue,
            Ok(Some(found)) if show => println!("{}:\n{found}", kind.name),
            _ => {}
        }
        let mut tally = tally.lock().unwrap();
        let count = tally.entry(kind.name).or_default();
        count.0 += 1;
        if let Err(told) = result {
            count.1.push(seed);
            missed.push_str(&told);
        }
    }
    if missed.is_empty() { Ok(()) } else { Err(format!("{title}:\n{}\nthen, forged:\n{missed}", history.script)) }
}
