//! What the bundled themes look like where the terminal decides the colours: on the palettes that terminals come with,
//! and to people who see fewer colours. Deliberately measured and not judged by eye.

use palette::color_difference::Ciede2000 as _;
use palette::{IntoColor as _, Lab, LinSrgb, Srgb};
use ratatui::style::Color;

use super::contrast::{ratio, rgb};
use super::{ANSI, Theme};

/// A terminal's sixteen colours (black to white, then their bright forms), and its ground and ink.
struct Palette {
    name: &'static str,
    colors: [u32; 16],
    ground: u32,
    ink: u32,
}

const XTERM: [u32; 16] = [
    0x00_0000, 0xcd_0000, 0x00_cd00, 0xcd_cd00, 0x00_00ee, 0xcd_00cd, 0x00_cdcd, 0xe5_e5e5, 0x7f_7f7f, 0xff_0000,
    0x00_ff00, 0xff_ff00, 0x5c_5cff, 0xff_00ff, 0x00_ffff, 0xff_ffff,
];
const VGA: [u32; 16] = [
    0x00_0000, 0xaa_0000, 0x00_aa00, 0xaa_5500, 0x00_00aa, 0xaa_00aa, 0x00_aaaa, 0xaa_aaaa, 0x55_5555, 0xff_5555,
    0x55_ff55, 0xff_ff55, 0x55_55ff, 0xff_55ff, 0x55_ffff, 0xff_ffff,
];
const CAMPBELL: [u32; 16] = [
    0x0c_0c0c, 0xc5_0f1f, 0x13_a10e, 0xc1_9c00, 0x00_37da, 0x88_1798, 0x3a_96dd, 0xcc_cccc, 0x76_7676, 0xe7_4856,
    0x16_c60c, 0xf9_f1a5, 0x3b_78ff, 0xb4_009e, 0x61_d6d6, 0xf2_f2f2,
];
const TANGO: [u32; 16] = [
    0x2e_3436, 0xcc_0000, 0x4e_9a06, 0xc4_a000, 0x34_65a4, 0x75_507b, 0x06_989a, 0xd3_d7cf, 0x55_5753, 0xef_2929,
    0x8a_e234, 0xfc_e94f, 0x72_9fcf, 0xad_7fa8, 0x34_e2e2, 0xee_eeec,
];
const SOLARIZED: [u32; 16] = [
    0x07_3642, 0xdc_322f, 0x85_9900, 0xb5_8900, 0x26_8bd2, 0xd3_3682, 0x2a_a198, 0xee_e8d5, 0x00_2b36, 0xcb_4b16,
    0x58_6e75, 0x65_7b83, 0x83_9496, 0x6c_71c4, 0x93_a1a1, 0xfd_f6e3,
];

const DARK: &[Palette] = &[
    Palette { name: "xterm", colors: XTERM, ground: 0x00_0000, ink: 0xe5_e5e5 },
    Palette { name: "Linux console", colors: VGA, ground: 0x00_0000, ink: 0xaa_aaaa },
    Palette { name: "Windows Terminal", colors: CAMPBELL, ground: 0x0c_0c0c, ink: 0xcc_cccc },
    Palette { name: "GNOME Terminal", colors: TANGO, ground: 0x2e_3436, ink: 0xd3_d7cf },
    Palette { name: "Solarized dark", colors: SOLARIZED, ground: 0x00_2b36, ink: 0x83_9496 },
];

const LIGHT: &[Palette] = &[
    Palette { name: "xterm, white", colors: XTERM, ground: 0xff_ffff, ink: 0x00_0000 },
    Palette { name: "Linux console, inverted", colors: VGA, ground: 0xff_ffff, ink: 0x00_0000 },
    Palette { name: "Windows Terminal, light", colors: CAMPBELL, ground: 0xf2_f2f2, ink: 0x0c_0c0c },
    Palette { name: "GNOME Terminal, light", colors: TANGO, ground: 0xff_ffff, ink: 0x2e_3436 },
    Palette { name: "Solarized light", colors: SOLARIZED, ground: 0xfd_f6e3, ink: 0x65_7b83 },
];

/// The themes that leave the ground to the terminal, and the palettes that each is made for.
fn own_colors() -> [(&'static str, &'static [Palette]); 4] {
    [("terminal16", DARK), ("terminal16-light", LIGHT), ("mono", DARK), ("mono", LIGHT)]
}

/// The themes that paint the ground themselves.
const PAINTED: &[&str] = &["okabe-dark", "okabe-light", "high-contrast"];

type Rgb = [u8; 3];

fn bytes(color: u32) -> Rgb {
    let [_, red, green, blue] = color.to_be_bytes();
    [red, green, blue]
}

/// The order in which terminals number the sixteen.
fn number(color: Color) -> Option<usize> {
    let names = [
        "black",
        "red",
        "green",
        "yellow",
        "blue",
        "magenta",
        "cyan",
        "gray",
        "dark-gray",
        "light-red",
        "light-green",
        "light-yellow",
        "light-blue",
        "light-magenta",
        "light-cyan",
        "white",
    ];
    let (name, _) = ANSI.iter().find(|(_, own)| *own == color)?;
    names.iter().position(|own| own == name)
}

impl Palette {
    /// What this terminal shows for a colour of a theme.
    fn shown(&self, color: Option<Color>, otherwise: u32) -> Rgb {
        let color = color.unwrap_or(Color::Reset);
        number(color).map(|place| bytes(self.colors[place])).or_else(|| rgb(color)).unwrap_or(bytes(otherwise))
    }

    fn contrast(&self, style: ratatui::style::Style) -> f64 {
        ratio(self.shown(style.fg, self.ink), self.shown(style.bg, self.ground))
    }
}

/// How people see colours: all of them, or without one kind of cone. The matrices of Machado, Oliveira and Fernandes
/// (2009) for the full loss, on linear channels.
const VISIONS: &[(&str, [[f64; 3]; 3])] = &[
    ("trichromat", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protan",
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ),
    (
        "deutan",
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ),
    (
        "tritan",
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ),
];

fn seen(color: Rgb, vision: &[[f64; 3]; 3]) -> Lab {
    let linear: LinSrgb<f64> = Srgb::from(color).into_format::<f64>().into_linear();
    let parts = [linear.red, linear.green, linear.blue];
    let channel =
        |row: &[f64; 3]| row.iter().zip(parts).map(|(weight, part)| weight * part).sum::<f64>().clamp(0.0, 1.0);
    let [red, green, blue] = [channel(&vision[0]), channel(&vision[1]), channel(&vision[2])];
    let lab: Lab<palette::white_point::D65, f64> = LinSrgb::new(red, green, blue).into_color();
    #[expect(clippy::cast_possible_truncation, reason = "a difference of colours needs no more than seven digits")]
    Lab::new(lab.l as f32, lab.a as f32, lab.b as f32)
}

/// The smallest difference of two colours, by CIEDE2000, to people of every vision; and to whom it is so small.
fn least_difference(one: Rgb, other: Rgb) -> (f32, &'static str) {
    let by =
        |(name, vision): &(&'static str, [[f64; 3]; 3])| (seen(one, vision).difference(seen(other, vision)), *name);
    VISIONS.iter().map(by).min_by(|one, other| one.0.total_cmp(&other.0)).expect("there are four visions")
}

#[test]
fn the_difference_and_the_simulations_have_their_published_values() {
    // The first and two further pairs of Sharma, Wu and Dalal (2005).
    let pairs = [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ];
    for (one, other, expected) in pairs {
        let lab = |(l, a, b): (f32, f32, f32)| Lab::<palette::white_point::D65>::new(l, a, b);
        assert!((lab(one).difference(lab(other)) - expected).abs() < 1e-3, "{one:?} {other:?}");
    }
    // Nobody sees a hue in grey, and without a kind of cone there is still white.
    for (name, matrix) in VISIONS {
        for row in matrix {
            assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{name}");
        }
    }
    assert!(least_difference([0; 3], [255; 3]).0 > 99.0);
    // Red and green of equal weight are one to who lacks a cone, and far apart to all others.
    let (least, who) = least_difference([0xcc, 0x00, 0x00], [0x4e, 0x9a, 0x06]);
    assert!(least < 20.0 && who != "trichromat", "{least} {who}");
}

#[test]
fn what_is_read_is_in_the_terminals_own_ink_and_what_is_seen_stands_out() {
    // Running text is never coloured: it has the contrast that the terminal's own text has.
    let read =
        ["screen", "text", "title", "tab", "label", "value", "hint", "status", "dim", "border", "free", "reserved"];
    for (name, palettes) in own_colors() {
        let theme = Theme::named(name).unwrap();
        for palette in palettes {
            for (role, style) in theme.styles() {
                let contrast = palette.contrast(style);
                if read.contains(&role) {
                    assert_eq!((style.fg, style.bg), (None, None), "{role} in {name}");
                }
                assert!(contrast >= 3.0, "{role} in {name} on {}: {contrast:.2}", palette.name);
            }
            // Solarized light itself gives its text no more than 4.13.
            let own = ratio(bytes(palette.ink), bytes(palette.ground));
            assert!(own >= 4.5 || palette.name == "Solarized light", "{}: {own:.2}", palette.name);
        }
    }
}

#[test]
fn the_verdicts_differ_to_everyone_in_every_painted_theme() {
    for name in PAINTED {
        let theme = Theme::named(name).unwrap();
        let fixed = |style: ratatui::style::Style| style.fg.and_then(rgb).expect("a painted theme names its colours");
        for (what, one, other) in [
            ("good and caution", theme.good, theme.caution),
            ("good and bad", theme.good, theme.bad),
            ("caution and bad", theme.caution, theme.bad),
        ] {
            let (least, who) = least_difference(fixed(one), fixed(other));
            assert!(least > 15.0, "{what} in {name}: {least:.1} to a {who}");
        }
    }
}

#[test]
fn good_differs_from_the_others_to_everyone_on_every_palette() {
    // Caution and bad are told apart by their words, their signs and their weight as well: no terminal's own yellow and
    // red are 15 apart to everyone.
    for (name, palettes) in [("terminal16", DARK), ("terminal16-light", LIGHT)] {
        let theme = Theme::named(name).unwrap();
        assert_ne!(theme.caution.add_modifier, theme.bad.add_modifier, "{name}");
        for palette in palettes {
            let shown = |style: ratatui::style::Style| palette.shown(style.fg, palette.ink);
            let (least, who) = least_difference(shown(theme.good), shown(theme.bad));
            assert!(least > 15.0, "good and bad in {name} on {}: {least:.1} to a {who}", palette.name);
            if name == "terminal16" {
                let (least, who) = least_difference(shown(theme.good), shown(theme.caution));
                assert!(least > 15.0, "good and caution in {name} on {}: {least:.1} to a {who}", palette.name);
            }
        }
    }
}
