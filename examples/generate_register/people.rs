//! The people of the made-up organisation, and the two files that say who may do what.

use kaizen::internals::attest::digest::content_digest;
use kaizen::internals::document::edit::Document;
use kaizen::internals::document::format::format;
use kaizen::internals::document::layout::LayoutKind;
use kaizen::internals::lifecycle::fold::merge;
use kaizen::internals::record::settings::{File, trailers, write_fold};
use kaizen::internals::record::{fields, next_event};
use kaizen::internals::register::read;
use kaizen::model::date::{Day, Moment};
use kaizen::model::event::{Act, Event, Party};
use kaizen::model::id::{Handle, Hash};
use kaizen::model::settings::Policy;
use toml::Table;

use crate::{REGISTER, keys};

/// Name, department, roles beside staff; the first one founds the register.
const CAST: [(&str, &str, &[&str]); 34] = [
    ("Mona Lind", "Information Security", &["isms-manager", "top-management"]),
    ("Viktor Hale", "Management", &["top-management"]),
    ("Ingrid Solberg", "Management", &["top-management"]),
    ("Tomas Kral", "Information Security", &["isms-manager"]),
    ("Priya Nair", "Internal Audit", &["auditor"]),
    ("Owen Castell", "Internal Audit", &["auditor"]),
    ("Lucia Ferrante", "Internal Audit", &["auditor"]),
    ("Arjun Mehta", "IT", &[]),
    ("Dana Okafor", "Facilities", &[]),
    ("Jonas Weidmann", "IT", &[]),
    ("Sofia Lindqvist", "Engineering", &[]),
    ("Marek Dvorsky", "Engineering", &[]),
    ("Amara Nwosu", "Human Resources", &[]),
    ("Hannah Pfeiffer", "Finance", &[]),
    ("Luis Cabrera", "Operations", &[]),
    ("Yuki Tanabe", "Engineering", &[]),
    ("Fatima Rahal", "Legal", &[]),
    ("Peter Holm", "Sales", &[]),
    ("Nadia Benali", "Customer Care", &[]),
    ("Stefan Brandt", "Facilities", &[]),
    ("Grace Adeyemi", "Finance", &[]),
    ("Emil Novak", "IT", &[]),
    ("Clara Monnet", "Procurement", &[]),
    ("Rafael Duarte", "Operations", &[]),
    ("Leila Haddad", "Information Security", &[]),
    ("Simon Achterberg", "Information Security", &[]),
    ("Wei Zhang", "Engineering", &[]),
    ("Olga Petrova", "Finance", &[]),
    ("Daniel Kiprop", "Operations", &[]),
    ("Teresa Gallo", "Human Resources", &[]),
    ("Niamh Brennan", "Sales", &[]),
    ("Kofi Asante", "Customer Care", &[]),
    ("Johanna Ritter", "Legal", &[]),
    ("Bruno Salvi", "Procurement", &[]),
];

/// One of the people.
#[derive(Debug, Clone)]
pub struct Member {
    /// The handle.
    pub handle: Handle,
    /// Full name.
    pub name: String,
    /// Department.
    pub department: &'static str,
    /// Decides on items.
    pub manager: bool,
    /// Decides on resources.
    pub top: bool,
    /// Audits.
    pub auditor: bool,
}

impl Member {
    /// The person as a party.
    pub fn party(&self) -> Party {
        Party::Person(self.handle.clone())
    }

    /// The mail address.
    pub fn mail(&self) -> String {
        format!("{}@example.com", self.handle)
    }

    fn table(&self, roles: &[&str], first: Day) -> Table {
        let roles: Vec<String> = roles.iter().map(|role| format!("{{ name = \"{role}\", from = {first} }}")).collect();
        let text = format!(
            "person.\"{}\" = {{ name = \"{}\", email = [\"{}\"], department = \"{}\", security_team = {}, from = {first}, role = [{}] }}",
            self.handle,
            self.name,
            self.mail(),
            self.department,
            self.department == "Information Security",
            roles.join(", ")
        );
        text.parse().expect("a person is a table")
    }
}

/// All people, the founder first.
pub fn cast() -> Vec<Member> {
    CAST.iter()
        .map(|(name, department, roles)| Member {
            handle: Handle::from_name(name).expect("a name gives a handle"),
            name: (*name).to_owned(),
            department,
            manager: roles.iter().any(|r| matches!(*r, "isms-manager" | "top-management")),
            top: roles.contains(&"top-management"),
            auditor: roles.contains(&"auditor"),
        })
        .collect()
}

/// A commit on people.toml or register.toml.
#[derive(Debug)]
pub struct Founding {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: Party,
    /// The subject of the commit.
    pub subject: String,
    /// The actor's words.
    pub body: String,
    /// Its trailers.
    pub trailers: Vec<(String, String)>,
    /// Path below the register, and text.
    pub files: Vec<(String, String)>,
}

/// The first commits: the register with its founder, then each person.
pub fn found(cast: &[Member], first: Moment, signed: bool) -> Vec<Founding> {
    let founder = &cast[0];
    let day = first.day(chrono_tz::UTC);
    let mut people = Document::parse(b"#:schema schemas/people.schema.json\nschema = 1\n", LayoutKind::People)
        .expect("the beginning of people.toml");
    let mut fold = Table::new();
    let mut newest: Option<Hash> = None;
    let mut commits = Vec::new();
    for (i, member) in cast.iter().enumerate() {
        let at = Moment(first.0 + chrono::Duration::minutes(3 * i as i64));
        let roles = if member.manager || member.auditor { CAST[i].2 } else { &["staff"] };
        let mut set = member.table(roles, day);
        if signed {
            let key = format!(
                "person.\"{}\".key = [{{ public = \"{}\", from = {at} }}]",
                member.handle,
                keys::public_line(&member.handle)
            );
            merge(&mut set, &key.parse().expect("a key is a table"));
        }
        merge(&mut fold, &set);
        write_fold(&mut people, &fold).expect("people.toml takes a person");
        let mut event = next_event::blank(Act::Changed, founder.party(), at, newest.iter().cloned().collect());
        event.set = Some(set);
        if i > 0 {
            event.text = Some(format!("{} works in {} and takes part.", member.name, member.department));
        }
        finish(&mut people, File::People, &mut event, signed);
        newest = Some(event.hash.clone());
        let mut files = vec![("people.toml".to_owned(), people.text().to_owned())];
        let mut subject = format!("people: add {}", member.handle);
        if i == 0 {
            files.push(("register.toml".to_owned(), settings(founder, at, event.hash.clone(), signed)));
            "Introduce the improvement register of Example Ltd".clone_into(&mut subject);
        }
        let trailers = trailers(if i == 0 { File::Register } else { File::People }, &event);
        commits.push(Founding {
            at,
            by: founder.party(),
            subject,
            body: event.text.unwrap_or_default(),
            trailers,
            files,
        });
    }
    commits
}

fn settings(founder: &Member, at: Moment, people: Hash, signed: bool) -> String {
    let mut text = format!(
        "#:schema schemas/register.schema.json\nschema = 1\nid = \"{REGISTER}\"\nname = \"Example Ltd\"\nprefix = \"IMP\"\n\
         timezone = \"Europe/Berlin\"\nsignatures = \"{}\"\n\n[policy]\n",
        if signed { "wanted" } else { "off" }
    );
    for (key, number, meaning) in Policy::NUMBERS {
        text.push_str(&format!("{key} = {number} # {}\n", meaning.trim()));
    }
    text.push_str("\n[rules]\n");
    let mut doc = Document::parse(text.as_bytes(), LayoutKind::Register).expect("the beginning of register.toml");
    let mut table: Table = text.parse().expect("register.toml is TOML");
    table.remove("rules");
    let mut event = next_event::blank(Act::Changed, founder.party(), at, Vec::new());
    event.people = Some(people);
    event.set = Some(kaizen::internals::attest::digest::content(&table, File::Register.subject()));
    finish(&mut doc, File::Register, &mut event, signed);
    doc.text().to_owned()
}

/// Seals the event and writes it into its file in the canonical layout.
fn finish(doc: &mut Document, file: File, event: &mut Event, signed: bool) {
    let tree = read::tree(doc.text()).expect("the file is TOML");
    event.content = content_digest(&tree, file.subject()).expect("the content has a digest");
    let sealed = keys::seal(file.subject(), event, signed);
    doc.insert_table(&["event", event.hash.short()], &fields::event(&sealed)).expect("the file takes an event");
    let laid_out = format(doc);
    *doc = Document::parse(&laid_out, doc.kind()).expect("the laid out file is TOML");
}
