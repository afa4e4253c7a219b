//! Handles and mail addresses that one takes for another's: letters that look alike (the skeletons of UTS #39), another
//! separator, another spelling of the same mailbox.

use std::collections::HashMap;

use unicode_security::skeleton;

use super::id::Handle;

/// Hosts that deliver a local part whatever dots it holds.
const DOTLESS_HOSTS: [&str; 2] = ["gmail.com", "googlemail.com"];

/// From so many letters on a name without its separators is still read as the same: danaokafor, and not lina for li.na.
const LONG: usize = 8;

/// The handles and mail addresses of a register, by what they look like. Work grows with their number, and not with its
/// square.
#[derive(Debug, Default)]
pub struct Lookalikes<'a> {
    handles: Faces<&'a Handle>,
    mails: Faces<(&'a Handle, &'a str)>,
}

impl<'a> Lookalikes<'a> {
    /// Notes a handle; returns another one, noted before, that looks like it.
    pub fn note_handle(&mut self, handle: &'a Handle) -> Option<&'a Handle> {
        self.handles.note(&Face::of_handle(handle), handle, |known| *known != handle)
    }

    /// Notes a mail address; returns one of another person, noted before, that looks like it or is the same mailbox.
    pub fn note_mail(&mut self, handle: &'a Handle, mail: &'a str) -> Option<(&'a Handle, &'a str)> {
        self.mails.note(&Face::of_mail(mail), (handle, mail), |(known, _)| *known != handle)
    }
}

/// What the mailbox of an address looks like: the same for all spellings of it.
#[must_use]
pub fn mailbox(mail: &str) -> String {
    Face::of_mail(mail).small
}

/// What a person's name looks like, or their handle: the same whatever stands between its parts.
#[must_use]
pub fn called(name: &str) -> String {
    one_dot(&shape(&name.split_whitespace().collect::<Vec<_>>().join(".")))
}

/// What a name looks like.
#[derive(Debug)]
struct Face {
    /// In small letters, each separator a dot.
    small: String,
    /// As it is written, but for a capital I, which is taken for a small L.
    written: String,
    /// Whether it has no separator.
    joined: bool,
}

impl Face {
    fn of_handle(handle: &Handle) -> Face {
        let small = one_dot(&shape(handle.as_str()));
        Face { joined: !small.contains('.'), written: small.clone(), small }
    }

    fn of_mail(mail: &str) -> Face {
        let (local, host) = mail.trim().rsplit_once('@').unwrap_or((mail, ""));
        let host = shape(host.trim_end_matches('.'));
        let local = local.trim_matches('"');
        // What follows a plus sorts mail and names no other mailbox.
        let local = local.split_once('+').map_or(local, |(name, _)| name).trim_matches('"');
        let dotless = DOTLESS_HOSTS.iter().any(|known| shape(known) == host);
        let face = |local: String, host: &str| {
            let local = one_dot(&local);
            let local = if dotless { local.replace('.', "") } else { local };
            (format!("{local}@{host}"), !local.contains('.'))
        };
        let (small, joined) = face(shape(local), &host);
        let host = as_written(mail.rsplit_once('@').map_or("", |(_, host)| host).trim().trim_end_matches('.'));
        let (written, _) = face(as_written(local), &host);
        Face { small, written, joined }
    }
}

/// Names by what they look like. Two are alike where only separators differ, or one has none at all.
#[derive(Debug)]
struct Faces<T> {
    small: HashMap<String, T>,
    written: HashMap<String, T>,
    /// The first one with these letters, and the first one of them without a separator.
    letters: HashMap<String, (T, Option<T>)>,
}

impl<T> Default for Faces<T> {
    fn default() -> Self {
        Faces { small: HashMap::new(), written: HashMap::new(), letters: HashMap::new() }
    }
}

impl<T: Copy> Faces<T> {
    fn note(&mut self, face: &Face, name: T, other: impl Fn(&T) -> bool) -> Option<T> {
        let letters = without_dots(&face.small);
        let long = letters.split('@').next().is_some_and(|local| local.chars().count() >= LONG);
        let small = *self.small.entry(face.small.clone()).or_insert(name);
        let written = *self.written.entry(face.written.clone()).or_insert(name);
        let (first, first_joined) = self.letters.entry(letters).or_insert((name, None));
        let joined = if face.joined { Some(*first) } else { *first_joined }.filter(|_| long);
        if face.joined && first_joined.is_none() {
            *first_joined = Some(name);
        }
        [Some(small), Some(written), joined].into_iter().flatten().find(other)
    }
}

/// A text as it looks in small letters.
fn shape(text: &str) -> String {
    let lower: String = text.chars().map(narrow).flat_map(char::to_lowercase).collect();
    // A zero looks like a capital O, so once more; a pair of letters that looks like one is one.
    let shape = skeleton(&lower).flat_map(char::to_lowercase).collect::<String>();
    shape.replace("vv", "w")
}

/// The same, keeping what a capital L shows that a small one does not.
fn as_written(text: &str) -> String {
    let small = |c: char| match narrow(c) {
        'I' => 'l',
        'L' => 'L',
        c => c.to_lowercase().next().unwrap_or(c),
    };
    skeleton(&text.chars().map(small).collect::<String>()).collect()
}

/// A full-width letter as the plain one, and each dot that separates the labels of a host.
pub(super) fn narrow(c: char) -> char {
    match u32::from(c) {
        0x3002 | 0xff61 => '.',
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// With one dot for each row of separators.
fn one_dot(text: &str) -> String {
    let parts: Vec<&str> = text.split(['.', '_', '-', '\u{2010}']).filter(|part| !part.is_empty()).collect();
    parts.join(".")
}

fn without_dots(face: &str) -> String {
    let (local, host) = face.split_once('@').unwrap_or((face, ""));
    format!("{}@{host}", local.replace('.', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handles_alike(one: &str, other: &str) -> bool {
        let (one, other): (Handle, Handle) = (one.parse().unwrap(), other.parse().unwrap());
        let both = |a, b| {
            let mut known = Lookalikes::default();
            known.note_handle(a).is_none() && known.note_handle(b).is_some()
        };
        assert_eq!(both(&one, &other), both(&other, &one), "{one} {other}");
        both(&one, &other)
    }

    fn mails_alike(one: &str, other: &str) -> bool {
        let (a, b): (Handle, Handle) = ("a".parse().unwrap(), "b".parse().unwrap());
        let both = |one, other| {
            let mut known = Lookalikes::default();
            known.note_mail(&a, one).is_none() && known.note_mail(&b, other).is_some()
        };
        assert_eq!(both(one, other), both(other, one), "{one} {other}");
        both(one, other)
    }

    #[test]
    fn handles_that_look_like_another_are_told_from_near_names() {
        for (one, other) in [
            ("dana.okafor", "dana-okafor"),
            ("dana.okafor", "dana_okafor"),
            ("dana.okafor", "danaokafor"),
            ("dana.okafor", "dana..okafor"),
            ("dana.okafor", "dana.0kafor"),
            ("mona.lind", "mona.1ind"),
            ("mona.lind", "rnona.lind"),
            ("william", "vvilliam"),
        ] {
            assert!(handles_alike(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("anna.berg", "hanna.berg"),
            ("jan.li", "jan.lin"),
            ("jan.eberg", "jane.berg"),
            ("dana.okafor", "dana.okafor2"),
            ("dana.okafor", "diana.okafor"),
            ("a.berg", "b.berg"),
            ("jon.berg", "jan.berg"),
            ("mia.ito", "mia.lto"),
            ("max.muller", "max.mueller"),
            ("li.na", "lina"),
        ] {
            assert!(!handles_alike(one, other), "{one} {other}");
        }
    }

    #[test]
    fn one_mailbox_in_other_letters_is_told_from_near_addresses() {
        for (one, other) in [
            ("dana@example.com", "dana@examp1e.com"),
            ("dana@example.com", "dana@exarnple.com"),
            ("dana@example.com", "dana@exampIe.com"),
            ("dana@example.com", "d\u{430}na@example.com"),
            ("dana@example.com", "dana@ex\u{430}mple.com"),
            ("dana@example.com", "\u{ff44}\u{ff41}\u{ff4e}\u{ff41}@example.com"),
            ("dana@example.com", "da\u{200b}na@example.com"),
            ("dana@example.com", "dana+git@example.com"),
            ("dana@example.com", "\"dana\"@example.com"),
            ("dana@example.com", "Dana@Example.com."),
            ("dana+a@example.com", "dana+b@example.com"),
            ("dana.okafor@example.com", "dana_okafor@example.com"),
            ("dana.okafor@example.com", "danaokafor@example.com"),
            ("jan.eberg@gmail.com", "jane.berg@gmail.com"),
            ("bob1@example.com", "bobl@example.com"),
            ("dana@example.com", "dana@example\u{3002}com"),
        ] {
            assert!(mails_alike(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("anna.berg@example.com", "hanna.berg@example.com"),
            ("jan.li@example.com", "jan.lin@example.com"),
            ("jan.eberg@example.com", "jane.berg@example.com"),
            ("dana@example.com", "dana@example.org"),
            ("dana@example.com", "dana@mail.example.com"),
            ("dana@example.com", "dana2@example.com"),
            ("Ian.Berg@example.com", "Lan.Berg@example.com"),
            ("j\u{f6}rg@example.com", "jorg@example.com"),
            ("info+dana@example.com", "dana@example.com"),
        ] {
            assert!(!mails_alike(one, other), "{one} {other}");
        }
    }
}
