//! The architecture's invariants, as far as a machine can see them. Each rule is a pure function over parsed data.

mod direction;
mod manifest;
mod source;
mod tree;

use xshell::Shell;

pub(crate) use direction::Layer;
pub(crate) use source::code;

use crate::{Result, no_findings, workspace};

/// Checks every rule and reports all findings together.
pub(crate) fn run(sh: &Shell) -> Result {
    let mut findings = Vec::new();
    let mut rules = 0;
    let mut apply = |rule: &str, found: Vec<String>| {
        rules += 1;
        findings.extend(found.into_iter().map(|finding| format!("[{rule}] {finding}")));
    };

    let packages = workspace::packages(sh)?;
    for (name, rule) in direction::RULES.iter().chain(manifest::RULES) {
        apply(name, rule(&packages));
    }
    let (budgets, without) = tree::budgets(&packages);
    apply("tree", without);
    for (package, budget) in budgets {
        let tree = budget.tree(sh, package)?;
        println!("{package}: {} third-party crates{}", tree.len(), budget.condition());
        apply("tree", budget.check(package, &tree));
    }
    let files = source::tracked(sh)?;
    for (name, rule) in source::RULES {
        apply(name, files.iter().flat_map(rule).collect());
    }

    no_findings("broken invariants (docs/architecture.md)", &findings)?;
    println!("{rules} rules hold for {} crates and {} files", packages.len(), files.len());
    Ok(())
}

/// How many third-party crates the user of a package compiles.
pub(crate) fn count(sh: &Shell, package: &str) -> Result<usize> {
    Ok(tree::default(sh, package)?.len())
}
