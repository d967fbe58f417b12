//! The page behind a row of the comparison: what it means, what each model answers, and the rule and page of every
//! answer. It says what the engine found, and nothing else.

use super::rows::{Row, Subject};
use crate::engine::Analysis;
use crate::engine::basis::range_rules;
use crate::engine::change::model::Point;
use crate::engine::change::outbound::{Owner, outbound_changes};
use crate::engine::compare::{Migration, ModelAnswer, feature, retirements};
use crate::engine::rules::{self, Confidence, RuleId};
use crate::scenario::model::PodIpAllocation;
use crate::ui::explain::source;
use crate::ui::layer::{Page, Part};
use crate::ui::models;
use crate::ui::text::{counted, sentence, thousands};

/// The page for a row; `model` is the place of the selected model.
pub fn row(analysis: &Analysis, row: &Row, model: usize) -> Page {
    let mut page = Explained { parts: Vec::new(), rules: Vec::new() };
    match row.subject {
        Subject::Feature(id) => {
            let feature = feature(id);
            page.text(feature.about);
            page.cells(analysis, row);
            feature.cells.iter().for_each(|cell| page.rests_on(cell.rule));
        }
        Subject::Way => page.way(analysis, model),
        Subject::Lacks => page.lacks(analysis),
        Subject::Retirements => page.retirements(analysis),
        Subject::Stops | Subject::Tightest | Subject::Most => {
            page.text(about(row.subject));
            for (name, answer) in named(analysis) {
                let reason = answer.stops();
                let most = crate::ui::verdict::most_nodes(answer);
                page.pair(name, format!("{reason}; most nodes {most}"));
            }
        }
        Subject::Verdict => {
            page.text(about(row.subject));
            page.cells(analysis, row);
            for (name, answer) in named(analysis).filter(|(_, answer)| !answer.assumed.is_empty()) {
                page.pair(name, format!("assumed: {}", answer.assumed.join("; ")));
            }
        }
        Subject::Addresses | Subject::Range(_) => {
            page.text(about(row.subject));
            page.cells(analysis, row);
        }
    }
    if !matches!(row.subject, Subject::Feature(_) | Subject::Way | Subject::Lacks | Subject::Retirements) {
        page.sums(analysis, model);
    }
    page.sources();
    Page::new(row.label, page.parts)
}

/// What a row of numbers means.
fn about(subject: Subject) -> &'static str {
    match subject {
        Subject::Verdict => {
            "FITS: nothing that AKS or Azure refuses, and room at the peak of an upgrade. NO FIT: a range is too small. INVALID: something else is refused."
        }
        Subject::Tightest => {
            "The range, or the limit, that stops growth first, and how much of it is needed at the peak of an upgrade."
        }
        Subject::Stops => {
            "What stops growth first: a range that is too small already, else what leaves the fewest nodes more."
        }
        Subject::Most => {
            "The largest steady count of nodes whose upgrade still fits everywhere, when the first pool grows and the others stand."
        }
        Subject::Addresses => {
            "Addresses of the VNet that this cluster's nodes and pods take at the peak of an upgrade; what others have there is not in it."
        }
        Subject::Range(about) => about,
        Subject::Lacks | Subject::Way | Subject::Retirements | Subject::Feature(_) => "",
    }
}

fn named(analysis: &Analysis) -> impl Iterator<Item = (&'static str, &ModelAnswer)> {
    let answers = analysis.compare().answers.iter();
    answers.map(|answer| (models::name(answer.model, answer.pod_ip_allocation).0, answer))
}

/// A page in the making, and the rules that it names.
struct Explained {
    parts: Vec<Part>,
    rules: Vec<RuleId>,
}

impl Explained {
    fn text(&mut self, text: &str) {
        self.parts.extend([Part::Text(text.to_owned()), Part::Blank]);
    }

    fn pair(&mut self, name: &str, text: String) {
        self.parts.push(Part::Pair(name.to_owned(), text));
    }

    fn rests_on(&mut self, rule: RuleId) {
        if !self.rules.contains(&rule) {
            self.rules.push(rule);
        }
    }

    fn cells(&mut self, analysis: &Analysis, row: &Row) {
        for ((name, _), cell) in named(analysis).zip(&row.cells) {
            self.pair(name, if cell.is_empty() { "-".to_owned() } else { cell.clone() });
        }
    }

    /// The rules behind the sums of the selected model.
    fn sums(&mut self, analysis: &Analysis, model: usize) {
        let Some((name, answer)) = named(analysis).nth(model) else { return };
        self.parts.extend([Part::Blank, Part::Text(format!("The sums of {name} rest on:"))]);
        let allocation = answer.pod_ip_allocation.unwrap_or(PodIpAllocation::Dynamic);
        for range in &answer.capacity.ranges {
            for rule in range_rules(answer.model, allocation, range.role) {
                self.rests_on(rule);
            }
        }
    }

    fn lacks(&mut self, analysis: &Analysis) {
        self.text("What this design uses and a model has not. A model that lacks something is suggested only when no other fits.");
        for (name, answer) in named(analysis) {
            if answer.lacks.is_empty() {
                self.pair(name, "lacks nothing that is used".to_owned());
            }
            for lack in &answer.lacks {
                let note = if lack.is_certain() { "lacks" } else { &*lack.note };
                self.pair(name, format!("{note}: {}", lack.what));
                self.rests_on(lack.rule);
            }
        }
    }

    fn retirements(&mut self, analysis: &Analysis) {
        self.text("What this design uses in a model and what loses its support, with the day that its page names.");
        for (name, answer) in named(analysis) {
            for retirement in retirements(analysis.plan(), answer.model) {
                self.pair(name, format!("{}: {}; {}", retirement.date, retirement.name, retirement.note));
                self.rests_on(retirement.rule);
            }
        }
        if self.rules.is_empty() {
            self.text("Nothing that this design uses has such a day.");
        }
    }

    /// The way of a cluster that stands to the selected model, then the ways to other outbound types.
    fn way(&mut self, analysis: &Analysis, model: usize) {
        let Some((name, answer)) = named(analysis).nth(model) else { return };
        let present = models::present(analysis.plan());
        match analysis.migrations().get(model) {
            Some(Some(migration)) => self.migration((present, name), migration, answer),
            _ => self.text(&format!("{name} is the model already: select another to see the way there.")),
        }
        let plan = analysis.plan();
        self.parts.push(Part::Heading(format!("Outbound type, in {}", Owner::of(plan).words())));
        for change in outbound_changes(plan) {
            self.pair("outbound type", format!("{}: {}; {}", change.to, change.way.words(), change.message));
            self.rests_on(change.rule);
        }
        self.parts.push(Part::Blank);
    }

    fn migration(&mut self, (from, to): (&str, &str), migration: &Migration, answer: &ModelAnswer) {
        self.parts.push(Part::Heading(format!("{from} to {to}: {}", migration.words())));
        self.text(&format!("{}.", sentence(&migration.reason.message)));
        self.rests_on(migration.reason.rule);
        self.points("blocks", &migration.blocks);
        self.points("step", &migration.steps);
        self.points("stays", &migration.stays);
        let (before, after) = migration.vnet_addresses;
        self.pair("VNet", format!("{} now, {} then", counted(before, "address"), thousands(after)));
        for lack in answer.lacks.iter().filter(|lack| lack.is_certain()) {
            self.pair("lost", lack.what.to_string());
            self.rests_on(lack.rule);
        }
        self.parts.push(Part::Blank);
    }

    fn points(&mut self, name: &str, points: &[Point]) {
        for point in points {
            self.pair(name, point.message.clone());
            self.rests_on(point.rule);
        }
    }

    /// The rules that were named, each with its page, how well it is founded, and what other pages say.
    fn sources(&mut self) {
        for id in std::mem::take(&mut self.rules) {
            let rule = rules::rule(id);
            self.parts.push(Part::Blank);
            self.parts.push(Part::Heading(format!("{id}: {}", rule.title)));
            self.pair("source", source(rule.source));
            if rule.confidence == Confidence::Assumed {
                self.pair("assumed", "no page read says so".to_owned());
            }
            for (value, page) in rule.disputed {
                self.pair("other page", format!("{value}: {page}"));
            }
            if let Some(since) = rule.since {
                self.pair("since", since.to_owned());
            }
            if let Some(until) = rule.until {
                self.pair("until", until.to_owned());
            }
        }
    }
}
