//! The keys of people.toml as the `allowed_signers` file of OpenSSH.

use crate::attest::statement::NAMESPACE;
use crate::lifecycle::authority::{Authority, KeySpan};
use crate::model::date::Moment;

/// One line a key: handle and mail addresses are its principals, its time is that in which it counts.
#[must_use]
pub fn file(authority: &Authority) -> String {
    let mut text = String::new();
    for (handle, standing) in &authority.people {
        for held in &standing.keys {
            let principals: Vec<&str> = std::iter::once(handle.as_str())
                .chain(standing.email.iter().map(String::as_str).filter(|mail| is_plain(mail)))
                .collect();
            text.push_str(&line(&principals, held));
        }
    }
    text
}

/// A mail address that is no pattern and cannot end the list of principals.
fn is_plain(mail: &str) -> bool {
    mail.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b',' | b'"' | b'*' | b'?' | b'!' | b'#'))
}

fn line(principals: &[&str], held: &KeySpan) -> String {
    let mut options = format!("namespaces=\"{NAMESPACE}\",valid-after=\"{}\"", stamp(held.span.from));
    if let Some(until) = held.span.until {
        // OpenSSH counts the last second in; the first one after it is what the register holds.
        let last = Moment(until.0 - chrono::Duration::seconds(1));
        options.push_str(&format!(",valid-before=\"{}\"", stamp(last)));
    }
    format!("{} {options} {}\n", principals.join(","), held.key)
}

/// A moment as OpenSSH writes it, in UTC.
#[must_use]
pub fn stamp(moment: Moment) -> String {
    moment.0.format("%Y%m%d%H%M%SZ").to_string()
}
