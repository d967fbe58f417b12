//! The knob of a range's length: the longest prefix that holds the need, in place where that is free, else at the lowest
//! free place. Deliberately no word on whether the place is good: trying says that.

use super::attempt::{Base, Draft, Shortage};
use super::{Cost, Fix, Knob, LeftOut};
use crate::engine::address::Places;
use crate::engine::capacity::Role;
use crate::engine::capacity::question::{Limit, RangeQuestion};
use crate::engine::compare::private_space;
use crate::engine::rules::{self, RuleId};
use crate::net::{Cidr, counted};
use crate::scenario::field::{self, Field};
use crate::scenario::model::{Model, Os};
use crate::scenario::path::Step;
use crate::scenario::{Edit, Path};

/// A wider range.
pub(super) fn fix(base: &Base<'_>, short: Shortage) -> Option<Fix> {
    let (row, prefix) = wanted(base, short)?;
    let candidates = candidates(base, row, prefix?);
    let drafts = || candidates.iter().filter_map(|place| draft(base, row, *place));
    drafts().find_map(|draft| base.tried(short, draft)).or_else(|| {
        // What gives an address of the old place, and would be alone with it, leaves the choice to Azure.
        drafts().find_map(|draft| base.tried(short, unpinned(base, draft)?))
    })
}

/// Why there is no wider range; asked where none is offered.
pub(super) fn why_not(base: &Base<'_>, short: Shortage) -> Option<LeftOut> {
    let (row, prefix) = wanted(base, short)?;
    let reason = match (prefix, row.subnet) {
        (None, _) => "no range of IPv4 is wide enough".to_owned(),
        (Some(prefix), subnet) => match (candidates(base, row, prefix).first(), subnet) {
            (Some(place), _) => {
                let brought = draft(base, row, *place).and_then(|draft| base.brought(&draft.edit));
                let brought = brought.map_or_else(String::new, |code| format!(", and that brings {code}"));
                format!("{place} would be the place{brought}")
            }
            (None, Some(subnet)) => {
                let vnet = &base.plan.vnet(base.plan.subnet(subnet).vnet).item;
                let spaces: Vec<String> = vnet.address_space.iter().map(ToString::to_string).collect();
                format!("no aligned /{prefix} is free in VNet {} ({})", vnet.name, spaces.join(", "))
            }
            (None, None) => format!("no aligned /{prefix} of private space is free"),
        },
    };
    Some(LeftOut { knob: Knob::Prefix, label: label(row), reason })
}

/// The range that is too small, and the longest prefix that holds its need, where there is one. `None`: it is no range
/// of IPv4.
fn wanted<'a>(base: &Base<'a>, short: Shortage) -> Option<(&'a RangeQuestion, Option<u8>)> {
    let Limit::Range(range) = short.limit else { return None };
    let row = &base.question.ranges[range];
    let mut wide = base.question.clone();
    let mut fits = |prefix: u8| {
        wide.ranges[range].prefix = row.prefix.with_prefix(prefix);
        wide.range_fits(range)
    };
    let mut shorter = (0..row.prefix.prefix()).rev();
    row.prefix.is_v4().then(|| (row, shorter.find(|prefix| fits(*prefix) && *prefix <= row.role.prefix_max())))
}

/// Where a range of this length could lie: around where it is, and the lowest free place.
fn candidates(base: &Base<'_>, row: &RangeQuestion, prefix: u8) -> Vec<Cidr> {
    let places = match row.subnet {
        Some(subnet) => Places::of(base.plan, base.plan.subnet(subnet).vnet, Some(subnet)),
        None => Places::within(private_space(base.plan, row.role)),
    };
    let around = Some(row.prefix.widened(prefix)).filter(|around| places.holds(*around));
    around.into_iter().chain(places.lowest(prefix)).collect()
}

/// `widen the node subnet`; of subnets that hold neither nodes nor pods there may be many, so they go by their names.
fn label(row: &RangeQuestion) -> String {
    match row.role {
        Role::OtherSubnet => format!("widen subnet {}", row.name),
        role => format!("widen the {}", role.title()),
    }
}

/// The same way out without the addresses that the file gives of the old place; `None`: it gives none, or one that it
/// must give.
fn unpinned(base: &Base<'_>, mut draft: Draft) -> Option<Draft> {
    let pins = base.outside_after(&draft.edit)?;
    let names: Vec<&str> = pins.iter().map(named).collect::<Option<_>>()?;
    let given = match names.as_slice() {
        [] => return None,
        [only] => format!("the address that the file gives {only} is left out: it lies in the old place"),
        [first, others @ ..] => format!(
            "the addresses that the file gives {first} and {} are left out: they lie in the old place",
            counted(others.len() as u64, "other")
        ),
    };
    draft.costs.push(Cost::by(RuleId::AddressPlace, given));
    let unset = pins.into_iter().map(Edit::unset);
    let edits = std::iter::once(draft.edit).chain(unset).collect();
    draft.edit = Edit::Many { label: draft.label.clone(), edits };
    Some(draft)
}

/// The item that a key belongs to.
fn named(pin: &Path) -> Option<&str> {
    match pin.steps() {
        [.., Step::Item(_, name), Step::Key(_)] => Some(name),
        _ => None,
    }
}

fn draft(base: &Base<'_>, row: &RangeQuestion, place: Cidr) -> Option<Draft> {
    let prefix = place.prefix();
    let is_around = place.covers(row.prefix);
    let mut costs = vec![Cost::by(
        RuleId::SubnetsApart,
        if is_around {
            format!("{place} is free around it")
        } else {
            format!("/{prefix} at {} is free", place.first())
        },
    )];
    let (rule, change) = in_place(base, row, is_around);
    costs.extend(change);
    Some(Draft {
        knob: Knob::Prefix,
        label: label(row),
        change: format!("/{} to /{prefix}", row.prefix.prefix()),
        edit: edit(base, row, place)?,
        costs,
        rule,
    })
}

fn edit(base: &Base<'_>, row: &RangeQuestion, place: Cidr) -> Option<Edit> {
    let text = place.to_string();
    match (row.role, row.subnet) {
        (Role::PodCidr, _) => base.edit(Field::PodCidr, None, &text),
        (Role::ServiceCidr, _) => base.edit(Field::ServiceCidr, None, &text),
        (_, Some(subnet)) => {
            let vnet = &base.plan.vnet(base.plan.subnet(subnet).vnet).item;
            let set = Edit::set(row.path.clone(), text);
            Some(field::with_vnet(base.plan.written(), base.plan.scenario(), vnet, set))
        }
        (_, None) => None,
    }
}

/// What the change means for a cluster that stands, and the rule of it.
fn in_place(base: &Base<'_>, row: &RangeQuestion, is_around: bool) -> (RuleId, Vec<Cost>) {
    match row.role {
        Role::PodCidr => pod_cidr(base, is_around),
        Role::ServiceCidr => {
            let rule = RuleId::ChangeServiceCidr;
            let mut costs = vec![Cost::by(rule, "a cluster keeps its service CIDR: a new cluster")];
            let minor = rules::number(RuleId::ChangeServiceCidrMore);
            costs.push(Cost::by(
                RuleId::ChangeServiceCidrMore,
                format!("from Kubernetes 1.{minor} on a ServiceCIDR object adds a range instead"),
            ));
            (rule, costs)
        }
        Role::PodSubnet => {
            let rule = RuleId::ChangeSubnetPrefix;
            (rule, vec![Cost::by(rule, "a subnet is not resized while something is in it: a new subnet and pool")])
        }
        Role::ApiServerSubnet | Role::ApplicationGatewaySubnet | Role::OtherSubnet => {
            let rule = RuleId::ChangeSubnetPrefix;
            (rule, vec![Cost::by(rule, "a subnet is not resized while something is in it: empty it first")])
        }
        Role::NodeSubnet => {
            let rule = RuleId::ChangeNodeSubnet;
            let text = "a subnet with nodes in it cannot be resized: a new subnet and pool, drain, delete";
            (rule, vec![Cost::by(rule, text)])
        }
    }
}

/// An overlay's pod CIDR grows where it stands; no other does.
fn pod_cidr(base: &Base<'_>, is_around: bool) -> (RuleId, Vec<Cost>) {
    let has_windows = base.plan.pools().iter().any(|pool| pool.item.os == Some(Os::Windows));
    let (rule, text) = match base.plan.model() {
        Model::Overlay if has_windows => {
            (RuleId::ChangePodCidrWindows, "with Windows pools a pod CIDR does not grow: a new cluster")
        }
        Model::Overlay if is_around => (RuleId::ChangePodCidr, "it grows in place, and never shrinks again"),
        Model::Overlay => (RuleId::ChangePodCidr, "it grows in place only, and here it moves: a new cluster"),
        _ => (RuleId::ChangePodCidrOther, "only an overlay's pod CIDR grows in place: a new cluster"),
    };
    (rule, vec![Cost::by(rule, text)])
}
