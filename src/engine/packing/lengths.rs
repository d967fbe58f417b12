//! What is asked for: lengths of subnets, and the VNet where they are to lie, as people write them. Deliberately no
//! place: those are the packing's.

use std::fmt;
use std::str::FromStr;

use crate::engine::plan::{Plan, VnetId};
use crate::engine::rules::{self, RuleId};

/// The lengths that are asked for, at least one: `/24 /26 /26`.
///
/// ```
/// # use aksplore::engine::packing::Lengths;
/// assert_eq!("/24, 26".parse::<Lengths>().unwrap().to_string(), "/24 /26");
/// assert!("/30".parse::<Lengths>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lengths(Vec<u8>);

/// What is asked for: lengths, and the VNet where they are to lie: `/24,/26@vnet-hub`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The lengths.
    pub lengths: Lengths,
    /// The VNet's name; `None`: the cluster's.
    pub vnet: Option<String>,
}

/// Why a text names no lengths of subnets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LengthsError {
    /// There is none.
    #[error("expected lengths of subnets, like /24 or /24 /26 /26")]
    None,
    /// One is no length.
    #[error("{0:?} is no length of a subnet, like /24")]
    Word(String),
    /// One is too long.
    #[error("/{given} is longer than /{most}, the smallest subnet that Azure makes")]
    TooLong {
        /// What was asked.
        given: u8,
        /// The longest prefix.
        most: u8,
    },
    /// There are too many.
    #[error("{0} lengths are more than the {LENGTHS_MAX} that are placed at once")]
    TooMany(usize),
}

/// How many subnets are placed at once: more than anyone types, and few enough to show.
const LENGTHS_MAX: usize = 256;

impl Lengths {
    /// The lengths, in the order in which they were asked for.
    pub fn prefixes(&self) -> &[u8] {
        &self.0
    }

    /// One length; `None` beyond those that a subnet may have.
    pub fn one(prefix: u8) -> Option<Self> {
        (prefix <= rules::prefix(RuleId::SubnetPrefixMax)).then(|| Self(vec![prefix]))
    }
}

impl fmt::Display for Lengths {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = self.0.iter().map(|prefix| format!("/{prefix}")).collect();
        formatter.pad(&texts.join(" "))
    }
}

impl FromStr for Lengths {
    type Err = LengthsError;

    fn from_str(text: &str) -> Result<Self, LengthsError> {
        let most = rules::prefix(RuleId::SubnetPrefixMax);
        let words = text.split(|sign: char| sign == ',' || sign.is_whitespace()).filter(|word| !word.is_empty());
        let read = |word: &str| {
            let digits = word.strip_prefix('/').unwrap_or(word);
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            match digits.parse::<u8>().ok().filter(|_| is_number) {
                Some(given) if given <= most => Ok(given),
                Some(given) if given <= 32 => Err(LengthsError::TooLong { given, most }),
                _ => Err(LengthsError::Word(word.to_owned())),
            }
        };
        let prefixes: Vec<u8> = words.map(read).collect::<Result<_, _>>()?;
        match prefixes.len() {
            0 => Err(LengthsError::None),
            count if count > LENGTHS_MAX => Err(LengthsError::TooMany(count)),
            _ => Ok(Self(prefixes)),
        }
    }
}

impl FromStr for Request {
    type Err = LengthsError;

    fn from_str(text: &str) -> Result<Self, LengthsError> {
        let (lengths, vnet) = match text.split_once('@') {
            Some((lengths, vnet)) => (lengths, Some(vnet.trim().to_owned()).filter(|name| !name.is_empty())),
            None => (text, None),
        };
        Ok(Self { lengths: lengths.parse()?, vnet })
    }
}

impl Request {
    /// The VNet that it means; `None`: the plan has none of this name.
    pub fn vnet_of(&self, plan: &Plan) -> Option<VnetId> {
        self.vnet.as_ref().map_or(Some(plan.cluster_vnet()), |name| plan.vnet_named(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        for (text, read) in [("/24", "/24"), ("24,26", "/24 /26"), (" /24 , /26  29 ", "/24 /26 /29"), ("/0", "/0")] {
            assert_eq!(text.parse::<Lengths>().unwrap().to_string(), read);
        }
        let cases = [
            ("", "expected lengths of subnets, like /24 or /24 /26 /26"),
            ("/24 /x", "\"/x\" is no length of a subnet, like /24"),
            ("/+4", "\"/+4\" is no length of a subnet, like /24"),
            ("/33", "\"/33\" is no length of a subnet, like /24"),
            ("/30", "/30 is longer than /29, the smallest subnet that Azure makes"),
        ];
        for (text, message) in cases {
            assert_eq!(text.parse::<Lengths>().unwrap_err().to_string(), message);
        }
    }
}
