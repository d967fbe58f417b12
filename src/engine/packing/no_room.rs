//! Why subnets do not fit, in words: a count that no arrangement changes. Deliberately not what would make them fit: that
//! is `fix`'s.

use std::fmt;

use crate::net::{Addresses, counted, thousands};

/// Why subnets of the lengths asked for do not fit: a count that no arrangement changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRoom {
    /// The VNet.
    pub vnet: String,
    /// The lengths that are asked for.
    pub asked: Box<[u8]>,
    /// The lengths of the largest aligned blocks that are free and usable.
    pub blocks: Box<[u8]>,
    /// The length at which it fails.
    pub prefix: u8,
    /// The lengths that find no place when the largest go first.
    pub unplaced: Box<[u8]>,
    /// The lengths of the blocks that are left then.
    pub left: Box<[u8]>,
    /// Would it fit, were it not for others that have free space?
    pub fits_on_paper: bool,
}

impl NoRoom {
    /// Addresses that subnets of the failing length and larger take: those that are asked for, and the blocks that are
    /// free. Each takes whole blocks, so that no arrangement makes more of them.
    ///
    /// Three /24, two /25 and a /26 take 1,088; four free /24 have 1,024.
    pub fn taken_and_free(&self) -> (Addresses, Addresses) {
        let sum =
            |lengths: &[u8]| lengths.iter().filter(|own| **own <= self.prefix).map(|own| 1u64 << (32 - own)).sum();
        (sum(&self.asked), sum(&self.blocks))
    }
}

/// Lengths, the largest first, each with its number where there are several: `/24, 3 x /25`.
fn sizes(lengths: &[u8]) -> String {
    let mut sorted = lengths.to_vec();
    sorted.sort_unstable();
    let runs = sorted.chunk_by(|one, other| one == other);
    let texts = runs.map(|run| match run.len() {
        1 => format!("/{}", run[0]),
        number => format!("{} x /{}", thousands(number as u64), run[0]),
    });
    texts.collect::<Vec<_>>().join(", ")
}

impl fmt::Display for NoRoom {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { vnet, prefix, .. } = self;
        let (taken, free) = self.taken_and_free();
        write!(formatter, "VNet {vnet} has no room for {}: ", sizes(&self.asked))?;
        if self.blocks.is_empty() {
            formatter.write_str("nothing of it is free and usable")?;
        } else {
            write!(formatter, "its free aligned blocks are {}; ", sizes(&self.blocks))?;
            if free == 0 {
                write!(formatter, "none holds a /{prefix}")?;
            } else {
                write!(
                    formatter,
                    "what is asked for of /{prefix} and larger takes {}, and blocks of that length have {}, however it is arranged",
                    counted(taken, "address"),
                    thousands(free)
                )?;
            }
            // Where none finds a place, all is left as it was.
            if self.unplaced.len() < self.asked.len() {
                let left = if self.left.is_empty() { "nothing".to_owned() } else { sizes(&self.left) };
                write!(
                    formatter,
                    "; the largest first, without a place: {}; left over: {left}",
                    sizes(&self.unplaced)
                )?;
            }
        }
        if self.fits_on_paper {
            formatter.write_str("; it would fit if the space that others have were free")?;
        }
        Ok(())
    }
}
