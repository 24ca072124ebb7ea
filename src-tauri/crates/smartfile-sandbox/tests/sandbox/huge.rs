//! A folder of a hundred thousand entries.

use serde_json::json;
use smartfile_sandbox::World;

use crate::practice::{Person, start};

#[tokio::test]
async fn a_hundred_thousand_entries_are_there_without_a_file_on_the_disk() {
    let sandbox = start(|profile| profile.world = World::Huge).await;
    let maya = Person::new(&sandbox, "maya");
    let (_, folder) = maya.get("2/path/info/Hundred%20thousand").await;
    assert_eq!(
        json!([folder["items"], folder["size"]]),
        json!([100_000, 1_400_000])
    );
    let rest = "2/path/info/Hundred%20thousand?children=true&limit=500&page=200";
    let (_, last) = maya.get(rest).await;
    assert_eq!(json!([last["pages"], last["total"]]), json!([200, 100_000]));
    let children = last["children"].as_array().unwrap();
    assert_eq!(children.len(), 500);
    assert_eq!(children[499]["path"], "/Hundred thousand/Entry 100000.txt");
    assert_eq!(children[499]["size"], 14);
    let text = maya.text("Hundred%20thousand/Entry%20000042.txt").await;
    assert_eq!(text, "Entry 000042.\n");
    for name in ["Entry%20000000.txt", "Entry%20100001.txt", "Entry%2042.txt"] {
        let rest = format!("2/path/info/Hundred%20thousand/{name}");
        assert_eq!(maya.get(&rest).await.0, 404, "{name}");
    }
    let on_disk = std::fs::read_dir(sandbox.dir()).unwrap();
    assert_eq!(on_disk.count(), 1, "what is coming in, and nothing else");
}

#[tokio::test]
async fn it_can_be_changed_like_any_folder() {
    let sandbox = start(|profile| profile.world = World::Huge).await;
    let maya = Person::new(&sandbox, "maya");
    assert_eq!(maya.put("Hundred%20thousand/new.txt", "1").await, 200);
    let delete = maya.ask(
        "DELETE",
        "3/path/data/Hundred%20thousand/Entry%20000007.txt",
        &[],
    );
    assert_eq!(delete.await.0, 204);
    let rest = "2/path/info/Hundred%20thousand?children=true&limit=10";
    let (_, page) = maya.get(rest).await;
    assert_eq!(page["total"], 100_000);
    assert_eq!(page["children"][6]["name"], "Entry 000008.txt");
    let form = [("path", "/Hundred thousand")];
    let task = maya.operate("remove", &form).await;
    assert_eq!(task["result"]["status"], "SUCCESS");
    assert_eq!(maya.names("").await, Vec::<String>::new());
}
