//! A count as people read it. Deliberately for words only: nothing is computed with the text.

/// A number with a comma at every third digit: `2,244`.
pub fn thousands(number: impl Into<u128>) -> String {
    let digits = number.into().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count and what is counted, in the plural unless it is one.
///
/// ```
/// # use aksplore::net::counted;
/// assert_eq!(counted(1_u32, "node"), "1 node");
/// assert_eq!(counted(2_244_u32, "node"), "2,244 nodes");
/// assert_eq!(counted(0_u32, "address"), "0 addresses");
/// ```
pub fn counted(number: impl Into<u128>, noun: &str) -> String {
    let number = number.into();
    let ending = match number {
        1 => "",
        _ if noun.ends_with('s') => "es",
        _ => "s",
    };
    format!("{} {noun}{ending}", thousands(number))
}

/// `is` of one, `are` of any other count.
pub fn is_or_are(number: impl Into<u128>) -> &'static str {
    if number.into() == 1 { "is" } else { "are" }
}

/// A noun with its article.
///
/// ```
/// # use aksplore::net::article;
/// assert_eq!(article("API server subnet"), "an API server subnet");
/// assert_eq!(article("pod subnet"), "a pod subnet");
/// ```
pub fn article(noun: &str) -> String {
    let begins_with_vowel = noun.starts_with(|sign: char| "aeiouAEIO".contains(sign));
    format!("{} {noun}", if begins_with_vowel { "an" } else { "a" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        let cases = [(0u64, "0"), (999, "999"), (1_000, "1,000"), (2_244, "2,244"), (1_250_000, "1,250,000")];
        for (number, text) in cases {
            assert_eq!(thousands(number), text);
        }
        assert_eq!(thousands(u128::MAX).len(), 39 + 12);
    }
}
