//! Notifications on their way.

use std::{error::Error, fmt, io, time::Duration};

use bytes::Bytes;
use http::{
    HeaderValue, Request, Response, Uri,
    header::{HOST, InvalidHeaderValue},
    uri::Authority,
};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet, time::timeout};

use crate::Sandbox;

type BoxError = Box<dyn Error + Send + Sync>;

/// How long a receiver may take for the connection, and then for its answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest answer that is read: acknowledgements are short.
const LONGEST: usize = 64 * 1024;

/// A notification was not delivered, or the answer of its receiver did not come.
#[derive(Debug)]
#[non_exhaustive]
pub enum NotDelivered {
    /// Its URL does not begin with `http://` and a host.
    Url,
    /// Nobody takes a connection there within 10 seconds. Nothing was sent.
    Unreachable(io::Error),
    /// It may have been received, but its answer did not come within 10 seconds, or is longer than 64 KiB.
    NoAnswer(BoxError),
}

impl fmt::Display for NotDelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Url => "notifications are sent to http:// URLs only",
            Self::Unreachable(_) => "the receiver of the notification cannot be reached",
            Self::NoAnswer(_) => "the receiver of the notification gave no answer",
        })
    }
}

impl Error for NotDelivered {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Url => None,
            Self::Unreachable(source) => Some(source),
            Self::NoAnswer(source) => Some(&**source),
        }
    }
}

impl Sandbox {
    /// Sends a notification to its receiver, once: the sandbox does not repeat what is not acknowledged. See
    /// [`judge`](Self::judge) for what the answer means.
    ///
    /// # Errors
    /// [`NotDelivered`] says whether it may have been received.
    pub async fn deliver(&self, notification: &Request<Bytes>) -> Result<Response<Bytes>, NotDelivered> {
        let uri = notification.uri();
        let authority = uri.authority().filter(|_| uri.scheme_str() == Some("http")).ok_or(NotDelivered::Url)?;
        let stream = in_time(connect(authority)).await.map_err(NotDelivered::Unreachable)?;
        in_time(exchange(stream, authority, notification)).await.map_err(NotDelivered::NoAnswer)
    }
}

async fn in_time<T, E: From<io::Error>>(task: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    match timeout(PATIENCE, task).await {
        Ok(result) => result,
        Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "it takes too long").into()),
    }
}

async fn connect(authority: &Authority) -> io::Result<TcpStream> {
    let host = authority.host().trim_matches(['[', ']']);
    TcpStream::connect((host, authority.port_u16().unwrap_or(80))).await
}

async fn exchange(
    stream: TcpStream,
    authority: &Authority,
    notification: &Request<Bytes>,
) -> Result<Response<Bytes>, BoxError> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Ends with this exchange.
    let mut background = JoinSet::new();
    background.spawn(connection);

    let (head, body) = sender.send_request(addressed(notification, authority)?).await?.into_parts();
    let body = Limited::new(body, LONGEST).collect().await?;
    Ok(Response::from_parts(head, body.to_bytes()))
}

/// The request as the receiver itself gets it: a path, and the host beside it.
fn addressed(notification: &Request<Bytes>, authority: &Authority) -> Result<Request<Full<Bytes>>, InvalidHeaderValue> {
    let mut request = notification.clone().map(Full::new);
    request.headers_mut().insert(HOST, HeaderValue::from_str(authority.as_str())?);
    *request.uri_mut() = notification.uri().path_and_query().cloned().map_or_else(Uri::default, Uri::from);
    Ok(request)
}
