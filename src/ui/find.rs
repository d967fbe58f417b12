//! Everything that can be found in a design: its items, nodes, routes, packets, findings and policies, words, rules, what
//! can be done, the examples; and what a typed text is by itself, an address above all. It answers no question: each
//! line leads to the screen or the page that does.

use std::collections::HashSet;
use std::net::IpAddr;

use super::action::Action;
use super::app::App;
use super::effect::Effect;
use super::explain;
use super::explain::{errors, rules::rule_page};
use super::layer::{Aim, Entry, Finder, Layer};
use super::palette;
use super::screens::map::facts::word;
use super::screens::{HANDED, Reply, Screen};
use super::words;
use crate::engine::Analysis;
use crate::engine::endpoint::Destination;
use crate::engine::route::{EffectiveRoute, RouteSource};
use crate::engine::rules;
use crate::explain::{Explained, explain as explained};
use crate::net::Cidr;
use crate::scenario::Path;
use crate::scenario::item::{Kind, Node};
use crate::share;

/// A list of everything, the things of this screen first.
pub fn finder(app: &mut App) -> Finder {
    let mut entries = design(app.shown(), app.screen());
    entries.extend(palette::entries(app).into_iter().map(|entry| Entry {
        name: entry.name,
        heading: "Actions".to_owned(),
        detail: [entry.mark.as_str(), &entry.detail].join("  ").trim().to_owned(),
        mark: "action".to_owned(),
        ..entry
    }));
    entries.extend(app.examples.iter().map(|(name, about)| {
        let reply = Reply::Act(Action::Open);
        let reply = if app.is_redacted() || app.state.document.is_dirty() { reply } else { open(name) };
        line("Examples", "example", name, about, reply)
    }));
    Finder::new(Aim::Design, entries)
}

fn open(example: &str) -> Reply {
    Reply::Effect(Effect::Open(format!("example:{example}")))
}

fn line(heading: &str, mark: &str, label: &str, detail: &str, reply: Reply) -> Entry {
    Entry {
        name: "",
        heading: heading.to_owned(),
        mark: mark.to_owned(),
        label: label.to_owned(),
        detail: detail.to_owned(),
        reply,
    }
}

/// What a design holds.
fn design(analysis: &Analysis, screen: Screen) -> Vec<Entry> {
    let mut parts: Vec<(Option<Screen>, Vec<Entry>)> = vec![
        (Some(Screen::Map), items(analysis)),
        (Some(Screen::Map), nodes(analysis)),
        (Some(Screen::Routes), routes(analysis)),
        (Some(Screen::Trace), packets(analysis)),
        (Some(Screen::Home), findings(analysis)),
        (Some(Screen::Policy), policies(analysis)),
        (None, words::lines()),
        (None, rule_lines()),
    ];
    parts.sort_by_key(|(of, _)| *of != Some(screen));
    parts.into_iter().flat_map(|(_, entries)| entries).collect()
}

/// Every item of the file, and what AKS makes.
fn items(analysis: &Analysis) -> Vec<Entry> {
    let mut entries = Vec::new();
    items_below(analysis.plan().scenario(), &Path::root(), &mut entries);
    entries
}

fn items_below(node: &dyn Node, path: &Path, entries: &mut Vec<Entry>) {
    for field in node.spec().fields {
        if !matches!(field.kind, Kind::Tables(_) | Kind::Inline(_)) {
            continue;
        }
        let Some(list) = node.list(field.key) else { continue };
        for (place, item) in (0..list.len()).filter_map(|place| Some((place, list.node(place)?))) {
            let ident = list.ident(place);
            let below = path.item(field.key, &ident);
            // What an item says of itself: its ranges and addresses, and where it stands.
            let says = ["prefix", "address-space", "ip", "private-ip", "frontend", "cluster-ip", "subnet", "model"];
            let values: Vec<String> =
                says.iter().filter_map(|key| item.get(key)).filter(|text| !text.is_empty()).collect();
            let within = if path.steps().is_empty() { String::new() } else { format!("in {path}") };
            let detail = [values.join("  "), within].join("  ");
            let kind = field.key.trim_end_matches('s');
            entries.push(line("In the file", kind, &ident, detail.trim(), Reply::Reveal(below.clone())));
            items_below(item, &below, entries);
        }
    }
}

fn nodes(analysis: &Analysis) -> Vec<Entry> {
    let inventory = analysis.inventory();
    let named = inventory.nodes().filter_map(|at| Some((inventory.node_name(at), inventory.node_ip(at)?)));
    named
        .map(|(name, ip)| line("Nodes", "node", &name, &ip.to_string(), Reply::Hand(Screen::Map, ip.to_string())))
        .collect()
}

/// The routes that somebody wrote or a gateway learned, by the subnet in which they are in force.
fn routes(analysis: &Analysis) -> Vec<Entry> {
    let plan = analysis.plan();
    let mut entries = Vec::new();
    for subnet in plan.subnet_ids() {
        let table = analysis.routes(subnet);
        let name = &plan.subnet(subnet).item.name;
        let mut seen = HashSet::new();
        for route in table.routes().iter().filter(|route| route.source != RouteSource::Default) {
            if seen.insert(route.to_string()) {
                let detail = format!("{route}, from {name}");
                let reply = Reply::Hand(Screen::Routes, format!("{name}{HANDED}{}", within(route)));
                entries.push(line("Routes", "route", &route.prefix.to_string(), &detail, reply));
            }
        }
    }
    entries
}

/// An address that a route holds, as a question has it.
fn within(route: &EffectiveRoute) -> String {
    if route.prefix.prefix() == 0 { "internet".to_owned() } else { route.prefix.first().to_string() }
}

fn packets(analysis: &Analysis) -> Vec<Entry> {
    let questions = analysis.questions();
    let ends = questions.iter().map(|question| (question.from.to_string(), question.to.to_string()));
    ends.map(|(from, to)| {
        let reply = Reply::Hand(Screen::Trace, format!("{from}{HANDED}{to}"));
        line("Packets", "packet", &format!("{from} to {to}"), "", reply)
    })
    .collect()
}

fn findings(analysis: &Analysis) -> Vec<Entry> {
    let page = |finding| Reply::Open(Layer::Page(explain::finding(finding, analysis)));
    let findings = analysis.findings().iter();
    findings.map(|finding| line("Findings", "finding", finding.code, &finding.message, page(finding))).collect()
}

fn policies(analysis: &Analysis) -> Vec<Entry> {
    if !analysis.plan().manifests().has_policies() {
        return Vec::new();
    }
    let policies = analysis.policy_plan().policies().iter();
    policies.map(|policy| line("Policies", "policy", &policy.to_string(), "", Reply::Go(Screen::Policy))).collect()
}

fn rule_lines() -> Vec<Entry> {
    let rules = rules::RULES.iter();
    rules
        .map(|rule| {
            let page = Reply::Open(Layer::Page(rule_page(rule.id)));
            line("Rules", "rule", &rule.id.name(), &format!("{}  {}", rule.value, rule.title), page)
        })
        .collect()
}

/// What a text is by itself: an address or a range, an end of a packet, an error to explain.
pub fn meant(app: &App, text: &str) -> Vec<Entry> {
    let text = text.trim();
    if share::is_one(text) {
        // While a masked copy is shown, opening says that it must be turned off first.
        let effect = Reply::Effect(Effect::Open(text.to_owned()));
        let open = if app.is_redacted() { Reply::Act(Action::Open) } else { effect };
        let loses = if app.own_document().is_dirty() { "leaves this one, which has changes" } else { "" };
        return vec![line("", "share line", "open the design that it holds", loses, open)];
    }
    let analysis = app.shown();
    let mut entries = match (text.parse::<IpAddr>(), text.parse::<Cidr>()) {
        (Ok(address), _) => address_lines(analysis, address, text),
        (_, Ok(range)) => address_lines(analysis, range.first(), &range.first().to_string()),
        _ => end_lines(analysis, text),
    };
    entries.sort_by_key(|(of, _)| *of != app.screen());
    let mut entries: Vec<Entry> = entries.into_iter().map(|(_, entry)| entry).collect();
    if let Ok(what) = explained(text)
        && !matches!(what, Explained::Question(_) | Explained::Rule(_) | Explained::Term(_))
        && let Some(page) = errors::page(&what, analysis, &app.state.keymap)
    {
        let title = page.title.clone();
        entries.push(line("", "explain", &title, "", Reply::Open(Layer::Page(page))));
    }
    entries
}

fn address_lines(analysis: &Analysis, address: IpAddr, text: &str) -> Vec<(Screen, Entry)> {
    let owners = analysis.addresses().owners_by_name(analysis.inventory(), address);
    let owner = owners.first().map_or_else(
        || "in none of the ranges".to_owned(),
        |owner| {
            let range = owner.range.as_ref().map(|range| format!("in {range}"));
            let assumed = owner.assumed.then(|| "(assumed)".to_owned());
            let texts = [Some(word(owner.kind).to_owned()), Some(owner.name.clone()), range, assumed];
            texts.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
        },
    );
    let mut entries = end_lines(analysis, text);
    if !owners.is_empty() {
        let entry = line("", "address", text, &owner, Reply::Hand(Screen::Map, text.to_owned()));
        entries.insert(0, (Screen::Map, entry));
    }
    entries
}

/// A packet to an end of the design, if the text names one.
fn end_lines(analysis: &Analysis, text: &str) -> Vec<(Screen, Entry)> {
    let Ok(Destination { endpoint, .. }) = text.parse::<Destination>() else { return Vec::new() };
    let Ok(resolved) = analysis.resolve(&endpoint) else { return Vec::new() };
    let trace = Reply::Hand(Screen::Trace, format!("{HANDED}{text}"));
    let mut entries = vec![(Screen::Trace, line("", "trace", text, "a packet to it, hop by hop", trace))];
    if resolved.address.is_some() {
        let routes = Reply::Hand(Screen::Routes, endpoint.to_string());
        entries.insert(
            0,
            (Screen::Routes, line("", "routes", &endpoint.to_string(), "which route takes a packet there", routes)),
        );
    }
    entries
}
