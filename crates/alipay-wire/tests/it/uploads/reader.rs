//! A reader of `multipart/form-data`, written from RFC 7578 and RFC 2046 for these tests alone.

/// One part.
#[derive(Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: String,
    pub(crate) content: Vec<u8>,
}

/// The parts of a body. Panics when anything is not exactly as the standards have it.
pub(crate) fn read(content_type: &str, body: &[u8]) -> Vec<Part> {
    let (kind, parameters) = content_type.split_once("; ").unwrap();
    assert_eq!(kind, "multipart/form-data");
    let boundary = parameters.split("; ").find_map(|parameter| parameter.strip_prefix("boundary=")).unwrap();
    assert!(boundary.len() <= 70 && boundary.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));

    let delimiter = [b"\r\n--", boundary.as_bytes()].concat();
    // The first delimiter needs no line before it.
    let body = [b"\r\n", body].concat();
    let mut pieces = split(&body, &delimiter);
    assert_eq!(pieces.remove(0), b"", "something stands before the first part");
    assert_eq!(pieces.pop().unwrap(), b"--\r\n", "the last delimiter");
    pieces.into_iter().map(part).collect()
}

fn part(piece: &[u8]) -> Part {
    let piece = piece.strip_prefix(b"\r\n").expect("a line ends behind the delimiter");
    let (head, content) = halves(piece, b"\r\n\r\n");
    let head = std::str::from_utf8(head).unwrap();
    let lines: Vec<&str> = head.split("\r\n").collect();
    let [disposition, content_type] = lines[..] else { panic!("{lines:?}") };
    assert!(!disposition.contains(['\r', '\n', '\0']) && !content_type.contains(['\r', '\n', '\0']));
    let rest = disposition.strip_prefix("Content-Disposition: form-data; name=\"").unwrap();
    let (name, rest) = rest.split_once('"').unwrap();
    let file_name = (!rest.is_empty()).then(|| {
        let quoted = rest.strip_prefix("; filename=\"").and_then(|rest| rest.strip_suffix('"')).unwrap();
        assert!(!quoted.contains('"'));
        quoted.replace("%22", "\"")
    });
    let content_type = content_type.strip_prefix("Content-Type: ").unwrap().to_owned();
    Part { name: name.to_owned(), file_name, content_type, content: content.to_vec() }
}

fn split<'a>(bytes: &'a [u8], by: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find(rest, by) {
        pieces.push(&rest[..at]);
        rest = &rest[at + by.len()..];
    }
    pieces.push(rest);
    pieces
}

fn halves<'a>(bytes: &'a [u8], by: &[u8]) -> (&'a [u8], &'a [u8]) {
    let at = find(bytes, by).unwrap();
    (&bytes[..at], &bytes[at + by.len()..])
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}
