//! Whether the gateway can be reached, is who it should be, and has the same time.
//!
//! One `HEAD` without credentials, over the transport of the profile. Nothing is signed, and no answer is believed.

use std::{error::Error, io, time::Duration};

use alipay::{
    HttpTransport,
    config::Profile,
    transport::{Body, BoxError, is_loopback},
    wire::{Clock, SystemClock},
};
use http::{HeaderMap, Method, Request, Uri, header::DATE};
use rustls::CertificateError;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};
use tokio::time::timeout;
use tower_service::Service;

use super::finding::Findings;

/// The longest that one gateway is waited for.
const LIMIT: Duration = Duration::from_secs(20);

/// Clocks that differ by more seconds are worth a word.
const NOTICEABLE: i64 = 60;
/// By more than this, v3 refuses requests. The other gateways do not say how much they take.
const TOO_MUCH: i64 = 600;

pub(super) async fn examine(profile: &Profile, found: &mut Findings) {
    // What is wrong with these is told already.
    let Some(uri) = profile.settings().address.and_then(|address| address.parse::<Uri>().ok()) else { return };
    let is_plain = uri.scheme_str() == Some("http");
    if uri.host().is_none() || (is_plain && !is_loopback(&uri)) {
        return;
    }
    let Ok(transport) = profile.http_transport() else { return };
    let has_proxy = matches!(profile.http_proxy(), Ok(Some(_))) && !is_plain;

    let field = profile.dialect().address_field();
    let asked = SystemClock.now();
    match timeout(LIMIT, ask(transport, uri)).await {
        Err(_) => unreachable("no answer in time", has_proxy, field, found),
        Ok(Err(error)) => failed(&*error, has_proxy, field, profile, found),
        Ok(Ok(headers)) => {
            found.ok(
                "reachable",
                field,
                if is_plain { "the gateway answers" } else { "the gateway answers, over TLS" },
            );
            let answered = SystemClock.now();
            let here = asked.unix_millis().midpoint(answered.unix_millis());
            clock(date(&headers), here, field, found);
        }
    }
}

async fn ask(mut transport: HttpTransport, uri: Uri) -> Result<HeaderMap, BoxError> {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::HEAD;
    *request.uri_mut() = uri;
    // This transport is always ready.
    let answer = transport.call(request).await?;
    Ok(answer.into_parts().0.headers)
}

/// The time of the gateway, in milliseconds since 1970.
fn date(headers: &HeaderMap) -> Option<i64> {
    let date = OffsetDateTime::parse(headers.get(DATE)?.to_str().ok()?, &Rfc2822).ok()?;
    // The middle of the second that it names.
    date.unix_timestamp().checked_mul(1000)?.checked_add(500)
}

fn clock(there: Option<i64>, here: i64, field: &str, found: &mut Findings) {
    let Some(there) = there else {
        let advice = "compare the clock of this machine with another: requests carry the time";
        return found.warning("no-date", field, "the gateway does not say what time it is", advice);
    };
    let seconds = here.saturating_sub(there) / 1000;
    let direction = if seconds > 0 { "ahead of" } else { "behind" };
    let problem = format!("the clock of this machine is {} {direction} the gateway's", span(seconds));
    let advice = "set the clock, and keep it right with NTP: requests carry the time, and gateways refuse old ones";
    match seconds.abs() {
        0..=NOTICEABLE => found.ok("clock", field, "the clock agrees with the gateway's"),
        ..=TOO_MUCH => found.warning("clock-skew", field, &problem, advice),
        _ => found.error("clock-skew", field, &problem, advice),
    }
}

fn span(seconds: i64) -> String {
    match seconds.unsigned_abs() {
        seconds @ ..120 => format!("{seconds} seconds"),
        seconds @ ..7200 => format!("{} minutes", seconds / 60),
        seconds @ ..172_800 => format!("{} hours", seconds / 3600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

fn failed(error: &(dyn Error + 'static), has_proxy: bool, field: &str, profile: &Profile, found: &mut Findings) {
    let Some(tls) = cause::<rustls::Error>(error) else {
        return unreachable(&reason(error), has_proxy, field, found);
    };
    let is_own_ca = profile.settings().ca.is_some();
    let (problem, advice) = match tls {
        rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::BadSignature) => (
            "its TLS certificate comes from an authority that is not trusted here",
            if is_own_ca {
                "give the right authorities in ca_file, or leave it out to trust the built-in ones"
            } else {
                "something on the way opens TLS connections: connect without it, or trust its authority with ca_file"
            },
        ),
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => ("its TLS certificate is for another host", "correct the address"),
        rustls::Error::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. },
        ) => (
            "its TLS certificate is not valid now",
            "check the clock of this machine, then the address: gateways that are out of service keep old certificates",
        ),
        _ => ("the TLS handshake failed", "check that address and port are those of a gateway that speaks TLS"),
    };
    found.error(
        "untrusted-tls",
        if is_own_ca && problem.contains("authority") { "ca_file" } else { field },
        problem,
        advice,
    );
}

fn unreachable(reason: &str, has_proxy: bool, field: &str, found: &mut Findings) {
    if has_proxy {
        let problem = format!("the gateway cannot be reached through the proxy: {reason}");
        let advice = "check the proxy, its authorization, and whether it lets connections to this gateway through";
        found.error("proxy-failed", "proxy", &problem, advice);
    } else {
        let problem = format!("the gateway cannot be reached: {reason}");
        let advice = "check the address and the network; some networks reach the outside through a proxy only";
        found.error("unreachable", field, &problem, advice);
    }
}

/// What an error of the transport comes down to. Its words are those of the system and of the transport.
fn reason(error: &(dyn Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| (*error).source());
    chain.map(ToString::to_string).last().unwrap_or_default()
}

/// The cause of this type, within `io::Error`s too: they do not count what they carry as their source.
fn cause<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    match carried {
        Some(carried) => cause(carried),
        None => error.source().and_then(cause),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn dates_are_read_as_servers_write_them() {
        let headers = |value| HeaderMap::from_iter([(DATE, HeaderValue::from_static(value))]);
        assert_eq!(date(&headers("Sun, 06 Nov 1994 08:49:37 GMT")), Some(784_111_777_500));
        for wrong in ["", "Sunday, 06-Nov-94", "0", "Sun, 36 Nov 1994 08:49:37 GMT"] {
            assert_eq!(date(&headers(wrong)), None, "{wrong}");
        }
        assert_eq!(date(&HeaderMap::new()), None);
    }

    #[test]
    fn spans_are_told_in_a_fitting_unit() {
        for (seconds, told) in [
            (61, "61 seconds"),
            (-180, "3 minutes"),
            (7200, "2 hours"),
            (-200_000, "2 days"),
            (i64::MIN, "106751991167300 days"),
        ] {
            assert_eq!(span(seconds), told);
        }
    }
}
