//! Files that a forge takes suggestions in with: a form for issues, and a job that turns such an issue into a suggestion.

/// A forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forge {
    /// GitHub.
    Github,
    /// GitLab.
    Gitlab,
    /// Forgejo, and Gitea.
    Forgejo,
}

/// A file, by its path below the top of the repository.
#[derive(Debug)]
pub struct ForgeFile {
    /// The path.
    pub path: &'static str,
    /// What it holds.
    pub text: String,
}

/// The files of a forge, for a register in a folder below the top of the repository.
#[must_use]
pub fn files(forge: Forge, register: &str) -> Vec<ForgeFile> {
    let (form, workflow) = match forge {
        Forge::Github => (
            (".github/ISSUE_TEMPLATE/suggestion.yml", include_str!("github-form.yml")),
            (".github/workflows/kaizen-suggestions.yml", include_str!("github-workflow.yml")),
        ),
        Forge::Gitlab => (
            (".gitlab/issue_templates/Suggest an improvement.md", include_str!("gitlab-form.md")),
            (".gitlab/kaizen-suggestions.yml", include_str!("gitlab-workflow.yml")),
        ),
        Forge::Forgejo => (
            (".forgejo/ISSUE_TEMPLATE/suggestion.yml", include_str!("forgejo-form.yml")),
            (".forgejo/workflows/kaizen-suggestions.yml", include_str!("forgejo-workflow.yml")),
        ),
    };
    // A text of YAML within quotation marks is written as one of JSON.
    let register = serde_json::Value::from(register).to_string();
    let file = |(path, text): (&'static str, &str)| ForgeFile { path, text: text.replace("@REGISTER@", &register) };
    vec![file(form), file(workflow)]
}

/// What is left to be done before it works.
#[must_use]
pub fn next_steps(forge: Forge) -> &'static str {
    match forge {
        Forge::Github => {
            "make the label `suggestion`, and the secret KAIZEN_TOKEN: a token of a machine account that may write contents and pull requests (what the job's own token pushes starts no checks)"
        }
        Forge::Gitlab => {
            "include the job, and make trigger, webhook and KAIZEN_TOKEN as its first lines say (the job's own token may not push)"
        }
        Forge::Forgejo => {
            "make the label `suggestion`, and the secret KAIZEN_TOKEN: a token of a machine account that may write code, issues and pull requests (what the job's own token pushes starts no checks)"
        }
    }
}
