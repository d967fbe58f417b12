//! What keys do: a scenario, keys, and what then stands on the screen.

#[path = "support/explorer.rs"]
mod support;

use aksplore::ui::Effect;
use aksplore::ui::action::Action;
use aksplore::ui::screens::Screen;
use support::{FLAGSHIP, explorer, press, screen};

fn hub_spoke() -> &'static str {
    aksplore::examples::named("hub-spoke").expect("the example is there").text
}

/// A name, the keys, what the screen must show, and what it must not.
type Case = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

fn check(text: &str, cases: &[Case]) {
    check_after("", text, cases);
}

/// The same after keys that all cases begin with.
fn check_after(first: &str, text: &str, cases: &[Case]) {
    for (name, keys, shown, missing) in cases {
        let mut app = explorer(text);
        press(&mut app, first);
        press(&mut app, keys);
        let picture = screen(&mut app, 120, 40).join("\n");
        for words in *shown {
            assert!(picture.contains(words), "{name}: {words:?} is not on\n{picture}");
        }
        for words in *missing {
            assert!(!picture.contains(words), "{name}: {words:?} is on\n{picture}");
        }
    }
}

#[test]
fn the_flagship_question_takes_six_keys() {
    check(
        FLAGSHIP,
        &[
            (
                "the answer, before the last Enter",
                "n 4 0 enter 5 0",
                &[
                    "NO FIT  220%",
                    "2,244",
                    "1,019",
                    "44 x 51",
                    "/22 to /20",
                    "50 to 22",
                    "40 to 17",
                    "55% used",
                    "99% used",
                    "95% used",
                ],
                &[],
            ),
            ("a way out", "n 4 0 enter 5 0 enter esc A", &["FITS  55%"], &["NO FIT "]),
            ("and back", "n 4 0 enter 5 0 enter esc A u", &["NO FIT  220%", "Undone"], &[]),
        ],
    );
}

/// A kubenet design whose node subnet and pod CIDR are both too small.
const TWO_TOO_SMALL: &str = r#"
[cluster]
model = "kubenet"
pod-cidr = "172.20.0.0/16"
[[node-pool]]
name = "system"
count = 249
max-pods = 63
max-surge = "50%"
[[vnet]]
name = "vnet-aks"
address-space = ["10.240.0.0/16"]
[[vnet.subnet]]
name = "snet-nodes"
prefix = "10.240.0.0/24"
"#;

#[test]
fn every_way_out_has_a_letter_or_a_line_behind_the_last_one() {
    let mut app = explorer(TWO_TOO_SMALL);
    let start = app.document().scenario().clone();
    let cases: [(u16, u16, &[&str]); 3] = [
        (
            120,
            40,
            &["A  widen both", "B  fewer nodes", "D  widen the node subnet", "E  split the pool", "F  3 more ways out"],
        ),
        (80, 24, &["A  widen both", "B  fewer nodes", "D  widen the node", "E  split the pool", "F  3 more ways out"]),
        (40, 12, &["A widen both   74%", "B 167 nodes", "D subnet /23  part", "F 3 more ways"]),
    ];
    for (columns, rows, shown) in cases {
        let picture = screen(&mut app, columns, rows).join("\n");
        for words in shown {
            assert!(picture.contains(words), "{words:?} is not on\n{picture}");
        }
    }
    app.resize(120, 40);
    // A mends both, E makes a second pool, and F lists the rest.
    press(&mut app, "A");
    assert!(screen(&mut app, 120, 40)[0].contains("FITS"));
    press(&mut app, "u F down enter");
    assert_ne!(app.document().scenario(), &start);
    press(&mut app, "u E");
    assert_eq!(app.document().scenario().pools.len(), 2);
    press(&mut app, "u");
    assert_eq!(app.document().scenario(), &start);
}

#[test]
fn a_field_answers_at_every_key_and_esc_takes_it_back() {
    check(
        FLAGSHIP,
        &[
            ("the first digit replaces", "n 4", &["[4 ", "(4 nodes"], &["34"]),
            ("esc restores", "n 4 0 esc", &["(3 nodes"], &["(40 nodes", "contoso-prod *"]),
            ("enter keeps and opens the next", "n 4 0 enter", &["Max pods per node [", "contoso-prod *"], &[]),
            ("letters are text in a field", "n q", &["Nodes [q", "\"q\" is not a number of nodes"], &["Sure?"]),
            ("a wrong text keeps the last good picture", "n 4 0 x", &["(40 nodes", "\"40x\" is not a number"], &[]),
            ("an empty field is not finished", "n ctrl-u", &["type a number of nodes"], &[]),
            ("plus steps a number that is open", "n + +", &["Nodes [5"], &[]),
            ("up steps, page up by ten", "n up page-up", &["Nodes [14"], &[]),
            ("a step stops at its limit and says so", "n 5 0 0 0 up", &["stopped at 5000"], &[]),
            ("no step goes below nothing", "n page-down", &["stopped at 0"], &[]),
            ("0 nodes", "n 0 enter esc", &["INVALID", "has 0 nodes and needs at least 1"], &["NO FIT "]),
            ("a surge by count", "s 2", &["Max surge [2", "2 surge"], &[]),
            ("a surge by share", "s 5 0 %", &["Max surge [50%", "2 surge"], &[]),
            ("the autoscaler's maximum sizes the pool", "b 9", &["(9 nodes"], &[]),
            (
                "too many pods stand and are explained",
                "p 3 0 0",
                &["INVALID", "max pods 300 is not from 10 to 250, which AKS", "[300 "],
                &[],
            ),
        ],
    );
}

#[test]
fn a_network_is_checked_while_it_is_typed() {
    let typed = |keys: &str| keys.chars().map(String::from).collect::<Vec<_>>().join(" ");
    let host_bits = format!("c {}", typed("10.240.1.7/22"));
    let taken = format!("{host_bits} enter esc");
    let mask = format!("c {}", typed("10.240.0.0/255.255.240.0"));
    let cases: Vec<(&str, String, &[&str])> = vec![
        ("half an address", format!("c {}", typed("10.2")), &["not finished", "10.240.0.0/22"]),
        ("an impossible one", format!("c {}", typed("10.300")), &["\"10.300\" is not a network"]),
        ("host bits", host_bits, &["10.240.1.7/22 is inside 10.240.0.0/22, Enter uses that"]),
        ("host bits, taken", taken, &["10.240.0.0/22"]),
        ("a mask", mask, &["/20 = 4,096"]),
        ("up on the prefix widens", "c up".to_owned(), &["Node subnet [10.240.0.0/21"]),
        ("up on an octet goes on", "c left left left left up".to_owned(), &["Node subnet [10.240.4.0/22"]),
        ("the Service range takes DNS along", format!("v {} enter esc", typed("172.16.0.0/16")), &["172.16.0.10"]),
    ];
    for (name, keys, shown) in cases {
        let mut app = explorer(FLAGSHIP);
        press(&mut app, &keys);
        let picture = screen(&mut app, 120, 40).join("\n");
        for words in shown {
            assert!(picture.contains(words), "{name}: {words:?} is not on\n{picture}");
        }
    }
}

#[test]
fn a_model_is_chosen_from_a_list_with_its_answer_beside_it() {
    check(
        FLAGSHIP,
        &[
            ("the list", "m", &["► Node subnet (flat)", "Overlay", "kubenet", "BYO CNI"], &[]),
            ("its answer", "m down", &["► kubenet", "< kubenet >"], &[]),
            ("taken", "m down enter esc", &["< kubenet >", "contoso-prod *"], &[]),
            ("taken back", "m down esc", &["< Node subnet (flat) >"], &["contoso-prod *"]),
        ],
    );
}

#[test]
fn the_rehearsal_opens_over_the_lower_half_and_follows_each_key() {
    check(
        FLAGSHIP,
        &[
            ("closed", "", &["How far each prefix goes", "upgrade  peak 124"], &["Rehearsal:"]),
            (
                "open",
                "r",
                &["Rehearsal: scale-out and upgrade", "r closes", "the peak is step 2"],
                &["How far each prefix"],
            ),
            ("closed by its letter", "r r", &["How far each prefix goes"], &["Rehearsal:"]),
            ("closed by Esc", "r esc", &["How far each prefix goes"], &["Rehearsal:", "q quits"]),
            ("it starts at the step that tells most", "r", &["►  2 system +1 surge", "Step 2 of 4"], &[]),
            ("down walks the steps", "r down", &["►  3 system drain", "Step 3 of 4"], &[]),
            ("the last is the last", "r G down", &["►  4 system -1 surge"], &[]),
            ("up goes back", "r up up", &["►  1 start", "Step 1 of 4"], &[]),
            (
                "a letter still edits, and each key is answered",
                "r n 3 3",
                &["Nodes [33", "33 nodes", "BREAKS"],
                &["►  2"],
            ),
            ("a way out still works", "r n 3 3 enter esc A", &["All 4 steps fit", "Rehearsal:"], &["BREAKS"]),
            ("Enter explains the step", "r enter", &["Step 2", "Surge of system, +1 node."], &[]),
            ("the check opens it", "down down down down down down enter", &["Rehearsal: scale-out"], &[]),
            ("one view at a time", "r i", &["Nodes and max pods of system"], &["Rehearsal:"]),
            ("it stays with its screen", "r 2 1", &["Rehearsal:"], &[]),
        ],
    );
}

#[test]
fn the_map_of_nodes_and_pods_is_walked_and_its_pair_taken() {
    check(
        FLAGSHIP,
        &[
            ("open", "i", &["Nodes and max pods of system, judged by everything", "i closes", "Enter makes it"], &[]),
            ("it starts at the design", "i", &["3 nodes of 30 pods: fits, 12%", "30 pods: up to 29 nodes"], &[]),
            ("right is more nodes", "i right", &["4 nodes of 30 pods: fits", "4 nodes: up to 202 pods"], &[]),
            ("up is more pods", "i up", &["3 nodes of 50 pods: fits, 20%"], &[]),
            ("the end", "i G", &["1,000 nodes of 30 pods: does not fit"], &["►  2"]),
            ("taken", "i up up enter", &["(3 nodes + 1 surge) x (1 node + 80 pods)", "u undoes"], &[]),
            ("and back", "i up up enter u", &["(3 nodes + 1 surge) x (1 node + 30 pods)", "Undone"], &[]),
            ("the design itself is no edit", "i enter", &["This is the design as it is"], &["contoso-prod *"]),
            ("a letter still edits, and the cursor goes along", "i n 4 0", &["Nodes [40", "40 nodes of 30 pods"], &[]),
            ("one range", "i f", &["judged by snet-nodes"], &[]),
            ("and everything again", "i f f", &["judged by everything"], &[]),
            ("closed", "i i", &["How far each prefix goes"], &["Nodes and max pods of"]),
        ],
    );
}

#[test]
fn a_pair_that_is_taken_is_one_step_of_the_history() {
    let mut app = explorer(FLAGSHIP);
    let start = app.document().scenario().clone();
    press(&mut app, "i right right up enter");
    let pool = &app.document().scenario().pools[0];
    assert_eq!((pool.count, pool.max_pods), (Some(5), Some(50)));
    press(&mut app, "u");
    assert_eq!(app.document().scenario(), &start);
}

#[test]
fn undo_goes_across_screens_back_to_the_start() {
    let mut app = explorer(FLAGSHIP);
    let start = app.document().scenario().clone();
    press(&mut app, "n 4 0 enter 5 0 enter esc + + + A 5 left enter");
    assert_ne!(app.document().scenario(), &start);
    assert_eq!(app.screen(), Screen::Compare);
    press(&mut app, &"u ".repeat(12));
    assert_eq!(app.document().scenario(), &start);
    press(&mut app, "u");
    assert!(screen(&mut app, 120, 40).join("\n").contains("Nothing to undo"));
}

#[test]
fn what_the_file_leaves_out_can_be_edited_too() {
    check(
        "[cluster]\n",
        &[
            ("nodes of the pool that AKS makes", "n 7 enter esc", &["1 pool: system (7)"], &[]),
            ("the subnet of the VNet that AKS makes", "c up enter esc", &["10.224.0.0/15"], &[]),
            ("surge", "s 3 enter esc", &["Max surge                  3"], &[]),
        ],
    );
}

#[test]
fn esc_goes_back_and_never_quits() {
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "? esc O esc n esc");
    for _ in 0..10 {
        assert!(app.key("esc".parse().unwrap(), false).is_empty());
    }
    assert!(screen(&mut app, 120, 40).join("\n").contains("q quits"));
}

#[test]
fn a_paste_is_data() {
    let mut app = explorer(FLAGSHIP);
    let start = app.document().scenario().clone();
    app.paste("quit\nq");
    assert_eq!((app.layers().len(), app.document().scenario()), (1, &start));
    press(&mut app, "esc c");
    app.paste(" 10.240.0.0 - 10.240.15.255\n");
    press(&mut app, "enter esc");
    assert!(screen(&mut app, 120, 40).join("\n").contains("10.240.0.0/20"));
}

#[test]
fn nothing_is_done_blindly() {
    let mut app = explorer(FLAGSHIP);
    let start = app.document().scenario().clone();
    app.resize(10, 3);
    press(&mut app, "A u n 9 enter 5 +");
    app.resize(120, 40);
    assert_eq!((app.document().scenario(), app.screen()), (&start, Screen::Home));
    press(&mut app, "n 4");
    app.resize(80, 24);
    app.resize(120, 40);
    assert_eq!(app.editor().map(aksplore::ui::editor::Editor::text), Some("4"));
}

/// An explorer of this text in which these keys are the user's.
fn with_keys(text: &str, keys: &str) -> aksplore::ui::App {
    let (keymap, problems) = aksplore::config::keymap::Keymap::built_in().merged(keys);
    assert_eq!(problems, []);
    let document = aksplore::document::Document::open(aksplore::diag::Source::new("t", text), None)
        .expect("a design of a test can be read");
    let look = aksplore::ui::Look { keymap, ..Default::default() };
    aksplore::ui::App::new(document, aksplore::ui::Options { look, ..Default::default() })
}

#[test]
fn every_screen_names_the_users_own_key_for_undo() {
    let full = FLAGSHIP.replace("count = 3", "count = 400");
    let mine = "[global]\n'u' = 'none'\n'ö' = 'undo'\n";
    for (text, keys, expected) in [
        (FLAGSHIP, "+", "(ö undoes)"),
        (&full, "1", "letter = try it   ö = undo"),
        (FLAGSHIP, "5 right", "(ö undoes)"),
        (hub_spoke(), "3 / 1 9 2 . 1 6 8 . 1 0 . 7 enter", "letter = try it   ö = undo"),
        (GUARDED, "4 t v m : v m - a p p : 2 2 enter", "letter = try it   ö = undo"),
    ] {
        let mut app = with_keys(text, mine);
        press(&mut app, keys);
        let picture = screen(&mut app, 120, 40).join("\n");
        assert!(picture.contains(expected) && !picture.contains("u undoes"), "{keys}\n{picture}");
        assert!(!picture.contains("   u = undo"), "{keys}\n{picture}");
    }
    // A key that is bound to nothing is not named.
    let mut app = with_keys(FLAGSHIP, "[global]\n'u' = 'none'\n");
    press(&mut app, "+");
    assert!(!screen(&mut app, 120, 40).join("\n").contains("undo"));
}

#[test]
fn the_keys_below_a_list_say_what_they_do_there() {
    let mut app = explorer(FLAGSHIP);
    for (keys, expected) in [
        (":", "up/down move  Enter do it  Esc back"),
        ("?", "Enter do it"),
        ("/", "up/down move  Enter go there  Esc back"),
        ("0", "up/down move  Enter read  Esc back"),
        ("e", "Enter read"),
        ("O", "up/down move  Enter open  Esc back"),
        ("w", " Enter save  Esc back"),
        ("M", " Enter name  Esc back"),
        ("x enter", " Enter write  Esc back"),
        // Nothing was asked before: there is nothing to walk through.
        ("=", " Enter answer  Esc back"),
        ("= 4 0 n enter =", "up/down asked before  Enter answer  Esc back"),
    ] {
        press(&mut app, keys);
        let lines = screen(&mut app, 80, 24);
        assert!(lines[23].contains(expected), "{keys}\n{}", lines.join("\n"));
        press(&mut app, "esc esc esc");
    }
}

#[test]
fn what_a_list_has_no_room_for_is_cut_at_a_word_and_marked() {
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "O");
    let lines = screen(&mut app, 80, 24);
    let cut: Vec<_> = lines.iter().filter(|line| line.starts_with('│') && line.contains("..")).collect();
    assert!(cut.len() > 3, "{}", lines.join("\n"));
    let about = aksplore::explorer::examples();
    for line in lines.iter().filter(|line| line.starts_with('│')) {
        let told = line.trim_end_matches(['│', ' ']).trim_start_matches(['│', ' ', '►']);
        let Some((name, rest)) = told.split_once("  ") else { continue };
        let (_, whole) = about.iter().find(|(known, _)| known == name).expect("an example");
        let shown = rest.trim_start().trim_end_matches("..");
        let after = whole.strip_prefix(shown).expect("its beginning");
        assert!(after.is_empty() || (rest.ends_with("..") && after.starts_with([' ', ',', ';', ':'])), "{line}");
    }
}

#[test]
fn what_leads_in_leads_out_to_the_very_same_picture() {
    let trace = "4 t v m : v m - a p p : 2 2 enter";
    // Where one stands, the key that leads in, and what it leads to.
    let cases: &[(&str, &str, &str, &str)] = &[
        (GUARDED, "1 down down", "enter", "Max pods"),
        (GUARDED, "1 G", "enter", "┌─ "),
        (GUARDED, "1 r down", "enter", "┌─ "),
        (GUARDED, "1", "e", "The rules behind"),
        (GUARDED, "2 down", "e", "The rules behind"),
        (GUARDED, "3", "enter", "┌─ "),
        (GUARDED, "3", "t", "[4 Trace]"),
        (GUARDED, "4 t v m : v m - a p p : 2 2 enter right", "enter", "[3 Routes]"),
        (GUARDED, trace, "e", "The rules behind"),
        (GUARDED, "5 right down down", "e", "┌─ "),
    ];
    for (text, stand, key, shown) in cases {
        for out in ["esc", "backspace"] {
            let mut app = explorer(text);
            press(&mut app, stand);
            // The last two lines say what was just done and what can be.
            let picture = |app: &mut aksplore::ui::App| screen(app, 120, 40)[..38].join("\n");
            let before = picture(&mut app);
            press(&mut app, key);
            let inside = screen(&mut app, 120, 40).join("\n");
            assert!(inside.contains(shown) && picture(&mut app) != before, "{stand}, {key}\n{inside}");
            let out = if app.editor().is_some() { "esc" } else { out };
            press(&mut app, out);
            let after = picture(&mut app);
            assert!(after == before, "{stand}, {key}, {out}\n{before}\n{after}");
        }
    }
}

#[test]
fn help_lists_the_users_own_keys() {
    let mut app = with_keys(FLAGSHIP, "[global]\n'n' = 'none'\n'e' = 'nodes'\n");
    press(&mut app, "e 9 enter esc");
    assert_eq!(app.document().scenario().pools[0].count, Some(9));
    press(&mut app, "?");
    let picture = screen(&mut app, 120, 80).join("\n");
    let line = picture.lines().find(|line| line.contains("Nodes of the selected pool")).unwrap();
    assert!(line.trim_start_matches(['│', ' ']).starts_with("e "), "{line}");
}

#[test]
fn everything_can_be_done_by_its_name() {
    let mut app = explorer(FLAGSHIP);
    press(&mut app, ":");
    let picture = screen(&mut app, 120, 40).join("\n");
    assert!(picture.contains(&format!("1 of {}", Action::ALL.len())), "{picture}");
    check(
        FLAGSHIP,
        &[
            ("a word of it", ": r o u t enter", &["[3 Routes]"], &["Everything you can do"]),
            ("one of another screen", "5 : r e h e a r s e enter", &["[1 Home]", "Rehearsal"], &[]),
            ("a field", ": m a x space p o d s enter", &["Max pods"], &["Everything you can do"]),
            ("its key", ": 5 enter", &["[5 Compare]"], &[]),
            ("what cannot be done now", "2 : s a v e space u n d e r enter", &["Save as"], &[]),
            ("a name to save under", ": w space p l a n . t o m l", &["Save as plan.toml"], &[]),
            ("nothing like it", ": x y z z y enter", &["nothing like it"], &[]),
            ("esc does nothing", ": q esc", &["[1 Home]"], &["Everything you can do"]),
            ("the keys run too", "? / c o m p a r e enter", &["[5 Compare]"], &["Keys"]),
            ("and letters move there", "? j j", &["3 of "], &[]),
        ],
    );
}

#[test]
fn a_packet_whose_reply_is_lost_is_no_good_news() {
    let text = "[cluster]\noutbound-type = \"userDefinedRouting\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.224.0.0/12\"]\n\
        [[vnet.subnet]]\nname = \"s\"\nprefix = \"10.224.0.0/16\"\nroute-table = \"rt\"\n\
        [[vnet.subnet]]\nname = \"f\"\nprefix = \"10.225.0.0/24\"\n\
        [[route-table]]\nname = \"rt\"\nroutes = [{ name = \"out\", prefix = \"0.0.0.0/0\", next-hop = \"VirtualAppliance\", \
        next-hop-ip = \"10.225.0.4\" }]\n\
        [[firewall]]\nname = \"fw\"\nkind = \"azure-firewall\"\nvnet = \"v\"\nprivate-ip = \"10.225.0.4\"\n\
        [[workload]]\nname = \"web\"\nlabels = { app = \"web\" }\n[[service]]\nname = \"web\"\ntype = \"LoadBalancer\"\n\
        selector = { app = \"web\" }\nports = [{ port = 80 }]\n";
    for (columns, rows) in [(120, 40), (80, 24)] {
        let mut app = explorer(text);
        press(&mut app, "4 f i n t e r n e t enter t l b : w e b : 8 0 enter");
        let picture = screen(&mut app, columns, rows).join("\n");
        assert!(picture.lines().next().unwrap().contains("REPLY LOST"), "{picture}");
        assert!(picture.contains("[!!] the reply is lost, asymmetric drop"), "{picture}");
    }
}

#[test]
fn what_is_shown_is_exported_under_a_name_to_choose() {
    for (screen_key, name, what) in [
        ("1", "hub-spoke-home.md", "Shown::Size"),
        ("2", "hub-spoke-map.md", "Shown::Map"),
        ("5", "hub-spoke-compare.md", "Shown::Compare"),
    ] {
        let mut app = explorer(hub_spoke());
        press(&mut app, screen_key);
        press(&mut app, "x enter");
        let picture = screen(&mut app, 120, 40).join("\n");
        assert!(picture.contains("Export as") && picture.contains(name), "{what}\n{picture}");
        let effects = app.key("enter".parse().unwrap(), false);
        let [Effect::Export { shown, form, name: file, replace: false }] = effects.as_slice() else {
            panic!("{effects:?}")
        };
        assert_eq!((file.as_str(), form.word()), (name, "md"));
        assert!(what.ends_with(&format!("{shown:?}")), "{shown:?}");
    }
}

#[test]
fn everything_in_the_design_is_found() {
    check(
        hub_spoke(),
        &[
            ("a subnet", "/ s n e t - n o d e s enter", &["[2 Map]", "vnet[vnet-spoke].subnet[snet-nodes]"], &[]),
            (
                "the owner of an address",
                "2 / 1 0 . 2 4 0 . 0 . 4",
                &["address", "node aks-system-0 in snet-nodes"],
                &[],
            ),
            ("on the map", "2 / 1 0 . 2 4 0 . 0 . 4 enter", &["[2 Map]"], &["Find"]),
            ("its route", "3 / 1 9 2 . 1 6 8 . 1 0 . 7 enter", &["[3 Routes]", "192.168.10.7"], &["Find"]),
            ("a packet to it", "4 / 1 9 2 . 1 6 8 . 1 0 . 7 enter", &["[4 Trace]", "192.168.10.7"], &["Find"]),
            ("a packet to an end", "4 / i n t e r n e t : 8 0 8 0 enter", &["[4 Trace]", "8080"], &["Find"]),
            ("a rule", "/ m a x - p o d s - m a x enter", &["max-pods-max", "rests on it"], &[]),
            ("an action", "/ r e h e a r s e enter", &["Rehearsal"], &["Find"]),
            (
                "an error's code",
                "/ I n s u f f i c i e n t S u b n e t S i z e enter",
                &["InsufficientSubnetSize"],
                &[],
            ),
        ],
    );
}

#[test]
fn pasted_text_is_looked_at_and_never_run() {
    for screen_key in ["1", "2", "3", "4", "5", "6"] {
        for pasted in ["quit\nq", "10.240.0.0/22 40n 50p", "192.168.10.7", "excellent", ""] {
            let mut app = explorer(hub_spoke());
            press(&mut app, screen_key);
            let before = (app.document().scenario().clone(), app.screen());
            app.paste(pasted);
            assert_eq!((app.document().scenario(), app.screen()), (&before.0, before.1), "{screen_key} {pasted}");
            assert_eq!(app.layers().len(), 1, "{screen_key} {pasted}");
        }
    }
}

#[test]
fn a_question_is_understood_at_every_key_and_is_one_edit() {
    macro_rules! typed {
        ($($more:literal)?) => {
            concat!("= / 2 2 space 4 0 n space 5 0 p space 1 0 %", $($more)?)
        };
    }
    check(
        FLAGSHIP,
        &[
            ("the form stands there", "=", &["a question is like 10.240.0.0/22 40n 50p 10%"], &[]),
            ("what is understood", typed!(), &["subnet /22, 40 nodes, 50 pods a node, surge 10% -> NO FIT 220%"], &[]),
            ("enter asks", typed!(" enter"), &["NO FIT  220%", "44 x 51", "ask: subnet /22, 40 nodes"], &["Ask "]),
            ("u undoes all of it", typed!(" enter u"), &["(3 nodes", "Undone: ask:"], &[]),
            ("esc asks nothing", typed!(" esc"), &["(3 nodes"], &["contoso-prod *", "Ask "]),
            ("an empty line closes", "= enter", &["(3 nodes"], &["Ask "]),
            ("a number alone is asked back", "= 4 0", &["40 of what? 40n is nodes"], &[]),
            ("and enter keeps the line", "= 4 0 enter", &["40 of what?"], &["contoso-prod *"]),
            ("up brings it again", typed!(" enter = up"), &["= /22 40n 50p 10%"], &[]),
            ("from every screen to Home", concat!("5 ", typed!(" enter")), &["[1 Home]", "NO FIT  220%"], &[]),
            ("a rule has its page", "= m a x - p o d s - m a x enter", &["max-pods-max", "250", "rests on it"], &[]),
        ],
    );
}

#[test]
fn a_pasted_error_is_taken_apart_and_the_design_offers_its_ways() {
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "n 4 0 enter 5 0 enter esc =");
    app.paste("(InsufficientSubnetSize) Pre-allocated IPs 2244 exceeds IPs avail\r\nable 1019 in Subnet Cidr 10.240.0.0/22, Subnet Na\r\nme snet-nodes.\r\nTarget: agentPoolProfile.count\r\n");
    let picture = screen(&mut app, 80, 24).join("\n");
    assert!(picture.contains("InsufficientSubnetSize: Enter takes it apart"), "{picture}");
    press(&mut app, "enter");
    let picture = screen(&mut app, 120, 80).join("\n");
    for words in [
        "missing",
        "1,225",
        "snet-nodes 10.240.0.0/22 needs 2,244 and has 1,019",
        "A on Home",
        "/22 to /20",
        "/20 or wider",
    ] {
        assert!(picture.contains(words), "{words} is not on\n{picture}");
    }
    press(&mut app, "esc A");
    assert!(screen(&mut app, 120, 40).join("\n").contains("FITS  55%"));
}

#[test]
fn the_letters_of_a_taken_apart_error_are_those_of_home() {
    let refused = FLAGSHIP.replace("[[node-pool]]", "service-cidr = \"172.30.0.0/24\"\n[[node-pool]]");
    let mut app = explorer(&refused);
    press(&mut app, "n 4 0 enter 5 0 enter esc");
    let home = screen(&mut app, 120, 40).join("\n");
    let letter_of = |picture: &str, words: &str| {
        let line = picture.lines().find(|line| line.contains(words)).unwrap_or_default();
        let at = line.find(words).unwrap_or_default();
        line[..at].trim_end_matches(" on Home        ").chars().rev().find(char::is_ascii_uppercase)
    };
    let own = letter_of(&home, "fewer nodes");
    assert!(own.is_some_and(|letter| letter > 'C'), "what is refused stands first:\n{home}");
    press(&mut app, "=");
    app.paste(
        "Pre-allocated IPs 2244 exceeds IPs available 1019 in Subnet Cidr 10.240.0.0/22, Subnet Name snet-nodes.",
    );
    press(&mut app, "enter");
    let page = screen(&mut app, 120, 80).join("\n");
    let line = page.lines().find(|line| line.contains("fewer nodes")).unwrap_or_default();
    assert!(line.contains(&format!("{} on Home", own.unwrap_or_default())), "{line}\n{home}");
}

#[test]
fn one_key_leads_from_a_number_to_its_rule() {
    check(
        FLAGSHIP,
        &[
            (
                "Home",
                "e",
                &[
                    "The rules behind Home",
                    "The sum of snet-nodes",
                    "node-subnet-sum",
                    "subnet-reserved-first",
                    "max-pods of system",
                    "Limits",
                ],
                &[],
            ),
            (
                "Enter shows the page",
                "e enter",
                &["node-subnet-sum", "confidence", "others say", "CHANGELOG.md, Release"],
                &[],
            ),
            ("Esc goes back to the list", "e down enter esc", &["The rules behind Home", "2 of"], &[]),
            ("Map", "2 e", &["The rules behind Map", "The sum of snet-nodes"], &[]),
            ("Routes", "3 e", &["The rules behind Routes", "How a route is chosen", "vnet-before-bgp"], &[]),
            ("Trace", "4 e", &["The rules behind Trace", "The hop"], &[]),
            ("Compare, a number", "5 e", &["The sums of Node subnet (flat) rest on", "node-subnet-sum"], &[]),
            ("Compare, the last row", "5 G e", &["watch out", "feature-watch"], &[]),
        ],
    );
}

/// The next of a fixed row of numbers that looks random.
fn next(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 40).expect("24 bits fit")
}

#[test]
fn keys_by_the_thousand_leave_an_explorer_that_draws() {
    let named = [
        "enter",
        "esc",
        "up",
        "down",
        "left",
        "right",
        "tab",
        "backspace",
        "page-up",
        "page-down",
        "ctrl-u",
        "ctrl-up",
        "space",
    ];
    let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789./+-?=:%";
    let keys: Vec<String> =
        named.iter().map(|key| (*key).to_owned()).chain(letters.chars().map(String::from)).collect();
    for mut seed in 1..=3u64 {
        let mut app = explorer(FLAGSHIP);
        for step in 0..1_000 {
            let key = &keys[next(&mut seed) % keys.len()];
            app.key(key.parse().unwrap(), next(&mut seed).is_multiple_of(7));
            if step % 50 == 0 {
                let (columns, rows) = [(120, 40), (80, 24), (40, 12), (7, 2)][next(&mut seed) % 4];
                screen(&mut app, columns, rows);
            }
        }
    }
}

#[test]
fn a_what_if_changes_the_answer_and_undo_takes_it_back() {
    let hub = hub_spoke();
    check(
        hub,
        &[
            (
                "what there is to try",
                "3 / 1 9 2 . 1 6 8 . 1 0 . 7 enter",
                &[
                    "ANSWER: to VirtualNetworkGateway",
                    "A  stop using the gateway of vnet-hub",
                    "then to VirtualAppliance",
                ],
                &[],
            ),
            (
                "its letter",
                "3 / 1 9 2 . 1 6 8 . 1 0 . 7 enter B",
                &["ANSWER: to VirtualAppliance 10.100.0.4", "B  turn on route propagation in rt-spoke"],
                &["stop using the gateway"],
            ),
            (
                "undo",
                "3 / 1 9 2 . 1 6 8 . 1 0 . 7 enter B u",
                &["ANSWER: to VirtualNetworkGateway", "A  stop using the gateway of vnet-hub"],
                &[],
            ),
            ("a letter without a what-if", "3 D", &["No what-if has this letter now"], &[]),
        ],
    );
}

/// A guarded machine, a Service behind a load balancer, a route to nowhere.
const GUARDED: &str = r#"
name = "guarded"
[cluster]
model = "azure-cni-overlay"
service-cidr = "172.16.0.0/16"
dns-service-ip = "172.16.0.10"
[[node-pool]]
name = "system"
subnet = "nodes"
count = 2
[[vnet]]
name = "net"
address-space = ["10.0.0.0/16"]
[[vnet.subnet]]
name = "nodes"
prefix = "10.0.0.0/24"
[[vnet.subnet]]
name = "machines"
prefix = "10.0.1.0/24"
nsg = "guard"
[[nsg]]
name = "guard"
rules = [{ name = "no-ssh", priority = 200, direction = "inbound", access = "deny", destination-ports = "22" }]
[[vm]]
name = "vm-app"
subnet = "machines"
ip = "10.0.1.4"
public-ip = "203.0.113.50"
[[workload]]
name = "web"
replicas = 2
labels = { app = "web" }
[[service]]
name = "shop"
type = "LoadBalancer"
load-balancer-ip = "20.1.2.3"
selector = { app = "web" }
ports = [{ port = 80 }]
"#;

#[test]
fn a_denied_packet_is_let_through_by_a_letter_and_undo_takes_it_back() {
    let ask = "4 t v m : v m - a p p : 2 2 enter";
    let cases: &[Case] = &[
        (
            "what there is to try",
            "",
            &["DENIED NSG IN", "A    delete rule no-ssh of NSG guard", "B    take NSG guard off subnet machines"],
            &[],
        ),
        ("its letter", "A", &["DELIVERED", "remove rules no-ssh", "u undoes"], &["DENIED NSG IN", "no-ssh of"]),
        ("the other", "B", &["DELIVERED", "machines nsg: guard -> left out"], &["DENIED NSG IN"]),
        ("undo", "B u", &["DENIED NSG IN", "A    delete rule no-ssh of NSG guard"], &["DELIVERED"]),
        ("a letter without a change", "D", &["DENIED NSG IN", "No change has this letter now"], &[]),
    ];
    check_after(ask, GUARDED, cases);
    // A rule of Azure's own cannot be edited away: a rule above it is what one could add.
    check(
        GUARDED,
        &[(
            "a rule of Azure's own",
            "4 f i n t e r n e t enter t 2 0 3 . 0 . 1 1 3 . 5 0 : 4 4 3 enter",
            &["DENIED NSG IN", "A    add a rule to NSG guard"],
            &["delete rule"],
        )],
    );
}

#[test]
fn what_no_file_can_know_is_part_of_the_question() {
    let ask = "4 f i n t e r n e t enter t 2 0 . 1 . 2 . 3 : 8 0 enter";
    let cases: &[Case] = &[
        ("nothing is stated", "", &["P LB picks", "aks-system-0"], &["LB picks aks"]),
        ("the list", "P", &["The load balancer picks", "the first that answers", "aks-system-1"], &[]),
        ("the second node", "P down down enter", &["LB picks aks-system-1"], &[]),
        ("and back", "P down down enter P home enter", &["P LB picks"], &["LB picks aks"]),
        ("another packet", "P down down enter space", &[], &["LB picks aks"]),
        ("ports", "S 1 0 2 4 enter", &["1024 SNAT ports in use"], &[]),
        ("no number", "S x", &["is not a number of SNAT ports"], &["SNAT ports in use  "]),
        ("ports left", "S 1 0 2 4 esc", &["to [20.1.2.3:80]"], &["1024 SNAT ports in use"]),
    ];
    check_after(ask, GUARDED, cases);
    check(GUARDED, &[("no load balancer", "4 P", &["goes to no load balancer"], &[])]);
}

#[test]
fn who_reaches_whom_lies_over_the_trace_and_follows_each_edit() {
    check(
        GUARDED,
        &[
            (
                "the table",
                "4 a",
                &[
                    "Who reaches whom",
                    "5 ends",
                    "pod:default/web-1 sees pod:default/web-0 as 10.244.0.1, its own address",
                    "[OK] Pods reach pods without NAT: kept",
                    "[!!] A pod sees itself as others see it: broken",
                    "Esc close",
                ],
                &["The packet as it leaves"],
            ),
            (
                "another pair",
                "4 a right right",
                &["vm:vm-app sees pod:default/web-0, which has 10.244.0.1, as 10.0.0.4"],
                &[],
            ),
            (
                "the pair's packet",
                "4 a right right enter",
                &["from < pod:default/web-0 >  to [vm:vm-app]"],
                &["Who reaches"],
            ),
            ("an end and itself", "4 a left enter", &["Choose two different ends", "Who reaches whom"], &[]),
            ("closed", "4 a esc", &["The packet as it leaves"], &["Who reaches whom,"]),
            ("closed by its key", "4 a a", &["The packet as it leaves"], &["Who reaches whom,"]),
            ("a key of the trace", "4 a A", &["Esc closes the table first", "Who reaches whom"], &[]),
            ("another model", "4 a m down down", &["Who reaches whom"], &[]),
        ],
    );
}

#[test]
fn the_table_of_the_design_before_stays_while_the_next_is_computed() {
    use std::fmt::Write as _;
    let mut text = GUARDED.to_owned();
    for place in 0..20 {
        write!(text, "[[vm]]\nname = \"vm{place}\"\nsubnet = \"machines\"\nip = \"10.0.1.{}\"\n", 100 + place)
            .expect("a string takes all");
    }
    let mut app = explorer(&text);
    press(&mut app, "4 a");
    // Nobody computes it here, so it is awaited.
    assert!(screen(&mut app, 120, 40).join("\n").contains("Who reaches whom: computing"));
    let awaited = app.awaited().expect("a table of 25 ends is large");
    assert!(!awaited.work_out_reach(&|| false) && app.awaited().is_some());
    assert!(awaited.work_out_reach(&|| true) && app.awaited().is_none());
    let table = screen(&mut app, 120, 40).join("\n");
    assert!(table.contains("25 ends") && !table.contains("omputing"), "{table}");
    press(&mut app, "n 3 enter esc");
    let table = screen(&mut app, 120, 40).join("\n");
    assert!(app.awaited().is_some() && table.contains("computing ...") && table.contains("vm:vm3"), "{table}");
    press(&mut app, "esc");
    assert!(app.awaited().is_none());
}

/// An explorer with the example of policies, as `O` opens it.
fn policies_example() -> aksplore::ui::App {
    let example = aksplore::examples::named("network-policies").expect("it is among the examples");
    let mut app = explorer(example.text);
    let texts = aksplore::files::manifests::Texts::named_by(app.document().scenario(), None, Some(example));
    app.take_manifests(aksplore::manifest::read(&texts.sources).manifests);
    app
}

#[test]
fn the_policy_screen_shows_the_table_and_what_is_left_open() {
    let cases: &[Case] = &[
        (
            "the table",
            "6",
            &["Who may talk to whom, as cilium reads it", "from", "to [1]", "f what is open"],
            &["What is left"],
        ),
        (
            "what is open, mistakes first",
            "6 f",
            &[
                "What is left open, as cilium reads it",
                "Rules that never match: 1",
                "ingress[0].from[0]",
                "Policies that select no pod: 1",
                "shop/cache",
                "Held by no policy: 2",
                "Open to outside: ",
                "ingress 0.0.0.0-255.255.255.255: TCP 5432",
                "f table",
            ],
            &["Who may talk"],
        ),
        ("the first row in words", "6 f", &["Rules that never match: payments/api"], &[]),
        ("the next row", "6 f down", &["Policies that select no pod: shop/cache"], &[]),
        ("never above the first", "6 f up up", &["Rules that never match: payments/api"], &[]),
        ("the last row", "6 f G", &["Open to outside: shop/db"], &[]),
        ("and back to the first", "6 f G g", &["Rules that never match: payments/api"], &[]),
        ("all of a row", "6 f enter", &["what", "payments/api", "example:network-policies/policies.yaml:"], &[]),
        ("back to the list", "6 f down enter esc", &["Policies that select no pod: shop/cache"], &[]),
        ("back by its key", "6 f f", &["Who may talk to whom"], &["What is left open"]),
        ("back by escape", "6 f esc", &["Who may talk to whom"], &["What is left open"]),
        ("the place in the list is kept", "6 f down f f", &["Policies that select no pod: shop/cache"], &[]),
        ("the cell is kept", "6 down down right f f", &["=> kube-system/coredns[Deployment]"], &[]),
        ("the reasons of a cell", "6 down down enter", &["may use", "is selected for"], &[]),
        ("other letters still edit", "6 f n", &["Nodes"], &[]),
    ];
    for (name, keys, shown, missing) in cases {
        let mut app = policies_example();
        app.resize(120, 40);
        press(&mut app, keys);
        let picture = screen(&mut app, 120, 40).join("\n");
        for words in *shown {
            assert!(picture.contains(words), "{name}: {words:?} is not on\n{picture}");
        }
        for words in *missing {
            assert!(!picture.contains(words), "{name}: {words:?} is on\n{picture}");
        }
    }
}

#[test]
fn a_row_of_what_is_open_is_copied() {
    use aksplore::ui::Effect;
    let mut app = policies_example();
    app.resize(120, 40);
    press(&mut app, "6 f down");
    let effects = app.key("y".parse().expect("a key"), false);
    let [Effect::Copy(text)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(text, "Policies that select no pod: shop/cache: NetworkPolicy that selects no pod");
}

#[test]
fn an_explanation_is_copied_whole() {
    use aksplore::ui::Effect;
    let mut app = explorer(FLAGSHIP);
    app.resize(80, 24);
    press(&mut app, "= S u b n e t I s F u l l enter");
    for key in ["y", "Y"] {
        let effects = app.key(key.parse().expect("a key"), false);
        let [Effect::Copy(text)] = effects.as_slice() else { panic!("{effects:?}") };
        for words in ["SubnetIsFull", "What helps tonight", "A new, wider subnet with a new pool"] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
}

#[test]
fn an_address_that_nobody_has_given_is_a_star_on_trace() {
    check(
        FLAGSHIP,
        &[(
            "the API server",
            "4 t ctrl-u a p i - s e r v e r enter",
            &["api-server", "dst IP   *"],
            &["0.255.", "0.0.0.0:"],
        )],
    );
}

#[test]
fn without_policies_nothing_can_be_left_open() {
    check(FLAGSHIP, &[("no policy", "6 f", &["No network policy"], &["What is left open", "f what is open"])]);
}

#[test]
fn two_hundred_steps_across_screens_are_taken_back_and_made_again() {
    let mut app = explorer(FLAGSHIP);
    let start = app.document().scenario().clone();
    for turn in 0..100u32 {
        let digits = |number: u32| number.to_string().chars().map(String::from).collect::<Vec<_>>().join(" ");
        let screen = 1 + turn % 6;
        press(&mut app, &format!("{screen} n {} enter esc p {} enter esc", digits(4 + turn), digits(31 + turn)));
    }
    let end = app.document().scenario().clone();
    assert_eq!(app.document().history().depth(), 200);
    press(&mut app, &"u ".repeat(200));
    assert_eq!(app.document().scenario(), &start);
    press(&mut app, &"U ".repeat(200));
    assert_eq!(app.document().scenario(), &end);
}

#[test]
fn every_state_of_the_history_can_be_named_looked_back_at_and_gone_to() {
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "I");
    assert!(screen(&mut app, 80, 24)[22].contains("Nothing was changed yet"));
    // Two branches: 3 - 40 and 3 - 50 nodes; the first is named.
    press(&mut app, "n 4 0 enter esc M a g r e e d enter");
    assert!(screen(&mut app, 80, 24)[22].contains("This point is \"agreed\""));
    press(&mut app, "u n 5 0 enter esc I");
    let picture = screen(&mut app, 80, 24).join("\n");
    for words in [
        "1 │ as it was opened",
        "2   system count: 3 -> 40",
        "\"agreed\"",
        "3 │ from 1: system count: 3 -> 50",
        "Nothing differs between 3 and now",
        "Enter goes there  e what changed since",
    ] {
        assert!(picture.contains(words), "{words:?} is not on\n{picture}");
    }
    press(&mut app, "up");
    let picture = screen(&mut app, 80, 24).join("\n");
    assert!(picture.contains("From 2 to now") && picture.contains("node-pool[system].count: 40 -> 50"), "{picture}");
    press(&mut app, "enter");
    assert_eq!(app.document().scenario().pools[0].count, Some(40));
    assert!(screen(&mut app, 80, 24)[22].contains("At 2 of 3, \"agreed\""));
    // Undo and redo walk the branch that was gone to.
    press(&mut app, "u U");
    assert_eq!(app.document().scenario().pools[0].count, Some(40));
    press(&mut app, "M ctrl-u enter I");
    assert!(!screen(&mut app, 80, 24).join("\n").contains("agreed"));
    press(&mut app, "G enter");
    assert_eq!(app.document().scenario().pools[0].count, Some(50));
}

#[test]
fn the_values_of_a_field_are_remembered() {
    check_after(
        "n 4 0 enter esc n 5 0 enter esc",
        FLAGSHIP,
        &[
            ("the last one first", "n ctrl-up", &["Nodes [40 "], &[]),
            ("then the one before", "n ctrl-up ctrl-up", &["Nodes [3 "], &[]),
            ("then what stands there", "n ctrl-p ctrl-p ctrl-p", &["Nodes [50 "], &[]),
            ("it is a value like a typed one", "n ctrl-up enter esc", &["(40 nodes"], &["(50 nodes"]),
            ("another field has its own", "p ctrl-up", &["nothing else stood here yet"], &[]),
            ("a list of them for every terminal", "V", &["► Nodes: 40", "Nodes: 3 ", "now 50"], &["Nodes: 50"]),
            ("from which one is taken", "V down enter", &["system count: 50 -> 3"], &[]),
        ],
    );
    check(FLAGSHIP, &[("no value yet", "V", &["No field had another value yet"], &[])]);
}

#[test]
fn a_burst_that_makes_edits_is_one_step() {
    let mut app = explorer(FLAGSHIP);
    let start = app.document().scenario().clone();
    let burst = |app: &mut aksplore::ui::App, keys: &str| {
        for key in keys.split_whitespace() {
            app.key(key.parse().unwrap(), true);
        }
        screen(app, 80, 24);
    };
    burst(&mut app, "n 4 0 enter 5 0 enter esc + +");
    assert_eq!(app.document().history().depth(), 1);
    // The next burst is another step, and undo in a burst takes whole steps back.
    burst(&mut app, "n 4 5 enter esc");
    assert_eq!(app.document().history().depth(), 2);
    burst(&mut app, "u n 4 6 enter esc");
    assert_eq!(app.document().history().depth(), 2);
    press(&mut app, "u u");
    assert_eq!(app.document().scenario(), &start);
}

#[test]
fn what_was_looked_at_is_found_again() {
    let cases = [
        "1 down down",
        "2 right right down",
        "3 a 1 0 . 2 4 0 . 0 . 9 enter",
        "4 space",
        "5 right down",
        "o n ctrl-u 9 enter esc",
    ];
    for keys in cases {
        let mut app = explorer(hub_spoke());
        press(&mut app, keys);
        let (kept, document) = (serde_json::to_string(&app.kept_view()).unwrap(), app.own_document_mut().kept());
        let mut again = explorer(FLAGSHIP);
        let document = aksplore::document::Document::restored(document).unwrap();
        again.reopen(document, serde_json::from_str(&kept).unwrap());
        // All but the status line, which told what the last key did.
        let picture = |app: &mut aksplore::ui::App| screen(app, 120, 40)[..38].join("\n");
        assert_eq!(picture(&mut again), picture(&mut app), "{keys}");
        assert_eq!(serde_json::to_string(&again.kept_view()).unwrap(), kept, "{keys}");
    }
}
