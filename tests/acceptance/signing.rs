//! How acts come to be signed: whatever git's configuration names, and what register.toml asks for.

use crate::world::World;

/// A register in which arjun has a key with a passphrase and dana one in an agent; `signatures` as it is given.
fn world(signatures: &str) -> World {
    let world = World::with_accepted();
    world
        .sh(&format!(
            r#"
            ssh-keygen -q -t ed25519 -N '' -C mona -f "$HOME/mona"; ssh-keygen -q -t ed25519 -N '' -C dana -f "$HOME/dana"
            ssh-keygen -q -t ed25519 -N 'open sesame' -C arjun -f "$HOME/arjun"
            [ {signatures} = off ] || kaizen config set signatures={signatures} -m "From now on."
            kaizen people key add mona.lind "$HOME/mona.pub"; git config kaizen.signingKey "$HOME/mona"
            kaizen people key add arjun.mehta "$HOME/arjun.pub"; kaizen people key add dana.okafor "$HOME/dana.pub"
            git config --unset kaizen.signingKey
            "#
        ))
        .ok();
    world
}

/// What the log says of the newest act's signature.
fn newest(world: &World) -> String {
    let out = world.sh("day 2026-03-21; kaizen log IMP -n 1 --format json").ok();
    let log: serde_json::Value = serde_json::from_str(&out).unwrap();
    log["entries"][0]["acts"][0]["signature"]["status"].as_str().unwrap().to_owned()
}

#[test]
fn the_key_is_the_one_that_git_names() {
    let world = world("wanted");
    let agent = r#"eval "$(ssh-agent -s)" >/dev/null; trap 'ssh-agent -k >/dev/null' EXIT; ssh-add -q "$HOME/dana""#;
    for (name, script) in [
        ("the key of git's own signatures", "mona; git config gpg.format ssh; git config user.signingkey '~/mona'"),
        ("a public key beside its private one", "mona; git config kaizen.signingKey \"$HOME/mona.pub\""),
        ("a name from the top of the repository", "mona; cp \"$HOME/mona\" mykey; chmod 600 mykey; git config kaizen.signingKey mykey; mkdir -p sub; cd sub"),
        ("kaizen's own before git's", "mona; git config gpg.format ssh; git config user.signingkey nowhere; git config kaizen.signingKey \"$HOME/mona\""),
        ("a key that an agent holds", &format!("dana; {agent}; git config kaizen.signingKey \"key::$(cat $HOME/dana.pub)\"")),
        ("the public file of a key that an agent holds", &format!("dana; {agent}; cp \"$HOME/dana.pub\" ../only.pub; git config kaizen.signingKey \"$PWD/../only.pub\"")),
        ("what a command of git's says", &format!("dana; {agent}; git config gpg.format ssh; git config gpg.ssh.defaultKeyCommand 'ssh-add -L'")),
        (
            "a passphrase that is asked for",
            "arjun; printf '#!/bin/sh\\necho open sesame\\n' > ../ask; chmod +x ../ask
             export SSH_ASKPASS=$PWD/../ask SSH_ASKPASS_REQUIRE=force DISPLAY=:0; git config kaizen.signingKey \"$HOME/arjun\"",
        ),
    ] {
        let world = world.copy();
        let ran = world.sh(&format!("day 2026-03-04\n{script}\nkaizen note IMP -m Reworded"));
        assert_eq!(ran.code, 0, "{name}\n{}", ran.both());
        assert_eq!(newest(&world), "good", "{name}");
    }
}

#[test]
fn an_act_that_cannot_be_signed_is_refused_and_leaves_nothing() {
    let world = world("wanted");
    let before = world.sh("git rev-parse HEAD; git status --porcelain").ok();
    for (script, why) in [
        ("mona", "git config kaizen.signingKey"),
        ("mona; git config kaizen.signingKey nowhere", "the act was not signed"),
        ("mona; git config kaizen.signingKey \"$HOME/dana\"", "not a key that mona.lind has"),
        (
            "arjun; export SSH_ASKPASS=/bin/false SSH_ASKPASS_REQUIRE=force DISPLAY=:0; git config kaizen.signingKey \"$HOME/arjun\"",
            "the act was not signed",
        ),
        ("mona; git config gpg.format ssh; git config gpg.ssh.defaultKeyCommand false", "defaultKeyCommand"),
        (
            "mona; git config kaizen.signingKey \"$HOME/mona\"; git config gpg.ssh.program /nowhere/ssh-keygen",
            "cannot be started",
        ),
        ("priya; kaizen note IMP --sign -m Reworded", "has no key yet"),
    ] {
        let world = world.copy();
        let told = world.sh(&format!("day 2026-03-04\n{script}\nkaizen note IMP -m Reworded")).fails(2);
        assert!(told.contains(why), "{script}\n{told}");
        assert_eq!(world.sh("git rev-parse HEAD; git status --porcelain").ok(), before, "{script}");
    }
}

/// The levels of `unsigned-event` by the words of the act, on 21 March.
fn unsigned(world: &World) -> Vec<String> {
    let out = world.sh("day 2026-03-21; kaizen check --rule unsigned-event --rule ended-authority --format json").out;
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let findings = report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] != "too-few-active");
    let mut all: Vec<String> = findings
        .map(|f| {
            format!(
                "{} {} {}",
                f["rule"].as_str().unwrap(),
                f["level"].as_str().unwrap(),
                f["message"].as_str().unwrap()
            )
        })
        .collect();
    all.sort();
    all
}

#[test]
fn what_had_to_be_signed_is_asked_of_the_time_of_the_act() {
    let world = world("off");
    world.write("../forge.py", include_str!("forge.py"));
    let forge = "item=$(git ls-files 'register/items/**'); act() { python3 ../forge.py add $item $(cat ../id) 'act=\"noted\"' \"by=\\\"$1\\\"\" at=$2 'text=\"x\"' >/dev/null; git commit -qam act; }";
    // Off: nobody has to sign an act on an item.
    world.sh("day 2026-03-03; priya; kaizen note IMP -m Before.; mona; kaizen note IMP -m Before.").ok();
    assert_eq!(unsigned(&world), [] as [&str; 0]);
    world
        .sh(&format!(
            "{forge}\nday 2026-03-04; mona; git config kaizen.signingKey $HOME/mona; kaizen config set signatures=required -m 'From now on.'
             day 2026-03-05; ! kaizen note IMP --no-sign -m Reworded 2>/dev/null; priya; ! kaizen note IMP -m Reworded 2>/dev/null
             act priya.nair 2026-03-05T09:00:00Z; mona; act mona.lind 2026-03-05T09:01:00Z
             day 2026-03-06; kaizen config set signatures=off -m 'Not now.'; day 2026-03-07; kaizen note IMP -m After.; priya; kaizen note IMP -m After."
        ))
        .ok();
    // What came before is as it was, what came between stays an error, and what came after is free again.
    let wanted = [
        "unsigned-event error `noted` of 2026-03-05T09:00:00Z is not signed, and priya.nair had to sign then",
        "unsigned-event error `noted` of 2026-03-05T09:01:00Z is not signed, and mona.lind had a key then",
    ];
    assert_eq!(unsigned(&world), wanted);
    // Dated back before it was required, an act still came into history after it.
    world.sh(&format!("{forge}\nday 2026-03-08; priya; act priya.nair 2026-03-03T12:00:00Z")).ok();
    let found = unsigned(&world);
    assert!(found.len() == 3 && found[0].contains("it had to be signed (signatures = \"required\")"), "{found:#?}");
    // So it is where signatures became wanted: of who has a key then, and of nobody else.
    let world = self::world("off");
    world.write("../forge.py", include_str!("forge.py"));
    world
        .sh(&format!(
            "{forge}\nday 2026-03-04; git config kaizen.signingKey $HOME/mona; kaizen config set signatures=wanted -m 'From now on.'
             day 2026-03-06; priya; act priya.nair 2026-03-03T12:00:00Z; dana; act dana.okafor 2026-03-03T12:01:00Z"
        ))
        .ok();
    let found = unsigned(&world);
    assert!(found.len() == 1 && found[0].contains("by dana.okafor") && found[0].contains("\"wanted\""), "{found:#?}");
}
