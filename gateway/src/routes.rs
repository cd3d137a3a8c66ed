//! Which service owns a path.

use std::collections::HashSet;

use baedal_proto::FILE_DESCRIPTOR_SET;
use prost_reflect::{DescriptorError, DescriptorPool, MethodDescriptor};

/// The services behind the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Upstream {
    Order,
    Payment,
    Store,
    Delivery,
    Notification,
    Dashboard,
}

impl Upstream {
    pub(crate) const ALL: [Self; 6] = [
        Self::Order,
        Self::Payment,
        Self::Store,
        Self::Delivery,
        Self::Notification,
        Self::Dashboard,
    ];

    /// Those that tell facts, and so have an outbox.
    pub(crate) const TELLING: [Self; 4] = [Self::Order, Self::Payment, Self::Store, Self::Delivery];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Payment => "payment",
            Self::Store => "store",
            Self::Delivery => "delivery",
            Self::Notification => "notification",
            Self::Dashboard => "dashboard",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|upstream| upstream.name() == name)
    }
}

/// Where a path leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// To a service.
    Upstream(Upstream),
    /// To the service that metadata `baedal-service` names, one of these: all of them serve this one.
    Named(&'static [Upstream]),
    /// To the issuer of demo tokens, here.
    Identity,
}

/// By package: `/baedal.order.v1.OrderService/PlaceOrder` belongs to order.
pub(crate) fn destination(path: &str) -> Option<Destination> {
    let (service, method) = path.strip_prefix('/')?.split_once('/')?;
    if method.is_empty() || method.contains('/') {
        return None;
    }
    match service {
        "baedal.ops.v1.DeadLetterService" => return Some(Destination::Named(&Upstream::ALL)),
        "baedal.ops.v1.OutboxService" => return Some(Destination::Named(&Upstream::TELLING)),
        "baedal.identity.v1.IdentityService" => return Some(Destination::Identity),
        _ => {}
    }
    let (package, _) = service.strip_prefix("baedal.")?.rsplit_once('.')?;
    let area = package.strip_suffix(".v1")?;
    Upstream::named(area).map(Destination::Upstream)
}

/// What has to be known of a method to forward it.
#[derive(Clone, Debug)]
pub(crate) struct Methods {
    server_streams: HashSet<String>,
    mutations: HashSet<String>,
}

impl Methods {
    pub(crate) fn of_contracts() -> Result<Self, DescriptorError> {
        let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET)?;
        let paths = |which: fn(&MethodDescriptor) -> bool| {
            pool.services()
                .flat_map(|service| service.methods().collect::<Vec<_>>())
                .filter(which)
                .map(|method| format!("/{}/{}", method.parent_service().full_name(), method.name()))
                .collect()
        };
        Ok(Self {
            server_streams: paths(MethodDescriptor::is_server_streaming),
            mutations: paths(|method| method.input().get_field_by_name("request_id").is_some()),
        })
    }

    /// Whether it changes something: every such request has a `request_id` (AIP-155).
    pub(crate) fn mutates(&self, path: &str) -> bool {
        self.mutations.contains(path)
    }

    /// Whether answers go on after the first.
    pub(crate) fn streams(&self, path: &str) -> bool {
        self.server_streams.contains(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_of_the_contracts_has_an_owner() {
        for method in baedal_proto::access_rules() {
            assert!(destination(&method.path).is_some(), "{}", method.path);
        }
    }

    #[test]
    fn a_path_leads_to_the_owner_of_its_package() {
        let to = |upstream| Some(Destination::Upstream(upstream));
        assert_eq!(
            destination("/baedal.order.v1.OrderService/PlaceOrder"),
            to(Upstream::Order)
        );
        assert_eq!(
            destination("/baedal.store.v1.TicketService/New"),
            to(Upstream::Store)
        );
        assert_eq!(
            destination("/baedal.ops.v1.DeadLetterService/X"),
            Some(Destination::Named(&Upstream::ALL))
        );
    }

    #[test]
    fn what_is_no_method_of_ours_leads_nowhere() {
        for path in [
            "",
            "/",
            "//",
            "/baedal.order.v1.OrderService",
            "/baedal.order.v1.OrderService/",
            "/baedal.order.v1.OrderService/a/b",
            "/baedal.order.v2.OrderService/PlaceOrder",
            "/baedal.orders.v1.OrderService/PlaceOrder",
            "/order.v1.OrderService/PlaceOrder",
            "/../baedal.order.v1.OrderService/PlaceOrder",
        ] {
            assert_eq!(destination(path), None, "{path}");
        }
    }

    #[test]
    fn streams_are_known() {
        let methods = Methods::of_contracts().expect("descriptors");
        assert!(methods.streams("/baedal.dashboard.v1.DashboardService/WatchOrderViews"));
        assert!(!methods.streams("/baedal.order.v1.OrderService/PlaceOrder"));
    }

    #[test]
    fn mutations_are_known() {
        let methods = Methods::of_contracts().expect("descriptors");
        assert!(methods.mutates("/baedal.order.v1.OrderService/PlaceOrder"));
        assert!(methods.mutates("/baedal.delivery.v1.DeliveryService/ClaimDelivery"));
        assert!(!methods.mutates("/baedal.order.v1.OrderService/GetOrder"));
        assert!(!methods.mutates("/baedal.dashboard.v1.DashboardService/WatchOrderViews"));
    }
}
