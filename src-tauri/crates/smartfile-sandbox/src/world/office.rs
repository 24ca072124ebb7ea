//! Word documents and Excel sheets: ZIP files with a little XML.

use std::fmt::Write as _;

use super::zip::zip;

const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const FORMAT: &str = "application/vnd.openxmlformats-officedocument";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A Word document of one heading and paragraphs.
pub(super) fn docx(title: &str, paragraphs: &[String]) -> Vec<u8> {
    let mut body = format!(
        "<w:p><w:r><w:rPr><w:b/><w:sz w:val=\"36\"/></w:rPr><w:t>{}</w:t></w:r></w:p>",
        escape(title)
    );
    for paragraph in paragraphs {
        let _ = write!(
            body,
            "<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
            escape(paragraph)
        );
    }
    let document = format!(
        "{HEAD}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body>{body}</w:body></w:document>"
    );
    package(
        "word/document.xml",
        &[(
            "word/document.xml",
            "wordprocessingml.document.main",
            &document,
        )],
        None,
    )
}

/// An Excel workbook of one sheet. Cells that read as numbers are numbers.
pub(super) fn xlsx(rows: &[Vec<String>]) -> Vec<u8> {
    let mut cells = String::new();
    for row in rows {
        cells.push_str("<row>");
        for cell in row {
            let _ = if cell.parse::<f64>().is_ok() {
                write!(cells, "<c><v>{cell}</v></c>")
            } else {
                write!(
                    cells,
                    "<c t=\"inlineStr\"><is><t>{}</t></is></c>",
                    escape(cell)
                )
            };
        }
        cells.push_str("</row>");
    }
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let sheet =
        format!("{HEAD}<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>");
    let book = format!(
        "{HEAD}<workbook xmlns=\"{main}\" xmlns:r=\"{OFFICE}\"><sheets>\
         <sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let relations = format!(
        "{HEAD}<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"rId1\" \
         Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    package(
        "xl/workbook.xml",
        &[
            ("xl/workbook.xml", "spreadsheetml.sheet.main", &book),
            (
                "xl/worksheets/sheet1.xml",
                "spreadsheetml.worksheet",
                &sheet,
            ),
        ],
        Some(("xl/_rels/workbook.xml.rels", &relations)),
    )
}

fn package(main: &str, parts: &[(&str, &str, &str)], more: Option<(&str, &str)>) -> Vec<u8> {
    let mut types = format!(
        "{HEAD}<Types xmlns=\"{TYPES}\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    for (path, kind, _) in parts {
        let _ = write!(
            types,
            "<Override PartName=\"/{path}\" ContentType=\"{FORMAT}.{kind}+xml\"/>"
        );
    }
    types.push_str("</Types>");
    let root = format!(
        "{HEAD}<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"rId1\" \
         Type=\"{OFFICE}/officeDocument\" Target=\"{main}\"/></Relationships>"
    );
    let mut entries: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
    ];
    entries.extend(parts.iter().map(|(path, _, text)| (*path, text.as_bytes())));
    entries.extend(more.map(|(path, text)| (path, text.as_bytes())));
    zip(&entries)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
