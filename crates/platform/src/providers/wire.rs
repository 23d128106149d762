//! Asking a provider over the network, behind a trait so that tests answer from records.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use web::Later;

use crate::outside;

/// How long a provider may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// No answer is larger.
const BYTES_MAX: u64 = 64 << 10;

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// A form is posted.
    Form {
        /// Where.
        url: String,
        /// Its fields.
        fields: Vec<(&'static str, String)>,
    },
    /// JSON is posted.
    Json {
        /// Where.
        url: String,
        /// What.
        body: Value,
    },
    /// Something is posted as it stands, under headers that were made for it.
    Signed {
        /// Where.
        url: String,
        /// The headers.
        headers: Vec<(&'static str, String)>,
        /// What.
        body: String,
    },
    /// Something is fetched.
    Get {
        /// Where.
        url: String,
        /// The headers that go with it.
        headers: Vec<(&'static str, String)>,
    },
}

/// Why there is no answer. It never says the address, which may carry a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// It could not be reached, or took too long.
    #[error("the provider cannot be reached: {0}")]
    Unreachable(String),
    /// It answered with this status.
    #[error("the provider answers {0}")]
    Status(u16),
    /// It answered a [`Ask::Signed`] with this status, and said why.
    #[error("the provider answers {0}")]
    Refused(u16, Value),
    /// The answer is no JSON.
    #[error("the provider's answer is no JSON")]
    Unreadable,
}

/// Carries questions.
pub trait Wire: Send + Sync {
    /// Asks, and gives the answer, which is JSON with every provider.
    fn ask(&self, ask: Ask) -> Later<'_, Result<Value, WireError>>;
}

/// The network.
pub struct Internet(Agent);

impl Default for Internet {
    fn default() -> Self {
        Self(outside::agent(PATIENCE))
    }
}

#[cfg(test)]
impl Internet {
    /// One that does not wait long.
    pub(crate) fn impatient(patience: Duration) -> Self {
        Self(outside::agent(patience))
    }
}

impl Wire for Internet {
    fn ask(&self, ask: Ask) -> Later<'_, Result<Value, WireError>> {
        let agent = self.0.clone();
        Box::pin(async move {
            let asked = tokio::task::spawn_blocking(move || send(&agent, ask));
            let asked = asked.await.map_err(|_| WireError::Unreadable)?;
            let (status, text) = asked.map_err(told)?;
            match (serde_json::from_str(&text), status) {
                (Ok(answer), 400..) => Err(WireError::Refused(status, answer)),
                (Err(_), 400..) => Err(WireError::Status(status)),
                (answer, _) => answer.map_err(|_| WireError::Unreadable),
            }
        })
    }
}

/// The status and the body of an answer.
fn send(agent: &Agent, ask: Ask) -> Result<(u16, String), ureq::Error> {
    let reply = match ask {
        Ask::Form { url, fields } => agent.post(&url).send_form(fields)?,
        Ask::Json { url, body } => agent
            .post(&url)
            .header("content-type", "application/json")
            .send(body.to_string().as_bytes())?,
        Ask::Signed { url, headers, body } => {
            // Whoever takes signed words says in the body why it does not.
            let post = agent.post(&url).config().http_status_as_error(false).build();
            let post = headers.into_iter().fold(post, |it, (name, value)| it.header(name, value));
            post.send(body.as_bytes())?
        }
        Ask::Get { url, headers } => {
            let get = agent.get(&url);
            headers.into_iter().fold(get, |it, (name, value)| it.header(name, value)).call()?
        }
    };
    let status = reply.status().as_u16();
    let text = reply.into_body().into_with_config().limit(BYTES_MAX).read_to_string()?;
    Ok((status, text))
}

fn told(error: ureq::Error) -> WireError {
    match error {
        ureq::Error::StatusCode(code) => WireError::Status(code),
        ureq::Error::Timeout(_) => WireError::Unreachable("it takes too long".to_owned()),
        ureq::Error::Io(error) => WireError::Unreachable(error.kind().to_string()),
        _ => WireError::Unreachable("the connection failed".to_owned()),
    }
}
