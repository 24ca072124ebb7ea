//! What nobody outside knows about the service can be switched.

use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use crate::lock::held;
use crate::throttle::ThrottleStyle;

/// The shape of an upload's answer; both have been seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UploadAnswer {
    /// A list with one object per stored file.
    #[default]
    Array,
    /// The object of the last stored file alone.
    Object,
}

/// What a download does with `Range`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RangeAnswer {
    /// 206 with the part asked for (inferred; clients send the header).
    #[default]
    Honoured,
    /// 200 with everything.
    Ignored,
}

/// The shape of `whoami`; both have been seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhoAmIShape {
    /// `address`, `user`, `site`.
    #[default]
    Nested,
    /// The fields of `user` alone.
    Flat,
}

/// What the service does with RFC 7636; the service's pages do not mention it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pkce {
    /// Checked when a challenge was sent.
    #[default]
    Honoured,
    /// A request without a challenge is refused.
    Required,
    /// A request with a challenge is refused.
    Refused,
    /// Unknown to the service: the parameters are passed over.
    Ignored,
}

/// The name under which the redirection carries the authorization code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CodeParameter {
    /// RFC 6749's name (inferred).
    #[default]
    Code,
    /// The word the service's workflow page uses.
    Verifier,
}

impl CodeParameter {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Verifier => "verifier",
        }
    }
}

/// What making a folder answers when it is there already; unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MkdirExisting {
    /// 200 with the folder.
    #[default]
    Accepted,
    /// 409.
    Conflict,
}

/// How an operation answers that is not done at once; all three have been seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskAnswer {
    /// A task with the path of its address.
    #[default]
    Relative,
    /// A task with its whole address.
    Absolute,
    /// A redirection to the task.
    Redirect,
}

/// Where the status of a task stands; both have been seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskStatus {
    /// In `result.status`.
    #[default]
    Nested,
    /// At the top, in `status`.
    Top,
}

/// What `rename`, `move` and `copy` do when the name is taken; unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OntoExisting {
    /// They refuse: `rename` with 400, the others with an error for the path.
    #[default]
    Refused,
    /// They replace what is there.
    Replaced,
}

/// What the operation `checksum` answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChecksumAnswer {
    /// The checksum.
    #[default]
    Right,
    /// Another one of the same length.
    Wrong,
    /// 404: there is no such operation here.
    Unsupported,
    /// The checksum, by this algorithm alone; 400 for every other.
    OnlyMd5,
    /// The checksum, by this algorithm alone; 400 for every other.
    OnlySha1,
    /// The checksum of the last path, whatever stands before it: whether the operation takes several is not known.
    OnlyLast,
}

/// How refusals are worded; all three have been seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ErrorBodies {
    /// `{"<field>": ["<text>"]}` and `{"detail": "<text>"}`.
    #[default]
    Newer,
    /// `{"field_errors": {"<field>": ["<text>"]}, "errors": []}` for a wrong parameter.
    Older,
    /// A plain text for a wrong parameter and for what is missing.
    Plain,
}

/// The position of every switch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are switches, and most of them are on or off"
)]
pub struct SwitchValues {
    /// Array or object after an upload.
    pub upload_answer: UploadAnswer,
    /// Whether listings of API 2 come in pages. Those of 2.1 never do (seen).
    pub paging: bool,
    /// Entries per page when the request names no `limit`.
    pub default_limit: usize,
    /// The most entries a page may have; a larger `limit` is lowered to it.
    pub largest_limit: usize,
    /// What a download does with `Range`.
    pub range: RangeAnswer,
    /// Downloads without `Content-Length`, in chunks (seen).
    pub chunked_downloads: bool,
    /// The status for a missing, unknown or expired access token: 403 (older) or 401 (newer).
    pub bad_token_status: u16,
    /// Whether there is a revocation endpoint; without it, 404.
    pub revoke: bool,
    /// Nested or flat `whoami`.
    pub whoami: WhoAmIShape,
    /// Whether a refresh hands out a new refresh token and ends the old one.
    pub rotate_refresh: bool,
    /// How long a rotated refresh token is still answered, with the pair that took its place; zero for
    /// not at all. Both are common: servers name it a grace period, and it is off by default.
    pub refresh_grace: Duration,
    /// Whether a refresh ends the access tokens given out before.
    pub refresh_ends_access: bool,
    /// What the authorization endpoint does with a code challenge.
    pub pkce: Pkce,
    /// `code` or `verifier` in the redirection.
    pub code_parameter: CodeParameter,
    /// How "too many requests" is said.
    pub throttle_style: ThrottleStyle,
    /// Every n-th API request is throttled; 0 for none.
    pub throttle_every: usize,
    /// How long a new file or folder stays invisible to listings (seen: about a second).
    pub visibility_delay: Duration,
    /// Every request is redirected to this address, as after a move to another service.
    pub moved_site: Option<String>,
    /// The site's storage in bytes; `None` for no limit.
    pub disk_limit: Option<u64>,
    /// Zip archives are files and folders at the same time (documented: "may be both").
    pub browsable_archives: bool,
    /// What making an existing folder answers.
    pub mkdir_existing: MkdirExisting,
    /// Whether one upload may hold several files; without, 400 for the second.
    pub bulk_upload: bool,
    /// Every upload answers with success but loses so many bytes of each file.
    pub lossy_uploads: u64,
    /// How many earlier contents of a file are kept; 0 for a site without versions.
    pub versions: usize,
    /// Whether there is an API 3; without, 404 for all of it.
    pub version_3: bool,
    /// Every write of API 3 fails after so many bytes: 200, with the status in the body (seen).
    pub v3_midway: Option<u64>,
    /// Whether a write of API 3 that fails leaves what had arrived; unknown.
    pub partial_uploads: bool,
    /// How an operation answers that is not done at once.
    pub task_answer: TaskAnswer,
    /// Where the status of a task stands.
    pub task_status: TaskStatus,
    /// How long a task takes, on tokio's clock; zero for done before the answer.
    pub task_length: Duration,
    /// How long a finished task can be read (unknown); then, 404.
    pub task_memory: Duration,
    /// Whether a task can be ended with `DELETE` (weakly seen); without, 405.
    pub task_cancel: bool,
    /// `remove`, `move` and `copy` fail for files and folders of this name, and go on with the rest.
    pub failing_name: Option<String>,
    /// Uploads and downloads of files of this name are refused with 402.
    pub unpaid_name: Option<String>,
    /// What `rename`, `move` and `copy` do when the name is taken.
    pub onto_existing: OntoExisting,
    /// Every operation answers with success and does nothing.
    pub lying_operations: bool,
    /// What `checksum` answers.
    pub checksum: ChecksumAnswer,
    /// How refusals are worded.
    pub error_bodies: ErrorBodies,
    /// Every API request is answered with a web page.
    pub html_answers: bool,
    /// Every API answer in JSON stops in the middle.
    pub broken_json: bool,
    /// The connection breaks after so many bytes of every API answer.
    pub cut_after: Option<usize>,
    /// Readers of an API address without the slash at its end are sent to the one with it. Paths of
    /// files and folders are not (seen).
    pub slash_redirect: bool,
    /// Whether the activity of API 2 can still be read; it was switched off at the start of 2023.
    pub activity_2: bool,
}

impl Default for SwitchValues {
    fn default() -> Self {
        Self {
            upload_answer: UploadAnswer::default(),
            paging: true,
            default_limit: 100,
            largest_limit: 500,
            range: RangeAnswer::default(),
            chunked_downloads: false,
            bad_token_status: 403,
            revoke: true,
            whoami: WhoAmIShape::default(),
            rotate_refresh: true,
            refresh_grace: Duration::ZERO,
            refresh_ends_access: false,
            pkce: Pkce::default(),
            code_parameter: CodeParameter::default(),
            throttle_style: ThrottleStyle::default(),
            throttle_every: 0,
            visibility_delay: Duration::ZERO,
            moved_site: None,
            disk_limit: Some(250_000_000_000),
            browsable_archives: true,
            mkdir_existing: MkdirExisting::default(),
            bulk_upload: true,
            lossy_uploads: 0,
            versions: 10,
            version_3: true,
            v3_midway: None,
            partial_uploads: false,
            task_answer: TaskAnswer::default(),
            task_status: TaskStatus::default(),
            task_length: Duration::ZERO,
            task_memory: Duration::from_hours(1),
            task_cancel: true,
            failing_name: None,
            unpaid_name: None,
            onto_existing: OntoExisting::default(),
            lying_operations: false,
            checksum: ChecksumAnswer::default(),
            error_bodies: ErrorBodies::default(),
            html_answers: false,
            broken_json: false,
            cut_after: None,
            slash_redirect: false,
            activity_2: false,
        }
    }
}

/// The switches of a running sandbox. A change holds from the next request on.
pub struct Switches {
    values: Mutex<SwitchValues>,
}

impl fmt::Debug for Switches {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(formatter)
    }
}

impl Switches {
    pub(crate) fn new(values: SwitchValues) -> Self {
        Self {
            values: Mutex::new(values),
        }
    }

    /// The positions now.
    pub fn get(&self) -> SwitchValues {
        held(&self.values).clone()
    }

    /// Puts every switch in the given position.
    pub fn set(&self, values: SwitchValues) {
        *held(&self.values) = values;
    }

    /// Turns some of them: `switches.change(|s| s.paging = false)`.
    pub fn change(&self, turn: impl FnOnce(&mut SwitchValues)) {
        turn(&mut held(&self.values));
    }
}
