//! Sections 5.1 and 5.2: what is signed here and sent by a browser or a phone.

use alipay_wire::{
    Call, Draft, DraftForm, EncodeError, FormV2, OpenPlatformOptions, Protocol, Signing, Stamp, inbound,
    open_platform::{HtmlForm, SignedParams},
    sign::{CertificateSerials, Charset, Pairs, Sign, Signature},
};
use http::Uri;
use proptest::prelude::*;
use serde_json::{json, value::RawValue};

use crate::open_platform::{
    NONCE, call, canonical, form, now,
    support::{self, vectors},
};

const PAGE_PAY: &str = "alipay.trade.page.pay";
const TOKEN: &str = "alipay.system.oauth.token";
/// What other SDKs get wrong: they escape `"` alone, and nothing in the address.
const NASTY: &str = "& < > \" ' % &quot; &amp; &not it &#38; a+b=c 龙井茶 😀 \u{A0}\u{2028}\\";

fn page(subject: &str) -> Call {
    let options =
        OpenPlatformOptions::new().notify_url("https://n.example/?a=1&b=<2>'\"").return_url("https://r.example/茶");
    call(PAGE_PAY, json!({ "out_trade_no": "order_1", "subject": subject })).with_options(options)
}

/// The parameters, signed by the application.
fn signed(form: &FormV2, call: &Call) -> SignedParams {
    let key = support::app_key();
    let draft = form.draft(call, &Signing::new(Sign::key(&key), now(), NONCE)).unwrap();
    let signature = key.sign(draft.message()).unwrap();
    FormV2::sign_params(draft, &signature).unwrap()
}

/// What the gateway verifies in a query and a body: the text that was signed.
#[track_caller]
fn verified(query: &str, body: &[u8]) -> Vec<u8> {
    let received = inbound::form(query, body).unwrap();
    let verified = received.sealed.verify(&support::app_key().public_key()).expect("signed over these parameters");
    verified.payload().clone().canonical().message().to_vec()
}

/// A page as a browser reads it: which address it posts to, in which charset, and which fields.
#[derive(Debug, PartialEq)]
struct Browser {
    action: String,
    charset: String,
    fields: Vec<(String, String)>,
}

impl Browser {
    fn load(page: HtmlForm) -> Self {
        let html = page.into_html();
        assert!(html.is_ascii(), "it is read alike in every charset");
        let tags = |name: &str| -> Vec<Vec<(String, String)>> {
            html.split('<').filter(|tag| tag.starts_with(name)).map(attributes).collect()
        };
        let get = |tag: &[(String, String)], wanted: &str| {
            let mut found = tag.iter().filter(|(name, _)| name == wanted);
            let value = found.next().unwrap_or_else(|| panic!("{wanted} in {tag:?}")).1.clone();
            assert!(found.next().is_none(), "{wanted} appears twice");
            value
        };
        let [form] = &*tags("form ") else { panic!("one form") };
        assert_eq!(get(form, "method"), "post");
        let fields = tags("input ").into_iter().map(|input| {
            assert_eq!(get(&input, "type"), "hidden");
            (get(&input, "name"), get(&input, "value"))
        });
        Self { action: get(form, "action"), charset: get(form, "accept-charset"), fields: fields.collect() }
    }

    /// The body it posts: line breaks become CR LF, and a field called `_charset_` is filled with the charset.
    fn body(&self) -> Vec<u8> {
        let charset = Charset::named(&self.charset).unwrap();
        let encode = |text: &str| form_urlencoded::byte_serialize(&charset.encode(text).unwrap()).collect::<String>();
        let pairs = self.fields.iter().map(|(name, value)| {
            let value = if name.eq_ignore_ascii_case("_charset_") { &self.charset } else { value };
            let value = value.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
            format!("{}={}", encode(name), encode(&value))
        });
        pairs.collect::<Vec<_>>().join("&").into_bytes()
    }

    fn query(&self) -> &str {
        self.action.split_once('?').unwrap().1
    }

    /// The text it lets the gateway verify.
    #[track_caller]
    fn posts(&self) -> Vec<u8> {
        verified(self.query(), &self.body())
    }
}

/// The attributes of a tag, read as HTML: what is between the quotes, with its references resolved.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut rest = tag.split_once(' ').unwrap().1;
    let mut attributes = Vec::new();
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, behind) = after.split_once('"').unwrap();
        assert!(!value.contains(['<', '>', '\'']), "unescaped in {value}");
        attributes.push((name.trim().to_owned(), resolved(value)));
        rest = behind;
    }
    assert_eq!(rest.trim(), ">", "nothing else is in the tag");
    attributes
}

/// Every `&` must begin one of the references that are resolved here.
fn resolved(value: &str) -> String {
    let mut parts = value.split('&');
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (reference, behind) = part.split_once(';').unwrap_or_else(|| panic!("an open reference in {value}"));
        text.push(match reference {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let code = reference.strip_prefix("#x").unwrap_or_else(|| panic!("{reference} in {value}"));
                let code = u32::from_str_radix(code, 16).unwrap();
                // These a browser reads as others.
                assert!(code != 0 && !(0x80..0xA0).contains(&code), "{reference}");
                char::from_u32(code).unwrap()
            }
        });
        text.push_str(behind);
    }
    text
}

/// 5.1
#[test]
fn a_url_has_every_parameter_sorted_in_its_query() {
    let url = signed(&form(), &page(NASTY)).into_url(form().gateway());
    let uri: Uri = url.parse().expect("a URL as it stands");
    assert_eq!((uri.host(), uri.path()), (Some("openapi.alipay.com"), "/gateway.do"));
    assert_eq!(uri.to_string(), url, "nothing is left to normalise");
    let names: Vec<_> =
        form_urlencoded::parse(uri.query().unwrap().as_bytes()).map(|(name, _)| name.into_owned()).collect();
    assert!(names.is_sorted() && names.contains(&"sign".to_owned()), "{names:?}");
    assert_eq!(verified(uri.query().unwrap(), b""), canonical(&form(), &page(NASTY)).unwrap().into_bytes());
}

/// 5.1. The split is that of a request: what the gateway needs first is in the address.
#[test]
fn a_form_posts_common_parameters_in_its_address_and_the_rest_as_fields() {
    let call = page("茶").with_options(OpenPlatformOptions::new().app_auth_token("T"));
    let browser = Browser::load(signed(&form(), &call).into_form(form().gateway()));
    assert!(browser.action.starts_with("https://openapi.alipay.com/gateway.do?app_id="), "{}", browser.action);
    let query: Vec<_> = form_urlencoded::parse(browser.query().as_bytes()).map(|(name, _)| name.into_owned()).collect();
    let common = [
        "app_id",
        "charset",
        "format",
        "method",
        "notify_url",
        "return_url",
        "sign_type",
        "timestamp",
        "version",
        "sign",
    ];
    assert_eq!(query, common);
    let names: Vec<_> = browser.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["app_auth_token", "biz_content"]);
    assert_eq!(browser.posts(), canonical(&form(), &call).unwrap().into_bytes());
}

/// 5.1. The official SDKs escape `"` in values and nothing in the address: what reads as a reference arrives as another
/// text, and the signature does not hold.
#[test]
fn address_and_fields_are_escaped_in_full() {
    let call = page(NASTY);
    let browser = Browser::load(signed(&form(), &call).into_form(form().gateway()));
    assert_eq!(browser.posts(), canonical(&form(), &call).unwrap().into_bytes());
    let html = signed(&form(), &call).into_form(form().gateway()).into_html();
    assert!(!html.contains("&not ") && html.contains("&amp;not it &amp;#38; a"), "{html}");
    assert!(html.contains("gateway.do?app_id=2014072300007148&amp;charset=utf-8&amp;"), "{html}");
}

/// 5.1. A browser ends every line of a field with CR LF, and has a use of its own for `_charset_`.
#[test]
fn what_a_browser_would_change_travels_in_the_address() {
    let raw = RawValue::from_string("{\n\t\"subject\": \"茶\"\r\n}".to_owned()).unwrap();
    for (call, in_query) in [
        (call(PAGE_PAY, raw), "biz_content"),
        (call(TOKEN, json!({ "code": "a\nb" })), "code"),
        (call(TOKEN, json!({ "code": "a\r\nb" })), "code"),
        (call(TOKEN, json!({ "code": "a\u{0}b" })), "code"),
        (call(TOKEN, json!({ "code": "a\u{85}b" })), "code"),
        (call(TOKEN, json!({ "_charset_": "x" })), "_charset_"),
        (call(TOKEN, json!({ "_CHARSET_": "x" })), "_CHARSET_"),
    ] {
        let browser = Browser::load(signed(&form(), &call).into_form(form().gateway()));
        assert_eq!(browser.fields, [], "{in_query}");
        assert!(format!("&{}", browser.query()).contains(&format!("&{in_query}=")), "{}", browser.query());
        assert_eq!(browser.posts(), canonical(&form(), &call).unwrap().into_bytes());
    }
    let browser = Browser::load(signed(&form(), &call(TOKEN, json!({ "code": "a\tb" }))).into_form(form().gateway()));
    assert_eq!(browser.fields, [("code".to_owned(), "a\tb".to_owned())], "a tabulator stays one");
}

/// 5.1
#[test]
fn the_page_is_whole_and_submits_itself_or_not() {
    let page = || signed(&form(), &call(TOKEN, json!({ "submit": "x" }))).into_form(form().gateway());
    let html = page().into_html();
    assert!(html.starts_with("<!DOCTYPE html>\n<html ") && html.ends_with("</html>\n"), "{html}");
    assert!(html.contains("<meta charset=\"utf-8\">"), "{html}");
    assert!(html.contains("<noscript><button type=\"submit\">"), "{html}");
    // A field called `submit` hides the method of that name.
    assert!(html.contains("<script>\nHTMLFormElement.prototype.submit.call("), "{html}");

    let html = page().nonce("r4nd\"om").into_html();
    assert!(html.contains("<script nonce=\"r4nd&quot;om\">"), "{html}");
    let html = page().without_script().into_html();
    assert!(!html.contains("script>") && html.contains("\n<button type=\"submit\">"), "{html}");
    assert_eq!(Browser::load(page()), Browser::load(page().without_script()));
}

/// 5.2. Node leaves them unsorted; encoding twice is a frequent mistake.
#[test]
fn an_order_string_is_sorted_and_encoded_once() {
    let call = call("alipay.trade.app.pay", json!({ "subject": "a b%2F+茶*~" }));
    let order = signed(&form(), &call).into_order_string();
    let names: Vec<_> = order.split('&').map(|pair| pair.split_once('=').unwrap().0).collect();
    assert!(names.is_sorted() && names.contains(&"sign"), "{names:?}");
    let content = order.split('&').find_map(|pair| pair.strip_prefix("biz_content=")).unwrap();
    assert_eq!(content, "%7B%22subject%22%3A%22a%20b%252F%2B%E8%8C%B6%2A%7E%22%7D");
    assert!(order.contains("&timestamp=2014-07-24%2003%3A07%3A50&"), "no plus that a phone may take for one");
    assert_eq!(verified(&order, b""), canonical(&form(), &call).unwrap().into_bytes());
}

/// 1.1.3, 5.1 and 5.2
#[test]
fn blank_values_are_in_none_of_them() {
    let call = call(TOKEN, json!({ "grant_type": "refresh_token", "scope": " ", "state": "" }));
    let url = signed(&form(), &call).into_url(form().gateway());
    let order = signed(&form(), &call).into_order_string();
    let html = signed(&form(), &call).into_form(form().gateway()).into_html();
    for text in [url, order, html] {
        assert!(text.contains("grant_type") && !text.contains("scope") && !text.contains("state"), "{text}");
    }
}

/// 2.5 and 5.1. gopay left the serials out of pages.
#[test]
fn both_serials_are_in_pages_and_order_strings() {
    let key = support::app_key();
    let identity = Sign::key(&key).clone().certificates(CertificateSerials::new("app-serial", "root-serial"));
    let draft = || form().draft(&page("茶"), &Signing::new(&identity, now(), NONCE)).unwrap();
    let signature = key.sign(draft().message()).unwrap();
    let params = || FormV2::sign_params(draft(), &signature).unwrap();
    for text in [params().into_url(form().gateway()), params().into_order_string()] {
        assert!(text.contains("alipay_root_cert_sn=root-serial&app_cert_sn=app-serial&app_id="), "{text}");
    }
    let browser = Browser::load(params().into_form(form().gateway()));
    assert!(browser.query().starts_with("alipay_root_cert_sn=root-serial&app_cert_sn=app-serial&"));
    assert_eq!(browser.posts(), draft().message().to_vec());
}

#[test]
fn a_draft_of_another_kind_is_not_signed() {
    let draft = Draft::new("text", DraftForm::Request(Box::new(http::Request::new("".into()))));
    let error = FormV2::sign_params(draft, &Signature::new(vec![1])).unwrap_err();
    assert_eq!(error, EncodeError::Draft);
}

#[test]
fn nothing_of_a_page_is_shown() {
    let params = signed(&form(), &page("SECRET"));
    let shown = format!("{params:?} {:?}", params.clone().into_form(form().gateway()).nonce("SECRET"));
    assert!(shown.contains("biz_content") && !shown.contains("SECRET"), "{shown}");
}

/// 5.1 and 5.2, by openssl.
#[test]
fn vectors_of_pages_and_order_strings() {
    let folder = vectors().join("pages/page-pay");
    let serials = CertificateSerials::new(
        "866efef280dec9137a87d047ac446315",
        "687b59193f3f462dd5336e5abf83c5d8_02941eef3187dddf3d3b83462e1dfcf6",
    );
    let options = OpenPlatformOptions::new()
        .notify_url("https://shop.example/notify?a=1&b=<2>")
        .return_url("https://shop.example/order's return");
    golden(&folder, &form(), PAGE_PAY, options, Some(serials));
    #[cfg(feature = "gbk")]
    {
        let folder = vectors().join("pages/app-pay-gbk");
        let options = OpenPlatformOptions::new()
            .app_auth_token("201509BBeff9351ad1874306903e96b91d248A36")
            .notify_url("https://shop.example/notify");
        golden(&folder, &form().charset(Charset::Gbk), "alipay.trade.app.pay", options, None);
    }
}

fn golden(
    folder: &std::path::Path,
    form: &FormV2,
    api: &str,
    options: OpenPlatformOptions,
    serials: Option<CertificateSerials>,
) {
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let text = |name: &str| String::from_utf8(read(name)).unwrap();
    let key = support::app_key();
    let identity = serials.into_iter().fold(Sign::key(&key).clone(), |key, serials| key.certificates(serials));
    let call = call(api, RawValue::from_string(text("input.json")).unwrap()).with_options(options);
    let draft = form.draft(&call, &Signing::new(&identity, now(), NONCE)).unwrap();
    assert_eq!(draft.message().as_ref(), read("canonical.txt"));
    let signature = key.sign(draft.message()).unwrap();
    assert_eq!(support::base64(signature.as_bytes()), text("signature.txt").trim_end());
    let params = FormV2::sign_params(draft, &signature).unwrap();

    let url = params.clone().into_url(form.gateway());
    let target = url.strip_prefix("https://openapi.alipay.com").unwrap();
    let sent = text("request.http");
    assert_eq!(sent.lines().next().unwrap(), format!("GET {target} HTTP/1.1"));
    assert_eq!(params.clone().into_order_string(), text("order-string.txt"));
    assert_eq!(Browser::load(params.into_form(form.gateway())).posts(), read("canonical.txt"));
}

proptest! {
    /// Whatever the text: every way out carries the parameters as they were signed.
    #[test]
    fn any_text_arrives_as_it_was_signed(subject: String, token in "\\PC{1,20}", nasty in "[&<>\"'%;#xnotamplgtquot\r\n]{0,40}") {
        prop_assume!(!token.trim().is_empty());
        let call = call(PAGE_PAY, json!({ "subject": subject, "body": nasty }))
            .with_options(OpenPlatformOptions::new().app_auth_token(format!("{token}{nasty}")).return_url(format!("x{subject}")));
        // What is signed as text begins with something visible, so that nothing is blank.
        let expected = canonical(&form(), &call).unwrap().into_bytes();
        let params = signed_with_any_key(&form(), &call);
        let url = params.clone().into_url(form().gateway());
        let uri: Uri = url.parse().map_err(|_| TestCaseError::fail(url.clone()))?;
        prop_assert_eq!(received(uri.query().unwrap(), b""), expected.clone());
        prop_assert_eq!(received(&params.clone().into_order_string(), b""), expected.clone());
        let browser = Browser::load(params.into_form(form().gateway()));
        prop_assert_eq!(received(browser.query(), &browser.body()), expected);
    }
}

/// A real signature takes long, and has nothing to do with what it travels in.
fn signed_with_any_key(form: &FormV2, call: &Call) -> SignedParams {
    let key = alipay_wire::sign::KeyIdentity::new();
    let draft = form
        .draft(call, &Signing::new(&key, Stamp::from_unix_millis(crate::open_platform::NOW).unwrap(), NONCE))
        .unwrap();
    FormV2::sign_params(draft, &Signature::new(vec![0xFB, 0xFF, 1])).unwrap()
}

/// The text of what arrives, but for the signature.
fn received(query: &str, body: &[u8]) -> Vec<u8> {
    let all = [query.as_bytes(), b"&", body].concat();
    let pairs: Pairs = all
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let pair: Vec<u8> = pair.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
            let at = pair.iter().position(|byte| *byte == b'=').unwrap();
            let decoded = |part: &[u8]| percent_encoding::percent_decode(part).collect::<Vec<u8>>();
            (decoded(&pair[..at]), decoded(&pair[at + 1..]))
        })
        .collect();
    assert_eq!(pairs.get_str("sign"), Some("+/8B"));
    pairs.without("sign").sorted().message().to_vec()
}

#[cfg(feature = "gbk")]
mod gbk {
    use super::*;
    use crate::open_platform::parameters;

    /// 1.1.6 and 5.1. The page says in which charset its form is sent, whatever the page itself is read in.
    #[test]
    fn pages_are_sent_in_the_charset_that_was_signed() {
        let gbk = form().charset(Charset::Gbk);
        // The second byte of the first character is a backslash; of others, it is a brace.
        let call = call(PAGE_PAY, json!({ "subject": "淺納脈 & 点心" }))
            .with_options(OpenPlatformOptions::new().return_url("https://r.example/终端"));
        let draft = gbk.draft(&call, &Signing::new(Sign::key(&support::app_key()), now(), NONCE)).unwrap();
        let expected = draft.message().to_vec();
        let params = signed(&gbk, &call);
        let browser = Browser::load(params.clone().into_form(gbk.gateway()));
        assert_eq!(browser.charset, "GBK");
        assert_eq!(browser.fields[0].1, r#"{"subject":"淺納脈 & 点心"}"#);
        assert_eq!(browser.posts(), expected);

        let url: Uri = params.clone().into_url(gbk.gateway()).parse().unwrap();
        assert_eq!(verified(url.query().unwrap(), b""), expected);
        assert_eq!(verified(&params.clone().into_order_string(), b""), expected);
        let sent = params.into_request(gbk.gateway()).unwrap().map(|body| body.into_bytes().unwrap());
        let names = |pairs: &[(String, String)]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&parameters(&sent)[1]), ["biz_content"]);
    }
}

#[cfg(feature = "encrypt")]
mod encrypted {
    use alipay_wire::sign::ContentKey;

    use super::*;

    /// 3 and 5.1
    #[test]
    fn the_content_of_a_page_is_encrypted_and_then_signed() {
        let key = || ContentKey::from_base64(&support::key("content_key.txt")).unwrap();
        let encrypting = form().content_key(key());
        let browser = Browser::load(signed(&encrypting, &page(NASTY)).into_form(form().gateway()));
        assert!(browser.query().contains("&encrypt_type=AES&"), "{}", browser.query());
        let received = inbound::form(browser.query(), &browser.body()).unwrap();
        let verified = received.sealed.verify(&support::app_key().public_key()).unwrap();
        let plain = verified.decrypt("biz_content", &key()).unwrap();
        let content: serde_json::Value = serde_json::from_slice(plain.payload().get("biz_content").unwrap()).unwrap();
        assert_eq!(content["subject"], NASTY);

        let plain = page("茶").with_options(OpenPlatformOptions::new().encrypt(false));
        assert!(signed(&encrypting, &plain).into_order_string().contains("biz_content=%7B%22out_trade_no"));
    }
}
