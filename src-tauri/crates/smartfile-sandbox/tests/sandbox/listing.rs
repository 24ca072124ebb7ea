//! Entries and listings.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use smartfile_sandbox::World;

use crate::practice::{Api, empty, start};

fn names(listing: &Value) -> Vec<&str> {
    let children = listing["children"].as_array().unwrap();
    children
        .iter()
        .map(|child| child["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_file_is_described_with_the_documented_fields() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("R&D #1/plan 50%.pdf", b"12345");
    let local = api.home().join("R&D #1/plan 50%.pdf");
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_625_140_801);
    std::fs::File::options()
        .write(true)
        .open(local)
        .unwrap()
        .set_modified(time)
        .unwrap();
    let (status, mut entry) = api.json("path/info/R%26D%20%231/plan%2050%25.pdf").await;
    assert_eq!(status, 200);
    assert!(entry["id"].take().is_u64());
    let url = sandbox.url();
    assert_eq!(
        entry,
        json!({
            "acl": {"list": true, "read": true, "remove": true, "write": true},
            "attributes": {}, "extension": ".pdf", "id": null, "isdir": false, "isfile": true,
            "items": null, "mime": "application/pdf", "name": "plan 50%.pdf",
            "owner": {
                "email": "maya@harrowfinch.example", "first_name": "Maya",
                "last_name": "Lindqvist", "name": "Maya Lindqvist",
                "url": format!("{url}/api/2/user/maya/"), "username": "maya",
            },
            "path": "/R&D #1/plan 50%.pdf", "size": 5, "tags": [], "time": "2021-07-01T08:00:01",
            "url": format!("{url}/api/2/path/info/R%26D%20%231/plan%2050%25.pdf"),
        })
    );
}

#[tokio::test]
async fn the_root_is_a_folder_without_a_name() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("a/b.txt", b"123");
    api.lay("c.txt", b"12");
    for rest in ["path/info/", "path/info", "path/info//"] {
        let (status, root) = api.json(rest).await;
        assert_eq!(status, 200);
        let expected = json!([true, false, 2, "application/x-directory", "", "", "/", 5]);
        let fields = [
            "isdir",
            "isfile",
            "items",
            "mime",
            "name",
            "extension",
            "path",
            "size",
        ];
        assert_eq!(json!(fields.map(|field| &root[field])), expected);
        assert_eq!(root["acl"]["remove"], false);
        assert_eq!(root.get("children"), None);
    }
}

#[tokio::test]
async fn children_come_in_pages() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    for number in 0..5 {
        api.lay(&format!("many/{number}.txt"), b"x");
    }
    for (page, expected) in [
        (1, vec!["0.txt", "1.txt"]),
        (2, vec!["2.txt", "3.txt"]),
        (3, vec!["4.txt"]),
        (4, vec![]),
    ] {
        let (status, listing) = api
            .json(&format!(
                "path/info/many/?children=true&limit=2&page={page}"
            ))
            .await;
        assert_eq!(status, 200);
        assert_eq!(names(&listing), expected);
        assert_eq!(
            json!([
                listing["page"],
                listing["pages"],
                listing["per_page"],
                listing["total"]
            ]),
            json!([page, 3, 2, 5])
        );
        assert_eq!(listing["path"], "/many");
    }
    for value in ["0", "-1", "x", "1.5"] {
        for name in ["page", "limit"] {
            let (status, answer) = api
                .json(&format!("path/info/many/?children=true&{name}={value}"))
                .await;
            assert_eq!(status, 400);
            assert!(answer[name][0].is_string(), "{answer}");
        }
    }
}

#[tokio::test]
async fn a_page_holds_at_most_the_largest_limit_and_by_default_a_hundred() {
    let sandbox = start(|profile| profile.world = World::Thousand).await;
    let api = Api::new(&sandbox).await;
    let (_, listing) = api.json("path/info/Thousand/?children=true").await;
    assert_eq!(
        (names(&listing).len(), &listing["pages"]),
        (100, &json!(10))
    );
    let (_, listing) = api
        .json("path/info/Thousand/?children=true&limit=5000")
        .await;
    assert_eq!(
        (
            names(&listing).len(),
            &listing["pages"],
            &listing["per_page"]
        ),
        (500, &json!(2), &json!(500))
    );
    sandbox
        .switches()
        .change(|switches| switches.largest_limit = 30);
    let (_, listing) = api
        .json("path/info/Thousand/?children=true&limit=100&page=34")
        .await;
    assert_eq!((names(&listing).len(), &listing["pages"]), (10, &json!(34)));
}

#[tokio::test]
async fn without_paging_and_in_version_2_1_everything_comes_at_once() {
    let sandbox = start(|profile| profile.world = World::Thousand).await;
    let api = Api::new(&sandbox).await;
    let url = format!(
        "{}/api/2.1/path/info/Thousand/?children=on&limit=10",
        sandbox.url()
    );
    let response = crate::browser::http()
        .get(url)
        .bearer_auth(&api.token)
        .send()
        .await
        .unwrap();
    let listing: Value = response.json().await.unwrap();
    assert_eq!((names(&listing).len(), listing.get("pages")), (1000, None));
    sandbox
        .switches()
        .change(|switches| switches.paging = false);
    let (_, listing) = api.json("path/info/Thousand/?children=True&limit=10").await;
    assert_eq!((names(&listing).len(), listing.get("page")), (1000, None));
}

#[tokio::test]
async fn only_the_fields_asked_for_come_back() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("a.txt", b"1");
    let (_, listing) = api
        .json("path/info/?children=true&fields=name&fields=size")
        .await;
    assert_eq!(
        listing,
        json!({
            "name": "", "size": 1, "children": [{"name": "a.txt", "size": 1}],
            "page": 1, "pages": 1, "per_page": 100, "total": 1,
        })
    );
}

#[tokio::test]
async fn an_empty_folder_is_one_empty_page_and_a_missing_path_is_not_found() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let (_, listing) = api.json("path/info/?children=true").await;
    assert_eq!(
        json!([listing["children"], listing["pages"], listing["total"]]),
        json!([[], 1, 0])
    );
    let (status, answer) = api.json("path/info/missing").await;
    assert_eq!((status, answer), (404, json!({"detail": "Not found"})));
    let put = api.request(reqwest::Method::PUT, "path/info/");
    assert_eq!(put.send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn an_archive_is_a_file_and_a_folder_unless_switched_off() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("a.zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    let (_, entry) = api.json("path/info/a.zip").await;
    assert_eq!(
        json!([entry["isdir"], entry["isfile"], entry["items"]]),
        json!([true, true, null])
    );
    let response = api.get("path/data/a.zip").send().await.unwrap();
    assert_eq!(response.bytes().await.unwrap().len(), 22);
    sandbox
        .switches()
        .change(|switches| switches.browsable_archives = false);
    let (_, entry) = api.json("path/info/a.zip").await;
    assert_eq!(entry["isdir"], false);
}

#[tokio::test]
async fn everyone_sees_their_own_home_only() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    api.lay("secret.txt", b"1");
    let url = format!("{}/api/2/path/info/?children=true", sandbox.url());
    let ask = crate::browser::http()
        .get(url)
        .basic_auth("jonas", Some("practice"));
    let listing: Value = ask.send().await.unwrap().json().await.unwrap();
    assert_eq!(names(&listing), Vec::<&str>::new());
}

#[tokio::test]
async fn hostile_names_are_listed_and_each_is_found_under_its_own_address() {
    let sandbox = start(|profile| profile.world = World::Thousand).await;
    let api = Api::new(&sandbox).await;
    let (_, listing) = api.json("path/info/Names/?children=true").await;
    let children = listing["children"].as_array().unwrap();
    assert!(children.len() >= 20, "{}", children.len());
    for child in children {
        let url = child["url"].as_str().unwrap();
        let response = crate::browser::http()
            .get(url)
            .bearer_auth(&api.token)
            .send()
            .await
            .unwrap();
        let again: Value = response.json().await.unwrap();
        assert_eq!(&again, child);
    }
}
