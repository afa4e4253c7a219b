//! The registers that random histories begin with: seven people, and an item in each state.

use std::sync::OnceLock;

use super::model::{Item, State, Status};
use crate::world::World;

/// Whether acts are signed in a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// Nobody has a key.
    Off,
    /// Everybody but Eve has one.
    Wanted,
    /// Everybody has one.
    Required,
}

impl Signing {
    pub const ALL: [Signing; 3] = [Signing::Off, Signing::Wanted, Signing::Required];

    pub fn word(self) -> &'static str {
        match self {
            Signing::Off => "off",
            Signing::Wanted => "wanted",
            Signing::Required => "required",
        }
    }

    pub fn has_key(self, who: &str) -> bool {
        match self {
            Signing::Off => false,
            Signing::Wanted => who != "eve",
            Signing::Required => true,
        }
    }

    fn with_keys(self) -> String {
        let people = super::model::PEOPLE.iter().map(|(name, _)| *name);
        people.filter(|who| self.has_key(who)).collect::<Vec<_>>().join(" ")
    }
}

/// Words of all scripts: who acts, and how branches are put together, conflicts solved by `kaizen fmt` alone.
pub const WORDS: &str = r#"
viktor() { as "Viktor Hale" viktor@example.com; }
eve() { as "Eve Stone" eve@example.com; }
tom() { as "Tom Berg" tom@example.com; }
# Who acts, signing with their key where they have one.
by() {
  "$1"
  if [ -e "$HOME/$1" ]; then export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=kaizen.signingKey GIT_CONFIG_VALUE_0="$HOME/$1"
  else export GIT_CONFIG_COUNT=0; fi
}
# One step of a history: its number, who, day and time.
step() { export KAIZEN_SEED="step $1"; by "$2"; day "$3" "$4"; }
file() { echo "register/items/2026/$1.toml"; }
# Short name of the event that says something: `said FILE TEXT`.
said() { grep -B12 "^text = \"$2\"" "$1" | grep -o '^\[event\.[0-9a-f]*' | tail -1 | cut -d. -f2; }
solve() { kaizen fmt >/dev/null 2>&1 || true; git add -A; }
merge() { git merge -q --no-ff --no-edit "$1" >/dev/null 2>&1 || { solve; git commit -q --no-edit; }; }
squash() { git merge -q --squash "$1" >/dev/null 2>&1 || solve; git commit -qm "$1 in one"; }
rebase() {
  git switch -q "$1"
  git rebase -q main >/dev/null 2>&1 || while [ -d .git/rebase-merge ]; do
    solve; GIT_EDITOR=true git rebase --continue >/dev/null 2>&1 || true
  done
  git switch -q main; git merge -q --ff-only "$1"
}
look() { kaizen check --format json ${2:-} > "../look-$1.json" || [ $? = 1 ]; }
[ ! -e ../ids ] || . ../ids
"#;

/// The register and what the model knows of it.
pub fn base(signing: Signing) -> (World, State) {
    static BASES: [OnceLock<World>; 3] = [const { OnceLock::new() }; 3];
    let world = BASES[signing as usize].get_or_init(|| made(signing)).copy();
    (world, known())
}

fn made(signing: Signing) -> World {
    let world = World::new();
    let keys = signing.with_keys();
    world
        .sh(&format!(
            r#"{WORDS}
            by mona; kaizen init --name "Example Ltd" --signatures off
            git config gc.auto 0
            who() {{ kaizen people add $1.$2 --name "${{1^}} ${{2^}}" --email $1@example.com "${{@:3}}"; }}
            who viktor hale --role isms-manager; who arjun mehta --department IT; who dana okafor --department Facilities
            who priya nair --role auditor; who eve stone; who tom berg --role isms-manager
            for who in {keys} {second}; do ssh-keygen -q -t ed25519 -N '' -C $who -f "$HOME/new-$who"; done
            handle() {{ grep -o "^\[person\.\"$1\.[a-z]*" register/people.toml | cut -d'"' -f2; }}
            n=0
            for who in {keys}; do
              n=$((n + 1)); day 2026-03-03 "09:0$n:00"; by mona
              kaizen people key add "$(handle $who)" "$HOME/new-$who.pub"
              mv "$HOME/new-$who" "$HOME/$who"; mv "$HOME/new-$who.pub" "$HOME/$who.pub"
            done
            day 2026-03-03 10:00:00; by mona
            [ {word} = off ] || kaizen config set signatures={word} -m "From now on."
            day 2026-03-04; by dana
            raise() {{
              id=$(kaizen add "Readers at the $1 door drop attempts" --kind "$2" --grade observation \
                --significance minor --source incident:INC-$1 --description "The log of the $1 door has gaps.")
              echo "$1=$id" >> ../ids
            }}
            for name in fresh agreed finished failed closed refused waiting; do raise $name improvement; done
            raise working corrective-action
            . ../ids
            day 2026-03-05; by mona
            kaizen accept $agreed $working $finished $failed $closed --owner arjun.mehta --due 2026-07-01 \
              --criterion "Each attempt is logged." -m "Agreed."
            kaizen reject $refused -m "Not worth it."; kaizen defer $waiting --until 2026-09-01 -m "After the move."
            day 2026-03-06; by arjun
            action=$(kaizen action add $working "Patch the readers." --owner dana.okafor --due 2026-06-01)
            echo "patch=$action" >> ../ids
            kaizen start $working
            day 2026-03-07
            kaizen sign-off $finished -m "All run 4.2."; kaizen sign-off $failed -m "All run 4.2."; kaizen sign-off $closed -m "All run 4.2."
            day 2026-03-09; by priya
            kaizen verify $closed --method test --result effective --early-reason "Quick to see." \
              --evidence-url https://e.example.com/log -m "Two days of logs."
            kaizen verify $failed --method test --result not-effective --early-reason "Quick to see." --due 2026-07-20 \
              --evidence-url https://e.example.com/log -m "Attempts are missing."
            git tag early
            day 2026-03-12; by mona
            kaizen people set tom.berg --no-role isms-manager
            git tag ended; git tag start; git repack -adq; git pack-refs --all
            "#,
            word = signing.word(),
            second = if signing == Signing::Off { "" } else { "arjun2" },
        ))
        .ok();
    world
}

fn known() -> State {
    let mut state = State::of_people();
    let mut item = |name: &str, status, change: &dyn Fn(&mut Item)| {
        let mut item = Item::new(name, status);
        change(&mut item);
        state.items.insert(name.to_owned(), item);
    };
    let owned = |item: &mut Item| item.owner = Some("arjun");
    let signed = |item: &mut Item| {
        item.owner = Some("arjun");
        item.signed_by = Some("arjun");
    };
    item("fresh", Status::Raised, &|_| {});
    item("agreed", Status::Accepted, &owned);
    item("working", Status::InProgress, &|item| {
        owned(item);
        item.needs_cause = true;
        item.plan("patch", "dana");
    });
    item("finished", Status::Implemented, &signed);
    item("failed", Status::InProgress, &|item| {
        signed(item);
        item.analyses_needed = 1;
    });
    item("closed", Status::Closed, &signed);
    item("refused", Status::Rejected, &|_| {});
    item("waiting", Status::Deferred, &|_| {});
    state
}
