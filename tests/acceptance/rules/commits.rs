//! The rules that take a real repository: what commits tell, and what keys sign.

use std::sync::OnceLock;

use crate::world::World;

/// The rule, what comes first in both, what makes it find something, and the nearest thing of which it says nothing.
/// The check follows in the same shell, on `$today` with `$flags`.
type Case = (&'static str, &'static str, [&'static str; 2]);

/// Words of the scripts.
const WORDS: &str = r#"
id=$(cat ../id); item=register/items/2026/$id.toml
forge() { python3 ../forge.py "$@" > /dev/null; }
note() { forge add $item $id 'act="noted"' "by=\"$1\"" at=2026-03-05T09:00:00Z 'text="Seen again."' "${@:2}"; }
# The hash of a file's event that stands with a line: `hash FILE LINE`.
hash() { grep -A99 "^$2" "$1" | grep -m1 '^hash = ' | cut -d'"' -f2; }
# Who acts, signing with their own key.
by() { "$1"; git config kaizen.signingKey "$HOME/$1"; }
today=2026-03-20 flags=
day 2026-03-05
"#;

/// An accepted item. Mona and Arjun have keys, Dana has none and has done nothing since signatures are wanted.
fn base() -> World {
    static BASE: OnceLock<World> = OnceLock::new();
    BASE.get_or_init(|| {
        let world = World::with_accepted();
        world.write("../forge.py", include_str!("../forge.py"));
        world
            .sh(r#"
            for who in mona arjun; do ssh-keygen -q -t ed25519 -N '' -C $who -f "$HOME/$who"; done
            day 2026-03-03
            kaizen people key add mona.lind "$HOME/mona.pub"
            git config kaizen.signingKey "$HOME/mona"
            kaizen people key add arjun.mehta "$HOME/arjun.pub"
            kaizen config set signatures=wanted -m "From now on."
            day 2026-03-04
            kaizen note $(cat ../id) -m "The order is out."
            "#)
            .ok();
        world
    })
    .copy()
}

/// The rules that find something after a script.
pub fn found(first: &str, then: &str) -> Vec<String> {
    let script = format!("{WORDS}\n{{\n{first}\n{then}\n}} >&2\nday $today; kaizen check --format json $flags || true");
    let out = base().sh(&script).ok();
    let report: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}\n{script}\n{out}"));
    report["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap().to_owned()).collect()
}

pub const CASES: &[Case] = &[
    ("unsigned-event", "", ["note arjun.mehta", "note arjun.mehta --sign $HOME/arjun"]),
    ("bad-signature", "", ["note arjun.mehta --sign $HOME/mona", "note arjun.mehta --sign $HOME/arjun"]),
    ("sandbox", "cd ..", ["kaizen demo sand; cd sand", "mkdir sand; cd sand; kaizen init --signatures off"]),
    (
        "outside-register",
        "mkdir -p register/evidence; cd register/evidence",
        ["ln -s ../people.toml people.txt; cd ../..", "cp ../people.toml people.txt; cd ../.."],
    ),
    (
        "backdated",
        "",
        [
            "GIT_COMMITTER_DATE=2026-03-12T09:00:01Z kaizen note $id -m Seen.",
            "GIT_COMMITTER_DATE=2026-03-12T09:00:00Z kaizen note $id -m Seen.",
        ],
    ),
    (
        "event-by-another",
        "dana; kaizen note $id -m Seen. --no-commit",
        ["arjun; git commit -qam note", "git commit -qam note"],
    ),
    (
        "cosmetic-update",
        "",
        [
            "sed -i 's/^due = .*/due = 2026-05-30/' $item; git commit -qam date",
            "sed -i 's/^due = .*/due = 2026-05-30/; s/^title = .*/title = \"Readers\"/' $item; git commit -qam date",
        ],
    ),
    ("item-deleted", "", ["git rm -q $item; git commit -qm gone", "kaizen reject $id -m 'The door is bricked up.'"]),
    (
        "event-removed",
        "seen=$(hash $item 'text = \"The order is out.\"')",
        ["forge cut $item ${seen:0:16}; git commit -qam gone", "kaizen void $id $seen -m 'It is not out yet.'"],
    ),
    (
        "ended-authority",
        "kaizen people set arjun.mehta --role isms-manager; git switch -qc side; git switch -q main
         extend() { git switch -q side; day 2026-03-06; by arjun; kaizen extend $id --to 2026-06-01 -m 'Parts are late.'
                    git switch -q main; git merge -q --no-ff --no-edit side; }
         end() { day 2026-03-08; by mona; kaizen people set arjun.mehta --no-role isms-manager; }",
        ["end; extend", "extend; end"],
    ),
    (
        "end-copied",
        "kaizen people set arjun.mehta --role isms-manager; git branch -q side; day 2026-03-06; by arjun
         kaizen extend $id --to 2026-06-01 -m 'Parts are late.'; day 2026-03-08; by mona
         kaizen people set arjun.mehta --no-role isms-manager; git switch -q side; dana; echo x > x; git add x; git commit -qm x
         sent() { git commit -qm Sync; git switch -q main; git merge -q --no-ff --no-edit side; }",
        ["git checkout -q main -- register/people.toml; sent", "git merge -q --squash main >/dev/null; sent"],
    ),
    (
        "introduction-moved",
        "first=$(hash register/register.toml 'after = \\[\\]')",
        ["flags=\"--introduction $(printf %064d 0)\"", "flags=\"--introduction $first\""],
    ),
    (
        "history-unavailable",
        "",
        [
            "git clone -q --depth 1 file://$PWD ../clone; cd ../clone",
            "git clone -q --single-branch file://$PWD ../clone; cd ../clone",
        ],
    ),
    (
        "seal-broken",
        "kaizen seal 2026-Q1 -m 'First quarter.'; sealed=$(git rev-parse HEAD)",
        [
            "git reset -q --hard HEAD~1; git commit -q --amend -m Reworded; git cherry-pick $sealed > /dev/null",
            "git commit -q --amend -m Reworded",
        ],
    ),
    (
        // The analysis was begun in time; its root cause came when the fix was there.
        "analysis-after-fix",
        "by arjun; kaizen why $id --because 'The reader drops them.'; kaizen action add $id 'Patch it.' --due 2026-05-01
         cause() { kaizen why $id --root-cause 'Door controllers are outside the patch process.'; }
         fix() { kaizen action done $id -m Patched.; }",
        ["fix; day 2026-03-06; cause", "cause; day 2026-03-06; fix"],
    ),
    (
        "analysis-after-fix",
        "by arjun; kaizen why $id --because 'The reader drops them.'
         cause() { sed -i '/^method = /a root_cause = \"Door controllers are outside the patch process.\"' $item; git commit -qam Cause; }
         fix() { kaizen sign-off $id -m Patched. --include-edits; }
         round() { by mona; kaizen reopen $id -m 'It drops them again.'; }",
        ["fix; cause", "fix; round; cause"],
    ),
    (
        "postponed-again",
        "day 2026-04-10; kaizen extend $id --to 2026-07-01 -m 'Parts.'; day 2026-06-10; kaizen extend $id --to 2026-11-01 -m 'Parts.'",
        ["today=2026-09-01", "today=2026-08-31"],
    ),
    (
        // Twenty items spread over a year by what they claim: all typed in the week before the review, or half of them earlier.
        "burst-before-review",
        "mkdir -p register/sources/other
         for n in {1..20}; do
           month=$(printf '%04d-%02d' $((n < 7 ? 2025 : 2026)) $((n < 7 ? 9 + n / 2 : (n - 4) / 2)))
           printf 'schema = 1\\nkind = \"other\"\\nreference = \"W-%d\"\\ntitle = \"Walk %d\"\\noccurred_on = %s-08\\n' $n $n $month \
             > register/sources/other/W-$n.toml
         done
         type_in() { day $1; kaizen add --kind improvement $(printf ' --from other:W-%d' $(seq $2 $3)) --no-commit
                     git add register; git commit -qm Walks; }
         review() { day 2026-09-01; kaizen review record --held-on 2026-09-01 --chair mona.lind --minutes https://e.example/m; }
         today=2026-09-02",
        ["type_in 2026-08-27 1 20; review", "type_in 2026-08-17 1 10; type_in 2026-08-27 11 20; review"],
    ),
    (
        "unreadable-commit",
        "deep() { d=register/items/$(seq -s / $1); mkdir -p $d; echo x > $d/x; git add register; git commit -qm Deep; }",
        ["deep 64", "deep 63"],
    ),
    (
        "two-places",
        "git mv register isms; git commit -qm Moved",
        [
            "cp -r isms register; git add register; git commit -qm Copied; git rm -qr isms; git commit -qm Away",
            "git mv isms register; git commit -qm Moved",
        ],
    ),
    (
        // Entered after the target date, and signed off in time as it says.
        "low-completion-rate",
        ITEMS,
        [
            "items; sign; day 2026-05-16; git commit -qam Items",
            "items; sign; day 2026-05-15; git commit -qam Items",
        ],
    ),
    (
        // Entered in time, and signed off in time as it says.
        "low-completion-rate",
        ITEMS,
        [
            "items; git commit -qam Items; sign; day 2026-05-16; git commit -qam Done",
            "items; git commit -qam Items; sign; day 2026-05-15; git commit -qam Done",
        ],
    ),
];

/// Five items that are due on 15 May, made and signed off on the 10th without a commit.
const ITEMS: &str = r#"
day 2026-05-10
items() {
  all=$(for n in 1 2 3 4 5; do
    kaizen add "Finding of walk $n" --kind improvement --grade observation --significance minor --source other:$n \
      --description Gaps --no-commit --no-sign
  done)
  kaizen accept $all --owner arjun.mehta --due 2026-05-15 --criterion Seen. -m Agreed. --no-commit --no-sign
  git add register
}
sign() { arjun; for one in $all; do kaizen sign-off $one -m Done. --no-commit --no-sign; done; git add register; }
today=2026-05-20
"#;
