//! `copy` and `move`.

use serde_json::json;
use smartfile_sandbox::OntoExisting;

use crate::practice::{Person, empty, start};

async fn laid_out(maya: &Person<'_>) {
    for folder in ["from", "from/deep", "to"] {
        let rest = format!("2/path/oper/mkdir/{folder}");
        assert_eq!(maya.ask("PUT", &rest, &[]).await.0, 200);
    }
    for file in ["from/a.txt", "from/deep/b.txt", "c.txt"] {
        assert_eq!(maya.put(file, "12345").await, 200);
    }
}

#[tokio::test]
async fn things_are_copied_and_moved_into_a_folder() {
    for in_memory in [false, true] {
        let sandbox = start(|profile| profile.in_memory = in_memory).await;
        let maya = Person::new(&sandbox, "maya");
        laid_out(&maya).await;
        maya.ask("POST", "2/path/info/c.txt", &[("attributes", "k=v")])
            .await;
        let form = [("src", "/from"), ("src", "/c.txt"), ("dst", "/to")];
        let task = maya.operate("copy", &form).await;
        assert_eq!(task["type"], "Copy");
        assert_eq!(
            task["result"],
            json!({"status": "SUCCESS", "result": {"errors": {}}})
        );
        assert_eq!(maya.names("to").await, ["c.txt", "from"]);
        assert_eq!(maya.text("to/from/deep/b.txt").await, "12345");
        let (_, copy) = maya.get("2/path/info/to/c.txt").await;
        assert_eq!(copy["attributes"], json!({"k": "v"}));
        let (_, who) = maya.get("2/whoami/").await;
        assert_eq!(who["site"]["quota"]["disk_bytes_tally"], 30);
        let form = [("src", "/from/deep"), ("dst", "/")];
        assert_eq!(maya.operate("move", &form).await["type"], "Move");
        assert_eq!(maya.names("from").await, ["a.txt"]);
        assert_eq!(maya.names("").await, ["c.txt", "deep", "from", "to"]);
        assert_eq!(maya.text("deep/b.txt").await, "12345");
    }
}

#[tokio::test]
async fn a_wrong_source_or_target_is_named() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    laid_out(&maya).await;
    for (src, dst, wrong) in [
        ("/none", "/to", "src"),
        ("/", "/to", "src"),
        ("/from", "/from/deep", "src"),
        ("/from", "/from", "src"),
        ("/c.txt", "/none", "dst"),
        ("/from", "/c.txt", "dst"),
    ] {
        for operation in ["copy", "move"] {
            let form = [("src", src), ("dst", dst)];
            let rest = format!("2/path/oper/{operation}/");
            let (status, answer) = maya.ask("POST", &rest, &form).await;
            assert_eq!(status, 400, "{operation} {src} → {dst}");
            assert!(answer[wrong][0].is_string(), "{src} → {dst}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_taken_name_is_an_error_for_its_path_or_is_replaced() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    laid_out(&maya).await;
    maya.put("to/c.txt", "old").await;
    let form = [("src", "/c.txt"), ("src", "/from"), ("dst", "/to")];
    let task = maya.operate("copy", &form).await;
    let errors = &task["result"]["result"]["errors"];
    assert_eq!(
        errors,
        &json!({"/c.txt": "Something with this name already exists"})
    );
    assert_eq!(maya.text("to/c.txt").await, "old");
    assert_eq!(maya.names("to").await, ["c.txt", "from"]);
    sandbox
        .switches()
        .change(|switches| switches.onto_existing = OntoExisting::Replaced);
    let form = [("src", "/c.txt"), ("dst", "/to")];
    maya.operate("move", &form).await;
    assert_eq!(maya.text("to/c.txt").await, "12345");
    assert_eq!(maya.names("").await, ["from", "to"]);
}

#[tokio::test]
async fn a_copy_needs_room_and_one_name_can_fail() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    laid_out(&maya).await;
    maya.get("2/whoami/").await;
    sandbox.switches().change(|switches| {
        switches.disk_limit = Some(21);
        switches.failing_name = Some("from".to_owned());
    });
    let form = [("src", "/c.txt"), ("src", "/from"), ("dst", "/to")];
    let task = maya.operate("copy", &form).await;
    assert_eq!(
        task["result"]["result"]["errors"],
        json!({"/from": "The file is in use"})
    );
    let task = maya
        .operate("copy", &[("src", "/c.txt"), ("dst", "/from")])
        .await;
    assert_eq!(
        task["result"]["result"]["errors"],
        json!({"/c.txt": "The storage quota has been reached"})
    );
}
