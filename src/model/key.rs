//! Public keys that sign acts, as OpenSSH writes them.

use std::fmt;
use std::str::FromStr;

use ssh_key::public::KeyData;
use ssh_key::{Algorithm, HashAlg};

/// RSA keys of fewer bits are refused.
const RSA_LEAST_BITS: usize = 2048;
/// RSA keys of more bits cannot be verified in process.
const RSA_MOST_BITS: usize = 4096;

/// A public key without its comment: algorithm and body, `ssh-ed25519 AAAA…`. Two texts of one key are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey(String);

/// Why a text is no key that may sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAKey(String);

impl fmt::Display for NotAKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotAKey {}

impl PublicKey {
    /// The key in the blob of a signature.
    ///
    /// # Errors
    /// A kind of key that may not sign.
    pub fn from_data(data: &KeyData) -> Result<Self, NotAKey> {
        check_kind(data)?;
        let plain = ssh_key::PublicKey::new(data.clone(), "");
        let text = plain.to_openssh().map_err(|_| NotAKey("the key cannot be written".to_owned()))?;
        Ok(PublicKey(text.trim_end().to_owned()))
    }

    /// Algorithm and body, as an `allowed_signers` file has them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The fingerprint that `ssh-keygen -l` shows, `SHA256:…`.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        ssh_key::PublicKey::from_openssh(&self.0)
            .map_or_else(|_| self.0.clone(), |key| key.fingerprint(HashAlg::Sha256).to_string())
    }
}

impl FromStr for PublicKey {
    type Err = NotAKey;
    /// Reads one line of a `.pub` file; the comment behind the key does not count.
    fn from_str(line: &str) -> Result<Self, NotAKey> {
        let line = line.trim();
        if line.len() > 16 << 10 || line.chars().any(char::is_control) {
            return Err(NotAKey("not one line with a public key".to_owned()));
        }
        if line.split(' ').next().is_some_and(|kind| kind.contains("-cert-v0")) {
            return Err(NotAKey("a certificate; register the key itself".to_owned()));
        }
        let key = ssh_key::PublicKey::from_openssh(line)
            .map_err(|_| NotAKey("no public key in the form of OpenSSH (ssh-ed25519 AAAA…)".to_owned()))?;
        PublicKey::from_data(key.key_data())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn check_kind(data: &KeyData) -> Result<(), NotAKey> {
    match data {
        KeyData::Rsa(key) => {
            let bits = key.n.as_positive_bytes().map_or(0, |n| {
                let first = n.first().map_or(0, |byte| byte.leading_zeros() as usize);
                n.len() * 8 - first
            });
            if (RSA_LEAST_BITS..=RSA_MOST_BITS).contains(&bits) {
                return Ok(());
            }
            Err(NotAKey(format!("an RSA key of {bits} bits; {RSA_LEAST_BITS} to {RSA_MOST_BITS} are taken")))
        }
        _ => match data.algorithm() {
            Algorithm::Ed25519 | Algorithm::Ecdsa { .. } | Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256 => {
                Ok(())
            }
            other => Err(NotAKey(format!("a key of the kind {}, which is not taken", other.as_str()))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED25519: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICbMz7ekx8CywRCJnryzubdo2kbp9ygjIYa04v2s3gYA";

    #[test]
    fn the_comment_does_not_count() {
        let one: PublicKey = format!("{ED25519} arjun@laptop\n").parse().unwrap();
        let other: PublicKey = ED25519.parse().unwrap();
        assert_eq!(one, other);
        assert_eq!(one.as_str(), ED25519);
        assert!(one.fingerprint().starts_with("SHA256:"));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "ssh-ed25519", "ssh-ed25519 AAAA", "hello world", "ssh-ed25519-cert-v01@openssh.com AAAA x"] {
            assert!(text.parse::<PublicKey>().is_err(), "{text}");
        }
    }
}
