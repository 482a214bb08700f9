//! A real browser, driven through chromedriver. It takes long, so tests with it are for `cargo xtask soak`.

use std::{
    env,
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long one command may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The name of an element's reference in the WebDriver protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser without a window, a profile or a network but this machine's. Ends when dropped.
pub(crate) struct Chromium {
    driver: Child,
    address: SocketAddr,
    session: String,
    _profile: TempDir,
}

impl Chromium {
    /// `None` but in a soak. Then a line says so.
    pub(crate) fn start() -> Option<Self> {
        if env::var_os("ALIPAY_SOAK").is_none() {
            // Past the capture of the test: a skipped test is to be seen.
            let _ = writeln!(io::stderr(), "skipped: a test with a browser, which `cargo xtask soak browser` runs");
            return None;
        }
        let browser = find("CHROMIUM", &["chromium", "chromium-browser", "google-chrome"]);
        let driver = find("CHROMEDRIVER", &["chromedriver", "chromium.chromedriver"]);
        let browser = browser.expect("chromium is here");
        let driver = driver.expect("chromedriver is here");
        let mut driver =
            Command::new(driver).arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse::<u16>().ok()
        });
        // What it still says goes nowhere, and must not stop it.
        std::thread::spawn(move || lines.for_each(drop));
        let profile = tempfile::tempdir().unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], port.expect("the driver names its port")));
        let mut chromium = Self { driver, address, session: String::new(), _profile: profile };
        let folder = chromium._profile.path().to_str().unwrap();
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--no-proxy-server",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            &format!("--user-data-dir={folder}"),
        ];
        let options = json!({ "binary": browser, "args": arguments });
        let capabilities = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": options } } });
        let begun = request(address, "POST", "/session", &capabilities).unwrap();
        chromium.session = begun["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {begun}")).to_owned();
        Some(chromium)
    }

    /// Goes to a URL.
    pub(crate) fn visit(&self, url: &str) {
        self.command("POST", "/url", &json!({ "url": url }));
    }

    /// Clicks what this CSS selector names, as soon as it is there.
    pub(crate) fn click(&self, selector: &str) {
        let deadline = Instant::now() + PATIENCE;
        let element = loop {
            let found = self.try_command("POST", "/element", &json!({ "using": "css selector", "value": selector }));
            match found[ELEMENT].as_str() {
                Some(element) => break element.to_owned(),
                None => assert!(Instant::now() < deadline, "{selector} does not come: {found}"),
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        self.command("POST", &format!("/element/{element}/click"), &json!({}));
    }

    /// Waits for a page with this title.
    pub(crate) fn reaches(&self, title: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let seen = self.try_command("GET", "/title", &Value::Null);
            if seen == title {
                return;
            }
            assert!(Instant::now() < deadline, "{title} does not come, but {seen}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    #[track_caller]
    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        let value = self.try_command(method, path, body);
        assert!(value.get("error").is_none(), "{path}: {value}");
        value
    }

    fn try_command(&self, method: &str, path: &str, body: &Value) -> Value {
        request(self.address, method, &format!("/session/{}{path}", self.session), body).unwrap()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // The browser is the driver's child: the driver ends it.
        if !self.session.is_empty() {
            let _ = request(self.address, "DELETE", &format!("/session/{}", self.session), &Value::Null);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A program: where the variable says, or else by one of its names.
fn find(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(path) = env::var_os(variable) {
        return Some(path.into());
    }
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).chain(["/usr/bin".into()]).collect();
    let places = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.into_iter().find(|place| place.is_file())
}

/// One exchange with the driver: the `value` of its answer.
fn request(driver: SocketAddr, method: &str, path: &str, body: &Value) -> io::Result<Value> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut stream = TcpStream::connect(driver)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let head = format!("{method} {path} HTTP/1.1\r\nhost: {driver}\r\ncontent-type: application/json; charset=utf-8");
    write!(stream, "{head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())?;
    let mut answer = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        answer.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(text) = line.strip_prefix("content-length:") {
            length = text.trim().parse().map_err(io::Error::other)?;
        }
    }
    let mut bytes = vec![0; length];
    answer.read_exact(&mut bytes)?;
    let answer: Value = serde_json::from_slice(&bytes).map_err(io::Error::other)?;
    Ok(answer["value"].clone())
}
