//! An explorer without a terminal: keys in, screen out.

use aksplore::diag::Source;
use aksplore::document::Document;
use aksplore::ui::{App, Options};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The design of the flagship question before it is asked: 3 nodes in a /22, node subnet model.
pub const FLAGSHIP: &str = r#"
name = "contoso-prod"
[cluster]
model = "azure-cni-node-subnet"
[[node-pool]]
name = "system"
count = 3
max-surge = "10%"
[[vnet]]
name = "vnet-aks"
address-space = ["10.240.0.0/16"]
[[vnet.subnet]]
name = "snet-nodes"
prefix = "10.240.0.0/22"
"#;

/// An explorer of this text.
pub fn explorer(text: &str) -> App {
    let document = Document::open(Source::new("test.toml", text), None).expect("the text of a test can be read");
    App::new(document, Options { examples: aksplore::explorer::examples(), ..Options::default() })
}

/// Presses the keys, which are parted by blanks.
pub fn press(app: &mut App, keys: &str) {
    for key in keys.split_whitespace() {
        app.key(key.parse().expect("a key of a test can be read"), false);
    }
}

/// The screen at a size, a string a row.
pub fn screen(app: &mut App, columns: u16, rows: u16) -> Vec<String> {
    let area = Rect::new(0, 0, columns, rows);
    let mut buffer = Buffer::empty(area);
    app.draw(area, &mut buffer);
    let wide = usize::from(columns).max(1);
    buffer.content.chunks(wide).map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect()).collect()
}
