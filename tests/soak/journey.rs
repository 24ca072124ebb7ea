//! One run: the click, what it comes to, and the way on from there.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use connect_core::{Account, ConnectionState, KeptIn, Page as Listed, RemotePath, VaultError};
use support::{Broken, Chance, Desk, Ending, PATIENCE, Run, Script, WayOn};

use crate::person::ATTEMPT;
use crate::stage::{self, FILE, Taken};
use crate::weather::{Hang, Restart, Store, Token, Weather, Who, waits_between_questions};

/// How long the token endpoint may take.
const EXCHANGE: Duration = Duration::from_secs(30);
/// How long a password store may take that has not answered yet.
const UNLOCKING: Duration = Duration::from_mins(2);
/// The waits before a password store that was not there is asked again; the last one for as long as it takes.
const STORE_WAITS: [u64; 6] = [2, 4, 8, 16, 30, 60];
const KEPT: [&str; 3] = ["access_token", "client_secret", "refresh_token"];

pub(crate) struct Journey {
    pub(crate) desk: Desk,
    pub(crate) weather: Weather,
    pub(crate) chance: Chance,
    /// How many pages the browser was asked for and has opened.
    pub(crate) pages: usize,
    /// What hangs is waited for once.
    token_hung: bool,
    who_hung: bool,
    store_asked: bool,
    _taken: Taken,
}

/// The whole run.
pub(crate) async fn run(weather: Weather, mut chance: Chance) -> Result<Run, Broken> {
    let (desk, taken) = stage::desk(weather.rung, &mut chance).await;
    desk.until_disconnected().await;
    stage::lay_out(&desk, &weather);
    let mut journey = Journey {
        desk,
        chance,
        pages: 0,
        token_hung: false,
        who_hung: false,
        store_asked: false,
        weather,
        _taken: taken,
    };
    let clicked = Instant::now();
    journey.click().await?;
    journey.rest().await?;
    let mut to_the_list = None;
    if journey.ending()?.is_connected() {
        to_the_list = Some(journey.list().await?.duration_since(clicked));
        journey.start_again().await?;
    }
    let ending = journey.ending()?;
    journey.inspect(&ending).await?;
    journey.get_on(&ending).await?;
    journey.leave().await?;
    Ok(Run {
        rung: journey.weather.rung,
        ending,
        to_the_list: to_the_list.filter(|_| journey.weather.is_swift()),
    })
}

impl Journey {
    /// Resolves when it is the person's turn again, or nobody's. What the weather makes the app wait for passes.
    pub(crate) async fn rest(&mut self) -> Result<(), Broken> {
        let begun = Instant::now();
        loop {
            let mut facts = self.desk.facts.changes();
            let mut clock = self.desk.clock.changes();
            facts.borrow_and_update();
            clock.borrow_and_update();
            let state = self.desk.state();
            match state {
                ConnectionState::Restoring
                | ConnectionState::ExchangingCode { .. }
                | ConnectionState::Disconnecting { .. } => {}
                _ => return Ok(()),
            }
            if begun.elapsed() > PATIENCE {
                return Err(self.stuck("rest"));
            }
            if matches!(self.weather.who, Who::Fault(..))
                && let Some(wait) =
                    waits_between_questions().find(|wait| self.desk.clock.is_asleep_for(*wait))
            {
                self.desk.clock.advance(wait);
                continue;
            }
            let ledger = self.desk.sandbox.ledger();
            let token = matches!(self.weather.token, Token::Hangs(_)) && !self.token_hung;
            let who = matches!(self.weather.who, Who::Hangs(_)) && !self.who_hung;
            let store = matches!(self.weather.store, Store::Asks(_)) && !self.store_asked;
            tokio::select! {
                _ = facts.changed() => {}
                _ = clock.changed() => {}
                true = ledger.wait_until_asked(1, "/oauth2/token"), if token => self.token_hangs().await?,
                true = ledger.wait_until_asked(1, "/api/2/whoami"), if who => self.who_hangs().await,
                () = self.desk.vault.until_held(), if store => self.store_asks().await?,
                () = tokio::time::sleep(PATIENCE) => {}
            }
        }
    }

    async fn token_hangs(&mut self) -> Result<(), Broken> {
        self.token_hung = true;
        match self.weather.token {
            Token::Hangs(Hang::TimePasses) => self.wait(EXCHANGE).await?,
            Token::Hangs(Hang::Cancelled) => {
                self.desk.app.cancel_connect().await;
                self.desk.sandbox.faults().clear();
            }
            _ => {
                self.desk.sandbox.faults().clear();
                let fair_token = Weather {
                    token: Token::Fair,
                    store: Store::Fair,
                    ..self.weather.clone()
                };
                stage::lay_out(&self.desk, &fair_token);
            }
        }
        Ok(())
    }

    async fn who_hangs(&mut self) {
        self.who_hung = true;
        if self.weather.who == Who::Hangs(Hang::Cancelled) {
            self.desk.app.cancel_connect().await;
        }
        self.desk.sandbox.faults().clear();
    }

    async fn store_asks(&mut self) -> Result<(), Broken> {
        self.store_asked = true;
        if self.weather.store == Store::Asks(Hang::TimePasses) {
            self.wait(UNLOCKING).await
        } else {
            self.desk.vault.release();
            Ok(())
        }
    }

    /// Lets this much time pass, once somebody waits for it.
    pub(crate) async fn wait(&self, time: Duration) -> Result<(), Broken> {
        if !self.desk.clock.until_asleep_for(time).await {
            return Err(self.stuck(&format!("anybody who waits for {time:?}")));
        }
        self.desk.clock.advance(time);
        Ok(())
    }

    pub(crate) async fn until(
        &self,
        what: &str,
        looks: impl Fn(&ConnectionState) -> bool,
    ) -> Result<(), Broken> {
        let mut facts = self.desk.facts.changes();
        let waiting = async {
            loop {
                facts.borrow_and_update();
                if looks(&self.desk.state()) {
                    return;
                }
                facts.changed().await.unwrap();
            }
        };
        let came = tokio::time::timeout(PATIENCE, waiting).await;
        came.map_err(|_| self.stuck(what))
    }

    fn stuck(&self, what: &str) -> Broken {
        Broken::Stuck(format!("it never came to {what}; {:?}", self.desk.state()))
    }

    pub(crate) fn ending(&self) -> Result<Ending, Broken> {
        let state = self.desk.state();
        let ending = Ending::of(&state);
        ending.ok_or_else(|| Broken::Wrong(format!("no way on is known from {state:?}")))
    }

    /// Says that it is them, lists the files; gives the moment of the first page.
    async fn list(&self) -> Result<Instant, Broken> {
        let wrong = |error: connect_core::Error| Broken::Wrong(format!("connected, but {error}"));
        self.desk.app.confirm_account().await.map_err(wrong)?;
        let seen: Mutex<(Option<Instant>, Vec<String>)> = Mutex::default();
        let on_page = |page: Listed| {
            let mut seen = seen.lock().unwrap();
            seen.0.get_or_insert_with(Instant::now);
            seen.1
                .extend(page.entries.into_iter().map(|entry| entry.name));
        };
        let listed = self.desk.app.list(&RemotePath::root(), &on_page).await;
        listed.map_err(wrong)?;
        match seen.into_inner().unwrap() {
            (Some(first), names) if names == [FILE] => Ok(first),
            (_, names) => Err(Broken::Wrong(format!("the list is {names:?}"))),
        }
    }

    /// Quits and starts again, with what has become of the store meanwhile.
    async fn start_again(&mut self) -> Result<(), Broken> {
        let restart = self.weather.restart;
        if restart == Restart::None || self.account().kept_in == KeptIn::Memory {
            return Ok(());
        }
        stage::lay_out_restart(&self.desk, restart);
        self.desk.restart().await;
        if let Restart::Late(reads) = restart {
            for read in 0..reads {
                let wait = STORE_WAITS.get(read).unwrap_or(&60);
                self.wait(Duration::from_secs(*wait)).await?;
            }
        }
        if restart == Restart::Fails(VaultError::Unavailable) {
            self.until("a store that is not there", |state| {
                matches!(state, ConnectionState::VaultUnavailable { .. })
            })
            .await?;
            return Ok(());
        }
        self.until("the end of restoring", |state| {
            let late = matches!(restart, Restart::Late(_))
                && matches!(state, ConnectionState::VaultUnavailable { .. });
            !late && !matches!(state, ConnectionState::Restoring)
        })
        .await?;
        if matches!(self.desk.state(), ConnectionState::Connected { .. }) {
            self.list().await?;
        }
        Ok(())
    }

    /// Looks for what must not be there.
    async fn inspect(&self, ending: &Ending) -> Result<(), Broken> {
        let state = self.desk.state();
        if matches!(state, ConnectionState::AwaitingResponse { .. }) {
            if !self.desk.clock.is_asleep_for(ATTEMPT) {
                return Err(Broken::Stuck(format!("nothing will end {state:?}")));
            }
        } else {
            self.doors_are_closed().await?;
        }
        if matches!(self.weather.store, Store::Asks(_)) {
            self.desk.vault.release();
        }
        let nothing_kept = match &state {
            ConnectionState::Connected { account, .. } => account.kept_in == KeptIn::Memory,
            ConnectionState::Disconnected { .. } | ConnectionState::AwaitingResponse { .. } => true,
            _ => false,
        };
        if nothing_kept && !self.weather.keeps_what_is_erased() {
            self.store_has(&[], &ending.name).await?;
        }
        Ok(())
    }

    async fn doors_are_closed(&self) -> Result<(), Broken> {
        for door in stage::doors(&self.desk) {
            let closing = async {
                while !stage::is_closed(door).await {
                    tokio::task::yield_now().await;
                }
            };
            let closed = tokio::time::timeout(PATIENCE, closing).await;
            closed.map_err(|_| Broken::Wrong(format!("{door} is open")))?;
        }
        Ok(())
    }

    /// What is cleared up is cleared up in the background.
    async fn store_has(&self, kinds: &[&str], when: &str) -> Result<(), Broken> {
        let clearing = self
            .desk
            .vault
            .until("what it should", |v| v.kinds() == kinds);
        let cleared = tokio::time::timeout(PATIENCE / 2, clearing).await;
        cleared.map_err(|_| {
            let kinds = self.desk.vault.kinds();
            Broken::Wrong(format!("{when}: the store has {kinds:?}"))
        })
    }

    /// Fair weather again, and the way on: it leads to the files, and to a sign-in that lasts.
    async fn get_on(&mut self, ending: &Ending) -> Result<(), Broken> {
        self.desk.sandbox.faults().clear();
        self.desk.vault.mend();
        self.desk.browser.follow(Script::Allow);
        // What did not come to hang before will not hang now.
        (self.token_hung, self.who_hung, self.store_asked) = (true, true, true);
        let held = match self.desk.state() {
            ConnectionState::ReauthorizationRequired { account, .. } => Some(account.id),
            _ => None,
        };
        match ending.way_on {
            WayOn::Connected => {}
            WayOn::OpenPageAgain => self.open_page_again().await,
            WayOn::Connect | WayOn::EditSite => self.click_again().await,
            WayOn::RetryVault => self.desk.app.retry_vault().await,
            WayOn::AskAgain => {
                let asked = self.desk.app.confirm_account().await;
                asked.map_err(|error| Broken::Wrong(format!("asked again, but {error}")))?;
            }
        }
        self.rest().await?;
        self.list().await?;
        if self.account().kept_in == KeptIn::Memory {
            self.desk.app.retry_vault().await;
            self.until("a sign-in that is kept", |state| {
                matches!(state, ConnectionState::Connected { account, .. } if account.kept_in == KeptIn::Vault)
            })
            .await?;
        }
        if held.is_some_and(|id| id != self.account().id) {
            return Err(Broken::Wrong("another account".to_owned()));
        }
        if !self.weather.keeps_what_is_erased() {
            self.store_has(&KEPT, "in the end").await?;
        }
        Ok(())
    }

    /// Disconnects: nothing of it remains, nothing is under way.
    async fn leave(&self) -> Result<(), Broken> {
        let left = tokio::time::timeout(PATIENCE, self.desk.app.disconnect()).await;
        left.map_err(|_| self.stuck("the end of disconnecting"))?
            .map_err(|error| Broken::Wrong(format!("disconnecting: {error}")))?;
        if !self.weather.keeps_what_is_erased() {
            self.store_has(&[], "disconnected").await?;
        }
        self.doors_are_closed().await?;
        let stopped = tokio::time::timeout(PATIENCE, self.desk.app.stop()).await;
        stopped.map_err(|_| self.stuck("the end of everything"))
    }

    fn account(&self) -> Account {
        match self.desk.state() {
            ConnectionState::Connected { account, .. } => account,
            state => panic!("not connected: {state:?}"),
        }
    }
}
