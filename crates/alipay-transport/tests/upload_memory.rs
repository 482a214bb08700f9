//! A file is never in memory as a whole. Alone in its process, whose memory it measures.
#![cfg(all(feature = "hyper", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

#[path = "it/support/mod.rs"]
mod support;

use std::{fs, time::Duration};

use alipay_sandbox::Sandbox;
use alipay_transport::{Client, HttpTransport};
use alipay_wire::{Extra, OpenPlatform, Request, Response, Upload};

/// The length of the file, in bytes.
const LENGTH: u64 = 256 << 20;
/// By how much the process may grow, client and gateway together, in bytes.
const BOUND: u64 = 16 << 20;

/// Uploads a file of any length.
#[derive(Clone, PartialEq, Request)]
#[request(
    OpenPlatform,
    name = "alipay.test.file.upload",
    safety = Unkeyed,
    answer = FileUploadResponse,
    codes = &[],
    textual
)]
pub(crate) struct FileUpload {
    /// The file.
    #[wire(show)]
    pub(crate) file_content: Upload,
    pub(crate) extra: Extra,
}

/// What came.
#[derive(Clone, PartialEq, Response)]
#[response(OpenPlatform)]
pub(crate) struct FileUploadResponse {
    /// How many bytes.
    pub(crate) length: String,
    pub(crate) extra: Extra,
}

/// The most memory the process ever had, in bytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

async fn send(client: &Client<OpenPlatform>, file: Upload) -> String {
    let request = FileUpload::new(file);
    let call = client.request(&request).timeout(Duration::from_secs(300)).attempt_timeout(Duration::from_secs(300));
    call.send().await.unwrap().into_value().length
}

#[tokio::test]
async fn a_file_of_256_mib_needs_no_memory_of_that_kind() {
    let sandbox = Sandbox::empty();
    sandbox.on(|request: &FileUpload, _| Ok(FileUploadResponse::new(request.file_content.len().to_string())));
    let listener = sandbox.listen("127.0.0.1:0".parse().unwrap(), false).await.unwrap();
    let client = Client::builder(listener.endpoints().open_platform())
        .credentials(sandbox.credentials())
        .http(HttpTransport::builder().build().unwrap())
        .build()
        .unwrap();

    // All that is needed once.
    assert_eq!(send(&client, Upload::from_bytes("f.bin", vec![0; 1 << 20])).await, (1 << 20).to_string());

    // It has a length, and no blocks on the disk.
    let path = std::env::temp_dir().join(format!("alipay-upload-{}.bin", std::process::id()));
    fs::File::create(&path).unwrap().set_len(LENGTH).unwrap();
    let before = peak();
    let received = send(&client, Upload::from_path(&path).unwrap()).await;
    let grown = peak() - before;
    fs::remove_file(&path).unwrap();
    assert_eq!(received, LENGTH.to_string());
    println!("grown by {} KiB", grown >> 10);
    assert!(grown < BOUND, "grown by {grown} bytes");
}
