//! Every answer to every example holds to the schema that ships with it. Deliberately through the library: the command
//! line prints the very same documents.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail it")]

use std::sync::Arc;

use aksplore::config::decide::Background;
use aksplore::config::read::{Config, Sources};
use aksplore::diag::Source;
use aksplore::engine::Analysis;
use aksplore::engine::policy::connectivity::Connectivity;
use aksplore::engine::policy::decide::{Party, Question};
use aksplore::engine::policy::{Engine, PolicyPlan};
use aksplore::examples;
use aksplore::net::Protocol;
use aksplore::report::check::Check;
use aksplore::report::compare::Compare;
use aksplore::report::config::{ConfigCheck, ConfigDefault, ConfigPrint};
use aksplore::report::map::{Map, Owner, Placements};
use aksplore::report::policy::{self, Connlist, Exposed, Ground, Matrix};
use aksplore::report::reach::Reach;
use aksplore::report::routes::Routes;
use aksplore::report::size::Size;
use aksplore::report::trace::TraceAnswer;
use aksplore::report::{self, schema};
use aksplore::scenario::read::read;
use serde_json::Value;

/// One schema, ready to judge.
fn validator(name: &str) -> jsonschema::Validator {
    let schema = schema::named(name).unwrap_or_else(|| panic!("there is no schema named {name}"));
    jsonschema::validator_for(&schema).unwrap()
}

fn assert_valid(name: &str, example: &str, document: &str) {
    let document: Value = serde_json::from_str(document).unwrap();
    let validator = validator(name);
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{name} of {example}: {errors:#?}");
    assert_eq!(document["schema"], 1);
    // The first key says which version of the format this is.
    assert_eq!(document.as_object().unwrap().keys().next().unwrap(), "schema");
}

#[test]
fn every_answer_to_every_example_holds_to_its_schema() {
    for example in examples::ALL {
        let scenario = read(example.text).scenario;
        let texts = aksplore::files::manifests::Texts::named_by(&scenario, None, Some(*example));
        let manifests = aksplore::manifest::read(&texts.sources).manifests;
        let analysis = Analysis::with_manifests(Arc::new(scenario), Arc::new(manifests));
        let name = example.name;
        assert_valid("size", name, &report::json(&Size::new(&analysis)));
        assert_valid("compare", name, &report::json(&Compare::new(&analysis)));
        assert_valid("map", name, &report::json(&Map::new(&analysis)));
        for lengths in ["/24", "/26 /24 /26", "/8"] {
            let vnet = analysis.plan().cluster_vnet();
            let placements = Placements::new(&analysis, vnet, &lengths.parse().unwrap());
            assert_valid("map", name, &report::json(&Map::new(&analysis).placing(placements)));
        }
        assert_valid("reach", name, &report::json(&Reach::new(&analysis)));
        for address in ["10.240.0.0", "10.240.0.4", "10.244.0.5", "10.0.0.10", "192.0.2.1"] {
            let owner = Owner::new(&analysis, address.parse().unwrap());
            assert_valid("map-address", name, &report::json(&owner));
        }
        for subnet in analysis.plan().subnet_ids() {
            let table = analysis.routes(subnet);
            assert_valid("routes", name, &report::json(&Routes::new(table, None)));
            let contest = Routes::of_subnet(&analysis, subnet, Some("10.244.0.5".parse().unwrap()));
            assert_valid("routes", name, &report::json(&contest));
        }
        for trace in &analysis.plan().scenario().expect.traces {
            let (from, to) = (trace.from.parse().unwrap(), trace.to.parse().unwrap());
            let question = aksplore::engine::trace::Question::new(from, to);
            let trace = analysis.trace(&question).unwrap();
            assert_valid(
                "trace",
                name,
                &report::json(&TraceAnswer::new(&trace, analysis.without(&trace), &analysis.alternatives(&trace))),
            );
        }
        let mut check = Check::default();
        check.add(&Source::new(name, example.text), &[], Some(&analysis));
        let old = Analysis::new(Arc::new(read(examples::built_in().text).scenario));
        check.set_was(&Source::new("old", examples::built_in().text), &[], Some(&old));
        check.judge_change(name, &old, &analysis);
        assert_valid("check", name, &report::json(&check));
    }
}

#[test]
fn diagnostics_hold_to_the_schema_of_check() {
    let text = "[cluster]\nmodle = \"kubenet\"\n";
    let reading = read(text);
    let mut check = Check::default();
    check.add(&Source::new("broken.toml", text), &reading.diagnostics, None);
    assert_valid("check", "broken.toml", &report::json(&check));
    let document = serde_json::to_value(&check).unwrap();
    assert_eq!(document["diagnostics"][0]["line"], 2);
    assert_eq!(document["diagnostics"][0]["file"], "broken.toml");
}

#[test]
fn every_example_holds_to_the_schema_of_the_scenario() {
    let validator = validator("scenario");
    for example in examples::ALL {
        let document: Value = toml::from_str(example.text).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", example.name);
    }
    let wrong = serde_json::json!({ "cluster": { "modle": "kubenet" } });
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn answers_about_policies_hold_to_their_schemas() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {ingress: [{ports: [{port: 80}, {port: none}]}]}\n---\napiVersion: v1\nkind: ConfigMap\n";
    let source = Source::new("a.yaml", text);
    let reading = aksplore::manifest::read(std::slice::from_ref(&source));
    let plan = PolicyPlan::new(&reading.manifests, Engine::Kubernetes);
    let connectivity = Connectivity::new(&plan);
    let ground = || Ground::new(&plan, &reading.manifests, Vec::new());
    assert_valid("policy-connlist", "one pod", &report::json(&Connlist::new(&plan, &connectivity, ground())));
    assert_valid("policy-matrix", "one pod", &report::json(&Matrix::new(&plan, &connectivity, ground())));
    assert_valid("policy-exposure", "one pod", &report::json(&Exposed::new(&plan, &connectivity, ground())));
    let pod = plan.cluster().pod_named("default", "a").unwrap();
    let (from, to) = (Party::Outside("1.1.1.1".parse().unwrap()), Party::Pod(pod));
    for port in [80, 81] {
        let question = Question { from, to, protocol: Protocol::Tcp, port };
        let check = policy::Check::new(&plan, ["1.1.1.1", "default/a"], &question, ground());
        assert_eq!(check.allowed, port == 80);
        assert_valid("policy-check", "one pod", &report::json(&check));
    }
}

#[test]
fn the_lists_hold_to_their_schemas() {
    assert_valid("examples", "all", &report::json(&report::examples::Examples::all()));
    assert_valid("examples", "one", &report::json(&report::examples::Examples::one(examples::built_in())));
    assert_valid("rules", "all", &report::json(&report::explain::Rules::all()));
    let config = Config::read(Sources::default());
    let mono = config.theme_named("mono", Background::Dark).unwrap();
    assert_valid("themes", "all", &report::json(&report::themes::Themes::all(&config, "mono")));
    assert_valid("themes", "one", &report::json(&report::themes::Themes::one(mono, "mono", None)));
}

#[test]
fn answers_about_the_configuration_hold_to_their_schemas() {
    let file = Source::new("config.toml", "theme = 'mnoo'\nslow = true\n[keys.map]\nx = 'undo'\ny = 'udno'\n");
    let config = Config::read(Sources { file: Some(file.clone()), ..Sources::default() });
    assert_valid("config-print", "a file", &report::json(&ConfigPrint::new(&config, Some(&file))));
    assert_valid("config-check", "a file", &report::json(&ConfigCheck::new(&config, Some("config.toml"))));
    assert_valid("config-default", "all", &report::json(&ConfigDefault::default()));
    let check = serde_json::to_value(ConfigCheck::new(&config, None)).unwrap();
    assert_eq!(check["diagnostics"][0]["code"], "unknown-theme");
    assert_eq!(check["diagnostics"][1]["line"], 5);
}

#[test]
fn every_explanation_holds_to_its_schema() {
    use aksplore::engine::finding::meaning::MEANINGS;
    use aksplore::engine::rules::RULES;
    use aksplore::explain::{Explained, azure, explain};
    use aksplore::report::explain::Explain;
    for rule in RULES {
        assert_valid("explain", &rule.id.name(), &report::json(&Explain::rule(rule.id)));
    }
    for meaning in MEANINGS.iter() {
        assert_valid("explain", meaning.code, &report::json(&Explain::finding(meaning)));
    }
    for error in azure::ERRORS {
        assert_valid("explain", error.title, &report::json(&Explain::code(error)));
    }
    let text = "Subnet a with address prefix 10.240.0.0/29 does not have enough capacity for 1 IP addresses.";
    let Ok(Explained::Error(apart)) = explain(text) else { panic!("{text} is not explained") };
    assert_valid("explain", text, &report::json(&Explain::error(&apart)));
}
