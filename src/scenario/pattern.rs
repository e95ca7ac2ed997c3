//! Names in sets: ranges (`cas[1-2]`), globs (`mbx*`), and the nearest name to a wrong one.

/// Most names that one range may stand for.
const MOST: u32 = 10_000;

/// The names that `name` with its ranges stands for; itself if it has none. `None` if a range is
/// malformed or too long.
pub(super) fn range(name: &str) -> Option<Vec<String>> {
    let Some((head, rest)) = name.split_once('[') else { return Some(vec![name.to_owned()]) };
    let (inside, tail) = rest.split_once(']')?;
    let (from, to) = inside.split_once('-')?;
    let (first, last): (u32, u32) = (from.parse().ok()?, to.parse().ok()?);
    if first > last || last - first >= MOST {
        return None;
    }
    let tails = range(tail)?;
    // "[01-12]" keeps its leading zeros.
    let width = if from.starts_with('0') { from.len() } else { 0 };
    if tails.len() * (last - first + 1) as usize > MOST as usize {
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

/// The candidate nearest to `name`, if it is near enough to have been meant.
pub fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let limit = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The hint for a name that is none of these: the nearest, or the first few.
pub fn nearest<'c>(name: &str, known: impl Iterator<Item = &'c str> + Clone) -> String {
    const SHOWN: usize = 20;
    if let Some(near) = closest(name, known.clone()) {
        return format!("did you mean `{near}`?");
    }
    let shown: Vec<&str> = known.clone().take(SHOWN).collect();
    let more = if known.count() > SHOWN { ", …" } else { "" };
    if shown.is_empty() {
        "there is none".to_owned()
    } else {
        format!("there is: {}{more}", shown.join(", "))
    }
}

/// Edit distance in which two letters that changed places count once (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
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
        assert_eq!(closest("gatway", ["gateway", "pool"]), Some("gateway"));
        assert_eq!(range("a[0-9999][0-9999]"), None);
        assert_eq!(closest("rign", ["ring", "busy"]), Some("ring"));
        assert_eq!(closest("foo", ["gateway", "pool"]), None);
        assert_eq!(closest("xyz", ["gateway", "pool"]), None);
    }
}
