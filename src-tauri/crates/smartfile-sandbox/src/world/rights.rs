//! One home for five people who may not all do the same.

use jiff::civil::Date;
use serde_json::json;

use super::laying::Item;
use crate::access::{Acl, Subject};
use crate::remote_path::RemotePath;
use crate::site::Site;

/// The shared home.
pub(super) fn items(today: Date) -> Vec<Item> {
    let file =
        |path: &str, text: &str| Item::file(path, text.as_bytes().to_vec(), today, 3, 10, 20);
    vec![
        file("Board/Minutes.txt", "For the board alone.\n"),
        file("Contracts/Contract 1.txt", "Read, and do not change.\n"),
        file("Contracts/Contract 2.txt", "Read, and do not change.\n"),
        Item::folder("Drop box", today, 3, 10, 21),
        file(
            "Drop box/Posted.txt",
            "You can post here, and see nothing.\n",
        ),
        file("Projects/Plan.txt", "Everybody works here.\n"),
        file("Projects/Schedule.txt", "Everybody works here.\n"),
        file("Quota/Large.bin", &"x".repeat(30_000)),
    ]
}

/// maya may do everything. For jonas `/Contracts` is read-only, `/Board` is not there, and into
/// `/Drop box` he can only put things. priya has room for a few more bytes, and can download little.
/// The group Partners may not see the board either; lena is in it.
pub(super) fn rules(site: &Site) {
    // The paths are ours, so they can be read.
    let path = |text: &str| RemotePath::from_form(text).unwrap_or_default();
    let jonas = || Subject::User("jonas".to_owned());
    site.access.give(jonas(), path("/Contracts"), Acl::READ);
    site.access.give(jonas(), path("/Board"), Acl::NONE);
    site.access.give(jonas(), path("/Drop box"), Acl::POST);
    site.groups
        .put("Partners", json!({"name": "Partners", "users": ["lena"]}));
    let partners = Subject::Group("Partners".to_owned());
    site.access.give(partners, path("/Board"), Acl::NONE);
    site.quotas.put(
        "user",
        "priya",
        json!({
            "disk_bytes_limit": 32_768, "enforcement": "disable", "interval": "monthly",
            "user": "priya", "xfer_bytes_limit": 40_000,
        }),
    );
}
