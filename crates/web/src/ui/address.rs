//! The address of a list: what is searched, filtered and sorted by stays in it.

use form_urlencoded::{Serializer, parse};

/// An address with its query, to make links that change one thing and keep the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Address {
    /// From the path and query of a request.
    pub fn new(path: &str, query: &str) -> Self {
        let pairs = parse(query.as_bytes()).into_owned();
        Self {
            path: path.to_owned(),
            pairs: pairs.filter(|(_, value)| !value.is_empty()).collect(),
        }
    }

    /// The path alone.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What `name` says; empty if nothing.
    pub fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(it, _)| it == name).map_or("", |(_, value)| value)
    }

    /// The same with `name` set to `value`.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.without(name);
        other.pairs.push((name.to_owned(), value.to_owned()));
        other
    }

    /// The same without `name`.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let pairs = self.pairs.iter().filter(|(it, _)| it != name).cloned().collect();
        Self { path: self.path.clone(), pairs }
    }

    /// The query alone: `town=310&sort=-rate`.
    pub fn query(&self) -> String {
        Serializer::new(String::new()).extend_pairs(&self.pairs).finish()
    }

    /// The whole, for a link.
    pub fn href(&self) -> String {
        if self.pairs.is_empty() {
            return self.path.clone();
        }
        format!("{}?{}", self.path, self.query())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_changes_and_the_rest_stays() {
        let here = Address::new("/cixi/students", "q=%E9%99%88&town=310&grade=&sort=name");
        assert_eq!(here.get("q"), "陈");
        assert_eq!(here.get("grade"), "");
        assert_eq!(
            here.with("sort", "-name").href(),
            "/cixi/students?q=%E9%99%88&town=310&sort=-name"
        );
        let bare = here.without("q").without("town").without("sort");
        assert_eq!(bare.href(), "/cixi/students");
    }
}
