//! Events made without the program: what somebody with a text editor, a hash and a key can write.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};
use toml::{Table, Value};

/// A file of the register, as a forger reads it.
pub struct File {
    pub path: PathBuf,
    /// What hashes call it: the id of an item, `people`, `register`, `seals`.
    pub subject: String,
    pub text: String,
    table: Table,
}

/// What a forged event says, beside what comes of it.
#[derive(Debug, Clone, Default)]
pub struct Words {
    pub act: String,
    /// A handle.
    pub by: String,
    pub at: String,
    /// The whole hashes of what it follows; nothing: the newest events.
    pub after: Option<Vec<String>>,
    /// Other keys, with their values as TOML.
    pub keys: Vec<(String, String)>,
    /// A digest of other content than the file has.
    pub content: Option<String>,
    /// The key that signs it.
    pub key: Option<PathBuf>,
}

impl File {
    pub fn read(path: PathBuf, subject: &str) -> Self {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|_| "schema = 1\n".to_owned());
        let table = text.parse().unwrap();
        File { path, subject: subject.to_owned(), text, table }
    }

    /// The events, by whole hash: act, time, what they follow.
    pub fn events(&self) -> Vec<(String, String, String, Vec<String>)> {
        let events = self.table.get("event").and_then(Value::as_table).into_iter().flatten();
        let text = |event: &Value, key: &str| event[key].as_str().map_or_else(|| event[key].to_string(), str::to_owned);
        let after = |event: &Value| {
            event["after"].as_array().unwrap().iter().map(|hash| hash.as_str().unwrap().to_owned()).collect()
        };
        events.map(|(_, event)| (text(event, "hash"), text(event, "act"), text(event, "at"), after(event))).collect()
    }

    pub fn newest(&self) -> Vec<String> {
        let events = self.events();
        let followed: Vec<&String> = events.iter().flat_map(|(.., after)| after).collect();
        events.iter().map(|(hash, ..)| hash.clone()).filter(|hash| !followed.contains(&hash)).collect()
    }

    /// The text of a key at the top of the file.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.table.get(key)?.as_str()
    }

    /// Writes the file with one more event; gives its hash.
    pub fn add(&self, register: &str, words: &Words) -> String {
        let after = words.after.clone().unwrap_or_else(|| self.newest());
        let content = words.content.clone().unwrap_or_else(|| self.digest());
        let mut lines = format!("after = {after:?}\nact = {:?}\nby = {:?}\nat = {}\n", words.act, words.by, words.at);
        words.keys.iter().for_each(|(key, value)| lines.push_str(&format!("{key} = {value}\n")));
        lines.push_str(&format!("content = {content:?}\n"));
        let event: Table = lines.parse().unwrap_or_else(|e| panic!("{e}\n{lines}"));
        let whole = json!({ "register": register, "subject": self.subject, "event": plain(&Value::Table(event)) });
        let hash = sha256(&whole);
        if let Some(key) = &words.key {
            let statement = format!(
                "kaizen event v1\nregister: {register}\nsubject: {}\nact: {}\nby: {}\nat: {}\ncontent: {content}\nevent: sha256:{hash}\n",
                self.subject, words.act, words.by, words.at
            );
            lines.push_str(&format!("signature = {:?}\n", signed(key, &statement)));
        }
        let text = format!("{}\n\n[event.{}]\n{lines}hash = \"{hash}\"\n", self.text.trim_end(), &hash[..16]);
        std::fs::create_dir_all(self.path.parent().unwrap()).unwrap();
        std::fs::write(&self.path, text).unwrap();
        hash
    }

    /// The digest of the content; in items without what is agreed.
    fn digest(&self) -> String {
        let mut content = self.table.clone();
        let mut without: Vec<&str> = vec!["event", "schema"];
        if content.contains_key("sources") {
            without.extend(["status", "tags", "kind", "grade", "significance", "owner", "due", "verify_on"]);
            without.push("success_criterion");
            let actions = content.get_mut("action").and_then(Value::as_table_mut);
            for (_, action) in actions.into_iter().flat_map(Table::iter_mut) {
                action.as_table_mut().unwrap().retain(|key, _| !matches!(key, "owner" | "due"));
            }
        }
        content.retain(|key, _| !without.contains(&key));
        format!("sha256:{}", sha256(&plain(&Value::Table(content))))
    }
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Table(table) => Json::Object(table.iter().map(|(key, value)| (key.clone(), plain(value))).collect()),
        Value::Array(list) => list.iter().map(plain).collect(),
        Value::Datetime(date) => Json::Object(Map::from_iter([("$date".to_owned(), date.to_string().into())])),
        Value::String(text) => text.clone().into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Boolean(truth) => (*truth).into(),
    }
}

fn sha256(value: &Json) -> String {
    let bytes = Sha256::digest(serde_json_canonicalizer::to_vec(value).unwrap());
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn signed(key: &Path, statement: &str) -> String {
    let mut child = Command::new("ssh-keygen")
        .args(["-q", "-Y", "sign", "-n", "kaizen", "-f"])
        .arg(key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(statement.as_bytes()).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}
