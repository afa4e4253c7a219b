//! The first act of all: a register with its settings, its first people and the file that keeps git from rewriting it.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono_tz::Tz;
use toml::{Table, Value};

use super::publish::Publication;
use super::settings::{File, trailers, write_fold};
use super::{fields, next_event};
use crate::attest::digest::{Subject, content, content_digest};
use crate::attest::event_table;
use crate::attest::statement::{NAMESPACE, statement};
use crate::document::edit::Document;
use crate::document::layout::LayoutKind;
use crate::git::{Repo, SigningKey};
use crate::lifecycle::settings::SANDBOX;
use crate::model::date::Moment;
use crate::model::event::{Act, Event, Party};
use crate::model::id::{Handle, Hash};
use crate::model::settings::Policy;
use crate::model::word::{Role, Signatures};
use crate::register::ids::Draw;
use crate::register::place::{PEOPLE, SETTINGS};
use crate::register::read;

/// How TOML and evidence are kept by git: TOML merges as text, evidence stays byte for byte, and no attribute from above
/// rewrites either.
const GITATTRIBUTES: &str = "* -ident -filter !working-tree-encoding\n*.toml text eol=lf\n*.json text eol=lf\nevidence/** -text \
    -filter -merge\n";

/// A register that is to be.
#[derive(Debug)]
pub struct Founding {
    /// Name of the organisation.
    pub name: String,
    /// Prefix of item ids.
    pub prefix: String,
    /// Time zone in which a day ends.
    pub timezone: Tz,
    /// Whether acts are signed.
    pub signatures: Signatures,
    /// Days from one management review to the next.
    pub review_interval_days: u32,
    /// Whether it is a sandbox. Nothing makes it one later.
    pub sandbox: bool,
    /// The people who are there from the beginning; the first one founds it.
    pub people: Vec<FirstPerson>,
    /// The key that the founder signs with, and the line of its public key.
    pub key: Option<(SigningKey, String)>,
    /// When.
    pub now: Moment,
    /// Other files that come with it, by their paths below the register.
    pub beside: Vec<(String, String)>,
}

/// Somebody who is there from the beginning.
#[derive(Debug)]
pub struct FirstPerson {
    /// Their handle.
    pub handle: Handle,
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub mail: String,
    /// Their department.
    pub department: Option<String>,
    /// Whether security is their work.
    pub security_team: bool,
    /// Whether they are said to be one human being.
    pub one_human: bool,
    /// Their roles.
    pub roles: Vec<Role>,
}

impl Founding {
    /// What is to be written and committed for it in `root`, and its introduction.
    ///
    /// # Errors
    /// A name that no file can hold, or the key does not sign.
    pub fn publication(&self, repo: &Repo, root: &Path) -> anyhow::Result<(Publication, Hash)> {
        let id = self.register_id()?;
        let mut people = Document::parse(b"#:schema schemas/people.schema.json\nschema = 1\n", LayoutKind::People)
            .map_err(|e| anyhow::anyhow!("people.toml: {e}"))?;
        let first = self.found(repo, &mut people, File::People, &id, &self.first_people()?, None)?;
        let text = self.settings_text(&id);
        let mut settings = Document::parse(text.as_bytes(), LayoutKind::Register)
            .map_err(|e| anyhow::anyhow!("register.toml: {e}"))?;
        let set = content(&text.parse()?, Subject::Register);
        let set: Table = set.into_iter().filter(|(_, v)| v.as_table().is_none_or(|t| !t.is_empty())).collect();
        let event = self.found(repo, &mut settings, File::Register, &id, &set, Some(first.hash))?;
        let mut files: Vec<(PathBuf, Vec<u8>)> = vec![
            (root.join(".gitattributes"), GITATTRIBUTES.as_bytes().to_vec()),
            (root.join(PEOPLE), people.to_bytes()),
            (root.join(SETTINGS), settings.to_bytes()),
        ];
        files.extend(self.beside.iter().map(|(path, text)| (root.join(path), text.as_bytes().to_vec())));
        let publication = Publication {
            files,
            subject: format!("Introduce the improvement register of {}", self.name),
            trailers: trailers(File::Register, &event),
            ..Publication::default()
        };
        Ok((publication, event.hash))
    }

    fn register_id(&self) -> anyhow::Result<String> {
        let words: Vec<String> = self
            .name
            .to_lowercase()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(ToOwned::to_owned)
            .collect();
        let slug: String = words.join("-").chars().take(40).collect();
        let slug = if slug.is_empty() { "register".to_owned() } else { slug };
        Ok(format!("{slug}-{}", Draw::from_env().characters(4, "register")?))
    }

    fn settings_text(&self, id: &str) -> String {
        let quoted = |text: &str| Value::String(text.to_owned()).to_string();
        let commented = |line: String, comment: &str| format!("{line:<37} # {comment}\n");
        let mut text = String::from("#:schema schemas/register.schema.json\nschema = 1\n");
        text.push_str(&commented(format!("id = {}", quoted(id)), "every event names it"));
        text.push_str(&format!("name = {}\n", quoted(&self.name)));
        text.push_str(&commented(format!("prefix = {}", quoted(&self.prefix)), "of item ids"));
        text.push_str(&commented(format!("timezone = {}", quoted(self.timezone.name())), "where a day ends"));
        text.push_str(&commented(
            format!("signatures = {}", quoted(&self.signatures.to_string())),
            "required | wanted | off",
        ));
        if self.sandbox {
            text.push_str(&commented(format!("{SANDBOX} = true"), "to try things in: evidence of nothing"));
        }
        text.push_str(&commented("blame_phrases = []".to_owned(), "more words by which an analysis ends at a person"));
        text.push('\n');
        text.push_str(&commented("[policy]".to_owned(), "the numbers that rules use"));
        for (key, number, meaning) in Policy::NUMBERS {
            let number = if *key == "review_interval_days" { self.review_interval_days } else { *number };
            text.push_str(&commented(format!("{key} = {number}"), meaning.trim()));
        }
        text.push('\n');
        text.push_str(&commented("[rules]".to_owned(), "levels that differ from the default: error | warn | off"));
        text
    }

    fn first_people(&self) -> anyhow::Result<Table> {
        let mut people = Table::new();
        for (place, person) in self.people.iter().enumerate() {
            let key = self.key.as_ref().filter(|_| place == 0).map(|(_, line)| line.as_str());
            people.insert(person.handle.to_string(), Value::Table(self.person(person, key)?));
        }
        Ok(Table::from_iter([("person".to_owned(), Value::Table(people))]))
    }

    fn person(&self, first: &FirstPerson, key: Option<&str>) -> anyhow::Result<Table> {
        let today = self.now.day(self.timezone).to_string();
        let roles: Vec<String> =
            first.roles.iter().map(|role| format!("{{ name = \"{role}\", from = {today} }}")).collect();
        let mut person = Table::new();
        person.insert("name".into(), Value::String(first.name.clone()));
        person.insert("email".into(), Value::Array(vec![Value::String(first.mail.clone())]));
        if let Some(department) = &first.department {
            person.insert("department".into(), Value::String(department.clone()));
        }
        person.insert("security_team".into(), Value::Boolean(first.security_team));
        if first.one_human {
            person.insert("one_human".into(), Value::Boolean(true));
        }
        person.extend(format!("from = {today}\nrole = [{}]", roles.join(", ")).parse::<Table>()?);
        if let Some(public) = key {
            let mut key = Table::from_iter([("public".to_owned(), Value::String(public.to_owned()))]);
            key.extend(format!("from = {}", self.now).parse::<Table>()?);
            person.insert("key".into(), Value::Array(vec![Value::Table(key)]));
        }
        Ok(person)
    }

    fn found(
        &self,
        repo: &Repo,
        doc: &mut Document,
        file: File,
        id: &str,
        set: &Table,
        people: Option<Hash>,
    ) -> anyhow::Result<Event> {
        write_fold(doc, set)?;
        let founder = self.people.first().context("nobody founds the register")?;
        let mut event = next_event::blank(Act::Changed, Party::Person(founder.handle.clone()), self.now, Vec::new());
        event.people = people;
        event.set = Some(set.clone());
        event.content = content_digest(&read::tree(doc.text())?, file.subject())?;
        event_table::seal(id, file.subject(), &mut event)?;
        if let Some((key, _)) = &self.key {
            let statement = statement(id, file.subject(), &event)?;
            let signature =
                repo.ssh_sign(key, NAMESPACE, &statement).context("without the key: kaizen init --no-sign")?;
            event.signature = Some(signature);
        }
        let table = event_table::table(&event)?;
        doc.insert_table(&["event", event.hash.short()], &fields::event(&table))?;
        Ok(event)
    }
}
