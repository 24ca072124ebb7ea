//! Which files may do harm when they are opened (requirement T14). Pure: a name is all there is to go by, and
//! the name is what the person's computer goes by too.

use super::Risk;

const PROGRAMS: &[&str] = &[
    "exe",
    "com",
    "scr",
    "pif",
    "cpl",
    "msi",
    "msp",
    "msix",
    "appx",
    "appimage",
    "deb",
    "rpm",
    "apk",
    "app",
    "dmg",
    "pkg",
    "run",
    "jar",
    "gadget",
    "dll",
    "sys",
    "bin",
    "elf",
    "flatpak",
    "flatpakref",
    "snap",
    "iso",
    "img",
    "vhd",
    "vhdx",
    "xpi",
    "crx",
];
const SCRIPTS: &[&str] = &[
    "bat",
    "cmd",
    "ps1",
    "psm1",
    "vbs",
    "vbe",
    "js",
    "jse",
    "mjs",
    "ws",
    "wsf",
    "wsc",
    "wsh",
    "hta",
    "sh",
    "bash",
    "zsh",
    "csh",
    "ksh",
    "fish",
    "command",
    "py",
    "pyw",
    "pyz",
    "pl",
    "rb",
    "php",
    "lua",
    "tcl",
    "reg",
    "inf",
    "scpt",
    "scptd",
    "applescript",
    "workflow",
    "msc",
    "sct",
    "vb",
    "ps1xml",
    "kts",
    "au3",
    "ahk",
];
const MACROS: &[&str] = &[
    "docm", "dotm", "xlsm", "xltm", "xlam", "xll", "pptm", "potm", "ppam", "ppsm", "sldm", "doc",
    "dot", "xls", "xlt", "xla", "ppt", "pot", "pps", "mdb", "accdb", "accde", "ade", "adp", "one",
    "slk", "iqy", "odb", "rtf",
];
const SHORTCUTS: &[&str] = &[
    "lnk",
    "url",
    "desktop",
    "webloc",
    "inetloc",
    "fileloc",
    "library-ms",
    "search-ms",
    "settingcontent-ms",
    "rdp",
    "scf",
    "appref-ms",
    "terminal",
    "jnlp",
    "torrent",
];
const PAGES: &[&str] = &[
    "html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "xslt",
    "chm", "eml", "msg",
];

/// Why a file of this name should not be opened without a thought.
pub(crate) fn risk_of(name: &str) -> Option<Risk> {
    // What the eye reads differently from the computer (requirement T10).
    if name.chars().any(is_hidden) {
        return Some(Risk::Disguised);
    }
    // Windows drops dots and spaces at the end.
    let name = name.trim_end_matches(['.', ' ']).to_lowercase();
    let mut parts = name.rsplit('.');
    let ending = parts.next().unwrap_or_default();
    let listed = [
        (PROGRAMS, Risk::Program),
        (SCRIPTS, Risk::Script),
        (MACROS, Risk::Macro),
        (SHORTCUTS, Risk::Shortcut),
        (PAGES, Risk::Page),
    ];
    let known = listed
        .into_iter()
        .find(|(endings, _)| endings.contains(&ending));
    match known {
        // `invoice.pdf.exe`: a system that hides endings shows only the first.
        Some((_, Risk::Program | Risk::Script)) if parts.next().is_some_and(is_document) => {
            Some(Risk::Disguised)
        }
        Some((_, risk)) => Some(risk),
        // Without an ending the bytes decide, and they may be a program's.
        None if !name.contains('.') => Some(Risk::Program),
        None => None,
    }
}

fn is_document(ending: &str) -> bool {
    const DOCUMENTS: &[&str] = &[
        "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "jpg", "jpeg", "png", "gif",
        "mp3", "mp4", "zip",
    ];
    DOCUMENTS.contains(&ending)
}

fn is_hidden(c: char) -> bool {
    let turns_or_hides = matches!(
        c,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}'
    );
    c.is_control() || turns_or_hides
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T10, T14: programs, scripts, macros, shortcuts and pages are asked about; papers and pictures are not.
    #[test]
    fn what_may_do_harm_is_known_by_its_ending() {
        for (name, risk) in [
            ("setup.exe", Some(Risk::Program)),
            ("Setup.EXE", Some(Risk::Program)),
            ("setup.exe. ", Some(Risk::Program)),
            ("Plan: EG.pdf", None),
            ("tool.AppImage", Some(Risk::Program)),
            ("README", Some(Risk::Program)),
            ("run.sh", Some(Risk::Script)),
            ("x.ps1", Some(Risk::Script)),
            ("budget.xlsm", Some(Risk::Macro)),
            ("old.doc", Some(Risk::Macro)),
            ("go.lnk", Some(Risk::Shortcut)),
            ("go.desktop", Some(Risk::Shortcut)),
            ("page.html", Some(Risk::Page)),
            ("drawing.svg", Some(Risk::Page)),
            ("invoice.pdf.exe", Some(Risk::Disguised)),
            ("invoice\u{202e}fdp.exe", Some(Risk::Disguised)),
            ("photo.jpg\u{200b}", Some(Risk::Disguised)),
            ("plan.pdf", None),
            ("Grundriß EG.dwg", None),
            ("table.xlsx", None),
            ("photo.jpg", None),
            ("archive.tar.gz", None),
        ] {
            assert_eq!(risk_of(name), risk, "{name:?}");
        }
    }
}
