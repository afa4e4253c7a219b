//! Items: what they hold, what was done to them, by whom, and under which name.

use super::cases;

#[test]
fn content_and_terms_that_were_moved_show() {
    cases(&[
        (
            "edit after sign-off",
            "sed -i 's/has gaps/is whole/' $(file $done); commit",
            &["changed-after-sign-off:error arjun"],
        ),
        ("owner moved", "sed -i 's/^owner = .*/owner = \"dana.okafor\"/' $(file $open); commit", &["terms-moved-silently:error arjun"]),
        ("criterion moved", "sed -i 's/^success_criterion = .*/success_criterion = \"Some.\"/' $(file $open); commit", &["terms-moved-silently:error arjun"]),
        ("significance moved", "sed -i 's/^significance = .*/significance = \"major\"/' $(file $open); commit", &["terms-moved-silently:error arjun"]),
        ("date moved", "sed -i '0,/^due = .*/s//due = 2026-12-15/' $(file $open); commit", &["cosmetic-update:warn arjun", "terms-moved-silently:error arjun"]),
        ("an action's date moved", "sed -i 's/^due = 2026-05-01/due = 2026-12-01/' $(file $open); commit", &["cosmetic-update:warn arjun", "terms-moved-silently:error arjun"]),
        (
            "an action's owner moved",
            "sed -i '/^\\[action/,/^due/s/^owner = .*/owner = \"dana.okafor\"/' $(file $open); commit",
            &["terms-moved-silently:error arjun"],
        ),
        ("status set by hand", "sed -i 's/^status = .*/status = \"closed\"/' $(file $open); commit", &["cosmetic-update:warn arjun", "status-mismatch:error arjun"]),
        (
            "a hand edit beside a note",
            "git switch -qc side; sed -i 's/has gaps/is whole/' $(file $open); commit; git switch -q main
             by dana; kaizen note $open -m Seen.; git merge -q --no-edit side",
            &["edited-by-hand:warn arjun"],
        ),
        (
            "a note with the digest of the edited file",
            "sed -i 's/has gaps/is whole/' $(file $open)
             forge add $(file $open) $open 'act=\"noted\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Seen.\"' --sign $HOME/arjun
             commit",
            &["edited-by-hand:warn arjun", "unauthorised-event:error arjun"],
        ),
        (
            "an edit after sign-off, taken back later",
            "sed -i 's/has gaps/is whole/' $(file $done); commit; git revert --no-edit HEAD > /dev/null",
            &["changed-after-sign-off:warn arjun"],
        ),
        (
            "an edit between sign-off and verification, taken back later",
            "f=$(file $done); d=$(grep '^content' $f | tail -1 | cut -d'\"' -f2); sed -i 's/has gaps/is whole/' $f; commit; by priya
             forge add $f $done --content $d 'act=\"verified\"' 'by=\"priya.nair\"' at=2026-04-05T09:00:00Z 'text=\"Works.\"' 'method=\"test\"' 'result=\"effective\"' 'early_reason=\"Quick to see.\"' 'evidence=[{ url = \"https://e.example.com\" }]' --sign $HOME/priya
             sed -i 's/^status = .*/status = \"closed\"/; s/is whole/has gaps/' $f; commit",
            &["changed-after-sign-off:warn arjun"],
        ),
        (
            "an edit between sign-off and verification, verified as it is",
            "f=$(file $done); sed -i 's/has gaps/is whole/' $f; commit; by priya
             forge add $f $done 'act=\"verified\"' 'by=\"priya.nair\"' at=2026-04-05T09:00:00Z 'text=\"Works.\"' 'method=\"test\"' 'result=\"effective\"' 'evidence=[{ url = \"https://e.example.com\" }]' --sign $HOME/priya
             sed -i 's/^status = .*/status = \"closed\"/' $f; commit",
            &["changed-after-sign-off:error arjun", "status-mismatch:error priya", "unauthorised-event:error priya"],
        ),
        ("evidence changed", "echo more >> $(ls register/evidence/*/log.txt); commit", &["evidence-changed:error arjun"]),
        ("evidence taken away", "rm $(ls register/evidence/*/log.txt); commit", &["evidence-missing:error arjun"]),
    ]);
}

#[test]
fn events_that_were_altered_or_taken_out_show() {
    cases(&[
        ("words altered", "f=$(file $done); forge set $f $(event $f implemented) 'text=\"All run 4.3.\"'; commit", &["backdated:warn arjun", "bad-signature:error arjun", "event-altered:error arjun"]),
        (
            "words altered, hash made anew",
            "f=$(file $closed); e=$(event $f verified); forge set $f $e 'text=\"Months of logs.\"'; forge rehash $f $closed $e; commit",
            &["backdated:warn arjun", "bad-signature:error arjun", "event-by-another:error arjun", "event-removed:error arjun"],
        ),
        ("by-name changed", "f=$(file $done); forge set $f $(event $f implemented) 'by=\"dana.okafor\"'; commit", &["backdated:warn arjun", "bad-signature:error arjun", "event-altered:error arjun", "event-by-another:error arjun", "status-mismatch:error arjun", "unauthorised-event:error arjun"]),
        ("the newest event taken out", "f=$(file $open); forge cut $f $(event $f planned); commit", &["edited-by-hand:warn arjun", "event-removed:error arjun", "terms-moved-silently:error arjun"]),
        ("an event cut out of the middle", "f=$(file $done); forge cut $f $(event $f done); commit", &["event-missing:error arjun", "event-removed:error arjun", "status-mismatch:error arjun", "unauthorised-event:error arjun"]),
        (
            "the verification that failed cut out",
            "f=$(file $failed); forge cut $f $(event $f verified)
             sed -i 's/^status = .*/status = \"implemented\"/; s/^due = .*/due = 2026-06-15/' $f; commit",
            &["event-removed:error arjun"],
        ),
        ("a signature stripped", "f=$(file $done); forge set $f $(event $f implemented) signature=; commit", &["event-removed:error arjun", "unsigned-event:error arjun"]),
        (
            "a signature swapped",
            "f=$(file $done); g=$(file $closed)
             forge set $f $(event $f implemented) \"signature=$(grep -A99 \"event.$(event $g implemented)\" $g | grep -m1 '^signature' | cut -d' ' -f3-)\"
             commit",
            &["bad-signature:error arjun", "event-removed:error arjun"],
        ),
        (
            "an event copied from another item",
            "f=$(file $closed); e=$(event $f verified); sed -n \"/^\\[event.$e/,/^hash/p\" $f >> $(file $done); commit",
            &["bad-signature:error arjun", "event-altered:error arjun", "event-missing:error arjun", "unauthorised-event:error arjun", "unreconciled:warn arjun"],
        ),
        (
            "an event copied from another register",
            "cp -r register ../elsewhere; sed -i 's/^id = .*/id = \"elsewhere-0000\"/' ../elsewhere/register.toml
             g=../elsewhere/items/2026/$open.toml; forge add $g $open 'act=\"noted\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Fine.\"' --sign $HOME/arjun
             sed -n \"/^\\[event.$(event $g noted)/,/^hash/p\" $g > ../one; cat ../one >> $(file $open); commit",
            &["bad-signature:error arjun", "event-altered:error arjun"],
        ),
        (
            "an event of an abandoned branch without what came before it",
            "git switch -qc gone; by dana; kaizen note $open -m One.; day 2026-04-05 09:05:00; kaizen note $open -m Two.
             f=$(file $open); sed -n \"/^\\[event.$(event $f noted)/,/^hash/p\" $f > ../two; git switch -q main; cat ../two >> $f; commit",
            &["event-missing:error dana", "unauthorised-event:error dana"],
        ),
        ("an item taken out", "git rm -q $(file $open); git commit -qm Tidy", &["item-deleted:error arjun"]),
        (
            "a merge that drops an event",
            "git switch -qc side; by dana; kaizen note $open -m Seen.; git switch -q main; kaizen note $done -m Here.
             git merge -q -s ours --no-edit side",
            &["event-removed:error dana"],
        ),
        (
            "an octopus that drops an event",
            "git switch -qc one; by dana; kaizen note $open -m One.; git switch -qc two main; kaizen note $done -m Two.
             git switch -q main; git merge -q -s ours --no-edit one two",
            &["event-removed:error dana"],
        ),
        (
            "history rewritten behind a seal",
            "git checkout -q --orphan new; git commit -qm 'All in one'; git branch -qM main",
            &["backdated:warn arjun", "event-by-another:error arjun", "seal-broken:error nobody"],
        ),
    ]);
}

#[test]
fn acts_that_somebody_else_made_show() {
    cases(&[
        (
            "a manager's act without a signature",
            "f=$(file $open)
             forge add $f $open 'act=\"extended\"' 'by=\"mona.lind\"' at=2026-04-05T09:00:00Z 'text=\"Late.\"' 'terms={ due = 2026-12-01 }'
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; mona; commit",
            &["unsigned-event:error mona"],
        ),
        (
            "a manager's act under another key",
            "f=$(file $open)
             forge add $f $open 'act=\"extended\"' 'by=\"mona.lind\"' at=2026-04-05T09:00:00Z 'text=\"Late.\"' 'terms={ due = 2026-12-01 }' --sign $HOME/arjun
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; mona; commit",
            &["bad-signature:error mona"],
        ),
        (
            "an unsigned act of somebody else, under one's own name",
            "f=$(file $open)
             forge add $f $open 'act=\"noted\"' 'by=\"dana.okafor\"' at=2026-04-05T09:00:00Z 'text=\"Fine.\"'; commit",
            &["event-by-another:error arjun", "unsigned-event:error arjun"],
        ),
        (
            "an extension by the owner",
            "f=$(file $open)
             forge add $f $open 'act=\"extended\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Late.\"' 'terms={ due = 2026-12-01 }' --sign $HOME/arjun
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; commit",
            &["terms-moved-silently:error arjun", "unauthorised-event:error arjun"],
        ),
        (
            "a verification by the owner",
            "f=$(file $done)
             forge add $f $done 'act=\"verified\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Works.\"' 'method=\"test\"' 'result=\"effective\"' --sign $HOME/arjun
             sed -i 's/^status = .*/status = \"closed\"/' $f; commit",
            &["status-mismatch:error arjun", "unauthorised-event:error arjun"],
        ),
        (
            "terms in an act that may carry none",
            "f=$(file $open)
             forge add $f $open 'act=\"noted\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Hm.\"' 'terms={ due = 2026-12-01 }' --sign $HOME/arjun
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; commit",
            &["terms-moved-silently:error arjun", "unauthorised-event:error arjun"],
        ),
        (
            "a sign-off with an action undone",
            "f=$(file $open)
             forge add $f $open 'act=\"implemented\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"All done.\"' --sign $HOME/arjun
             sed -i 's/^status = .*/status = \"implemented\"/' $f; commit",
            &["status-mismatch:error arjun", "unauthorised-event:error arjun"],
        ),
        (
            "a sign-off beside the verification that failed",
            "f=$(file $failed); before=$(whole $f $(event $f implemented))
             forge add $f $failed --after $before 'act=\"implemented\"' 'by=\"arjun.mehta\"' at=2026-03-21T09:00:00Z 'text=\"Again.\"' --sign $HOME/arjun
             sed -i 's/^status = .*/status = \"implemented\"/' $f; commit",
            &["backdated:warn arjun", "status-mismatch:error arjun", "superseded:warn arjun"],
        ),
        (
            "a verification that failed outrun by an earlier one",
            "f=$(file $failed); before=$(whole $f $(event $f implemented))
             forge add $f $failed --after $before 'act=\"verified\"' 'by=\"priya.nair\"' at=2026-03-19T09:00:00Z 'text=\"Works.\"' 'method=\"test\"' 'result=\"effective\"'
             sed -i 's/^status = .*/status = \"closed\"/' $f; priya; commit",
            &["backdated:warn priya", "status-mismatch:error priya", "superseded:warn priya", "unsigned-event:error priya"],
        ),
        (
            "a second event that follows nothing",
            "f=$(file $open)
             forge add $f $open --after '' 'act=\"raised\"' 'by=\"arjun.mehta\"' at=2026-03-01T09:00:00Z 'terms={ owner = \"dana.okafor\" }' --sign $HOME/arjun
             commit",
            &["backdated:warn arjun", "bad-signature:error arjun", "unauthorised-event:error arjun"],
        ),
        (
            "an act of the future",
            "f=$(file $open)
             forge add $f $open 'act=\"noted\"' 'by=\"arjun.mehta\"' at=2099-01-01T09:00:00Z 'text=\"Hm.\"' --sign $HOME/arjun
             commit",
            &["backdated:warn arjun", "future-dated:error arjun"],
        ),
    ]);
}

#[test]
fn names_copies_and_reverts_show() {
    cases(&[
        ("an event under another name", "f=$(file $done); sed -i \"s/^\\[event.$(event $f done)\\]/[event.00000000000000aa]/\" $f; commit", &["event-altered:error arjun"]),
        ("an event twice", "f=$(file $done); e=$(event $f done); sed -n \"/^\\[event.$e/,/^hash/p\" $f | sed 's/^.event.*/[event.00000000000000aa]/' > ../two; cat ../two >> $f; commit", &["event-altered:error arjun", "superseded:warn arjun"]),
        ("the armour of a signature written otherwise", "f=$(file $done); e=$(event $f implemented); python3 -c \"
import sys; sys.path.insert(0, '..'); import forge, pathlib
p = pathlib.Path('$f'); head, parts = forge.blocks(p.read_text())
parts['$e'] = parts['$e'].replace('-----END SSH SIGNATURE-----', '-----END SSH SIGNATURE----- x'); forge.write(p, head, parts)\"; commit", &["event-removed:error arjun"]),
        ("the retiring of a key reverted", "h=$(git log --format=%H --grep 'retire a key'); git checkout -q $h^ -- register/people.toml; commit", &["bad-signature:error", "event-removed:error"]),
        ("a role's end reverted by git", "git revert --no-edit $(git log --format=%H --grep 'people: set viktor' -1) >/dev/null 2>&1 || { git checkout -q HEAD -- . ; false; }", &["event-removed:error arjun"]),
        ("a sign-off made void by its owner", "f=$(file $done)
             forge add $f $done 'act=\"voided\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"No.\"' \"event=\\\"$(whole $f $(event $f implemented))\\\"\" --sign $HOME/arjun
             sed -i 's/^status = .*/status = \"accepted\"/' $f; commit", &["status-mismatch:error arjun", "unauthorised-event:error arjun"]),
        ("a seal's tag moved", "git tag -fa kaizen/seal/2026-Q1 -m Reworded HEAD~3 >/dev/null; git tag -fa kaizen/seal/2026-Q2 -m Reworded $(git commit-tree -m other HEAD^{tree}) > /dev/null", &["seal-broken:error nobody"]),
        ("a seal's tag moved to another commit of this history", "git tag -fa kaizen/seal/2026-Q1 -m Reworded HEAD~3 >/dev/null", &["seal-broken:error nobody"]),
        ("a new item dated back", "by arjun; KAIZEN_TODAY=2026-03-05T09:00:00Z kaizen suggest 'An old idea' >/dev/null", &["backdated:warn arjun", "decision-pending:warn nobody"]),
        ("an item copied under a new id", "sed \"s/$closed/IMP-2026-C0PY/\" $(file $closed) > register/items/2026/IMP-2026-C0PY.toml; commit", &["bad-signature:error arjun", "changed-after-sign-off:error arjun", "event-altered:error arjun"]),
        ("a file that hides behind another year", "mkdir -p register/items/2025; git mv $(file $done) register/items/2025/; commit", &["misplaced-file:error arjun"]),
        ("the register of another organisation under the same roof", "sed -i 's/^id = .*/id = \"other-0000\"/' register/register.toml; commit", &["bad-signature:error", "unauthorised-change:error", "unauthorised-event:error"]),
    ]);
}
