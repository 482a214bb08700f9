//! Addresses that a merchant gave.

/// The address as a URL of ASCII, if it is one of the web.
pub(super) fn of(url: &str) -> Option<String> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    is_web.then(|| url.bytes().map(written).collect())
}

/// What cannot stand in a URL is percent-encoded, as browsers do.
fn written(byte: u8) -> String {
    let is_kept = byte.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&byte);
    if is_kept { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}
