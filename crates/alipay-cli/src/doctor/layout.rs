//! How the text of a key is laid out: what copying does to keys shows in the lengths of their lines.

/// How long the lines of PEM are.
const PEM: usize = 64;

/// What is odd about the lines of a key with armour. Quotes nothing.
pub(super) fn odd(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("-----BEGIN")?;
    let (_, rest) = rest.split_once("-----")?;
    let body = rest.split_once("-----END").map_or(rest, |(body, _)| body);
    if !body.trim().contains('\n') && body.trim().len() > PEM {
        return Some("its line breaks are lost: all of it stands in one line".to_owned());
    }
    let lines: Vec<(usize, &str)> = (1..).zip(text.lines()).collect();
    let begin = lines.iter().position(|(_, line)| line.contains("-----BEGIN"))?;
    let inner = lines.get(begin + 1..)?.iter().take_while(|(_, line)| !line.contains("-----"));
    let inner: Vec<(usize, &str)> = inner.map(|(number, line)| (*number, line.trim_end())).collect();
    if let Some((number, _)) = inner.iter().find(|(_, line)| line.contains(char::is_whitespace)) {
        return Some(format!("there are blanks within line {number}"));
    }
    let (_, whole) = inner.split_last()?;
    let lengths: Vec<(usize, usize)> = whole.iter().map(|(number, line)| (*number, line.chars().count())).collect();
    let usual = most_frequent(&lengths)?;
    if let Some((number, length)) = lengths.iter().find(|(_, length)| *length != usual) {
        return Some(format!("line {number} has {length} characters where the others have {usual}"));
    }
    (usual != PEM).then(|| format!("its lines have {usual} characters, and those of PEM have {PEM}"))
}

fn most_frequent(lengths: &[(usize, usize)]) -> Option<usize> {
    let count = |wanted: usize| lengths.iter().filter(|(_, length)| *length == wanted).count();
    lengths.iter().map(|(_, length)| *length).max_by_key(|length| (count(*length), *length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pem(lines: &[usize]) -> String {
        let body: String = lines.iter().map(|length| "A".repeat(*length) + "\n").collect();
        format!("-----BEGIN PRIVATE KEY-----\n{body}-----END PRIVATE KEY-----\n")
    }

    #[test]
    fn regular_texts_are_not_odd() {
        for text in [pem(&[64, 64, 64, 12]), pem(&[64, 64]), pem(&[64]), pem(&[]), "A".repeat(900), String::new()] {
            assert_eq!(odd(&text), None, "{text}");
            assert_eq!(odd(&text.replace('\n', "\r\n")), None, "{text}");
        }
    }

    #[test]
    fn what_copying_does() {
        for (text, expected) in [
            (pem(&[64, 60, 64, 64]), "line 3 has 60 characters where the others have 64"),
            (format!("note\n{}", pem(&[64, 64, 128, 64])), "line 5 has 128 characters where the others have 64"),
            (pem(&[76, 76, 10]), "its lines have 76 characters, and those of PEM have 64"),
            (pem(&[64, 0, 64, 64]), "line 3 has 0 characters where the others have 64"),
            (pem(&[64, 64, 64]).replace('\n', ""), "its line breaks are lost: all of it stands in one line"),
            (pem(&[64, 64, 64]).replace('\n', " "), "its line breaks are lost: all of it stands in one line"),
            (pem(&[64, 64]).replacen("AAAA", "AA AA", 1), "there are blanks within line 2"),
            (
                "-----BEGIN PRIVATE KEY-----\nAAAA\nAA\nAAAA".to_owned(),
                "line 3 has 2 characters where the others have 4",
            ),
        ] {
            assert_eq!(odd(&text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_ends() {
        for text in
            ["-----BEGIN", "-----BEGIN-----", "-----BEGIN A-----\n", "-----END A-----", "\n\n-----BEGIN A-----x"]
        {
            assert_eq!(odd(text), None, "{text}");
        }
    }
}
