//! A question in a line: `10.240.0.0/22 40n 50p 10%`, in any order, with letters or words for what a number counts.
//! Deliberately guesses nothing: a number that could be two things is asked back.

use std::fmt;
use std::sync::Arc;

use crate::engine::Plan;
use crate::engine::compare::switch;
use crate::engine::finding::is_shared;
use crate::net::Cidr;
use crate::scenario::field::{model_word, vnet_around};
use crate::scenario::leaf::Leaf as _;
use crate::scenario::model::{Model, Vnet};
use crate::scenario::{Edit, Field, Scenario, defaults};

/// What a question may hold, for who asks for something else.
pub const FORM: &str =
    "a question is like 10.240.0.0/22 40n 50p 10%: a range, nodes, pods a node, surge (2s or 10%), max 60, a model";

/// How the label of a question's edit begins.
pub const ASKED: &str = "ask: ";

/// A text of more words is no question.
const WORDS_MAX: usize = 40;

/// A longer word is the name of no model.
const WORD_BYTES_MAX: usize = 40;

/// A question: the values that it gives, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    fields: Vec<(Field, String)>,
    prefix: Option<u8>,
    model: Option<Model>,
}

/// What a number or a range is for, as a word says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Nodes,
    Pods,
    Surge,
    Most,
    PodRange,
    ServiceRange,
    NodeRange,
}

/// Words that say nothing of their own.
const FILLERS: &[&str] = &[
    "and", "with", "in", "of", "for", "a", "an", "the", "at", "on", "each", "azure", "cni", "cluster", "does", "do",
    "fit", "would", "will",
];

/// Reads a question; `None`: the text is none.
///
/// # Errors
/// When it is one and something in it could be two things, stands there twice, or is not understood: the words ask.
pub fn read(text: &str) -> Result<Option<Question>, String> {
    let mut reader = Reader::default();
    let words: Vec<String> =
        text.split_whitespace().take(WORDS_MAX + 1).map(clean).filter(|word| !word.is_empty()).collect();
    if words.len() > WORDS_MAX {
        return Ok(None);
    }
    let mut rest = words.iter().map(String::as_str).peekable();
    while let Some(word) = rest.next() {
        let next = rest.peek().copied().unwrap_or_default();
        if reader.take(word, next) {
            rest.next();
        }
    }
    reader.question()
}

/// A word without the marks around it and the commas in its number.
fn clean(word: &str) -> String {
    let trimmed = word.trim_matches([',', ';', '?', '!', ':', '(', ')', '"', '\'']).to_lowercase();
    if trimmed.starts_with(|first: char| first.is_ascii_digit()) { trimmed.replace(',', "") } else { trimmed }
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "n" | "node" | "nodes" | "count" => Unit::Nodes,
        "p" | "pod" | "pods" | "max-pods" | "maxpods" => Unit::Pods,
        "s" | "surge" | "max-surge" | "maxsurge" => Unit::Surge,
        "max" | "maximum" | "max-nodes" | "max-count" | "autoscaler" | "autoscale" => Unit::Most,
        "pod-cidr" | "podcidr" => Unit::PodRange,
        "service" | "services" | "service-cidr" | "servicecidr" => Unit::ServiceRange,
        "subnet" => Unit::NodeRange,
        _ => return None,
    })
}

/// A question while it is read.
#[derive(Default)]
struct Reader {
    question: Question,
    /// A number whose unit has not come yet.
    number: Option<String>,
    /// A unit whose number or range has not come yet.
    unit: Option<Unit>,
    /// What the last number was for.
    last: Option<Unit>,
    known: usize,
    unknown: Vec<String>,
    problem: Option<String>,
}

impl Reader {
    /// Takes a word, and says whether it took the next as well.
    fn take(&mut self, word: &str, next: &str) -> bool {
        let last = self.last.take();
        if FILLERS.contains(&word) || word == "cidr" || word == "prefix" {
            return false;
        }
        if word == "per" {
            return matches!(next, "node" | "nodes");
        }
        if matches!((word, next), ("node" | "pod", "subnet")) {
            self.model(if word == "node" { Model::NodeSubnet } else { Model::PodSubnet });
            return true;
        }
        if matches!((word, next), ("max" | "maximum", "pod" | "pods" | "surge"))
            || matches!((word, next), ("pod" | "service", "cidr"))
        {
            self.unit(match (word, next) {
                ("pod", _) => Unit::PodRange,
                ("service", _) => Unit::ServiceRange,
                (_, "surge") => Unit::Surge,
                _ => Unit::Pods,
            });
            return true;
        }
        if matches!(word, "node" | "nodes") && matches!(last, Some(Unit::Surge | Unit::Most)) && self.number.is_none() {
            return false;
        }
        let first = word.chars().next().unwrap_or_default();
        if word.contains('/') || (first.is_ascii_digit() && word.contains('.')) {
            self.range(word);
        } else if first.is_ascii_digit() {
            self.counted(word);
        } else if let Some(unit) = unit(word) {
            self.unit(unit);
        } else if let Some(model) = model(word) {
            self.model(model);
        } else {
            self.unknown.push(word.to_owned());
        }
        false
    }

    /// A number with or without its unit.
    fn counted(&mut self, word: &str) {
        let digits = word.find(|character: char| !character.is_ascii_digit()).unwrap_or(word.len());
        let (number, rest) = word.split_at(digits);
        match rest {
            "" => match self.unit.take() {
                Some(unit) => self.set(unit, number),
                None => {
                    if let Some(before) = self.number.replace(number.to_owned()) {
                        self.ask_back(&before);
                    }
                }
            },
            "%" => {
                self.unit.take_if(|unit| *unit == Unit::Surge);
                self.set(Unit::Surge, word);
            }
            rest => match unit(rest) {
                Some(unit) => self.set(unit, number),
                None => self.unknown.push(word.to_owned()),
            },
        }
    }

    fn unit(&mut self, unit: Unit) {
        match self.number.take() {
            Some(number) => self.set(unit, &number),
            None => self.unit = Some(unit),
        }
    }

    /// A whole range, or a length of the node subnet that is there.
    fn range(&mut self, word: &str) {
        if let Some(prefix) = word.strip_prefix('/') {
            match prefix.parse::<u8>() {
                Ok(prefix) if prefix <= 32 => {
                    self.known += 1;
                    self.is_new(self.question.prefix.is_none(), "the length of the subnet");
                    self.question.prefix = Some(prefix);
                }
                _ => self.problem(format!("{word} is not a prefix length; expected /0 to /32")),
            }
            return;
        }
        let field = match self.unit.take() {
            Some(Unit::PodRange | Unit::Pods) => Field::PodCidr,
            Some(Unit::ServiceRange) => Field::ServiceCidr,
            _ => Field::NodeSubnet,
        };
        match word.parse::<Cidr>() {
            Ok(cidr) => self.give(
                field,
                cidr.to_string(),
                "the range of the node subnet (say pod-cidr or service-cidr before another)",
            ),
            Err(error) => self.problem(error.to_string()),
        }
    }

    fn model(&mut self, model: Model) {
        self.known += 1;
        self.is_new(self.question.model.is_none(), "the model");
        self.question.model = Some(model);
        // What follows the name of this model may be the range of its pods.
        self.unit = (model == Model::PodSubnet).then_some(Unit::PodRange);
    }

    fn set(&mut self, unit: Unit, number: &str) {
        let (field, what) = match unit {
            Unit::Nodes => (Field::Nodes, "nodes"),
            Unit::Pods => (Field::MaxPods, "pods a node"),
            Unit::Surge => (Field::Surge, "surge"),
            Unit::Most => (Field::AutoscaleMax, "the autoscaler's maximum"),
            Unit::PodRange | Unit::ServiceRange | Unit::NodeRange => {
                return self.problem(format!("a range like 10.240.0.0/22 is expected, not {number}"));
            }
        };
        if number.trim_end_matches('%').parse::<u32>().is_err() {
            return self.problem(format!("{number} is more than can be counted"));
        }
        self.last = Some(unit);
        self.give(field, number.to_owned(), what);
    }

    fn give(&mut self, field: Field, value: String, what: &str) {
        self.known += 1;
        self.is_new(self.question.value(field).is_none(), what);
        self.question.fields.push((field, value));
    }

    fn is_new(&mut self, is_new: bool, what: &str) {
        if !is_new {
            self.problem(format!("{what} stands there twice"));
        }
    }

    fn ask_back(&mut self, number: &str) {
        self.problem(format!("{number} of what? {number}n is nodes, {number}p pods a node, {number}s surge nodes, max {number} the autoscaler's maximum"));
    }

    /// The first problem is the one to tell.
    fn problem(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    fn question(mut self) -> Result<Option<Question>, String> {
        if let Some(number) = self.number.take() {
            self.ask_back(&number);
        }
        if let Some(unit) =
            self.unit.take().filter(|unit| !(*unit == Unit::PodRange && self.question.model == Some(Model::PodSubnet)))
        {
            let what = match unit {
                Unit::Nodes => "how many nodes?",
                Unit::Pods => "how many pods a node?",
                Unit::Surge => "how much surge?",
                Unit::Most => "what maximum of the autoscaler?",
                Unit::PodRange | Unit::ServiceRange | Unit::NodeRange => "which range?",
            };
            self.problem(what.to_owned());
        }
        // A text with more words than a question has is none, whatever numbers are in it.
        if self.unknown.len() > self.known || (self.known == 0 && self.problem.is_none()) {
            return Ok(None);
        }
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        match self.unknown.first() {
            Some(word) => Err(format!("{word:?} is not understood; {FORM}")),
            None => Ok(Some(self.question)),
        }
    }
}

fn model(word: &str) -> Option<Model> {
    let word = if word == "byo" { "byo-cni" } else { word };
    Some(word).filter(|word| word.len() <= WORD_BYTES_MAX).and_then(|word| model_word(word).ok())
}

impl Question {
    /// The value that it gives a field.
    pub fn value(&self, field: Field) -> Option<&str> {
        self.fields.iter().find(|(own, _)| *own == field).map(|(_, value)| value.as_str())
    }

    /// The node subnet that it names.
    pub fn node_subnet(&self) -> Option<Cidr> {
        self.value(Field::NodeSubnet)?.parse().ok()
    }

    /// The model that it names.
    pub fn model(&self) -> Option<Model> {
        self.model
    }

    /// The one edit that puts the question to a design: of this pool, or of its first.
    ///
    /// # Errors
    /// When a value does not go with the design: the words say which.
    pub fn edit(&self, plan: &Plan, pool: Option<&str>) -> Result<Edit, String> {
        let mut steps = Steps { scenario: Arc::clone(plan.written()), edits: Vec::new() };
        // Ranges stand before anything is placed beside them, the pods' own range behind the model that has it.
        let first = [Field::ServiceCidr, Field::NodeSubnet];
        let then = [Field::Nodes, Field::AutoscaleMax, Field::MaxPods, Field::Surge];
        for field in first {
            steps.set(field, pool, self.value(field))?;
        }
        if let Some(prefix) = self.prefix {
            let around = self.value(Field::NodeSubnet).map(str::to_owned);
            let present = around.unwrap_or_else(|| Field::NodeSubnet.value(&defaults::filled(&steps.scenario), pool));
            let present: Cidr =
                present.parse().map_err(|_| "there is no node subnet to lengthen or shorten".to_owned())?;
            steps.set(Field::NodeSubnet, pool, Some(&Cidr::containing(present.first(), prefix).to_string()))?;
        }
        let along = if self.prefix.is_some() || self.value(Field::NodeSubnet).is_some() {
            steps.move_vnet(pool, plan)?
        } else {
            String::new()
        };
        for field in then {
            steps.set(field, pool, self.value(field))?;
        }
        if let Some(model) = self.model {
            let plan = plan.rewritten(Arc::clone(&steps.scenario));
            let lacks = model == Model::PodSubnet && plan.pools().iter().any(|pool| pool.pod_subnet.is_none());
            if plan.model() != model || lacks {
                steps.add(switch(&plan, model, None).edit(&plan))?;
            }
        }
        steps.set(Field::PodCidr, pool, self.value(Field::PodCidr))?;
        Ok(Edit::Many { label: format!("{ASKED}{self}{along}"), edits: steps.edits })
    }
}

/// Edits that follow each other, each made for what those before leave.
struct Steps {
    scenario: Arc<Scenario>,
    edits: Vec<Edit>,
}

impl Steps {
    fn set(&mut self, field: Field, pool: Option<&str>, value: Option<&str>) -> Result<(), String> {
        let Some(value) = value else { return Ok(()) };
        self.add(field.edit(&self.scenario, pool, value).map_err(|error| error.message)?)
    }

    /// Moves the VNet of a pool's subnet along to where the subnet is now, where nothing else lives in it, and says so.
    fn move_vnet(&mut self, pool: Option<&str>, before: &Plan) -> Result<String, String> {
        let plan = before.rewritten(Arc::clone(&self.scenario));
        let row = pool.and_then(|name| plan.pool_named(name)).map(|id| plan.pool(id)).or(plan.pools().first());
        let Some(subnet) = row.and_then(|row| row.subnet) else { return Ok(String::new()) };
        let (prefix, id) = (plan.subnet(subnet).item.prefix, plan.subnet(subnet).vnet);
        let vnet = &plan.vnet(id).item;
        let is_inside = vnet.address_space.iter().any(|space| space.covers(prefix));
        if is_inside || !prefix.is_v4() || !is_written(&self.scenario, vnet) || is_shared(&plan, id) {
            return Ok(String::new());
        }
        let around = vnet_around(prefix);
        let kept = vnet.address_space.iter().copied().filter(|space| !space.is_v4());
        let spaces: Vec<Cidr> = std::iter::once(around).chain(kept).collect();
        let words = format!("; VNet {} goes along to {around}", vnet.name);
        self.add(Edit::set(plan.vnet_path(id).key("address-space"), spaces.show()))?;
        Ok(words)
    }

    fn add(&mut self, edit: Edit) -> Result<(), String> {
        self.scenario = Arc::new(edit.apply(&self.scenario).map_err(|error| error.to_string())?);
        self.edits.push(edit);
        Ok(())
    }
}

/// Does the file hold this VNet? One that AKS makes goes along by itself.
fn is_written(written: &Scenario, vnet: &Vnet) -> bool {
    written.vnets.iter().any(|own| own.name == vnet.name)
}

/// What was understood: `subnet 10.240.0.0/22, 40 nodes, 50 pods a node, surge 10%`.
impl fmt::Display for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let order = [
            (Field::NodeSubnet, "subnet ", ""),
            (Field::Nodes, "", " nodes"),
            (Field::AutoscaleMax, "autoscaler maximum ", ""),
            (Field::MaxPods, "", " pods a node"),
            (Field::Surge, "surge ", ""),
            (Field::PodCidr, "pods in ", ""),
            (Field::ServiceCidr, "Services in ", ""),
        ];
        let mut parts: Vec<String> = order
            .iter()
            .filter_map(|(field, before, after)| Some(format!("{before}{}{after}", self.value(*field)?)))
            .collect();
        if let Some(prefix) = self.prefix {
            parts.insert(0, format!("subnet /{prefix}"));
        }
        if let Some(model) = self.model {
            parts.push(model.to_string());
        }
        formatter.pad(&parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::Analysis;
    use crate::engine::sample::text;
    use crate::scenario::read::read as scenario;

    fn understood(text: &str) -> String {
        match read(text) {
            Ok(Some(question)) => question.to_string(),
            Ok(None) => "no question".to_owned(),
            Err(asked) => format!("asked: {asked}"),
        }
    }

    #[test]
    fn numbers_come_in_any_order_with_letters_or_words() {
        let same = "subnet 10.240.0.0/22, 40 nodes, 50 pods a node, surge 10%";
        let cases = [
            ("10.240.0.0/22 40n 50p 10%", same),
            ("10% 50p 40n 10.240.0.0/22", same),
            ("40 nodes 50 pods surge 10% in 10.240.0.0/22?", same),
            ("nodes 40, max pods 50, max surge 10%, subnet 10.240.0.0/22", same),
            ("does 10.240.0.0/22 fit 40 nodes with 50 pods per node at 10% surge", "asked: how much surge?"),
            ("40n max 60", "40 nodes, autoscaler maximum 60"),
            ("max 60 nodes 30p", "autoscaler maximum 60, 30 pods a node"),
            ("2 surge nodes 40 nodes", "40 nodes, surge 2"),
            ("/22 40n 50p", "subnet /22, 40 nodes, 50 pods a node"),
            ("overlay 40n pod-cidr 10.128.0.0/14", "40 nodes, pods in 10.128.0.0/14, azure-cni-overlay"),
            ("node subnet 40n", "40 nodes, azure-cni-node-subnet"),
            ("azure-cni-node-subnet 1,000n", "1000 nodes, azure-cni-node-subnet"),
            ("pod-subnet 10.1.0.0/16 10.0.0.0/22", "subnet 10.0.0.0/22, pods in 10.1.0.0/16, azure-cni-pod-subnet"),
            ("services 172.20.0.0/16 3n", "3 nodes, Services in 172.20.0.0/16"),
        ];
        for (text, expected) in cases {
            assert_eq!(understood(text), expected, "{text}");
        }
    }

    #[test]
    fn what_could_be_two_things_is_asked_back() {
        let cases = [
            ("10.240.0.0/22 40 50", "asked: 40 of what? 40n is nodes, 40p pods a node"),
            ("40", "asked: 40 of what?"),
            ("40n 50n", "asked: nodes stands there twice"),
            ("10.240.0.0/22 10.244.0.0/16", "asked: the range of the node subnet"),
            ("10.240.0.1/22 40n", "asked: 10.240.0.1/22 has host bits set; did you mean 10.240.0.0/22?"),
            ("/40 3n", "asked: /40 is not a prefix length"),
            ("10.240.0.0/22 nodes", "asked: how many nodes?"),
            ("40n quickly", "asked: \"quickly\" is not understood"),
            ("99999999999n", "asked: 99999999999 is more than can be counted"),
            ("an error of 3 things that went wrong here", "no question"),
            ("hello", "no question"),
            ("", "no question"),
        ];
        for (text, expected) in cases {
            assert!(understood(text).starts_with(expected), "{text}: {}", understood(text));
        }
    }

    #[test]
    fn a_question_is_one_edit_and_home_answers_it() {
        let written = Arc::new(scenario(&text("azure-cni-node-subnet", 3, 30, "1", "10.240.0.0/22")).scenario);
        let question = read("/22 40n 50p 10%").unwrap().unwrap();
        let plan = Plan::new(Arc::clone(&written));
        let edit = question.edit(&plan, None).unwrap();
        assert_eq!(edit.label(&written), "ask: subnet /22, 40 nodes, 50 pods a node, surge 10%");
        let analysis = Analysis::new(Arc::new(edit.apply(&written).unwrap()));
        assert_eq!(analysis.capacity().ranges[0].used_percent(), Some(220));
        let model = read("overlay").unwrap().unwrap().edit(&plan, None).unwrap();
        let analysis = Analysis::new(Arc::new(model.apply(&written).unwrap()));
        assert_eq!(analysis.plan().model(), Model::Overlay);
    }

    #[test]
    fn a_vnet_goes_along_with_its_only_subnet_and_with_nothing_else() {
        let base = "[cluster]\nmodel = \"azure-cni-overlay\"\n[[node-pool]]\nname = \"a\"\nsubnet = \"s\"\n\
                    [[vnet]]\nname = \"v\"\naddress-space = [\"10.0.0.0/16\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.0.0.0/22\"\n";
        let cases = [
            ("", true),
            ("[[vnet.subnet]]\nname = \"t\"\nprefix = \"10.0.8.0/24\"\n", false),
            ("[[vm]]\nname = \"m\"\nsubnet = \"s\"\n", false),
            ("[[private-endpoint]]\nname = \"e\"\nsubnet = \"s\"\n", false),
            ("[[vnet]]\nname = \"hub\"\naddress-space = [\"10.9.0.0/16\"]\n[[vnet.peering]]\nremote = \"v\"\n", false),
            ("[[other-cluster]]\nname = \"o\"\nmodel = \"azure-cni-pod-subnet\"\npod-subnet = \"s\"\n", false),
            ("[[other-cluster]]\nname = \"o\"\nmodel = \"azure-cni-overlay\"\napi-server-subnet = \"s\"\n", false),
            (
                "[[service]]\nname = \"i\"\ntype = \"LoadBalancer\"\ninternal = true\nload-balancer-ip = \"10.0.0.99\"\n",
                false,
            ),
            ("[[gateway]]\nname = \"g\"\nvnet = \"v\"\n", false),
        ];
        for (more, goes_along) in cases {
            let reading = scenario(&format!("{base}{more}"));
            assert!(reading.is_sound(), "{more}: {:?}", reading.diagnostics);
            let plan = Plan::new(Arc::new(reading.scenario));
            let edit = read("10.7.0.0/22 40n").unwrap().unwrap().edit(&plan, None).unwrap();
            let label = edit.label(plan.written());
            assert_eq!(label.contains("VNet v goes along to 10.7.0.0/16"), goes_along, "{more}: {label}");
        }
    }

    proptest! {
        #[test]
        fn any_words_are_read_or_refused(text in "([0-9]{1,12}|/[0-9]{1,3}|[nps%]|[0-9]{1,4}[nps%]|max|pods?|nodes?|subnet|overlay|per|\\PC{0,4}| ){0,12}") {
            if let Ok(Some(question)) = read(&text) {
                prop_assert!(!question.to_string().is_empty());
                let written = Arc::new(scenario("[cluster]\n").scenario);
                if let Ok(edit) = question.edit(&Plan::new(Arc::clone(&written)), None) {
                    prop_assert!(edit.apply(&written).is_ok());
                }
            }
        }
    }
}
