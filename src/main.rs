//! The command: parses arguments, picks a mode, maps errors to exit codes.

fn main() {}
