//! A vault that fails on command and remembers what was done to it.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex};

use connect_core::{MemoryVault, SecretBytes, Vault, VaultError};
use tokio::sync::watch;

/// What happened, in order, wherever it happened.
#[derive(Clone, Debug, Default)]
pub struct Chronicle(Arc<Mutex<Vec<String>>>);

impl Chronicle {
    /// Writes one line.
    pub fn note(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    /// Everything so far.
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Where the first line with this text stands.
    pub fn position(&self, text: &str) -> Option<usize> {
        self.lines().iter().position(|line| line.contains(text))
    }
}

#[derive(Debug, Default)]
struct Weather {
    always: Option<VaultError>,
    next: VecDeque<VaultError>,
    writes_fail: Option<VaultError>,
    /// So many more calls go well.
    fuse: Option<(usize, VaultError)>,
    largest: Option<usize>,
    held: bool,
    waiting: usize,
}

/// Memory that fails on command.
#[derive(Debug)]
pub struct FlakyVault {
    memory: MemoryVault,
    weather: Mutex<Weather>,
    released: Condvar,
    chronicle: Chronicle,
    changed: watch::Sender<()>,
}

impl FlakyVault {
    /// Empty and in good order.
    pub fn new(chronicle: Chronicle) -> Self {
        Self {
            memory: MemoryVault::new(),
            weather: Mutex::default(),
            released: Condvar::new(),
            chronicle,
            changed: watch::Sender::new(()),
        }
    }

    /// Every call fails from now on; `None` mends it.
    pub fn fail(&self, error: Option<VaultError>) {
        let mut weather = self.weather.lock().unwrap();
        weather.always = error;
        weather.fuse = None;
    }

    /// Whatever was wrong with it is over; calls that wait go on.
    pub fn mend(&self) {
        let mut weather = self.weather.lock().unwrap();
        let waiting = weather.waiting;
        *weather = Weather {
            waiting,
            ..Weather::default()
        };
        drop(weather);
        self.released.notify_all();
    }

    /// So many more entries can be entered, then every call fails.
    pub fn fail_after(&self, calls: usize, error: VaultError) {
        self.weather.lock().unwrap().fuse = Some((calls, error));
    }

    /// The next calls fail.
    pub fn fail_next(&self, times: usize, error: VaultError) {
        let mut weather = self.weather.lock().unwrap();
        weather.next.extend(std::iter::repeat_n(error, times));
    }

    /// Writing fails, reading and erasing do not.
    pub fn fail_writes(&self, error: Option<VaultError>) {
        self.weather.lock().unwrap().writes_fail = error;
    }

    /// An entry takes no more bytes than this.
    pub fn limit(&self, bytes: usize) {
        self.weather.lock().unwrap().largest = Some(bytes);
    }

    /// What is in the only entry whose name ends so is replaced, as by a damaged disk.
    pub fn damage(&self, ending: &str, bytes: &[u8]) {
        for key in self.keys().iter().filter(|key| key.ends_with(ending)) {
            self.memory.write(key, &SecretBytes::new(bytes)).unwrap();
        }
    }

    /// Calls wait until [`FlakyVault::release`], like a store that asks to be unlocked.
    pub fn hold(&self) {
        self.weather.lock().unwrap().held = true;
    }

    /// Lets the calls that wait go on.
    pub fn release(&self) {
        self.weather.lock().unwrap().held = false;
        self.released.notify_all();
    }

    /// Resolves when a call waits.
    pub async fn until_held(&self) {
        self.until("a call that waits", |vault| {
            vault.weather.lock().unwrap().waiting > 0
        })
        .await;
    }

    /// Resolves when the vault looks like this.
    pub async fn until(&self, what: &str, looks: impl Fn(&Self) -> bool) {
        let mut changes = self.changed.subscribe();
        let waiting = async {
            loop {
                changes.borrow_and_update();
                if looks(self) {
                    return;
                }
                changes.changed().await.unwrap();
            }
        };
        tokio::time::timeout(crate::PATIENCE, waiting)
            .await
            .unwrap_or_else(|_| panic!("the vault never had {what}: {:?}", self.keys()));
    }

    /// The names of the entries without the account's part, sorted.
    pub fn kinds(&self) -> Vec<String> {
        let mut kinds: Vec<String> = self
            .keys()
            .iter()
            .map(|key| key.rsplit('/').next().unwrap_or_default().to_owned())
            .collect();
        kinds.sort();
        kinds
    }

    /// The names of the entries, sorted.
    pub fn keys(&self) -> Vec<String> {
        self.memory.keys()
    }

    /// The secret in the only entry whose name ends so.
    pub fn secret(&self, ending: &str) -> Option<String> {
        let key = self.keys().into_iter().find(|key| key.ends_with(ending))?;
        let secret = self.memory.read(&key).unwrap()?;
        Some(String::from_utf8(secret.expose().to_vec()).unwrap())
    }

    /// A person deletes entries with the system's own program.
    pub fn erase_by_hand(&self, ending: &str) {
        for key in self.keys().iter().filter(|key| key.ends_with(ending)) {
            self.memory.erase(key).unwrap();
        }
    }

    /// An entry comes back, as from a backup.
    pub fn put(&self, key: &str, secret: &str) {
        self.memory.write(key, &SecretBytes::new(secret)).unwrap();
    }

    fn enter(&self, writing: bool) -> Result<(), VaultError> {
        let mut weather = self.weather.lock().unwrap();
        weather.waiting += 1;
        self.changed.send_replace(());
        while weather.held {
            weather = self.released.wait(weather).unwrap();
        }
        weather.waiting -= 1;
        if let Some((left, error)) = weather.fuse.take() {
            match left.checked_sub(1) {
                Some(left) => weather.fuse = Some((left, error)),
                None => weather.always = Some(error),
            }
        }
        let failure = weather.next.pop_front().or(weather.always).or(if writing {
            weather.writes_fail
        } else {
            None
        });
        failure.map_or(Ok(()), Err)
    }

    fn left<T>(&self, result: T) -> T {
        self.changed.send_replace(());
        result
    }
}

impl Vault for FlakyVault {
    fn read(&self, key: &str) -> Result<Option<SecretBytes>, VaultError> {
        self.enter(false)?;
        self.memory.read(key)
    }

    fn write(&self, key: &str, secret: &SecretBytes) -> Result<(), VaultError> {
        self.enter(true)?;
        let kind = key.rsplit('/').next().unwrap_or_default();
        self.chronicle.note(format!("vault wrote {kind}"));
        self.left(self.memory.write(key, secret))
    }

    fn erase(&self, key: &str) -> Result<(), VaultError> {
        self.enter(false)?;
        let kind = key.rsplit('/').next().unwrap_or_default();
        self.chronicle.note(format!("vault erased {kind}"));
        self.left(self.memory.erase(key))
    }

    fn largest(&self) -> Option<usize> {
        self.weather.lock().unwrap().largest
    }
}
