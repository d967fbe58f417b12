//! The JSON Schema of the scenario file and of every answer. Deliberately derived from the types that are read and
//! written, so that it cannot say anything else.

use schemars::{JsonSchema, schema_for};
use serde_json::Value;

use super::check::Check;
use super::compare::Compare;
use super::explain::{Explain, Rules};
use super::map::{Map, Owner};
use super::reach::Reach;
use super::routes::Routes;
use super::size::Size;
use super::trace::TraceAnswer;
use super::{config, doctor, examples, policy, share, themes};

/// A name, and what makes its schema.
type Named = (&'static str, fn() -> Value);

/// What `schema` knows: the scenario and the answers, by name.
const SCHEMAS: &[Named] = &[
    ("scenario", crate::scenario::schema::schema),
    ("size", of::<Size>),
    ("check", of::<Check>),
    ("map", of::<Map>),
    ("map-address", of::<Owner>),
    ("routes", of::<Routes>),
    ("trace", of::<TraceAnswer>),
    ("reach", of::<Reach>),
    ("compare", of::<Compare>),
    ("explain", of::<Explain>),
    ("rules", of::<Rules>),
    ("policy-connlist", of::<policy::Connlist>),
    ("policy-check", of::<policy::Check>),
    ("policy-matrix", of::<policy::Matrix>),
    ("policy-exposure", of::<policy::Exposed>),
    ("share", of::<share::Share>),
    ("examples", of::<examples::Examples>),
    ("themes", of::<themes::Themes>),
    ("config", crate::config::schema::schema),
    ("config-path", of::<config::ConfigPath>),
    ("config-print", of::<config::ConfigPrint>),
    ("config-default", of::<config::ConfigDefault>),
    ("config-check", of::<config::ConfigCheck>),
    ("doctor", of::<doctor::Doctor>),
];

fn of<T: JsonSchema>() -> Value {
    schema_for!(T).to_value()
}

/// The names, in the order of the help.
pub fn names() -> Vec<&'static str> {
    SCHEMAS.iter().map(|(name, _)| *name).collect()
}

/// The schema with this name.
pub fn named(name: &str) -> Option<Value> {
    SCHEMAS.iter().find(|(own, _)| *own == name).map(|(_, schema)| schema())
}
