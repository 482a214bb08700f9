//! Tables for a terminal of 80 columns.

/// Where a column's text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A table under construction.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    columns: [(&'static str, Align); N],
    rows: Vec<[String; N]>,
}

/// What stands between columns.
const GAP: &str = "  ";
/// The widest a line may be.
const WIDTH: usize = 80;

impl<const N: usize> Table<N> {
    pub(crate) fn new(columns: [(&'static str, Align); N]) -> Self {
        Self { columns, rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    /// Writes the table. With `colours`, its head is bold.
    pub(crate) fn render(&self, colours: bool) -> String {
        let widths = self.widths();
        let head = self.columns.map(|(name, _)| name.to_owned());
        let head = self.line(&head, &widths);
        let mut text = if colours { format!("\u{1b}[1m{head}\u{1b}[0m\n") } else { format!("{head}\n") };
        for row in &self.rows {
            text.push_str(&self.line(row, &widths));
            text.push('\n');
        }
        text
    }

    /// As wide as their content. Text is narrowed from the widest column down until the line fits; what stands on the
    /// right, as amounts do, never is: half an amount is a wrong one.
    fn widths(&self) -> [usize; N] {
        let mut widths = self.columns.map(|(name, _)| name.chars().count());
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let room = WIDTH.saturating_sub(GAP.len() * N.saturating_sub(1));
        while widths.iter().sum::<usize>() > room {
            let text = widths.iter_mut().zip(&self.columns).filter(|(_, (_, align))| *align == Align::Left);
            match text.map(|(width, _)| width).max() {
                Some(widest) if *widest > 1 => *widest -= 1,
                _ => break,
            }
        }
        widths
    }

    fn line(&self, cells: &[String; N], widths: &[usize; N]) -> String {
        let mut line = String::new();
        for ((cell, width), (_, align)) in cells.iter().zip(widths).zip(&self.columns) {
            if !line.is_empty() {
                line.push_str(GAP);
            }
            let cell = shortened(cell, *width);
            let padding = " ".repeat(width.saturating_sub(cell.chars().count()));
            match align {
                Align::Left => line.extend([cell, padding]),
                Align::Right => line.extend([padding, cell]),
            }
        }
        line.truncate(line.trim_end().len());
        line
    }
}

fn shortened(cell: &str, width: usize) -> String {
    if cell.chars().count() <= width {
        return cell.to_owned();
    }
    let kept: String = cell.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::new([("NAME", Align::Left), ("SUM", Align::Right)]);
        table.row(["a".to_owned(), "1.00".to_owned()]);
        table.row(["long name".to_owned(), "12.00".to_owned()]);
        assert_eq!(table.render(false), "NAME         SUM\na           1.00\nlong name  12.00\n");
        assert!(table.render(true).starts_with("\u{1b}[1mNAME         SUM\u{1b}[0m\n"));
    }

    #[test]
    fn lines_fit() {
        let mut table = Table::new([("A", Align::Left), ("B", Align::Right), ("C", Align::Left)]);
        table.row(["x".repeat(100), "9999999999.99".to_owned(), "ü".repeat(60)]);
        let text = table.render(false);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(text.contains("9999999999.99") && text.contains('…'), "{text}");
    }

    #[test]
    fn amounts_are_whole() {
        let amount = "9".repeat(78);
        let mut table = Table::new([("A", Align::Left), ("B", Align::Right)]);
        table.row(["name".to_owned(), amount.clone()]);
        assert!(table.render(false).contains(&amount));
    }
}
