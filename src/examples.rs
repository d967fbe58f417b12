//! The example scenarios and the manifests beside them, compiled in so that one copied binary has them. Deliberately only
//! their texts: they are read like any file.

/// One example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its name, as in `example:NAME`.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
    /// The manifests that its `[policies]` name.
    pub files: &'static [Beside],
}

/// A file beside an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Its name relative to the example's own file: `network-policies/shop.yaml`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// The names of the files below `examples/`, each with its text, and the files beside it.
macro_rules! examples {
    ($($name:literal $([$($file:literal),+ $(,)?])?),+ $(,)?) => {
        &[$(Example {
            name: $name,
            text: include_str!(concat!("../examples/", $name, ".toml")),
            files: &[$($(Beside { name: $file, text: include_str!(concat!("../examples/", $file)) }),+)?],
        }),+]
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
    "network-policies" [
        "network-policies/namespaces.yaml",
        "network-policies/workloads.yaml",
        "network-policies/policies.yaml",
    ],
];

/// The design that opens when none is named.
pub fn built_in() -> Example {
    ALL[0]
}

/// The example with this name.
pub fn named(name: &str) -> Option<Example> {
    ALL.iter().copied().find(|example| example.name == name)
}

/// The file beside an example with this name: `network-policies/policies.yaml`.
pub fn beside(name: &str) -> Option<Beside> {
    ALL.iter().flat_map(|example| example.files).copied().find(|file| file.name == name)
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
