//! What changed between two days, key figures quarter by quarter, and what goes to a browser or a mailer.

use serde_json::Value;

use crate::world::World;

fn json(world: &World, command: &str) -> Value {
    serde_json::from_str(&world.sh(&format!("unset KAIZEN_TODAY; {command} --format json")).ok()).unwrap()
}

#[track_caller]
fn fits(world: &World, schema: &str, value: &Value) {
    let schema: Value = serde_json::from_str(&world.sh(&format!("kaizen schema {schema}")).ok()).unwrap();
    assert!(jsonschema::is_valid(&schema, value), "{value:#}");
}

#[test]
fn what_changed_in_a_period_is_told_by_item_from_git() {
    let world = World::with_accepted();
    let id = world.id();
    world
        .sh(r#"
        day 2026-04-02; kaizen extend IMP --to 2026-06-15 -m "The supplier is late | again."
        arjun; kaizen action add $(cat ../id) "Patch." --due 2026-05-01
        day 2026-04-10; dana; kaizen source add incident:INC-9 --title '=HYPERLINK("x") <script>'
        day 2026-05-05; arjun; kaizen action done $(cat ../id) -m "Patched."
        day 2026-05-06; mona; kaizen extend IMP --to 2026-06-20 -m "Later still."
        "#)
        .ok();
    let april = json(&world, "kaizen report period --from 2026-04-01 --to 2026-04-30 --today 2026-07-01");
    fits(&world, "period", &april);
    let changes = april["changes"].as_array().unwrap();
    let names: Vec<&str> = changes.iter().map(|change| change["name"].as_str().unwrap()).collect();
    assert_eq!(names, [id.as_str(), "INC-9"]);
    let fields = |change: &Value, key: &str| -> Option<(Value, Value)> {
        let field = change["fields"].as_array().unwrap().iter().find(|field| field["key"] == key)?;
        Some((field["from"].clone(), field["to"].clone()))
    };
    assert_eq!(fields(&changes[0], "due"), Some(("2026-05-15".into(), "2026-06-15".into())));
    assert_eq!((&changes[0]["how"], &changes[1]["how"]), (&"changed".into(), &"added".into()));
    assert_eq!(fields(&changes[1], "kind"), Some((Value::Null, "incident".into())));
    let acts = |change: &Value| -> Vec<String> {
        change["acts"].as_array().unwrap().iter().map(|act| act["act"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(acts(&changes[0]), ["extended", "planned"]);
    // The commits are those that git names for these moments.
    let rev = |day: &str| world.sh(&format!("git rev-list -1 --before={day}T00:00:00Z HEAD")).ok().trim().to_owned();
    assert_eq!(
        (april["before"].as_str().unwrap(), april["commit"].as_str().unwrap()),
        (rev("2026-04-01").as_str(), rev("2026-05-01").as_str())
    );
    // Over several acts a field is told once, from the first to the last; a day on which nothing was is empty.
    let spring = json(&world, "kaizen report period --from 2026-04-01 --to 2026-06-30 --today 2026-07-01");
    assert_eq!(fields(&spring["changes"][0], "due"), Some(("2026-05-15".into(), "2026-06-20".into())));
    assert_eq!(spring["changes"][0]["acts"].as_array().unwrap().len(), 4);
    let none = world.sh("kaizen report period --from 2026-04-11 --to 2026-04-30 --format markdown").ok();
    assert!(none.contains("Nothing changed."), "{none}");
    // Before the first commit there was nothing; what is not committed is not told; a file that went is.
    let told = world.sh("kaizen report period --from 2025-01-01 --to 2026-03-31 --format json").ok();
    assert!(!told.contains("\"before\"") && told.contains("\"added\"") && told.contains("people"), "{told}");
    let gone = world.sh("git rm -q -r register/sources; day 2026-05-07; git commit -qm gone; echo '# x' >> register/people.toml; kaizen report period --from 2026-05-07 --to 2026-05-07 --today 2026-05-07");
    assert!(
        gone.out.contains("INC-9") && gone.out.contains("(removed)") && gone.err.contains("not committed"),
        "{gone:?}"
    );
    // In each format nothing of a title or a reason is more than text.
    let markdown = world.sh("kaizen report period --from 2026-04-01 --to 2026-04-30 --format markdown").ok();
    assert!(
        markdown.contains(r"late \| again")
            && markdown.contains(r"\<script\>")
            && markdown.contains("| due | 2026-05-15 | 2026-06-15 |"),
        "{markdown}"
    );
    let table = world.sh("kaizen report period --from 2026-04-01 --to 2026-04-30").ok();
    assert!(
        table.contains("BEFORE") && table.contains("2026-06-15") && table.contains("The supplier is late"),
        "{table}"
    );
    assert!(world.sh("kaizen report period --from 2026-05-01 --to 2026-04-01").fails(2).contains("after its end"));
    assert!(world.sh("kaizen report period --from 2020-05-01 --to 2020-06-01").fails(2).contains("no commit yet"));
    world.sh("kaizen report period").fails(2);
}

#[test]
fn a_trend_tells_each_quarter_as_it_was_told_then() {
    let world = World::finished();
    let trend = json(&world, "kaizen report kpi --trend 5 --as-of 2026-12-20");
    fits(&world, "kpi-trend", &trend);
    let quarters = trend["quarters"].as_array().unwrap();
    let names: Vec<&str> = quarters.iter().map(|quarter| quarter["period"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]);
    assert!(quarters[0]["there"] == false && quarters[0]["kpis"].as_array().unwrap().is_empty());
    // Each quarter is what the report of its last day says, and what a checkout of that day says.
    for quarter in &quarters[1..] {
        let (name, day) = (quarter["period"]["name"].as_str().unwrap(), quarter["period"]["to"].as_str().unwrap());
        let then = json(&world, &format!("kaizen report kpi --period {name} --as-of {day}"));
        assert_eq!(then["groups"][0]["kpis"], quarter["kpis"], "{name}");
        assert_eq!(then["groups"][0]["items"], quarter["items"]);
        assert_eq!(then["commit"], quarter["commit"]);
    }
    let of_then = "git worktree add -q ../then $(git rev-list -1 --before=2026-07-01T00:00:00+02:00 HEAD); cd ../then";
    let then = world
        .sh(&format!(
            "{of_then}; unset KAIZEN_TODAY; kaizen report kpi --period 2026-Q2 --today 2026-06-30 --format json"
        ))
        .ok();
    let then: Value = serde_json::from_str(&then).unwrap();
    assert_eq!(then["groups"][0]["kpis"], quarters[2]["kpis"]);
    // As of an earlier day the quarters are those of that day, and what was there then is the same.
    let earlier = json(&world, "kaizen report kpi --trend 2 --as-of 2026-08-15");
    assert_eq!(earlier["quarters"][0], quarters[2]);
    assert_eq!(earlier["quarters"][1]["period"]["to"], "2026-08-15");
    let told = world.sh("unset KAIZEN_TODAY; kaizen report kpi --trend 5 --as-of 2026-12-20").ok();
    assert!(told.contains("not there yet, or not to be read: 2025-Q4"), "{told}");
    assert!(told.contains("Finished by the target date") && told.contains('·') && told.contains('█'), "{told}");
    let line = told.lines().find(|line| line.contains("raised in the quarter")).unwrap();
    assert!(line.contains('–') && line.ends_with("items"), "{line}");
    let markdown =
        world.sh("unset KAIZEN_TODAY; kaizen report kpi --trend 5 --as-of 2026-12-20 --format markdown").ok();
    assert!(markdown.contains("| 2025-Q4 | 2026-Q1 | 2026-Q2 | 2026-Q3 | 2026-Q4 |"), "{markdown}");
    for wrong in ["--trend 0", "--trend 41", "--trend 4 --by owner", "--trend 4 --period 2026"] {
        world.sh(&format!("kaizen report kpi {wrong}")).fails(2);
    }
    let flat = world.sh("git clone -q --depth 1 file://$PWD ../flat; cd ../flat; kaizen report kpi --trend 4").fails(2);
    assert!(flat.contains("--unshallow"), "{flat}");
    World::with_people().sh("kaizen report kpi --trend 3").ok();
}

#[test]
fn entries_are_told_by_the_month_of_their_commit_beside_the_claimed_one() {
    let world = World::with_people();
    let add = "kaizen add --kind improvement --source other:X --description 'It stood open for an hour.'";
    // The first claims March and was committed in April, the second says April and was; the third is in no commit.
    world
        .sh(&format!(
            "day 2026-04-08; KAIZEN_TODAY=2026-03-20 {add} 'The east door' > ../east
            day 2026-04-09; {add} 'The west door' > ../west
            day 2026-04-10; {add} 'The north door' --no-commit > ../north"
        ))
        .ok();
    let [east, west, north] = ["../east", "../west", "../north"].map(|file| world.read(file).trim().to_owned());
    let told = json(&world, "kaizen report kpi --period 2026 --committed --today 2026-05-01");
    fits(&world, "kpi", &told);
    let kpis = told["groups"][0]["kpis"].as_array().unwrap();
    let ids = |key: &str, of: &str| -> Vec<String> {
        let kpi = kpis.iter().find(|kpi| kpi["key"] == key).unwrap();
        let figure = kpi["figures"].as_array().unwrap().iter().find(|figure| figure["of"] == of).unwrap();
        figure["numerator"]["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    assert_eq!(ids("entries-a-month", "2026-03"), [east.as_str()]);
    assert_eq!(sorted(ids("entries-a-month", "2026-04")), sorted(vec![west.clone(), north.clone()]));
    let committed = "entries-a-month-committed";
    assert_eq!(ids(committed, "2026-03"), [""; 0]);
    assert_eq!(sorted(ids(committed, "2026-04")), sorted(vec![east.clone(), west]));
    assert_eq!(ids(committed, "in another month than claimed"), [east]);
    assert_eq!(ids(committed, "not committed"), [north]);
    // Both stand one below the other; unasked, history is not read and the figure says how it is asked for.
    let screen = world.sh("kaizen report kpi --committed --today 2026-05-01").ok();
    let (claimed, by_commit) = (screen.find("\nEntries a month\n"), screen.find("\nEntries a month, by commit\n"));
    assert!(claimed.is_some() && claimed < by_commit, "{screen}");
    let unasked = world.sh("kaizen report kpi --explain --today 2026-05-01").ok();
    assert!(!unasked.contains("by commit\n") && unasked.contains("--committed"), "{unasked}");
    world.sh("kaizen report kpi --committed --trend 2").fails(2);
    let none = world.sh("cp -r register ../bare; cd ../bare; kaizen report kpi --committed").fails(2);
    assert!(none.contains("no git repository") && none.contains("--committed"), "{none}");
    let flat =
        world.sh("git clone -q --depth 1 file://$PWD ../flat; cd ../flat; kaizen report kpi --committed").fails(2);
    assert!(flat.contains("--unshallow"), "{flat}");
}

#[test]
fn the_document_for_a_review_is_one_page_for_a_browser() {
    let world = World::finished();
    world.sh("day 2026-09-24; kaizen add '<script>alert(1)</script> | x' --kind improvement --source other:X --description 'It opens by itself.'; kaizen suggest '<img src=x> is what the page of the archive shows' --department IT").ok();
    let page = world.sh("unset KAIZEN_TODAY; kaizen report management-review --today 2026-12-20 --format html").ok();
    for bad in ["<script", "<img", "href=\"javascript", "url("] {
        assert!(!page.contains(bad), "{bad} in\n{page}");
    }
    for told in
        ["<!DOCTYPE html>", "Content-Security-Policy", "<h1>", "<h3>a) ", "<table>", "2 days overdue", "&lt;script&gt;"]
    {
        assert!(page.contains(told), "{told} in\n{page}");
    }
    World::with_people()
        .sh("kaizen report management-review --format html --output ../r.html; grep -q '</html>' ../r.html")
        .ok();
}

/// Reads a message or an mbox with nothing of ours.
const MAIL: &str = r#"python3 -c '
import email, email.policy, json, mailbox, sys
def tell(m):
    m = email.message_from_bytes(bytes(m), policy=email.policy.default)
    assert not m.defects, m.defects
    print(json.dumps({"from": m["From"], "to": m["To"], "subject": m["Subject"], "date": m["Date"], "id": m["Message-ID"], "keys": m.keys(), "body": m.get_content()}))
if sys.argv[1] == "mbox":
    for m in mailbox.mbox(sys.argv[2]): tell(m)
else: tell(open(sys.argv[2], "rb").read())'"#;

#[test]
fn a_digest_is_a_message_for_a_mailer() {
    let world = World::with_accepted();
    world
        .sh(r#"
        dana; kaizen suggest "Überprüfung der Türen — <script>" --department Facilities
        mona; kaizen people add dora.unal --name 'Dora "Ünal" Okafor' --email dora@example.com
        arjun; kaizen action add $(cat ../id) "Patch." --due 2026-05-01 --owner dora.unal
        "#)
        .ok();
    let read = |kind: &str, flags: &str| -> Vec<Value> {
        let told = world.sh(&format!("kaizen report digest {flags} --format eml --sender isms@example.com --today 2026-05-10 > ../mail; {MAIL} {kind} ../mail")).ok();
        told.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let one = &read("eml", "--for dora.unal")[0];
    assert_eq!(one["to"], r#""Dora \"Ünal\" Okafor" <dora@example.com>"#);
    assert_eq!(one["from"], "Improvement register of Example Ltd <isms@example.com>");
    assert!(
        one["subject"].as_str().unwrap().starts_with("1 thing waits for you")
            && one["body"].as_str().unwrap().contains("kaizen action done"),
        "{one:#}"
    );
    assert!(
        one["date"].as_str().unwrap().contains("10 May 2026")
            && one["id"].as_str().unwrap().contains("digest.2026-05-10.dora.unal@"),
        "{one:#}"
    );
    assert!(world.sh("file=../mail; grep -c $'\\r$' $file > ../crlf; grep -c '' $file | diff - ../crlf; ! grep -q '.\\{79\\}' $file").code == 0);
    let all = read("mbox", "--all");
    assert!(
        all.len() >= 3 && all.iter().any(|m| m["body"].as_str().unwrap().contains("Überprüfung der Türen")),
        "{all:#?}"
    );
    let same = "kaizen report digest --all --format eml --sender isms@example.com --today 2026-05-10";
    world.sh(&format!("{same} --output ../a; {same} --output ../b; cmp ../a ../b")).ok();
    // Who has no address that stands in a header is named; the others get theirs.
    world.sh("kaizen people add una.mail --name 'Una Mail' --email ünal@example.com; arjun; kaizen action add $(cat ../id) 'Paint.' --due 2026-05-01 --owner una.mail").ok();
    let unreached = world.sh(same);
    assert!(unreached.code == 2 && unreached.err.contains("una.mail has no mail address"), "{unreached:?}");
    assert!(unreached.out.contains("Dana") || unreached.out.contains("mona@example.com"), "{}", unreached.out);
    assert_eq!(World::with_people().sh("kaizen report digest --all --format eml --sender isms@example.com").ok(), "");
    // Nobody is written to in the name of nobody, and nobody without an address.
    for (flags, why) in [
        ("", "--sender isms@example.com"),
        ("--sender 'x@example.com>\nBcc: y@example.com'", "is no mail address"),
        ("--sender a@example.com --output eml=x", "as it is"),
    ] {
        assert!(
            world.sh(&format!("kaizen report digest --all --format eml {flags}")).fails(2).contains(why),
            "{flags}"
        );
    }
    assert!(world.sh("kaizen report digest --all --sender a@example.com").fails(2).contains("--format eml"));
}
