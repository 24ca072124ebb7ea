//! The bytes of every file of these measurements: one block again and again, so that both ends know them without
//! keeping them.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

/// How long the block is. Nothing that packs bytes finds anything in it.
pub(crate) const BLOCK: usize = 1024 * 1024;

pub(crate) fn block() -> Vec<u8> {
    // Marsaglia's xorshift64: any fixed noise will do.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    (0..BLOCK / 8).flat_map(|_| noise()).collect()
}

/// SHA-256 of the first `size` of them, in hexadecimal digits.
pub(crate) fn digest(block: &[u8], size: u64) -> String {
    let mut sha256 = Sha256::new();
    pieces(block, size, |piece| {
        sha256.update(piece);
        Ok(())
    })
    .unwrap();
    let mut text = String::new();
    for byte in sha256.finalize() {
        write!(text, "{byte:02x}").unwrap();
    }
    text
}

/// Makes a file of `size` of them.
pub(crate) fn write(path: &Path, block: &[u8], size: u64) -> io::Result<()> {
    let mut file = File::create(path)?;
    pieces(block, size, |piece| file.write_all(piece))
}

/// The first `size` of them, from the first on, block by block.
pub(crate) fn pieces(
    block: &[u8],
    size: u64,
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut left = size;
    while left > 0 {
        let piece = usize::try_from(left).map_or(block.len(), |left| left.min(block.len()));
        take(&block[..piece])?;
        left -= piece as u64;
    }
    Ok(())
}
