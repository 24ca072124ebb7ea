//! The sign-in page, the consent page, and where they lead.

use smartfile_sandbox::{CodeParameter, Pkce};

use crate::browser::{Browser, Page, authorization_url};
use crate::practice::{REDIRECT_URI, empty, start};

const USUAL: [(&str, &str); 3] = [
    ("response_type", "code"),
    ("redirect_uri", REDIRECT_URI),
    ("state", "a state/+%&= ü"),
];

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[tokio::test]
async fn allow_leads_back_with_the_code_and_the_very_state() {
    let sandbox = empty().await;
    let page = Browser::new()
        .decide(&authorization_url(&sandbox, &USUAL), "maya", "allow")
        .await;
    assert_eq!(page.status, 302);
    assert_eq!(page.parameter("state").as_deref(), Some("a state/+%&= ü"));
    let code = page.parameter("code").unwrap();
    assert_eq!(code.len(), 30);
    let location = page.location.unwrap();
    let expected = format!("{REDIRECT_URI}?code={code}&state=a+state%2F%2B%25%26%3D+%C3%BC");
    assert_eq!(location, expected);
}

#[tokio::test]
async fn without_a_state_none_comes_back() {
    let sandbox = empty().await;
    let url = authorization_url(&sandbox, &USUAL[..2]);
    let page = Browser::new().decide(&url, "maya", "allow").await;
    let code = page.parameter("code").unwrap();
    assert_eq!(
        page.location.unwrap(),
        format!("{REDIRECT_URI}?code={code}")
    );
}

#[tokio::test]
async fn deny_leads_back_with_access_denied() {
    let sandbox = empty().await;
    let page = Browser::new()
        .decide(&authorization_url(&sandbox, &USUAL), "maya", "deny")
        .await;
    assert_eq!(page.status, 302);
    let expected =
        format!("{REDIRECT_URI}?error=access_denied&state=a+state%2F%2B%25%26%3D+%C3%BC");
    assert_eq!(page.location.unwrap(), expected);
}

#[tokio::test]
async fn without_a_redirect_uri_the_code_is_shown_on_the_page() {
    let sandbox = empty().await;
    let ways: [&[(&str, &str)]; 2] = [
        &[("response_type", "code")],
        &[
            ("response_type", "code"),
            ("redirect_uri", "urn:ietf:wg:oauth:2.0:oob"),
        ],
    ];
    for way in ways {
        let url = authorization_url(&sandbox, way);
        let page = Browser::new().decide(&url, "jonas", "allow").await;
        assert_eq!((page.status, &page.location), (200, &None));
        let code = page.element("code");
        assert!(
            sandbox
                .ledger()
                .secrets()
                .iter()
                .any(|secret| secret.value == code)
        );
        assert!(page.html.contains("data-testid=\"code\""));
        let denied = Browser::new().decide(&url, "jonas", "deny").await;
        assert_eq!((denied.status, &denied.location), (200, &None));
        assert!(denied.html.contains("You did not allow it"));
    }
}

#[tokio::test]
async fn the_pages_name_the_firm_the_application_the_account_and_the_rights() {
    let sandbox = empty().await;
    let url = authorization_url(&sandbox, &USUAL);
    let mut browser = Browser::new();
    let page = browser.get(&url).await;
    assert!(page.html.contains("Harrow &amp; Finch Architects"));
    assert!(page.html.contains("Practice server"));
    for user in sandbox.users() {
        assert!(
            page.html
                .contains(&format!("id=\"account-{}\"", user.username))
        );
    }
    assert_eq!(page.element("sign-in"), "Sign in");
    assert!(!page.html.contains("<script"));
    let page = browser.sign_in(&url, "jonas").await;
    assert!(page.html.contains("Jonas Weir") && page.html.contains("Connect SmartFile"));
    assert_eq!(
        (page.element("allow"), page.element("deny")),
        ("Allow", "Deny")
    );
    assert!(page.html.contains("download them") && page.html.contains("delete files"));
    let read_only = authorization_url(&sandbox, &[&USUAL[..], &[("scope", "read")]].concat());
    let page = browser.get(&read_only).await;
    assert!(page.html.contains("download them") && !page.html.contains("delete files"));
}

#[tokio::test]
async fn another_account_can_be_used_and_a_wrong_password_cannot() {
    let sandbox = empty().await;
    let url = authorization_url(&sandbox, &USUAL);
    let mut browser = Browser::new();
    let page = browser.sign_in(&url, "maya").await;
    let form = [("csrf", page.csrf()), ("step", "another-account")];
    assert_eq!(browser.post(&url, &form).await.status, 303);
    let page = browser.get(&url).await;
    assert_eq!(page.element("sign-in"), "Sign in");
    let form = [
        ("csrf", page.csrf()),
        ("username", "priya"),
        ("password", "wrong"),
        ("step", "sign-in"),
    ];
    let page = browser.post(&url, &form).await;
    assert!(page.html.contains("The password is not right"));
    let page = browser.sign_in(&url, "priya").await;
    assert!(page.html.contains("Priya Nair"));
}

#[tokio::test]
async fn a_form_without_its_session_or_its_token_does_nothing() {
    let sandbox = empty().await;
    let url = authorization_url(&sandbox, &USUAL);
    let mut browser = Browser::new();
    let page = browser.sign_in(&url, "maya").await;
    for form in [
        vec![("step", "allow")],
        vec![("csrf", "guessed"), ("step", "allow")],
        vec![("csrf", page.csrf()), ("step", "other")],
    ] {
        let refused = browser.post(&url, &form).await;
        assert_eq!((refused.status, refused.location), (403, None));
    }
    let form = [("csrf", page.csrf()), ("step", "allow")];
    let stranger = Browser::new().post(&url, &form).await;
    assert_eq!((stranger.status, stranger.location), (403, None));
    let mut other = Browser::new();
    let own = other.get(&url).await;
    let form = [("csrf", own.csrf()), ("step", "allow")];
    let unsigned = other.post(&url, &form).await;
    assert_eq!((unsigned.status, unsigned.location), (403, None));
}

#[tokio::test]
async fn a_stranger_or_an_unregistered_redirect_uri_gets_a_page_and_no_redirection() {
    let sandbox = empty().await;
    let base = format!("{}/oauth2/authorize/?response_type=code", sandbox.url());
    let id = sandbox.client_id();
    let twice = format!("redirect_uri={REDIRECT_URI}&redirect_uri={REDIRECT_URI}");
    for rest in [
        String::new(),
        "&client_id=unknown".to_owned(),
        format!("&client_id={id}&client_id={id}"),
        format!("&client_id=unknown&redirect_uri={REDIRECT_URI}"),
        format!("&client_id={id}&redirect_uri=https://evil.example/"),
        format!("&client_id={id}&redirect_uri=javascript:alert(1)"),
        format!("&client_id={id}&redirect_uri={REDIRECT_URI}/"),
        format!("&client_id={id}&redirect_uri=http://127.0.0.1:4000/callback"),
        format!("&client_id={id}&{twice}"),
    ] {
        let page = Browser::new().get(&format!("{base}{rest}")).await;
        assert_eq!((page.status, &page.location), (400, &None), "{rest}");
        assert!(page.html.contains("Nothing was shared."), "{rest}");
        assert!(!page.html.contains("evil.example"));
    }
}

#[tokio::test]
async fn a_registered_loopback_address_is_free_in_its_port() {
    let sandbox = start(|profile| {
        profile.redirect_uris = vec!["http://127.0.0.1/callback".to_owned()];
    })
    .await;
    let parameters = [
        ("response_type", "code"),
        ("redirect_uri", "http://127.0.0.1:49155/callback"),
    ];
    let url = authorization_url(&sandbox, &parameters);
    let page = Browser::new().decide(&url, "maya", "allow").await;
    assert!(
        page.location
            .unwrap()
            .starts_with("http://127.0.0.1:49155/callback?code=")
    );
}

async fn refused(sandbox: &smartfile_sandbox::Sandbox, parameters: &[(&str, &str)]) -> Page {
    let page = Browser::new()
        .get(&authorization_url(sandbox, parameters))
        .await;
    assert_eq!(page.status, 302, "{parameters:?}");
    assert!(page.location.as_ref().unwrap().starts_with(REDIRECT_URI));
    assert_eq!(
        page.parameter("state").as_deref(),
        Some("s1"),
        "{parameters:?}"
    );
    assert_eq!(page.parameter("code"), None);
    page
}

#[tokio::test]
async fn a_faulty_request_is_sent_back_with_its_error_and_state() {
    let sandbox = empty().await;
    let cases: [(&[(&str, &str)], &str); 8] = [
        (&[], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (
            &[("response_type", "code"), ("scope", "read admin")],
            "invalid_scope",
        ),
        (
            &[("response_type", "code"), ("response_type", "code")],
            "invalid_request",
        ),
        (
            &[("response_type", "code"), ("x", "1"), ("x", "2")],
            "invalid_request",
        ),
        (
            &[("response_type", "code"), ("code_challenge", CHALLENGE)],
            "invalid_request",
        ),
        (
            &[
                ("response_type", "code"),
                ("code_challenge", CHALLENGE),
                ("code_challenge_method", "plain"),
            ],
            "invalid_request",
        ),
        (
            &[
                ("response_type", "code"),
                ("code_challenge", "short"),
                ("code_challenge_method", "S256"),
            ],
            "invalid_request",
        ),
    ];
    for (parameters, error) in cases {
        let parameters = [
            &[("redirect_uri", REDIRECT_URI), ("state", "s1")],
            parameters,
        ]
        .concat();
        let page = refused(&sandbox, &parameters).await;
        assert_eq!(
            page.parameter("error").as_deref(),
            Some(error),
            "{parameters:?}"
        );
    }
}

#[tokio::test]
async fn a_code_challenge_can_be_required_refused_or_unknown() {
    let sandbox = empty().await;
    let bare = [
        ("response_type", "code"),
        ("redirect_uri", REDIRECT_URI),
        ("state", "s1"),
    ];
    let with = [
        &bare[..],
        &[
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ],
    ]
    .concat();
    sandbox
        .switches()
        .change(|switches| switches.pkce = Pkce::Required);
    assert_eq!(
        refused(&sandbox, &bare).await.parameter("error").unwrap(),
        "invalid_request"
    );
    assert_eq!(
        Browser::new()
            .get(&authorization_url(&sandbox, &with))
            .await
            .status,
        200
    );
    sandbox
        .switches()
        .change(|switches| switches.pkce = Pkce::Refused);
    assert_eq!(
        refused(&sandbox, &with).await.parameter("error").unwrap(),
        "invalid_request"
    );
    assert_eq!(
        Browser::new()
            .get(&authorization_url(&sandbox, &bare))
            .await
            .status,
        200
    );
    sandbox
        .switches()
        .change(|switches| switches.pkce = Pkce::Ignored);
    let odd = [
        &bare[..],
        &[("code_challenge", "x"), ("code_challenge_method", "plain")],
    ]
    .concat();
    assert_eq!(
        Browser::new()
            .get(&authorization_url(&sandbox, &odd))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn the_code_can_come_under_the_name_the_workflow_page_uses() {
    let sandbox = empty().await;
    sandbox
        .switches()
        .change(|switches| switches.code_parameter = CodeParameter::Verifier);
    let page = Browser::new()
        .decide(&authorization_url(&sandbox, &USUAL), "maya", "allow")
        .await;
    assert_eq!(page.parameter("code"), None);
    assert_eq!(page.parameter("verifier").unwrap().len(), 30);
}

#[tokio::test]
async fn pages_are_strict_and_let_the_form_lead_back() {
    let sandbox = empty().await;
    let url = authorization_url(&sandbox, &USUAL);
    let response = crate::browser::http().get(&url).send().await.unwrap();
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("content-type", "text/html; charset=utf-8"),
    ] {
        assert_eq!(response.headers()[name], value, "{name}");
    }
    let page = Browser::new().sign_in(&url, "maya").await;
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self' com.smartfile.connect:;",
        "base-uri 'none'",
    ] {
        assert!(page.policy.contains(part), "{part} in {}", page.policy);
    }
    let style = format!("{}/oauth2/practice.css", sandbox.url());
    let style = crate::browser::http().get(style).send().await.unwrap();
    assert_eq!(style.headers()["content-type"], "text/css; charset=utf-8");
    assert!(
        style
            .text()
            .await
            .unwrap()
            .contains("prefers-color-scheme: dark")
    );
}

#[tokio::test]
async fn what_a_request_says_is_shown_as_text_only() {
    let sandbox = empty().await;
    let mark = "\"><img src=x onerror=alert(1)>";
    let url = authorization_url(
        &sandbox,
        &[&USUAL[..2], &[("state", mark), ("'<b>", mark)]].concat(),
    );
    let page = Browser::new().sign_in(&url, "maya").await;
    assert!(
        !page.html.contains("<img") && !page.html.contains("<b>'"),
        "{}",
        page.html
    );
}
