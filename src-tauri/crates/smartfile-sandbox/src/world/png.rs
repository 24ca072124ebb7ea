//! Plans as pictures: a few colours, stored without compression, so that they cost no time.

use super::checks::{adler32, crc32};
use super::dice::Dice;

const WIDTH: usize = 1200;
const HEIGHT: usize = 800;

/// Paper, ink, wall, glass, garden.
const COLOURS: [[u8; 3]; 5] = [
    [252, 251, 247],
    [40, 44, 52],
    [96, 104, 116],
    [198, 216, 232],
    [214, 228, 208],
];

/// A floor plan with this name.
pub(super) fn plan(name: &str) -> Vec<u8> {
    let mut dice = Dice::of(name);
    let mut sheet = Sheet {
        pixels: vec![0; WIDTH * HEIGHT],
    };
    let mut number = |sides: i32| usize::try_from(dice.throw(sides)).unwrap_or(0);
    sheet.frame(30, 30, WIDTH - 60, HEIGHT - 60, 2, 1);
    sheet.fill(60, 60, WIDTH - 380, HEIGHT - 120, 4);
    let (left, top) = (120 + number(80), 110 + number(60));
    let columns = 3 + number(3);
    let (wide, high) = (600 / columns, 190 + number(60));
    for column in 0..columns {
        for row in 0..2 {
            let (x, y) = (left + column * wide, top + row * high);
            sheet.fill(x, y, wide, high, 0);
            sheet.frame(x, y, wide, high, 6, 2);
            sheet.fill(
                x + wide / 4,
                if row == 0 { y } else { y + high - 6 },
                wide / 2,
                6,
                3,
            );
            sheet.fill(x + wide - 6, y + high / 3, 6, 50, 0);
        }
    }
    sheet.frame(WIDTH - 300, 60, 240, HEIGHT - 120, 2, 1);
    for line in 0..9 {
        sheet.fill(WIDTH - 280, 100 + line * 60, 100 + number(100), 8, 1);
    }
    sheet.encode()
}

struct Sheet {
    pixels: Vec<u8>,
}

impl Sheet {
    fn fill(&mut self, left: usize, top: usize, width: usize, height: usize, colour: u8) {
        for row in top..(top + height).min(HEIGHT) {
            let right = (left + width).min(WIDTH);
            self.pixels[row * WIDTH + left.min(right)..row * WIDTH + right].fill(colour);
        }
    }

    fn frame(
        &mut self,
        left: usize,
        top: usize,
        width: usize,
        height: usize,
        line: usize,
        colour: u8,
    ) {
        self.fill(left, top, width, line, colour);
        self.fill(left, top + height - line, width, line, colour);
        self.fill(left, top, line, height, colour);
        self.fill(left + width - line, top, line, height, colour);
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the sheet's size is fixed and small"
    )]
    fn encode(&self) -> Vec<u8> {
        let mut raw = Vec::with_capacity((WIDTH + 1) * HEIGHT);
        for row in self.pixels.chunks(WIDTH) {
            raw.push(0);
            raw.extend_from_slice(row);
        }
        let mut packed = vec![0x78, 0x01];
        let mut blocks = raw.chunks(65_535).peekable();
        while let Some(block) = blocks.next() {
            let length = block.len() as u16;
            packed.push(u8::from(blocks.peek().is_none()));
            packed.extend(length.to_le_bytes());
            packed.extend((!length).to_le_bytes());
            packed.extend_from_slice(block);
        }
        packed.extend(adler32(&raw).to_be_bytes());
        let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut head = Vec::new();
        head.extend((WIDTH as u32).to_be_bytes());
        head.extend((HEIGHT as u32).to_be_bytes());
        head.extend([8, 3, 0, 0, 0]);
        for (kind, content) in [
            (b"IHDR", &head),
            (b"PLTE", &COLOURS.concat()),
            (b"IDAT", &packed),
            (b"IEND", &Vec::new()),
        ] {
            out.extend((content.len() as u32).to_be_bytes());
            out.extend(kind);
            out.extend_from_slice(content);
            out.extend(crc32(&[kind, content]).to_be_bytes());
        }
        out
    }
}
