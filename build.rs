//! Tells the program which commit it is built from, and for what, and deflates the notices of third parties. It must build
//! without git, and without a repository: what cannot be found out is not recorded. A debug build records no commit, or
//! each commit would compile everything.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    deflate("THIRD-PARTY.txt", "third-party");
    println!("cargo:rerun-if-env-changed=AKSPLORE_BUILD_COMMIT");
    println!("cargo:rerun-if-env-changed=AKSPLORE_BUILD_DATE");
    let target = std::env::var("TARGET").unwrap_or_default();
    println!("cargo:rustc-env=AKSPLORE_TARGET={target}");
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    // Who builds from an archive names the commit.
    let named = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let asked = |arguments: &[&str]| if is_release { git(arguments) } else { None };
    let commit = named("AKSPLORE_BUILD_COMMIT").or_else(|| asked(&["rev-parse", "--short=12", "HEAD"]));
    let date = named("AKSPLORE_BUILD_DATE").or_else(|| asked(&["log", "-1", "--format=%cs"]));
    println!("cargo:rustc-env=AKSPLORE_COMMIT={}", commit.unwrap_or_default());
    println!("cargo:rustc-env=AKSPLORE_COMMIT_DATE={}", date.unwrap_or_default());
    // The commit changes with the file that names it: HEAD, or the branch that HEAD names.
    let branch = asked(&["symbolic-ref", "-q", "HEAD"]);
    for file in ["HEAD", "packed-refs"].into_iter().map(str::to_owned).chain(branch) {
        if let Some(path) =
            asked(&["rev-parse", "--git-path", &file]).filter(|path| std::path::Path::new(path).exists())
        {
            println!("cargo:rerun-if-changed={path}");
        }
    }
}

/// Deflates a file of this package, for `include_bytes!`.
fn deflate(file: &str, name: &str) {
    println!("cargo:rerun-if-changed={file}");
    let text = std::fs::read(file).expect("the file is checked in");
    let level_of_most = 10;
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo names it")).join(name);
    std::fs::write(out, miniz_oxide::deflate::compress_to_vec(&text, level_of_most)).expect("cargo made the folder");
}

/// What git says, in the folder of this package; `None` when there is no git, no repository, or nothing to say.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}
