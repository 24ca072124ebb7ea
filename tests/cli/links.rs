//! Share links: made, shown, ended.

use smartfile_sandbox::World;

use crate::program::Table;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_is_made_shown_and_ended() {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/a.txt", b"a");
    let ran = table.run(&["links"]).await.well();
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        ("", "There are no links.\n")
    );

    let ran = table
        .run(&["share", "/a.txt", "--expires", "7d", "--limit", "3"])
        .await
        .well();
    assert_eq!(ran.lines().len(), 1);
    assert!(ran.out.starts_with("http"), "{}", ran.out);
    assert!(ran.err.contains("used 0 of 3 times"), "{}", ran.err);
    let ran = table.run(&["links", "/a.txt", "--json"]).await.well();
    let objects = ran.objects();
    assert_eq!(objects.len(), 1);
    assert_eq!(objects[0]["path"], "/a.txt");
    assert_eq!(objects[0]["limit"], 3);
    assert!(objects[0]["expires"].is_string(), "{objects:?}");

    let id = objects[0]["id"].as_str().unwrap().to_owned();
    let ran = table.run(&["unshare", &id]).await.well();
    assert!(ran.out.starts_with("The link is ended."), "{}", ran.out);
    assert_eq!(table.run(&["links"]).await.well().out, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_that_is_no_time_to_come_makes_no_link() {
    let table = Table::laid(World::Empty).await;
    table.desk.put_remote("/a.txt", b"a");
    for wrong in ["soon", "2020-01-01"] {
        let ran = table
            .run(&["share", "/a.txt", "--expires", wrong])
            .await
            .ended(2);
        assert!(ran.err.contains("is not a time to come"), "{}", ran.err);
    }
    table
        .run(&["share", "/a.txt", "--limit", "0"])
        .await
        .ended(2);
    assert_eq!(table.run(&["links"]).await.well().out, "");
}
