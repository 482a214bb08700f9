//! `alipay sandbox`: the embedded gateway, for other programs.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use alipay_sandbox::{Listener, Sandbox};
use serde::Serialize;

use crate::{
    args::SandboxArgs,
    failure::Failure,
    files::{self, KeyFile},
    output,
};

pub(crate) async fn run(args: &SandboxArgs) -> Result<(), Failure> {
    // Asked for before anything is told: whoever reads the line may interrupt at once.
    let interrupted =
        interrupted().map_err(|error| Failure::usage("signals cannot be received here").because(error))?;
    let sandbox = Sandbox::new();
    let listener = sandbox.listen(args.listen, args.tls).await;
    let listener = listener.map_err(|error| Failure::usage("--listen: the address cannot be used").because(error))?;
    let files = Files::write(&sandbox, &listener, &args.keys_dir)?;
    let ready = serde_json::to_string(&Ready::new(&listener, &files));
    let ready = ready.map_err(|_| Failure::usage("--keys-dir: its name is not text in UTF-8"))?;
    output::to_stdout(format!("{ready}\n").as_bytes())?;

    tokio::select! {
        () = listener.serve() => {}
        () = interrupted => {}
    }
    Ok(())
}

/// Ends when the user or the system wants the program to end.
#[cfg(unix)]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a signal handler the system ends the program by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

const PRIVATE_KEY: &str = "sandbox_client_private_key.pem";
const PUBLIC_KEY: &str = "sandbox_alipay_public_key.pem";
const CA: &str = "sandbox_ca.pem";

struct Files {
    private_key: PathBuf,
    public_key: PathBuf,
    ca: Option<PathBuf>,
}

impl Files {
    /// Writes the keys. Files of an earlier sandbox are replaced: their names say whose they are.
    fn write(sandbox: &Sandbox, listener: &Listener, folder: &Path) -> Result<Self, Failure> {
        let write = || {
            fs::create_dir_all(folder)?;
            let folder = std::path::absolute(folder)?;
            let key_file = |name, text, is_secret| KeyFile { name, text, is_secret };
            let mut files = vec![
                key_file(PRIVATE_KEY, sandbox.client_private_key_pem(), true),
                key_file(PUBLIC_KEY, sandbox.gateway_public_key_pem(), false),
            ];
            files.extend(listener.ca_pem().map(|pem| key_file(CA, pem, false)));
            files::replace(&files, &folder)?;
            io::Result::Ok(Self {
                private_key: folder.join(PRIVATE_KEY),
                public_key: folder.join(PUBLIC_KEY),
                ca: listener.ca_pem().map(|_| folder.join(CA)),
            })
        };
        write().map_err(|error| {
            Failure::usage(format!("--keys-dir: nothing can be written into {}", files::shown(folder))).because(error)
        })
    }
}

/// What is told when the sandbox is ready, in the words of `alipay call` and of configuration files.
#[derive(Serialize)]
struct Ready<'a> {
    open_platform: OpenPlatform<'a>,
    dws: SignedHeader<'a>,
    worldfirst: SignedHeader<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_file: Option<&'a Path>,
}

#[derive(Serialize)]
struct OpenPlatform<'a> {
    gateway: String,
    app_id: &'static str,
    private_key_file: &'a Path,
    alipay_public_key_file: &'a Path,
}

#[derive(Serialize)]
struct SignedHeader<'a> {
    base_url: String,
    client_id: &'static str,
    private_key_file: &'a Path,
    alipay_public_key_file: &'a Path,
}

impl<'a> Ready<'a> {
    fn new(listener: &Listener, files: &'a Files) -> Self {
        let endpoints = listener.endpoints();
        let (private_key_file, alipay_public_key_file) = (&files.private_key, &files.public_key);
        let signed_header = |client_id| SignedHeader {
            base_url: endpoints.origin().to_owned(),
            client_id,
            private_key_file,
            alipay_public_key_file,
        };
        Self {
            open_platform: OpenPlatform {
                gateway: endpoints.gateway(),
                app_id: Sandbox::APP_ID,
                private_key_file,
                alipay_public_key_file,
            },
            dws: signed_header(Sandbox::DWS_CLIENT_ID),
            worldfirst: signed_header(Sandbox::WORLDFIRST_CLIENT_ID),
            ca_file: files.ca.as_deref(),
        }
    }
}
