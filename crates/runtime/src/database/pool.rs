//! The pool as use cases see it: a connection at a time.
//!
//! Whoever holds one connection and waits for another waits for somebody who does the same: as many such callers as the
//! pool has connections, and none of them ever gets on. So a debug build, and with it every test, panics at the second
//! [`Pool::acquire`] or [`Pool::begin`] of a task that holds a connection, however many are free.

use std::{
    fmt,
    ops::{Deref, DerefMut},
    panic::Location,
};

use sqlx::{Database, Postgres, pool::PoolConnection};

/// A bounded pool of connections. Cheap to clone.
pub struct Pool<DB: Database = Postgres>(sqlx::Pool<DB>);

/// A connection, until it is dropped.
pub type Connection<DB = Postgres> = Held<PoolConnection<DB>>;

/// A transaction; dropped, it is rolled back.
pub type Transaction<DB = Postgres> = Held<sqlx::Transaction<'static, DB>>;

/// What a task holds of a pool.
#[derive(Debug)]
pub struct Held<T> {
    held: T,
    // After `held`: it is given back first.
    mark: Mark,
}

impl<DB: Database> Clone for Pool<DB> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<DB: Database> fmt::Debug for Pool<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<DB: Database> From<sqlx::Pool<DB>> for Pool<DB> {
    fn from(pool: sqlx::Pool<DB>) -> Self {
        Self(pool)
    }
}

impl<DB: Database> Pool<DB> {
    /// Waits for a connection.
    #[track_caller]
    pub fn acquire(&self) -> impl Future<Output = sqlx::Result<Connection<DB>>> + Send + use<DB> {
        let (pool, at) = (self.0.clone(), Location::caller());
        async move {
            let mark = Mark::take(at);
            let held = pool.acquire().await?;
            Ok(Held { held, mark })
        }
    }

    /// Waits for a connection and begins a transaction on it.
    #[track_caller]
    pub fn begin(&self) -> impl Future<Output = sqlx::Result<Transaction<DB>>> + Send + use<DB> {
        let (pool, at) = (self.0.clone(), Location::caller());
        async move {
            let mark = Mark::take(at);
            let held = pool.begin().await?;
            Ok(Held { held, mark })
        }
    }

    /// The pool itself, for code that runs one statement at a time and holds nothing between them.
    pub fn statements(&self) -> &sqlx::Pool<DB> {
        &self.0
    }
}

impl<DB: Database> Held<sqlx::Transaction<'static, DB>> {
    /// Makes it so, and gives the connection back.
    pub async fn commit(self) -> sqlx::Result<()> {
        let Self { held, mark } = self;
        held.commit().await?;
        drop(mark);
        Ok(())
    }

    /// Undoes it, and gives the connection back.
    pub async fn rollback(self) -> sqlx::Result<()> {
        let Self { held, mark } = self;
        held.rollback().await?;
        drop(mark);
        Ok(())
    }
}

impl<T: Deref> Deref for Held<T> {
    type Target = T::Target;

    fn deref(&self) -> &T::Target {
        &self.held
    }
}

impl<T: DerefMut> DerefMut for Held<T> {
    fn deref_mut(&mut self) -> &mut T::Target {
        &mut self.held
    }
}

#[cfg(debug_assertions)]
use self::marked::Mark;
#[cfg(debug_assertions)]
pub use self::marked::apart;

/// Who holds what, in debug builds.
#[cfg(debug_assertions)]
mod marked {
    use std::{
        collections::HashMap,
        panic::Location,
        sync::{
            LazyLock, Mutex, MutexGuard, PoisonError,
            atomic::{AtomicU64, Ordering},
        },
    };

    use tokio::task;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    enum Owner {
        Task(task::Id),
        Part(u64),
    }

    tokio::task_local! {
        static PART: u64;
    }

    static HOLDERS: LazyLock<Mutex<HashMap<Owner, &'static Location<'static>>>> =
        LazyLock::new(Mutex::default);

    fn holders() -> MutexGuard<'static, HashMap<Owner, &'static Location<'static>>> {
        HOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// None outside of any task: there is nobody to tell one caller from another by.
    fn owner() -> Option<Owner> {
        PART.try_with(|part| Owner::Part(*part))
            .ok()
            .or_else(|| task::try_id().map(Owner::Task))
    }

    /// Says that a task holds a connection, or waits for one.
    #[derive(Debug)]
    pub(super) struct Mark(Option<Owner>);

    impl Mark {
        pub(super) fn take(at: &'static Location<'static>) -> Self {
            let owner = owner();
            if let Some(owner) = owner {
                let mut holders = holders();
                if let Some(first) = holders.get(&owner).copied() {
                    drop(holders);
                    panic!(
                        "a task that holds a connection since {first} waits for a second one at {at}"
                    );
                }
                holders.insert(owner, at);
            }
            Self(owner)
        }
    }

    impl Drop for Mark {
        fn drop(&mut self) {
            if let Some(owner) = self.0 {
                holders().remove(&owner);
            }
        }
    }

    /// Runs a part of a task that stands beside others of it (`join_all`, `select!`) and needs a connection of its own.
    ///
    /// # Panics
    ///
    /// In debug builds, where the task holds a connection.
    pub async fn apart<F: Future>(part: F) -> F::Output {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        if let Some(first) = owner().and_then(|owner| holders().get(&owner).copied()) {
            panic!("a task that holds a connection since {first} waits for a part of itself");
        }
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        PART.scope(id, part).await
    }
}

/// Runs a part of a task that stands beside others of it (`join_all`, `select!`) and needs a connection of its own.
#[cfg(not(debug_assertions))]
pub fn apart<F: Future>(part: F) -> F {
    part
}

/// Nothing at all in a release build.
#[cfg(not(debug_assertions))]
#[derive(Debug)]
struct Mark;

#[cfg(not(debug_assertions))]
impl Mark {
    fn take(_at: &'static Location<'static>) -> Self {
        Self
    }
}

#[cfg(all(test, debug_assertions))]
mod tests {
    use std::time::Duration;

    use futures_util::future::join_all;
    use sqlx::postgres::PgPoolOptions;

    use super::*;

    /// Nobody listens there: what is asked is only who may wait.
    fn pool() -> Pool {
        PgPoolOptions::new()
            .acquire_timeout(Duration::from_millis(50))
            .connect_lazy("postgres://nobody@127.0.0.1:1/nothing")
            .expect("a good address")
            .into()
    }

    #[tokio::test]
    async fn a_task_may_wait_for_one_connection_after_the_other() {
        let task = tokio::spawn(async {
            pool().acquire().await.expect_err("nobody is there");
            pool().begin().await.expect_err("nobody is there");
        });
        task.await.expect("no panic");
    }

    #[tokio::test]
    async fn a_task_that_holds_one_may_not_wait_for_a_second() {
        let task = tokio::spawn(async {
            let _first = Mark::take(Location::caller());
            let _ = pool().acquire().await;
        });
        assert!(task.await.expect_err("it panics").is_panic());
    }

    #[tokio::test]
    async fn parts_that_stand_side_by_side_may_have_one_each() {
        let task = tokio::spawn(async {
            let part = || {
                apart(async {
                    let _mine = Mark::take(Location::caller());
                    tokio::task::yield_now().await;
                })
            };
            join_all([part(), part()]).await;
        });
        task.await.expect("no panic");
    }

    #[tokio::test]
    async fn a_task_that_holds_one_may_not_wait_for_its_parts() {
        let task = tokio::spawn(async {
            let _first = Mark::take(Location::caller());
            apart(async {}).await;
        });
        assert!(task.await.expect_err("it panics").is_panic());
    }
}
