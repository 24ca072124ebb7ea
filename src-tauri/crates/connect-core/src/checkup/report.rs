//! A check as plain text, to be sent to somebody who helps.

use super::{Checkup, Finding, Standing, Step};

impl Checkup {
    /// Program, system, host and one line a step. There is no person's name in it, no secret, no path and
    /// no address with more than a host. English, so that whoever helps can search for it.
    pub fn report(&self) -> String {
        let mut lines = vec![
            "Connect SmartFile: Check my connection".to_owned(),
            format!("Program: {}", self.program),
            format!(
                "System: {} ({})",
                std::env::consts::OS,
                std::env::consts::ARCH
            ),
            format!("Time here: {}", self.at.strftime("%Y-%m-%d %H:%M:%SZ")),
            format!("Site: {}", self.host.as_deref().unwrap_or("none")),
        ];
        if self.stopped {
            lines.push("Stopped before its end".to_owned());
        }
        lines.extend(self.findings.iter().map(line));
        lines.push(String::new());
        lines.join("\n")
    }
}

fn line(finding: &Finding) -> String {
    let standing = match finding.found.standing() {
        Standing::Running => "RUNNING",
        Standing::Fine => "ok",
        Standing::Warning => "WARNING",
        Standing::Broken => "BROKEN",
        Standing::Skipped => "skipped",
    };
    let host = finding.host.clone();
    let minutes = finding.minutes.map(|minutes| format!("{minutes} minutes"));
    // In whole gigabytes: an exact number would tell one computer from another.
    let room = finding
        .bytes
        .map(|bytes| format!("{} GB free", bytes / 1_000_000_000));
    let words: Vec<String> = [Some(finding.found.code().to_owned()), host, minutes, room]
        .into_iter()
        .flatten()
        .collect();
    format!("{}: {standing} ({})", name(finding.step), words.join(", "))
}

fn name(step: Step) -> &'static str {
    match step {
        Step::Name => "Name lookup",
        Step::Portal => "Captive portal",
        Step::Proxy => "Proxy",
        Step::Site => "SmartFile",
        Step::Certificate => "Certificate",
        Step::Clock => "Clock",
        Step::Vault => "Password store",
        Step::Link => "Link handler",
        Step::Disk => "Disk",
    }
}
