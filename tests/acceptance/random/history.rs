//! An honest history: several people on several branches, which come together in three ways.

use std::collections::BTreeMap;

use super::acts::{Step, raise, step};
use super::base::Signing;
use super::dice::Dice;
use super::model::{Act, PEOPLE, State};

/// What the script of a history is made with.
pub struct History {
    pub signing: Signing,
    /// The acts, a line each.
    pub script: String,
    /// What the model knows at its end.
    pub state: State,
    /// The moment of its last act.
    pub end: Clock,
    /// How often `look` was called.
    pub looks: usize,
    /// Whether people are as they were at its beginning: `--since` judges by those.
    pub same_people: bool,
}

/// Minutes since the morning of 5 April 2026.
#[derive(Debug, Clone, Copy)]
pub struct Clock(pub usize);

impl Clock {
    pub fn day(self) -> String {
        format!("2026-04-{:02}", 5 + self.0 / 1440)
    }

    pub fn time(self) -> String {
        format!("{:02}:{:02}:00", self.0 % 1440 / 60, self.0 % 60)
    }

    pub fn moment(self) -> String {
        format!("{}T{}Z", self.day(), self.time())
    }
}

const GRANT: &str = "dana's role";
const STEP_DOWN: &str = "viktor steps down";
const LEAVE: &str = "tom leaves";
const REKEY: &str = "arjun's new key";
const CHANGES_OF_PEOPLE: [&str; 4] = [GRANT, STEP_DOWN, LEAVE, REKEY];

/// Who may decide on an item until all branches are together again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hold {
    /// One branch; on the others there are notes on it and no more.
    By(usize),
    /// Nobody: every branch adds content.
    Shared,
    /// Each branch for itself, so that one may lose.
    Contested,
}

/// A branch; the first is `main`.
struct Line {
    name: String,
    state: State,
    steps: Vec<Step>,
    /// How many steps of main it has.
    since: usize,
}

struct Writer<'d> {
    dice: &'d mut Dice,
    signing: Signing,
    script: String,
    clock: Clock,
    number: usize,
    lines: Vec<Line>,
    on: usize,
    holds: BTreeMap<String, Hold>,
    looks: usize,
    once: Vec<&'static str>,
}

/// The history of a seed, beginning with `state`.
pub fn write(dice: &mut Dice, signing: Signing, state: State) -> History {
    let main = Line { name: "main".to_owned(), state, steps: Vec::new(), since: 0 };
    let mut writer = Writer {
        dice,
        signing,
        script: String::new(),
        clock: Clock(9 * 60),
        number: 0,
        lines: vec![main],
        on: 0,
        holds: BTreeMap::new(),
        looks: 0,
        once: Vec::new(),
    };
    let rounds = if writer.dice.percent(30) { 2 } else { 1 };
    for round in 0..rounds {
        writer.alone();
        writer.round(round);
    }
    writer.alone();
    let same_people = !writer.once.iter().any(|what| CHANGES_OF_PEOPLE.contains(what));
    let Writer { mut lines, script, clock: end, looks, .. } = writer;
    History { signing, script, state: lines.swap_remove(0).state, end, looks, same_people }
}

impl Writer<'_> {
    /// Acts on main while there is no other branch: authority ends here only, and seals and reviews are made here.
    fn alone(&mut self) {
        self.holds.clear();
        for _ in 0..self.dice.between(0, 2) {
            let step = if self.dice.percent(35) { self.only_alone() } else { None };
            let step = step.or_else(|| self.next_step(0));
            self.take(0, step);
        }
    }

    /// Branches that act side by side, and come together again.
    fn round(&mut self, round: usize) {
        for name in self.lines[0].state.items.keys().cloned().collect::<Vec<_>>() {
            let hold = match self.dice.below(10) {
                0..=1 => Hold::Shared,
                2 => Hold::Contested,
                _ => Hold::By(self.dice.below(3)),
            };
            self.holds.insert(name, hold);
        }
        let mut waiting = self.dice.between(1, 2);
        for _ in 0..self.dice.between(4, 8) {
            if waiting > 0 && (self.lines.len() == 1 || self.dice.percent(40)) {
                waiting -= 1;
                self.branch(round);
            }
            let line = self.dice.below(self.lines.len());
            let step = self.next_step(line);
            self.take(line, step);
        }
        if self.dice.percent(30) {
            self.looks += 1;
            self.script.push_str(&format!("look {}\n", self.looks));
        }
        let joins = self.to_join();
        for line in 1..self.lines.len() {
            self.put_together(line);
        }
        self.lines.truncate(1);
        for (about, contested) in joins {
            self.join(&about, contested);
        }
    }

    fn branch(&mut self, round: usize) {
        let name = format!("branch{round}{}", self.lines.len());
        self.switch(0);
        self.script.push_str(&format!("git switch -qc {name}\n"));
        let state = self.lines[0].state.clone();
        let since = self.lines[0].steps.len();
        self.lines.push(Line { name, state, steps: Vec::new(), since });
        self.on = self.lines.len() - 1;
    }

    fn switch(&mut self, line: usize) {
        if self.on != line {
            self.script.push_str(&format!("git switch -q {}\n", self.lines[line].name));
            self.on = line;
        }
    }

    fn tick(&mut self, who: &str) {
        self.number += 1;
        self.clock.0 += self.dice.between(3, 240);
        let (day, time) = (self.clock.day(), self.clock.time());
        self.script.push_str(&format!("step {} {who} {day} {time}; ", self.number));
    }

    /// Writes an act down, on a branch.
    fn take(&mut self, line: usize, step: Option<Step>) {
        let Some(step) = step else { return };
        self.switch(line);
        self.tick(step.who);
        self.script.push_str(&step.command);
        self.script.push('\n');
        (step.effect)(&mut self.lines[line].state);
        if !self.holds.contains_key(&step.about) {
            self.holds.insert(step.about.clone(), Hold::By(line));
        }
        self.lines[line].steps.push(step);
    }

    /// Somebody does something that they may do.
    fn next_step(&mut self, line: usize) -> Option<Step> {
        let n = self.number + 1;
        match self.dice.below(100) {
            0..=7 => {
                let who = self.somebody(line);
                return Some(raise(who, n, self.dice));
            }
            8..=17 => return self.ledger(line),
            _ => {}
        }
        for _ in 0..300 {
            let names: Vec<&String> = self.lines[line].state.items.keys().collect();
            let name = names[self.dice.below(names.len())];
            let item = &self.lines[line].state.items[name];
            let act = self.dice.pick(&Act::ALL);
            let (who, _) = self.dice.pick(&PEOPLE);
            let rights = self.lines[line].state.people.get(who).copied().unwrap_or_default();
            // A round without other branches has no holds.
            let may = match self.holds.get(name) {
                _ if act == Act::Note => true,
                _ if item.contested => false,
                None => true,
                Some(Hold::By(holder)) => *holder == line,
                Some(Hold::Shared) => act.only_adds(),
                Some(Hold::Contested) => act.decides(),
            };
            if may && self.lines[line].state.people.contains_key(who) && act.is_lawful(who, item, rights) {
                return Some(step(act, who, item, rights, n, self.dice));
            }
        }
        None
    }

    fn somebody(&mut self, line: usize) -> &'static str {
        let people: Vec<&'static str> = self.lines[line].state.people.keys().copied().collect();
        self.dice.pick(&people)
    }

    fn manager(&mut self, line: usize) -> &'static str {
        let managers = self.lines[line].state.managers();
        self.dice.pick(&managers)
    }

    /// People and settings, on any branch.
    fn ledger(&mut self, line: usize) -> Option<Step> {
        const NEW: [&str; 6] = ["olga.brand", "pedro.silva", "quentin.moss", "rosa.klein", "samir.aziz", "tilda.frost"];
        let (who, n) = (self.manager(line), self.number + 1);
        let of = |about: &str, command: String| Some(Step::ledger(who, about, command, |_| ()));
        match self.dice.below(7) {
            0 => {
                let (name, handle) = self.dice.pick(&PEOPLE);
                // Nothing is changed of who has left; that is refused.
                self.lines[line].state.people.get(name)?;
                of("people", format!("kaizen people set {handle} --department \"Floor {n}\""))
            }
            1 => {
                let new = NEW[n % NEW.len()];
                if self.once.contains(&new) {
                    return None;
                }
                self.once.push(new);
                let name = new.replace('.', " ").to_uppercase();
                of("people", format!("kaizen people add {new} --name \"{name}\" --email {new}@example.com"))
            }
            2 if !self.once.contains(&GRANT) => {
                self.once.push(GRANT);
                let give = |state: &mut State| state.people.get_mut("dana").into_iter().for_each(|r| r.manager = true);
                Some(Step::ledger(who, "people", "kaizen people set dana.okafor --role isms-manager".to_owned(), give))
            }
            3 => of("register", format!("kaizen config set policy.stale_days={} -m \"Tried out.\"", 60 + n)),
            4 => of(
                "register",
                format!("kaizen waive stale ${} --until 2026-05-{:02} -m \"It waits.\"", "agreed", 1 + n % 28),
            ),
            5 => {
                let who = self.somebody(line);
                Some(Step::ledger(who, "people", format!("kaizen note people -m \"Read in step {n}.\""), |_| ()))
            }
            _ => {
                let who = self.somebody(line);
                Some(Step::ledger(who, "register", format!("kaizen note register -m \"Read in step {n}.\""), |_| ()))
            }
        }
    }

    /// What is done while there is one branch only.
    fn only_alone(&mut self) -> Option<Step> {
        let n = self.number + 1;
        let kind = self.dice.pick(&["seal", "review", STEP_DOWN, LEAVE, REKEY]);
        if kind != "seal" && self.once.contains(&kind) {
            return None;
        }
        self.once.push(kind);
        match kind {
            "seal" => {
                let who = self.dice.pick(&["mona", "priya"]);
                Some(Step::ledger(who, "seals", format!("kaizen seal S{n} -m \"As of step {n}.\""), |_| ()))
            }
            "review" => {
                let command = "kaizen review record --held-on 2026-04-04 --chair mona.lind --minutes https://e.example.com/m -m \"Held.\"";
                Some(Step::ledger("mona", "reviews", command.to_owned(), |_| ()))
            }
            STEP_DOWN => {
                let end = |state: &mut State| {
                    state.people.get_mut("viktor").into_iter().for_each(|r| r.manager = false);
                };
                let command = "kaizen people set viktor.hale --no-role isms-manager".to_owned();
                Some(Step::ledger("mona", "people", command, end))
            }
            LEAVE => {
                let who = self.manager(0);
                let leave = |state: &mut State| state.people.retain(|who, _| *who != "tom");
                Some(Step::ledger(who, "people", "kaizen people leave tom.berg".to_owned(), leave))
            }
            _ if self.signing != Signing::Off => {
                let who = self.manager(0);
                let command = "kaizen people key add arjun.mehta \"$HOME/new-arjun2.pub\"; \
                     kaizen people key retire arjun.mehta \"$(cut -d' ' -f2 \"$HOME/arjun.pub\")\"; \
                     mv \"$HOME/arjun\" \"$HOME/retired\"; mv \"$HOME/new-arjun2\" \"$HOME/arjun\"; mv \"$HOME/new-arjun2.pub\" \"$HOME/arjun.pub\"";
                Some(Step::ledger(who, "people", command.to_owned(), |_| ()))
            }
            _ => None,
        }
    }

    /// Puts a branch into main.
    fn put_together(&mut self, line: usize) {
        if self.lines[line].steps.is_empty() {
            return;
        }
        let steps = self.lines[line].steps.clone();
        // In a squash, what one's colleagues did without signing would be in a commit of one's own.
        let signing = self.signing;
        let unsigned: Vec<&'static str> = steps.iter().map(|s| s.who).filter(|who| !signing.has_key(who)).collect();
        let alone = unsigned.iter().all(|who| Some(who) == unsigned.first());
        let (way, who) = match self.dice.below(3) {
            0 if alone => ("squash", unsigned.first().copied().unwrap_or(steps[0].who)),
            1 => ("rebase", self.somebody(0)),
            _ => ("merge", self.somebody(0)),
        };
        self.switch(0);
        self.tick(who);
        self.script.push_str(&format!("{way} {}\n", self.lines[line].name));
        for step in &steps {
            (step.effect)(&mut self.lines[0].state);
        }
    }

    /// The files that several branches changed so that somebody has to look at both sides; with it, whether decisions
    /// stand against each other.
    fn to_join(&self) -> Vec<(String, bool)> {
        let mut joins: Vec<(String, bool)> = Vec::new();
        for (i, line) in self.lines.iter().enumerate().skip(1) {
            let beside = self
                .lines
                .iter()
                .enumerate()
                .filter(|(j, _)| *j < i)
                .flat_map(|(j, other)| other.steps.iter().skip(if j == 0 { line.since } else { 0 }));
            for other in beside {
                for step in line.steps.iter().filter(|step| step.about == other.about) {
                    let both = |test: fn(Act) -> bool| step.act.is_some_and(test) && other.act.is_some_and(test);
                    let contested = both(Act::decides);
                    let ledger = step.act.is_none() && other.act.is_none();
                    match joins.iter_mut().find(|(about, _)| *about == step.about) {
                        Some(known) => known.1 |= contested,
                        None if ledger || contested || both(Act::only_adds) => {
                            joins.push((step.about.clone(), contested));
                        }
                        None => {}
                    }
                }
            }
        }
        joins
    }

    /// A manager looks at both sides.
    fn join(&mut self, about: &str, contested: bool) {
        if about == "seals" || about == "reviews" {
            return;
        }
        let who = self.manager(0);
        self.switch(0);
        self.tick(who);
        let target = if matches!(about, "people" | "register") { about.to_owned() } else { format!("${about}") };
        self.script.push_str(&format!("kaizen note {target} -m \"Both sides were looked at.\"\n"));
        if let Some(item) = self.lines[0].state.items.get_mut(about) {
            item.contested |= contested;
        }
    }
}
