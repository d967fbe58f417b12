//! The arguments: sub-commands, flags, and what their help says. Deliberately does nothing with them: running is the
//! parent's.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use super::fields::FieldFlags;
use super::{Refusal, exit};
use crate::config::colour::ColorDepth;
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
internet[:IP], subnet:NAME (routes only), or an address; more in the README.
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

/// Everything, examples first and exit codes last.
const LONG_TEMPLATE: &str = "{about}\n\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// What fits a small screen.
const SHORT_TEMPLATE: &str = "\
{about}\n\n{usage-heading} {usage}\n\nCommands:\n{subcommands}\n\n\
`aksplore --help` has the flags, examples and exit codes.";

/// Explore the networking of Azure Kubernetes Service: what fits, who owns each
/// address, which route decides, what becomes of a packet.
#[derive(Clone, Debug, Parser)]
#[command(name = "aksplore", version, help_template = LONG_TEMPLATE, before_help = EXAMPLES, after_help = EXIT_CODES)]
#[command(override_usage = "aksplore [SCENARIO] [OPTIONS]\n       aksplore COMMAND [SCENARIO] [OPTIONS]")]
#[command(subcommand_value_name = "COMMAND", max_term_width = 80, infer_subcommands = false)]
pub struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// The design to open: a file, -, example:NAME or a CIDR
    #[arg(hide = true)]
    pub(super) scenario: Option<String>,
    #[command(flatten)]
    pub(super) fields: FieldFlags,
    /// Start anew, and leave what was open last as it is
    #[arg(long)]
    pub(super) fresh: bool,
    /// Panic after so many keys: for a test of what is left of the terminal and the work
    #[arg(long, hide = true, value_name = "KEYS", num_args = 0..=1, require_equals = true, default_missing_value = "0")]
    pub(super) debug_panic: Option<usize>,
    #[command(flatten)]
    pub(super) global: GlobalFlags,
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
    /// The explorer's theme; `aksplore themes` lists them
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) theme: Option<String>,
    /// How many colours: never, 16, 256 or true
    #[arg(long, global = true, value_name = "WHEN", value_parser = color_depth)]
    pub(super) color: Option<ColorDepth>,
    /// Draw with ASCII only
    #[arg(long, global = true, conflicts_with = "unicode")]
    pub(super) ascii: bool,
    /// Draw with line and block characters
    #[arg(long, global = true)]
    pub(super) unicode: bool,
    /// No messages on standard error
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Accepted: nothing is ever asked on the command line
    #[arg(long, global = true, hide = true, action = ArgAction::SetTrue)]
    no_input: bool,
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
        /// A rule, a finding's code, Azure's code, an error as it was printed, a
        /// question, or - (standard input); left out: every rule
        #[arg(value_name = "CODE | TEXT | -")]
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
    /// The themes; with NAME, its text
    Themes {
        /// One of them
        name: Option<String>,
    },
    /// The JSON Schema of the scenario file or of an answer
    Schema {
        /// Of what
        #[arg(value_parser = report::schema::names())]
        name: String,
    },
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
    #[arg(long, value_name = "PORT")]
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

fn color_depth(text: &str) -> Result<ColorDepth, String> {
    text.parse().map_err(|error: LeafError| error.message)
}

/// Reads the arguments, the program's name first.
///
/// # Errors
/// When they are wrong, or ask for help or the version: what there is to say is said already.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, Refusal> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut command = Cli::command();
    if arguments.iter().any(|argument| argument == "-h") {
        command = command.help_template(SHORT_TEMPLATE);
    }
    let matches = command.try_get_matches_from(&arguments);
    matches.and_then(|matches| Cli::from_arg_matches(&matches)).map_err(|error| {
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
