//! 接送: who may collect a child, as its family says, and who fetches it early on a day.

pub mod actions;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;

use std::pin::Pin;

use directory::events::ContactBarred;
use platform::jobs::{Ending, JobContext, JobError, JobKind};

/// What is done when someone must not come near a child any more: what was agreed with them is void.
pub const FOLLOW: JobKind = JobKind {
    name: "aftercare.follow-contact",
    label: "禁止接触：取消提前接走的约定",
    run: follow,
    attempts_max: 5,
    schedule: None,
};

fn follow(context: JobContext) -> Pin<Box<dyn Future<Output = Result<Ending, JobError>> + Send>> {
    Box::pin(async move {
        let barred: ContactBarred = context.payload()?;
        let count = actions::void(&context, barred).await?;
        Ok(Ending::new(format!("取消 {count} 个约定")))
    })
}
