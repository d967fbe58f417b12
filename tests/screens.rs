//! How the screens look: a few pictures, and what must hold of every picture at every size.

#[path = "support/explorer.rs"]
mod support;

use aksplore::ui::App;
use aksplore::ui::screens::Screen;
use support::{FLAGSHIP, explorer, press, screen};

fn flagship() -> App {
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "n 4 0 enter 5 0 enter esc");
    press(&mut app, "n esc");
    app
}

fn picture(app: &mut App, columns: u16, rows: u16) -> String {
    let lines = screen(app, columns, rows);
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

#[test]
fn home_answers_the_flagship_question() {
    let mut app = flagship();
    for (columns, rows) in [(120, 40), (80, 24), (40, 12)] {
        insta::assert_snapshot!(format!("home_{columns}x{rows}"), picture(&mut app, columns, rows));
    }
}

#[test]
fn the_lower_half_of_home_rehearses_and_maps() {
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "n 1 7 enter 5 7 enter esc n esc r");
    for (columns, rows) in [(120, 40), (80, 24), (40, 12)] {
        insta::assert_snapshot!(format!("rehearsal_{columns}x{rows}"), picture(&mut app, columns, rows));
    }
    press(&mut app, "i left up");
    for (columns, rows) in [(120, 40), (80, 24), (40, 12)] {
        insta::assert_snapshot!(format!("inverse_map_{columns}x{rows}"), picture(&mut app, columns, rows));
    }
}

#[test]
fn the_lower_half_has_an_ascii_form_of_the_same_cells() {
    for keys in ["r", "i", "n 4 0 0 enter esc r down", "n 4 0 0 enter esc i"] {
        let mut app = explorer(FLAGSHIP);
        press(&mut app, keys);
        for (columns, rows) in [(120, 40), (80, 24), (40, 12)] {
            let area = ratatui::layout::Rect::new(0, 0, columns, rows);
            let mut buffer = ratatui::buffer::Buffer::empty(area);
            app.draw(area, &mut buffer);
            let drawn = buffer.clone();
            aksplore::config::glyphs::Glyphs::Ascii.apply(&mut buffer);
            for (drawn, shown) in drawn.content.iter().zip(&buffer.content) {
                assert!(
                    shown.symbol().is_ascii() && shown.symbol() != "?" || drawn.symbol() == "?",
                    "{:?}",
                    drawn.symbol()
                );
                assert_eq!(drawn.symbol() == " ", shown.symbol() == " ", "{:?}", drawn.symbol());
            }
        }
    }
}

#[test]
fn what_the_lower_half_shows_is_in_the_answer() {
    use aksplore::report::size::Size;
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "n 1 7 enter 5 7 enter esc n esc r");
    let pool = app.shown().plan().pool_ids().next().expect("the design has a pool");
    let size = Size::new(app.shown()).with_grid(&app.shown().grid(pool, None));
    let thousands = |number: u64| aksplore::net::thousands(number);
    let rehearsal = picture(&mut app, 120, 40);
    for row in &size.rehearsal {
        let numbers = format!("{} of {}", thousands(row.needed), thousands(row.available));
        assert!(rehearsal.contains(&numbers), "step {}: {numbers} is not on\n{rehearsal}", row.step);
    }
    let message = size.rehearsal[1].azure_message.clone().expect("AKS refuses the surge");
    assert!(rehearsal.replace('\n', "").contains(&message[..40]), "{message}");
    press(&mut app, "i");
    let map = picture(&mut app, 120, 40);
    let edge = size.grid_edge.expect("it was asked for");
    for most in &edge.most_nodes {
        let nodes = most.nodes.map_or_else(|| "none".to_owned(), |nodes| thousands(nodes.into()));
        let row = map.lines().find(|line| line.contains(&format!("│ {:>3} ", most.max_pods))).expect("a row");
        assert!(row.trim_end_matches(['│', ' ']).ends_with(&nodes), "{nodes} of {} pods: {row}", most.max_pods);
    }
}

#[test]
fn compare_puts_the_flagship_question_to_every_model() {
    let mut app = flagship();
    press(&mut app, "5");
    for (columns, rows) in [(120, 40), (80, 24)] {
        insta::assert_snapshot!(format!("compare_{columns}x{rows}"), picture(&mut app, columns, rows));
    }
}

#[test]
fn every_row_of_the_comparison_is_explained_with_its_page() {
    for (columns, rows) in [(120, 40), (80, 24)] {
        let mut app = flagship();
        app.resize(columns, rows);
        press(&mut app, "5 e");
        let step = if columns >= 120 { "down" } else { "right" };
        let mut titles = Vec::new();
        for _ in 0..60 {
            let lines = screen(&mut app, columns, rows);
            let title = lines.iter().find(|line| line.contains('┌')).unwrap().clone();
            press(&mut app, &format!("esc {step} e"));
            if titles.last() == Some(&title) {
                break;
            }
            titles.push(title);
        }
        assert!(titles.len() > 35, "{columns}x{rows}: {titles:#?}");
    }
    let mut app = explorer(&FLAGSHIP.replace("[cluster]", "[cluster]\nnetwork-policy = \"calico\""));
    app.resize(120, 40);
    press(&mut app, "5 left left left down down down down down down e");
    let page = picture(&mut app, 120, 40);
    for words in [
        "Node subnet (flat) to Overlay: blocked: 1 thing first",
        "network policy engine calico is installed: uninstall it first",
        "--network-plugin-mode overlay",
        "service CIDR 10.0.0.0/16 cannot be replaced",
        "change-model: the models that a standing cluster can take on",
        "update-azure-cni.md",
        "userDefinedRouting: in place",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[test]
fn what_a_design_uses_and_a_model_lacks_is_a_row_at_both_sizes() {
    let windows =
        FLAGSHIP.replace("[[vnet]]", "[[node-pool]]\nname = \"win1\"\nos = \"windows\"\nmax-pods = 30\n[[vnet]]");
    let mut app = explorer(&windows);
    press(&mut app, "5");
    let wide = picture(&mut app, 120, 40);
    assert!(wide.contains("what it lacks") && wide.contains("Windows pools"), "{wide}");
    app.resize(80, 24);
    press(&mut app, "down");
    let narrow = picture(&mut app, 80, 24);
    assert!(
        narrow.contains("►kubenet") && narrow.contains("what it lacks              Windows pools (win1)"),
        "{narrow}"
    );
    assert!(narrow.contains("pool win1: kubenet has no Windows nodes"), "{narrow}");
}

#[test]
fn the_rows_that_decide_stay_in_sight() {
    let mut app = flagship();
    app.resize(120, 40);
    press(&mut app, "5 G");
    let last = picture(&mut app, 120, 40);
    for words in ["VERDICT", "tightest limit", "takes of the VNet", "MOST NODES IT HOLDS", "what stops it", "watch out"]
    {
        assert!(last.contains(words), "{words}\n{last}");
    }
}

/// Keys that put each kind of layer on top, and open each kind of field.
const STATES: &[&str] = &[
    "",
    "r",
    "i left up",
    "?",
    "O",
    "e",
    "e enter",
    "= 4 0 n",
    "W",
    "m",
    "c 1 0 . 2",
    "n 4",
    "p 3 0 0",
    "down down down down down down down down enter",
    "c / x",
    "n 7 enter esc I up",
    "n 7 enter esc u s 3 enter esc I up",
    "M x",
    "n 7 enter esc V",
];

/// Sizes from nothing to a wall, with the borders of the layouts.
const SIZES: &[(u16, u16)] = &[
    (1, 1),
    (2, 2),
    (3, 1),
    (1, 9),
    (10, 3),
    (30, 8),
    (39, 12),
    (40, 11),
    (40, 12),
    (41, 13),
    (60, 20),
    (79, 24),
    (80, 24),
    (100, 30),
    (119, 40),
    (120, 39),
    (120, 40),
    (121, 41),
    (250, 70),
    (300, 100),
    (500, 200),
    (300, 5),
    (5, 100),
];

#[test]
fn every_screen_draws_at_every_size_with_everything_on_top() {
    for shown in Screen::ALL {
        for (state, keys) in STATES.iter().enumerate() {
            let mut app = explorer(FLAGSHIP).on(*shown);
            press(&mut app, keys);
            // Every state meets a third of the sizes, every size a third of the states.
            for (columns, rows) in SIZES.iter().skip(state % 3).step_by(3) {
                assert_eq!(screen(&mut app, *columns, *rows).len(), usize::from(*rows));
            }
        }
    }
}

#[test]
fn designs_without_nodes_or_subnets_draw_too() {
    let empty = "[cluster]\nmodel = \"kubenet\"\n[[node-pool]]\nname = \"p\"\ncount = 0\n";
    let lost = "[cluster]\nmodel = \"azure-cni-pod-subnet\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"0.0.0.0/0\"]\n";
    for text in ["[cluster]\n", empty, lost] {
        for shown in Screen::ALL {
            let mut app = explorer(text).on(*shown);
            for (columns, rows) in [(40, 12), (80, 24), (120, 40)] {
                assert_eq!(screen(&mut app, columns, rows).len(), usize::from(rows));
            }
        }
    }
}

#[test]
fn the_frame_of_every_picture_is_where_people_look_for_it() {
    let long = FLAGSHIP.replace("contoso-prod", &"a-very-long-name-".repeat(12));
    for text in [FLAGSHIP, &long] {
        for shown in Screen::ALL {
            let mut app = explorer(text).on(*shown);
            for (columns, rows) in SIZES.iter().filter(|(columns, rows)| *columns >= 40 && *rows >= 12) {
                let lines = screen(&mut app, *columns, *rows);
                let title = lines[0].trim_end();
                let ends = match shown {
                    Screen::Home | Screen::Map | Screen::Routes => title.ends_with('%'),
                    Screen::Trace => title.ends_with("hops"),
                    Screen::Compare => title.ends_with("FIT"),
                    Screen::Policy => title.ends_with("NO POLICY"),
                };
                assert!(ends && title.chars().count() == usize::from(*columns) - 1, "{columns}x{rows}: {title:?}");
                assert!(!lines[lines.len() - 2].trim().is_empty(), "{columns}x{rows}: no status");
                let keys = lines[lines.len() - 1].trim();
                assert!(keys.contains("? help") && keys.contains("q quit"), "{columns}x{rows}: {keys:?}");
            }
        }
    }
}

#[test]
fn exactly_one_thing_is_marked() {
    for shown in [Screen::Home, Screen::Compare] {
        for keys in ["", "down", "down down down", "right", "G", "up up up up"] {
            let mut app = explorer(FLAGSHIP).on(shown);
            for (columns, rows) in [(120, 40), (80, 24), (40, 12)] {
                app.resize(columns, rows);
                press(&mut app, keys);
                let markers = screen(&mut app, columns, rows).concat().matches('►').count();
                assert_eq!(markers, 1, "{shown:?} {keys:?} at {columns}x{rows}\n{}", picture(&mut app, columns, rows));
            }
        }
    }
}

#[test]
fn too_small_a_terminal_still_says_the_verdict() {
    let mut app = flagship();
    for (columns, rows) in [(39, 12), (30, 8), (10, 3)] {
        assert!(screen(&mut app, columns, rows)[0].contains("NO FIT"), "{columns}x{rows}");
    }
    let words = screen(&mut app, 30, 8).join(" ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("40 columns and 12 rows"), "{words}");
}

/// A shop whose database takes its web pods alone, and two workloads that behave alike.
const SHOP: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {replicas: 2, template: {metadata: {labels: {app: web}}, spec: {containers: [{ports: [{containerPort: 8080}]}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: shop}
spec: {template: {metadata: {labels: {app: db}}, spec: {containers: [{ports: [{containerPort: 5432}]}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: mail, namespace: tools}
spec: {template: {metadata: {labels: {app: mail}}, spec: {}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: news, namespace: tools}
spec: {template: {metadata: {labels: {app: news}}, spec: {}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]}
";

fn shop(engine: &str) -> App {
    let text = FLAGSHIP.replace("[cluster]", &format!("[policies]\nfiles = [\"p.yaml\"]\n[cluster]\n{engine}"));
    let mut app = explorer(&text);
    app.take_manifests(manifests(SHOP));
    app
}

fn manifests(text: &str) -> aksplore::manifest::model::Manifests {
    let reading = aksplore::manifest::read(&[aksplore::diag::Source::new("p.yaml", text)]);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    reading.manifests
}

#[test]
fn policy_shows_who_may_talk_to_whom_and_why() {
    let mut app = shop("network-policy = \"calico\"");
    // From the workloads that no policy holds to the database.
    press(&mut app, "6 down");
    for (columns, rows) in [(120, 40), (80, 24), (40, 12)] {
        insta::assert_snapshot!(format!("policy_{columns}x{rows}"), picture(&mut app, columns, rows));
    }
    let mut none = explorer(FLAGSHIP);
    press(&mut none, "6");
    insta::assert_snapshot!("policy_none_80x24", picture(&mut none, 80, 24));
}

#[test]
fn the_policy_screen_has_an_ascii_form_and_says_without_colour_what_it_means() {
    let mut app = shop("network-policy = \"calico\"");
    for keys in ["6", "down right", "G", "enter"] {
        press(&mut app, keys);
        for (columns, rows) in [(120, 40), (80, 24), (40, 12)] {
            let area = ratatui::layout::Rect::new(0, 0, columns, rows);
            let mut buffer = ratatui::buffer::Buffer::empty(area);
            app.draw(area, &mut buffer);
            aksplore::config::glyphs::Glyphs::Ascii.apply(&mut buffer);
            let symbols: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert!(symbols.is_ascii(), "{symbols}");
        }
    }
    press(&mut app, "esc g");
    let table = picture(&mut app, 80, 24);
    for word in ["+ all", "~ part", "- no"] {
        assert!(table.lines().skip(2).any(|line| line.contains(word)), "{word}\n{table}");
    }
}

/// So many workloads in three namespaces, no two of which may do the same, and five that no policy tells apart.
fn crowd() -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for place in 0..36 {
        let (namespace, app) = (place % 3, if place < 31 { format!("a{place}") } else { "same".to_owned() });
        writeln!(
            text,
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: w{place:02}, namespace: n{namespace}}}\nspec: {{template: {{metadata: {{labels: {{app: {app}}}}}, spec: {{containers: [{{ports: [{{name: http, containerPort: {}}}]}}]}}}}}}",
            8_000 + place
        )
        .expect("memory takes everything");
        if place < 31 {
            writeln!(
                text,
                "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p{place:02}, namespace: n{namespace}}}\nspec: {{podSelector: {{matchLabels: {{app: {app}}}}}, ingress: [{{from: [{{podSelector: {{}}}}], ports: [{{port: http}}]}}, {{from: [{{ipBlock: {{cidr: 10.{place}.0.0/16}}}}]}}]}}"
            )
            .expect("memory takes everything");
        }
    }
    text
}

#[test]
fn a_large_table_scrolls_under_fixed_heads_and_folds_what_is_alike() {
    let text =
        FLAGSHIP.replace("[cluster]", "[policies]\nfiles = [\"p.yaml\"]\n[cluster]\nnetwork-policy = \"calico\"");
    for (columns, rows) in [(120, 40), (80, 24)] {
        let mut app = explorer(&text);
        app.take_manifests(manifests(&crowd()));
        app.resize(columns, rows);
        press(&mut app, "6");
        let first = picture(&mut app, columns, rows);
        insta::assert_snapshot!(format!("policy_crowd_{columns}x{rows}"), first.clone());
        press(&mut app, "G");
        let last = picture(&mut app, columns, rows);
        insta::assert_snapshot!(format!("policy_crowd_end_{columns}x{rows}"), last.clone());
        let groups = app.shown().policy_matrix().groups.len();
        // 31 of their own, the folded ones of each namespace, DNS and outside.
        assert!(groups > 30 && groups < 38, "{groups}");
        assert!(first.contains("from") && last.contains("from"), "the head stays");
        assert!(last.lines().any(|line| line.contains(" +1")), "folded rows say how many\n{last}");
        assert!(last.contains(&format!("[{groups}]")) && last.contains("outside"), "{last}");
        press(&mut app, "f");
        insta::assert_snapshot!(format!("policy_exposure_{columns}x{rows}"), picture(&mut app, columns, rows));
        press(&mut app, "G");
        assert!(!picture(&mut app, columns, rows).contains("Rules that never match: none"), "it scrolls");
        // Line by line and cell by cell in ASCII as well.
        let area = ratatui::layout::Rect::new(0, 0, columns, rows);
        let mut buffer = ratatui::buffer::Buffer::empty(area);
        app.draw(area, &mut buffer);
        aksplore::config::glyphs::Glyphs::Ascii.apply(&mut buffer);
        assert!(buffer.content.iter().all(|cell| cell.symbol().is_ascii()));
    }
}

#[test]
fn every_number_of_the_policy_screen_is_in_the_answer_of_policy() {
    use aksplore::report::policy::{Exposed, Ground, Matrix};
    let mut app = shop("network-policy = \"calico\"");
    app.resize(120, 40);
    let analysis = app.shown();
    let plan = analysis.policy_plan();
    let ground = || Ground::new(plan, analysis.plan().manifests(), Vec::new());
    let matrix = serde_json::to_value(Matrix::new(plan, analysis.connectivity(), ground())).unwrap();
    let exposed = serde_json::to_value(Exposed::new(plan, analysis.connectivity(), ground())).unwrap();
    let policies = plan.policies().len();
    press(&mut app, "6");
    let count = matrix["groups"].as_array().unwrap().len();
    for cell in matrix["cells"].as_array().unwrap() {
        let at = |key: &str| usize::try_from(cell[key].as_u64().unwrap()).unwrap() - 1;
        press(&mut app, "g");
        press(&mut app, &"down ".repeat(at("from")));
        press(&mut app, &"right ".repeat(at("to")));
        let picture = picture(&mut app, 120, 40);
        let word = match cell["verdict"].as_str().unwrap() {
            "allow" => "+ all",
            "deny" => "- no",
            _ => "~ part",
        };
        let shown = format!("{word}: {}", cell["conn"].as_str().unwrap());
        // A long line of addresses is wrapped: its start is enough to tell it apart.
        assert!(picture.contains(&shown[..shown.len().min(50)]), "{shown}\n{picture}");
        assert!(picture.contains(&format!("[{}]", at("to") + 1)) && at("to") < count, "{picture}");
    }
    press(&mut app, "f");
    let picture = picture(&mut app, 120, 40);
    assert!(picture.contains(&format!("{policies} POLICY")), "{picture}");
    let none = |rows: usize| if rows == 0 { "none".to_owned() } else { rows.to_string() };
    let of = |key: &str| exposed[key].as_array().unwrap();
    // An answer has a row a run of addresses, the screen one a workload and direction.
    let open: std::collections::BTreeSet<_> =
        of("open").iter().map(|row| (row["workload"].to_string(), row["direction"].to_string())).collect();
    for (title, rows) in [
        ("Rules that never match", of("never_matching").len()),
        ("Policies that select no pod", of("selecting_nothing").len()),
        ("Held by no policy", of("unheld").len()),
        ("Open to outside", open.len()),
    ] {
        assert!(picture.contains(&format!("{title}: {}", none(rows))), "{title} {rows}\n{picture}");
    }
    for row in of("open") {
        for key in ["workload", "addresses", "conn"] {
            assert!(picture.contains(row[key].as_str().unwrap()), "{row}\n{picture}");
        }
    }
}

#[test]
fn the_rule_that_would_admit_a_connection_is_copied_and_the_file_is_not_touched() {
    use aksplore::ui::Effect;
    let mut app = shop("network-policy = \"calico\"");
    app.resize(120, 40);
    press(&mut app, "6 down");
    let before = app.document().to_text();
    let effects = app.key("y".parse().expect("a key"), false);
    let [Effect::Copy(rule)] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(rule.starts_with("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy"), "{rule}");
    let admitted = format!("{SHOP}---\n{rule}");
    let selected = picture(&mut app, 120, 40);
    assert!(selected.contains("- no:") || selected.contains("~ part:"), "{selected}");
    app.take_manifests(manifests(&admitted));
    assert!(picture(&mut app, 120, 40).contains("2 POLICIES"));
    assert_eq!(app.document().to_text(), before);
    assert!(!app.document().is_dirty());
}

#[test]
fn the_policy_screen_says_what_nobody_enforces_and_where_the_rules_are() {
    let mut app = shop("");
    app.resize(120, 40);
    press(&mut app, "6 right");
    let text = picture(&mut app, 120, 40);
    assert!(text.contains("NOT ENFORCED") && text.contains("nothing enforces it"), "{text}");
    press(&mut app, "e");
    assert!(picture(&mut app, 120, 40).contains("all pods may talk"));
    press(&mut app, "esc enter");
    let page = picture(&mut app, 120, 40);
    assert!(page.contains("may use") && page.contains("is selected for"), "{page}");
    // At 80 columns the tabs stand beside the verdict.
    press(&mut app, "esc");
    assert!(screen(&mut app, 80, 24)[0].contains("[6Pol]"));
}

#[test]
fn every_tab_stands_beside_the_longest_verdict() {
    let text = FLAGSHIP.replace("[cluster]", "[[workload]]\nname = \"own\"\nnamespace = \"shop\"\nlabels = { app = \"db\" }\n[cluster]\nnetwork-policy = \"calico\"");
    let mut app = explorer(&text);
    app.take_manifests(manifests(SHOP));
    for (columns, rows, tab) in [(120, 40, "6"), (80, 24, "6Pol")] {
        app.resize(columns, rows);
        press(&mut app, "4 f");
        app.paste("pod:shop/own");
        press(&mut app, "enter t");
        app.paste("pod:shop/web:8080");
        press(&mut app, "enter");
        let title = screen(&mut app, columns, rows)[0].clone();
        assert!(title.contains("DENIED") && title.contains(tab) && title.contains("conto"), "{columns}: {title:?}");
    }
}

/// Three pools, two of them in a subnet that is too small for both.
const POOLS: &str = r#"
[cluster]
model = "azure-cni-node-subnet"
[[vnet]]
name = "vnet-prod"
address-space = ["10.240.0.0/16"]
[[vnet.subnet]]
name = "snet-nodes"
prefix = "10.240.0.0/22"
[[vnet.subnet]]
name = "snet-gpu"
prefix = "10.240.16.0/24"
[[node-pool]]
name = "system"
subnet = "snet-nodes"
count = 3
max-pods = 30
[[node-pool]]
name = "apps"
subnet = "snet-nodes"
count = 30
max-pods = 50
[[node-pool]]
name = "gpu"
subnet = "snet-gpu"
count = 5
max-pods = 30
"#;

/// Fits every range, but not the ports of the one outbound address.
const PORTS: &str = r#"
[cluster]
model = "azure-cni-overlay"
[cluster.load-balancer]
allocated-outbound-ports = 8000
[[vnet]]
name = "vnet-prod"
address-space = ["10.240.0.0/16"]
[[vnet.subnet]]
name = "snet-nodes"
prefix = "10.240.0.0/22"
[[node-pool]]
name = "system"
subnet = "snet-nodes"
count = 12
max-pods = 30
"#;

#[test]
fn home_tells_the_sum_of_several_pools_and_which_of_them_is_edited() {
    let cases: [(u16, u16, &str, &[&str]); 3] = [
        (
            120,
            40,
            "",
            &["= 4 x 31           = 124", "= 33 x 51         = 1,683", "= all of these", "1 of 2 node subnets"],
        ),
        (
            80,
            24,
            "o up",
            &["need = system: 4 x 31 = 124 + apps: 33 x 51 = 1,683", "snet-nodes 10.240.0.0/22", "apps, pool 2 of 3"],
        ),
        (40, 12, "o up", &["system: 4 x 31 = 124 and 1 more", "gpu, pool 3 of 3"]),
    ];
    let mut app = explorer(POOLS);
    for (columns, rows, keys, told) in cases {
        press(&mut app, keys);
        let shown = picture(&mut app, columns, rows);
        for words in told {
            assert!(shown.contains(words), "{columns}x{rows}: no {words:?} in\n{shown}");
        }
    }
}

#[test]
fn the_percentage_and_the_bars_are_those_of_what_binds() {
    let mut app = explorer(PORTS);
    for (columns, rows) in [(120, 40), (80, 24), (40, 12)] {
        let shown = picture(&mut app, columns, rows);
        let title = shown.lines().next().unwrap_or_default();
        assert!(title.ends_with(" 175%"), "{title}");
        assert!(shown.contains("14 x 8,000") && shown.contains("112,000") && shown.contains("64,000"), "{shown}");
        assert!(!shown.contains("3,584"), "the pod CIDR does not bind:\n{shown}");
    }
    let small = picture(&mut app, 40, 12);
    assert!(small.contains("needs 112,000 ports   has 64,000"), "{small}");
}

#[test]
fn the_check_of_capacity_lists_the_terms_of_every_range() {
    let mut app = explorer(POOLS);
    screen(&mut app, 120, 40);
    press(&mut app, "end");
    // From the last check up to the first one: findings stand at the top.
    press(&mut app, "up up up up up up up enter");
    let shown = picture(&mut app, 120, 60);
    for words in ["apps: (30 nodes + 3 surge)", "gpu: (5 nodes + 1 surge)", "it bites at"] {
        assert!(shown.contains(words), "no {words:?} in\n{shown}");
    }
}

#[test]
fn a_fact_that_does_not_fit_is_left_out_and_never_cut_in_the_middle() {
    for text in [FLAGSHIP, POOLS, PORTS] {
        let mut app = explorer(text);
        press(&mut app, "n 4 0 enter esc");
        for (columns, rows) in [(120, 40), (100, 30), (80, 24), (60, 20), (40, 12)] {
            let shown = picture(&mut app, columns, rows);
            // Two dots with letters on either side are a name or a sentence with a hole in it.
            let holed = shown.lines().skip(1).find(|line| {
                line.split(' ').any(|word| word.split_once("..").is_some_and(|(a, b)| !a.is_empty() && !b.is_empty()))
            });
            assert_eq!(holed, None, "{columns}x{rows}");
        }
    }
}

const KUBENET_FULL: &str = "[cluster]\nmodel = \"kubenet\"\npod-cidr = \"10.64.0.0/14\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/16\"]\n[[vnet.subnet]]\nname = \"n\"\nprefix = \"10.224.0.0/20\"\n[[node-pool]]\nname = \"a\"\ncount = 400\nmax-surge = 0\nmax-unavailable = 1\n";
const PODS_CAPPED: &str = "[cluster]\nmodel = \"azure-cni-pod-subnet\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.20.0.0/16\"]\n[[vnet.subnet]]\nname = \"n\"\nprefix = \"10.20.0.0/22\"\n[[vnet.subnet]]\nname = \"p\"\nprefix = \"10.20.8.0/21\"\n[[node-pool]]\nname = \"a\"\ncount = 26\nmax-pods = 17\nmax-surge = 1\npod-subnet = \"p\"\n";
const TINY: &str = "[cluster]\nmodel = \"azure-cni-node-subnet\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.20.0.0/16\"]\n[[vnet.subnet]]\nname = \"n\"\nprefix = \"10.20.0.0/29\"\n[[node-pool]]\nname = \"a\"\ncount = 900\nmax-pods = 250\n";

#[test]
fn a_full_pair_of_the_map_touches_none_of_its_neighbours() {
    let mut app = explorer(KUBENET_FULL);
    press(&mut app, "i");
    let map = picture(&mut app, 80, 24);
    assert!(map.contains("==") && map.contains("100"), "{map}");
    let rows = map.lines().filter(|line| line.contains('│') && !line.contains("edge"));
    for row in rows {
        let digits = row.split(|sign: char| !sign.is_ascii_digit() && sign != ',').map(str::len).max();
        assert!(digits <= Some(3), "{row}");
    }
}

#[test]
fn the_comparison_glues_no_number_to_its_neighbour_and_cuts_none() {
    for text in [FLAGSHIP, KUBENET_FULL, PODS_CAPPED, TINY] {
        let mut app = explorer(text);
        press(&mut app, "5");
        let shown = picture(&mut app, 80, 24);
        for row in shown.lines().skip(5).take(6) {
            let glued = row.split('%').skip(1).any(|rest| rest.starts_with(|sign: char| sign != ' '));
            assert!(!glued && !row.contains("..%") && !row.contains("█%"), "{row}");
            let bar_ends = row.rfind(['█', '░']).map(|at| &row[at..]);
            assert!(bar_ends.is_none_or(|rest| rest.chars().nth(1) == Some(' ')), "{row}");
        }
    }
}

#[test]
fn the_rules_behind_a_screen_end_at_a_word() {
    use aksplore::engine::rules::RULES;
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let mut known: std::collections::HashSet<String> = RULES.iter().flat_map(|rule| words(rule.title)).collect();
    known.extend(RULES.iter().flat_map(|rule| words(&rule.value.to_string())));
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "e");
    let shown = picture(&mut app, 80, 24);
    let mut cut = 0;
    for row in shown.lines().filter(|line| line.starts_with("│ ") && line.contains("  ")) {
        let text = row.trim_end_matches([' ', '│']);
        let Some(last) = text.rsplit(' ').next().filter(|_| text.chars().count() > 70) else { continue };
        cut += usize::from(last.ends_with(".."));
        assert!(last.ends_with("..") || known.contains(last), "{row}");
    }
    assert!(cut > 3, "{shown}");
}
