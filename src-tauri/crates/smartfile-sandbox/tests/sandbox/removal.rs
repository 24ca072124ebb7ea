//! `remove`, and `DELETE` in API 3.

use serde_json::json;

use crate::practice::{Person, empty};

#[tokio::test]
async fn folders_go_with_everything_in_them() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.ask("PUT", "2/path/oper/mkdir/in", &[]).await;
    maya.put("in/a.txt", "1").await;
    maya.put("b.txt", "2").await;
    maya.put("keep.txt", "3").await;
    let form = [("path", "/in"), ("path", "/b.txt")];
    let task = maya.operate("remove", &form).await;
    assert_eq!(task["type"], "Remove");
    assert_eq!(
        task["result"],
        json!({"status": "SUCCESS", "result": {"errors": {}}})
    );
    assert_eq!(maya.names("").await, ["keep.txt"]);
    let (_, who) = maya.get("2/whoami/").await;
    assert_eq!(who["site"]["quota"]["disk_bytes_tally"], 1);
}

#[tokio::test]
async fn thousands_of_paths_go_in_one_request() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    let names: Vec<String> = (0..2000)
        .map(|number| format!("/{number:04} {}", "long ".repeat(20)))
        .collect();
    for name in &names {
        std::fs::write(sandbox.dir().join(format!("maya{name}")), "1").unwrap();
    }
    let form: Vec<(&str, &str)> = names.iter().map(|name| ("path", &**name)).collect();
    let task = maya.operate("remove", &form).await;
    assert_eq!(task["result"]["result"]["errors"], json!({}));
    assert_eq!(maya.names("").await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_missing_fails_before_any_task_and_the_home_stays() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a.txt", "1").await;
    let form = [("path", "/a.txt"), ("path", "/none")];
    assert_eq!(maya.ask("POST", "2/path/oper/remove/", &form).await.0, 404);
    for path in ["/", "/../jonas"] {
        let (status, answer) = maya
            .ask("POST", "2/path/oper/remove/", &[("path", path)])
            .await;
        assert_eq!(status, 400, "{path}");
        assert!(answer["path"][0].is_string());
    }
    assert_eq!(maya.ask("POST", "2/path/oper/remove/", &[]).await.0, 400);
    assert_eq!(maya.names("").await, ["a.txt"]);
    assert_eq!(maya.get("2/task/").await.1["total"], 0);
}

#[tokio::test]
async fn one_name_can_fail_inside_a_success() {
    let sandbox = empty().await;
    sandbox
        .switches()
        .change(|switches| switches.failing_name = Some("stuck".to_owned()));
    let maya = Person::new(&sandbox, "maya");
    for folder in ["out", "out/stuck", "gone"] {
        let rest = format!("2/path/oper/mkdir/{folder}");
        assert_eq!(maya.ask("PUT", &rest, &[]).await.0, 200);
    }
    maya.put("out/a.txt", "1").await;
    let form = [("path", "/out"), ("path", "/gone")];
    let task = maya.operate("remove", &form).await;
    let words = "Directory is not empty";
    assert_eq!(
        task["result"],
        json!({
            "status": "SUCCESS", "result": {"errors": {"/out": words, "/out/stuck": words}},
        })
    );
    assert_eq!(maya.names("").await, ["out"]);
    assert_eq!(maya.names("out").await, ["stuck"]);
}

#[tokio::test]
async fn version_3_removes_one_file_at_once() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.ask("PUT", "2/path/oper/mkdir/in", &[]).await;
    maya.put("in/a.txt", "1").await;
    let request = maya.request("DELETE", "3/path/data/in/a.txt");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 204);
    assert_eq!(response.bytes().await.unwrap().len(), 0);
    for (rest, status) in [
        ("3/path/data/in/a.txt", 404),
        ("3/path/data/in", 400),
        ("3/path/data/in/", 400),
    ] {
        assert_eq!(maya.ask("DELETE", rest, &[]).await.0, status, "{rest}");
    }
    maya.put("b.txt", "1").await;
    let request = maya.request("DELETE", "3/path/data/b.txt?version=1");
    let by_version = request.send().await.unwrap();
    assert_eq!(by_version.status(), 500);
    assert!(by_version.headers().contains_key("x-unique-id"));
    assert_eq!(maya.names("").await, ["b.txt", "in"]);
}

#[tokio::test]
async fn a_lie_says_that_it_went_well_and_removes_nothing() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a.txt", "1").await;
    sandbox
        .switches()
        .change(|switches| switches.lying_operations = true);
    let task = maya.operate("remove", &[("path", "/a.txt")]).await;
    assert_eq!(task["result"]["status"], "SUCCESS");
    assert_eq!(maya.ask("DELETE", "3/path/data/a.txt", &[]).await.0, 204);
    let form = [("src", "/a.txt"), ("dst", "/b.txt")];
    let (status, answer) = maya.ask("POST", "2/path/oper/rename/", &form).await;
    assert_eq!((status, &answer["path"]), (200, &json!("/b.txt")));
    let (status, made) = maya.ask("PUT", "2/path/oper/mkdir/new", &[]).await;
    assert_eq!((status, &made["path"]), (200, &json!("/new")));
    assert_eq!(maya.names("").await, ["a.txt"]);
}
