//! Sounds, as WAV.

use super::dice::Dice;

/// Samples in a second; a byte is one sample.
const RATE: u32 = 8000;
const SECONDS: u32 = 2;

/// Two seconds of waves against a quay, more or less: hiss that swells and goes.
pub(super) fn wav(path: &str) -> Vec<u8> {
    let length = RATE * SECONDS;
    let mut out = b"RIFF".to_vec();
    out.extend((36 + length).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16_u32.to_le_bytes());
    // Plain samples, one channel.
    out.extend([1, 0, 1, 0]);
    out.extend(RATE.to_le_bytes());
    out.extend(RATE.to_le_bytes());
    // One byte at a time, of eight bits.
    out.extend([1, 0, 8, 0]);
    out.extend(b"data");
    out.extend(length.to_le_bytes());
    let mut dice = Dice::of(path);
    out.extend((0..length).map(|at| {
        let within = at % RATE;
        let swell = within.min(RATE - within) * 48 / RATE + 4;
        let hiss = dice.throw(i32::try_from(2 * swell).unwrap_or(1));
        let sample = 128 - i32::try_from(swell).unwrap_or(0) + hiss;
        u8::try_from(sample).unwrap_or(128)
    }));
    out
}

#[cfg(test)]
mod tests {
    use super::wav;

    #[test]
    fn a_sound_says_its_length_twice_and_right() {
        let sound = wav("a.wav");
        let word = |at: usize| u32::from_le_bytes(sound[at..at + 4].try_into().unwrap_or_default());
        assert_eq!(word(4) as usize, sound.len() - 8);
        assert_eq!(word(40) as usize, sound.len() - 44);
    }
}
