//! A bundle for an auditor is checked with sh, git and OpenSSH alone, and no tampering with it gets past that.

use std::sync::OnceLock;

use crate::world::World;

/// A register with signed acts of mona and dana, evidence, a source, a review and odd titles, and its bundle in `../out`.
fn bundled() -> World {
    static MADE: OnceLock<World> = OnceLock::new();
    MADE.get_or_init(|| {
        let world = World::with_accepted();
        world.write("notes/photo one.txt", "The reader, before.\n");
        world
            .sh(r#"
            ssh-keygen -q -t ed25519 -N '' -C mona -f "$HOME/mona"; ssh-keygen -q -t ed25519 -N '' -C dana -f "$HOME/dana"
            kaizen people key add mona.lind "$HOME/mona.pub"; git config kaizen.signingKey "$HOME/mona"
            kaizen config set signatures=wanted -m "From now on."
            kaizen people key add dana.okafor "$HOME/dana.pub"
            kaizen amend IMP --criterion "Each attempt is logged in a minute." -m "More exact."
            git config kaizen.signingKey "$HOME/dana"; dana
            kaizen note IMP -m "The reader of the west door does the same."
            kaizen add '<script>x</script> =HYPERLINK("x") | a, b مرحبا 😀' --kind improvement --source other:X --description 'It does.'
            kaizen source add incident:INC-9 --title 'Badge, "lost"'
            git config --unset kaizen.signingKey; arjun
            kaizen action add $(cat ../id) "Patch." --due 2026-04-01
            kaizen action done $(cat ../id) -m "It is patched."; kaizen sign-off $(cat ../id) -m "Each attempt is logged now." --evidence "notes/photo one.txt"
            git config kaizen.signingKey "$HOME/mona"; mona
            day 2026-03-20; kaizen people key retire dana.okafor dana; day 2026-03-02
            kaizen export bundle ../out --today 2026-03-21
            "#)
            .ok();
        world
    })
    .copy()
}

/// Runs verify.sh of `../out` where nothing of kaizen can be found.
const VERIFY: &str = r#"(cd /; env -i PATH=/usr/bin:/bin HOME=/nowhere sh "$OLDPWD/../out/verify.sh""#;

#[test]
fn a_bundle_proves_itself_without_kaizen_and_comes_out_the_same_again() {
    let world = bundled();
    let told = world.sh(&format!("{VERIFY})")).ok();
    assert!(told.contains("All fits.") && told.matches("ok     ").count() == 6, "{told}");
    let signed = world.sh("grep '^signature = ' -r register --include=*.toml -h | wc -l").ok();
    assert!(told.contains(&format!("signatures: {} signed acts", signed.trim())), "{told}");
    assert!(signed.trim().parse::<u32>().unwrap() >= 5, "{signed}");
    world.sh("python3 ../out/verify.py ../out/register").ok();
    // Where there is no sha256sum, openssl does as well; where a tool is missing that is neither good nor bad.
    world.sh("mkdir ../bin ../few; for t in git ssh-keygen awk sed sort comm uniq find cut tr cmp mktemp openssl grep dirname cat rm head wc sh; do ln -s $(command -v $t) ../bin/$t; done; cp -P ../bin/* ../few; rm ../few/openssl").ok();
    let with = |tools: &str| world.sh(&format!("env -i PATH=$PWD/../{tools} HOME=/nowhere sh ../out/verify.sh"));
    assert!(with("bin").ok().contains("All fits."));
    assert!(with("few").fails(2).contains("neither sha256sum nor openssl"));
    world.sh("cp -r ../out ../other; echo x >> ../other/register.jsonl; echo x > ../other/more").ok();
    let told = world.sh("env -i PATH=$PWD/../bin HOME=/nowhere sh ../other/verify.sh").fails_out();
    assert!(told.contains("files: register.jsonl was changed") && told.contains("files: more was added"), "{told}");
    // What somebody else noted is compared.
    let noted = "$(git rev-parse HEAD) $(sha256sum < ../out/SHA256SUMS | cut -c1-64)";
    assert!(world.sh(&format!("noted=\"{noted}\"; {VERIFY} $noted)")).ok().matches("ok     noted").count() == 2);
    assert!(world.sh(&format!("{VERIFY} {})", "0".repeat(40))).fails_out().contains("FAILS  noted"));
    // Another day, another clone that is packed otherwise, other settings of git, a branch beyond: the same bytes.
    world
        .sh(r"
        git clone -q . ../clone; git -C ../clone repack -adfq --window=1 --depth=1
        git -C ../clone commit-graph write --reachable
        git config --global pack.threads 4; git config --global pack.window 3; git config --global core.quotePath false
        git config --global log.showSignature true; git config --global core.autocrlf true; git tag -a -m x x
        kaizen export bundle ../again --at HEAD --today 2026-03-21
        (cd ../clone && kaizen export bundle ../cloned --today 2026-03-21)
        diff -r ../out ../again; diff -r ../out ../cloned
        kaizen export bundle ../one.zip --today 2026-03-21; cp ../one.zip ../two.zip
        sleep 1; kaizen export bundle ../one.zip --today 2026-03-21; cmp ../one.zip ../two.zip
        cd ..; python3 -m zipfile -e one.zip unzipped; diff -r out unzipped/one
        ")
        .ok();
    // The day that is looked on, and not what is uncommitted.
    let told = world.sh("echo >> register/people.toml; kaizen export bundle ../as --as-of 2026-03-21; cmp ../as/register.xlsx ../out/register.xlsx; diff -r ../out ../as; kaizen export bundle ../now --today 2026-03-21; diff -r ../out ../now");
    assert!(told.err.contains("what is not committed is not in it"), "{}", told.err);
    told.ok();
    let history = world.read("../out/history.txt");
    assert!(history.contains("author Arjun Mehta <arjun@example.com>") && history.contains("A\tregister/evidence/"));
}

impl crate::world::Ran {
    /// Asks that the script ended with 1; returns what it printed.
    #[track_caller]
    fn fails_out(self) -> String {
        assert_eq!(self.code, 1, "{}{}", self.out, self.err);
        self.out
    }
}

#[test]
fn every_tampering_with_a_bundle_has_a_line_of_its_own() {
    let world = bundled();
    let sums = "(find . -type f | cut -c3- | grep -vx SHA256SUMS | LC_ALL=C sort | tr '\\n' '\\0' | xargs -0 sha256sum > SHA256SUMS)";
    let again = format!("&& {sums}");
    let item = "register/items/2026/IMP-2026-*.toml";
    let tamperings: &[(&str, &str, &str)] = &[
        (
            "a word of an item",
            &format!("sed -i 's/granted entries/denied entries/' {item}"),
            "FAILS  files: register/items/2026/",
        ),
        (
            "the same with new sums",
            &format!("sed -i 's/granted entries/denied entries/' {item} {again}"),
            "is not as the commit has it",
        ),
        ("evidence", &format!("echo x >> register/evidence/*/*.txt {again}"), "is not as the commit has it"),
        (
            "a file added",
            "echo x > register/items/2026/more.toml",
            "FAILS  files: register/items/2026/more.toml was added",
        ),
        (
            "a file added with new sums",
            &format!("echo x > register/items/2026/more.toml {again}"),
            "more.toml is not as the commit has it",
        ),
        ("a file removed", "rm register/people.toml", "FAILS  files: register/people.toml is missing"),
        (
            "an item removed with new sums",
            &format!("rm $(grep -l 'granted entries' {item}) {again}"),
            "of the commit is not here",
        ),
        ("a file renamed", "mv origin.txt origin", "FAILS  files: origin was added"),
        (
            "a file renamed with new sums",
            &format!("mv register/evidence/*/*.txt register/other.txt {again}"),
            "register: other.txt is not as",
        ),
        (
            "a link in the place of a file",
            &format!("cp register.xlsx ../x; rm register.xlsx; ln -s ../x register.xlsx {again}"),
            "register.xlsx is neither a file nor a folder",
        ),
        (
            "a page of the site",
            "sed -i 's/logged/lost/' site/index.html site/items/*.html",
            "FAILS  files: site/items/",
        ),
        ("a sum", "sed -i '1s/^./x/' SHA256SUMS", "is no line of sums"),
        ("a line of sums twice", "head -1 SHA256SUMS >> SHA256SUMS", "is named twice"),
        ("no sums", "rm SHA256SUMS", "SHA256SUMS is not there"),
        (
            "a byte of the history",
            &format!("printf x | dd of=history.bundle bs=1 seek=900 conv=notrunc 2>/dev/null {again}"),
            "history.bundle cannot be read",
        ),
        (
            "a shorter history",
            &format!(
                "git clone -q history.bundle -b register ../h; git -C ../h reset -q --hard HEAD~1; git -C ../h bundle create -q $PWD/history.bundle refs/heads/register {again}"
            ),
            "does not end at the commit",
        ),
        (
            "another commit",
            &format!("sed -i 's/^commit: .*/commit: {}/' origin.txt {again}", "1".repeat(40)),
            "does not end at the commit",
        ),
        (
            "another folder",
            &format!("sed -i 's/^folder: .*/folder: elsewhere/' origin.txt {again}"),
            "the commit has no such folder",
        ),
        (
            "history as text",
            &format!("sed -i 's/Arjun Mehta/Dana Okafor/' history.txt {again}"),
            "FAILS  history.txt: ",
        ),
        (
            "a statement",
            &format!("sed -i 's/^by: mona.lind/by: dana.okafor/' signatures/*.statement {again}"),
            "is not one of dana.okafor",
        ),
        (
            "a time in a statement",
            &format!("sed -i 's/^at: 2026-03-02/at: 2026-03-03/' signatures/*.statement {again}"),
            "FAILS  signatures: the signature of",
        ),
        (
            "a statement of another register",
            &format!("sed -i 's/^register: .*/register: other/' signatures/*.statement {again}"),
            "is no statement on an act of this register",
        ),
        ("a signature", &format!("sed -i '3s/^./x/' signatures/*.sig {again}"), "FAILS  signatures: the signature of"),
        (
            "an act without its statement",
            &format!("rm $(ls signatures/*.statement | head -1) {again}"),
            "and no such statement is here",
        ),
        (
            "signatures swapped",
            &format!("set -- signatures/*.sig; cp $1 ../s; cp $2 $1; cp ../s $2 {again}"),
            "FAILS  signatures: the signature of",
        ),
        (
            "a key of somebody else",
            &format!(
                "ssh-keygen -q -t ed25519 -N '' -f ../k; awk '{{print $1,$2}}' signatures/allowed_signers | while read a b; do echo $a $b $(cut -d' ' -f1,2 ../k.pub); done > ../l; cat ../l >> signatures/allowed_signers {again}"
            ),
            "people.toml gives mona.lind no such key",
        ),
        (
            "the key of one for another",
            &format!("sed -i 's/^dana.okafor/mona.lind/' signatures/allowed_signers {again}"),
            "people.toml gives mona.lind no such key",
        ),
        (
            "the end of a key",
            &format!("sed -i 's/,valid-before=\"[^\"]*\"//' signatures/allowed_signers {again}"),
            "or has ended it",
        ),
        ("no keys", &format!("rm signatures/allowed_signers {again}"), "FAILS  signatures: the signature of"),
    ];
    world.sh("cp -r ../out ../whole").ok();
    for (name, how, line) in tamperings {
        let told = world.sh(&format!(
            "rm -rf ../out ../h ../x ../k* ../l ../s; cp -r ../whole ../out; (cd ../out; {how}); {VERIFY})"
        ));
        let told = told.fails_out();
        assert!(told.contains(line) && told.contains("Something does not fit."), "{name}: {line} in\n{told}");
    }
    // Whoever makes all of it anew is told by what was noted: an edit in a history of its own, with its own sums.
    let forged = world.sh(&format!(
        r"
        noted=$(git rev-parse HEAD); rm -rf ../out
        sed -i 's/granted entries/denied entries/' {item}; git commit -qa --amend --no-edit --no-verify
        kaizen export bundle ../out --today 2026-03-21; {VERIFY} $noted)
        "
    ));
    assert!(forged.fails_out().contains("FAILS  noted: "));
    assert!(
        world
            .sh("python3 ../out/verify.py ../out/register")
            .fails_out()
            .contains("not what its newest event vouches for")
    );
}

#[test]
fn a_bundle_replaces_only_itself_and_a_strange_register_is_told() {
    let world = bundled();
    let export = "kaizen export bundle ../out --today 2026-03-21";
    world.sh(&format!("cp -r ../out ../first; {export}; diff -r ../first ../out")).ok();
    world.sh("echo mine > ../out/signatures/notes.txt").ok();
    assert!(world.sh(export).fails(2).contains("signatures/notes.txt"));
    world.sh(&format!("{export} --force; grep -q mine ../out/signatures/notes.txt; ln -s out ../link; echo mine > ../mine.zip; ln -s mine.zip ../link.zip; mkdir ../dir.zip")).ok();
    for (target, why) in [
        ("../link", "is a link"),
        ("../mine.zip", "--force"),
        ("../link.zip", "is a link"),
        ("../dir.zip", "is a folder"),
        ("", "kaizen export bundle DIR"),
    ] {
        assert!(world.sh(&format!("kaizen export bundle {target}")).fails(2).contains(why), "{target}");
    }
    world.sh("kaizen export bundle ../mine.zip --force --today 2026-03-21; python3 -m zipfile -t ../mine.zip").ok();
    assert!(world.sh("kaizen export bundle ../o --output x").fails(2).contains("a site or a bundle is a folder"));
    assert!(
        world
            .sh("git clone -q --depth 1 file://$PWD ../flat; cd ../flat; kaizen export bundle ../o")
            .fails(2)
            .contains("--unshallow")
    );
    // What is no file is left out and told, here and by verify.sh; a name that no list can hold is refused.
    let told = world.sh("ln -s nowhere register/evidence/link; git add -f register/evidence/link; git commit -qm odd; kaizen export bundle ../out --force --today 2026-03-21; rm ../out/signatures/notes.txt");
    assert!(told.err.contains("left out: evidence/link"), "{}", told.err);
    told.ok();
    let told = world.sh(&format!("{VERIFY})")).ok();
    assert!(told.contains("note   left out, for it is a link or a submodule: evidence/link"), "{told}");
    let odd = world.sh("printf x > 'register/evidence/a\\b'; git add -f register/evidence; git commit -qm odd; kaizen export bundle ../odd").fails(2);
    assert!(odd.contains("a name that no list of files can hold") && odd.contains("another name"), "{odd}");
    // A register with nothing in it has a bundle too.
    World::with_people().sh("kaizen export bundle ../out; sh ../out/verify.sh").ok();
}
