//! The three files of certificate mode: each by itself, and whether they belong together.

use std::time::{Duration, SystemTime};

use alipay::{
    AlipayCertificates, Certificate, CertificateError, PrivateKey, RootCertificates, Verify,
    config::{Settings, Source},
    sign::{LearnError, OwnKeyAsPeer, SkipReason},
};

use super::{addresses, finding::Findings, source};
use crate::cert_sn::time;

/// How long before its end a certificate is told to be at its end. New ones are issued that much earlier.
const SOON: Duration = Duration::from_secs(30 * 86_400);

/// What `alipayRootCert.crt` is for the production gateway.
const PRODUCTION_ROOTS: &str = "687b59193f3f462dd5336e5abf83c5d8_02941eef3187dddf3d3b83462e1dfcf6";

const APP_FILE: &str = "give appCertPublicKey_<app id>.crt, from the console";
const ALIPAY_FILE: &str = "give alipayCertPublicKey_RSA2.crt, from the console";
const ROOT_FILE: &str = "give alipayRootCert.crt, from the console";

/// A certificate, the text of its file, and the setting that names it.
struct Given<'a> {
    source: Source<'a>,
    text: String,
    certificate: Certificate,
}

impl Given<'_> {
    /// Whether its issuer stands behind it, as in the files of the console.
    fn has_issuer(&self) -> bool {
        self.text.matches("-----BEGIN").count() > 1
    }
}

/// Who issued it: Ant certifies applications with one authority, and itself with another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Application,
    Alipay,
}

pub(super) fn examine(settings: &Settings<'_>, own: Option<&PrivateKey>, now: SystemTime, found: &mut Findings) {
    if let Some((_, key)) = settings.alipay_public_keys.first() {
        let problem = "a public key stands beside certificates";
        found.error("conflicting-settings", key, problem, "leave it out: alipay_cert_file holds the gateway's key");
    }
    let all = "certificate mode needs app_cert_file, alipay_cert_file and alipay_root_cert_file";
    for (field, is_missing) in [
        ("app_cert_file", settings.app_cert.is_none()),
        ("alipay_cert_file", settings.alipay_cert.is_none()),
        ("alipay_root_cert_file", settings.alipay_root_cert.is_none()),
    ] {
        if is_missing {
            found.missing(field, None, all);
        }
    }
    let app = settings.app_cert.and_then(|source| given(source, APP_FILE, found));
    let alipay = settings.alipay_cert.and_then(|source| given(source, ALIPAY_FILE, found));
    for given in app.iter().chain(&alipay) {
        validity(given, now, found);
    }
    parties(app.as_ref(), alipay.as_ref(), own, found);
    if let Some(alipay) = alipay.as_ref().filter(|alipay| !alipay.has_issuer()) {
        let problem = "the file holds no issuer behind the certificate, so the roots cannot be tried on it";
        found.warning(
            "unchecked-certificate",
            &alipay.source,
            problem,
            "download it from the console again, as a whole",
        );
    }
    if let Some(source) = &settings.alipay_root_cert {
        roots(source, settings.address, [app.as_ref(), alipay.as_ref()], now, found);
    }
}

fn given<'a>(source: Source<'a>, instead: &str, found: &mut Findings) -> Option<Given<'a>> {
    let bytes = source::read(&source, found)?;
    let (text, certificate) = match String::from_utf8(bytes) {
        Ok(text) => {
            let certificate = Certificate::from_text(&text);
            (text, certificate)
        }
        Err(binary) => (String::new(), Certificate::from_der(binary.as_bytes())),
    };
    match certificate {
        Ok(certificate) => Some(Given { source, text, certificate }),
        Err(error) => {
            refused(&source, &error, instead, found);
            None
        }
    }
}

fn refused(source: &Source<'_>, error: &CertificateError, instead: &str, found: &mut Findings) {
    let code = match error {
        CertificateError::PublicKeyGiven | CertificateError::PrivateKeyGiven => "key-as-certificate",
        CertificateError::RequestGiven => "request-as-certificate",
        CertificateError::AuthorityGiven => "authority-as-certificate",
        CertificateError::Key(_) => "unusual-certificate-key",
        CertificateError::NoRoot => "wrong-roots",
        _ => "damaged-certificate",
    };
    match error {
        // It says which file would be right for either party; here it is known for which.
        CertificateError::AuthorityGiven => {
            found.error(code, source, "this is the certificate of an authority", instead);
        }
        CertificateError::Key(key) => found.error(code, source, &format!("the key in the certificate: {key}"), instead),
        error => found.refused(code, source, error, instead),
    }
}

fn validity(given: &Given<'_>, now: SystemTime, found: &mut Findings) {
    let certificate = &given.certificate;
    let (begin, end) = (certificate.not_before(), certificate.not_after());
    let date = |at| time(at).map_or_else(|| "an unknown day".to_owned(), |text| text.chars().take(10).collect());
    let renew = "download the new one from the console, where it is issued before the old one ends";
    if now > end {
        let problem = format!("the certificate has expired, on {}", date(end));
        found.error("expired-certificate", &given.source, &problem, renew);
    } else if now < begin {
        let problem = format!("the certificate is not valid before {}", date(begin));
        let advice = "check the clock of this machine; if that is right, use the certificate valid now";
        found.error("not-yet-valid-certificate", &given.source, &problem, advice);
    } else if now + SOON > end {
        let problem = format!("the certificate expires soon, on {}", date(end));
        found.warning("expiring-certificate", &given.source, &problem, renew);
    } else {
        let what = format!("serial {}, valid until {}", certificate.serial(), date(end));
        found.ok("certificate", &given.source, &what);
    }
}

/// Whether each certificate is that of the right party.
fn parties(app: Option<&Given<'_>>, alipay: Option<&Given<'_>>, own: Option<&PrivateKey>, found: &mut Findings) {
    let is_own = |given: &Given<'_>| own.is_some_and(|own| own.public_key() == *given.certificate.public_key());
    if let (Some(app), Some(alipay)) = (app, alipay)
        && class(&app.certificate) == Some(Class::Alipay)
        && (class(&alipay.certificate) == Some(Class::Application) || is_own(alipay))
    {
        let problem = "the certificates of the application and of Alipay are swapped";
        found.error("swapped-certificates", &app.source, problem, "exchange app_cert_file and alipay_cert_file");
        return;
    }
    if let Some(app) = app {
        if class(&app.certificate) == Some(Class::Alipay) {
            let problem = "this certificate was issued to Alipay, not to an application";
            found.error("wrong-issuer", &app.source, problem, APP_FILE);
        } else if own.is_some() && !is_own(app) {
            let other = CertificateError::OtherKey;
            found.refused("certificate-of-other-key", &app.source, &other, "");
        }
    }
    if let Some(alipay) = alipay {
        if is_own(alipay) {
            let problem = OwnKeyAsPeer.to_string();
            let problem = problem.split(": ").next().unwrap_or_default();
            found.error("own-public-key", &alipay.source, problem, ALIPAY_FILE);
        } else if class(&alipay.certificate) == Some(Class::Application) {
            let problem = "this certificate was issued to an application, not to Alipay";
            found.error("wrong-issuer", &alipay.source, problem, ALIPAY_FILE);
        }
    }
}

/// By the name of the issuer. None where it is called in another way.
fn class(certificate: &Certificate) -> Option<Class> {
    let name = certificate.issuer().split(',').find_map(|part| part.strip_prefix("CN="))?;
    match (name.contains(" Class 1 "), name.contains(" Class 2 ")) {
        (true, false) => Some(Class::Application),
        (false, true) => Some(Class::Alipay),
        _ => None,
    }
}

/// The roots, and whether they vouch for the other two.
fn roots(
    source: &Source<'_>,
    address: Option<&str>,
    parties: [Option<&Given<'_>>; 2],
    now: SystemTime,
    found: &mut Findings,
) {
    let Some(bytes) = source::read(source, found) else { return };
    let text = String::from_utf8(bytes).map_err(|_| CertificateError::NotBase64);
    let roots = text.and_then(|text| Ok((RootCertificates::from_text(&text)?, text)));
    let (roots, text) = match roots {
        Ok(read) => read,
        Err(error) => return refused(source, &error, ROOT_FILE, found),
    };
    for skipped in roots.skipped().iter().filter(|skipped| skipped.reason == SkipReason::Unreadable) {
        let problem = format!("block {} of the file cannot be read, and does not count", skipped.position);
        found.warning("unreadable-root", source, &problem, "download alipayRootCert.crt again, from the console");
    }
    if Certificate::from_text(&text).is_ok() {
        return found.error("wrong-roots", source, "this is the certificate of one party, not the roots", ROOT_FILE);
    }
    let parties = parties.into_iter().flatten();
    let uncovered: Vec<_> = parties.filter_map(|given| Some((given, uncovered(given, &roots, now)?))).collect();
    match &uncovered[..] {
        [(_, reason), _] => {
            let problem = format!("they vouch neither for the application's certificate nor for Alipay's: {reason}");
            found.error("wrong-roots", source, &problem, ROOT_FILE);
        }
        [(given, reason)] => {
            let problem = format!("the roots do not vouch for this certificate: {reason}");
            let advice = "download both from the console again: this certificate, and alipayRootCert.crt";
            found.error("uncovered-certificate", &given.source, &problem, advice);
        }
        _ => found.ok("roots", source, &format!("serial {}", roots.serial())),
    }
    if address.is_some_and(addresses::is_mainland_production) && roots.serial() != PRODUCTION_ROOTS {
        let problem = "the serial of these roots is not the one known for the production gateway";
        found.warning(
            "unknown-roots",
            source,
            problem,
            "download alipayRootCert.crt again, unless Alipay has changed it",
        );
    }
}

/// Why the roots do not vouch for it, at a time when it is valid: that it has expired is told elsewhere.
fn uncovered(given: &Given<'_>, roots: &RootCertificates, now: SystemTime) -> Option<String> {
    // Without its issuer nothing can be said.
    if !given.has_issuer() {
        return None;
    }
    let certificate = &given.certificate;
    let (begin, end) = (certificate.not_before(), certificate.not_after());
    let then = if now < begin { begin } else { now.min(end) };
    // A certificate that was published under its own serial has to meet every other rule.
    let certificates = AlipayCertificates::new(certificate.clone(), roots.clone());
    match certificates.learn(&certificate.serial().into(), given.text.as_bytes(), then).err()? {
        LearnError::Untrusted(reason) => Some(reason.to_owned()),
        error => Some(error.to_string()),
    }
}
