//! What is expected of each cell.

use connect_core::{Deed, Outcome};

use super::doing::Doing;
use super::trouble::Trouble;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Expected {
    /// It ends well in spite of it.
    Done,
    /// It ends with this reason.
    Told(Outcome),
    /// Whole, or with a reason.
    WholeOrTold,
}

#[allow(clippy::match_same_arms)] // the same end for different reasons
pub(super) fn expected(doing: Doing, trouble: Trouble) -> Expected {
    use Expected::{Done, Told};
    match (doing, trouble) {
        (Doing::Download | Doing::Upload | Doing::Zip, _) => Expected::WholeOrTold,
        // The rest is there, and the part is unknown.
        (Doing::Part(_), _) => Done,
        // Whatever is said of the job, what it has done is seen.
        (Doing::Job(_), Trouble::Lie) => Told(Outcome::NotDone),
        (Doing::Job(_), _) => Done,
        (_, Trouble::None | Trouble::Throttle(_) | Trouble::Wait) => Done,
        // Read again.
        (Doing::List | Doing::Search, Trouble::Cut) => Done,
        (doing, Trouble::Cut) if is_looked_for(doing) => Done,
        (
            Doing::Deed(_) | Doing::CreateLink | Doing::ChangeLink | Doing::RevokeLink,
            Trouble::Lie,
        ) => Told(Outcome::NotDone),
        // What was there is not there any more, as far as anybody can see.
        (Doing::Deed(_), Trouble::Status(400)) => Told(Outcome::NotDone),
        // No name is to be had of a removal.
        (Doing::Deed(Deed::Remove), Trouble::Status(409)) => Told(Outcome::NotDone),
        // Bytes are not read; that these are not the file's shows in their number.
        (Doing::Preview, Trouble::Page | Trouble::Half | Trouble::Lie) => {
            Told(Outcome::ChangedOnServer)
        }
        (_, trouble) => Told(in_general(trouble)),
    }
}

/// An answer that was lost is looked for.
fn is_looked_for(doing: Doing) -> bool {
    matches!(
        doing,
        Doing::Deed(_) | Doing::CreateLink | Doing::ChangeLink | Doing::RevokeLink
    )
}

fn in_general(trouble: Trouble) -> Outcome {
    match trouble {
        Trouble::Status(402) => Outcome::QuotaExceeded,
        Trouble::Status(403) => Outcome::Forbidden,
        Trouble::Status(404) => Outcome::NotFound,
        Trouble::Status(409) => Outcome::NameTaken,
        // The error is inside of what came as a success.
        Trouble::Status(500 | 503) | Trouble::Lie => Outcome::ServerFailed,
        Trouble::Page => Outcome::SitePage,
        Trouble::Cut => Outcome::Offline,
        _ => Outcome::UnexpectedReply,
    }
}
