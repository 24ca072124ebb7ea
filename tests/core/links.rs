//! Share links: made once, as asked, and gone when they are said to be gone.

use std::time::Duration;

use connect_core::{Acl, LinkForm, Outcome, RemotePath, Timestamp};
use smartfile_sandbox::{Endpoint, Fault};
use support::{Desk, outcome_of};

fn plan() -> RemotePath {
    RemotePath::parse("/plan.pdf").unwrap()
}

async fn desk() -> Desk {
    let desk = Desk::connected().await;
    desk.put_remote("plan.pdf", b"x");
    desk.put_remote("other.pdf", b"x");
    desk
}

fn form(expires: Option<Timestamp>) -> LinkForm {
    LinkForm {
        name: Some("For the client".into()),
        acl: Some(Acl {
            list: true,
            read: true,
            write: false,
            remove: false,
        }),
        expires,
        limit: Some(9),
    }
}

#[tokio::test]
async fn a_link_is_made_as_asked_changed_listed_and_ended() {
    let desk = desk().await;
    let at = desk.clock_wall() + Duration::from_hours(48);
    let made = desk
        .app
        .create_link("r", &plan(), form(Some(at)))
        .await
        .unwrap();
    assert_eq!(made.name.as_deref(), Some("For the client"));
    assert_eq!((made.limit, made.used), (Some(9), Some(0)));
    assert_eq!(made.expires.map(Timestamp::as_second), Some(at.as_second()));
    assert!(made.standing.expires_soon && made.standing.never_opened && !made.standing.ended);
    assert!(made.address.is_some() && !made.acl.write);
    let again = desk
        .app
        .create_link("r", &plan(), form(None))
        .await
        .unwrap();
    assert_eq!(again.id, made.id, "the same request is the same link");
    let own = desk.app.links(Some(&plan())).await.unwrap();
    assert_eq!((own.links.len(), own.more), (1, false));
    let other = RemotePath::parse("/other.pdf").unwrap();
    assert!(desk.app.links(Some(&other)).await.unwrap().links.is_empty());
    let changed = LinkForm {
        name: Some("Renamed".into()),
        ..LinkForm::default()
    };
    let changed = desk.app.change_link(&made.id, changed).await.unwrap();
    assert_eq!(
        (changed.name.as_deref(), changed.limit),
        (Some("Renamed"), Some(9))
    );
    desk.app.revoke_link(&made.id).await.unwrap();
    assert!(desk.app.links(None).await.unwrap().links.is_empty());
    desk.app.revoke_link(&made.id).await.unwrap();
    let printed = format!("{made:?}");
    assert!(
        !printed.contains(&made.id),
        "a link is not for logs: {printed}"
    );
}

/// An answer that was lost is looked for, never asked for again.
#[tokio::test]
async fn a_lost_answer_makes_one_link_and_not_two() {
    let desk = desk().await;
    desk.app
        .create_link("before", &plan(), form(None))
        .await
        .unwrap();
    // The links so far are looked at first; then it is made.
    let faults = desk.sandbox.faults();
    faults.next(Endpoint::Link, Fault::Slow(Duration::ZERO));
    faults.next(Endpoint::Link, Fault::Cut(3));
    let made = desk
        .app
        .create_link("r", &plan(), form(None))
        .await
        .unwrap();
    let all = desk.app.links(None).await.unwrap().links;
    assert_eq!(all.len(), 2);
    assert!(all.iter().any(|link| link.id == made.id));
}

/// A link that is said to be gone and still opens is the worst of all answers.
#[tokio::test]
async fn a_lying_answer_is_found_out() {
    let desk = desk().await;
    let made = desk
        .app
        .create_link("r", &plan(), form(None))
        .await
        .unwrap();
    let lie = |status: u16| Fault::Reply {
        status,
        content_type: "application/json".into(),
        body: format!("{{\"uid\": \"{}\", \"name\": \"Renamed\"}}", made.id),
    };
    let faults = desk.sandbox.faults();
    faults.next(Endpoint::Link, lie(204));
    assert_eq!(
        outcome_of(desk.app.revoke_link(&made.id).await),
        Outcome::NotDone
    );
    faults.next(Endpoint::Link, lie(200));
    let renamed = LinkForm {
        name: Some("Renamed".into()),
        ..LinkForm::default()
    };
    let answer = desk.app.change_link(&made.id, renamed).await;
    assert_eq!(outcome_of(answer), Outcome::NotDone);
    faults.next(Endpoint::Link, Fault::Slow(Duration::ZERO));
    faults.next(
        Endpoint::Link,
        Fault::Reply {
            status: 201,
            content_type: "application/json".into(),
            body: r#"{"uid": "nowhere", "href": "https://file.ac/nowhere/"}"#.into(),
        },
    );
    let answer = desk.app.create_link("lie", &plan(), form(None)).await;
    assert_eq!(outcome_of(answer), Outcome::NotDone);
    assert_eq!(desk.app.links(None).await.unwrap().links.len(), 1);
}
