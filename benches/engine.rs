//! From one edit to a new analysis of everything that is shown. The budget is 0.25 ms for a common design and
//! 1 ms for the largest, and the same for 5 nodes as for 5,000. Deliberately without a screen.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use aksplore::engine::Analysis;
use aksplore::scenario::field::Field;
use aksplore::scenario::read::read;
use aksplore::scenario::{Edit, Scenario};
use divan::Bencher;

fn main() {
    divan::main();
}

/// A design of so many nodes in so many pools, subnets and routes.
struct Size {
    pools: u32,
    nodes: u32,
    subnets: u32,
    routes: u32,
}

const COMMON: Size = Size { pools: 5, nodes: 50, subnets: 20, routes: 400 };
const LARGEST: Size = Size { pools: 100, nodes: 5_000, subnets: 500, routes: 5_000 };

/// The most routes of a table.
const ROUTES_A_TABLE: u32 = 400;

fn text(size: &Size) -> String {
    let mut text = String::from(
        "[cluster]\nmodel = \"azure-cni-overlay\"\npod-cidr = \"100.64.0.0/10\"\nservice-cidr = \"172.16.0.0/16\"\ndns-service-ip = \"172.16.0.10\"\n",
    );
    for pool in 0..size.pools {
        let nodes = size.nodes / size.pools;
        let _ =
            write!(text, "[[node-pool]]\nname = \"p{pool}\"\ncount = {nodes}\nmax-pods = 50\nsubnet = \"s{pool}\"\n");
    }
    text.push_str("[[vnet]]\nname = \"v\"\naddress-space = [\"10.0.0.0/8\"]\n");
    for subnet in 0..size.subnets {
        let (high, low) = (subnet / 32, subnet % 32 * 8);
        let _ = write!(
            text,
            "[[vnet.subnet]]\nname = \"s{subnet}\"\nprefix = \"10.{high}.{low}.0/21\"\nroute-table = \"t{}\"\n",
            subnet * size.routes / size.subnets / ROUTES_A_TABLE
        );
    }
    for table in 0..size.routes.div_ceil(ROUTES_A_TABLE) {
        let _ = write!(text, "[[route-table]]\nname = \"t{table}\"\nroutes = [\n");
        for route in 0..ROUTES_A_TABLE.min(size.routes - table * ROUTES_A_TABLE) {
            let (high, low) = (route / 256, route % 256);
            let _ =
                writeln!(text, "  {{ name = \"r{route}\", prefix = \"192.{high}.{low}.0/24\", next-hop = \"None\" }},");
        }
        text.push_str("]\n");
    }
    text
}

fn scenario(size: &Size) -> Arc<Scenario> {
    let reading = read(&text(size));
    assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics.first());
    Arc::new(reading.scenario)
}

/// One edit, and all that Home, Map, Routes and Compare show of it.
fn everything(scenario: &Scenario, edit: &Edit) {
    let after = edit.apply(scenario).expect("the pool is there");
    let analysis = Analysis::new(Arc::new(after));
    black_box((analysis.verdict(), analysis.rehearsal()));
    black_box((analysis.fixes(), analysis.headroom(), analysis.ladder(), analysis.compare()));
    black_box(analysis.addresses());
    if let Some(subnet) = analysis.plan().pools().first().and_then(|pool| pool.subnet) {
        black_box(analysis.routes(subnet));
    }
}

fn edit(scenario: &Scenario) -> Edit {
    Field::MaxPods.edit(scenario, Some("p0"), "51").expect("51 is a number of pods")
}

fn run(bencher: Bencher, size: &Size) {
    let scenario = scenario(size);
    let edit = edit(&scenario);
    bencher.bench_local(|| everything(&scenario, &edit));
}

#[divan::bench]
fn common(bencher: Bencher) {
    run(bencher, &COMMON);
}

#[divan::bench]
fn largest(bencher: Bencher) {
    run(bencher, &LARGEST);
}

#[divan::bench(args = [5, 500, 5_000])]
fn nodes(bencher: Bencher, nodes: u32) {
    run(bencher, &Size { nodes, ..COMMON });
}

/// The parts of the largest, each alone.
#[divan::bench_group(name = "parts_of_the_largest")]
mod parts {
    use super::{Analysis, Arc, Bencher, LARGEST, black_box, edit, scenario, text};

    fn part(bencher: Bencher, work: impl Fn(&Analysis)) {
        let scenario = scenario(&LARGEST);
        bencher.with_inputs(|| Analysis::new(Arc::clone(&scenario))).bench_local_refs(|analysis| work(analysis));
    }

    #[divan::bench]
    fn apply(bencher: Bencher) {
        let scenario = scenario(&LARGEST);
        let edit = edit(&scenario);
        bencher.bench_local(|| edit.apply(&scenario));
    }

    /// What a person does who takes another model: every pool is set, and a subnet is added.
    #[divan::bench]
    fn apply_another_model(bencher: Bencher) {
        let scenario = scenario(&LARGEST);
        let analysis = Analysis::new(Arc::clone(&scenario));
        let edit = analysis.compare().answers[1].edit(analysis.plan()).expect("another model is an edit");
        bencher.bench_local(|| edit.apply(&scenario));
    }

    #[divan::bench]
    fn read(bencher: Bencher) {
        let text = text(&LARGEST);
        bencher.bench_local(|| super::read(&text));
    }

    #[divan::bench]
    fn plan(bencher: Bencher) {
        let scenario = scenario(&LARGEST);
        bencher.bench_local(|| Analysis::new(Arc::clone(&scenario)));
    }

    #[divan::bench]
    fn capacity(bencher: Bencher) {
        part(bencher, |analysis| drop(black_box(analysis.capacity().clone())));
    }

    #[divan::bench]
    fn findings(bencher: Bencher) {
        part(bencher, |analysis| {
            black_box(analysis.findings());
        });
    }

    #[divan::bench]
    fn addresses(bencher: Bencher) {
        part(bencher, |analysis| {
            black_box(analysis.addresses());
        });
    }

    #[divan::bench]
    fn compare(bencher: Bencher) {
        part(bencher, |analysis| {
            black_box(analysis.compare());
        });
    }

    #[divan::bench]
    fn fixes(bencher: Bencher) {
        part(bencher, |analysis| {
            black_box((analysis.fixes(), analysis.headroom(), analysis.ladder()));
        });
    }
}
