//! `/metrics` for Prometheus, on an address of its own: on the loopback, or with a key.
//!
//! The figures name cells, routes and states, never anybody. They are not on the address that people
//! use, so no gateway can lay them open by mistake.

use std::{fmt::Write as _, net::SocketAddr, path::Path, sync::Arc};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use web::{
    App, HeaderMap, IntoResponse as _, Response, Router, StatusCode, header,
    metrics::head,
    serve::{answering, bearer},
};

/// Where the figures are, and who may read them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MetricsConfig {
    /// `127.0.0.1:9464`; another address than the loopback needs a key.
    pub(crate) listen: String,
    /// The file that holds the key, in the data folder unless absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) key_file: Option<String>,
}

impl MetricsConfig {
    /// Whether anybody on the network could read them.
    pub(crate) fn is_open(&self) -> bool {
        let address = self.listen.parse::<SocketAddr>();
        self.key_file.is_none() && !address.is_ok_and(|it| it.ip().is_loopback())
    }

    fn key(&self, data: &Path) -> anyhow::Result<Option<String>> {
        let Some(file) = &self.key_file else { return Ok(None) };
        let path = data.join(file);
        let key = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read the key of the metrics in {}", path.display()))?;
        let key = key.trim().to_owned();
        anyhow::ensure!(key.len() >= 16, "the key of the metrics has less than 16 characters");
        Ok(Some(key))
    }
}

/// Answers on the address that the configuration names, as long as the process lives.
pub(crate) async fn serve(config: &MetricsConfig, data: &Path, app: &App) -> anyhow::Result<()> {
    anyhow::ensure!(
        !config.is_open(),
        "metrics at {} would be open to everybody: listen on the loopback, or name a key_file",
        config.listen
    );
    let address = &config.listen;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen at {address} for metrics"))?;
    tracing::info!("metrics at http://{}/metrics", listener.local_addr()?);
    let router = router(app.clone(), config.key(data)?);
    tokio::spawn(async move {
        if let Err(error) = web::serve::run(listener, router, std::future::pending()).await {
            tracing::error!("metrics: {error}");
        }
    });
    Ok(())
}

fn router(app: App, key: Option<String>) -> Router {
    let key = Arc::new(key);
    answering("/metrics", move |headers: HeaderMap| {
        let (app, key) = (app.clone(), key.clone());
        async move { answer(&app, key.as_deref(), &headers).await }
    })
}

async fn answer(app: &App, key: Option<&str>, headers: &HeaderMap) -> Response {
    // The digests are compared, so that the time taken tells nothing of the key.
    let digest = |it: &str| app.mac.sign(&["metrics", it]);
    if let Some(key) = key
        && bearer(headers).is_none_or(|it| digest(it) != digest(key))
    {
        return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response();
    }
    let mut text = app.metrics.text();
    cells(app, &mut text).await;
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// The gauges of every cell. One whose database does not answer has `up` 0 and no more.
async fn cells(app: &App, text: &mut String) {
    let mut lines: Vec<(&str, &str, &str, Vec<String>)> = vec![
        ("xueyu_cell_up", "gauge", "Whether the cell's database answers.", Vec::new()),
        ("xueyu_lane_waiting", "gauge", "Writers that wait for their turn.", Vec::new()),
        ("xueyu_transactions_total", "counter", "Transactions by kind.", Vec::new()),
        ("xueyu_jobs", "gauge", "Jobs by state.", Vec::new()),
        ("xueyu_messages_waiting", "gauge", "Messages that wait to be sent.", Vec::new()),
        ("xueyu_database_bytes", "gauge", "The size of the cell's database.", Vec::new()),
    ];
    for (key, cell) in &app.cells {
        let tally = cell.db.tally();
        let found = platform::gauges::read(cell).await;
        lines[0].3.push(format!("{{cell=\"{key}\"}} {}", u8::from(found.is_ok())));
        lines[1].3.push(format!("{{cell=\"{key}\"}} {}", tally.waiting));
        for (kind, n) in [
            ("read", tally.reads),
            ("write", tally.writes),
            ("commit", tally.commits),
            ("repeat", tally.repeats),
        ] {
            lines[2].3.push(format!("{{cell=\"{key}\",kind=\"{kind}\"}} {n}"));
        }
        let Ok(found) = found else { continue };
        for (state, n) in &found.jobs {
            lines[3].3.push(format!("{{cell=\"{key}\",state=\"{state}\"}} {n}"));
        }
        lines[4].3.push(format!("{{cell=\"{key}\"}} {}", found.messages_waiting));
        if let Some(bytes) = found.database_bytes {
            lines[5].3.push(format!("{{cell=\"{key}\"}} {bytes}"));
        }
    }
    for (name, kind, help, values) in lines {
        head(text, name, kind, help);
        for it in values {
            writeln!(text, "{name}{it}").expect("a string takes all");
        }
    }
}

/// Whether a real installation's figures are as they should be: told by `xueyu check`.
pub(crate) fn lack(config: Option<&MetricsConfig>, data: &Path) -> Option<String> {
    let config = config?;
    if config.is_open() {
        return Some(format!(
            "指标在 {} 对外开放，xueyu serve 会拒绝启动：请改为只听本机，或设 key_file",
            config.listen
        ));
    }
    config.key(data).err().map(|error| format!("指标的密钥不可用：{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(listen: &str, key: Option<&str>) -> MetricsConfig {
        MetricsConfig { listen: listen.to_owned(), key_file: key.map(str::to_owned) }
    }

    #[test]
    fn figures_are_on_the_loopback_or_behind_a_key() {
        for (listen, key, open) in [
            ("127.0.0.1:9464", None, false),
            ("[::1]:9464", None, false),
            ("0.0.0.0:9464", None, true),
            ("10.1.2.3:9464", None, true),
            ("metrics.example:9464", None, true),
            ("0.0.0.0:9464", Some("metrics.key"), false),
        ] {
            assert_eq!(config(listen, key).is_open(), open, "{listen}");
        }
    }

    #[test]
    fn what_is_wrong_with_them_is_a_lack() {
        let nowhere = Path::new("/nowhere");
        assert_eq!(lack(None, nowhere), None);
        assert_eq!(lack(Some(&config("127.0.0.1:9464", None)), nowhere), None);
        assert!(lack(Some(&config("0.0.0.0:9464", None)), nowhere).is_some());
        assert!(lack(Some(&config("0.0.0.0:9464", Some("none.key"))), nowhere).is_some());
    }
}
