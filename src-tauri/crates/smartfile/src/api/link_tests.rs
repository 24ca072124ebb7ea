#![allow(clippy::unwrap_used)] // a test may stop at a surprise

use serde_json::json;

use super::Link;
use crate::api::Acl;

#[test]
fn the_answer_as_it_was_seen_is_read_and_its_address_is_not_printed() {
    let link = Link::read(&json!({
        "uid": "k3PqZr8TnVd", "href": "https://file.ac/k3PqZr8TnVd/", "name": "plan.pdf", "path": "/Harbor/plan.pdf",
        "owner": {"username": "mara"}, "acl": {"list": true, "read": true, "remove": false, "write": false},
        "recursive": false, "cache": 0, "created": "2021-06-14T08:40:00", "expiration": null,
        "usage_count": "3", "usage_limit": 0
    }))
    .unwrap();
    assert_eq!(link.uid, "k3PqZr8TnVd");
    assert_eq!(link.path.as_ref().unwrap().as_str(), "/Harbor/plan.pdf");
    assert_eq!(
        (link.owner.as_deref(), link.recursive),
        (Some("mara"), Some(false))
    );
    assert!(link.acl.read && !link.acl.write);
    assert_eq!((link.usage_count, link.usage_limit), (Some(3), None));
    assert!(link.expiration.is_none() && link.created.is_some());
    let printed = format!("{link:?} {link:#?}");
    assert!(
        !printed.contains("k3PqZr8TnVd") && !printed.contains("file.ac"),
        "{printed}"
    );
}

#[test]
fn a_right_that_is_not_named_is_not_given_and_only_web_addresses_are_passed_on() {
    let none = Acl {
        list: false,
        read: false,
        write: false,
        remove: false,
    };
    for href in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "nonsense",
        "",
        "https://maya:pw@file.ac/x/",
    ] {
        let link = Link::read(&json!({"uid": "u", "href": href})).unwrap();
        assert_eq!((link.address, link.acl), (None, none), "{href}");
    }
    for object in [
        json!({}),
        json!({"uid": ""}),
        json!([]),
        json!({"href": "https://file.ac/u/"}),
    ] {
        assert_eq!(Link::read(&object), None, "{object}");
    }
}

#[test]
fn one_file_of_a_folders_link_has_its_name_encoded_once() {
    let link = Link::read(&json!({"uid": "u", "href": "https://file.ac/u/"})).unwrap();
    for (name, address) in [
        ("a b.txt", "https://file.ac/u/a%20b.txt"),
        (
            "50%25 & more?#.txt",
            "https://file.ac/u/50%2525%20%26%20more%3F%23.txt",
        ),
        ("é", "https://file.ac/u/%C3%A9"),
    ] {
        assert_eq!(link.address_of(name).unwrap().as_str(), address);
    }
    for name in ["", "..", "a/b"] {
        assert_eq!(link.address_of(name), None);
    }
}
