//! Signatures: acts signed with the keys of people, and checked by stock OpenSSH.

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
    let report = world.sh("day 2026-05-03; kaizen check").ok();
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
