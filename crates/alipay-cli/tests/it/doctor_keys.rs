//! `alipay doctor`: keys.

use alipay::PrivateKey;
use alipay_sandbox::Sandbox;

use crate::doctor_clinic::{Clinic, bad, check, sample, the};

/// The lines of a PEM, changed.
fn rewrapped(pem: &str, width: usize) -> String {
    let lines: Vec<&str> = pem.lines().collect();
    let body = lines[1..lines.len() - 1].concat();
    let body: Vec<&str> = body.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("{}\n{}\n{}\n", lines[0], body.join("\n"), lines[lines.len() - 1])
}

#[test]
fn healthy_profiles_have_no_findings() {
    let mut clinic = Clinic::new();
    clinic.secret("pkcs1.pem", sample("pkcs1.pem"));
    clinic.secret("pkcs8.txt", sample("pkcs8.txt"));
    clinic.secret("content.txt", Sandbox::CONTENT_KEY);
    clinic
        .write("spki.txt", sample("other-spki.pem").lines().filter(|line| !line.starts_with('-')).collect::<String>());
    clinic.write("ca.pem", sample("certificate.pem"));
    let findings = check(
        &mut clinic,
        "dws",
        &[
            ("usual", &[], &[]),
            ("pkcs1", &[("private_key_file", "\"pkcs1.pem\""), ("alipay_public_key_file", "\"spki.txt\"")], &[]),
            (
                "one_line",
                &[("private_key_file", "\"pkcs8.txt\""), ("ca_file", "\"ca.pem\""), ("proxy", "\"http://p:1\"")],
                &[],
            ),
            ("here", &[("base_url", "\"http://127.0.0.1:9\""), ("client_id", "\"SANDBOX_1\"")], &[]),
            ("sandbox", &[("client_id", "\"SANDBOX_1\""), ("sandbox_paths", "true")], &[]),
            ("antom", &[("base_url", "\"https://open-sea-global.alipay.com\"")], &[]),
        ],
    );
    assert!(the(&findings, "usual", "private-key")["problem"].as_str().unwrap().contains("2048 bits, PKCS#8"));
    assert!(the(&findings, "pkcs1", "private-key")["problem"].as_str().unwrap().contains("2048 bits, PKCS#1"));
    assert_eq!(the(&findings, "usual", "public-key")["file"], "public.pem");
    let mut clinic = Clinic::new();
    clinic.secret("content.txt", Sandbox::CONTENT_KEY);
    let content = [("content_key_file", "\"content.txt\""), ("charset", "\"GBK\"")];
    check(&mut clinic, "open-platform", &[("usual", &content, &[])]);
}

#[test]
fn keys() {
    let mut clinic = Clinic::new();
    let (private, public) = (sample("pkcs8.pem"), sample("spki.pem"));
    let own = PrivateKey::from_text(Sandbox::empty().client_private_key_pem()).unwrap().public_key();
    let lines: Vec<&str> = private.lines().collect();
    let cut = [&lines[..8], &lines[lines.len() - 1..]].concat().join("\n");
    let shortened = private.replacen(lines[5], &lines[5][..60], 1);
    for (name, text) in [
        ("empty.pem", String::new()),
        ("public-here.pem", public.clone()),
        ("certificate.pem", sample("certificate.pem")),
        ("encrypted.pem", sample("encrypted-pkcs8.pem")),
        ("p256.pem", sample("p256-pkcs8.pem")),
        ("short.pem", sample("short-pkcs8.pem")),
        ("odd.pem", sample("odd-length-pkcs8.pem")),
        ("cut.pem", cut),
        ("shortened.pem", shortened),
        ("half.pem", private[..private.len() / 2].to_owned()),
        ("two.pem", format!("{private}{private}")),
        ("note.pem", format!("the key of SENTINEL\n{private}")),
        ("escaped.pem", private.replace('\n', "\\n")),
        ("sentence.pem", "This text SENTINELSENTINEL is no key.\n".to_owned()),
        ("joined.pem", private.replace('\n', "")),
        ("wide.pem", rewrapped(&private, 76)),
        ("blanks.pem", private.replacen(lines[3], &lines[3].replacen("", " ", 12).replacen("  ", " ", 3), 1)),
        ("label.pem", private.replace("PRIVATE KEY", "RSA PRIVATE KEY")),
        ("open.pem", private.clone()),
    ] {
        clinic.secret(name, text);
    }
    clinic.write("own.pem", own.to_spki_pem());
    clinic.write("own.txt", own.to_spki_base64());
    clinic.write("public-label.pem", public.replace("PUBLIC KEY", "RSA PUBLIC KEY"));
    clinic.secret("private-here.pem", &private);
    clinic.write("certificate-here.pem", sample("certificate.pem"));
    clinic.write("short-public.pem", sample("short-spki.pem"));
    clinic.open("open.pem", 0o644);

    let file = |name: &str| format!("\"{name}.pem\"");
    let mut cases: Vec<(String, [&str; 3])> = Vec::new();
    for (name, severity, code) in [
        ("empty", "error", "empty-key"),
        ("public-here", "error", "public-key-as-private"),
        ("certificate", "error", "certificate-as-key"),
        ("encrypted", "error", "encrypted-key"),
        ("p256", "error", "other-algorithm"),
        ("short", "error", "short-key"),
        ("odd", "error", "unusual-key"),
        ("cut", "error", "damaged-key"),
        ("shortened", "error", "damaged-key"),
        ("half", "error", "damaged-key"),
        ("two", "error", "stray-text"),
        ("note", "error", "stray-text"),
        ("escaped", "error", "stray-text"),
        ("sentence", "error", "stray-text"),
        ("joined", "warning", "rewrapped-key"),
        ("wide", "warning", "rewrapped-key"),
        ("blanks", "warning", "rewrapped-key"),
        ("label", "warning", "mislabelled-key"),
        ("open", "warning", "open-permissions"),
        ("missing", "error", "unreadable-file"),
    ] {
        cases.push((file(name), [severity, code, "private_key_file"]));
    }
    for (name, severity, code) in [
        ("own", "error", "own-public-key"),
        ("private-here", "error", "private-key-as-public"),
        ("certificate-here", "error", "certificate-as-key"),
        ("short-public", "error", "short-key"),
        ("public-label", "warning", "mislabelled-key"),
        ("missing", "error", "unreadable-file"),
    ] {
        cases.push((file(name), [severity, code, "alipay_public_key_file"]));
    }
    for (number, (file, [.., field])) in cases.iter().enumerate() {
        clinic.profile(&format!("p{number}"), "dws", &[(field, file)]);
    }
    let findings = clinic.findings(&[]);
    for (number, (file, [severity, code, field])) in cases.iter().enumerate() {
        if cfg!(not(unix)) && *code == "open-permissions" {
            continue;
        }
        let profile = format!("p{number}");
        assert_eq!(bad(&findings, &profile), [(*severity, *code, *field)], "{file}");
        assert_eq!(the(&findings, &profile, code)["file"], file.trim_matches('"'), "{file}");
    }
    let problem = |name: &str, code| {
        let at = cases.iter().position(|(known, _)| *known == file(name)).unwrap();
        the(&findings, &format!("p{at}"), code)["problem"].as_str().unwrap().to_owned()
    };
    // Where the damage is can be seen in the lines.
    assert!(problem("shortened", "damaged-key").ends_with("line 6 has 60 characters where the others have 64"));
    assert!(problem("wide", "rewrapped-key").contains("76 characters"), "{}", problem("wide", "rewrapped-key"));
    assert!(problem("open", "open-permissions").contains("mode 644") || cfg!(not(unix)));
    assert!(problem("short", "short-key").contains("1024 bits"));
}
