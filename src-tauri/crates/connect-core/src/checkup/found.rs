//! Everything a step can find: a closed set.

/// How a step stands.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Standing {
    /// It has begun.
    Running,
    /// Nothing to do.
    Fine,
    /// Works, but something should be done.
    Warning,
    /// Does not work.
    Broken,
    /// Could not be looked at, and why.
    Skipped,
}

/// One row a finding: its name, its name in a report, how it stands.
macro_rules! findings {
    ($($(#[$doc:meta])* $name:ident $code:literal $standing:ident,)+) => {
        /// What a step found. Each has words of its own.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        pub enum Found {
            $($(#[$doc])* $name,)+
        }

        impl Found {
            /// All there are.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The name in a report; the words of the page go by it too.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// How a step with this finding stands.
            pub fn standing(self) -> Standing {
                match self {
                    $(Self::$name => Standing::$standing,)+
                }
            }
        }
    };
}

findings! {
    /// The step has begun.
    Running "running" Running,
    /// The name was found.
    NameFound "name_found" Fine,
    /// The site is on this computer: there is nothing to look up.
    NameLocal "name_local" Fine,
    /// The proxy was found; it looks up the rest.
    NameByProxy "name_by_proxy" Fine,
    /// Nobody knows the name, or nobody could be asked.
    NameUnknown "name_unknown" Broken,
    /// No answer in time.
    NameSlow "name_slow" Broken,
    /// Nothing in the way.
    PortalNone "portal_none" Fine,
    /// A web page came where data was due.
    PortalPage "portal_page" Broken,
    /// We were sent to another host.
    PortalElsewhere "portal_elsewhere" Broken,
    /// No proxy on this way.
    ProxyNone "proxy_none" Fine,
    /// The site is on this computer: never through a proxy.
    ProxyLocal "proxy_local" Fine,
    /// Through a proxy, and it lets us pass.
    ProxyUsed "proxy_used" Fine,
    /// The proxy wants a sign-in (407).
    ProxySignIn "proxy_sign_in" Broken,
    /// The proxy itself can't be reached.
    ProxyUnreachable "proxy_unreachable" Broken,
    /// SmartFile answered.
    SiteAnswers "site_answers" Fine,
    /// SmartFile answered after more than 3 s.
    SiteSlow "site_slow" Warning,
    /// SmartFile asks for a pause.
    SiteBusy "site_busy" Warning,
    /// The site sends people to its new host.
    SiteMoved "site_moved" Broken,
    /// Whoever answers is not a SmartFile API.
    SiteOther "site_other" Broken,
    /// The site had a problem of its own.
    SiteFailed "site_failed" Broken,
    /// The site took the connection and said nothing.
    SiteSilent "site_silent" Broken,
    /// There is no connection to the site.
    SiteUnreachable "site_unreachable" Broken,
    /// Verified by the system's trust store.
    CertificateTrusted "certificate_trusted" Fine,
    /// The site is on this computer: nothing leaves it.
    CertificateLocal "certificate_local" Fine,
    /// It has ended, as far as this clock says.
    CertificateExpired "certificate_expired" Broken,
    /// It has not begun, as far as this clock says.
    CertificateNotYet "certificate_not_yet" Broken,
    /// It is another host's.
    CertificateOtherName "certificate_other_name" Broken,
    /// Signed by nobody whom this computer trusts.
    CertificateUnknown "certificate_unknown" Broken,
    /// Not trusted for another reason.
    CertificateUntrusted "certificate_untrusted" Broken,
    /// At most 5 minutes off.
    ClockRight "clock_right" Fine,
    /// Ahead by more than 5 minutes.
    ClockFast "clock_fast" Warning,
    /// Behind by more than 5 minutes.
    ClockSlow "clock_slow" Warning,
    /// An entry was written, read back and erased.
    VaultWorks "vault_works" Fine,
    /// There is no password store, or it does not answer.
    VaultUnavailable "vault_unavailable" Broken,
    /// It waits to be unlocked.
    VaultLocked "vault_locked" Broken,
    /// It said no.
    VaultRefused "vault_refused" Broken,
    /// It has no room left.
    VaultFull "vault_full" Broken,
    /// It takes no entry of this size.
    VaultTooLarge "vault_too_large" Broken,
    /// It gave back something else.
    VaultDamaged "vault_damaged" Broken,
    /// Links come back to this program.
    LinkOurs "link_ours" Fine,
    /// Links go to another program.
    LinkOther "link_other" Warning,
    /// Links go nowhere.
    LinkNobody "link_nobody" Warning,
    /// The app can write, and there is room.
    DiskRoom "disk_room" Fine,
    /// Less than 1 GB is free.
    DiskLow "disk_low" Warning,
    /// There is no room.
    DiskFull "disk_full" Broken,
    /// The app can't write its own files.
    DiskUnwritable "disk_unwritable" Broken,
    /// There is no address to look for yet.
    SkippedNoSite "skipped_no_site" Skipped,
    /// Something else comes first.
    SkippedFirst "skipped_first" Skipped,
    /// The computer or the site does not say.
    SkippedUnknown "skipped_unknown" Skipped,
    /// The check was stopped.
    SkippedStopped "skipped_stopped" Skipped,
}
