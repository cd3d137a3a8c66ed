//! Where new ids come from, as a parameter.

use uuid::Uuid;

/// Makes new ids. Code that takes `Ids` can be tested with ids that are known beforehand.
pub trait Ids: Send + Sync + 'static {
    /// A new `UUIDv7`. Ids of one process sort in the order they were made, which keeps indexes dense and lists stable.
    fn uuid(&self) -> Uuid;
}

/// Ids from the machine's clock and random source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where everybody else gets ids from"
    )]
    fn uuid(&self) -> Uuid {
        // The context shared by the process counts within a millisecond, so ids go up even when the clock steps back.
        Uuid::now_v7()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_in_the_order_they_were_made() {
        let made: Vec<Uuid> = (0..1_000).map(|_| SystemIds.uuid()).collect();

        assert!(made.is_sorted());
        assert!(made.iter().all(|id| id.get_version_num() == 7));
    }
}
