//! Signatures: base64 as it is written.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

fn changed(before: &str, after: String) -> Option<String> {
    (before != after).then_some(after)
}

pub(super) fn blanks_to_plus(sign: &str) -> Option<String> {
    changed(sign, sign.replace(' ', "+"))
}

pub(super) fn percent_decoded(sign: &str) -> Option<String> {
    changed(sign, percent_decode_str(sign).decode_utf8().ok()?.into_owned())
}

pub(super) fn percent_encode(sign: &str) -> String {
    utf8_percent_encode(sign, NON_ALPHANUMERIC).to_string()
}

pub(super) fn standard(sign: &str) -> Option<String> {
    changed(sign, sign.replace('-', "+").replace('_', "/"))
}

pub(super) fn in_one_line(sign: &str) -> Option<String> {
    changed(sign, sign.split_whitespace().collect())
}

pub(super) fn wrap(sign: &str) -> String {
    let lines: Vec<&str> = (0..sign.len()).step_by(76).filter_map(|at| sign.get(at..sign.len().min(at + 76))).collect();
    lines.join("\r\n") + "\r\n"
}

pub(super) fn padded(sign: &str) -> Option<String> {
    let digits = sign.trim_end_matches('=');
    changed(sign, format!("{digits}{}", "=".repeat((4 - digits.len() % 4) % 4)))
}
