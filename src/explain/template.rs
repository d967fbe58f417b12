//! A sentence with places for what changes: `Subnet {name} with address prefix {range}`. Deliberately strict: a number
//! counts only where the sentence goes on behind it.

use super::pasted::{Gap, Pasted};
use crate::net::Cidr;

/// Bytes within which the sentence must go on behind a word.
const WORD_BYTES_MAX: usize = 600;

/// What stood at the places of a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found(Vec<(&'static str, String)>);

impl Found {
    /// What stood at this place.
    pub fn word(&self, place: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| *own == place).map(|(_, text)| text.as_str())
    }

    /// The number that stood there.
    pub fn number(&self, place: &str) -> Option<u64> {
        self.word(place)?.parse().ok()
    }

    /// The range that stood there.
    pub fn range(&self, place: &str) -> Option<Cidr> {
        Cidr::lenient(self.word(place)?).ok()
    }

    /// The numbers, each with its place, in the order of the sentence.
    pub fn numbers(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        let is_number = |place: &&str| kind(place) == Kind::Number;
        self.0
            .iter()
            .filter(move |(place, _)| is_number(place))
            .filter_map(|(place, text)| Some((*place, text.parse().ok()?)))
    }

    /// Adds what another sentence of the same text holds.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

/// What may stand at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Range,
    Word,
}

fn kind(place: &str) -> Kind {
    match place {
        "need" | "have" | "each" | "nodes" | "ports" | "addresses" => Kind::Number,
        "range" | "other" | "address" => Kind::Range,
        _ => Kind::Word,
    }
}

/// A part of a sentence.
#[derive(Clone, Debug)]
enum Piece {
    /// Words, without blanks and in lower case.
    Words(String),
    /// A place.
    Place(&'static str),
}

fn pieces(template: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, part) in template.split(['{', '}']).enumerate() {
        if index % 2 == 1 {
            pieces.push(Piece::Place(part));
        } else if !part.trim().is_empty() {
            let words = part.chars().filter(|character| !character.is_whitespace());
            pieces.push(Piece::Words(words.collect::<String>().to_ascii_lowercase()));
        }
    }
    pieces
}

/// Finds the sentence in a text; it begins with words.
pub fn find(pasted: &Pasted, template: &'static str) -> Option<Found> {
    let pieces = pieces(template);
    let Some((Piece::Words(first), rest)) = pieces.split_first() else { return None };
    pasted.lower().match_indices(first.as_str()).find_map(|(start, _)| read(pasted, start + first.len(), rest))
}

fn read(pasted: &Pasted, start: usize, pieces: &[Piece]) -> Option<Found> {
    let (mut at, mut found) = (start, Found::default());
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Words(words) => {
                pasted.lower().get(at..)?.starts_with(words.as_str()).then_some(())?;
                at += words.len();
            }
            Piece::Place(place) => {
                let next = match pieces.get(index + 1) {
                    Some(Piece::Words(words)) => Some(words.as_str()),
                    _ => None,
                };
                let end = end_of(pasted, at, kind(place), next)?;
                found.0.push((place, pasted.written().get(at..end)?.trim_end_matches(['.', ',']).to_owned()));
                at = end;
            }
        }
    }
    let is_sound = found.0.iter().all(|(place, text)| match kind(place) {
        Kind::Number => text.parse::<u64>().is_ok(),
        Kind::Range => Cidr::lenient(text).is_ok() || text.parse::<std::net::IpAddr>().is_ok(),
        Kind::Word => !text.is_empty(),
    });
    is_sound.then_some(found)
}

/// Where what stands at a place ends. A sentence that goes on says so itself; at its end a blank does.
fn end_of(pasted: &Pasted, at: usize, kind: Kind, next: Option<&str>) -> Option<usize> {
    match (kind, next) {
        (Kind::Word, Some(next)) => {
            let end = run(pasted, at, is_of_word, Gap::Line).min(at + WORD_BYTES_MAX);
            let lower = pasted.lower().as_bytes();
            (at..=end).find(|end| lower[*end..].starts_with(next.as_bytes()))
        }
        (Kind::Word, None) => Some(run(pasted, at, is_of_word, Gap::None)),
        (Kind::Number, Some(_)) => Some(run(pasted, at, is_digit, Gap::Blank)),
        (Kind::Range, Some(_)) => Some(run(pasted, at, is_of_range, Gap::Blank)),
        (Kind::Number, None) => {
            // A terminal may have cut the number: it goes on where the text does not.
            let whole = run(pasted, at, is_digit, Gap::Line);
            let ends = pasted.written().as_bytes().get(whole).is_none_or(|byte| b"\"'.)}".contains(byte));
            Some(if ends { whole } else { run(pasted, at, is_digit, Gap::None) })
        }
        (Kind::Range, None) => {
            let whole = run(pasted, at, is_of_range, Gap::Line);
            let is_one =
                pasted.written().get(at..whole).is_some_and(|text| Cidr::lenient(text.trim_end_matches('.')).is_ok());
            Some(if is_one { whole } else { run(pasted, at, is_of_range, Gap::None) })
        }
    }
}

/// The end of the bytes of a kind, across gaps up to this one.
fn run(pasted: &Pasted, at: usize, is_part: impl Fn(u8) -> bool, widest: Gap) -> usize {
    let bytes = pasted.written().as_bytes();
    let ends = |byte: &usize| !is_part(bytes[*byte]) || (*byte > at && pasted.gap(*byte) > widest);
    (at..bytes.len()).find(ends).unwrap_or(bytes.len())
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn is_of_range(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'.' || byte == b'/'
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-/<>*'".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, template: &'static str) -> Option<Vec<String>> {
        find(&Pasted::new(text), template).map(|found| found.0.into_iter().map(|(_, text)| text).collect())
    }

    #[test]
    fn a_sentence_is_found_with_what_changes_in_it() {
        const FULL: &str = "IPs {need} exceeds IPs available {have} in Subnet Cidr {range}, Subnet Name {name}";
        let expected = Some(["1280", "1024", "10.240.100.0/22", "networkProfile.podCIDR"].map(str::to_owned).to_vec());
        let text = "IPs 1280 exceeds IPs available 1024 in Subnet Cidr 10.240.100.0/22, Subnet Name networkProfile.podCIDR. If Autoscaler";
        assert_eq!(found(text, FULL), expected);
        for at in 1..text.len() - "Name networkProfile.podCIDR. If Autoscaler".len() {
            let (before, after) = text.split_at(at);
            assert_eq!(found(&format!("{before}\r\n{after}"), FULL), expected, "cut at {at}");
        }
        assert_eq!(found("IPs many exceeds IPs available 1024 in Subnet Cidr x", FULL), None);
    }

    #[test]
    fn a_word_is_one_word_and_ends_where_the_sentence_goes_on() {
        const SUBNET: &str = "Subnet {name} with address prefix {range}";
        let cases = [
            (
                "(SubnetIsFull) Subnet aks-sn with address prefix 10.240.0.0/29 does",
                Some(vec!["aks-sn", "10.240.0.0/29"]),
            ),
            ("SubnetIsFull Subnet aks-sn with address prefix 10.240.0.0/29.", Some(vec!["aks-sn", "10.240.0.0/29"])),
            ("Subnet of ours with address prefix 10.240.0.0/29", None),
            ("Subnet a with address prefix none", None),
        ];
        for (text, expected) in cases {
            let expected = expected.map(|words| words.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(found(text, SUBNET), expected, "{text}");
        }
        assert_eq!(found("IPs 99999999999999999999999 exceeds", "IPs {need} exceeds"), None);
    }
}
