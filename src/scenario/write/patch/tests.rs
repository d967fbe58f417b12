//! What a patch keeps and what it changes. Deliberately compares whole lines.

use proptest::prelude::*;

use super::*;
use crate::scenario::arbitrary::{scenario_strategy, text_strategy};
use crate::scenario::{Edit, Path};

const FILE: &str = r#"# Our production network.
schema = 1
name = 'prod' # short

[cluster] # the cluster
model = "kubenet"
pod-cidr = "10.244.0.0/16"   # a /16
# What the firewall lets pass:
outbound-type = "userDefinedRouting"

[[vnet]]
name = "v"
address-space = [
    "10.0.0.0/8", # all of it
    "172.16.0.0/12",
]

  # nodes live here
  [[vnet.subnet]]
  name = "a"
  prefix = "10.1.0.0/16"

  [[vnet.subnet]]
  name = "b"
  prefix = "10.2.0.0/16"
  nsg = "n"

[[nsg]]
name = "n"
rules = [
  # first
  { name = "x", priority = 0x64, direction = "inbound", access = "deny" }, # keep
  { name = "y", priority = 200, direction = "inbound", access = "allow" }
]

[service-tag]
Storage = ["20.0.0.0/8"]"#;

fn cases() -> Vec<(Edit, Vec<&'static str>, Vec<&'static str>)> {
    let root = Path::root;
    let vnet = || root().item("vnet", "v");
    let nsg = || root().item("nsg", "n");
    let subnet = |name| vnet().item("subnet", name);
    let add = |list, toml: &str| Edit::Add { list, toml: toml.to_owned() };
    vec![
        (Edit::set(root().key("name"), "test"), vec!["name = 'prod' # short"], vec!["name = 'test' # short"]),
        (
            Edit::set(root().key("cluster").key("pod-cidr"), "10.244.0.0/18"),
            vec!["pod-cidr = \"10.244.0.0/16\"   # a /16"],
            vec!["pod-cidr = \"10.244.0.0/18\"   # a /16"],
        ),
        (
            Edit::unset(root().key("cluster").key("outbound-type")),
            vec!["outbound-type = \"userDefinedRouting\""],
            vec![],
        ),
        (Edit::set(subnet("a").key("nsg"), "n"), vec![], vec!["  nsg = \"n\""]),
        (
            Edit::set(root().key("cluster").key("service-cidr"), "10.9.0.0/16"),
            vec![],
            vec!["service-cidr = \"10.9.0.0/16\""],
        ),
        (Edit::set(root().key("description"), "d"), vec![], vec!["description = \"d\""]),
        (
            Edit::set(vnet().key("address-space"), "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16"),
            vec![],
            vec!["    \"192.168.0.0/16\","],
        ),
        (Edit::set(vnet().key("address-space"), "172.16.0.0/12"), vec!["    \"10.0.0.0/8\", # all of it"], vec![]),
        (
            Edit::set(nsg().item("rules", "x").key("access"), "allow"),
            vec!["  { name = \"x\", priority = 0x64, direction = \"inbound\", access = \"deny\" }, # keep"],
            vec!["  { name = \"x\", priority = 0x64, direction = \"inbound\", access = \"allow\" }, # keep"],
        ),
        (
            Edit::set(nsg().item("rules", "x").key("protocol"), "tcp"),
            vec!["  { name = \"x\", priority = 0x64, direction = \"inbound\", access = \"deny\" }, # keep"],
            vec![
                "  { name = \"x\", priority = 0x64, direction = \"inbound\", access = \"deny\", protocol = \"tcp\" }, # keep",
            ],
        ),
        (
            Edit::Remove { path: nsg().item("rules", "x") },
            vec!["  { name = \"x\", priority = 0x64, direction = \"inbound\", access = \"deny\" }, # keep"],
            vec![],
        ),
        (
            add(nsg().key("rules"), "name = \"z\"\npriority = 9\ndirection = \"inbound\"\naccess = \"deny\""),
            vec!["  { name = \"y\", priority = 200, direction = \"inbound\", access = \"allow\" }"],
            vec![
                "  { name = \"y\", priority = 200, direction = \"inbound\", access = \"allow\" },",
                "  { name = \"z\", priority = 9, direction = \"inbound\", access = \"deny\" },",
            ],
        ),
        (
            add(vnet().key("subnet"), "name = \"c\"\nprefix = \"10.3.0.0/16\""),
            vec![],
            vec!["  [[vnet.subnet]]", "  name = \"c\"", "  prefix = \"10.3.0.0/16\""],
        ),
        (add(vnet().key("peering"), "remote = \"v\""), vec![], vec!["  [[vnet.peering]]", "  remote = \"v\""]),
        (add(root().key("vm"), "name = \"m\""), vec![], vec!["[[vm]]", "name = \"m\""]),
        (
            Edit::set(root().key("cluster").key("load-balancer").key("idle-timeout-minutes"), "9"),
            vec![],
            vec!["[cluster.load-balancer]", "idle-timeout-minutes = 9"],
        ),
        (
            Edit::Remove { path: subnet("a") },
            vec!["  [[vnet.subnet]]", "  name = \"a\"", "  prefix = \"10.1.0.0/16\""],
            vec![],
        ),
        (Edit::set(subnet("a").key("name"), "aa"), vec!["  name = \"a\""], vec!["  name = \"aa\""]),
        (
            Edit::set(nsg().key("name"), "guard"),
            vec!["  nsg = \"n\"", "name = \"n\""],
            vec!["  nsg = \"guard\"", "name = \"guard\""],
        ),
        (
            Edit::set(root().key("service-tag"), "Storage=20.0.0.0/8; Sql=21.0.0.0/8"),
            vec![],
            vec!["Sql = [\"21.0.0.0/8\"]"],
        ),
    ]
}

/// The lines that one text has and the other has not, as a line-by-line comparison shows them.
fn lines_lost<'a>(from: &'a str, to: &str) -> Vec<&'a str> {
    let mut rest: Vec<&str> = to.lines().collect();
    let mut lost = Vec::new();
    for line in from.lines() {
        match rest.iter().position(|other| *other == line) {
            Some(place) => drop(rest.remove(place)),
            None => lost.push(line),
        }
    }
    lost
}

#[test]
fn an_edit_changes_only_its_own_lines() {
    for (edit, mut gone, mut come) in cases() {
        for text in [FILE.to_owned(), format!("{FILE}\n")] {
            let old = read(&text).scenario;
            let new = edit.apply(&old).unwrap();
            let patched = spliced(&text, &old, &new).unwrap();
            let reading = read(&patched);
            assert_eq!(reading.diagnostics, [], "{patched}");
            assert_eq!(reading.scenario, new, "{patched}");
            let mut lost = lines_lost(&text, &patched);
            lost.retain(|line| !line.is_empty());
            lost.sort_unstable();
            gone.sort_unstable();
            assert_eq!(lost, gone, "{edit:?}\n{patched}");
            let mut added = lines_lost(&patched, &text);
            added.retain(|line| !line.is_empty());
            added.sort_unstable();
            come.sort_unstable();
            assert_eq!(added, come, "{edit:?}\n{patched}");
        }
    }
}

#[test]
fn line_ends_stay_as_they_are() {
    for (edit, ..) in cases() {
        let unix = read(FILE).scenario;
        let dos = FILE.replace('\n', "\r\n");
        let new = edit.apply(&unix).unwrap();
        let expected = patch(FILE, &unix, &new).replace('\n', "\r\n");
        assert_eq!(patch(&dos, &read(&dos).scenario, &new), expected, "{edit:?}");
    }
}

#[test]
fn other_ways_to_write_a_list_are_kept() {
    let add = |path: Path, toml: &str| Edit::Add { list: path, toml: toml.to_owned() };
    let root = Path::root;
    let cases = [
        (
            "cluster.model = 'kubenet'\n",
            Edit::set(root().key("cluster").key("pod-cidr"), "10.0.0.0/8"),
            "cluster.model = 'kubenet'\ncluster.pod-cidr = \"10.0.0.0/8\"\n",
        ),
        ("cluster = { model = 'kubenet' }\n", Edit::unset(root().key("cluster").key("model")), "cluster = {  }\n"),
        (
            "cluster = {}\n",
            Edit::set(root().key("cluster").key("load-balancer").key("idle-timeout-minutes"), "4"),
            "cluster = { load-balancer = { idle-timeout-minutes = 4 } }\n",
        ),
        (
            "cluster = {}\nnsg = [{ name = 'a' }, { name = 'b' }]\n",
            Edit::Remove { path: root().item("nsg", "b") },
            "cluster = {}\nnsg = [{ name = 'a' }]\n",
        ),
        (
            "cluster = {}\nnsg = [{ name = 'a' }, { name = 'b' }]\n",
            Edit::Remove { path: root().item("nsg", "a") },
            "cluster = {}\nnsg = [{ name = 'b' }]\n",
        ),
        (
            "cluster = {}\nnsg = [{ name = 'a' }]\n",
            add(root().item("nsg", "a").key("rules"), "name='r'\npriority=1\ndirection='inbound'\naccess='deny'"),
            "cluster = {}\nnsg = [{ name = 'a', rules = [{ name = \"r\", priority = 1, direction = \"inbound\", access = \"deny\" }] }]\n",
        ),
        (
            "[cluster.load-balancer]\nidle-timeout-minutes = 4\n",
            Edit::set(root().key("cluster").key("model"), "kubenet"),
            "[cluster]\nmodel = \"kubenet\"\n\n[cluster.load-balancer]\nidle-timeout-minutes = 4\n",
        ),
        (
            "[cluster]\n[[nsg]]\nname = 'a'\n[[nsg.rules]]\nname = 'r'\npriority = 1\ndirection = 'inbound'\naccess = 'deny'\n",
            add(root().item("nsg", "a").key("rules"), "name='s'\npriority=2\ndirection='inbound'\naccess='deny'"),
            "[cluster]\n[[nsg]]\nname = 'a'\n[[nsg.rules]]\nname = 'r'\npriority = 1\ndirection = 'inbound'\naccess = 'deny'\n\n[[nsg.rules]]\nname = \"s\"\npriority = 2\ndirection = \"inbound\"\naccess = \"deny\"\n",
        ),
        (
            "[cluster]\n[[workload]]\nname = 'w'\nlabels.app = 'a'\n",
            Edit::set(root().item("workload", "default/w").key("labels"), "app=b; tier=x"),
            "[cluster]\n[[workload]]\nname = 'w'\nlabels.app = 'b'\nlabels.tier = \"x\"\n",
        ),
        (
            "[cluster]\n[[node-pool]]\nname = 'p'\n[node-pool.autoscale]\nmin = 1\nmax = 3\n",
            Edit::set(root().item("node-pool", "p").key("autoscale"), "1-5"),
            "[cluster]\n[[node-pool]]\nname = 'p'\n[node-pool.autoscale]\nmin = 1\nmax = 5\n",
        ),
    ];
    for (text, edit, expected) in cases {
        let reading = read(text);
        let new = edit.apply(&reading.scenario).unwrap();
        let patched = spliced(text, &reading.scenario, &new).unwrap();
        assert_eq!(patched, expected);
        assert_eq!(read(&patched).scenario, new);
    }
}

#[test]
fn one_value_of_an_example_is_one_line() {
    for example in crate::examples::ALL {
        let old = read(example.text).scenario;
        let place = Path::root().item("vnet", &old.vnets[0].name).item("subnet", &old.vnets[0].subnets[0].name);
        let new = Edit::set(place.key("prefix"), "10.99.0.0/24").apply(&old).unwrap();
        let patched = spliced(example.text, &old, &new).unwrap();
        assert_eq!(read(&patched).scenario, new, "{}", example.name);
        assert_eq!(lines_lost(example.text, &patched).len(), 1, "{}", example.name);
        assert_eq!(lines_lost(&patched, example.text).len(), 1, "{}", example.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_scenario_can_be_patched_into_any_other(old in scenario_strategy(), new in scenario_strategy()) {
        let text = write(&old);
        let patched = spliced(&text, &old, &new).unwrap();
        prop_assert_eq!(&read(&patched).scenario, &new, "{}\n=>\n{}", text, patched);
    }

    #[test]
    fn also_where_every_list_is_on_the_line(text in text_strategy(), new in scenario_strategy()) {
        let old = read(&text).scenario;
        let patched = spliced(&text, &old, &new).unwrap();
        prop_assert_eq!(&read(&patched).scenario, &new, "{}\n=>\n{}", text, patched);
    }
}
