//! `doctor`: "Check my connection", with the window's words.

use std::fmt::Write as _;

use connect_core::{Finding, Standing, Step};
use serde_json::{Value, json};

use crate::arguments::Doctor;
use crate::entry_line;
use crate::exit::Exit;
use crate::seat::Seat;
use crate::trouble::Trouble;
use crate::words::{With, part, say, word};

pub(crate) async fn doctor(seat: &mut Seat, asked: &Doctor) -> Result<Exit, Trouble> {
    // Whoever is connected says which site is meant.
    seat.found().await;
    let out = seat.out.clone();
    let report = asked.report;
    let tell = move |finding: Finding| {
        if !report && finding.found.standing() != Standing::Running {
            out.result(&lines(&finding), &object(&finding));
        }
    };
    let checkup = seat.app.check_connection(&tell).await;
    if report {
        let object = json!({ "kind": "report", "text": checkup.report() });
        seat.out.result(checkup.report().trim_end(), &object);
    }
    let broken = |step: &Finding| step.found.standing() == Standing::Broken;
    let Some(first) = checkup.findings.iter().find(|step| broken(step)) else {
        return Ok(Exit::Done);
    };
    Ok(match first.step {
        Step::Name | Step::Portal | Step::Proxy | Step::Site | Step::Certificate => {
            Exit::Unreachable
        }
        Step::Vault => Exit::NoStore,
        Step::Clock | Step::Link | Step::Disk => Exit::Failed,
    })
}

fn code(step: Step) -> &'static str {
    match step {
        Step::Name => "name",
        Step::Portal => "portal",
        Step::Proxy => "proxy",
        Step::Site => "site",
        Step::Certificate => "certificate",
        Step::Clock => "clock",
        Step::Vault => "vault",
        Step::Link => "link",
        Step::Disk => "disk",
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Running => "running",
        Standing::Fine => "fine",
        Standing::Warning => "warning",
        Standing::Broken => "broken",
        Standing::Skipped => "skipped",
    }
}

fn values(finding: &Finding) -> With {
    let amount = match (finding.minutes, finding.bytes) {
        (Some(minutes), _) => duration(minutes),
        (None, Some(bytes)) => entry_line::amount(bytes),
        (None, None) => String::new(),
    };
    let host = finding.host.clone();
    With::text("host", &host.unwrap_or_else(|| word("fallback-site"))).and("amount", &amount)
}

/// In the largest unit of which there are two at least, as the window says it.
fn duration(minutes: u64) -> String {
    let (unit, count) = match minutes {
        0..120 => ("minutes", minutes),
        120..2880 => ("hours", minutes / 60),
        _ => ("days", minutes / 1440),
    };
    say(&format!("check-{unit}"), &With::number("count", count))
}

fn lines(finding: &Finding) -> String {
    let id = format!("check-{}", finding.found.code().replace('_', "-"));
    let with = values(finding);
    let standing = word(&format!(
        "check-standing-{}",
        standing(finding.found.standing())
    ));
    let step = word(&format!("check-step-{}", code(finding.step)));
    let mut lines = format!("{standing:<12} {step}: {}", say(&id, &with));
    if let Some(detail) = part(&id, "detail", &with) {
        // Writing to a text cannot fail.
        let _ = write!(lines, "\n{:<12} {detail}", "");
    }
    lines
}

fn object(finding: &Finding) -> Value {
    json!({
        "kind": "finding",
        "step": code(finding.step),
        "standing": standing(finding.found.standing()),
        "found": finding.found.code(),
        "host": finding.host,
        "minutes": finding.minutes,
        "bytes": finding.bytes,
    })
}
