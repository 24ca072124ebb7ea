//! Numbers that look random and are the same every time.

/// A linear congruential generator: enough for pictures, useless for secrets.
pub(super) struct Dice(u32);

impl Dice {
    /// Dice that a name always throws the same way.
    pub(super) fn of(name: &str) -> Self {
        Self(name.bytes().fold(2_166_136_261, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(16_777_619)
        }))
    }

    /// A number from 0 up to, not including, `sides`; at most 65,536 sides.
    pub(super) fn throw(&mut self, sides: i32) -> i32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let high = i32::from((self.0 >> 16).to_le_bytes()[0])
            | (i32::from((self.0 >> 16).to_le_bytes()[1]) << 8);
        high % sides.max(1)
    }
}
