//! Which layout a size gets, and where title, picture, status and keys stand in it. What is drawn there is not known
//! here.

use ratatui::layout::Rect;

/// The layouts that are designed; each screen draws three of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SizeClass {
    /// Too small for a picture: one sentence with the verdict and the size that is needed.
    Tiny,
    /// 40 to 79 columns.
    Narrow,
    /// 80 to 119 columns.
    Normal,
    /// 120 columns or more.
    Wide,
}

/// The fewest columns and rows of a picture.
pub const SMALLEST: (u16, u16) = (40, 12);

/// Columns and rows from which on the full layouts can be drawn; lower terminals get a narrower one's.
const NORMAL: (u16, u16) = (80, 24);
const WIDE: (u16, u16) = (120, 40);

impl SizeClass {
    /// The layout for a terminal of this size.
    ///
    /// ```
    /// # use aksplore::ui::layout::SizeClass;
    /// assert_eq!(SizeClass::of(80, 24), SizeClass::Normal);
    /// assert_eq!(SizeClass::of(120, 30), SizeClass::Normal);
    /// assert_eq!(SizeClass::of(39, 50), SizeClass::Tiny);
    /// ```
    pub fn of(columns: u16, rows: u16) -> Self {
        let holds = |(wide, high): (u16, u16)| columns >= wide && rows >= high;
        match () {
            () if holds(WIDE) => Self::Wide,
            () if holds(NORMAL) => Self::Normal,
            () if holds(SMALLEST) => Self::Narrow,
            () => Self::Tiny,
        }
    }
}

/// The parts of the screen that every picture shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Areas {
    /// The first line: scenario, tabs, verdict.
    pub title: Rect,
    /// The picture.
    pub body: Rect,
    /// The line before the last.
    pub status: Rect,
    /// The last line.
    pub keys: Rect,
}

impl Areas {
    /// Divides an area; without four rows the last parts are empty.
    pub fn of(area: Rect) -> Self {
        let row = |from_top: u16| {
            let height = u16::from(from_top < area.height);
            Rect { y: area.y + from_top.min(area.height), height, ..area }
        };
        let body = Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(3), ..area };
        let below = |rows: u16| if area.height > rows { row(area.height - rows) } else { row(area.height) };
        Self { title: row(0), body, status: below(2), keys: below(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_follow_each_other_without_gap_or_overlap() {
        for height in 0..60 {
            let area = Rect::new(0, 0, 80, height);
            let areas = Areas::of(area);
            let parts = [areas.title, areas.body, areas.status, areas.keys];
            assert!(parts.iter().all(|part| part.bottom() <= area.bottom()), "{height}");
            if height >= 3 {
                assert_eq!(parts.iter().map(|part| part.height).sum::<u16>(), height);
                assert!(parts.windows(2).all(|pair| pair[0].bottom() == pair[1].top()), "{height}");
            }
        }
    }
}
