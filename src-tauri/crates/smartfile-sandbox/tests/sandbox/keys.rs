//! API keys on HTTP Basic, and SSH keys.

use serde_json::json;

use crate::browser::http;
use crate::practice::{Person, empty};

#[tokio::test]
async fn an_api_key_with_its_password_lets_its_person_in() {
    let sandbox = empty().await;
    let whoami = async |key: &str, password: &str| {
        let url = format!("{}/api/2/whoami/", sandbox.url());
        let request = http().get(url).basic_auth(key, Some(password));
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let who: serde_json::Value = response.json().await.unwrap();
        (status, who["user"]["username"].clone())
    };
    assert!(
        sandbox
            .ledger()
            .secrets()
            .iter()
            .all(|s| s.kind != "api_password")
    );
    for user in sandbox.users() {
        assert_eq!((user.api_key.len(), user.api_password.len()), (30, 30));
        let expected = (200, json!(user.username));
        assert_eq!(whoami(&user.api_key, &user.api_password).await, expected);
    }
    let (first, second) = (&sandbox.users()[0], &sandbox.users()[1]);
    assert_eq!(sandbox.api_key(), first.api_key);
    for (key, password) in [
        (&*first.api_key, &*second.api_password),
        (&first.api_key, "practice"),
        (&first.username, &first.api_password),
        ("", ""),
    ] {
        assert_eq!(whoami(key, password).await.0, 403);
    }
    let secrets = sandbox.ledger().secrets();
    let passwords = secrets.iter().filter(|s| s.kind == "api_password");
    assert_eq!(passwords.count(), 3);
    assert!(!format!("{:?}", sandbox.users()).contains(&first.api_key));
}

#[tokio::test]
async fn ssh_keys_are_kept_by_person_and_name() {
    let sandbox = empty().await;
    let jonas = Person::new(&sandbox, "jonas");
    let rest = "3/sshkeys/jonas/laptop/";
    assert_eq!(jonas.get(rest).await.0, 404);
    let key = json!({"key": "ssh-ed25519 AAAA", "name": "laptop"});
    for method in ["PUT", "PATCH"] {
        let form = [("key", "ssh-ed25519 AAAA")];
        assert_eq!(jonas.ask(method, rest, &form).await, (200, key.clone()));
    }
    assert_eq!(jonas.get(rest).await, (200, key.clone()));
    assert_eq!(
        jonas.get("3/sshkeys/jonas/").await.1["results"],
        json!([key])
    );
    assert_eq!(jonas.get("3/sshkeys/maya/").await.0, 403);
    assert_eq!(jonas.ask("PUT", rest, &[]).await.0, 400);
    assert_eq!(jonas.ask("DELETE", rest, &[]).await.0, 204);
    assert_eq!(jonas.ask("DELETE", rest, &[]).await.0, 404);
}
