//! Registers written by the library, without git: any order of acts, lawful or not, in a few lines.

use std::path::PathBuf;

use kaizen::internals::attest::digest::{Subject, content_digest, event_hash};
use kaizen::internals::lifecycle::lawful::Law;
use kaizen::internals::lifecycle::people::replay;
use kaizen::internals::lifecycle::replay::Replay;
use kaizen::internals::lifecycle::signature::Signers;
use kaizen::model::item::Item;
use kaizen::model::person::People;
use toml::{Table, Value};

const ID: &str = "example-ltd-4M7Q";

/// Mona manages, arjun and dana work, priya audits.
const PEOPLE: &str = r#"
schema = 1
person."mona.lind" = { name = "Mona Lind", email = ["mona@example.com"], from = 2026-01-01, security_team = true, role = [{ name = "isms-manager", from = 2026-01-01 }, { name = "top-management", from = 2026-01-01 }] }
person."arjun.mehta" = { name = "Arjun Mehta", email = ["arjun@example.com"], from = 2026-01-01, role = [] }
person."dana.okafor" = { name = "Dana Okafor", email = ["dana@example.com"], from = 2026-01-01, role = [] }
person."priya.nair" = { name = "Priya Nair", email = ["priya@example.com"], from = 2026-01-01, role = [{ name = "auditor", from = 2026-01-01 }] }
"#;

/// A register being made.
pub struct Made {
    dir: tempfile::TempDir,
    people: String,
    settings: String,
    files: Vec<(String, String)>,
    edits: Vec<[String; 3]>,
}

/// An act: who, what, when, and what else it carries, in TOML. It follows the one before it; `after = [0, 2]` names the
/// acts that it follows instead, or gives a hash.
pub type Act<'a> = (&'a str, &'a str, &'a str, &'a str);

/// The terms that an item is accepted with.
pub const TERMS: &str = "text = \"Agreed.\"\nterms = { kind = \"improvement\", grade = \"opportunity\", significance = \"minor\", owner = \"arjun.mehta\", due = 2026-06-01, success_criterion = \"Each attempt is logged.\" }";

impl Made {
    pub fn new() -> Self {
        Made {
            dir: tempfile::tempdir().unwrap(),
            people: PEOPLE.to_owned(),
            settings: String::new(),
            files: Vec::new(),
            edits: Vec::new(),
        }
    }

    /// With other people from the start, before any item: `from` in their file reads `to`.
    pub fn people(mut self, from: &str, to: &str) -> Self {
        assert!(self.people.contains(from), "no {from}");
        self.people = self.people.replacen(from, to, 1);
        self
    }

    /// Without a person who is there otherwise.
    pub fn without(mut self, handle: &str) -> Self {
        let others = self.people.lines().filter(|line| !line.contains(handle));
        self.people = others.map(|line| format!("{line}\n")).collect();
        self
    }

    /// A text editor at the finished files: the first `from` reads `to`.
    pub fn edit(mut self, path: &str, from: &str, to: &str) -> Self {
        self.edits.push([path, from, to].map(ToOwned::to_owned));
        self
    }

    /// More of register.toml.
    pub fn settings(mut self, text: &str) -> Self {
        self.settings.push_str(text);
        self.settings.push('\n');
        self
    }

    /// A file as it is.
    pub fn file(mut self, path: &str, text: &str) -> Self {
        self.files.push((path.to_owned(), text.to_owned()));
        self
    }

    /// An item: what it holds beside its id and its events (top-level keys first), and its acts.
    pub fn item(mut self, name: &str, content: &str, acts: &[Act<'_>]) -> Self {
        let id = format!("IMP-2026-{name}");
        let mut table: Table = format!("schema = 1\nid = \"{id}\"\nstatus = \"raised\"\n{content}").parse().unwrap();
        let subject = Subject::Item(&id);
        table.insert("event".to_owned(), events(&table, subject, acts));
        let people = people(&self.people);
        let known: People = toml::from_str(&people.to_string()).unwrap();
        let authority = replay(
            known.event.values(),
            known.event.values().next().map(|e| &e.hash),
            chrono_tz::UTC,
            &Signers::default(),
        )
        .authority;
        let law = Law { authority: &authority, zone: chrono_tz::UTC };
        let item: Item = Value::Table(table.clone()).try_into().unwrap();
        let state = Replay::new(item.event.values(), &law, None).state;
        if let Some(status) = state.status {
            table.insert("status".to_owned(), Value::String(status.to_string()));
        }
        for (key, text) in state.terms.texts() {
            let Some(text) = text else { continue };
            let date = matches!(key, "due" | "verify_on");
            let value = if date { Value::Datetime(text.parse().unwrap()) } else { Value::String(text) };
            table.insert(key.to_owned(), value);
        }
        self.files.push((format!("items/2026/{id}.toml"), table.to_string()));
        self
    }

    /// The names of the rules that find something on a day, with their levels.
    pub fn found(self, today: &str) -> Vec<(String, String)> {
        let report = self.report(today);
        let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap().to_owned();
        report["findings"].as_array().unwrap().iter().map(|f| (text(f, "rule"), text(f, "level"))).collect()
    }

    /// Writes it and returns what `check` reports on a day.
    pub fn report(self, today: &str) -> serde_json::Value {
        let root = self.dir.path().join("register");
        let write = |path: &str, text: &str| {
            let full: PathBuf = root.join(path);
            std::fs::create_dir_all(full.parent().unwrap()).unwrap();
            std::fs::write(full, text).unwrap();
        };
        let people = people(&self.people);
        write("people.toml", &people.to_string());
        let mut settings: Table = format!(
            "schema = 1\nid = \"{ID}\"\nname = \"Example Ltd\"\nprefix = \"IMP\"\nsignatures = \"off\"\n{}",
            self.settings
        )
        .parse()
        .unwrap();
        let mut set = settings.clone();
        set.remove("schema");
        let founding =
            people["event"].as_table().unwrap().iter().next().unwrap().1["hash"].as_str().unwrap().to_owned();
        let carried = format!("people = \"{founding}\"\nset = {}", inline(&set));
        let acts = [("mona.lind", "changed", "2026-01-01T09:00:00Z", carried.as_str())];
        settings.insert("event".to_owned(), events(&settings, Subject::Register, &acts));
        write("register.toml", &settings.to_string());
        for (path, text) in &self.files {
            write(path, text);
        }
        for [path, from, to] in &self.edits {
            let text = std::fs::read_to_string(root.join(path)).unwrap();
            assert!(text.contains(from), "no {from} in\n{text}");
            write(path, &text.replacen(from, to, 1));
        }
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_kaizen"))
            .args(["check", "--no-history", "--format", "json", "--today", today, "--register"])
            .arg(&root)
            .current_dir(self.dir.path())
            .env_clear()
            .env("PATH", std::env::var("PATH").unwrap())
            .env("GIT_CEILING_DIRECTORIES", self.dir.path().parent().unwrap())
            .output()
            .unwrap();
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)))
    }
}

fn people(text: &str) -> Table {
    let mut people: Table = text.parse().unwrap();
    let set = Table::from_iter([("person".to_owned(), people["person"].clone())]);
    let carried = format!("set = {}", inline(&set));
    let acts = [("mona.lind", "changed", "2026-01-01T08:00:00Z", carried.as_str())];
    people.insert("event".to_owned(), events(&people, Subject::People, &acts));
    people
}

fn inline(table: &Table) -> String {
    Value::Table(table.clone()).to_string()
}

/// Events over the content of the file as it is, each after the one before unless it says otherwise.
fn events(file: &Table, subject: Subject<'_>, acts: &[Act<'_>]) -> Value {
    let content = content_digest(&file.into(), subject).unwrap().to_string();
    let mut all = Table::new();
    let mut hashes: Vec<Value> = Vec::new();
    for (by, act, at, carried) in acts {
        let mut event: Table = format!("act = \"{act}\"\nby = \"{by}\"\nat = {at}\n{carried}").parse().unwrap();
        let after = match event.remove("after") {
            Some(Value::Array(named)) => named.into_iter().map(|n| hash_of(&hashes, n)).collect(),
            _ => hashes.last().cloned().into_iter().collect(),
        };
        event.insert("after".to_owned(), Value::Array(after));
        event.entry("content").or_insert_with(|| Value::String(content.clone()));
        let hash = event_hash(ID, subject, &(&event).into()).unwrap();
        event.insert("hash".to_owned(), Value::String(hash.to_string()));
        hashes.push(Value::String(hash.to_string()));
        all.insert(hash.short().to_owned(), Value::Table(event));
    }
    Value::Table(all)
}

/// The hash of an act by its number; a hash is itself.
fn hash_of(hashes: &[Value], named: Value) -> Value {
    named.as_integer().map_or(named, |number| hashes[usize::try_from(number).unwrap()].clone())
}
