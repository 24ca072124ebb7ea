//! What a site may answer in place of what was asked.

use std::time::Duration;

use connect_core::Deed;
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle};
use support::Desk;

use super::doing::{Doing, Part};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Trouble {
    /// Fair weather.
    None,
    /// A bare status, as long as it lasts.
    Status(u16),
    /// "Too many requests" in one of its three generations, once.
    Throttle(ThrottleStyle),
    /// 429 that does not say for how long, once.
    Wait,
    /// A web page.
    Page,
    /// JSON that stops in the middle.
    Half,
    /// The right answer, whose connection breaks, once.
    Cut,
    /// Success, and it is not so.
    Lie,
}

pub(super) const TROUBLES: [Trouble; 16] = [
    Trouble::Status(400),
    Trouble::Status(402),
    Trouble::Status(403),
    Trouble::Status(404),
    Trouble::Status(409),
    Trouble::Status(415),
    Trouble::Status(500),
    Trouble::Status(503),
    Trouble::Throttle(ThrottleStyle::Old),
    Trouble::Throttle(ThrottleStyle::Middle),
    Trouble::Throttle(ThrottleStyle::New),
    Trouble::Wait,
    Trouble::Page,
    Trouble::Half,
    Trouble::Cut,
    Trouble::Lie,
];

impl Trouble {
    /// Over after the first time it is met.
    pub(super) fn passes(self) -> bool {
        matches!(self, Self::Throttle(_) | Self::Wait | Self::Cut)
    }

    pub(super) fn lay_out(self, desk: &Desk, doing: Doing) {
        let (faults, at) = (desk.sandbox.faults(), doing.endpoint());
        let Some(fault) = self.fault(doing) else {
            return;
        };
        if doing == Doing::CreateLink {
            // The links so far are looked at first.
            faults.next(at, Fault::Slow(Duration::ZERO));
        }
        let once = matches!(
            doing,
            Doing::CreateLink | Doing::ChangeLink | Doing::RevokeLink | Doing::Job(_)
        );
        if self.passes() || (self == Self::Lie && once) {
            faults.next(at, fault);
        } else {
            faults.always(at, fault);
        }
        if let (Self::Lie, Doing::Job(_)) = (self, doing) {
            let long =
                |s: &mut smartfile_sandbox::SwitchValues| s.task_length = Duration::from_hours(1);
            desk.sandbox.switches().change(long);
        }
    }

    fn fault(self, doing: Doing) -> Option<Fault> {
        Some(match self {
            Self::None => return None,
            Self::Status(status) => Fault::Status(status),
            Self::Throttle(style) => Fault::Throttle(style, 0.3),
            Self::Wait => Fault::Status(429),
            Self::Page => Fault::Html,
            Self::Half => Fault::BrokenJson,
            Self::Cut => Fault::Cut(3),
            Self::Lie => lie(doing),
        })
    }
}

/// A success that is none, as each would be taken in by it.
fn lie(doing: Doing) -> Fault {
    let said = |status, content_type: &str, body: &str| Fault::Reply {
        status,
        content_type: content_type.into(),
        body: body.into(),
    };
    let json = "application/json";
    match doing {
        Doing::Deed(_) => Fault::Lie,
        Doing::Job(_) => said(
            200,
            json,
            r#"{"result": {"status": "SUCCESS", "result": {}}}"#,
        ),
        // The error is in the answer (API facts §13.27).
        Doing::List
        | Doing::Search
        | Doing::Details
        | Doing::Links
        | Doing::Part(Part::Links | Part::Access | Part::Versions) => {
            said(200, json, r#"{"status": 500, "detail": "Not just now."}"#)
        }
        Doing::CreateLink => said(201, json, r#"{"uid": "nowhere", "name": "For the client"}"#),
        Doing::ChangeLink => said(200, json, r#"{"uid": "nowhere", "name": "Renamed"}"#),
        Doing::RevokeLink => said(204, json, ""),
        Doing::Preview | Doing::Download | Doing::Zip => said(
            200,
            "text/plain",
            "nothing of the kind, and of another length",
        ),
        Doing::Upload => Fault::DropTail(3),
    }
}

impl Doing {
    /// Where the site is asked for it.
    pub(super) fn endpoint(self) -> Endpoint {
        match self {
            Self::Deed(_) | Self::Zip => Endpoint::Operation,
            Self::Job(_) => Endpoint::Task,
            Self::List | Self::Details => Endpoint::Info,
            Self::Search => Endpoint::Search,
            Self::Preview | Self::Download => Endpoint::Download,
            Self::Part(Part::Access) => Endpoint::Access,
            Self::Part(Part::Versions) => Endpoint::Versions,
            Self::Links
            | Self::Part(Part::Links)
            | Self::CreateLink
            | Self::ChangeLink
            | Self::RevokeLink => Endpoint::Link,
            Self::Upload => Endpoint::Upload,
        }
    }

    /// The deed, if it is one.
    pub(super) fn deed(self) -> Option<Deed> {
        match self {
            Self::Deed(deed) | Self::Job(deed) => Some(deed),
            _ => None,
        }
    }
}
