//! A gateway that costs next to nothing: it reads a request and replays the signed answer of its path.

use std::{
    convert::Infallible,
    env,
    io::{BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr},
    process::{Child, Command, Stdio},
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Request, Response, header::CONNECTION};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use rcgen::CertifiedKey;
use rustls::{ServerConfig, crypto::ring};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;
use tower_service::Service;

use crate::case::{Case, InquireBalance, QueryAccount, QueryWallet, answer};

/// The answers, by path.
#[derive(Clone, Debug)]
struct Answers(Arc<[(&'static str, Response<Bytes>)]>);

impl Answers {
    /// With `closing`, each answer ends its connection.
    fn new(closing: bool) -> Self {
        let mut answers = [
            (InquireBalance::PATH, answer::<InquireBalance>()),
            (QueryWallet::PATH, answer::<QueryWallet>()),
            (QueryAccount::PATH, answer::<QueryAccount>()),
        ];
        if closing {
            for (_, answer) in &mut answers {
                answer.headers_mut().insert(CONNECTION, http::HeaderValue::from_static("close"));
            }
        }
        Self(Arc::new(answers))
    }

    fn to(&self, path: &str) -> Response<Full<Bytes>> {
        let found = self.0.iter().find(|(known, _)| *known == path);
        found.map_or_else(|| Response::new(Full::default()), |(_, answer)| answer.clone().map(Full::from))
    }
}

/// The gateway as a transport: no socket, no connection.
///
/// Takes the body as a connection would, whatever type it has.
#[derive(Clone, Debug)]
pub struct InMemory(Answers);

impl Default for InMemory {
    fn default() -> Self {
        Self(Answers::new(false))
    }
}

impl<B> Service<Request<B>> for InMemory
where
    B: http_body::Body<Error: std::fmt::Debug> + Send + 'static,
    B::Data: Send,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let answer = self.0.to(request.uri().path());
        Box::pin(async move {
            let mut body = std::pin::pin!(request.into_body());
            while let Some(frame) = body.frame().await {
                frame.expect("the body of a request");
            }
            Ok(answer)
        })
    }
}

/// What the gateway speaks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// Over TLS: with a certificate of its own making.
    pub tls: bool,
    /// Every answer ends its connection.
    pub closing: bool,
    /// The processor it keeps to.
    pub core: Option<usize>,
}

/// Serves on a port of its own choice until the process ends, and says on standard output where.
pub async fn serve(settings: Settings) -> std::io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("{}", listener.local_addr()?);
    let acceptor = settings.tls.then(|| {
        let (acceptor, pem) = tls();
        print!("{pem}");
        acceptor
    });
    println!("ready");
    let answers = Answers::new(settings.closing);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (answers, acceptor) = (answers.clone(), acceptor.clone());
        tokio::spawn(async move {
            match acceptor {
                None => converse(stream, answers).await,
                Some(acceptor) => {
                    // Unless the client goes away during the handshake.
                    if let Ok(stream) = acceptor.accept(stream).await {
                        converse(stream, answers).await;
                    }
                }
            }
        });
    }
}

async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, answers: Answers) {
    let service = service_fn(move |request: Request<Incoming>| {
        let answer = answers.to(request.uri().path());
        async move {
            let _ = request.into_body().collect().await;
            Ok::<_, Infallible>(answer)
        }
    });
    let mut http = auto::Builder::new(TokioExecutor::new());
    http.http2().max_concurrent_streams(4096);
    // Ends with an error when the client goes away.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

fn tls() -> (TlsAcceptor, String) {
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed([Ipv4Addr::LOCALHOST.to_string()]).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks them")
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .expect("a certificate and its key");
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    (TlsAcceptor::from(Arc::new(config)), cert.pem())
}

/// A gateway in a process of its own. Ends when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Gateway {
    _process: Arc<Process>,
    /// Where it listens.
    pub address: SocketAddr,
    /// The certificate to trust, in PEM; empty without TLS.
    pub ca_pem: String,
}

impl Gateway {
    /// Starts this program once more, as a gateway.
    pub fn start(settings: Settings) -> std::io::Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        command.arg("serve").stdout(Stdio::piped());
        command.args(settings.tls.then_some("--tls")).args(settings.closing.then_some("--closing"));
        if let Some(core) = settings.core {
            command.args(["--core", &core.to_string()]);
        }
        let mut process = command.spawn()?;
        let output = process.stdout.take().expect("a piped output");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let address = lines.next().and_then(|line| line.parse().ok()).ok_or(std::io::ErrorKind::UnexpectedEof)?;
        let ca_pem = lines.take_while(|line| line != "ready").map(|line| line + "\n").collect();
        Ok(Self { _process: Arc::new(Process(process)), address, ca_pem })
    }

    /// Its origin: scheme, address and port.
    pub fn origin(&self) -> String {
        let scheme = if self.ca_pem.is_empty() { "http" } else { "https" };
        format!("{scheme}://{}", self.address)
    }
}

#[derive(Debug)]
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
