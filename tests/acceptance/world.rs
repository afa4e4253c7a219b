//! A folder, a home and a clock of its own for each test, and scripts that run the real programs in it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// What a script left.
#[derive(Debug)]
pub struct Ran {
    pub out: String,
    pub err: String,
    pub code: i32,
}

impl Ran {
    /// Asks that it went well; returns what it printed.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self.out
    }

    /// Asks that it failed with this code; returns what it told.
    #[track_caller]
    pub fn fails(self, code: i32) -> String {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self.err
    }

    /// Both streams, for snapshots.
    pub fn both(&self) -> String {
        format!("{}{}[exit {}]\n", self.out, self.err, self.code)
    }
}

pub struct World {
    dir: Dir,
}

/// The folder of a world: gone with it, or kept for as long as the tests run, to be copied.
enum Dir {
    Temp(tempfile::TempDir),
    Kept(PathBuf),
}

impl Dir {
    fn path(&self) -> &Path {
        match self {
            Dir::Temp(dir) => dir.path(),
            Dir::Kept(dir) => dir,
        }
    }
}

/// Sourced first by every script.
const PREAMBLE: &str = include_str!("people.sh");

impl World {
    /// An empty folder.
    pub fn new() -> Self {
        World::at(Dir::Temp(tempfile::tempdir().unwrap()))
    }

    /// A copy of a world that is made once and that many tests begin with.
    fn made_once(made: &OnceLock<World>, name: &str, make: impl FnOnce(&World)) -> Self {
        let first = made.get_or_init(|| {
            // Not below the sources: a register must not find their repository.
            let all = std::env::temp_dir();
            // Those of runs that are over.
            for old in std::fs::read_dir(&all).into_iter().flatten().flatten() {
                let process = old
                    .file_name()
                    .to_string_lossy()
                    .strip_prefix("kaizen-world-")
                    .and_then(|n| n.split('-').next()?.parse::<u32>().ok());
                if process.is_some_and(|process| !Path::new(&format!("/proc/{process}")).exists()) {
                    std::fs::remove_dir_all(old.path()).ok();
                }
            }
            let dir = all.join(format!("kaizen-world-{}-{name}", std::process::id()));
            std::fs::create_dir_all(&dir).unwrap();
            let world = World::at(Dir::Kept(dir));
            make(&world);
            world
        });
        first.copy()
    }

    fn at(dir: Dir) -> Self {
        std::fs::create_dir_all(dir.path().join("home")).unwrap();
        std::fs::create_dir_all(dir.path().join("work")).unwrap();
        std::fs::write(
            dir.path().join("home/gitconfig"),
            "[init]\n  defaultBranch = main\n[commit]\n  gpgsign = false\n",
        )
        .unwrap();
        World { dir }
    }

    /// A register with four people: mona (manager), arjun, dana, priya (auditor).
    pub fn with_people() -> Self {
        static MADE: OnceLock<World> = OnceLock::new();
        World::made_once(&MADE, "people", World::make_people)
    }

    fn make_people(&self) {
        self.sh(r#"
            mona
            kaizen init --name "Example Ltd" --signatures off
            kaizen people add arjun.mehta --name "Arjun Mehta" --email arjun@example.com --department IT
            kaizen people add dana.okafor --name "Dana Okafor" --email dana@example.com --department Facilities
            kaizen people add priya.nair --name "Priya Nair" --email priya@example.com --role auditor
            "#)
            .ok();
    }

    /// The register of the examples, made by its script.
    pub fn finished() -> Self {
        static MADE: OnceLock<World> = OnceLock::new();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/finished_register/make.sh");
        World::made_once(&MADE, "finished", |world| _ = world.sh(&format!("bash {} .", script.display())).ok())
    }

    /// The same with one item, accepted, owned by arjun; its id is in `work/id`.
    pub fn with_accepted() -> Self {
        static MADE: OnceLock<World> = OnceLock::new();
        World::made_once(&MADE, "accepted", |world| {
            world.make_people();
            world
                .sh(r#"
            dana
            kaizen add "Badge reader drops failed attempts" --kind improvement --grade observation --significance minor \
              --source incident:INC-481 --description "The reader logged granted entries only." > ../id
            mona
            kaizen accept $(cat ../id) --owner arjun.mehta --due 2026-05-15 --criterion "Each attempt is logged." -m "Agreed."
            "#)
                .ok();
        })
    }

    /// Another one that is as this one is now.
    pub fn copy(&self) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let copied = Command::new("cp").arg("-a").arg(self.dir.path().join(".")).arg(dir.path()).status().unwrap();
        assert!(copied.success());
        World { dir: Dir::Temp(dir) }
    }

    /// A script that is refused with these words; history, index and files are as before.
    #[track_caller]
    pub fn refuses(&self, script: &str, why: &str) {
        let state = || self.sh("git rev-parse HEAD; git status --porcelain").ok();
        let before = state();
        let told = self.sh(script).fails(2);
        assert!(told.contains(why), "{script}\n{told}");
        assert_eq!(state(), before, "{script}");
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("work")
    }

    pub fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let full = self.path().join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(full, bytes).unwrap();
    }

    /// The id that `with_accepted` left.
    pub fn id(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("id")).unwrap().trim().to_owned()
    }

    /// The path of an item's file.
    pub fn item_path(&self, id: &str) -> String {
        format!("register/items/{}/{id}.toml", id.split('-').nth(1).unwrap())
    }

    /// The text of an item's file.
    pub fn item(&self, id: &str) -> String {
        self.read(&self.item_path(id))
    }

    /// Runs a script in the work folder; it ends at the first command that fails. Mona acts, on 2 March 2026, until
    /// it says otherwise.
    pub fn sh(&self, script: &str) -> Ran {
        let whole = format!("set -eu\n{PREAMBLE}\nmona\nday 2026-03-02\n{script}\n");
        self.run(Command::new("bash").arg("-c").arg(whole))
    }

    /// Runs a script file with its arguments.
    pub fn script(&self, file: &Path) -> Ran {
        self.run(Command::new("bash").arg(file))
    }

    fn run(&self, command: &mut Command) -> Ran {
        let binary = Path::new(env!("CARGO_BIN_EXE_kaizen")).parent().unwrap();
        let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
        let output = command
            .current_dir(self.path())
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.home())
            .env("GIT_CONFIG_GLOBAL", self.home().join("gitconfig"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("KAIZEN_SEED", "tests")
            .env("LC_ALL", "C.UTF-8")
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        Ran {
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code().unwrap_or(-1),
        }
    }
}

/// The value of a key in the text of a file: `status = "closed"` gives `closed`.
#[track_caller]
pub fn value_of(text: &str, key: &str) -> String {
    let line =
        text.lines().find(|l| l.starts_with(&format!("{key} = "))).unwrap_or_else(|| panic!("no {key} in\n{text}"));
    line.split_once(" = ").unwrap().1.trim_matches('"').to_owned()
}
