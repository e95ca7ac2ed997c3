//! One reader for each format of call records.

pub mod asterisk;
pub mod avaya;
pub mod cdr_stats;
pub mod cucm;
pub mod exchange;
pub mod freeswitch;
pub mod lync;
