//! The page itself.

use super::{
    compare::{Part, Report, Row},
    deviations::Deviation,
};

const HEAD: &str = "\
# Coverage

Which APIs have types, and how much of each. `cargo xtask coverage` writes this page from the sources and from
[`fields.json`](spec/fields.json), which lists what the gateways' pages document; `cargo xtask coverage --check`, a step of
`cargo xtask ci`, fails when it is stale and when something documented is not typed. Any other API of a platform can be called untyped.

| column | meaning |
|---|---|
| request, response | Fields: *typed/documented*. More fields are typed than the page has where a total follows: newer pages have them, or sibling pages. |
| members | Fields of the models that request and response hold, counted alike. |
| codes | Documented result codes, beside those of the gateway itself. |
| safety | Whether a repetition is safe, by the [guide](guide/errors-and-money.md#safety). |
| sandbox | Whether `alipay-sandbox` answers it. |

*n typed*, without a page: what public samples and sibling pages show. The fields are listed [below](#fields-typed-without-a-page).
";

const GROUPS: &[(&str, &str)] = &[
    ("OpenPlatform", "Open Platform"),
    ("Dws", "Digital Wallet (DWS)"),
    ("WorldFirst", "WorldFirst"),
    ("Antom", "Antom"),
];

pub(super) fn page(report: &Report, deviations: &[Deviation]) -> String {
    let mut page = HEAD.to_owned();
    for (dialect, title) in GROUPS {
        let rows = || report.apis.iter().filter(|row| row.dialect == *dialect);
        if rows().next().is_none() {
            continue;
        }
        page += &format!("\n## {title}\n\n");
        page += "| API | crate | protocols | request | response | members | codes | safety | sandbox |\n";
        page += "|---|---|---|---|---|---|---|---|---|\n";
        for row in rows() {
            page += &line(&[
                link(row),
                format!("`{}`", row.package),
                protocols(row),
                count(row, row.request),
                if row.has_response { count(row, row.response) } else { "none".to_owned() },
                count(row, row.models),
                count(row, row.codes),
                format!("`{}`", row.safety),
                if row.sandbox { "yes" } else { "no" }.to_owned(),
            ]);
        }
    }
    page += "\n## Notifications\n\n| notification | crate | gateway | fields | members |\n|---|---|---|---|---|\n";
    for row in &report.notifications {
        let title =
            GROUPS.iter().find(|(dialect, _)| *dialect == row.dialect).map_or(row.dialect.as_str(), |(_, title)| title);
        let package = format!("`{}`", row.package);
        page += &line(&[link(row), package, title.to_owned(), count(row, row.request), count(row, row.models)]);
    }
    page += &differences(deviations);
    page += &fields(report);
    page
}

fn link(row: &Row) -> String {
    format!("[`{}`](../{})", row.name, row.file)
}

fn protocols(row: &Row) -> String {
    let route = row.route.as_ref().map(|(method, path)| format!("`{method} {path}`"));
    match (row.dialect.as_str(), row.has_response, route) {
        ("OpenPlatform", true, Some(route)) => format!("v2; v3 {route}"),
        ("OpenPlatform", true, None) => "v2".to_owned(),
        ("OpenPlatform", false, _) => "v2, signed and not sent".to_owned(),
        (_, _, route) => route.unwrap_or_default(),
    }
}

/// `7/7`, `7/7, 9 typed`, `9 typed` or `none`.
fn count(row: &Row, part: Part) -> String {
    let Part { typed, documented, covered } = part;
    match () {
        () if typed == 0 && documented == 0 => "none".to_owned(),
        () if !row.documented => format!("{typed} typed"),
        () if typed == covered => format!("{covered}/{documented}"),
        () => format!("{covered}/{documented}, {typed} typed"),
    }
}

/// What tests list as differing, as they list it.
fn differences(deviations: &[Deviation]) -> String {
    let mut text = "\n## Where types and pages differ\n\nThe tests compare every field, its need and its maximum length with the page, and list \
        what differs:\na field that is optional here and required there or the other way round, and fields and codes the page does not \
        have. A stale entry\nfails there.\n\n| type | field or code | why | test |\n|---|---|---|---|\n"
        .to_owned();
    for Deviation { file, type_, name, reason } in deviations {
        let type_ = type_.as_ref().map_or_else(|| "codes".to_owned(), |name| format!("`{name}`"));
        let test = file.rsplit('/').next().unwrap_or(file);
        text += &line(&[type_, format!("`{name}`"), reason.replace('|', "\\|"), format!("[`{test}`](../{file})")]);
    }
    text
}

/// The names of all fields that no page is there for.
fn fields(report: &Report) -> String {
    let mut text =
        "\n## Fields typed without a page\n\nBy their names on the wire; other spellings stand behind a slash.\n"
            .to_owned();
    for row in report.apis.iter().chain(&report.notifications).filter(|row| !row.documented) {
        text += &format!("\n### {}\n\n", row.name);
        for (name, fields) in &row.types {
            let fields: Vec<_> = fields.iter().map(|field| format!("`{}`", field.replace('|', "/"))).collect();
            let fields = if fields.is_empty() { "no members are known".to_owned() } else { fields.join(", ") };
            text += &wrapped(&format!("* {name}: {fields}"));
        }
    }
    text
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// A list item in lines of at most 140 characters.
fn wrapped(item: &str) -> String {
    let mut text = String::new();
    let mut width = 0;
    for word in item.split(' ') {
        if width + 1 + word.len() > 140 {
            text += "\n ";
            width = 1;
        }
        if width > 0 {
            text.push(' ');
            width += 1;
        }
        text += word;
        width += word.len();
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_tell_pages_from_types() {
        let mut row = Row { documented: true, ..Row::default() };
        let part = |typed, documented, covered| Part { typed, documented, covered };
        assert_eq!(count(&row, part(7, 7, 7)), "7/7");
        assert_eq!(count(&row, part(9, 7, 7)), "7/7, 9 typed");
        assert_eq!(count(&row, part(6, 7, 6)), "6/7");
        row.documented = false;
        assert_eq!(count(&row, part(9, 0, 0)), "9 typed");
        assert_eq!(count(&row, part(0, 0, 0)), "none");
    }

    #[test]
    fn long_items_are_wrapped() {
        let item = format!("* Type: {}", vec!["`a_field_with_a_name`"; 20].join(", "));
        let text = wrapped(&item);
        assert!(text.lines().count() > 2 && text.lines().all(|line| line.len() <= 140));
        assert!(text.lines().skip(1).all(|line| line.starts_with("  `")));
        assert_eq!(text.split_whitespace().collect::<Vec<_>>(), item.split_whitespace().collect::<Vec<_>>());
    }
}
