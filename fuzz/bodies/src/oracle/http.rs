//! HTTP messages as text, the form of the golden vectors.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

/// A message, taken apart. What no HTTP library would let through is left out.
#[derive(Debug)]
pub struct Message<'a> {
    /// The words of the first line.
    pub first: Vec<&'a str>,
    /// The headers, in order.
    pub headers: HeaderMap,
    /// What stands behind the first empty line.
    pub body: Bytes,
}

impl<'a> Message<'a> {
    /// Takes it apart, whatever it is.
    pub fn read(data: &'a [u8]) -> Self {
        let (head, body) = halves(data);
        let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
        let first = lines.next().and_then(|line| std::str::from_utf8(line).ok()).unwrap_or_default();
        let mut headers = HeaderMap::new();
        for line in lines {
            let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
            let name = HeaderName::from_bytes(&line[..colon]);
            let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii_start());
            if let (Ok(name), Ok(value)) = (name, value) {
                headers.append(name, value);
            }
        }
        Self { first: first.split(' ').collect(), headers, body: Bytes::copy_from_slice(body) }
    }

    /// The value of a header that stands once, as text without blanks around it. `None` when it is blank or missing.
    #[track_caller]
    pub fn the_one(&self, name: &str) -> Option<&str> {
        let values: Vec<_> = self.headers.get_all(name).iter().collect();
        assert!(values.len() <= 1, "the header {name} stands {} times, and was taken all the same", values.len());
        let value = values.first()?.to_str().expect("a header that was read as text is text");
        Some(value.trim()).filter(|value| !value.is_empty())
    }
}

/// Head and body, between which stands an empty line.
fn halves(data: &[u8]) -> (&[u8], &[u8]) {
    let separator = |mark: &[u8]| data.windows(mark.len()).position(|window| window == mark).map(|at| (at, mark.len()));
    match separator(b"\r\n\r\n").or_else(|| separator(b"\n\n")) {
        Some((at, length)) => (&data[..at], &data[at + length..]),
        None => (data, &[]),
    }
}
