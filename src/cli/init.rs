use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use toml::{Table, Value as Toml};

use super::ask;
use super::context::Globals;
use super::people::check_human;
use crate::attest::digest::{Subject, content, content_digest};
use crate::attest::event_table;
use crate::attest::statement::{NAMESPACE, statement};
use crate::document::edit::Document;
use crate::document::layout::LayoutKind;
use crate::git::{self, Ident, Repo, SigningKey};
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Moment;
use crate::model::event::{Act, Event, Party};
use crate::model::id::{Handle, Hash, is_prefix};
use crate::model::key::PublicKey;
use crate::model::settings::Policy;
use crate::model::word::Signatures;
use crate::record::publish::{Publication, Published, check_ready};
use crate::record::settings::{File, trailers, write_fold};
use crate::record::{fields, next_event, unfinished};
use crate::register::ids::Draw;
use crate::register::lock::Lock;
use crate::register::place::{FOLDER, PEOPLE, SETTINGS};
use crate::register::read;
use crate::render::schema;
use crate::render::terminal::inform;

/// Make a register here, with you as its first manager
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen init --name \"Example Ltd\" --timezone Europe/Berlin")]
pub struct Arguments {
    /// Name of the organisation (default: the name of the folder)
    #[arg(long, value_name = "ORG")]
    name: Option<String>,
    /// Prefix of item ids
    #[arg(long, default_value = "IMP")]
    prefix: String,
    /// Time zone in which a day ends
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    timezone: chrono_tz::Tz,
    /// Whether acts are signed: required, wanted (of whoever has a key), or off
    #[arg(long, default_value_t = Signatures::Wanted)]
    signatures: Signatures,
    /// Leave out the SSH key that git signs with: nothing is signed until somebody enters a key
    #[arg(long)]
    no_sign: bool,
    /// You are one human being, though git's user.name or user.email sounds like a group or a machine
    #[arg(long)]
    yes_one_human: bool,
}

/// How TOML and evidence are kept by git: TOML merges as text, evidence stays byte for byte, and no attribute from above
/// rewrites either.
const GITATTRIBUTES: &str = "* -ident -filter !working-tree-encoding\n*.toml text eol=lf\n*.json text eol=lf\nevidence/** -text \
    -filter -merge\n";

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let here = std::env::current_dir().context("the current folder is gone")?;
        let root = globals.register.clone().unwrap_or_else(|| here.join(FOLDER));
        if root.join(SETTINGS).exists() {
            if let Some(repo) = Repo::discover(&here)? {
                unfinished::check(&repo, &root, &Lock::take(repo.git_dir())?)?;
            }
            inform(&format!("there is a register in {} already; nothing was changed", root.display()));
            return Ok(ExitCode::SUCCESS);
        }
        if !is_prefix(&self.prefix) {
            bail!("“{}” cannot be a prefix of ids: capital letters and digits, up to 12, a letter first", self.prefix);
        }
        let repo = repository(&here)?;
        let lock = Lock::take(repo.git_dir())?;
        unfinished::check(&repo, &root, &lock)?;
        check_ready(&repo)?;
        let ident = repo.author()?;
        let now = globals.now_in(self.timezone)?;
        let founder = founder(&ident)?;
        if !self.yes_one_human {
            check_human([founder.as_str(), &ident.name, &ident.mail]).map_err(|r| {
                r.next("or tell git who you are: git config user.name NAME, git config user.email MAIL")
            })?;
        }
        let key = if self.no_sign { None } else { founding_key(&repo)? };
        if key.is_none() && self.signatures == Signatures::Required {
            return Err(no_key(self.no_sign).into());
        }
        let draft = NewRegister {
            arguments: &self,
            repo: &repo,
            here: &here,
            now,
            founder: &founder,
            ident: &ident,
            key: &key,
        };
        let (publication, founding) = draft.publication(&root)?;
        let published = publication.publish(&repo, &ident, true)?;
        if let Published::Commit(_, Some(word)) = &published {
            inform(word);
        }
        inform(&format!("{} is a register now; its introduction is {founding}", root.display()));
        inform(&format!("{founder} ({}) is its ISMS manager and top management.", ident.mail));
        if let Some((_, line)) = &key {
            let public: PublicKey = line.parse()?;
            inform(&format!("Their acts are signed with the key that git signs with ({}).", public.fingerprint()));
        }
        inform("Next:");
        inform("  kaizen people add dana.okafor --name \"Dana Okafor\" --email dana@example.com");
        inform(
            "  kaizen add \"What should become better\" --kind improvement --source other:FIRST --description \"…\"",
        );
        inform("  kaizen check");
        Ok(ExitCode::SUCCESS)
    }
}

/// Where acts are to be signed and nobody has a key, nobody could act.
fn no_key(left_out: bool) -> Refusal {
    let refusal = Refusal::new("acts are to be signed, and git names no SSH key of yours: nobody could act");
    let refusal = if left_out { refusal.next("leave out --no-sign") } else { refusal };
    refusal
        .next("name your key first: git config kaizen.signingKey ~/.ssh/id_ed25519")
        .next("or begin with --signatures wanted, and enter a key before you ask for all: kaizen people key add HANDLE FILE.pub")
}

fn repository(here: &Path) -> anyhow::Result<Repo> {
    if let Some(repo) = Repo::discover(here)? {
        return Ok(repo);
    }
    let empty = std::fs::read_dir(here)?.next().is_none();
    if ask::is_terminal() {
        if !ask::confirm(&format!("{} is in no git repository. Make one here?", here.display()))? {
            bail!("a register needs a git repository: its history is the audit trail");
        }
    } else if !empty {
        bail!("{} is in no git repository; run `git init` here first", here.display());
    }
    git::init(here)?;
    Repo::discover(here)?.context("git init made no repository")
}

fn founder(ident: &Ident) -> anyhow::Result<Handle> {
    let local = ident.mail.split('@').next().unwrap_or_default();
    Handle::from_name(&ident.name)
        .or_else(|| Handle::from_name(local))
        .with_context(|| format!("no handle can be made of git's user.name “{}” or user.email", ident.name))
}

struct NewRegister<'a> {
    arguments: &'a Arguments,
    repo: &'a Repo,
    here: &'a Path,
    now: Moment,
    founder: &'a Handle,
    ident: &'a Ident,
    /// The key that git signs with, and the line of its public key.
    key: &'a Option<(SigningKey, String)>,
}

/// The key that git signs with, where its public key can be read and may sign.
fn founding_key(repo: &Repo) -> anyhow::Result<Option<(SigningKey, String)>> {
    let Some(key) = repo.signing_key()? else { return Ok(None) };
    let line = key.public_line().filter(|line| line.parse::<PublicKey>().is_ok());
    Ok(line.map(|line| (key, line)))
}

impl NewRegister<'_> {
    fn publication(&self, root: &Path) -> anyhow::Result<(Publication, Hash)> {
        let folder_name = self.here.file_name().map(|n| n.to_string_lossy().into_owned());
        let name = self.arguments.name.clone().or(folder_name).unwrap_or_else(|| "register".to_owned());
        let id = self.register_id(&name)?;
        let mut people = Document::parse(b"#:schema schemas/people.schema.json\nschema = 1\n", LayoutKind::People)
            .map_err(|e| anyhow::anyhow!("people.toml: {e}"))?;
        let first = self.found(&mut people, File::People, &id, &self.person()?, None)?;
        let text = self.settings_text(&id, &name);
        let mut settings = Document::parse(text.as_bytes(), LayoutKind::Register)
            .map_err(|e| anyhow::anyhow!("register.toml: {e}"))?;
        let set = content(&text.parse()?, Subject::Register);
        let set: Table = set.into_iter().filter(|(_, v)| v.as_table().is_none_or(|t| !t.is_empty())).collect();
        let event = self.found(&mut settings, File::Register, &id, &set, Some(first.hash))?;
        let mut files: Vec<(PathBuf, Vec<u8>)> = vec![
            (root.join(".gitattributes"), GITATTRIBUTES.as_bytes().to_vec()),
            (root.join(PEOPLE), people.to_bytes()),
            (root.join(SETTINGS), settings.to_bytes()),
        ];
        for (name, text) in schema::FILES {
            files.push((root.join(format!("schemas/{name}.schema.json")), text().into_bytes()));
        }
        let publication = Publication {
            files,
            subject: format!("Introduce the improvement register of {name}"),
            trailers: trailers(File::Register, &event),
            ..Publication::default()
        };
        Ok((publication, event.hash))
    }

    fn register_id(&self, name: &str) -> anyhow::Result<String> {
        let words: Vec<String> = name
            .to_lowercase()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(ToOwned::to_owned)
            .collect();
        let slug: String = words.join("-").chars().take(40).collect();
        let slug = if slug.is_empty() { "register".to_owned() } else { slug };
        Ok(format!("{slug}-{}", Draw::from_env().characters(4, "register")?))
    }

    fn settings_text(&self, id: &str, name: &str) -> String {
        let quoted = |text: &str| Toml::String(text.to_owned()).to_string();
        let commented = |line: String, comment: &str| format!("{line:<37} # {comment}\n");
        let mut text = String::from("#:schema schemas/register.schema.json\nschema = 1\n");
        text.push_str(&commented(format!("id = {}", quoted(id)), "every event names it"));
        text.push_str(&format!("name = {}\n", quoted(name)));
        text.push_str(&commented(format!("prefix = {}", quoted(&self.arguments.prefix)), "of item ids"));
        text.push_str(&commented(format!("timezone = {}", quoted(self.arguments.timezone.name())), "where a day ends"));
        text.push_str(&commented(
            format!("signatures = {}", quoted(&self.arguments.signatures.to_string())),
            "required | wanted | off",
        ));
        text.push_str(&commented("blame_phrases = []".to_owned(), "more words by which an analysis ends at a person"));
        text.push('\n');
        text.push_str(&commented("[policy]".to_owned(), "the numbers that rules use"));
        for (key, number, meaning) in Policy::NUMBERS {
            text.push_str(&commented(format!("{key} = {number}"), meaning.trim()));
        }
        text.push('\n');
        text.push_str(&commented("[rules]".to_owned(), "levels that differ from the default: error | warn | off"));
        text
    }

    fn person(&self) -> anyhow::Result<Table> {
        let today = self.now.day(self.arguments.timezone).to_string();
        let role = |name: &str| format!("{{ name = \"{name}\", from = {today} }}");
        let mut person = Table::new();
        person.insert("name".into(), Toml::String(self.ident.name.clone()));
        person.insert("email".into(), Toml::Array(vec![Toml::String(self.ident.mail.clone())]));
        person.insert("security_team".into(), Toml::Boolean(true));
        if self.arguments.yes_one_human {
            person.insert("one_human".into(), Toml::Boolean(true));
        }
        let held = format!("from = {today}\nrole = [{}, {}]", role("isms-manager"), role("top-management"));
        person.extend(held.parse::<Table>()?);
        if let Some((_, public)) = self.key {
            let mut key = Table::from_iter([("public".to_owned(), Toml::String(public.clone()))]);
            key.extend(format!("from = {}", self.now).parse::<Table>()?);
            person.insert("key".into(), Toml::Array(vec![Toml::Table(key)]));
        }
        Ok(Table::from_iter([(
            "person".to_owned(),
            Toml::Table(Table::from_iter([(self.founder.to_string(), Toml::Table(person))])),
        )]))
    }

    fn found(
        &self,
        doc: &mut Document,
        file: File,
        id: &str,
        set: &Table,
        people: Option<Hash>,
    ) -> anyhow::Result<Event> {
        write_fold(doc, set)?;
        let mut event = next_event::blank(Act::Changed, Party::Person(self.founder.clone()), self.now, Vec::new());
        event.people = people;
        event.set = Some(set.clone());
        event.content = content_digest(&read::tree(doc.text())?, file.subject())?;
        event_table::seal(id, file.subject(), &mut event)?;
        if let Some((key, _)) = self.key {
            let statement = statement(id, file.subject(), &event)?;
            let signature =
                self.repo.ssh_sign(key, NAMESPACE, &statement).context("without the key: kaizen init --no-sign")?;
            event.signature = Some(signature);
        }
        let table = event_table::table(&event)?;
        doc.insert_table(&["event", event.hash.short()], &fields::event(&table))?;
        Ok(event)
    }
}
