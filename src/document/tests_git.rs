//! Conflicts as git itself makes them.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::conflict::{merge, solve};
use super::edit::Document;
use super::layout::LayoutKind;
use super::markers::Labels;
use super::plain::Plain;
use super::scan::comments;
use super::value::Value;

/// A repository in a folder of its own, removed at the end.
pub(super) struct Repository {
    folder: PathBuf,
}

impl Repository {
    pub(super) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("kaizen-conflict-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let repository = Self { folder };
        repository.git(&["init", "-q", "-b", "main"]);
        repository
    }

    /// Runs git and tells whether it succeeded.
    pub(super) fn git(&self, arguments: &[&str]) -> bool {
        let who = [
            "-c",
            "user.name=T",
            "-c",
            "user.email=t@example.com",
            "-c",
            "commit.gpgsign=false",
            "-c",
            "core.autocrlf=false",
        ];
        let null = Path::new("/dev/null");
        let mut command = Command::new("git");
        command.args(who).args(arguments).current_dir(&self.folder);
        command.env("GIT_CONFIG_GLOBAL", null).env("GIT_CONFIG_SYSTEM", null).env("GIT_EDITOR", "true");
        command.output().unwrap().status.success()
    }

    pub(super) fn write(&self, bytes: &[u8]) {
        std::fs::write(self.folder.join("item.toml"), bytes).unwrap();
    }

    pub(super) fn read(&self) -> Vec<u8> {
        std::fs::read(self.folder.join("item.toml")).unwrap()
    }

    pub(super) fn attributes(&self, text: &str) {
        std::fs::write(self.folder.join(".gitattributes"), text).unwrap();
    }

    fn commit(&self, bytes: &[u8]) {
        self.write(bytes);
        self.git(&["add", "-A"]);
        assert!(self.git(&["commit", "-q", "--allow-empty", "-m", "c"]));
    }

    /// `base` on a common commit, `ours` on main, `theirs` on other.
    pub(super) fn branches(&self, base: &[u8], ours: &[u8], theirs: &[u8]) {
        self.commit(base);
        self.git(&["branch", "other"]);
        self.commit(ours);
        self.git(&["checkout", "-q", "other"]);
        self.commit(theirs);
        self.git(&["checkout", "-q", "main"]);
    }

    /// The file with conflict markers, if this way to bring the branches together makes a conflict.
    pub(super) fn conflict(&self, style: &str, way: &[&str]) -> Option<Vec<u8>> {
        let style = format!("merge.conflictStyle={style}");
        let mut arguments = vec!["-c", &style];
        arguments.extend(way);
        let clean = self.git(&arguments);
        let bytes = self.read();
        for undo in [["merge", "--abort"], ["rebase", "--abort"]] {
            self.git(&undo);
        }
        self.git(&["reset", "-q", "--hard"]);
        (!clean).then_some(bytes)
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A small generator of numbers: the same seed, the same case.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    fn name(&mut self, len: usize) -> String {
        let letters = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        (0..len).map(|_| char::from(letters[self.below(letters.len())])).collect()
    }
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, Value)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), Value::text(*value))).collect()
}

/// One random edit of an item as a command of kaizen would make it.
fn edit(document: &mut Document, random: &mut Random) {
    let word = random.name(5);
    let people = ["arjun", "mona", "priya"];
    let person = people[random.below(3)];
    match random.below(14) {
        0..=2 => event(document, random),
        3 => document.set(&["status"], &["raised", "accepted", "implemented"][random.below(3)].into()).unwrap(),
        4 => document.set(&["due"], &Value::text(format!("2026-0{}-01", 1 + random.below(9)))).unwrap(),
        5 | 6 => {
            let id = random.name(3);
            let _ = document.insert_table(
                &["action", &id],
                &fields(&[("owner", person), ("due", "2026-05-01"), ("description", &word)]),
            );
        }
        7 => document
            .push_array_table(&["analysis", "why"], &fields(&[("question", &word), ("answer", "same")]))
            .unwrap(),
        8 => {
            document
                .push_array_table(&["analysis"], &fields(&[("method", "five-whys"), ("by", person), ("on", &word)]))
                .unwrap();
            document
                .push_array_table(&["analysis", "why"], &fields(&[("question", &word), ("answer", "same")]))
                .unwrap();
        }
        9 => document.push_entry(&[["tags", "sources", "controls"][random.below(3)]], &word.as_str().into()).unwrap(),
        10 => document.set(&["title"], &Value::text(format!("Title {word}"))).unwrap(),
        11 => {
            let id = random.name(3);
            let _ = document.insert_table(&["resource", &id], &fields(&[("kind", "budget"), ("purpose", "same")]));
        }
        12 => document
            .set(&["risk", &format!("RSK-{}", random.below(4))], &i64::try_from(random.below(25)).unwrap().into())
            .unwrap(),
        _ => document.set(&["tags"], &Value::lines([word.as_str()])).unwrap(),
    }
}

fn event(document: &mut Document, random: &mut Random) {
    let hash = random.name(32).to_lowercase();
    let body = [
        ("after", "a01be2c4490d7f36"),
        ("act", "noted"),
        ("by", "arjun"),
        ("at", "2026-03-05T09:12:44Z"),
        ("text", "Same words."),
        ("content", "sha256:0"),
        ("hash", hash.as_str()),
    ];
    document.insert_table(&["event", &hash[..16]], &fields(&body)).unwrap();
}

/// A comment that a person writes over a random table.
fn remark(document: &Document, random: &mut Random) -> Vec<u8> {
    let text = document.text();
    let headers: Vec<usize> = text.match_indices("\n[").map(|(at, _)| at + 1).collect();
    let Some(at) = headers.get(random.below(headers.len().max(1))) else { return document.to_bytes() };
    format!("{}# remark {}\n{}", &text[..*at], random.name(4), &text[*at..]).into_bytes()
}

fn derived(path: &[&str]) -> bool {
    matches!(path, ["status" | "due"] | ["risk", _])
}

fn plain(bytes: &[u8]) -> Plain {
    Plain::of_table(Document::parse(bytes, LayoutKind::Item).unwrap().table())
}

fn at<'p>(plain: &'p Plain, path: &[&str]) -> Option<&'p Plain> {
    let path: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
    plain.at(&path)
}

fn array<'p>(plain: &'p Plain, key: &str) -> Vec<&'p Plain> {
    match at(plain, &[key]) {
        Some(Plain::Array(all)) => all.iter().collect(),
        _ => Vec::new(),
    }
}

/// What must hold of a solved conflict: nothing of either side is missing.
fn nothing_is_lost(base: &[u8], sides: [&[u8]; 2], solved: &[u8], decided: bool, context: &str) {
    let merged = plain(solved);
    let base = plain(base);
    let title = |plain: &Plain| at(plain, &["title"]).cloned();
    let titles = sides.map(|side| title(&plain(side)));
    if decided {
        let [ours, theirs] = &titles;
        let wanted = if *ours == title(&base) { theirs } else { ours };
        assert_eq!(title(&merged), *wanted, "{context}");
    }
    let texts: Vec<&str> = sides.iter().map(|side| std::str::from_utf8(side).unwrap()).collect();
    for (text, side) in texts.iter().zip(sides.map(plain)) {
        for family in ["event", "action", "resource"] {
            let Some(Plain::Table(tables)) = at(&side, &[family]) else { continue };
            for (name, table) in tables {
                assert_eq!(at(&merged, &[family, name]), Some(table), "{family} {name}: {context}");
            }
        }
        for key in ["tags", "sources", "controls"] {
            for entry in array(&side, key) {
                let was_there = array(&base, key).contains(&entry);
                assert!(array(&merged, key).contains(&entry) || was_there, "{key} {entry:?}: {context}");
            }
        }
        let whys = |plain: &Plain| -> Vec<Plain> {
            array(plain, "analysis").iter().flat_map(|a| array(a, "why")).cloned().collect()
        };
        for why in whys(&side) {
            assert_eq!(whys(&merged).iter().filter(|other| **other == why).count(), 1, "{why:?}: {context}");
        }
        let on = |plain: &Plain| -> Vec<Plain> {
            array(plain, "analysis").iter().filter_map(|a| at(a, &["on"]).cloned()).collect()
        };
        assert!(on(&side).iter().all(|day| on(&merged).contains(day)), "analysis: {context}");
        for comment in comments(text) {
            let count = |text: &str| comments(text).iter().filter(|other| **other == comment).count();
            assert!(count(std::str::from_utf8(solved).unwrap()) >= 1.min(count(text)), "{comment}: {context}");
        }
    }
}

fn base_item(random: &mut Random) -> Document {
    let mut document = Document::parse(super::tests_item::ITEM.as_bytes(), LayoutKind::Item).unwrap();
    document.set(&["due"], &"2026-01-01".into()).unwrap();
    (0..random.below(4)).for_each(|_| event(&mut document, random));
    document
}

/// The file with the markers that are left taken as one side would have it.
pub(super) fn side_of(bytes: &[u8], ours: bool) -> Vec<u8> {
    let mut out = String::new();
    let mut part = 0;
    for line in std::str::from_utf8(bytes).unwrap().split_inclusive('\n') {
        match line.chars().take_while(|c| "<=>".contains(*c)).count() {
            7.. if line.starts_with('<') => part = 1,
            7.. if line.starts_with('=') => part = 2,
            7.. if line.starts_with('>') => part = 0,
            _ if part == 0 || (part == 1) == ours => out.push_str(line),
            _ => {}
        }
    }
    out.into_bytes()
}

const WAYS: [(&str, &[&str]); 6] = [
    ("merge", &["merge", "-q", "other"]),
    ("diff3", &["merge", "-q", "other"]),
    ("zdiff3", &["merge", "-q", "other"]),
    ("merge", &["merge", "-q", "--squash", "other"]),
    ("diff3", &["rebase", "-q", "other"]),
    ("zdiff3", &["rebase", "-q", "other"]),
];

#[test]
fn random_edits_on_two_branches_come_out_whole() {
    let seeds: u64 = std::env::var("KAIZEN_CONFLICT_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(8);
    let (mut conflicts, mut whole) = (0u64, 0);
    for seed in 1..=seeds {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let base = base_item(&mut random);
        let mut sides = [base.clone(), base.clone()];
        for side in &mut sides {
            (0..2 + random.below(5)).for_each(|_| edit(side, &mut random));
            event(side, &mut random);
        }
        let [mut ours, mut theirs] = sides.map(|side| remark(&side, &mut random));
        let mut base = base.to_bytes();
        if seed % 5 == 0 {
            for bytes in [&mut base, &mut ours, &mut theirs] {
                *bytes = String::from_utf8(bytes.clone()).unwrap().replace('\n', "\r\n").into_bytes();
            }
        }
        let repository = Repository::new(&format!("random-{seed}"));
        if seed % 4 == 0 {
            repository.attributes("*.toml conflict-marker-size=11\n");
        }
        repository.branches(&base, &ours, &theirs);
        for (style, way) in WAYS {
            let Some(conflict) = repository.conflict(style, way) else { continue };
            conflicts += 1;
            let text = String::from_utf8_lossy(&conflict).into_owned();
            let context = format!("seed {seed} {style} {way:?}\n{text}");
            let solved =
                solve(&conflict, LayoutKind::Item, &derived).unwrap_or_else(|error| panic!("{error}: {context}"));
            let result = String::from_utf8_lossy(&solved.bytes).into_owned();
            let context = format!("{context}\n---- solved {:?}\n{result}", solved.unresolved);
            assert!(solved.unresolved.iter().all(|path| path == &["title"]), "{context}");
            assert_eq!(solved.unresolved.is_empty(), !result.contains("<<<<<<<"), "{context}");
            whole += usize::from(solved.unresolved.is_empty());
            for side in [true, false] {
                nothing_is_lost(
                    &base,
                    [&ours, &theirs],
                    &side_of(&solved.bytes, side),
                    solved.unresolved.is_empty(),
                    &context,
                );
            }
            if seed % 5 == 0 {
                assert_eq!(result.matches("\r\n").count(), result.matches('\n').count(), "{context}");
            }
            if let [Ok(base), Ok(ours), Ok(theirs)] =
                [&base, &ours, &theirs].map(|bytes| Document::parse(bytes, LayoutKind::Item))
            {
                let driven = merge(Some(&base), &ours, &theirs, &Labels::default(), &derived).unwrap();
                let sides = [ours.to_bytes(), theirs.to_bytes()];
                let sides = sides.each_ref().map(Vec::as_slice);
                let decided = driven.unresolved.is_empty();
                nothing_is_lost(&base.to_bytes(), sides, &side_of(&driven.bytes, true), decided, &context);
            }
            let again = solve(&solved.bytes, LayoutKind::Item, &derived).unwrap();
            assert_eq!((&again.bytes, &again.unresolved), (&solved.bytes, &solved.unresolved), "{context}");
        }
    }
    assert!(conflicts >= seeds * 3, "only {conflicts} conflicts");
    eprintln!("{conflicts} conflicts, {whole} came out without markers");
}
