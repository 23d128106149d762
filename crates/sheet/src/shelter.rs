//! A broken file must not end the program: the readers of others' formats sometimes panic on one.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::refusal::Refusal;

/// Runs `read`; a panic in it means that the file is damaged. What `read` changed must not be
/// used after that.
pub(crate) fn sheltered<T>(read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(Refusal::damaged("the reader gave up")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_while_reading_is_a_damaged_file() {
        let numbers: [u8; 0] = [];
        let told = sheltered(|| Ok(numbers[numbers.len()]));
        assert!(matches!(told, Err(Refusal::Damaged { .. })));
        assert!(matches!(sheltered(|| Ok(1)), Ok(1)));
    }
}
