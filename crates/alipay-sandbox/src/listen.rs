//! The sandbox as a server.

use std::{fmt, future::pending, io, net::SocketAddr, sync::Arc, time::Duration};

use hyper::server::conn::{http1, http2};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
    time::timeout,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use crate::{
    Endpoints, Fault, Sandbox,
    control::{Front, PATIENCE},
    locked,
};

const H2: &[u8] = b"h2";
const HTTP_1_1: &[u8] = b"http/1.1";

/// Names of their own: OpenSSL takes a certificate whose issuer has its name for a self-signed one.
const AUTHORITY: &str = "Alipay SDK sandbox, certificate authority";
const SERVER: &str = "Alipay SDK sandbox";

/// The certificate authority of a listener.
#[derive(Clone)]
struct Authority {
    certificate_pem: String,
    key_pem: String,
}

/// Shows nothing: a key is in it.
impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authority")
    }
}

/// A sandbox on a socket. Stops when dropped.
#[derive(Debug)]
pub struct Listener {
    address: SocketAddr,
    authority: Option<Authority>,
    task: JoinHandle<()>,
}

impl Sandbox {
    /// Lets listeners have a certificate authority with this key, in PEM, instead of a new one: who trusts one of them trusts
    /// all. See [`Listener::ca_key_pem`]; a key that cannot be read fails when [listening](Self::listen).
    #[must_use]
    pub fn with_authority_key(mut self, pem: &str) -> Self {
        self.authority_key = Some(pem.into());
        self
    }

    /// Serves on `address`, with TLS from a certificate authority of its own when `tls` is set.
    ///
    /// Speaks HTTP/1.1, and with TLS also HTTP/2 to anyone who asks for it.
    ///
    /// # Errors
    /// When the address cannot be bound, or no certificate can be made.
    pub async fn listen(&self, address: SocketAddr, tls: bool) -> io::Result<Listener> {
        let socket = TcpListener::bind(address).await?;
        let address = socket.local_addr()?;
        let (acceptor, authority) = if tls { self::tls(address, self.authority_key.as_deref())? } else { (None, None) };
        let mut sandbox = self.clone();
        sandbox.cashier = sandbox.cashier.delivering();
        let scheme = if tls { "https" } else { "http" };
        sandbox.control.listens_at(format!("{scheme}://{address}"));
        let task = tokio::spawn(sandbox.accept(socket, acceptor));
        Ok(Listener { address, authority, task })
    }

    async fn accept(self, socket: TcpListener, acceptor: Option<TlsAcceptor>) {
        // Ends all connections when this task ends.
        let mut connections = JoinSet::new();
        connections.spawn(self.clone().deliver_what_is_due());
        loop {
            let Ok((stream, _)) = socket.accept().await else {
                // Out of file descriptors, perhaps: that passes, but not at once.
                tokio::time::sleep(Duration::from_millis(10)).await;
                continue;
            };
            while connections.try_join_next().is_some() {}
            connections.spawn(self.clone().welcome(stream, acceptor.clone()));
        }
    }

    async fn welcome(self, mut stream: TcpStream, acceptor: Option<TlsAcceptor>) {
        let fault = locked(&self.faults).take_of_the_connection();
        match (fault, acceptor) {
            (Some(Fault::Stalled), _) => pending().await,
            (Some(Fault::BadHandshake), _) => {
                // Anyone who does not understand this is the reason for sending it.
                let _ = stream.write_all(b"220 no TLS here\r\n").await;
            }
            (Some(_), _) => {}
            (None, None) => self.converse(stream).await,
            (None, Some(acceptor)) => {
                let Ok(Ok(stream)) = timeout(PATIENCE, acceptor.accept(stream)).await else { return };
                match stream.get_ref().1.alpn_protocol() {
                    Some(H2) => self.converse_in_h2(stream).await,
                    _ => self.converse(stream).await,
                }
            }
        }
    }

    // In both, an error of the service ends the exchange without an answer: that is what dropping faults want.

    async fn converse(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let service = TowerToHyperService::new(Front(self));
        let mut server = http1::Builder::new();
        server.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
        let _ = server.serve_connection(TokioIo::new(stream), service).await;
    }

    async fn converse_in_h2(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let service = TowerToHyperService::new(Front(self));
        let _ = http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
    }
}

impl Listener {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate authority to trust, in PEM. `None` without TLS.
    pub fn ca_pem(&self) -> Option<&str> {
        self.authority.as_ref().map(|authority| authority.certificate_pem.as_str())
    }

    /// The key of the certificate authority, in PEM, for [`Sandbox::with_authority_key`]. `None` without TLS.
    pub fn ca_key_pem(&self) -> Option<&str> {
        self.authority.as_ref().map(|authority| authority.key_pem.as_str())
    }

    /// The addresses for a client that connects to it.
    pub fn endpoints(&self) -> Endpoints {
        let scheme = if self.authority.is_some() { "https" } else { "http" };
        Endpoints::new(format!("{scheme}://{}", self.address))
    }

    /// Serves until the future is dropped.
    pub async fn serve(mut self) {
        // The task ends only when it is aborted, which `Drop` does.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// With a certificate for this address, and the authority that made it.
fn tls(address: SocketAddr, authority_key: Option<&str>) -> io::Result<(Option<TlsAcceptor>, Option<Authority>)> {
    let (certificate, key, authority) = certified(address, authority_key)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key))
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![H2.to_vec(), HTTP_1_1.to_vec()];
    Ok((Some(TlsAcceptor::from(Arc::new(config))), Some(authority)))
}

/// A certificate for this address and its key, and the certificate authority made for it.
fn certified(address: SocketAddr, authority_key: Option<&str>) -> io::Result<(rcgen::Certificate, KeyPair, Authority)> {
    let mut ca = CertificateParams::new(Vec::new()).map_err(io::Error::other)?;
    ca.distinguished_name = named(AUTHORITY);
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let ca_key = authority_key.map_or_else(key_pair, |pem| KeyPair::from_pem(pem).map_err(io::Error::other))?;
    let key_pem = ca_key.serialize_pem();
    let ca = CertifiedIssuer::self_signed(ca, ca_key).map_err(io::Error::other)?;

    let names = vec!["localhost".to_owned(), address.ip().to_string()];
    let mut server = CertificateParams::new(names).map_err(io::Error::other)?;
    server.distinguished_name = named(SERVER);
    server.use_authority_key_identifier_extension = true;
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = key_pair()?;
    let certificate = server.signed_by(&key, &ca).map_err(io::Error::other)?;
    Ok((certificate, key, Authority { certificate_pem: ca.pem(), key_pem }))
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

fn key_pair() -> io::Result<KeyPair> {
    KeyPair::generate().map_err(io::Error::other)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn issuer_and_subject_differ_in_name() {
        let (certificate, ..) = certified("127.0.0.1:0".parse().unwrap(), None).unwrap();
        let count = |name: &str| {
            // A common name in UTF-8, and nothing behind it.
            let name = [&[0x0C, name.len() as u8], name.as_bytes()].concat();
            certificate.der().windows(name.len()).filter(|window| *window == name).count()
        };
        assert_eq!((count(AUTHORITY), count(SERVER)), (1, 1));
    }
}
