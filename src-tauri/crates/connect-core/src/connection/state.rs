//! What the connection is, and what may become of it. Pure: the table is `table.txt` beside this file.
//!
//! Longer than most files here, because it is one table and is read as one.

use jiff::Timestamp;
use smartfile::Identity;

use crate::account::{Account, KeptIn};
use crate::problem::{Outcome, Problem};
use crate::site::Rung;

/// The connection as shown.
#[derive(Clone, Debug, PartialEq)]
pub enum ConnectionState {
    /// The app has just started and looks into the password store.
    Restoring,
    /// Nobody is connected.
    Disconnected {
        /// Why, if not on purpose.
        problem: Option<Problem>,
        /// Just disconnected on purpose; everything was erased.
        erased: bool,
    },
    /// A page is open in the browser and the app waits for the answer.
    AwaitingResponse {
        /// How the answer is expected.
        rung: Rung,
        /// Host as shown.
        site: String,
        /// When the app stops waiting.
        deadline: Timestamp,
        /// Pasting: the page that shows a code was opened.
        code_page_opened: bool,
        /// Nothing has come for a while: the next way that a person may be offered.
        other_way: Option<Rung>,
        /// What went wrong so far without ending the attempt.
        problem: Option<Problem>,
    },
    /// The code is being exchanged for tokens.
    ExchangingCode {
        /// Host as shown.
        site: String,
    },
    /// Connected.
    Connected {
        /// As whom.
        account: Account,
        /// The person said: yes, this is me. Nothing moves before.
        confirmed: bool,
        /// The site could not be reached the last time.
        offline: bool,
        /// What a person should know meanwhile.
        problem: Option<Problem>,
    },
    /// The sign-in has ended; the account is kept.
    ReauthorizationRequired {
        /// Whose.
        account: Account,
        /// Why.
        problem: Problem,
    },
    /// The password store cannot be asked. Not the same as being signed out.
    VaultUnavailable {
        /// Whose tokens are in there.
        account: Account,
        /// Why.
        problem: Problem,
    },
    /// Everything is being erased.
    Disconnecting {
        /// Whose.
        account: Account,
    },
}

impl ConnectionState {
    fn connected(account: Account, offline: bool, problem: Option<Problem>) -> Self {
        Self::Connected {
            confirmed: account.confirmed,
            account,
            offline,
            problem,
        }
    }
}

/// The attempt that waits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Waiting {
    pub(crate) rung: Rung,
    pub(crate) site: String,
    pub(crate) deadline: Timestamp,
    pub(crate) code_page_opened: bool,
    pub(crate) other_way: Option<Rung>,
    pub(crate) problem: Option<Problem>,
}

impl Waiting {
    fn shown(self) -> ConnectionState {
        ConnectionState::AwaitingResponse {
            rung: self.rung,
            site: self.site,
            deadline: self.deadline,
            code_page_opened: self.code_page_opened,
            other_way: self.other_way,
            problem: self.problem,
        }
    }
}

/// The state with what is not shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) shown: ConnectionState,
    /// Number of the deadline that counts.
    pub(crate) watch: u64,
    /// Number of the exchange that counts; an answer to any other comes too late.
    pub(crate) exchange: u64,
    /// The account that waits to be connected again.
    pub(crate) held: Option<Box<(Account, Problem)>>,
    /// The rungs below the one that is being tried, best first.
    pub(crate) below: Vec<Rung>,
    /// While a pasted code is exchanged: where a refused one returns to.
    pub(crate) pasting: Option<Box<Waiting>>,
    /// A redirection that came before it was known whether anybody is connected.
    pub(crate) stray: Option<Problem>,
}

/// What happened.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Found(Account),
    NothingStored,
    TokensMissing(Account, Problem),
    VaultFailed(Account, Problem),
    VaultRetryAsked,
    /// With the rungs below the first.
    ConnectAsked(Waiting, Vec<Rung>),
    /// The patience of this number ended.
    PatienceEnded(u64),
    /// The next way that works was found, in the attempt of this number.
    OtherWayTaken {
        watch: u64,
        rung: Rung,
    },
    ReopenAsked,
    CodeOffered,
    CodePageAsked,
    PageNotOpened(Problem),
    CodeArrived {
        pasted: bool,
    },
    ResponseRefused(Problem),
    StrayRedirection(Problem),
    DeadlinePassed(u64),
    CancelAsked,
    ExchangeFailed {
        exchange: u64,
        problem: Problem,
    },
    PastedCodeRefused {
        exchange: u64,
        problem: Problem,
        deadline: Timestamp,
    },
    Identified {
        exchange: u64,
        account: Account,
        problem: Option<Problem>,
    },
    ConfirmAsked,
    /// The same person signed in at another place of this app: their sign-in may be had for this account.
    GrantOffered {
        site: String,
    },
    /// The site said who this is.
    Told {
        identity: Identity,
        at: Timestamp,
    },
    SomebodyElse(Problem),
    NetworkLost(Option<Problem>),
    NetworkFound(Timestamp),
    Renewed {
        at: Timestamp,
        kept_in: KeptIn,
        problem: Option<Problem>,
    },
    /// The sign-in rests somewhere else now, because the person asked for it.
    Moved(KeptIn),
    RefreshRefused(Problem),
    BearerRefused(Problem),
    DisconnectAsked,
    Erased(Option<Problem>),
}

/// What is to be done about it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Effect {
    /// Open the page of this way.
    OpenPage(Rung),
    /// Open the page that was opened last.
    OpenPageAgain,
    /// After a while, offer another way, if this number still counts then.
    StartPatience(u64),
    /// Stop waiting after the limit, if this number still counts then.
    StartDeadline(u64),
    /// Exchange the code under this number.
    Exchange(u64),
    /// Forget the requests. Tokens that still arrive are revoked, not stored.
    EndAttempt,
    /// Show the window.
    Raise,
    /// Remember the account.
    Save,
    /// Ask the site who this is.
    Probe,
    /// Look into the password store again.
    Restore,
    /// Look again by itself, a few times.
    AwaitVault,
    /// Try again to put the tokens into the password store.
    KeepAgain,
    /// Stop using the tokens.
    EndSession,
    /// Erase access and refresh token; client secret and account stay.
    EraseTokens,
    /// Stop transfers, revoke, erase everything.
    Erase,
    /// Nothing: this event means nothing in this state.
    Note,
}

/// At most this often is an answer of the site worth remembering.
const ANSWERED_EVERY_SECONDS: i64 = 30;

impl State {
    pub(crate) fn new() -> Self {
        Self {
            shown: ConnectionState::Restoring,
            watch: 0,
            exchange: 0,
            held: None,
            below: Vec::new(),
            pasting: None,
            stray: None,
        }
    }

    pub(crate) fn account(&self) -> Option<&Account> {
        match &self.shown {
            ConnectionState::Connected { account, .. }
            | ConnectionState::ReauthorizationRequired { account, .. }
            | ConnectionState::VaultUnavailable { account, .. }
            | ConnectionState::Disconnecting { account } => Some(account),
            _ => self.held.as_ref().map(|held| &held.0),
        }
    }

    fn show(mut self, shown: ConnectionState) -> Self {
        self.shown = shown;
        self
    }

    /// Where an attempt ends without tokens: at the account that waits, if there is one.
    fn without_tokens(mut self, problem: Option<Problem>) -> Self {
        self.exchange += 1;
        self.watch += 1;
        self.pasting = None;
        self.shown = match self.held.take() {
            Some(held) => ConnectionState::ReauthorizationRequired {
                account: held.0,
                problem: problem.unwrap_or(held.1),
            },
            None => ConnectionState::Disconnected {
                problem,
                erased: false,
            },
        };
        self
    }

    fn wait(mut self, waiting: Waiting, page: Option<Effect>) -> (Self, Vec<Effect>) {
        self.exchange += 1;
        self.watch += 1;
        self.pasting = None;
        let watch = self.watch;
        let mut effects = vec![Effect::StartDeadline(watch)];
        if waiting.other_way.is_none() && !self.below.is_empty() {
            effects.push(Effect::StartPatience(watch));
        }
        effects.extend(page);
        (self.show(waiting.shown()), effects)
    }
}

/// The next state and what is to be done. Any pair that is not in the table changes nothing.
#[allow(clippy::too_many_lines)] // one table, read from top to bottom
pub(crate) fn next(state: State, event: Event) -> (State, Vec<Effect>) {
    use ConnectionState as S;
    use Event as E;

    let note = |state| (state, vec![Effect::Note]);
    match (state.shown.clone(), event) {
        // Starting, and the password store.
        (S::Restoring | S::VaultUnavailable { .. }, E::Found(account)) => (
            state.show(S::connected(account, false, None)),
            vec![Effect::Probe],
        ),
        (S::Restoring, E::NothingStored) => {
            let problem = state.stray.clone();
            let mut state = state.show(S::Disconnected {
                problem,
                erased: false,
            });
            state.stray = None;
            (state, vec![])
        }
        (S::Restoring | S::VaultUnavailable { .. }, E::TokensMissing(account, problem)) => (
            state.show(S::ReauthorizationRequired { account, problem }),
            vec![],
        ),
        (S::Restoring | S::VaultUnavailable { .. }, E::VaultFailed(account, problem)) => {
            // A store that is not there may still be starting. One that is locked asks the person
            // each time it is called, so it is called again only when they say so.
            let effects = match problem.outcome {
                Outcome::VaultStarting | Outcome::VaultUnavailable => vec![Effect::AwaitVault],
                _ => vec![],
            };
            (
                state.show(S::VaultUnavailable { account, problem }),
                effects,
            )
        }
        (S::Restoring, E::StrayRedirection(problem)) => {
            let mut state = state;
            state.stray = Some(problem);
            (state, vec![])
        }
        (S::VaultUnavailable { .. }, E::VaultRetryAsked) => {
            (state.show(S::Restoring), vec![Effect::Restore])
        }
        (S::Connected { account, .. }, E::VaultRetryAsked) if account.kept_in == KeptIn::Memory => {
            (state, vec![Effect::KeepAgain])
        }

        // Waiting for the browser.
        (S::Disconnected { .. } | S::AwaitingResponse { .. }, E::ConnectAsked(waiting, below)) => {
            let mut state = state;
            state.below = below;
            let page = Effect::OpenPage(waiting.rung);
            state.wait(waiting, Some(page))
        }
        (S::ReauthorizationRequired { account, problem }, E::ConnectAsked(waiting, below)) => {
            let mut state = state;
            state.held = Some(Box::new((account, problem)));
            state.below = below;
            let page = Effect::OpenPage(waiting.rung);
            state.wait(waiting, Some(page))
        }
        (
            S::AwaitingResponse {
                rung,
                site,
                deadline,
                code_page_opened,
                other_way: None,
                problem,
            },
            E::PatienceEnded(watch),
        ) if watch == state.watch && !state.below.is_empty() => {
            let other_way = state.below.first().copied();
            (
                state.show(S::AwaitingResponse {
                    rung,
                    site,
                    deadline,
                    code_page_opened,
                    other_way,
                    problem,
                }),
                vec![],
            )
        }
        (
            S::AwaitingResponse {
                site,
                deadline,
                code_page_opened,
                other_way: Some(_),
                ..
            },
            E::OtherWayTaken { watch, rung },
        ) if watch == state.watch => {
            let mut state = state;
            state.below.retain(|below| *below > rung);
            let mut effects = vec![Effect::OpenPage(rung)];
            if !state.below.is_empty() {
                effects.push(Effect::StartPatience(watch));
            }
            (
                state.show(S::AwaitingResponse {
                    rung,
                    site,
                    deadline,
                    code_page_opened: code_page_opened || rung == Rung::Paste,
                    other_way: None,
                    problem: None,
                }),
                effects,
            )
        }
        (S::AwaitingResponse { .. }, E::ReopenAsked) => (state, vec![Effect::OpenPageAgain]),
        (
            S::AwaitingResponse {
                site,
                deadline,
                code_page_opened,
                other_way,
                ..
            },
            E::CodeOffered,
        ) => {
            let mut state = state;
            state.below.retain(|below| *below != Rung::Paste);
            (
                state.show(S::AwaitingResponse {
                    rung: Rung::Paste,
                    site,
                    deadline,
                    code_page_opened,
                    other_way: other_way.filter(|rung| *rung != Rung::Paste),
                    problem: None,
                }),
                vec![],
            )
        }
        (
            S::AwaitingResponse {
                site,
                deadline,
                other_way,
                ..
            },
            E::CodePageAsked,
        ) => {
            let mut state = state;
            state.below.retain(|below| *below != Rung::Paste);
            (
                state.show(S::AwaitingResponse {
                    rung: Rung::Paste,
                    site,
                    deadline,
                    code_page_opened: true,
                    other_way: other_way.filter(|rung| *rung != Rung::Paste),
                    problem: None,
                }),
                vec![Effect::OpenPage(Rung::Paste)],
            )
        }
        (
            S::AwaitingResponse {
                rung,
                site,
                deadline,
                code_page_opened,
                other_way,
                ..
            },
            E::PageNotOpened(problem),
        ) => (
            state.show(S::AwaitingResponse {
                rung,
                site,
                deadline,
                code_page_opened,
                other_way,
                problem: Some(problem),
            }),
            vec![],
        ),
        (
            S::AwaitingResponse {
                site,
                deadline,
                code_page_opened,
                other_way,
                ..
            },
            E::CodeArrived { pasted },
        ) => {
            let mut state = state;
            state.exchange += 1;
            state.watch += 1;
            state.pasting = pasted.then(|| {
                Box::new(Waiting {
                    rung: Rung::Paste,
                    site: site.clone(),
                    deadline,
                    code_page_opened,
                    other_way,
                    problem: None,
                })
            });
            let exchange = state.exchange;
            (
                state.show(S::ExchangingCode { site }),
                vec![Effect::Exchange(exchange)],
            )
        }
        // The redirection arrives while a pasted code is being tried: the redirection wins.
        (S::ExchangingCode { .. }, E::CodeArrived { pasted: false }) if state.pasting.is_some() => {
            let mut state = state;
            state.exchange += 1;
            state.pasting = None;
            let exchange = state.exchange;
            (state, vec![Effect::Exchange(exchange)])
        }
        (S::AwaitingResponse { .. }, E::ResponseRefused(problem)) => (
            state.without_tokens(Some(problem)),
            vec![Effect::EndAttempt, Effect::Raise],
        ),
        (S::AwaitingResponse { .. }, E::DeadlinePassed(watch)) if watch == state.watch => (
            state.without_tokens(Some(Problem::new(Outcome::AuthorizationExpired))),
            vec![Effect::EndAttempt],
        ),
        (S::AwaitingResponse { .. } | S::ExchangingCode { .. }, E::CancelAsked) => {
            (state.without_tokens(None), vec![Effect::EndAttempt])
        }
        (S::Disconnected { .. }, E::StrayRedirection(problem)) => (
            state.show(S::Disconnected {
                problem: Some(problem),
                erased: false,
            }),
            vec![Effect::Raise],
        ),

        // The exchange.
        (
            S::ReauthorizationRequired { account, problem }
            | S::VaultUnavailable { account, problem },
            E::GrantOffered { site },
        ) => {
            let mut state = state;
            state.exchange += 1;
            state.watch += 1;
            state.held = Some(Box::new((account, problem)));
            (state.show(S::ExchangingCode { site }), vec![])
        }
        (S::ExchangingCode { .. }, E::ExchangeFailed { exchange, problem })
            if exchange == state.exchange =>
        {
            (
                state.without_tokens(Some(problem)),
                vec![Effect::EndAttempt, Effect::Raise],
            )
        }
        (
            S::ExchangingCode { .. },
            E::PastedCodeRefused {
                exchange,
                problem,
                deadline,
            },
        ) if exchange == state.exchange => match state.pasting.clone() {
            Some(waiting) => state.wait(
                Waiting {
                    problem: Some(problem),
                    deadline,
                    ..*waiting
                },
                None,
            ),
            None => note(state),
        },
        (
            S::ExchangingCode { .. },
            E::Identified {
                exchange,
                account,
                problem,
            },
        ) if exchange == state.exchange => {
            let mut state = state;
            state.exchange += 1;
            state.held = None;
            state.pasting = None;
            let offline = account.username.is_empty();
            (
                state.show(S::connected(account, offline, problem)),
                vec![Effect::EndAttempt, Effect::Raise],
            )
        }

        // Connected.
        (
            S::Connected {
                mut account,
                offline,
                problem,
                ..
            },
            E::ConfirmAsked,
        ) if !account.confirmed => {
            account.confirmed = true;
            (
                state.show(S::connected(account, offline, problem)),
                vec![Effect::Save],
            )
        }
        (
            S::Connected {
                mut account,
                offline,
                problem,
                ..
            },
            E::Told { identity, at },
        ) => {
            let before = account.clone();
            account.identify(identity, at);
            // When it last answered is told often; it is put away with whatever else there is, or at the end.
            let same = Account {
                last_answered: before.last_answered,
                ..account.clone()
            } == before;
            let effects = if same && !offline {
                vec![]
            } else {
                vec![Effect::Save]
            };
            let problem = problem.filter(|p| is_vault(p.outcome));
            (state.show(S::connected(account, false, problem)), effects)
        }
        (
            S::Connected {
                account,
                offline,
                problem: old,
                ..
            },
            E::NetworkLost(problem),
        ) if !offline || problem.is_some() => {
            let effects = if offline { vec![] } else { vec![Effect::Probe] };
            (
                state.show(S::connected(account, true, problem.or(old))),
                effects,
            )
        }
        (
            S::Connected {
                mut account,
                offline,
                problem,
                ..
            },
            E::NetworkFound(at),
        ) if offline || is_news(account.last_answered, at) => {
            account.last_answered = Some(at);
            // An answer that does not say who this is takes back nothing of what was said about that.
            let nameless = account.username.is_empty();
            let problem = problem.filter(|p| nameless || is_vault(p.outcome));
            (
                state.show(S::connected(account, false, problem)),
                vec![Effect::Save],
            )
        }
        (
            S::Connected {
                mut account,
                offline,
                problem: old,
                ..
            },
            E::Renewed {
                at,
                kept_in,
                problem,
            },
        ) => {
            account.last_renewed = Some(at);
            account.kept_in = kept_in;
            let problem =
                problem.or(old.filter(|p| kept_in == KeptIn::Memory || !is_vault(p.outcome)));
            (
                state.show(S::connected(account, offline, problem)),
                vec![Effect::Save],
            )
        }
        (
            S::Connected {
                mut account,
                offline,
                problem,
                ..
            },
            E::Moved(kept_in),
        ) => {
            account.kept_in = kept_in;
            let problem = problem.filter(|p| !is_vault(p.outcome));
            (
                state.show(S::connected(account, offline, problem)),
                vec![Effect::Save],
            )
        }
        (S::Connected { account, .. }, E::RefreshRefused(problem) | E::SomebodyElse(problem)) => (
            state.show(S::ReauthorizationRequired { account, problem }),
            vec![Effect::EraseTokens, Effect::EndSession],
        ),
        (S::Connected { account, .. }, E::BearerRefused(problem)) => (
            state.show(S::ReauthorizationRequired { account, problem }),
            vec![Effect::EndSession],
        ),

        // Going.
        (
            S::Connected { account, .. }
            | S::ReauthorizationRequired { account, .. }
            | S::VaultUnavailable { account, .. },
            E::DisconnectAsked,
        ) => (
            state.show(S::Disconnecting { account }),
            vec![Effect::Erase],
        ),
        (S::Disconnecting { .. }, E::Erased(problem)) => {
            let mut state = state;
            state.held = None;
            (
                state.show(S::Disconnected {
                    problem,
                    erased: true,
                }),
                vec![],
            )
        }

        _ => note(state),
    }
}

fn is_news(last: Option<Timestamp>, at: Timestamp) -> bool {
    last.is_none_or(|last| at.duration_since(last).as_secs().abs() >= ANSWERED_EVERY_SECONDS)
}

fn is_vault(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::VaultUnavailable
            | Outcome::VaultLocked
            | Outcome::VaultRefused
            | Outcome::VaultFull
            | Outcome::VaultTooLarge
            | Outcome::VaultDamaged
            | Outcome::PassphraseNeeded
            | Outcome::SealedDamaged
            | Outcome::SealedFailed
    )
}
