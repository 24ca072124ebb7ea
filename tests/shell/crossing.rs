//! Nothing secret crosses to the page, and no path of this computer.

use std::fs;
use std::sync::Arc;

use connect_core::VaultError;
use serde_json::json;
use smartfile_sandbox::World;
use support::{Chronicle, FlakyVault, PASSPHRASE, Script, SecretsWatch};

use crate::stage::Stage;

/// T4, T15: no code, state or token in anything that crosses.
/// Every way a sign-in may go, every command, and then a search through all that crossed.
#[test]
fn nothing_that_opens_an_account_ever_crosses_to_the_page() {
    let stage = Stage::new(World::Firm);
    let (facts, _) = stage.subscribe();

    stage.browser.follow(Script::Leave);
    stage.ask("connect", json!({})).unwrap();
    stage.ask("reopen_page", json!({})).unwrap();
    stage.ask("offer_code", json!({})).unwrap();
    stage.ask("open_code_page", json!({})).unwrap();
    assert_eq!(
        stage
            .ask("submit_code", json!({ "text": "not the right code" }))
            .unwrap_err()["code"],
        "code_malformed"
    );
    stage.ask("cancel_connect", json!({})).unwrap();

    stage.browser.follow(Script::Deny);
    stage.ask("connect", json!({})).unwrap();
    stage.crossed.until(facts, |fact| {
        fact["connection"]["problem"]["code"] == "authorization_denied"
    });

    stage.browser.follow(Script::ReturnTwice);
    stage.ask("connect", json!({})).unwrap();
    stage.until_connection(facts, "connected");
    stage.ask("confirm_account", json!({})).unwrap();
    let (_, channel) = stage.channel();
    stage
        .ask("list_folder", json!({ "path": "/", "onPage": channel }))
        .unwrap();
    let (_, channel) = stage.channel();
    let missing = stage.ask(
        "list_folder",
        json!({ "path": "/nowhere", "onPage": channel }),
    );
    assert_eq!(missing.unwrap_err()["code"], "not_found");

    let chosen = stage.folder("desk").join("note.txt");
    fs::write(&chosen, b"note").unwrap();
    *stage.dialogs.files.lock().unwrap() = vec![chosen];
    let tickets = stage.ask("choose_upload", json!({})).unwrap();
    let request = json!({ "requestId": "u", "ticket": tickets[0]["ticket"], "into": "/" });
    let id = stage.ask("upload", request).unwrap();
    stage.until_transfer(facts, &id, "done");

    stage.sandbox.end_sign_in("maya");
    let (_, channel) = stage.channel();
    let ended = stage.ask("list_folder", json!({ "path": "/", "onPage": channel }));
    assert_eq!(ended.unwrap_err()["code"], "reauthorization_required");
    let kept = stage.until_connection(facts, "reauthorizationRequired");
    assert_eq!(kept["account"]["username"], "maya");
    stage.subscribe();
    stage.ask("disconnect", json!({})).unwrap();

    let crossed = stage.crossed.text();
    let watch = SecretsWatch::of(stage.sandbox.ledger());
    assert!(watch.len() >= 6, "only {} secrets to look for", watch.len());
    watch
        .text("what crossed to the page", &crossed)
        .assert_clean();
    let home = stage.home.path().to_str().unwrap();
    assert!(!crossed.contains(home), "a path of this computer crossed");
}

/// B6, T4: the address of a page that could not be opened goes to the clipboard, and nothing of it to the page.
#[test]
fn the_address_of_the_page_is_copied_and_never_crosses() {
    let stage = Stage::new(World::Empty);
    let (facts, _) = stage.subscribe();
    let nothing_waits = stage.ask("copy_page_address", json!({})).unwrap_err();
    assert_eq!(nothing_waits["code"], "authorization_mismatch");
    assert_eq!(*stage.pad.text.lock().unwrap(), None);

    stage.browser.follow(Script::CannotOpen);
    stage.ask("connect", json!({})).unwrap();
    stage.crossed.until(facts, |fact| {
        fact["connection"]["problem"]["code"] == "browser_unavailable"
    });
    stage
        .pad
        .broken
        .store(true, std::sync::atomic::Ordering::Relaxed);
    let refused = stage.ask("copy_page_address", json!({})).unwrap_err();
    assert_eq!(refused["code"], "clipboard_unavailable");
    stage
        .pad
        .broken
        .store(false, std::sync::atomic::Ordering::Relaxed);
    let answer = stage.ask("copy_page_address", json!({}));
    assert_eq!(answer, Ok(serde_json::Value::Null));

    let copied = stage.pad.text.lock().unwrap().clone().unwrap();
    let address: tauri::Url = copied.parse().unwrap();
    let site: tauri::Url = stage.sandbox.url().parse().unwrap();
    assert_eq!(address.origin(), site.origin());
    let secret = |name: &'static str, kind: &'static str| {
        let value = address.query_pairs().find(|(key, _)| key == name);
        let value = value.expect(name).1.into_owned();
        smartfile_sandbox::Secret { kind, value }
    };
    let secrets = vec![
        secret("state", "state"),
        secret("code_challenge", "code_challenge"),
    ];
    let crossed = stage.crossed.text();
    assert!(!crossed.contains("/oauth2/authorize"), "{crossed}");
    SecretsWatch::for_secrets(secrets)
        .text("what crossed to the page", &crossed)
        .assert_clean();
}

/// T15: the search itself can fail.
/// The watch itself: one access token on its way to the page is enough.
#[test]
fn one_token_on_its_way_to_the_page_turns_the_watch_red() {
    let (stage, _) = Stage::connected(World::Empty);
    let secrets = stage.sandbox.ledger().secrets();
    let token = secrets
        .iter()
        .find(|secret| secret.kind == "access_token")
        .unwrap();
    let leaked = format!(
        "{}\n{{\"token\":\"{}\"}}",
        stage.crossed.text(),
        token.value
    );
    let watch = SecretsWatch::of(stage.sandbox.ledger()).text("the page", &leaked);
    assert_eq!(watch.finds().len(), 1);
}

/// The client secret goes in and never comes out.
#[test]
fn the_form_of_a_site_takes_a_secret_and_answers_only_that_there_is_one() {
    let stage = Stage::new(World::Empty);
    let form = json!({
        "address": "acme",
        "clientId": "client-of-acme",
        "clientSecret": "s3cret-of-acme-s3cret",
        "returnBy": "paste",
        "ports": [],
    });
    let site = stage.ask("save_site", json!({ "form": form })).unwrap();
    assert_eq!(site["address"], "acme.smartfile.com");
    assert_eq!(site["hasSecret"], true);
    assert_eq!(site["ready"], true);
    assert_eq!(site["provided"], false);
    let wrong = json!({ "address": "not an address", "clientId": "x", "clientSecret": null, "returnBy": "redirect", "ports": [] });
    let refused = stage.ask("save_site", json!({ "form": wrong }));
    assert_eq!(
        refused.as_ref().unwrap_err()["code"],
        "site_address_invalid",
        "{refused:?}"
    );
    stage.subscribe();
    assert!(!stage.crossed.text().contains("s3cret-of-acme"));
}

/// T15: the passphrase goes in once, right or wrong, and nothing of it comes out.
#[test]
fn a_passphrase_goes_in_and_never_comes_out() {
    let store = FlakyVault::new(Chronicle::default());
    store.fail(Some(VaultError::Unavailable));
    let stage = Stage::with_store(World::Empty, Arc::new(store));
    let (facts, _) = stage.subscribe();
    stage.ask("connect", json!({})).unwrap();
    let connected = stage.until_connection(facts, "connected");
    assert_eq!(connected["account"]["keptIn"], "untilQuit");
    stage.ask("confirm_account", json!({})).unwrap();
    let weak = json!({ "passphrase": "kettles" });
    let refused = stage.ask("keep_in_file", weak).unwrap_err();
    assert_eq!(refused["code"], "passphrase_weak");
    let chosen = || json!({ "passphrase": PASSPHRASE });
    stage.ask("keep_in_file", chosen()).unwrap();
    stage.crossed.until(facts, |fact| {
        fact["connection"]["account"]["keptIn"] == "encryptedFile"
    });
    // Out of its time it is refused, and not repeated either.
    assert_eq!(
        stage.ask("unlock", chosen()).unwrap_err()["code"],
        "internal"
    );
    let refused = stage.ask("keep_in_store", json!({})).unwrap_err();
    assert_eq!(refused["code"], "vault_unavailable");
    stage.subscribe();
    stage.ask("keep_until_quit", json!({})).unwrap();
    let crossed = stage.crossed.text();
    assert!(crossed.contains("encryptedFile"));
    for piece in [PASSPHRASE, "kettle"] {
        assert!(!crossed.contains(piece), "{piece} crossed");
    }
    SecretsWatch::of(stage.sandbox.ledger())
        .text("what crossed to the page", &crossed)
        .folder(stage.home.path())
        .assert_clean();
}
