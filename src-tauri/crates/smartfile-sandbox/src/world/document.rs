//! A file's content, made up from its name.

use std::fmt::Write as _;

use super::dice::Dice;
use super::photo::{PRINT, SHEET, SNAPSHOT, photo};
use super::{office, pdf, png, sound, zip};
use crate::mime::extension;

const SENTENCES: [&str; 12] = [
    "The reading room faces north, so that nobody reads in the sun.",
    "The existing wall along Mill Lane stays; its copings are repaired.",
    "All dimensions are to be checked on site before work begins.",
    "The client asked for a second way out of the children's library.",
    "Oak for the handrails, ash for the shelves, larch outside.",
    "The contractor confirms the start of the roof for next month.",
    "Rainwater from the roof is kept for the garden.",
    "The lift is moved by 300 mm so that the duct can pass behind it.",
    "Costs are given without value added tax.",
    "Comments are welcome until the end of the week.",
    "The stair keeps its width of 1,500 mm over all storeys.",
    "Samples are in the office, on the table by the window.",
];

/// The bytes of the file with this path. The same path gives the same bytes.
pub(super) fn content(path: &str) -> Vec<u8> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = extension(name);
    let title = name.strip_suffix(extension).unwrap_or(name);
    let mut dice = Dice::of(path);
    let lines = |count: i32, dice: &mut Dice| -> Vec<String> {
        (0..count).map(|_| sentence(dice).to_owned()).collect()
    };
    match extension {
        ".jpg" if path.contains("04 Site photos") => photo(path, SNAPSHOT),
        ".jpg" => photo(path, PRINT),
        ".png" => png::plan(path),
        ".wav" => sound::wav(path),
        ".pdf" => {
            let lines = lines(24, &mut dice);
            paper(path, title, &lines, &mut dice)
        }
        ".docx" => {
            let count = 8 + dice.throw(16);
            office::docx(title, &lines(count, &mut dice))
        }
        ".xlsx" => office::xlsx(&table(&mut dice, 60)),
        ".csv" => csv(&table(&mut dice, 40)),
        ".dxf" => dxf(&mut dice),
        ".zip" => archive(title, &mut dice),
        _ => text(title, &lines(6, &mut dice)),
    }
}

/// A drawing, a report with a photograph, or a letter.
fn paper(path: &str, title: &str, lines: &[String], dice: &mut Dice) -> Vec<u8> {
    let drawing = title.contains("-A-") || title.contains("view") || title.contains("boards");
    let pages = usize::try_from(1 + dice.throw(6)).unwrap_or(1);
    if !drawing && dice.throw(2) == 0 {
        return pdf::pdf(title, lines, pages, None);
    }
    let shown = if drawing { SHEET } else { SNAPSHOT };
    let picture = photo(path, shown);
    pdf::pdf(
        title,
        lines,
        pages,
        Some((&picture, shown.0 * 8, shown.1 * 8)),
    )
}

fn sentence(dice: &mut Dice) -> &'static str {
    let sides = i32::try_from(SENTENCES.len()).unwrap_or(1);
    SENTENCES[usize::try_from(dice.throw(sides)).unwrap_or(0)]
}

fn text(title: &str, lines: &[String]) -> Vec<u8> {
    format!(
        "{title}\n\n{}\n\nHarrow & Finch Architects\n",
        lines.join("\n")
    )
    .into_bytes()
}

fn table(dice: &mut Dice, rows: i32) -> Vec<Vec<String>> {
    let head = ["Number", "Room", "Storey", "Area in m²", "Note"]
        .map(ToOwned::to_owned)
        .to_vec();
    let rooms = [
        "Reading room",
        "Foyer",
        "Office",
        "Store",
        "Stair",
        "Workshop",
        "Plant",
    ];
    let rows = (1..=rows).map(|number| {
        let room = rooms[usize::try_from(dice.throw(7)).unwrap_or(0)];
        vec![
            number.to_string(),
            room.to_owned(),
            dice.throw(4).to_string(),
            format!("{}.{}", 8 + dice.throw(90), dice.throw(10)),
            sentence(dice).to_owned(),
        ]
    });
    std::iter::once(head).chain(rows).collect()
}

fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let quote = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let lines = rows
        .iter()
        .map(|row| row.iter().map(quote).collect::<Vec<_>>().join(","));
    (lines.collect::<Vec<_>>().join("\r\n") + "\r\n").into_bytes()
}

/// A drawing in the exchange format of CAD programs: lines, nothing else.
fn dxf(dice: &mut Dice) -> Vec<u8> {
    let mut out = "0\nSECTION\n2\nENTITIES\n".to_owned();
    for _ in 0..1500 {
        let (x, y) = (dice.throw(30_000), dice.throw(20_000));
        let (across, up) = if dice.throw(2) == 0 {
            (dice.throw(4000), 0)
        } else {
            (0, dice.throw(4000))
        };
        // Writing into a String cannot fail.
        let _ = write!(
            out,
            "0\nLINE\n8\nWALLS\n10\n{x}\n20\n{y}\n30\n0\n11\n{}\n21\n{}\n31\n0\n",
            x + across,
            y + up
        );
    }
    out.push_str("0\nENDSEC\n0\nEOF\n");
    out.into_bytes()
}

fn archive(title: &str, dice: &mut Dice) -> Vec<u8> {
    if title.contains("point cloud") {
        return zip::zip(&[
            ("Rowan Street, points.xyz", &points(dice)),
            ("Read me.txt", b"x y z, in metres\n"),
        ]);
    }
    let notes = text(title, &[sentence(dice).to_owned()]);
    let list = csv(&table(dice, 200));
    let drawing = dxf(dice);
    zip::zip(&[
        ("Read me.txt", &notes),
        ("List.csv", &list),
        ("Drawings/Plan.dxf", &drawing),
    ])
}

/// A survey: 6 MB of points, the same wall measured from many stations.
fn points(dice: &mut Dice) -> Vec<u8> {
    let mut wall = String::with_capacity(256 * 1024);
    while wall.len() < 250_000 {
        let (x, y, z) = (dice.throw(40_000), dice.throw(400), dice.throw(9000));
        let _ = writeln!(
            wall,
            "{x:>5}.{:03} {y:>3}.{:03} {z:>4}.{:03}",
            x % 997,
            y % 991,
            z % 983
        );
    }
    wall.repeat(24).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::content;

    #[test]
    fn the_same_path_has_the_same_bytes_and_another_path_others() {
        for path in [
            "a/View.jpg",
            "Plan.png",
            "Waves.wav",
            "Report.pdf",
            "Letter.docx",
            "List.xlsx",
            "x.zip",
        ] {
            let bytes = content(path);
            assert!(bytes.len() > 1000, "{path}");
            assert!(bytes == content(path), "{path}");
            assert!(bytes != content(&format!("another/{path}")), "{path}");
        }
    }
}
