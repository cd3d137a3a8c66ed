//! What there is to call, by the contracts and by what this test expects.

use std::collections::BTreeMap;

use baedal_proto::FILE_DESCRIPTOR_SET;
use prost::Message;
use prost_types::{DescriptorProto, FileDescriptorSet};

/// Every RPC, and who may call it: roles, `public`, or the services that may under their own identity.
pub(crate) const RPCS: &[(&str, &str)] = &[
    (
        "dashboard.v1.DashboardService/GetOrderView",
        "customer store_owner rider operator",
    ),
    (
        "dashboard.v1.DashboardService/GetProjectionStatus",
        "operator",
    ),
    (
        "dashboard.v1.DashboardService/ListItemSales",
        "store_owner operator",
    ),
    (
        "dashboard.v1.DashboardService/ListOrderViews",
        "customer store_owner rider operator",
    ),
    (
        "dashboard.v1.DashboardService/ListRiderStats",
        "rider operator",
    ),
    ("dashboard.v1.DashboardService/RebuildViews", "operator"),
    (
        "dashboard.v1.DashboardService/WatchOrderViews",
        "customer store_owner rider operator",
    ),
    ("delivery.v1.DeliveryService/ClaimDelivery", "rider"),
    ("delivery.v1.DeliveryService/CompleteDelivery", "rider"),
    ("delivery.v1.DeliveryService/GetDelivery", "rider operator"),
    (
        "delivery.v1.DeliveryService/ListAvailableDeliveries",
        "rider",
    ),
    (
        "delivery.v1.DeliveryService/ListRiderStats",
        "rider operator",
    ),
    ("delivery.v1.DeliveryService/PickUpDelivery", "rider"),
    ("delivery.v1.DeliveryService/ReleaseDelivery", "rider"),
    ("identity.v1.IdentityService/IssueToken", "public"),
    (
        "notification.v1.NotificationService/GetPreferences",
        "customer",
    ),
    (
        "notification.v1.NotificationService/ListNotifications",
        "customer",
    ),
    (
        "notification.v1.NotificationService/UpdatePreferences",
        "customer",
    ),
    ("ops.v1.DeadLetterService/GetDeadLetter", "operator"),
    ("ops.v1.DeadLetterService/ListDeadLetters", "operator"),
    ("ops.v1.DeadLetterService/RedriveDeadLetter", "operator"),
    ("ops.v1.OutboxService/GetOutboxStatus", "operator"),
    ("order.v1.OrderService/CancelOrder", "customer"),
    ("order.v1.OrderService/ConfirmReceipt", "customer"),
    (
        "order.v1.OrderService/GetOrder",
        "customer store_owner operator",
    ),
    (
        "order.v1.OrderService/ListOrders",
        "customer store_owner operator",
    ),
    ("order.v1.OrderService/PlaceOrder", "customer"),
    ("payment.v1.PaymentService/AuditLedger", "operator"),
    (
        "payment.v1.PaymentService/AuthorizePayment",
        "service:order",
    ),
    (
        "payment.v1.PaymentService/GetPayment",
        "customer operator service:order",
    ),
    (
        "payment.v1.PaymentService/ListPayments",
        "customer operator",
    ),
    ("payment.v1.PaymentService/VoidPayment", "service:order"),
    ("store.v1.CatalogService/CreateStore", "store_owner"),
    (
        "store.v1.CatalogService/GetStore",
        "customer store_owner rider operator",
    ),
    (
        "store.v1.CatalogService/ListMenuItems",
        "customer store_owner rider operator",
    ),
    (
        "store.v1.CatalogService/ListStores",
        "customer store_owner rider operator",
    ),
    ("store.v1.CatalogService/PutMenuItem", "store_owner"),
    ("store.v1.CatalogService/UpdateStore", "store_owner"),
    ("store.v1.TicketService/AcceptTicket", "store_owner"),
    ("store.v1.TicketService/FinishCooking", "store_owner"),
    ("store.v1.TicketService/GetTicket", "store_owner"),
    ("store.v1.TicketService/ListItemSales", "store_owner"),
    ("store.v1.TicketService/ListTickets", "store_owner"),
    ("store.v1.TicketService/RejectTicket", "store_owner"),
    ("store.v1.TicketService/StartCooking", "store_owner"),
];

/// RPCs whose request names an object that is nobody's own, and why.
pub(crate) const NOBODYS_OWN: [(&str, &str); 12] = [
    (
        "delivery.v1.DeliveryService/ClaimDelivery",
        "every rider may try",
    ),
    (
        "order.v1.OrderService/PlaceOrder",
        "everyone may order from every store",
    ),
    ("store.v1.CatalogService/GetStore", "a shop window"),
    ("store.v1.CatalogService/ListMenuItems", "a shop window"),
    ("store.v1.CatalogService/ListStores", "a shop window"),
    (
        "payment.v1.PaymentService/AuthorizePayment",
        "services alone",
    ),
    ("payment.v1.PaymentService/VoidPayment", "services alone"),
    ("ops.v1.DeadLetterService/GetDeadLetter", "operators alone"),
    (
        "ops.v1.DeadLetterService/ListDeadLetters",
        "operators alone",
    ),
    (
        "ops.v1.DeadLetterService/RedriveDeadLetter",
        "operators alone",
    ),
    (
        "dashboard.v1.DashboardService/GetProjectionStatus",
        "operators alone",
    ),
    (
        "dashboard.v1.DashboardService/RebuildViews",
        "operators alone",
    ),
];

/// The RPCs of the contracts, with the fields of their requests.
pub(crate) fn contracts() -> BTreeMap<String, Vec<String>> {
    let files = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET)
        .expect("descriptors")
        .file;
    let messages: BTreeMap<String, &DescriptorProto> = files
        .iter()
        .flat_map(|file| {
            let package = file.package();
            let named = move |message| {
                (
                    format!(".{package}.{}", DescriptorProto::name(message)),
                    message,
                )
            };
            file.message_type.iter().map(named)
        })
        .collect();
    let mut rpcs = BTreeMap::new();
    for file in &files {
        for service in &file.service {
            for method in &service.method {
                let fields = &messages[method.input_type()].field;
                let package = file.package().trim_start_matches("baedal.");
                rpcs.insert(
                    format!("{package}.{}/{}", service.name(), method.name()),
                    fields.iter().map(|field| field.name().to_owned()).collect(),
                );
            }
        }
    }
    rpcs
}
