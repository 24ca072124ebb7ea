//! The app without a window.

mod folders;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use smartfile::{Http, RemotePath};
use tokio::runtime::Handle;
use tokio::sync::watch;
use url::Url;

use crate::account::{AccountId, Accounts};
use crate::board::Board;
use crate::browse::Browse;
use crate::checkup::{Checkup, Checkups, Finding};
use crate::clock::ClientClock;
use crate::connection::state::ConnectionState;
use crate::connection::{Redirections, Shared};
use crate::connections::Connections;
use crate::copies::{Copies, CopyNews, CopyReport};
use crate::details::{self, Details};
use crate::disk::make_private_folder;
use crate::entry::{Entry, Listing, Page};
use crate::errands::Errands;
use crate::error::Error;
use crate::fact::Snapshot;
use crate::journal::{Journal, Receipt, ReceiptFilter, ReceiptNumber, ReceiptPage, Receipts};
use crate::links::{LinkForm, Links, ShareLink, ShareLinks};
use crate::opening::{Opening, Openings};
use crate::operations::{Deed, OperationId, Operations};
use crate::places::{Atlas, Places};
use crate::ports::Ports;
use crate::preview::{Preview, PreviewBytes, Previews};
use crate::proxy::{CompanyProxy, ProxyForm, ProxyState};
use crate::receipts::{
    KeptReceipt, KeptReceipts, ReceiptBook, ReceiptForm, ReceiptQuery, RecheckProgress, Verified,
    VerifyNews,
};
use crate::rehearsal::{Rehearsal, Rehearsals};
use crate::search::{Search, Searched};
use crate::site::{ProvidedSite, SiteForm, SiteState, Sites};
use crate::site_check::{SiteCheck, SiteProbe};
use crate::stored::try_folder;
use crate::transfers::limits::{KeptLimits, TransferLimits};
use crate::transfers::state::Answer;
use crate::transfers::{Transfer, TransferId, Transfers};
use crate::vault::Keeping;
use crate::vault::passphrase::Passphrase;
use crate::vault::sealed::SealedFile;

/// How the app is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where its own files live. Made if it is not there.
    pub data_dir: PathBuf,
    /// How it names itself to sites, e.g. `Connect SmartFile/0.1.0`.
    pub user_agent_name: String,
    /// Exactly this is registered at the site.
    pub redirect_uri: String,
    /// The ports of this computer that a browser may come back to, best first; 0 stands for any free one
    /// (RFC 8252 §7.3). Empty for the usual ones, [`crate::LOOPBACK_PORTS`].
    pub loopback_ports: Vec<u16>,
    /// The site that came with the program, if any.
    pub provided_site: Option<ProvidedSite>,
}

/// The app. Cheap to clone; all clones are the same app.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    board: Arc<Board>,
    connections: Arc<Connections>,
    browse: Browse,
    checkups: Checkups,
    transfers: Arc<Transfers>,
    limits: KeptLimits,
    journal: Arc<Journal>,
    receipts: ReceiptBook,
    operations: Arc<Operations>,
    rehearsals: Rehearsals,
    search: Search,
    copies: Copies,
    links: Links,
    previews: Previews,
    openings: Openings,
    atlas: Arc<Atlas>,
    sites: Arc<Sites>,
    site_probe: SiteProbe,
    proxy: Arc<CompanyProxy>,
    keeping: Arc<Keeping>,
    errands: Arc<Errands>,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}

impl App {
    /// Starts the app and, in the background, restores the sign-in of last time. Must be called inside a
    /// tokio runtime; every other method may be called from any thread.
    ///
    /// A start that failed has changed nothing and may be tried again.
    pub fn start(ports: Ports, options: Options) -> Result<Self, Error> {
        Self::start_as(ports, options, true)
    }

    /// The same for a program that comes and goes beside another: what an earlier run left under way is not taken
    /// over, so that the next one that a person looks at finds it.
    pub fn start_beside(ports: Ports, options: Options) -> Result<Self, Error> {
        Self::start_as(ports, options, false)
    }

    fn start_as(ports: Ports, options: Options, take_over: bool) -> Result<Self, Error> {
        let own = |source| Error::Own {
            name: "data folder",
            source,
        };
        let handle = Handle::try_current().map_err(|e| own(std::io::Error::other(e)))?;
        make_private_folder(&options.data_dir).map_err(own)?;
        try_folder(&options.data_dir).map_err(own)?;
        let http = Http::new(&options.user_agent_name)?
            .on_clock(Arc::new(ClientClock(Arc::clone(&ports.clock))));
        let proxy = Arc::new(CompanyProxy::open(&options.data_dir, http.clone())?);
        let site_probe = SiteProbe::new(http.clone(), Arc::clone(&ports.clock));
        let (journal, adopted) = Journal::open(&options.data_dir, ports.clock.wall(), take_over)?;
        let journal = Arc::new(journal);
        let accounts = Arc::new(Accounts::open(&options.data_dir));
        let remembered = accounts.remembered()?;
        let sites = Arc::new(Sites::open(
            &options.data_dir,
            options.provided_site,
            options.redirect_uri,
            options.loopback_ports,
        )?);
        let board = Board::new(Arc::clone(&ports.observer), sites.state());
        let keeping = Arc::new(Keeping::new(
            Arc::clone(&ports.vault),
            SealedFile::new(&options.data_dir, ports.work),
            Arc::clone(&ports.clock),
        ));
        keeping.resume(remembered.in_file());
        let data_dir = options.data_dir.clone();
        let checkups = Checkups::new(
            &ports,
            &keeping,
            &http,
            &options.user_agent_name,
            options.data_dir,
        );
        let errands = Arc::new(Errands::new(handle.clone()));
        let shared = Shared {
            ports,
            board: Arc::clone(&board),
            sites: Arc::clone(&sites),
            keeping: Arc::clone(&keeping),
            errands: Arc::clone(&errands),
            accounts,
            http,
            redirections: Arc::new(Redirections::default()),
            sight: Arc::new(watch::Sender::new(None)),
        };
        let connections = Connections::new(shared, remembered);
        let operations = Operations::new(Arc::clone(&connections), handle.clone());
        let transfers = Transfers::new(
            Arc::clone(&connections),
            Arc::clone(&journal),
            adopted,
            handle,
        );
        let receipts = ReceiptBook::new(
            Arc::clone(&connections),
            Arc::clone(&journal),
            Arc::clone(&transfers),
        );
        let limits = KeptLimits::open(&data_dir)?;
        transfers.limit(limits.get());
        let atlas = Atlas::open(&data_dir, Arc::clone(&connections));
        let openings = Openings::new(&data_dir, Arc::clone(&connections), Arc::clone(&transfers));
        if proxy.has_password() {
            // Nothing is sent before the proxy's password is there.
            let (proxy, keeping) = (Arc::clone(&proxy), Arc::clone(&keeping));
            let connections = Arc::clone(&connections);
            errands.spawn(async move {
                proxy.sign_in(&keeping).await;
                connections.start();
            });
        } else {
            connections.start();
        }
        Ok(Self(Arc::new(Parts {
            board,
            browse: Browse::new(Arc::clone(&connections)),
            checkups,
            rehearsals: Rehearsals::new(Arc::clone(&connections)),
            search: Search::new(Arc::clone(&connections)),
            copies: Copies::new(Arc::clone(&connections), Arc::clone(&transfers)),
            links: Links::new(Arc::clone(&connections)),
            previews: Previews::new(Arc::clone(&connections)),
            openings,
            atlas,
            connections,
            transfers,
            receipts,
            limits,
            journal,
            operations,
            sites,
            site_probe,
            proxy,
            keeping,
            errands,
        })))
    }

    /// Everything at this moment.
    pub fn snapshot(&self) -> Snapshot {
        self.0.board.snapshot()
    }

    /// Says whether a person can see the window. While they can, what the connection looks like is true within
    /// half a minute, though nobody asks for anything; while they cannot, the site is asked every five minutes.
    /// Before this was ever said there is no window, and the app asks nothing by itself.
    pub fn in_sight(&self, seen: bool) {
        self.0.connections.in_sight(seen);
    }

    /// Opens the authorization page in the system browser and waits for its answer; also connects an
    /// account again whose sign-in has ended. Asked while waiting, it starts anew.
    pub async fn connect(&self) -> Result<(), Error> {
        self.0.connections.current().connect().await
    }

    /// Ends an attempt at once. Tokens that still arrive are revoked, not stored.
    // Asynchronous like its siblings, so that what it does may grow without a new signature.
    #[allow(clippy::unused_async)]
    pub async fn cancel_connect(&self) {
        self.0.connections.current().cancel();
    }

    /// Opens the same page again.
    #[allow(clippy::unused_async)] // as above
    pub async fn reopen_page(&self) -> Result<(), Error> {
        self.0.connections.current().reopen_page()
    }

    /// The address of the page that was opened last, or could not be: for a person who opens it by hand. It
    /// holds the request's `state` (RFC 6749 §10.12), so it is for them alone and belongs in no log.
    pub fn page_address(&self) -> Result<Url, Error> {
        self.0.connections.current().page_address()
    }

    /// Expects a pasted code from now on; opens nothing. A redirection is still welcome.
    #[allow(clippy::unused_async)] // as above
    pub async fn offer_code(&self) -> Result<(), Error> {
        self.0.connections.current().offer_code()
    }

    /// Opens the page that shows a code.
    #[allow(clippy::unused_async)] // as above
    pub async fn open_code_page(&self) -> Result<(), Error> {
        self.0.connections.current().open_code_page()
    }

    /// Goes on, within the same attempt, at the next way back that works on this computer: a person may ask
    /// when [`crate::ConnectionState::AwaitingResponse`] names one. Everything that was open stays open.
    pub async fn try_other_way(&self) -> Result<(), Error> {
        self.0.connections.current().try_other_way().await
    }

    /// Takes a pasted code; a whole redirect URI is treated as the redirection. Whether the code was right
    /// shows in the connection state.
    #[allow(clippy::unused_async)] // as above
    pub async fn submit_code(&self, text: &str) -> Result<(), Error> {
        self.0.connections.current().submit_code(text)
    }

    /// A redirection from the operating system. One that answers no pending request moves nothing.
    pub fn receive_redirection(&self, uri: &str) {
        // What it meant shows in the connection state; a stranger's is not worth an answer.
        let _ = self.0.connections.receive(uri);
    }

    /// Redirections so far that answered no pending request.
    pub fn foreign_redirections(&self) -> u64 {
        self.0.connections.shared().redirections.foreign()
    }

    /// The person says: yes, this is me. No file is touched before.
    pub async fn confirm_account(&self) -> Result<(), Error> {
        self.0.connections.current().confirm().await
    }

    /// Looks into the password store again, or tries again to put the tokens there.
    #[allow(clippy::unused_async)] // as above
    pub async fn retry_vault(&self) {
        self.0.connections.current().retry_vault();
    }

    /// Looks at the files of this account from now on; it is the one that the next start shows. A sign-in
    /// that is waiting for the browser is given up. Opens no browser.
    pub fn switch_account(&self, id: &AccountId) -> Result<(), Error> {
        self.0.connections.look_at(id)?;
        self.0.browse.stop();
        Ok(())
    }

    /// Makes room for another account: nobody is connected where the person looks now, and every account
    /// stays as it is. [`Self::connect`] adds one, [`Self::switch_account`] goes back.
    pub fn add_account(&self) {
        self.0.connections.look_at_nobody();
        self.0.browse.stop();
    }

    /// Keeps the sign-in that would last until quit in an encrypted file, behind this passphrase. To be called only when
    /// the person has agreed to that; nothing is written anywhere before. A passphrase that is easy to guess is
    /// [`Error::PassphraseWeak`].
    pub async fn keep_in_file(&self, passphrase: Passphrase) -> Result<(), Error> {
        let kept = self.0.connections.current().keep_in_file(passphrase).await;
        self.0.connections.look_into_file();
        kept
    }

    /// Opens the encrypted file of last time, for every account that is kept in it. Whether the passphrase was right shows in the connection state;
    /// a wrong one costs nothing.
    pub async fn unlock(&self, passphrase: Passphrase) -> Result<(), Error> {
        self.0.connections.current().unlock(passphrase).await?;
        self.0.connections.look_into_file();
        Ok(())
    }

    /// Erases the encrypted file that nobody can open any more. Every account that was kept in it stays, to be
    /// connected again.
    pub async fn forget_passphrase(&self) -> Result<(), Error> {
        self.0.connections.current().forget_passphrase().await?;
        self.0.connections.look_into_file();
        Ok(())
    }

    /// Moves the sign-in from the encrypted file into the password store, and erases the file. Fails with everything
    /// as before when the store does not take it.
    pub async fn keep_in_store(&self) -> Result<(), Error> {
        self.0.connections.current().keep_in_store().await
    }

    /// Erases the encrypted file. The sign-in lasts until quit from now on.
    pub async fn keep_until_quit(&self) -> Result<(), Error> {
        self.0.connections.current().keep_until_quit().await
    }

    /// Stops the transfers and operations of the account that is looked at, revokes, erases every entry of it. Goes on to
    /// its end even if nobody waits. Every other account stays as it is.
    pub async fn disconnect(&self) -> Result<(), Error> {
        let (done, finished) = tokio::sync::oneshot::channel();
        let connection = self.0.connections.current();
        let account = connection.account_id();
        if !connection.begin_disconnect() {
            return Err(Error::NotConnected);
        }
        let parts = Arc::clone(&self.0);
        self.0.errands.spawn_whole(async move {
            if let Some(id) = account {
                parts.operations.remove_account(&id).await;
                parts.transfers.remove_account(&id).await;
                parts.atlas.forget(&id).await;
                parts.openings.forget(&id).await;
            }
            connection.erase().await;
            let _ = done.send(());
        });
        finished.await.map_err(|_| Error::Stopping)
    }

    /// Keeps the site a person entered; its client secret goes to the password store.
    pub async fn save_site(&self, form: SiteForm) -> Result<SiteState, Error> {
        self.0.sites.save(form, &self.0.keeping).await?;
        Ok(self.announce_site())
    }

    /// Asks whether there is a SmartFile at an address, without credentials. Keeps nothing.
    pub async fn check_site(&self, address: &str) -> Result<SiteCheck, Error> {
        self.0.site_probe.check(address).await
    }

    /// The company's proxy.
    pub fn proxy(&self) -> ProxyState {
        self.0.proxy.state()
    }

    /// Keeps the company's proxy; its password goes to the password store. Everything goes that way from now
    /// on.
    pub async fn save_proxy(&self, form: ProxyForm) -> Result<ProxyState, Error> {
        self.0.proxy.save(form, &self.0.keeping).await?;
        self.0.connections.look_again();
        Ok(self.0.proxy.state())
    }

    /// Forgets it again; what came with the program counts again.
    pub async fn forget_site(&self) -> Result<SiteState, Error> {
        let forgotten = self.0.sites.forget(&self.0.keeping).await;
        let state = self.announce_site();
        forgotten.map(|()| state)
    }

    /// Lists a folder, page by page. A newer call ends this one with [`Error::Superseded`].
    pub async fn list(
        &self,
        folder: &RemotePath,
        on_page: &(dyn Fn(Page) + Send + Sync),
    ) -> Result<Listing, Error> {
        let listing = self.0.browse.list(folder, on_page).await?;
        self.0.atlas.visit(folder, true);
        Ok(listing)
    }

    /// One entry.
    pub async fn info(&self, path: &RemotePath) -> Result<Entry, Error> {
        self.0.browse.info(path).await
    }

    /// Sends a local file into a folder. The same request id always means the same transfer.
    pub fn upload(
        &self,
        request_id: &str,
        local: PathBuf,
        into: RemotePath,
    ) -> Result<TransferId, Error> {
        self.0.transfers.upload(request_id, local, into)
    }

    /// Fetches a file to `target`, replacing what is there (the dialog that chose it has asked). The same
    /// request id always means the same transfer.
    pub fn download(
        &self,
        request_id: &str,
        path: RemotePath,
        target: PathBuf,
    ) -> Result<TransferId, Error> {
        self.0.transfers.download(request_id, path, target)
    }

    /// Answers a transfer that needs the person.
    pub fn answer_transfer(&self, id: &TransferId, answer: Answer) -> Result<(), Error> {
        self.0.transfers.answer(id, answer)
    }

    /// Stops a transfer; leaves no temporary file.
    pub fn cancel_transfer(&self, id: &TransferId) {
        self.0.transfers.cancel(id);
    }

    /// Tries a failed transfer again.
    pub fn retry_transfer(&self, id: &TransferId) -> Result<(), Error> {
        self.0.transfers.retry(id)
    }

    /// Holds a transfer; what has come is kept. Only while its bytes have not all moved.
    pub fn pause_transfer(&self, id: &TransferId) -> Result<(), Error> {
        self.0.transfers.pause(id)
    }

    /// Lets one go on that was held.
    pub fn resume_transfer(&self, id: &TransferId) -> Result<(), Error> {
        self.0.transfers.resume(id)
    }

    /// Makes a waiting transfer the next one.
    pub fn move_transfer_to_front(&self, id: &TransferId) -> Result<(), Error> {
        self.0.transfers.move_to_front(id)
    }

    /// Holds everything that can be held.
    pub fn pause_transfers(&self) {
        self.0.transfers.pause_all();
    }

    /// Lets everything go on that was held.
    pub fn resume_transfers(&self) {
        self.0.transfers.resume_all();
    }

    /// Stops everything that is not done; leaves no temporary file.
    pub fn cancel_transfers(&self) {
        self.0.transfers.cancel_all();
    }

    /// Tries everything again that failed.
    pub fn retry_transfers(&self) {
        self.0.transfers.retry_all();
    }

    /// Lets everything go on that the end of the app interrupted: it looks what has arrived, and neither sends nor
    /// fetches that again.
    pub fn continue_interrupted(&self) {
        self.0.transfers.continue_interrupted();
    }

    /// The same for one of them.
    pub fn continue_transfer(&self, id: &TransferId) -> Result<(), Error> {
        self.0.transfers.continue_one(id)
    }

    /// Gives up everything that the end of the app interrupted. Unfinished files of this computer go; nothing else
    /// is touched.
    pub async fn forget_interrupted(&self) {
        self.0.transfers.forget_interrupted().await;
    }

    /// How many files move at once, and how fast.
    pub fn transfer_limits(&self) -> TransferLimits {
        self.0.limits.get()
    }

    /// Sets them, and keeps them.
    pub async fn limit_transfers(&self, limits: TransferLimits) -> Result<TransferLimits, Error> {
        let limits = self.0.limits.keep(limits).await?;
        self.0.transfers.limit(limits);
        Ok(limits)
    }

    /// So many bytes a second, all files together, as long as this program runs: what a person has chosen for good
    /// stays as it is. `None` is as fast as it goes.
    pub fn pace_transfers(&self, bytes_per_second: Option<u64>) {
        self.0.transfers.limit(TransferLimits {
            bytes_per_second,
            ..self.0.limits.get()
        });
    }

    /// What an ended program had not finished about this place of this computer is this one's from now on, and shows as
    /// interrupted: the same upload or download, asked for anew, goes on with it. For whoever did not
    /// [take it over at the start](Self::start_beside).
    pub async fn take_over_interrupted(&self, local: PathBuf) -> Result<(), Error> {
        self.0.transfers.take_over(local).await
    }

    /// What nobody has finished, as it was last written down, and whether another program that still runs has it;
    /// oldest first. What an ended program left is [`crate::Phase::Interrupted`].
    pub async fn unfinished_transfers(&self) -> Result<Vec<(Transfer, bool)>, Error> {
        self.0.transfers.unfinished().await
    }

    /// Takes away the rows that are done or cancelled.
    pub fn clear_finished(&self) {
        self.0.transfers.clear_finished();
    }

    /// Receipts, newest first: the newest, or those before the one that the last page ended with. At most `limit`.
    pub async fn receipts(
        &self,
        filter: ReceiptFilter,
        before: Option<ReceiptNumber>,
        limit: u32,
    ) -> Result<ReceiptPage, Error> {
        self.0.journal.receipts(filter, before, limit).await
    }

    /// The receipt of a transfer that is done.
    pub async fn receipt(&self, id: &TransferId) -> Result<Option<Receipt>, Error> {
        self.0.journal.receipt(id).await
    }

    /// The receipts of whoever is looked at, by these words, with what was found since; newest first. Whoever
    /// disconnects and connects again has them again.
    pub async fn kept_receipts(
        &self,
        asked: impl Into<ReceiptQuery>,
        before: Option<ReceiptNumber>,
        limit: u32,
    ) -> Result<KeptReceipts, Error> {
        self.0.receipts.page(&asked.into(), before, limit).await
    }

    /// One of them.
    pub async fn kept_receipt(&self, id: &TransferId) -> Result<KeptReceipt, Error> {
        self.0.receipts.one(id).await
    }

    /// Looks at the copies of a receipt again and adds what was found; nothing of the receipt itself changes. `None`
    /// when it was stopped, by [`Self::stop_check_again`] or by a newer look. With `read_back`, a file of whose copy
    /// the site can only say the size is fetched and compared byte by byte, and nothing of it is kept.
    pub async fn check_again(
        &self,
        id: &TransferId,
        read_back: bool,
        on_progress: &(dyn Fn(RecheckProgress) + Send + Sync),
    ) -> Result<Option<KeptReceipt>, Error> {
        self.0
            .receipts
            .check_again(id, read_back, on_progress)
            .await
    }

    /// Looks at the latest receipt of every file at and below a path again, and counts what became of them, and
    /// which files never had one. What is found is added to each receipt. [`Self::stop_check_again`] ends it with
    /// what it has.
    pub async fn verify(
        &self,
        path: &RemotePath,
        on_news: &(dyn Fn(VerifyNews<'_>) + Send + Sync),
    ) -> Result<Verified, Error> {
        self.0.receipts.verify(path, on_news).await
    }

    /// The same for a file or folder of this computer: by where downloads were put, and, whatever a file is called
    /// now, by its bytes.
    pub async fn verify_here(
        &self,
        path: &Path,
        on_news: &(dyn Fn(VerifyNews<'_>) + Send + Sync),
    ) -> Result<Verified, Error> {
        self.0.receipts.verify_here(path, on_news).await
    }

    /// Ends the look that is under way.
    pub fn stop_check_again(&self) {
        self.0.receipts.stop();
    }

    /// Writes a receipt to `target`, to be read and printed, replacing what is there.
    pub async fn save_receipt(&self, id: &TransferId, target: &Path) -> Result<(), Error> {
        self.0.receipts.save_one(id, target).await
    }

    /// Writes all receipts of whoever is looked at, by these words, to `target`; answers how many.
    pub async fn save_receipts(
        &self,
        asked: impl Into<ReceiptQuery>,
        form: ReceiptForm,
        target: &Path,
    ) -> Result<u64, Error> {
        self.0.receipts.save(&asked.into(), form, target).await
    }

    /// Shows the file of a receipt where it lies on this computer. False when it does not any more.
    pub async fn show_received(&self, id: &TransferId) -> Result<bool, Error> {
        self.0.receipts.show(id).await
    }

    /// All receipts of a filter, oldest first, for a file that is written from them. Blocking.
    pub fn all_receipts(&self, filter: ReceiptFilter) -> Receipts {
        self.0.journal.all_receipts(filter)
    }

    /// Keeps a verified copy of a folder of the site, or of all of it, in a folder of this computer: made new where it
    /// is empty or not there, else brought up to date. Only what changed is fetched, the rest is proven again, and what
    /// the site does not have any more is kept. The files lie in `files`; beside them are `MANIFEST.sha256`, which
    /// `sha256sum -c` reads, and `SUMMARY.txt`, to be read and printed. A file that somebody changed in the copy is
    /// never replaced: it gets another name.
    pub async fn keep_copy(
        &self,
        folder: &RemotePath,
        into: &Path,
        on_news: &(dyn Fn(CopyNews<'_>) + Send + Sync),
    ) -> Result<CopyReport, Error> {
        self.0.copies.keep(folder, into, on_news).await
    }

    /// Ends the copy that is under way, with what it has.
    pub fn stop_copy(&self) {
        self.0.copies.stop();
    }

    /// Ends the listing that is under way.
    pub fn stop_listing(&self) {
        self.0.browse.stop();
    }

    /// Makes a folder. The same request id always means the same operation, here and below.
    pub fn create_folder(
        &self,
        request_id: &str,
        folder: &RemotePath,
        name: &str,
    ) -> Result<OperationId, Error> {
        self.0.operations.create_folder(request_id, folder, name)
    }

    /// Gives an entry another name in its folder.
    pub fn rename(
        &self,
        request_id: &str,
        path: &RemotePath,
        name: &str,
    ) -> Result<OperationId, Error> {
        self.0.operations.rename(request_id, path, name)
    }

    /// Moves entries into a folder.
    pub fn move_into(
        &self,
        request_id: &str,
        paths: Vec<RemotePath>,
        folder: RemotePath,
    ) -> Result<OperationId, Error> {
        let operations = &self.0.operations;
        operations.carry(request_id, Deed::Move, paths, folder)
    }

    /// Copies entries into a folder.
    pub fn copy_into(
        &self,
        request_id: &str,
        paths: Vec<RemotePath>,
        folder: RemotePath,
    ) -> Result<OperationId, Error> {
        let operations = &self.0.operations;
        operations.carry(request_id, Deed::Copy, paths, folder)
    }

    /// Removes entries, folders with everything in them. Whether they go to a bin or are gone for good
    /// depends on the site (API facts §13.38): the person was asked.
    pub fn remove(&self, request_id: &str, paths: Vec<RemotePath>) -> Result<OperationId, Error> {
        self.0.operations.remove(request_id, paths)
    }

    /// Counts what a removal would take away, and removes nothing. A newer count stops this one.
    pub async fn rehearse_removal(
        &self,
        paths: &[RemotePath],
        on_count: &(dyn Fn(Rehearsal) + Send + Sync),
    ) -> Result<Rehearsal, Error> {
        self.0.rehearsals.count(paths, on_count).await
    }

    /// The count that is under way answers with what it has.
    pub fn stop_rehearsal(&self) {
        self.0.rehearsals.stop();
    }

    /// Answers an operation that needs the person, for all names that are taken.
    pub fn answer_operation(&self, id: &OperationId, answer: Answer) -> Result<(), Error> {
        self.0.operations.answer(id, answer)
    }

    /// Stops an operation here. What the site has begun it may go on with.
    pub fn cancel_operation(&self, id: &OperationId) {
        self.0.operations.cancel(id);
    }

    /// Tries once more what did not work.
    pub fn retry_operation(&self, id: &OperationId) -> Result<(), Error> {
        self.0.operations.retry(id)
    }

    /// Takes an operation back, as an operation of its own. It looks first whether that is still right.
    pub fn undo_operation(&self, request_id: &str, id: &OperationId) -> Result<OperationId, Error> {
        self.0.operations.undo(request_id, id)
    }

    /// Takes away the row of an operation that has ended.
    pub fn dismiss_operation(&self, id: &OperationId) {
        self.0.operations.dismiss(id);
    }

    /// Takes away the rows of operations that are done or cancelled.
    pub fn clear_operations(&self) {
        self.0.operations.clear();
    }

    /// Searches a folder and everything below it. A newer search ends this one with [`Error::Superseded`].
    pub async fn search(
        &self,
        words: &str,
        within: &RemotePath,
        on_page: &(dyn Fn(Page) + Send + Sync),
    ) -> Result<Searched, Error> {
        self.0.search.find(words, within, on_page).await
    }

    /// Ends the search that is under way.
    pub fn stop_search(&self) {
        self.0.search.stop();
    }

    /// The links of one entry, or all that the person has made.
    pub async fn links(&self, path: Option<&RemotePath>) -> Result<ShareLinks, Error> {
        self.0.links.list(path).await
    }

    /// Makes a link and looks at it. The same request id makes no other.
    pub async fn create_link(
        &self,
        request_id: &str,
        path: &RemotePath,
        form: LinkForm,
    ) -> Result<ShareLink, Error> {
        self.0.links.create(request_id, path, form).await
    }

    /// Changes a link; answers it as the site has it afterwards.
    pub async fn change_link(&self, id: &str, form: LinkForm) -> Result<ShareLink, Error> {
        self.0.links.change(id, form).await
    }

    /// Ends a link, and looks whether it is gone.
    pub async fn revoke_link(&self, id: &str) -> Result<(), Error> {
        self.0.links.revoke(id).await
    }

    /// All that is known of an entry.
    pub async fn details(&self, path: &RemotePath) -> Result<Details, Error> {
        let parts = &self.0;
        let known = details::gather(&parts.connections, &parts.links, path).await?;
        Ok(Details {
            starred: parts.atlas.is_starred(path),
            ..known
        })
    }

    /// A look into a file.
    pub async fn preview(&self, path: &RemotePath) -> Result<Preview, Error> {
        let preview = self.0.previews.look(path).await?;
        self.0.atlas.visit(path, false);
        Ok(preview)
    }

    /// Bytes that a ticket of a preview stands for, from `from` on to `to` (both inclusive), as many as are handed
    /// out at once. `None` for a ticket that is not good any more.
    pub async fn preview_bytes(
        &self,
        ticket: &str,
        from: u64,
        to: Option<u64>,
    ) -> Option<PreviewBytes> {
        self.0.previews.bytes(ticket, from, to).await
    }

    /// What a ticket stood for is not given out any more.
    pub fn close_preview(&self, ticket: &str) {
        self.0.previews.close(ticket);
    }

    /// Fetches a copy into a private folder and opens it with the person's own program. What may do harm is
    /// fetched only if they are `sure`.
    pub async fn open_entry(
        &self,
        request_id: &str,
        path: &RemotePath,
        sure: bool,
    ) -> Result<Opening, Error> {
        let opening = self.0.openings.open(request_id, path, sure).await?;
        if matches!(opening, Opening::Fetched(_)) {
            self.0.atlas.visit(path, false);
        }
        Ok(opening)
    }

    /// The name to offer for an archive of these entries.
    pub fn zip_name(paths: &[RemotePath]) -> String {
        let subject = match paths {
            [one] => Some(one.clone()),
            _ => paths.first().and_then(RemotePath::parent),
        };
        let name = subject.as_ref().and_then(RemotePath::name);
        let name = name.unwrap_or("SmartFile");
        format!("{name}.zip")
    }

    /// Fetches entries as one zip archive to `target`, replacing what is there.
    pub fn download_zip(
        &self,
        request_id: &str,
        paths: Vec<RemotePath>,
        target: PathBuf,
    ) -> Result<TransferId, Error> {
        self.0.transfers.download_zip(request_id, paths, target)
    }

    /// Starred and recent places of the account that is looked at.
    pub fn places(&self) -> Result<Places, Error> {
        self.0.atlas.current()
    }

    /// Keeps a place at hand, or no longer.
    pub async fn star(
        &self,
        path: &RemotePath,
        is_folder: bool,
        starred: bool,
    ) -> Result<Places, Error> {
        self.0.atlas.star(path, is_folder, starred).await
    }

    /// Forgets which places were looked at.
    pub async fn forget_recent(&self) -> Result<Places, Error> {
        self.0.atlas.forget_recent().await
    }

    /// "Check my connection": looks at the way to the site of whoever is connected, else to the site that is
    /// set, and at this computer. Each step is told as it begins and as it ends; each has a limit of its own
    /// (5 to 10 s). A newer check stops this one. Changes nothing.
    pub async fn check_connection(&self, on_finding: &(dyn Fn(Finding) + Send + Sync)) -> Checkup {
        let server = match self.snapshot().connection {
            ConnectionState::Connected { account, .. }
            | ConnectionState::ReauthorizationRequired { account, .. } => Some(account.server),
            _ => self.0.sites.server(),
        };
        self.0.checkups.run(server, on_finding).await
    }

    /// Ends the check that is under way. It keeps what it has found.
    pub fn stop_check(&self) {
        self.0.checkups.stop();
    }

    /// Cancels all work and delivers the last facts. Nothing is in flight afterwards.
    pub async fn stop(&self) {
        self.0.operations.stop_all().await;
        self.0.transfers.stop_all().await;
        self.0.journal.close().await;
        self.0.errands.stop().await;
        // What a stopped errand had still to remember.
        self.0.connections.save().await;
        self.0.board.flush().await;
    }

    fn announce_site(&self) -> SiteState {
        let state = self.0.sites.state();
        self.0.board.site(&state);
        state
    }
}
