//! A start that failed as plain text, to be sent to somebody who helps.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::problem::Problem;

/// Program, system, what failed, and the app's own folder with the person's home as `~`. There is no person's name
/// in it and no secret. English, so that whoever helps can search for it.
pub fn start_report(program: &str, folder: &Path, error: &Error, problem: &Problem) -> String {
    let system = format!("{} ({})", std::env::consts::OS, std::env::consts::ARCH);
    [
        "Connect SmartFile: it could not start",
        &format!("Program: {program}"),
        &format!("System: {system}"),
        &format!("Folder: {}", without_home(folder, std::env::home_dir())),
        &format!("What: {:?} ({error})", problem.outcome),
        &format!("Reference: {}", problem.reference),
        "",
    ]
    .join("\n")
}

fn without_home(folder: &Path, home: Option<PathBuf>) -> String {
    let inside = home.filter(|home| home.parent().is_some());
    let inside = inside.and_then(|home| folder.strip_prefix(home).ok());
    match inside {
        Some(rest) => Path::new("~").join(rest).display().to_string(),
        None => folder.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Outcome;

    #[test]
    fn it_says_what_failed_and_where_and_not_who() {
        let error = Error::Own {
            name: "data folder",
            source: std::io::ErrorKind::PermissionDenied.into(),
        };
        let problem = Problem::new(Outcome::OwnFolder);
        let report = start_report("Program/1", Path::new("/data/app"), &error, &problem);
        for part in [
            "Program: Program/1",
            "Folder: /data/app",
            "OwnFolder (the app's own file data folder: permission denied)",
            &problem.reference,
        ] {
            assert!(report.contains(part), "{part} is not in {report}");
        }
    }

    #[test]
    fn a_persons_home_is_not_named() {
        let home = || Some(PathBuf::from("/people/maya"));
        let shown = |folder: &str| without_home(Path::new(folder), home());
        let inside = Path::new("~").join("share/app").display().to_string();
        assert_eq!(shown("/people/maya/share/app"), inside);
        assert_eq!(shown("/people/mayabel/app"), "/people/mayabel/app");
        assert_eq!(without_home(Path::new("/app"), Some("/".into())), "/app");
        assert_eq!(without_home(Path::new("/app"), None), "/app");
    }
}
