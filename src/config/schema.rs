//! The JSON Schema of the configuration file, for editors. Derived from the tables of settings, contexts and actions.

use serde_json::{Map, Value, json};

use super::keymap::Context;
use super::settings::SETTINGS;
use crate::scenario::schema::value;
use crate::ui::action::Action;

/// The schema, draft 2020-12. It cannot say which names are themes or keys: those are the user's and the terminal's.
///
/// ```
/// # use aksplore::config::schema::schema;
/// assert_eq!(schema()["properties"]["slow"]["type"], "boolean");
/// ```
pub fn schema() -> Value {
    let mut properties = Map::new();
    for setting in SETTINGS {
        let mut property = value(&(setting.shape)());
        property["description"] = json!(one_line(setting.doc));
        properties.insert(setting.name.to_owned(), property);
    }
    let contexts = Context::ALL.iter().map(|context| (context.to_string(), json!({ "$ref": "#/$defs/Bindings" })));
    properties.insert(
        "keys".to_owned(),
        json!({
            "type": "object",
            "description": "What keys do, by the context that they are pressed in.",
            "properties": contexts.collect::<Map<_, _>>(),
            "additionalProperties": false,
        }),
    );
    let mut actions: Vec<&str> = Action::ALL.iter().map(|action| action.name()).collect();
    actions.push("none");
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "aksplore configuration",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": { "Bindings": { "type": "object", "additionalProperties": { "enum": actions } } },
    })
}

fn one_line(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::text::default_file;

    #[test]
    fn the_default_file_holds_to_it_and_a_typo_does_not() {
        assert!(jsonschema::draft202012::meta::is_valid(&schema()));
        let validator = jsonschema::draft202012::new(&schema()).unwrap();
        let of = |text: &str| serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap();
        let freed = default_file().replace("\n#\"", "\n\"");
        for text in [default_file(), freed] {
            let errors: Vec<String> = validator.iter_errors(&of(&text)).map(|error| error.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new());
        }
        for wrong in
            ["colour = 'never'", "color = 'nevr'", "slow = 'yes'", "[keys.globl]\nx = 'undo'", "[keys.map]\nx = 'udno'"]
        {
            assert!(!validator.is_valid(&of(wrong)), "{wrong}");
        }
    }
}
