//! Diagnostics as text for the command line, with the line each one points at. Deliberately draws no screen: a
//! screen takes [`Source::excerpt`] and its own theme.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Severity, Source};

/// Whether the text carries the escape codes of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Letters only.
    Plain,
    /// Letters and ANSI colours.
    Ansi,
}

/// Every diagnostic with its excerpt, in the given order, a blank line between two.
pub fn render(diagnostics: &[Diagnostic], source: &Source, look: Look) -> String {
    let renderer = match look {
        Look::Plain => Renderer::plain(),
        Look::Ansi => Renderer::styled(),
    };
    let parts = diagnostics.iter().map(|diagnostic| renderer.render(&[group(diagnostic, source)]));
    let mut text = parts.collect::<Vec<_>>().join("\n\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// One diagnostic: title, place, line and help. Only its own line is handed over, so that the cost does not grow
/// with the file.
fn group<'a>(diagnostic: &'a Diagnostic, source: &'a Source) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(&*diagnostic.message).id(diagnostic.code);
    let mut group = match &diagnostic.span {
        Some(span) => {
            let line = source.line_range(span.start);
            let part = source.first_line_of(span);
            let marked = AnnotationKind::Primary.span(part.start - line.start..part.end - line.start);
            let snippet = Snippet::source(&source.text[line])
                .path(&*source.name)
                .line_start(source.position(span.start).line)
                .annotation(marked);
            title.element(snippet)
        }
        None => Group::with_title(title).element(annotate_snippets::Origin::path(&*source.name)),
    };
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    group
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_names_file_line_and_column() {
        let source = Source::new("net.toml", "schema = 1\nprefx = \"10.0.0.0/8\"\n");
        let diagnostic = Diagnostic {
            help: Some("did you mean `prefix`?".to_owned()),
            ..Diagnostic::error("unknown-key", 11..16, "unknown key `prefx`")
        };
        let expected = "\
error[unknown-key]: unknown key `prefx`
 --> net.toml:2:1
  |
2 | prefx = \"10.0.0.0/8\"
  | ^^^^^
  |
  = help: did you mean `prefix`?
";
        assert_eq!(render(std::slice::from_ref(&diagnostic), &source, Look::Plain), expected);
        assert!(render(&[diagnostic], &source, Look::Ansi).contains("\u{1b}["));
    }

    #[test]
    fn a_file_that_cannot_be_opened_has_no_line() {
        let source = Source::new("net.toml", "");
        let diagnostic = Diagnostic::unreadable("cannot-read", "no such file");
        assert_eq!(render(&[diagnostic], &source, Look::Plain), "error[cannot-read]: no such file\n--> net.toml\n");
    }
}
