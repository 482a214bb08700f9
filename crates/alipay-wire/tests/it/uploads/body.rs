//! The body itself: boundaries, headers, and files that are read while it is sent.

use std::{
    fs,
    io::{self, Cursor, ErrorKind, Read},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use alipay_wire::{CHUNK, CallError, Chunks, FilePart, Multipart, Nonce, Request, Upload};

use crate::uploads::{NONCE, call, form, photo, reader::read, sealed, upload, whole};

/// A body of one file.
fn body_of(file: Upload) -> Multipart {
    Multipart::builder(NONCE).file(FilePart::new("f", file)).unwrap().finish().unwrap()
}

fn chunks(file: Upload) -> Chunks {
    body_of(file).open().unwrap()
}

/// A file whose source gives `content`, whatever `length` says.
fn claimed(length: u64, content: Vec<u8>) -> Upload {
    Upload::from_source("f.bin", length, move || Ok(Box::new(Cursor::new(content.clone()))))
}

#[test]
fn the_boundary_is_another_one_in_every_attempt() {
    let upload = call(&upload());
    let boundary = |nonce| {
        let request = sealed(&form(), &upload, Nonce::from_random([nonce; 16])).unwrap();
        let content_type = request.headers()["content-type"].to_str().unwrap().to_owned();
        assert_eq!(read(&content_type, &whole(request.into_body())).len(), 3);
        content_type
    };
    assert_ne!(boundary(1), boundary(2));
}

#[test]
fn names_and_types_cannot_break_the_header_of_a_part() {
    for (file, field) in [
        (photo().with_file_name("a\r\nX: y"), "image_content.file_name"),
        (photo().with_file_name("../a"), "image_content.file_name"),
        (photo().with_content_type("image/jpeg\r\n\r\nx"), "image_content.content_type"),
    ] {
        let mut request = upload();
        request.image_content = file;
        let Err(CallError::Invalid(invalid)) = alipay_wire::Call::new(&request) else { panic!("{request:?}") };
        assert_eq!(invalid.field(), field);
        // No way around it.
        let alipay_wire::EncodeError::Invalid(invalid) = crate::uploads::refused(&form(), &call(&request.unchecked()))
        else {
            panic!("it is written")
        };
        assert_eq!(invalid.field(), field);
    }
}

#[test]
fn a_file_is_read_in_chunks_of_64_kib() {
    let content: Vec<u8> = (0..200_000_u32).map(|number| number as u8).collect();
    let reads = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&reads);
    let (source, length) = (content.clone(), content.len() as u64);
    let file = Upload::from_source("f.bin", length, move || {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok(Box::new(Cursor::new(source.clone())))
    });
    for file in [file, Upload::from_bytes("f.bin", content.clone())] {
        let sizes: Vec<usize> = chunks(file).map(|chunk| chunk.unwrap().len()).collect();
        assert_eq!(sizes[1..5], [CHUNK, CHUNK, CHUNK, 200_000 - 3 * CHUNK]);
        assert!(sizes[0] < 300 && sizes[5] < 300 && sizes.len() == 6, "{sizes:?}");
    }
    assert_eq!(reads.load(Ordering::SeqCst), 1, "it is opened once");
}

/// A source that gives a byte at a time, and is interrupted before each.
struct Slow(Cursor<Vec<u8>>, bool);

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(ErrorKind::Interrupted.into());
        }
        let most = buffer.len().min(1);
        self.0.read(&mut buffer[..most])
    }
}

#[test]
fn a_slow_source_gives_the_same_chunks() {
    let file = Upload::from_source("f", 5, || Ok(Box::new(Slow(Cursor::new(b"hello".to_vec()), false))));
    assert_eq!(chunks(file).nth(1).unwrap().unwrap(), "hello");
}

#[test]
fn a_file_of_another_length_ends_the_body_before_its_end() {
    for (length, content, kind) in [
        (10, 9, ErrorKind::UnexpectedEof),
        (10, 0, ErrorKind::UnexpectedEof),
        (10, 11, ErrorKind::InvalidData),
        (0, 1, ErrorKind::InvalidData),
        (200_000, 199_999, ErrorKind::UnexpectedEof),
        (200_000, 300_000, ErrorKind::InvalidData),
        (u64::MAX / 2, 7, ErrorKind::UnexpectedEof),
        (CHUNK as u64, CHUNK + 1, ErrorKind::InvalidData),
    ] {
        let mut chunks = chunks(claimed(length, vec![b'x'; content]));
        let mut given = 0;
        let error = loop {
            match chunks.next().expect("an error comes first") {
                Ok(chunk) => given += chunk.len() as u64,
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), kind, "{length} {content}");
        // What ends a body of one file: a line end, and the last boundary.
        let end = format!("\r\n--alipay-{NONCE}--\r\n").len() as u64;
        let total = body_of(claimed(length, Vec::new())).len();
        assert!(given <= total - end - length.min(1), "{length} {content}: all of the file or the end was given");
        assert!(chunks.next().is_none(), "nothing follows an error");
    }
}

#[test]
fn an_empty_file_is_a_part_too() {
    let bytes: Vec<_> = chunks(claimed(0, Vec::new())).map(Result::unwrap).collect();
    let body = body_of(photo());
    let content_type = body.content_type(None).unwrap();
    assert_eq!(read(content_type.to_str().unwrap(), &bytes.concat())[0].content, b"");
}

#[test]
fn files_longer_than_any_body_are_refused() {
    let huge = || FilePart::new("f", claimed(u64::MAX, Vec::new()));
    let body = Multipart::builder(NONCE).file(huge()).unwrap().finish();
    assert!(matches!(body, Err(alipay_wire::EncodeError::Invalid(_))), "{body:?}");
}

#[test]
fn a_file_that_is_not_there_keeps_the_body_from_beginning() {
    let file = Upload::from_source("f", 1, || Err(ErrorKind::NotFound.into()));
    assert_eq!(body_of(file).open().unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn a_source_that_fails_ends_the_body() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is broken"))
        }
    }
    let mut chunks = chunks(Upload::from_source("f", 100, || Ok(Box::new(Broken))));
    assert!(chunks.next().unwrap().is_ok());
    assert!(chunks.next().unwrap().is_err() && chunks.next().is_none());
}

#[test]
fn a_file_on_disk_must_be_the_same_whenever_it_is_opened() {
    let path = std::env::temp_dir().join(format!("alipay-wire-upload-{}.bin", std::process::id()));
    fs::write(&path, b"first").unwrap();
    let file = Upload::from_path(&path).unwrap();
    assert_eq!(chunks(file.clone()).nth(1).unwrap().unwrap(), "first");
    assert_eq!(chunks(file.clone()).nth(1).unwrap().unwrap(), "first", "it is opened again");

    let set_modified = |seconds| {
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    };
    fs::write(&path, b"other").unwrap();
    set_modified(1_000_000_000);
    assert_eq!(body_of(file.clone()).open().unwrap_err().kind(), ErrorKind::InvalidData, "of the same length");
    fs::write(&path, b"longer").unwrap();
    assert_eq!(body_of(file.clone()).open().unwrap_err().kind(), ErrorKind::InvalidData);
    fs::remove_file(&path).unwrap();
    assert_eq!(body_of(file).open().unwrap_err().kind(), ErrorKind::NotFound);
}
