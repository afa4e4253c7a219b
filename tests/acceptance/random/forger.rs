//! Forged events, put anywhere into an honest history by somebody without the right.

use std::path::PathBuf;

use chrono::{DateTime, Duration, Utc};

use super::base::{Signing, WORDS};
use super::dice::Dice;
use super::event::{File, Words};
use super::history::History;
use super::kinds::{Kind, Where};
use super::model::State;
use super::verdict::{self, Found};
use crate::world::World;

/// An honest history as a forger finds it.
pub struct Scene<'a> {
    pub world: &'a World,
    pub signing: Signing,
    /// The id of the register.
    pub register: String,
    /// What the model knows at the tip.
    pub state: &'a State,
    /// The last moment of the honest history.
    pub end: DateTime<Utc>,
}

/// What a forger does to one file.
pub enum Deed {
    /// Adds an event to it.
    Add(Words),
    /// Writes another text, by which this event is altered or taken out.
    Write { text: String, event: Option<String> },
}

pub struct Forgery {
    pub file: File,
    pub deed: Deed,
    /// Who commits it.
    pub committer: &'static str,
    /// What the forger does afterwards, in a commit of its own.
    pub then: &'static str,
}

impl Scene<'_> {
    /// The key of somebody, where they have one.
    pub fn key(&self, who: &str) -> Option<PathBuf> {
        self.signing.has_key(who).then(|| self.world.home().join(who))
    }

    pub fn ledger(&self, subject: &str) -> File {
        File::read(self.world.path().join(format!("register/{subject}.toml")), subject)
    }

    pub fn items(&self) -> Vec<File> {
        let folder = self.world.path().join("register/items/2026");
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let id = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
        paths.into_iter().map(|path| (id(&path), path)).map(|(id, path)| File::read(path, &id)).collect()
    }

    pub fn item(&self, dice: &mut Dice) -> File {
        let mut items = self.items();
        let place = dice.below(items.len());
        items.swap_remove(place)
    }

    /// A time that fits: a little after what is followed, or after all.
    pub fn time(&self, file: &File, dice: &mut Dice) -> String {
        let newest = file.events().into_iter().filter_map(|(_, _, at, _)| at.parse::<DateTime<Utc>>().ok()).max();
        let from = newest.filter(|_| dice.percent(60)).unwrap_or(self.end);
        stamp(from + Duration::minutes(i64::try_from(dice.between(1, 90)).unwrap()))
    }
}

fn stamp(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Tries one forgery and takes it back. Gives what was found of it (nothing where there was nothing to forge it with), else what went wrong.
pub fn tried(world: &World, history: &History, kind: &Kind, dice: &mut Dice) -> Result<Option<String>, String> {
    let commits = world.read("../commits");
    let commits: Vec<&str> = commits.lines().collect();
    let place = match kind.place {
        Where::Tip => commits[0],
        Where::Anywhere if dice.percent(50) => commits[0],
        Where::Anywhere => dice.pick(&commits),
        Where::BeforeTheEnd => "early",
    };
    world.sh(&format!("git switch -qc forged {place}")).ok();
    let scene = Scene {
        world,
        signing: history.signing,
        state: &history.state,
        register: File::read(world.path().join("register/register.toml"), "register").value("id").unwrap().to_owned(),
        end: history.end.moment().parse().unwrap(),
    };
    let result = match (kind.make)(&scene, dice) {
        Some(forgery) => put(&scene, history, kind, forgery, dice).map(Some),
        None => Ok(None),
    };
    world.sh("git switch -qf main; git reset -q --hard honest; git clean -qfd; git branch -qD forged").ok();
    result
}

fn put(scene: &Scene<'_>, history: &History, kind: &Kind, forgery: Forgery, dice: &mut Dice) -> Result<String, String> {
    let Forgery { file, deed, committer, then } = forgery;
    let now = stamp(scene.end + Duration::minutes(100));
    // Whoever is careful lets the file show what the event would make of it.
    let is_rewritten = matches!(deed, Deed::Write { .. });
    let tidy = if !is_rewritten && dice.percent(70) { "kaizen fmt >/dev/null 2>&1 || true" } else { "" };
    let (event, at) = match &deed {
        Deed::Add(words) => (Some(file.add(&scene.register, words)), words.at.clone()),
        Deed::Write { text, event } => {
            std::fs::write(&file.path, text).unwrap();
            (event.clone(), now.clone())
        }
    };
    // Whoever forges a time sets the clock of git as well, or does not.
    let clock = if kind.place == Where::BeforeTheEnd || dice.percent(40) { at } else { now };
    let merger = dice.pick(&["mona", "arjun", "eve"]);
    let message = dice.pick(&["Tidy up", "IMP: note", "Merge branch 'main'"]);
    let forged = scene.world.sh(&format!(
        "{WORDS}
        {committer}; export GIT_AUTHOR_DATE={clock} GIT_COMMITTER_DATE={clock}
        {tidy}
        git add -A; git commit -qm \"{message}\"
        {then}
        {merger}; export KAIZEN_TODAY={now} GIT_AUTHOR_DATE={now} GIT_COMMITTER_DATE={now}
        git switch -q main; git merge -q --no-edit forged >/dev/null 2>&1 || {{ solve; git commit -q --no-edit; }}
        git rev-list honest..HEAD",
        now = stamp(scene.end + Duration::minutes(120)),
    ));
    if forged.code != 0 {
        return Err(format!("{}: the script failed\n{}", kind.name, forged.both()));
    }
    let found = verdict::check(scene.world, history.end, "");
    if !is_rewritten && found.iter().any(|f| f.rule == "event-altered" && f.event == event) {
        return Err(format!("{}: the forger made the hash wrong\n{}", kind.name, verdict::told(&found)));
    }
    let names = |f: &Found| {
        let named = if event.is_some() { f.event == event } else { file.path.ends_with(&f.file) };
        named || f.commit.as_deref().is_some_and(|commit| forged.out.contains(commit))
    };
    // That it came late is told of honest acts too.
    let is_told = |f: &&Found| names(f) && (f.level == "error" || kind.told) && f.rule != "backdated";
    let fitting: Vec<Found> = found.iter().filter(is_told).cloned().collect();
    if !fitting.is_empty() {
        return Ok(verdict::told(&fitting));
    }
    let diff = scene.world.sh("git log -p --format=%h%x20%an%x20%cI%x20%s honest..forged").both();
    Err(format!(
        "{}: no finding names the event {} or its commit\n{}{diff}",
        kind.name,
        event.unwrap_or_default(),
        verdict::told(&found)
    ))
}
