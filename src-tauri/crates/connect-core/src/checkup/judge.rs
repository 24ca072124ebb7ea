//! What was seen on the way to a site, judged. Pure.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use smartfile::{Distrust, ErrorKind, Probe, Route};

use super::{Finding, Found, Standing, Step};
use crate::site_check::is_files_com;

/// A site that takes longer than this to answer a ping is slow.
const SLOW: Duration = Duration::from_secs(3);
/// A clock that is off by more than this ends sign-ins early and spoils certificates.
const OFF: Duration = Duration::from_mins(5);
/// Room for a file of ordinary size; below it a download soon fails.
const LOW: u64 = 1_000_000_000;
/// Below this even the app's own files have no room.
const FULL: u64 = 16_000_000;

/// One request and the circumstances it was made in.
pub(super) struct Asked<'a> {
    pub(super) route: &'a Route,
    /// The site's host, as shown.
    pub(super) host: &'a str,
    /// `None` when it did not come to its end in time.
    pub(super) probe: Option<&'a Probe>,
    pub(super) took: Duration,
    /// This computer's time of day when the answer came.
    pub(super) wall: Timestamp,
}

impl Asked<'_> {
    /// The five findings of one request. What stands in the way hides what lies behind it.
    pub(super) fn judged(&self) -> [Finding; 5] {
        let (portal, site) = self.portal_and_site();
        let proxy = self.proxy();
        let certificate = self.certificate();
        let blocked = [portal.found, proxy.found, certificate.found]
            .iter()
            .any(|found| found.standing() == Standing::Broken);
        let site = if blocked {
            Finding::new(Step::Site, Found::SkippedFirst)
        } else {
            site
        };
        let clock = self.clock(portal.found);
        [portal, proxy, site, certificate, clock]
    }

    fn kind(&self) -> Option<Result<(), &ErrorKind>> {
        let outcome = self.probe?.outcome.as_ref();
        Some(outcome.copied().map_err(smartfile::Error::kind))
    }

    fn portal_and_site(&self) -> (Finding, Finding) {
        let portal = |found| Finding::new(Step::Portal, found);
        let site = |found| Finding::new(Step::Site, found).about(self.host);
        let Some(kind) = self.kind() else {
            return (portal(Found::SkippedUnknown), site(Found::SiteSilent));
        };
        let clear = portal(Found::PortalNone);
        let unknown = portal(Found::SkippedUnknown);
        match kind {
            Ok(()) if self.took > SLOW => (clear, site(Found::SiteSlow)),
            Ok(()) => (clear, site(Found::SiteAnswers)),
            // A sign-in page for the network answers everything with itself (RFC 8908 §1; 511 of
            // RFC 6585 §6 says it outright). A page with another status is a server that lacks this address.
            Err(ErrorKind::Page { status: 200 | 511 }) => {
                (portal(Found::PortalPage), site(Found::SkippedFirst))
            }
            Err(ErrorKind::Moved { host }) if is_files_com(host) => (
                clear,
                Finding::new(Step::Site, Found::SiteMoved).about(host.clone()),
            ),
            Err(ErrorKind::Moved { host }) => (
                portal(Found::PortalElsewhere).about(host.clone()),
                site(Found::SkippedFirst),
            ),
            Err(ErrorKind::Throttled { .. }) => (clear, site(Found::SiteBusy)),
            Err(ErrorKind::Server { .. }) => (clear, site(Found::SiteFailed)),
            Err(ErrorKind::TimedOut) => (unknown, site(Found::SiteSilent)),
            Err(
                ErrorKind::Offline
                | ErrorKind::Cut
                | ErrorKind::Insecure
                | ErrorKind::ProxySignIn
                | ErrorKind::ProxyFailed,
            ) => (unknown, site(Found::SiteUnreachable)),
            Err(_) => (clear, site(Found::SiteOther)),
        }
    }

    fn proxy(&self) -> Finding {
        let found = match self.route {
            Route::Local => Found::ProxyLocal,
            Route::Direct => Found::ProxyNone,
            Route::Proxy { .. } => match self.kind() {
                Some(Err(ErrorKind::ProxySignIn)) => Found::ProxySignIn,
                Some(Err(ErrorKind::ProxyFailed | ErrorKind::Offline)) => Found::ProxyUnreachable,
                Some(Err(ErrorKind::TimedOut)) | None => Found::SkippedUnknown,
                Some(_) => Found::ProxyUsed,
            },
        };
        proxy_finding(self.route, found)
    }

    fn certificate(&self) -> Finding {
        let step = |found| Finding::new(Step::Certificate, found).about(self.host);
        if *self.route == Route::Local {
            return step(Found::CertificateLocal);
        }
        let distrust = self.probe.and_then(|probe| probe.distrust);
        step(match (distrust, self.kind()) {
            (Some(Distrust::Expired), _) => Found::CertificateExpired,
            (Some(Distrust::NotYetValid), _) => Found::CertificateNotYet,
            (Some(Distrust::OtherName), _) => Found::CertificateOtherName,
            (Some(Distrust::UnknownIssuer), _) => Found::CertificateUnknown,
            (Some(Distrust::Other), _) => Found::CertificateUntrusted,
            (
                None,
                None
                | Some(Err(
                    ErrorKind::Offline
                    | ErrorKind::TimedOut
                    | ErrorKind::ProxySignIn
                    | ErrorKind::ProxyFailed,
                )),
            ) => Found::SkippedFirst,
            (None, Some(_)) => Found::CertificateTrusted,
        })
    }

    /// Only the site's own word about the time counts, not that of a page in the way.
    fn clock(&self, portal: Found) -> Finding {
        let step = |found| Finding::new(Step::Clock, found);
        if matches!(portal, Found::PortalPage | Found::PortalElsewhere) {
            return step(Found::SkippedFirst);
        }
        let Some(date) = self.probe.and_then(|probe| probe.date) else {
            return step(match self.kind() {
                Some(Ok(())) => Found::SkippedUnknown,
                _ => Found::SkippedFirst,
            });
        };
        let Some((ahead, off)) = off_by(self.wall, date) else {
            return step(Found::SkippedUnknown);
        };
        if off <= OFF {
            return step(Found::ClockRight);
        }
        let found = if ahead {
            Found::ClockFast
        } else {
            Found::ClockSlow
        };
        step(found).off_by(off.as_secs() / 60)
    }
}

/// The proxy of a route, with its host.
pub(super) fn proxy_finding(route: &Route, found: Found) -> Finding {
    let finding = Finding::new(Step::Proxy, found);
    match route {
        Route::Proxy { host, port } => finding.about(format!("{host}:{port}")),
        Route::Local | Route::Direct => finding,
    }
}

/// Whether this computer is ahead of that time of day, and by how much.
fn off_by(wall: Timestamp, date: SystemTime) -> Option<(bool, Duration)> {
    let ahead = wall.duration_since(Timestamp::try_from(date).ok()?);
    Some((ahead.is_positive(), ahead.unsigned_abs()))
}

/// What so many free bytes mean.
pub(super) fn room(bytes: u64) -> Finding {
    let found = match bytes {
        ..FULL => Found::DiskFull,
        FULL..LOW => Found::DiskLow,
        LOW.. => Found::DiskRoom,
    };
    Finding::new(Step::Disk, found).with_room(bytes)
}

#[cfg(test)]
mod tests {
    use smartfile::Error;

    use super::*;

    const AT: i64 = 1_790_000_000;

    fn probe(outcome: Result<(), ErrorKind>) -> Probe {
        Probe {
            outcome: outcome.map_err(|kind| Error::new("ping", kind)),
            date: u64::try_from(AT)
                .ok()
                .map(|at| SystemTime::UNIX_EPOCH + Duration::from_secs(at)),
            distrust: None,
        }
    }

    fn judged(probe: Option<&Probe>, route: &Route) -> [Found; 5] {
        seen(probe, route, Duration::ZERO, 0).map(|finding| finding.found)
    }

    fn seen(probe: Option<&Probe>, route: &Route, took: Duration, ahead: i64) -> [Finding; 5] {
        Asked {
            route,
            host: "files.acme.test",
            probe,
            took,
            wall: Timestamp::from_second(AT + ahead).unwrap_or(Timestamp::MIN),
        }
        .judged()
    }

    fn through_proxy() -> Route {
        Route::Proxy {
            host: "proxy.acme.test".into(),
            port: 3128,
        }
    }

    #[test]
    fn a_site_that_answers_is_fine_in_every_step() {
        use Found::{CertificateTrusted, ClockRight, PortalNone, ProxyNone, SiteAnswers};
        assert_eq!(
            judged(Some(&probe(Ok(()))), &Route::Direct),
            [
                PortalNone,
                ProxyNone,
                SiteAnswers,
                CertificateTrusted,
                ClockRight
            ]
        );
        let slow = seen(Some(&probe(Ok(()))), &Route::Direct, SLOW * 2, 0);
        assert_eq!(slow[2].found, Found::SiteSlow);
        let local = judged(Some(&probe(Ok(()))), &Route::Local);
        assert_eq!(local[1], Found::ProxyLocal);
        assert_eq!(local[3], Found::CertificateLocal);
    }

    /// B47: HTML or a redirect where data is due means: sign in to the Wi-Fi first; a move is not that.
    #[test]
    fn a_page_in_the_way_is_told_from_a_site_that_moved_and_from_one_that_is_no_smartfile() {
        let host = |host: &str| ErrorKind::Moved { host: host.into() };
        for (kind, portal, site) in [
            (
                ErrorKind::Page { status: 200 },
                Found::PortalPage,
                Found::SkippedFirst,
            ),
            (
                ErrorKind::Page { status: 511 },
                Found::PortalPage,
                Found::SkippedFirst,
            ),
            (
                host("wifi.hotel.test"),
                Found::PortalElsewhere,
                Found::SkippedFirst,
            ),
            (host("acme.files.com"), Found::PortalNone, Found::SiteMoved),
            (
                ErrorKind::Page { status: 404 },
                Found::PortalNone,
                Found::SiteOther,
            ),
            (ErrorKind::NotFound, Found::PortalNone, Found::SiteOther),
            (ErrorKind::Redirected, Found::PortalNone, Found::SiteOther),
            (
                ErrorKind::Server { status: 502 },
                Found::PortalNone,
                Found::SiteFailed,
            ),
            (
                ErrorKind::Throttled { retry_after: SLOW },
                Found::PortalNone,
                Found::SiteBusy,
            ),
        ] {
            let findings = judged(Some(&probe(Err(kind.clone()))), &Route::Direct);
            assert_eq!((findings[0], findings[2]), (portal, site), "{kind:?}");
        }
        let moved = seen(
            Some(&probe(Err(host("acme.files.com")))),
            &Route::Direct,
            SLOW,
            0,
        );
        assert_eq!(moved[2].host.as_deref(), Some("acme.files.com"));
    }

    #[test]
    fn silence_and_no_connection_leave_open_what_nobody_could_see() {
        use Found::{ProxyNone, SiteSilent, SiteUnreachable, SkippedFirst, SkippedUnknown};
        let mut offline = probe(Err(ErrorKind::Offline));
        offline.date = None;
        assert_eq!(
            judged(Some(&offline), &Route::Direct),
            [
                SkippedUnknown,
                ProxyNone,
                SiteUnreachable,
                SkippedFirst,
                SkippedFirst
            ]
        );
        assert_eq!(
            judged(None, &Route::Direct),
            [
                SkippedUnknown,
                ProxyNone,
                SiteSilent,
                SkippedFirst,
                SkippedFirst
            ]
        );
    }

    /// B46: what is wrong with a certificate has its own words, and nothing is trusted anyway.
    #[test]
    fn each_reason_of_distrust_is_its_own_finding_and_hides_the_site() {
        for (distrust, found) in [
            (Distrust::Expired, Found::CertificateExpired),
            (Distrust::NotYetValid, Found::CertificateNotYet),
            (Distrust::OtherName, Found::CertificateOtherName),
            (Distrust::UnknownIssuer, Found::CertificateUnknown),
            (Distrust::Other, Found::CertificateUntrusted),
        ] {
            let mut insecure = probe(Err(ErrorKind::Insecure));
            insecure.distrust = Some(distrust);
            insecure.date = None;
            let findings = seen(Some(&insecure), &Route::Direct, SLOW, 0);
            assert_eq!(findings[3].found, found);
            assert_eq!(findings[3].host.as_deref(), Some("files.acme.test"));
            assert_eq!(findings[2].found, Found::SkippedFirst);
        }
    }

    /// B45: the route is shown, and a proxy that wants a sign-in or is not there is not taken for the site.
    #[test]
    fn a_proxy_is_named_and_its_own_trouble_is_its_own() {
        let route = through_proxy();
        let used = seen(Some(&probe(Ok(()))), &route, Duration::ZERO, 0);
        assert_eq!(used[1].found, Found::ProxyUsed);
        assert_eq!(used[1].host.as_deref(), Some("proxy.acme.test:3128"));
        for (kind, found) in [
            (ErrorKind::ProxySignIn, Found::ProxySignIn),
            (ErrorKind::ProxyFailed, Found::ProxyUnreachable),
            (ErrorKind::Offline, Found::ProxyUnreachable),
        ] {
            let mut refused = probe(Err(kind));
            refused.date = None;
            let findings = judged(Some(&refused), &route);
            assert_eq!((findings[1], findings[2]), (found, Found::SkippedFirst));
            assert_eq!(findings[3], Found::SkippedFirst);
        }
    }

    #[test]
    fn a_clock_may_be_five_minutes_off_and_no_more() {
        let clock = |ahead| {
            let findings = seen(Some(&probe(Ok(()))), &Route::Direct, SLOW, ahead);
            (findings[4].found, findings[4].minutes)
        };
        assert_eq!(clock(300), (Found::ClockRight, None));
        assert_eq!(clock(-300), (Found::ClockRight, None));
        assert_eq!(clock(7 * 60 + 30), (Found::ClockFast, Some(7)));
        assert_eq!(clock(-86_400), (Found::ClockSlow, Some(1440)));
        let mut silent = probe(Ok(()));
        silent.date = None;
        assert_eq!(
            judged(Some(&silent), &Route::Direct)[4],
            Found::SkippedUnknown
        );
        let page = probe(Err(ErrorKind::Page { status: 200 }));
        let findings = seen(Some(&page), &Route::Direct, SLOW, 86_400);
        assert_eq!(
            findings[4].found,
            Found::SkippedFirst,
            "a page in the way says nothing"
        );
    }

    #[test]
    fn little_room_warns_and_none_is_broken() {
        for (bytes, found) in [
            (0, Found::DiskFull),
            (FULL - 1, Found::DiskFull),
            (FULL, Found::DiskLow),
            (LOW - 1, Found::DiskLow),
            (LOW, Found::DiskRoom),
        ] {
            let finding = room(bytes);
            assert_eq!((finding.found, finding.bytes), (found, Some(bytes)));
        }
    }
}
