//! Taking back the newest act, as long as nobody else can have seen it.

use std::path::Path;

use super::actor;
use super::publish::check_ready;
use super::unfinished;
use crate::git::{Ident, Newest, Repo};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Act, Party};
use crate::register::load::Register;
use crate::register::lock::Lock;
use crate::register::place::SEALS;
use crate::register::shield::Shield;

/// An act that may be taken back, while the lock is held.
#[derive(Debug)]
pub struct Undoable {
    /// Its commit.
    pub commit: Newest,
    /// Who did it, as its commit says.
    pub by: String,
    repo: Repo,
    _lock: Lock,
}

/// The newest act on the register in `root`, where it may be taken back by who runs the program.
///
/// # Errors
/// HEAD is no act, or one of somebody else; others may have it; it is sealed; or its files were changed since.
pub fn newest(repo: &Repo, root: &Path, register: &Register, named: Option<&str>) -> anyhow::Result<Undoable> {
    let lock = Lock::take(repo.git_dir())?;
    unfinished::check(repo, root, &lock)?;
    check_ready(repo)?;
    let Some(commit) = repo.newest()? else {
        return Err(Refusal::new("the newest commit is a merge, or the first of all, and no single act")
            .next(ANOTHER_WAY)
            .into());
    };
    let by = check_act(&commit, &repo.relative(root)?)?;
    check_own(&commit, &by, repo, (root, register), named)?;
    check_unseen(&commit, repo)?;
    let changed = repo.changed_since_head(commit.id, &commit.paths)?;
    if let Some(path) = changed.first() {
        return Err(Refusal::new(format!("{} was changed since “{}”", path.display(), commit.subject))
            .next("commit that or take it back first (git status), then undo the act")
            .into());
    }
    Ok(Undoable { commit, by, repo: repo.clone(), _lock: lock })
}

impl Undoable {
    /// Takes it back.
    ///
    /// # Errors
    /// HEAD is another by now, or git refuses; then everything is as it was.
    pub fn take_back(&self) -> anyhow::Result<()> {
        let _shield = Shield::raise()?;
        self.repo.take_back(&self.commit)
    }
}

/// What is done about an act that stays.
const ANOTHER_WAY: &str = "an act that stays is answered by another one: a manager makes it void (kaizen void ID EVENT -m REASON; kaizen log names it)";

/// Whether the commit is of one act, or one import, and touches nothing but the register; who did it.
fn check_act(commit: &Newest, folder: &Path) -> Result<String, Refusal> {
    let values = |name: &str| -> Vec<&str> {
        let named = commit.trailers.iter().filter(|(key, _)| key == name);
        named.map(|(_, value)| value.trim()).collect()
    };
    let (acts, mut people) = (values("Kaizen-Act"), values("Kaizen-By"));
    people.dedup();
    let ([by], false) = (people.as_slice(), acts.is_empty()) else {
        return Err(Refusal::new(format!("the newest commit, “{}”, is no act of one person", commit.subject))
            .next("kaizen log shows acts; what is no act is git's to take back (git revert, git reset)"));
    };
    if let Some(other) = commit.paths.iter().find(|path| !path.starts_with(folder)) {
        return Err(Refusal::new(format!(
            "the newest commit changes {} too, outside of the register",
            other.display()
        ))
        .next("take it back with git (git revert, git reset)"));
    }
    let sealed = Act::Sealed.to_string();
    if acts.contains(&sealed.as_str()) || commit.paths.iter().any(|path| *path == folder.join(SEALS)) {
        return Err(Refusal::new("the newest act is a seal, which others may have noted already")
            .next("a seal that is wrong is made void: kaizen void seals EVENT -m REASON"));
    }
    Ok((*by).to_owned())
}

/// Whether the act is of who runs the program: by its person, and by the author of its commit.
fn check_own(
    commit: &Newest,
    by: &str,
    repo: &Repo,
    (root, register): (&Path, &Register),
    named: Option<&str>,
) -> anyhow::Result<()> {
    let ident = repo.author()?;
    let same_author = |ident: &Ident| ident.mail.eq_ignore_ascii_case(&commit.author.mail);
    let own = match by.parse::<Party>() {
        Ok(Party::Person(person)) => actor::who(named, repo, root, (register, &ident))? == person,
        Ok(Party::Outside(who)) => who.ends_with(&format!("<{}>", ident.mail)),
        _ => false,
    };
    if own && same_author(&ident) {
        return Ok(());
    }
    let author = &commit.author;
    Err(Refusal::new(format!(
        "“{}” is an act of {by}, in a commit of {} <{}>, and not yours",
        commit.subject, author.name, author.mail
    ))
    .next("its person undoes it while it is not pushed")
    .next(ANOTHER_WAY)
    .into())
}

/// Whether nobody else can have it: it is on no other branch, no remote's and under no tag.
fn check_unseen(commit: &Newest, repo: &Repo) -> anyhow::Result<()> {
    let others = repo.others_with(commit.id)?;
    let Some(first) = others.first() else { return Ok(()) };
    let place = match (first.strip_prefix("refs/remotes/"), first.strip_prefix("refs/tags/")) {
        (Some(remote), _) => format!("is pushed: {remote} has it"),
        (_, Some(tag)) => format!("is under the tag {tag}"),
        _ => format!("is on the branch {} too", first.trim_start_matches("refs/heads/")),
    };
    Err(Refusal::new(format!("“{}” {place}, so others may have seen it", commit.subject)).next(ANOTHER_WAY).into())
}
