//! Every alteration, of every kind of message it can happen to, and pairs of them.

use alipay_sign::PrivateKey;

use super::{
    super::{
        ALTERATIONS, Alteration, Diagnosis, Finding, Keys,
        alterations::{Example, Level, Undo},
        frame::Frame,
        reading::{Content, Reading},
    },
    genuine::{GATEWAY, Kind, OWN, keys, sign},
};

fn names(diagnosis: &Diagnosis) -> Vec<&'static str> {
    diagnosis.steps().iter().map(super::super::Step::name).collect()
}

fn alteration(name: &str) -> &'static Alteration {
    ALTERATIONS.iter().find(|entry| entry.name() == name).unwrap()
}

/// A value or body that every kind may have.
const PLAIN: &[u8] = b"{\"a\":\"50%25 1+1\"}";

/// The message as it was signed, spoilt by an example. `None` where this cannot happen to this kind.
fn spoilt(kind: Kind, entry: &Alteration) -> Option<(Vec<u8>, Frame)> {
    spoilt_further(kind, kind.signed(signed_value(entry)), entry)
}

fn signed_value(entry: &Alteration) -> &'static [u8] {
    match &entry.undo {
        Undo::Text { example: Example::Pair(signed, _), .. } => signed,
        _ => PLAIN,
    }
}

fn spoilt_further(kind: Kind, genuine: Reading, entry: &Alteration) -> Option<(Vec<u8>, Frame)> {
    let frame = genuine.frame.clone();
    match &entry.undo {
        Undo::Text { example: Example::Pair(_, received), .. } => {
            // What is around a node is nothing to JSON, and either way to write slashes is taken.
            let is_harmless =
                ["line-end", "blanks-around", "byte-order-mark", "slashes-escaped"].contains(&entry.name());
            let is_of_forms = matches!(entry.name(), "decoded-twice" | "trimmed");
            if (kind.is_envelope() && is_harmless) || (!kind.is_form() && is_of_forms) {
                return None;
            }
            // A body that is no longer an object of its own cannot be in an answer.
            let is_object = received.first() == Some(&b'{') && !received.contains(&b'&');
            if kind.is_envelope() && !is_object && signed_value(entry).first() == Some(&b'{') {
                return None;
            }
            let content = kind.holding(received, signed_value(entry).first() == Some(&b'{')).content;
            Some((kind.write(&Reading { content, ..genuine }), frame))
        }
        Undo::Text { at: Level::Whole, example: Example::Whole(spoil), .. } => {
            let is_possible = match entry.name() {
                "question-mark" | "whole-url" => kind == Kind::Return,
                "whole-result" => kind == Kind::Phone,
                "json-object" | "decoded-before" => kind.is_form(),
                _ => genuine.frame == Frame::None,
            };
            is_possible.then(|| (spoil(&kind.write(&genuine)), frame))
        }
        Undo::Text { .. } | Undo::Key => None,
        Undo::Form { spoil, .. } => {
            let Content::Form(form) = &genuine.content else { return None };
            let mut spoilt = form.clone();
            spoil(&mut spoilt);
            let is_rule = spoilt.rule != form.rule;
            let is_rule_of_sent = matches!(entry.name(), "sign-type-not-signed" | "blanks-signed" | "not-sorted");
            // Of what the gateway sends, the text does not depend on it.
            if is_rule_of_sent != is_rule {
                return None;
            }
            let received = Reading { content: Content::Form(spoilt), ..genuine };
            let signature = if is_rule { sign(kind.signer(), &received) } else { received.signature.clone() };
            let Content::Form(form) = &received.content else { return None };
            let form = Content::Form(form.clone());
            Some((kind.write(&Reading { content: form, signature, ..received }), frame))
        }
        Undo::Frame { spoil, .. } => {
            let mut frame = genuine.frame.clone();
            spoil(&mut frame);
            let is_possible = match entry.name() {
                "time" => kind == Kind::HeaderAnswer,
                "token" => kind == Kind::RestRequest,
                "path" => kind.has_path() && kind != Kind::RestRequest,
                _ => true,
            };
            let reading = Reading { frame: frame.clone(), ..genuine.clone() };
            (is_possible && frame != genuine.frame).then(|| (kind.write(&reading), frame))
        }
        Undo::Signature { spoil, .. } => {
            let signature = spoil(&genuine.signature);
            // What cannot be in a header, and what may be missing there.
            let is_possible = match entry.name() {
                "signature-wrapped" => matches!(genuine.frame, Frame::None),
                "signature-unpadded" => !matches!(genuine.frame, Frame::SignedHeader { .. }),
                _ => true,
            };
            (is_possible && signature != genuine.signature)
                .then(|| (kind.write(&Reading { signature, ..genuine }), frame))
        }
    }
}

#[test]
fn genuine_messages_verify() {
    for kind in Kind::ALL {
        let diagnosis = kind.message(&kind.signed(PLAIN)).diagnose(&keys());
        assert_eq!(diagnosis.finding(), Finding::Verifies, "{kind:?}: {diagnosis}");
    }
}

#[test]
fn every_alteration_of_every_kind_is_explained() {
    let mut explained = 0;
    for entry in ALTERATIONS {
        let mut kinds = 0;
        for kind in Kind::ALL {
            let Some((text, frame)) = spoilt(kind, entry) else { continue };
            let diagnosis = kind.given(text.clone(), &frame).diagnose(&keys());
            let shown = String::from_utf8_lossy(&text);
            assert_eq!(names(&diagnosis), [entry.name()], "{kind:?}: {diagnosis}\n{shown}");
            assert_eq!(diagnosis.finding(), Finding::Near);
            assert!(!diagnosis.advice().is_empty(), "{kind:?} {}", entry.name());
            kinds += 1;
        }
        assert!(kinds > 0, "{} has no example", entry.name());
        explained += kinds;
    }
    assert!(explained >= 40, "{explained}");
}

#[test]
fn pairs_are_explained() {
    let pairs = [
        (Kind::Notification, "added-parameter", "plus-lost"),
        (Kind::Notification, "added-parameter", "signature-plus-lost"),
        (Kind::Notification, "json-blanks", "html"),
        (Kind::Notification, "sign-type-missing", "gbk"),
        (Kind::Notification, "signature-wrapped", "signature-url-safe"),
        (Kind::Return, "question-mark", "added-parameter"),
        (Kind::Return, "whole-url", "not-decoded"),
        (Kind::Phone, "whole-result", "json-blanks"),
        (Kind::Answer, "json-string", "json-blanks"),
        (Kind::Answer, "json-order", "unicode-unescaped"),
        (Kind::RestAnswer, "unicode-unescaped", "line-end"),
        (Kind::HeaderAnswer, "path-sandbox", "json-compacted"),
        (Kind::HeaderAnswer, "client-id", "time"),
        (Kind::HeaderNotification, "path-with-host", "crlf"),
        (Kind::HeaderNotification, "latin-1", "json-blanks"),
        (Kind::FormRequest, "sign-type-not-signed", "not-sorted"),
        (Kind::RestRequest, "token", "crlf"),
    ];
    for (kind, first, second) in pairs {
        let (text, frame) = spoilt_twice(kind, alteration(first), alteration(second));
        let diagnosis = kind.given(text.clone(), &frame).diagnose(&keys());
        let mut names = names(&diagnosis);
        names.sort_unstable();
        let mut expected = [first, second];
        expected.sort_unstable();
        assert_eq!(names, expected, "{kind:?}: {diagnosis}\n{}", String::from_utf8_lossy(&text));
    }
}

/// Spoilt by both examples, each where it is.
fn spoilt_twice(kind: Kind, first: &Alteration, second: &Alteration) -> (Vec<u8>, Frame) {
    let whole = |entry: &Alteration| match &entry.undo {
        Undo::Text { example: Example::Whole(spoil), .. } => Some(*spoil),
        _ => None,
    };
    let value = |entry: &Alteration| matches!(&entry.undo, Undo::Text { example: Example::Pair(..), .. });
    let genuine = match (value(first), value(second)) {
        (true, true) => kind.signed(br#"{"a":"caf\u00e9 <1> 1+1","b":"https://a"}"#),
        _ => kind.signed(signed_value(if value(first) { first } else { second })),
    };
    let mut reading = genuine.clone();
    let mut received = None;
    for entry in [first, second] {
        match &entry.undo {
            Undo::Text { example: Example::Pair(_, text), .. } => received = Some(text.to_vec()),
            Undo::Text { .. } | Undo::Key => {}
            Undo::Form { spoil, .. } => {
                let Content::Form(form) = &mut reading.content else { panic!("{kind:?} is no form") };
                spoil(form);
            }
            Undo::Frame { spoil, .. } => spoil(&mut reading.frame),
            Undo::Signature { spoil, .. } => reading.signature = spoil(&reading.signature),
        }
    }
    if value(first) && value(second) {
        received = Some(rewritten(first.name(), second.name()));
        let signed = signed_text(first.name(), second.name());
        let frame = reading.frame.clone();
        reading = kind.signed(&signed);
        reading.frame = frame;
    }
    let is_body = match (value(first), value(second)) {
        (true, true) => true,
        (true, false) => signed_value(first).first() == Some(&b'{'),
        _ => signed_value(second).first() == Some(&b'{'),
    };
    if let Some(received) = received {
        match (&mut reading.content, kind.holding(&received, is_body).content) {
            (Content::Form(form), Content::Form(new)) => {
                let value = new.pairs.get("subject").unwrap_or_default().to_vec();
                form.pairs = form.pairs.clone().without("subject").with("subject", value);
            }
            (content, new) => *content = new,
        }
    }
    if let Content::Form(form) = &reading.content
        && form.rule != kind_rule(&genuine)
    {
        reading.signature = sign(kind.signer(), &reading);
    }
    let mut text = kind.write(&reading);
    for spoil in [whole(second), whole(first)].into_iter().flatten() {
        text = spoil(&text);
    }
    (text, reading.frame)
}

fn kind_rule(reading: &Reading) -> Option<super::super::reading::Rule> {
    match &reading.content {
        Content::Form(form) => form.rule,
        Content::Body { .. } => None,
    }
}

/// Of pairs that are both within one text: as it was signed.
fn signed_text(first: &str, second: &str) -> Vec<u8> {
    let text: &str = match (first, second) {
        ("json-blanks", "html") => "{\"a\":\"<1> & 2\",\"b\":\"2\"}",
        ("json-order", "unicode-unescaped") => r#"{"a":"\u4f59","b":"1"}"#,
        ("unicode-unescaped", "line-end") => r#"{"a":"\u4f59"}"#,
        ("latin-1", "json-blanks") => "{\"a\":\"é余\",\"b\":\"2\"}",
        other => panic!("{other:?}"),
    };
    text.as_bytes().to_vec()
}

/// And as it was received.
fn rewritten(first: &str, second: &str) -> Vec<u8> {
    let text: &str = match (first, second) {
        ("json-blanks", "html") => "{&quot;a&quot;: &quot;&lt;1&gt; &amp; 2&quot;, &quot;b&quot;: &quot;2&quot;}",
        ("json-order", "unicode-unescaped") => r#"{"b":"1","a":"余"}"#,
        ("unicode-unescaped", "line-end") => "{\"a\":\"余\"}\n",
        ("latin-1", "json-blanks") => "{\"a\": \"Ã©ä½\u{99}\", \"b\": \"2\"}",
        other => panic!("{other:?}"),
    };
    text.as_bytes().to_vec()
}

#[test]
fn another_key_at_hand_is_found() {
    let other: &PrivateKey = &GATEWAY;
    let keys = Keys::new().gateway("the key of shop", OWN.public_key()).other("the key of test", other.public_key());
    for kind in [Kind::Notification, Kind::Answer, Kind::HeaderAnswer, Kind::RestAnswer] {
        let diagnosis = kind.message(&kind.signed(PLAIN)).diagnose(&keys);
        assert_eq!(names(&diagnosis), ["other-key"], "{kind:?}");
        assert!(diagnosis.sentence().contains("the key of test"), "{diagnosis}");
    }
    // One's own, and both at once.
    for kind in [Kind::Notification, Kind::HeaderAnswer] {
        let genuine = kind.unsigned(PLAIN);
        let signature = sign(&OWN, &genuine);
        let diagnosis = kind.message(&Reading { signature, ..genuine }).diagnose(&super::genuine::keys());
        assert_eq!(names(&diagnosis), ["own-key"], "{kind:?}");
    }
    let (text, frame) = spoilt(Kind::Notification, alteration("added-parameter")).unwrap();
    let diagnosis = Kind::Notification.given(text, &frame).diagnose(&keys);
    assert_eq!(names(&diagnosis), ["added-parameter", "other-key"]);
}

#[test]
fn a_key_under_another_name_is_found() {
    let genuine = Kind::HeaderAnswer.signed(PLAIN);
    let held = vec![(Some("2".into()), GATEWAY.public_key()), (Some("1".into()), OWN.public_key())];
    let diagnosis = Kind::HeaderAnswer.message(&genuine).diagnose(&Keys::new().held("the gateway's key", held));
    assert_eq!(names(&diagnosis), ["key-name"]);
    assert!(diagnosis.sentence().contains("the gateway's key 2"), "{diagnosis}");
}

/// Signed by OpenSSL over the text of a notification, by RSA with SHA-1.
#[test]
fn the_other_algorithm_is_found() {
    let text = b"app_id=2014072300007148&notify_id=7&subject=1";
    let sign = include_str!("signature-rsa.txt").trim();
    let form = encode_pairs(&[("app_id", "2014072300007148"), ("notify_id", "7"), ("subject", "1"), ("sign", sign)]);
    assert!(GATEWAY.public_key().signed_digest(&decode(sign)).unwrap().is_of(text));
    let with = |rest: &str| super::super::Message::new(format!("{form}&sign_type={rest}")).diagnose(&keys());
    assert_eq!(names(&with("RSA")), ["algorithm"]);
    assert_eq!(names(&with("RSA&_url=1")), ["added-parameter", "algorithm"]);
}

fn encode_pairs(pairs: &[(&str, &str)]) -> String {
    crate::open_platform::encode(pairs.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())))
}

fn decode(base64: &str) -> Vec<u8> {
    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, base64).unwrap()
}

#[test]
fn what_is_not_near_is_said_to_be_so() {
    let genuine = Kind::Notification.signed(b"1.00");
    let content = Kind::Notification.unsigned(b"9.00").content;
    let altered = Kind::Notification.message(&Reading { content, ..genuine.clone() }).diagnose(&keys());
    assert_eq!(altered.finding(), Finding::OtherText);
    assert!(altered.sentence().contains("signed with the gateway's key, but over another text"), "{altered}");

    let others = Keys::new().gateway("the key of shop", OWN.public_key());
    let foreign = Kind::Notification.message(&genuine).diagnose(&others);
    assert_eq!(foreign.finding(), Finding::OtherKey);
    assert!(foreign.sentence().contains("none of the keys at hand (the key of shop)"), "{foreign}");

    let mixed_up = others.own("your key", OWN.public_key());
    let diagnosis = Kind::Notification.message(&genuine).diagnose(&mixed_up);
    assert!(diagnosis.advice().contains("is your own"), "{diagnosis}");

    let cut = Reading { signature: genuine.signature[..300].to_owned(), ..genuine.clone() };
    let diagnosis = Kind::Notification.message(&cut).diagnose(&keys());
    assert_eq!(diagnosis.finding(), Finding::OtherKey);
    assert!(diagnosis.sentence().contains("225 bytes"), "{diagnosis}");
}

#[test]
fn what_is_no_signed_message_is_named() {
    let unreadable = [
        ("", "it is empty"),
        ("<html><head></head></html>", "it is a page (HTML)"),
        ("<?xml version=\"1.0\"?><alipay/>", "it is XML"),
        ("\x1f\u{8b}", "neither a form nor JSON"),
        ("word", "neither a form nor JSON"),
        ("{\"a\":1}", "it is JSON without a signature"),
        (r#"{"memo":"","result":"","resultStatus":"6001"}"#, "there is no result"),
    ];
    for (text, says) in unreadable {
        let diagnosis = super::super::Message::new(text).diagnose(&keys());
        assert_eq!(diagnosis.finding(), Finding::Unreadable, "{text}");
        assert!(diagnosis.sentence().contains(says), "{text}: {diagnosis}");
    }
    for text in ["app_id=1&notify_id=7", "{\"a_b_response\":{\"code\":\"40002\"}}", "client-id: 7\n\n{}"] {
        assert_eq!(super::super::Message::new(text).diagnose(&keys()).finding(), Finding::Unsigned, "{text}");
    }
}

#[test]
fn a_diagnosis_shows_no_values() {
    let genuine = Kind::Notification.signed(b"SECRET a+b");
    let content = Kind::Notification.unsigned(b"SECRET a b").content;
    for reading in [genuine.clone(), Reading { content, ..genuine }] {
        let message = Kind::Notification.message(&reading);
        let diagnosis = message.diagnose(&keys());
        assert!(!format!("{message:?} {diagnosis:?} {diagnosis}").contains("SECRET"), "{diagnosis:?}");
    }
}
