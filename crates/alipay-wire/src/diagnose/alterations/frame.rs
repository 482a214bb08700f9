//! What headers sign beside the body: path, method, client, time.

use super::super::{frame::Frame, message::Place};

fn at(frame: &Frame, new: String) -> Frame {
    let mut frame = frame.clone();
    set_path(&mut frame, |_| new);
    frame
}

fn set_path(frame: &mut Frame, new: impl FnOnce(&str) -> String) {
    if let Frame::SignedHeader { path, .. } | Frame::RestRequest { target: path, .. } = frame {
        *path = new(path);
    }
}

/// The frame with another path, if there is one.
fn with_path(frame: &Frame, new: impl FnOnce(&str) -> Option<String>) -> Vec<Frame> {
    frame.path().and_then(new).map(|new| at(frame, new)).into_iter().collect()
}

pub(super) fn without_host(frame: &Frame, _: &Place) -> Vec<Frame> {
    with_path(frame, |path| {
        let (_, rest) = path.split_once("://")?;
        Some(rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/").to_owned())
    })
}

pub(super) fn add_host(frame: &mut Frame) {
    set_path(frame, |path| format!("https://shop.example{path}"));
}

pub(super) fn without_query(frame: &Frame, _: &Place) -> Vec<Frame> {
    with_path(frame, |path| path.split_once('?').map(|(path, _)| path.to_owned()))
}

pub(super) fn add_query(frame: &mut Frame) {
    set_path(frame, |path| format!("{path}?shop=7"));
}

pub(super) fn other_environment(frame: &Frame, _: &Place) -> Vec<Frame> {
    with_path(frame, |path| {
        let other = if path.contains("/sandbox/") {
            path.replacen("/sandbox/", "/", 1)
        } else {
            path.replacen("/ams/api/", "/ams/sandbox/api/", 1)
        };
        (other != path).then_some(other)
    })
}

pub(super) fn change_environment(frame: &mut Frame) {
    set_path(frame, |path| path.replacen("/ams/api/", "/ams/sandbox/api/", 1));
}

pub(super) fn other_slash(frame: &Frame, _: &Place) -> Vec<Frame> {
    with_path(frame, |path| Some(path.strip_suffix('/').map_or_else(|| format!("{path}/"), str::to_owned)))
}

pub(super) fn change_slash(frame: &mut Frame) {
    set_path(frame, |path| format!("{path}/"));
}

pub(super) fn other_path(frame: &Frame, place: &Place) -> Vec<Frame> {
    let Some(known) = frame.path() else { return Vec::new() };
    place.paths.iter().filter(|path| *path != known).map(|path| at(frame, path.clone())).collect()
}

pub(super) fn change_path(frame: &mut Frame) {
    set_path(frame, |_| "/elsewhere".to_owned());
}

pub(super) fn other_client(frame: &Frame, place: &Place) -> Vec<Frame> {
    let Frame::SignedHeader { client_id: known, .. } = frame else { return Vec::new() };
    let other = |id: &String| {
        let mut frame = frame.clone();
        if let Frame::SignedHeader { client_id, .. } = &mut frame {
            client_id.clone_from(id);
        }
        frame
    };
    place.client_ids.iter().filter(|id| *id != known).map(other).collect()
}

pub(super) fn change_client(frame: &mut Frame) {
    if let Frame::SignedHeader { client_id, .. } = frame {
        client_id.push('7');
    }
}

pub(super) fn other_time(frame: &Frame, _: &Place) -> Vec<Frame> {
    let mut frame = frame.clone();
    match &mut frame {
        Frame::SignedHeader { time, other_time: Some(other), .. } => std::mem::swap(time, other),
        _ => return Vec::new(),
    }
    vec![frame]
}

pub(super) fn change_time(frame: &mut Frame) {
    if let Frame::SignedHeader { time, other_time, .. } = frame {
        *other_time = Some(std::mem::replace(time, "2026-01-01T00:00:00+08:00".to_owned()));
    }
}

pub(super) fn other_method(frame: &Frame, _: &Place) -> Vec<Frame> {
    let with = |new: &str| {
        let mut frame = frame.clone();
        match &mut frame {
            Frame::SignedHeader { method, .. } | Frame::RestRequest { method, .. } if method != new => {
                *method = new.to_owned();
            }
            _ => return None,
        }
        Some(frame)
    };
    ["POST", "GET", "PUT", "DELETE"].into_iter().filter_map(with).collect()
}

pub(super) fn change_method(frame: &mut Frame) {
    if let Frame::SignedHeader { method, .. } | Frame::RestRequest { method, .. } = frame {
        *method = "PUT".to_owned();
    }
}

pub(super) fn without_token(frame: &Frame, _: &Place) -> Vec<Frame> {
    let mut frame = frame.clone();
    match &mut frame {
        Frame::RestRequest { token, .. } if token.is_some() => *token = None,
        _ => return Vec::new(),
    }
    vec![frame]
}

pub(super) fn add_token(frame: &mut Frame) {
    if let Frame::RestRequest { token, .. } = frame {
        *token = Some("token".to_owned());
    }
}
