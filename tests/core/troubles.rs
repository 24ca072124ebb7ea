//! Everything a person does with files, under everything that a site may answer instead of what was asked: the list
//! afterwards shows what the site has, the message is one of the catalogue's, nothing is lost and nothing is done
//! twice.
//!
//! One table, [`DOINGS`] times [`TROUBLES`]; what is expected of each cell is in `expected.rs`.

mod doing;
mod expected;
mod trouble;
mod truth;

use connect_core::{Deed, Outcome};
use support::{Desk, SecretsWatch, report};

use doing::{DOINGS, Doing, Held};
use expected::{Expected, expected};
use trouble::{TROUBLES, Trouble};

/// How something ended: done, or with a reason.
#[derive(Debug)]
pub(crate) struct End {
    outcome: Option<Outcome>,
    /// Everything that was said about it.
    said: String,
}

/// One cell: done under this trouble, looked at, and done again in fair weather.
async fn cell(doing: Doing, trouble: Trouble) {
    let case = format!("{doing:?} under {trouble:?}");
    let desk = truth::desk().await;
    let held = Held::before(&desk, doing).await;
    trouble.lay_out(&desk, doing);
    let end = held.carry_out(&desk).await;
    desk.sandbox.faults().clear();
    let case = format!("{case}: {end:?}");
    match expected(doing, trouble) {
        Expected::Done => assert_eq!(end.outcome, None, "{case}"),
        Expected::Told(outcome) => assert_eq!(end.outcome, Some(outcome), "{case}"),
        Expected::WholeOrTold => assert_ne!(end.outcome, Some(Outcome::Internal), "{case}"),
    }
    let left = held.left(&desk, trouble, end.outcome.is_none());
    truth::is(&desk, &left, &case).await;
    SecretsWatch::of(desk.sandbox.ledger())
        .text("what was said", &end.said)
        .assert_clean();
    // Nothing was lost: it is done as soon as the site is itself again, once.
    desk.sandbox
        .switches()
        .change(|s| s.task_length = std::time::Duration::ZERO);
    let end = held.carry_out_again(&desk).await;
    assert_eq!(end.outcome, None, "again, {case}: {end:?}");
    truth::is(&desk, &held.left(&desk, Trouble::None, true), &case).await;
}

async fn cells(which: impl Fn(Doing) -> bool) {
    for doing in DOINGS.into_iter().filter(|doing| which(*doing)) {
        for trouble in TROUBLES {
            cell(doing, trouble).await;
        }
    }
}

/// B41, S13.16: failing is failing, done is done, and the list shows which.
#[tokio::test]
async fn whatever_the_site_answers_to_a_deed_the_list_shows_the_truth() {
    cells(|doing| {
        matches!(
            doing,
            Doing::Deed(Deed::CreateFolder | Deed::Rename | Deed::Move)
        )
    })
    .await;
}

/// B41, S13.16: as above, for the other two.
#[tokio::test]
async fn whatever_the_site_answers_to_a_copy_or_a_removal_the_list_shows_the_truth() {
    cells(|doing| matches!(doing, Doing::Deed(Deed::Copy | Deed::Remove))).await;
}

/// S13.15: what the site says of its own job is one thing, what it has done another.
#[tokio::test]
async fn whatever_the_site_says_of_a_job_the_list_shows_the_truth() {
    cells(|doing| matches!(doing, Doing::Job(_))).await;
}

/// S13.33: a question that is not answered has a reason, and is never taken for "there is nothing".
#[tokio::test]
async fn whatever_comes_in_place_of_an_answer_is_told_and_nothing_is_shown_for_it() {
    cells(|doing| {
        matches!(
            doing,
            Doing::List | Doing::Search | Doing::Details | Doing::Preview | Doing::Links
        )
    })
    .await;
}

/// S13.35: a part of the details that cannot be had is unknown, not empty.
#[tokio::test]
async fn a_part_of_the_details_that_is_not_answered_is_unknown() {
    cells(|doing| matches!(doing, Doing::Part(_))).await;
}

#[tokio::test]
async fn whatever_the_site_answers_about_a_link_the_links_are_as_they_are_shown() {
    cells(|doing| {
        matches!(
            doing,
            Doing::CreateLink | Doing::ChangeLink | Doing::RevokeLink
        )
    })
    .await;
}

#[tokio::test]
async fn whatever_the_site_answers_to_a_transfer_a_name_stands_for_a_whole_file_or_for_nothing() {
    cells(|doing| matches!(doing, Doing::Zip | Doing::Download | Doing::Upload)).await;
}

#[test]
fn the_table_has_a_cell_for_every_doing_under_every_trouble() {
    let cells = DOINGS.len() * TROUBLES.len();
    report(&format!(
        "troubles: {} things to do under {} troubles, {cells} cells",
        DOINGS.len(),
        TROUBLES.len()
    ));
    assert!(cells >= 300, "{cells}");
}

async fn outcome_of_row(desk: &Desk, id: &connect_core::OperationId) -> End {
    let row = desk.until_ended_operation(id).await;
    End {
        outcome: row.problem.as_ref().map(|problem| problem.outcome),
        said: format!("{row:?}"),
    }
}
