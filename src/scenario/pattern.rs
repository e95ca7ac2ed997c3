//! Patterns of names: ranges (`cas[1-2]`), globs (`mbx*`), and the closest match for a misspelt name.

use crate::base::limits::{HINT_CHARS, HINT_NAMES, NAME_RANGES, RANGE_DIGITS, RANGE_NAMES};

/// The names that `name` with its ranges stands for; itself if it has none.
///
/// # Errors
/// What is wrong with a range, with its limit.
pub(super) fn range(name: &str) -> Result<Vec<String>, String> {
    let mut parts = Vec::new();
    let mut rest = name;
    while let Some((head, after)) = rest.split_once('[') {
        let (inside, tail) = after.split_once(']').ok_or("a `[` has no `]`")?;
        if parts.len() == NAME_RANGES {
            return Err(format!("a name has at most {NAME_RANGES} ranges"));
        }
        parts.push((head, numbers(inside)?));
        rest = tail;
    }
    let count = parts.iter().fold(1_usize, |all, (_, of)| all.saturating_mul(of.len()));
    if count > RANGE_NAMES {
        return Err(format!("it stands for {count} names; the limit is {RANGE_NAMES}"));
    }
    let mut names = vec![rest.to_owned()];
    for (head, numbers) in parts.iter().rev() {
        let tails = |number: &String| {
            names.iter().map(|tail| format!("{head}{number}{tail}")).collect::<Vec<_>>()
        };
        names = numbers.iter().flat_map(tails).collect();
    }
    Ok(names)
}

/// The numbers from the first to the last of a range. `01-12` keeps its leading zeros.
fn numbers(inside: &str) -> Result<Vec<String>, String> {
    let form = || "a range is two whole numbers, as [1-4]".to_owned();
    let (from, to) = inside.split_once('-').ok_or_else(form)?;
    if from.len().max(to.len()) > RANGE_DIGITS {
        return Err(format!("a number of a range has at most {RANGE_DIGITS} digits"));
    }
    let (Ok(first), Ok(last)) = (from.parse::<u32>(), to.parse::<u32>()) else {
        return Err(form());
    };
    if first > last {
        return Err("its first number is above its last".to_owned());
    }
    let count = (last - first) as usize + 1;
    if count > RANGE_NAMES {
        return Err(format!("it stands for {count} names; the limit is {RANGE_NAMES}"));
    }
    let width = if from.starts_with('0') { from.len() } else { 0 };
    Ok((first..=last).map(|n| format!("{n:0width$}")).collect())
}

/// Whether `name` matches `pattern`, where `*` stands for any text.
pub fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    let Some(last) = pattern.split('*').skip(1).last() else { return rest.is_empty() };
    let middle = pattern.split('*').count().saturating_sub(2);
    for part in parts.take(middle) {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

/// The candidate that is most similar to `name`, if the name may be a misspelling of it: at most one
/// edit for every three letters, and always one. An edit inserts, deletes or replaces a letter, or
/// swaps two neighbours (optimal string alignment). No long name is compared, and only the first
/// thousand candidates are.
pub fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let letters = name.chars().count();
    if letters > HINT_CHARS {
        return None;
    }
    let limit = (letters / 3).max(1);
    candidates
        .into_iter()
        .take(HINT_NAMES)
        // Names whose lengths differ by more than the limit are never that similar.
        .filter(|candidate| {
            candidate.chars().take(HINT_CHARS * 2).count().abs_diff(letters) <= limit
        })
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The hint for an unknown name: the most similar known name, or the first few that are known.
pub fn nearest<'c>(name: &str, known: impl Iterator<Item = &'c str> + Clone) -> String {
    const SHOWN: usize = 20;
    if let Some(near) = closest(name, known.clone()) {
        return format!("did you mean `{near}`?");
    }
    let shown: Vec<&str> = known.clone().take(SHOWN).collect();
    let more = if known.clone().nth(SHOWN).is_some() { ", …" } else { "" };
    if shown.is_empty() {
        "there are none".to_owned()
    } else {
        format!("choose from: {}{more}", shown.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_globs() {
        assert_eq!(range("cas[1-2].x"), Ok(vec!["cas1.x".into(), "cas2.x".into()]));
        assert_eq!(range("n[01-02]"), Ok(vec!["n01".into(), "n02".into()]));
        assert_eq!(range("plain"), Ok(vec!["plain".into()]));
        let zeros = format!("ex[{}-1]", "0".repeat(65_536));
        for (name, expected) in [
            ("bad[2-1]", "first number is above"),
            ("bad[", "has no `]`"),
            ("bad[1]", "two whole numbers"),
            ("bad[a-b]", "two whole numbers"),
            (&*zeros, "at most 9 digits"),
            ("a[0-10000]", "10001 names; the limit is 10000"),
            ("a[0-999999999]", "1000000000 names"),
            ("a[0-9999][0-9999]", "100000000 names"),
            (&*"[0-9]".repeat(10_000), "at most 4 ranges"),
        ] {
            assert!(range(name).is_err_and(|why| why.contains(expected)), "{expected}");
        }
        for (pattern, name, expected) in [
            ("mbx*", "mbx1.contoso.test", true),
            ("*", "", true),
            ("*.test", "a.test", true),
            ("a*b*c", "a1b2c", true),
            ("a*b*c", "acb", false),
            ("exact", "exactly", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn a_misspelling_is_recognised_and_another_word_is_not() {
        for (name, candidates, expected) in [
            ("gatway", ["gateway", "pool"], Some("gateway")),
            // Two neighbours that swapped places are one edit.
            ("rign", ["ring", "busy"], Some("ring")),
            ("arrivasl", ["arrivals", "arrival_rate"], Some("arrivals")),
            // A short name allows one edit, a longer one an edit for every three letters.
            ("to", ["do", "from"], Some("do")),
            ("tx", ["go", "from"], None),
            ("durration", ["duration", "replications"], Some("duration")),
            ("mediaton_servr", ["mediation_server", "gateway"], Some("mediation_server")),
            ("foo", ["gateway", "pool"], None),
            ("grüssung", ["greeting", "menu"], None),
        ] {
            assert_eq!(closest(name, candidates), expected, "{name}");
        }
    }
}
