//! Bad weather, on order.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::watch;

use crate::endpoint::Endpoint;
use crate::lock::held;
use crate::throttle::ThrottleStyle;

/// Something that goes wrong with one request.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// This status with a short JSON `detail`; 5xx carry `x-unique-id` (documented).
    Status(u16),
    /// "Too many requests", asking for so many seconds.
    Throttle(ThrottleStyle, f64),
    /// 200 with a web page where JSON belongs.
    Html,
    /// 200 with JSON that stops in the middle.
    BrokenJson,
    /// No answer until the connection is dropped, or until [`Faults::clear`], after which the
    /// request is answered as usual.
    Hang,
    /// 302 to this address.
    Redirect(String),
    /// The right answer, but the connection breaks after so many bytes of its body.
    Cut(usize),
    /// No answer: the connection is closed before anything is done.
    Reset,
    /// No answer: it is done, and the connection is closed instead of saying so.
    Lost,
    /// The right answer, which ends after so many bytes of its body as if that were all of it: without a length
    /// that could be compared, and without a break.
    Short(usize),
    /// The right answer with another content type; with none for an empty one.
    Labelled(String),
    /// A part of a file that begins so many bytes later than it was asked for, and says so. A request for the
    /// whole file is answered as usual.
    OtherPart(u64),
    /// Exactly this answer.
    Reply {
        /// The status.
        status: u16,
        /// The content type.
        content_type: String,
        /// The body.
        body: String,
    },
    /// The right answer, after a wait on tokio's clock.
    Slow(Duration),
    /// An upload that answers with success but keeps so many bytes less of each file. At another
    /// endpoint it does nothing.
    DropTail(usize),
    /// One byte is another one than it should be: at this place in each file that an upload keeps, or
    /// in what a download sends. Everything else is as in good weather. At another endpoint it does
    /// nothing.
    Corrupt(usize),
    /// The request is carried out, and then answered with this status, like [`Fault::Status`].
    Afterwards(u16),
    /// A write of API 3 that takes so many bytes and then fails: 200, with the status in the body
    /// (seen). At another endpoint it does nothing.
    Midway(usize),
    /// An operation or a removal that answers with success and does nothing. At another endpoint it
    /// does nothing either.
    Lie,
    /// The task of an operation ends in `FAILURE`, and nothing was done.
    FailTask,
    /// The checksums of a task are those of something else.
    WrongChecksum,
}

/// The faults laid out at the endpoints of a running sandbox.
///
/// A request takes the first fault waiting at its endpoint, else the first waiting at
/// [`Endpoint::Any`], else the permanent one of its endpoint, else that of [`Endpoint::Any`].
pub struct Faults {
    laid: Mutex<Laid>,
    /// Counts the calls of [`Faults::clear`]; whoever hangs waits for a change.
    clears: watch::Sender<u64>,
}

#[derive(Default)]
struct Laid {
    waiting: HashMap<Endpoint, VecDeque<Fault>>,
    permanent: HashMap<Endpoint, Fault>,
}

impl fmt::Debug for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let laid = held(&self.laid);
        formatter
            .debug_struct("Faults")
            .field("waiting", &laid.waiting)
            .field("permanent", &laid.permanent)
            .finish_non_exhaustive()
    }
}

impl Faults {
    pub(crate) fn new() -> Self {
        Self {
            laid: Mutex::default(),
            clears: watch::Sender::new(0),
        }
    }

    /// The next request at this endpoint meets this fault. Calls queue up.
    pub fn next(&self, at: Endpoint, fault: Fault) {
        self.times(at, 1, fault);
    }

    /// The next `n` requests at this endpoint meet this fault.
    pub fn times(&self, at: Endpoint, n: usize, fault: Fault) {
        let mut laid = held(&self.laid);
        laid.waiting
            .entry(at)
            .or_default()
            .extend(std::iter::repeat_n(fault, n));
    }

    /// Every request at this endpoint meets this fault from now on.
    pub fn always(&self, at: Endpoint, fault: Fault) {
        held(&self.laid).permanent.insert(at, fault);
    }

    /// Fair weather again. Requests that hang are answered.
    pub fn clear(&self) {
        *held(&self.laid) = Laid::default();
        self.clears.send_modify(|count| *count += 1);
    }

    pub(crate) fn take(&self, at: Endpoint) -> Option<Fault> {
        let mut laid = held(&self.laid);
        [at, Endpoint::Any]
            .into_iter()
            .find_map(|place| laid.waiting.get_mut(&place)?.pop_front())
            .or_else(|| laid.permanent.get(&at).cloned())
            .or_else(|| laid.permanent.get(&Endpoint::Any).cloned())
    }

    /// Changes at the next [`Faults::clear`]. Taken before [`Faults::take`], so that a clear
    /// between the two is not missed.
    pub(crate) fn clearing(&self) -> watch::Receiver<u64> {
        self.clears.subscribe()
    }
}
