//! Signatures: acts signed with the keys of people, and checked by stock OpenSSH.

use crate::tampering;
use crate::world::World;

/// Makes a key of each kind: `key NAME TYPE BITS`, and has the next act signed with one: `with NAME`.
const KEYS: &str = r#"
key() { ssh-keygen -q -t "$2" ${3:+-b "$3"} -N '' -C "$1@example.com" -f "$HOME/$1"; }
with() { git config kaizen.signingKey "$HOME/$1"; }
"#;

/// A register whose four people have keys of three kinds, Priya's in an agent; one item goes through its life.
fn signed_life() -> World {
    let world = World::with_people();
    world
        .sh(&format!(
            r#"{KEYS}
            kaizen config set signatures=wanted -m "From now on."
            key mona ed25519; key arjun ecdsa 256; key dana rsa 2048; key priya ed25519
            kaizen people key add mona.lind "$HOME/mona.pub"
            with mona
            day 2026-03-03
            for who in arjun.mehta dana.okafor priya.nair; do
              kaizen people key add $who "$HOME/${{who%%.*}}.pub"
            done
            day 2026-03-04
            dana; with dana
            kaizen add "Badge reader drops failed attempts" --kind improvement --grade observation --significance minor \
              --source incident:INC-481 --description "The reader logged granted entries only." > ../id
            mona; with mona
            kaizen accept IMP --owner arjun.mehta --due 2026-05-15 --criterion "Each attempt is logged." -m "Agreed."
            day 2026-04-01
            arjun; with arjun
            kaizen sign-off IMP -m "All readers run 4.2."
            eval "$(ssh-agent -s)" >/dev/null
            trap 'ssh-agent -k >/dev/null' EXIT
            ssh-add -q "$HOME/priya"
            day 2026-05-02
            priya; git config kaizen.signingKey "key::$(cat "$HOME/priya.pub")"
            kaizen verify IMP --method test --result effective --evidence-url https://e.example.com/log -m "Thirty days of logs."
            git config --unset kaizen.signingKey
            "#
        ))
        .ok();
    world
}

#[test]
fn acts_are_signed_and_openssh_agrees() {
    let world = signed_life();
    let report = world.sh("day 2026-05-03; kaizen check --verbose").ok();
    // One closed item is all that this register has.
    let others = report.replace("warning[too-few-active]", "");
    assert!(!others.contains("error[") && !others.contains("warning["), "{report}");
    let words = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("7 of 14 events are not signed"), "{report}");
    let verified = world
        .sh(r#"
        day 2026-05-03
        kaizen people allowed-signers > ../signers
        count=0
        for id in people IMP; do
          file=register/people.toml; [ $id = people ] || file=$(git ls-files 'register/items/**')
          for event in $(grep -o '^\[event\.[0-9a-f]*' $file | cut -d. -f2); do
            kaizen event-statement $id $event > ../statement 2> ../told
            grep -q 'ssh-keygen' ../told || continue
            kaizen event-statement $id $event --signature > ../sig
            who=$(sed -n 's/^by: //p' ../statement)
            at=$(sed -n 's/^at: //p' ../statement | tr -d ':-' | sed 's/T//')
            ssh-keygen -q -Y verify -f ../signers -I $who -n kaizen -O verify-time=$at -s ../sig < ../statement
            # The printed command does the same.
            (cd .. && cp signers allowed_signers) && cp ../sig sig && cp ../signers allowed_signers
            tail -1 ../told | sh > /dev/null
            rm sig allowed_signers
            count=$((count + 1))
          done
        done
        echo "$count verified"
        "#)
        .ok();
    assert!(verified.ends_with("7 verified\n"), "{verified}");
}

/// The acts of a file in the log: act, status of the signature, why.
fn logged(world: &World, flags: &str) -> Vec<(String, String, String)> {
    let out = world.sh(&format!("day 2026-05-03; kaizen log --format json {flags}")).ok();
    let log: serde_json::Value = serde_json::from_str(&out).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let acts = log["entries"].as_array().unwrap().iter().flat_map(|entry| entry["acts"].as_array().unwrap());
    acts.map(|act| (text(&act["act"]), text(&act["signature"]["status"]), text(&act["signature"]["why"]))).collect()
}

#[test]
fn the_log_tells_what_each_signature_is_worth() {
    let world = signed_life();
    let of = |rows: Vec<(String, String, String)>| -> Vec<String> {
        rows.into_iter().map(|(act, status, _)| format!("{act} {status}")).collect()
    };
    assert_eq!(of(logged(&world, "IMP")), ["verified good", "implemented good", "accepted good", "raised good"]);
    // Before anybody had a key, nothing had to be signed; the act that enters the first one is not signed with it.
    let people = of(logged(&world, "people"));
    assert_eq!(people.iter().filter(|p| *p == "changed good").count(), 3, "{people:?}");
    assert_eq!(people.iter().filter(|p| *p == "changed unsigned").count(), 5, "{people:?}");
    let lines = world.sh("day 2026-05-03; kaizen log IMP; kaizen log IMP --full").ok();
    assert_eq!(lines.replace("  signed off", "").matches("  signed").count(), 8, "{lines}");
}

#[test]
fn the_log_tells_why_a_signature_does_not_count() {
    let world = tampering::base();
    world
        .sh(&format!(
            r#"{}
            day 2026-04-05; f=$(file $open); note="text=\"Seen.\""
            add() {{ forge add $f $open 'act="noted"' "by=\"$1\"" at=$2 "$note" ${{3:+--sign "$3"}} > ../hash; commit "$4"; }}
            add mona.lind 2026-04-05T09:00:00Z "" missing
            add mona.lind 2026-04-05T09:01:00Z "$HOME/arjun" unknown-key
            add mona.lind 2026-04-05T09:02:00Z "$HOME/old" key-not-then
            add arjun.mehta 2026-04-05T09:03:00Z "$HOME/arjun" revoked-key
            add priya.nair 2026-04-05T09:04:00Z "$HOME/priya" good
            day 2026-04-06 10:30:00
            forge add $f $open 'act="noted"' 'by="dana.okafor"' at=2026-04-05T09:05:00Z "$note" --sign "$HOME/dana" > ../hash
            forge set $f "$(cut -c1-16 ../hash)" 'text="Never seen."'; commit bad
            day 2026-04-06 11:00:00; by mona
            kaizen people key revoke arjun.mehta "$(cut -d' ' -f2 "$HOME/arjun.pub")" --compromised-since 2026-04-01
            "#,
            tampering::WORDS
        ))
        .ok();
    let rows = logged(&world, "--act noted");
    let statuses: Vec<&str> = rows.iter().map(|(_, status, _)| status.as_str()).collect();
    assert_eq!(statuses, ["bad", "good", "revoked-key", "key-not-then", "unknown-key", "missing"], "{rows:?}");
    let whys: Vec<&str> = rows.iter().map(|(.., why)| why.as_str()).collect();
    assert!(whys[0].contains("its hash does not fit") && whys[1].is_empty(), "{whys:?}");
    assert_eq!(whys[2], "somebody else may have used the key since 2026-04-01T00:00:00Z");
    assert!(whys[3].ends_with("was ended on 2026-03-03T09:01:00Z"), "{whys:?}");
    assert!(whys[4].ends_with("which is not a key of mona.lind"), "{whys:?}");
    assert_eq!(whys[5], "mona.lind had a key then");
    // Both times stand on the line: what is claimed, and what was recorded.
    let page = world.sh("day 2026-05-03; kaizen log --act noted").ok();
    let first = page.lines().next().unwrap_or_default();
    assert!(first.starts_with("2026-04-05 09:05  "), "{first}");
    assert!(first.contains("  its signature does not count: the event is not what was signed"), "{first}");
    assert!(first.contains("  (committed 2026-04-06 10:30, 1 day from it)  "), "{first}");
    let block = world.sh("day 2026-05-03; kaizen log --act noted --full").ok();
    assert!(block.contains("not signed: mona.lind had a key then") && block.contains("  signed\n"), "{block}");
}

/// The acts whose signature does not count, as `check` on 8 April names them.
fn bad(world: &World, flags: &str) -> Vec<String> {
    let out = world.sh(&format!("day 2026-04-08; kaizen check --rule bad-signature --format json {flags}")).out;
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let findings = report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == "bad-signature");
    let mut acts: Vec<String> =
        findings.map(|f| f["message"].as_str().unwrap().split('`').nth(1).unwrap().to_owned()).collect();
    acts.sort();
    acts
}

/// The seal of 2 April, made with Mona's key, vouches for what came before it. Arjun signed six acts then.
#[test]
fn what_a_revoked_key_signed_counts_only_behind_a_seal() {
    let world = tampering::base();
    let words = tampering::WORDS;
    let revoke = |who: &str, name: &str, since: &str| {
        format!("kaizen people key revoke {who} \"$(cut -d' ' -f2 \"$HOME/{name}.pub\")\" --compromised-since {since}")
    };
    let after = world.copy();
    let told = after
        .sh(&format!(
            "{words}\nday 2026-04-05; by arjun; kaizen note $open -m Seen. 2>/dev/null; day 2026-04-06; by mona; {}",
            revoke("arjun.mehta", "arjun", "2026-04-03")
        ))
        .both();
    // Each item with an act of the key is named, for somebody to look at again.
    for (name, acts) in [("open", "2 acts"), ("done", "3 acts"), ("failed", "1 act "), ("closed", "1 act ")] {
        let id = after.sh(&format!("{words}\necho ${name}")).ok();
        let line = told.lines().find(|line| line.contains(id.trim()) && line.contains(" act"));
        assert!(line.is_some_and(|line| line.contains(acts)), "{name}\n{told}");
    }
    assert_eq!(bad(&after, ""), ["noted"]);
    // Asked about a change alone, what stood there before is the base's matter.
    let change = after.copy();
    change
        .sh(&format!(
            "{words}\ngit tag base; day 2026-04-07; by priya; kaizen note $open -m Fine.; kaizen note $done -m Fine."
        ))
        .ok();
    assert_eq!(bad(&change, "--since base"), [] as [&str; 0]);
    // Made void by a manager and done anew by somebody, nothing is left of it.
    after
        .sh(&format!(
            "{words}\nday 2026-04-07; by mona; kaizen void $open $(event $(file $open) noted) -m 'The key was stolen.'
             by priya; kaizen note $open -m 'Seen by me.'"
        ))
        .ok();
    assert_eq!(bad(&after, ""), [] as [&str; 0]);
    // A seal that is not older than the theft vouches for nothing.
    let before = world.copy();
    before.sh(&format!("{words}\nday 2026-04-06; by mona; {}", revoke("arjun.mehta", "arjun", "2026-04-01"))).ok();
    assert_eq!(bad(&before, ""), ["done", "implemented", "implemented", "implemented", "planned", "planned"]);
    // Nor does one that was made with the stolen key itself.
    let sealer = world.copy();
    sealer
        .sh(&format!(
            "{words}\nday 2026-04-05; by mona; kaizen people set priya.nair --role isms-manager; day 2026-04-06; by priya; {}",
            revoke("mona.lind", "mona", "2026-04-04")
        ))
        .ok();
    assert_eq!(bad(&sealer, "").iter().filter(|act| *act == "accepted").count(), 4);
}

#[test]
fn the_log_shows_events_that_were_altered_or_taken_out() {
    let world = tampering::base();
    let words = tampering::WORDS;
    world
        .sh(&format!(
            "{words}\nday 2026-04-05; arjun; f=$(file $done); forge set $f $(event $f implemented) signature= 'text=\"All run 4.3.\"'; commit Tidy
             forge cut $f $(event $f done); commit 'Tidy more'"
        ))
        .ok();
    let event = |act: &str| {
        world
            .sh(&format!("{words}\nf=$(file $done); git show HEAD~2:$f > ../was; event ../was {act}"))
            .ok()
            .trim()
            .to_owned()
    };
    let (signed, done) = (event("implemented"), event("done"));
    let log = world.sh(&format!("{words}\nkaizen log $done -n 2 --full")).ok();
    assert!(log.contains(&format!("event.{signed}.text: All run 4.2. → All run 4.3.")), "{log}");
    assert!(log.contains(&format!("event.{signed}.signature: − -----BEGIN SSH SIGNATURE-----")), "{log}");
    assert!(log.contains(&format!("event.{done}: − done arjun.mehta 2026-03-10T09:00:00Z")), "{log}");
    let found = world.sh(&format!("{words}\nkaizen log $done --field event --format json")).ok();
    assert_eq!(found.matches("\"commit\":").count() - 1, 2, "{found}");
}

/// The page of Python for auditors finds what was done to a register, with no kaizen to be found.
#[test]
fn a_register_is_checked_without_kaizen() {
    let world = signed_life();
    world.write("../verify.py", include_str!("../../docs/verify.py"));
    let verify = "PATH=/usr/local/bin:/usr/bin:/bin; ! command -v kaizen > /dev/null; python3 ../verify.py register";
    let told = world.sh(verify).ok();
    assert!(told.ends_with("0 problems\n") && !told.contains(" 0 signed"), "{told}");
    let item = world.sh("ls register/items/2026/*").ok().trim().to_owned();
    let cut = "awk -v RS= -v ORS='\\n\\n' '!/act = \"accepted\"/'";
    for (tampering, said) in [
        (format!("sed -i 's/All readers run 4.2/All readers run 4.3/' {item}"), "was altered"),
        (
            format!("sed -i 's/logged granted entries only/logged everything/' {item}"),
            "the content is not what its newest event",
        ),
        (format!("{cut} {item} > ../cut; mv ../cut {item}"), "which is cut out"),
        (
            "sed -i 's/^name = \"Dana Okafor\"/name = \"Dana Other\"/' register/people.toml".to_owned(),
            "people.toml: the content is not",
        ),
        (format!("sed -i 's/U1NIU0lH/U1NIU0lI/' {item}"), "is not good"),
    ] {
        let world = world.copy();
        world.write("../verify.py", include_str!("../../docs/verify.py"));
        world.sh(&tampering).ok();
        let ran = world.sh(verify);
        assert!(ran.code == 1 && ran.out.contains(said), "{tampering}\n{}", ran.both());
    }
}

/// The blocks of docs/evidence.md on one signature, in order, each with its language.
fn page() -> Vec<(&'static str, &'static str)> {
    let (_, page) = include_str!("../../docs/evidence.md").split_once("## Check one signature\n").unwrap();
    let section = page.split_once("\n## ").unwrap().0;
    let blocks = section.split("```").skip(1).step_by(2);
    blocks.map(|block| block.split_once('\n').unwrap()).collect()
}

/// What the page shows is typed as it stands, with the values of a real event in place of those of its example: the
/// statement, the line of the key, the command for one signature and those for one file and for all.
#[test]
fn the_page_for_auditors_leads_to_a_good_signature_and_to_a_bad_one() {
    let world = signed_life();
    let verify = include_str!("../../docs/verify.py");
    assert!(verify.lines().count() <= 150, "a page that somebody reads");
    world.write("verify.py", verify);
    let file = world.sh("ls register/items/2026/*").ok().trim().to_owned();
    let item: toml::Table = world.read(&file).parse().unwrap();
    let register: toml::Table = world.read("register/register.toml").parse().unwrap();
    let people: toml::Table = world.read("register/people.toml").parse().unwrap();
    let events = item["event"].as_table().unwrap();
    let event = events.values().find(|event| event["act"].as_str() == Some("implemented")).unwrap();
    let (by, at) = (event["by"].as_str().unwrap(), event["at"].to_string());
    let stamp = |moment: &str| moment.replace(['-', ':', 'T'], "");
    let key = &people["person"][by]["key"][0];
    let values = [
        ("example-ltd-7k2m", register["id"].as_str().unwrap().to_owned()),
        ("IMP-2026-K7QD", item["id"].as_str().unwrap().to_owned()),
        ("arjun.mehta", by.to_owned()),
        ("2026-05-12T15:20:01Z", at.clone()),
        (
            "sha256:5b0c8b0e4a2f6f0d7c1e9a3b8d5f2c4e6a7b9c0d1e2f3a4b5c6d7e8f9a0b1c2d",
            event["content"].as_str().unwrap().to_owned(),
        ),
        (
            "3f9c21b07a4de815c2d4e6f8a0b1c3d5e7f9a1b2c3d4e5f60718293a4b5c6d7e",
            event["hash"].as_str().unwrap().to_owned(),
        ),
        ("20260301090000Z", stamp(&key["from"].to_string())),
        ("20260512152001Z", stamp(&at)),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIexample", key["public"].as_str().unwrap().to_owned()),
    ];
    let filled = |text: &str| values.iter().fold(text.to_owned(), |text, (example, real)| text.replace(example, real));
    let page = page();
    world.write("sig", event["signature"].as_str().unwrap());
    let mut commands = Vec::new();
    for (language, text) in &page {
        match *language {
            "sh" if !text.contains("kaizen people") => commands.push(filled(text)),
            "sh" => {}
            file => world.write(file, filled(text)),
        }
    }
    let [one, all] = commands.as_slice() else { panic!("{commands:?}") };
    let apart = "PATH=/usr/local/bin:/usr/bin:/bin; ! command -v kaizen > /dev/null; set -e";
    assert!(world.sh(&format!("{apart}\n{one}")).ok().contains("Good \"kaizen\" signature"));
    let told = world.sh(&format!("{apart}\n{all}")).ok();
    assert_eq!(told.matches(" 0 problems\n").count(), 2, "{told}");
    assert!(told.starts_with("items/2026/") && told.contains("\n1 files, "), "one file first: {told}");
    // Without the `sha256:` of the page, or with another word, it is none.
    world.write("statement", world.read("statement").replace("event: sha256:", "event: "));
    assert_ne!(world.sh(&format!("{apart}\n{one}")).code, 0);
    world.sh(&format!("sed -i 's/All readers run 4.2/All readers run 4.3/' {file}")).ok();
    assert!(world.sh(&format!("{apart}\n{all}")).code == 1);
}
