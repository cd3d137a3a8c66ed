//! What the outbox and the consumers tell about themselves.
