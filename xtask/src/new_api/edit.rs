//! Lines put into files that are there. An anchor that is gone is an error, never a guess.

use crate::Result;

/// Puts `line` into the table `[table]` of a manifest, in order of names among the lines that begin with `alipay-`.
pub(super) fn into_table(manifest: &str, table: &str, line: &str) -> Result<String> {
    let header = format!("[{table}]");
    let start = line_that(manifest, |text| text == header).ok_or_else(|| format!("there is no table {header}"))?;
    let lines: Vec<&str> = manifest.lines().collect();
    let inside = lines.iter().enumerate().skip(start + 1).take_while(|(_, text)| !text.starts_with('['));
    let ours: Vec<_> = inside.filter(|(_, text)| text.starts_with("alipay-")).collect();
    let name = |text: &str| text.split(['=', '.', ' ']).next().unwrap_or_default().to_owned();
    if ours.iter().any(|(_, text)| name(text) == name(line)) {
        return Err(format!("{} is in {header} already", name(line)).into());
    }
    let after = ours.iter().find(|(_, text)| name(text) > name(line)).map(|(at, _)| *at);
    let at = after.or_else(|| ours.last().map(|(at, _)| at + 1)).unwrap_or(start + 1);
    Ok(with_line(manifest, at, line))
}

/// Puts `line` at the end of the block that begins with a line which `begins` with these words: before the line that is
/// its closing brace, which stands as far to the left as the block begins.
pub(super) fn into_block(text: &str, begins: &str, line: &str) -> Result<String> {
    let start = line_that(text, |text| text.trim_start().starts_with(begins));
    let start = start.ok_or_else(|| format!("there is no line that begins with `{begins}`"))?;
    let lines: Vec<&str> = text.lines().collect();
    let opening = lines.get(start).copied().unwrap_or_default();
    let indent = opening.len() - opening.trim_start().len();
    let closing = format!("{}}}", " ".repeat(indent));
    let end = lines.iter().skip(start + 1).position(|text| *text == closing);
    let end = end.ok_or_else(|| format!("the block of `{begins}` has no end"))?;
    Ok(with_line(text, start + 1 + end, line))
}

/// Puts `line` before the first line that `begins` with these words, or after it.
pub(super) fn beside(text: &str, begins: &str, line: &str, after: bool) -> Result<String> {
    let at = line_that(text, |text| text.trim_start().starts_with(begins));
    let at = at.ok_or_else(|| format!("there is no line that begins with `{begins}`"))?;
    Ok(with_line(text, at + usize::from(after), line))
}

/// Puts `item` behind the last item of the list on the line that begins with `begins`: before `end`.
pub(super) fn into_list(text: &str, begins: &str, end: &str, item: &str) -> Result<String> {
    let at = line_that(text, |text| text.starts_with(begins) && text.contains(end));
    let at = at.ok_or_else(|| format!("there is no line that begins with `{begins}` and has `{end}`"))?;
    let lines = text.lines().enumerate().map(|(number, line)| match line.rsplit_once(end) {
        Some((list, rest)) if number == at => format!("{list}, {item}{end}{rest}\n"),
        _ => format!("{line}\n"),
    });
    Ok(lines.collect())
}

/// The number of the first line that fits.
pub(super) fn line_that(text: &str, fits: impl Fn(&str) -> bool) -> Option<usize> {
    text.lines().position(fits)
}

/// With `line` as the line of this number.
pub(super) fn with_line(text: &str, number: usize, line: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.insert(number.min(lines.len()), line);
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[package]\nname = \"a\"\n\n[dependencies]\nalipay-b.workspace = true\nalipay-d = { workspace = true }\nbytes = \"1\"\n\n[lints]\n";

    #[test]
    fn dependencies_are_sorted() {
        let line = |name: &str| {
            let text = into_table(MANIFEST, "dependencies", &format!("alipay-{name}.workspace = true")).unwrap();
            line_that(&text, |text| text.starts_with(&format!("alipay-{name}."))).unwrap()
        };
        assert_eq!((line("a"), line("c"), line("e")), (4, 5, 6));
        assert!(into_table(MANIFEST, "dependencies", "alipay-d.workspace = true").is_err());
        assert!(into_table(MANIFEST, "dev-dependencies", "alipay-e.workspace = true").is_err());
        assert!(into_table("[dependencies]\n", "dependencies", "alipay-a = 1").unwrap().ends_with("]\nalipay-a = 1\n"));
    }

    #[test]
    fn blocks_end_where_they_began() {
        let text = "fn f() {\n    if x {\n    }\n}\n\nmod m {\n    fn g() {\n    }\n}\n";
        assert_eq!(into_block(text, "fn f", "    y").unwrap(), text.replacen("    }\n}", "    }\n    y\n}", 1));
        assert_eq!(into_block(text, "fn g", "        z").unwrap(), text.replace("g() {\n", "g() {\n        z\n"));
        assert!(into_block(text, "fn h", "").unwrap_err().to_string().contains("`fn h`"));
        assert!(into_block("fn f() {}\n", "fn f", "").is_err());
    }

    #[test]
    fn lists_grow_at_their_end() {
        let text = "first = [\"a\"]\nsecond = [\"a\", \"b\"] # all\n";
        assert_eq!(into_list(text, "second = [", "]", "\"c\"").unwrap(), text.replace("\"b\"", "\"b\", \"c\""));
        assert!(into_list(text, "third", "]", "").is_err());
        assert!(into_list(text, "second", ")", "").is_err(), "a list without its end");
    }

    #[test]
    fn lines_stand_beside_others() {
        assert_eq!(beside("a\nb\n", "b", "x", false).unwrap(), "a\nx\nb\n");
        assert_eq!(beside("a\nb\n", "b", "x", true).unwrap(), "a\nb\nx\n");
        assert!(beside("a\n", "b", "x", true).is_err());
    }
}
