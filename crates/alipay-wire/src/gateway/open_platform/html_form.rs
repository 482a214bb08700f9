//! Signed parameters as a form that a browser posts.

use std::{
    borrow::Cow,
    fmt::{self, Write},
};

use alipay_sign::Charset;
use html_escape::encode_quoted_attribute;
use http::Uri;

use super::{SignedParams, common, page::url};

/// An HTML page whose form the payer's browser posts to the gateway as soon as it is loaded.
///
/// The page is a whole document of ASCII characters alone: it is read alike under any content type, and the form says
/// itself in which charset its values are sent. A new one is needed for every visit: it is signed with its time, so serve it
/// with `cache-control: no-store`.
///
/// A browser changes some values on their way through a form: line breaks, control characters, fields called
/// `_charset_`. Such parameters stand in the query of the form's address, which it does not change.
#[derive(Clone)]
pub struct HtmlForm {
    action: String,
    charset: Charset,
    fields: Vec<(String, String)>,
    submit: Submit,
}

/// Who presses the button.
#[derive(Clone)]
enum Submit {
    Script { nonce: Option<String> },
    Payer,
}

impl HtmlForm {
    /// The content type to serve the page with.
    pub const CONTENT_TYPE: &'static str = "text/html; charset=utf-8";

    pub(super) fn new(params: SignedParams, gateway: &Uri) -> Self {
        let SignedParams { params, sign } = params;
        let charset = params.get_str("charset").and_then(|name| Charset::named(name).ok()).unwrap_or_default();
        let (mut in_query, mut fields) = (Vec::new(), Vec::new());
        for (name, value) in params.iter() {
            match Field::read(charset, name, value) {
                Some(Field { name, value }) => fields.push((name.to_owned(), value.into_owned())),
                None => in_query.push((name, value)),
            }
        }
        let action = url(gateway, in_query.into_iter().chain([(&b"sign"[..], sign.as_bytes())]));
        Self { action, charset, fields, submit: Submit::Script { nonce: None } }
    }

    /// Gives the script the nonce that your `content-security-policy` allows. The policy must also let forms go to
    /// the gateway, where it has a `form-action`.
    #[must_use]
    pub fn nonce(mut self, nonce: impl Into<String>) -> Self {
        self.submit = Submit::Script { nonce: Some(nonce.into()) };
        self
    }

    /// Leaves the script out: the payer presses the button. For a `content-security-policy` without inline scripts.
    #[must_use]
    pub fn without_script(mut self) -> Self {
        self.submit = Submit::Payer;
        self
    }

    /// The document.
    pub fn into_html(self) -> String {
        let Self { action, charset, fields, submit } = self;
        let mut html = String::from(HEAD);
        // Some browsers would fill in the values of an earlier visit.
        let attributes = [("action", &*action), ("accept-charset", charset.as_str()), ("autocomplete", "off")];
        open(&mut html, "<form method=\"post\"", &attributes);
        for (name, value) in &fields {
            open(&mut html, "<input type=\"hidden\"", &[("name", name), ("value", value)]);
        }
        match submit {
            Submit::Payer => html.push_str(&format!("{BUTTON}\n</form>\n")),
            Submit::Script { nonce } => {
                html.push_str(&format!("<noscript>{BUTTON}</noscript>\n</form>\n"));
                let nonce = nonce.as_deref().map(|nonce| ("nonce", nonce));
                open(&mut html, "<script", nonce.as_slice());
                html.push_str(SUBMIT);
            }
        }
        html.push_str("</body>\n</html>\n");
        html
    }
}

const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
    <title>Alipay</title>\n</head>\n<body>\n";

/// It says "continue" in both languages.
const BUTTON: &str = "<button type=\"submit\">&#x7EE7;&#x7EED; / Continue</button>";

/// A field may be called `submit`, and would then stand in the place of the form's own method.
const SUBMIT: &str = "HTMLFormElement.prototype.submit.call(document.forms[0]);\n</script>\n";

/// A tag with these attributes, and a line break.
fn open(html: &mut String, tag: &str, attributes: &[(&str, &str)]) {
    html.push_str(tag);
    for (name, value) in attributes {
        html.push_str(&format!(" {name}=\"{}\"", ascii(&encode_quoted_attribute(value))));
    }
    html.push_str(">\n");
}

/// The same HTML, with a numeric reference for every character beyond ASCII.
fn ascii(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for character in html.chars() {
        if character.is_ascii() {
            text.push(character);
        } else {
            // Writing to a string does not fail.
            let _ = write!(text, "&#x{:X};", u32::from(character));
        }
    }
    text
}

/// A parameter that a browser sends from a hidden field as it was signed.
struct Field<'a> {
    name: &'a str,
    value: Cow<'a, str>,
}

impl<'a> Field<'a> {
    fn read(charset: Charset, name: &'a [u8], value: &'a [u8]) -> Option<Self> {
        let name = std::str::from_utf8(name).ok()?;
        if common::is_in_query(name.as_bytes()) || name.eq_ignore_ascii_case("_charset_") {
            return None;
        }
        let text = charset.decode(value).ok()?;
        // Line breaks become CR LF, NUL and references to C1 characters become others.
        let is_kept = text.chars().all(|c| c == '\t' || !c.is_control());
        // The browser encodes the text again.
        let is_same = is_kept && charset.encode(&text).is_ok_and(|bytes| *bytes == *value);
        is_same.then_some(Self { name, value: text })
    }
}

/// Shows the names of the fields, and nothing of what is in them.
impl fmt::Debug for HtmlForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.fields.iter().map(|(name, _)| name);
        f.write_str("HtmlForm")?;
        f.debug_set().entries(names).finish()
    }
}
