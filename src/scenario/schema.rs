//! The JSON Schema of the scenario file, for editors and other programs. Deliberately follows from the declarations
//! of the tables: there is no second list of keys here.

use serde_json::{Map, Value, json};

use super::item::{FieldSpec, Item, Kind, TableSpec};
use super::leaf::{NAME_CHARS_MAX, Shape};
use super::model::Scenario;
use super::read::SCHEMA;

/// The schema of a scenario file, draft 2020-12. What it accepts may still hold a bad CIDR or a name of nothing:
/// a schema cannot say those.
///
/// ```
/// # use aksplore::scenario::schema::schema;
/// assert_eq!(schema()["properties"]["cluster"]["$ref"], "#/$defs/Cluster");
/// ```
pub fn schema() -> Value {
    let mut definitions = Map::new();
    let root = Scenario::table();
    let Value::Object(mut object) = table(root, &mut definitions) else { return Value::Null };
    object.insert("required".to_owned(), json!(["cluster"]));
    object["properties"]["schema"] = json!({ "const": SCHEMA, "description": "The version of the file's format." });
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!("aksplore scenario"));
    schema.extend(object);
    schema.insert("$defs".to_owned(), Value::Object(definitions));
    Value::Object(schema)
}

/// The schema of one table; the tables below it are added to the definitions.
fn table(spec: &'static TableSpec, definitions: &mut Map<String, Value>) -> Value {
    let mut properties = Map::new();
    for field in spec.fields {
        properties.insert(field.key.to_owned(), property(field, definitions));
    }
    let required = spec.fields.iter().filter(|field| matches!(field.kind, Kind::Required(_)));
    let required: Vec<&str> = required.map(|field| field.key).collect();
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("object"));
    object.insert("description".to_owned(), json!(spec.doc.trim()));
    object.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        object.insert("required".to_owned(), json!(required));
    }
    object.insert("additionalProperties".to_owned(), json!(false));
    Value::Object(object)
}

fn property(field: &FieldSpec, definitions: &mut Map<String, Value>) -> Value {
    let mut property = match field.kind {
        Kind::Required(shape) | Kind::Optional(shape) => value(&shape()),
        Kind::One(below) => reference(below(), definitions),
        Kind::Tables(below) | Kind::Inline(below) => {
            json!({ "type": "array", "items": reference(below(), definitions) })
        }
    };
    property["description"] = json!(field.doc.trim());
    property
}

fn reference(spec: &'static TableSpec, definitions: &mut Map<String, Value>) -> Value {
    if !definitions.contains_key(spec.name) {
        definitions.insert(spec.name.to_owned(), Value::Null);
        let definition = table(spec, definitions);
        definitions.insert(spec.name.to_owned(), definition);
    }
    json!({ "$ref": format!("#/$defs/{}", spec.name) })
}

/// The schema of a value that looks like this.
pub(crate) fn value(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Form(form) => json!({ "type": "string", "title": form }),
        Shape::Number(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Shape::NumberOr(form) => json!({ "type": ["integer", "string"], "minimum": 0, "title": form }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Choice(words) => json!({ "type": "string", "enum": words }),
        Shape::Many(inner) => json!({ "type": "array", "items": value(inner) }),
        Shape::OneOrMany(inner) => json!({ "anyOf": [value(inner), { "type": "array", "items": value(inner) }] }),
        Shape::Map(inner) => json!({
            "type": "object",
            "propertyNames": { "minLength": 1, "maxLength": NAME_CHARS_MAX },
            "additionalProperties": value(inner),
        }),
        Shape::Numbers(names) => {
            let numbers = names.iter().map(|name| ((*name).to_owned(), json!({ "type": "integer", "minimum": 0 })));
            json!({
                "type": "object",
                "properties": numbers.collect::<Map<_, _>>(),
                "required": names,
                "additionalProperties": false,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::arbitrary::scenario_strategy;
    use crate::scenario::defaults::filled;
    use crate::scenario::read::read;
    use crate::scenario::write::write;

    fn json_of(text: &str) -> Value {
        serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap()
    }

    fn validator() -> jsonschema::Validator {
        jsonschema::draft202012::new(&schema()).unwrap()
    }

    #[test]
    fn the_schema_is_one() {
        assert!(jsonschema::draft202012::meta::is_valid(&schema()));
    }

    #[test]
    fn every_example_follows_it() {
        let validator = validator();
        for example in crate::examples::ALL {
            let errors: Vec<String> =
                validator.iter_errors(&json_of(example.text)).map(|error| error.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new(), "{}", example.name);
        }
    }

    #[test]
    fn what_it_refuses_cannot_be_read_either() {
        let validator = validator();
        let cases = [
            "schema = 1",
            "schema = 2\n[cluster]",
            "[cluster]\nmodle = 'kubenet'",
            "[cluster]\nmodel = 'kubnet'",
            "[cluster]\n[node-pool]\nname = 'a'",
            "[cluster]\n[[node-pool]]\ncount = 3",
            "[cluster]\n[[node-pool]]\nname = 'a'\ncount = '3'",
            "[cluster]\n[[node-pool]]\nname = 'a'\nautoscale = { min = 3 }",
            "[cluster]\nacns = 'fqdn'",
        ];
        for text in cases {
            assert!(!validator.is_valid(&json_of(text)), "{text}");
            assert!(!read(text).is_sound(), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn every_scenario_that_is_written_follows_it(scenario in scenario_strategy()) {
            let validator = validator();
            for text in [write(&scenario), write(&filled(&scenario))] {
                let errors: Vec<String> = validator.iter_errors(&json_of(&text)).map(|error| error.to_string()).collect();
                prop_assert_eq!(errors, Vec::<String>::new(), "{}", text);
            }
        }
    }
}
