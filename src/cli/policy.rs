//! `aksplore policy`: reads manifests and asks about them. Deliberately prints what could not be read and answers from
//! the rest: one bad file among many must not hide what the others say.

use std::sync::Arc;

use super::arguments::{PolicyCommand, PolicyFlags};
use super::{Cli, Refusal, exit, input};
use crate::diag::render::render;
use crate::diag::{Diagnostic, Located, Severity, Source};
use crate::document::Document;
use crate::engine::Analysis;
use crate::engine::policy::connectivity::Connectivity;
use crate::engine::policy::decide::{Party, Question};
use crate::engine::policy::{Engine, PolicyPlan};
use crate::files::manifests::Texts;
use crate::manifest::model::Manifests;
use crate::manifest::{self, NAMESPACE_DEFAULT};
use crate::net::Protocol;
use crate::report::policy::{Check, Connlist, Exposed, Ground, Matrix};

/// What was read, and how it is read.
struct Loaded {
    manifests: Arc<Manifests>,
    /// The scenario that they join, when there is one.
    analysis: Option<Analysis>,
    diagnostics: Vec<Located>,
    is_sound: bool,
    engine: Engine,
}

impl Cli {
    /// Answers; manifests that cannot be read are told of first, and decide the exit code.
    pub(super) fn policy(&self, command: &PolicyCommand) -> Result<u8, Refusal> {
        self.unmasked("policy")?;
        let of = match command {
            PolicyCommand::Connlist { of } | PolicyCommand::Matrix { of } | PolicyCommand::Exposure { of } => of,
            PolicyCommand::Check { of, protocol, .. } => {
                if *protocol == Protocol::Icmp {
                    return Err(Refusal::usage("--protocol icmp: network policies speak of tcp, udp and sctp alone"));
                }
                of
            }
        };
        let loaded = self.loaded(of)?;
        let plan = match &loaded.analysis {
            Some(analysis) => analysis.policy_plan_of(loaded.engine),
            None => PolicyPlan::new(&loaded.manifests, loaded.engine),
        };
        let ground = Ground::new(&plan, &loaded.manifests, loaded.diagnostics);
        let code = if let PolicyCommand::Check { from, to, port, protocol, .. } = command {
            let parties = [party(&plan, "--from", from)?, party(&plan, "--to", to)?];
            let question = Question { from: parties[0], to: parties[1], protocol: *protocol, port: *port };
            self.answer(&Check::new(&plan, [from, to], &question, ground))?
        } else {
            ground.notes.iter().for_each(|note| self.say(note));
            let connectivity = Connectivity::new(&plan);
            match command {
                PolicyCommand::Matrix { .. } => self.answer(&Matrix::new(&plan, &connectivity, ground))?,
                PolicyCommand::Exposure { .. } => self.answer(&Exposed::new(&plan, &connectivity, ground))?,
                _ => self.answer(&Connlist::new(&plan, &connectivity, ground))?,
            }
        };
        Ok(if loaded.is_sound { code } else { exit::UNREADABLE })
    }

    fn loaded(&self, of: &PolicyFlags) -> Result<Loaded, Refusal> {
        let mut texts = Texts::default();
        for path in &of.manifests {
            let more = Texts::of(path);
            texts.sources.extend(more.sources);
            texts.unreadable.extend(more.unreadable);
        }
        let mut engine = of.engine;
        let mut document = None;
        if of.manifests.is_empty() {
            let opened = input::load(of.scenario.as_deref().or(self.scenario.as_deref()), &self.fields, self.look())?;
            let scenario = opened.scenario();
            let files = scenario.policies.files.as_deref().unwrap_or_default();
            if files.is_empty() {
                return Err(Refusal::usage(
                    "there are no policies: name a folder with --manifests, or a SCENARIO with [policies] files",
                ));
            }
            texts = Texts::named_by(scenario, opened.file(), opened.example());
            engine = engine.or(scenario.cluster.network_policy.and_then(Engine::of));
            document = Some(opened);
        } else {
            self.without_fields("policy")?;
        }
        let reading = manifest::read(&texts.sources);
        let unreadable = texts.unreadable.iter().map(|file| (&file.source, &file.diagnostic));
        let problems = reading.problems.iter().map(|(place, problem)| (&texts.sources[*place], problem));
        let problems: Vec<(&Source, &Diagnostic)> = unreadable.chain(problems).collect();
        for (source, problem) in
            problems.iter().filter(|(_, problem)| problem.severity == Severity::Error || !self.global.quiet)
        {
            let words = render(std::slice::from_ref(*problem), source, self.look());
            super::say_always(words.trim_end());
        }
        let is_sound = problems.iter().all(|(_, problem)| problem.severity != Severity::Error);
        let diagnostics = problems.iter().map(|(source, problem)| problem.located(source)).collect();
        for (kind, count) in &reading.manifests.ignored {
            self.say(&format!("not read: {count} x {kind}"));
        }
        let manifests = Arc::new(reading.manifests);
        let joined =
            |document: Document| Analysis::with_manifests(Arc::clone(document.scenario()), Arc::clone(&manifests));
        let analysis = document.map(joined);
        Ok(Loaded { manifests, analysis, diagnostics, is_sound, engine: engine.unwrap_or_default() })
    }
}

/// `NS/NAME`, a name of the default namespace, or an address.
fn party(plan: &PolicyPlan, flag: &str, text: &str) -> Result<Party, Refusal> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse() {
        // An address of a pod is the pod.
        return Ok(plan.cluster().pod_at(address).map_or(Party::Outside(address), Party::Pod));
    }
    let text = text.strip_prefix("pod:").unwrap_or(text);
    let (namespace, name) = text.split_once('/').unwrap_or((NAMESPACE_DEFAULT, text));
    plan.cluster().pod_named(namespace, name).map(Party::Pod).ok_or_else(|| {
        let known: Vec<String> =
            (0..plan.cluster().workloads().len()).map(|workload| plan.cluster().workload_name(workload)).collect();
        let bare = known.iter().filter_map(|name| name.split('[').next());
        let hint = match crate::scenario::leaf::nearest(&format!("{namespace}/{name}"), bare) {
            Some(near) => format!("; did you mean {near}?"),
            None => String::new(),
        };
        Refusal::usage(format!("{flag} {text}: there is no pod or workload {namespace}/{name} in the manifests{hint}"))
    })
}
