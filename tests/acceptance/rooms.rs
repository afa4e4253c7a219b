//! The rooms of the code are as ARCHITECTURE.md says: each uses what stands below it, and no two files use each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Module = Vec<String>;

/// A file of src/: what it imports, as whole paths in the crate.
struct File {
    module: Module,
    imports: Vec<Module>,
    /// Names that it hands on, with their whole paths.
    hands_on: BTreeMap<String, Module>,
}

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn paths(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            paths(&entry, found);
        } else if !entry.to_str().unwrap().contains("tests") {
            found.push(entry);
        }
    }
}

fn files() -> Vec<File> {
    let mut found = Vec::new();
    paths(&top(), &mut found);
    found.iter().map(|path| file(path)).collect()
}

fn file(path: &Path) -> File {
    let name = path.strip_prefix(top()).unwrap().with_extension("");
    let mut module: Module = name.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    let is_folder = module.last().is_some_and(|last| last == "mod");
    if is_folder {
        module.pop();
    }
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
    let mut file = File { module, imports: Vec::new(), hands_on: BTreeMap::new() };
    for statement in code.split(';') {
        let Some(line) = statement.lines().position(|l| l.starts_with("use ") || l.starts_with("pub use ")) else {
            continue;
        };
        let lines: Vec<&str> = statement.lines().skip(line).collect();
        let (public, tree) = (lines[0].starts_with("pub"), lines.concat());
        let mut spread_out = Vec::new();
        spread("", tree.split_once("use ").unwrap().1, &mut spread_out);
        for written in spread_out {
            let Some(whole) = whole(&file.module, is_folder, &written) else { continue };
            if public {
                file.hands_on.insert(whole.last().unwrap().clone(), whole.clone());
            }
            file.imports.push(whole);
        }
    }
    // Paths within the code.
    for piece in code.split("crate::").skip(1) {
        let path = piece.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | ':')).next().unwrap();
        file.imports.push(path.split("::").filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect());
    }
    file
}

/// `a::{b, c::d}` is `a::b` and `a::c::d`.
fn spread(before: &str, tree: &str, all: &mut Vec<String>) {
    let Some((start, inner)) = tree.split_once('{') else {
        all.push(format!("{before}{}", tree.split(" as ").next().unwrap().trim()));
        return;
    };
    let inner = inner.trim().strip_suffix('}').unwrap();
    let (mut depth, mut from) = (0, 0);
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = inner[from..at].trim();
                if !part.is_empty() {
                    spread(&format!("{before}{}", start.trim()), part, all);
                }
                from = at + 1;
            }
            _ => {}
        }
    }
}

/// A path as it is written in a module, from the top of the crate; nothing where it leads out of it.
fn whole(module: &Module, is_folder: bool, written: &str) -> Option<Module> {
    let parts: Vec<&str> = written.split("::").filter(|part| *part != "self").collect();
    let supers = parts.iter().take_while(|part| **part == "super").count();
    let (mut base, rest) = match parts.first() {
        Some(&"crate") => (Module::new(), &parts[1..]),
        _ if supers > 0 => (module[..module.len() - supers].to_vec(), &parts[supers..]),
        Some(first) if is_folder && top().join(module.join("/")).join(format!("{first}.rs")).exists() => {
            (module.clone(), &parts[..])
        }
        _ => return None,
    };
    base.extend(rest.iter().map(|part| (*part).to_owned()));
    Some(base)
}

/// The file in which an imported path ends.
fn target<'f>(files: &'f [File], path: &[String]) -> Option<&'f File> {
    let longest = (1..=path.len()).rev().find_map(|n| Some((files.iter().find(|f| f.module == path[..n])?, n)));
    let (file, n) = longest?;
    match path.get(n).and_then(|name| file.hands_on.get(name)) {
        Some(handed) if *handed != path => target(files, handed),
        _ => Some(file),
    }
}

/// The rooms as ARCHITECTURE.md lists them, from the top down.
fn rooms() -> Vec<String> {
    let page = fs::read_to_string(top().join("../ARCHITECTURE.md")).unwrap();
    let block = page.split("```\n").nth(1).unwrap();
    let named = block.lines().filter_map(|line| line.split_whitespace().next());
    named.map(|name| name.trim_end_matches('/').trim_end_matches(".rs").to_owned()).collect()
}

#[test]
fn a_room_uses_what_stands_below_it() {
    let rooms = rooms();
    assert!(rooms.len() > 10, "{rooms:?}");
    let floor = |name: &String| rooms.iter().position(|room| room == name);
    let mut wrong = BTreeSet::new();
    let mut looked_at = 0;
    for file in files() {
        let Some(own) = file.module.first() else { continue };
        for import in &file.imports {
            if let (Some(here), Some(there)) = (floor(own), import.first().and_then(floor)) {
                looked_at += 1;
                if there < here {
                    wrong.insert(format!("{} uses {}", file.module.join("::"), import.join("::")));
                }
            }
        }
    }
    assert!(looked_at > 1000, "{looked_at}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_two_files_use_each_other_over_any_way() {
    let files = files();
    let place = |file: &File| files.iter().position(|f| f.module == file.module).unwrap();
    let uses: Vec<BTreeSet<usize>> = files
        .iter()
        .map(|file| {
            let targets = file.imports.iter().filter_map(|import| target(&files, import)).map(place);
            // What belongs to a folder may know the folder.
            targets.filter(|to| !file.module.starts_with(&files[*to].module)).collect()
        })
        .collect();
    let mut circles = BTreeSet::new();
    for (start, file) in files.iter().enumerate() {
        let (mut seen, mut next) = (BTreeSet::new(), vec![start]);
        while let Some(at) = next.pop() {
            for to in &uses[at] {
                if seen.insert(*to) {
                    next.push(*to);
                }
            }
        }
        if seen.contains(&start) {
            circles.insert(file.module.join("::"));
        }
    }
    assert!(uses.iter().map(BTreeSet::len).sum::<usize>() > 800);
    assert!(circles.is_empty(), "{circles:#?}");
}
