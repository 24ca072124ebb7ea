//! Several accounts, each with a life of its own.

use std::time::Duration;

use connect_core::{
    Account, AccountId, AccountStanding, ClientSecret, ConnectionState, Outcome, Phase, RemotePath,
    Rung, SiteForm,
};
use smartfile_sandbox::{Profile, Sandbox, World};
use support::{Desk, Script, Visit, outcome_of};

/// Somebody else sits down and connects beside whoever is there.
async fn add(desk: &Desk, username: &str) -> Account {
    desk.browser.sit_down(username);
    desk.app.add_account();
    desk.connect().await
}

/// Who is there and how they stand, in the order of the list; `*` marks the one that is looked at.
fn list(desk: &Desk) -> Vec<String> {
    let accounts = desk.app.snapshot().accounts.into_iter();
    let line = |account: connect_core::AccountState| {
        let mark = if account.current { "*" } else { "" };
        format!("{mark}{} {:?}", account.username, account.standing)
    };
    accounts.map(line).collect()
}

async fn until_listed(desk: &Desk, wanted: &[&str]) {
    desk.until(&format!("{wanted:?}"), |_| {
        (list(desk) == wanted).then_some(())
    })
    .await;
}

fn put(desk: &Desk, username: &str, name: &str) {
    let home = desk.sandbox.dir().join(username);
    std::fs::create_dir_all(&home).unwrap();
    std::fs::write(home.join(name), name).unwrap();
}

fn is_current(desk: &Desk, id: &AccountId) -> bool {
    let accounts = desk.app.snapshot().accounts;
    accounts.iter().any(|a| a.current && a.id == *id)
}

#[tokio::test]
async fn each_account_has_its_own_files_and_going_from_one_to_the_other_asks_nobody() {
    let mut desk = Desk::connected().await;
    put(&desk, "maya", "plan.txt");
    put(&desk, "jonas", "budget.txt");
    let jonas = add(&desk, "jonas").await;
    until_listed(&desk, &["maya Connected", "*jonas Connected"]).await;
    assert_eq!(desk.names("/").await, ["budget.txt"]);

    let maya = desk.app.snapshot().accounts.remove(0).id;
    let (opened, tokens) = (desk.browser.opened(), desk.token_calls());
    desk.app.switch_account(&maya).unwrap();
    assert_eq!(list(&desk), ["*maya Connected", "jonas Connected"]);
    assert_eq!(desk.until_connected().await.username, "maya");
    assert_eq!(desk.names("/").await, ["plan.txt"]);
    desk.app.switch_account(&jonas.id).unwrap();
    assert_eq!(desk.names("/").await, ["budget.txt"]);
    assert_eq!(
        (desk.browser.opened(), desk.token_calls()),
        (opened, tokens)
    );

    // Both come back, and the one that was looked at last is looked at.
    desk.restart().await;
    until_listed(&desk, &["maya Connected", "*jonas Connected"]).await;
    assert_eq!(desk.names("/").await, ["budget.txt"]);
    desk.app.switch_account(&maya).unwrap();
    desk.restart().await;
    until_listed(&desk, &["*maya Connected", "jonas Connected"]).await;
    assert_eq!(desk.browser.opened(), opened);
}

/// B12: three dead accounts, and not one page.
#[tokio::test]
async fn three_accounts_whose_sign_ins_have_ended_open_no_page_at_the_start() {
    let mut desk = Desk::connected().await;
    for username in ["jonas", "priya"] {
        add(&desk, username).await;
    }
    let opened = desk.browser.opened();
    assert_eq!(opened, 3);
    for username in ["maya", "jonas", "priya"] {
        desk.sandbox.end_sign_in(username);
    }
    desk.restart().await;
    until_listed(&desk, &["maya Ended", "jonas Ended", "*priya Ended"]).await;
    assert_eq!(desk.browser.opened(), opened);
    desk.browser.sit_down("priya");
    desk.app.connect().await.unwrap();
    until_listed(&desk, &["maya Ended", "jonas Ended", "*priya Connected"]).await;
    assert_eq!(desk.browser.opened(), opened + 1);
}

#[tokio::test]
async fn an_account_whose_sign_in_has_ended_disturbs_no_other() {
    let desk = Desk::connected().await;
    let jonas = add(&desk, "jonas").await;
    let local = desk.local_file("budget.txt", b"budget");
    let maya = desk.app.snapshot().accounts.remove(0).id;
    desk.sandbox.end_sign_in("maya");
    desk.app.switch_account(&maya).unwrap();
    assert_eq!(
        outcome_of(desk.list("/").await),
        Outcome::ReauthorizationRequired
    );
    until_listed(&desk, &["*maya Ended", "jonas Connected"]).await;

    desk.app.switch_account(&jonas.id).unwrap();
    let upload = desk.app.upload("1", local, RemotePath::root()).unwrap();
    // The upload is of whose files were looked at when it began, wherever the person looks then.
    desk.app.switch_account(&maya).unwrap();
    let done = desk.until_phase(&upload, Phase::Done).await;
    assert_eq!(done.account, jonas.id);
    assert!(desk.sandbox.dir().join("jonas").join("budget.txt").exists());
    assert!(!desk.remote_file("budget.txt").exists());
    assert_eq!(list(&desk), ["*maya Ended", "jonas Connected"]);
}

/// B11: the browser still knows the person from before. They are told, and what works goes on working.
#[tokio::test]
async fn nobody_is_connected_twice_and_the_sign_in_that_works_is_kept() {
    let desk = Desk::connected().await;
    let keys = desk.vault.keys();
    let token = desk.vault.secret("/refresh_token");
    desk.app.add_account();
    desk.until_disconnected().await;
    desk.app.connect().await.unwrap();
    let problem = desk.until_refused().await;
    assert_eq!(problem.outcome, Outcome::AlreadyConnected);
    assert_eq!(problem.name.as_deref(), Some("Maya Lindqvist"));
    assert_eq!(list(&desk), ["maya Connected"]);
    assert_eq!(
        desk.revocations(),
        1,
        "the second grant is ended at the site"
    );
    assert_eq!(desk.vault.keys(), keys);
    assert_eq!(desk.vault.secret("/refresh_token"), token);

    let maya = desk.app.snapshot().accounts.remove(0).id;
    desk.app.switch_account(&maya).unwrap();
    assert_eq!(list(&desk), ["*maya Connected"]);
    assert!(desk.list("/").await.is_ok());
}

#[tokio::test]
async fn a_person_who_is_added_again_gets_back_the_account_whose_sign_in_had_ended() {
    let mut desk = Desk::connected().await;
    let before = desk.until_connected().await;
    add(&desk, "jonas").await;
    desk.sandbox.end_sign_in("maya");
    desk.restart().await;
    until_listed(&desk, &["maya Ended", "*jonas Connected"]).await;

    desk.browser.sit_down("maya");
    desk.app.add_account();
    desk.until_disconnected().await;
    desk.app.connect().await.unwrap();
    until_listed(&desk, &["*maya Connected", "jonas Connected"]).await;
    let again = desk.until_connected().await;
    assert_eq!(again.id, before.id);
    assert!(again.confirmed);
    assert_eq!(again.connected_since, before.connected_since);
    assert!(desk.list("/").await.is_ok());
    assert_eq!(
        desk.revocations(),
        0,
        "the new grant is the one that is used"
    );
    // One set of entries an account, and no third.
    desk.vault
        .until("two sets", |vault| vault.keys().len() == 6)
        .await;
    desk.restart().await;
    until_listed(&desk, &["*maya Connected", "jonas Connected"]).await;
}

/// C25: disconnecting ends one account, and nothing of another.
#[tokio::test]
async fn disconnecting_one_account_leaves_the_others_and_their_transfers() {
    let mut desk = Desk::connected().await;
    let maya = desk.until_connected().await.id;
    put(&desk, "maya", "plan.txt");
    let jonas = add(&desk, "jonas").await;
    desk.app.switch_account(&maya).unwrap();
    let plan = RemotePath::root().join("plan.txt").unwrap();
    let target = desk.download_to("plan.txt");
    let download = desk.app.download("1", plan, target.clone()).unwrap();
    desk.until_phase(&download, Phase::Done).await;

    desk.app.switch_account(&jonas.id).unwrap();
    desk.app.disconnect().await.unwrap();
    assert!(matches!(
        desk.state(),
        ConnectionState::Disconnected { erased: true, .. }
    ));
    assert_eq!(list(&desk), ["maya Connected"]);
    let mine = |key: &String| key.starts_with(maya.as_str());
    assert!(
        desk.vault.keys().iter().all(mine),
        "{:?}",
        desk.vault.keys()
    );
    assert_eq!(desk.vault.keys().len(), 3);
    let rows = desk.app.snapshot().transfers;
    assert!(rows.len() == 1 && rows[0].account == maya, "{rows:?}");

    desk.app.switch_account(&maya).unwrap();
    assert_eq!(desk.names("/").await, ["plan.txt"]);
    desk.restart().await;
    until_listed(&desk, &["*maya Connected"]).await;
}

#[tokio::test]
async fn going_back_to_an_account_gives_up_the_sign_in_of_the_one_to_be_added() {
    let desk = Desk::connected().await;
    let maya = desk.until_connected().await.id;
    desk.browser.sit_down("jonas");
    desk.browser.follow(Script::AllowAndHold);
    desk.app.add_account();
    desk.until_disconnected().await;
    desk.app.connect().await.unwrap();
    let Visit::Redirection(uri) = desk.browser.visit(1).await else {
        panic!("no redirection");
    };
    desk.app.switch_account(&maya).unwrap();
    assert!(is_current(&desk, &maya));
    let calls = desk.token_calls();
    desk.app.receive_redirection(&uri);
    assert_eq!(desk.app.foreign_redirections(), 1);
    assert_eq!(desk.token_calls(), calls);
    assert_eq!(list(&desk), ["*maya Connected"]);
}

#[tokio::test]
async fn room_for_another_account_is_made_once_and_leaves_nothing_behind() {
    let mut desk = Desk::connected().await;
    let maya = desk.until_connected().await.id;
    for _ in 0..3 {
        desk.app.add_account();
    }
    desk.until_disconnected().await;
    assert_eq!(list(&desk), ["maya Connected"]);
    desk.app.switch_account(&maya).unwrap();
    desk.app.add_account();
    assert_eq!(desk.state_name(), "Disconnected");
    desk.restart().await;
    until_listed(&desk, &["*maya Connected"]).await;
    let nobody = AccountId::from("nobody".to_owned());
    assert_eq!(
        outcome_of(desk.app.switch_account(&nobody)),
        Outcome::Internal
    );
    assert!(is_current(&desk, &maya));
}

/// T17: two sites, two registrations, and no secret of one ever goes to the other.
#[tokio::test]
async fn accounts_of_two_sites_stand_side_by_side() {
    let mut desk = Desk::connected().await;
    let elsewhere = Sandbox::start(Profile {
        world: World::Empty,
        ..Profile::default()
    })
    .await
    .unwrap();
    desk.app.add_account();
    desk.until_disconnected().await;
    let form = SiteForm {
        address: elsewhere.url().to_owned(),
        client_id: elsewhere.client_id().to_owned(),
        client_secret: Some(ClientSecret::new(elsewhere.client_secret().to_owned())),
        return_by: Rung::Redirect,
        ports: Vec::new(),
    };
    desk.app.save_site(form).await.unwrap();
    // The same name at another site is another person.
    desk.connect().await;
    until_listed(&desk, &["maya Connected", "*maya Connected"]).await;
    desk.restart().await;
    until_listed(&desk, &["maya Connected", "*maya Connected"]).await;
    let sites: Vec<String> = desk
        .app
        .snapshot()
        .accounts
        .into_iter()
        .map(|a| a.site)
        .collect();
    assert!(desk.sandbox.url().ends_with(&sites[0]) && elsewhere.url().ends_with(&sites[1]));
    for account in desk.app.snapshot().accounts {
        desk.app.switch_account(&account.id).unwrap();
        assert!(desk.list("/").await.is_ok());
    }
    let (here, there) = (desk.sandbox.ledger(), elsewhere.ledger());
    for exchange in here.to("") {
        let said = format!("{:?}", exchange.body);
        assert!(!said.contains(elsewhere.client_secret()));
    }
    for exchange in there.to("") {
        let said = format!("{:?}", exchange.body);
        assert!(!said.contains(desk.sandbox.client_secret()));
    }
    // The account of the site that is not set any more connects again with what it was made with.
    let first = desk.app.snapshot().accounts.remove(0);
    desk.sandbox.end_sign_in("maya");
    desk.app.switch_account(&first.id).unwrap();
    assert_eq!(
        outcome_of(desk.list("/").await),
        Outcome::ReauthorizationRequired
    );
    desk.until_ended().await;
    desk.app.connect().await.unwrap();
    until_listed(&desk, &["*maya Connected", "maya Connected"]).await;
}

#[tokio::test]
async fn a_store_that_is_late_keeps_everybody_waiting_and_signs_nobody_out() {
    let mut desk = Desk::connected().await;
    add(&desk, "jonas").await;
    let opened = desk.browser.opened();
    desk.app.stop().await;
    desk.vault.fail(Some(connect_core::VaultError::Unavailable));
    desk.restart().await;
    until_listed(&desk, &["maya Waiting", "*jonas Waiting"]).await;
    desk.vault.fail(None);
    assert!(desk.clock.until_asleep_for(Duration::from_secs(2)).await);
    desk.clock.advance(Duration::from_secs(2));
    until_listed(&desk, &["maya Connected", "*jonas Connected"]).await;
    assert_eq!(desk.browser.opened(), opened);
    let standings = desk.app.snapshot().accounts.into_iter().map(|a| a.standing);
    assert!(
        standings
            .into_iter()
            .all(|s| s == AccountStanding::Connected)
    );
}
