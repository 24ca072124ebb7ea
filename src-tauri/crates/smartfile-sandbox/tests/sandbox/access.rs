//! Who may do what where.

use serde_json::json;
use smartfile_sandbox::World;

use crate::practice::{Person, start};

#[tokio::test]
async fn a_path_says_who_may_do_what() {
    let sandbox = start(|profile| profile.world = World::Rights).await;
    let maya = Person::new(&sandbox, "maya");
    let (status, access) = maya.get("2/access/path/Board").await;
    assert_eq!(status, 200);
    let none = json!({"list": false, "read": false, "remove": false, "write": false});
    assert_eq!(
        access["groups"],
        json!([{"acl": none, "group": "Partners"}])
    );
    let users = access["users"].as_array().unwrap();
    assert_eq!(users.len(), 5);
    let acl = |name: &str| {
        let user = users.iter().find(|user| user["user"]["username"] == name);
        user.unwrap()["acl"].clone()
    };
    assert_eq!((acl("jonas"), acl("lena")), (none.clone(), none));
    assert_eq!(acl("priya")["write"], true);
    assert_eq!(maya.get("2/access/path/none").await.0, 404);
}

#[tokio::test]
async fn a_rule_is_given_changed_and_taken_and_holds_at_once() {
    let sandbox = start(|profile| profile.world = World::Rights).await;
    let maya = Person::new(&sandbox, "maya");
    let priya = Person::new(&sandbox, "priya");
    let form = [
        ("user", "priya"),
        ("path", "/Projects"),
        ("read", "true"),
        ("list", "true"),
    ];
    let (status, rule) = maya.ask("POST", "2/access/user/", &form).await;
    assert_eq!(status, 201);
    assert_eq!(
        json!([rule["user"], rule["path"], rule["read"], rule["write"]]),
        json!(["priya", "/Projects", true, false])
    );
    assert_eq!(priya.put("Projects/a.txt", "1").await, 403);
    let rest = format!("2/access/user/priya/{}/", rule["id"]);
    assert_eq!(maya.get(&rest).await, (200, rule.clone()));
    assert_eq!(
        maya.get("2/access/user/priya/").await.1["results"],
        json!([rule])
    );
    let (status, changed) = maya.ask("POST", &rest, &[("write", "true")]).await;
    assert_eq!(
        (status, &changed["write"], &changed["read"]),
        (200, &json!(true), &json!(true))
    );
    assert_eq!(priya.put("Projects/a.txt", "1").await, 200);
    assert_eq!(maya.ask("DELETE", &rest, &[]).await.0, 204);
    assert_eq!(maya.get(&rest).await.0, 404);
    assert_eq!(maya.get("2/access/user/").await.1["total"], 3);
}

#[tokio::test]
async fn a_persons_own_rule_wins_and_of_two_groups_the_last() {
    let sandbox = start(|profile| profile.world = World::Rights).await;
    let maya = Person::new(&sandbox, "maya");
    let lena = Person::new(&sandbox, "lena");
    let form = [("name", "Late"), ("users", "lena")];
    assert_eq!(maya.ask("POST", "2/group/", &form).await.0, 201);
    let form = [
        ("group", "Late"),
        ("path", "/Board"),
        ("list", "on"),
        ("read", "on"),
    ];
    let (status, rule) = maya.ask("POST", "2/access/group/", &form).await;
    assert_eq!(status, 201);
    lena.text("Board/Minutes.txt").await;
    assert_eq!(lena.put("Board/a.txt", "1").await, 403);
    let form = [
        ("user", "lena"),
        ("path", "/Board"),
        ("write", "on"),
        ("list", "on"),
    ];
    maya.ask("POST", "2/access/user/", &form).await;
    assert_eq!(lena.put("Board/a.txt", "1").await, 200);
    assert_eq!(lena.get("2/path/data/Board/Minutes.txt").await.0, 403);
    assert_eq!(maya.get("2/access/group/").await.1["total"], 2);
    let rest = format!("2/access/group/Late/{}/", rule["id"]);
    assert_eq!(maya.get(&rest).await.0, 200);
    assert_eq!(maya.ask("DELETE", &rest, &[]).await.0, 204);
    assert_eq!(maya.get("2/access/group/Late/").await.1["total"], 0);
}

#[tokio::test]
async fn a_wrong_rule_is_refused_and_so_is_who_may_not_give_one() {
    let sandbox = start(|profile| profile.world = World::Rights).await;
    let maya = Person::new(&sandbox, "maya");
    for (form, field) in [
        (vec![("path", "/")], "user"),
        (vec![("user", "nobody"), ("path", "/")], "user"),
        (vec![("user", "jonas")], "path"),
        (vec![("user", "jonas"), ("path", "/..")], "path"),
    ] {
        let (status, answer) = maya.ask("POST", "2/access/user/", &form).await;
        assert_eq!(status, 400);
        assert!(answer[field][0].is_string(), "{answer}");
    }
    let jonas = Person::new(&sandbox, "jonas");
    let form = [("user", "jonas"), ("path", "/Board"), ("read", "on")];
    assert_eq!(jonas.ask("POST", "2/access/user/", &form).await.0, 403);
}
