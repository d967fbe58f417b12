//! The rows of the Routes table: those that match, best first, then a rule, then the others. Only the rows in view are
//! made, so thousands of routes cost no more than twenty.

use std::ops::Range;

use crate::engine::route::{Contest, ContestResult, EffectiveRoute, RouteState, RouteTable};

/// The routes in the order of the screen.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    table: &'a RouteTable,
    contest: Option<&'a Contest>,
}

/// One route as a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Its number, from 1.
    pub number: usize,
    /// The route.
    pub route: &'a EffectiveRoute,
    /// What became of it; `None` where nothing is asked.
    pub result: Option<ContestResult>,
    /// Why, in words; empty for those that do not match.
    pub why: &'a str,
}

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// A route.
    Route(Row<'a>),
    /// The rule above those that do not match.
    DoNotMatch,
}

impl<'a> Rows<'a> {
    /// Of a table, and of the contest of those of its routes that hold the address.
    pub fn new(table: &'a RouteTable, contest: Option<&'a Contest>) -> Self {
        Self { table, contest }
    }

    /// How many routes.
    pub fn len(&self) -> usize {
        self.table.routes().len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of them match.
    pub fn matching(&self) -> usize {
        self.contest.map_or(0, |contest| contest.contenders.len())
    }

    /// The route at a place.
    pub fn row(&self, place: usize) -> Option<Row<'a>> {
        let number = place + 1;
        let Some(contest) = self.contest else {
            return self.table.routes().get(place).map(|route| Row { number, route, result: None, why: "" });
        };
        if let Some(contender) = contest.contenders.get(place) {
            let route = self.table.route(contender.route);
            return Some(Row { number, route, result: Some(contender.result), why: &contender.why });
        }
        let route = self.table.routes().get(unmatched(contest, place - contest.contenders.len()))?;
        Some(Row { number, route, result: Some(ContestResult::NoMatch), why: "" })
    }

    /// The line that a route stands on: one further where the rule is above it.
    pub fn line_of(&self, place: usize) -> usize {
        place + usize::from(self.has_rule() && place >= self.matching())
    }

    /// Some of the lines.
    pub fn lines(&self, range: Range<usize>) -> Vec<Line<'a>> {
        let rule = if self.has_rule() { self.matching() } else { usize::MAX };
        let line = |line: usize| match line {
            line if line == rule => Some(Line::DoNotMatch),
            line if line > rule => self.row(line - 1).map(Line::Route),
            line => self.row(line).map(Line::Route),
        };
        range.map_while(line).collect()
    }

    fn has_rule(&self) -> bool {
        self.contest.is_some() && self.matching() < self.len()
    }
}

/// The place in the table of the route that is the `nth` of those that do not match.
fn unmatched(contest: &Contest, nth: usize) -> usize {
    let mut matched: Vec<usize> = contest.contenders.iter().map(|contender| contender.route).collect();
    matched.sort_unstable();
    matched.into_iter().fold(nth, |place, route| if route <= place { place + 1 } else { place })
}

impl Row<'_> {
    /// The word for what became of it.
    pub fn state(&self) -> &'static str {
        match (self.result, self.route.state) {
            (Some(ContestResult::Wins), _) => "WINS",
            (Some(ContestResult::Loses), _) if self.why.starts_with("shorter") => "shorter",
            (Some(ContestResult::Loses), _) => "loses",
            (_, RouteState::Invalid) => "Invalid",
            (None, RouteState::Active) => "Active",
            (Some(ContestResult::NoMatch), RouteState::Active) => "-",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::route::NextHopType;
    use crate::engine::route::table::Draft;

    fn table(prefixes: &[&str]) -> RouteTable {
        let drafts = prefixes
            .iter()
            .map(|prefix| Draft::from(EffectiveRoute::system(prefix.parse().unwrap(), NextHopType::VnetLocal)));
        RouteTable::new("snet", drafts.collect(), Vec::new())
    }

    fn shown(rows: Rows<'_>, range: Range<usize>) -> Vec<String> {
        let text = |line: &Line<'_>| match line {
            Line::DoNotMatch => "--".to_owned(),
            Line::Route(row) => format!("{} {} {}", row.number, row.route.prefix, row.state()),
        };
        rows.lines(range).iter().map(text).collect()
    }

    #[test]
    fn those_that_match_come_first_and_none_is_missing() {
        let table = table(&["10.0.0.0/8", "172.16.0.0/12", "10.1.0.0/16", "0.0.0.0/0", "11.0.0.0/8"]);
        let contest = table.matching("10.1.2.3".parse().unwrap());
        let rows = Rows::new(&table, Some(&contest));
        let all = [
            "1 10.1.0.0/16 WINS",
            "2 10.0.0.0/8 shorter",
            "3 0.0.0.0/0 shorter",
            "--",
            "4 172.16.0.0/12 -",
            "5 11.0.0.0/8 -",
        ];
        assert_eq!(shown(rows, 0..99), all);
        assert_eq!(shown(rows, 3..5), all[3..5]);
        assert_eq!((rows.line_of(2), rows.line_of(3)), (2, 4));
        assert_eq!(rows.row(5), None);
    }

    #[test]
    fn without_an_address_the_table_stands_as_it_is() {
        let table = table(&["10.0.0.0/8", "0.0.0.0/0"]);
        assert_eq!(shown(Rows::new(&table, None), 0..9), ["1 10.0.0.0/8 Active", "2 0.0.0.0/0 Active"]);
    }
}
