//! The register as a stream for `git fast-import`.

use std::collections::HashMap;
use std::io::{BufWriter, Result, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use kaizen::internals::git::compose;
use kaizen::internals::render::schema;
use kaizen::model::date::Moment;
use kaizen::model::event::{Act, Party};

use crate::life::{Life, Version};
use crate::people::{Founding, Member};
use crate::random::Random;

/// How TOML and evidence are kept by git, as `kaizen init` writes it.
const GITATTRIBUTES: &str = "*.toml text eol=lf\n*.json text eol=lf\nevidence/** -text -filter -merge\n";

/// One act in the order of all.
struct Entry<'e> {
    life: usize,
    version: &'e Version,
    blob: u32,
}

/// How the acts come into history.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// One commit each, so many of them on branches that are merged.
    Acts(usize),
    /// All in one commit, as they stand in the end.
    Flat,
}

/// Writes the repository and returns its newest commit.
pub fn write(
    dir: &Path,
    founding: &[Founding],
    cast: &[Member],
    lives: &[Life<'_>],
    form: Form,
    random: &mut Random,
) -> Result<String> {
    if dir.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(std::io::Error::other(format!("{} is not empty", dir.display())));
    }
    std::fs::create_dir_all(dir)?;
    git(dir, &["init", "-q", "-b", "main", "."])?;
    let mut child = Command::new("git")
        .args(["-c", "pack.compression=1", "-c", "core.compression=1", "-c", "fastimport.unpackLimit=0"])
        .args(["fast-import", "--quiet", "--depth=50"])
        .current_dir(dir)
        .stdin(Stdio::piped())
        .spawn()?;
    let pipe = child.stdin.take().ok_or_else(|| std::io::Error::other("git takes no input"))?;
    let people = cast.iter().map(|m| (m.handle.to_string(), (m.name.clone(), m.mail()))).collect();
    let mut writer = Writer { out: BufWriter::with_capacity(1 << 20, pipe), mark: 0, people };
    match form {
        Form::Acts(merges) => {
            let entries = writer.blobs(lives)?;
            let tip = writer.found(founding)?;
            writer.acts(lives, &entries, tip, merges, random)?;
        }
        Form::Flat => {
            let tip = writer.found(founding)?;
            writer.flat(lives, tip)?;
        }
    }
    writer.out.flush()?;
    drop(writer);
    if !child.wait()?.success() {
        return Err(std::io::Error::other("git fast-import failed"));
    }
    git(dir, &["reset", "-q", "--hard", "main"])?;
    let tip = Command::new("git").args(["rev-parse", "main"]).current_dir(dir).output()?;
    Ok(String::from_utf8_lossy(&tip.stdout).trim().to_owned())
}

fn git(dir: &Path, arguments: &[&str]) -> Result<()> {
    if Command::new("git").args(arguments).current_dir(dir).status()?.success() {
        return Ok(());
    }
    Err(std::io::Error::other(format!("git {} failed", arguments.join(" "))))
}

struct Writer<W: Write> {
    out: W,
    mark: u32,
    people: HashMap<String, (String, String)>,
}

/// What a commit says, and what it follows.
struct Head<'h> {
    branch: &'h str,
    at: Moment,
    by: &'h Party,
    message: &'h str,
    from: Option<u32>,
    merge: Option<u32>,
}

impl<W: Write> Writer<W> {
    fn data(&mut self, bytes: &[u8]) -> Result<()> {
        writeln!(self.out, "data {}", bytes.len())?;
        self.out.write_all(bytes)?;
        self.out.write_all(b"\n")
    }

    /// All versions of all items, those of one item in a row, so that each is stored as what it adds to the one before.
    fn blobs<'e>(&mut self, lives: &'e [Life<'_>]) -> Result<Vec<Entry<'e>>> {
        let mut entries = Vec::new();
        for (i, life) in lives.iter().enumerate() {
            for version in &life.versions {
                self.mark += 1;
                writeln!(self.out, "blob\nmark :{}", self.mark)?;
                self.data(life.text(version).as_bytes())?;
                entries.push(Entry { life: i, version, blob: self.mark });
            }
        }
        entries.sort_by_key(|e| (e.version.at, e.life));
        Ok(entries)
    }

    fn commit(&mut self, head: &Head<'_>) -> Result<u32> {
        self.mark += 1;
        writeln!(self.out, "commit refs/heads/{}\nmark :{}", head.branch, self.mark)?;
        let nobody = ("anonymous".to_owned(), "anonymous@kaizen.invalid".to_owned());
        let (name, mail) = head.by.handle().and_then(|h| self.people.get(h.as_str())).unwrap_or(&nobody);
        for role in ["author", "committer"] {
            writeln!(self.out, "{role} {name} <{mail}> {} +0000", head.at.0.timestamp())?;
        }
        self.data(head.message.as_bytes())?;
        if let Some(from) = head.from {
            writeln!(self.out, "from :{from}")?;
        }
        if let Some(merge) = head.merge {
            writeln!(self.out, "merge :{merge}")?;
        }
        Ok(self.mark)
    }

    fn file(&mut self, path: &str, text: &str) -> Result<()> {
        writeln!(self.out, "M 100644 inline register/{path}")?;
        self.data(text.as_bytes())
    }

    fn found(&mut self, founding: &[Founding]) -> Result<u32> {
        let mut tip = None;
        for commit in founding {
            let trailers: Vec<(&str, &str)> = commit.trailers.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            let message = compose(&commit.subject, &commit.body, &trailers);
            let by = &commit.by;
            let head = Head { branch: "main", at: commit.at, by, message: &message, from: tip, merge: None };
            let made = self.commit(&head)?;
            if tip.is_none() {
                self.file(".gitattributes", GITATTRIBUTES)?;
                for (name, text) in schema::FILES {
                    self.file(&format!("schemas/{name}.schema.json"), &text())?;
                }
            }
            for (path, text) in &commit.files {
                self.file(path, text)?;
            }
            tip = Some(made);
        }
        Ok(self.mark)
    }

    fn acts(
        &mut self,
        lives: &[Life<'_>],
        entries: &[Entry<'_>],
        tip: u32,
        merges: usize,
        random: &mut Random,
    ) -> Result<()> {
        let branches = branches(entries, merges, random);
        let mut tip = tip;
        let mut at = 0;
        while let Some(entry) = entries.get(at) {
            let Some(length) = branches.get(&at).copied() else {
                tip = self.one(lives, entry, "main", tip, None)?;
                at += 1;
                continue;
            };
            // The first act is made on a branch, those after it on main; then the branch is merged.
            let side = self.one(lives, entry, "side", tip, None)?;
            let others = entries.get(at + 1..at + length).unwrap_or_default();
            for other in others {
                tip = self.one(lives, other, "main", tip, None)?;
            }
            let last = others.last().unwrap_or(entry);
            let message = format!("Merge branch '{}'\n", lives[entry.life].plan.id.random().to_lowercase());
            let head = Head {
                branch: "main",
                at: last.version.at,
                by: &entry.version.by,
                message: &message,
                from: Some(tip),
                merge: Some(side),
            };
            tip = self.commit(&head)?;
            writeln!(self.out, "M 100644 :{} register/{}", entry.blob, lives[entry.life].path())?;
            at += length;
        }
        if !branches.is_empty() {
            writeln!(self.out, "reset refs/heads/side\nfrom {}\n", "0".repeat(40))?;
        }
        Ok(())
    }

    /// The newest version of each item, in one commit.
    fn flat(&mut self, lives: &[Life<'_>], tip: u32) -> Result<()> {
        let newest = lives.iter().filter_map(|life| Some((life, life.versions.last()?)));
        let Some((_, last)) = newest.clone().max_by_key(|(_, version)| version.at) else { return Ok(()) };
        let message = "Bring in the items as they stand\n";
        self.commit(&Head { branch: "main", at: last.at, by: &last.by, message, from: Some(tip), merge: None })?;
        for (life, version) in newest {
            self.file(&life.path(), &life.text(version))?;
        }
        Ok(())
    }

    fn one(
        &mut self,
        lives: &[Life<'_>],
        entry: &Entry<'_>,
        branch: &str,
        from: u32,
        merge: Option<u32>,
    ) -> Result<u32> {
        let version = entry.version;
        let id = lives[entry.life].plan.id.to_string();
        let (act, by) = (version.act.to_string(), version.by.to_string());
        let trailers = [("Kaizen-Item", id.as_str()), ("Kaizen-Act", act.as_str()), ("Kaizen-By", by.as_str())];
        let message = compose(&version.subject, &version.body, &trailers);
        let head = Head { branch, at: version.at, by: &version.by, message: &message, from: Some(from), merge };
        let made = self.commit(&head)?;
        writeln!(self.out, "M 100644 :{} register/{}", entry.blob, lives[entry.life].path())?;
        Ok(made)
    }
}

/// Where a branch begins, and how many acts lie between that and its merge. No other of these acts is on the same item,
/// and who merges is somebody.
fn branches(entries: &[Entry<'_>], merges: usize, random: &mut Random) -> HashMap<usize, usize> {
    let mut found = HashMap::with_capacity(merges);
    let room = entries.len() / merges.max(1);
    let mut from = 0;
    for nth in 0..merges {
        from = from.max(nth * room + random.below(room.saturating_sub(8).max(1)));
        loop {
            let length = 2 + random.below(4);
            let Some(span) = entries.get(from..from + length) else { return found };
            let apart = span.iter().skip(1).all(|e| e.life != span[0].life);
            if apart && span[0].version.act != Act::Raised {
                found.insert(from, length);
                from += length;
                break;
            }
            from += 1;
        }
    }
    found
}
