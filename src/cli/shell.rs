//! What shells and `man` are told of the command line, made from the parser itself. Deliberately installs nothing.

use clap::Command;
use clap_complete::generate;
use clap_complete::shells::{Bash, Fish, PowerShell, Zsh};
use clap_mangen::Man;

use super::{Refusal, arguments, exit, output};

/// The name that the shell knows the program by.
const NAME: &str = "aksplore";

/// Prints what this shell completes.
pub(super) fn completions(shell: &str) -> Result<u8, Refusal> {
    let mut command = arguments::command();
    let mut script = Vec::new();
    match shell {
        "bash" => generate(Bash, &mut command, NAME, &mut script),
        "zsh" => generate(Zsh, &mut command, NAME, &mut script),
        "fish" => generate(Fish, &mut command, NAME, &mut script),
        _ => generate(PowerShell, &mut command, NAME, &mut script),
    }
    print(&script)
}

/// Prints the manual: the program, and then each sub-command with its flags.
pub(super) fn man() -> Result<u8, Refusal> {
    let mut command = arguments::command();
    command.build();
    let mut page = Vec::new();
    let man = Man::new(command.clone());
    let mut write = || {
        man.render(&mut page)?;
        page.extend_from_slice(b".SH \"EACH COMMAND\"\n");
        own_arguments(&command, NAME, &mut page);
        page.extend_from_slice(FILES.as_bytes());
        Ok::<(), std::io::Error>(())
    };
    write().map_err(|error| Refusal { code: exit::UNWRITABLE, message: format!("error: {error}") })?;
    print(&page)
}

const FILES: &str = "\
.SH FILES
.TP
\\fI$XDG_CONFIG_HOME/aksplore/config.toml\\fR
What the user sets, else \\fI~/.config/aksplore/config.toml\\fR; on Windows \\fI%APPDATA%\\\\aksplore\\\\config.toml\\fR.
Themes lie in \\fIthemes\\fR beside it.
.TP
\\fI$XDG_STATE_HOME/aksplore\\fR
What was copied last, and work that was not saved. Deleting it loses only that.
.SH ENVIRONMENT
.TP
\\fBAKSPLORE_CONFIG\\fR
The config file.
.TP
\\fBAKSPLORE_\\fR\\fINAME\\fR
Any setting of the config file, like \\fBAKSPLORE_THEME\\fR; a flag comes before it.
.TP
\\fBNO_COLOR\\fR, \\fBCLICOLOR\\fR, \\fBCLICOLOR_FORCE\\fR, \\fBCOLORTERM\\fR, \\fBTERM\\fR, \\fBCOLORFGBG\\fR, \\fBLC_ALL\\fR, \\fBLC_CTYPE\\fR, \\fBLANG\\fR
What the terminal can show; \\fBaksplore doctor\\fR says what is made of them.
.SH UNINSTALL
Delete the program and the two folders above.
";

/// The arguments of the sub-commands that are their own, a paragraph each.
fn own_arguments(command: &Command, path: &str, page: &mut Vec<u8>) {
    use std::io::Write as _;
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        let name = format!("{path} {}", below.get_name());
        let about = below.get_about().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(page, ".SS \"{name}\"\n{}", roff(&about));
        for argument in below.get_arguments().filter(|own| !own.is_global_set() && own.get_id() != "help") {
            let value = argument.get_value_names().and_then(<[_]>::first).map(ToString::to_string);
            let value = value.unwrap_or_else(|| argument.get_id().as_str().to_uppercase());
            let takes = argument.get_action().takes_values();
            let written = match argument.get_long() {
                Some(long) if takes => format!("\\fB\\-\\-{}\\fR \\fI{}\\fR", roff(long), roff(&value)),
                Some(long) => format!("\\fB\\-\\-{}\\fR", roff(long)),
                None => format!("\\fI{}\\fR", roff(&value)),
            };
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(page, ".TP\n{written}\n{}", roff(&help));
        }
        own_arguments(below, &name, page);
    }
}

/// The text with what roff would take for its own made harmless.
fn roff(text: &str) -> String {
    let escaped = text.replace('\\', "\\e").replace('-', "\\-").replace('\n', " ");
    if escaped.starts_with(['.', '\'']) { format!("\\&{escaped}") } else { escaped }
}

fn print(bytes: &[u8]) -> Result<u8, Refusal> {
    output::print(&String::from_utf8_lossy(bytes)).map(|()| exit::GOOD)
}

#[cfg(test)]
mod tests {
    use super::roff;

    #[test]
    fn nothing_of_a_text_is_taken_for_a_request() {
        assert_eq!(roff(".TP a\\b --c\nd"), "\\&.TP a\\eb \\-\\-c d");
    }
}
