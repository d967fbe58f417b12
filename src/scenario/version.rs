//! A version of Kubernetes, of which only the minor number decides what a cluster may do. Deliberately not the type of
//! the key: a text that is no version is a finding, and the rules of the newest then hold.

use std::fmt;
use std::str::FromStr;

/// Kubernetes 1 with its minor version, and its patch where it is given.
///
/// ```
/// # use aksplore::scenario::version::KubernetesVersion;
/// let version: KubernetesVersion = "1.33.2".parse().unwrap();
/// assert_eq!((version.minor(), version.to_string()), (33, "1.33.2".to_owned()));
/// assert!("2.0".parse::<KubernetesVersion>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KubernetesVersion {
    minor: u64,
    patch: Option<u64>,
}

/// The text is no version of Kubernetes 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoVersion {
    given: String,
}

impl KubernetesVersion {
    /// Of a text; `None`: it is no such version.
    pub fn of(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    /// The number behind the first dot.
    pub fn minor(self) -> u64 {
        self.minor
    }
}

impl FromStr for KubernetesVersion {
    type Err = NoVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || NoVersion { given: text.to_owned() };
        let number = |digits: &str| {
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse().ok().filter(|_| is_number)
        };
        let rest = text.strip_prefix("1.").ok_or_else(refuse)?;
        let (minor, patch) = rest.split_once('.').map_or((rest, None), |(minor, patch)| (minor, Some(patch)));
        let patch = match patch {
            Some(patch) => Some(number(patch).ok_or_else(refuse)?),
            None => None,
        };
        Ok(Self { minor: number(minor).ok_or_else(refuse)?, patch })
    }
}

impl fmt::Display for KubernetesVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "1.{}", self.minor)?;
        self.patch.map_or(Ok(()), |patch| write!(formatter, ".{patch}"))
    }
}

impl fmt::Display for NoVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} is no version of Kubernetes; expected one like 1.33", self.given)
    }
}

impl std::error::Error for NoVersion {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_version_is_known_by_its_minor_number() {
        let cases = [
            ("1.33", Some(33)),
            ("1.33.2", Some(33)),
            ("1.0.0", Some(0)),
            ("2.0", None),
            ("latest", None),
            ("1.", None),
            ("1.+3", None),
            ("1.33.", None),
            ("1.33.x", None),
            ("1.2.3.4", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(KubernetesVersion::of(text).map(KubernetesVersion::minor), expected, "{text}");
        }
        let error = "latest".parse::<KubernetesVersion>().unwrap_err();
        assert_eq!(error.to_string(), "latest is no version of Kubernetes; expected one like 1.33");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(minor: u64, patch: Option<u64>) {
            let version = KubernetesVersion { minor, patch };
            prop_assert_eq!(version.to_string().parse(), Ok(version));
        }
    }
}
