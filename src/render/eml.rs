//! What waits for a person as a message (RFC 5322), for a mailer to send; several as an mbox.

use base64ct::{Base64, Encoding as _};

use super::digest::to_markdown;
use crate::model::date::Moment;
use crate::report::digest::{Digest, PersonDigest};

/// The bytes of one encoded word: with its frame it stays within 75 characters.
const WORD: usize = 42;

/// What a message is made of beside the digest.
#[derive(Debug, Clone, Copy)]
pub struct Sending<'s> {
    /// The mail address that it comes from.
    pub sender: &'s str,
    /// When it was made.
    pub at: Moment,
}

/// Whether a text is a mail address that can stand in a header as it is.
#[must_use]
pub fn is_address(mail: &str) -> bool {
    let parts = mail.split_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    parts.is_some() && mail.len() <= 254 && mail.bytes().all(|b| b.is_ascii_graphic() && !b"<>()[],;:\\\"".contains(&b))
}

/// The message to one person of a digest, with the line ends of mail; none where they have no address.
#[must_use]
pub fn message(digest: &Digest, person: &PersonDigest, sending: Sending<'_>) -> Option<String> {
    let address = person.email.iter().find(|mail| is_address(mail))?;
    let register: String = digest.register.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let count = person.tasks.len();
    let subject = match count {
        0 => format!("Nothing waits for you in the improvement register of {}", digest.organisation),
        1 => format!("1 thing waits for you in the improvement register of {}", digest.organisation),
        _ => format!("{count} things wait for you in the improvement register of {}", digest.organisation),
    };
    let headers = [
        (
            "From",
            format!("{} <{}>", words(&format!("Improvement register of {}", digest.organisation)), sending.sender),
        ),
        ("To", format!("{} <{address}>", words(&person.name))),
        ("Date", sending.at.0.to_rfc2822()),
        ("Subject", words(&subject)),
        ("Message-ID", format!("<digest.{}.{}@{register}>", digest.origin.as_of, person.handle)),
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("MIME-Version", "1.0".to_owned()),
        ("Content-Type", "text/plain; charset=utf-8".to_owned()),
        ("Content-Transfer-Encoding", "base64".to_owned()),
    ];
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    Some(format!("{headers}\r\n{}", body(&to_markdown(&digest.only(person), true))))
}

/// Messages in one file (mboxrd), each after a line that says from whom and when.
#[must_use]
pub fn mbox(messages: &[String], sending: Sending<'_>) -> String {
    let when = sending.at.0.format("%a %b %e %H:%M:%S %Y");
    messages.iter().map(|text| format!("From {} {when}\n{}\n", sending.sender, text.replace("\r\n", "\n"))).collect()
}

/// Text of a header: as it is where it is plain, else as encoded words (RFC 2047), so that nothing in it is a header.
fn words(text: &str) -> String {
    let text = super::terminal::clean_line(text);
    if text.len() <= 60 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == '-') && !text.is_empty() {
        return text;
    }
    let mut parts = vec![String::new()];
    for c in text.chars() {
        match parts.last_mut() {
            Some(part) if part.len() + c.len_utf8() <= WORD => part.push(c),
            _ => parts.push(c.to_string()),
        }
    }
    let encoded = parts.iter().map(|part| format!("=?utf-8?B?{}?=", Base64::encode_string(part.as_bytes())));
    encoded.collect::<Vec<_>>().join("\r\n ")
}

/// The body, in lines of 76 characters.
fn body(text: &str) -> String {
    let encoded = Base64::encode_string(text.replace('\n', "\r\n").as_bytes());
    let lines = encoded.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned() + "\r\n");
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_is_a_header() {
        assert_eq!(words("Dana Okafor"), "Dana Okafor");
        for text in ["Jörg\r\nBcc: x@example.com", "a <b@example.com>", "=?utf-8?B?eA==?=", &"ü".repeat(200), ""] {
            let told = words(text);
            for line in told.split("\r\n ") {
                assert!(line.starts_with("=?utf-8?B?") && line.ends_with("?=") && line.len() <= 75, "{told}");
                assert!(!line.contains(['\r', '\n', '<']), "{told}");
            }
        }
        assert!(is_address("dana@example.com"));
        for wrong in ["", "dana", "a@b@c", "a b@c", "a@b>\r\nBcc: c@d", "a@", "@b", "a,b@c"] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
