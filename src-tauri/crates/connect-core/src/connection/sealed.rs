//! Into the sealed file and out of it again: only when a person asks for it, and never with nothing kept in
//! between. What is new is written and read back before what is old is erased.

use smartfile::{Kept, TokenSet};

use super::state::{ConnectionState, Event};
use super::{Connection, Session};
use crate::account::{Account, KeptIn};
use crate::error::Error;
use crate::problem::{Outcome, Problem};
use crate::turn::{NoTurn, Pass};
use crate::vault::passphrase::Passphrase;
use crate::vault::{VaultError, key};

/// How often a sign-in that another process has just renewed is taken over before giving up.
const TRIES: usize = 3;

impl Connection {
    /// From memory into the sealed file. That it was called is the person's consent.
    pub(crate) async fn keep_in_file(&self, passphrase: Passphrase) -> Result<(), Error> {
        if !passphrase.is_strong() {
            return Err(Error::PassphraseWeak);
        }
        let session = self.any_session()?;
        if !self.is_kept_in(KeptIn::Memory) {
            return Err(Error::NotConnected);
        }
        // Stopping waits for what was begun.
        let _hold = self.errands.hold();
        self.open_file(passphrase).await?;
        self.keeping.settle(&session.account, KeptIn::File);
        let moved = self.fill_file(&session).await;
        if moved.is_err() {
            // As before: nothing is kept.
            let left = self.keeping.leave_file(&session.account).await;
            if let Err(error) = left {
                tracing::warn!(%error, "the sealed file could not be taken back");
            }
        }
        moved
    }

    async fn fill_file(&self, session: &Session) -> Result<(), Error> {
        let mut announced = false;
        loop {
            let newest = self.newest_tokens(session).await;
            let (turn, tokens) = newest.ok_or(Error::ReauthorizationRequired)?;
            self.store_grant(&session.account, &session.client, &tokens)
                .await?;
            if !announced && !self.feed(Event::Moved(KeptIn::File)) {
                // Disconnected meanwhile.
                return Err(Error::NotConnected);
            }
            announced = true;
            drop(turn);
            // A renewal that began before the news went by it: its tokens are the ones that work now.
            session.bearer.token().await?;
            if session.bearer.refresh_token() == tokens.refresh_token {
                self.save().await;
                return Ok(());
            }
        }
    }

    /// Opens the sealed file. Whether the passphrase was right shows in the connection state.
    pub(crate) async fn unlock(&self, passphrase: Passphrase) -> Result<(), Error> {
        let account = self.locked_account()?;
        match self.open_file(passphrase).await {
            Ok(()) => {
                self.feed(Event::VaultRetryAsked);
            }
            Err(VaultError::SealedDamaged) => {
                self.keeping.settle(&account.id, KeptIn::Vault);
                let problem =
                    Problem::from_vault(VaultError::SealedDamaged).at(account.server.host());
                self.feed(Event::TokensMissing(account, problem));
            }
            Err(error) => {
                let problem = Problem::from_vault(error).at(account.server.host());
                self.feed(Event::VaultFailed(account, problem));
            }
        }
        Ok(())
    }

    /// Looks again, if it is the passphrase that was waited for.
    pub(crate) fn retry_locked(&self) {
        if self.locked_account().is_ok() {
            self.retry_vault();
        }
    }

    /// Other copies of the program may keep accounts in it that this one does not know of.
    async fn open_file(&self, passphrase: Passphrase) -> Result<(), VaultError> {
        let remembered = self.accounts.remembered().map_err(|error| {
            tracing::warn!(%error, "who is kept in the sealed file");
            VaultError::SealedFailed
        })?;
        self.keeping
            .open_file(passphrase, remembered.in_file())
            .await
    }

    /// Nobody knows the passphrase any more: the file goes, the account stays, and one click connects it again.
    pub(crate) async fn forget_passphrase(&self) -> Result<(), Error> {
        let account = self.locked_account()?;
        self.keeping.erase_file().await?;
        self.accounts.rotations.forget(&account.id).await;
        let problem = Problem::new(Outcome::PassphraseForgotten)
            .at(account.server.host())
            .logged(&"the sealed file was erased, because its passphrase is forgotten");
        self.feed(Event::TokensMissing(account, problem));
        Ok(())
    }

    /// From the sealed file into the password store. When that fails, everything is as before.
    pub(crate) async fn keep_in_store(&self) -> Result<(), Error> {
        let _hold = self.errands.hold();
        let session = self.session_in_file()?;
        let (_pass, tokens) = self.take_over(&session).await?;
        let turn = self.keeping.series().await;
        let id = &session.account;
        self.keeping.settle(id, KeptIn::Vault);
        let stored = async {
            // Of an earlier time in the store: it must not be taken for newer than this.
            for old in [key::next_refresh_token(id), key::next_access_token(id)] {
                self.keeping.erase(old).await?;
            }
            self.store_grant(id, &session.client, &tokens).await
        };
        if let Err(error) = stored.await {
            // What it took is not taken back here: a store that fails keeps people waiting.
            self.keeping.settle(id, KeptIn::File);
            return Err(error.into());
        }
        self.feed(Event::Moved(KeptIn::Vault));
        drop(turn);
        // First where it is now, then away with where it was: a crash in between leaves a file of nobody, which
        // the next start erases.
        self.save().await;
        Ok(self.keeping.leave_file(id).await?)
    }

    /// Out of the sealed file: from now on until quit only.
    pub(crate) async fn keep_until_quit(&self) -> Result<(), Error> {
        let _hold = self.errands.hold();
        let session = self.session_in_file()?;
        let (pass, _) = self.take_over(&session).await?;
        self.feed(Event::Moved(KeptIn::Memory));
        drop(pass);
        self.accounts.forget(&session.account).await?;
        Ok(self.keeping.leave_file(&session.account).await?)
    }

    /// Everything of an account in the sealed file. What a crash may have left of it in the password store goes in
    /// its own time: it may not be there, and nobody waits for that.
    pub(super) async fn erase_from_file(&self, account: Account) -> Option<Problem> {
        let erased = self.keeping.leave_file(&account.id).await;
        let forgotten = self.accounts.forget(&account.id).await;
        if let Some(this) = self.me.upgrade() {
            self.errands
                .spawn(async move { this.erase_grant(&account.id).await });
        }
        match (erased, forgotten) {
            (Err(error), _) => Some(Problem::from_vault(error)),
            (_, Err(error)) => Some(error.problem()),
            _ => None,
        }
    }

    /// The turn at renewing, and the tokens in the file, which are the session's own: another process may have
    /// renewed them meanwhile, then the session takes them over first.
    async fn take_over(&self, session: &Session) -> Result<(Option<Pass>, TokenSet), Error> {
        for _ in 0..TRIES {
            let access_token = session.bearer.token().await?;
            let pass = match self.accounts.rotations.turn(&session.account).await {
                Ok(pass) => Some(pass),
                Err(NoTurn::Impossible(_)) => None,
                Err(NoTurn::Busy) => continue,
            };
            let kept = self.kept_sets(&session.account, None).await?;
            match kept.into_iter().next() {
                Some(Kept { tokens, .. })
                    if tokens.refresh_token == session.bearer.refresh_token() =>
                {
                    return Ok((pass, tokens));
                }
                // Erased by hand: the session has the only ones.
                None => {
                    let refresh_token = session.bearer.refresh_token();
                    let tokens = TokenSet {
                        access_token,
                        refresh_token,
                        expires_in: None,
                        scope: None,
                    };
                    return Ok((pass, tokens));
                }
                Some(_) => drop(pass),
            }
            // As if the site had refused it: then the session looks into the file before it asks the site.
            session.bearer.replace(&access_token).await?;
        }
        Err(VaultError::SealedFailed.into())
    }

    fn session_in_file(&self) -> Result<std::sync::Arc<Session>, Error> {
        let session = self.any_session()?;
        if self.is_kept_in(KeptIn::File) {
            Ok(session)
        } else {
            Err(Error::NotConnected)
        }
    }

    fn is_kept_in(&self, place: KeptIn) -> bool {
        self.account()
            .is_some_and(|account| account.kept_in == place)
    }

    /// The account whose passphrase is awaited.
    fn locked_account(&self) -> Result<Account, Error> {
        match &self.state.lock().shown {
            ConnectionState::VaultUnavailable { account, problem } if problem.is_locked() => {
                Ok(account.clone())
            }
            _ => Err(Error::NotConnected),
        }
    }
}
