// What the example in the SDK's README leaves out: a person with a browser, and a keychain.

#[allow(dead_code)] // the example needs one outcome of several
mod browser {
    include!("browser.rs");
}

/// The example has no keychain.
struct Keychain;

#[async_trait::async_trait]
impl TokenKeeper for Keychain {
    async fn keep(
        &self,
        _: &TokenSet,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Ok(())
    }
}

/// Maya opens this address, signs in, and allows.
async fn in_the_browser(url: &Url) -> String {
    match browser::press("allow", url.as_str(), "maya").await {
        browser::Outcome::Redirection(uri) => uri,
        other => unreachable!("{other:?}"),
    }
}
