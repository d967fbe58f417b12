//! Where a scenario comes from: a file, standard input, an example, a CIDR, a share line, or nowhere. Deliberately judges nothing:
//! what cannot be read is handed on as diagnostics.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::fields::FieldFlags;
use super::{Refusal, design, exit};
use crate::diag::render::{Look, render};
use crate::diag::{Diagnostic, Source};
use crate::document::Document;
use crate::examples;
use crate::explain::question::{self, Question};
use crate::files::manifests::Texts;
use crate::files::{self, Unreadable};
use crate::manifest;
use crate::manifest::model::Manifests;
use crate::net::Cidr;
use crate::scenario::Scenario;
use crate::scenario::field::{model_word, vnet_around};
use crate::scenario::leaf::nearest;
use crate::scenario::model::Model;
use crate::share;

/// A text, or why there is none.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The file that it may be saved to.
    pub file: Option<PathBuf>,
    /// The text and its name.
    pub source: Source,
    /// Why it is not even text.
    pub unreadable: Option<Diagnostic>,
    /// The example that it is.
    pub example: Option<examples::Example>,
}

/// Opens what the argument names: `-`, `example:NAME`, a CIDR, else a file; the built-in design when there is none.
///
/// # Errors
/// When the argument itself is wrong. What cannot be read is among the diagnostics.
pub fn open(argument: Option<&str>, fields: &FieldFlags) -> Result<Opened, Refusal> {
    let is_cidr = argument.is_some_and(design::is_cidr_like);
    if fields.vnet.is_some() && !is_cidr {
        return Err(Refusal::usage("--vnet goes with a CIDR as SCENARIO; a file has its own VNets"));
    }
    let source = match argument {
        None => return Ok(Opened::example(examples::built_in().name, examples::built_in())),
        Some("-") => return Ok(Opened::new(None, files::read_from("-", io::stdin().lock()))),
        Some(text) if is_cidr => around(text, fields)?,
        Some(text) if share::is_one(text) => shared(text)?,
        Some(text) => match text.strip_prefix("example:") {
            Some(name) => return Ok(Opened::example(text, example(name)?)),
            None => return file(text),
        },
    };
    Ok(Opened::new(None, Ok(source)))
}

/// Opens a scenario and sets the fields, each as an edit that can be undone.
///
/// # Errors
/// When the argument or a field is wrong, or the text cannot be read: the message holds every diagnostic.
pub fn load(argument: Option<&str>, fields: &FieldFlags, look: Look) -> Result<Document, Refusal> {
    if let Some(question) = argument.map(question).transpose()?.flatten() {
        return asked(&question, fields, look);
    }
    opened(open(argument, fields)?, fields, look, |_| Ok(()))
}

/// The design that a question asks about: around its node subnet where it names one, else the built-in design.
///
/// # Errors
/// When the question does not go with the design: the message says what in it does not.
pub fn asked(question: &Question, fields: &FieldFlags, look: Look) -> Result<Document, Refusal> {
    let source = match question.node_subnet() {
        Some(subnet) => {
            let vnet = vnet_of(subnet, fields)?;
            Opened::new(
                None,
                Ok(Source::new(subnet.to_string(), design::text(subnet, vnet, model_of(question, fields)?))),
            )
        }
        None => open(None, fields)?,
    };
    opened(source, fields, look, |document| {
        let refused = |reason: String| Refusal::usage(format!("{question}: {reason}"));
        let edit = question.edit(&document.plan(), fields.pool.as_deref()).map_err(refused)?;
        document.commit(edit).map_err(|error| refused(error.to_string()))?;
        Ok(())
    })
}

/// The model that a design around a CIDR begins in.
fn model_of(question: &Question, fields: &FieldFlags) -> Result<Model, Refusal> {
    match (&fields.model, question.model()) {
        (Some(word), _) => {
            model_word(word).map_err(|error| Refusal::usage(format!("--model {word}: {}", error.message)))
        }
        (None, model) => Ok(model.unwrap_or(Model::Overlay)),
    }
}

/// Several words that are no file's name may be a question.
fn question(argument: &str) -> Result<Option<Question>, Refusal> {
    if !argument.trim().contains(char::is_whitespace) || Path::new(argument).exists() {
        return Ok(None);
    }
    question::read(argument).map_err(|unclear| Refusal::usage(format!("SCENARIO {argument:?}: {unclear}")))
}

/// What stands on standard input, as text; more than so many bytes is not read on.
///
/// # Errors
/// When it cannot be read.
pub fn text(bytes_max: usize) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    let read = io::stdin().lock().take(limit).read_to_end(&mut bytes);
    read.map_err(|error| Refusal {
        code: exit::UNREADABLE,
        message: format!("error: cannot read standard input: {error}"),
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn opened(
    opened: Opened,
    fields: &FieldFlags,
    look: Look,
    ask: impl FnOnce(&mut Document) -> Result<(), Refusal>,
) -> Result<Document, Refusal> {
    let unreadable = |diagnostics: &[Diagnostic], source: &Source| {
        let message = render(diagnostics, source, look).trim_end().to_owned();
        Refusal { code: exit::UNREADABLE, message }
    };
    if let Some(diagnostic) = opened.unreadable {
        return Err(unreadable(&[diagnostic], &opened.source));
    }
    let mut document =
        Document::open(opened.source, opened.file).map_err(|unread| unreadable(&unread.diagnostics, &unread.source))?;
    document = document.of_example(opened.example);
    ask(&mut document)?;
    fields.set(&mut document)?;
    Ok(document)
}

/// The manifests that a scenario's `[policies]` name, and every text that something is wrong with.
pub fn manifests(
    scenario: &Scenario,
    file: Option<&Path>,
    example: Option<examples::Example>,
) -> (Manifests, Vec<(Source, Vec<Diagnostic>)>) {
    let texts = Texts::named_by(scenario, file, example);
    let reading = manifest::read(&texts.sources);
    let mut problems: Vec<(Source, Vec<Diagnostic>)> =
        texts.unreadable.into_iter().map(|file| (file.source, vec![file.diagnostic])).collect();
    for (place, source) in texts.sources.into_iter().enumerate() {
        let own = reading.problems.iter().filter(|(at, _)| *at == place).map(|(_, problem)| problem.clone());
        let own: Vec<Diagnostic> = own.collect();
        if !own.is_empty() {
            problems.push((source, own));
        }
    }
    (reading.manifests, problems)
}

/// The design of a share line.
fn shared(line: &str) -> Result<Source, Refusal> {
    let text =
        share::decode(line).map_err(|error| Refusal { code: exit::UNREADABLE, message: format!("error: {error}") })?;
    Ok(Source::new("share line", text))
}

/// The example with this name.
///
/// # Errors
/// When there is none; the nearest is named.
pub fn example(name: &str) -> Result<examples::Example, Refusal> {
    examples::named(name).ok_or_else(|| {
        let names = examples::ALL.iter().map(|example| example.name);
        let hint = match nearest(name, names) {
            Some(near) => format!("did you mean {near}?"),
            None => "`aksplore examples` lists them".to_owned(),
        };
        Refusal::usage(format!("there is no example named {name:?}; {hint}"))
    })
}

fn around(text: &str, fields: &FieldFlags) -> Result<Source, Refusal> {
    let subnet = design::node_subnet(text).map_err(|error| Refusal::usage(format!("SCENARIO {text}: {error}")))?;
    let vnet = vnet_of(subnet, fields)?;
    let model = match &fields.model {
        Some(word) => model_word(word).map_err(|error| Refusal::usage(format!("--model {word}: {}", error.message)))?,
        None => Model::Overlay,
    };
    Ok(Source::new(text, design::text(subnet, vnet, model)))
}

fn vnet_of(subnet: Cidr, fields: &FieldFlags) -> Result<Cidr, Refusal> {
    match &fields.vnet {
        Some(vnet) => design::node_subnet(vnet).map_err(|error| Refusal::usage(format!("--vnet {vnet}: {error}"))),
        None => Ok(vnet_around(subnet)),
    }
}

fn file(text: &str) -> Result<Opened, Refusal> {
    let path = Path::new(text);
    if !path.exists()
        && let Some(command) = super::arguments::command_like(text)
    {
        return Err(Refusal::usage(format!("there is no file {text}; did you mean `aksplore {command}`?")));
    }
    Ok(Opened::new(Some(path.to_owned()), files::read(path)))
}

impl Opened {
    fn new(file: Option<PathBuf>, read: Result<Source, Box<Unreadable>>) -> Self {
        match read {
            Ok(source) => Self { file, source, unreadable: None, example: None },
            Err(error) => {
                let Unreadable { source, diagnostic } = *error;
                Self { file, source, unreadable: Some(diagnostic), example: None }
            }
        }
    }

    fn example(name: &str, example: examples::Example) -> Self {
        Self { example: Some(example), ..Self::new(None, Ok(Source::new(name, example.text))) }
    }
}
