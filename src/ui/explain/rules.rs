//! Rules on the screen: a line in a list, and the whole page of one. What rests on a rule is `explain`'s to say.

use super::source;
use crate::engine::basis::Ground;
use crate::engine::rules::{self, Confidence, RuleId};
use crate::explain::glossary::Term;
use crate::explain::uses;
use crate::ui::layer::{Page, Part};
use crate::ui::text::sentence;

/// How well a rule is founded, in words.
pub fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Documented => "documented: a page says so",
        Confidence::Disputed => "disputed: pages disagree, and this is the newer or the better founded",
        Confidence::Assumed => "assumed: no page says so",
    }
}

/// What names a ground in a list.
pub fn label(ground: &Ground) -> String {
    match ground {
        Ground::Rule(rule) | Ground::Default { rule, .. } => rule.name(),
        Ground::Page { source, .. } => source.page.to_owned(),
    }
}

/// What a ground says, in a line: the value, and whether one should be careful.
pub fn value(ground: &Ground) -> String {
    let doubt = ground.rule().map_or("", |rule| match rules::rule(rule).confidence {
        Confidence::Documented => "",
        Confidence::Disputed => "  (disputed)",
        Confidence::Assumed => "  (assumed)",
    });
    match ground {
        Ground::Rule(rule) => {
            let rule = rules::rule(*rule);
            format!("{}{doubt}  {}", rule.value, rule.title)
        }
        Ground::Default { of, value, .. } => format!("{value}{doubt}  {of}"),
        Ground::Page { says, .. } => says.clone(),
    }
}

/// The page of a ground.
pub fn page(ground: &Ground) -> Page {
    match ground {
        Ground::Rule(rule) => rule_page(*rule),
        Ground::Default { rule, of, value } => {
            let mut page = rule_page(*rule);
            page.parts.extend([
                Part::Blank,
                Part::Pair("in force here".to_owned(), format!("{of} = {value}, which the file leaves out")),
            ]);
            page
        }
        Ground::Page { says, source: page } => Page::new(
            page.page,
            vec![Part::Text(sentence(says)), Part::Blank, Part::Pair("source".to_owned(), source(*page))],
        ),
    }
}

/// The page of a rule: value, dates, page, doubts, and what rests on it.
pub fn rule_page(id: RuleId) -> Page {
    let rule = rules::rule(id);
    let mut parts = vec![Part::Text(sentence(rule.title)), Part::Blank];
    let mut pair = |name: &str, text: String| parts.push(Part::Pair(name.to_owned(), text));
    pair("value", rule.value.to_string());
    if let Some(since) = rule.since {
        pair("since", since.to_owned());
    }
    if let Some(until) = rule.until {
        pair("until", until.to_owned());
    }
    pair("source", source(rule.source));
    pair("confidence", confidence(rule.confidence).to_owned());
    others(id, &mut pair);
    for (place, used) in uses::of(id).into_iter().enumerate() {
        pair(if place == 0 { "rests on it" } else { "" }, used);
    }
    Page::new(id.name(), parts)
}

/// The page of a term: what it means, how else it is written, and the rule that says so.
pub fn term_page(term: &Term) -> Page {
    let mut parts = vec![Part::Text(sentence(&term.says)), Part::Blank];
    if !term.also.is_empty() {
        parts.push(Part::Pair("also written".to_owned(), term.also.join(", ")));
    }
    if let Some(rule) = term.rule {
        parts.push(Part::Pair("rule".to_owned(), rule.name()));
        parts.extend(rule_page(rule).parts);
    }
    Page::new(term.name, parts)
}

/// What other pages say of a rule.
pub fn others(id: RuleId, pair: &mut impl FnMut(&str, String)) {
    for (value, page) in rules::rule(id).disputed {
        pair("others say", format!("{value} ({page})"));
    }
}
