//! The rules that look at the files alone: their form, and whether events and content vouch for each other.

use kaizen::internals::attest::digest::of_bytes;

use super::{ACCEPTED, CONTENT, Case, EFFECTIVE, RAISED, SIGNED, VERIFIED, one};
use crate::made::{Act, Made, TERMS};

const ITEM: &str = "items/2026/IMP-2026-AAAA.toml";

/// Accepted work with one change of the finished file.
fn edited(yes: bool, from: &str, to: &str) -> (Made, &'static str) {
    let made = one("", &[RAISED, ACCEPTED]);
    (if yes { made.edit(ITEM, from, to) } else { made }, "2026-03-06")
}

/// Signed off with a log as evidence; the log holds `bytes`, where there is one.
fn with_log(bytes: Option<&str>) -> (Made, &'static str) {
    let path = "evidence/IMP-2026-AAAA/log.txt";
    let sha256 = of_bytes(b"thirty days\n").unwrap();
    let carried = format!("text = \"Patched.\"\nevidence = [{{ path = \"{path}\", sha256 = \"{sha256}\" }}]");
    let made = one("", &[RAISED, ACCEPTED, (SIGNED.0, SIGNED.1, SIGNED.2, &carried)]);
    (bytes.into_iter().fold(made, |made, bytes| made.file(path, bytes)), "2026-05-21")
}

/// Two acts side by side, each after the first two; unless `apart`, a manager's act follows both.
fn side_by_side(apart: bool, sides: [Act<'_>; 2]) -> Made {
    let [one_side, other] = sides.map(|(by, act, at, carried)| (by, act, at, format!("{carried}\nafter = [1]")));
    let joined = "text = \"Looked at both.\"\nedits = [\"description\"]\nafter = [2, 3]";
    let mut acts = vec![
        RAISED,
        ACCEPTED,
        (one_side.0, one_side.1, one_side.2, &one_side.3),
        (other.0, other.1, other.2, &other.3),
        ("mona.lind", "noted", "2026-03-10T09:00:00Z", joined),
    ];
    acts.truncate(if apart { 4 } else { 5 });
    one("", &acts)
}

pub const CASES: &[Case] = &[
    ("unknown-key", |yes| (one(if yes { "colour = \"red\"\n" } else { "" }, &[RAISED]), "2026-03-03")),
    ("unknown-control", |yes| {
        (one(if yes { "controls = [\"A.9.9\"]\n" } else { "controls = [\"A.8.15\"]\n" }, &[RAISED]), "2026-03-03")
    }),
    ("unknown-person", |yes| {
        let content = if yes { CONTENT.replace("dana.okafor", "dana.okafo") } else { CONTENT.to_owned() };
        (Made::new().item("AAAA", &content, &[RAISED]), "2026-03-03")
    }),
    ("unauthorised-event", |yes| {
        let by = if yes { "arjun.mehta" } else { "mona.lind" };
        (one("", &[RAISED, (by, "accepted", "2026-03-05T09:00:00Z", TERMS)]), "2026-03-06")
    }),
    ("future-dated", |yes| (one("", &[RAISED]), if yes { "2026-03-01" } else { "2026-03-02" })),
    ("newer-schema", |yes| {
        let text =
            format!("schema = {}\nkind = \"risk\"\nreference = \"R1\"\ntitle = \"A risk\"\n", if yes { 2 } else { 1 });
        (Made::new().file("sources/risk/R1.toml", &text), "2026-03-01")
    }),
    ("unreadable", |yes| {
        let text = format!(
            "schema = 1\nkind = \"risk\"\nreference = \"R1\"\ntitle = {}\n",
            if yes { "" } else { "\"A risk\"" }
        );
        (Made::new().file("sources/risk/R1.toml", &text), "2026-03-01")
    }),
    ("misplaced-file", |yes| {
        let path = if yes { "sources/risk/R2.toml" } else { "sources/risk/R1.toml" };
        (Made::new().file(path, "schema = 1\nkind = \"risk\"\nreference = \"R1\"\ntitle = \"A risk\"\n"), "2026-03-01")
    }),
    ("duplicate-id", |yes| {
        let made = one("", &[RAISED]).item("BBBB", CONTENT, &[RAISED]);
        let other = "items/2026/IMP-2026-BBBB.toml";
        (if yes { made.edit(other, "IMP-2026-BBBB", "IMP-2026-AAAA") } else { made }, "2026-03-03")
    }),
    ("duplicate-person", |yes| {
        let mail = if yes { "Arjun@Example.com" } else { "arjun@dana.example.com" };
        (Made::new().people("dana@example.com", mail), "2026-01-02")
    }),
    ("altered-by-git", |yes| {
        let attributes = if yes { "*.toml text ident\n" } else { "*.toml text eol=lf -ident\n" };
        (Made::new().file(".gitattributes", attributes), "2026-03-01")
    }),
    ("outside-register", |yes| {
        let path = if yes { "evidence/../people.toml" } else { "evidence/people.toml" };
        let carried = format!("text = \"Patched.\"\nevidence = [{{ path = \"{path}\" }}]");
        (one("", &[RAISED, ACCEPTED, (SIGNED.0, SIGNED.1, SIGNED.2, &carried)]), "2026-05-21")
    }),
    ("status-mismatch", |yes| edited(yes, "status = \"accepted\"", "status = \"implemented\"")),
    ("terms-moved-silently", |yes| {
        let agreed =
            ("mona.lind", "extended", "2026-03-06T09:00:00Z", "text = \"Parts.\"\nterms = { due = 2026-07-01 }");
        if yes {
            edited(true, "due = 2026-06-01", "due = 2026-07-01")
        } else {
            (one("", &[RAISED, ACCEPTED, agreed]), "2026-03-07")
        }
    }),
    ("owner-missing", |yes| edited(yes, "owner = \"arjun.mehta\"\n", "")),
    ("due-missing", |yes| edited(yes, "due = 2026-06-01\n", "")),
    ("success-criterion-missing", |yes| {
        edited(yes, "success_criterion = \"Each attempt is logged.\"", "success_criterion = \" \"")
    }),
    ("owner-not-a-person", |yes| {
        let name = if yes { "Arjun and Team" } else { "Arjun Teamer" };
        (Made::new().people("Arjun Mehta", name).item("AAAA", CONTENT, &[RAISED, ACCEPTED]), "2026-03-06")
    }),
    ("owner-gone", |yes| {
        let made = Made::new().people("[\"arjun@example.com\"]", "[\"arjun@example.com\"], until = 2026-04-10");
        (made.item("AAAA", CONTENT, &[RAISED, ACCEPTED]), if yes { "2026-04-10" } else { "2026-04-09" })
    }),
    ("self-verified", |yes| {
        let made = Made::new().without("arjun.mehta").without("dana.okafor");
        let made = if yes { made.without("priya.nair") } else { made };
        let terms = TERMS.replace("arjun.mehta", "mona.lind");
        let waived = format!("{EFFECTIVE}\nwaiver = \"There is nobody else.\"");
        let alone = ("mona.lind", "verified", VERIFIED.2, waived.as_str());
        let acts = [
            ("mona.lind", RAISED.1, RAISED.2, RAISED.3),
            ("mona.lind", ACCEPTED.1, ACCEPTED.2, &terms),
            ("mona.lind", SIGNED.1, SIGNED.2, SIGNED.3),
            if yes { alone } else { VERIFIED },
        ];
        (made.item("AAAA", &CONTENT.replace("dana.okafor", "mona.lind"), &acts), "2026-06-26")
    }),
    ("changed-after-sign-off", |yes| {
        let made = one("", &[RAISED, ACCEPTED, SIGNED]);
        let key = if yes { "category = \"physical\"\ntitle = " } else { "tags = [\"doors\"]\ntitle = " };
        (made.edit(ITEM, "title = ", key), "2026-05-21")
    }),
    ("edited-by-hand", |yes| {
        let key = if yes { "category = \"physical\"\ntitle = " } else { "tags = [\"doors\"]\ntitle = " };
        (one("", &[RAISED, ACCEPTED]).edit(ITEM, "title = ", key), "2026-03-06")
    }),
    ("event-altered", |yes| {
        let words = if yes { "text = \"Agreed!\"" } else { "text = \"Agreed.\" # in the meeting" };
        (one("", &[RAISED, ACCEPTED]).edit(ITEM, "text = \"Agreed.\"", words), "2026-03-06")
    }),
    ("event-missing", |yes| {
        let gone = format!(
            "text = \"Seen.\"\nafter = [{}]",
            if yes { format!("0, \"{}\"", "0".repeat(64)) } else { "0".to_owned() }
        );
        (one("", &[RAISED, ("dana.okafor", "noted", "2026-03-03T09:00:00Z", &gone)]), "2026-03-04")
    }),
    ("backdated", |yes| {
        let at = if yes { "2026-03-02T08:49:59Z" } else { "2026-03-02T08:50:00Z" };
        (one("", &[RAISED, ("dana.okafor", "noted", at, "text = \"Seen.\"")]), "2026-03-03")
    }),
    ("superseded", |yes| {
        let handed_over = (
            "mona.lind",
            "amended",
            "2026-03-07T09:00:00Z",
            "text = \"Arjun moves.\"\nterms = { owner = \"dana.okafor\" }",
        );
        let started = ("arjun.mehta", "started", "2026-03-08T09:00:00Z", "");
        (side_by_side(yes, [handed_over, started]), "2026-03-11")
    }),
    ("unreconciled", |yes| {
        let [one_side, other] = ["a", "b"].map(|c| format!("content = \"sha256:{}\"", c.repeat(64)));
        let sides = [
            ("dana.okafor", "edited", "2026-03-07T09:00:00Z", one_side.as_str()),
            ("arjun.mehta", "edited", "2026-03-08T09:00:00Z", other.as_str()),
        ];
        (side_by_side(yes, sides), "2026-03-11")
    }),
    ("unauthorised-change", |yes| {
        let zone = "timezone = \"Europe/Berlin\"";
        let made = Made::new();
        let by_hand = |made: Made| made.edit("register.toml", "prefix = ", &format!("{zone}\nprefix = "));
        (if yes { by_hand(made) } else { made.settings(zone) }, "2026-01-02")
    }),
    ("evidence-missing", |yes| with_log((!yes).then_some("thirty days\n"))),
    ("evidence-changed", |yes| with_log(Some(if yes { "thirty days" } else { "thirty days\n" }))),
];
