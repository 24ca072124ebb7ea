//! How the program ends when the weather is bad, and what its numbers are.

use connect_smartfile_cli::Exit;
use smartfile_sandbox::{Endpoint, Fault, World};

use crate::program::Table;

/// A promise to scripts: changing a number breaks this test.
#[test]
fn the_numbers_are_the_ones_that_were_promised() {
    let numbers: Vec<(u8, Exit)> = Exit::ALL
        .iter()
        .map(|exit| (exit.number(), *exit))
        .collect();
    assert_eq!(
        numbers,
        [
            (0, Exit::Done),
            (1, Exit::Failed),
            (2, Exit::Usage),
            (3, Exit::NotConnected),
            (4, Exit::NeedsAnswer),
            (5, Exit::Unreachable),
            (6, Exit::NoStore),
            (7, Exit::Damaged),
            (130, Exit::Stopped),
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_that_fails_and_a_line_that_is_dead_have_one_number() {
    let table = Table::laid(World::Empty).await;
    table.run(&["ls"]).await.well();
    table
        .desk
        .sandbox
        .faults()
        .always(Endpoint::Any, Fault::Status(503));
    table.run(&["ls"]).await.ended(5);
    let ran = table.run(&["doctor"]).await.ended(5);
    assert!(ran.out.contains("Needs you    SmartFile:"), "{}", ran.out);
    table.desk.sandbox.faults().clear();
    let ran = table.run(&["doctor"]).await.well();
    assert!(
        ran.out.contains("Fine         Password store: Works"),
        "{}",
        ran.out
    );
    let ran = table.run(&["doctor", "--json"]).await.well();
    assert_eq!(ran.objects().len(), 9);
    let ran = table.run(&["doctor", "--report"]).await.well();
    assert!(
        ran.out
            .starts_with("Connect SmartFile: Check my connection\n"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("maya"), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_argument_that_is_none_is_wrong_usage() {
    let table = Table::laid(World::Empty).await;
    for arguments in [
        &["lss"][..],
        &[],
        &["ls", "--nonsense"],
        &["get"],
        &["put", "a"],
        &["put", "a", "/", "--if-exists", "perhaps"],
        &["info", "/a/../b"],
    ] {
        let ran = table.run(arguments).await.ended(2);
        assert_eq!(ran.out, "", "{arguments:?}");
        assert_ne!(ran.err, "", "{arguments:?}");
    }
}
