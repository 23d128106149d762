//! 缴费与退费: an order for each seat that costs something, its receipt, and refunds.
//!
//! The county's public payment service (公共支付) takes the money; here its answer is recorded, by a
//! stand-in or by a sheet of payments. Never through parents' committees or third parties. The
//! rule of refunds is in [`rules`].

pub mod actions;
mod export;
pub mod model;
pub mod pages;
pub mod rules;
pub mod sheets;
pub mod store;
#[cfg(test)]
mod tests;
