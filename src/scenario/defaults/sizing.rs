//! Defaults of sizing.

use super::value::Basis::{Method, Structure};
use super::value::Value::{Is, Means};
use super::value::{DefaultValue, Range, defaults};

defaults! {
    SIZE_CONFIDENCE: "size.confidence" = Is("95 %"), Method, "";
    VARY_NAME: "vary.name" = Means("what the key is, in words"), Structure, "";
    VARY_STEP: "vary.step" = Is("1"), Structure, "";
}
