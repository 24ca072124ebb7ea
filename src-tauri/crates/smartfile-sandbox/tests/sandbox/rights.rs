//! Five people who may not all do the same.

use serde_json::{Value, json};
use smartfile_sandbox::{Sandbox, World};

use crate::practice::{Person, start};

async fn office() -> Sandbox {
    start(|profile| profile.world = World::Rights).await
}

#[tokio::test]
async fn a_folder_can_be_invisible_for_one() {
    let sandbox = office().await;
    let maya = Person::new(&sandbox, "maya");
    let all = ["Board", "Contracts", "Drop box", "Projects", "Quota"];
    assert_eq!(maya.names("").await, all);
    for username in ["jonas", "lena"] {
        let person = Person::new(&sandbox, username);
        assert_eq!(person.names("").await, all[1..], "{username}");
        assert_eq!(person.get("2/path/info/").await.1["items"], 4);
        for rest in [
            "info/Board",
            "data/Board/Minutes.txt",
            "info/Board/Minutes.txt",
        ] {
            assert_eq!(person.get(&format!("2/path/{rest}")).await.0, 404, "{rest}");
        }
        let (_, found) = person.get("2/search/path/?keywords=minutes").await;
        assert_eq!(found["total"], 0);
    }
}

#[tokio::test]
async fn a_read_only_folder_can_be_read_and_nothing_else() {
    let sandbox = office().await;
    let jonas = Person::new(&sandbox, "jonas");
    let (_, folder) = jonas.get("2/path/info/Contracts").await;
    let acl = json!({"list": true, "read": true, "remove": false, "write": false});
    assert_eq!(folder["acl"], acl);
    jonas.text("Contracts/Contract%201.txt").await;
    assert_eq!(jonas.put("Contracts/new.txt", "1").await, 403);
    assert_eq!(jonas.upload("Contracts/", "new.txt", b"1").await.0, 403);
    let delete = jonas.ask("DELETE", "3/path/data/Contracts/Contract%201.txt", &[]);
    assert_eq!(delete.await.0, 403);
    let attributes = [("attributes", "k=v")];
    let set = jonas.ask("POST", "2/path/info/Contracts", &attributes);
    assert_eq!(set.await.0, 403);
    for (operation, form) in [
        ("mkdir", vec![("path", "/Contracts/new")]),
        ("remove", vec![("path", "/Contracts")]),
        ("rename", vec![("src", "/Contracts"), ("dst", "/New")]),
        (
            "rename",
            vec![("src", "/Projects"), ("dst", "/Contracts/New")],
        ),
        (
            "move",
            vec![("src", "/Contracts/Contract 1.txt"), ("dst", "/Projects")],
        ),
        ("copy", vec![("src", "/Projects"), ("dst", "/Contracts")]),
        (
            "compress",
            vec![
                ("path", "/Projects"),
                ("dst", "/Contracts"),
                ("name", "a.zip"),
            ],
        ),
    ] {
        let rest = format!("2/path/oper/{operation}/");
        assert_eq!(jonas.ask("POST", &rest, &form).await.0, 403, "{form:?}");
    }
    let form = [("src", "/Contracts"), ("dst", "/Projects")];
    let task = jonas.operate("copy", &form).await;
    assert_eq!(task["result"]["result"]["errors"], json!({}));
    let (status, _) = jonas
        .ask(
            "POST",
            "2/link/",
            &[("path", "/Contracts"), ("write", "on")],
        )
        .await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn a_removal_leaves_what_may_not_go() {
    let sandbox = office().await;
    let maya = Person::new(&sandbox, "maya");
    maya.ask("PUT", "2/path/oper/mkdir/Projects/Kept", &[])
        .await;
    maya.put("Projects/Kept/a.txt", "1").await;
    let rule = [
        ("user", "jonas"),
        ("path", "/Projects/Kept"),
        ("read", "on"),
        ("list", "on"),
    ];
    assert_eq!(maya.ask("POST", "2/access/user/", &rule).await.0, 201);
    let jonas = Person::new(&sandbox, "jonas");
    let task = jonas.operate("remove", &[("path", "/Projects")]).await;
    assert_eq!(
        task["result"]["result"]["errors"],
        json!({"/Projects": "Directory is not empty", "/Projects/Kept": "Permission denied"})
    );
    assert_eq!(maya.names("Projects").await, ["Kept"]);
}

#[tokio::test]
async fn into_a_drop_box_things_go_and_nothing_is_seen() {
    let sandbox = office().await;
    let jonas = Person::new(&sandbox, "jonas");
    assert_eq!(jonas.upload("Drop%20box/", "mine.txt", b"1").await.0, 200);
    assert_eq!(jonas.get("2/path/info/Drop%20box?children=on").await.0, 403);
    assert_eq!(jonas.get("2/path/data/Drop%20box/mine.txt").await.0, 403);
    let maya = Person::new(&sandbox, "maya");
    assert_eq!(maya.names("Drop%20box").await, ["Posted.txt", "mine.txt"]);
}

#[tokio::test]
async fn a_quota_fills_up_for_storing_and_for_downloading() {
    let sandbox = office().await;
    let priya = Person::new(&sandbox, "priya");
    let (status, answer) = priya.upload("Projects/", "big.bin", &[1; 5000]).await;
    assert_eq!(status, 402);
    assert!(answer["detail"].is_string());
    assert_eq!(priya.put("Projects/big.bin", vec![1; 5000]).await, 402);
    assert_eq!(priya.put("Projects/small.bin", vec![1; 100]).await, 200);
    assert_eq!(
        Person::new(&sandbox, "maya")
            .put("big.bin", vec![1; 5000])
            .await,
        200
    );
    assert_eq!(priya.text("Quota/Large.bin").await.len(), 30_000);
    let (status, answer) = priya.get("2/path/data/Quota/Large.bin").await;
    assert_eq!(status, 402, "before any byte");
    assert!(answer["detail"].is_string());
    let form = [("path", "/Quota/Large.bin")];
    let (_, link) = priya.ask("POST", "2/link/", &form).await;
    let by_link = format!("{}Large.bin", link["href"].as_str().unwrap());
    let (_, exchanged) = priya.ask("POST", "2/path/exchange/", &form).await;
    let by_exchange = exchanged["url"].as_str().unwrap().to_owned();
    for url in [by_link, by_exchange] {
        let response = crate::browser::http().get(&url).send().await.unwrap();
        assert_eq!(response.status(), 402, "{url}");
    }
}

#[tokio::test]
async fn without_the_right_to_the_api_everything_is_403_and_says_so() {
    let sandbox = office().await;
    let tomas = Person::new(&sandbox, "tomas");
    for rest in [
        "2/whoami/",
        "2/path/info/",
        "3/path/data/Projects/Plan.txt",
        "2/link/",
    ] {
        let (status, answer) = tomas.get(rest).await;
        assert_eq!(status, 403, "{rest}");
        assert!(
            answer["detail"].as_str().unwrap().contains("dev_access"),
            "{answer}"
        );
    }
    assert_eq!(tomas.get("2/ping/").await.0, 200, "anybody can ping");
}

#[tokio::test]
async fn without_the_right_to_links_they_can_be_read_only() {
    let sandbox = office().await;
    let lena = Person::new(&sandbox, "lena");
    let form = [("path", "/Projects")];
    assert_eq!(lena.ask("POST", "2/link/", &form).await.0, 403);
    assert_eq!(lena.get("2/link/").await.0, 200);
}

#[tokio::test]
async fn rights_are_listed_with_a_description() {
    let sandbox = office().await;
    let maya = Person::new(&sandbox, "maya");
    let (status, rights) = maya.get("2/right/").await;
    assert_eq!(status, 200);
    let rights: &Vec<Value> = rights.as_array().unwrap();
    assert_eq!(rights.len(), 23);
    let ftp = rights.iter().find(|right| right["name"] == "ftp_access");
    assert!(ftp.unwrap()["description"].is_string());
}
