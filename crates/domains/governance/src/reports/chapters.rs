//! The chapters of a text as it is typed, and where in it a paragraph is put.

/// The headings of the first two levels, each with the number of its line.
pub(crate) fn chapters(body: &str) -> Vec<(usize, &str)> {
    let is_chapter = |it: &str| it.starts_with('#') && !it.starts_with("###");
    let lines = body.lines().enumerate().filter(|(_, it)| is_chapter(it));
    lines.map(|(at, it)| (at, it.trim_start_matches('#').trim())).collect()
}

/// `body` with a paragraph at the end of the chapter whose heading stands on `line`; at the end of all
/// where there is none.
pub(crate) fn put(body: &str, line: usize, words: &str) -> String {
    // Words that people sent in ask for no figures.
    put_line(body, line, &words.replace(['{', '}', '｛', '｝', '\n', '\r'], " "))
}

/// `body` with a sentence that tells a figure there.
pub(crate) fn put_figure(body: &str, line: usize, (name, asked): (&str, String)) -> String {
    put_line(body, line, &format!("{name}为{asked}。"))
}

fn put_line(body: &str, line: usize, words: &str) -> String {
    let mut lines: Vec<&str> = body.lines().collect();
    let is_heading = |it: &str| it.starts_with('#');
    let is_chapter = lines.get(line).is_some_and(|it| is_heading(it));
    let end = (line + 1..lines.len()).find(|at| is_heading(lines[*at]));
    let end = end.filter(|_| is_chapter).unwrap_or(lines.len());
    // Behind the last words of the chapter, not behind the blank lines after them.
    let end = (0..end).rev().find(|at| !lines[*at].trim().is_empty()).map_or(0, |it| it + 1);
    lines.insert(end, words);
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{chapters, put};

    #[test]
    fn what_is_sent_in_goes_to_the_end_of_its_chapter() {
        let body = "前言\n# 甲\n一段\n\n# 乙\n## 丙\n### 丁\n二段\n";
        assert_eq!(chapters(body), [(1, "甲"), (4, "乙"), (5, "丙")]);
        assert_eq!(
            put(body, 1, "{新}\n的"),
            "前言\n# 甲\n一段\n 新  的\n\n# 乙\n## 丙\n### 丁\n二段"
        );
        assert!(put(body, 99, "末").ends_with("二段\n末"));
        assert_eq!(put("", 0, "首"), "首");
    }
}
