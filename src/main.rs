//! The command: reads the arguments, lets the library do the work and gives the shell its exit code. Deliberately
//! holds nothing that a test would want to call.

use std::process::ExitCode;

use aksplore::cli;

fn main() -> ExitCode {
    let done = cli::parse(std::env::args_os()).and_then(|cli| cli.run());
    ExitCode::from(done.unwrap_or_else(cli::Refusal::report))
}
