//! The table of bodies.

use std::collections::{BTreeSet, HashSet};

use alipay_fuzz::{BODIES, Body, Seed};

#[test]
fn every_body_has_a_name_of_its_own() {
    let names: BTreeSet<_> = BODIES.iter().map(|body| body.name).collect();
    assert_eq!(names.len(), BODIES.len());
    assert!(names.iter().all(|name| Body::named(name).is_some_and(|body| body.name == *name)));
    assert!(Body::named("none").is_none());
}

#[test]
fn every_body_takes_its_seeds_in_different_ways() {
    for body in BODIES {
        let endings: HashSet<_> = body.table_inputs().unwrap().iter().map(|input| (body.run)(input)).collect();
        assert!(endings.len() > 1, "all seeds of {} end in the same way", body.name);
    }
}

#[test]
fn a_missing_seed_is_an_error() {
    let body = Body { seeds: &[Seed::File("vectors/none.json")], ..BODIES[0] };
    assert!(body.inputs().unwrap_err().to_string().contains("vectors/none.json"));
}
