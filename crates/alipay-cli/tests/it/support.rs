//! Running the program, and gateways for it.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use alipay_sandbox::{Listener, Sandbox};
use serde_json::Value;
use tempfile::TempDir;

/// The program, ready to run in a folder of its own and without the environment's settings.
pub(crate) fn alipay(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alipay"));
    command.current_dir(folder).stdin(Stdio::null()).env_remove("NO_COLOR");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ALIPAY_") {
            command.env_remove(name);
        }
    }
    command
}

/// How the program ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().unwrap();
        let ran = Self {
            code: status.code().expect("it ends by itself"),
            stdout,
            stderr: String::from_utf8(stderr).unwrap(),
        };
        assert!(!ran.stderr.contains("panicked"), "{ran:?}");
        ran
    }

    /// The error that `--json` tells on one line, behind warnings, with nothing on standard output.
    #[track_caller]
    pub(crate) fn error(&self, code: i32) -> Value {
        assert_eq!((self.code, self.stdout.len()), (code, 0), "{self:?}");
        let mut lines = self.stderr.lines().skip_while(|line| line.starts_with("{\"warning\":"));
        let told: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
        assert_eq!(lines.next(), None, "{self:?}");
        let members: Vec<_> = told["error"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["attempts", "code", "effect", "kind", "message", "trace_id"]);
        told["error"].clone()
    }

    /// An error before anything is sent: exit code 2, a message with these words, and no trace of what is secret.
    #[track_caller]
    pub(crate) fn refuses<S: AsRef<str>>(&self, names: &[&str], secrets: impl IntoIterator<Item = S>) {
        assert_eq!((self.code, self.stdout.len()), (2, 0), "{self:?}");
        for name in names {
            assert!(self.stderr.contains(name), "{name} is not in: {}", self.stderr);
        }
        for secret in secrets {
            assert!(!self.stderr.contains(secret.as_ref()), "{} is in: {}", secret.as_ref(), self.stderr);
        }
    }
}

/// Nobody listens here.
pub(crate) const NOWHERE: &str = "http://127.0.0.1:9";

/// What differs from gateway to gateway on the command line, and a question for each that has an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dialect {
    pub(crate) name: &'static str,
    pub(crate) address: &'static str,
    pub(crate) identity: (&'static str, &'static str),
    pub(crate) api: &'static str,
    pub(crate) data: &'static str,
    /// Another question to the same API, with another answer.
    pub(crate) other_data: &'static str,
    pub(crate) answer: &'static str,
}

pub(crate) const OPEN_PLATFORM: Dialect = Dialect {
    name: "open-platform",
    address: "--gateway",
    identity: ("--app-id", Sandbox::APP_ID),
    api: "alipay.fund.account.query",
    data: r#"{"alipay_user_id":"2088301409188095","account_type":"ACCTRANS_ACCOUNT"}"#,
    other_data: r#"{"alipay_user_id":"2088301409188095","account_product_code":"DING_ACCOUNT"}"#,
    answer: r#""available_amount":"100.00""#,
};
pub(crate) const DWS: Dialect = Dialect {
    name: "dws",
    address: "--base-url",
    identity: ("--client-id", Sandbox::DWS_CLIENT_ID),
    api: "queryAccountAndBenefit",
    data: r#"{"customerId":"2162265049047338"}"#,
    other_data: r#"{"customerId":"2162220005743705"}"#,
    answer: r#""availableAmount":{"currency":"MYR","value":"23"}"#,
};
pub(crate) const WORLDFIRST: Dialect = Dialect {
    name: "worldfirst",
    address: "--base-url",
    identity: ("--client-id", Sandbox::WORLDFIRST_CLIENT_ID),
    api: "inquiryBalance",
    data: r#"{"currency":"CNY","transferFactor":{"transferFundType":"GLOBAL_GLOBAL_SERVICE"}}"#,
    other_data: r#"{"currency":"USD","transferFactor":{"transferFundType":"GLOBAL_GLOBAL_SERVICE"}}"#,
    answer: r#"{"currency":"CNY","value":"50000"}"#,
};
pub(crate) const DIALECTS: [Dialect; 3] = [OPEN_PLATFORM, DWS, WORLDFIRST];

impl Dialect {
    /// The gateway's address as this dialect's option takes it.
    pub(crate) fn url(&self, origin: &str) -> String {
        if self.address == "--gateway" { format!("{origin}/gateway.do") } else { origin.to_owned() }
    }
}

/// The sandbox's keys in files, and a folder to run the program in.
pub(crate) struct Keys {
    folder: TempDir,
}

impl Keys {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::empty();
        fs::write(folder.path().join("private.pem"), sandbox.client_private_key_pem()).unwrap();
        fs::write(folder.path().join("public.pem"), sandbox.gateway_public_key_pem()).unwrap();
        Self { folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// `alipay call` with everything but the request.
    pub(crate) fn call(&self, dialect: &Dialect, origin: &str, api: &str) -> Command {
        let mut command = alipay(self.folder());
        let (identity, id) = dialect.identity;
        command.args(["call", dialect.name, api, dialect.address, &dialect.url(origin), identity, id]);
        command.args(["--private-key", "private.pem", "--alipay-public-key", "public.pem"]);
        command
    }
}

/// A sandbox in this process, on a plain socket, and the program set up for it.
pub(crate) struct Gateway {
    pub(crate) sandbox: Sandbox,
    pub(crate) keys: Keys,
    listener: Listener,
    _runtime: tokio::runtime::Runtime,
}

impl Gateway {
    pub(crate) fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = Sandbox::new();
        let listener = runtime.block_on(sandbox.listen(any_port(), false)).unwrap();
        Self { sandbox, keys: Keys::new(), listener, _runtime: runtime }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.listener.address()
    }

    pub(crate) fn origin(&self) -> String {
        self.listener.endpoints().origin().to_owned()
    }

    /// `alipay call .. --json`.
    pub(crate) fn call(&self, dialect: &Dialect, api: &str, data: &str) -> Ran {
        Ran::of(self.keys.call(dialect, &self.origin(), api).args(["--data", data, "--json"]))
    }
}

pub(crate) fn any_port() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 0).into()
}

/// `alipay sandbox` in a process of its own.
pub(crate) struct SandboxProcess {
    pub(crate) child: Child,
    pub(crate) folder: TempDir,
    pub(crate) ready: Value,
}

impl SandboxProcess {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = alipay(folder.path());
        command.args(["sandbox", "--listen", "127.0.0.1:0", "--keys-dir", "keys"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).expect("one line of JSON");
        Self { child, folder, ready }
    }

    /// `alipay call .. --json`, with what the line said.
    pub(crate) fn call(&self, dialect: &Dialect, data: &str) -> Ran {
        let told = &self.ready[dialect.name.replace('-', "_")];
        let text = |name: &str| told[name].as_str().unwrap_or_else(|| panic!("{name} in {told}"));
        let field = |flag: &str| flag.trim_start_matches('-').replace('-', "_");
        let mut command = alipay(self.folder.path());
        command.args(["call", dialect.name, dialect.api, "--data", data, "--json"]);
        for flag in [dialect.address, dialect.identity.0] {
            command.args([flag, text(&field(flag))]);
        }
        command.args([
            "--private-key",
            text("private_key_file"),
            "--alipay-public-key",
            text("alipay_public_key_file"),
        ]);
        if let Some(ca) = self.ready["ca_file"].as_str() {
            command.args(["--ca", ca]);
        }
        Ran::of(&mut command)
    }
}

impl Drop for SandboxProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An HTTP answer, to be changed on its way.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) head: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// Takes a header away. It must have been there.
    pub(crate) fn without(mut self, name: &str) -> Self {
        let before = self.head.len();
        self.head.retain(|line| !line.to_ascii_lowercase().starts_with(&format!("{name}:")));
        assert_eq!(self.head.len() + 1, before, "{name}");
        self
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.head.push(format!("{name}: {value}"));
        self
    }

    /// Replaces text in the body. It must have been there.
    pub(crate) fn replace(mut self, old: &str, new: &str) -> Self {
        assert!(self.text().contains(old), "{old} is not in {}", self.text());
        self.body = self.text().replacen(old, new, 1).into_bytes();
        self
    }
}

/// A plain HTTP proxy in front of a gateway that changes every answer.
pub(crate) struct Proxy {
    address: SocketAddr,
}

impl Proxy {
    pub(crate) fn start(gateway: SocketAddr, change: impl FnMut(Answer) -> Answer + Send + 'static) -> Self {
        let socket = TcpListener::bind(any_port()).unwrap();
        let address = socket.local_addr().unwrap();
        let change = Arc::new(Mutex::new(change));
        thread::spawn(move || {
            for client in socket.incoming().flatten() {
                pass(client, gateway, |answer| (*change.lock().unwrap())(answer));
            }
        });
        Self { address }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// One request, and its changed answer.
fn pass(mut client: TcpStream, gateway: SocketAddr, change: impl FnOnce(Answer) -> Answer) {
    let bound = Some(Duration::from_secs(10));
    let mut server = TcpStream::connect(gateway).unwrap();
    for stream in [&client, &server] {
        stream.set_read_timeout(bound).unwrap();
    }
    let Some(request) = receive(&mut client) else { return };
    send(&mut server, &request);
    let answer = change(receive(&mut server).expect("an answer"));
    send(&mut client, &answer);
}

fn receive(stream: &mut TcpStream) -> Option<Answer> {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => head.push(line.to_owned()),
        }
    }
    let length =
        head.iter().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(Answer { head, body })
}

fn send(stream: &mut TcpStream, message: &Answer) {
    let mut bytes = Vec::new();
    for line in &message.head {
        let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if !matches!(&*name, "content-length" | "connection") {
            write!(bytes, "{line}\r\n").unwrap();
        }
    }
    write!(bytes, "content-length: {}\r\nconnection: close\r\n\r\n", message.body.len()).unwrap();
    bytes.extend(&message.body);
    // The other side may have gone; then it says so itself.
    let _ = stream.write_all(&bytes);
}

/// Runs a closure for each item on a few threads: most of the time goes into starting processes.
pub(crate) fn for_each<T: Send + Sync>(items: &[T], check: impl Fn(&T) + Sync) {
    thread::scope(|scope| {
        for chunk in items.chunks(items.len().div_ceil(4).max(1)) {
            scope.spawn(|| chunk.iter().for_each(&check));
        }
    });
}

/// Every long piece of a text that must not be shown.
pub(crate) fn pieces(text: &str) -> Vec<String> {
    let long = |line: &&str| line.len() >= 12 && !line.starts_with("-----");
    text.lines().filter(long).map(|line| line.chars().skip(2).take(24).collect()).collect()
}
