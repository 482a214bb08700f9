//! Name and value pairs, and the one text form in which the Open Platform signs them.

use bytes::Bytes;

/// Name and value pairs as bytes in the charset of the message, in the order given.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Pairs(Vec<(Bytes, Bytes)>);

impl Pairs {
    /// No pairs.
    pub fn new() -> Self {
        Self::default()
    }

    /// No pairs yet, and room for this many.
    pub fn with_capacity(pairs: usize) -> Self {
        Self(Vec::with_capacity(pairs))
    }

    /// Appends a pair.
    pub fn push(&mut self, name: impl Into<Bytes>, value: impl Into<Bytes>) {
        self.0.push((name.into(), value.into()));
    }

    /// Appends a pair.
    #[must_use]
    pub fn with(mut self, name: impl Into<Bytes>, value: impl Into<Bytes>) -> Self {
        self.push(name, value);
        self
    }

    /// The value of the first pair called `name`. `None` when there is none.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|(key, _)| key == name.as_bytes()).map(|(_, value)| value.as_ref())
    }

    /// The value of the first pair called `name`, when it is UTF-8.
    pub fn get_str(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(|value| std::str::from_utf8(value).ok())
    }

    /// Takes the first pair called `name` out. `None` when there is none.
    pub fn remove(&mut self, name: &str) -> Option<Bytes> {
        let at = self.0.iter().position(|(key, _)| key == name.as_bytes())?;
        Some(self.0.remove(at).1)
    }

    /// All pairs but the first called `name`.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.remove(name);
        self
    }

    /// The first name that appears twice. `None` when every name stands once.
    pub fn duplicate(&self) -> Option<&[u8]> {
        let mut names: Vec<&[u8]> = self.0.iter().map(|(name, _)| name.as_ref()).collect();
        names.sort_unstable();
        names.windows(2).find_map(|pair| match *pair {
            [a, b] if a == b => Some(a),
            _ => None,
        })
    }

    /// All pairs.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> + Clone {
        self.0.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// Drops pairs whose value is blank and sorts the rest by name, byte by byte.
    ///
    /// The gateway builds its own text without blank values, so a signed blank makes its check fail: blanks are left
    /// out of the text and of the request alike.
    #[must_use]
    pub fn canonical(mut self) -> Self {
        self.0.retain(|(_, value)| !value.iter().all(u8::is_ascii_whitespace));
        self.sorted()
    }

    /// Sorts by name, byte by byte, and keeps blank values.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.0.sort_by(|(a, _), (b, _)| a.cmp(b));
        self
    }

    /// The text that is signed: `name=value` joined by `&`, nothing escaped, in the order of the pairs.
    pub fn message(&self) -> Bytes {
        let length: usize = self.0.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
        // To the byte: the text is then taken over as it is.
        let mut text = Vec::with_capacity(length.saturating_sub(1));
        for (name, value) in &self.0 {
            if !text.is_empty() {
                text.push(b'&');
            }
            text.extend_from_slice(name);
            text.push(b'=');
            text.extend_from_slice(value);
        }
        text.into()
    }
}

impl<N: Into<Bytes>, V: Into<Bytes>> FromIterator<(N, V)> for Pairs {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl IntoIterator for Pairs {
    type Item = (Bytes, Bytes);
    type IntoIter = std::vec::IntoIter<(Bytes, Bytes)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Shows the names only: values carry what the payload carries.
impl std::fmt::Debug for Pairs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| String::from_utf8_lossy(name))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_names_not_joined_pairs() {
        // Joined, "a1=x" stands before "a=y", because '1' < '='.
        let pairs: Pairs = [("a1", "x"), ("a", "y")].into_iter().collect();
        assert_eq!(pairs.canonical().message(), "a=y&a1=x");
    }

    #[test]
    fn drops_blank_values() {
        let pairs: Pairs = [("b", " \t"), ("a", ""), ("c", "1 ")].into_iter().collect();
        assert_eq!(pairs.canonical().message(), "c=1 ");
    }

    #[test]
    fn keeps_blank_values_when_only_sorted() {
        let pairs: Pairs = [("b", " "), ("a", ""), ("c", "1")].into_iter().collect();
        assert_eq!(pairs.without("c").sorted().message(), "a=&b= ");
    }

    #[test]
    fn finds_duplicates() {
        let pairs: Pairs = [("b", "1"), ("a", "2"), ("b", "3")].into_iter().collect();
        assert_eq!(pairs.duplicate(), Some(&b"b"[..]));
    }
}
