//! Patterns of names: ranges (`cas[1-2]`), globs (`mbx*`), and the closest match for a misspelt name.

/// How many names one range may stand for.
const MAX_NAMES: u32 = 10_000;

/// The names that `name` with its ranges stands for; itself if it has none. `None` if a range is
/// malformed or too long.
pub(super) fn range(name: &str) -> Option<Vec<String>> {
    let Some((head, rest)) = name.split_once('[') else { return Some(vec![name.to_owned()]) };
    let (inside, tail) = rest.split_once(']')?;
    let (from, to) = inside.split_once('-')?;
    let (first, last): (u32, u32) = (from.parse().ok()?, to.parse().ok()?);
    if first > last || last - first >= MAX_NAMES {
        return None;
    }
    let tails = range(tail)?;
    // "[01-12]" keeps its leading zeros.
    let width = if from.starts_with('0') { from.len() } else { 0 };
    if tails.len() * (last - first + 1) as usize > MAX_NAMES as usize {
        return None;
    }
    let numbers = (first..=last)
        .flat_map(|n| tails.iter().map(move |tail| format!("{head}{n:0width$}{tail}")));
    Some(numbers.collect())
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
/// swaps two neighbours (optimal string alignment).
pub fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let limit = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
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
    let more = if known.count() > SHOWN { ", …" } else { "" };
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
        assert_eq!(range("cas[1-2].x"), Some(vec!["cas1.x".into(), "cas2.x".into()]));
        assert_eq!(range("n[01-02]"), Some(vec!["n01".into(), "n02".into()]));
        assert_eq!(range("plain"), Some(vec!["plain".into()]));
        assert_eq!(range("bad[2-1]"), None);
        assert_eq!(range("bad["), None);
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
        assert_eq!(range("a[0-9999][0-9999]"), None);
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
