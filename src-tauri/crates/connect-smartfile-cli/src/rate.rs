//! How fast: as it is typed.

/// `500k`, `2M`, `1.5G` or a number of bytes, each a second. Thousands are thousands, as in what is shown.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let (number, unit) = match text.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (&text[..at], 1_000),
        Some((at, 'm' | 'M')) => (&text[..at], 1_000_000),
        Some((at, 'g' | 'G')) => (&text[..at], 1_000_000_000),
        _ => (text, 1),
    };
    let wrong = || "write it like 500k or 2M".to_owned();
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.chars().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 3 {
        return Err(wrong());
    }
    let whole: u64 = whole.parse().map_err(|_| wrong())?;
    let thousandths: u64 = format!("{part:0<3}").parse().map_err(|_| wrong())?;
    let rate = whole.checked_mul(unit).ok_or_else(wrong)? + thousandths * unit / 1_000;
    if rate == 0 { Err(wrong()) } else { Ok(rate) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_typed_with_a_unit_or_without() {
        assert_eq!(parse("500k"), Ok(500_000));
        assert_eq!(parse("2M"), Ok(2_000_000));
        assert_eq!(parse("1.5m"), Ok(1_500_000));
        assert_eq!(parse(" 4096 "), Ok(4096));
        for wrong in [
            "",
            "0",
            "k",
            "-1k",
            "2MB",
            "1.2345M",
            "fast",
            "99999999999999999999",
            "9999999999999G",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
