//! Names that could hurt a client, on any system.

use std::collections::HashSet;

use smartfile_sandbox::World;

use crate::practice::{Person, start};

#[tokio::test]
async fn every_hostile_name_is_listed_read_written_and_removed() {
    let sandbox = start(|profile| profile.world = World::Hostile).await;
    let maya = Person::new(&sandbox, "maya");
    let rest = "2/path/info/Hostile?children=true&limit=500";
    let (_, listing) = maya.get(rest).await;
    let children = listing["children"].as_array().unwrap();
    let names: HashSet<&str> = children
        .iter()
        .map(|c| c["name"].as_str().unwrap())
        .collect();
    assert!(
        names.len() >= 70 && names.len() == children.len(),
        "{}",
        names.len()
    );
    for pair in [
        ["Case.txt", "case.txt"],
        ["Caf\u{e9}.txt", "Cafe\u{301}.txt"],
    ] {
        assert!(
            pair.iter().all(|name| names.contains(name)),
            "twins: {pair:?}"
        );
    }
    for name in [
        "CON",
        "trailing dot.",
        "report\u{202e}fdp.exe",
        "line\nfeed.txt",
    ] {
        assert!(names.contains(name), "{name:?}");
    }
    assert_eq!(names.iter().filter(|name| name.len() == 255).count(), 2);
    for child in children {
        let url = child["url"].as_str().unwrap();
        let rest = url
            .strip_prefix(&format!("{}/api/", sandbox.url()))
            .unwrap();
        let (status, again) = maya.get(rest).await;
        assert_eq!((status, &again), (200, child));
        if child["isdir"] == false {
            let path = rest.strip_prefix("2/path/info/").unwrap();
            assert_eq!(maya.put(path, "changed").await, 200, "{path}");
            assert_eq!(maya.text(path).await, "changed");
            let rest = format!("3/path/data/{path}");
            assert_eq!(maya.ask("DELETE", &rest, &[]).await.0, 204, "{path}");
        }
    }
    let (_, archive) = maya.get("2/path/info/Hostile/Archive.zip").await;
    assert_eq!(
        (&archive["isdir"], &archive["isfile"]),
        (&true.into(), &true.into())
    );
    assert_eq!(maya.put("Hostile/Read%20only/new.txt", "1").await, 403);
}

#[tokio::test]
async fn the_deepest_folder_is_32_levels_down_and_a_longer_name_is_refused() {
    let sandbox = start(|profile| profile.world = World::Hostile).await;
    let maya = Person::new(&sandbox, "maya");
    let deep = ["Level"; 32].join("/");
    let text = maya.text(&format!("Hostile/Deep/{deep}/bottom.txt")).await;
    assert_eq!(text, "deep\n");
    let (_, found) = maya.get("2/search/path/?keywords=bottom").await;
    assert_eq!(found["total"], 1);
    assert_eq!(maya.put(&"n".repeat(255), "1").await, 200);
    assert_eq!(maya.put(&"n".repeat(256), "1").await, 400);
}
