//! The section of AGENTS.md by which programs that write in a repository know what they may draft in its register.

use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::git::Repo;
use crate::lifecycle::refusal::Refusal;
use crate::model::shell;
use crate::register::save;
use crate::render::terminal::inform;

/// The file, at the top of the repository.
const FILE: &str = "AGENTS.md";
const BEGIN: &str = "<!-- kaizen: begin -->";
const END: &str = "<!-- kaizen: end -->";
/// What it says; `{register}` is the folder of the register.
const SECTION: &str = include_str!("agents.md");

/// Writes the section, in place of the one that is there; the rest of the file stays as it is. It is not committed: the
/// file is not the register's.
///
/// # Errors
/// The file is a link or no text, has only one of the marks, or cannot be written.
pub fn write(repo: &Repo, root: &Path) -> anyhow::Result<ExitCode> {
    let path = repo.workdir().join(FILE);
    if path.is_symlink() {
        return Err(Refusal::new(format!("{FILE} is a link, and links are not followed"))
            .next("make it a file, or run kaizen init --agents in a copy and take the section from there")
            .into());
    }
    let before = if path.exists() {
        std::fs::read_to_string(&path).with_context(|| format!("{FILE} cannot be read"))?
    } else {
        String::new()
    };
    let folder = repo.relative(root)?;
    let folder = if folder.as_os_str().is_empty() { ".".into() } else { folder.to_string_lossy() };
    let after = with_section(&before, &SECTION.replace("{register}", &folder))?;
    if after == before {
        inform(&format!("{FILE} says that already; nothing was changed"));
        return Ok(ExitCode::SUCCESS);
    }
    save::write(&path, after.as_bytes())?;
    inform(&format!("{FILE} says now what programs may draft in the register, and what only people do"));
    inform(&format!("  not committed: look at it (git diff -- {0}), then git add {0}", shell::word(FILE)));
    Ok(ExitCode::SUCCESS)
}

/// The file with the section: in its old place, else at the end.
fn with_section(text: &str, section: &str) -> Result<String, Refusal> {
    let marked = format!("{BEGIN}\n{}\n{END}\n", section.trim_end());
    Ok(match place(text)? {
        Some(old) => format!("{}{marked}{}", &text[..old.start], &text[old.end..]),
        None if text.is_empty() => marked,
        None => format!("{}\n\n{marked}", text.trim_end()),
    })
}

/// Where the section stands, with its marks.
fn place(text: &str) -> Result<Option<Range<usize>>, Refusal> {
    let all = |mark: &str| text.match_indices(mark).map(|(at, _)| at).collect::<Vec<_>>();
    match (all(BEGIN).as_slice(), all(END).as_slice()) {
        ([], []) => Ok(None),
        ([begin], [end]) if begin < end => {
            let after = end + END.len();
            Ok(Some(*begin..after + usize::from(text[after..].starts_with('\n'))))
        }
        _ => Err(Refusal::new(format!("{FILE} does not have the marks of kaizen's section once each, in order"))
            .next(format!("put them right, or take them out: {BEGIN} and {END}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_section_is_replaced() {
        let first = with_section("# Rules\n\nBe kind.\n\n\n", "one").unwrap();
        assert_eq!(first, format!("# Rules\n\nBe kind.\n\n{BEGIN}\none\n{END}\n"));
        let more = first + "\n## Later\n";
        let second = with_section(&more, "two\n").unwrap();
        assert_eq!(second, more.replace("one", "two"));
        assert_eq!(with_section(&second, "two").unwrap(), second);
    }

    #[test]
    fn marks_that_do_not_fit_are_refused() {
        for odd in [format!("{BEGIN}\n"), format!("{END}\n{BEGIN}\n"), format!("{BEGIN}{BEGIN}{END}")] {
            assert!(with_section(&odd, "x").is_err(), "{odd}");
        }
    }
}
