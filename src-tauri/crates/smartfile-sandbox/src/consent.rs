//! The pages a person sees in the browser.
//!
//! They belong to the practice firm, not to the application, and need no script. The elements a
//! test or a screen reader looks for have fixed ids: `account-<username>`, `password`, `sign-in`,
//! `allow`, `deny`, `another-account`, `code`.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{Response, StatusCode};

use crate::authorize::Request;
use crate::redirect::form_action;
use crate::reply;
use crate::sessions::Session;
use crate::site::{APPLICATION, FIRM, Site};
use crate::user::User;

const STYLE: &str = include_str!("consent/practice.css");

/// What an error page says.
pub(crate) struct Words {
    title: &'static str,
    text: &'static str,
}

impl Words {
    pub(crate) const UNKNOWN_APPLICATION: Self = Self {
        title: "This site does not know the application",
        text: "The address that brought you here names an application that is not registered here. \
               Nothing was shared.",
    };
    pub(crate) const UNKNOWN_REDIRECT: Self = Self {
        title: "We cannot send you back",
        text: "The application asked us to send you to an address that is not registered for it. \
               To be safe, we stop here. Nothing was shared.",
    };
    pub(crate) const BAD_REQUEST: Self = Self {
        title: "The application asked for something we do not offer",
        text: "Go back to the application and try again. Nothing was shared.",
    };
    pub(crate) const DENIED: Self = Self {
        title: "You did not allow it",
        text: "Nothing was shared. You can close this page.",
    };
    pub(crate) const EXPIRED: Self = Self {
        title: "This page is no longer valid",
        text: "Go back to the application and connect again. Nothing was shared.",
    };
    pub(crate) const BROKEN: Self = Self {
        title: "Something went wrong on our side",
        text: "Go back to the application and try again in a moment. Nothing was shared.",
    };
}

/// The sign-in page. The password stands in its field, because this is practice.
pub(crate) fn sign_in(
    site: &Site,
    request: &Request,
    session: &Session,
    wrong: bool,
) -> Response<Body> {
    let mut accounts = String::new();
    for (at, user) in site.users.iter().enumerate() {
        let checked = if at == 0 { " checked" } else { "" };
        let _ = writeln!(
            accounts,
            "<label class=\"account\" for=\"account-{id}\"><input type=\"radio\" name=\"username\" \
             id=\"account-{id}\" value=\"{id}\"{checked}><span class=\"avatar\" aria-hidden=\"true\">{initials}</span>\
             <span class=\"who\"><b>{name}</b><small>{email}</small></span></label>",
            id = escape(&user.username),
            initials = initials(user),
            name = escape(&user.name),
            email = escape(&user.email),
        );
    }
    let password = site.users.first().map_or("", |user| &user.password);
    let message = if wrong {
        "<p class=\"problem\" role=\"alert\">The password is not right. On the practice server it is the one below.</p>"
    } else {
        ""
    };
    let main = format!(
        "<h1>Sign in</h1>\n<p class=\"lead\">to let <b>{APPLICATION}</b> connect</p>\n{message}\
         <form method=\"post\" action=\"{action}\">\n{csrf}\
         <fieldset><legend>Who are you today?</legend>\n{accounts}</fieldset>\n\
         <label class=\"field\" for=\"password\">Password<input id=\"password\" name=\"password\" type=\"text\" \
         value=\"{password}\" autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\"></label>\n\
         <p class=\"hint\">These people and files are made up, so the password is filled in.</p>\n\
         <button class=\"primary\" id=\"sign-in\" name=\"step\" value=\"sign-in\">Sign in</button>\n</form>",
        action = escape(&request.action),
        csrf = hidden(session),
        password = escape(password),
    );
    page(StatusCode::OK, "Sign in", &main, request.target.as_deref())
}

/// The consent page: which application, which account, what it may do.
pub(crate) fn consent(
    site: &Site,
    request: &Request,
    session: &Session,
    user: &User,
) -> Response<Body> {
    let mut rights = String::new();
    for scope in request.scope.split_ascii_whitespace() {
        rights.push_str(match scope {
            "read" => {
                "<li>See your name, e-mail address and storage</li>\n\
                 <li>See your files and folders, and download them</li>\n"
            }
            _ => "<li>Upload, rename, move and delete files</li>\n",
        });
    }
    let then = if request.target.is_some() {
        format!("Your browser then takes you back to {APPLICATION}.")
    } else {
        format!("You then get a code to paste into {APPLICATION}.")
    };
    let main = format!(
        "<h1>Let {APPLICATION} use your files?</h1>\n\
         <div class=\"account still\"><span class=\"avatar\" aria-hidden=\"true\">{initials}</span>\
         <span class=\"who\"><b>{name}</b><small>{email}</small></span></div>\n\
         <h2>It may, as you:</h2>\n<ul class=\"rights\">\n{rights}</ul>\n\
         <p class=\"hint\">It does not learn your password. {then}</p>\n\
         <form method=\"post\" action=\"{action}\">\n{csrf}\
         <div class=\"buttons\"><button class=\"primary\" id=\"allow\" name=\"step\" value=\"allow\">Allow</button>\n\
         <button id=\"deny\" name=\"step\" value=\"deny\">Deny</button></div>\n\
         <button class=\"link\" id=\"another-account\" name=\"step\" value=\"another-account\">Use another account</button>\n\
         </form>\n<p class=\"where\">{url}</p>",
        initials = initials(user),
        name = escape(&user.name),
        email = escape(&user.email),
        action = escape(&request.action),
        csrf = hidden(session),
        url = escape(&site.url),
    );
    page(
        StatusCode::OK,
        "Allow access",
        &main,
        request.target.as_deref(),
    )
}

/// The page that shows the code, for who came without a redirect URI (documented).
pub(crate) fn code(code: &str) -> Response<Body> {
    let main = format!(
        "<h1>Almost there</h1>\n<p class=\"lead\">Copy this code and paste it into <b>{APPLICATION}</b>.</p>\n\
         <p class=\"code\" id=\"code\" data-testid=\"code\" tabindex=\"0\" aria-label=\"Code\">{code}</p>\n\
         <p class=\"hint\">One click selects all of it. It works once, and not for long. \
         Give it to nobody: whoever has it can use your files.</p>",
        code = escape(code),
    );
    page(StatusCode::OK, "Your code", &main, None)
}

/// A page that says why it goes no further.
pub(crate) fn error(status: StatusCode, words: &Words) -> Response<Body> {
    let main = format!(
        "<h1>{}</h1>\n<p class=\"lead\" id=\"message\" role=\"alert\">{}</p>",
        words.title, words.text
    );
    page(status, words.title, &main, None)
}

/// The site's front page.
pub(crate) fn welcome() -> Response<Body> {
    let main = format!(
        "<h1>{}</h1>\n<p class=\"lead\">This is a practice server. Its people and files are made up. \
         Start in {APPLICATION}; it brings you to the right page here.</p>",
        escape(FIRM)
    );
    page(StatusCode::OK, "Welcome", &main, None)
}

pub(crate) fn style() -> Response<Body> {
    strict(
        reply::body(StatusCode::OK, "text/css; charset=utf-8", STYLE),
        None,
    )
}

/// Back to the application: 302, with nothing about it kept or passed on.
pub(crate) fn leave(target: &str) -> Response<Body> {
    go(StatusCode::FOUND, target)
}

pub(crate) fn go(status: StatusCode, target: &str) -> Response<Body> {
    strict(reply::redirect(status, target), None)
}

pub(crate) fn page(
    status: StatusCode,
    title: &str,
    main: &str,
    target: Option<&str>,
) -> Response<Body> {
    let firm = escape(FIRM);
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} · {firm}</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"/oauth2/practice.css\">\n</head>\n<body>\n\
         <header><span class=\"mark\" aria-hidden=\"true\">H&amp;F</span><span class=\"firm\">{firm}</span>\
         <span class=\"practice\">Practice server</span></header>\n<main>\n{main}\n</main>\n</body>\n</html>\n"
    );
    strict(
        reply::body(status, "text/html; charset=utf-8", html),
        target,
    )
}

/// Headers that keep a page from being framed, cached, scripted or told about.
fn strict(mut response: Response<Body>, target: Option<&str>) -> Response<Body> {
    let way_back = target
        .and_then(form_action)
        .map(|way| format!(" {way}"))
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'{way_back}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, &*policy),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in headers {
        reply::insert(&mut response, name, value);
    }
    response
}

fn hidden(session: &Session) -> String {
    format!(
        "<input type=\"hidden\" name=\"csrf\" value=\"{}\">\n",
        escape(&session.csrf)
    )
}

fn initials(user: &User) -> String {
    let first = user.first_name().chars().next();
    let last = user.last_name().chars().next();
    escape(&first.into_iter().chain(last).collect::<String>())
}

pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
