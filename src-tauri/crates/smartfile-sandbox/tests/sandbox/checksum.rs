//! `checksum`.

use serde_json::json;
use smartfile_sandbox::{ChecksumAnswer, Endpoint, Fault};

use crate::practice::{Person, empty};

#[tokio::test]
async fn the_five_checksums_are_the_published_ones() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a.txt", "123456789").await;
    // The check value of CRC-32 is published for exactly these nine bytes.
    for (algorithm, expected) in [
        ("CRC-32", "cbf43926"),
        ("MD5", "25f9e794323b453885f5181f1b624d0b"),
        ("md5", "25f9e794323b453885f5181f1b624d0b"),
        ("SHA1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
        (
            "SHA256",
            "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
        ),
        (
            "SHA512",
            "d9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274ad27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85",
        ),
    ] {
        let form = [("path", "/a.txt"), ("algorithm", algorithm)];
        let task = maya.operate("checksum", &form).await;
        assert_eq!(
            task["result"],
            json!({
                "status": "SUCCESS",
                "result": {"checksums": {"/a.txt": expected}, "errors": {}},
            }),
            "{algorithm}"
        );
    }
}

#[tokio::test]
async fn a_checksum_can_be_wrong_or_not_offered() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.put("a.txt", "123456789").await;
    let form = [("path", "/a.txt"), ("algorithm", "CRC-32")];
    let of = |task: serde_json::Value| {
        let checksum = &task["result"]["result"]["checksums"]["/a.txt"];
        checksum.as_str().unwrap().to_owned()
    };
    sandbox
        .faults()
        .next(Endpoint::Operation, Fault::WrongChecksum);
    let wrong = of(maya.operate("checksum", &form).await);
    assert_eq!(wrong.len(), 8);
    assert_ne!(wrong, "cbf43926");
    assert_eq!(of(maya.operate("checksum", &form).await), "cbf43926");
    let turn = |answer| {
        sandbox
            .switches()
            .change(|switches| switches.checksum = answer);
    };
    turn(ChecksumAnswer::Wrong);
    assert_eq!(of(maya.operate("checksum", &form).await), wrong);
    turn(ChecksumAnswer::Unsupported);
    let ask = maya.ask("POST", "2/path/oper/checksum/", &form);
    assert_eq!(ask.await.0, 404);
    for (only, algorithm, length) in [
        (ChecksumAnswer::OnlyMd5, "MD5", 32),
        (ChecksumAnswer::OnlySha1, "SHA1", 40),
    ] {
        turn(only);
        let ask = maya.ask("POST", "2/path/oper/checksum/", &form);
        assert_eq!(ask.await.0, 400);
        let form = [("path", "/a.txt"), ("algorithm", algorithm)];
        assert_eq!(of(maya.operate("checksum", &form).await).len(), length);
    }
}

#[tokio::test]
async fn what_has_no_checksum_is_refused_or_an_error_of_its_path() {
    let sandbox = empty().await;
    let maya = Person::new(&sandbox, "maya");
    maya.ask("PUT", "2/path/oper/mkdir/in", &[]).await;
    let form = [("path", "/in"), ("algorithm", "MD5")];
    let task = maya.operate("checksum", &form).await;
    assert!(task["result"]["result"]["errors"]["/in"].is_string());
    for (path, algorithm, status) in [
        ("/none", "MD5", 404),
        ("/in", "MD6", 400),
        ("/in", "", 400),
        ("", "MD5", 400),
    ] {
        let form = [("path", path), ("algorithm", algorithm)];
        let (got, _) = maya.ask("POST", "2/path/oper/checksum/", &form).await;
        assert_eq!(got, status, "{path} {algorithm}");
    }
}
