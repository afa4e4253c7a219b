//! What happens to an item, in which order and when.

use kaizen::internals::lifecycle::lawful::involved;
use kaizen::internals::lifecycle::needs;
use kaizen::model::date::{Day, Moment};
use kaizen::model::event::{Act, Evidence, Party};
use kaizen::model::item::{Analysis, Correction, Why};
use kaizen::model::resource::Resource;
use kaizen::model::settings::Policy;
use kaizen::model::terms::Terms;
use kaizen::model::word::{
    AnalysisMethod, Decision, Enhances, Environment, Grade, Kind, ResourceKind, Significance, SourceKind, Status,
    VerifyMethod, VerifyResult, Word as _,
};

use crate::life::Life;
use crate::words;

/// What an item may do beside what it must, and how many acts that takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Deferred,
    Corrected,
    HandedOver,
    Started,
    Linked,
    Action,
    Resource,
    Extended,
    FailedRound,
    CameBack,
    LookedAgain,
    Noted,
}

impl Turn {
    fn acts(self) -> usize {
        match self {
            Turn::Action | Turn::Resource => 2,
            Turn::CameBack | Turn::FailedRound => 3,
            _ => 1,
        }
    }
}

/// The dates of the work.
struct Work {
    from: Moment,
    /// Days from acceptance to the target date.
    span: u32,
    /// Days from acceptance to the sign-off.
    takes: u32,
}

impl Life<'_> {
    /// Lives until all acts are done or the last day is over.
    pub fn live(&mut self) {
        let acts = self.plan.acts;
        let rejected = acts < 4 || acts < 9 && self.random.chance(5);
        let _ = if rejected && !self.plan.stalled { self.live_rejected() } else { self.live_whole() };
        // A life that stands still on purpose, or that rounding left short, ends in words.
        while self.versions.len() < acts && !self.plan.stalled {
            let days = self.random.within(2, 30);
            let at = self.after(self.now(), days);
            if self.note(at).is_none() {
                break;
            }
        }
    }

    fn live_rejected(&mut self) -> Option<()> {
        let spare = self.plan.acts.saturating_sub(2);
        self.raise()?;
        for turn in 0..spare.min(3) {
            let days = self.random.within(1, 5);
            let at = self.after(self.now(), days);
            if turn == 0 && self.random.chance(50) { self.correct(at)? } else { self.note(at)? }
        }
        let days = self.random.within(1, 9);
        let at = self.after(self.now(), days);
        let by = self.manager();
        self.act(at, Act::Rejected, by, &mut |life, event| {
            event.text = Some(life.facts.clone().say(&mut life.random, &words::REJECT));
        })
    }

    fn live_whole(&mut self) -> Option<()> {
        self.raise()?;
        let must = 4 + usize::from(self.needs_cause());
        let turns = self.turns(self.plan.acts.saturating_sub(must));
        let has = |turn: Turn| turns.contains(&turn);
        if has(Turn::Corrected) {
            let at = self.after(self.now(), 1);
            self.correct(at)?;
        }
        if has(Turn::Deferred) {
            self.defer()?;
        }
        let work = self.accept()?;
        self.work(&work, &turns)?;
        if self.plan.stalled {
            return None;
        }
        self.sign_off(&work, has(Turn::Extended))?;
        if has(Turn::FailedRound) {
            self.fail_round()?;
        }
        self.verify(VerifyResult::Effective)?;
        if has(Turn::CameBack) {
            self.come_back()?;
        }
        if has(Turn::LookedAgain) {
            let days = self.random.within(60, 150);
            let at = self.after(self.now(), days);
            self.verify_at(at, VerifyResult::Effective, false)?;
        }
        Some(())
    }

    /// Which turns a life takes: as many acts as are spare.
    fn turns(&mut self, mut spare: usize) -> Vec<Turn> {
        let all = [
            Turn::Action,
            Turn::Action,
            Turn::Started,
            Turn::Corrected,
            Turn::Noted,
            Turn::Extended,
            Turn::Resource,
            Turn::Linked,
            Turn::HandedOver,
            Turn::FailedRound,
            Turn::Deferred,
            Turn::CameBack,
            Turn::LookedAgain,
        ];
        let mut turns = Vec::new();
        for _ in 0..60 {
            let turn = *self.random.pick(&all);
            let again = matches!(turn, Turn::Action | Turn::Resource | Turn::Noted);
            let often = turns.iter().filter(|t| **t == turn).count();
            if turn.acts() <= spare && (often == 0 || again && often < 3) {
                spare -= turn.acts();
                turns.push(turn);
            }
        }
        turns
    }

    fn raise(&mut self) -> Option<()> {
        let raiser = self.somebody(|_| true);
        let anonymous = self.random.chance(2);
        let by = if anonymous { Party::Anonymous } else { raiser.party() };
        let at = self.plan.raised;
        let plain = self.plan.acts < 5;
        self.act(at, Act::Raised, by.clone(), &mut |life, event| {
            let facts = life.facts.clone();
            let topic = facts.topic();
            let random = &mut life.random;
            life.item.title = facts.say(random, topic.titles);
            life.item.category = Some(topic.category);
            let environments = [Environment::Office, Environment::Home, Environment::Cloud];
            life.item.environment = vec![*random.pick(&environments)];
            if random.chance(40) {
                life.item.enhances =
                    vec![*random.pick(&[Enhances::Suitability, Enhances::Adequacy, Enhances::Effectiveness])];
            }
            let first = random.below(topic.controls.len());
            let count = 1 + random.below(2);
            life.item.controls =
                (0..count).map(|i| topic.controls[(first + i) % topic.controls.len()].to_owned()).collect();
            life.item.tags = vec![topic.tag.to_owned()];
            life.item.raised_on = Some(at.day(life.world.law.zone));
            life.item.raised_by = Some(by.clone());
            life.item.department = Some(raiser.department.to_owned());
            let kinds = SourceKind::all();
            let kind = *random.pick(kinds);
            let reference =
                format!("{}-{}", kind.to_string().get(..3).unwrap_or("src").to_uppercase(), random.within(1000, 9999));
            life.item.sources = vec![format!("{kind}:{reference}").parse().expect("a source")];
            let finding = facts.say(random, topic.findings);
            let mut seen = || words::Facts::draw(random).say(random, &words::SEEN);
            let seen = [seen(), seen()];
            life.item.description = Some(format!("{finding}\n{}\n", seen.join("\n")));
            if random.chance(35) {
                life.item.risk.insert(format!("RSK-{}", random.within(1, 120)), f64::from(random.within(9, 25)));
            }
            event.terms = Some(first_terms(random, plain));
        })
    }

    fn needs_cause(&self) -> bool {
        needs::root_cause(&self.state.terms)
    }

    fn correct(&mut self, at: Moment) -> Option<()> {
        let who = self.somebody(|_| true);
        self.act(at, Act::Corrected, who.party(), &mut |life, _| {
            let description = life.facts.clone().say(&mut life.random, life.facts.topic().corrections);
            life.item.correction =
                Some(Correction { by: who.handle.clone(), on: life.day(at), description, consequences: None });
        })
    }

    fn note(&mut self, at: Moment) -> Option<()> {
        let by = self.somebody(|_| true).party();
        self.act(at, Act::Noted, by, &mut |life, event| {
            event.text = Some(life.facts.clone().say(&mut life.random, &words::NOTES));
        })
    }

    /// One more note between the newest act and the last day; false where there is no room.
    pub fn note_later(&mut self) -> bool {
        let room = self.day(self.world.end).since(self.day(self.now()));
        let Ok(room @ 3..) = u32::try_from(room) else { return false };
        self.plan.acts = self.versions.len() + 1;
        let days = self.random.within(1, (room - 2).min(60));
        let at = self.after(self.now(), days);
        self.note(at).is_some()
    }

    fn defer(&mut self) -> Option<()> {
        let days = self.random.within(2, 12);
        let at = self.after(self.now(), days);
        let until = self.day(at).plus(self.random.within(40, 120));
        let by = self.manager();
        self.act(at, Act::Deferred, by, &mut |life, event| {
            event.until = Some(until);
            event.text = Some(life.facts.clone().say(&mut life.random, &words::DEFER));
        })
    }

    fn accept(&mut self) -> Option<Work> {
        let days = match self.state.deferred_until {
            Some(until) => u32::try_from(until.since(self.day(self.now()))).unwrap_or(3) - 2,
            None => self.random.within(2, if self.plan.stalled { 6 } else { 20 }),
        };
        let at = self.after(self.now(), days);
        let by = self.manager();
        let span = if self.plan.stalled { self.random.within(12, 20) } else { self.random.within(40, 75) };
        let late = self.random.chance(8);
        let takes = if late { span + self.random.within(2, 9) } else { self.random.within(25, span) };
        let agreed = self.random.chance(65) || self.state.terms.significance == Some(Significance::Major);
        let verify_on = agreed.then(|| self.day(at).plus((takes + self.random.within(25, 50)).max(span + 45)));
        let owner = self.somebody(|m| !m.top && !m.auditor).handle;
        let due = self.day(at).plus(span);
        self.act(at, Act::Accepted, by, &mut |life, event| {
            let facts = life.facts.clone();
            let mut terms = life.state.terms.clone();
            terms.owner = Some(owner.clone());
            terms.due = Some(due);
            terms.verify_on = verify_on;
            terms.success_criterion = Some(facts.say(&mut life.random, facts.topic().criteria));
            event.terms = Some(terms);
            event.text = Some(facts.say(&mut life.random, &words::ACCEPT));
            if life.random.chance(20) {
                event.reference = Some(format!("DEC-{}-{}", at.0.format("%Y"), life.random.within(1, 4)));
            }
        })?;
        Some(Work { from: at, span, takes })
    }

    /// Everything between acceptance and sign-off.
    fn work(&mut self, work: &Work, turns: &[Turn]) -> Option<()> {
        let count = |turn: Turn| turns.iter().filter(|t| **t == turn).count();
        let mut acts: Vec<Turn> = Vec::new();
        for turn in [Turn::HandedOver, Turn::Started, Turn::Linked, Turn::Noted, Turn::Action, Turn::Resource] {
            acts.extend(std::iter::repeat_n(turn, count(turn)));
        }
        // Two thirds of the time, so that what runs on (an action, a request) ends within it too.
        let usable = work.takes.min(work.span) * 2 / 3;
        let step = (usable / (u32::try_from(acts.len()).unwrap_or(0) + 2)).max(1);
        let mut day = step;
        if count(Turn::HandedOver) > 0 {
            self.hand_over(work, &mut day, step)?;
        }
        if self.needs_cause() {
            let at = self.after(work.from, day);
            self.analyse(at)?;
            day += step;
        }
        for turn in acts.into_iter().filter(|t| *t != Turn::HandedOver) {
            let at = self.after(work.from, day);
            match turn {
                Turn::Started => {
                    let by = self.owner();
                    self.act(at, Act::Started, by, &mut |_, _| {})?;
                }
                Turn::Linked => self.link(at)?,
                Turn::Action => self.action(at)?,
                Turn::Resource => self.resource(at)?,
                _ => self.note(at)?,
            }
            day += step;
        }
        Some(())
    }

    fn hand_over(&mut self, work: &Work, day: &mut u32, step: u32) -> Option<()> {
        let at = self.after(work.from, *day);
        let owner = self.state.owner().cloned();
        let to = self.somebody(|m| !m.top && !m.auditor && Some(&m.handle) != owner.as_ref()).handle;
        let by = self.manager();
        *day += step;
        self.act(at, Act::Amended, by, &mut |life, event| {
            event.terms = Some(Terms { owner: Some(to.clone()), ..Terms::default() });
            event.text = Some(life.facts.clone().say(&mut life.random, &words::HAND_OVER));
        })
    }

    fn analyse(&mut self, at: Moment) -> Option<()> {
        let who = self.somebody(|m| !m.top);
        self.act(at, Act::Analysed, who.party(), &mut |life, event| {
            let facts = life.facts.clone();
            let topic = facts.topic();
            let again = !life.item.analysis.is_empty();
            let random = &mut life.random;
            let why = topic
                .whys
                .iter()
                .map(|(question, answer)| Why {
                    question: facts.fill(question),
                    answer: facts.fill(answer),
                    evidence: random.chance(15).then(|| format!("record {}", random.within(1000, 9999))),
                })
                .collect();
            let analysis = Analysis {
                method: AnalysisMethod::FiveWhys,
                by: who.handle.clone(),
                on: at.day(life.world.law.zone),
                root_cause: Some(if again {
                    facts.fill(topic.causes.last().copied().unwrap_or_default())
                } else {
                    facts.say(random, topic.causes)
                }),
                cause_code: random.chance(20).then(|| topic.tag.to_owned()),
                escape_point: random.chance(40).then(|| facts.say(random, &words::ESCAPE)),
                similar_elsewhere: random.chance(60).then(|| facts.say(random, &words::ELSEWHERE)),
                why,
            };
            life.item.analysis.push(analysis);
            event.analyses = u32::try_from(life.item.analysis.len()).ok();
        })
    }

    fn link(&mut self, at: Moment) -> Option<()> {
        let by = self.somebody(|_| true).party();
        self.act(at, Act::Linked, by, &mut |life, _| {
            let control = format!("A.8.{}", life.random.within(1, 34));
            if !life.item.controls.contains(&control) {
                life.item.controls.push(control);
            }
            life.item.tags.push(format!("batch-{}", life.random.within(1, 60)));
        })
    }

    /// Planned, and done some days later by whoever owns it.
    fn action(&mut self, at: Moment) -> Option<()> {
        let id = self.part();
        let who = self.somebody(|m| !m.top && !m.auditor);
        let by = self.owner();
        let due = self.state.terms.due;
        self.act(at, Act::Planned, by, &mut |life, event| {
            life.put_action(&id);
            event.action = Some(id.clone());
            event.terms = Some(Terms { owner: Some(who.handle.clone()), due, ..Terms::default() });
        })?;
        if self.plan.stalled {
            return Some(());
        }
        let days = self.random.within(2, 8);
        let at = self.after(at, days);
        self.act(at, Act::Done, who.party(), &mut |life, event| {
            event.action = Some(id.clone());
            event.text = Some(life.facts.clone().say(&mut life.random, &words::DONE));
        })
    }

    /// Asked for, and decided some days later.
    fn resource(&mut self, at: Moment) -> Option<()> {
        let id = self.part();
        let by = self.owner();
        self.act(at, Act::Requested, by, &mut |life, event| {
            let purpose = life.facts.clone().say(&mut life.random, &words::PURPOSE);
            let amount = f64::from(life.random.within(2, 90)) * 100.0;
            let resource = Resource { kind: ResourceKind::Budget, amount, unit: "EUR".to_owned(), purpose };
            life.item.resource.insert(id.clone(), resource);
            event.resource = Some(id.clone());
        })?;
        let by = self.somebody(|m| m.top).party();
        let days = self.random.within(1, 7);
        let at = self.after(at, days);
        let approved = self.random.chance(85);
        self.act(at, Act::Resourced, by, &mut |life, event| {
            event.resource = Some(id.clone());
            event.decision = Some(if approved { Decision::Approved } else { Decision::Declined });
            event.reference = Some(format!("BR-{}", life.random.within(100, 999)));
            if !approved {
                event.text = Some("The budget of this year is spent; use what is there.".to_owned());
            }
        })
    }

    /// The sign-off that ends the first round, after an extension where there is one.
    fn sign_off(&mut self, work: &Work, extended: bool) -> Option<()> {
        let mut takes = work.takes;
        if extended {
            let at = self.after(work.from, work.span - 2);
            let to = self.day(work.from).plus(work.span + 25);
            self.extend(at, to)?;
            takes = work.span + self.random.within(3, 20);
        }
        let at = self.after(work.from, takes);
        self.implement(at)
    }

    fn extend(&mut self, at: Moment, to: Day) -> Option<()> {
        let by = self.manager();
        self.act(at, Act::Extended, by, &mut |life, event| {
            event.terms = Some(Terms { due: Some(to), ..Terms::default() });
            event.text = Some(life.facts.clone().say(&mut life.random, &words::EXTEND));
        })
    }

    fn implement(&mut self, at: Moment) -> Option<()> {
        let by = self.owner();
        self.act(at, Act::Implemented, by, &mut |life, event| {
            event.text = Some(life.facts.clone().say(&mut life.random, &words::SIGN_OFF));
            if life.state.terms.due.is_some_and(|due| life.day(at) > due) {
                event.late_reason = Some(life.facts.clone().say(&mut life.random, &words::LATE));
            }
        })
    }

    /// Verified as not effective, analysed anew and signed off again.
    fn fail_round(&mut self) -> Option<()> {
        self.verify(VerifyResult::NotEffective)?;
        let failed = self.now();
        // On the same day, so that no last day falls between: work without a new analysis would be a finding.
        let at = self.after(failed, 0);
        self.analyse(at)?;
        let days = self.random.within(15, 28);
        let at = self.after(failed, days);
        self.implement(at)
    }

    fn come_back(&mut self) -> Option<()> {
        let days = self.random.within(30, 120);
        let at = self.after(self.now(), days);
        let by = self.manager();
        let due = self.day(at).plus(40);
        self.act(at, Act::Reopened, by, &mut |life, event| {
            event.terms = Some(Terms { due: Some(due), ..Terms::default() });
            event.text = Some(life.facts.clone().say(&mut life.random, &words::REOPEN));
        })?;
        let days = self.random.within(10, 35);
        let at = self.after(at, days);
        self.implement(at)?;
        self.verify(VerifyResult::Effective)
    }

    /// Verified on its day, or before it with a reason.
    fn verify(&mut self, result: VerifyResult) -> Option<()> {
        let policy = Policy::default();
        let on = self.state.verify_on(&policy, self.world.law.zone).unwrap_or_else(|| self.day(self.now()));
        let wait = u32::try_from(on.since(self.day(self.now()))).unwrap_or(0);
        let early = wait > 60 || wait > 12 && self.random.chance(8);
        let days = if early { wait.min(60) - self.random.within(3, 9) } else { wait };
        let at = self.after(self.now(), days);
        self.verify_at(at, result, early)
    }

    fn verify_at(&mut self, at: Moment, result: VerifyResult, early: bool) -> Option<()> {
        let state = self.state.clone();
        let auditor = self.random.chance(60);
        let by = self.somebody(|m| involved(&state, &m.handle).is_none() && (m.auditor || !auditor)).party();
        let due = self.day(at).plus(45);
        self.act(at, Act::Verified, by, &mut |life, event| {
            let facts = life.facts.clone();
            let effective = result == VerifyResult::Effective;
            let sentences: &[&str] = if effective { &words::EFFECTIVE } else { &words::INEFFECTIVE };
            event.text = Some(facts.say(&mut life.random, sentences));
            event.method = Some(*life.random.pick(VerifyMethod::all()));
            event.result = Some(result);
            let url = format!("https://records.example.com/{}/{}", life.plan.id, life.random.within(1000, 9999));
            event.evidence = Some(vec![Evidence { path: None, sha256: None, url: Some(url) }]);
            if early {
                event.early_reason = Some(facts.say(&mut life.random, &words::EARLY));
            }
            if effective && !life.item.risk.is_empty() {
                let after = life.item.risk.iter().map(|(name, score)| (name.clone(), (score / 3.0).floor()));
                event.risk = Some(after.collect());
            }
            if !effective {
                event.terms = Some(Terms { due: Some(due), ..Terms::default() });
            }
        })
    }
}

/// The terms as proposed: a short life is an improvement without an analysis.
fn first_terms(random: &mut crate::random::Random, plain: bool) -> Terms {
    let corrective = !plain && random.chance(60);
    let kind = if corrective { Kind::CorrectiveAction } else { Kind::Improvement };
    let grade = match (corrective, random.within(1, 10)) {
        (true, 1) => Grade::MajorNonconformity,
        (true, _) => Grade::MinorNonconformity,
        (false, 1..=4) => Grade::Observation,
        (false, _) => Grade::Opportunity,
    };
    let major = !plain && random.chance(25);
    let significance = if major { Significance::Major } else { Significance::Minor };
    Terms { kind: Some(kind), grade: Some(grade), significance: Some(significance), ..Terms::default() }
}

/// Whether an item is closed or rejected: nothing is missing if nothing more happens to it.
pub fn is_over(status: Status) -> bool {
    matches!(status, Status::Closed | Status::Rejected)
}
