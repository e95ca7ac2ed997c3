//! What is said on the terminal about the objects of a file.

use super::draft::Draft;
use super::objects::enumerations::{self, Unread};
use super::objects::{Kind, Object};
use std::collections::BTreeMap;

/// How many objects of which cmdlet a file has, and what is wrong with them.
pub(super) fn objects(file: &str, objects: &[Object], draft: &mut Draft) {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    objects.iter().filter_map(|o| o.kind).for_each(|kind| *counts.entry(kind).or_insert(0) += 1);
    for (kind, count) in &counts {
        draft.say(format!("{file}: {count} of {}", kind.cmdlet()));
    }
    unread(file, objects, draft);
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

/// Values of enumerations that are not read: how many, and the first object that has one.
fn unread(file: &str, objects: &[Object], draft: &mut Draft) {
    for enumeration in enumerations::ALL {
        for (why, words) in [
            (
                Unread::Number,
                "a number, whose meaning is not documented; export with Export-Clixml or Format-List",
            ),
            (Unread::Word, "a word that its reference page does not list"),
        ] {
            let mut has = objects.iter().filter(|object| enumeration.unread(object) == Some(why));
            let Some(first) = has.next() else { continue };
            let more = match has.count() {
                0 => String::new(),
                more => format!(" and in {more} more of {file}"),
            };
            draft.say(format!(
                "{}{more}: {} is {words}; it is not read",
                first.from, enumeration.shown
            ));
        }
    }
}
