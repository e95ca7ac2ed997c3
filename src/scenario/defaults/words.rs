//! Reasons that several defaults share.

use super::value::Range;

/// No source backs the value.
pub(super) const NO_SOURCE: &str = "no source says";
/// Of the cores of Lync and Exchange servers.
pub(super) const TWO_SIX_CORES: &str =
    "two processors of six cores, the documented hardware baseline";
/// Of a range that no source gives.
pub(super) const HALF_AND_DOUBLE: &str = "half and double: no source gives a range";
/// Of the place of something.
pub(super) const OTHER_SERVERS: Range = Range::Fixed("other servers would be another deployment");
/// Of the site of something.
pub(super) const OTHER_SITE: Range = Range::Fixed("another site would be another deployment");
/// Of the groups that something is for.
pub(super) const OTHER_GROUPS: Range = Range::Fixed("other groups would be another deployment");
/// Of a spread over servers.
pub(super) const OTHER_SHARES: Range = Range::Fixed("uneven shares would be another deployment");
