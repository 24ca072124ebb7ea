//! `MANIFEST.sha256`: what `sha256sum -c` reads.

/// One line: the digest, two spaces, the name. A name with a backslash or a line break in it is written as coreutils
/// do it: these letters spelled out, and a backslash before the whole line.
pub(super) fn line(sha256: &str, name: &str) -> String {
    if !name.contains(['\\', '\n', '\r']) {
        return format!("{sha256}  {name}\n");
    }
    let name = name
        .replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r");
    format!("\\{sha256}  {name}\n")
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use std::process::Command;

    use super::*;

    /// Of `abc`, FIPS 180-4.
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    /// D19: letter by letter what coreutils write themselves, and what they read.
    #[test]
    fn names_are_written_as_coreutils_write_them() {
        let names = [
            "plain.txt",
            "with  two spaces",
            " before and after ",
            "back\\slash",
            "line\nbreak",
            "carriage\rreturn",
            "\\n is no line break",
            "all\\of\nthem\r",
            "*star",
            "Grundriß – 図面.pdf",
            "\"quoted\" 'twice'",
        ];
        let folder = tempfile::tempdir().unwrap();
        let mut manifest = String::new();
        for name in names {
            std::fs::write(folder.path().join(name), b"abc").unwrap();
            let ours = line(ABC, name);
            let theirs = Command::new("sha256sum")
                .args(["--", name])
                .current_dir(folder.path())
                .output()
                .unwrap();
            assert_eq!(ours, String::from_utf8(theirs.stdout).unwrap(), "{name:?}");
            manifest.push_str(&ours);
        }
        std::fs::write(folder.path().join("M"), &manifest).unwrap();
        let check = || {
            let mut command = Command::new("sha256sum");
            command.args(["--check", "--strict", "--status", "M"]);
            command.current_dir(folder.path()).status().unwrap()
        };
        assert!(check().success(), "{manifest}");
        std::fs::write(folder.path().join("line\nbreak"), b"abd").unwrap();
        assert!(!check().success());
    }
}
