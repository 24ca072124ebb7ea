// A user agent without a window: signs in on the practice server's pages and presses a button.
// Plain comments, since the example of the SDK's README includes this file.

/// What became of the authorization.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The browser was sent to this redirect URI.
    Redirection(String),
    /// The page shows this code.
    Code(String),
    /// Neither came.
    Nothing,
}

/// Opens the authorization URL, signs in as `username`, and presses `allow` or `deny`.
pub(crate) async fn press(button: &str, url: &str, username: &str) -> Outcome {
    let browser = browser();
    let page = Page::open(&browser, url, None).await;
    let Some(csrf) = page.between("name=\"csrf\" value=\"", "\"") else {
        return page.outcome();
    };
    let form = [
        ("csrf", csrf),
        ("username", username),
        ("password", "practice"),
        ("step", "sign-in"),
    ];
    let signed_in = page.send(&form).await;
    let consent = Page::open(&browser, url, signed_in.cookie).await;
    let Some(csrf) = consent.between("name=\"csrf\" value=\"", "\"") else {
        return consent.outcome();
    };
    consent
        .send(&[("csrf", csrf), ("step", button)])
        .await
        .outcome()
}

struct Page {
    browser: reqwest::Client,
    url: String,
    cookie: Option<String>,
    location: Option<String>,
    text: String,
}

impl Page {
    async fn open(browser: &reqwest::Client, url: &str, cookie: Option<String>) -> Page {
        Page::read(browser, url, cookie, browser.get(url)).await
    }

    async fn send(&self, form: &[(&str, &str)]) -> Page {
        let form = self.browser.post(&self.url).form(form);
        Page::read(&self.browser, &self.url, self.cookie.clone(), form).await
    }

    async fn read(
        browser: &reqwest::Client,
        url: &str,
        cookie: Option<String>,
        request: reqwest::RequestBuilder,
    ) -> Page {
        let request = request.header("cookie", cookie.clone().unwrap_or_default());
        let response = request.send().await.expect("the practice server answers");
        let header = |name| {
            response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let set = header("set-cookie")
            .and_then(|value| value.split(';').next())
            .map(str::to_owned);
        let location = header("location").map(str::to_owned);
        let text = response.text().await.expect("a page is text");
        let browser = browser.clone();
        Page {
            browser,
            url: url.to_owned(),
            cookie: set.or(cookie),
            location,
            text,
        }
    }

    fn between(&self, before: &str, after: &str) -> Option<&str> {
        let (_, rest) = self.text.split_once(before)?;
        rest.split_once(after).map(|(found, _)| found)
    }

    fn outcome(self) -> Outcome {
        let code = self
            .between(" id=\"code\"", "</p>")
            .and_then(|rest| rest.split_once('>'));
        match (self.location.as_deref(), code) {
            (Some(location), _) => Outcome::Redirection(location.to_owned()),
            (None, Some((_, code))) => Outcome::Code(code.trim().to_owned()),
            (None, None) => Outcome::Nothing,
        }
    }
}

/// Plain `http` on this computer needs no certificates, and reading them takes its time.
fn browser() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    builder
        .no_proxy()
        .tls_certs_only([])
        .build()
        .expect("a browser")
}
