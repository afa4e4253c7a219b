//! Two branches that each act on the same item, put together by a merge, a squash merge and a rebase; text conflicts
//! are solved by `kaizen fmt` alone.

use kaizen::model::rule::{Family, Rule};

use crate::world::{World, value_of};

/// How two branches are put together.
const WAYS: [(&str, &str); 3] = [
    ("merge", "git switch -q one; git merge -q --no-edit two || { kaizen fmt; git add -A; git commit -q --no-edit; }"),
    (
        "squash",
        "git switch -q one; git merge -q --squash two || { kaizen fmt; git add -A; }; git commit -q -m squashed",
    ),
    (
        "rebase",
        "git switch -q two; git rebase -q one || while [ -d .git/rebase-merge ]; do kaizen fmt; git add -A; GIT_EDITOR=true git rebase --continue || true; done",
    ),
];

struct Pair<'a> {
    name: &'a str,
    /// Acts before the branches part.
    before: &'a str,
    one: &'a str,
    two: &'a str,
    /// Findings that are true after the two are put together.
    findings: &'a [&'a str],
    /// Verbs of the design that bring it back to none.
    way_back: &'a str,
    status: &'a str,
}

const SIGN_OFF: &str = "arjun; kaizen sign-off $id -m 'Done.'";

const PAIRS: [Pair<'static>; 11] = [
    Pair {
        name: "note and note",
        before: "",
        one: "kaizen note $id -m one",
        two: "dana; kaizen note $id -m two",
        findings: &[],
        way_back: "",
        status: "accepted",
    },
    Pair {
        name: "note and note by one person",
        before: "",
        one: "kaizen note $id -m one",
        two: "kaizen note $id -m two",
        findings: &[],
        way_back: "",
        status: "accepted",
    },
    Pair {
        name: "why and action add",
        before: "",
        one: "dana; kaizen why $id --because 'It drops them.' --root-cause 'No patching.'",
        two: "arjun; kaizen action add $id 'Patch them.' --due 2026-05-01",
        findings: &["unreconciled"],
        way_back: "day 2026-03-20; kaizen note $id -m 'Both are right.'",
        status: "accepted",
    },
    Pair {
        name: "accept and accept",
        before: "dana; id=$(kaizen add 'Another' --kind improvement --grade observation --significance minor --source other:X --description text); echo $id > ../id",
        one: "kaizen accept $id --owner arjun.mehta --due 2026-06-01 --criterion one -m Agreed",
        two: "kaizen accept $id --owner dana.okafor --due 2026-07-01 --criterion two -m Agreed",
        findings: &["superseded"],
        way_back: "day 2026-03-20; kaizen note $id -m 'The first one counts.'",
        status: "accepted",
    },
    Pair {
        name: "reject and sign-off",
        before: "",
        one: "kaizen reject $id -m Unneeded",
        two: SIGN_OFF,
        findings: &["superseded"],
        way_back: "day 2026-03-20; kaizen note $id -m 'Rejected it is.'",
        status: "rejected",
    },
    Pair {
        name: "extend and sign-off",
        before: "",
        one: "kaizen extend $id --to 2026-08-01 -m late",
        two: SIGN_OFF,
        findings: &[],
        way_back: "",
        status: "implemented",
    },
    Pair {
        name: "sign-off and why",
        before: "",
        one: SIGN_OFF,
        two: "dana; kaizen why $id --because 'It drops them.' --root-cause 'No patching.'",
        findings: &["changed-after-sign-off"],
        way_back: "day 2026-03-20; arjun; kaizen sign-off $id -m 'Still done.'",
        status: "implemented",
    },
    Pair {
        name: "verify and note",
        before: SIGN_OFF,
        one: "priya; kaizen verify $id --method test --result effective --early-reason 'Seen at once.' --evidence-url https://e.example -m Works.",
        two: "dana; kaizen note $id -m two",
        findings: &[],
        way_back: "",
        status: "closed",
    },
    Pair {
        name: "amend owner and sign-off by the old one",
        before: "",
        one: "kaizen amend $id --owner dana.okafor -m 'Arjun moves.'",
        two: SIGN_OFF,
        findings: &["superseded"],
        way_back: "day 2026-03-20; kaizen note $id -m 'Dana signs off.'",
        status: "accepted",
    },
    Pair {
        name: "sign-off by the old owner and amend owner, the clocks the other way round",
        before: "",
        one: SIGN_OFF,
        two: "kaizen amend $id --owner dana.okafor -m 'Arjun moves.'",
        findings: &["superseded"],
        way_back: "day 2026-03-20; kaizen note $id -m 'Dana signs off.'",
        status: "accepted",
    },
    Pair {
        name: "people add twice",
        before: "",
        one: "kaizen people add eve.stone --name 'Eve Stone' --email eve@example.com",
        two: "kaizen people add tom.berg --name 'Tom Berg' --email tom@example.com",
        findings: &["unreconciled"],
        way_back: "day 2026-03-20; kaizen note people -m 'Both came.'",
        status: "accepted",
    },
];

/// The rules of form and evidence that find something; how the work goes is not what is tested here.
fn findings(world: &World) -> Vec<String> {
    let ran = world.sh("day 2026-03-21; kaizen check --format json");
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}\n{}", ran.both()));
    let mut rules: Vec<String> =
        report["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap().to_owned()).collect();
    rules.retain(|name| matches!(Rule::named(name).unwrap().about().family, Family::Form | Family::Evidence));
    rules.sort();
    rules.dedup();
    rules
}

#[test]
fn the_same_comes_of_a_merge_a_squash_and_a_rebase() {
    put_together("merge");
}

#[test]
fn the_same_comes_of_them_where_git_shows_the_ancestor() {
    put_together("zdiff3");
}

fn put_together(style: &str) {
    {
        for pair in &PAIRS {
            let mut results = Vec::new();
            for (way, put_together) in WAYS {
                let name = format!("{} by {way} ({style})", pair.name);
                let world = World::with_accepted();
                world
                    .sh(&format!(
                        "git config merge.conflictStyle {style}; id=$(cat ../id); {before}
                        git switch -qc one; (mona; day 2026-03-10; {one}); git switch -qc two HEAD~1; (mona; day 2026-03-11; {two})
                        day 2026-03-12; {put_together}",
                        before = pair.before,
                        one = pair.one,
                        two = pair.two
                    ))
                    .ok();
                assert_eq!(findings(&world), pair.findings, "{name}");
                let text = world.item(&world.id());
                let terms: Vec<&str> = text
                    .lines()
                    .filter(|l| ["status", "owner", "due", "success"].iter().any(|k| l.starts_with(k)))
                    .collect();
                results.push(terms.join("\n"));
                assert_eq!(value_of(&text, "status"), pair.status, "{name}");
                world.sh(&format!("id=$(cat ../id); {}", pair.way_back)).ok();
                assert_eq!(findings(&world), [] as [&str; 0], "{name}, after {}", pair.way_back);
            }
            assert!(results.windows(2).all(|w| w[0] == w[1]), "{}: {results:#?}", pair.name);
        }
    }
}
