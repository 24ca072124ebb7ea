//! Archives whose entries are stored as they are.

use super::checks::crc32;

/// A ZIP file with these entries: names and contents.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a practice archive is far below 4 GB"
)]
pub(super) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in entries {
        let mut common = Vec::new();
        // Version 2.0, UTF-8 names, stored, 1 January 2026.
        common.extend([20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0x5C]);
        common.extend(crc32(&[content]).to_le_bytes());
        common.extend((content.len() as u32).to_le_bytes());
        common.extend((content.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&common);
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(common);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(content);
    }
    let start = out.len() as u32;
    let count = (entries.len() as u16).to_le_bytes();
    out.extend_from_slice(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}
