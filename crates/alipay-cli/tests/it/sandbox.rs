//! `alipay sandbox` as a process: what it writes, and how it ends.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use alipay::{
    Client, HttpTransport, OpenPlatform, PrivateKey, PublicKey,
    config::{Config, DialectName, Profile},
    fund_account::{AccountType, FundAccountQuery},
};

use alipay_sandbox::Sandbox;
use serde_json::Value;

use crate::support::{Ran, SandboxProcess, alipay};

#[test]
fn tells_one_line_and_writes_its_keys() {
    let sandbox = SandboxProcess::start(&["--tls"]);
    for (dialect, members) in [
        ("open_platform", ["gateway", "app_id", "private_key_file", "alipay_public_key_file"]),
        ("dws", ["base_url", "client_id", "private_key_file", "alipay_public_key_file"]),
        ("worldfirst", ["base_url", "client_id", "private_key_file", "alipay_public_key_file"]),
    ] {
        let told = &sandbox.ready[dialect];
        assert_eq!(told.as_object().unwrap().len(), 4, "{told}");
        let [_, _, private, public] =
            members.map(|name| told[name].as_str().unwrap_or_else(|| panic!("{name}: {told}")));
        PrivateKey::from_text(&fs::read_to_string(private).unwrap()).unwrap();
        PublicKey::from_text(&fs::read_to_string(public).unwrap()).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(private).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
    assert!(sandbox.ready["open_platform"]["gateway"].as_str().unwrap().ends_with("/gateway.do"));
    let ca = fs::read_to_string(sandbox.ready["ca_file"].as_str().unwrap()).unwrap();
    assert!(ca.starts_with("-----BEGIN CERTIFICATE-----"), "{ca}");
}

#[cfg(unix)]
#[test]
fn ends_when_asked() {
    for signal in ["-INT", "-TERM"] {
        let mut sandbox = SandboxProcess::start(&[]);
        let sent = Command::new("kill").args([signal, &sandbox.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let limit = Instant::now() + Duration::from_secs(10);
        let status = loop {
            match sandbox.child.try_wait().unwrap() {
                Some(status) => break status,
                None => assert!(Instant::now() < limit, "{signal} is ignored"),
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        assert_eq!(status.code(), Some(0), "{signal}");
    }
}

#[test]
fn starts_again_over_its_own_files() {
    let first = SandboxProcess::start(&[]);
    let keys = first.ready["dws"]["private_key_file"].as_str().unwrap().to_owned();
    let folder = first.folder.path().to_owned();
    let mut second = alipay(&folder);
    second.args(["sandbox", "--keys-dir", "keys", "--listen"]);
    // The address is taken: told, and nothing else.
    let taken = first.ready["dws"]["base_url"].as_str().unwrap().trim_start_matches("http://").to_owned();
    Ran::of(second.arg(&taken)).refuses::<&str>(&["--listen", "in use"], []);
    assert!(fs::metadata(keys).is_ok());
}

#[test]
fn serves_this_machine_only() {
    let folder = tempfile::tempdir().unwrap();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80", "localhost", "8443", ""] {
        let ran = Ran::of(alipay(folder.path()).args(["sandbox", "--keys-dir", "keys", "--listen", address]));
        ran.refuses::<&str>(&["--listen"], []);
    }
    fs::write(folder.path().join("file"), "").unwrap();
    let ran = Ran::of(alipay(folder.path()).args(["sandbox", "--keys-dir", "file"]));
    ran.refuses::<&str>(&["--keys-dir", "file"], []);
}

/// Port 0 of all addresses, once it is said by which name others call it.
#[test]
fn serves_others_when_told() {
    let sandbox = SandboxProcess::start(&["--listen", "0.0.0.0:0", "--allow-host", "gateway.example"]);
    let port = port(&sandbox);
    for (host, status) in [("gateway.example", 200), ("other.example", 421), ("localhost", 200)] {
        assert_eq!(get(&port, "/", host).0, status, "{host}");
    }
}

/// Status and body of what is answered to this host.
fn get(port: &str, path: &str, host: &str) -> (u16, String) {
    request(port, "GET", path, host, "")
}

fn request(port: &str, method: &str, path: &str, host: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

fn port(sandbox: &SandboxProcess) -> String {
    sandbox.ready["page"].as_str().unwrap().trim_end_matches('/').rsplit_once(':').unwrap().1.to_owned()
}

/// One command, and nothing is written.
#[test]
fn needs_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = alipay(folder.path()).arg("sandbox").stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    assert!(ready["page"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{ready}");
    let members: Vec<_> = ready["open_platform"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(members, ["app_id", "gateway"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// In any language a program reads its settings from the environment.
#[test]
fn tells_its_settings_as_an_environment() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = alipay(folder.path());
    let mut child =
        command.args(["sandbox", "--env", "--tls", "--keys-dir", "keys"]).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let told: BTreeMap<String, String> = lines
        .take(10)
        .map(|line| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap())
        .collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        told["ALIPAY_GATEWAY"].starts_with("https://127.0.0.1:") && told["ALIPAY_GATEWAY"].ends_with("/gateway.do")
    );
    PrivateKey::from_text(&told["ALIPAY_PRIVATE_KEY"]).unwrap();
    PublicKey::from_text(&told["ALIPAY_PUBLIC_KEY"]).unwrap();
    assert!(fs::metadata(&told["NODE_EXTRA_CA_CERTS"]).is_ok(), "{told:?}");
}

/// Who trusts the authority of yesterday trusts that of today.
#[test]
fn its_keys_are_kept_across_starts() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut ca, mut keys) = (None, Vec::new());
    for _ in 0..2 {
        let sandbox = SandboxProcess::start_with_keys(folder.path(), &["--tls"]);
        let told = &sandbox.ready;
        let read = |file: &Value| fs::read_to_string(file.as_str().unwrap()).unwrap();
        keys.push((read(&told["dws"]["private_key_file"]), read(&told["dws"]["alipay_public_key_file"])));
        let ca = ca.get_or_insert_with(|| read(&told["ca_file"]));
        let http = HttpTransport::builder().ca_pem(ca.as_str()).build().unwrap();
        let gateway = alipay::FormV2::new(told["open_platform"]["gateway"].as_str().unwrap(), Sandbox::APP_ID).unwrap();
        let client = Client::builder(gateway).credentials(Sandbox::new().credentials()).http(http).build().unwrap();
        let query = FundAccountQuery::new("2088301409188095").account_type(AccountType::AcctransAccount);
        runtime.block_on(client.send(&query)).unwrap();
    }
    assert_eq!(keys[0], keys[1]);
}

#[cfg(unix)]
#[test]
fn its_state_is_kept_across_starts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let flags = ["--state", file.to_str().unwrap()];
    let mut sandbox = SandboxProcess::start(&flags);
    assert_eq!(request(&port(&sandbox), "POST", "/_sandbox/clock", "localhost", r#"{"advance_seconds":86400}"#).0, 200);
    Command::new("kill").args(["-TERM", &sandbox.child.id().to_string()]).status().unwrap();
    assert!(sandbox.child.wait().unwrap().success());

    let sandbox = SandboxProcess::start(&flags);
    let (_, clock) = get(&port(&sandbox), "/_sandbox/clock", "localhost");
    assert!(clock.contains(r#""ahead_seconds":86400"#), "{clock}");

    fs::write(&file, "{}").unwrap();
    let ran = Ran::of(alipay(folder.path()).args(["sandbox", "--state", "state.json"]));
    ran.refuses::<&str>(&["--state", "no saved state"], []);
}

/// The client of a profile as the line says it.
fn client(sandbox: &SandboxProcess) -> Client<OpenPlatform> {
    let told = &sandbox.ready["open_platform"];
    let folder = sandbox.folder.path();
    let lines = told.as_object().unwrap().iter().map(|(name, value)| format!("{name} = {value}\n"));
    let file = format!("[profiles.sandbox]\ndialect = \"open-platform\"\n{}", lines.collect::<String>());
    let config = Config::parse(&file, folder.join("alipay.toml")).unwrap();
    config.profile("sandbox").unwrap().open_platform_client().unwrap()
}

fn files(sandbox: &SandboxProcess) -> Vec<String> {
    let told = sandbox.ready["open_platform"].as_object().unwrap().iter();
    told.filter(|(name, _)| name.ends_with("_file")).map(|(_, file)| file.as_str().unwrap().to_owned()).collect()
}

#[test]
fn its_modes_are_told_as_a_profile_wants_them() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (flags, members) in [
        (&[][..], &["alipay_public_key_file", "app_id", "gateway", "private_key_file"][..]),
        (
            &["--certificates"],
            &["alipay_cert_file", "alipay_root_cert_file", "app_cert_file", "app_id", "gateway", "private_key_file"],
        ),
        (&["--content-key"], &["alipay_public_key_file", "app_id", "content_key_file", "gateway", "private_key_file"]),
        (
            &["--certificates", "--content-key"],
            &[
                "alipay_cert_file",
                "alipay_root_cert_file",
                "app_cert_file",
                "app_id",
                "content_key_file",
                "gateway",
                "private_key_file",
            ],
        ),
    ] {
        let sandbox = SandboxProcess::start(flags);
        let told: Vec<_> = sandbox.ready["open_platform"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(told, members);
        assert!(files(&sandbox).iter().all(|file| fs::metadata(file).unwrap().len() > 0));
        #[cfg(unix)]
        for file in files(&sandbox) {
            use std::os::unix::fs::PermissionsExt;
            let is_secret = file.contains("private_key") || file.contains("content_key");
            let mode = if is_secret { 0o600 } else { 0o644 };
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, mode, "{file}");
        }

        let query = FundAccountQuery::new("2088301409188095").account_type(AccountType::AcctransAccount);
        let answer = runtime.block_on(async { client(&sandbox).send(&query).await }).unwrap();
        assert_eq!(answer.available_amount.to_string(), "100.00", "{flags:?}");
        if flags.contains(&"--certificates") {
            // Who does not name certificates is refused.
            let keys = Profile::new(DialectName::OpenPlatform)
                .address(sandbox.ready["open_platform"]["gateway"].as_str().unwrap())
                .identity(sandbox.ready["open_platform"]["app_id"].as_str().unwrap())
                .private_key_file(sandbox.ready["dws"]["private_key_file"].as_str().unwrap())
                .alipay_public_key_file(sandbox.ready["dws"]["alipay_public_key_file"].as_str().unwrap());
            let error = runtime.block_on(async { keys.open_platform_client().unwrap().send(&query).await });
            let error = error.unwrap_err();
            assert_eq!(error.answer().unwrap().leading().as_str(), "isv.missing-app-cert-sn", "{error:?}");
        }
    }
}
