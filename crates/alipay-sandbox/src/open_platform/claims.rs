//! What a request says before it is verified.

/// The parameters of a request, in query and body, as they are claimed.
pub(super) struct Claims<'a> {
    pub(super) query: &'a str,
    pub(super) body: &'a [u8],
}

impl<'a> Claims<'a> {
    pub(super) fn new(query: &'a str, body: &'a [u8]) -> Self {
        Self { query, body }
    }

    pub(super) fn get(&self, wanted: &str) -> Option<String> {
        let mut both = form_urlencoded::parse(self.query.as_bytes()).chain(form_urlencoded::parse(self.body));
        both.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    }

    /// A parameter that says something.
    pub(super) fn filled(&self, wanted: &str) -> Option<String> {
        self.get(wanted).filter(|value| !value.trim().is_empty())
    }
}
