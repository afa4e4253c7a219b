//! A risk with its score, as a person types it.

/// Reads `REF=SCORE`.
///
/// # Errors
/// What is wrong with it.
pub fn parse(text: &str) -> Result<(String, f64), String> {
    let wrong = || format!("“{text}” is not REF=SCORE, for example RSK-12=16");
    let (name, score) = text.split_once('=').ok_or_else(wrong)?;
    let score: f64 = score.trim().parse().map_err(|_| wrong())?;
    if name.trim().is_empty() || !score.is_finite() {
        return Err(wrong());
    }
    if score < 0.0 {
        return Err(format!("a risk has no score below zero: {text}"));
    }
    Ok((name.trim().to_owned(), score))
}
