//! Histories that are odd, by accident or on purpose: each is a finding or is passed over with a word, and none stops
//! the audit of the rest. After each, an event is cut out of another item, and that is found all the same.

use crate::history::{WORDS, base, found, report};

/// Name, script, and what is found beside the event that was cut out.
type Case = (&'static str, &'static str, &'static [&'static str]);

const CASES: [Case; 13] = [
    (
        "a clock at 2099, and what was done after it",
        "day 2099-01-01; kaizen note $id -m 'From the future.'; day 2099-01-02; dana; kaizen note $id -m 'So am I.'",
        &["future-dated:error"],
    ),
    (
        "the same, made void when the clock was right again",
        "day 2099-01-01; kaizen note $id -m 'From the future.'; day 2099-01-02; dana; kaizen note $id -m 'So am I.'
         day 2026-03-07; mona; ! kaizen note $id -m Reworded 2> ../told; grep -q 'kaizen void' ../told
         for event in $(grep -B9 -A9 '^at = 2099' $item | sed -n 's/^.event\\.\\(.*\\)]/\\1/p'); do
           kaizen void $id $event -m 'A wrong clock.'
         done",
        &[],
    ),
    (
        "an orphan root with a register of its own and an early date",
        "git switch -q --orphan own; (day 2026-01-01; export KAIZEN_SEED=own; as Eve eve@elsewhere.example; kaizen init --name 'Example Ltd') 2>/dev/null
         git switch -q main; git merge -q --allow-unrelated-histories -s ours -m join own",
        &["introduction-moved:error"],
    ),
    (
        "unrelated histories joined",
        "git switch -q --orphan own; mkdir -p register/items/2026; echo 'schema = 1' > register/items/2026/IMP-2026-0DD0.toml; echo x > README
         git add -A; git commit -qm own; git switch -q main; git merge -q --allow-unrelated-histories --no-edit own; git rm -q register/items/2026/IMP-2026-0DD0.toml; git commit -qm out",
        &["item-deleted:error"],
    ),
    (
        "a link where an item was",
        "rm $item; ln -s /etc/passwd $item; git add -A; git commit -qm link",
        &["outside-register:error"],
    ),
    (
        "a submodule where an item was",
        "rm $item; git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),$item; git commit -qm sub; mkdir $item",
        &["outside-register:error"],
    ),
    (
        "a folder where an item was",
        "git rm -q $item; mkdir -p $item; echo x > $item/x.toml; git add -A; git commit -qm folder",
        &["item-deleted:error", "misplaced-file:error", "outside-register:error", "unreadable:error"],
    ),
    (
        "a folder of items behind a link",
        "mkdir elsewhere; cp $item elsewhere; git rm -q $item; mkdir -p register/items; ln -s ../../elsewhere register/items/2025; git add -A; git commit -qm away",
        &["item-deleted:error", "outside-register:error"],
    ),
    (
        "an item that cannot be read, in the middle of history",
        "cp $item ../kept; printf 'schema = 1\\n\\377' > $item; git commit -qam broken; day 2026-03-12; cp ../kept $item; git commit -qam whole; kaizen note $id -m Whole.",
        &[],
    ),
    (
        "ten thousand branches",
        "git pack-refs --all; h=$(git rev-parse HEAD); seq -f \"$h refs/heads/topic/%05g\" 10000 >> .git/packed-refs
         sed -i 's/ sorted *$//' .git/packed-refs; [ $(git branch | wc -l) = 10001 ]; kaizen note $id -m 'Still quick.'",
        &[],
    ),
    (
        "commits dated 1970 and 2099 that no act made",
        "echo '# one' >> $item; GIT_AUTHOR_DATE='@1 +0000' GIT_COMMITTER_DATE='@1 +0000' git commit -qam early
         echo '# two' >> $item; GIT_COMMITTER_DATE=2099-01-01T00:00:00Z git commit -qam late; kaizen note $id -m Now.",
        &[],
    ),
    ("an empty commit, and one that touches nothing of the register", "git commit -q --allow-empty -m Unchanged; echo x > README; git add README; git commit -qm other", &[]),
    (
        "a message and a name that steer a terminal",
        "export GIT_AUTHOR_NAME=$'Mona\\x1b[31m Lind'; echo '# x' >> $item; git commit -qam $'red \\x1b[31m \\u202e'; kaizen note $id -m Reworded",
        &[],
    ),
];

#[test]
fn none_stops_the_audit_of_the_rest() {
    let mut wrong = String::new();
    for (name, script, beside) in CASES {
        let world = base();
        let cut = "day 2026-03-13; dana; kaizen note $other -m Seen.; mona; cut register/items/2026/$other.toml; git add register; git commit -qam cut";
        let ran = world.sh(&format!("{WORDS}{script}\n{cut}"));
        if ran.code != 0 {
            wrong.push_str(&format!("{name}: the script failed\n{}", ran.both()));
            continue;
        }
        let mut expected: Vec<String> = beside.iter().map(ToString::to_string).collect();
        expected.push("event-removed:error".to_owned());
        expected.sort();
        let found = found(&world, "");
        if found != expected {
            wrong.push_str(&format!("{name}: {found:?}, not {expected:?}\n"));
        }
        let told = world.sh("day 2026-03-21; kaizen check; kaizen log; kaizen list").both();
        if told.contains(['\u{1b}', '\u{202e}']) {
            wrong.push_str(&format!("{name}: steers the terminal\n"));
        }
        let cut = report(&world, "");
        let cut = cut["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == "event-removed");
        assert!(cut.clone().all(|f| f["commit"]["author"] != serde_json::Value::Null), "{name}");
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
