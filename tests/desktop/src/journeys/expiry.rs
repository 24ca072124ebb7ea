//! B24: an ended sign-in is said within half a minute, though nobody asks for anything.
//!
//! Tokens that live three seconds: a minute of listing, one refresh for each expiry; then the
//! service ends the sign-in.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use smartfile_sandbox::Profile;

use super::{LastWords, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;
use crate::wait::{self, until};

const LIFE: Duration = Duration::from_secs(3);
/// The promise is half a minute; the rest is for a computer that is busy with other things.
const TRUTH: Duration = Duration::from_secs(35);
const LISTING: Duration = Duration::from_mins(1);

pub(super) fn profile() -> Profile {
    Profile {
        token_life: LIFE,
        ..Desk::everything()
    }
}

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    let maya = desk.maya()?;
    desk.open_app(false).await?;
    sign_in::connect(desk).await?;
    sign_in::show_files(desk).await?;

    let (listings, refreshes) = a_minute_of_listing(desk).await?;
    desk.step(&format!(
        "Listed {listings} times in a minute, with {refreshes} refreshes"
    ))
    .await?;

    desk.sandbox.end_sign_in("maya");
    let window = desk.window()?;
    until(
        "the app to say by itself: connect again",
        TRUTH,
        async || window.has("notice-action").await.ok()?.then_some(()),
    )
    .await?;
    window.says("Please connect again").await?;
    window.text_with("account-chip", &maya.name).await?;
    desk.step("The service ended the sign-in: please connect again, the account is kept")
        .await?;

    desk.window()?.click("notice-action").await?;
    desk.window()?.screen("waiting").await?;
    let page = desk.browser.new_page("#allow, #account-maya").await?;
    if page.has("#account-maya").await? {
        page.click("#account-maya").await?;
        page.click("#sign-in").await?;
    }
    page.click("#allow").await?;
    let window = desk.window()?;
    until(
        "the files or the question who this is",
        wait::LIMIT,
        async || {
            let screen = window.screen_now().await.ok()?;
            ["files", "connected", "account"]
                .contains(&screen.as_str())
                .then_some(())
        },
    )
    .await?;
    if window.screen_now().await? == "connected" {
        window.click("show-files").await?;
    }
    window.row("Thousand").await?;
    desk.step("Connected again").await?;
    Ok(vec![
        format!("Connected as {}", maya.name),
        format!("{refreshes} refreshes for {listings} listings"),
    ])
}

/// Lists without pause; returns how many listings there were and how many refreshes.
async fn a_minute_of_listing(desk: &Desk) -> Outcome<(usize, usize)> {
    let ledger = desk.sandbox.ledger();
    let window = desk.window()?;
    let (asked_before, refreshed_before) = (listings(desk), refreshes(desk).len());
    let start = Instant::now();
    while start.elapsed() < LISTING {
        let before = listings(desk);
        // Two at once: the second supersedes the first, and both may find the token expired.
        window.click("refresh").await?;
        window.click("refresh").await?;
        check::that(ledger.wait_for(1, "/api/2/path/info").await, || {
            "no listing was answered".to_owned()
        })?;
        until("a listing", wait::LIMIT, async || {
            (listings(desk) > before).then_some(())
        })
        .await?;
    }
    let took = start.elapsed();
    let all = refreshes(desk);
    let count = all.len() - refreshed_before;
    let distinct: BTreeSet<&String> = all.iter().collect();
    check::equal(
        "refresh tokens used twice",
        &(all.len() - distinct.len()),
        &0,
    )?;
    let refused = ledger
        .to("/oauth2/token")
        .iter()
        .filter(|exchange| exchange.status != 200)
        .count();
    check::equal("refused token requests", &refused, &0)?;
    // A token is renewed when nine tenths of its life are over, or a little later; never earlier.
    let most = took.as_secs_f64() / (LIFE.as_secs_f64() * 0.9) + 1.0;
    let least = took.as_secs_f64() / (LIFE.as_secs_f64() * 1.7);
    #[allow(clippy::cast_precision_loss, reason = "a few dozen")]
    let counted = count as f64;
    check::that(counted <= most && counted >= least, || {
        format!("{count} refreshes in {took:?}: expected {least:.0} to {most:.0}")
    })?;
    Ok((listings(desk) - asked_before, count))
}

fn listings(desk: &Desk) -> usize {
    desk.sandbox.ledger().count("GET", "/api/2/path/info")
}

/// The refresh token of each refresh, in order.
fn refreshes(desk: &Desk) -> Vec<String> {
    desk.sandbox
        .ledger()
        .to("/oauth2/token")
        .iter()
        .filter_map(|exchange| {
            let form: Vec<(String, String)> = url::form_urlencoded::parse(&exchange.body)
                .into_owned()
                .collect();
            let field = |name: &str| {
                form.iter()
                    .find(|(key, _)| key == name)
                    .map(|(_, value)| value.clone())
            };
            (field("grant_type")? == "refresh_token").then(|| field("refresh_token"))?
        })
        .collect()
}
