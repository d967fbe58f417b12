//! Everything that can be asked of one plan, computed when first asked and kept. Deliberately a bag of cells:
//! the work is in the functions that it calls.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::engine::address::{self, AddressMap};
use crate::engine::capacity::{Capacity, Question};
use crate::engine::compare::{self, Comparison, Migration};
use crate::engine::endpoint::resolve::{Resolved, resolve, subnet_of};
use crate::engine::endpoint::{Endpoint, EndpointError};
use crate::engine::finding::{self, Finding, Findings};
use crate::engine::fix::{self, Fix, Fixes, Headroom, LeftOut, Rung, Way};
use crate::engine::grid::{self, Grid};
use crate::engine::inventory::{Inventory, NodeRef};
use crate::engine::outbound::{self, LoadBalancerLoad, Snat};
use crate::engine::plan::{Plan, PoolId, SubnetId, VnetId};
use crate::engine::policy::connectivity::Connectivity;
use crate::engine::policy::exposure::Exposure;
use crate::engine::policy::matrix::Matrix;
use crate::engine::policy::{Engine, PolicyPlan, join};
use crate::engine::reach::{self, Reach};
use crate::engine::rehearsal::{self, Rehearsal};
use crate::engine::reroute::{self, Reroute};
use crate::engine::route::node::{NodeRoutes, of_node};
use crate::engine::route::{Contest, RouteTable, Routes};
use crate::engine::service::Services;
use crate::engine::trace::{self, Alternatives, Trace, World};
use crate::manifest::model::Manifests;
use crate::scenario::model::VerdictWord;
use crate::scenario::{Edit, Scenario};

/// The grids that were asked for, by pool and range.
type Grids = HashMap<(PoolId, Option<usize>), Arc<Grid>>;

/// The answers to one scenario.
#[derive(Debug)]
pub struct Analysis {
    plan: Plan,
    routes: Routes,
    question: OnceLock<Question>,
    capacity: OnceLock<Capacity>,
    snat: OnceLock<Snat>,
    findings: OnceLock<Findings>,
    addresses: OnceLock<AddressMap>,
    comparison: OnceLock<Comparison>,
    migrations: OnceLock<Vec<Option<Migration>>>,
    fixes: OnceLock<Fixes>,
    ways: OnceLock<Vec<fix::Line>>,
    headroom: OnceLock<Vec<Headroom>>,
    ladder: OnceLock<Vec<Rung>>,
    rehearsal: OnceLock<Rehearsal>,
    grids: Mutex<Grids>,
    inventory: OnceLock<Inventory>,
    services: OnceLock<Services>,
    reach: OnceLock<Arc<Reach>>,
    policies: OnceLock<PolicyPlan>,
    connectivity: OnceLock<Connectivity>,
    policy_matrix: OnceLock<Matrix>,
    exposure: OnceLock<Exposure>,
    traces: Mutex<HashMap<trace::Question, Result<Arc<Trace>, EndpointError>>>,
    alternatives: Mutex<Options>,
    reroutes: Mutex<Reroutes>,
}

/// The changes beside each contest that was asked for.
type Reroutes = HashMap<(SubnetId, IpAddr), Arc<[Reroute]>>;

/// What each packet that was asked about could do otherwise.
type Options = HashMap<trace::Question, Arc<Alternatives>>;

/// How many changes are offered beside one contest or one packet: as many as have a letter.
const WHAT_IFS: usize = 4;

/// The most ends of a table of who reaches whom that a key can wait for.
const REACH_AT_ONCE_MAX: usize = 12;

impl Analysis {
    /// Of a scenario; nothing is computed yet but the plan.
    pub fn new(scenario: Arc<Scenario>) -> Self {
        Self::of(Plan::new(scenario))
    }

    /// Of a scenario and the manifests that its `[policies]` name.
    pub fn with_manifests(scenario: Arc<Scenario>, manifests: Arc<Manifests>) -> Self {
        Self::of(Plan::with_manifests(scenario, manifests))
    }

    /// Lets go of every answer, to make room for those to another scenario; what is asked again is computed again.
    pub fn forget(&mut self) {
        *self = Self::of(self.plan.clone());
    }

    /// Of a plan.
    pub fn of(plan: Plan) -> Self {
        Self {
            routes: Routes::new(&plan),
            plan,
            question: OnceLock::new(),
            capacity: OnceLock::new(),
            snat: OnceLock::new(),
            findings: OnceLock::new(),
            addresses: OnceLock::new(),
            comparison: OnceLock::new(),
            migrations: OnceLock::new(),
            fixes: OnceLock::new(),
            ways: OnceLock::new(),
            headroom: OnceLock::new(),
            ladder: OnceLock::new(),
            rehearsal: OnceLock::new(),
            grids: Mutex::default(),
            inventory: OnceLock::new(),
            services: OnceLock::new(),
            reach: OnceLock::new(),
            policies: OnceLock::new(),
            connectivity: OnceLock::new(),
            policy_matrix: OnceLock::new(),
            exposure: OnceLock::new(),
            traces: Mutex::default(),
            alternatives: Mutex::default(),
            reroutes: Mutex::default(),
        }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The effective routes of a subnet.
    pub fn routes(&self, subnet: SubnetId) -> &RouteTable {
        self.routes.of_subnet(&self.plan, self.inventory(), subnet)
    }

    /// A node's own routes to its pods.
    pub fn node_routes(&self, node: NodeRef) -> NodeRoutes {
        of_node(&self.world(), node)
    }

    /// The effective routes of a VNet where no subnet is modelled.
    pub fn vnet_routes(&self, vnet: VnetId) -> &RouteTable {
        self.routes.of_vnet(&self.plan, self.inventory(), vnet)
    }

    /// The contest of a subnet's routes for one address.
    pub fn contest(&self, subnet: SubnetId, address: IpAddr) -> Contest {
        self.routes(subnet).contest(address)
    }

    /// What one could change so that the address goes elsewhere from this subnet.
    pub fn reroutes(&self, subnet: SubnetId, address: IpAddr) -> Arc<[Reroute]> {
        let question = (subnet, address);
        if let Some(known) = self.reroutes.lock().unwrap_or_else(PoisonError::into_inner).get(&question) {
            return Arc::clone(known);
        }
        let table = self.routes(subnet);
        let found = reroute::reroutes(&self.plan, subnet, table, &table.matching(address), WHAT_IFS);
        let found: Arc<[Reroute]> = found.into();
        self.reroutes.lock().unwrap_or_else(PoisonError::into_inner).insert(question, Arc::clone(&found));
        found
    }

    /// The nodes and pods.
    pub fn inventory(&self) -> &Inventory {
        self.inventory.get_or_init(|| Inventory::new(&self.plan))
    }

    /// The sizing question.
    pub fn question(&self) -> &Question {
        self.question.get_or_init(|| Question::of(&self.plan))
    }

    /// Need and have of every range.
    pub fn capacity(&self) -> &Capacity {
        self.capacity.get_or_init(|| self.question().answer())
    }

    /// The outbound ports.
    pub fn snat(&self) -> &Snat {
        self.snat.get_or_init(|| outbound::snat(&self.plan, self.question()))
    }

    /// The fullest frontend that Services have; `None`: none has one.
    pub fn load_balancer(&self) -> Option<LoadBalancerLoad> {
        outbound::load_balancer_backends(&self.plan, self.question().peak_nodes())
    }

    /// What would go wrong, the worst first.
    pub fn findings(&self) -> &[Finding] {
        &self.judged().list
    }

    fn judged(&self) -> &Findings {
        self.findings.get_or_init(|| finding::findings_of(&self.plan, self.question(), self.capacity()))
    }

    /// Can the design stand?
    pub fn verdict(&self) -> VerdictWord {
        self.judged().verdict
    }

    /// The addresses of the Services.
    pub fn services(&self) -> &Services {
        self.services.get_or_init(|| Services::new(&self.plan))
    }

    /// Who reads the policies: the cluster's engine; `None` when it has none and nothing is held.
    pub fn policy_engine(&self) -> Option<Engine> {
        self.plan.cluster().network_policy.and_then(Engine::of)
    }

    /// The policies over this scenario's pods, as its engine reads them; without one, as Kubernetes does.
    pub fn policy_plan(&self) -> &PolicyPlan {
        self.policies.get_or_init(|| self.policy_plan_of(self.policy_engine().unwrap_or_default()))
    }

    /// The same as another engine reads them.
    pub fn policy_plan_of(&self, engine: Engine) -> PolicyPlan {
        join::policy_plan(&self.plan, self.inventory(), engine)
    }

    /// Who may talk to whom.
    pub fn connectivity(&self) -> &Connectivity {
        self.connectivity.get_or_init(|| Connectivity::new(self.policy_plan()))
    }

    /// The same as a table.
    pub fn policy_matrix(&self) -> &Matrix {
        self.policy_matrix.get_or_init(|| Matrix::new(self.connectivity()))
    }

    /// What the policies leave open.
    pub fn exposure(&self) -> &Exposure {
        self.exposure.get_or_init(|| Exposure::new(self.policy_plan(), self.connectivity()))
    }

    /// The policies that packets meet.
    fn enforced(&self) -> Option<trace::Policies<'_>> {
        let engine = self.policy_engine().filter(|_| self.plan.manifests().has_policies())?;
        Some(trace::Policies { kept: &self.policies, engine })
    }

    /// What traces are made from.
    pub fn world(&self) -> World<'_> {
        World {
            plan: &self.plan,
            inventory: self.inventory(),
            routes: &self.routes,
            services: self.services(),
            policies: self.enforced(),
            without: None,
        }
    }

    /// What a written end is in this plan.
    ///
    /// # Errors
    /// When there is no such thing in the scenario.
    pub fn resolve(&self, endpoint: &Endpoint) -> Result<Resolved, EndpointError> {
        resolve(&self.world(), endpoint)
    }

    /// The subnet whose routes an end's packets are looked up in.
    ///
    /// # Errors
    /// When there is no such thing in the scenario.
    pub fn subnet_of(&self, endpoint: &Endpoint) -> Result<Option<SubnetId>, EndpointError> {
        subnet_of(&self.world(), endpoint)
    }

    /// A packet's way and its reply's.
    ///
    /// # Errors
    /// When an end is not in the scenario.
    pub fn trace(&self, question: &trace::Question) -> Result<Arc<Trace>, EndpointError> {
        let known = self.traces.lock().unwrap_or_else(PoisonError::into_inner).get(question).cloned();
        if let Some(known) = known {
            return known;
        }
        let found = trace::trace(&self.world(), question).map(Arc::new);
        let mut traces = self.traces.lock().unwrap_or_else(PoisonError::into_inner);
        traces.insert(question.clone(), found.clone());
        found
    }

    /// What would become of a packet without the rule and the route that decided.
    pub fn without(&self, trace: &Trace) -> Vec<trace::Omission> {
        trace::omissions(&self.world(), trace)
    }

    /// What one could change so that the packet fares otherwise, and what cannot be changed.
    pub fn alternatives(&self, trace: &Trace) -> Arc<Alternatives> {
        let known = self.alternatives.lock().unwrap_or_else(PoisonError::into_inner).get(&trace.question).cloned();
        known.unwrap_or_else(|| {
            let routes = |subnet| self.routes(subnet).clone();
            let found = Arc::new(trace::alternatives(&self.plan, routes, trace, self.without(trace), WHAT_IFS));
            let mut kept = self.alternatives.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(trace.question.clone(), Arc::clone(&found));
            found
        })
    }

    /// The machines that the load balancer could pick for this packet; empty: it is sent to none.
    pub fn backends(&self, trace: &Trace) -> Vec<String> {
        trace::backends(&self.world(), trace)
    }

    /// Who reaches whom, and the source that each end sees.
    pub fn reach(&self) -> &Arc<Reach> {
        self.reach.get_or_init(|| Arc::new(reach::reach(&self.world())))
    }

    /// The same where it was computed before, or is small enough to be computed in passing; `None`: call
    /// [`Self::work_out_reach`] where nobody waits.
    pub fn reach_at_once(&self) -> Option<&Arc<Reach>> {
        let is_small = || reach::count_ends(&self.world()) <= REACH_AT_ONCE_MAX;
        self.reach.get().or_else(|| is_small().then(|| self.reach()))
    }

    /// Computes the same while it is wanted; false: it was not any more.
    pub fn work_out_reach(&self, is_wanted: &dyn Fn() -> bool) -> bool {
        match reach::reach_while(&self.world(), is_wanted) {
            Some(found) => {
                self.reach.get_or_init(|| Arc::new(found));
                true
            }
            None => false,
        }
    }

    /// The questions that this scenario suggests, only those whose ends it has.
    pub fn questions(&self) -> Vec<trace::Question> {
        trace::questions(&self.world())
    }

    /// Who owns each address.
    pub fn addresses(&self) -> &AddressMap {
        self.addresses.get_or_init(|| address::map(&self.plan, self.inventory(), self.capacity()))
    }

    /// The question put to every model.
    pub fn compare(&self) -> &Comparison {
        self.comparison.get_or_init(|| compare::compare(&self.plan, self.question(), self.capacity(), self.judged()))
    }

    /// The way to each model of the comparison, for a cluster that stands; `None` for its own.
    pub fn migrations(&self) -> &[Option<Migration>] {
        self.migrations.get_or_init(|| compare::migrations(&self.plan, self.compare()))
    }

    /// The ways out of a design that does not fit.
    pub fn fixes(&self) -> &[Fix] {
        &self.all_fixes().offered
    }

    /// The knobs that one would look for among the ways out and that are none, with the reason.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.all_fixes().left_out
    }

    fn all_fixes(&self) -> &Fixes {
        self.fixes.get_or_init(|| fix::fixes(&self.plan, self.question(), self.judged(), self.compare()))
    }

    /// What there is to do about all that is refused or too small, in the order in which it is listed; empty: nothing
    /// is, by any reading.
    pub fn ways(&self) -> Vec<Way<'_>> {
        let (findings, fixes, left_out) = (self.findings(), self.fixes(), self.left_out());
        let lines = self.ways.get_or_init(|| fix::lines(findings, fixes, left_out.len())).iter();
        lines.filter_map(|line| line.way(findings, fixes, left_out)).collect()
    }

    /// The edit that ends a finding: its own, or for want of room the smallest way out of that.
    pub fn fix_of<'a>(&'a self, finding: &'a Finding) -> Option<&'a Edit> {
        finding.fix.as_ref().or_else(|| fix::ending(self.fixes(), finding).map(|fix| &fix.edit))
    }

    /// How far a design that fits goes.
    pub fn headroom(&self) -> &[Headroom] {
        self.headroom.get_or_init(|| fix::headroom(&self.plan, self.question(), self.capacity(), self.compare()))
    }

    /// What the range that binds, or the first that holds nodes or pods, would hold at other lengths.
    pub fn ladder(&self) -> &[Rung] {
        self.ladder.get_or_init(|| fix::ladder(self.question(), finding::refused(self.findings()).is_some()))
    }

    /// The range that the ladder is of, by its place in the capacity.
    pub fn ladder_range(&self) -> Option<usize> {
        fix::ladder_range(self.question())
    }

    /// Scale-out and upgrade, step by step.
    pub fn rehearsal(&self) -> &Rehearsal {
        self.rehearsal.get_or_init(|| rehearsal::rehearse(&self.plan, self.question()))
    }

    /// Nodes against max pods of a pool, judged by one range, by its place in the capacity, or by everything.
    pub fn grid(&self, pool: PoolId, range: Option<usize>) -> Arc<Grid> {
        let mut grids = self.grids.lock().unwrap_or_else(PoisonError::into_inner);
        let made = grids.entry((pool, range));
        Arc::clone(made.or_insert_with(|| Arc::new(grid::grid(&self.plan, self.question(), pool, range))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_forgotten_is_answered_alike() {
        let scenario = Arc::new(crate::scenario::read::read("[cluster]\npod-cidr = '10.0.0.0/30'\n").scenario);
        let mut analysis = Analysis::new(scenario);
        let before = (analysis.findings().to_vec(), analysis.addresses().clone());
        analysis.forget();
        assert!(analysis.findings.get().is_none() && analysis.addresses.get().is_none());
        assert!(!before.0.is_empty());
        assert_eq!((analysis.findings().to_vec(), analysis.addresses().clone()), before);
    }
}
