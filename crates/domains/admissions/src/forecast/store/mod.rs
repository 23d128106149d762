//! The SQL of forecasts and of changes of catchments: one statement a function.

pub(super) mod changes;
mod forecasts;

pub(super) use forecasts::*;
