//! The key that git signs with, and signatures by the user's own `ssh-keygen`.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::repo::Repo;
use super::run;

/// The key that signs, as git's configuration names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SigningKey {
    /// A private key, or a public key whose private one an agent holds.
    File(PathBuf),
    /// A public key itself; an agent holds the private one.
    Literal(String),
}

impl SigningKey {
    /// What a value of `user.signingkey` means, as git reads it.
    fn named(value: &str, path: Option<PathBuf>) -> SigningKey {
        let literal = value.strip_prefix("key::").unwrap_or(value).trim();
        let kinds = ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"];
        if value.starts_with("key::") || (kinds.iter().any(|k| literal.starts_with(k)) && literal.contains(' ')) {
            return SigningKey::Literal(literal.to_owned());
        }
        SigningKey::File(path.unwrap_or_else(|| PathBuf::from(value)))
    }

    /// The line of its public key, where that can be read without asking anybody.
    #[must_use]
    pub fn public_line(&self) -> Option<String> {
        let text = match self {
            SigningKey::Literal(line) => Some(line.clone()),
            SigningKey::File(path) => {
                let mut beside = path.as_os_str().to_owned();
                beside.push(".pub");
                let own = std::fs::read_to_string(path).ok().filter(|text| !text.contains("PRIVATE KEY"));
                own.or_else(|| std::fs::read_to_string(PathBuf::from(beside)).ok())
            }
        };
        text.and_then(|text| text.lines().map(str::trim).find(|l| !l.is_empty()).map(ToOwned::to_owned))
    }
}

impl std::fmt::Display for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SigningKey::File(path) => write!(f, "{}", path.display()),
            SigningKey::Literal(line) => f.write_str(line),
        }
    }
}

impl Repo {
    /// The key to sign with: `kaizen.signingKey`, else the one that git signs with where it uses SSH keys.
    ///
    /// # Errors
    /// The configuration cannot be read, or its `gpg.ssh.defaultKeyCommand` fails.
    pub fn signing_key(&self) -> Result<Option<SigningKey>> {
        if let Some(value) = self.config("kaizen.signingKey")?.filter(|v| !v.is_empty()) {
            return Ok(Some(SigningKey::named(&value, self.config_path("kaizen.signingKey").ok().flatten())));
        }
        if self.config("gpg.format")?.as_deref() != Some("ssh") {
            return Ok(None);
        }
        if let Some(value) = self.config("user.signingkey")?.filter(|v| !v.is_empty()) {
            return Ok(Some(SigningKey::named(&value, self.config_path("user.signingkey").ok().flatten())));
        }
        let Some(command) = self.config("gpg.ssh.defaultKeyCommand")? else { return Ok(None) };
        let said = shell(&self.workdir, &command)?;
        // As git does: the first line that is a key.
        let keys = said
            .lines()
            .map(str::trim)
            .find(|l| l.starts_with("key::") || l.starts_with("ssh-") || l.contains("sha2-"));
        Ok(keys.map(|line| SigningKey::named(&format!("key::{}", line.strip_prefix("key::").unwrap_or(line)), None)))
    }

    /// Signs a text with `ssh-keygen -Y sign`; it may ask for a passphrase or a touch on the terminal.
    ///
    /// # Errors
    /// `ssh-keygen` is not there or could not sign; what it says goes to standard error by itself.
    pub fn ssh_sign(&self, key: &SigningKey, namespace: &str, text: &str) -> Result<String> {
        let program = self.config_path("gpg.ssh.program")?.unwrap_or_else(|| PathBuf::from("ssh-keygen"));
        let mut command = Command::new(&program);
        command.current_dir(&self.workdir).args(["-q", "-Y", "sign", "-n", namespace]);
        // Kept until the end: the program reads a literal key from a file.
        let mut file = None;
        match key {
            SigningKey::File(path) => {
                command.arg("-f").arg(path);
            }
            SigningKey::Literal(line) => {
                let mut temporary = tempfile::NamedTempFile::new().context("no temporary file for the public key")?;
                writeln!(temporary, "{line}")?;
                command.arg("-U").arg("-f").arg(temporary.path());
                file = Some(temporary);
            }
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().with_context(|| {
            format!(
                "the act was not signed: {} cannot be started; install OpenSSH, or see gpg.ssh.program",
                program.display()
            )
        })?;
        if let Some(mut pipe) = child.stdin.take() {
            // A program that ends before it has read everything says why by its exit code.
            let _ = pipe.write_all(text.as_bytes());
        }
        let output = child.wait_with_output().context("the signature could not be read")?;
        drop(file);
        if !output.status.success() {
            bail!("the act was not signed: {} could not sign with {key}", program.display());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

fn shell(dir: &std::path::Path, command: &str) -> Result<String> {
    let meaning = "gpg.ssh.defaultKeyCommand of git's configuration failed";
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(dir)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context(meaning)?;
    if !output.status.success() {
        bail!("{meaning}: {command}");
    }
    Ok(run::text(&output.stdout))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_a_path_or_a_key() {
        let literal = |v: &str| matches!(SigningKey::named(v, None), SigningKey::Literal(_));
        assert!(literal("key::ssh-ed25519 AAAA x"));
        assert!(literal("ssh-ed25519 AAAA x"));
        assert!(literal("sk-ssh-ed25519@openssh.com AAAA"));
        assert!(!literal("~/.ssh/id_ed25519.pub"));
        assert!(!literal("ssh-keys/mine"));
    }
}
