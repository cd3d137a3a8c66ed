//! What one caller, or one address, may have at once of what all of them share.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{BuildHasher, Hash, RandomState},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tonic::{Status, body::Body};

/// Counts what each has. Only who has something takes memory, so it is bounded by what there is to have.
#[derive(Debug)]
pub(crate) struct Shares {
    /// By a hash: nothing personal is kept.
    taken: Mutex<HashMap<u64, usize>>,
    largest: usize,
    hashes: RandomState,
}

impl Shares {
    /// Nobody may have more than `largest`; 0 is no limit.
    pub(crate) fn new(largest: usize) -> Arc<Self> {
        Arc::new(Self {
            taken: Mutex::default(),
            largest,
            hashes: RandomState::new(),
        })
    }

    /// One more, if that is within the share. It is given back when dropped.
    pub(crate) fn take(self: &Arc<Self>, who: impl Hash) -> Option<Share> {
        if self.largest == 0 {
            return Some(Share(None));
        }
        let key = self.hashes.hash_one(who);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(key).or_default();
        if *count >= self.largest {
            return None;
        }
        *count += 1;
        Some(Share(Some((self.clone(), key))))
    }
}

/// One of what somebody may have.
#[derive(Debug)]
#[must_use]
pub(crate) struct Share(Option<(Arc<Shares>, u64)>);

impl Drop for Share {
    fn drop(&mut self) {
        let Some((shares, key)) = &self.0 else { return };
        let mut taken = shares.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut count) = taken.entry(*key) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

/// A body that has something until it has been taken or given up: its caller's share, the places of the call that it comes from.
pub(crate) struct Held<T> {
    body: Body,
    _held: T,
}

impl<T: Send + Unpin + 'static> Held<T> {
    pub(crate) fn by(body: Body, held: T) -> Body {
        Body::new(Self { body, _held: held })
    }
}

impl<T: Unpin> HttpBody for Held<T> {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_share_of_its_own_and_gets_it_back() {
        let shares = Shares::new(2);
        let (first, second) = (shares.take("ann"), shares.take("ann"));
        assert!(first.is_some() && second.is_some());
        assert!(shares.take("ann").is_none());
        let other = shares.take("bob");
        assert!(other.is_some());

        drop(first);
        assert!(shares.take("ann").is_some());
        drop((second, other));
        assert!(shares.taken.lock().expect("no panic").is_empty());
    }

    #[test]
    fn no_limit_counts_nobody() {
        let shares = Shares::new(0);
        let all: Vec<_> = (0..1_000).map(|_| shares.take("ann")).collect();
        assert!(all.iter().all(Option::is_some));
        assert!(shares.taken.lock().expect("no panic").is_empty());
    }
}
