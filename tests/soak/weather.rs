//! What goes wrong in one run, all of it laid out before by the run's own chance.

use std::time::Duration;

use connect_core::{Rung, VaultError};
use smartfile_sandbox::{Fault, ThrottleStyle};
use support::Chance;

/// What the person does when nothing comes back.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Then {
    /// Waits until another way is offered, and takes it.
    OtherWay,
    /// Asks for the page again.
    PageAgain,
    /// Clicks *Connect* again.
    ClickAgain,
    /// Gives up.
    Cancel,
    /// Goes for lunch.
    Lunch,
    /// Quits the app and starts it again.
    Quit,
    /// Looks at what the app says.
    Look,
}

/// What becomes of the page that opens.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Page {
    Allowed,
    Denied,
    /// The server sends the app this error code (RFC 6749 §4.1.2.1).
    Refused(&'static str),
    /// The answer comes twice.
    Twice,
    /// So many strangers come before the answer.
    Strangers(usize),
    /// The person brings the address, or first a wrong code, by hand.
    ByHand,
    /// Nothing comes back.
    Lost(Then),
    /// What comes back carries another state.
    Forged(Then),
    /// No browser opens.
    NoBrowser(Then),
}

/// What happens to a request that hangs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Hang {
    /// The app has waited long enough.
    TimePasses,
    /// The person has.
    Cancelled,
    /// The answer comes after all.
    Answered,
}

/// What the token endpoint does, once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    Fair,
    Fault(Fault),
    Hangs(Hang),
}

/// What the site says to the question who this is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Who {
    Fair,
    /// So many times.
    Fault(usize, Fault),
    /// Until the person cancels, or the answer comes after all.
    Hangs(Hang),
}

/// What the password store does while the sign-in is put into it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Store {
    Fair,
    /// Takes nothing.
    TakesNothing(VaultError),
    /// Takes so many calls, and then none, not even to erase.
    Breaks(usize, VaultError),
    /// Takes no entry as long as these.
    TooSmall,
    /// Asks the person to unlock it.
    Asks(Hang),
}

/// What has become of the password store at the next start.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Restart {
    None,
    Fair,
    /// Its first reads fail.
    Late(usize),
    /// It fails as long as it is in this state.
    Fails(VaultError),
    /// Both tokens came back as something else.
    Damaged,
    /// Somebody erased both tokens.
    Erased,
    /// Somebody erased the access token.
    HalfErased,
}

/// One run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weather {
    pub(crate) rung: Rung,
    pub(crate) page: Page,
    pub(crate) token: Token,
    pub(crate) who: Who,
    pub(crate) store: Store,
    pub(crate) restart: Restart,
}

/// The seconds that the site may ask to wait. None of them is a limit of the app's own.
const THROTTLES: [u32; 4] = [3, 6, 7, 9];

impl support::Weather for Weather {
    fn of(chance: &mut Chance) -> Self {
        let rung = chance.one_of(&Rung::ALL);
        Self {
            rung,
            page: if chance.percent(40) {
                page(rung, chance)
            } else {
                Page::Allowed
            },
            token: if chance.percent(25) {
                token(chance)
            } else {
                Token::Fair
            },
            who: if chance.percent(20) {
                who(chance)
            } else {
                Who::Fair
            },
            store: if chance.percent(20) {
                store(chance)
            } else {
                Store::Fair
            },
            restart: if chance.percent(30) {
                restart(chance)
            } else {
                Restart::None
            },
        }
    }

    fn faults(&self) -> usize {
        [
            self.page != Page::Allowed,
            self.token != Token::Fair,
            self.who != Who::Fair,
            self.store != Store::Fair,
            !matches!(self.restart, Restart::None | Restart::Fair),
        ]
        .into_iter()
        .filter(|wrong| *wrong)
        .count()
    }
}

impl Weather {
    /// Whether nothing here makes anybody wait between the click and the list.
    pub(crate) fn is_swift(&self) -> bool {
        self.page == Page::Allowed
            && self.token == Token::Fair
            && self.who == Who::Fair
            && !matches!(self.store, Store::Asks(_))
    }

    /// Whether entries that are to go may be kept by the store all the same.
    pub(crate) fn keeps_what_is_erased(&self) -> bool {
        matches!(self.store, Store::Breaks(..))
    }
}

fn page(rung: Rung, chance: &mut Chance) -> Page {
    let then = |chance: &mut Chance| {
        let then = chance.one_of(&[
            Then::OtherWay,
            Then::OtherWay,
            Then::PageAgain,
            Then::ClickAgain,
            Then::Cancel,
            Then::Lunch,
            Then::Quit,
        ]);
        match (then, rung) {
            // There is no way below the last one.
            (Then::OtherWay, Rung::Paste) => Then::PageAgain,
            _ => then,
        }
    };
    match (chance.below(10), rung) {
        // A page that shows a code sends no refusal and no state: it says no on the page, or it is mistyped.
        (0, _) | (1, Rung::Paste) => Page::Denied,
        (1, _) => Page::Refused(chance.one_of(&[
            "access_denied",
            "invalid_request",
            "unauthorized_client",
            "unsupported_response_type",
            "invalid_scope",
            "server_error",
            "temporarily_unavailable",
            "slow_down",
        ])),
        (2, _) => Page::Twice,
        (3, _) => Page::Strangers(1 + chance.below(40)),
        (4 | 5, _) | (6, Rung::Paste) => Page::ByHand,
        (6, _) => Page::Forged(then(chance)),
        (7, _) => match chance.below(3) {
            0 => Page::NoBrowser(Then::Look),
            _ => Page::NoBrowser(then(chance)),
        },
        _ => Page::Lost(then(chance)),
    }
}

fn token(chance: &mut Chance) -> Token {
    let said = |status, body: &str| {
        Token::Fault(Fault::Reply {
            status,
            content_type: "application/json".into(),
            body: body.into(),
        })
    };
    match chance.below(11) {
        0 => said(400, r#"{"error": "invalid_grant"}"#),
        1 => said(401, r#"{"error": "invalid_client"}"#),
        2 => said(200, r#"{"token_type": "Bearer"}"#),
        3 => Token::Fault(Fault::Status(
            chance.one_of(&[500, 502, 503, 404, 403, 401]),
        )),
        4 => Token::Fault(Fault::Html),
        5 => Token::Fault(Fault::BrokenJson),
        6 => Token::Fault(Fault::Cut(chance.below(160))),
        7 => Token::Fault(Fault::Redirect(
            chance
                .one_of(&["https://app.files.test/login", "/oauth2/token/again/"])
                .into(),
        )),
        8 => Token::Fault(throttle(chance)),
        _ => Token::Hangs(chance.one_of(&[Hang::TimePasses, Hang::Cancelled, Hang::Answered])),
    }
}

fn who(chance: &mut Chance) -> Who {
    let times = 1 + chance.below(6);
    let fault = match chance.below(8) {
        0 => Fault::Status(401),
        1 => Fault::Status(chance.one_of(&[500, 502, 503, 504])),
        2 => Fault::Status(chance.one_of(&[403, 404, 511])),
        3 => Fault::Html,
        4 => Fault::BrokenJson,
        5 => Fault::Cut(chance.below(200)),
        6 => throttle(chance),
        _ => return Who::Hangs(chance.one_of(&[Hang::Cancelled, Hang::Answered])),
    };
    Who::Fault(times, fault)
}

fn throttle(chance: &mut Chance) -> Fault {
    let style = chance.one_of(&[
        ThrottleStyle::Old,
        ThrottleStyle::Middle,
        ThrottleStyle::New,
    ]);
    Fault::Throttle(style, f64::from(chance.one_of(&THROTTLES)))
}

fn store(chance: &mut Chance) -> Store {
    let error = chance.one_of(&[
        VaultError::Unavailable,
        VaultError::Locked,
        VaultError::Refused,
        VaultError::Full,
        VaultError::Damaged,
    ]);
    match chance.below(8) {
        0..3 => Store::TakesNothing(error),
        3 | 4 => Store::Breaks(chance.below(4), error),
        5 => Store::TooSmall,
        _ => Store::Asks(chance.one_of(&[Hang::TimePasses, Hang::Answered])),
    }
}

fn restart(chance: &mut Chance) -> Restart {
    match chance.below(8) {
        0 => Restart::Fair,
        1..4 => Restart::Late(1 + chance.below(12)),
        4 => Restart::Fails(chance.one_of(&[
            VaultError::Unavailable,
            VaultError::Locked,
            VaultError::Refused,
        ])),
        5 => Restart::Damaged,
        6 => Restart::Erased,
        _ => Restart::HalfErased,
    }
}

/// The waits between two questions who this is: the app's own, and those that the site asks for.
pub(crate) fn waits_between_questions() -> impl Iterator<Item = Duration> {
    let own = [500, 1000, 2000].map(Duration::from_millis);
    let told = THROTTLES.map(|seconds| Duration::from_secs(seconds.into()));
    own.into_iter().chain(told)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use support::Weather as _;

    use super::*;

    fn kind(shown: &impl std::fmt::Debug) -> String {
        let shown = format!("{shown:?}");
        let end = shown.find([' ', '{']).unwrap_or(shown.len());
        shown[..end].to_owned()
    }

    #[test]
    fn a_thousand_runs_meet_every_rung_and_every_kind_of_fault() {
        let mut kinds: [HashSet<String>; 6] = Default::default();
        let mut fair = 0;
        for run in 0..1000 {
            let weather = Weather::of(&mut Chance::of_run(1, run));
            fair += usize::from(weather.faults() == 0);
            let shown = [
                kind(&weather.rung),
                kind(&weather.page),
                kind(&weather.token),
                kind(&weather.who),
                kind(&weather.store),
                kind(&weather.restart),
            ];
            for (kinds, shown) in kinds.iter_mut().zip(shown) {
                kinds.insert(shown);
            }
        }
        let [rung, page, token, who, store, restart] = kinds;
        assert_eq!(rung.len(), 3);
        assert!(page.len() > 25, "{page:?}");
        assert!(token.len() > 8, "{token:?}");
        assert!(who.len() > 8, "{who:?}");
        assert!(store.len() > 12, "{store:?}");
        assert!(restart.len() > 12, "{restart:?}");
        assert!((100..500).contains(&fair), "{fair} without any fault");
    }

    #[test]
    fn the_last_rung_waits_for_no_other_way() {
        for run in 0..2000 {
            let weather = Weather::of(&mut Chance::of_run(2, run));
            if weather.rung == Rung::Paste {
                let page = format!("{:?}", weather.page);
                assert!(!page.contains("OtherWay"), "{page}");
            }
        }
    }
}
