//! How much of anything a scenario may hold. Each limit is far above what a deployment needs, and low enough
//! that a file that somebody else wrote cannot fill the memory or keep the program busy.

/// Bytes of all TOML files of a scenario together: the model and what it includes. A hundred thousand groups of
/// users need about 15 MB.
pub const MODEL_BYTES: u64 = 32 << 20;

/// Bytes of all CSV files of a scenario together: traces and empirical times. Ten million calls need about 60 MB.
pub const CSV_BYTES: u64 = 64 << 20;

/// Files of a scenario, the model counted.
pub const MODEL_FILES: usize = 1_000;

/// Bytes of a record or of another file of a result that is read again. A record takes about four times its size in
/// memory.
pub const RECORD_BYTES: u64 = 256 << 20;

/// Bytes of a journal. A study keeps all its designs in memory, so a larger journal could not be continued either.
pub const JOURNAL_BYTES: u64 = 1 << 30;
