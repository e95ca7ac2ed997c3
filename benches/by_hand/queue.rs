//! The events to come, in two parts: messages on their way, few at a time, in the order of time; and one timer for each call
//! in progress, by a tournament. An event is one number, with the instant in front and what orders events of one instant
//! behind: rank, direction of the call and number of the call. So the order is that of every other model, and the
//! lowest number is the next event.

use std::hint::select_unpredictable;

/// What comes first at one instant, in order.
#[derive(Clone, Copy)]
#[repr(u64)]
pub enum Rank {
    /// Something is freed.
    Release = 1,
    /// A message, or what a host does after it.
    Message,
    /// A person answers.
    Answer,
    /// Somebody hangs up or gives up.
    HangUp,
    /// The ringing is over.
    Timer,
    /// A new call.
    Arrival = 7,
}

/// Bits below the instant.
const BELOW: u32 = 20;
/// Instants are below this: more than four hours.
const END: u64 = 1 << (64 - BELOW);
/// Later than all events.
pub const NEVER: u64 = u64::MAX;

/// An event of a call: `tie` is the call's direction and number.
#[inline]
pub fn event(at: u64, rank: Rank, tie: u16) -> u64 {
    at << BELOW | (rank as u64) << 17 | u64::from(tie) << 2
}

/// The same of an event that may be far away.
#[inline]
pub fn far_event(at: u64, rank: Rank, tie: u16) -> u64 {
    if at >= END {
        too_late();
    }
    event(at, rank, tie)
}

#[cold]
#[inline(never)]
fn too_late() {
    panic!("an event after more than four hours");
}

/// When an event happens.
#[inline]
pub const fn instant(event: u64) -> u64 {
    event >> BELOW
}

/// The rank of an event, as a number.
#[inline]
pub const fn rank(event: u64) -> u64 {
    event >> 17 & 7
}

/// The direction and the number of the event's call.
#[inline]
pub const fn tie(event: u64) -> usize {
    (event >> 2) as usize & (TIES - 1)
}

/// Directions and numbers of calls.
pub const TIES: usize = 1 << 15;

/// Places for messages.
const ROOM: usize = 32;

/// A message on its way.
#[derive(Clone, Copy)]
struct Message {
    event: u64,
    what: u32,
}

/// After all messages there is one that never comes.
const LAST: Message = Message { event: NEVER, what: 0 };

/// Messages on their way, in the order of time. Behind the first one is the one before it, which came before all others.
pub struct Messages {
    first: usize,
    end: usize,
    all: [Message; ROOM],
}

impl Messages {
    /// None.
    pub fn new() -> Self {
        let mut all = [LAST; ROOM];
        all[0].event = 0;
        Messages { first: 1, end: 1, all }
    }

    /// The first event.
    #[inline]
    pub fn first(&self) -> u64 {
        self.all[self.first % ROOM].event
    }

    /// Takes out the first event. Returns what it is.
    #[inline]
    pub fn take(&mut self) -> u32 {
        let what = self.all[self.first % ROOM].what;
        self.first += 1;
        what
    }

    /// Adds an event, mostly a late one. Of two events of the same order the one that was sent first remains the first.
    #[inline]
    pub fn push(&mut self, event: u64, what: u32) {
        if self.end - self.first >= ROOM - 2 {
            too_many();
        }
        let mut place = self.end;
        loop {
            let before = self.all[(place - 1) % ROOM];
            if before.event <= event {
                break;
            }
            self.all[place % ROOM] = before;
            place -= 1;
        }
        self.all[place % ROOM] = Message { event, what };
        self.end += 1;
        self.all[self.end % ROOM] = LAST;
    }
}

#[cold]
#[inline(never)]
fn too_many() {
    panic!("more than 30 messages are on their way");
}

/// Calls in progress at most.
pub const CALLS: usize = 512;

/// The timer of each call in progress.
pub struct Timers {
    each: [u64; CALLS],
    eights: [u64; CALLS / 8],
    blocks: [u64; 8],
}

#[inline(always)]
fn earlier(a: u64, b: u64) -> u64 {
    select_unpredictable(a < b, a, b)
}

/// Sets one of many, and returns the first of its eight.
#[inline(always)]
fn set_of_eight<const N: usize>(events: &mut [u64; N], place: usize, new: u64) -> u64 {
    events[place & (N - 1)] = new;
    let other = |i: usize| events[(place ^ i) & (N - 1)];
    let (a, b) = (earlier(other(1), other(2)), earlier(other(3), other(4)));
    earlier(new, earlier(earlier(a, b), earlier(earlier(other(5), other(6)), other(7))))
}

impl Timers {
    /// None is set.
    pub fn new() -> Self {
        Timers { each: [NEVER; CALLS], eights: [NEVER; CALLS / 8], blocks: [NEVER; 8] }
    }

    /// Starts the timer of a call, which is mostly not the first of its eight.
    #[inline]
    pub fn start(&mut self, call: usize, event: u64) {
        self.each[call % CALLS] = event;
        if event < self.eights[call / 8 % (CALLS / 8)] {
            self.eights[call / 8 % (CALLS / 8)] = event;
            let block = &mut self.blocks[call / 64 % 8];
            *block = earlier(*block, event);
        }
    }

    /// Stops the timer of a call. Returns the first of all others.
    #[inline]
    pub fn stop(&mut self, call: usize) -> u64 {
        let first = set_of_eight(&mut self.each, call, NEVER);
        let first = set_of_eight(&mut self.eights, call / 8, first);
        set_of_eight(&mut self.blocks, call / 64, first)
    }
}
