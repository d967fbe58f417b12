//! A whole design in one line of text, to be pasted into a chat: `aksplore1:` and what `decode` reads again, for ever.
//! Comments and the text's own form do not travel, and neither do the manifests that it names.
//!
//! The line is, from the inside out: the design as a scenario file, each line's beginning as one byte; deflated behind
//! what a design is likely to hold; a checksum; base64 in the letters that are safe in addresses.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use sha2::{Digest as _, Sha256};

use crate::scenario::Scenario;
use crate::scenario::write::write;

mod words;

use words::{EXPECTED, HEADS};

/// What every line begins with, before the number of its form.
const SCHEME: &str = "aksplore";
/// The number of the form that this program writes.
const FORM: &str = "1";
/// Bytes of the checksum.
const CHECK_BYTES: usize = 4;
/// The longest text that a line may hold.
const TEXT_BYTES_MAX: usize = 4 << 20;
/// A byte that says: this line stands as it is.
const LITERAL: u8 = 1;
/// The byte of the first head; the line feed is left out.
const FIRST_HEAD: u8 = 2;

/// Why a text is no share line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// It does not begin like one.
    #[error("a share line begins with `aksplore1:`")]
    NotOne,
    /// A later program wrote it.
    #[error("this share line is of form {0}, which a newer aksplore reads; this one reads form 1")]
    Newer(String),
    /// Characters are missing or were changed.
    #[error("this share line is damaged: {0}; copy it again, whole")]
    Damaged(&'static str),
}

/// Does the text want to be a share line?
pub fn is_one(text: &str) -> bool {
    form(text).is_some()
}

/// The form and what follows it: `aksplore1:...`.
fn form(text: &str) -> Option<(&str, &str)> {
    let (form, rest) = text.trim().strip_prefix(SCHEME)?.split_once(':')?;
    (!form.is_empty() && form.bytes().all(|byte| byte.is_ascii_digit())).then_some((form, rest))
}

/// The design as one line.
///
/// ```
/// # use aksplore::scenario::{read::read, write::write};
/// let text = "[cluster]\nmodel = \"kubenet\"\n\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.0.0.0/16\"]\n";
/// let line = aksplore::share::encode(&read(text).scenario);
/// assert!(line.starts_with("aksplore1:") && line.len() < 60);
/// assert_eq!(aksplore::share::decode(&line).as_deref(), Ok(text));
/// ```
pub fn encode(scenario: &Scenario) -> String {
    let packed = deflate(&shortened(&write(scenario)));
    let bytes = [&checksum(&packed)[..], &packed].concat();
    format!("{SCHEME}{FORM}:{}", BASE64.encode(bytes))
}

/// The scenario file that the line holds. Blanks and line ends that a chat put into it do no harm.
///
/// # Errors
/// When the text is no share line, or is not whole.
pub fn decode(line: &str) -> Result<String, ShareError> {
    let (form, rest) = form(line).ok_or(ShareError::NotOne)?;
    if form != FORM {
        return Err(ShareError::Newer(form.to_owned()));
    }
    let letters: String = rest.chars().filter(|letter| !letter.is_whitespace()).collect();
    let bytes = BASE64.decode(letters).map_err(|_| ShareError::Damaged("it has letters that such a line has not"))?;
    let (check, packed) = bytes.split_at_checked(CHECK_BYTES).ok_or(ShareError::Damaged("it is too short"))?;
    if check != checksum(packed) {
        return Err(ShareError::Damaged("its checksum is wrong"));
    }
    let bytes = inflate(packed).ok_or(ShareError::Damaged("it cannot be unpacked"))?;
    lengthened(&bytes).ok_or(ShareError::Damaged("it holds no text"))
}

fn checksum(packed: &[u8]) -> [u8; CHECK_BYTES] {
    let whole = Sha256::digest(packed);
    std::array::from_fn(|at| whole[at])
}

/// The lines of a scenario file with each beginning as one byte; blank lines and indents go.
fn shortened(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for line in text.lines().map(str::trim_start).filter(|line| !line.is_empty()) {
        let fits = |head: &str| line.strip_prefix(head).and_then(|rest| rest.strip_suffix(tail(head)));
        let head = HEADS.iter().enumerate().find_map(|(place, head)| Some((code(place), fits(head)?)));
        let (first, rest) = head.unwrap_or((LITERAL, line));
        bytes.push(first);
        bytes.extend_from_slice(rest.as_bytes());
        bytes.push(b'\n');
    }
    bytes
}

/// The same lines again, as [`write`] sets them.
fn lengthened(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let (first, rest) = line.split_first()?;
        let rest = std::str::from_utf8(rest).ok()?;
        if *first == LITERAL {
            text.push_str(rest);
        } else {
            let head = (0..HEADS.len()).find(|place| code(*place) == *first).map(|place| HEADS[place])?;
            text.extend([head, rest, tail(head)]);
        }
        text.push('\n');
    }
    // A text that a later program wrote may say what this one cannot read: then its reader says where.
    let reading = crate::scenario::read::read(&text);
    Some(if reading.is_sound() { write(&reading.scenario) } else { text })
}

/// The byte of a head: from [`FIRST_HEAD`] on, without the line feed.
fn code(place: usize) -> u8 {
    let code = FIRST_HEAD + u8::try_from(place).expect("there are fewer heads than bytes");
    if code < b'\n' { code } else { code + 1 }
}

/// How a line ends that begins like this.
fn tail(head: &str) -> &'static str {
    match head {
        _ if head.ends_with("[\"") => "\"]",
        _ if head.starts_with("{ ") => "",
        _ if head.ends_with("{ ") => " }",
        _ if head.ends_with('"') => "\"",
        _ => "",
    }
}

/// Deflates the bytes as if what is expected had come before them, and leaves that out.
fn deflate(bytes: &[u8]) -> Vec<u8> {
    let level_of_most = 10;
    let mut compressor = CompressorOxide::new(create_comp_flags_from_zip_params(level_of_most, 0, 0));
    let mut packed = Vec::new();
    feed(&mut compressor, &shortened(EXPECTED), TDEFLFlush::Sync, &mut packed);
    packed.clear();
    feed(&mut compressor, bytes, TDEFLFlush::Finish, &mut packed);
    packed
}

fn feed(compressor: &mut CompressorOxide, mut bytes: &[u8], flush: TDEFLFlush, packed: &mut Vec<u8>) {
    let mut room = vec![0; 64 << 10];
    loop {
        let (status, taken, given) = compress(compressor, bytes, &mut room, flush);
        packed.extend_from_slice(&room[..given]);
        bytes = &bytes[taken..];
        let is_done = status == TDEFLStatus::Done || (bytes.is_empty() && given < room.len());
        if is_done || matches!(status, TDEFLStatus::BadParam | TDEFLStatus::PutBufFailed) {
            return;
        }
    }
}

/// The bytes again; `None`: they are no such bytes, or more than a design can be.
fn inflate(packed: &[u8]) -> Option<Vec<u8>> {
    let expected = shortened(EXPECTED);
    let mut room = expected.clone();
    let mut most = expected.len() + (packed.len() * 16).max(4 << 10);
    loop {
        room.resize(most, 0);
        let mut inflater = DecompressorOxide::new();
        let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, _, given) = decompress(&mut inflater, packed, &mut room, expected.len(), flags);
        match status {
            TINFLStatus::Done => return Some(room[expected.len()..expected.len() + given].to_vec()),
            TINFLStatus::HasMoreOutput if most < TEXT_BYTES_MAX => most *= 2,
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::arbitrary::scenario_strategy;
    use crate::scenario::read::read;

    /// A design of 3 pools and 6 subnets without workloads, with names as people have them.
    const THREE_POOLS: &str = include_str!("share/three_pools.toml");

    #[test]
    fn a_design_of_three_pools_and_six_subnets_takes_fewer_than_300_letters() {
        let reading = read(THREE_POOLS);
        assert_eq!((&reading.diagnostics[..], reading.scenario.pools.len()), (&[][..], 3));
        let line = encode(&reading.scenario);
        assert!(line.len() < 300, "{}: {line}", line.len());
        assert!(!line.contains(['/', '+', '=', '&', ' ']));
        assert_eq!(read(&decode(&line).unwrap()).scenario, reading.scenario);
    }

    #[test]
    fn what_is_not_whole_says_so() {
        let line = encode(&read(THREE_POOLS).scenario);
        assert_eq!(decode("10.240.0.0/22"), Err(ShareError::NotOne));
        assert_eq!(decode("aksplore:x"), Err(ShareError::NotOne));
        assert_eq!(decode("aksplore2:x"), Err(ShareError::Newer("2".to_owned())));
        assert!(matches!(decode("aksplore1:"), Err(ShareError::Damaged(_))));
        for end in 11..line.len() {
            assert!(matches!(decode(&line[..end]), Err(ShareError::Damaged(_))), "{end}");
        }
        let chatted = format!("  {} \n {}\n", &line[..40], &line[40..]);
        assert_eq!(decode(&chatted), decode(&line));
    }

    #[test]
    fn a_change_of_one_letter_is_noticed() {
        let line = encode(&read(THREE_POOLS).scenario);
        for at in 10..line.len() {
            let other = if line.as_bytes()[at] == b'A' { "B" } else { "A" };
            let mut changed = line.clone();
            changed.replace_range(at..=at, other);
            assert!(decode(&changed).is_err(), "{at}");
        }
    }

    #[test]
    fn a_word_that_begins_with_another_stands_before_it() {
        for (place, head) in HEADS.iter().enumerate() {
            assert!(!HEADS[..place].iter().any(|before| head.starts_with(before)), "{head}");
        }
        assert!(HEADS.len() < 250);
    }

    #[test]
    fn a_text_that_would_unpack_to_more_than_a_design_is_refused() {
        let packed = deflate(&vec![b'\n'; TEXT_BYTES_MAX * 2]);
        assert!(packed.len() < 20_000 && inflate(&packed).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn every_design_comes_back(scenario in scenario_strategy()) {
            let text = decode(&encode(&scenario)).unwrap();
            prop_assert_eq!(&text, &write(&scenario));
            prop_assert_eq!(read(&text).scenario, scenario);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&format!("aksplore1:{text}"));
            let packed = [&checksum(&bytes)[..], &bytes].concat();
            let _ = decode(&format!("aksplore1:{}", BASE64.encode(packed)));
        }
    }
}
