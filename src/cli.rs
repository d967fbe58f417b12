//! The command line: sub-commands, flags and exit codes. Deliberately computes no answer: each sub-command reads a
//! scenario, asks the analysis and hands the answer to `report`.

pub mod design;
pub mod fields;
pub mod input;
pub mod output;

use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config::colour::{self, ColorDepth};
use crate::config::glyphs::Glyphs;
use crate::config::keymap::Keymap;
use crate::config::theme::Theme;
use crate::diag::render::Look;
use crate::document::Document;
use crate::engine::Analysis;
use crate::engine::endpoint::EndpointError;
use crate::engine::trace::Question;
use crate::explorer::{self, Explorer};
use crate::report::check::Check;
use crate::report::compare::Compare;
use crate::report::examples::Examples;
use crate::report::map::{Map, Owner};
use crate::report::routes::Routes;
use crate::report::size::Size;
use crate::report::themes::Themes;
use crate::report::trace::TraceAnswer;
use crate::report::{self, Answer};
use crate::runtime;
use crate::scenario::defaults::filled;
use crate::scenario::leaf::{LeafError, nearest};
use crate::scenario::read::read;
use crate::scenario::write::write;
use crate::ui::{self, App};
use fields::FieldFlags;
use output::Format;

/// The exit codes of the program.
pub mod exit {
    /// The answer is good.
    pub const GOOD: u8 = 0;
    /// The answer is bad: it does not fit, a packet is lost, an expectation does not hold.
    pub const BAD: u8 = 1;
    /// The command line is wrong.
    pub const USAGE: u8 = 2;
    /// The input cannot be read.
    pub const UNREADABLE: u8 = 3;
    /// The output cannot be written.
    pub const UNWRITABLE: u8 = 4;
}

const EXAMPLES: &str = "\
Examples:
  aksplore                                      open the built-in design
  aksplore 10.240.0.0/22 --model node-subnet    open a design around a subnet
  aksplore size plan.toml --nodes 40            does it fit with 40 nodes?
  aksplore check plan.toml                      for CI: findings, expectations
  aksplore map plan.toml 10.240.0.7             who owns this address?
  aksplore trace --from pod:web --to internet:443 --json";

const EXIT_CODES: &str = "\
SCENARIO is a file, - (standard input), example:NAME or a CIDR; left out: the
built-in design. ENDPOINT is pod:NS/NAME, node:NAME, vm:NAME, svc:NS/NAME,
internet[:IP], subnet:NAME (routes only), or an address; more in the README.

Exit codes: 0 the answer is good, 1 it is bad, 2 the command line is wrong,
3 the input cannot be read, 4 the output cannot be written, 130 interrupted.";

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
    command: Option<Command>,
    /// The design to open: a file, -, example:NAME or a CIDR
    #[arg(hide = true)]
    scenario: Option<String>,
    #[command(flatten)]
    fields: FieldFlags,
    #[command(flatten)]
    global: GlobalFlags,
}

/// Flags that every sub-command takes.
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line, and any may stand beside any")]
struct GlobalFlags {
    /// Answer in one JSON document
    #[arg(long, global = true, conflicts_with = "plain")]
    json: bool,
    /// Answer in one record a line, between tabs
    #[arg(long, global = true)]
    plain: bool,
    /// The explorer's theme; `aksplore themes` lists them
    #[arg(long, global = true, value_name = "NAME")]
    theme: Option<String>,
    /// How many colours: never, 16, 256 or true
    #[arg(long, global = true, value_name = "WHEN", value_parser = color_depth)]
    color: Option<ColorDepth>,
    /// Draw with ASCII only
    #[arg(long, global = true, conflicts_with = "unicode")]
    ascii: bool,
    /// Draw with line and block characters
    #[arg(long, global = true)]
    unicode: bool,
    /// No messages on standard error
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Accepted: nothing is ever asked on the command line
    #[arg(long, global = true, action = ArgAction::SetTrue)]
    no_input: bool,
}

/// The sub-commands.
#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Does it fit: need, have, the sum, what binds, the ways out
    Size {
        /// A file, -, example:NAME or a CIDR
        scenario: Option<String>,
    },
    /// Diagnostics, findings and the [expect] tables of files
    Check {
        /// Files, -, or example:NAME
        #[arg(required = true, value_name = "SCENARIO")]
        scenarios: Vec<String>,
    },
    /// Who owns every address; or the owner of one
    Map {
        /// A file, -, example:NAME or a CIDR
        scenario: Option<String>,
        /// One address
        address: Option<String>,
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
        /// The source port, which no file can know
        #[arg(long, value_name = "PORT")]
        src_port: Option<u16>,
    },
    /// The same question put to every model
    Compare {
        /// A file, -, example:NAME or a CIDR
        scenario: Option<String>,
    },
    /// The scenario as a file with every default filled in
    Export {
        /// A file, -, example:NAME or a CIDR
        scenario: Option<String>,
        /// The format
        #[arg(long, value_name = "FORMAT", value_parser = ["toml"])]
        format: String,
        /// The file to write; - or left out: standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
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

fn color_depth(text: &str) -> Result<ColorDepth, String> {
    text.parse().map_err(|error: LeafError| error.message)
}

/// Why the program ends without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The exit code.
    pub code: u8,
    /// What is said on standard error; empty: all is said already.
    pub message: String,
}

impl Refusal {
    /// The command line is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { code: exit::USAGE, message: format!("error: {}", message.into()) }
    }

    /// Says it on standard error, and gives the exit code.
    pub fn report(self) -> u8 {
        if !self.message.is_empty() {
            // When nobody listens on standard error, the exit code says it alone.
            let _ = writeln!(std::io::stderr(), "{}", self.message);
        }
        self.code
    }
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
fn command_like(word: &str) -> Option<String> {
    let command = Cli::command();
    let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).chain(["help"]).collect();
    if names.contains(&word) {
        return None;
    }
    nearest(word, names.into_iter()).map(str::to_owned)
}

impl Cli {
    /// Answers.
    ///
    /// # Errors
    /// When there is no answer: the command line is wrong, the input cannot be read, the output cannot be written.
    pub fn run(&self) -> Result<u8, Refusal> {
        match &self.command {
            None => self.explore(),
            Some(Command::Size { scenario }) => self.answer(&Size::new(&self.analysis(scenario.as_ref())?)),
            Some(Command::Check { scenarios }) => self.check(scenarios),
            Some(Command::Map { scenario, address }) => self.map(scenario.as_deref(), address.as_deref()),
            Some(Command::Routes { scenario, from, to }) => self.routes(scenario.as_ref(), from, to.as_deref()),
            Some(Command::Trace { scenario, from, to, src_port }) => self.trace(scenario.as_ref(), from, to, *src_port),
            Some(Command::Compare { scenario }) => self.answer(&Compare::new(&self.analysis(scenario.as_ref())?)),
            Some(Command::Export { scenario, output, .. }) => self.export(scenario.as_ref(), output.as_deref()),
            Some(Command::Examples { name }) => self.examples(name.as_deref()),
            Some(Command::Themes { name }) => self.themes(name.as_deref()),
            Some(Command::Schema { name }) => {
                self.without_fields("schema")?;
                let schema = report::schema::named(name).expect("the parser lets only known names pass");
                output::print(&report::json(&schema)).map(|()| exit::GOOD)
            }
        }
    }

    /// Prints an answer; whether it is good decides the exit code.
    fn answer<A: Answer>(&self, given: &A) -> Result<u8, Refusal> {
        answer(given, self.format())
    }

    fn format(&self) -> Format {
        match (self.global.json, self.global.plain) {
            (true, _) => Format::Json,
            (_, true) => Format::Plain,
            _ => Format::Text,
        }
    }

    /// The scenario of a sub-command, which may also stand before it.
    fn load(&self, scenario: Option<&str>) -> Result<Document, Refusal> {
        input::load(scenario.or(self.scenario.as_deref()), &self.fields, self.look())
    }

    fn analysis(&self, scenario: Option<&String>) -> Result<Analysis, Refusal> {
        Ok(analysed(&self.load(scenario.map(String::as_str))?))
    }

    /// How diagnostics are drawn on standard error.
    fn look(&self) -> Look {
        let is_coloured = std::io::stderr().is_terminal() && self.color_depth() != ColorDepth::None;
        if is_coloured { Look::Ansi } else { Look::Plain }
    }

    fn without_fields(&self, command: &str) -> Result<(), Refusal> {
        match self.fields.first() {
            Some(flag) => Err(Refusal::usage(format!("{flag} does not go with `{command}`, which reads no scenario"))),
            None => Ok(()),
        }
    }

    /// A line for people on standard error.
    fn say(&self, message: &str) {
        if !self.global.quiet {
            let _ = writeln!(std::io::stderr(), "{message}");
        }
    }

    fn map(&self, scenario: Option<&str>, address: Option<&str>) -> Result<u8, Refusal> {
        // A lone address asks about the design that is open without a name, as `/` does on the screen.
        let (scenario, address) = match (scenario, address) {
            (Some(text), None) if text.parse::<IpAddr>().is_ok() => (None, Some(text)),
            both => both,
        };
        let analysis = analysed(&self.load(scenario)?);
        match address {
            None => self.answer(&Map::new(&analysis)),
            Some(text) => self.answer(&Owner::new(&analysis, address_argument("ADDRESS", text)?)),
        }
    }

    fn routes(&self, scenario: Option<&String>, from: &str, to: Option<&str>) -> Result<u8, Refusal> {
        let analysis = self.analysis(scenario)?;
        let to = to.map(|text| address_argument("--to", text)).transpose()?;
        let table = report::place::routes(&analysis, from)
            .map_err(|reason| Refusal::usage(format!("--from {from}: {reason}")))?;
        self.answer(&Routes::new(table, to))
    }

    fn trace(&self, scenario: Option<&String>, from: &str, to: &str, src_port: Option<u16>) -> Result<u8, Refusal> {
        let analysis = self.analysis(scenario)?;
        let refused = |flag: &str, text: &str, error: &EndpointError| Refusal::usage(format!("{flag} {text}: {error}"));
        let question = Question {
            from: from.parse().map_err(|error| refused("--from", from, &error))?,
            to: to.parse().map_err(|error| refused("--to", to, &error))?,
            src_port,
        };
        let trace = analysis.trace(&question).map_err(|error| Refusal::usage(error.to_string()))?;
        self.answer(&TraceAnswer::new(&trace))
    }

    fn check(&self, scenarios: &[String]) -> Result<u8, Refusal> {
        self.without_fields("check")?;
        let mut check = Check::default();
        for scenario in scenarios {
            let opened = input::open(Some(scenario), &self.fields)?;
            if let Some(diagnostic) = opened.unreadable {
                check.add(&opened.source, &[diagnostic], None);
                continue;
            }
            let reading = read(&opened.source.text);
            let analysis = reading.is_sound().then(|| Analysis::new(Arc::new(reading.scenario)));
            check.add(&opened.source, &reading.diagnostics, analysis.as_ref());
        }
        let code = self.answer(&check)?;
        Ok(if check.is_readable() { code } else { exit::UNREADABLE })
    }

    fn export(&self, scenario: Option<&String>, file: Option<&Path>) -> Result<u8, Refusal> {
        let document = self.load(scenario.map(String::as_str))?;
        output::write(&write(&filled(document.scenario())), file).map(|()| exit::GOOD)
    }

    fn examples(&self, name: Option<&str>) -> Result<u8, Refusal> {
        self.without_fields("examples")?;
        match name {
            None => self.answer(&Examples::all()),
            Some(name) => self.answer(&Examples::one(input::example(name)?)),
        }
    }

    fn themes(&self, name: Option<&str>) -> Result<u8, Refusal> {
        self.without_fields("themes")?;
        match name {
            None => self.answer(&Themes::all()),
            Some(name) => {
                let theme = Themes::one(name).ok_or_else(|| Refusal::usage(theme_error(name)))?;
                self.answer(&theme)
            }
        }
    }

    /// Opens the explorer; where there is no terminal to draw on, answers as `size` does.
    fn explore(&self) -> Result<u8, Refusal> {
        let document = self.load(None)?;
        if let Some(reason) = self.no_screen() {
            self.say(&format!("aksplore: {reason}; this is the answer of `aksplore size`"));
            // A terminal that cannot be drawn on is read line by line, or by a braille display.
            let format =
                if std::io::stdout().is_terminal() && !self.global.json { Format::Plain } else { self.format() };
            return answer(&Size::new(&analysed(&document)), format);
        }
        let theme = match &self.global.theme {
            Some(name) => Theme::named(name).map_err(|error| Refusal::usage(format!("--theme {name}: {error}")))?,
            None => Theme::default(),
        };
        let theme = theme.quantised(self.color_depth());
        let options = ui::Options { theme, keymap: Keymap::built_in(), examples: explorer::examples() };
        let mut explorer = Explorer::new(App::new(document, options));
        let options = runtime::Options { glyphs: Glyphs::detect(self.glyphs(), environment) };
        runtime::run(&mut explorer, options).map_err(|error| Refusal {
            code: exit::UNWRITABLE,
            message: format!("error: cannot draw on the terminal: {error}"),
        })
    }

    /// How many colours there are.
    fn color_depth(&self) -> ColorDepth {
        colour::detect(self.global.color, environment).0
    }

    /// The signs that the flags ask for.
    fn glyphs(&self) -> Option<Glyphs> {
        match (self.global.ascii, self.global.unicode) {
            (true, _) => Some(Glyphs::Ascii),
            (_, true) => Some(Glyphs::Unicode),
            _ => None,
        }
    }

    /// Why nothing can be drawn.
    fn no_screen(&self) -> Option<&'static str> {
        if self.global.json || self.global.plain {
            Some("--json and --plain are answers, not screens")
        } else if !std::io::stdout().is_terminal() {
            Some("standard output is no terminal")
        } else if cfg!(unix) && matches!(environment("TERM").as_deref(), None | Some("" | "dumb")) {
            Some("TERM names no terminal that can be drawn on")
        } else {
            None
        }
    }
}

fn answer<A: Answer>(answer: &A, format: Format) -> Result<u8, Refusal> {
    let text = match format {
        Format::Text => answer.text(),
        Format::Json => report::json(answer),
        Format::Plain => report::plain(answer),
    };
    output::print(&text)?;
    Ok(if answer.is_good() { exit::GOOD } else { exit::BAD })
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn analysed(document: &Document) -> Analysis {
    Analysis::new(Arc::clone(document.scenario()))
}

fn theme_error(name: &str) -> String {
    Theme::named(name).err().unwrap_or_default()
}

fn address_argument(flag: &str, text: &str) -> Result<IpAddr, Refusal> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse().map_err(|_| Refusal::usage(format!("{flag} {text}: not an address; expected one like 10.240.0.7")))
}
