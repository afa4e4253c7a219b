//! The rules about the work and about the register as a whole.

use super::{ACCEPTED, CONTENT, Case, EFFECTIVE, RAISED, SIGNED, STARTED, VERIFIED, one};
use crate::made::{Act, Made, TERMS};

const WAIVER: &str =
    "[[waiver]]\nrule = \"overdue\"\nitem = \"IMP-2026-AAAA\"\nreason = \"Parts.\"\nuntil = 2026-06-30";
const EXTENDED: &str = "text = \"Late.\"\nterms = { due = 2027-06-01 }";

fn analysed(analysis: &str, acts: &[Act<'_>]) -> Made {
    one(&format!("[[analysis]]\nmethod = \"five-whys\"\nby = \"dana.okafor\"\non = 2026-03-09\n{analysis}"), acts)
}

fn whys(answers: &[&str]) -> String {
    answers
        .iter()
        .enumerate()
        .map(|(i, a)| format!("[[analysis.why]]\nquestion = \"Why number {i}?\"\nanswer = \"{a}\"\n"))
        .collect()
}

const ANSWERS: [&str; 5] = [
    "The firmware drops them above two per second.",
    "Door controllers are outside the monthly patch cycle.",
    "They stand in no asset inventory.",
    "Facilities buys them and tells nobody in IT.",
    "The purchase form asks for no maintainer.",
];

/// Many items of different words, raised on these days.
fn many(days: &[&str], acts: &[Act<'_>]) -> Made {
    let words = ["readers", "leavers", "backups", "phishing", "screens", "visitors", "updates", "contracts"];
    days.iter().enumerate().fold(Made::new(), |made, (i, day)| {
        let word = words[i % words.len()];
        let content = format!(
            "title = \"Something about {word} number {i}\"\nraised_on = {day}\nraised_by = \"dana.okafor\"\n\
             sources = [\"other:{i}\"]\ndescription = \"Seen on the {i}th walk: {word} {word}{i} were {i}{word} again.\"\n"
        );
        made.item(&format!("AAA{i}"), &content, acts)
    })
}

pub const CASES: &[Case] = &[
    ("postponed-again", |yes| {
        let late: Vec<Act<'_>> = vec![
            ("mona.lind", "extended", "2026-04-01T09:00:00Z", "text = \"a\"\nterms = { due = 2026-07-01 }"),
            ("mona.lind", "extended", "2026-05-01T09:00:00Z", "text = \"b\"\nterms = { due = 2026-08-01 }"),
            ("mona.lind", "extended", "2026-05-20T09:00:00Z", EXTENDED),
        ];
        let acts = [vec![RAISED, ACCEPTED], late[..if yes { 3 } else { 2 }].to_vec()].concat();
        (one("", &acts), "2026-05-21")
    }),
    ("criterion-moved", |yes| {
        let moved = if yes { "Most attempts are logged." } else { "Each attempt is logged!" };
        let carried = format!("text = \"Easier.\"\nterms = {{ success_criterion = \"{moved}\" }}");
        (
            one("", &[RAISED, ACCEPTED, STARTED, ("mona.lind", "amended", "2026-03-08T09:00:00Z", &carried)]),
            "2026-03-10",
        )
    }),
    ("decision-pending", |yes| (one("", &[RAISED]), if yes { "2026-04-02" } else { "2026-04-01" })),
    ("resources-pending", |yes| {
        let asked = ("arjun.mehta", "requested", "2026-03-06T09:00:00Z", "resource = \"M2V\"");
        let resource = "[resource.M2V]\nkind = \"budget\"\namount = 10\nunit = \"EUR\"\npurpose = \"Licences\"\n";
        (one(resource, &[RAISED, ACCEPTED, asked]), if yes { "2026-04-06" } else { "2026-04-05" })
    }),
    ("hasty-closure", |yes| {
        let signed = ("arjun.mehta", "implemented", "2026-05-20T09:00:00Z", SIGNED.3);
        let at = if yes { "2026-05-20T09:59:59Z" } else { "2026-05-20T10:00:00Z" };
        let early = format!("{EFFECTIVE}\nearly_reason = \"It is seen at once.\"");
        (one("", &[RAISED, ACCEPTED, signed, ("priya.nair", "verified", at, &early)]), "2026-05-21")
    }),
    ("downgraded", |yes| {
        let terms = if yes { "significance = \"minor\"" } else { "significance = \"major\"" };
        let first = TERMS.replace("significance = \"minor\"", "significance = \"major\"");
        let carried = format!("text = \"Looked at again.\"\nterms = {{ {terms}, owner = \"dana.okafor\" }}");
        let accepted = ("mona.lind", "accepted", "2026-03-05T09:00:00Z", first.as_str());
        (one("", &[RAISED, accepted, ("mona.lind", "amended", "2026-03-08T09:00:00Z", &carried)]), "2026-03-10")
    }),
    ("unknown-reference", |yes| {
        let reference = if yes { "MR-2026-Q1" } else { "minutes of 5 March" };
        let terms = format!("{TERMS}\nreference = \"{reference}\"");
        (one("", &[RAISED, ("mona.lind", "accepted", "2026-03-05T09:00:00Z", &terms)]), "2026-03-06")
    }),
    ("self-approved", |yes| {
        // The only one in top management asked for it.
        let who = if yes { "mona.lind" } else { "arjun.mehta" };
        let asked = (who, "requested", "2026-03-06T09:00:00Z", "resource = \"M2V\"");
        let waiver = if yes { "\nwaiver = \"Nobody else.\"" } else { "" };
        let carried = format!("resource = \"M2V\"\ndecision = \"approved\"{waiver}");
        let resource = "[resource.M2V]\nkind = \"budget\"\namount = 10\nunit = \"EUR\"\npurpose = \"Licences\"\n";
        let approved = ("mona.lind", "resourced", "2026-03-07T09:00:00Z", carried.as_str());
        (one(resource, &[RAISED, ACCEPTED, asked, approved]), "2026-03-08")
    }),
    ("approval-without-reference", |yes| {
        let asked = ("arjun.mehta", "requested", "2026-03-06T09:00:00Z", "resource = \"M2V\"");
        let amount = if yes { 1001 } else { 1000 };
        let asked_for = format!("kind = \"budget\", amount = {amount}, unit = \"EUR\", purpose = \"Licences\"");
        let carried = format!("resource = \"M2V\"\ndecision = \"approved\"\nasked = {{ {asked_for} }}");
        let resource =
            format!("[resource.M2V]\nkind = \"budget\"\namount = {amount}\nunit = \"EUR\"\npurpose = \"Licences\"\n");
        let approved = ("mona.lind", "resourced", "2026-03-07T09:00:00Z", carried.as_str());
        (one(&resource, &[RAISED, ACCEPTED, asked, approved]), "2026-03-08")
    }),
    ("review-again", |yes| {
        let rejected = ("mona.lind", "rejected", "2026-03-05T09:00:00Z", "text = \"Not now.\"\nreview_on = 2026-06-01");
        (one("", &[RAISED, rejected]), if yes { "2026-06-01" } else { "2026-05-31" })
    }),
    ("analysis-after-fix", |yes| {
        let analysis = (
            "dana.okafor",
            "analysed",
            if yes { "2026-05-01T09:00:00Z" } else { "2026-03-09T09:00:00Z" },
            "analyses = 1",
        );
        let planned = (
            "arjun.mehta",
            "planned",
            "2026-03-08T09:00:00Z",
            "action = \"7KQ\"\nterms = { owner = \"arjun.mehta\", due = 2026-05-01 }",
        );
        let done = ("arjun.mehta", "done", "2026-04-01T09:00:00Z", "action = \"7KQ\"");
        let action = "[action.7KQ]\nowner = \"arjun.mehta\"\ndue = 2026-05-01\ndescription = \"Patch.\"\n";
        let acts =
            if yes { [RAISED, ACCEPTED, planned, done, analysis] } else { [RAISED, ACCEPTED, planned, analysis, done] };
        (
            analysed(
                &format!("root_cause = \"The purchase form names no maintainer.\"\n{}{action}", whys(&ANSWERS)),
                &acts,
            ),
            "2026-05-02",
        )
    }),
    ("shallow-analysis", |yes| {
        let acts = [RAISED, ACCEPTED, ("dana.okafor", "analysed", "2026-03-09T09:00:00Z", "analyses = 1")];
        let chain = whys(&ANSWERS[..if yes { 4 } else { 5 }]);
        (analysed(&format!("root_cause = \"The purchase form names no maintainer.\"\n{chain}"), &acts), "2026-03-10")
    }),
    ("shallow-analysis", |yes| {
        let acts = [RAISED, ACCEPTED, ("dana.okafor", "analysed", "2026-03-09T09:00:00Z", "analyses = 1")];
        let cause =
            if yes { "The badge reader drops failed attempts." } else { "The purchase form names no maintainer." };
        (analysed(&format!("root_cause = \"{cause}\"\n{}", whys(&ANSWERS)), &acts), "2026-03-10")
    }),
    ("blame-root-cause", |yes| {
        let acts = [RAISED, ACCEPTED, ("dana.okafor", "analysed", "2026-03-09T09:00:00Z", "analyses = 1")];
        let cause = if yes { "Human error of the installer." } else { "The installer has no list of settings." };
        (analysed(&format!("root_cause = \"{cause}\"\n{}", whys(&ANSWERS)), &acts), "2026-03-10")
    }),
    ("blame-root-cause", |yes| {
        let acts = [RAISED, ACCEPTED, ("dana.okafor", "analysed", "2026-03-09T09:00:00Z", "analyses = 1")];
        let made = analysed(&format!("root_cause = \"Der Monteur war verpeilt.\"\n{}", whys(&ANSWERS)), &acts);
        (if yes { made.settings("blame_phrases = [\"war verpeilt\"]") } else { made }, "2026-03-10")
    }),
    ("repeated-why", |yes| {
        let acts = [RAISED, ACCEPTED, ("dana.okafor", "analysed", "2026-03-09T09:00:00Z", "analyses = 1")];
        let mut answers = ANSWERS;
        if yes {
            answers[4] = "The door controllers are not in the monthly patch cycle.";
        }
        (analysed(&whys(&answers), &acts), "2026-03-10")
    }),
    ("early-verification", |yes| {
        let why = format!("{EFFECTIVE}\nearly_reason = \"The auditor is here.\"");
        let early = ("priya.nair", "verified", "2026-06-01T09:00:00Z", if yes { EFFECTIVE } else { why.as_str() });
        (one("", &[RAISED, ACCEPTED, SIGNED, early]), "2026-06-02")
    }),
    ("risk-not-reduced", |yes| {
        let after = format!("{EFFECTIVE}\nrisk = {{ RSK-1 = {} }}", if yes { 9 } else { 8 });
        (
            one(
                "[risk]\nRSK-1 = 9\n",
                &[RAISED, ACCEPTED, SIGNED, ("priya.nair", "verified", "2026-06-25T09:00:00Z", &after)],
            ),
            "2026-06-26",
        )
    }),
    ("not-effective-without-follow-up", |yes| {
        let failed = "method = \"test\"\nresult = \"not-effective\"\ntext = \"Seen.\"\nterms = { due = 2026-12-01 }\nevidence = [{ url = \"https://e.example/1\" }]";
        (
            one("", &[RAISED, ACCEPTED, SIGNED, ("priya.nair", "verified", "2026-06-25T09:00:00Z", failed)]),
            if yes { "2026-07-26" } else { "2026-07-25" },
        )
    }),
    ("empty-words", |yes| {
        let text = if yes { "n/a" } else { "No risk." };
        let noted = ("dana.okafor", "noted", "2026-03-03T09:00:00Z", format!("text = \"{text}\""));
        (one("", &[RAISED, (noted.0, noted.1, noted.2, &noted.3)]), "2026-03-04")
    }),
    ("empty-words", |yes| {
        let answer = if yes { "TBD" } else { "The TBD field is never filled in." };
        (analysed(&whys(&[answer]), &[RAISED]), "2026-03-10")
    }),
    ("empty-words", |yes| {
        let made =
            one("correction = { by = \"dana.okafor\", on = 2026-03-02, description = \"wie gehabt\" }\n", &[RAISED]);
        (if yes { made.settings("empty_phrases = [\"Wie gehabt\"]") } else { made }, "2026-03-03")
    }),
    ("root-cause-missing", |yes| {
        let terms = TERMS.replace("improvement", "corrective-action").replace("opportunity", "minor-nonconformity");
        let cause = if yes { "Unknown" } else { "Nothing tells IT what Facilities buys." };
        let acts = [RAISED, (ACCEPTED.0, ACCEPTED.1, ACCEPTED.2, terms.as_str()), SIGNED];
        (analysed(&format!("root_cause = \"{cause}\"\n"), &acts), "2026-05-21")
    }),
    ("success-criterion-missing", |yes| {
        let criterion = if yes { "n/a" } else { "None is missing." };
        let terms = TERMS.replace("Each attempt is logged.", criterion);
        (one("", &[RAISED, (ACCEPTED.0, ACCEPTED.1, ACCEPTED.2, terms.as_str())]), "2026-03-06")
    }),
    ("generic-text", |yes| {
        let text = if yes { "Lorem ipsum dolor sit amet" } else { "The form for visitors begins with Lorem, a name." };
        let content = CONTENT.replace("During the walkthrough", text);
        (Made::new().item("AAAA", &content, &[RAISED]), "2026-03-03")
    }),
    ("generic-text", |yes| {
        let said = if yes { "[Insert what was changed]" } else { "Patched [see RSK-12]." };
        let signed = format!("text = \"{said}\"");
        (one("", &[RAISED, ACCEPTED, (SIGNED.0, SIGNED.1, SIGNED.2, &signed)]), "2026-05-21")
    }),
    ("generic-text", |yes| {
        let text = if yes { "Be secure" } else { "The bins for confidential paper stand open since the move of May" };
        let content = format!("title = \"{text}\"\nraised_by = \"dana.okafor\"\nsources = [\"other:1\"]\n");
        (Made::new().item("AAAA", &content, &[RAISED]), "2026-03-03")
    }),
    ("generic-text", |yes| {
        let made = one("", &[RAISED]);
        let again = if yes {
            CONTENT.replace("27 February", "28 February")
        } else {
            format!("{CONTENT}recurrence_of = \"IMP-2026-AAAA\"\n")
        };
        (made.item("BBBB", &again, &[RAISED]), "2026-03-03")
    }),
    ("recurrence", |yes| {
        let first = one("", &[RAISED, ACCEPTED, SIGNED, VERIFIED]);
        let day = if yes { "2026-07-02" } else { "2026-06-20" };
        let again = format!(
            "title = \"Attempts are lost again at the north door since the update\"\nraised_by = \"dana.okafor\"\nraised_on = {day}\nsources = [\"other:1\"]\nrecurrence_of = \"IMP-2026-AAAA\"\n"
        );
        (first.item("BBBB", &again, &[("dana.okafor", "raised", "2026-07-02T09:00:00Z", "")]), "2026-07-03")
    }),
    ("too-few-active", |yes| (many(&["2026-03-02"; 3][..if yes { 2 } else { 3 }], &[RAISED]), "2026-03-10")),
    ("no-recent-entries", |yes| (many(&["2026-03-02"], &[RAISED]), if yes { "2026-06-01" } else { "2026-05-31" })),
    ("no-staff-contribution", |yes| {
        let content = CONTENT.replace("dana.okafor", if yes { "mona.lind" } else { "anonymous" });
        (Made::new().item("AAAA", &content, &[("mona.lind", "raised", "2026-03-02T09:00:00Z", "")]), "2026-06-01")
    }),
    ("burst-before-review", |yes| {
        let days = [
            "2026-05-20",
            "2026-05-21",
            "2026-05-22",
            "2026-05-23",
            "2026-05-24",
            "2026-03-01",
            "2026-03-02",
            "2026-03-03",
            "2026-03-04",
            "2026-03-05",
        ];
        let audit = "schema = 1\nkind = \"external-audit\"\nreference = \"EA-1\"\ntitle = \"Surveillance audit\"\noccurred_on = 2026-05-28\n";
        (
            many(&days[..if yes { 9 } else { 10 }], &[RAISED]).file("sources/external-audit/EA-1.toml", audit),
            "2026-06-01",
        )
    }),
    ("low-completion-rate", |yes| {
        let days = ["2026-03-02"; 5];
        let late = (
            "arjun.mehta",
            "implemented",
            if yes { "2026-06-02T09:00:00Z" } else { "2026-06-01T09:00:00Z" },
            "text = \"Done.\"",
        );
        (many(&days, &[RAISED, ACCEPTED, late]), "2026-06-03")
    }),
    ("unanswered-source", |yes| {
        let reference = if yes { "INC-2" } else { "2026-02" };
        let source = format!(
            "schema = 1\nkind = \"site-walkthrough\"\nreference = \"{reference}\"\ntitle = \"East door\"\nsignificant = true\n"
        );
        (one("", &[RAISED]).file(&format!("sources/site-walkthrough/{reference}.toml"), &source), "2026-03-03")
    }),
    ("source-deadline", |yes| {
        let due = if yes { "2026-06-05" } else { "2026-06-06" };
        let source = format!(
            "schema = 1\nkind = \"external-audit\"\nreference = \"NC-1\"\ntitle = \"East door\"\nanswer_by = {due}\n"
        );
        (one("", &[RAISED, ACCEPTED]).file("sources/external-audit/NC-1.toml", &source), "2026-05-22")
    }),
    ("minors-add-up", |yes| {
        let minor = ACCEPTED.3.replace("opportunity", "minor-nonconformity");
        let controls = ["controls = [\"A.7.2\"]\n", "controls = [\"A.7.2\", \"A.8.15\"]\n"];
        let other = if yes { controls[0] } else { "controls = [\"A.8.15\"]\n" };
        let accepted = ("mona.lind", "accepted", "2026-03-05T09:00:00Z", minor.as_str());
        let item = |made: Made, name: &str, more: &str| {
            let content = CONTENT.replace("east door", name);
            made.item(name, &format!("{content}{more}"), &[RAISED, accepted])
        };
        let made = item(item(Made::new(), "AAAA", controls[0]), "BBBB", controls[1]);
        (item(made, "CCCC", other), "2026-03-06")
    }),
    ("management-review-overdue", |yes| (one("", &[RAISED]), if yes { "2026-04-04" } else { "2026-04-03" })),
    ("overdue", |yes| (one("", &[RAISED, ACCEPTED]), if yes { "2026-06-02" } else { "2026-06-01" })),
    ("stale", |yes| (one("", &[RAISED]), if yes { "2026-06-01" } else { "2026-05-31" })),
    ("late-without-reason", |yes| {
        let late = (
            "arjun.mehta",
            "implemented",
            "2026-06-02T09:00:00Z",
            if yes { "text = \"Done.\"" } else { "text = \"Done.\"\nlate_reason = \"Parts came late.\"" },
        );
        (one("", &[RAISED, ACCEPTED, late]), "2026-06-03")
    }),
    ("verification-overdue", |yes| {
        (one("", &[RAISED, ACCEPTED, SIGNED]), if yes { "2026-06-20" } else { "2026-06-19" })
    }),
    ("verification-without-evidence", |yes| {
        let bare = EFFECTIVE.split("\nevidence").next().unwrap();
        (
            one(
                "",
                &[
                    RAISED,
                    ACCEPTED,
                    SIGNED,
                    ("priya.nair", "verified", "2026-06-25T09:00:00Z", if yes { bare } else { EFFECTIVE }),
                ],
            ),
            "2026-06-26",
        )
    }),
    ("rejection-without-reason", |yes| {
        (
            one(
                "",
                &[
                    RAISED,
                    ("mona.lind", "rejected", "2026-03-05T09:00:00Z", if yes { "" } else { "text = \"Not ours.\"" }),
                ],
            ),
            "2026-03-06",
        )
    }),
    ("deferral-expired", |yes| {
        let put_off = ("mona.lind", "deferred", "2026-03-05T09:00:00Z", "text = \"Later.\"\nuntil = 2026-04-01");
        (one("", &[RAISED, put_off]), if yes { "2026-04-01" } else { "2026-03-31" })
    }),
    ("no-source", |yes| {
        let content =
            if yes { CONTENT.replace("sources = [\"site-walkthrough:2026-02\"]\n", "") } else { CONTENT.to_owned() };
        (Made::new().item("AAAA", &content, &[RAISED]), "2026-03-03")
    }),
    ("root-cause-missing", |yes| {
        let terms =
            if yes { TERMS.replace("significance = \"minor\"", "significance = \"major\"") } else { TERMS.to_owned() };
        (one("", &[RAISED, ("mona.lind", "accepted", "2026-03-05T09:00:00Z", &terms), STARTED]), "2026-03-07")
    }),
    ("waiver-expired", |yes| {
        let made = one("", &[RAISED, ACCEPTED]).settings(WAIVER);
        (made, if yes { "2026-07-01" } else { "2026-06-30" })
    }),
    ("waiver-expired", |yes| {
        // What it answered for is settled: nobody needs it any more.
        let acts = [RAISED, ACCEPTED, SIGNED];
        (one("", &acts[..if yes { 2 } else { 3 }]).settings(WAIVER), "2026-07-01")
    }),
];
