//! The sandbox as a server.

use std::{io, net::SocketAddr, sync::Arc};

use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use crate::{Endpoints, Sandbox};

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
    /// # Errors
    /// When the address cannot be bound, or no certificate can be made.
    pub async fn listen(&self, address: SocketAddr, tls: bool) -> io::Result<Listener> {
        let socket = TcpListener::bind(address).await?;
        let address = socket.local_addr()?;
        let (acceptor, ca_pem) = if tls { self::tls(address)? } else { (None, None) };
        let task = tokio::spawn(self.clone().accept(socket, acceptor));
        Ok(Listener { address, ca_pem, task })
    }

    async fn accept(self, socket: TcpListener, acceptor: Option<TlsAcceptor>) {
        loop {
            // A connection that cannot be accepted is the peer's loss, not the gateway's end.
            let Ok((stream, _)) = socket.accept().await else { continue };
            let (sandbox, acceptor) = (self.clone(), acceptor.clone());
            tokio::spawn(async move {
                match acceptor {
                    None => sandbox.converse(stream).await,
                    Some(acceptor) => {
                        if let Ok(stream) = acceptor.accept(stream).await {
                            sandbox.converse(stream).await;
                        }
                    }
                }
            });
        }
    }

    async fn converse(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        // An error of the service ends the connection without an answer: that is what dropping faults want.
        let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), TowerToHyperService::new(self)).await;
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

/// A certificate authority made for this listener, and a certificate for its address.
fn tls(address: SocketAddr) -> io::Result<(Option<TlsAcceptor>, Option<String>)> {
    let mut ca = CertificateParams::new(Vec::new()).map_err(io::Error::other)?;
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let ca = CertifiedIssuer::self_signed(ca, key_pair()?).map_err(io::Error::other)?;

    let names = vec!["localhost".to_owned(), address.ip().to_string()];
    let mut server = CertificateParams::new(names).map_err(io::Error::other)?;
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = key_pair()?;
    let certificate = server.signed_by(&key, &ca).map_err(io::Error::other)?;

    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key))
        .map_err(io::Error::other)?;
    Ok((Some(TlsAcceptor::from(Arc::new(config))), Some(ca.pem())))
}

fn key_pair() -> io::Result<KeyPair> {
    KeyPair::generate().map_err(io::Error::other)
}
