//! `alipay doctor`: certificate mode.

use std::{fs, path::Path};

use alipay_sandbox::Sandbox;
use rcgen::{CertificateParams, DnType, KeyPair};
use time::{Duration, OffsetDateTime};

use crate::doctor_clinic::{Clinic, bad, the};

/// Of the sandbox's certificate authority.
pub(crate) fn ca(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../alipay-sandbox/keys/ca");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Each with the serial that OpenSSL computed.
pub(crate) fn serial(name: &str) -> String {
    let serials = ca("serials.txt");
    let line = serials.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no serial of {name}")).to_owned()
}

/// The first certificate of a file, without what follows it.
fn alone(name: &str) -> String {
    let text = ca(name);
    let end = "-----END CERTIFICATE-----\n";
    text[..text.find(end).unwrap() + end.len()].to_owned()
}

/// A certificate for the client's key that ends in so many days.
fn ending_in(days: i64) -> String {
    let key = KeyPair::from_pem(Sandbox::empty().client_private_key_pem()).unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "SENTINEL");
    params.not_before = OffsetDateTime::now_utc() - Duration::days(300);
    params.not_after = OffsetDateTime::now_utc() + Duration::days(days) + Duration::hours(1);
    params.self_signed(&key).unwrap().pem()
}

fn clinic() -> Clinic {
    let clinic = Clinic::new();
    for name in ["app.crt", "gateway_old.crt", "roots.crt", "class_1.crt", "class_2.crt", "root_e1.crt", "root_r1.crt"]
    {
        clinic.write(name, ca(name));
    }
    for name in ["expired", "not_yet", "other_issuer", "foreign_root", "sha1", "elliptic", "short"] {
        clinic.write(&format!("{name}.crt"), ca(&format!("refused/{name}.crt")));
    }
    clinic
}

/// The usual files, and these over them.
fn files<'a>(over: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("alipay_public_key_file", ""),
        ("app_cert_file", "\"app.crt\""),
        ("alipay_cert_file", "\"gateway_old.crt\""),
        ("alipay_root_cert_file", "\"roots.crt\""),
    ];
    usual.into_iter().chain(over.iter().copied()).collect()
}

const APP: &str = "app_cert_file";
const ALIPAY: &str = "alipay_cert_file";
const ROOT: &str = "alipay_root_cert_file";

#[test]
fn each_file_and_all_together() {
    let mut clinic = clinic();
    let block = alone("roots.crt");
    let body = block.lines().nth(5).unwrap();
    clinic.write("damaged_roots.crt", ca("roots.crt").replacen(body, &body[..40], 1));
    clinic.write("half.crt", &ca("app.crt")[..600]);
    clinic.write("alone.crt", alone("gateway_old.crt"));
    clinic.write("expiring.crt", ending_in(29));
    clinic.write("lasting.crt", ending_in(31));
    clinic.write(
        "request.crt",
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../alipay-sign/tests/keys/request.pem"))
            .unwrap(),
    );
    let error = |code, field| ("error", code, field);
    let warning = |code, field| ("warning", code, field);
    let cases = [
        (&[][..], vec![]),
        (
            &[("alipay_public_key_file", "\"public.pem\"")],
            vec![error("conflicting-settings", "alipay_public_key_file")],
        ),
        (&[(APP, "")], vec![error("missing-setting", APP)]),
        (&[(ALIPAY, ""), (ROOT, "")], vec![error("missing-setting", ALIPAY), error("missing-setting", ROOT)]),
        (&[(APP, "\"no.crt\"")], vec![error("unreadable-file", APP)]),
        (&[(APP, "\"half.crt\"")], vec![error("damaged-certificate", APP)]),
        (&[(APP, "\"private.pem\"")], vec![error("key-as-certificate", APP)]),
        (&[(ALIPAY, "\"public.pem\"")], vec![error("key-as-certificate", ALIPAY)]),
        (&[(APP, "\"request.crt\"")], vec![error("request-as-certificate", APP)]),
        (&[(APP, "\"roots.crt\"")], vec![error("authority-as-certificate", APP)]),
        (&[(ALIPAY, "\"class_2.crt\"")], vec![error("authority-as-certificate", ALIPAY)]),
        (&[(ALIPAY, "\"class_1.crt\"")], vec![error("authority-as-certificate", ALIPAY)]),
        (&[(ALIPAY, "\"elliptic.crt\"")], vec![error("unusual-certificate-key", ALIPAY)]),
        (&[(ALIPAY, "\"short.crt\"")], vec![error("unusual-certificate-key", ALIPAY)]),
        (&[(APP, "\"expiring.crt\"")], vec![warning("expiring-certificate", APP)]),
        (&[(APP, "\"lasting.crt\"")], vec![]),
        (&[(ALIPAY, "\"expired.crt\"")], vec![error("expired-certificate", ALIPAY)]),
        (&[(ALIPAY, "\"not_yet.crt\"")], vec![error("not-yet-valid-certificate", ALIPAY)]),
        (&[(APP, "\"gateway_old.crt\""), (ALIPAY, "\"app.crt\"")], vec![error("swapped-certificates", APP)]),
        (&[(APP, "\"gateway_old.crt\"")], vec![error("wrong-issuer", APP)]),
        (&[(ALIPAY, "\"app.crt\"")], vec![error("own-public-key", ALIPAY)]),
        (&[(ALIPAY, "\"other_issuer.crt\"")], vec![error("wrong-issuer", ALIPAY)]),
        (&[(APP, "\"other_issuer.crt\"")], vec![error("certificate-of-other-key", APP)]),
        (&[(ALIPAY, "\"alone.crt\"")], vec![warning("unchecked-certificate", ALIPAY)]),
        (&[(ALIPAY, "\"foreign_root.crt\"")], vec![error("uncovered-certificate", ALIPAY)]),
        (&[(ALIPAY, "\"sha1.crt\"")], vec![error("uncovered-certificate", ALIPAY)]),
        (&[(ROOT, "\"root_r1.crt\"")], vec![]),
        (&[(ROOT, "\"app.crt\"")], vec![error("wrong-roots", ROOT)]),
        (&[(ROOT, "\"gateway_old.crt\"")], vec![error("wrong-roots", ROOT)]),
        (&[(ROOT, "\"root_e1.crt\"")], vec![error("wrong-roots", ROOT)]),
        (&[(ROOT, "\"class_2.crt\"")], vec![error("uncovered-certificate", APP)]),
        (&[(ROOT, "\"class_1.crt\"")], vec![error("uncovered-certificate", ALIPAY)]),
        (&[(ROOT, "\"private.pem\"")], vec![error("key-as-certificate", ROOT)]),
        (&[(ROOT, "\"damaged_roots.crt\"")], vec![warning("unreadable-root", ROOT)]),
        (&[("gateway", "\"https://openapi.alipay.com/gateway.do\"")], vec![warning("unknown-roots", ROOT)]),
    ];
    for (number, (over, _)) in cases.iter().enumerate() {
        clinic.profile(&format!("p{number}"), "open-platform", &files(over));
    }
    let findings = clinic.findings(&[]);
    for (number, (over, expected)) in cases.iter().enumerate() {
        assert_eq!(bad(&findings, &format!("p{number}")), *expected, "{over:?}");
    }

    let text = |profile: &str, code: &str| the(&findings, profile, code)["problem"].as_str().unwrap().to_owned();
    let certificate = format!("serial {}, valid until 2120-01-01", serial("app.crt"));
    assert_eq!(text("p0", "certificate"), certificate);
    assert_eq!(text("p0", "roots"), format!("serial {}", serial("roots.crt")));
    let at = |wanted: &str| cases.iter().position(|(over, _)| over.iter().any(|(_, file)| *file == wanted)).unwrap();
    let expired = text(&format!("p{}", at("\"expired.crt\"")), "expired-certificate");
    assert_eq!(expired, "the certificate has expired, on 2021-01-01");
    // Names of merchants are nobody's business.
    assert!(findings.iter().all(|finding| !finding.to_string().contains("2088102146225135")), "{findings:#?}");
}

#[test]
fn roots_of_another_authority_vouch_for_nothing() {
    let mut clinic = clinic();
    let foreign = ca("refused/foreign_root.crt");
    let root = foreign.split_inclusive("-----END CERTIFICATE-----\n").last().unwrap();
    clinic.write("foreign_r1.crt", root);
    clinic.profile("p", "open-platform", &files(&[(ROOT, "\"foreign_r1.crt\"")]));
    let findings = clinic.findings(&[]);
    assert_eq!(bad(&findings, "p"), [("error", "wrong-roots", ROOT)]);
    assert!(the(&findings, "p", "wrong-roots")["problem"].as_str().unwrap().contains("neither"));
}
