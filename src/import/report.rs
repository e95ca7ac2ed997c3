//! What is said on the terminal about the objects of a file.

use super::draft::Draft;
use super::objects::{Kind, Object};
use std::collections::BTreeMap;

/// How many objects of which cmdlet a file has, and what is wrong with them.
pub(super) fn objects(file: &str, objects: &[Object], draft: &mut Draft) {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    objects.iter().filter_map(|o| o.kind).for_each(|kind| *counts.entry(kind).or_insert(0) += 1);
    for (kind, count) in &counts {
        draft.say(format!("{file}: {count} of {}", kind.cmdlet()));
    }
    let unknown = objects.iter().filter(|object| object.kind.is_none()).count();
    if unknown > 0 {
        draft.say(format!(
            "{file}: {unknown} objects left out, because it is not clear which cmdlet wrote them; name the file after it, as Get-UMService.json"
        ));
    }
    if objects.is_empty() {
        draft.say(format!("{file}: no object with a property that is read"));
    }
}
