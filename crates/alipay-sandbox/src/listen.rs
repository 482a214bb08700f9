//! The sandbox as a server.

use std::{future::pending, io, net::SocketAddr, sync::Arc, time::Duration};

use hyper::server::conn::{http1, http2};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
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
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use crate::{Endpoints, Fault, Sandbox, locked};

const H2: &[u8] = b"h2";
const HTTP_1_1: &[u8] = b"http/1.1";

/// Names of their own: OpenSSL takes a certificate whose issuer has its name for a self-signed one.
const AUTHORITY: &str = "Alipay SDK sandbox, certificate authority";
const SERVER: &str = "Alipay SDK sandbox";

/// A sandbox on a socket. Stops when dropped.
#[derive(Debug)]
pub struct Listener {
    address: SocketAddr,
    ca_pem: Option<String>,
    task: JoinHandle<()>,
}

impl Sandbox {
    /// Serves on `address`, with TLS from a certificate authority of its own when `tls` is set.
    ///
    /// Speaks HTTP/1.1, and with TLS also HTTP/2 to whoever asks for it.
    ///
    /// # Errors
    /// When the address cannot be bound, or no certificate can be made.
    pub async fn listen(&self, address: SocketAddr, tls: bool) -> io::Result<Listener> {
        let socket = TcpListener::bind(address).await?;
        let address = socket.local_addr()?;
        let (acceptor, ca_pem) = if tls { self::tls(address)? } else { (None, None) };
        let mut sandbox = self.clone();
        sandbox.cashier = sandbox.cashier.delivering();
        let task = tokio::spawn(sandbox.accept(socket, acceptor));
        Ok(Listener { address, ca_pem, task })
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
                // Whoever does not understand this is the reason for sending it.
                let _ = stream.write_all(b"220 no TLS here\r\n").await;
            }
            (Some(_), _) => {}
            (None, None) => self.converse(stream).await,
            (None, Some(acceptor)) => {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                match stream.get_ref().1.alpn_protocol() {
                    Some(H2) => self.converse_in_h2(stream).await,
                    _ => self.converse(stream).await,
                }
            }
        }
    }

    // In both, an error of the service ends the exchange without an answer: that is what dropping faults want.

    async fn converse(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), TowerToHyperService::new(self)).await;
    }

    async fn converse_in_h2(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let service = TowerToHyperService::new(self);
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
        self.ca_pem.as_deref()
    }

    /// The addresses for a client that connects to it.
    pub fn endpoints(&self) -> Endpoints {
        let scheme = if self.ca_pem.is_some() { "https" } else { "http" };
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
fn tls(address: SocketAddr) -> io::Result<(Option<TlsAcceptor>, Option<String>)> {
    let (certificate, key, ca_pem) = certified(address)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key))
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![H2.to_vec(), HTTP_1_1.to_vec()];
    Ok((Some(TlsAcceptor::from(Arc::new(config))), Some(ca_pem)))
}

/// A certificate for this address and its key, and the certificate authority made for it.
fn certified(address: SocketAddr) -> io::Result<(rcgen::Certificate, KeyPair, String)> {
    let mut ca = CertificateParams::new(Vec::new()).map_err(io::Error::other)?;
    ca.distinguished_name = named(AUTHORITY);
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let ca = CertifiedIssuer::self_signed(ca, key_pair()?).map_err(io::Error::other)?;

    let names = vec!["localhost".to_owned(), address.ip().to_string()];
    let mut server = CertificateParams::new(names).map_err(io::Error::other)?;
    server.distinguished_name = named(SERVER);
    server.use_authority_key_identifier_extension = true;
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = key_pair()?;
    let certificate = server.signed_by(&key, &ca).map_err(io::Error::other)?;
    Ok((certificate, key, ca.pem()))
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
        let (certificate, ..) = certified("127.0.0.1:0".parse().unwrap()).unwrap();
        let count = |name: &str| {
            // A common name in UTF-8, and nothing behind it.
            let name = [&[0x0C, name.len() as u8], name.as_bytes()].concat();
            certificate.der().windows(name.len()).filter(|window| *window == name).count()
        };
        assert_eq!((count(AUTHORITY), count(SERVER)), (1, 1));
    }
}
