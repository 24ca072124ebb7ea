//! curl, with the examples of the service's own workflow page and nothing that it does not name: no state, no
//! PKCE, no library.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use smartfile_sandbox::{Profile, Sandbox, World};

const REDIRECT_URI: &str = "com.smartfile.connect:/oauth2/callback";

/// What came back.
struct Answer {
    status: u16,
    /// Where it leads, if it does.
    leads_to: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// What stands in the page between two texts.
    fn between(&self, before: &str, after: &str) -> String {
        let (_, rest) = self
            .body
            .split_once(before)
            .unwrap_or_else(|| panic!("{}", self.body));
        rest.split_once(after).unwrap().0.to_owned()
    }
}

/// Runs curl, without the settings of whoever runs the test.
fn curl(words: &[&str]) -> Answer {
    let answer = Command::new("curl")
        .args(["--disable", "--silent", "--show-error", "--noproxy", "*"])
        .args(["--write-out", "\n%{http_code} %header{location}"])
        .args(words)
        .output()
        .expect("curl is installed");
    assert!(
        answer.status.success(),
        "{}",
        String::from_utf8_lossy(&answer.stderr)
    );
    let said = String::from_utf8(answer.stdout).unwrap();
    let (body, end) = said.rsplit_once('\n').unwrap();
    let (status, leads_to) = end.split_once(' ').unwrap();
    Answer {
        status: status.parse().unwrap(),
        leads_to: leads_to.to_owned(),
        body: body.to_owned(),
    }
}

async fn practice() -> Sandbox {
    let profile = Profile {
        world: World::Empty,
        ..Profile::default()
    };
    Sandbox::start(profile).await.unwrap()
}

/// Step 2: the person opens the address, signs in, and allows.
fn allowed(address: &str, cookies: &Path) -> Answer {
    let jar = cookies.to_str().unwrap();
    let browse = |words: &[&str]| {
        let with_cookies = ["--cookie", jar, "--cookie-jar", jar, address];
        curl(&[&with_cookies, words].concat())
    };
    let csrf = |page: &Answer| format!("csrf={}", page.between("name=\"csrf\" value=\"", "\""));
    let page = browse(&[]);
    browse(&[
        "--data",
        &csrf(&page),
        "--data",
        "username=maya",
        "--data",
        "password=practice",
        "--data",
        "step=sign-in",
    ]);
    let page = browse(&[]);
    browse(&["--data", &csrf(&page), "--data", "step=allow"])
}

/// Step 3, with the five parameters of the page.
fn token(sandbox: &Sandbox, code: &str, redirect_uri: Option<&str>) -> Answer {
    let address = format!("{}/oauth2/token/", sandbox.url());
    let mut fields = vec![
        format!("client_id={}", sandbox.client_id()),
        format!("client_secret={}", sandbox.client_secret()),
        format!("code={code}"),
        "grant_type=authorization_code".to_owned(),
    ];
    fields.extend(redirect_uri.map(|uri| format!("redirect_uri={uri}")));
    let mut words = vec![address.as_str()];
    for field in &fields {
        words.extend(["--data-urlencode", field]);
    }
    curl(&words)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workflow_page_is_followed_word_by_word_to_a_call() {
    let sandbox = practice().await;
    let here = tempfile::tempdir().unwrap();
    let address = format!(
        "{}/oauth2/authorize/?client_id={}&response_type=code&redirect_uri={REDIRECT_URI}",
        sandbox.url(),
        sandbox.client_id()
    );
    tokio::task::block_in_place(|| {
        let answer = allowed(&address, &here.path().join("cookies"));
        assert_eq!(answer.status, 302);
        let (uri, query) = answer.leads_to.split_once('?').unwrap();
        assert_eq!(uri, REDIRECT_URI);
        let code = query.strip_prefix("code=").expect("the code alone");

        let answer = token(&sandbox, code, Some(REDIRECT_URI));
        assert_eq!(answer.status, 200, "{}", answer.body);
        let tokens = answer.json();
        let fields: Vec<&String> = tokens.as_object().unwrap().keys().collect();
        let documented = [
            "access_token",
            "expires_in",
            "refresh_token",
            "scope",
            "token_type",
        ];
        assert_eq!(fields, documented);
        assert_eq!(tokens["token_type"], "Bearer");
        assert!(tokens["expires_in"].is_u64());

        // Step 5.
        let header = format!(
            "Authorization: Bearer {}",
            tokens["access_token"].as_str().unwrap()
        );
        let call = |path: &str, words: &[&str]| {
            let address = format!("{}{path}", sandbox.url());
            curl(
                &[
                    &[
                        "--header",
                        &header,
                        "--header",
                        "Accept: application/json",
                        &address,
                    ],
                    words,
                ]
                .concat(),
            )
        };
        let who = call("/api/2/whoami/", &[]);
        assert_eq!(
            (who.status, &who.json()["user"]["username"]),
            (200, &"maya".into())
        );
        let file = here.path().join("plan.txt");
        std::fs::write(&file, b"the plan").unwrap();
        let form = format!("file=@{}", file.display());
        assert_eq!(call("/api/2/path/data/", &["--form", &form]).status, 200);
        let listed = call("/api/2/path/info/?children=true", &[]).json();
        assert_eq!(listed["children"][0]["name"], "plan.txt");
        assert_eq!(call("/api/2/path/data/plan.txt", &[]).body, "the plan");

        // The same code a second time: the refusal of the page, to the letter.
        let again = token(&sandbox, code, Some(REDIRECT_URI));
        assert_eq!(
            (again.status, again.json()),
            (400, serde_json::json!({"error": "invalid_grant"}))
        );
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_callback_the_workflow_page_has_the_code_copied_from_the_screen() {
    let sandbox = practice().await;
    let here = tempfile::tempdir().unwrap();
    let address = format!(
        "{}/oauth2/authorize/?client_id={}&response_type=code",
        sandbox.url(),
        sandbox.client_id()
    );
    tokio::task::block_in_place(|| {
        let page = allowed(&address, &here.path().join("cookies"));
        assert_eq!((page.status, page.leads_to.as_str()), (200, ""));
        let shown = page.between(" id=\"code\"", "</");
        let code = shown.rsplit('>').next().unwrap().trim();
        let answer = token(&sandbox, code, None);
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(answer.json()["refresh_token"].is_string());
    });
}
