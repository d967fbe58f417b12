//! Pairs of designs, and what becomes of a cluster of the first: a table of cases.

use super::Way::{InPlace, NewCluster, NewPool, NotKnown, Refused};
use super::*;
use crate::engine::sample::plan;

const VNET: &str = "[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"more\"\nprefix = \"10.240.4.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.16.0/20\"\n";

/// A name, the keys of both clusters, what comes behind both, and the changes.
type Case<'a> = (&'a str, [&'a str; 2], [&'a str; 2], &'a [(&'a str, Way, RuleId)]);

fn check(cases: &[Case<'_>]) {
    for (name, keys, items, expected) in cases {
        let [old, new] = [0, 1].map(|side| plan(&format!("[cluster]\n{}\n{VNET}{}", keys[side], items[side])));
        let found = changes(&old, &new);
        let found: Vec<_> = found.iter().map(|change| (change.path.to_string(), change.way, change.rule)).collect();
        let expected: Vec<_> = expected.iter().map(|(path, way, rule)| ((*path).to_owned(), *way, *rule)).collect();
        assert_eq!(found, expected, "{name}");
        assert_eq!(changes(&old, &old), [], "{name}: no change");
    }
}

const POOL: &str = "[[node-pool]]\nname = \"a\"\ncount = 3\nmax-pods = 30\n";
const WINDOWS: &str =
    "[[node-pool]]\nname = \"a\"\nmax-pods = 30\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\nmax-pods = 30\n";
const FLAT: &str = "model = \"azure-cni-node-subnet\"";
const KUBENET: &str = "model = \"kubenet\"";

#[test]
fn models_and_data_planes_go_the_ways_that_the_pages_name() {
    let flat = |more: &str| format!("{FLAT}\n{more}");
    let (old_version, calico, masquerade) = (
        flat("kubernetes-version = \"1.26\""),
        flat("network-policy = \"calico\""),
        flat("non-masquerade-cidrs = [\"10.0.0.0/8\"]"),
    );
    check(&[
        ("node subnet to overlay", [FLAT, ""], [POOL, POOL], &[("cluster.model", InPlace, RuleId::ChangeModel)]),
        ("kubenet to overlay", [KUBENET, ""], [POOL, POOL], &[("cluster.model", InPlace, RuleId::ChangeModel)]),
        (
            "kubenet to overlay with another pod CIDR",
            [KUBENET, "pod-cidr = \"10.128.0.0/14\""],
            [POOL, POOL],
            &[
                ("cluster.model", InPlace, RuleId::ChangeModel),
                ("cluster.pod-cidr", InPlace, RuleId::ChangeModelPodCidrKubenet),
            ],
        ),
        ("overlay to node subnet", ["", FLAT], [POOL, POOL], &[("cluster.model", NewCluster, RuleId::ChangeModel)]),
        (
            "too old a Kubernetes",
            [&old_version, "kubernetes-version = \"1.26\""],
            [POOL, POOL],
            &[("cluster.model", Refused, RuleId::ChangeModelVersion)],
        ),
        (
            "an engine is installed",
            [&calico, "network-policy = \"calico\""],
            [POOL, POOL],
            &[("cluster.model", Refused, RuleId::ChangeModelPolicy)],
        ),
        (
            "a list of one's own",
            [&masquerade, "non-masquerade-cidrs = [\"10.0.0.0/8\"]"],
            [POOL, POOL],
            &[("cluster.model", Refused, RuleId::ChangeModelIpMasq)],
        ),
        (
            "both in one operation",
            [FLAT, "dataplane = \"cilium\""],
            [POOL, POOL],
            &[
                ("cluster.model", Refused, RuleId::ChangeModelApart),
                ("cluster.dataplane", Refused, RuleId::ChangeModelApart),
            ],
        ),
        (
            "the data plane alone",
            ["", "dataplane = \"cilium\""],
            [POOL, POOL],
            &[("cluster.dataplane", InPlace, RuleId::ChangeDataplane)],
        ),
        (
            "the data plane takes the engine with it",
            ["network-policy = \"azure\"", "dataplane = \"cilium\"\nnetwork-policy = \"cilium\""],
            [POOL, POOL],
            &[
                ("cluster.dataplane", InPlace, RuleId::ChangeDataplanePolicy),
                ("cluster.network-policy", InPlace, RuleId::ChangeDataplanePolicy),
            ],
        ),
        (
            "the data plane and Windows",
            ["", "dataplane = \"cilium\""],
            [WINDOWS, WINDOWS],
            &[("cluster.dataplane", Refused, RuleId::ChangeDataplaneWindows)],
        ),
        (
            "the data plane of kubenet",
            [KUBENET, "model = \"kubenet\"\ndataplane = \"cilium\""],
            [POOL, POOL],
            &[("cluster.dataplane", Refused, RuleId::ChangeDataplane)],
        ),
        (
            "the data plane of BYO CNI",
            ["model = \"byo-cni\"", "model = \"byo-cni\"\ndataplane = \"cilium\""],
            [POOL, POOL],
            &[("cluster.dataplane", NewCluster, RuleId::ChangeDataplane)],
        ),
        (
            "the data plane back",
            ["dataplane = \"cilium\"", ""],
            [POOL, POOL],
            &[("cluster.dataplane", NotKnown, RuleId::ChangeDataplaneBack)],
        ),
    ]);
}

#[test]
fn pod_subnets_change_as_far_as_the_pages_say() {
    let model = |more: &str| format!("model = \"azure-cni-pod-subnet\"\npod-ip-allocation = \"{more}\"");
    let (dynamic, blocks) = (model("dynamic"), model("static-block"));
    let pods = POOL.to_owned() + "pod-subnet = \"pods\"\n";
    let elsewhere = POOL.to_owned() + "pod-subnet = \"more\"\n";
    let mixed = pods.clone() + "pod-ip-allocation = \"static-block\"\n";
    check(&[
        (
            "single addresses to blocks",
            [&dynamic, &blocks],
            [&pods, &pods],
            &[("cluster.pod-ip-allocation", NewPool, RuleId::ChangeAllocation)],
        ),
        (
            "blocks to single addresses",
            [&blocks, &dynamic],
            [&pods, &pods],
            &[("cluster.pod-ip-allocation", NotKnown, RuleId::ChangeAllocationBack)],
        ),
        (
            "of one pool alone",
            [&dynamic, &dynamic],
            [&pods, &mixed],
            &[("node-pool[a].pod-ip-allocation", NewPool, RuleId::ChangeAllocation)],
        ),
        (
            "another pod subnet",
            [&dynamic, &dynamic],
            [&pods, &elsewhere],
            &[("node-pool[a].pod-subnet", NotKnown, RuleId::ChangePodSubnet)],
        ),
        ("to overlay", [&dynamic, ""], [&pods, &pods], &[("cluster.model", NewCluster, RuleId::ChangeModel)]),
    ]);
}

#[test]
fn ranges_grow_or_stay() {
    check(&[
        (
            "a pod CIDR that contains the old one",
            ["pod-cidr = \"10.244.0.0/18\"", "pod-cidr = \"10.244.0.0/16\""],
            [POOL, POOL],
            &[("cluster.pod-cidr", InPlace, RuleId::ChangePodCidr)],
        ),
        (
            "a smaller pod CIDR",
            ["pod-cidr = \"10.244.0.0/16\"", "pod-cidr = \"10.244.0.0/18\""],
            [POOL, POOL],
            &[("cluster.pod-cidr", NewCluster, RuleId::ChangePodCidr)],
        ),
        (
            "another pod CIDR",
            ["pod-cidr = \"10.244.0.0/16\"", "pod-cidr = \"10.128.0.0/16\""],
            [POOL, POOL],
            &[("cluster.pod-cidr", NewCluster, RuleId::ChangePodCidr)],
        ),
        (
            "a larger one under Windows",
            ["pod-cidr = \"10.244.0.0/18\"", "pod-cidr = \"10.244.0.0/16\""],
            [WINDOWS, WINDOWS],
            &[("cluster.pod-cidr", Refused, RuleId::ChangePodCidrWindows)],
        ),
        (
            "a larger one of two",
            [
                "ip-families = [\"ipv4\", \"ipv6\"]\npod-cidr = \"10.244.0.0/18\"",
                "ip-families = [\"ipv4\", \"ipv6\"]\npod-cidr = \"10.244.0.0/16\"",
            ],
            [POOL, POOL],
            &[("cluster.pod-cidr", NewCluster, RuleId::ChangePodCidrOther)],
        ),
        (
            "of kubenet",
            ["model = \"kubenet\"\npod-cidr = \"10.244.0.0/18\"", "model = \"kubenet\"\npod-cidr = \"10.244.0.0/16\""],
            [POOL, POOL],
            &[("cluster.pod-cidr", NewCluster, RuleId::ChangePodCidrOther)],
        ),
        (
            "the service CIDR and its DNS, before ServiceCIDR objects",
            [
                "kubernetes-version = \"1.32\"",
                "kubernetes-version = \"1.32\"\nservice-cidr = \"10.96.0.0/16\"\ndns-service-ip = \"10.96.0.10\"",
            ],
            [POOL, POOL],
            &[
                ("cluster.service-cidr", NewCluster, RuleId::ChangeServiceCidr),
                ("cluster.dns-service-ip", NewCluster, RuleId::ChangeServiceCidr),
            ],
        ),
        (
            "the service CIDR since",
            ["kubernetes-version = \"1.33\"", "kubernetes-version = \"1.33\"\nservice-cidr = \"10.0.0.0/15\""],
            [POOL, POOL],
            &[("cluster.service-cidr", NewCluster, RuleId::ChangeServiceCidrMore)],
        ),
        (
            "the DNS service IP alone",
            ["", "dns-service-ip = \"10.0.0.53\""],
            [POOL, POOL],
            &[("cluster.dns-service-ip", NewCluster, RuleId::ChangeDnsServiceIp)],
        ),
    ]);
    let old = plan(&format!("[cluster]\n{VNET}{POOL}"));
    let new = plan(&format!("[cluster]\n{}{POOL}", VNET.replace("10.240.0.0/22", "10.240.0.0/23")));
    let found = changes(&old, &new);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].way, found[0].rule), (NewPool, RuleId::ChangeSubnetPrefix));
    assert_eq!(found[0].path.to_string(), "vnet[v].subnet[nodes].prefix");
    // Nothing is in the other subnets.
    let new = plan(&format!("[cluster]\n{}{POOL}", VNET.replace("10.240.16.0/20", "10.240.32.0/20")));
    assert_eq!(changes(&old, &new), []);
}

#[test]
fn pools_come_go_and_change() {
    let apps = "[[node-pool]]\nname = \"apps\"\nmax-pods = 30\n";
    let with = |more: &str| format!("{POOL}{more}");
    let (both, autoscaled, elsewhere, surge) = (
        format!("{POOL}{apps}"),
        with("autoscale = { min = 3, max = 9 }\n"),
        with("subnet = \"more\"\n"),
        with("max-surge = \"33%\"\n"),
    );
    let (five, dense, gone) =
        (POOL.replace("count = 3", "count = 5"), POOL.replace("30", "50"), POOL.replace("max-pods = 30\n", ""));
    let (user, system) = (format!("{POOL}{apps}mode = \"user\"\n"), format!("{POOL}{apps}mode = \"system\"\n"));
    let gateway = format!("{POOL}{apps}mode = \"gateway\"\n");
    let linux = WINDOWS.replace("os = \"windows\"\n", "");
    let only_user = "[[node-pool]]\nname = \"apps\"\nmax-pods = 30\nmode = \"user\"\n";
    check(&[
        ("more nodes", ["", ""], [POOL, &five], &[("node-pool[a].count", InPlace, RuleId::ChangeCount)]),
        (
            "an autoscaler",
            ["", ""],
            [POOL, &autoscaled],
            &[("node-pool[a].autoscale", InPlace, RuleId::ChangeAutoscale)],
        ),
        ("another surge", ["", ""], [POOL, &surge], &[("node-pool[a].max-surge", InPlace, RuleId::ChangeSurge)]),
        ("more pods a node", ["", ""], [POOL, &dense], &[("node-pool[a].max-pods", NewPool, RuleId::ChangeMaxPods)]),
        ("max pods left out", ["", ""], [POOL, &gone], &[("node-pool[a].max-pods", NewPool, RuleId::ChangeMaxPods)]),
        ("another subnet", ["", ""], [POOL, &elsewhere], &[("node-pool[a].subnet", NewPool, RuleId::ChangeNodeSubnet)]),
        ("another system", ["", ""], [WINDOWS, &linux], &[("node-pool[w].os", NewPool, RuleId::ChangeOs)]),
        ("a pool more", ["", ""], [POOL, &both], &[("node-pool[apps]", InPlace, RuleId::ChangePools)]),
        ("a pool less", ["", ""], [&both, POOL], &[("node-pool[apps]", InPlace, RuleId::ChangePools)]),
        ("another mode", ["", ""], [&user, &system], &[("node-pool[apps].mode", InPlace, RuleId::ChangeSystemPool)]),
        ("a gateway", ["", ""], [&user, &gateway], &[("node-pool[apps].mode", NotKnown, RuleId::ChangePools)]),
        ("the last system pool", ["", ""], [&user, only_user], &[("node-pool[a]", Refused, RuleId::ChangeSystemPool)]),
    ]);
    let (old, new) = (plan(&format!("[cluster]\n{VNET}{POOL}")), plan(&format!("[cluster]\n{VNET}{gone}")));
    assert!(
        changes(&old, &new)[0].message.ends_with("the new design leaves it out, which means 250: write 30 to keep it")
    );
}

#[test]
fn the_cluster_itself_changes_as_far_as_the_pages_say() {
    let version = |text: &str| format!("kubernetes-version = \"{text}\"");
    let (v29, v30, v33, v34, v35) =
        (version("1.29.4"), version("1.30"), version("1.33"), version("1.34.1"), version("1.35"));
    let policy = |version: &str| format!("{version}\nnetwork-policy = \"calico\"");
    let (calico29, calico30) = (policy(&v29), policy(&v30));
    let public = "api-server = \"public\"";
    let private = "api-server = \"private-link\"";
    let within = "api-server = \"vnet-integration\"\napi-server-subnet = \"more\"";
    let table = |name: &str| {
        VNET.replace("prefix = \"10.240.0.0/22\"\n", &format!("prefix = \"10.240.0.0/22\"\nroute-table = \"{name}\"\n"))
            + "[[route-table]]\nname = \"x\"\n[[route-table]]\nname = \"y\"\n"
    };
    check(&[
        (
            "the next version",
            [&v33, &v34],
            [POOL, POOL],
            &[("cluster.kubernetes-version", InPlace, RuleId::ChangeVersion)],
        ),
        (
            "the one after it",
            [&v33, &v35],
            [POOL, POOL],
            &[("cluster.kubernetes-version", Refused, RuleId::ChangeVersion)],
        ),
        (
            "an older version",
            [&v34, &v33],
            [POOL, POOL],
            &[("cluster.kubernetes-version", NotKnown, RuleId::ChangeVersionBack)],
        ),
        ("another tier", ["", "tier = \"free\""], [POOL, POOL], &[("cluster.tier", InPlace, RuleId::ChangeTier)]),
        ("an engine", [&v30, &calico30], [POOL, POOL], &[("cluster.network-policy", InPlace, RuleId::ChangePolicy)]),
        (
            "an engine on too old a version",
            [&v29, &calico29],
            [POOL, POOL],
            &[("cluster.network-policy", Refused, RuleId::ChangePolicyVersion)],
        ),
        ("into the VNet", [public, within], [POOL, POOL], &[("cluster.api-server", InPlace, RuleId::ChangeApiServer)]),
        (
            "out of the VNet",
            [within, public],
            [POOL, POOL],
            &[("cluster.api-server", NewCluster, RuleId::ChangeApiServerBack)],
        ),
        (
            "public to private",
            [public, private],
            [POOL, POOL],
            &[("cluster.api-server", NotKnown, RuleId::ChangeApiServerPrivate)],
        ),
        (
            "IPv6 as well",
            ["", "ip-families = [\"ipv4\", \"ipv6\"]"],
            [POOL, POOL],
            &[
                ("cluster.pod-cidr-v6", NewCluster, RuleId::ChangePodCidrOther),
                ("cluster.service-cidr-v6", NewCluster, RuleId::ChangeServiceCidrMore),
                ("cluster.ip-families", NotKnown, RuleId::ChangeIpFamilies),
            ],
        ),
        (
            "another outbound type",
            ["", "outbound-type = \"userDefinedRouting\""],
            [POOL, POOL],
            &[("cluster.outbound-type", InPlace, RuleId::ChangeOutboundOwn)],
        ),
    ]);
    let [old, new] = ["x", "y"].map(|name| plan(&format!("[cluster]\nmodel = \"kubenet\"\n{}{POOL}", table(name))));
    let found = changes(&old, &new);
    assert_eq!((found.len(), found[0].way, found[0].rule), (1, NewCluster, RuleId::ChangeRouteTable));
    let other = "[[vnet]]\nname = \"w\"\naddress-space = [\"10.250.0.0/16\"]\n[[vnet.subnet]]\nname = \"wn\"\nprefix = \"10.250.0.0/22\"\n";
    let old = plan(&format!("[cluster]\n{VNET}{other}{POOL}"));
    let new = plan(&format!("[cluster]\nvnet = \"w\"\n{VNET}{other}{POOL}"));
    let found = changes(&old, &new);
    let ways: Vec<_> = found.iter().map(|change| (change.path.to_string(), change.rule)).collect();
    assert_eq!(
        ways,
        [("cluster.vnet".to_owned(), RuleId::ChangeVnet), ("node-pool[a].subnet".to_owned(), RuleId::ChangeNodeSubnet)]
    );
}

#[test]
fn the_hardest_change_comes_first() {
    let old = plan(&format!("[cluster]\n{VNET}{POOL}"));
    let text = POOL.replace("count = 3", "count = 5").replace("30", "50");
    let new = plan(&format!("[cluster]\nservice-cidr = \"10.96.0.0/16\"\n{VNET}{text}"));
    let ways: Vec<Way> = changes(&old, &new).iter().map(|change| change.way).collect();
    assert_eq!(ways, [NewCluster, NewPool, InPlace]);
    assert!(InPlace.is_possible() && NotKnown.is_possible());
    assert!(![NewPool, Refused, NewCluster].into_iter().any(Way::is_possible));
}
