//! What requests came and how long they took: counts without anybody in them.
//!
//! A route is named by its pattern (`/students/{id}`), never by its address.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::http::Method;

/// The upper ends of the latency's buckets, in milliseconds.
const BUCKETS_MS: [u64; 11] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000];

/// The pattern of the route that answered, on its way out with the response.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answered(pub(crate) &'static str);

/// The counts of one process.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    requests: BTreeMap<(String, &'static str, &'static str, u16), u64>,
    /// Per cell: how many took up to each bucket's end, those beyond all, and the sum.
    took: BTreeMap<String, Took>,
}

#[derive(Debug, Default)]
struct Took {
    buckets: [u64; BUCKETS_MS.len()],
    count: u64,
    sum: Duration,
}

fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        _ => "other",
    }
}

impl Metrics {
    /// Counts a request to `cell` that the route `pattern` answered.
    pub fn count(
        &self,
        cell: &str,
        (method, pattern, status): (&Method, &'static str, u16),
        took: Duration,
    ) {
        let mut counts = self.lock();
        let key = (cell.to_owned(), method_word(method), pattern, status);
        *counts.requests.entry(key).or_default() += 1;
        let of_cell = counts.took.entry(cell.to_owned()).or_default();
        of_cell.count += 1;
        of_cell.sum += took;
        for (bucket, end) in of_cell.buckets.iter_mut().zip(BUCKETS_MS) {
            *bucket += u64::from(took <= Duration::from_millis(end));
        }
    }

    /// The counts in the text format of Prometheus.
    pub fn text(&self) -> String {
        let counts = self.lock();
        let mut text = String::new();
        head(&mut text, "xueyu_requests_total", "counter", "Requests by route and status.");
        for ((cell, method, route, status), n) in &counts.requests {
            line(
                &mut text,
                &format!(
                    "xueyu_requests_total{{cell=\"{cell}\",method=\"{method}\",\
                     route=\"{route}\",status=\"{status}\"}} {n}"
                ),
            );
        }
        let name = "xueyu_request_seconds";
        head(&mut text, name, "histogram", "How long answers took.");
        for (cell, took) in &counts.took {
            for (n, end) in took.buckets.iter().zip(BUCKETS_MS) {
                let le = Duration::from_millis(end).as_secs_f64();
                line(&mut text, &format!("{name}_bucket{{cell=\"{cell}\",le=\"{le}\"}} {n}"));
            }
            let (n, sum) = (took.count, took.sum.as_secs_f64());
            line(&mut text, &format!("{name}_bucket{{cell=\"{cell}\",le=\"+Inf\"}} {n}"));
            line(&mut text, &format!("{name}_sum{{cell=\"{cell}\"}} {sum}"));
            line(&mut text, &format!("{name}_count{{cell=\"{cell}\"}} {n}"));
        }
        text
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        // A panic while it was held leaves at worst one request too few counted.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says what a metric is, before its lines.
pub fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    line(text, &format!("# HELP {name} {help}"));
    line(text, &format!("# TYPE {name} {kind}"));
}

fn line(text: &mut String, it: &str) {
    writeln!(text, "{it}").expect("a string takes all");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_and_status_and_fall_into_buckets() {
        let metrics = Metrics::default();
        let count = |status, ms| {
            let what = (&Method::GET, "/students/{id}", status);
            metrics.count("cixi", what, Duration::from_millis(ms));
        };
        count(200, 1);
        count(200, 30);
        count(404, 9_000);
        let text = metrics.text();
        for expected in [
            "# TYPE xueyu_requests_total counter",
            "xueyu_requests_total{cell=\"cixi\",method=\"GET\",route=\"/students/{id}\",status=\"200\"} 2",
            "xueyu_requests_total{cell=\"cixi\",method=\"GET\",route=\"/students/{id}\",status=\"404\"} 1",
            "xueyu_request_seconds_bucket{cell=\"cixi\",le=\"0.001\"} 1",
            "xueyu_request_seconds_bucket{cell=\"cixi\",le=\"0.025\"} 1",
            "xueyu_request_seconds_bucket{cell=\"cixi\",le=\"0.05\"} 2",
            "xueyu_request_seconds_bucket{cell=\"cixi\",le=\"5\"} 2",
            "xueyu_request_seconds_bucket{cell=\"cixi\",le=\"+Inf\"} 3",
            "xueyu_request_seconds_count{cell=\"cixi\"} 3",
        ] {
            assert!(text.lines().any(|it| it == expected), "{expected}\n{text}");
        }
    }
}
