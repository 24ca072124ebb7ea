//! Without a password store, and only when the person asks for it: an encrypted file behind a passphrase.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use connect_core::{
    Account, AccountStanding, App, ConnectionState, KeptIn, LocalDisk, Options, Outcome,
    Passphrase, Ports, Problem, RemotePath, VaultError,
};
use smartfile_sandbox::{Endpoint, Fault};
use support::{
    Chronicle, Desk, Facts, FlakyVault, ManualClock, PASSPHRASE, ScriptedBrowser, outcome_of,
};

const LIFE: Duration = Duration::from_hours(10);

fn passphrase() -> Passphrase {
    Passphrase::new(PASSPHRASE.into())
}

/// Connected and confirmed on a computer whose password store does not work.
async fn without_a_store() -> Desk {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.vault.fail(Some(VaultError::Unavailable));
    desk.app.connect().await.unwrap();
    assert_eq!(desk.until_connected().await.kept_in, KeptIn::Memory);
    desk.app.confirm_account().await.unwrap();
    desk
}

/// The same after the person has chosen a passphrase.
async fn sealed() -> Desk {
    let desk = without_a_store().await;
    desk.app.keep_in_file(passphrase()).await.unwrap();
    desk
}

fn file(desk: &Desk) -> PathBuf {
    desk.data_dir().join("sealed.json")
}

fn left(desk: &Desk) -> Vec<String> {
    let entries = std::fs::read_dir(desk.data_dir()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains("sealed")).collect()
}

fn kept_in(desk: &Desk) -> KeptIn {
    match desk.state() {
        ConnectionState::Connected { account, .. } => account.kept_in,
        state => panic!("not connected: {state:?}"),
    }
}

async fn until_asked(desk: &Desk, outcome: Outcome) -> (Account, Problem) {
    desk.until(&format!("{outcome:?}"), |snapshot| {
        match &snapshot.connection {
            ConnectionState::VaultUnavailable { account, problem }
                if problem.outcome == outcome =>
            {
                Some((account.clone(), problem.clone()))
            }
            _ => None,
        }
    })
    .await
}

async fn unlocked(desk: &mut Desk) {
    desk.restart().await;
    until_asked(desk, Outcome::PassphraseNeeded).await;
    desk.app.unlock(passphrase()).await.unwrap();
    desk.until_connected().await;
}

/// B16: saving elsewhere only after explicit consent: until then nothing of the sign-in is in any file, through renewals
/// and work.
#[tokio::test]
async fn before_the_person_agrees_nothing_is_written() {
    let desk = without_a_store().await;
    desk.list("/").await.unwrap();
    desk.clock.advance(LIFE);
    desk.list("/").await.unwrap();
    desk.app.retry_vault().await;
    assert_eq!(left(&desk), Vec::<String>::new());
    assert!(!desk.data_dir().join("accounts.json").exists());
}

/// B16: kept in the file, the banner is gone, and the next start needs the passphrase and nothing else.
#[tokio::test]
async fn a_passphrase_keeps_one_signed_in_and_is_asked_for_at_the_next_start() {
    let mut desk = sealed().await;
    let ConnectionState::Connected {
        account,
        problem: None,
        ..
    } = desk.state()
    else {
        panic!("{:?}", desk.state());
    };
    assert_eq!(account.kept_in, KeptIn::File);
    desk.restart().await;
    let (waiting, _) = until_asked(&desk, Outcome::PassphraseNeeded).await;
    assert_eq!(
        (waiting.id, waiting.username.as_str()),
        (account.id.clone(), "maya")
    );
    // A file that is locked is asked for again only by the person.
    desk.clock.advance(Duration::from_mins(5));
    assert_eq!(desk.state_name(), "VaultUnavailable");
    desk.app.unlock(passphrase()).await.unwrap();
    let back = desk.until_connected().await;
    assert_eq!((back.id, back.kept_in), (account.id, KeptIn::File));
    assert!(back.confirmed);
    desk.list("/").await.unwrap();
    assert_eq!(desk.browser.opened(), 1, "no browser");
    assert_eq!(desk.token_calls(), 1, "no new sign-in");
}

/// B16: a wrong passphrase costs nothing, and each try is answered.
#[tokio::test]
async fn a_wrong_passphrase_is_said_and_nothing_is_lost() {
    let mut desk = sealed().await;
    let before = std::fs::read(file(&desk)).unwrap();
    desk.restart().await;
    until_asked(&desk, Outcome::PassphraseNeeded).await;
    let mut references = std::collections::HashSet::new();
    for wrong in ["blue kettle on the floor", "", "Blue kettle on the roof"] {
        desk.app
            .unlock(Passphrase::new(wrong.into()))
            .await
            .unwrap();
        let (_, problem) = until_asked(&desk, Outcome::PassphraseWrong).await;
        references.insert(problem.reference);
    }
    assert_eq!(references.len(), 3, "each try has its answer");
    assert_eq!(std::fs::read(file(&desk)).unwrap(), before);
    desk.app.unlock(passphrase()).await.unwrap();
    desk.until_connected().await;
    desk.list("/").await.unwrap();
}

/// B16: what is easy to guess is not taken, and nothing is written.
#[tokio::test]
async fn a_passphrase_that_is_easy_to_guess_is_not_taken() {
    let desk = without_a_store().await;
    for weak in ["", "kettle", "aaaaaaaaaaaaaaaa", "no no no no"] {
        let refused = desk.app.keep_in_file(Passphrase::new(weak.into())).await;
        assert_eq!(outcome_of(refused), Outcome::PassphraseWeak, "{weak}");
    }
    assert_eq!(left(&desk), Vec::<String>::new());
    assert_eq!(kept_in(&desk), KeptIn::Memory);
}

/// B16, B19: forgotten, the file goes, the account stays, and one click connects again.
#[tokio::test]
async fn a_forgotten_passphrase_costs_one_sign_in_and_no_more() {
    let mut desk = sealed().await;
    desk.restart().await;
    let (account, _) = until_asked(&desk, Outcome::PassphraseNeeded).await;
    desk.app.forget_passphrase().await.unwrap();
    let (kept, problem) = desk.until_ended().await;
    assert_eq!(
        (kept.id.clone(), problem.outcome),
        (account.id.clone(), Outcome::PassphraseForgotten)
    );
    assert_eq!(left(&desk), Vec::<String>::new());
    assert_eq!(desk.browser.opened(), 1, "no browser without a click");
    desk.app.connect().await.unwrap();
    let again = desk.until_connected().await;
    assert_eq!((again.id, again.kept_in), (account.id, KeptIn::Memory));
    // Still without a store and without a file: the next start has a way on.
    desk.restart().await;
    desk.until_ended().await;
    desk.app.connect().await.unwrap();
    desk.until_connected().await;
    desk.app.keep_in_file(passphrase()).await.unwrap();
    unlocked(&mut desk).await;
}

/// B19: a damaged file is set aside, said, and one click connects again; a wrong passphrase is not blamed for it.
#[tokio::test]
async fn a_damaged_file_is_set_aside_and_one_click_connects_again() {
    for damage in [
        "cut",
        "a letter of the key",
        "a letter of the entries",
        "empty",
    ] {
        let mut desk = sealed().await;
        let text = std::fs::read_to_string(file(&desk)).unwrap();
        let damaged = match damage {
            "cut" => text[..text.len() / 2].to_owned(),
            "empty" => String::new(),
            _ => {
                let part = if damage.ends_with("key") {
                    "\"key\": {\n      \"nonce\": \""
                } else {
                    "\"bytes\": \""
                };
                let at = if damage.ends_with("key") {
                    text.find(part).unwrap() + part.len()
                } else {
                    text.rfind(part).unwrap() + part.len() + 8
                };
                let other = if &text[at..=at] == "A" { "B" } else { "A" };
                format!("{}{other}{}", &text[..at], &text[at + 1..])
            }
        };
        std::fs::write(file(&desk), &damaged).unwrap();
        desk.restart().await;
        let (account, problem) = desk.until_ended().await;
        assert_eq!(problem.outcome, Outcome::SealedDamaged, "{damage}");
        let aside = std::fs::read_to_string(desk.data_dir().join("sealed.json.damaged")).unwrap();
        assert_eq!(aside, damaged, "{damage}");
        assert_eq!(desk.browser.opened(), 1, "no browser without a click");
        desk.app.connect().await.unwrap();
        assert_eq!(desk.until_connected().await.id, account.id, "{damage}");
        desk.app.disconnect().await.unwrap();
        assert_eq!(left(&desk), Vec::<String>::new(), "{damage}");
    }
}

/// B19: a file erased by hand is one sign-in, not a dead end, while the app runs and at its start.
#[tokio::test]
async fn a_file_erased_by_hand_is_written_again_or_asks_to_connect() {
    let mut desk = sealed().await;
    std::fs::remove_file(file(&desk)).unwrap();
    desk.clock.advance(LIFE);
    desk.list("/").await.unwrap();
    assert!(file(&desk).exists(), "the renewal wrote it again");
    std::fs::remove_file(file(&desk)).unwrap();
    desk.restart().await;
    let (_, problem) = desk.until_ended().await;
    assert_eq!(problem.outcome, Outcome::ReauthorizationRequired);
    desk.app.connect().await.unwrap();
    desk.until_connected().await;
}

/// B21, B22: the file always holds the newest refresh token; the server takes each one once only.
#[tokio::test]
async fn a_renewal_is_kept_in_the_file() {
    let mut desk = sealed().await;
    desk.sandbox
        .switches()
        .change(|switches| switches.refresh_grace = Duration::ZERO);
    for life in 1..=3 {
        let before = std::fs::read(file(&desk)).unwrap();
        desk.clock.advance(LIFE);
        desk.list("/").await.unwrap();
        assert_ne!(std::fs::read(file(&desk)).unwrap(), before, "life {life}");
        assert_eq!(kept_in(&desk), KeptIn::File);
        unlocked(&mut desk).await;
        desk.list("/").await.unwrap();
    }
    assert_eq!(desk.browser.opened(), 1);
    assert_eq!(desk.token_calls(), 1 + 3);
}

/// B21: two copies of the app share the file: whoever comes second finds what the first has brought, and two
/// renewals never meet.
#[tokio::test]
async fn two_copies_of_the_app_share_the_file() {
    let desk = sealed().await;
    desk.sandbox
        .switches()
        .change(|switches| switches.refresh_grace = Duration::ZERO);
    let store = FlakyVault::new(Chronicle::default());
    store.fail(Some(VaultError::Unavailable));
    let facts = Arc::new(Facts::new(Chronicle::default()));
    let clock = Arc::new(ManualClock::default());
    let ports = Ports::new(
        ScriptedBrowser::new(),
        Arc::new(store),
        Arc::clone(&clock) as _,
        Arc::clone(&facts) as _,
        Arc::new(LocalDisk),
    );
    let other = App::start(
        ports,
        Options {
            data_dir: desk.data_dir(),
            ..support::options_without_a_site()
        },
    )
    .unwrap();
    let mut changes = facts.changes();
    while !matches!(
        other.snapshot().connection,
        ConnectionState::VaultUnavailable { .. }
    ) {
        changes.changed().await.unwrap();
    }
    other.unlock(passphrase()).await.unwrap();
    while !matches!(
        other.snapshot().connection,
        ConnectionState::Connected { .. }
    ) {
        changes.changed().await.unwrap();
    }
    for life in 1..=3 {
        clock.advance(LIFE);
        desk.clock.advance(LIFE);
        let root = RemotePath::root();
        let (ours, theirs) = tokio::join!(desk.list("/"), other.info(&root));
        ours.unwrap();
        theirs.unwrap();
        assert_eq!(desk.token_calls(), 1 + life);
    }
    // Out of the file with what works, though the other copy has renewed it last.
    clock.advance(LIFE);
    other.info(&RemotePath::root()).await.unwrap();
    other.stop().await;
    desk.app.keep_until_quit().await.unwrap();
    assert_eq!(
        desk.token_calls(),
        1 + 4,
        "taken over, not renewed once more"
    );
    desk.clock.advance(LIFE);
    desk.list("/").await.unwrap();
    assert_eq!(kept_in(&desk), KeptIn::Memory);
    assert_eq!(desk.browser.opened(), 1);
}

fn standing(desk: &Desk) -> Vec<AccountStanding> {
    let accounts = desk.app.snapshot().accounts;
    accounts.into_iter().map(|a| a.standing).collect()
}

async fn until_standing(desk: &Desk, wanted: &[AccountStanding]) {
    desk.until(&format!("{wanted:?}"), |_| {
        (standing(desk) == wanted).then_some(())
    })
    .await;
}

/// B16: one file and one passphrase for all accounts that are kept in it: opened once, it opens for each; who
/// leaves takes only what is theirs; who forgets it connects each one again.
#[tokio::test]
async fn several_accounts_share_one_file_and_one_passphrase() {
    use AccountStanding::{Connected, Ended, Locked};
    let mut desk = sealed().await;
    desk.browser.sit_down("jonas");
    desk.app.add_account();
    desk.until_disconnected().await;
    desk.app.connect().await.unwrap();
    desk.until_connected().await;
    desk.app.confirm_account().await.unwrap();
    let before = std::fs::read(file(&desk)).unwrap();
    let other = Passphrase::new("another one altogether".into());
    let refused = desk.app.keep_in_file(other).await;
    assert_eq!(outcome_of(refused), Outcome::PassphraseWrong);
    assert_eq!(kept_in(&desk), KeptIn::Memory);
    assert_eq!(std::fs::read(file(&desk)).unwrap(), before);
    desk.app.keep_in_file(passphrase()).await.unwrap();

    desk.restart().await;
    until_standing(&desk, &[Locked, Locked]).await;
    desk.app
        .unlock(Passphrase::new("not this one".into()))
        .await
        .unwrap();
    until_asked(&desk, Outcome::PassphraseWrong).await;
    assert_eq!(standing(&desk), [Locked, Locked]);
    desk.app.unlock(passphrase()).await.unwrap();
    until_standing(&desk, &[Connected, Connected]).await;
    desk.app.disconnect().await.unwrap();
    assert!(file(&desk).exists());
    let maya = desk.app.snapshot().accounts.remove(0).id;
    desk.app.switch_account(&maya).unwrap();
    unlocked(&mut desk).await;
    desk.clock.advance(LIFE);
    desk.list("/").await.unwrap();
    desk.restart().await;
    until_standing(&desk, &[Locked]).await;
    desk.app.forget_passphrase().await.unwrap();
    until_standing(&desk, &[Ended]).await;
    assert_eq!(left(&desk), Vec::<String>::new());
}

/// B22: a renewal that is on its way while the person chooses is not lost.
#[tokio::test]
async fn a_renewal_on_its_way_while_the_file_is_made_is_the_one_that_is_kept() {
    let mut desk = without_a_store().await;
    desk.sandbox
        .switches()
        .change(|switches| switches.refresh_grace = Duration::ZERO);
    desk.sandbox
        .faults()
        .next(Endpoint::Token, Fault::Slow(Duration::from_millis(200)));
    desk.clock.advance(LIFE);
    let app = desk.app.clone();
    let choosing = tokio::spawn(async move { app.keep_in_file(passphrase()).await });
    desk.list("/").await.unwrap();
    choosing.await.unwrap().unwrap();
    unlocked(&mut desk).await;
    desk.clock.advance(LIFE);
    desk.list("/").await.unwrap();
    assert_eq!(desk.browser.opened(), 1);
}

/// B16: when the store works again the sign-in moves there, and the file goes.
#[tokio::test]
async fn it_moves_to_the_password_store_when_that_works_again() {
    let mut desk = sealed().await;
    desk.vault.fail(None);
    // What an earlier time in the store left must not be taken for newer.
    let id = desk.until_connected().await.id;
    desk.vault
        .put(&format!("{id}/refresh_token.next"), "of-long-ago");
    desk.app.keep_in_store().await.unwrap();
    assert_eq!(kept_in(&desk), KeptIn::Vault);
    assert_eq!(left(&desk), Vec::<String>::new());
    assert_eq!(
        desk.vault.kinds(),
        ["access_token", "client_secret", "refresh_token"]
    );
    desk.restart().await;
    assert_eq!(desk.until_connected().await.kept_in, KeptIn::Vault);
    desk.clock.advance(LIFE);
    desk.list("/").await.unwrap();
    assert_eq!(desk.browser.opened(), 1);
}

/// B16, B17: a store that does not take it, at whichever step, changes nothing.
#[tokio::test]
async fn a_move_to_a_store_that_fails_leaves_everything_as_it_was() {
    let mut desk = sealed().await;
    for step in 0..8 {
        desk.vault.fail(None);
        desk.vault.fail_after(step, VaultError::Full);
        let moved = desk.app.keep_in_store().await;
        assert_eq!(outcome_of(moved), Outcome::VaultFull, "step {step}");
        assert_eq!(kept_in(&desk), KeptIn::File, "step {step}");
        desk.clock.advance(LIFE);
        desk.list("/").await.unwrap();
        unlocked(&mut desk).await;
    }
    desk.vault.fail(None);
    desk.app.keep_in_store().await.unwrap();
    assert_eq!(kept_in(&desk), KeptIn::Vault);
    desk.clock.advance(LIFE);
    desk.list("/").await.unwrap();
}

/// B16: turned off, the file goes and one is connected until one quits.
#[tokio::test]
async fn turned_off_the_file_goes_and_one_is_connected_until_one_quits() {
    let mut desk = sealed().await;
    desk.app.keep_until_quit().await.unwrap();
    assert_eq!(kept_in(&desk), KeptIn::Memory);
    assert_eq!(left(&desk), Vec::<String>::new());
    desk.clock.advance(LIFE);
    desk.list("/").await.unwrap();
    desk.restart().await;
    assert!(desk.until_disconnected().await.is_none());
}

/// C25: disconnecting leaves no file, open or locked.
#[tokio::test]
async fn disconnecting_leaves_no_file() {
    let desk = sealed().await;
    desk.app.disconnect().await.unwrap();
    assert_eq!(left(&desk), Vec::<String>::new());
    assert_eq!(desk.revocations(), 1);
    drop(desk);

    let mut desk = sealed().await;
    desk.restart().await;
    until_asked(&desk, Outcome::PassphraseNeeded).await;
    desk.app.disconnect().await.unwrap();
    assert_eq!(left(&desk), Vec::<String>::new());
    desk.restart().await;
    assert!(desk.until_disconnected().await.is_none());
}

/// T15: the file holds no secret and no passphrase that can be read, and only its owner may look.
#[tokio::test]
async fn the_file_says_nothing_to_who_reads_it() {
    let desk = sealed().await;
    let text = std::fs::read_to_string(file(&desk)).unwrap();
    // What stands in base64 is looked at as the bytes that it is.
    let mut readable = text.clone().into_bytes();
    for word in text.split('"') {
        readable.extend(STANDARD.decode(word).unwrap_or_default());
    }
    let secrets = desk.sandbox.ledger().secrets();
    let words = secrets.iter().map(|secret| secret.value.as_str());
    let words = words.chain([
        PASSPHRASE,
        "kettle",
        "maya",
        "refresh_token",
        "client_secret",
    ]);
    for word in words {
        let found = readable
            .windows(word.len())
            .any(|window| window == word.as_bytes());
        assert!(!found, "{word} in {text}");
    }
    desk.watch().assert_clean();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for name in ["sealed.json", "sealed.lock"] {
            let path = desk.data_dir().join(name);
            let mode = std::fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}

/// T15: the watch knows the passphrase.
#[tokio::test]
async fn a_passphrase_in_a_file_turns_the_watch_red() {
    let desk = sealed().await;
    let note = desk.local_file("note.txt", PASSPHRASE.as_bytes());
    assert_eq!(desk.watch().finds().len(), 1);
    std::fs::remove_file(note).unwrap();
}

/// B16: a file that cannot be written is said, the sign-in works on, and nothing half done stays.
#[cfg(unix)]
#[tokio::test]
async fn a_file_that_cannot_be_written_changes_nothing() {
    let desk = without_a_store().await;
    // A folder stands in its place: that stops even who may do everything.
    std::fs::create_dir(file(&desk)).unwrap();
    let refused = desk.app.keep_in_file(passphrase()).await;
    assert_eq!(outcome_of(refused), Outcome::SealedFailed);
    assert_eq!(kept_in(&desk), KeptIn::Memory);
    desk.list("/").await.unwrap();
    std::fs::remove_dir(file(&desk)).unwrap();
    desk.app.keep_in_file(passphrase()).await.unwrap();
    assert_eq!(kept_in(&desk), KeptIn::File);
}

/// B16: a crash between the file and the list of accounts leaves a file of nobody. It goes at the next start.
#[tokio::test]
async fn a_file_that_belongs_to_nobody_goes_at_the_next_start() {
    let mut desk = sealed().await;
    let of_nobody = std::fs::read(file(&desk)).unwrap();
    desk.app.keep_until_quit().await.unwrap();
    std::fs::write(file(&desk), of_nobody).unwrap();
    desk.restart().await;
    desk.until_disconnected().await;
    assert_eq!(left(&desk), Vec::<String>::new());
}

/// Nobody is asked for what is not there: these mean something in one state only.
#[tokio::test]
async fn out_of_their_time_these_questions_change_nothing() {
    let desk = Desk::connected().await;
    let before = desk.state();
    let app = &desk.app;
    assert_eq!(
        outcome_of(app.keep_in_file(passphrase()).await),
        Outcome::Internal
    );
    assert_eq!(
        outcome_of(app.unlock(passphrase()).await),
        Outcome::Internal
    );
    assert_eq!(outcome_of(app.forget_passphrase().await), Outcome::Internal);
    assert_eq!(outcome_of(app.keep_in_store().await), Outcome::Internal);
    assert_eq!(outcome_of(app.keep_until_quit().await), Outcome::Internal);
    assert_eq!(desk.state(), before);
    assert_eq!(left(&desk), Vec::<String>::new());
}
