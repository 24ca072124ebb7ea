#![allow(clippy::unwrap_used, clippy::print_stderr)] // a test may stop at a surprise, and prints its seed

use crate::address::Server;
use crate::auth::{AuthorizationErrorCode as Code, AuthorizationRequest, Pkce, ResponseError};

const REDIRECT_URI: &str = "com.smartfile.connect:/oauth2/callback";

fn request() -> AuthorizationRequest {
    AuthorizationRequest::new(
        &Server::parse("acme").unwrap(),
        "id",
        Some(REDIRECT_URI),
        Pkce::S256,
    )
}

fn state(request: &AuthorizationRequest) -> String {
    request
        .url()
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned()
}

fn redirection(request: &AuthorizationRequest, rest: &str) -> String {
    format!("{REDIRECT_URI}?state={}&{rest}", state(request))
}

fn refusal(rest: &str) -> ResponseError {
    let request = request();
    request.accept(&redirection(&request, rest)).unwrap_err()
}

/// C3, C11: single use.
#[test]
fn a_good_answer_is_taken_once() {
    let request = request();
    let good = redirection(&request, "code=abc-123_~");
    assert!(request.is_pending());
    assert_eq!(request.accept(&good).unwrap().expose(), "abc-123_~");
    assert!(!request.is_pending());
    assert_eq!(request.accept(&good), Err(ResponseError::Foreign));
}

/// C11: also when they arrive at the same moment.
#[test]
fn of_many_deliveries_at_once_one_is_taken() {
    let request = request();
    let good = redirection(&request, "code=abc");
    let taken = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| request.accept(&good).is_ok()))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .filter(|taken| *taken)
            .count()
    });
    assert_eq!(taken, 1);
}

/// C10: unknown parameters change nothing.
#[test]
fn the_code_may_be_called_verifier_and_strangers_are_ignored() {
    let request = request();
    let code = request.accept(&redirection(
        &request,
        "verifier=abc&session=9&b=&scope=read+write#_=_",
    ));
    assert_eq!(code.unwrap().expose(), "abc");
    let request = self::request();
    let code = request.accept(&redirection(&request, "verifier=not-this&code=abc"));
    assert_eq!(code.unwrap().expose(), "abc");
}

/// C28, T5: one scheme, one path, compared as text.
#[test]
fn another_redirect_uri_is_foreign_and_moves_nothing() {
    let request = request();
    let state = state(&request);
    for uri in [
        String::new(),
        format!("com.smartfile.connect:/oauth2/callback/?code=a&state={state}"),
        format!("com.smartfile.connect://oauth2/callback?code=a&state={state}"),
        format!("com.smartfile.connect:/oauth2/callbackx?code=a&state={state}"),
        format!("COM.smartfile.connect:/oauth2/callback?code=a&state={state}"),
        format!("com.smartfile.connect:/oauth2/%63allback?code=a&state={state}"),
        format!(" com.smartfile.connect:/oauth2/callback?code=a&state={state}"),
        format!("https://evil.example.test/?code=a&state={state}"),
        format!("com.smartfile.connect:/oauth2/callback&code=a&state={state}"),
    ] {
        assert_eq!(request.accept(&uri), Err(ResponseError::Foreign), "{uri}");
    }
    assert!(request.is_pending());
}

/// C3, C9, C12: without our state nothing is believed, an error neither.
#[test]
fn a_missing_or_other_state_moves_nothing_also_with_an_error() {
    let request = request();
    let state = state(&request);
    for rest in [
        String::new(),
        "?code=abc".into(),
        "?code=abc&state=".into(),
        format!("?code=abc&state={}", &state[1..]),
        format!("?code=abc&state={state}x"),
        format!("?code=abc&state={}", state.to_uppercase()),
        format!("?code=abc#state={state}"),
        "?error=access_denied".into(),
        "?error=access_denied&state=guess".into(),
    ] {
        assert_eq!(
            request.accept(&format!("{REDIRECT_URI}{rest}")),
            Err(ResponseError::StateMismatch),
            "{rest}"
        );
    }
    assert!(request.is_pending());
    assert!(
        request
            .accept(&format!("{REDIRECT_URI}?code=abc&state={state}"))
            .is_ok()
    );
}

/// C10, T5: neither the first nor the last of two counts.
#[test]
fn a_repeated_parameter_spoils_the_answer_and_leaves_the_request_pending() {
    let request = request();
    let state = state(&request);
    for rest in [
        "code=a&code=b",
        "code=a&c%6Fde=b",
        "code=a&x=1&x=2",
        &format!("code=a&state={state}"),
        "error=a&error=b",
    ] {
        assert_eq!(
            request.accept(&redirection(&request, rest)),
            Err(ResponseError::Malformed),
            "{rest}"
        );
    }
    assert!(request.is_pending());
}

/// T5: a strict reader.
#[test]
fn overlong_and_impossible_answers_are_malformed_and_an_empty_one_holds_no_code() {
    assert_eq!(
        refusal(&format!("code={}", "a".repeat(8 * 1024))),
        ResponseError::Malformed
    );
    assert_eq!(refusal("code=a%00b"), ResponseError::Malformed);
    assert_eq!(refusal("code=%ff"), ResponseError::Malformed);
    for rest in ["", "code=", "verifier=", "code=&verifier=", "Code=abc"] {
        assert_eq!(refusal(rest), ResponseError::MissingCode, "{rest}");
    }
}

/// C9: the table.
#[test]
fn every_error_code_of_the_standard_has_its_name_and_uses_the_request_up() {
    for (wire, code) in [
        ("invalid_request", Code::InvalidRequest),
        ("unauthorized_client", Code::UnauthorizedClient),
        ("access_denied", Code::AccessDenied),
        ("unsupported_response_type", Code::UnsupportedResponseType),
        ("invalid_scope", Code::InvalidScope),
        ("server_error", Code::ServerError),
        ("temporarily_unavailable", Code::TemporarilyUnavailable),
        ("invalid_client", Code::InvalidClient),
        ("invalid_grant", Code::InvalidGrant),
        ("unsupported_grant_type", Code::UnsupportedGrantType),
        ("own_error", Code::Other("own_error".into())),
    ] {
        let request = request();
        let refused = request.accept(&redirection(&request, &format!("error={wire}&code=abc")));
        let Err(ResponseError::Refused(error)) = refused else {
            unreachable!("{wire} was not a refusal")
        };
        assert_eq!(
            (error.code.as_str(), &error.code, &error.description),
            (wire, &code, &None)
        );
        assert!(!request.is_pending(), "{wire}");
    }
}

/// C9: the server's words are text, and its address for more is not opened.
#[test]
fn the_servers_words_are_inert_and_never_repeat_the_state() {
    let request = request();
    let state = state(&request);
    let rest = format!(
        "error=a%0Ab&error_description=No%1b%5B31m%0Away%E2%80%AE+{state}+{}&error_uri=https://evil.example.test",
        "x".repeat(900)
    );
    let Err(ResponseError::Refused(error)) = request.accept(&redirection(&request, &rest)) else {
        unreachable!()
    };
    let words = error.description.unwrap();
    assert!(words.starts_with("No [31m way …"), "{words}");
    assert_eq!(words.chars().count(), 200);
    assert!(!words.contains(&state) && !words.contains("evil"));
    assert_eq!(error.code, Code::Other("a b".into()));
}

/// C13: RFC 9207.
#[test]
fn an_issuer_that_is_named_must_be_the_server() {
    let request = request();
    let elsewhere = redirection(&request, "code=abc&iss=https%3A%2F%2Fother.example.test");
    assert_eq!(request.accept(&elsewhere), Err(ResponseError::Foreign));
    assert_eq!(
        request.accept(&redirection(&request, "code=abc&iss=nonsense")),
        Err(ResponseError::Foreign)
    );
    assert!(request.is_pending());
    assert!(
        request
            .accept(&redirection(
                &request,
                "code=abc&iss=https%3A%2F%2Facme.smartfile.com"
            ))
            .is_ok()
    );
}

#[test]
fn a_request_without_a_redirect_uri_takes_no_redirection() {
    let request =
        AuthorizationRequest::new(&Server::parse("acme").unwrap(), "id", None, Pkce::S256);
    assert_eq!(
        request.accept(&redirection(&request, "code=abc")),
        Err(ResponseError::Foreign)
    );
    assert!(request.is_pending());
}

#[test]
fn a_redirect_uri_with_a_query_of_its_own_is_matched_whole() {
    let uri = "https://app.example.test/cb?from=smartfile";
    let request =
        AuthorizationRequest::new(&Server::parse("acme").unwrap(), "id", Some(uri), Pkce::S256);
    let state = state(&request);
    assert_eq!(
        request.accept(&format!("{uri}?code=a&state={state}")),
        Err(ResponseError::Foreign)
    );
    assert!(
        request
            .accept(&format!("{uri}&code=a&state={state}"))
            .is_ok()
    );
}

/// A small generator (xorshift64*), so that a printed seed repeats the run exactly.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn pick<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }

    fn text(&mut self, longest: usize) -> String {
        let length = self.below(longest + 1);
        (0..length)
            .map(|_| char::from(u8::try_from(0x21 + self.below(0x5e)).unwrap()))
            .collect()
    }
}

/// C12, T5: random and nearly right ones.
#[test]
fn none_of_ten_thousand_random_redirections_is_accepted() {
    let seed = std::env::var("SMARTFILE_TEST_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed: u64 = seed.unwrap_or_else(|| getrandom::u64().unwrap()) | 1;
    eprintln!("SMARTFILE_TEST_SEED={seed}");
    let mut random = Random(seed);
    let request = request();
    let state = state(&request);
    let (mut near, mut far) = (0, 0);
    for _ in 0..10_000 {
        let start = random.pick(&[
            REDIRECT_URI,
            "com.smartfile.connect:/oauth2/",
            "com.smartfile.connect://",
            "https://acme.smartfile.com",
            "",
        ]);
        let mut uri = format!("{start}{}", random.pick(&["?", "", "/?", "#", "&"]));
        for _ in 0..random.below(5) {
            let name = random.pick(&[
                "code", "state", "verifier", "error", "iss", "st%61te", "State", "state[]",
            ]);
            let mut value = match random.below(3) {
                0 => random.text(43),
                1 => state.chars().rev().collect(),
                // The true state but for one character.
                _ => {
                    let mut near: Vec<char> = state.chars().collect();
                    let place = random.below(near.len());
                    near[place] = if near[place] == 'A' { 'B' } else { 'A' };
                    near.into_iter().collect()
                }
            };
            if random.below(8) == 0 {
                value.push_str(&random.text(40));
            }
            uri = format!("{uri}{name}={value}&");
        }
        match request.accept(&uri) {
            Err(ResponseError::StateMismatch | ResponseError::Malformed) => near += 1,
            Err(ResponseError::Foreign) => far += 1,
            other => unreachable!("{uri:?} gave {other:?} with seed {seed}"),
        }
    }
    assert!(
        near > 500 && far > 500,
        "the tries were not mixed: {near} near, {far} far"
    );
    assert!(
        request.is_pending(),
        "a forged redirection ended the request"
    );
    assert!(
        request
            .accept(&format!("{REDIRECT_URI}?code=abc&state={state}"))
            .is_ok()
    );
}
