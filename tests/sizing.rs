//! What sizing answers, where a user sees it: the same word for the same state, and a letter that does what stands beside
//! it, in every answer and on Home. Deliberately no numbers of its own: those are the engine's, and tested there.

#[path = "support/explorer.rs"]
#[expect(dead_code, reason = "other tests ask more of it")]
mod support;

use std::sync::Arc;

use aksplore::diag::Source;
use aksplore::engine::Analysis;
use aksplore::engine::fix::Way;
use aksplore::report::Answer as _;
use aksplore::report::check::Check;
use aksplore::report::compare::Compare;
use aksplore::report::size::Size;
use aksplore::scenario::read::read;
use aksplore::ui::App;
use support::{explorer, press, screen};

/// The sizes at which Home has all its panels.
const SIZES: [(u16, u16); 2] = [(120, 40), (80, 24)];

/// Pools of nodes in `n`; the rest of the file is added.
const VNET: &str = "[[vnet]]\nname = 'v'\naddress-space = ['10.20.0.0/16']\n";

fn analysis(text: &str) -> Analysis {
    let reading = read(text);
    assert_eq!(reading.diagnostics, [], "{text}");
    Analysis::new(Arc::new(reading.scenario))
}

fn size(text: &str) -> Size {
    Size::new(&analysis(text))
}

fn home(app: &mut App, (columns, rows): (u16, u16)) -> String {
    app.resize(columns, rows);
    screen(app, columns, rows).join("\n")
}

/// What a box says over several lines, in one.
fn unwrapped(screen: &str) -> String {
    screen.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn subnet(name: &str, prefix: &str, more: &str) -> String {
    format!("[[vnet.subnet]]\nname = '{name}'\nprefix = '{prefix}'\n{more}\n")
}

/// Several ranges are too small, and something is refused besides: more ways out than letters.
fn crowded() -> String {
    let cluster = "[cluster]\npod-cidr = '10.244.0.0/20'\napi-server = 'vnet-integration'\napi-server-subnet = 'api'\nvirtual-node-subnet = 'aci'\n";
    let pools = "[[node-pool]]\nname = 'sys'\ncount = 5\nsubnet = 'n'\n[[node-pool]]\nname = 'user'\ncount = 4\nautoscale = { min = 1, max = 7 }\nmax-surge = '50%'\nsubnet = 'n'\n";
    let subnets = subnet("n", "10.20.0.0/27", "")
        + &subnet("api", "10.20.0.32/28", "delegation = 'Microsoft.ContainerService/managedClusters'")
        + &subnet("agc", "10.20.2.0/25", "")
        + &subnet("aci", "10.20.3.0/25", "");
    let others = "[[other-cluster]]\nname = 'dev'\nmodel = 'azure-cni-overlay'\nvnet = 'v'\nnode-subnet = 'n'\napi-server-subnet = 'api'\npod-cidr = '10.128.0.0/20'\nnodes = 12\n[[ingress]]\nname = 'shop'\ncontroller = 'application-gateway-for-containers'\nsubnet = 'agc'\n";
    format!("{cluster}{pools}{}{subnets}{others}", VNET.replace("10.20.0.0/16", "10.20.0.0/22"))
}

/// 14 nodes of 15 pods in a /24: 480 by the pages' formula, 225 if a node holds no more than its max pods.
fn disputed() -> String {
    let head = "[cluster]\nmodel = 'azure-cni-pod-subnet'\n[[node-pool]]\nname = 'sys'\ncount = 14\nmax-pods = 15\nmax-surge = 1\nsubnet = 'n'\npod-subnet = 'p'\n";
    format!("{head}{VNET}{}{}", subnet("n", "10.20.0.0/27", ""), subnet("p", "10.20.1.0/24", ""))
}

/// 3 nodes of 200 pods in a VNet that is all subnet.
const FULL_VNET: &str = "[cluster]\nmodel = 'azure-cni-node-subnet'\n[[node-pool]]\nname = 's'\ncount = 3\nmax-pods = 200\nsubnet = 'n'\n[[vnet]]\nname = 'v'\naddress-space = ['10.20.0.0/24']\n[[vnet.subnet]]\nname = 'n'\nprefix = '10.20.0.0/24'\n";

#[test]
fn the_ladder_brackets_the_length_of_its_own_range() {
    // The gateway's /25 binds, and holds no nodes: the ladder is the node subnet's.
    let size = size(&crowded());
    assert_eq!(size.binding.as_ref().map(|binding| binding.name.as_str()), Some("agc"));
    assert_eq!(size.ladder_range.as_deref(), Some("n"));
    let present: Vec<u8> = size.ladder.iter().filter(|rung| rung.present).map(|rung| rung.prefix).collect();
    assert_eq!(present, [27]);
    for at in SIZES {
        let home = home(&mut explorer(&crowded()), at);
        assert!(home.contains("[/27]") && !home.contains("[/25]"), "{home}");
        assert!(home.contains("prefix of n"), "{home}");
    }
}

#[test]
fn home_shows_the_present_length_and_the_first_that_fits() {
    // A sum of many terms leaves the ladder few rows.
    let pools: String = [("sys", 3, 30), ("a", 11, 50), ("b", 5, 20), ("c", 4, 30)]
        .map(|(name, count, pods)| {
            format!(
                "[[node-pool]]\nname = '{name}'\ncount = {count}\nmax-pods = {pods}\nmax-surge = '33%'\nsubnet = 'n'\n"
            )
        })
        .concat();
    for prefix in [22, 23, 25, 26] {
        let subnet = subnet("n", &format!("10.20.0.0/{prefix}"), "used-by-others = 3");
        let text = format!("[cluster]\nmodel = 'azure-cni-node-subnet'\n{pools}{VNET}{subnet}");
        let ladder = size(&text).ladder;
        let fitting = ladder.iter().find(|rung| rung.fits).expect("some length fits").prefix;
        assert!(fitting < prefix, "{fitting}");
        for at in SIZES {
            let home = home(&mut explorer(&text), at);
            let shows = |label: String| home.contains(&label);
            assert!(shows(format!("[/{prefix}]")) && shows(format!(" /{fitting} ")), "{fitting}: {home}");
            assert!(
                home.lines().any(|line| line.contains(&format!(" /{fitting} ")) && line.contains("fits")),
                "{home}"
            );
        }
    }
}

#[test]
fn a_verdict_that_hangs_on_a_reading_has_one_word() {
    let text = disputed();
    let analysis = analysis(&text);
    let size = Size::new(&analysis);
    assert!(size.text().starts_with("FITS?  191%"), "{}", size.text());
    let mut check = Check::default();
    check.add(&Source::new("d.toml", &text), &[], Some(&analysis));
    assert!(check.text().starts_with("d.toml: FITS?\n"), "{}", check.text());
    let compare = Compare::new(&analysis).text();
    assert!(compare.starts_with("5 of 6 FIT, 1 of them by one reading and not by the other\n"), "{compare}");
    let row = compare.lines().find(|line| line.starts_with("azure-cni-pod-subnet (dynamic)")).unwrap();
    assert!(row.contains("FITS?"), "{row}");
    let json = |answer: &dyn Fn() -> String| serde_json::from_str::<serde_json::Value>(&answer()).unwrap();
    let (size_json, check_json) = (json(&|| aksplore::report::json(&size)), json(&|| aksplore::report::json(&check)));
    for (verdict, room) in [
        (&size_json["verdict"], &size_json["room"]),
        (&check_json["files"][0]["verdict"], &check_json["files"][0]["room"]),
    ] {
        assert_eq!((verdict.as_str(), room.as_str()), (Some("fits"), Some("disputed")));
    }
    assert_eq!(size_json["rehearsal"][0]["room"], "disputed");
    // Seen from another model it is the same word.
    let overlay = self::size(&text.replace("azure-cni-pod-subnet'", "azure-cni-overlay'"));
    let row =
        overlay.text().lines().find(|line| line.starts_with("azure-cni-pod-subnet (dynamic)")).unwrap().to_owned();
    assert!(row.contains("FITS?") && row.contains("191%") && row.contains("6 (15 if capped)"), "{row}");
    assert!(aksplore::report::json(&overlay).contains("\"room\": \"disputed\""));
    for at in SIZES {
        let home = home(&mut explorer(&text), at);
        assert!(home.contains("██ FITS? ██") && home.contains("What would make it fit by both readings"), "{home}");
        for line in home.lines().filter(|line| line.contains("upgrade") || line.contains("capacity")) {
            assert!(!line.contains("[OK] upgrade") && !line.contains("[OK] capacity"), "{line}");
        }
    }
}

#[test]
fn a_letter_that_is_hinted_is_drawn_and_does_what_stands_beside_it() {
    let refused = "[cluster]\nservice-cidr = '10.20.0.0/16'\n[[node-pool]]\nname = 's'\nsubnet = 'n'\n".to_owned()
        + VNET
        + &subnet("n", "10.20.0.0/24", "");
    for text in [crowded(), disputed(), FULL_VNET.to_owned(), refused] {
        let before = analysis(&text);
        let rows = Size::new(&before).ways;
        assert_eq!(rows.len(), before.ways().len());
        for at in [(120, 40), (80, 24), (60, 20)] {
            let mut app = explorer(&text);
            let home = home(&mut app, at);
            let hints = home.lines().last().unwrap().to_owned();
            let lettered: Vec<char> = rows.iter().filter_map(|row| row.letter).collect();
            let last = if before.ways().iter().filter(|way| way.edit().is_some()).count() > 6 {
                'F'
            } else {
                *lettered.last().unwrap()
            };
            if lettered.len() > 1 && at.0 >= 80 {
                assert!(hints.contains(&format!("A-{last} try")), "{hints}");
            }
            for (row, way) in rows.iter().zip(before.ways()) {
                let Some(letter) = row.letter else { continue };
                // A letter stands alone, and not in the legend of the map; the rest of its line may be cut.
                let stands = format!("  {letter} ");
                let drawn = home
                    .lines()
                    .filter(|line| !line.contains("· free"))
                    .any(|line| format!("  {}", line.replace('│', " ").trim_start()).contains(&stands));
                assert!(drawn, "{letter} is not on\n{home}");
                let mut app = explorer(&text);
                press(&mut app, &letter.to_string());
                let edited = way.edit().expect("a letter is for an edit").apply(before.plan().written()).unwrap();
                assert_eq!(**app.shown().plan().written(), edited, "{letter}: {}", row.label);
            }
            // A letter behind the last does nothing.
            if last < 'F' {
                press(&mut app, "F");
                assert_eq!(**app.shown().plan().written(), **before.plan().written());
            }
        }
    }
    // The capacity fixes are there although something is refused, in both.
    let (size, mut app) = (size(&crowded()), explorer(&crowded()));
    let text = size.text();
    assert!(text.contains("What is refused, and what would make it fit:\n  A: "), "{text}");
    for at in SIZES {
        let home = home(&mut app, at);
        assert!(home.contains("widen all") && home.contains("more ways out"), "{home}");
    }
}

#[test]
fn what_is_refused_and_what_ends_it_stand_in_full_where_there_is_room() {
    let text = "[cluster]\nservice-cidr = '10.20.0.0/16'\n[[node-pool]]\nname = 's'\nsubnet = 'n'\n".to_owned()
        + VNET
        + &subnet("n", "10.20.0.0/24", "");
    let home = home(&mut explorer(&text), (120, 40));
    assert!(home.contains("A  Service CIDR 10.20.0.0/16"), "{home}");
}

#[test]
fn the_cost_of_a_wider_subnet_is_that_of_what_lives_there() {
    let size = size(&crowded());
    let fix = |label: &str| size.fixes.iter().find(|fix| fix.label.starts_with(label)).unwrap();
    for label in ["widen the API server subnet", "widen the application gateway subnet"] {
        let fix = fix(label);
        assert_eq!(fix.rules[0], "change-subnet-prefix", "{label}");
        assert!(fix.costs.iter().all(|cost| !cost.contains("nodes in it")), "{:?}", fix.costs);
    }
    let nodes = fix("widen the node subnet");
    assert_eq!(nodes.rules[0], "change-node-subnet");
    assert!(nodes.costs.iter().any(|cost| cost.contains("a subnet with nodes in it")), "{:?}", nodes.costs);
}

#[test]
fn fewer_nodes_rest_on_the_sum_of_their_own_pods() {
    for (allocation, rule) in [("static-block", "static-block-prefix"), ("dynamic", "dynamic-batch")] {
        let text = disputed()
            .replace(
                "'azure-cni-pod-subnet'\n",
                &format!("'azure-cni-pod-subnet'\npod-ip-allocation = '{allocation}'\n"),
            )
            .replace("max-pods = 15", "max-pods = 60");
        let size = size(&text);
        let fix = size.fixes.iter().find(|fix| fix.label.starts_with("fewer nodes")).unwrap();
        assert_eq!(fix.rules[0], rule);
    }
}

#[test]
fn a_rung_that_something_else_stops_says_what() {
    let pool_limit = "[cluster]\npod-cidr = '10.64.0.0/10'\n[[node-pool]]\nname = 's'\ncount = 1000\nmax-surge = 1\n";
    let ports = "[cluster]\npod-cidr = '10.128.0.0/12'\n[cluster.load-balancer]\noutbound-ips = ['20.1.1.1']\nallocated-outbound-ports = 8000\n[[node-pool]]\nname = 's'\ncount = 8\nmax-surge = 1\n";
    for (text, stops) in [(pool_limit, "pool limit"), (ports, "outbound ports")] {
        let size = size(text);
        assert!(size.ladder.iter().all(|rung| !rung.fits), "{:?}", size.ladder);
        assert!(size.text().contains(&format!("  no: {stops}")), "{}", size.text());
        for at in SIZES {
            let home = home(&mut explorer(text), at);
            assert!(home.contains(&format!("not: {stops}")), "{home}");
        }
    }
    // What is refused in itself is so at every length.
    let cluster = "[cluster]\nservice-cidr = '10.20.0.0/16'\n";
    let refused = size(&format!("{cluster}{VNET}{}", subnet("n", "10.20.0.0/24", "")));
    assert!(refused.ladder.iter().all(|rung| !rung.fits && rung.stopped_by.as_deref() == Some("refused")));
}

#[test]
fn a_knob_that_is_none_says_why() {
    let size = size(FULL_VNET);
    let reasons: Vec<_> =
        size.ways.iter().filter_map(|way| Some((way.label.as_str(), way.left_out.as_deref()?))).collect();
    assert_eq!(
        reasons,
        [
            ("widen the node subnet", "no aligned /22 is free in VNet v (10.20.0.0/24)"),
            ("fewer nodes", "still 402 of 251 with 1 node"),
        ]
    );
    assert!(
        size.text().contains("  widen the node subnet: cannot: no aligned /22 is free in VNet v"),
        "{}",
        size.text()
    );
    for at in SIZES {
        let home = home(&mut explorer(FULL_VNET), at);
        assert!(home.contains("widen the node subnet  cannot: no aligned /22 is free"), "{home}");
    }
}

#[test]
fn a_range_that_cannot_be_wider_says_so_beside_many_ways_out() {
    // 7 nodes and one of surge of 31 addresses, and 4 others: 252 of the 251 of a VNet that is all subnet.
    let text = "[cluster]\nmodel = 'azure-cni-node-subnet'\n[[node-pool]]\nname = 's'\ncount = 7\nmax-surge = 3\nsubnet = 'n'\n[[node-pool]]\nname = 'u'\ncount = 1\nmax-surge = 1\nsubnet = 'n'\n[[vnet]]\nname = 'v'\naddress-space = ['10.20.0.0/24']\n[[vnet.subnet]]\nname = 'n'\nprefix = '10.20.0.0/24'\n";
    let size = size(text);
    assert!(size.ways.iter().filter(|way| way.letter.is_some()).count() >= 3, "{:?}", size.ways);
    for at in SIZES {
        let home = home(&mut explorer(text), at);
        assert!(home.to_lowercase().contains("no aligned /23 is free"), "{home}");
    }
}

#[test]
fn a_pair_that_aks_refuses_does_not_fit() {
    let analysis = analysis(FULL_VNET);
    let pool = analysis.plan().pool_ids().next().unwrap();
    let size = Size::new(&analysis).with_grid(&analysis.grid(pool, None));
    let cells = size.grid.unwrap();
    let refused: Vec<_> = cells.iter().filter(|cell| cell.refused.is_some()).collect();
    assert!(!refused.is_empty() && refused.iter().all(|cell| !cell.fits), "{refused:?}");
    assert!(cells.iter().any(|cell| cell.fits));
    for at in SIZES {
        let mut app = explorer(FULL_VNET);
        press(&mut app, "i");
        let home = home(&mut app, at);
        assert!(home.contains(" -- ") && home.contains("-- refused"), "{home}");
    }
}

#[test]
fn the_legend_of_the_inverse_map_is_whole_with_all_its_signs() {
    for at in SIZES {
        let mut app = explorer(&disputed());
        press(&mut app, "i");
        let home = home(&mut app, at);
        let legend = home.lines().find(|line| line.contains("[ ]")).expect("it has a legend");
        for sign in ["12 ", "too small", "reading", "-- refused", " edge"] {
            assert!(legend.contains(sign), "{sign}: {legend}");
        }
    }
}

#[test]
fn a_question_about_another_range_takes_the_vnet_along_or_says_what_happens() {
    let text = |more: &str| {
        let head = "[cluster]\nmodel = 'azure-cni-node-subnet'\n[[node-pool]]\nname = 's'\nsubnet = 'n'\n";
        format!("{head}{VNET}{}{more}", subnet("n", "10.20.0.0/24", ""))
    };
    let ask = "= 1 0 . 2 4 0 . 0 . 0 / 2 2 space 1 0 n space 3 0 p";
    for at in SIZES {
        let mut alone = explorer(&text(""));
        press(&mut alone, ask);
        let heard = unwrapped(&home(&mut alone, at));
        assert!(heard.contains("VNet v goes along to 10.240.0.0/16") && heard.contains("FITS"), "{heard}");
        press(&mut alone, "enter");
        let after = alone.shown();
        assert_eq!(after.plan().written().vnets[0].address_space[0].to_string(), "10.240.0.0/16");
        assert!(after.findings().iter().all(|finding| finding.code != "subnet-outside-vnet"), "{:?}", after.findings());
        // What else lives there does not move, and that is said before Enter.
        let mut shared = explorer(&text(&subnet("x", "10.20.4.0/24", "")));
        press(&mut shared, ask);
        let heard = unwrapped(&home(&mut shared, at));
        assert!(heard.contains("INVALID") && heard.contains("is not inside VNet v"), "{heard}");
    }
}

#[test]
fn what_does_not_fit_on_the_map_is_not_offered_and_says_why() {
    for at in SIZES {
        let mut app = explorer(FULL_VNET);
        app.resize(at.0, at.1);
        press(&mut app, "2 a");
        let text = home(&mut app, at);
        if !text.contains("What if") {
            press(&mut app, "enter");
        }
        let text = home(&mut app, at);
        assert!(text.contains("What if") && text.contains("oes not fit"), "{text}");
        assert!(!text.lines().last().unwrap().contains("Enter add"), "{text}");
        let before = app.shown().plan().written().clone();
        press(&mut app, "enter");
        let text = home(&mut app, at);
        assert!(text.contains("Nothing is added"), "{text}");
        assert_eq!(**app.shown().plan().written(), *before);
    }
}

#[test]
fn a_subnet_without_nodes_is_a_range_like_any_other() {
    let pool = "[cluster]\n[[node-pool]]\nname = 's'\nsubnet = 'n'\n";
    let endpoint = |name: &str, ip: &str| format!("[[private-endpoint]]\nname = '{name}'\nip = '{ip}'\nsubnet = 'x'\n");
    let text = |used: u32| {
        let x = subnet("x", "10.20.4.0/29", &format!("used-by-others = {used}"));
        let nodes = subnet("n", "10.20.0.0/25", "");
        format!("{pool}{VNET}{nodes}{x}{}{}", endpoint("a", "10.20.4.4"), endpoint("b", "10.20.4.5"))
    };
    let row = |size: &Size| {
        let row = size.ranges.iter().find(|range| range.name == "x").unwrap().clone();
        (aksplore::report::word(&row.role), row.needed, row.usable, row.used_percent, row.smallest_prefix)
    };
    // 3 of 3 fits, and is not what binds: no node lies there.
    let (fits, full) = (size(&text(1)), size(&text(3)));
    assert_eq!(row(&fits), ("other-subnet".to_owned(), Some(3), Some(3), Some(100), None));
    assert!(fits.text().starts_with("FITS  3%"), "{}", fits.text());
    assert_eq!(row(&full), ("other-subnet".to_owned(), Some(5), Some(3), Some(167), Some(28)));
    assert!(full.text().starts_with("NO FIT  167%"), "{}", full.text());
    assert!(full.text().contains("widen subnet x: /29 to /28"), "{}", full.text());
    for at in SIZES {
        let home = home(&mut explorer(&text(3)), at);
        assert!(home.contains("NO FIT  167%") || home.contains("NO FIT 167%"), "{home}");
        assert!(home.contains("widen subnet x"), "{home}");
    }
}

#[test]
fn subnets_of_one_name_in_two_vnets_are_told_apart() {
    let text = "[cluster]\n[[node-pool]]\nname = 's'\nsubnet = 'n'\n".to_owned()
        + VNET
        + &subnet("n", "10.20.0.0/25", "")
        + &subnet("default", "10.20.4.0/29", "used-by-others = 1")
        + "[[vnet.peering]]\nremote = 'hub'\n[[vnet]]\nname = 'hub'\naddress-space = ['10.30.0.0/16']\n"
        + &subnet("default", "10.30.4.0/29", "used-by-others = 7");
    let size = size(&text);
    let words = size.text();
    assert!(words.starts_with("NO FIT  233%") && words.contains("other-subnet default 10.30.4.0/29\n"), "{words}");
    let full = size.findings.iter().find(|finding| finding.code == "other-subnet-full").unwrap();
    assert_eq!(full.subject, "vnet[hub].subnet[default].prefix");
    assert_eq!(full.fix.as_ref().unwrap()[0].path, full.subject);
    for at in SIZES {
        let home = home(&mut explorer(&text), at);
        assert!(home.contains("needs 7 addresses"), "{home}");
    }
}

#[test]
fn ingresses_behind_one_frontend_are_of_one_gateway() {
    let ingress = |name: &str, ip: &str| {
        format!("[[ingress]]\nname = '{name}'\ncontroller = 'application-gateway'\nsubnet = 'gw'\n{ip}\n")
    };
    let pool = "[cluster]\n[[node-pool]]\nname = 's'\nsubnet = 'n'\n";
    let base = format!("{pool}{VNET}{}{}", subnet("n", "10.20.0.0/25", ""), subnet("gw", "10.20.4.0/29", ""));
    let needed = |ingresses: &str| {
        let size = size(&format!("{base}{ingresses}"));
        size.ranges.iter().find(|range| range.name == "gw").and_then(|range| range.needed)
    };
    let (first, second) = ("ip = '10.20.4.4'", "ip = '10.20.4.5'");
    assert_eq!(
        needed(&[ingress("a", first), ingress("b", first), ingress("c", first), ingress("d", first)].concat()),
        Some(1)
    );
    assert_eq!(needed(&(ingress("a", first) + &ingress("b", second))), Some(2));
    assert_eq!(needed(&(ingress("a", "") + &ingress("b", ""))), Some(1));
}

#[test]
fn what_is_refused_has_no_headroom() {
    let size = size("[cluster]\npod-cidr = '10.64.0.0/10'\n[[node-pool]]\nname = 's'\ncount = 1000\nmax-surge = 1\n");
    assert!(size.headroom.is_empty(), "{:?}", size.headroom);
    assert!(size.ways.iter().any(|way| way.letter == Some('A')), "{:?}", size.ways);
    assert!(matches!(analysis(&disputed()).ways()[0], Way::Fix(_)));
}
