//! `export`: a scenario with its defaults filled in, or what it comes to, in a form to hand over.

use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::arguments::Cli;
use super::{Refusal, analysed, exit, output};
use crate::document::Document;
use crate::files::today;
use crate::picture;
use crate::report::export::Form;
use crate::report::sheet::{Origin, Sheet};
use crate::report::size::Size;
use crate::scenario::defaults::stated_text;
use crate::share::encode;
use crate::ui::{App, Options};

impl Cli {
    pub(super) fn export(
        &self,
        scenario: Option<&String>,
        format: Form,
        no_date: bool,
        file: Option<&Path>,
    ) -> Result<u8, Refusal> {
        let document = self.load(scenario.map(String::as_str))?;
        let text = match format {
            Form::Toml => stated_text(document.scenario()),
            Form::Svg => picture_of(document),
            form => {
                let analysis = analysed(&document);
                let size = Size::new(&analysis);
                let day = if no_date { None } else { today() };
                let origin = Origin { design: document.name(), share_line: encode(document.scenario()), day };
                form.of(&size, || Sheet::of_size(&size, &analysis), &origin).expect("it is a form of an answer")
            }
        };
        output::write(&text, file).map(|()| exit::GOOD)
    }
}

/// Home as a terminal of 120 by 40 would show it.
fn picture_of(document: Document) -> String {
    let area = Rect::new(0, 0, 120, 40);
    let mut buffer = Buffer::empty(area);
    let name = document.name();
    App::new(document, Options::default()).draw(area, &mut buffer);
    picture::svg(&buffer, &name)
}
