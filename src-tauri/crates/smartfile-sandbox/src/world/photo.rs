//! What the photographs show: sky, ground, and a building going up.

use super::dice::Dice;
use super::jpeg::{Colour, encode};

/// The size of a photograph, in blocks of 8 × 8 pixels.
pub(super) const SNAPSHOT: (i32, i32) = (128, 96);

/// The size of a picture on a drawing sheet.
pub(super) const SHEET: (i32, i32) = (168, 104);

/// The size of a picture made for print.
pub(super) const PRINT: (i32, i32) = (224, 144);

const SKIES: [[Colour; 2]; 4] = [
    [[112, 158, 205], [214, 226, 236]],
    [[168, 176, 184], [222, 222, 220]],
    [[64, 84, 130], [240, 178, 128]],
    [[134, 172, 206], [238, 226, 204]],
];

const WALLS: [Colour; 5] = [
    [176, 98, 72],
    [196, 190, 178],
    [142, 134, 122],
    [206, 176, 130],
    [118, 126, 132],
];

/// A photograph with this name; the same name gives the same picture.
pub(super) fn photo(name: &str, (columns, rows): (i32, i32)) -> Vec<u8> {
    let mut dice = Dice::of(name);
    let [top, low] = SKIES[index(&mut dice, SKIES.len())];
    let wall = WALLS[index(&mut dice, WALLS.len())];
    let horizon = rows * (55 + dice.throw(15)) / 100;
    let left = columns * (8 + dice.throw(20)) / 100;
    let right = columns * (62 + dice.throw(28)) / 100;
    let roof = rows * (16 + dice.throw(16)) / 100;
    let gable = dice.throw(2) == 0;
    let bay = 8 + dice.throw(5);
    let storey = 10 + dice.throw(4);
    let scene = |x: i32, y: i32| {
        let lean = if gable {
            (x - left - (right - left) / 2).abs() / 3
        } else {
            0
        };
        let edge = roof + lean;
        if (left..right).contains(&x) && y >= edge && y < horizon {
            let window = (x - left) % bay >= bay / 3 && (y - roof) % storey >= storey / 3;
            let shade = if x > right - (right - left) / 5 {
                24
            } else {
                0
            };
            if y < edge + 2 {
                ([74 - shade, 70 - shade, 70 - shade], 3)
            } else if window && y > edge + 4 {
                let glint = 30 - (y - roof) % storey * 2;
                ([72 + glint, 88 + glint, 104 + glint], 2)
            } else {
                (wall.map(|part| part - shade), 5)
            }
        } else if y < horizon {
            (mix(top, low, y, horizon), 1)
        } else {
            let path = (x * 2 - columns).abs() * 3 < (y - horizon) * 4 + columns / 4;
            let near = (y - horizon) * 30 / (rows - horizon).max(1);
            if path {
                ([178 - near, 170 - near, 156 - near], 4)
            } else {
                ([96 - near, 122 - near, 74 - near], 7)
            }
        }
    };
    encode(columns, rows, &mut Dice::of(name), &scene)
}

fn mix(top: Colour, low: Colour, at: i32, of: i32) -> Colour {
    std::array::from_fn(|part| top[part] + (low[part] - top[part]) * at / of.max(1))
}

fn index(dice: &mut Dice, count: usize) -> usize {
    let sides = i32::try_from(count).unwrap_or(1);
    usize::try_from(dice.throw(sides)).unwrap_or(0)
}
