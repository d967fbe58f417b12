//! What a trace and a contest cost. Deliberately only the engine: nothing is drawn.

use std::fmt::Write as _;
use std::sync::Arc;

use aksplore::engine::Analysis;
use aksplore::engine::reach::reach;
use aksplore::engine::trace::{Question, trace};
use aksplore::scenario::read::read;

fn main() {
    divan::main();
}

/// Kubenet with so many nodes, and so many user routes in another subnet's table.
fn design(nodes: u32, routes: u32) -> Analysis {
    let mut rows = String::new();
    for place in 0..routes {
        let (high, low) = (place / 256, place % 256);
        writeln!(rows, "  {{ name = \"r{place}\", prefix = \"172.{high}.{low}.0/24\", next-hop = \"None\" }},")
            .expect("a text takes any text");
    }
    let text = format!(
        "[cluster]\nmodel = \"kubenet\"\npod-cidr = \"10.0.0.0/11\"\nservice-cidr = \"10.64.0.0/16\"\n\
         dns-service-ip = \"10.64.0.10\"\n\
         [cluster.load-balancer]\noutbound-ips = [\"20.50.0.10\"]\n\
         [[node-pool]]\nname = \"system\"\ncount = {nodes}\nsubnet = \"snet-nodes\"\n\
         [[vnet]]\nname = \"vnet\"\naddress-space = [\"10.240.0.0/12\"]\n\
         [[vnet.subnet]]\nname = \"snet-nodes\"\nprefix = \"10.240.0.0/16\"\n\
         [[vnet.subnet]]\nname = \"snet-routed\"\nprefix = \"10.241.0.0/16\"\nroute-table = \"rt\"\n\
         [[route-table]]\nname = \"rt\"\nmanaged = false\nroutes = [\n{rows}]\n\
         [[workload]]\nname = \"web\"\nreplicas = 40\n"
    );
    let reading = read(&text);
    assert!(reading.is_sound(), "{:?}", reading.diagnostics);
    Analysis::new(Arc::new(reading.scenario))
}

/// A packet of a pod, and its reply.
#[divan::bench(args = ["internet", "pod:web-1"])]
fn packet_and_reply(bencher: divan::Bencher<'_, '_>, to: &str) {
    let analysis = design(400, 0);
    let from = "pod:web-0".parse().expect("an endpoint");
    let question = Question::new(from, to.parse().expect("a destination"));
    assert!(analysis.trace(&question).expect("both ends are in the design").reply.is_some());
    let world = analysis.world();
    bencher.bench(|| trace(&world, &question));
}

/// The contest of every route for one address, those that do not match included.
#[divan::bench(args = [400, 5000])]
fn contest(bencher: divan::Bencher<'_, '_>, routes: u32) {
    let analysis = design(3, routes);
    let subnet = analysis.plan().subnet_named("snet-routed").expect("the subnet is in the design");
    let address = "172.1.7.9".parse().expect("an address");
    assert!(analysis.routes(subnet).lookup(address).is_some());
    bencher.bench(|| analysis.contest(subnet, address));
}

/// A whole table from the plan: kubenet's routes are made by arithmetic, and no more than a table holds.
#[divan::bench(args = [5, 400, 5000])]
fn kubenet_table(bencher: divan::Bencher<'_, '_>, nodes: u32) {
    let scenario = Arc::clone(design(nodes, 0).plan().written());
    bencher.bench(|| {
        let analysis = Analysis::new(Arc::clone(&scenario));
        let subnet = analysis.plan().subnet_named("snet-nodes").expect("the subnet is in the design");
        analysis.routes(subnet).routes().len()
    });
}

/// So many machines in a few subnets, and as many workloads as make up the ends.
fn ends(count: u32) -> Analysis {
    let mut text = String::from(
        "[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 50\nsubnet = \"snet-nodes\"\n\
         [[vnet]]\nname = \"vnet\"\naddress-space = [\"10.240.0.0/12\"]\n\
         [[vnet.subnet]]\nname = \"snet-nodes\"\nprefix = \"10.240.0.0/16\"\n\
         [[vnet.subnet]]\nname = \"snet-a\"\nprefix = \"10.241.0.0/16\"\nnsg = \"guard\"\n\
         [[vnet.subnet]]\nname = \"snet-b\"\nprefix = \"10.242.0.0/16\"\n\
         [[nsg]]\nname = \"guard\"\nrules = [{ name = \"no\", priority = 100, direction = \"inbound\", access = \"deny\", source = \"10.242.0.0/25\" }]\n",
    );
    for place in 0..count / 2 {
        let (subnet, octet) = if place % 2 == 0 { ("snet-a", 241) } else { ("snet-b", 242) };
        writeln!(text, "[[vm]]\nname = \"vm{place}\"\nip = \"10.{octet}.0.{}\"\nsubnet = \"{subnet}\"", place + 10)
            .expect("a text takes any text");
    }
    for place in 0..count / 4 - 1 {
        writeln!(text, "[[workload]]\nname = \"w{place}\"\nreplicas = 2").expect("a text takes any text");
    }
    let reading = read(&text);
    assert!(reading.is_sound(), "{:?}", reading.diagnostics);
    Analysis::new(Arc::new(reading.scenario))
}

/// Who reaches whom, all pairs of so many ends.
#[divan::bench(args = [20, 200])]
fn reach_table(bencher: divan::Bencher<'_, '_>, count: u32) {
    let analysis = ends(count);
    let world = analysis.world();
    bencher.bench(|| reach(&world).cells.len());
}
