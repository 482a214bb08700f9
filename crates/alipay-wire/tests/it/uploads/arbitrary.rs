//! Whatever is sent arrives as it was, or is refused.

use alipay_wire::{FilePart, Multipart, Nonce, Upload};
use proptest::{collection::vec, prelude::*};

use crate::uploads::reader::read;

/// Bytes that look like what stands around them.
fn content(nonce: [u8; 16]) -> impl Strategy<Value = Vec<u8>> {
    let nonce = Nonce::from_random(nonce).to_string();
    let piece = prop_oneof![
        vec(any::<u8>(), 0..40),
        Just(b"\r\n--alipay-".to_vec()),
        Just(b"\r\n--".to_vec()),
        Just(b"--\r\n".to_vec()),
        // All but the last digit of the boundary.
        Just(format!("\r\n--alipay-{}", &nonce[..31]).into_bytes()),
        Just(b"\r\nContent-Disposition: form-data; name=\"sign\"\r\n\r\n".to_vec()),
        Just(vec![b'x'; 70_000]),
    ];
    vec(piece, 0..5).prop_map(move |pieces| {
        let mut content = pieces.concat();
        // Pieces together could make the whole one, which is what the nonce makes impossible.
        while let Some(at) = content.windows(nonce.len()).position(|window| window == nonce.as_bytes()) {
            content.remove(at);
        }
        content
    })
}

/// A nonce, texts by name, and files by name.
type Case = ([u8; 16], Vec<(String, String)>, Vec<(String, Vec<u8>)>);

fn cases() -> impl Strategy<Value = Case> {
    any::<[u8; 16]>().prop_flat_map(|nonce| {
        let texts = vec(("[a-z_]{1,8}", "\\PC{0,20}"), 0..4);
        (Just(nonce), texts, vec(("[^/\\\\\\pC]{1,30}", content(nonce)), 1..4))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn names_values_and_contents_arrive_unchanged((nonce, texts, files) in cases()) {
        let mut body = Multipart::builder(Nonce::from_random(nonce));
        for (name, value) in &texts {
            body = body.text(name, "text/plain", value.as_bytes()).unwrap();
        }
        for (at, (name, content)) in files.iter().enumerate() {
            let upload = Upload::from_bytes(name.clone(), content.clone());
            match body.file(FilePart::new(format!("file_{at}"), upload)) {
                Ok(more) => body = more,
                Err(_) => {
                    prop_assert!(name.trim().is_empty(), "{:?} is refused", name);
                    return Ok(());
                }
            }
        }
        let body = body.finish().unwrap();
        let (content_type, length) = (body.content_type(Some("utf-8")).unwrap(), body.len());
        let bytes = body.open().unwrap().collect::<Result<Vec<_>, _>>().unwrap().concat();
        prop_assert_eq!(bytes.len() as u64, length);
        let parts = read(content_type.to_str().unwrap(), &bytes);
        prop_assert_eq!(parts.len(), texts.len() + files.len());
        for ((name, value), part) in texts.iter().zip(&parts) {
            prop_assert_eq!((name, value.as_bytes()), (&part.name, &part.content[..]));
        }
        for ((name, content), part) in files.iter().zip(&parts[texts.len()..]) {
            // What is escaped is not told from what was written so.
            prop_assert_eq!(Some(&name.replace("%22", "\"")), part.file_name.as_ref());
            prop_assert_eq!(content, &part.content);
        }
    }

    #[test]
    fn nothing_panics(name: String, file_name: String, content_type: String, value: Vec<u8>, length: u64) {
        let file = Upload::from_source(file_name, length, || Ok(Box::new(std::io::empty()))).with_content_type(content_type.clone());
        let _ = Multipart::builder(Nonce::from_random([0; 16])).text(&name, &content_type, &value);
        let body = Multipart::builder(Nonce::from_random([0; 16])).file(FilePart::new(name, file));
        if let Ok(Ok(body)) = body.map(|body| body.finish()) {
            prop_assert_eq!(body.open().unwrap().all(|chunk| chunk.is_ok()), length == 0);
        }
    }
}
