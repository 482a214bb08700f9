//! Data that is truncated, damaged or of another kind.

use alipay_catalogue::{Catalogue, Kind};

use crate::{SMALL, read};

#[test]
fn truncated_or_damaged_data_is_an_error() {
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(SMALL.as_bytes(), 6);
    for end in 0..packed.len() {
        let error = Catalogue::read(&packed[..end]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the data of the catalogue is truncated or damaged: it cannot be unpacked",
            "{end}"
        );
    }
    for at in 0..packed.len() {
        let mut damaged = packed.clone();
        damaged[at] ^= 0x55;
        // The check sum tells, unless nothing was changed that matters.
        if let Ok(catalogue) = Catalogue::read(&damaged) {
            assert_eq!(catalogue.source(), "made up", "{at}");
        }
    }
}

#[test]
fn the_error_says_what_is_wrong_and_where() {
    for (from, to, expected) in [
        ("alipay-catalogue 1", "alipay-catalogue 2", "has another format than this version reads"),
        ("\n\nColour", "\nColour", "has not the sections it must have"),
        ("next=Node value+", "next=Knot value+", "has a member of no known kind, in line 5"),
        ("value+", "value$", "has a member of no known kind, in line 5"),
        ("\t=Node\t", "\t=Knot\t", "has a member of no known kind, in line 7"),
        ("f@", "f<x", "has a member of no known kind, in line 8"),
        ("f@", "@", "has a member of no known kind, in line 8"),
        ("a.b", "z.b", "is not in order, in line 8"),
        ("a.b", "c.d", "is not in order, in line 8"),
        ("\tPUT\t", "\t", "has the wrong columns, in line 8"),
    ] {
        let error = read(&SMALL.replace(from, to)).unwrap_err();
        assert_eq!(error.to_string(), format!("the data of the catalogue {expected}"), "{from} -> {to}");
    }
    assert!(Catalogue::read(b"").is_err());
}

#[test]
fn a_model_may_be_within_itself() {
    let catalogue = read(SMALL).unwrap();
    let mut members = catalogue.method("a.b").unwrap().request();
    for _ in 0..1000 {
        let Kind::Model(next) = members.get("next").unwrap().kind else { panic!("an object") };
        members = next.members();
    }
    assert!(matches!(members.get("value").unwrap().kind, Kind::Integer));
}
