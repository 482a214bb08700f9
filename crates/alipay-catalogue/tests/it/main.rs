//! Tests of the catalogue.

// Helpers stand outside of `#[test]` functions, where the lints for tests do not see them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod antom;
mod bad_data;
mod built_in;
mod names;

use alipay_catalogue::{Catalogue, Damaged};

/// A catalogue of one model and two methods, for what the real one has not.
const SMALL: &str = "alipay-catalogue 1\tmade up\n\nColour\tRED BLUE\n\nNode\tnext=Node value+\n\na.b\t\t=Node\tcolour=Colour\nc.d\tPUT\tf@\tn#{}";

fn read(text: &str) -> Result<Catalogue, Damaged> {
    Catalogue::read(&miniz_oxide::deflate::compress_to_vec_zlib(text.as_bytes(), 1))
}
