//! Names that are like another.

/// How many names are given at most.
const MOST: usize = 3;

/// The names that are most like `name`, most alike first: those in which few letters differ, or else those that have all its
/// words, the shortest first.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Vec<&'a str> {
    // One letter of six, so that what is named is what was meant.
    let most = (name.len() / 6).clamp(1, 8);
    let similar = known.clone().filter(|known| known.len().abs_diff(name.len()) <= most);
    let distances = similar.map(|known| (strsim::osa_distance(name, known), known));
    let found = first(distances.filter(|(distance, _)| *distance <= most));
    let words = words(name);
    if !found.is_empty() || words.len() < 2 {
        return found;
    }
    let with_words = known.filter(|known| words.iter().all(|word| known.contains(word)));
    first(with_words.map(|known| (known.len(), known)))
}

fn first<'a>(found: impl Iterator<Item = (usize, &'a str)>) -> Vec<&'a str> {
    let mut found: Vec<_> = found.collect();
    found.sort_unstable();
    found.truncate(MOST);
    found.into_iter().map(|(_, known)| known).collect()
}

/// The words of a name or of a question, in small letters.
pub(crate) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
