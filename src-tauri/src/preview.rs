//! The bytes of a preview on their way to the page: an address of our own for each ticket.
//!
//! What they are was decided by their bytes, from a short list without web pages. They come with that type and
//! no other, in a sandbox of their own where nothing runs and nothing is loaded, and are kept nowhere. The page's
//! own script may read them (it draws a PDF, and hands a sound on where a web view can't fetch it by itself);
//! no other origin may.

use connect_core::{App, PreviewBytes};
use tauri::http::header::{
    ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL,
    CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ORIGIN, RANGE,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use tauri::http::{HeaderValue, Method, Request, Response, StatusCode};
use tauri::{Builder, Manager, Runtime, Url};

use crate::window;

/// The scheme of those addresses. `<img>`, `<audio>`, `<video>` and the page's own script may load it, and nothing
/// that could run it or draw it as a page (`tauri.conf.json`).
pub const SCHEME: &str = "preview";

/// A drawing may style itself, and nothing else.
const POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

/// Where the page finds what a ticket stands for. The web views of Windows and Android know only `http`.
pub(crate) fn address(ticket: &str) -> String {
    if cfg!(any(windows, target_os = "android")) {
        format!("http://{SCHEME}.localhost/{ticket}")
    } else {
        format!("{SCHEME}://localhost/{ticket}")
    }
}

/// Answers those addresses, to the one window that may ask.
pub(crate) fn with_previews<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.register_asynchronous_uri_scheme_protocol(SCHEME, |context, request, responder| {
        let app = context.app_handle().try_state::<App>();
        let app = app.map(|app| app.inner().clone());
        let ours = context.webview_label() == window::MAIN;
        let dev = window::dev(context.app_handle());
        tauri::async_runtime::spawn(async move {
            let response = match app.filter(|_| ours) {
                Some(app) => answer(&app, &request, dev.as_ref()).await,
                None => empty(StatusCode::FORBIDDEN),
            };
            responder.respond(response);
        });
    })
}

/// The answer to one request. `dev` is where the page comes from while it is developed.
pub async fn answer(app: &App, request: &Request<Vec<u8>>, dev: Option<&Url>) -> Response<Vec<u8>> {
    let mut response = match *request.method() {
        Method::GET => stretch(app, request).await,
        // A page that asks for a part may have to ask first whether it may.
        Method::OPTIONS => empty(StatusCode::NO_CONTENT),
        _ => empty(StatusCode::METHOD_NOT_ALLOWED),
    };
    if let Some(page) = page_of(request, dev) {
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, page);
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, RANGE.into());
    }
    response
}

/// The origin that asks, if it is our page's.
fn page_of(request: &Request<Vec<u8>>, dev: Option<&Url>) -> Option<HeaderValue> {
    let origin = request.headers().get(ORIGIN)?;
    let page: Url = origin.to_str().ok()?.parse().ok()?;
    window::is_ours(&page, dev).then(|| origin.clone())
}

async fn stretch(app: &App, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let range = request.headers().get(RANGE);
    let range = match range.map(|range| range.to_str().ok().and_then(first_and_last)) {
        Some(None) => return empty(StatusCode::RANGE_NOT_SATISFIABLE),
        asked => asked.flatten(),
    };
    let (from, to) = range.unwrap_or((0, None));
    let ticket = request.uri().path().trim_start_matches('/');
    match app.preview_bytes(ticket, from, to).await {
        Some(bytes) => with(bytes, range.is_some()),
        None => empty(StatusCode::NOT_FOUND),
    }
}

fn with(bytes: PreviewBytes, part: bool) -> Response<Vec<u8>> {
    let length = bytes.bytes.len() as u64;
    // Without having been asked for a part, a whole that is too large is not sent as if it were one.
    if length == 0 || (!part && length != bytes.total) {
        return empty(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let mut response = Response::builder()
        .header(CONTENT_TYPE, bytes.media)
        .header(CONTENT_LENGTH, length)
        .header(ACCEPT_RANGES, "bytes");
    if part {
        let last = bytes.from + length - 1;
        let range = format!("bytes {}-{last}/{}", bytes.from, bytes.total);
        response = response
            .status(StatusCode::PARTIAL_CONTENT)
            .header(CONTENT_RANGE, range);
    }
    guarded(response)
        .body(bytes.bytes.to_vec())
        .unwrap_or_else(|_| empty(StatusCode::INTERNAL_SERVER_ERROR))
}

fn empty(status: StatusCode) -> Response<Vec<u8>> {
    let response = guarded(Response::builder().status(status)).body(Vec::new());
    response.unwrap_or_default()
}

fn guarded(response: tauri::http::response::Builder) -> tauri::http::response::Builder {
    response
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(CONTENT_SECURITY_POLICY, POLICY)
        .header(REFERRER_POLICY, "no-referrer")
        .header(CACHE_CONTROL, "no-store")
}

/// `bytes=5-` and `bytes=5-9` (RFC 9110 §14.1.2); several parts or the last ones are asked for by nobody here.
fn first_and_last(range: &str) -> Option<(u64, Option<u64>)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let last = match last.trim() {
        "" => None,
        last => Some(last.parse().ok()?),
    };
    Some((first.trim().parse().ok()?, last))
}

#[cfg(test)]
mod tests {
    use super::first_and_last;

    #[test]
    fn a_range_is_one_stretch_from_a_place_on() {
        for (text, read) in [
            ("bytes=0-", Some((0, None))),
            ("bytes=5-9", Some((5, Some(9)))),
            ("bytes=-9", None),
            ("bytes=0-1,5-6", None),
            ("lines=0-", None),
        ] {
            assert_eq!(first_and_last(text), read, "{text}");
        }
    }
}
