//! "Check my connection" on its way to the page.

use connect_core::{Checkup, Finding, Found, Standing, Step};
use serde::Serialize;
use ts_rs::TS;

/// What is looked at.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckStep {
    /// Can the site's name be looked up?
    Name,
    /// Does a Wi-Fi's sign-in page stand in the way?
    Portal,
    /// Which way do requests take?
    Proxy,
    /// Does SmartFile answer?
    Site,
    /// Is the site the one it says it is?
    Certificate,
    /// Is this computer's clock right?
    Clock,
    /// Does the password store keep what it is given?
    Vault,
    /// Does the browser find back to this program?
    Link,
    /// Is there room for the app's own files?
    Disk,
}

impl From<Step> for CheckStep {
    fn from(step: Step) -> Self {
        match step {
            Step::Name => Self::Name,
            Step::Portal => Self::Portal,
            Step::Proxy => Self::Proxy,
            Step::Site => Self::Site,
            Step::Certificate => Self::Certificate,
            Step::Clock => Self::Clock,
            Step::Vault => Self::Vault,
            Step::Link => Self::Link,
            Step::Disk => Self::Disk,
        }
    }
}

/// How a step stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckStanding {
    /// It has begun.
    Running,
    /// Nothing to do.
    Fine,
    /// Works, but something should be done.
    Warning,
    /// Does not work.
    Broken,
    /// Could not be looked at.
    Skipped,
}

impl From<Standing> for CheckStanding {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Running => Self::Running,
            Standing::Fine => Self::Fine,
            Standing::Warning => Self::Warning,
            Standing::Broken => Self::Broken,
            Standing::Skipped => Self::Skipped,
        }
    }
}

/// What a step found. A closed set: `ui/locales/<language>/check.ftl` has words for each.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckFound {
    /// The step has begun.
    Running,
    /// The name was found.
    NameFound,
    /// The site is on this computer: there is nothing to look up.
    NameLocal,
    /// The proxy was found; it looks up the rest.
    NameByProxy,
    /// Nobody knows the name, or nobody could be asked.
    NameUnknown,
    /// No answer in time.
    NameSlow,
    /// Nothing in the way.
    PortalNone,
    /// A web page came where data was due.
    PortalPage,
    /// We were sent to another host.
    PortalElsewhere,
    /// No proxy on this way.
    ProxyNone,
    /// The site is on this computer: never through a proxy.
    ProxyLocal,
    /// Through a proxy, and it lets us pass.
    ProxyUsed,
    /// The proxy wants a sign-in (407).
    ProxySignIn,
    /// The proxy itself can't be reached.
    ProxyUnreachable,
    /// SmartFile answered.
    SiteAnswers,
    /// SmartFile answered after more than 3 s.
    SiteSlow,
    /// SmartFile asks for a pause.
    SiteBusy,
    /// The site sends people to its new host.
    SiteMoved,
    /// Whoever answers is not a SmartFile API.
    SiteOther,
    /// The site had a problem of its own.
    SiteFailed,
    /// The site took the connection and said nothing.
    SiteSilent,
    /// There is no connection to the site.
    SiteUnreachable,
    /// Verified by the system's trust store.
    CertificateTrusted,
    /// The site is on this computer: nothing leaves it.
    CertificateLocal,
    /// It has ended, as far as this clock says.
    CertificateExpired,
    /// It has not begun, as far as this clock says.
    CertificateNotYet,
    /// It is another host's.
    CertificateOtherName,
    /// Signed by nobody whom this computer trusts.
    CertificateUnknown,
    /// Not trusted for another reason.
    CertificateUntrusted,
    /// At most 5 minutes off.
    ClockRight,
    /// Ahead by more than 5 minutes.
    ClockFast,
    /// Behind by more than 5 minutes.
    ClockSlow,
    /// An entry was written, read back and erased.
    VaultWorks,
    /// There is no password store, or it does not answer.
    VaultUnavailable,
    /// It waits to be unlocked.
    VaultLocked,
    /// It said no.
    VaultRefused,
    /// It has no room left.
    VaultFull,
    /// It takes no entry of this size.
    VaultTooLarge,
    /// It gave back something else.
    VaultDamaged,
    /// Links come back to this program.
    LinkOurs,
    /// Links go to another program.
    LinkOther,
    /// Links go nowhere.
    LinkNobody,
    /// The app can write, and there is room.
    DiskRoom,
    /// Less than 1 GB is free.
    DiskLow,
    /// There is no room.
    DiskFull,
    /// The app can't write its own files.
    DiskUnwritable,
    /// There is no address to look for yet.
    SkippedNoSite,
    /// Something else comes first.
    SkippedFirst,
    /// The computer or the site does not say.
    SkippedUnknown,
    /// The check was stopped.
    SkippedStopped,
}

impl From<Found> for CheckFound {
    fn from(found: Found) -> Self {
        match found {
            Found::Running => Self::Running,
            Found::NameFound => Self::NameFound,
            Found::NameLocal => Self::NameLocal,
            Found::NameByProxy => Self::NameByProxy,
            Found::NameUnknown => Self::NameUnknown,
            Found::NameSlow => Self::NameSlow,
            Found::PortalNone => Self::PortalNone,
            Found::PortalPage => Self::PortalPage,
            Found::PortalElsewhere => Self::PortalElsewhere,
            Found::ProxyNone => Self::ProxyNone,
            Found::ProxyLocal => Self::ProxyLocal,
            Found::ProxyUsed => Self::ProxyUsed,
            Found::ProxySignIn => Self::ProxySignIn,
            Found::ProxyUnreachable => Self::ProxyUnreachable,
            Found::SiteAnswers => Self::SiteAnswers,
            Found::SiteSlow => Self::SiteSlow,
            Found::SiteBusy => Self::SiteBusy,
            Found::SiteMoved => Self::SiteMoved,
            Found::SiteOther => Self::SiteOther,
            Found::SiteFailed => Self::SiteFailed,
            Found::SiteSilent => Self::SiteSilent,
            Found::SiteUnreachable => Self::SiteUnreachable,
            Found::CertificateTrusted => Self::CertificateTrusted,
            Found::CertificateLocal => Self::CertificateLocal,
            Found::CertificateExpired => Self::CertificateExpired,
            Found::CertificateNotYet => Self::CertificateNotYet,
            Found::CertificateOtherName => Self::CertificateOtherName,
            Found::CertificateUnknown => Self::CertificateUnknown,
            Found::CertificateUntrusted => Self::CertificateUntrusted,
            Found::ClockRight => Self::ClockRight,
            Found::ClockFast => Self::ClockFast,
            Found::ClockSlow => Self::ClockSlow,
            Found::VaultWorks => Self::VaultWorks,
            Found::VaultUnavailable => Self::VaultUnavailable,
            Found::VaultLocked => Self::VaultLocked,
            Found::VaultRefused => Self::VaultRefused,
            Found::VaultFull => Self::VaultFull,
            Found::VaultTooLarge => Self::VaultTooLarge,
            Found::VaultDamaged => Self::VaultDamaged,
            Found::LinkOurs => Self::LinkOurs,
            Found::LinkOther => Self::LinkOther,
            Found::LinkNobody => Self::LinkNobody,
            Found::DiskRoom => Self::DiskRoom,
            Found::DiskLow => Self::DiskLow,
            Found::DiskFull => Self::DiskFull,
            Found::DiskUnwritable => Self::DiskUnwritable,
            Found::SkippedNoSite => Self::SkippedNoSite,
            Found::SkippedFirst => Self::SkippedFirst,
            Found::SkippedUnknown => Self::SkippedUnknown,
            Found::SkippedStopped => Self::SkippedStopped,
        }
    }
}

/// One step, as far as it is known.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckFinding {
    /// Which step.
    pub step: CheckStep,
    /// How it stands.
    pub standing: CheckStanding,
    /// What was found.
    pub found: CheckFound,
    /// The host that it is about.
    pub host: Option<String>,
    /// How far the clock is off, in minutes.
    pub minutes: Option<u64>,
    /// Bytes that are free.
    pub bytes: Option<u64>,
}

impl From<Finding> for CheckFinding {
    fn from(finding: Finding) -> Self {
        Self {
            step: finding.step.into(),
            standing: finding.found.standing().into(),
            found: finding.found.into(),
            host: finding.host,
            minutes: finding.minutes,
            bytes: finding.bytes,
        }
    }
}

/// A whole check.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// Every step, in the order in which they are shown.
    pub findings: Vec<CheckFinding>,
    /// The same as plain text for an IT team: no names of people, no secrets, no paths.
    pub report: String,
    /// It was stopped before its end.
    pub stopped: bool,
}

impl From<Checkup> for CheckView {
    fn from(checkup: Checkup) -> Self {
        Self {
            report: checkup.report(),
            findings: checkup.findings.into_iter().map(Into::into).collect(),
            stopped: checkup.stopped,
        }
    }
}
