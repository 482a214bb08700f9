//! `alipay call --file`: files beside the request, and how far they are.

use std::{fs, process::Command};

use alipay::offline_material::Materials;
use alipay_sandbox::{Fault, Sandbox};

use crate::support::{DWS, Gateway, OPEN_PLATFORM, Ran};

const API: &str = "alipay.offline.material.image.upload";
const DATA: &str = r#"{"image_type":"png","image_name":"海底捞"}"#;

/// `alipay call` of an upload, all but the file.
fn command(gateway: &Gateway, data: &str) -> Command {
    let mut command = gateway.keys.call(&OPEN_PLATFORM, &gateway.origin(), API);
    command.args(["--data", data]);
    command
}

fn lengths(sandbox: &Sandbox) -> Vec<(String, u64)> {
    sandbox.with_state(|materials: &mut Materials| {
        materials.iter().map(|material| (material.file_name.clone(), material.length)).collect()
    })
}

#[test]
fn a_file_is_sent_over_both_protocols_and_nothing_but_the_answer_is_shown() {
    let gateway = Gateway::start();
    gateway.keys.write("shop front.png", vec![7; 300_000]);
    let ran = Ran::of(command(&gateway, DATA).args(["--file", "image_content=@shop front.png", "--json"]));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let answer: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(answer["image_id"].as_str().unwrap().len(), 32);

    let mut rest = gateway.keys.call(&OPEN_PLATFORM, &gateway.origin(), API);
    rest.args(["--gateway", &gateway.origin(), "--protocol", "v3", "--data", DATA]);
    let mut rest: Vec<_> = rest.get_args().map(ToOwned::to_owned).collect();
    // The address of the other protocol, given first.
    let at = rest.iter().position(|word| word == "--gateway").unwrap();
    rest.drain(at..at + 2);
    rest.extend(["--file", "image_content=@shop front.png"].map(Into::into));
    let ran = Ran::of(crate::support::alipay(gateway.keys.folder()).args(rest));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.starts_with("verified: 1 attempt, ") && ran.stderr.lines().count() == 1, "{ran:?}");
    assert_eq!(
        lengths(&gateway.sandbox),
        [("shop front.png".to_owned(), 300_000), ("shop front.png".to_owned(), 300_000)]
    );
}

#[test]
fn a_dropped_upload_is_repeated() {
    let gateway = Gateway::start();
    gateway.keys.write("a.png", vec![7; 1_000_000]);
    gateway.sandbox.inject(Fault::DropDuring);
    let ran = Ran::of(command(&gateway, DATA).args(["--file", "image_content=@a.png"]));
    assert!(ran.code == 0 && ran.stderr.starts_with("verified: 2 attempts, "), "{ran:?}");
    assert_eq!(lengths(&gateway.sandbox).len(), 1);
}

#[test]
fn an_api_that_is_not_known_takes_files_too() {
    let gateway = Gateway::start();
    gateway.keys.write("a.png", "x");
    let mut command = gateway.keys.call(&OPEN_PLATFORM, &gateway.origin(), "alipay.no.such.method");
    let ran = Ran::of(command.args(["--data", "{}", "--file", "f=@a.png", "--json"]));
    assert_eq!(ran.error(3)["code"], "isv.invalid-method");
}

#[test]
fn what_is_wrong_with_a_file_is_told_before_anything_is_sent() {
    let gateway = Gateway::start();
    gateway.keys.write("a.png", "x");
    gateway.keys.write("empty.png", "");
    gateway.keys.write("long.png", vec![0; (5 << 20) + 1]);
    fs::create_dir(gateway.keys.folder().join("folder.png")).unwrap();
    let cases: [(&[&str], &str, &[&str]); 10] = [
        (&["image_content=@no-such.png"], DATA, &["--file: image_content: the file no-such.png cannot be used"]),
        (&["image_content=@folder.png"], DATA, &["it is no regular file"]),
        (&["image_content=a.png"], DATA, &["--file", "must be a field and a file"]),
        (&["=@a.png"], DATA, &["--file", "must be a field and a file"]),
        (&["image_content=@"], DATA, &["--file", "must be a field and a file"]),
        (&["image_content=@a.png", "image_content=@a.png"], DATA, &["image_content appears twice"]),
        (&["photo=@a.png"], DATA, &["--data", "image_content is missing"]),
        (&["image_content=@a.png", "photo=@a.png"], DATA, &["this API has no file called photo"]),
        (&["image_content=@empty.png"], DATA, &["image_content: must not be empty"]),
        (&["image_content=@long.png"], DATA, &["image_content: has 5242881 bytes, 5242880 are allowed"]),
    ];
    for (files, data, words) in cases {
        let mut command = command(&gateway, data);
        for file in files {
            command.args(["--file", file]);
        }
        Ran::of(&mut command).refuses(words, [] as [&str; 0]);
    }
    let ran = Ran::of(command(&gateway, r#"{"image_content":1}"#).args(["--file", "image_content=@a.png"]));
    ran.refuses(&["image_content is a member of --data too"], [] as [&str; 0]);
    // The other gateways take none.
    let mut dws = gateway.keys.call(&DWS, &gateway.origin(), DWS.api);
    Ran::of(dws.args(["--data", DWS.data, "--file", "a=@a.png"])).refuses(&["--file"], [] as [&str; 0]);
    assert!(gateway.sandbox.ledger().is_empty());
}

#[cfg(unix)]
#[test]
fn a_terminal_shows_how_far_it_is_and_keeps_nothing_of_it() {
    use std::{io::Read, process::Stdio};

    use pty_process::blocking::open;

    let gateway = Gateway::start();
    gateway.keys.write("a.png", vec![7; 2 << 20]);
    let (mut pty, pts) = open().unwrap();
    let mut plain = command(&gateway, DATA);
    let words: Vec<_> = plain.args(["--file", "image_content=@a.png"]).get_args().map(ToOwned::to_owned).collect();
    let command = pty_process::blocking::Command::new(env!("CARGO_BIN_EXE_alipay"));
    let mut command =
        command.current_dir(gateway.keys.folder()).args(words).env("TERM", "xterm").stdout(Stdio::piped());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ALIPAY_")) {
        command = command.env_remove(name);
    }
    let mut child = command.spawn(pts).unwrap();
    let mut answer = String::new();
    child.stdout.take().unwrap().read_to_string(&mut answer).unwrap();
    assert!(child.wait().unwrap().success());
    let mut shown = Vec::new();
    let mut buffer = [0; 4096];
    // It fails when the other side is closed.
    while let Ok(length @ 1..) = pty.read(&mut buffer) {
        shown.extend_from_slice(&buffer[..length]);
    }
    let shown = String::from_utf8(shown).unwrap();
    assert!(shown.starts_with("\r[........................]   0 % of 2.0 MiB"), "{shown:?}");
    assert!(shown.contains("\r[########################] 100 % of 2.0 MiB"), "{shown:?}");
    let (_, rest) = shown.rsplit_once("\r\u{1b}[K").expect("the line is erased");
    assert!(rest.starts_with("verified: 1 attempt, "), "{shown:?}");
    assert!(answer.starts_with("{\n") && !answer.contains('%'), "{answer}");
}
