//! `alipay balance` on a terminal: PIN, code, and what is kept in between.

use std::{
    fs,
    io::{Read, Write},
    os::{fd::AsFd, unix::fs::PermissionsExt},
    path::Path,
    process::Child,
    sync::{
        Arc,
        mpsc::{Receiver, channel},
    },
    thread,
    time::{Duration, Instant},
};

use alipay::dws::{
    AuthenticationId,
    security::{Challenges, TEST_OTP, TEST_PIN},
};
use pty_process::blocking::{Command, Pty, open};
use rustix::termios::{LocalModes, tcgetattr};
use serde_json::Value;

use crate::balance_fleet::{Fleet, SENTINELS, wallet};

/// This customer is asked for their PIN, then for a code.
const CUSTOMER: &str = "2188400000000012";
const PROCESS: &str = "20220112110077000000190830201925001";

const PIN: &str = "wallet: PIN: ";
const CODE: &str = "wallet: code sent to the customer's phone (Enter alone for another): ";
const END_OF_INPUT: &str = "\u{4}";
const CTRL_C: &str = "\u{3}";

/// The longest any step may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program on a terminal of its own.
struct Terminal {
    child: Child,
    pty: Arc<Pty>,
    shown: Receiver<Vec<u8>>,
    /// Everything that was shown.
    seen: String,
    /// Up to where it was expected.
    read: usize,
}

impl Terminal {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let (pty, pts) = open().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_alipay")).current_dir(folder).arg("balance").args(arguments);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ALIPAY_")) {
            command = command.env_remove(name);
        }
        let child = command.env("TERM", "dumb").spawn(pts).unwrap();
        let pty = Arc::new(pty);
        let (sender, shown) = channel();
        let reader = Arc::clone(&pty);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            // It fails when the other side is closed.
            while let Ok(length @ 1..) = (&*reader).read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, pty, shown, seen: String::new(), read: 0 }
    }

    fn expect(&mut self, text: &str) {
        let limit = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.seen[self.read..].find(text) {
                self.read += at + text.len();
                return;
            }
            let left = limit.saturating_duration_since(Instant::now());
            match self.shown.recv_timeout(left) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("{text:?} is not in {:?}", self.seen),
            }
        }
    }

    /// Types after a prompt, when the terminal shows nothing of it any more.
    fn answer(&mut self, prompt: &str, typed: &str) {
        self.expect(prompt);
        let limit = Instant::now() + PATIENCE;
        while self.shows_typing() {
            assert!(Instant::now() < limit, "the terminal shows what is typed");
            thread::sleep(Duration::from_millis(2));
        }
        (&*self.pty).write_all(typed.as_bytes()).unwrap();
    }

    fn shows_typing(&self) -> bool {
        tcgetattr(self.pty.as_fd()).unwrap().local_modes.contains(LocalModes::ECHO)
    }

    /// How it ended, and everything it showed: nothing that was typed, and nothing of a customer.
    fn end(mut self) -> (i32, String) {
        let limit = Instant::now() + PATIENCE;
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None => assert!(Instant::now() < limit, "it does not end: {:?}", self.seen),
            }
            thread::sleep(Duration::from_millis(5));
        };
        while let Ok(bytes) = self.shown.recv_timeout(Duration::from_millis(200)) {
            self.seen.push_str(&String::from_utf8_lossy(&bytes));
        }
        for secret in SENTINELS.into_iter().chain([TEST_PIN, TEST_OTP, "999999", CUSTOMER, PROCESS]) {
            assert!(!self.seen.contains(secret), "{secret} is in {}", self.seen);
        }
        assert!(!self.seen.contains("panicked"), "{}", self.seen);
        assert!(self.shows_typing(), "the terminal is not as it was");
        (status.code().expect("it ends by itself"), self.seen.replace("\r\n", "\n"))
    }
}

fn fleet() -> Fleet {
    let fleet = Fleet::answering();
    fleet.configure(&wallet("wallet", &fleet.gateway.origin(), CUSTOMER));
    fleet
}

fn folder(fleet: &Fleet) -> &Path {
    fleet.gateway.keys.folder()
}

fn line(text: &str) -> String {
    format!("{text}\r")
}

fn called(fleet: &Fleet, api: &str) -> usize {
    fleet.gateway.sandbox.ledger().iter().filter(|entry| entry.api.ends_with(api)).count()
}

fn sent(fleet: &Fleet) -> u32 {
    fleet.gateway.sandbox.with_state(|challenges: &mut Challenges| challenges.sent(&AuthenticationId::from(PROCESS)))
}

#[test]
fn pin_and_code_are_asked_for_and_not_shown() {
    let fleet = fleet();
    let mut terminal = Terminal::start(folder(&fleet), &["wallet"]);
    terminal.answer(PIN, &line(TEST_PIN));
    terminal.answer(CODE, &line("999999"));
    terminal.expect("wallet: that was wrong; 2 attempts left");
    terminal.answer(CODE, &line(TEST_OTP));
    let (code, seen) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("EUR") && seen.contains("25.00"), "{seen}");
    assert_eq!((called(&fleet, "verifyAuthentication"), sent(&fleet)), (3, 1));
}

#[test]
fn others_are_asked_first_and_shown_with_it() {
    let fleet = fleet();
    let origin = fleet.gateway.origin();
    let other = wallet("other", &origin, "2162265049047338");
    fleet.configure(&[wallet("wallet", &origin, CUSTOMER), other].concat());
    let mut terminal = Terminal::start(folder(&fleet), &["--all"]);
    terminal.answer(PIN, END_OF_INPUT);
    let (code, seen) = terminal.end();
    assert_eq!(code, 8, "{seen}");
    assert!(seen.contains("0.23") && seen.contains("kind: challenge"), "{seen}");
}

#[test]
fn another_code_is_sent_when_asked_for_and_wrong_ones_end() {
    let fleet = fleet();
    let mut terminal = Terminal::start(folder(&fleet), &["wallet"]);
    terminal.answer(PIN, &line(TEST_PIN));
    terminal.answer(CODE, &line(""));
    terminal.answer(CODE, &line("999999"));
    terminal.answer(CODE, &line("999999"));
    assert_eq!(sent(&fleet), 2);
    terminal.expect("1 attempt left");
    terminal.answer(CODE, &line("999999"));
    let (code, seen) = terminal.end();
    assert_eq!(code, 3, "{seen}");
    assert!(
        seen.contains("attempts at the challenge are used up") || seen.contains("VERIFY_TIMES_EXCEED_LIMIT"),
        "{seen}"
    );
}

/// Between any two steps another process goes on.
#[test]
fn a_challenge_is_stopped_and_resumed_anywhere() {
    let fleet = fleet();
    let state = folder(&fleet).join("state.json");
    let arguments = ["wallet", "--state", "state.json"];

    // Nobody to ask: kept, and no code is sent to anyone.
    for _ in 0..2 {
        let (code, told) = fleet.json(&arguments);
        assert_eq!((code, &told["failures"][0]["kind"]), (10, &Value::from("challenge")), "{told}");
        assert!(told["failures"][0]["advice"].as_str().unwrap().contains("--state state.json goes on"), "{told}");
        assert_eq!((called(&fleet, "triggerChallenge"), called(&fleet, "queryAccountAndBenefit")), (0, 1));
        check(&state);
    }

    // On a terminal: asked for the PIN, twice, and gone before it is typed.
    for _ in 0..2 {
        let mut terminal = Terminal::start(folder(&fleet), &arguments);
        terminal.answer(PIN, END_OF_INPUT);
        assert_eq!(terminal.end().0, 10);
        check(&state);
    }

    // The PIN, and gone before the code.
    let mut terminal = Terminal::start(folder(&fleet), &arguments);
    terminal.answer(PIN, &line(TEST_PIN));
    terminal.answer(CODE, CTRL_C);
    assert_eq!(terminal.end().0, 10);
    check(&state);

    // Killed while it waits.
    let mut terminal = Terminal::start(folder(&fleet), &arguments);
    terminal.expect(CODE);
    terminal.child.kill().unwrap();
    terminal.child.wait().unwrap();
    check(&state);

    // A wrong code, and gone. Without a terminal nothing changes.
    let mut terminal = Terminal::start(folder(&fleet), &arguments);
    terminal.answer(CODE, &line("999999"));
    terminal.answer(CODE, END_OF_INPUT);
    assert_eq!(terminal.end().0, 10);
    check(&state);
    let before = fs::read(&state).unwrap();
    assert_eq!(fleet.json(&arguments).0, 10);
    assert_eq!(fs::read(&state).unwrap(), before);

    // The attempts that are left are known to the next process, and the code of the first is still good.
    let mut terminal = Terminal::start(folder(&fleet), &arguments);
    terminal.expect("wallet: that was wrong; 2 attempts left");
    terminal.answer(CODE, &line(TEST_OTP));
    let (code, seen) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("25.00"), "{seen}");
    assert_eq!((sent(&fleet), called(&fleet, "verifyAuthentication")), (1, 3));
    assert!(!state.exists() && !folder(&fleet).join("state.json.next").exists());
}

/// Its owner's alone, versioned, and nothing secret in it.
fn check(state: &Path) {
    assert_eq!(fs::metadata(state).unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(state).unwrap();
    let stored: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(stored["version"], 1);
    assert!(stored["inquiries"]["wallet"].is_object(), "{text}");
    for secret in [TEST_PIN, TEST_OTP, "999999", "sandboxPinKey", "PRIVATE KEY"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
}

#[test]
fn a_challenge_of_another_customer_is_not_resumed() {
    let fleet = fleet();
    assert_eq!(fleet.json(&["wallet", "--state", "state.json"]).0, 10);
    let (code, told) = fleet.json(&["wallet", "--state", "state.json", "--customer-id", "2188210291658265"]);
    assert_eq!(code, 2);
    assert!(told["failures"][0]["message"].as_str().unwrap().contains("another customer"), "{told}");
}

/// A program of the user's: it undoes nothing, knows the sandbox's key from its standard input, and is given nothing else.
fn encryptor(folder: &Path, script: &str) {
    let path = folder.join("encrypt");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn a_program_encrypts_the_pin() {
    let fleet = fleet();
    // Notes what it is given, and prints what a right encryption would be: the sandbox's, done by the shell.
    encryptor(
        folder(&fleet),
        r#"
task=$(cat)
printf '%s' "$task" > task.json
{ printf '%s\n' "$#"; env; } > given.txt
key=$(printf '%s' "$task" | sed 's/.*"sandboxPinKey":"\([^"]*\)".*/\1/')
pin=$(printf '%s' "$task" | sed 's/.*"pin":"\([^"]*\)".*/\1/')
while [ -n "$pin" ]; do
  p=$(printf '%d' "'$pin"); k=$(printf '%d' "'$key")
  printf '%02x' $((p ^ k))
  pin=${pin#?}; key=${key#?}
done
echo"#,
    );
    let mut terminal = Terminal::start(folder(&fleet), &["wallet", "--pin-encryptor", "./encrypt"]);
    terminal.answer(PIN, &line(TEST_PIN));
    terminal.answer(CODE, &line(TEST_OTP));
    let (code, seen) = terminal.end();
    assert_eq!(code, 0, "{seen}");

    let task: Value = serde_json::from_str(&fs::read_to_string(folder(&fleet).join("task.json")).unwrap()).unwrap();
    assert_eq!((&task["schema"], &task["pin"]), (&Value::from(1), &Value::from(TEST_PIN)));
    assert!(task["key"]["sandboxPinKey"].is_string(), "{task}");
    let given = fs::read_to_string(folder(&fleet).join("given.txt")).unwrap();
    assert!(given.starts_with("0\n") && !given.contains(TEST_PIN) && !given.contains("sandboxPinKey"), "{given}");
}

#[test]
fn a_program_that_fails_ends_the_challenge_and_burns_no_attempt() {
    let fleet = fleet();
    for (script, said) in [
        ("cat > /dev/null; exit 3", "--pin-encryptor failed: exit status: 3"),
        ("cat > /dev/null", "must print the encrypted PIN on one line"),
        ("cat > /dev/null; echo a; echo b", "must print the encrypted PIN on one line"),
        ("exec head -c 100000 /dev/zero", "--pin-encryptor failed: signal"),
    ] {
        encryptor(folder(&fleet), script);
        let mut terminal = Terminal::start(folder(&fleet), &["wallet", "--pin-encryptor", "./encrypt"]);
        terminal.answer(PIN, &line(TEST_PIN));
        let (code, seen) = terminal.end();
        assert_eq!(code, 10, "{seen}");
        assert!(seen.contains(said), "{said} is not in {seen}");
    }
    let mut terminal = Terminal::start(folder(&fleet), &["wallet", "--pin-encryptor", "./no-such-program"]);
    terminal.answer(PIN, &line(TEST_PIN));
    assert_eq!(terminal.end().0, 10);
    assert_eq!(called(&fleet, "verifyAuthentication"), 0);
}
