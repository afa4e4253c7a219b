use super::super::compose;
use super::super::message::safe_text;
use super::super::run::Git;
use super::World;

fn parsed(world: &World, message: &str) -> Vec<String> {
    let parse = |extra: &[&str]| {
        let git = Git::read(&world.top, "parse").args(["interpret-trailers", "--parse"]).args(extra);
        let text = String::from_utf8(git.stdin(message).run().unwrap()).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let found = parse(&[]);
    assert_eq!(found, parse(&["--no-divider"]), "{message:?}");
    found
}

/// Numbers that are the same on every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % sides
    }
}

const PIECES: [&str; 34] = [
    "Kaizen-By: mallory",
    "Kaizen-By : mallory",
    "Kaizen-By #mallory",
    "Kaizen-By=mallory",
    "word",
    " ",
    "\t",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "\n---\n",
    "--- ",
    "#",
    "# ------------------------ >8 ------------------------",
    "; x >8 y",
    "(cherry picked from commit 1234567890)",
    "Signed-off-by: m <m@m>",
    "\u{2028}",
    "\u{85}",
    "\u{b}",
    "\u{c}",
    "\u{0}",
    "\u{1b}[2J",
    "\u{7f}",
    "\u{202e}",
    "Conflicts:\n",
    "\n\tindented",
    ":",
    ": x",
    "K",
    "-",
    "a:b",
    "\u{a0}",
];

#[test]
fn no_text_forges_a_trailer() {
    let world = World::new();
    let ours = ["Kaizen-Item: IMP-1", "Kaizen-Act: noted"];
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for setting in [
        None,
        Some(("core.commentChar", ";")),
        Some(("trailer.separators", ":=#%")),
        Some(("core.commentChar", "auto")),
    ] {
        if let Some((key, value)) = setting {
            world.git(&["config", key, value]);
        }
        for _ in 0..60 {
            let mut text = || (0..dice.below(12)).map(|_| PIECES[dice.below(PIECES.len())]).collect::<String>();
            let (subject, body, value) = (text(), text(), text());
            let message = compose(&subject, &body, &[("Kaizen-Item", "IMP-1"), ("Kaizen-Act", "noted")]);
            assert_eq!(parsed(&world, &message), ours, "{message:?}");
            let found = git2::message_trailers_strs(&message).unwrap();
            assert_eq!(found.len(), 2, "{message:?}");
            // Even with nothing of ours after it, and in the values themselves.
            let alone = compose(&subject, &body, &[]);
            assert_eq!(parsed(&world, &alone), [""; 0], "{alone:?}");
            let valued = compose("s", &body, &[("Kaizen-Item", &value), ("Kaizen-Act", "noted")]);
            let names: Vec<_> =
                parsed(&world, &valued).iter().map(|line| line.split(':').next().unwrap().to_owned()).collect();
            assert_eq!(names, ["Kaizen-Item", "Kaizen-Act"], "{valued:?}");
            assert!(safe_text(&safe_text(&body)).trim() == safe_text(&body).trim(), "{body:?}");
        }
    }
}

#[test]
fn ordinary_words_stay_as_they_are() {
    let text = "Thirty days of logs.\n\nTwo lines: both fine\n- a list\n- of things\n\n    code();";
    assert_eq!(safe_text(text), text);
    assert_eq!(safe_text("\r\n#1 is done\r\nNote: this\n"), " #1 is done\n Note: this");
    let message = compose("IMP-1: accept", "", &[("Kaizen-By", "a.b")]);
    assert_eq!(message, "IMP-1: accept\n\nKaizen-By: a.b\n");
}
