//! Issues of a forge become suggestions: the files that `init --forge` writes, and their jobs, run as the forges run them.

use serde_json::{Value, json};

use crate::world::World;

const FORGES: [&str; 3] = ["github", "forgejo", "gitlab"];

/// What somebody writes who would like a shell, a template or a file to take it for more than text.
const TITLE: &str = "Doors $(touch pwned) `touch pwned` ]] ; touch pwned # ${{ secrets.KAIZEN_TOKEN }} \"'\n$TOKEN";
const BODY: &str = "### What did you see, and what would help?\r\n\r\n$(touch pwned)\r\n`touch pwned`\r\n\"; touch pwned; echo \"\r\n${{ github.token }}\r\nEOF\r\n'''\r\n\"\"\"\r\n[event.x]\r\n### Your department\r\n\r\nDock ]] && touch pwned\r\n\r\n### Your name\r\n\r\n- [ ] Leave my name out of the register";

/// A register with a remote, and the files of a forge committed in it.
fn with_files(forge: &str) -> World {
    let world = World::with_people();
    world
        .sh(&format!(
            "kaizen init --forge {forge}; git add -A; git commit -qm 'Suggestions come from issues'
            git init -q --bare ../origin.git; git remote add origin ../origin.git; git push -q -u origin main"
        ))
        .ok();
    world
}

/// The event that a forge tells of an issue.
fn event(forge: &str, number: u32, title: &str, body: &str, label: &str) -> Value {
    if forge == "gitlab" {
        return json!({"object_kind": "issue", "user": {"name": "Jo", "username": "jo", "email": "[REDACTED]"},
            "object_attributes": {"iid": number, "title": title, "description": body, "action": "open",
                "created_at": "2026-03-01 10:00:00 UTC", "url": format!("https://gitlab.example/acme/site/-/issues/{number}"),
                "labels": [{"title": label}]}});
    }
    let host = if forge == "github" { "github.com" } else { "forgejo.example" };
    json!({"action": "labeled", "label": {"name": label}, "issue": {"number": number, "title": title, "body": body,
        "html_url": format!("https://{host}/acme/site/issues/{number}"), "created_at": "2026-03-01T10:00:00Z", "state": "open",
        "labels": [{"name": label}], "user": {"login": "jo", "type": "User"}}, "repository": {"full_name": "acme/site"}})
}

/// The scripts of the job, without what installs.
fn scripts(world: &World, forge: &str) -> Vec<String> {
    let yaml =
        |file: &str| -> Value { serde_saphyr::from_str(&world.read(file)).unwrap_or_else(|e| panic!("{file}: {e}")) };
    let list = |value: &Value| value.as_array().unwrap().clone();
    let all: Vec<String> = if forge == "gitlab" {
        let job = &yaml(".gitlab/kaizen-suggestions.yml")["kaizen-suggestion"];
        list(&job["script"]).iter().map(|line| line.as_str().unwrap().to_owned()).collect()
    } else {
        let flow = yaml(&format!(".{forge}/workflows/kaizen-suggestions.yml"));
        let steps = list(&flow["jobs"]["suggestion"]["steps"]);
        steps.iter().filter_map(|step| step["run"].as_str()).map(ToOwned::to_owned).collect()
    };
    all.into_iter().filter(|script| !script.starts_with("cargo install") && !script.starts_with("apt-get")).collect()
}

/// Runs the job with an event, on the default branch as the forge has it; `gh`, `curl` and a push to GitLab are noted.
fn run(world: &World, forge: &str, number: u32, event: &Value) -> String {
    world.write("../event.json", event.to_string());
    world.write("../bin/gh", "#!/bin/sh\nprintf '%s|' gh \"$@\" >> ../told\n");
    world.write("../bin/curl", "#!/bin/sh\nprintf '%s|' curl \"$@\" >> ../told\n");
    let environment = format!(
        "chmod +x ../bin/*; export PATH=$PWD/../bin:$PATH KAIZEN_REGISTER=register
        export GITHUB_EVENT_PATH=$PWD/../event.json TRIGGER_PAYLOAD=$PWD/../event.json ISSUE={number} BASE=main
        export GITHUB_SERVER_URL=https://forgejo.example GITHUB_REPOSITORY=acme/site GH_TOKEN=t TOKEN=t KAIZEN_TOKEN=t
        export CI_PIPELINE_ID={number} CI_DEFAULT_BRANCH=main CI_SERVER_HOST=gitlab.example CI_PROJECT_PATH=acme/site
        export GIT_AUTHOR_NAME='kaizen-suggestions[bot]' GIT_AUTHOR_EMAIL=kaizen-suggestions@example.com
        export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
        git config url.$PWD/../origin.git.insteadOf https://kaizen-suggestions:t@gitlab.example/acme/site.git
        git -C ../origin.git config receive.advertisePushOptions true; git switch -q main"
    );
    let mut shown = String::new();
    for script in scripts(world, forge) {
        shown.push_str(&world.sh(&format!("{environment}\nbash -e -c \"$(cat <<'SCRIPT'\n{script}\nSCRIPT\n)\"")).ok());
    }
    shown
}

fn told(world: &World) -> String {
    std::fs::read_to_string(world.path().join("../told")).unwrap_or_default()
}

#[test]
fn an_issue_becomes_a_suggestion_on_a_branch_and_its_words_are_never_run() {
    for forge in FORGES {
        let world = with_files(forge);
        run(&world, forge, 12, &event(forge, 12, TITLE, BODY, "suggestion"));
        world.sh("git fetch -q").ok();
        let strays = world.sh("git status --porcelain --ignored; find .. -name 'pwned*'").ok();
        assert_eq!(strays, "", "{forge}");
        assert_eq!(world.sh("git log -1 --format=%an origin/suggestion-12 --").ok().trim(), "kaizen-suggestions[bot]");
        let files = world.sh("git diff --name-only main origin/suggestion-12").ok();
        assert!(files.starts_with("register/items/2026/") && files.lines().count() == 1, "{forge}: {files}");
        world.sh("git switch -q suggestion-12").ok();
        let item = world.item(world.sh("kaizen list --status raised --format ids").ok().trim());
        for part in
            ["$(touch pwned)", "${{ secrets.KAIZEN_TOKEN }}", "department = \"Dock ]] && touch pwned\"", "acme/site#12"]
        {
            assert!(item.contains(part), "{forge}: {part}\n{item}");
        }
        assert!(item.contains("raised_by = \"jo (") && item.contains("raised_on = 2026-03-01"), "{forge}: {item}");
        // The change stands a check as any other, and the register too.
        let checked = world.sh("day 2026-03-03; kaizen check --since origin/main; kaizen check");
        assert_eq!(checked.code, 0, "{forge}: {}", checked.both());
        match forge {
            "github" => assert!(told(&world).starts_with("gh|pr|create|--head|suggestion-12|"), "{}", told(&world)),
            "forgejo" => {
                assert!(told(&world).contains("\"head\": \"suggestion-12\", \"base\": \"main\""), "{}", told(&world));
            }
            _ => {}
        }
        // The data that curl sends is JSON, whatever the issue says.
        if let Some(data) = told(&world).split("--data|").nth(1) {
            serde_json::from_str::<Value>(data.split('|').next().unwrap()).unwrap();
        }
        // Told again, nothing comes of it: not while it waits, and not when it is in.
        let before = world.sh("git rev-list --count --all").ok();
        run(&world, forge, if forge == "gitlab" { 13 } else { 12 }, &event(forge, 12, TITLE, BODY, "suggestion"));
        if forge != "gitlab" {
            assert_eq!(world.sh("git rev-list --count --all").ok(), before, "{forge}");
        }
        world.sh("git switch -q main; git merge -q origin/suggestion-12; git push -q; git branch -D suggestion-12 > /dev/null; git push -q origin :suggestion-12").ok();
        let before = world.sh("git rev-list --count main").ok();
        let shown = run(&world, forge, 14, &event(forge, 12, TITLE, BODY, "suggestion"));
        assert!(shown.contains("in the register already"), "{forge}: {shown}");
        assert_eq!(world.sh("git switch -q main; git rev-list --count HEAD").ok(), before, "{forge}");
    }
}

#[test]
fn other_issues_stay_where_they_are_and_a_token_is_asked_for() {
    for forge in FORGES {
        let world = with_files(forge);
        let before = world.sh("git rev-list --count --all").ok();
        let shown = run(&world, forge, 3, &event(forge, 3, "Crash", "It crashes.", "bug"));
        assert!(shown.contains("0 new, 0 there already, 0 skipped"), "{forge}: {shown}");
        assert_eq!(world.sh("git rev-list --count --all").ok(), before, "{forge}");
        let first = scripts(&world, forge).remove(0);
        let ran = world.sh(&format!("unset TOKEN GH_TOKEN KAIZEN_TOKEN || true; bash -e <<'SCRIPT'\n{first}\nSCRIPT"));
        assert!(ran.code == 1 && ran.out.contains("KAIZEN_TOKEN is missing"), "{forge}: {}", ran.both());
    }
}

#[test]
fn who_asks_not_to_be_named_is_not_and_an_account_is_no_member_of_the_same_name() {
    let world = World::with_people();
    let quiet = BODY.replace("- [ ]", "- [X]");
    let mut bot = event("github", 2, "Rotate the key", "It is old.", "suggestion");
    bot["issue"]["user"]["login"] = "renovate[bot]".into();
    let mut namesake = event("github", 4, "Label the racks", "", "suggestion");
    namesake["issue"]["user"]["login"] = "dana.okafor".into();
    let mut pull = event("github", 5, "A change", "", "suggestion");
    pull["issue"]["pull_request"] = json!({"url": "x"});
    let all = [event("github", 1, "Doors", &quiet, "suggestion"), bot, namesake, pull];
    let issues: Vec<Value> = all.iter().map(|event| event["issue"].clone()).collect();
    world.write("../issues.json", Value::Array(issues).to_string());
    let shown = world.sh("kaizen import suggestions ../issues.json").ok();
    assert!(shown.contains("3 new") && shown.contains("not taken: pull requests"), "{shown}");
    let listed = world.sh("kaizen list --all --format json").ok();
    let items: Value = serde_json::from_str(&listed).unwrap();
    let by = |title: &str| {
        let found = items["items"].as_array().unwrap().iter().find(|item| item["title"] == title).unwrap();
        let text = world.item(found["id"].as_str().unwrap());
        text.lines().find(|line| line.starts_with("raised_by")).unwrap().to_owned()
    };
    assert_eq!(by("Doors"), "raised_by = \"anonymous\"");
    assert!(by("Label the racks").contains("dana.okafor (github.com) <"), "{}", by("Label the racks"));
    assert!(by("Rotate the key").contains("renovate[bot] (github.com)"), "{}", by("Rotate the key"));
    let report: Value = serde_json::from_str(&world.sh("kaizen report kpi --format json").ok()).unwrap();
    let kpis = report["groups"][0]["kpis"].as_array().unwrap();
    let staff = kpis.iter().find(|kpi| kpi["key"] == "staff-contribution").unwrap().to_string();
    assert!(staff.contains("machines and groups"), "{staff}");
    assert_eq!(world.sh("day 2026-03-03; kaizen check").code, 0);
}

#[test]
fn the_files_of_a_forge_are_written_once_and_never_over_others() {
    let world = World::with_people();
    let form = ".github/ISSUE_TEMPLATE/suggestion.yml";
    world.write(form, "name: Ours\n");
    let told = world.sh("kaizen init --forge github").fails(2);
    assert!(told.contains(form) && told.contains("mv .github/ISSUE_TEMPLATE/suggestion.yml"), "{told}");
    assert!(world.read(form) == "name: Ours\n" && !world.path().join(".github/workflows").exists());
    std::fs::remove_file(world.path().join(form)).unwrap();
    let told = world.sh("kaizen init --forge github 2>&1").ok();
    for part in ["written: .github/ISSUE_TEMPLATE/suggestion.yml", "KAIZEN_TOKEN", "KAIZEN_SOURCE", "starts no checks"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    let told = world.sh("kaizen init --forge github 2>&1").ok();
    assert!(told.contains("there already, and the same") && !told.contains("written: "), "{told}");
    // A new register is founded with them, and not where something stands in their way.
    let world = World::new();
    let init = "git init -q . && kaizen init --name Acme --signatures off --forge gitlab";
    world.write(".gitlab/kaizen-suggestions.yml", "x: 1\n");
    world.sh(init).fails(2);
    assert!(!world.path().join("register").exists());
    std::fs::remove_file(world.path().join(".gitlab/kaizen-suggestions.yml")).unwrap();
    world.sh(init).ok();
    assert!(world.path().join("register/register.toml").exists());
    assert!(world.read(".gitlab/kaizen-suggestions.yml").contains("KAIZEN_REGISTER: \"register\""));
    assert!(world.read(".gitlab/issue_templates/Suggest an improvement.md").contains("/label ~suggestion"));
}
