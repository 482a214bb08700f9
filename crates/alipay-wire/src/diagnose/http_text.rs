//! A message with its head, as `curl -i` and logs show it.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

/// The first line and the headers of a message.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// Method and target of a request; of an answer nothing.
    pub(super) request: Option<(String, String)>,
    pub(super) headers: HeaderMap,
}

/// Head and body of a text that has both. A head may have a line for every header and nothing before them.
pub(super) fn split(text: &Bytes) -> Option<(Head, Bytes)> {
    let start = text.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let text = text.slice(start..);
    let (end, gap) = end_of_head(&text);
    let head = std::str::from_utf8(text.get(..end)?).ok()?;
    let mut lines = head.lines().peekable();
    let first = lines.next_if(|line| !is_header(line));
    let request = match first {
        None => None,
        Some(line) if line.starts_with("HTTP/") => None,
        Some(line) => Some(request_line(line)?),
    };
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let name = HeaderName::from_bytes(name.trim().as_bytes()).ok()?;
        headers.append(name, HeaderValue::from_str(value.trim()).ok()?);
    }
    let is_head = first.is_some() || !headers.is_empty();
    is_head.then(|| (Head { request, headers }, text.slice((end + gap).min(text.len())..)))
}

/// Where the head ends, and how long the empty line behind it is.
fn end_of_head(text: &[u8]) -> (usize, usize) {
    let find = |gap: &[u8]| text.windows(gap.len()).position(|part| part == gap).map(|at| (at, gap.len()));
    let ends = [find(b"\r\n\r\n"), find(b"\n\n")];
    ends.into_iter().flatten().min().unwrap_or((text.len(), 0))
}

fn request_line(line: &str) -> Option<(String, String)> {
    let mut words = line.split_ascii_whitespace();
    let (method, target) = (words.next()?, words.next()?);
    let is_method = method.len() <= 8 && method.bytes().all(|b| b.is_ascii_uppercase());
    let is_target = target.starts_with('/') || target.starts_with("http://") || target.starts_with("https://");
    (is_method && is_target).then(|| (method.to_owned(), target.to_owned()))
}

fn is_header(line: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    line.split_once(':').is_some_and(|(name, value)| is_name(name) && !value.starts_with("//"))
}
