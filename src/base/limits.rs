//! How much of anything a scenario may hold. Each limit is far above what a deployment needs, and low enough
//! that a file that somebody else wrote cannot fill the memory or keep the program busy.

/// Bytes of all TOML files of a scenario together: the model and what it includes. A hundred thousand groups of
/// users need about 15 MB.
pub const MODEL_BYTES: u64 = 16 << 20;

/// Bytes of all CSV files of a scenario together: traces and empirical times. Ten million calls need about 60 MB.
pub const CSV_BYTES: u64 = 64 << 20;

/// Files of a scenario, the model counted.
pub const MODEL_FILES: usize = 1_000;

/// Bytes of a record or of another file of a result that is read again. A record takes about four times its size in
/// memory.
pub const RECORD_BYTES: u64 = 256 << 20;

/// Bytes of a journal. A study keeps all its designs in memory, so a larger journal could not be continued either.
pub const JOURNAL_BYTES: u64 = 1 << 30;

/// Bytes of a part of a study in shards. All parts together must fit into memory when they are merged.
pub const PART_BYTES: u64 = 1 << 30;

/// Different CSV files of a scenario.
pub const CSV_FILES: usize = 1_000;

/// Characters of a key or of a text, so that no message is a page long. A domain name has at most 253.
pub const TEXT_CHARS: usize = 1_000;

/// Bytes of one override.
pub const OVERRIDE_BYTES: usize = 65_536;

/// Keys in the path of an override; no key of the vocabulary lies deeper than six.
pub const OVERRIDE_STEPS: usize = 20;

/// Keys in one table. A table of shares has one for each host, of which a deployment has at most 65,000.
pub const TABLE_KEYS: usize = 65_536;

/// Ranges in one name, as `ex[1-4]-[1-2]`.
pub const NAME_RANGES: usize = 4;

/// Digits of a number in a range, leading zeros counted.
pub const RANGE_DIGITS: usize = 9;

/// Names that one name with ranges stands for.
pub const RANGE_NAMES: usize = 10_000;

/// Traffic sources of a model: events of one instant are ordered by the source in 10 bits.
pub const SOURCES: usize = 1_000;

/// Surges of a traffic source: the factors of all of them are multiplied at the beginning and end of each.
pub const SURGES: usize = 1_000;

/// States of the rate of a traffic source: the shares of time in them take the cube of their number.
pub const RATE_STATES: usize = 50;

/// Tables of a scenario, ranges expanded: 100,000 take 600 MB.
pub const TABLES: usize = 150_000;

/// Pairs of a gateway with users, a contact or a fax line: `check` follows the calls of each.
pub const PAIRS: usize = 1_000_000;

/// Hosts of a deployment: a call keeps the number of a host in 16 bits.
pub const HOSTS: usize = 65_000;

/// Keys and values that ranges, `like` and `defaults` copy, all together: a few bytes of text may ask for billions.
pub const COPIED_VALUES: usize = 1_500_000;

/// Mistakes that are looked for in one table of a model.
pub const TABLE_MISTAKES: usize = 40;

/// Problems that are shown; the others are counted.
pub const PROBLEMS_SHOWN: usize = 50;

/// Characters of a name up to which a similar name is looked for.
pub const HINT_CHARS: usize = 100;

/// Names among which a similar one is looked for.
pub const HINT_NAMES: usize = 1_000;

/// Bytes of one export of a product's configuration, as text in UTF-8. The mailboxes of 100,000 users with all their
/// properties take more: then only the properties that are read are exported.
pub const EXPORT_BYTES: u64 = 256 << 20;

/// Files that `import` reads at once: a folder of exports and of a month's call records.
pub const IMPORT_FILES: usize = 10_000;

/// Depth to which elements, objects and lists of an export may nest. PowerShell writes two levels by default.
pub const EXPORT_DEPTH: usize = 64;

/// Elements of one object of an export in XML, and of a whole topology: a thousand servers need 100,000.
pub const EXPORT_ELEMENTS: usize = 2_000_000;

/// Objects of one export of PowerShell: the mailboxes of an organisation.
pub const EXPORT_OBJECTS: usize = 1_000_000;

/// Lines of call records in one import. They take about 120 bytes each in memory.
pub const CALL_RECORDS: usize = 5_000_000;
