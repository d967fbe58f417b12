//! What is linked in, whose it is, and every licence: `THIRD-PARTY.txt`, which `.ci/licences` holds up to date.
//! Deliberately only unpacks it: the text is deflated into the binary, and costs nothing until it is asked for.

use miniz_oxide::inflate::decompress_to_vec;

/// The text, as `build.rs` deflates it.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/third-party"));

/// The notices of everything that the program is built from, with the licences as they stand.
pub fn third_party() -> String {
    let bytes = decompress_to_vec(PACKED).expect("build.rs deflated it");
    String::from_utf8(bytes).expect("build.rs deflated a text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_file_that_is_checked_in() {
        assert_eq!(third_party(), include_str!("../THIRD-PARTY.txt"));
    }
}
