//! Paths, with a `{name}` for each segment that a member of the request fills.

/// A part of a path, between two slashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Segment<'a> {
    /// As it stands there.
    Fixed(&'a str),
    /// What the member of this name says.
    Member(&'a str),
}

impl<'a> Segment<'a> {
    /// The segments of a template, in order. The first is empty: it stands before the first slash.
    pub(crate) fn all(template: &'a str) -> impl Iterator<Item = Self> {
        template.split('/').map(|segment| {
            let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            name.map_or(Self::Fixed(segment), Self::Member)
        })
    }

    /// Whether this can stand in a path: a word, or the name of a member in braces.
    fn is_proper(self) -> bool {
        let word = |text: &str, more: &[u8]| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || more.contains(&b))
        };
        match self {
            Self::Fixed("." | "..") => false,
            Self::Fixed(text) => word(text, b"-.~"),
            Self::Member(name) => word(name, b""),
        }
    }
}

/// Whether this is a path of the REST protocol, where members may stand for segments.
pub(crate) fn is_rest_path(path: &str) -> bool {
    path.strip_prefix("/v3/").is_some_and(|rest| Segment::all(rest).all(Segment::is_proper))
}
