//! `rename`.

use serde_json::json;
use smartfile_sandbox::OntoExisting;

use crate::practice::{Person, empty, start};

#[tokio::test]
async fn a_file_takes_another_name_and_its_attributes_along() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a%26b.txt", "1").await;
    maya.ask("POST", "2/path/info/a%26b.txt", &[("attributes", "k=v")])
        .await;
    maya.ask("POST", "2/path/oper/mkdir/", &[("path", "/in")])
        .await;
    let form = [("src", "/a&b.txt"), ("dst", "/in/c #1.txt")];
    let (status, answer) = maya.ask("POST", "2/path/oper/rename/", &form).await;
    assert_eq!(
        (status, &answer["path"], &answer["attributes"]),
        (200, &json!("/in/c #1.txt"), &json!({"k": "v"}))
    );
    assert_eq!(maya.names("").await, ["in"]);
    assert_eq!(maya.text("in/c%20%231.txt").await, "1");
}

#[tokio::test]
async fn what_cannot_be_renamed_says_which_end_is_wrong() {
    for in_memory in [false, true] {
        let sandbox = start(|profile| profile.in_memory = in_memory).await;
        let maya = Person::new(&sandbox, "maya");
        maya.put("a.txt", "1").await;
        maya.put("b.txt", "2").await;
        maya.ask("POST", "2/path/oper/mkdir/", &[("path", "/in")])
            .await;
        for (src, dst, wrong) in [
            ("/none", "/x", "src"),
            ("/", "/x", "src"),
            ("/a.txt", "/none/x", "dst"),
            ("/a.txt", "/b.txt", "dst"),
            ("/a.txt", "/in", "dst"),
            ("/in", "/in/in", "dst"),
            ("/a.txt", "/", "dst"),
            ("/a.txt", "/..", "dst"),
            ("", "/x", "src"),
        ] {
            let form = [("src", src), ("dst", dst)];
            let (status, answer) = maya.ask("POST", "2/path/oper/rename/", &form).await;
            assert_eq!(status, 400, "{src} → {dst}");
            assert!(answer[wrong][0].is_string(), "{src} → {dst}: {answer}");
        }
        assert_eq!(maya.names("").await, ["a.txt", "b.txt", "in"]);
    }
}

#[tokio::test]
async fn a_taken_name_can_be_replaced_when_switched_so() {
    let sandbox = empty().await;
    sandbox
        .switches()
        .change(|switches| switches.onto_existing = OntoExisting::Replaced);
    let maya = Person::new(&sandbox, "maya");
    maya.put("a.txt", "1").await;
    maya.put("b.txt", "2").await;
    let form = [("src", "/a.txt"), ("dst", "/b.txt")];
    assert_eq!(maya.ask("POST", "2/path/oper/rename/", &form).await.0, 200);
    assert_eq!(maya.names("").await, ["b.txt"]);
    assert_eq!(maya.text("b.txt").await, "1");
}
