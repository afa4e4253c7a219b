//! What shells complete, asked as they ask, and by a real bash.

use crate::world::World;

/// What is offered for the last of these words, a line each.
fn offered(world: &World, words: &str) -> String {
    let count = words.split(' ').count() - 1;
    let ask = format!(
        "KAIZEN_COMPLETE=bash _CLAP_IFS=$'\\n' _CLAP_COMPLETE_INDEX={count} _CLAP_COMPLETE_COMP_TYPE=9 _CLAP_COMPLETE_SPACE=true"
    );
    let before = world.sh("git status --porcelain").ok();
    let told = world.sh(&format!("{ask} kaizen -- {words}"));
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{words}");
    assert_eq!(world.sh("git status --porcelain").ok(), before);
    told.out
}

#[test]
fn ids_people_rules_controls_and_sources_are_completed() {
    let world = World::with_accepted();
    world
        .sh("kaizen source add incident:INC-7 --title 'A door was open'; kaizen link IMP --tag doors; arjun
        kaizen why IMP --root-cause 'Nobody patches it.' --because 'It is old.' --cause-code patching")
        .ok();
    let id = world.id();
    let short = id.rsplit('-').next().unwrap();
    for (words, there) in [
        ("kaizen show ''", short),
        ("kaizen show IMP-2", &id),
        ("kaizen accept IMP --owner ar", "arjun.mehta"),
        ("kaizen waive over", "overdue"),
        ("kaizen link IMP --control A.8.1", "A.8.15"),
        ("kaizen source show incident:", "INC-7"),
        ("kaizen list --tag do", "doors"),
        ("kaizen list --cause pa", "patching"),
        ("kaizen verify IMP --method s", "sampling"),
        ("kaizen ver", "verify"),
    ] {
        let told = offered(&world, words);
        assert!(told.contains(there), "{words}: {told}");
    }
    let small = format!("kaizen show {}", short[..2].to_lowercase());
    assert!(offered(&world, &small).contains(&short.to_lowercase()), "{small}");
    // With titles where the shell shows them.
    let fish = world.sh("KAIZEN_COMPLETE=fish kaizen -- kaizen show ''").ok();
    assert!(fish.contains("Badge reader drops failed attempts (accepted)"), "{fish}");
}

#[test]
fn no_file_is_completed_where_none_belongs_and_nothing_fails() {
    let world = World::with_accepted();
    world.write("zebra.csv", "1");
    assert!(offered(&world, "kaizen verify IMP --evidence z").contains("zebra.csv"));
    for words in
        ["kaizen show z", "kaizen extend IMP --to z", "kaizen note IMP --message z", "kaizen accept IMP --owner z"]
    {
        assert!(!offered(&world, words).contains("zebra"), "{words}");
    }
    world.write("register/people.toml", "not toml at all [");
    assert!(!offered(&world, "kaizen accept IMP --owner a").contains("arjun"));
    let bare = World::new();
    bare.sh("KAIZEN_COMPLETE=fish kaizen -- kaizen show ''").ok();
    assert!(!bare.path().join("register").exists());
}

#[test]
fn a_real_bash_completes_what_was_installed() {
    let world = World::with_accepted();
    let told = world.sh("kaizen completions bash --install; kaizen man --install").err;
    assert!(told.contains("bash-completion/completions/kaizen") && told.contains("man/man1"), "{told}");
    assert!(world.home().join(".local/share/man/man1/kaizen-verify.1").is_file());
    let script = r#"
        source $HOME/.local/share/bash-completion/completions/kaizen
        COMP_WORDS=(kaizen accept IMP --owner da); COMP_CWORD=4; COMP_TYPE=9
        $(complete -p kaizen | sed 's/.*-F \([^ ]*\).*/\1/') kaizen da --owner
        printf '%s\n' "${COMPREPLY[@]}""#;
    assert_eq!(world.sh(script).ok().trim(), "dana.okafor");
    for (shell, path) in [
        ("fish", ".config/fish/completions/kaizen.fish"),
        ("zsh", ".local/share/zsh/site-functions/_kaizen"),
        ("powershell", ".config/powershell/kaizen.ps1"),
    ] {
        world.sh(&format!("kaizen completions {shell} --install")).ok();
        assert!(std::fs::read_to_string(world.home().join(path)).unwrap().contains("KAIZEN_COMPLETE"), "{shell}");
    }
}

#[test]
fn the_verbs_of_other_tools_say_what_to_do_instead() {
    let world = World::with_accepted();
    for (verb, instead) in [
        ("close IMP", "kaizen verify ID"),
        ("delete IMP", "kaizen reject ID"),
        ("assign IMP", "kaizen amend ID --owner HANDLE"),
        ("due IMP", "kaizen extend ID --to DATE"),
        ("new", "kaizen add"),
        ("approve IMP", "kaizen accept ID"),
        ("comment IMP", "kaizen note ID"),
    ] {
        world.refuses(&format!("kaizen {verb}"), instead);
    }
    let told = world.sh("KAIZEN_INTRODUCTION= kaizen check").fails(2);
    assert!(told.contains("it is empty"), "{told}");
}

#[test]
fn what_was_nearly_typed_is_named() {
    let world = World::with_accepted();
    for (command, meant) in [
        ("kaizen config set polcy.stale_days=3", "did you mean policy.stale_days?"),
        ("kaizen config set stale_day=3", "did you mean policy.stale_days?"),
        ("kaizen config set timezon=UTC", "did you mean timezone?"),
        ("kaizen config set rules.overdeu=off", "did you mean overdue?"),
        ("kaizen waive overdeu", "did you mean overdue?"),
        ("kaizen check --rule overdeu", "did you mean overdue?"),
        ("kaizen amend IMP --owner dana.okafr", "did you mean dana.okafor?"),
        ("kaizen list --owner arjun.metha", "did you mean arjun.mehta?"),
    ] {
        world.refuses(command, meant);
    }
    let told = world.sh("kaizen log IMP --field ower").err;
    assert!(told.contains("did you mean --field owner?"), "{told}");
    let told = world.sh("EDITOR=\"sed -i '1atgas = [\\\"x\\\"]'\" kaizen edit IMP --message 'More words.'").err;
    assert!(told.contains("`tgas` is no key of this file; did you mean `tags`?"), "{told}");
    let told = world.sh("EDITOR=\"sed -i s/^stale_days/stale_day/\" kaizen edit register --message 'Less.'").err;
    assert!(told.contains("`policy.stale_day` is no key of this file; did you mean `stale_days`?"), "{told}");
}
