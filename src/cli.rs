//! The command line: what each sub-command does, and its exit code. Deliberately computes no answer: each reads a
//! scenario, asks the analysis and hands the answer to `report`.

pub mod arguments;
mod config;
pub mod design;
mod export;
pub mod fields;
pub mod input;
pub mod output;
mod policy;
mod shell;
mod version;

use std::borrow::Cow;
use std::io::{IsTerminal as _, Write as _};
use std::net::IpAddr;
use std::sync::Arc;

use crate::config::colour::ColorDepth;
use crate::config::decide::{Clipboard, Decisions};
use crate::config::settings::Settings;
use crate::diag::render::{Look, render};
use crate::diag::{Diagnostic, Source};
use crate::document::Document;
use crate::engine::Analysis;
use crate::engine::endpoint::EndpointError;
use crate::engine::packing::Request;
use crate::engine::trace::Question;
use crate::examples;
use crate::explain::{self, Explained, glossary};
use crate::explorer::{self, Explorer};
use crate::files;
use crate::licences;
use crate::linear;
use crate::net::counted;
use crate::report::check::Check;
use crate::report::compare::Compare;
use crate::report::examples::Examples;
use crate::report::explain::{Explain, Rules};
use crate::report::map::{Map, Owner, Placements};
use crate::report::reach::Reach;
use crate::report::routes::Routes;
use crate::report::share::Share;
use crate::report::size::Size;
use crate::report::trace::TraceAnswer;
use crate::report::{self, Answer};
use crate::runtime::{self, Wrapper};
use crate::scenario::read::read;
use crate::scenario::redact::{self, Mask};
use crate::ui::{self, App};
use arguments::{Command, Judge, TraceFlags};
use config::Configured;
use output::Format;

pub use arguments::{Cli, parse};

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

    /// All is said, and all is well.
    fn said() -> Self {
        Self { code: exit::GOOD, message: String::new() }
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

/// A design as it was read: its text, what is wrong with it, its answers, and what is wrong with its manifests.
type ReadDesign = (Source, Vec<Diagnostic>, Option<Analysis>, Vec<(Source, Vec<Diagnostic>)>);

impl Cli {
    /// Answers.
    ///
    /// # Errors
    /// When there is no answer: the command line is wrong, the input cannot be read, the output cannot be written.
    pub fn run(&self) -> Result<u8, Refusal> {
        if self.licenses {
            return output::print(&licences::third_party()).map(|()| exit::GOOD);
        }
        let configured = self.configured()?;
        match &self.command {
            Some(Command::Config { command }) => return self.config_command(command, &configured),
            Some(Command::Doctor) => return self.doctor(&configured),
            Some(Command::Completions { shell }) => return shell::completions(shell),
            Some(Command::Man) => return shell::man(),
            None if self.no_screen().is_none() && !self.global.linear => return self.explore(configured),
            _ => self.say_problems(&configured),
        }
        match &self.command {
            None if self.global.linear => self.linear(configured),
            None => self.answer_of_size(),
            Some(Command::Size { scenario, rehearsal, grid }) => {
                self.size(scenario.as_ref(), *rehearsal, grid.as_ref())
            }
            Some(Command::Check { scenarios, was }) => self.check(scenarios, was.as_deref()),
            Some(Command::Map { scenario, address, place: None }) => self.map(scenario.as_deref(), address.as_deref()),
            Some(Command::Map { scenario, place: Some(place), .. }) => self.place(scenario.as_ref(), place),
            Some(Command::Routes { scenario, from, to }) => self.routes(scenario.as_ref(), from, to.as_deref()),
            Some(Command::Trace { scenario, from, to, stated }) => self.trace(scenario.as_ref(), from, to, stated),
            Some(Command::Reach { scenario }) => self.answer(&Reach::new(&self.analysis(scenario.as_ref())?)),
            Some(Command::Policy { command }) => self.policy(command),
            Some(Command::Compare { scenario }) => self.answer(&Compare::new(&self.analysis(scenario.as_ref())?)),
            Some(Command::Explain { text }) => self.explain(&text.join(" ")),
            Some(Command::Export { scenario, format, no_date, output }) => {
                self.export(scenario.as_ref(), *format, *no_date, output.as_deref())
            }
            Some(Command::Share { scenario }) => self.share(scenario.as_ref()),
            Some(Command::Examples { name }) => self.examples(name.as_deref()),
            Some(Command::Themes { name, source }) => self.themes(name.as_deref(), *source, &configured),
            Some(Command::Schema { name }) => {
                self.without_fields("schema")?;
                let schema = report::schema::named(name).expect("the parser lets only known names pass");
                output::print(&report::json(&schema)).map(|()| exit::GOOD)
            }
            Some(Command::Config { .. } | Command::Doctor | Command::Completions { .. } | Command::Man) => {
                unreachable!("these have returned: they tell of the configuration in their own way")
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

    /// The scenario of a sub-command, which may also stand before it; masked where that is asked for.
    fn load(&self, scenario: Option<&str>) -> Result<Document, Refusal> {
        let document = self.load_own(scenario)?;
        Ok(if self.global.redact { self.masked(&document) } else { document })
    }

    fn load_own(&self, scenario: Option<&str>) -> Result<Document, Refusal> {
        let mut document = input::load(scenario.or(self.scenario.as_deref()), &self.fields, self.look())?;
        let (manifests, problems) = input::manifests(document.scenario(), document.file(), document.example());
        for (source, diagnostics) in problems {
            say_always(render(&diagnostics, &source, self.look()).trim_end());
        }
        document.set_manifests(manifests);
        Ok(document)
    }

    /// A copy of a design in which nothing tells whose it is; what the command line names is masked alike from then on.
    fn masked(&self, document: &Document) -> Document {
        let mask = Mask::of(document.scenario());
        let masked = Document::of(redact::TITLE, mask.scenario(document.scenario()));
        self.say(if document.scenario().policies.files.is_some() {
            "names and addresses are masked, and manifests left out"
        } else {
            "names and addresses are masked"
        });
        // Only one design is loaded for an answer.
        let _ = self.mask.set(mask);
        masked
    }

    /// A name or an address of the command line as the design that was loaded has it.
    fn in_design<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.mask.get().map_or(Cow::Borrowed(text), |mask| Cow::Owned(mask.text(text)))
    }

    /// Refuses to mask what shows the user's own text.
    fn unmasked(&self, command: &str) -> Result<(), Refusal> {
        if self.global.redact {
            return Err(Refusal::usage(format!(
                "--redact does not go with `{command}`, which shows files as they are"
            )));
        }
        Ok(())
    }

    fn analysis(&self, scenario: Option<&String>) -> Result<Analysis, Refusal> {
        Ok(analysed(&self.load(scenario.map(String::as_str))?))
    }

    /// How diagnostics are drawn on standard error.
    fn look(&self) -> Look {
        let mut settings = Settings::default();
        if let Some(color) = self.global.color {
            settings.color.value = color;
        }
        let depth = Decisions::new(&settings, environment).colors.value;
        let is_coloured = std::io::stderr().is_terminal() && depth != ColorDepth::None;
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

    fn size(&self, scenario: Option<&String>, rehearsal: bool, grid: Option<&Judge>) -> Result<u8, Refusal> {
        let analysis = self.analysis(scenario)?;
        let mut size = Size::new(&analysis);
        if rehearsal {
            size = size.with_steps();
        }
        if let Some(judge) = grid {
            let range = match judge {
                Judge::Everything => None,
                Judge::Range(name) => Some(range_argument(&analysis, &self.in_design(name))?),
            };
            let plan = analysis.plan();
            let pool = match self.fields.pool.as_deref() {
                Some(name) => {
                    plan.pool_named(&self.in_design(name)).ok_or(format!("--pool {name}: there is no such pool"))
                }
                None => plan.pool_ids().next().ok_or("--grid: the design has no node pool".to_owned()),
            };
            size = size.with_grid(&analysis.grid(pool.map_err(Refusal::usage)?, range));
        }
        self.answer(&size)
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
            Some(text) => self.answer(&Owner::new(&analysis, address_argument("ADDRESS", &self.in_design(text))?)),
        }
    }

    fn place(&self, scenario: Option<&String>, text: &str) -> Result<u8, Refusal> {
        let analysis = self.analysis(scenario)?;
        let text = &*self.in_design(text);
        let request: Request = text.parse().map_err(|error| Refusal::usage(format!("--place {text}: {error}")))?;
        let plan = analysis.plan();
        let vnet = request.vnet_of(plan).ok_or_else(|| {
            let names: Vec<&str> = plan.vnets().iter().map(|vnet| vnet.item.name.as_str()).collect();
            Refusal::usage(format!("--place {text}: there is no such VNet; there is {}", names.join(", ")))
        })?;
        self.answer(&Map::new(&analysis).placing(Placements::new(&analysis, vnet, &request.lengths)))
    }

    fn routes(&self, scenario: Option<&String>, from: &str, to: Option<&str>) -> Result<u8, Refusal> {
        let analysis = self.analysis(scenario)?;
        let from = &*self.in_design(from);
        let to = to.map(|text| address_argument("--to", &self.in_design(text))).transpose()?;
        let subnet = report::place::subnet(&analysis, from)
            .map_err(|reason| Refusal::usage(format!("--from {from}: {reason}")))?;
        let answer = Routes::of_subnet(&analysis, subnet, to);
        match report::place::node(&analysis, from) {
            Some(node) => self.answer(&answer.seen_from(analysis.node_routes(node))),
            None => self.answer(&answer),
        }
    }

    fn trace(&self, scenario: Option<&String>, from: &str, to: &str, stated: &TraceFlags) -> Result<u8, Refusal> {
        let analysis = self.analysis(scenario)?;
        let (from, to) = (&*self.in_design(from), &*self.in_design(to));
        let refused = |flag: &str, text: &str, error: &EndpointError| Refusal::usage(format!("{flag} {text}: {error}"));
        let question = Question {
            from: from.parse().map_err(|error| refused("--from", from, &error))?,
            to: to.parse().map_err(|error| refused("--to", to, &error))?,
            src_port: stated.src_port,
            lb_selects: stated.lb_selects.as_deref().map(|name| self.in_design(name).into_owned()),
            snat_ports_in_use: stated
                .snat_ports_in_use
                .map(|ports| self.in_design(&ports.to_string()).parse().expect("a masked address is an address")),
        };
        let trace = analysis.trace(&question).map_err(|error| Refusal::usage(error.to_string()))?;
        self.answer(&TraceAnswer::new(&trace, analysis.without(&trace), &analysis.alternatives(&trace)))
    }

    fn check(&self, scenarios: &[String], was: Option<&str>) -> Result<u8, Refusal> {
        self.without_fields("check")?;
        self.unmasked("check")?;
        if was == Some("-") && scenarios.iter().any(|scenario| scenario == "-") {
            return Err(Refusal::usage("standard input is one design: it cannot be both the old and the new one"));
        }
        let mut check = Check::default();
        let old = match was {
            None => None,
            Some(old) => {
                let (source, diagnostics, analysis, _) = self.read(old)?;
                check.set_was(&source, &diagnostics, analysis.as_ref());
                analysis
            }
        };
        for scenario in scenarios {
            let (source, diagnostics, analysis, problems) = self.read(scenario)?;
            check.add(&source, &diagnostics, analysis.as_ref());
            if let (Some(old), Some(new)) = (&old, &analysis) {
                check.judge_change(&source.name, old, new);
            }
            for (source, diagnostics) in problems {
                check.add(&source, &diagnostics, None);
            }
        }
        let code = self.answer(&check)?;
        Ok(if check.is_readable() { code } else { exit::UNREADABLE })
    }

    /// Reads a design for `check`: what cannot be read is part of the answer.
    fn read(&self, scenario: &str) -> Result<ReadDesign, Refusal> {
        let opened = input::open(Some(scenario), &self.fields)?;
        if let Some(diagnostic) = opened.unreadable {
            return Ok((opened.source, vec![diagnostic], None, Vec::new()));
        }
        let reading = read(&opened.source.text);
        let (manifests, problems) = input::manifests(&reading.scenario, opened.file.as_deref(), opened.example);
        let is_sound = reading.is_sound();
        let scenario = Arc::new(reading.scenario);
        let analysis = is_sound.then(|| Analysis::with_manifests(scenario, Arc::new(manifests)));
        Ok((opened.source, reading.diagnostics, analysis, problems))
    }

    /// Explains a text; a question is a scenario, and answered as `size` answers it.
    fn explain(&self, text: &str) -> Result<u8, Refusal> {
        self.unmasked("explain")?;
        if text.is_empty() {
            self.without_fields("explain")?;
            return self.answer(&Rules::all());
        }
        let text = if text == "-" { input::text(explain::pasted::BYTES_MAX)? } else { text.to_owned() };
        let explained = explain::explain(&text);
        if !matches!(explained, Ok(Explained::Question(_))) {
            self.without_fields("explain")?;
        }
        match explained {
            Ok(Explained::Rule(rule)) => self.answer(&Explain::rule(rule)),
            Ok(Explained::Finding(meaning)) => self.answer(&Explain::finding(meaning)),
            Ok(Explained::Code(error)) => self.answer(&Explain::code(error)),
            Ok(Explained::Error(apart)) => self.answer(&Explain::error(&apart)),
            Ok(Explained::Term(term)) => self.answer(&Explain::term(term)),
            // A model's name alone reads as a question too; who asks to explain it wants the word.
            Ok(Explained::Question(_)) if glossary::of(&text).is_some() => {
                self.without_fields("explain")?;
                self.answer(&Explain::term(glossary::of(&text).expect("it is there")))
            }
            Ok(Explained::Question(question)) => {
                let document = input::asked(&question, &self.fields, self.look())?;
                if question.node_subnet().is_none() {
                    self.say(&built_in(&document));
                }
                self.answer(&Size::new(&analysed(&document)))
            }
            Err(error) => Err(Refusal { code: exit::BAD, message: error.to_string() }),
        }
    }

    fn share(&self, scenario: Option<&String>) -> Result<u8, Refusal> {
        let document = self.load(scenario.map(String::as_str))?;
        let share = Share::new(document.scenario());
        share.notes.iter().for_each(|note| self.say(note));
        self.answer(&share)
    }

    fn examples(&self, name: Option<&str>) -> Result<u8, Refusal> {
        self.without_fields("examples")?;
        match name {
            None => self.answer(&Examples::all()),
            Some(name) => match examples::beside(name) {
                Some(file) => output::print(file.text).map(|()| exit::GOOD),
                None => self.answer(&Examples::one(input::example(name)?)),
            },
        }
    }

    /// Opens the explorer.
    fn explore(&self, configured: Configured) -> Result<u8, Refusal> {
        let settings = &configured.config.settings;
        let options = runtime::Options {
            glyphs: configured.decisions.glyphs.value,
            wrapper: match configured.decisions.clipboard.value {
                Clipboard::Screen => Wrapper::Screen,
                Clipboard::Osc52 | Clipboard::Off => Wrapper::None,
            },
            screen: settings.screen.value,
            is_synchronized: settings.synchronized.value,
            is_slow: settings.slow.value,
            has_mouse: settings.mouse.value,
            is_kitty: configured.decisions.is_kitty.value,
        };
        let mut explorer = self.explorer(configured)?.panicking_after(self.debug_panic);
        let code = runtime::run(&mut explorer, options).map_err(|error| Refusal {
            code: exit::UNWRITABLE,
            message: format!("error: cannot draw on the terminal: {error}"),
        })?;
        if code == runtime::EXIT_PANICKED {
            say_always("aksplore failed: that is a mistake of ours. Please report the lines above, and what you did.");
            if let Some(file) = explorer.kept_in() {
                say_always(&format!("The work is kept in {}: `aksplore` opens it again.", file.display()));
            }
        } else if let Some(words) = explorer.farewell() {
            self.say(&words);
        }
        Ok(code)
    }

    /// The explorer as lines: one command a line, one announcement a change, no cursor moves.
    fn linear(&self, configured: Configured) -> Result<u8, Refusal> {
        let glyphs = configured.decisions.glyphs.value;
        let mut explorer = self.explorer(configured)?.without_clipboard();
        let done = linear::run(&mut explorer, glyphs, std::io::stdin().lock(), std::io::stdout().lock());
        done.map_err(|error| Refusal { code: exit::UNWRITABLE, message: format!("error: {error}") })
    }

    /// The explorer of the design that the command line names, as it is configured. What is wrong with the
    /// configuration stands in the status line: it never keeps the explorer from opening.
    fn explorer(&self, configured: Configured) -> Result<Explorer, Refusal> {
        let Configured { place, config, decisions } = configured;
        let look = ui::Look::new(&config, &decisions);
        let options = ui::Options { look, examples: explorer::examples() };
        let app = App::new(self.load_own(None)?, options);
        let explorer = Explorer::new(app).keeping_in(files::state_folder()).configured_by(place);
        let is_asked_for = self.scenario.is_some() || self.fields.first().is_some();
        let explorer = match (self.fresh, is_asked_for) {
            (true, _) => explorer,
            (false, true) => explorer.offering(),
            (false, false) => explorer.reopening(),
        };
        let mut explorer = if self.global.linear { explorer } else { explorer.greeting() };
        if self.global.redact {
            explorer.app_mut().set_redacted(true);
        }
        if config.settings.big.value {
            explorer.app_mut().set_big(true);
        }
        if config.settings.mouse.value && !self.global.linear {
            explorer.app_mut().set_mouse(true);
        }
        if let Some(problem) = config.summary() {
            explorer.app_mut().complain(problem);
        }
        Ok(if decisions.clipboard.value == Clipboard::Off { explorer.without_clipboard() } else { explorer })
    }

    /// The answer of `size`, where there is no terminal to draw on.
    fn answer_of_size(&self) -> Result<u8, Refusal> {
        let document = self.load(None)?;
        if let Some(reason) = self.no_screen() {
            let scenario =
                self.scenario.as_deref().map(|scenario| format!(" {}", quoted(scenario))).unwrap_or_default();
            // On a terminal the answer is in records; for people it is in sentences.
            let plain = if std::io::stdout().is_terminal() { " --plain" } else { "" };
            let also = if plain.is_empty() {
                String::new()
            } else {
                format!("; in sentences: `aksplore size{scenario}`, line by line: `aksplore --linear{scenario}`")
            };
            self.say(&format!("aksplore: {reason}; this is the answer of `aksplore size{plain}{scenario}`{also}"));
        }
        // A terminal that cannot be drawn on is read line by line, or by a braille display.
        let format = if std::io::stdout().is_terminal() && !self.global.json { Format::Plain } else { self.format() };
        answer(&Size::new(&analysed(&document)), format)
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

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || "-_./:,%+@".contains(letter);
    if word.chars().all(is_bare) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
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

/// Which design a question without a range was asked of: its other pools are in the answer too.
fn built_in(document: &Document) -> String {
    let plan = document.plan();
    let pools = plan.pools().iter().map(|pool| format!("{} of {}", pool.item.name, counted(pool.nodes, "node")));
    let pools = pools.collect::<Vec<_>>().join(", ");
    format!("the question names no range, and is asked of the design {}: pools {pools}", document.name())
}

/// What could not be read, on standard error, whatever the flags say.
fn say_always(message: &str) {
    // When nobody listens on standard error, the exit code says it alone.
    let _ = writeln!(std::io::stderr(), "{message}");
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn analysed(document: &Document) -> Analysis {
    Analysis::of(document.plan())
}

/// The place of the range with this name.
fn range_argument(analysis: &Analysis, name: &str) -> Result<usize, Refusal> {
    let ranges = &analysis.question().ranges;
    ranges.iter().position(|range| *range.name == *name).ok_or_else(|| {
        let names: Vec<&str> = ranges.iter().map(|range| &*range.name).collect();
        Refusal::usage(format!("--grid={name}: there is no such range; there is {}", names.join(", ")))
    })
}

fn address_argument(flag: &str, text: &str) -> Result<IpAddr, Refusal> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse().map_err(|_| Refusal::usage(format!("{flag} {text}: not an address; expected one like 10.240.0.7")))
}
