//! `--file`: files that are sent beside the request.

use std::{path::Path, time::Duration};

use alipay::{CallBuilder, Dialect, Upload, wire::FilePart};
use serde_json::{Map, Value};

use crate::{failure::Failure, files::shown, upload_bar::UploadBar};

/// Time for a call with files, and for an attempt of it, unless told otherwise. Over slow lines videos take minutes.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(300);

/// What `--file` was given.
#[derive(Clone, Debug)]
pub(crate) struct FileArg {
    field: String,
    path: String,
}

/// Reads `FIELD=@FILE`. Quotes nothing.
pub(crate) fn file(text: &str) -> Result<FileArg, &'static str> {
    let (field, path) = text.split_once("=@").ok_or("must be a field and a file, such as image_content=@shop.jpg")?;
    let is_name = !field.is_empty() && field.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    match is_name && !path.is_empty() {
        true => Ok(FileArg { field: field.to_owned(), path: path.to_owned() }),
        false => Err("must be a field and a file, such as image_content=@shop.jpg"),
    }
}

/// The files, each in its field. None of them is read yet.
#[derive(Default)]
pub(crate) struct Uploads(Vec<FilePart>);

impl Uploads {
    /// Looks at the files.
    pub(crate) fn find(arguments: &[FileArg]) -> Result<Self, Failure> {
        let mut parts = Vec::with_capacity(arguments.len());
        for FileArg { field, path } in arguments {
            if parts.iter().any(|part: &FilePart| part.name == *field) {
                return Err(Failure::usage(format!("--file: {field} appears twice")));
            }
            let unusable = |error| {
                let file = shown(Path::new(path));
                Failure::usage(format!("--file: {field}: the file {file} cannot be used")).because(error)
            };
            parts.push(FilePart::new(field.clone(), Upload::from_path(path).map_err(unusable)?));
        }
        Ok(Self(parts))
    }

    /// The request with a description of each file in its field, as a known API reads it.
    pub(crate) fn described_in(&self, json: String) -> Result<String, Failure> {
        if self.0.is_empty() {
            return Ok(json);
        }
        let no_object = |_| Failure::usage("--data: the request is no JSON object");
        let mut members: Map<String, Value> = serde_json::from_str(&json).map_err(no_object)?;
        for FilePart { name, file, .. } in &self.0 {
            let description = serde_json::to_value(file).map_err(no_object)?;
            if members.insert(name.clone().into_owned(), description).is_some() {
                return Err(Failure::usage(format!("--file: {name} is a member of --data too")));
            }
        }
        Ok(Value::Object(members).to_string())
    }

    /// Fails when a known API has no such fields.
    pub(crate) fn are_of(&self, fields: &[FilePart]) -> Result<(), Failure> {
        match self.0.iter().find(|part| fields.iter().all(|field| field.name != part.name)) {
            Some(part) => Err(Failure::usage(format!("--file: this API has no file called {}", part.name))),
            None => Ok(()),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sends them with this call, and shows how far they are.
    pub(crate) fn sent_with<D: Dialect, T: Send + 'static>(
        &self,
        call: CallBuilder<D, T>,
    ) -> (CallBuilder<D, T>, Option<UploadBar>) {
        if self.0.is_empty() {
            return (call, None);
        }
        let call = self.0.iter().fold(call, |call, part| call.file(part.name.clone(), part.file.clone()));
        match UploadBar::on_terminal() {
            Some(bar) => (call.on_upload(bar.observer()), Some(bar)),
            None => (call, None),
        }
    }
}
