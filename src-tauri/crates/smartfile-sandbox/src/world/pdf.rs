//! PDF documents.

use std::fmt::Write as _;

/// A document of `pages` pages with a title, lines of text, and a picture (a JPEG with its width
/// and height in pixels) on the first page.
pub(super) fn pdf(
    title: &str,
    lines: &[String],
    pages: usize,
    picture: Option<(&[u8], i32, i32)>,
) -> Vec<u8> {
    let pages = pages.max(1);
    let kids: Vec<String> = (0..pages)
        .map(|page| format!("{} 0 R", 5 + page * 2))
        .collect();
    let mut objects: Vec<Vec<u8>> = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {pages} >>",
            kids.join(" ")
        )
        .into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_vec(),
        picture.map_or_else(|| b"null".to_vec(), image),
    ];
    for page in 0..pages {
        let xobject = if picture.is_some() {
            " /XObject << /Im 4 0 R >>"
        } else {
            ""
        };
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] \
                 /Resources << /Font << /F 3 0 R >>{xobject} >> /Contents {} 0 R >>",
                6 + page * 2
            )
            .into_bytes(),
        );
        let content = content(title, lines, page, pages, picture.map(|(_, w, h)| (w, h)));
        objects.push(stream(
            &format!("<< /Length {} >>", content.len()),
            &content,
        ));
    }
    assemble(&objects)
}

fn image((jpeg, width, height): (&[u8], i32, i32)) -> Vec<u8> {
    let head = format!(
        "<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB \
         /BitsPerComponent 8 /Filter /DCTDecode /Length {} >>",
        jpeg.len()
    );
    stream(&head, jpeg)
}

fn stream(head: &str, content: &[u8]) -> Vec<u8> {
    [head.as_bytes(), b"\nstream\n", content, b"\nendstream"].concat()
}

fn content(
    title: &str,
    lines: &[String],
    page: usize,
    pages: usize,
    picture: Option<(i32, i32)>,
) -> Vec<u8> {
    let mut text = String::new();
    // Writing into a String cannot fail.
    let _ = writeln!(text, "0.6 0.24 0.13 rg 56 786 28 14 re f 0.14 0.13 0.12 rg");
    let _ = writeln!(
        text,
        "BT /F 10 Tf 92 789 Td (Harrow & Finch Architects) Tj ET"
    );
    let _ = writeln!(text, "BT /F 20 Tf 56 740 Td ({}) Tj ET", escape(title));
    let mut y = 704;
    if let (0, Some((width, height))) = (page, picture) {
        let high = 483 * height / width.max(1);
        y -= high;
        let _ = writeln!(text, "q 483 0 0 {high} 56 {y} cm /Im Do Q");
        y -= 28;
    }
    for line in lines
        .iter()
        .cycle()
        .skip(page * 7)
        .take(if lines.is_empty() { 0 } else { 34 })
    {
        if y < 80 {
            break;
        }
        let _ = writeln!(text, "BT /F 11 Tf 56 {y} Td ({}) Tj ET", escape(line));
        y -= 18;
    }
    let _ = writeln!(text, "0.7 G 56 60 m 539 60 l S");
    let _ = writeln!(
        text,
        "BT /F 9 Tf 56 44 Td (Page {} of {pages}) Tj ET",
        page + 1
    );
    text.chars().map(latin1).collect()
}

/// `WinAnsi` agrees with Latin-1 for what these documents use.
fn latin1(letter: char) -> u8 {
    u8::try_from(u32::from(letter)).unwrap_or(b'?')
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('(', "\\(")
        .replace(')', "\\)")
}

fn assemble(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", out.len());
        out.extend(format!("{} 0 obj\n", at + 1).bytes());
        out.extend_from_slice(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(table.bytes());
    let size = objects.len() + 1;
    out.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    out
}
