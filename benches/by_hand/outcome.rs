//! How an attempt ends, by the numbers that are part of the digest.

pub const ANSWERED: u64 = 0;
pub const VOICE_MESSAGE: u64 = 1;
pub const HUNG_UP_IN_GREETING: u64 = 2;
pub const ABANDONED_RINGING: u64 = 3;
pub const ABANDONED_ROUTING: u64 = 4;
pub const BLOCKED: u64 = 5;
pub const CARRIED: u64 = 10;
/// Still in progress when the run stops.
pub const IN_FLIGHT: u64 = 22;
/// Numbers up to here are used.
pub const ALL: usize = 23;
