//! The example scenarios, compiled in so that one copied binary has them. Deliberately only their texts: they are read
//! like any file.

/// One example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its name, as in `example:NAME`.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
}

/// The names of the files below `examples/`, each with its text.
macro_rules! examples {
    ($($name:literal),+ $(,)?) => {
        &[$(Example { name: $name, text: include_str!(concat!("../examples/", $name, ".toml")) }),+]
    };
}

/// All of them; the first is the design that opens when none is named.
pub const ALL: &[Example] = examples![
    "overlay",
    "node-subnet",
    "pod-subnet-dynamic",
    "pod-subnet-static",
    "kubenet",
    "byo-cni",
    "hub-spoke",
    "full-subnet",
    "two-clusters",
    "real-overlay-2025",
    "real-pod-subnet-cilium-2026",
];

/// The design that opens when none is named.
pub fn built_in() -> Example {
    ALL[0]
}

/// The example with this name.
pub fn named(name: &str) -> Option<Example> {
    ALL.iter().copied().find(|example| example.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Source;
    use crate::diag::render::{Look, render};
    use crate::scenario::read::read;

    #[test]
    fn every_example_can_be_read_and_expects_something() {
        for example in ALL {
            let reading = read(example.text);
            let source = Source::new(example.name, example.text);
            assert!(reading.diagnostics.is_empty(), "{}", render(&reading.diagnostics, &source, Look::Plain));
            let expect = &reading.scenario.expect;
            assert!(expect.verdict.is_some(), "{}: no verdict", example.name);
            assert!(expect.needed.is_some(), "{}: no needed", example.name);
            assert!(expect.findings.is_some(), "{}: no findings", example.name);
            assert!(!expect.traces.is_empty(), "{}: no trace", example.name);
            assert!(!expect.routes.is_empty(), "{}: no route", example.name);
        }
    }
}
