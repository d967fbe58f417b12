//! The answer that a screen shows, in a form to hand over: in the words of the command line, or as tables. Computes
//! nothing: it asks the analysis and hands the answer to `report`.

use crate::engine::Analysis;
use crate::engine::trace::Question;
use crate::report::compare::Compare;
use crate::report::export::Form;
use crate::report::map::Map;
use crate::report::policy::{Exposed, Ground, Matrix};
use crate::report::reach::Reach;
use crate::report::routes::Routes;
use crate::report::sheet::{Origin, Sheet};
use crate::report::size::Size;
use crate::report::trace::TraceAnswer;
use crate::ui::Shown;

/// The answer in this form.
///
/// # Errors
/// When the screen shows none, or it has no such form.
pub(super) fn answer(analysis: &Analysis, shown: &Shown, form: Form, origin: &Origin) -> Result<String, String> {
    let ground = || Ground::new(analysis.policy_plan(), analysis.plan().manifests(), Vec::new());
    let text = match shown {
        Shown::Size => {
            let size = Size::new(analysis);
            form.of(&size, || Sheet::of_size(&size, analysis), origin)
        }
        Shown::Map => {
            let map = Map::new(analysis);
            form.of(&map, || Sheet::of_map(&map, analysis), origin)
        }
        Shown::Compare => {
            let compare = Compare::new(analysis);
            form.of(&compare, || Sheet::of_compare(&compare, analysis), origin)
        }
        Shown::Policy => {
            let matrix = Matrix::new(analysis.policy_plan(), analysis.connectivity(), ground());
            form.of(&matrix, || Sheet::of_policy(&matrix), origin)
        }
        Shown::Exposure => {
            let exposed = Exposed::of(analysis.policy_plan(), analysis.connectivity(), analysis.exposure(), ground());
            form.of(&exposed, || Sheet::of_exposure(&exposed), origin)
        }
        Shown::Routes { subnet, node, to } => {
            let subnet = analysis.plan().subnet_named(subnet).ok_or("there are no routes here")?;
            let routes = Routes::of_subnet(analysis, subnet, *to);
            let node = node.as_ref().and_then(|name| analysis.inventory().node_named(name));
            let routes = match node {
                Some(node) => routes.seen_from(analysis.node_routes(node)),
                None => routes,
            };
            form.of(&routes, || Sheet::of_routes(&routes), origin)
        }
        Shown::Reach => {
            let reach = Reach::new(analysis);
            form.of(&reach, || Sheet::of_reach(&reach), origin)
        }
        Shown::Trace { from, to, lb_selects, snat_ports_in_use } => {
            let from = from.parse().map_err(|error| format!("from: {error}"))?;
            let to = to.parse().map_err(|error| format!("to: {error}"))?;
            let question = Question {
                lb_selects: lb_selects.clone(),
                snat_ports_in_use: *snat_ports_in_use,
                ..Question::new(from, to)
            };
            let trace = analysis.trace(&question).map_err(|error| error.to_string())?;
            let trace = TraceAnswer::new(&trace, analysis.without(&trace), &analysis.alternatives(&trace));
            form.of(&trace, || Sheet::of_trace(&trace), origin)
        }
    };
    text.ok_or_else(|| format!("{form} is no form of an answer"))
}
