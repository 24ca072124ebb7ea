//! A folder with more than one page, and the names that break clients (API facts, section 14).

use jiff::civil::Date;

use super::laying::Item;

/// Names with spaces, signs that mean something in a URL or a form, quotes, other alphabets, and
/// two that differ only in case.
const NAMES: [&str; 22] = [
    "a b  c.txt",
    "R&D.txt",
    "Plan #1.txt",
    "50% off.txt",
    "100%25.txt",
    "What now?.txt",
    "a+b=c.txt",
    "\"quoted\".txt",
    "it's.txt",
    "semi;colon, comma.txt",
    "[brackets] {braces}.txt",
    "back\\slash.txt",
    "colon: here.txt",
    "Ärger über Öl.txt",
    "Ame\u{301}lie, decomposed.txt",
    "日本語の名前.txt",
    "العربية.txt",
    "emoji 🏛️.txt",
    "Case.txt",
    "case.txt",
    "no extension",
    ".hidden",
];

/// What Windows cannot store is left out there; so is one of two names that differ in case, where
/// the disk does not tell them apart.
fn can_be_stored(name: &str) -> bool {
    let windows = !cfg!(windows) || !name.contains(['?', '"', '\\', ':']);
    let same = cfg!(any(windows, target_os = "macos")) && name == "case.txt";
    windows && !same
}

pub(super) fn items(today: Date) -> Vec<Item> {
    let mut items: Vec<Item> = (1..=1000_i32)
        .map(|number| {
            let text = format!("Entry {number} of 1,000.\n").into_bytes();
            Item::file(
                &format!("Thousand/Entry {number:04}.txt"),
                text,
                today,
                number % 90,
                12,
                0,
            )
        })
        .collect();
    items.extend(NAMES.iter().filter(|name| can_be_stored(name)).map(|name| {
        let text = format!("The name of this file is {name}\n").into_bytes();
        Item::file(&format!("Names/{name}"), text, today, 2, 11, 30)
    }));
    items.push(Item::file(
        "Names/Empty file.txt",
        Vec::new(),
        today,
        2,
        11,
        31,
    ));
    items.push(Item::folder("Names/Empty folder", today, 2, 11, 32));
    items.push(Item::file(
        "Names/R&D #1/50% off?/deep.txt"
            .replace('?', if cfg!(windows) { "" } else { "?" })
            .as_str(),
        b"deep\n".to_vec(),
        today,
        2,
        11,
        33,
    ));
    items.extend(Item::made_up("Names/Archive.zip", today, 2, 11, 34));
    items.extend(Item::made_up(
        "Names/Read only/Do not change.txt",
        today,
        2,
        11,
        35,
    ));
    items
}
