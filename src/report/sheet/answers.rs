//! Which tables each answer is handed over as. They choose and name, as everything in `report` does.

use serde::Serialize;
use serde_json::Value;

use super::{Cell, Sheet, Table};
use crate::engine::Analysis;
use crate::engine::basis::{Ground, in_force};
use crate::net::counted;
use crate::report::compare::Compare;
use crate::report::finding::FindingRow;
use crate::report::map::Map;
use crate::report::policy::{Exposed, Matrix};
use crate::report::reach::Reach;
use crate::report::routes::Routes;
use crate::report::size::{Size, model_label, verdict_label};
use crate::report::trace::{HopRow, TraceAnswer};
use crate::report::word;

/// What the design leaves out and AKS decides.
fn assumed(analysis: &Analysis) -> Vec<String> {
    let grounds = in_force(analysis.plan()).grounds.into_iter();
    grounds
        .filter_map(|ground| match ground {
            Ground::Default { rule, of, value } => Some(format!("{of} = {value} ({})", rule.name())),
            Ground::Rule(_) | Ground::Page { .. } => None,
        })
        .collect()
}

/// A yes or a no as people say it; what is neither is not known.
fn said(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::Bool(true)) => "yes".to_owned(),
        Ok(Value::Bool(false)) => "no".to_owned(),
        Ok(Value::String(word)) => word,
        _ => "not known".to_owned(),
    }
}

fn findings(rows: &[FindingRow]) -> Table {
    let row = |finding: &FindingRow| {
        vec![
            word(&finding.severity).into(),
            finding.code.into(),
            finding.message.clone().into(),
            finding.azure_error.into(),
            finding.source.page.into(),
        ]
    };
    Table {
        title: "Findings",
        columns: &["severity", "code", "message", "Azure's code", "page"],
        rows: rows.iter().map(row).collect(),
    }
}

impl Sheet {
    /// Does it fit?
    pub fn of_size(size: &Size, analysis: &Analysis) -> Self {
        let ranges = size.ranges.iter();
        let rows = ranges.clone().map(|range| {
            vec![
                word(&range.role).into(),
                range.name.clone().into(),
                range.prefix.clone().into(),
                range.needed.into(),
                range.needed_steady.into(),
                range.usable.into(),
                range.max_nodes.into(),
                range.smallest_prefix.map(|prefix| format!("/{prefix}")).into(),
            ]
        });
        let ranges_table = Table {
            title: "Ranges",
            columns: &[
                "range",
                "name",
                "prefix",
                "need",
                "need between upgrades",
                "have",
                "most nodes",
                "smallest prefix",
            ],
            rows: rows.collect(),
        };
        let terms = ranges.flat_map(|range| {
            let term = |(value, label): (u64, String)| vec![range.name.clone().into(), value.into(), label.into()];
            range.terms.iter().map(move |own| term((own.value, own.label.to_string())))
        });
        let sums = Table { title: "The sums", columns: &["range", "addresses", "for"], rows: terms.collect() };
        let pools = size.pools.iter().map(|pool| {
            vec![
                pool.name.clone().into(),
                pool.nodes.into(),
                pool.surge.into(),
                pool.peak_nodes.into(),
                pool.max_pods.into(),
                pool.max_nodes.into(),
            ]
        });
        let pools = Table {
            title: "Pools",
            columns: &["pool", "nodes", "surge", "at the peak", "max pods", "most nodes"],
            rows: pools.collect(),
        };
        let fixes = size.fixes.iter().map(|fix| {
            vec![fix.label.clone().into(), format!("{}%", fix.used_percent).into(), fix.costs.join("; ").into()]
        });
        let fixes = Table {
            title: "What would make it fit",
            columns: &["change", "then used", "what it costs"],
            rows: fixes.collect(),
        };
        let others = size.other_models.iter().map(|other| {
            vec![
                model_label(other.model, other.pod_ip_allocation).into(),
                verdict_label(other.verdict, other.room).into(),
                other.used_percent.map(|used| format!("{used}%")).into(),
                other.binding.as_ref().map(|binding| binding.name.clone()).into(),
                other.max_nodes.into(),
            ]
        });
        let others = Table {
            title: "Other models",
            columns: &["model", "verdict", "used", "binds", "most nodes"],
            rows: others.collect(),
        };
        let binding = size.binding.as_ref().map(|binding| format!("Binds: {}: {}", binding.name, binding.reason));
        Self {
            title: "does it fit?".to_owned(),
            answer: size.verdict_line(),
            words: binding.into_iter().chain([format!("Rehearsal: {}", size.rehearsed)]).collect(),
            tables: vec![ranges_table, sums, pools, fixes, findings(&size.findings), others],
            notes: assumed(analysis),
        }
    }

    /// Who owns every address?
    pub fn of_map(map: &Map, analysis: &Analysis) -> Self {
        let rows = map.ranges.iter().flat_map(|range| {
            range.owners.iter().map(|owner| {
                vec![
                    range.name.clone().into(),
                    owner.first.clone().into(),
                    owner.last.clone().into(),
                    owner.count.into(),
                    word(&owner.kind).into(),
                    owner.name.clone().into(),
                    if owner.assumed { "assumed" } else { "" }.into(),
                ]
            })
        });
        let table = Table {
            title: "Owners",
            columns: &["range", "first", "last", "addresses", "owner", "name", ""],
            rows: rows.collect(),
        };
        let free = map.free.join(", ");
        Self {
            title: "who owns every address?".to_owned(),
            answer: format!(
                "{} in the VNet's subnets and the cluster's ranges",
                counted(map.ranges.len() as u64, "range")
            ),
            words: if free.is_empty() { Vec::new() } else { vec![format!("Free: {free}")] },
            tables: vec![table],
            notes: assumed(analysis),
        }
    }

    /// The routes of a subnet, or the contest for an address.
    pub fn of_routes(routes: &Routes) -> Self {
        let hop = |kind: String, ip: Option<std::net::IpAddr>| ip.map_or(kind.clone(), |ip| format!("{kind} {ip}"));
        let contest = routes.contest.iter().flatten().map(|route| {
            vec![
                route.prefix.clone().into(),
                word(&route.source).into(),
                hop(word(&route.next_hop_type), route.next_hop_ip).into(),
                route.name.clone().into(),
                word(&route.state).into(),
                word(&route.result).into(),
                route.why.clone().into(),
            ]
        });
        let all = routes.routes.iter().map(|route| {
            vec![
                route.prefix.to_string().into(),
                word(&route.source).into(),
                hop(word(&route.next_hop_type), route.next_hop_ip).into(),
                route.name.clone().into(),
                word(&route.state).into(),
            ]
        });
        let contest = Table {
            title: "The contest",
            columns: &["prefix", "source", "next hop", "name", "state", "result", "why"],
            rows: contest.collect(),
        };
        let all = Table {
            title: "Effective routes",
            columns: &["prefix", "source", "next hop", "name", "state"],
            rows: all.collect(),
        };
        let answer = match (&routes.winner, routes.to) {
            (Some(route), Some(to)) => format!("{to}: {route}"),
            (None, Some(to)) => format!("{to}: no route holds it, the packet is dropped"),
            (_, None) => counted(routes.routes.len() as u64, "route"),
        };
        Self {
            title: format!("where does it go from {}?", routes.subnet),
            answer,
            words: Vec::new(),
            tables: if contest.rows.is_empty() { vec![all] } else { vec![contest, all] },
            notes: routes.notes.clone(),
        }
    }

    /// A packet and its reply.
    pub fn of_trace(trace: &TraceAnswer) -> Self {
        let rows = |hops: &[HopRow]| -> Vec<Vec<Cell>> {
            let row = |(place, hop): (usize, &HopRow)| {
                let steps: Vec<&str> = hop.steps.iter().map(|step| step.detail.as_str()).collect();
                let place = u64::try_from(place + 1).unwrap_or(u64::MAX);
                let packet = [hop.packet.src.clone(), hop.packet.dst.clone()];
                let [src, dst] = packet.map(Cell::from);
                vec![place.into(), hop.place.clone().into(), src, dst, steps.join(" ").into()]
            };
            hops.iter().enumerate().map(row).collect()
        };
        let columns: &[&str] = &["hop", "place", "source", "destination", "what happens"];
        let there = Table { title: "There", columns, rows: rows(&trace.hops) };
        let back = trace.reply.as_ref().map(|reply| Table { title: "Back", columns, rows: rows(&reply.hops) });
        let seen = trace.source_seen.as_ref().map(|seen| format!("The far end sees {seen}."));
        let reply =
            trace.reply.as_ref().map(|reply| format!("The reply: {}. {}", word(&reply.disposition), reply.sentence));
        let what_if =
            trace.what_if.iter().map(|what_if| format!("{}: {}", word(&what_if.disposition), what_if.sentence));
        Self {
            title: format!("{} to {}", trace.from, trace.to),
            answer: word(&trace.disposition),
            words: [Some(trace.sentence.clone()), seen, reply].into_iter().flatten().chain(what_if).collect(),
            tables: std::iter::once(there).chain(back).collect(),
            notes: trace.notes.clone(),
        }
    }

    /// Who reaches whom?
    pub fn of_reach(reach: &Reach) -> Self {
        let rows = reach.cells.iter().map(|cell| {
            vec![
                cell.from.clone().into(),
                cell.to.clone().into(),
                word(&cell.disposition).into(),
                cell.return_disposition.as_ref().map(word).into(),
                cell.source_seen.clone().into(),
            ]
        });
        let table =
            Table { title: "Pairs", columns: &["from", "to", "there", "back", "seen as"], rows: rows.collect() };
        let promise = |promise: &crate::engine::reach::Promise| {
            vec![promise.promise.spoken().into(), promise.kept.spoken().into(), promise.why.clone().into()]
        };
        let promises = Table {
            title: "What Kubernetes promises",
            columns: &["promise", "kept", "because"],
            rows: reach.promises.iter().map(promise).collect(),
        };
        Self {
            title: "who reaches whom, and as whom?".to_owned(),
            answer: counted(reach.cells.len() as u64, "pair"),
            words: Vec::new(),
            tables: vec![table, promises],
            notes: reach.notes.clone(),
        }
    }

    /// The same question put to every model.
    pub fn of_compare(compare: &Compare, analysis: &Analysis) -> Self {
        let rows = compare.models.iter().map(|model| {
            let lacks: Vec<String> = model.lacks.iter().map(|lack| lack.name.clone()).collect();
            vec![
                model.size.label().into(),
                verdict_label(model.size.verdict, model.size.room).into(),
                model.used_percent.map(|used| format!("{used}%")).into(),
                model.size.binding.as_ref().map(|binding| binding.name.clone()).into(),
                model.size.max_nodes.into(),
                model.vnet_addresses.into(),
                model.stops.clone().into(),
                lacks.join(", ").into(),
            ]
        });
        let table = Table {
            title: "Models",
            columns: &[
                "model",
                "verdict",
                "used",
                "binds",
                "most nodes",
                "takes of the VNet",
                "what limits it",
                "lacks",
            ],
            rows: rows.collect(),
        };
        let features = compare.models.iter().flat_map(|model| {
            model.features.iter().map(|feature| {
                vec![
                    feature.name.into(),
                    model.size.label().into(),
                    said(&feature.supported).into(),
                    feature.note.clone().into(),
                ]
            })
        });
        let mut features: Vec<Vec<Cell>> = features.collect();
        features.sort_by_key(|row| row[0].plain());
        let features = Table { title: "Features", columns: &["feature", "model", "supported", "note"], rows: features };
        let suggested =
            compare.suggested.as_ref().map(|suggested| format!("Suggested: {}. {}", suggested.model, suggested.reason));
        Self {
            title: "the same question put to every model".to_owned(),
            answer: compare.count(),
            words: suggested.into_iter().collect(),
            tables: vec![table, features],
            notes: assumed(analysis),
        }
    }

    /// What do the policies leave open?
    pub fn of_exposure(exposed: &Exposed) -> Self {
        let open = exposed.open.iter().map(|row| {
            let (addresses, ports) = (row.addresses.clone(), row.conn.clone());
            vec![row.workload.clone().into(), row.direction.into(), addresses.into(), ports.into()]
        });
        let unheld =
            exposed.unheld.iter().map(|row| vec![row.workload.clone().into(), row.directions.join(", ").into()]);
        let nothing = exposed
            .selecting_nothing
            .iter()
            .map(|row| vec![row.policy.clone().into(), row.kind.into(), row.place.clone().into()]);
        let never = exposed.never_matching.iter().map(|row| {
            vec![row.policy.clone().into(), row.field.clone().into(), row.why.clone().into(), row.place.clone().into()]
        });
        Self {
            title: "what do the policies leave open?".to_owned(),
            answer: format!("as {} reads the policies", exposed.engine),
            words: Vec::new(),
            tables: vec![
                Table {
                    title: "Open to or from outside",
                    columns: &["workload", "direction", "addresses", "ports"],
                    rows: open.collect(),
                },
                Table { title: "Held by no policy", columns: &["workload", "direction"], rows: unheld.collect() },
                Table {
                    title: "Policies that select no pod",
                    columns: &["policy", "kind", "place"],
                    rows: nothing.collect(),
                },
                Table {
                    title: "Rules that never match",
                    columns: &["policy", "rule", "because", "place"],
                    rows: never.collect(),
                },
            ],
            notes: exposed.notes.clone(),
        }
    }

    /// Who may talk to whom?
    pub fn of_policy(matrix: &Matrix) -> Self {
        let name = |number: usize| {
            let group = matrix.groups.iter().find(|group| group.number == number);
            group.map(|group| group.ends.join(", ")).unwrap_or_default()
        };
        let rows = matrix.cells.iter().map(|cell| {
            vec![name(cell.from).into(), name(cell.to).into(), cell.verdict.into(), cell.conn.clone().into()]
        });
        let table = Table { title: "Pairs", columns: &["from", "to", "verdict", "ports"], rows: rows.collect() };
        Self {
            title: "who may talk to whom?".to_owned(),
            answer: format!("as {} reads the policies", matrix.engine),
            words: Vec::new(),
            tables: vec![table],
            notes: matrix.notes.clone(),
        }
    }
}
