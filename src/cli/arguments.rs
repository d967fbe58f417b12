//! The arguments: sub-commands, flags, and what their help says. Deliberately does nothing with them: running is the
//! parent's.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::error::ErrorKind;
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use super::fields::FieldFlags;
use super::{Refusal, exit, output, version};
use crate::config::colour::WantedColors;
use crate::config::settings::{Origin, SETTINGS, Settings, WantedBackground};
use crate::engine::policy::Engine;
use crate::engine::trace::PortsInUse;
use crate::net::Protocol;
use crate::report;
use crate::report::export::Form;
use crate::scenario::leaf::{LeafError, nearest};

const EXAMPLES: &str = "\
Examples:
  aksplore                                      go on, or begin with an example
  aksplore 10.240.0.0/22 --model node-subnet    open a design around a subnet
  aksplore size plan.toml --nodes 40            does it fit with 40 nodes?
  aksplore check plan.toml                      for CI: findings, expectations
  aksplore trace --from pod:web --to internet:443 --json";

const EXIT_CODES: &str = "\
SCENARIO: a file, - (standard input), example:NAME, a CIDR, a share line; else
the built-in design. ENDPOINT: pod:NS/NAME, node:NAME, vm:NAME, svc:NS/NAME,
internet[:IP], subnet:NAME (routes only), or an address. More: aksplore man.
Work is kept as it is done, with its history, in $XDG_STATE_HOME/aksplore, else
~/.local/state/aksplore: `aksplore` alone goes on with it. 20 sessions stay.
Exit codes: 0 the answer is good, 1 it is bad, 2 the command line is wrong,
3 the input cannot be read, 4 the output cannot be written, 130 interrupted.";

const EXPLAIN_HELP: &str = "\
A question gives values in any order: 10.240.0.0/22 40n 50p 10% (a node
subnet, 40 nodes, 50 pods a node, 10% surge; also 2s, max 60 for the
autoscaler's maximum, a model, pod-cidr CIDR). It is answered as
`aksplore size` answers it, and may stand wherever a SCENARIO may.

  aksplore explain max-pods-max
  aksplore explain node-subnet-full
  aksplore explain '10.240.0.0/22 40n 50p 10%'
  az aks nodepool add ... 2>&1 | aksplore explain -

Exit codes: 0 it is explained, 1 nothing in the text is known.";

const COMPLETIONS_HELP: &str = "\
  aksplore completions bash > ~/.local/share/bash-completion/completions/aksplore
  aksplore completions zsh > ~/.zfunc/_aksplore
  aksplore completions fish > ~/.config/fish/completions/aksplore.fish
  aksplore completions powershell >> $PROFILE";

/// What stands around the list of sub-commands: examples first and exit codes last.
const LONG_HEAD: &str = "{about}\n\n{before-help}{usage-heading} {usage}\n\n";
const LONG_TAIL: &str = "\n\n{all-args}{after-help}";

/// The flags that a screen of help leaves to the manual and to the help of the sub-commands.
const RARE_FLAGS: &[&str] = &[
    "strict",
    "background",
    "ambiguous_wide",
    "no_alt_screen",
    "keep_screen",
    "no_input",
    "set",
    "mouse",
    "big",
    "redact",
    "licenses",
];

/// The sub-commands that a screen of help names in one line: they are about the program and not about networks.
const ABOUT_THE_PROGRAM: &[&str] = &["examples", "themes", "schema", "config", "doctor", "completions", "man", "help"];

/// Explore the networking of Azure Kubernetes Service: what fits, who owns each
/// address, which route decides, what becomes of a packet.
#[derive(Clone, Debug, Parser)]
#[command(name = "aksplore", version, before_help = EXAMPLES, after_help = EXIT_CODES)]
#[command(override_usage = "aksplore [SCENARIO] [OPTIONS]\n       aksplore COMMAND [SCENARIO] [OPTIONS]")]
#[command(
    subcommand_value_name = "COMMAND",
    max_term_width = 80,
    infer_subcommands = false,
    disable_version_flag = true
)]
pub struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// The design to open: a file, -, example:NAME or a CIDR
    #[arg(hide = true)]
    pub(super) scenario: Option<String>,
    #[command(flatten)]
    pub(super) fields: FieldFlags,
    /// Print the licences of everything that is linked in
    #[arg(long, alias = "licences")]
    pub(super) licenses: bool,
    /// Start anew, and leave what was open last as it is
    #[arg(long)]
    pub(super) fresh: bool,
    /// Panic after so many keys: for a test of what is left of the terminal and the work
    #[arg(long, hide = true, value_name = "KEYS", num_args = 0..=1, require_equals = true, default_missing_value = "0")]
    pub(super) debug_panic: Option<usize>,
    #[command(flatten)]
    pub(super) global: GlobalFlags,
    /// What names are masked by, once a design was loaded to be masked.
    #[arg(skip)]
    pub(super) mask: std::cell::OnceCell<crate::scenario::redact::Mask>,
}

/// Flags that every sub-command takes.
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line, and any may stand beside any")]
pub(super) struct GlobalFlags {
    /// Answer in one JSON document
    #[arg(long, global = true, conflicts_with = "plain")]
    pub(super) json: bool,
    /// Answer in one record a line, between tabs
    #[arg(long, global = true)]
    pub(super) plain: bool,
    /// The config file; `aksplore config path` names it
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// End with exit code 3 where the config has mistakes
    #[arg(long, global = true)]
    pub(super) strict: bool,
    /// Set what the config file sets: --set keymap=vim
    #[arg(long, global = true, value_name = "KEY=VALUE", value_parser = setting)]
    pub(super) set: Vec<(&'static str, String)>,
    /// The explorer's theme; `aksplore themes` lists them
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) theme: Option<String>,
    /// How many colours: auto, never, 16, 256 or true
    #[arg(long, global = true, value_name = "WHEN", value_parser = colors)]
    pub(super) color: Option<WantedColors>,
    /// The ground of the terminal: auto, dark or light
    #[arg(long, global = true, value_name = "GROUND", value_parser = background)]
    pub(super) background: Option<WantedBackground>,
    /// Draw with ASCII only
    #[arg(long, global = true, conflicts_with = "unicode")]
    pub(super) ascii: bool,
    /// Draw with line and block characters
    #[arg(long, global = true)]
    pub(super) unicode: bool,
    /// Draw frames with ASCII: for terminals that draw them two cells wide
    #[arg(long, global = true, conflicts_with_all = ["ascii", "unicode"])]
    pub(super) ambiguous_wide: bool,
    /// For serial lines: fewer pictures, no colours, ASCII
    #[arg(long, global = true)]
    pub(super) slow: bool,
    /// The explorer as lines, for screen readers
    #[arg(long, global = true)]
    pub(super) linear: bool,
    /// Draw on the screen itself, so that the picture stays in the scrollback
    #[arg(long, global = true, alias = "inline")]
    pub(super) no_alt_screen: bool,
    /// Leave the last picture behind as text
    #[arg(long, global = true, conflicts_with = "no_alt_screen")]
    pub(super) keep_screen: bool,
    /// The mouse selects, scrolls and opens tabs; Shift+drag selects text then
    #[arg(long, global = true)]
    pub(super) mouse: bool,
    /// Begin with the projector view: verdict, numbers and one map
    #[arg(long, global = true)]
    pub(super) big: bool,
    /// Mask names and the leading parts of addresses, everywhere
    #[arg(long, global = true)]
    pub(super) redact: bool,
    /// No messages on standard error
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Accepted: nothing is ever asked on the command line
    #[arg(long, global = true, hide = true, action = ArgAction::SetTrue)]
    no_input: bool,
    /// With --version: commit, date, target, and how new the rules are
    #[arg(long, global = true, hide = true)]
    verbose: bool,
    /// Print version; --verbose adds commit and dates
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

/// The sub-commands.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Command {
    /// Does it fit: need, have, the sum, what binds, the ways out
    Size {
        /// A file, -, example:NAME or a CIDR
        scenario: Option<String>,
        /// Every step of the rehearsal: scale-out and upgrade
        #[arg(long)]
        rehearsal: bool,
        /// Nodes against max pods, judged by everything or by one range
        #[arg(long, value_name = "RANGE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
        grid: Option<Judge>,
    },
    /// Diagnostics, findings and the [expect] tables of files
    Check {
        /// Files, -, or example:NAME
        #[arg(required = true, value_name = "SCENARIO")]
        scenarios: Vec<String>,
        /// The design of the cluster that stands: can it become this one?
        #[arg(long, value_name = "OLD")]
        was: Option<String>,
    },
    /// Who owns every address; or the owner of one
    Map {
        /// A file, -, example:NAME or a CIDR
        scenario: Option<String>,
        /// One address
        address: Option<String>,
        /// Places for new subnets in free space, or why they do not fit: /24,/26 or /24@VNET
        #[arg(long, value_name = "LENGTHS[@VNET]", conflicts_with = "address")]
        place: Option<String>,
    },
    /// The effective routes of a place; with --to, who wins
    Routes {
        /// A file, -, example:NAME or a CIDR
        scenario: Option<String>,
        /// Where the routes are looked at: subnet:NAME, node:NAME, pod:NS/NAME, vm:NAME
        #[arg(long, value_name = "ENDPOINT")]
        from: String,
        /// The address that the routes contend for
        #[arg(long, value_name = "ADDRESS")]
        to: Option<String>,
    },
    /// A packet and its reply, hop by hop
    Trace {
        /// A file, -, example:NAME or a CIDR
        scenario: Option<String>,
        /// The near end
        #[arg(long, value_name = "ENDPOINT")]
        from: String,
        /// The far end: ENDPOINT[:PORT][/PROTO]
        #[arg(long, value_name = "ENDPOINT")]
        to: String,
        #[command(flatten)]
        stated: TraceFlags,
    },
    /// Who reaches whom, both ways, and as whom
    Reach {
        /// A file, -, example:NAME or a CIDR
        scenario: Option<String>,
    },
    /// Who may talk to whom, from real Kubernetes manifests
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },
    /// The same question put to every model
    Compare {
        /// A file, -, example:NAME or a CIDR
        scenario: Option<String>,
    },
    /// A rule, a finding, an error of Azure's taken apart; or a question
    #[command(after_help = EXPLAIN_HELP)]
    Explain {
        /// A rule, a finding's code, a word of the screens, Azure's code, an error as
        /// it was printed, a question, or - (standard input); left out: every rule
        #[arg(value_name = "CODE | WORD | TEXT | -")]
        text: Vec<String>,
    },
    /// The filled-in scenario, or its answer, to hand over
    Export {
        /// A file, -, example:NAME or a CIDR
        scenario: Option<String>,
        /// toml: the scenario; md, txt, json, csv: the answer of size; svg: Home
        #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(Form::WORDS).map(|word| word.parse::<Form>().expect("it is one of them")))]
        format: Form,
        /// Name no day, so that the same design gives the same file
        #[arg(long)]
        no_date: bool,
        /// The file to write; - or left out: standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// The scenario as one line for a chat; `aksplore LINE` opens it
    Share {
        /// A file, -, example:NAME or a CIDR
        scenario: Option<String>,
    },
    /// The examples; with NAME, its text
    Examples {
        /// One of them
        name: Option<String>,
    },
    /// The themes; with NAME, a sample of it
    Themes {
        /// One of them
        name: Option<String>,
        /// Its text, to begin one's own with
        #[arg(long, requires = "name", conflicts_with_all = ["json", "plain"])]
        source: bool,
    },
    /// The JSON Schema of the scenario file or of an answer
    Schema {
        /// Of what
        #[arg(value_parser = report::schema::names())]
        name: String,
    },
    /// The config file: where it is, what holds, what is wrong
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// What is made of the terminal and why, and where things are kept
    Doctor,
    /// What a shell completes, for bash, zsh, fish or powershell
    #[command(after_help = COMPLETIONS_HELP)]
    Completions {
        /// The shell
        #[arg(value_parser = ["bash", "zsh", "fish", "powershell"])]
        shell: String,
    },
    /// The manual page: `aksplore man | man -l -`
    Man,
}

/// What is asked of the configuration.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// The file that is read, whether it is there or not
    Path,
    /// Every value that holds, and who says so
    Print,
    /// The file with every default, to begin one's own with
    Default,
    /// What is wrong with the file, the themes and the variables; exit code 3 for errors
    Check,
}

/// What the pairs of a grid are judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judge {
    /// Everything that limits the design.
    Everything,
    /// One range, by its name.
    Range(String),
}

impl From<&str> for Judge {
    fn from(name: &str) -> Self {
        if name.is_empty() { Self::Everything } else { Self::Range(name.to_owned()) }
    }
}

/// What of a packet no file can know.
#[derive(Clone, Debug, Args)]
pub(super) struct TraceFlags {
    /// The source port
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) src_port: Option<u16>,
    /// The node or VM that the load balancer picks, even one whose probe has not failed yet
    #[arg(long, value_name = "NAME")]
    pub(super) lb_selects: Option<String>,
    /// SNAT ports in use already: towards this packet's destination, or the one named
    #[arg(long, value_name = "N[@IP:PORT]")]
    pub(super) snat_ports_in_use: Option<PortsInUse>,
}

/// What is asked of policies.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum PolicyCommand {
    /// One line for every pair that may talk: SRC => DST : CONN
    Connlist {
        #[command(flatten)]
        of: PolicyFlags,
    },
    /// One connection: allowed or denied, and by which rule
    Check {
        #[command(flatten)]
        of: PolicyFlags,
        /// Who opens it: NS/POD, NS/WORKLOAD or an address
        #[arg(long, value_name = "END")]
        from: String,
        /// To whom
        #[arg(long, value_name = "END")]
        to: String,
        /// To which port
        #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
        port: u16,
        /// By which protocol: tcp, udp or sctp
        #[arg(long, value_name = "PROTOCOL", default_value = "tcp")]
        protocol: Protocol,
    },
    /// All pairs as a table, those that behave alike in one row
    Matrix {
        #[command(flatten)]
        of: PolicyFlags,
    },
    /// What is open to outside, held by no policy, or never matched
    Exposure {
        #[command(flatten)]
        of: PolicyFlags,
    },
}

/// Whose policies, and who reads them.
#[derive(Clone, Debug, Args)]
pub(super) struct PolicyFlags {
    /// A file whose [policies] files name manifests; left out with --manifests
    pub(super) scenario: Option<String>,
    /// A folder of manifests, or a file, or - (may be repeated)
    #[arg(long, value_name = "DIR", conflicts_with = "scenario")]
    pub(super) manifests: Vec<String>,
    /// Whose reading: kubernetes, azure, calico or cilium
    #[arg(long, value_name = "ENGINE")]
    pub(super) engine: Option<Engine>,
}

fn colors(text: &str) -> Result<WantedColors, String> {
    text.parse().map_err(|error: LeafError| error.message)
}

fn background(text: &str) -> Result<WantedBackground, String> {
    text.parse().map_err(|error: LeafError| error.message)
}

/// A setting and its value, which goes with it.
fn setting(text: &str) -> Result<(&'static str, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected KEY=VALUE, like keymap=vim")?;
    let names = || SETTINGS.iter().map(|setting| setting.name);
    match (Settings::default().set(name, value, Origin::Default), names().find(|own| *own == name)) {
        (Some(Ok(())), Some(name)) => Ok((name, value.to_owned())),
        (Some(Err(error)), _) => Err(error.message),
        _ => Err(match nearest(name, names()) {
            Some(near) => format!("unknown setting {name:?}; did you mean {near:?}?"),
            None => format!("unknown setting {name:?}; there are {}", names().collect::<Vec<_>>().join(", ")),
        }),
    }
}

/// Reads the arguments, the program's name first.
///
/// # Errors
/// When they are wrong, or ask for help or the version: what there is to say is said already.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, Refusal> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let is_short = arguments.iter().any(|argument| argument == "-h");
    let is_verbose = arguments.iter().any(|argument| argument == "--verbose");
    let matches = with_help(Cli::command(), is_short).try_get_matches_from(&arguments);
    matches.and_then(|matches| Cli::from_arg_matches(&matches)).map_err(|error| {
        if error.kind() == ErrorKind::DisplayVersion && is_verbose {
            return output::print(&version::verbose()).map_or_else(|refusal| refusal, |()| Refusal::said());
        }
        // Help and version go to standard output; a reader that has gone away is no failure.
        let _ = error.print();
        let code = if error.use_stderr() { exit::USAGE } else { exit::GOOD };
        let message = if error.use_stderr() { mistyped_command(&arguments) } else { None };
        Refusal {
            code,
            message: message.map(|command| format!("\n  did you mean `aksplore {command}`?")).unwrap_or_default(),
        }
    })
}

/// The command with the help that fits a screen: of what it names in one line it does not list the arguments.
fn with_help(command: clap::Command, is_short: bool) -> clap::Command {
    let listed = command.get_subcommands().filter(|own| !ABOUT_THE_PROGRAM.contains(&own.get_name()));
    let line =
        |own: &clap::Command| format!("  {:<9} {}\n", own.get_name(), own.get_about().cloned().unwrap_or_default());
    let listed: String = listed.map(line).collect();
    let commands = format!("Commands:\n{listed}  and: {}", ABOUT_THE_PROGRAM.join(", "));
    let (head, tail) = if is_short {
        ("{about}\n\n{usage-heading} {usage}\n\n", "\n\n`aksplore --help` has the flags, examples and exit codes.")
    } else {
        (LONG_HEAD, LONG_TAIL)
    };
    let template = format!("{head}{commands}{tail}");
    let command = RARE_FLAGS.iter().fold(command, |command, id| command.mut_arg(*id, |flag| flag.hide(true)));
    command.mut_subcommands(|own| own.hide(true)).help_template(template)
}

/// The command as completions and the manual are made from.
pub(super) fn command() -> clap::Command {
    Cli::command()
}

/// The sub-command that the first word was meant as, when it is none.
fn mistyped_command(arguments: &[OsString]) -> Option<String> {
    let word = arguments.iter().skip(1).find_map(|argument| argument.to_str().filter(|word| !word.starts_with('-')))?;
    command_like(word)
}

/// The sub-command whose name is near the word, but not the word itself.
pub(super) fn command_like(word: &str) -> Option<String> {
    let command = Cli::command();
    let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).chain(["help"]).collect();
    if names.contains(&word) {
        return None;
    }
    nearest(word, names.into_iter()).map(str::to_owned)
}
