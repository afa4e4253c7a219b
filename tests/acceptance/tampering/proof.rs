//! What is to show that work was done, that it works, and who says so.

use super::{WORDS, base, cases};
use crate::world::World;

fn verify(item: &str, by: &str, more: &str) -> String {
    format!(
        "f=$(file ${item}); by {by}
         forge add $f ${item} 'act=\"verified\"' 'by=\"'$(grep -o '\"{by}[.a-z]*\"' register/people.toml | head -1 | tr -d '\"')'\"' at=2026-04-05T09:00:00Z \
           'text=\"Seen in the logs.\"' 'method=\"test\"' 'early_reason=\"Quick to see.\"' {more} --sign $HOME/{by}
         kaizen fmt > /dev/null; commit"
    )
}

#[test]
fn evidence_names_something() {
    let with =
        |evidence: &str| verify("done", "priya", &format!("'result=\"effective\"' 'evidence=[{{ {evidence} }}]'"));
    cases(&[
        ("a link", &with("url = \"https://e.example.com\""), &[]),
        ("a blank link", &with("url = \" \""), &["verification-without-evidence:warn"]),
        ("nothing", &with(""), &["verification-without-evidence:warn"]),
    ]);
}

#[test]
fn keys_that_an_event_does_not_have_make_it_unlawful_however_deep() {
    let with = |more: &str| verify("done", "priya", more);
    let effective = "'result=\"effective\"'";
    let link = "url = \"https://e.example.com\"";
    cases(&[
        (
            "in its evidence",
            &with(&format!("{effective} 'evidence=[{{ {link}, seen_by = \"mona.lind\" }}]'")),
            &["unknown-key:warn", "unauthorised-event:error"],
        ),
        (
            "in its terms",
            "f=$(file $open); by mona
             forge add $f $open 'act=\"extended\"' 'by=\"mona.lind\"' at=2026-04-05T09:00:00Z 'text=\"Late.\"' \
               'terms={ due = 2026-12-01, approved = true }' --sign $HOME/mona
             commit",
            &["unknown-key:warn", "unauthorised-event:error"],
        ),
    ]);
}

#[test]
fn an_item_that_follows_up_goes_on_with_it() {
    let failed = |id: &str| {
        verify(
            "done",
            "priya",
            &format!(
                "'result=\"not-effective\"' \"follow_up=\\\"{id}\\\"\" 'evidence=[{{ url = \"https://e.example.com\" }}]'"
            ),
        )
    };
    let none = "not-effective-without-follow-up:error";
    let rejected = format!("by mona; kaizen reject $open -m 'The yard is sold.'; {}", failed("$open"));
    cases(&[
        ("an open one", &failed("$open"), &[]),
        ("itself", &failed("$done"), &[none]),
        ("nobody's", &failed("IMP-2026-0000"), &[none]),
        ("one that was closed before", &failed("$closed"), &[none]),
        ("one that was rejected", &rejected, &[none]),
    ]);
    let world = base();
    let verify = |id: &str| {
        format!(
            "{WORDS}\nday 2026-04-05; by priya; kaizen verify $done --method test --result not-effective --early-reason Quick. \
             --evidence-url https://e.example.com --follow-up {id} -m 'Attempts are missing.'"
        )
    };
    world.refuses(&verify("$done"), "cannot follow itself up");
    world.refuses(&verify("$closed"), "cannot follow up what is verified now");
    world.sh(&verify("$open")).ok();
}

#[test]
fn an_analysis_without_a_cause_answers_no_fix_that_failed() {
    let world = base();
    world.sh(&format!("{WORDS}\nday 2026-04-05; by arjun; kaizen why $failed --new --because 'Nobody looked.'")).ok();
    let sign = format!("{WORDS}\nday 2026-04-06; by arjun; kaizen sign-off $failed -m 'All run 4.3.'");
    world.refuses(&sign, "needs a root cause");
    let forged = "kaizen why $failed --new --because 'Nobody looked.'; f=$(file $failed)
         forge add $f $failed 'act=\"implemented\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"All run 4.3.\"' --sign $HOME/arjun
         kaizen fmt > /dev/null; commit";
    cases(&[("forged", &format!("by arjun; {forged}"), &["root-cause-missing:error"])]);
    world.sh(&format!("{WORDS}\nday 2026-04-05 10:00:00; by arjun; kaizen why $failed --root-cause 'Nobody owns the reader logs.'\n{sign}")).ok();
}

#[test]
fn nobody_of_people_toml_is_from_outside() {
    let world = World::with_people();
    let add = |raised_by: &str| {
        format!(
            "dana; kaizen add 'Doors at the yard stay open' --kind improvement --grade observation --significance minor \
             --source incident:INC-1 --description 'Found open at night.' --raised-by {raised_by}"
        )
    };
    for other in ["'Arjun Mehta <private@example.org>'", "'A. M. <Arjun@example.com>'", "'arjun.mehta <x@example.org>'"]
    {
        world.refuses(&add(other), "is arjun.mehta of people.toml");
    }
    world.sh(&add("'Arjun Mehta (Acme) <arjun@example.org>'")).ok();
    world.refuses(
        "as 'Dana Okafor' private@example.org; kaizen suggest 'Label the cabinets'",
        "is dana.okafor of people.toml",
    );
    world.refuses(
        "kaizen review record --held-on 2026-03-02 --chair mona.lind --attendee 'Priya Nair <p@example.org>' --minutes https://e.example.com",
        "is priya.nair of people.toml",
    );
    world.sh("kaizen check --rule unknown-person --fail-on warn").ok();
    let named = |by: &str| {
        format!(
            "by dana; kaizen suggest 'Label the cabinets' -m 'Nobody finds the spare badges.' --no-commit > ../n; f=$(file $(cat ../n))
             sed -i 's/^raised_by = .*/raised_by = \"{by}\"/' $f; e=$(event $f raised); forge cut $f $e
             forge add $f $(cat ../n) --after '' 'act=\"raised\"' 'by=\"dana.okafor\"' at=2026-04-05T09:00:00Z 'terms={{ kind = \"improvement\", grade = \"opportunity\" }}' --sign $HOME/dana
             commit"
        )
    };
    cases(&[
        ("a person's mail", &named("Somebody <arjun@example.com>"), &["unknown-person:error"]),
        ("a person's name", &named("ARJUN MEHTA <x@example.org>"), &["unknown-person:error"]),
        ("somebody else", &named("Ann Smith <ann@example.org>"), &[]),
    ]);
}
