//! HTTP, by ureq.

use std::{error::Error, io::Read, time::Duration};

use alipay_wire::{Gate, RequestBody};
use ureq::http::{Request, Uri, header::CONTENT_LENGTH, response::Parts};

pub type BoxError = Box<dyn Error + Send + Sync>;

/// Sends to `gateway`, and nowhere else; in plain text to this machine alone.
pub fn agent(gateway: &Uri) -> ureq::Agent {
    let settings = ureq::Agent::config_builder()
        .https_only(gateway.host() != Some("127.0.0.1"))
        .http_status_as_error(false) // answers with such a status are read like others
        .max_redirects(0) // the signature is for this address
        .max_redirects_will_error(false)
        .timeout_global(Some(Duration::from_secs(15)));
    settings.build().into()
}

/// Sends a request exactly as it is, and collects what comes back.
pub fn exchange(agent: &ureq::Agent, request: Request<RequestBody>, gate: &Gate) -> Result<(Parts, Vec<u8>), BoxError> {
    let (mut head, body) = request.into_parts();
    let body = body.into_bytes().map_err(|_| "requests with files are not sent from here")?;
    head.headers.insert(CONTENT_LENGTH, body.len().into());
    let mut body = Noticed { body: &body, gate };
    let request = Request::from_parts(head, ureq::SendBody::from_reader(&mut body));

    let (head, mut body) = agent.run(request)?.into_parts();
    let body = body.with_config().limit(1 << 20).read_to_vec()?;
    Ok((head, body))
}

/// The body of a request. It passes the gate when the connection first takes of it: what fails before is not sent.
struct Noticed<'a> {
    body: &'a [u8],
    gate: &'a Gate,
}

impl Read for Noticed<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if !self.gate.pass() {
            return Err(std::io::Error::other("the attempt was given up"));
        }
        self.body.read(into)
    }
}
