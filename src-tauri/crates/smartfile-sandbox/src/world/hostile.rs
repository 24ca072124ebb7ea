//! Every name that could hurt a client (API facts, section 14), in memory, since no disk holds them
//! all.

use jiff::civil::Date;

use super::laying::Item;

/// Names that mean something to a URL, a form, a shell, a page, a disk or an eye.
const NAMES: [&str; 63] = [
    " leading space.txt",
    "trailing space.txt ",
    "trailing dot.",
    "a b  c.txt",
    "R&D.txt",
    "Plan #1.txt",
    "50% off.txt",
    "100%25.txt",
    "%2e%2e%2fescape.txt",
    "What now?.txt",
    "a+b=c.txt",
    "\"quoted\".txt",
    "it's.txt",
    "`backticks`.txt",
    "$(touch made).txt",
    "semi;colon, comma.txt",
    "pipe|and <angle>.txt",
    "star*.txt",
    "[brackets] {braces}.txt",
    "back\\slash.txt",
    "..\\up.txt",
    "colon: here.txt",
    "C:drive.txt",
    "stream.txt:hidden",
    "~tilde",
    "-rf",
    "--help",
    "...",
    ". ",
    "CON",
    "con.txt",
    "NUL",
    "COM1.log",
    "LPT9",
    "aux.h",
    "PRN.pdf",
    "desktop.ini",
    ".DS_Store",
    ".hidden",
    "no extension",
    "two.dots.tar.gz",
    "Case.txt",
    "case.txt",
    "Caf\u{e9}.txt",
    "Cafe\u{301}.txt",
    "\u{1e9e}.txt",
    "Ärger über Öl.txt",
    "日本語の名前.txt",
    "العربية.txt",
    "emoji 🏛️.txt",
    "family 👩‍👩‍👧‍👦.txt",
    "line\nfeed.txt",
    "carriage\rreturn.txt",
    "tab\there.txt",
    "escape\u{1b}[31mred.txt",
    "bell\u{7}.txt",
    "delete\u{7f}.txt",
    "report\u{202e}fdp.exe",
    "isolate\u{2067}txt.exe\u{2069}",
    "zero\u{200b}width.txt",
    "no\u{a0}break.txt",
    "\u{feff}mark.txt",
    "<img src=x onerror=alert(1)>.txt",
];

/// How deep the deepest folder lies.
const LEVELS: usize = 32;

pub(super) fn items(today: Date) -> Vec<Item> {
    let file =
        |path: &str, text: &str| Item::file(path, text.as_bytes().to_vec(), today, 2, 11, 30);
    let mut items: Vec<Item> = NAMES
        .iter()
        .map(|name| file(&format!("Hostile/{name}"), "The name is the matter here.\n"))
        .collect();
    // 255 bytes: in letters of one byte, and in letters of three.
    items.push(file(&format!("Hostile/{}.txt", "n".repeat(251)), "long\n"));
    items.push(file(&format!("Hostile/{}", "語".repeat(85)), "long\n"));
    let deep = vec!["Level"; LEVELS].join("/");
    items.push(file(&format!("Hostile/Deep/{deep}/bottom.txt"), "deep\n"));
    items.push(file("Hostile/R&D #1/50% off?/deep.txt", "deep\n"));
    items.push(file("Hostile/Empty file.txt", ""));
    items.push(Item::folder("Hostile/Empty folder", today, 2, 11, 31));
    items.push(Item::folder("Hostile/folder.zip", today, 2, 11, 32));
    items.extend(Item::made_up("Hostile/Archive.zip", today, 2, 11, 33));
    items.push(file("Hostile/Read only/Do not change.txt", "still\n"));
    items
}
