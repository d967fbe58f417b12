//! Sets of ports of TCP, UDP and SCTP as intervals, and a pool that keeps each set once. Deliberately exact: nothing is
//! sampled, and no set depends on the order in which it was made.

use std::collections::HashMap;
use std::fmt;

use foldhash::fast::FixedState;

use crate::net::Protocol;

/// The first port there is.
const FIRST: u16 = 1;
/// The protocols that have ports, in the order in which they are written.
pub const PROTOCOLS: [Protocol; 3] = [Protocol::Sctp, Protocol::Tcp, Protocol::Udp];

/// Ports of each protocol.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PortSet {
    /// By protocol: runs in order, none touching the next.
    runs: [Vec<(u16, u16)>; 3],
}

impl PortSet {
    /// All ports of all three.
    pub fn all() -> Self {
        Self { runs: std::array::from_fn(|_| vec![(FIRST, u16::MAX)]) }
    }

    /// Ports `first..=last` of a protocol, or of each for `None`. ICMP has none.
    pub fn range(protocol: Option<Protocol>, first: u16, last: u16) -> Self {
        let (mut set, first) = (Self::default(), first.max(FIRST));
        if first <= last {
            for (own, runs) in PROTOCOLS.iter().zip(&mut set.runs) {
                if protocol.is_none_or(|protocol| protocol == *own) {
                    runs.push((first, last));
                }
            }
        }
        set
    }

    /// Every port of a protocol, or of each for `None`.
    pub fn every(protocol: Option<Protocol>) -> Self {
        Self::range(protocol, FIRST, u16::MAX)
    }

    /// Is there no port at all?
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(Vec::is_empty)
    }

    /// Does it have the port?
    pub fn contains(&self, protocol: Protocol, port: u16) -> bool {
        let mut pairs = PROTOCOLS.iter().zip(&self.runs);
        pairs.any(|(own, runs)| *own == protocol && runs.iter().any(|(first, last)| (*first..=*last).contains(&port)))
    }

    /// The runs of a protocol.
    pub fn runs(&self, protocol: Protocol) -> &[(u16, u16)] {
        PROTOCOLS.iter().position(|own| *own == protocol).map_or(&[], |place| &self.runs[place])
    }

    /// What either has.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.merged(other, |one, other| one || other)
    }

    /// What both have.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.merged(other, |one, other| one && other)
    }

    /// What this has and the other has not.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.merged(other, |one, other| one && !other)
    }

    fn merged(&self, other: &Self, keep: fn(bool, bool) -> bool) -> Self {
        Self { runs: std::array::from_fn(|place| merged(&self.runs[place], &other.runs[place], keep)) }
    }
}

/// The runs of ports that a rule of membership keeps: it can change only where a run of either begins or ends.
fn merged(one: &[(u16, u16)], other: &[(u16, u16)], keep: fn(bool, bool) -> bool) -> Vec<(u16, u16)> {
    let ends = |runs: &[(u16, u16)]| -> Vec<u32> {
        runs.iter().flat_map(|(first, last)| [u32::from(*first), u32::from(*last) + 1]).collect()
    };
    let (one, other) = (ends(one), ends(other));
    let (mut in_one, mut in_other, mut start) = (0, 0, None);
    let mut runs = Vec::new();
    while in_one < one.len() || in_other < other.len() {
        let at = one.get(in_one).into_iter().chain(other.get(in_other)).copied().min().unwrap_or(u32::MAX);
        in_one += usize::from(one.get(in_one) == Some(&at));
        in_other += usize::from(other.get(in_other) == Some(&at));
        // An odd number of ends passed: within a run.
        let is_kept = keep(in_one % 2 == 1, in_other % 2 == 1);
        match (start, is_kept) {
            (None, true) => start = Some(at),
            (Some(first), false) => {
                runs.push((port(first), port(at - 1)));
                start = None;
            }
            _ => {}
        }
    }
    runs
}

fn port(number: u32) -> u16 {
    u16::try_from(number).expect("ends of runs are ports")
}

/// `All Connections`, `No Connections`, `TCP 80,90-95,UDP 53`.
///
/// ```
/// # use aksplore::engine::policy::ports::PortSet;
/// # use aksplore::net::Protocol::{Tcp, Udp};
/// let web = PortSet::range(Some(Tcp), 80, 80).union(&PortSet::range(Some(Tcp), 90, 95));
/// assert_eq!(web.union(&PortSet::range(Some(Udp), 53, 53)).to_string(), "TCP 80,90-95,UDP 53");
/// assert_eq!(PortSet::every(None).to_string(), "All Connections");
/// ```
impl fmt::Display for PortSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::all() {
            return formatter.write_str("All Connections");
        }
        let mut parts = Vec::new();
        for (protocol, runs) in PROTOCOLS.iter().zip(&self.runs).filter(|(_, runs)| !runs.is_empty()) {
            let runs: Vec<String> = runs
                .iter()
                .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
                .collect();
            parts.push(format!("{} {}", protocol.name().to_uppercase(), runs.join(",")));
        }
        formatter.write_str(if parts.is_empty() { "No Connections" } else { "" })?;
        formatter.write_str(&parts.join(","))
    }
}

/// A set in a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SetId(u32);

impl SetId {
    /// The set without a port.
    pub const NONE: Self = Self(0);
    /// The set of all ports.
    pub const ALL: Self = Self(1);
}

/// What is done with two sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Operation {
    Union,
    Intersection,
    Difference,
}

/// Every set once, and what each two of them made.
#[derive(Clone, Debug)]
pub struct Pool {
    sets: Vec<PortSet>,
    ids: HashMap<PortSet, SetId>,
    made: HashMap<(Operation, SetId, SetId), SetId, FixedState>,
}

impl Default for Pool {
    fn default() -> Self {
        let mut pool = Self { sets: Vec::new(), ids: HashMap::new(), made: HashMap::default() };
        pool.id(PortSet::default());
        pool.id(PortSet::all());
        pool
    }
}

impl Pool {
    /// The set of an id of this pool.
    pub fn set(&self, id: SetId) -> &PortSet {
        &self.sets[id.0 as usize]
    }

    /// The id of a set.
    pub fn id(&mut self, set: PortSet) -> SetId {
        if let Some(id) = self.ids.get(&set) {
            return *id;
        }
        let id = SetId(u32::try_from(self.sets.len()).expect("there are fewer sets than u32 counts"));
        self.sets.push(set.clone());
        self.ids.insert(set, id);
        id
    }

    /// What either has.
    pub fn union(&mut self, one: SetId, other: SetId) -> SetId {
        match (one, other) {
            (SetId::NONE, id) | (id, SetId::NONE) => id,
            (SetId::ALL, _) | (_, SetId::ALL) => SetId::ALL,
            _ if one == other => one,
            _ => self.make(Operation::Union, one.min(other), one.max(other)),
        }
    }

    /// What both have.
    pub fn intersection(&mut self, one: SetId, other: SetId) -> SetId {
        match (one, other) {
            (SetId::ALL, id) | (id, SetId::ALL) => id,
            (SetId::NONE, _) | (_, SetId::NONE) => SetId::NONE,
            _ if one == other => one,
            _ => self.make(Operation::Intersection, one.min(other), one.max(other)),
        }
    }

    /// What both have, of two whose intersection was made before.
    ///
    /// # Panics
    /// When it was not.
    pub fn made_intersection(&self, one: SetId, other: SetId) -> SetId {
        match (one, other) {
            (SetId::ALL, id) | (id, SetId::ALL) => id,
            (SetId::NONE, _) | (_, SetId::NONE) => SetId::NONE,
            _ if one == other => one,
            _ => self.made[&(Operation::Intersection, one.min(other), one.max(other))],
        }
    }

    /// What the first has and the other has not.
    pub fn difference(&mut self, one: SetId, other: SetId) -> SetId {
        match (one, other) {
            (SetId::NONE, _) | (_, SetId::ALL) => SetId::NONE,
            (id, SetId::NONE) => id,
            _ if one == other => SetId::NONE,
            _ => self.make(Operation::Difference, one, other),
        }
    }

    fn make(&mut self, operation: Operation, one: SetId, other: SetId) -> SetId {
        if let Some(id) = self.made.get(&(operation, one, other)) {
            return *id;
        }
        let (left, right) = (self.set(one), self.set(other));
        let set = match operation {
            Operation::Union => left.union(right),
            Operation::Intersection => left.intersection(right),
            Operation::Difference => left.difference(right),
        };
        let id = self.id(set);
        self.made.insert((operation, one, other), id);
        id
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sets() -> impl Strategy<Value = PortSet> {
        let run = (0usize..3, 1u16..40, 0u16..20);
        prop::collection::vec(run, 0..6).prop_map(|runs| {
            runs.into_iter().fold(PortSet::default(), |set, (protocol, first, more)| {
                set.union(&PortSet::range(Some(PROTOCOLS[protocol]), first, first + more))
            })
        })
    }

    proptest! {
        #[test]
        fn sets_agree_with_asking_every_port(one in sets(), other in sets()) {
            let (union, both, only) = (one.union(&other), one.intersection(&other), one.difference(&other));
            for protocol in PROTOCOLS {
                for port in 0..70 {
                    let (a, b) = (one.contains(protocol, port), other.contains(protocol, port));
                    prop_assert_eq!(union.contains(protocol, port), a || b);
                    prop_assert_eq!(both.contains(protocol, port), a && b);
                    prop_assert_eq!(only.contains(protocol, port), a && !b);
                }
                for runs in [&union, &both, &only].map(|set| set.runs(protocol)) {
                    prop_assert!(runs.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0), "{runs:?}");
                }
            }
        }

        #[test]
        fn a_pool_answers_as_its_sets(one in sets(), other in sets()) {
            let mut pool = Pool::default();
            let (a, b) = (pool.id(one.clone()), pool.id(other.clone()));
            for (id, set) in [
                (pool.union(a, b), one.union(&other)),
                (pool.intersection(a, b), one.intersection(&other)),
                (pool.difference(a, b), one.difference(&other)),
                (pool.union(a, SetId::ALL), PortSet::all()),
                (pool.difference(SetId::ALL, a), PortSet::all().difference(&one)),
            ] {
                prop_assert_eq!(pool.set(id), &set);
                prop_assert_eq!(pool.id(set), id);
            }
        }
    }

    #[test]
    fn sets_are_written_in_the_order_of_their_protocols() {
        let set = PortSet::range(Some(Protocol::Udp), 53, 53).union(&PortSet::range(Some(Protocol::Sctp), 1, 65_535));
        assert_eq!(set.to_string(), "SCTP 1-65535,UDP 53");
        assert_eq!(PortSet::default().to_string(), "No Connections");
        assert_eq!(PortSet::range(Some(Protocol::Icmp), 1, 2), PortSet::default());
    }
}
