//! `examples/ci` is read as the forges read it, and its kaizen lines run against a small register.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::world::World;
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci")
}

fn yaml(file: &str) -> Value {
    let text = std::fs::read_to_string(folder().join(file)).unwrap();
    serde_saphyr::from_str(&text).unwrap_or_else(|e| panic!("{file}: {e}"))
}

/// A repository with an overdue item, and a clone of it on a branch that does something about another one. The
/// scripts of jobs run in the clone.
fn cloned() -> World {
    static MADE: LazyLock<World> = LazyLock::new(|| {
        let world = World::with_accepted();
        world
            .sh(r#"
            dana
            kaizen suggest "Visitors see the screens" > ../second
            git init -q --bare ../origin.git
            git push -q ../origin.git main
            git clone -q ../origin.git clone
            cd clone
            git switch -qc change
            kaizen note $(cat ../../second) -m "From the sofa, too."
            "#)
            .ok();
        world
    });
    MADE.copy()
}

/// Whether a script looks at the register; the others install, or bring the report to the forge.
fn checks(script: &str) -> bool {
    script.starts_with("kaizen check")
}

/// Runs the checks of a job, of which the first that fails ends it, as runners do.
fn run(world: &World, scripts: &[String]) -> (i32, String) {
    let mut printed = String::new();
    let all: Vec<&String> = scripts.iter().filter(|script| checks(script)).collect();
    assert!(!all.is_empty(), "{scripts:?}");
    for script in all {
        let ran = world.sh(&format!(
            "day 2026-09-20; cd clone; git remote set-url origin ../../origin.git
            export GITHUB_BASE_REF=main CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git rev-parse origin/main)
            export KAIZEN_INTRODUCTION=$(kaizen check --format json | sed -n 's/.*\"introduction\": \"\\(.*\\)\".*/\\1/p')
            {script}"
        ));
        printed.push_str(&ran.both());
        if ran.code != 0 {
            return (ran.code, printed);
        }
    }
    (0, printed)
}

/// The scripts of a job of GitHub or Forgejo, once its checkout is seen to be whole.
fn steps(job: &Value) -> Vec<String> {
    let steps = job["steps"].as_array().unwrap();
    let checkout = steps.iter().find(|s| s["uses"].as_str().is_some_and(|u| u.contains("actions/checkout"))).unwrap();
    assert_eq!(checkout["with"]["fetch-depth"], 0);
    steps.iter().filter_map(|step| step["run"].as_str()).map(ToOwned::to_owned).collect()
}

/// The file that a step uploads.
fn uploaded(job: &Value, key: &str) -> String {
    let step = job["steps"].as_array().unwrap().iter().rfind(|s| s["with"][key].is_string()).unwrap();
    assert!(step["if"].as_str().unwrap().starts_with("always()"));
    step["with"][key].as_str().unwrap().to_owned()
}

#[test]
fn github_gates_the_change_and_the_register() {
    let flow = yaml("github/kaizen.yml");
    assert!(flow["on"]["schedule"].is_array() && flow["on"]["push"]["branches"][0] == "main");
    let change = &flow["jobs"]["change"];
    assert_eq!(change["permissions"]["pull-requests"], "write");
    let world = cloned();
    let (code, printed) = run(&world, &steps(change));
    assert_eq!(code, 0, "an item that is overdue elsewhere blocks nobody\n{printed}");
    assert!(world.read("clone/kaizen.md").contains("noted by Dana Okafor (“From the sofa, too.”)"), "{printed}");
    let job = &flow["jobs"]["register"];
    assert_eq!(job["permissions"]["security-events"], "write");
    let (code, printed) = run(&world, &steps(job));
    assert!(code == 1 && printed.contains("error[overdue]"), "a red job shows why in its log\n{printed}");
    // The step after it shows annotations, and the report as the summary of the job.
    let after = steps(job).into_iter().find(|script| script.contains("GITHUB_STEP_SUMMARY")).unwrap();
    let shown = world.sh(&format!("cd clone; export GITHUB_STEP_SUMMARY=$PWD/summary.md\n{after}")).ok();
    assert!(shown.starts_with("::error ") && world.read("clone/summary.md").contains("`overdue`"), "{shown}");
    assert!(world.read(&format!("clone/{}", uploaded(job, "sarif_file"))).contains("\"ruleId\": \"overdue\""));
}

#[test]
fn a_pinned_release_is_installed_kept_and_refused_where_it_is_another() {
    let world = World::new();
    let install = folder().join("install");
    world
        .sh(r#"
        mkdir -p releases/0.1.0 kaizen-0.1.0-x86_64-unknown-linux-musl
        cp "$(command -v kaizen)" kaizen-0.1.0-x86_64-unknown-linux-musl/kaizen
        tar -czf releases/0.1.0/kaizen-0.1.0-x86_64-unknown-linux-musl.tar.gz kaizen-0.1.0-x86_64-unknown-linux-musl
        "#)
        .ok();
    let wanted = "export KAIZEN_RELEASES=$PWD/releases KAIZEN_VERSION=0.1.0
        export KAIZEN_SHA256=$(sha256sum releases/0.1.0/*.tar.gz | cut -d' ' -f1)";
    let sh = |first: &str| world.sh(&format!("{wanted}\n{first}\nsh {} $PWD/kept", install.display()));
    let other = sh("KAIZEN_SHA256=$(echo x | sha256sum | cut -d' ' -f1)");
    assert!(other.code == 2 && other.err.contains("is not the file"), "{}", other.both());
    assert!(!world.path().join("kept/kaizen").exists());
    assert!(sh("").ok().starts_with("kaizen "));
    // What was kept is enough the next time, and is looked at again.
    assert!(sh("export KAIZEN_RELEASES=$PWD/nowhere").ok().starts_with("kaizen "));
    let spoilt = sh("export KAIZEN_RELEASES=$PWD/nowhere; echo x >> kept/*.tar.gz");
    assert!(spoilt.code != 0, "{}", spoilt.both());
    let action = yaml("github/action/action.yml");
    assert_eq!(action["runs"]["using"], "composite");
    assert!(action["runs"]["steps"][1]["run"].as_str().unwrap().contains("$GITHUB_ACTION_PATH/install"));
}

/// `.ci/release` takes minutes and is not run here: what the package takes is what it makes, and README is there.
#[test]
fn the_package_takes_what_the_release_script_makes() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| std::fs::read_to_string(top.join(file)).unwrap();
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let deb = &manifest["package"]["metadata"]["deb"];
    let script = read(".ci/release");
    for asset in deb["assets"].as_array().unwrap() {
        let [from, to, _] = asset.as_array().unwrap().as_slice() else { panic!("{asset}") };
        let (from, to) = (from.as_str().unwrap(), to.as_str().unwrap());
        match from.strip_prefix("target/package/deb/") {
            None => assert!(top.join(from).exists(), "{from}"),
            Some(made) if made.starts_with("man/") => assert!(script.contains("man --all \"$packed/man\""), "{made}"),
            Some("kaizen") => assert_eq!(to, "usr/bin/"),
            Some(made) => {
                let shell = made.strip_prefix("kaizen.").unwrap();
                assert!(script.contains("for shell in bash zsh fish") && ["bash", "zsh", "fish"].contains(&shell));
                assert!(script.contains(to), "{to} is not looked for");
            }
        }
    }
    assert!(deb["depends"].as_str().unwrap().contains("git (>= 1:2.31)"));
    let flow = yaml("release/github.yml");
    assert!(steps(&flow["jobs"]["release"]).iter().any(|step| step.starts_with(".ci/release")));
}

#[test]
fn forgejo_gates_the_change_and_the_register() {
    let flow = yaml("forgejo/kaizen.yml");
    assert!(flow["on"]["schedule"].is_array() && flow["on"]["push"]["branches"][0] == "main");
    let world = cloned();
    let (code, printed) = run(&world, &steps(&flow["jobs"]["change"]));
    assert_eq!(code, 0, "{printed}");
    let job = &flow["jobs"]["register"];
    let (code, printed) = run(&world, &steps(job));
    assert!(code == 1 && printed.contains("error[overdue]"), "{printed}");
    assert!(world.read(&format!("clone/{}", uploaded(job, "path"))).contains("kaizen.process.overdue"));
}

#[test]
fn gitlab_gates_the_change_and_the_register() {
    let flow = yaml("gitlab/.gitlab-ci.yml");
    assert_eq!(flow[".kaizen"]["variables"]["GIT_DEPTH"], "0");
    let world = cloned();
    let scripts = |job: &Value| -> Vec<String> {
        assert_eq!(job["extends"], ".kaizen");
        job["script"].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
    };
    let (code, printed) = run(&world, &scripts(&flow["kaizen-change"]));
    assert_eq!(code, 0, "{printed}");
    let report = flow[".kaizen"]["artifacts"]["reports"]["codequality"].as_str().unwrap();
    assert!(!world.read(&format!("clone/{report}")).contains("\"overdue\""));
    let job = &flow["kaizen-register"];
    let (code, printed) = run(&world, &scripts(job));
    assert_eq!(code, 1, "{printed}");
    for kind in ["codequality", "junit"] {
        let report = job["artifacts"]["reports"][kind].as_str().unwrap();
        assert!(world.read(&format!("clone/{report}")).contains("overdue"), "{kind}");
    }
}

/// Runs the scripts of a job that publishes, in the clone; installing is left out.
fn published(world: &World, scripts: &[String]) {
    for script in scripts.iter().filter(|script| !script.contains("kaizen-install")) {
        world
            .sh(&format!(
                "day 2026-09-20; cd clone; git remote set-url origin $PWD/../../origin.git; set -e
                {script}"
            ))
            .ok();
    }
}

#[test]
fn github_and_gitlab_publish_the_site() {
    let flow = yaml("github/kaizen-site.yml");
    for permission in ["pages", "id-token"] {
        assert_eq!(flow["permissions"][permission], "write");
    }
    let job = &flow["jobs"]["site"];
    let world = cloned();
    published(&world, &steps(job));
    let uploads = job["steps"].as_array().unwrap();
    let path = uploads.iter().find_map(|step| step["with"]["path"].as_str()).unwrap();
    let index = world.read(&format!("clone/{path}/index.html"));
    assert!(index.contains("People are left out") && !index.contains("arjun"), "{index}");
    let job = &yaml("gitlab/.gitlab-ci.yml")["pages"];
    assert_eq!((job["extends"].as_str(), job["artifacts"]["paths"][0].as_str()), (Some(".kaizen"), Some("public")));
    let scripts: Vec<String> =
        job["script"].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect();
    published(&world, &scripts);
    assert!(world.read("clone/public/people.html").contains("Arjun"));
}

#[test]
fn forgejo_publishes_the_site_on_a_branch_of_its_own() {
    let world = cloned();
    let scripts = steps(&yaml("forgejo/kaizen-site.yml")["jobs"]["site"]);
    published(&world, &scripts);
    let pages = "git -C ../origin.git";
    let files = world.sh(&format!("{pages} ls-tree -r --name-only pages")).ok();
    assert!(files.contains("index.html") && files.contains("site.js") && !files.contains("register/"), "{files}");
    // Again from a clean checkout: nothing differs, and nothing is pushed; a change is one commit more.
    world.sh("rm -rf pages; git -C clone worktree prune; git -C clone branch -qD pages").ok();
    published(&world, &scripts);
    assert_eq!(world.sh(&format!("{pages} rev-list --count pages")).ok().trim(), "1");
    world.sh("rm -rf pages; git -C clone worktree prune; git -C clone branch -qD pages").ok();
    world.sh("dana; day 2026-09-20; cd clone; kaizen suggest 'A lamp at the gate' 2> /dev/null").ok();
    published(&world, &scripts);
    assert_eq!(world.sh(&format!("{pages} rev-list --count pages")).ok().trim(), "2");
    assert!(world.sh(&format!("{pages} show pages:register.html")).ok().contains("A lamp at the gate"));
}

#[test]
fn the_hook_lets_acts_through_and_no_tampering() {
    let world = cloned();
    let hook = folder().join("pre-commit");
    let path = world.item_path(&world.id());
    world
        .sh(&format!(
            "cp {} .git/hooks/pre-commit; day 2026-09-20; kaizen note $(cat ../id) -m 'Still at it.'",
            hook.display()
        ))
        .ok();
    world.write(&path, world.read(&path).replace("Still at it.", "All is done."));
    let told = world.sh("day 2026-09-20; git commit -qam 'A small change'");
    assert!(told.code != 0 && told.both().contains("event-altered"), "{}", told.both());
    world.sh("day 2026-09-20; git checkout -q -- register; git commit -q --allow-empty -m 'Another change'").ok();
}
