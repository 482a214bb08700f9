//! `alipay sandbox`: the embedded gateway, for other programs.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use alipay::config::ProtocolName;
use alipay_sandbox::{GatewayCertificate, Listener, Sandbox};
use serde::Serialize;

use crate::{
    args::{SandboxArgs, SandboxCommand},
    failure::Failure,
    files::{self, KeyFile},
    interrupt::interrupted,
    output, trigger,
};

pub(crate) async fn run(args: &SandboxArgs) -> Result<(), Failure> {
    match (&args.command, &args.keys_dir) {
        (Some(SandboxCommand::Trigger(args)), _) => trigger::run(args).await,
        (None, Some(folder)) => serve(args, folder).await,
        (None, None) => Err(Failure::usage("missing: --keys-dir")),
    }
}

async fn serve(args: &SandboxArgs, folder: &Path) -> Result<(), Failure> {
    // Asked for before anything is told: whoever reads the line may interrupt at once.
    let interrupted =
        interrupted().map_err(|error| Failure::usage("signals cannot be received here").because(error))?;
    let sandbox = Sandbox::new();
    let sandbox = if args.certificates { sandbox.with_certificates() } else { sandbox };
    let sandbox = if args.content_key { sandbox.with_content_key() } else { sandbox };
    let sandbox = match &args.answers {
        Some(folder) => {
            let answers = sandbox.with_answers(folder);
            answers.map_err(|error| Failure::usage("--answers: there is a bad answer").because(error))?
        }
        None => sandbox,
    };
    let listener = sandbox.listen(args.listen, args.tls).await;
    let listener = listener.map_err(|error| Failure::usage("--listen: the address cannot be used").because(error))?;
    let files = Files::write(args, &sandbox, &listener, folder)?;
    let ready = serde_json::to_string(&Ready::new(&listener, &files));
    let ready = ready.map_err(|_| Failure::usage("--keys-dir: its name is not text in UTF-8"))?;
    output::to_stdout(format!("{ready}\n").as_bytes())?;

    tokio::select! {
        () = listener.serve() => {}
        () = interrupted => {}
    }
    Ok(())
}

const PRIVATE_KEY: &str = "sandbox_client_private_key.pem";
const PUBLIC_KEY: &str = "sandbox_alipay_public_key.pem";
const APP_CERT: &str = "sandbox_app_cert.crt";
const ALIPAY_CERT: &str = "sandbox_alipay_cert.crt";
const ROOT_CERT: &str = "sandbox_alipay_root_cert.crt";
const CONTENT_KEY: &str = "sandbox_content_key.txt";
const CA: &str = "sandbox_ca.pem";

/// What clients need.
struct Files {
    private_key: PathBuf,
    public_key: PathBuf,
    app_cert: Option<PathBuf>,
    alipay_cert: Option<PathBuf>,
    root_cert: Option<PathBuf>,
    content_key: Option<PathBuf>,
    ca: Option<PathBuf>,
}

impl Files {
    /// Writes the files. Those of an earlier sandbox are replaced: their names say whose they are.
    fn write(args: &SandboxArgs, sandbox: &Sandbox, listener: &Listener, folder: &Path) -> Result<Self, Failure> {
        let key_file = |name, text, is_secret| KeyFile { name, text, is_secret };
        let mut files = vec![
            key_file(PRIVATE_KEY, sandbox.client_private_key_pem(), true),
            key_file(PUBLIC_KEY, sandbox.gateway_public_key_pem(), false),
        ];
        if args.certificates {
            let alipay_cert = sandbox.gateway_certificate_pem(GatewayCertificate::Old);
            files.push(key_file(APP_CERT, sandbox.app_certificate_pem(), false));
            files.push(key_file(ALIPAY_CERT, alipay_cert, false));
            files.push(key_file(ROOT_CERT, sandbox.root_certificates_pem(), false));
        }
        if args.content_key {
            files.push(key_file(CONTENT_KEY, Sandbox::CONTENT_KEY, true));
        }
        files.extend(listener.ca_pem().map(|pem| key_file(CA, pem, false)));

        let write = || {
            fs::create_dir_all(folder)?;
            let folder = std::path::absolute(folder)?;
            files::replace(&files, &folder)?;
            io::Result::Ok(folder)
        };
        let folder = write().map_err(|error| {
            Failure::usage(format!("--keys-dir: nothing can be written into {}", files::shown(folder))).because(error)
        })?;
        let written = |name| files.iter().any(|file| file.name == name).then(|| folder.join(name));
        Ok(Self {
            private_key: folder.join(PRIVATE_KEY),
            public_key: folder.join(PUBLIC_KEY),
            app_cert: written(APP_CERT),
            alipay_cert: written(ALIPAY_CERT),
            root_cert: written(ROOT_CERT),
            content_key: written(CONTENT_KEY),
            ca: written(CA),
        })
    }
}

/// What is told when the sandbox is ready, in the words of `alipay call` and of configuration files.
#[derive(Serialize)]
struct Ready<'a> {
    open_platform: OpenPlatform<'a>,
    /// The same application, in REST.
    open_platform_v3: OpenPlatform<'a>,
    dws: SignedHeader<'a>,
    worldfirst: SignedHeader<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_file: Option<&'a Path>,
}

#[derive(Serialize)]
struct OpenPlatform<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<&'static str>,
    gateway: String,
    app_id: &'static str,
    private_key_file: &'a Path,
    /// In certificate mode the gateway's key is that of its certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    alipay_public_key_file: Option<&'a Path>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_cert_file: Option<&'a Path>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alipay_cert_file: Option<&'a Path>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alipay_root_cert_file: Option<&'a Path>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_key_file: Option<&'a Path>,
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
        let (private_key_file, alipay_public_key_file) = (files.private_key.as_path(), files.public_key.as_path());
        let signed_header = |client_id| SignedHeader {
            base_url: endpoints.origin().to_owned(),
            client_id,
            private_key_file,
            alipay_public_key_file,
        };
        let open_platform = |protocol: Option<ProtocolName>, gateway: &str| OpenPlatform {
            protocol: protocol.map(ProtocolName::as_str),
            gateway: gateway.to_owned(),
            app_id: Sandbox::APP_ID,
            private_key_file,
            alipay_public_key_file: files.alipay_cert.is_none().then_some(alipay_public_key_file),
            app_cert_file: files.app_cert.as_deref(),
            alipay_cert_file: files.alipay_cert.as_deref(),
            alipay_root_cert_file: files.root_cert.as_deref(),
            content_key_file: files.content_key.as_deref(),
        };
        Self {
            open_platform: open_platform(None, &endpoints.gateway()),
            open_platform_v3: open_platform(Some(ProtocolName::V3), endpoints.origin()),
            dws: signed_header(Sandbox::DWS_CLIENT_ID),
            worldfirst: signed_header(Sandbox::WORLDFIRST_CLIENT_ID),
            ca_file: files.ca.as_deref(),
        }
    }
}
