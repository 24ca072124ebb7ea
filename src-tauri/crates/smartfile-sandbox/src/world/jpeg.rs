//! Photographs.
//!
//! A real encoder spends its time on the cosine transform. These pictures are composed of 8 × 8
//! blocks whose coefficients are written directly: the block's colour, its slope towards the
//! neighbours, and a little texture. That is quick even in an unoptimised build, and every viewer
//! opens the result.

use super::dice::Dice;

/// The colour of a block: red, green, blue.
pub(super) type Colour = [i32; 3];

/// What a block shows: a colour, and how rough it is (0 for smooth).
pub(super) type Scene<'a> = &'a dyn Fn(i32, i32) -> (Colour, i32);

/// How many texture coefficients a block can have.
const TEXTURE: usize = 9;

/// A JPEG of `columns` × `rows` blocks.
pub(super) fn encode(columns: i32, rows: i32, dice: &mut Dice, scene: Scene<'_>) -> Vec<u8> {
    let mut out = header(columns * 8, rows * 8);
    let mut bits = Bits {
        out: &mut out,
        held: 0,
        count: 0,
    };
    let mut previous = [0; 3];
    let mut above: Vec<i32> = Vec::new();
    for row in 0..rows {
        let line: Vec<([i32; 3], i32)> = (0..columns)
            .map(|column| {
                let (colour, rough) = scene(column, row);
                (luma_chroma(colour), rough)
            })
            .collect();
        for (column, (values, rough)) in line.iter().enumerate() {
            let left = line[column.saturating_sub(1)].0[0];
            let right = line.get(column + 1).map_or(values[0], |next| next.0[0]);
            let over = above.get(column).copied().unwrap_or(values[0]);
            // A slope of one level per pixel is −18.2 in the transform, so −2.3 after division by 8.
            let across = -(right - left) * 9 / 64;
            let down = -(values[0] - over) * 9 / 32;
            for (part, value) in values.iter().enumerate() {
                bits.direct(value - previous[part]);
                previous[part] = *value;
                if part == 0 {
                    texture(&mut bits, dice, [across, down], *rough);
                } else {
                    bits.write(0, 8);
                }
            }
        }
        above = line.iter().map(|(values, _)| values[0]).collect();
    }
    bits.finish();
    out.extend([0xFF, 0xD9]);
    out
}

/// The other coefficients of a luma block in zigzag order, then "nothing more".
fn texture(bits: &mut Bits<'_>, dice: &mut Dice, slopes: [i32; 2], rough: i32) {
    let mut run = 0;
    for at in 0..(if rough > 0 { TEXTURE } else { 2 }) {
        let noise = if rough > 0 {
            dice.throw(2 * rough + 1) - rough
        } else {
            0
        };
        let value = (slopes.get(at).copied().unwrap_or(0) + noise).clamp(-127, 127);
        if value == 0 {
            run += 1;
            continue;
        }
        let size = size(value);
        // Codes are 8 bits and simply count: see `header`.
        bits.write(run * 10 + size, 8);
        bits.magnitude(value, size);
        run = 0;
    }
    bits.write(0, 8);
}

fn luma_chroma([red, green, blue]: Colour) -> [i32; 3] {
    [
        (77 * red + 150 * green + 29 * blue) / 256 - 128,
        (-43 * red - 85 * green + 128 * blue) / 256,
        (128 * red - 107 * green - 21 * blue) / 256,
    ]
}

/// The bits a number needs.
fn size(value: i32) -> u32 {
    32 - value.unsigned_abs().leading_zeros()
}

struct Bits<'a> {
    out: &'a mut Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits<'_> {
    fn write(&mut self, value: u32, count: u32) {
        self.held = (self.held << count) | value;
        self.count += count;
        while self.count >= 8 {
            let byte = (self.held >> (self.count - 8)).to_le_bytes()[0];
            self.out.push(byte);
            if byte == 0xFF {
                self.out.push(0);
            }
            self.count -= 8;
            self.held &= (1 << self.count) - 1;
        }
    }

    /// The difference of a block's mean to that of the block before.
    fn direct(&mut self, difference: i32) {
        let size = size(difference);
        self.write(size, 4);
        self.magnitude(difference, size);
    }

    fn magnitude(&mut self, value: i32, size: u32) {
        if size > 0 {
            let bits = if value < 0 { value - 1 } else { value };
            self.write(bits.cast_unsigned() & ((1 << size) - 1), size);
        }
    }

    fn finish(&mut self) {
        let missing = (8 - self.count) % 8;
        self.write((1 << missing) - 1, missing);
    }
}

/// Everything before the picture itself. The Huffman tables are flat: each code is its own number,
/// four bits for the means and eight for the rest.
fn header(width: i32, height: i32) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 16];
    out.extend(b"JFIF\0\x01\x01\x01\x00\x48\x00\x48\x00\x00");
    out.extend([0xFF, 0xDB, 0, 67, 0]);
    out.extend([8; 64]);
    let [.., width_high, width_low] = width.to_be_bytes();
    let [.., height_high, height_low] = height.to_be_bytes();
    out.extend([
        0xFF,
        0xC0,
        0,
        17,
        8,
        height_high,
        height_low,
        width_high,
        width_low,
        3,
    ]);
    out.extend([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    // Sizes 0 to 11, as codes of four bits.
    out.extend([0xFF, 0xC4, 0, 2 + 17 + 12, 0x00]);
    out.extend((1..=16).map(|length| if length == 4 { 12 } else { 0 }));
    out.extend(0..12);
    // "Nothing more", then runs 0 to 15 with sizes 1 to 10, as codes of eight bits.
    out.extend([0xFF, 0xC4, 0, 2 + 17 + 161, 0x10]);
    out.extend((1..=16).map(|length| if length == 8 { 161 } else { 0 }));
    out.push(0);
    out.extend((0..16).flat_map(|run| (1..=10).map(move |size| run << 4 | size)));
    out.extend([0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
    out
}
