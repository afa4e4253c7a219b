//! The bytes of a foreign file as text: UTF-8, UTF-16 by its mark, or the encoding that somebody names.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::lifecycle::refusal::Refusal;

/// Reads bytes as text.
///
/// # Errors
/// They are not UTF-8 and no encoding is named; the named one is not known or does not fit; there are NUL characters.
pub fn decoded(bytes: &[u8], encoding: Option<&str>) -> Result<String, Refusal> {
    let text = match (Encoding::for_bom(bytes), encoding) {
        (Some((found, mark)), _) => with(found, bytes.get(mark..).unwrap_or_default())?,
        (None, Some(label)) => {
            let Some(named) = Encoding::for_label(label.trim().as_bytes()) else {
                return Err(Refusal::new(format!("there is no encoding “{label}”"))
                    .next("for example windows-1252, iso-8859-15, utf-16le, shift_jis"));
            };
            with(named, bytes)?
        }
        (None, None) => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(error) => return Err(not_utf8(bytes, error.valid_up_to())),
        },
    };
    match text.find('\0') {
        Some(at) => {
            let line = text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
            Err(Refusal::new(format!("line {line} holds a NUL character: this is no text"))
                .next("where it is UTF-16 without a mark: --encoding utf-16le"))
        }
        None => Ok(text),
    }
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, Refusal> {
    let (text, failed) = encoding.decode_without_bom_handling(bytes);
    if !failed {
        return Ok(text.into_owned());
    }
    if encoding == UTF_8 {
        let end = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
        return Err(not_utf8(bytes, end));
    }
    let what = if encoding == UTF_16LE || encoding == UTF_16BE {
        "a half character of UTF-16"
    } else {
        "bytes that it has not"
    };
    Err(Refusal::new(format!("the file is not {}: it holds {what}", encoding.name()))
        .next("name another one: --encoding"))
}

fn not_utf8(bytes: &[u8], at: usize) -> Refusal {
    let before = bytes.get(..at).unwrap_or_default();
    let line = before.split(|byte| *byte == b'\n').count();
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let byte = bytes.get(at).copied().unwrap_or_default();
    Refusal::new(format!("line {line}, byte {} is not UTF-8 (0x{byte:02x})", at - start + 1))
        .next("where it comes from Windows: --encoding windows-1252")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_read_as_what_it_is() {
        assert_eq!(decoded("\u{feff}Tür".as_bytes(), None).unwrap(), "Tür");
        let utf16: Vec<u8> = "\u{feff}Tür".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&utf16, None).unwrap(), "Tür");
        assert_eq!(decoded(b"T\xfcr", Some("windows-1252")).unwrap(), "Tür");
        let refused = decoded(b"a\nbc T\xfcr", None).unwrap_err();
        assert!(refused.reason.contains("line 2, byte 5") && refused.reason.contains("0xfc"), "{}", refused.reason);
        assert!(decoded(b"x", Some("klingon")).is_err() && decoded(b"a\0b", None).is_err());
    }
}
