//! The newest management review of the register, recorded on the last day, on top of all acts.

use std::io::Result;
use std::path::Path;
use std::process::Command;

use kaizen::internals::attest::digest::{Subject, content_digest};
use kaizen::internals::attest::event_table;
use kaizen::internals::git::compose;
use kaizen::internals::record::next_event;
use kaizen::internals::register::read;
use kaizen::model::date::Day;
use kaizen::model::event::{Act, Evidence};

use crate::people::Member;
use crate::{REGISTER, text};

/// Commits the record of the review that looked at `tip`, and returns the commit.
pub fn write(dir: &Path, cast: &[Member], held_on: Day, tip: &str) -> Result<String> {
    let chair = cast.iter().find(|m| m.top && m.manager).expect("somebody is ISMS manager and top management");
    let id = "2026-Q2";
    let minutes = "https://minutes.example.com/MR-2026-Q2";
    let head = format!(
        "#:schema ../schemas/review.schema.json\nschema = 1\nid = \"{id}\"\n\nheld_on = {held_on}\nchair = \"{}\"\n\
         minutes = {{ url = \"{minutes}\" }}\nlooked_at = \"{tip}\"\nnext_on = {}\n",
        chair.handle,
        held_on.plus(92)
    );
    let at = held_on.noon(chrono_tz::UTC);
    let at = kaizen::model::date::Moment(at.0 + chrono::Duration::hours(8));
    let mut event = next_event::blank(Act::Recorded, chair.party(), at, Vec::new());
    event.evidence = Some(vec![Evidence { path: None, sha256: None, url: Some(minutes.to_owned()) }]);
    let subject = Subject::Review(id);
    event.content =
        content_digest(&read::tree(&head).expect("a review is TOML"), subject).expect("content has a digest");
    event_table::seal(REGISTER, subject, &mut event).expect("a hash");
    let sealed = event_table::table(&event).expect("an event is TOML");
    let path = format!("register/reviews/{id}.toml");
    std::fs::create_dir_all(dir.join("register/reviews"))?;
    std::fs::write(dir.join(&path), head + &text::event(&sealed))?;
    let by = chair.handle.to_string();
    let message = compose(
        &format!("review/{id}: record the management review"),
        "",
        &[("Kaizen-Review", id), ("Kaizen-Act", "recorded"), ("Kaizen-By", &by)],
    );
    let date = format!("{} +0000", at.0.timestamp());
    for arguments in [&["add", "--", &path][..], &["commit", "-q", "--no-verify", "--no-gpg-sign", "-m", &message]] {
        let status = Command::new("git")
            .args(arguments)
            .current_dir(dir)
            .envs([("GIT_AUTHOR_DATE", &date), ("GIT_COMMITTER_DATE", &date)])
            .envs([("GIT_AUTHOR_NAME", &chair.name), ("GIT_COMMITTER_NAME", &chair.name)])
            .envs([("GIT_AUTHOR_EMAIL", chair.mail()), ("GIT_COMMITTER_EMAIL", chair.mail())])
            .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")])
            .status()?;
        if !status.success() {
            return Err(std::io::Error::other("git could not commit the management review"));
        }
    }
    let newest = Command::new("git").args(["rev-parse", "main"]).current_dir(dir).output()?;
    Ok(String::from_utf8_lossy(&newest.stdout).trim().to_owned())
}
