//! What is typed for an act, and what the model knows after it.

use std::rc::Rc;

use super::dice::Dice;
use super::model::{Act, Item, OWNERS, Part, Rights, State, Status, handle};

/// What an act changes in a state; done again on another state where branches come together.
pub type Effect = Rc<dyn Fn(&mut State)>;

/// One act: the command, the file that it is about, and what it changes.
#[derive(Clone)]
pub struct Step {
    pub who: &'static str,
    pub command: String,
    /// The variable of an item, or `people`, `register`, `seals`, `reviews`.
    pub about: String,
    pub act: Option<Act>,
    pub effect: Effect,
}

impl Step {
    /// An act that is no item's.
    pub fn ledger(who: &'static str, about: &str, command: String, effect: impl Fn(&mut State) + 'static) -> Step {
        Step { who, command, about: about.to_owned(), act: None, effect: Rc::new(effect) }
    }

    fn on(act: Act, who: &'static str, item: &str, command: String, effect: impl Fn(&mut Item) + 'static) -> Step {
        let about = item.to_owned();
        let name = item.to_owned();
        let effect = move |state: &mut State| state.items.get_mut(&name).into_iter().for_each(&effect);
        Step { who, command, about, act: Some(act), effect: Rc::new(effect) }
    }
}

/// A day later with every step, so that a later act never sets the date that is agreed already.
fn later(n: usize) -> String {
    format!("2026-{:02}-{:02}", 8 + n / 28, 1 + n % 28)
}

fn open_part(parts: &[Part], may: impl Fn(&Part) -> bool, dice: &mut Dice) -> String {
    let open: Vec<&Part> = parts.iter().filter(|part| part.open && may(part)).collect();
    open[dice.below(open.len())].name.clone()
}

/// A new item.
pub fn raise(who: &'static str, n: usize, dice: &mut Dice) -> Step {
    let name = format!("new{n}");
    let mut item = Item::new(&name, Status::Raised);
    let command = match dice.below(4) {
        0 => format!("{name}=$(kaizen suggest \"Label cabinet {n}\" -m \"Nobody finds it.\")"),
        1 => format!("{name}=$(kaizen suggest \"Label cabinet {n}\" --anonymous)"),
        kind => {
            item.needs_cause = kind == 2;
            let kind = if kind == 2 { "corrective-action" } else { "improvement" };
            format!(
                "{name}=$(kaizen add \"Gate {n} stays open\" --kind {kind} --grade observation --significance minor --source incident:INC-{n} --description \"Gate {n} was found open.\")"
            )
        }
    };
    Step {
        who,
        command,
        about: name.clone(),
        act: None,
        effect: Rc::new(move |state: &mut State| {
            state.items.insert(name.clone(), item.clone());
        }),
    }
}

/// What `who` types to do `act` to `item`, which is lawful.
#[allow(clippy::too_many_lines, reason = "an arm for each act")]
pub fn step(act: Act, who: &'static str, item: &Item, rights: Rights, n: usize, dice: &mut Dice) -> Step {
    let id = format!("${}", item.name);
    let new_owner = |dice: &mut Dice| loop {
        let owner = dice.pick(&OWNERS);
        if item.owner != Some(owner) {
            break owner;
        }
    };
    let on = |command: String, effect: Box<dyn Fn(&mut Item)>| Step::on(act, who, &item.name, command, effect);
    let to = |command: String, status: Status| on(command, Box::new(move |item| item.status = status));
    match act {
        Act::Note => {
            let text = format!("Seen in step {n}.");
            let note = text.clone();
            on(format!("kaizen note {id} -m \"{text}\""), Box::new(move |item| item.notes.push(note.clone())))
        }
        Act::Void => {
            let text = dice.pick(&item.notes);
            let command =
                format!("kaizen void {id} \"$(said \"$(file {id})\" \"{text}\")\" -m \"It was another item.\"");
            on(command, Box::new(move |item| item.notes.retain(|note| *note != text)))
        }
        Act::Correct => {
            on(format!("kaizen correct {id} -m \"Guard {n} posted.\""), Box::new(|item| item.corrected = true))
        }
        Act::Edit => on(
            format!(
                "EDITOR=\"sed -i '/^description/s/$/ /;s/ stays open/ is left open/;s/drop attempts/lose attempts {n}/'\" kaizen edit {id} -m \"Clearer.\""
            ),
            Box::new(|_| ()),
        ),
        Act::Why => {
            let new = if item.analyses == 0 { "" } else { "--new " };
            let command = format!(
                "kaizen why {id} {new}--because \"The firmware drops them.\" --because \"Nobody patches in round {n}.\" --root-cause \"Firmware {n} is in no patch cycle.\""
            );
            on(command, Box::new(|item| item.analyses += 1))
        }
        Act::Link => on(
            match dice.below(3) {
                0 => format!("kaizen link {id} --risk RSK-{n}=9"),
                1 => format!("kaizen link {id} --source customer:C-{n}"),
                _ => format!("kaizen link {id} --tag tag{n}"),
            },
            Box::new(|_| ()),
        ),
        Act::Request => {
            let name = format!("need{n}");
            let command = format!(
                "{name}=$(kaizen resource request {id} --kind budget --amount {n}00 --unit EUR --purpose \"Licence {n}\")"
            );
            on(
                command,
                Box::new(move |item| {
                    item.resources.push(Part { name: name.clone(), owner: who, open: true });
                }),
            )
        }
        Act::Plan => {
            let (name, owner) = (format!("act{n}"), dice.pick(&OWNERS));
            let command = format!(
                "{name}=$(kaizen action add {id} \"Replace part {n}.\" --owner {} --due 2026-06-{:02})",
                handle(owner),
                1 + n % 28
            );
            on(command, Box::new(move |item| item.plan(&name, owner)))
        }
        Act::Accept => {
            let owner = dice.pick(&OWNERS);
            let kind = if item.needs_cause { "corrective-action" } else { "improvement" };
            let command = format!(
                "kaizen accept {id} --kind {kind} --grade observation --significance minor --owner {} --due {} --criterion \"Gap {n} is closed.\" -m \"Agreed.\"",
                handle(owner),
                later(n)
            );
            on(
                command,
                Box::new(move |item| {
                    item.status = Status::Accepted;
                    item.owner = Some(owner);
                }),
            )
        }
        Act::Reject => to(format!("kaizen reject {id} -m \"Not worth it.\""), Status::Rejected),
        Act::Defer => to(format!("kaizen defer {id} --until 2026-10-01 -m \"After the move.\""), Status::Deferred),
        Act::HandOver => {
            let owner = new_owner(dice);
            let command = format!("kaizen amend {id} --owner {} -m \"Somebody else has time.\"", handle(owner));
            on(command, Box::new(move |item| item.owner = Some(owner)))
        }
        Act::Criterion => {
            on(format!("kaizen amend {id} --criterion \"Gap {n} stays closed.\" -m \"Clearer.\""), Box::new(|_| ()))
        }
        Act::Extend => on(format!("kaizen extend {id} --to {} -m \"The parts are late.\"", later(n)), Box::new(|_| ())),
        Act::Start => to(format!("kaizen start {id}"), Status::InProgress),
        Act::Replan | Act::Drop | Act::Done => {
            let owns = item.owner == Some(who);
            let may = |part: &Part| act != Act::Done || owns || part.owner == who;
            let part = open_part(&item.actions, may, dice);
            if act == Act::Replan {
                let command = format!("kaizen action set {id} ${part} --due 2026-07-{:02} -m \"Later.\"", 1 + n % 28);
                return on(command, Box::new(|_| ()));
            }
            let word = if act == Act::Drop { "drop" } else { "done" };
            let command = format!("kaizen action {word} {id} ${part} -m \"Settled.\"");
            on(
                command,
                Box::new(move |item| {
                    close(&mut item.actions, &part);
                    item.workers.push(who);
                }),
            )
        }
        Act::Approve | Act::Decline | Act::Withdraw => {
            let may = |part: &Part| act == Act::Withdraw || part.owner != who;
            let part = open_part(&item.resources, may, dice);
            let command = match act {
                Act::Approve => format!("kaizen resource approve {id} ${part} --reference PO-{n}"),
                Act::Decline => format!("kaizen resource decline {id} ${part} -m \"Too dear.\""),
                _ => format!("kaizen resource withdraw {id} ${part} -m \"Not needed.\""),
            };
            on(command, Box::new(move |item| close(&mut item.resources, &part)))
        }
        Act::SignOff => on(
            format!("kaizen sign-off {id} -m \"Done, as step {n} shows.\""),
            Box::new(move |item| {
                item.status = Status::Implemented;
                item.signed_by = Some(who);
            }),
        ),
        Act::Verify | Act::Fail => {
            let result = if act == Act::Verify {
                "effective".to_owned()
            } else {
                format!("{} --due {}", dice.pick(&["not-effective", "partially-effective"]), later(n))
            };
            let command = format!(
                "kaizen verify {id} --method test --result {result} --early-reason \"Quick to see.\" --evidence-url https://e.example.com/log/{n} -m \"Two days of logs were read.\""
            );
            on(
                command,
                Box::new(move |item| {
                    if act == Act::Verify {
                        item.status = Status::Closed;
                    } else {
                        item.status = Status::InProgress;
                        item.analyses_needed = item.analyses + 1;
                    }
                }),
            )
        }
        Act::Reopen => {
            let due = if item.status != Status::Rejected && rights.manager && dice.percent(50) {
                format!("--due {} ", later(n))
            } else {
                String::new()
            };
            on(
                format!("kaizen reopen {id} {due}-m \"It came back.\""),
                Box::new(|item| {
                    item.status = if item.status == Status::Rejected { Status::Raised } else { Status::InProgress };
                }),
            )
        }
    }
}

fn close(parts: &mut [Part], name: &str) {
    parts.iter_mut().filter(|part| part.name == name).for_each(|part| part.open = false);
}
