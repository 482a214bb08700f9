//! `alipay sandbox`: the embedded gateway, for other programs.

mod environment;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
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
    match &args.command {
        Some(SandboxCommand::Trigger(args)) => trigger::run(args).await,
        None => serve(args).await,
    }
}

async fn serve(args: &SandboxArgs) -> Result<(), Failure> {
    if !args.listen.ip().is_loopback() && args.allow_host.is_empty() {
        // Its keys are known to everyone.
        let why = "--listen: must be an address of this machine only, such as 127.0.0.1:8443, unless --allow-host says by \
                   which name others call it";
        return Err(Failure::usage(why));
    }
    // Asked for before anything is told: anyone who reads the line may interrupt at once.
    let interrupted =
        interrupted().map_err(|error| Failure::usage("signals cannot be received here").because(error))?;
    let sandbox = sandbox(args)?;
    let listener = sandbox.listen(args.listen, args.tls).await;
    let listener = listener.map_err(|error| Failure::usage("--listen: the address cannot be used").because(error))?;
    let files = match &args.keys_dir {
        Some(folder) => Files::write(args, &sandbox, &listener, folder)?,
        None => Files::default(),
    };
    let page = format!("{}/", listener.endpoints().origin());
    let ready = if args.env {
        environment::settings(&sandbox, &listener.endpoints(), files.ca.as_deref())
    } else {
        let ready = serde_json::to_string(&Ready::new(&page, &listener, &files));
        ready.map_err(|_| Failure::usage("--keys-dir: its name is not text in UTF-8"))? + "\n"
    };
    output::to_stdout(ready.as_bytes())?;
    if args.open {
        open(&page);
    }

    tokio::select! {
        () = listener.serve() => {}
        () = interrupted => {}
    }
    match &args.state {
        Some(file) => save(&sandbox, file),
        None => Ok(()),
    }
}

/// The sandbox as it is asked for, with what happened in it before.
fn sandbox(args: &SandboxArgs) -> Result<Sandbox, Failure> {
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
    let authority_key = args.keys_dir.as_ref().and_then(|folder| fs::read_to_string(folder.join(CA_KEY)).ok());
    let sandbox = authority_key.into_iter().fold(sandbox, |sandbox, key| sandbox.with_authority_key(&key));
    args.allow_host.iter().for_each(|host| sandbox.allow_host(host));
    let Some(file) = &args.state else { return Ok(sandbox) };
    match fs::read(file) {
        Ok(saved) => sandbox.load(&saved).map_err(|error| Failure::usage(format!("--state: {error}")))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::usage("--state: the file cannot be read").because(error)),
    }
    Ok(sandbox)
}

/// In the place of what was there, as a whole.
fn save(sandbox: &Sandbox, file: &Path) -> Result<(), Failure> {
    let failed = |error| Failure::usage("--state: the file cannot be written").because(error);
    let mut aside = file.as_os_str().to_owned();
    aside.push(".new");
    fs::write(&aside, sandbox.save()).and_then(|()| fs::rename(&aside, file)).map_err(failed)
}

/// Shows the page. Anyone who has no browser has its address.
fn open(page: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let mut command = if cfg!(windows) { Command::new("explorer") } else { Command::new(program) };
    let opened = command.arg(page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if opened.is_err() {
        output::to_stderr(&format!("note: no browser can be opened here; the page is {page}\n"));
    }
}

const PRIVATE_KEY: &str = "sandbox_client_private_key.pem";
const PUBLIC_KEY: &str = "sandbox_alipay_public_key.pem";
const APP_CERT: &str = "sandbox_app_cert.crt";
const ALIPAY_CERT: &str = "sandbox_alipay_cert.crt";
const ROOT_CERT: &str = "sandbox_alipay_root_cert.crt";
const CONTENT_KEY: &str = "sandbox_content_key.txt";
const CA: &str = "sandbox_ca.pem";
const CA_KEY: &str = "sandbox_ca_key.pem";

/// What clients need.
#[derive(Default)]
struct Files {
    private_key: Option<PathBuf>,
    public_key: Option<PathBuf>,
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
        files.extend(listener.ca_key_pem().map(|pem| key_file(CA_KEY, pem, true)));

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
            private_key: written(PRIVATE_KEY),
            public_key: written(PUBLIC_KEY),
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
    /// To be looked at in a browser.
    page: &'a str,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    private_key_file: Option<&'a Path>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    private_key_file: Option<&'a Path>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alipay_public_key_file: Option<&'a Path>,
}

impl<'a> Ready<'a> {
    fn new(page: &'a str, listener: &Listener, files: &'a Files) -> Self {
        let endpoints = listener.endpoints();
        let (private_key_file, alipay_public_key_file) = (files.private_key.as_deref(), files.public_key.as_deref());
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
            alipay_public_key_file: alipay_public_key_file.filter(|_| files.alipay_cert.is_none()),
            app_cert_file: files.app_cert.as_deref(),
            alipay_cert_file: files.alipay_cert.as_deref(),
            alipay_root_cert_file: files.root_cert.as_deref(),
            content_key_file: files.content_key.as_deref(),
        };
        Self {
            page,
            open_platform: open_platform(None, &endpoints.gateway()),
            open_platform_v3: open_platform(Some(ProtocolName::V3), endpoints.origin()),
            dws: signed_header(Sandbox::DWS_CLIENT_ID),
            worldfirst: signed_header(Sandbox::WORLDFIRST_CLIENT_ID),
            ca_file: files.ca.as_deref(),
        }
    }
}
