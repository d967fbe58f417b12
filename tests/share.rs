//! Share lines that were handed out once: they are read for ever. A line that fails here is not to be made again; the
//! program is to be mended.

use std::fs;

use aksplore::scenario::read::read;
use aksplore::share::decode;

#[test]
fn every_line_ever_handed_out_is_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/share");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let file = entry.expect("it can be listed").path();
        if file.extension().is_none_or(|end| end != "line") {
            continue;
        }
        let line = fs::read_to_string(&file).expect("it is text");
        let design = fs::read_to_string(file.with_extension("toml")).expect("its design stands beside it");
        let shared = read(&decode(&line).expect("it is a share line"));
        let wanted = read(&design);
        assert!(shared.is_sound() && wanted.is_sound(), "{}", file.display());
        assert_eq!(shared.scenario, wanted.scenario, "{}", file.display());
        count += 1;
    }
    assert!(count >= 6, "{count}");
}
