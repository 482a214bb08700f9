//! `alipay cert-sn`.

use serde_json::Value;

use crate::{
    doctor_certificates::{ca, serial},
    support::{Ran, alipay, pieces},
};

/// Runs it on a file with this content.
fn cert_sn(content: impl AsRef<[u8]>, arguments: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file.crt"), content).unwrap();
    Ran::of(alipay(folder.path()).args(["cert-sn", "file.crt"]).args(arguments))
}

#[test]
fn serials_are_those_openssl_computed() {
    let serials = ca("serials.txt");
    let mut compared = 0;
    for (name, expected) in serials.lines().map(|line| line.split_once(' ').unwrap()) {
        let no_party = ["root", "class_", "odd_name", "refused/authority", "refused/expired_root"];
        let is_root = no_party.iter().any(|start| name.starts_with(start));
        let flags: &[&str] = if is_root { &["--root"] } else { &[] };
        let ran = cert_sn(ca(name), flags);
        match name {
            // Nothing here is signed with them, and no gateway asks for their serials.
            "root_sm2.crt" | "root_e1.crt" | "refused/elliptic.crt" | "refused/short.crt" => {
                ran.refuses(&["file.crt"], pieces(&ca(name)));
                continue;
            }
            // Several blocks, where the list has the first alone.
            "refused/authority.crt" => continue,
            _ => {}
        }
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{name}: {ran:?}");
        assert_eq!(String::from_utf8(ran.stdout).unwrap(), format!("{expected}\n"), "{name}");
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn blocks_that_do_not_count_are_told_on_request() {
    let ran = cert_sn(ca("roots.crt"), &["--root", "--verbose"]);
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), format!("{}\n", serial("roots.crt")));
    assert_eq!(
        ran.stderr,
        "block 1 does not count: signed with SM2, and only RSA counts for RSA2\n\
         block 3 does not count: signed with ECDSA, and only RSA counts for RSA2\n"
    );
}

#[test]
fn documents() {
    let read = |ran: Ran| serde_json::from_slice::<Value>(&ran.stdout).unwrap();
    let app = read(cert_sn(ca("app.crt"), &["--json"]));
    let expected = serde_json::json!({
        "schema": 1,
        "serial": serial("app.crt"),
        "issuer": "CN=Sandbox Financial Certification Authority Class 1 R1,OU=Certification Authority,O=Sandbox Financial,C=CN",
        "not_before": "2020-01-01T00:00:00+00:00",
        "not_after": "2120-01-01T00:00:00+00:00",
    });
    assert_eq!(app, expected);
    let roots = read(cert_sn(ca("roots.crt"), &["--root", "--json"]));
    assert_eq!(roots["serial"], serial("roots.crt"));
    assert_eq!(roots["skipped"][1]["position"], 3);
    assert_eq!(roots.as_object().unwrap().len(), 3);
}

#[test]
fn what_is_no_certificate_is_named() {
    let private = alipay_sandbox::Sandbox::empty().client_private_key_pem();
    for (content, flags, expected) in [
        (private.to_owned(), &[][..], "this is a private key"),
        (private.to_owned(), &["--root"], "this is a private key"),
        (ca("roots.crt"), &[], "--root"),
        (ca("root_e1.crt"), &["--root"], "no RSA root"),
        (String::new(), &[], "the certificate is empty"),
        ("SENTINEL text".to_owned(), &[], "damaged or cut short"),
        ("file, SENTINEL".to_owned(), &["--root"], "no PEM and no base64"),
    ] {
        let secrets = pieces(&content).into_iter().chain(["SENTINEL".to_owned()]);
        cert_sn(&content, flags).refuses(&["file.crt", expected], secrets);
    }
    cert_sn(b"\xff\xfe", &[]).refuses::<&str>(&["file.crt"], []);
    cert_sn(b"\xff\xfe", &["--root"]).refuses::<&str>(&["file.crt"], []);
    cert_sn("", &["--json"]).error(2);
    let folder = tempfile::tempdir().unwrap();
    Ran::of(alipay(folder.path()).args(["cert-sn", "no.crt"])).refuses::<&str>(&["no.crt cannot be read"], []);
    Ran::of(alipay(folder.path()).args(["cert-sn"])).refuses::<&str>(&["FILE"], []);
}
