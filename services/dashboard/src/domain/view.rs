//! The view of one order.
//!
//! Each part (order, payment, ticket, delivery) keeps the version of the fact it shows, and only
//! moves forward. Everything else is filled once or is a maximum or minimum. So the same facts give
//! the same view in whichever order they come, however often.

use baedal_values::{
    DeliveryId, MenuItemId, Money, OrderId, PaymentId, Quantity, StoreId, Subject,
};
use time::OffsetDateTime;

/// A status that is stored by name.
macro_rules! status {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $type {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $type {
            /// Every one of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name that is stored.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The one of that name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|status| status.name() == name)
            }
        }
    };
}

status! {
    /// Where the order stands.
    OrderStatus {
        /// Paid, and waiting for the store.
        Placed = "PLACED",
        /// The store took it.
        Accepted = "ACCEPTED",
        /// The kitchen is at it.
        Cooking = "COOKING",
        /// Ready.
        Cooked = "COOKED",
        /// With the rider.
        PickedUp = "PICKED_UP",
        /// Handed over.
        Delivered = "DELIVERED",
        /// Confirmed by the customer.
        Completed = "COMPLETED",
        /// Refused by the store.
        Rejected = "REJECTED",
        /// A cancel is under way.
        Canceling = "CANCELING",
        /// Called off.
        Canceled = "CANCELED",
    }
}

status! {
    /// Where the payment stands.
    PaymentStatus {
        /// Charged.
        Approved = "APPROVED",
        /// Taken back before there was an order.
        Voided = "VOIDED",
        /// To be given back.
        RefundPending = "REFUND_PENDING",
        /// Given back.
        Refunded = "REFUNDED",
    }
}

status! {
    /// Where the kitchen's ticket stands.
    TicketStatus {
        /// Waiting for the store.
        New = "NEW",
        /// Will be cooked.
        Accepted = "ACCEPTED",
        /// Will not be cooked.
        Rejected = "REJECTED",
        /// On the stove.
        Cooking = "COOKING",
        /// Ready at the counter.
        Cooked = "COOKED",
        /// With the rider.
        HandedOver = "HANDED_OVER",
        /// Called off in time.
        Canceled = "CANCELED",
    }
}

status! {
    /// Where the delivery stands.
    DeliveryStatus {
        /// Waiting for a rider.
        Available = "AVAILABLE",
        /// A rider took it.
        Claimed = "CLAIMED",
        /// On its way.
        PickedUp = "PICKED_UP",
        /// At the door.
        Completed = "COMPLETED",
        /// Called off.
        Canceled = "CANCELED",
    }
}

status! {
    /// How the customer gets the order.
    Fulfillment {
        /// At the counter.
        Pickup = "PICKUP",
        /// A rider brings it.
        Delivery = "DELIVERY",
    }
}

/// What one part of an order shows: the fact with the highest version that came so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Part<S> {
    /// Where it stands; `None` as long as nothing is known of it.
    pub status: Option<S>,
    /// The version of the fact that said so; 0 for none.
    pub version: i64,
    /// When that became true.
    pub at: Option<OffsetDateTime>,
}

impl<S> Default for Part<S> {
    fn default() -> Self {
        Self {
            status: None,
            version: 0,
            at: None,
        }
    }
}

impl<S> Part<S> {
    /// Takes a newer fact; an older one, or the same again, changes nothing. Says whether it did.
    fn advance(&mut self, status: S, version: i64, at: OffsetDateTime) -> bool {
        if version <= self.version {
            return false;
        }
        *self = Self {
            status: Some(status),
            version,
            at: Some(at),
        };
        true
    }
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The menu item.
    pub item_id: MenuItemId,
    /// Its name when it was ordered.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
    /// What one cost.
    pub unit_price: Money,
}

/// What only the placing of an order says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The store's name at that time.
    pub store_name: String,
    /// What was ordered.
    pub lines: Vec<Line>,
    /// What was paid.
    pub total: Money,
    /// How the customer gets it.
    pub fulfillment: Fulfillment,
    /// When.
    pub at: OffsetDateTime,
}

/// A fact about an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The order.
    pub order_id: OrderId,
    /// Who ordered, where the fact says so. Never logged.
    pub customer: Option<Subject>,
    /// The store, where the fact says so.
    pub store_id: Option<StoreId>,
    /// The version of the part that the fact is about.
    pub version: i64,
    /// When it became true.
    pub occurred_at: OffsetDateTime,
    /// What it says.
    pub what: What,
}

/// A fact about a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreChange {
    /// The store.
    pub store_id: StoreId,
    /// Whose it is. Never logged.
    pub owner: Subject,
    /// Its name.
    pub name: String,
    /// The store's version.
    pub version: i64,
}

/// What a fact says.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The order was placed.
    Placed(Placed),
    /// The order moved.
    Order {
        /// To where.
        status: OrderStatus,
        /// Why, where the fact says so.
        reason: Option<String>,
    },
    /// The payment moved.
    Payment {
        /// To where.
        status: PaymentStatus,
        /// Its id.
        payment_id: PaymentId,
        /// How much it is about.
        amount: Option<Money>,
    },
    /// The ticket moved.
    Ticket {
        /// To where.
        status: TicketStatus,
    },
    /// The delivery moved.
    Delivery {
        /// To where.
        status: DeliveryStatus,
        /// Its id.
        delivery_id: DeliveryId,
        /// Whose it is now, if anybody's.
        rider: Option<Subject>,
    },
}

/// One order, as far as the facts that came say.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The order.
    pub order_id: OrderId,
    /// Who ordered. Never logged.
    pub customer: Option<Subject>,
    /// The store.
    pub store_id: Option<StoreId>,
    /// What only its placing says.
    pub placed: Option<Placed>,
    /// The order's own state.
    pub order: Part<OrderStatus>,
    /// Why it was rejected or canceled, or why a cancel was denied; else empty.
    pub reason: String,
    /// The version of the fact that gave the reason; 0 for none.
    pub reason_version: i64,
    /// The payment's state.
    pub payment: Part<PaymentStatus>,
    /// The payment.
    pub payment_id: Option<PaymentId>,
    /// What was charged.
    pub amount: Option<Money>,
    /// The ticket's state.
    pub ticket: Part<TicketStatus>,
    /// The delivery's state.
    pub delivery: Part<DeliveryStatus>,
    /// The delivery.
    pub delivery_id: Option<DeliveryId>,
    /// The rider who has it. Never logged.
    pub rider: Option<Subject>,
    /// When the newest fact in this view became true.
    pub updated_at: OffsetDateTime,
    /// Its place among all changes of all views; given when it is written.
    pub version: i64,
}

impl View {
    /// The view of an order of which nothing is known.
    pub fn new(order_id: OrderId) -> Self {
        Self {
            order_id,
            customer: None,
            store_id: None,
            placed: None,
            order: Part::default(),
            reason: String::new(),
            reason_version: 0,
            payment: Part::default(),
            payment_id: None,
            amount: None,
            ticket: Part::default(),
            delivery: Part::default(),
            delivery_id: None,
            rider: None,
            updated_at: OffsetDateTime::UNIX_EPOCH,
            version: 0,
        }
    }

    /// Whether there is an order: a payment alone may be one that never came to be.
    pub fn is_order(&self) -> bool {
        self.order.version > 0 || self.ticket.version > 0 || self.delivery.version > 0
    }

    /// When the order became final, if it is.
    pub fn closed_at(&self) -> Option<OffsetDateTime> {
        match self.order.status? {
            OrderStatus::Completed | OrderStatus::Rejected | OrderStatus::Canceled => self.order.at,
            OrderStatus::Placed
            | OrderStatus::Accepted
            | OrderStatus::Cooking
            | OrderStatus::Cooked
            | OrderStatus::PickedUp
            | OrderStatus::Delivered
            | OrderStatus::Canceling => None,
        }
    }

    /// Takes a fact in, and says whether the view is different now.
    pub fn apply(&mut self, change: &Change) -> bool {
        let before = self.clone();
        if self.customer.is_none() {
            self.customer.clone_from(&change.customer);
        }
        if self.store_id.is_none() {
            self.store_id = change.store_id;
        }
        let (version, at) = (change.version, change.occurred_at);
        match &change.what {
            What::Placed(placed) => {
                self.placed.get_or_insert_with(|| placed.clone());
                self.order.advance(OrderStatus::Placed, version, at);
            }
            What::Order { status, reason } => {
                self.order.advance(*status, version, at);
                if let Some(reason) = reason
                    && version > self.reason_version
                {
                    reason.clone_into(&mut self.reason);
                    self.reason_version = version;
                }
            }
            What::Payment {
                status,
                payment_id,
                amount,
            } => {
                self.payment.advance(*status, version, at);
                self.payment_id.get_or_insert(*payment_id);
                self.amount = self.amount.or(*amount);
            }
            What::Ticket { status } => {
                self.ticket.advance(*status, version, at);
            }
            What::Delivery {
                status,
                delivery_id,
                rider,
            } => {
                if self.delivery.advance(*status, version, at) {
                    self.rider.clone_from(rider);
                }
                self.delivery_id.get_or_insert(*delivery_id);
            }
        }
        self.updated_at = self.updated_at.max(at);
        *self != before
    }
}

#[cfg(test)]
mod tests;
