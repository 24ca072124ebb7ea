//! The options that turn a switch.

use smartfile_sandbox::{
    ChecksumAnswer, CodeParameter, ErrorBodies, MkdirExisting, OntoExisting, Pkce, RangeAnswer,
    SwitchValues, TaskAnswer, TaskStatus, ThrottleStyle, UploadAnswer, WhoAmIShape,
};

use super::{duration, on, pick, put, put_number};

/// Turns a switch. `None` when no switch has this option; `Some(None)` when it cannot be turned so.
#[expect(
    clippy::too_many_lines,
    reason = "one line for each switch; apart they would be harder to read"
)]
#[expect(
    clippy::option_option,
    reason = "unknown, wrong and done are three things"
)]
pub(super) fn set(to: &mut SwitchValues, option: &str, value: &str) -> Option<Option<()>> {
    let text = || Some(Some(value.to_owned()));
    Some(match option {
        "--upload-answer" => {
            let words = [
                ("array", UploadAnswer::Array),
                ("object", UploadAnswer::Object),
            ];
            put(&mut to.upload_answer, pick(value, words))
        }
        "--paging" => put(&mut to.paging, on(value)),
        "--default-limit" => put(&mut to.default_limit, value.parse().ok()),
        "--largest-limit" => put(&mut to.largest_limit, value.parse().ok()),
        "--range" => {
            let words = [
                ("honoured", RangeAnswer::Honoured),
                ("ignored", RangeAnswer::Ignored),
            ];
            put(&mut to.range, pick(value, words))
        }
        "--chunked-downloads" => put(&mut to.chunked_downloads, on(value)),
        "--bad-token-status" => put(
            &mut to.bad_token_status,
            pick(value, [("401", 401), ("403", 403)]),
        ),
        "--revoke" => put(&mut to.revoke, on(value)),
        "--whoami" => {
            let words = [("nested", WhoAmIShape::Nested), ("flat", WhoAmIShape::Flat)];
            put(&mut to.whoami, pick(value, words))
        }
        "--rotate-refresh" => put(&mut to.rotate_refresh, on(value)),
        "--refresh-grace" => put(&mut to.refresh_grace, duration(value)),
        "--refresh-ends-access" => put(&mut to.refresh_ends_access, on(value)),
        "--pkce" => {
            let words = [
                ("honoured", Pkce::Honoured),
                ("required", Pkce::Required),
                ("refused", Pkce::Refused),
                ("ignored", Pkce::Ignored),
            ];
            put(&mut to.pkce, pick(value, words))
        }
        "--code-parameter" => {
            let words = [
                ("code", CodeParameter::Code),
                ("verifier", CodeParameter::Verifier),
            ];
            put(&mut to.code_parameter, pick(value, words))
        }
        "--throttle-style" => {
            let words = [
                ("old", ThrottleStyle::Old),
                ("middle", ThrottleStyle::Middle),
                ("new", ThrottleStyle::New),
                ("dated", ThrottleStyle::Dated),
            ];
            put(&mut to.throttle_style, pick(value, words))
        }
        "--throttle-every" => put(&mut to.throttle_every, value.parse().ok()),
        "--visibility-delay" => put(&mut to.visibility_delay, duration(value)),
        "--moved-site" => put(&mut to.moved_site, text()),
        "--disk-limit" => put_number(&mut to.disk_limit, value),
        "--browsable-archives" => put(&mut to.browsable_archives, on(value)),
        "--mkdir-existing" => {
            let words = [
                ("accepted", MkdirExisting::Accepted),
                ("conflict", MkdirExisting::Conflict),
            ];
            put(&mut to.mkdir_existing, pick(value, words))
        }
        "--onto-existing" => {
            let words = [
                ("refused", OntoExisting::Refused),
                ("replaced", OntoExisting::Replaced),
            ];
            put(&mut to.onto_existing, pick(value, words))
        }
        "--bulk-upload" => put(&mut to.bulk_upload, on(value)),
        "--versions" => put(&mut to.versions, value.parse().ok()),
        "--version-3" => put(&mut to.version_3, on(value)),
        "--v3-midway" => put_number(&mut to.v3_midway, value),
        "--partial-uploads" => put(&mut to.partial_uploads, on(value)),
        "--task-answer" => {
            let words = [
                ("relative", TaskAnswer::Relative),
                ("absolute", TaskAnswer::Absolute),
                ("redirect", TaskAnswer::Redirect),
            ];
            put(&mut to.task_answer, pick(value, words))
        }
        "--task-status" => {
            let words = [("nested", TaskStatus::Nested), ("top", TaskStatus::Top)];
            put(&mut to.task_status, pick(value, words))
        }
        "--task-length" => put(&mut to.task_length, duration(value)),
        "--task-memory" => put(&mut to.task_memory, duration(value)),
        "--task-cancel" => put(&mut to.task_cancel, on(value)),
        "--checksum" => {
            let words = [
                ("right", ChecksumAnswer::Right),
                ("wrong", ChecksumAnswer::Wrong),
                ("unsupported", ChecksumAnswer::Unsupported),
                ("only-md5", ChecksumAnswer::OnlyMd5),
                ("only-sha1", ChecksumAnswer::OnlySha1),
                ("only-last", ChecksumAnswer::OnlyLast),
            ];
            put(&mut to.checksum, pick(value, words))
        }
        "--error-bodies" => {
            let words = [
                ("newer", ErrorBodies::Newer),
                ("older", ErrorBodies::Older),
                ("plain", ErrorBodies::Plain),
            ];
            put(&mut to.error_bodies, pick(value, words))
        }
        "--slash-redirect" => put(&mut to.slash_redirect, on(value)),
        "--activity-2" => put(&mut to.activity_2, on(value)),
        "--failing-name" => put(&mut to.failing_name, text()),
        "--unpaid-name" => put(&mut to.unpaid_name, text()),
        "--lying-operations" => put(&mut to.lying_operations, on(value)),
        "--lossy-uploads" => put(&mut to.lossy_uploads, value.parse().ok()),
        "--html-answers" => put(&mut to.html_answers, on(value)),
        "--broken-json" => put(&mut to.broken_json, on(value)),
        "--cut-after" => put_number(&mut to.cut_after, value),
        _ => return None,
    })
}
