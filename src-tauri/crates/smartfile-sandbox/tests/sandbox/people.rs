//! Users, groups and roles.

use serde_json::json;

use crate::practice::{Person, empty, start};

#[tokio::test]
async fn somebody_new_can_sign_in_be_changed_and_leave() {
    for in_memory in [false, true] {
        let sandbox = start(|profile| profile.in_memory = in_memory).await;
        let maya = Person::new(&sandbox, "maya");
        let form = [
            ("name", "Ada Obi"),
            ("username", "ada"),
            ("password", "practice"),
            ("email", "ada@harrowfinch.example"),
            ("role", "Manager"),
            ("send_email", "false"),
        ];
        let (status, user) = maya.ask("POST", "2/user/", &form).await;
        assert_eq!(status, 201);
        assert_eq!(
            json!([
                user["username"],
                user["last_name"],
                user["role"],
                user["active"]
            ]),
            json!(["ada", "Obi", "Manager", true])
        );
        let ada = Person::new(&sandbox, "ada");
        assert_eq!(ada.put("a.txt", "1").await, 200);
        assert_eq!(maya.get("2/user/").await.1["total"], 4);
        let (status, user) = maya
            .ask("POST", "2/user/ada/", &[("active", "false")])
            .await;
        assert_eq!((status, &user["active"]), (200, &json!(false)));
        assert_eq!(ada.get("2/whoami/").await.0, 403);
        assert_eq!(maya.get("2/user/ada/").await.0, 404, "let in no more");
    }
}

#[tokio::test]
async fn a_user_is_removed_and_wrong_ones_are_refused() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    for (name, value, field) in [
        ("name", "", "name"),
        ("username", "jonas", "username"),
        ("username", "../up", "username"),
        ("role", "None", "role"),
    ] {
        let mut form = vec![
            ("name", "Ada Obi"),
            ("username", "ada"),
            ("password", "practice"),
            ("email", "a@b.example"),
        ];
        form.retain(|(known, _)| *known != name);
        form.push((name, value));
        let (status, answer) = maya.ask("POST", "2/user/", &form).await;
        assert_eq!(status, 400, "{name}");
        assert!(answer[field][0].is_string(), "{answer}");
    }
    let jonas = Person::new(&sandbox, "jonas");
    assert_eq!(jonas.ask("DELETE", "2/user/priya/", &[]).await.0, 403);
    assert_eq!(jonas.get("2/user/priya/").await.1["name"], "Priya Nair");
    let renamed = [("username", "priya.nair"), ("email", "p@b.example")];
    let (_, user) = maya.ask("PUT", "2/user/priya/", &renamed).await;
    assert_eq!(user["email"], "p@b.example");
    assert_eq!(maya.ask("DELETE", "2/user/priya.nair/", &[]).await.0, 204);
    assert_eq!(maya.get("2/user/priya.nair/").await.0, 404);
}

#[tokio::test]
async fn groups_hold_people() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let form = [("name", "Site"), ("users", "maya"), ("users", "jonas")];
    let (status, group) = maya.ask("POST", "2/group/", &form).await;
    assert_eq!((status, &group["users"]), (201, &json!(["maya", "jonas"])));
    assert_eq!(maya.ask("POST", "2/group/", &form).await.0, 400);
    let (status, group) = maya
        .ask("POST", "2/group/Site/", &[("users", "priya")])
        .await;
    assert_eq!((status, &group["users"]), (200, &json!(["priya"])));
    let wrong = maya.ask("POST", "2/group/Site/", &[("users", "nobody")]);
    assert_eq!(wrong.await.0, 400);
    assert_eq!(maya.get("2/group/Site/").await.1, group);
    assert_eq!(maya.get("2/group/").await.1["total"], 1);
    assert_eq!(maya.ask("DELETE", "2/group/Site/", &[]).await.0, 204);
    assert_eq!(maya.get("2/group/Site/").await.0, 404);
}

#[tokio::test]
async fn roles_hold_rights() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let post = async |rest: &str, body: serde_json::Value| {
        let response = maya.request("POST", rest).json(&body).send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json::<serde_json::Value>().await.unwrap())
    };
    let body = json!({"name": "Reader", "rights": {"app_access": true, "ftp_access": false}});
    let (status, role) = post("2/role/", body.clone()).await;
    assert_eq!(status, 201);
    assert_eq!(
        json!([role["rights"]["app_access"], role["rights"]["dev_access"]]),
        json!([true, false])
    );
    assert_eq!(post("2/role/", body).await.0, 400);
    let wrong = json!({"rights": {"fly": true}});
    assert_eq!(post("2/role/Reader/", wrong).await.0, 400);
    maya.ask("POST", "2/user/jonas/", &[("role", "Reader")])
        .await;
    let jonas = Person::new(&sandbox, "jonas");
    assert_eq!(jonas.get("2/whoami/").await.0, 403);
    let right = json!({"rights": {"dev_access": true}});
    assert_eq!(post("2/role/Reader/", right).await.0, 200);
    assert_eq!(jonas.get("2/whoami/").await.0, 200);
    let used = maya.ask("DELETE", "2/role/Reader/", &[]);
    assert_eq!(used.await.0, 400, "somebody has it");
    maya.ask("POST", "2/user/jonas/", &[("role", "User")]).await;
    assert_eq!(maya.ask("DELETE", "2/role/Reader/", &[]).await.0, 204);
    assert_eq!(maya.get("2/role/").await.1["total"], 5);
    assert_eq!(jonas.ask("DELETE", "2/role/User/", &[]).await.0, 403);
}

#[tokio::test]
async fn the_site_is_one() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let (_, sites) = maya.get("2/site/").await;
    assert_eq!(
        json!([sites["total"], sites["results"][0]["name"]]),
        json!([1, "harrow-finch"])
    );
    let (status, site) = maya.get("2/site/harrow-finch/").await;
    assert_eq!(
        (status, &site["quota"]["disk_bytes_tally"]),
        (200, &json!(0))
    );
    assert_eq!(maya.get("2/site/other/").await.0, 404);
}
