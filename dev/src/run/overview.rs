//! What to try first: where everything is, and an order by hand.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use crate::seed::{OWNER, Seeded};
use crate::system::{Service, System};

/// Variable, subject and role of each of the demo's people.
const PEOPLE: [(&str, &str, &str); 4] = [
    ("CUSTOMER", "demo-customer", "customer"),
    ("OWNER", OWNER, "store_owner"),
    ("RIDER", "demo-rider", "rider"),
    ("OPERATOR", "demo-operator", "operator"),
];

const TOKENS_LAST: Duration = Duration::from_hours(24);

/// Writes the variables that the copy-paste lines use, for `source`.
pub(super) fn write_script(path: &Path, system: &System, stores: &[Seeded]) -> anyhow::Result<()> {
    let mut text = format!(
        "export GATEWAY=127.0.0.1:{}\n",
        system.port(Service::Gateway)
    );
    for (variable, subject, role) in PEOPLE {
        let token = system.issuer().token(subject, &[role], TOKENS_LAST);
        let _infallible = writeln!(text, "export {variable}='{token}'");
    }
    for store in stores {
        let _infallible = writeln!(text, "export {}_STORE={}", store.key, store.store_id);
        if let Some((item, ..)) = store.items.first() {
            let _infallible = writeln!(text, "export {}_ITEM={item}", store.key);
        }
    }
    text.push_str(
        "# call TOKEN METHOD BODY\n\
         call() { grpcurl -plaintext -H \"authorization: Bearer $1\" -d \"$3\" \"$GATEWAY\" \"$2\"; }\n\
         # The value of a field of an answer\n\
         field() { sed -n \"s/.*\\\"$1\\\": \\\"\\([^\\\"]*\\)\\\".*/\\1/p\" | head -n 1; }\n\
         # A fresh UUID, to name an attempt\n\
         new_id() { python3 -c 'import uuid; print(uuid.uuid4())'; }\n",
    );
    // The tokens are for the person who started this.
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options.open(path)?.write_all(text.as_bytes())?;
    Ok(())
}

/// The table of what is where, and the first order.
pub(super) fn overview(system: &System, stores: &[Seeded], script: &Path) -> String {
    let mut text = String::from("\nBaedal is running.\n\n");
    let mut row = |name: &str, place: &str, more: &str| {
        let _infallible = writeln!(text, "  {name:<13}{place:<31}{more}");
    };
    row("part", "gRPC", "probes and metrics, data");
    let admin = |service| format!("http://127.0.0.1:{}/metrics", system.admin_port(service));
    let gateway = format!("127.0.0.1:{} (and gRPC-Web)", system.port(Service::Gateway));
    row("gateway", &gateway, &admin(Service::Gateway));
    for service in Service::ALL
        .into_iter()
        .filter(|service| *service != Service::Gateway)
    {
        let place = format!("127.0.0.1:{}", system.port(service));
        let more = format!("{}  {}", admin(service), system.database_url(service));
        row(service.name(), &place, &more);
    }
    row("NATS", "", &system.nats_url());
    if stores.is_empty() {
        return text;
    }
    text.push_str("\n  store                item                    price\n");
    for store in stores {
        for (_, name, won) in &store.items {
            let _infallible = writeln!(text, "  {:<21}{name:<24}{won} KRW", store.name);
        }
    }
    text.push_str("\nDemo tokens, good for 24 hours:\n\n");
    for (variable, subject, role) in PEOPLE {
        let token = system.issuer().token(subject, &[role], TOKENS_LAST);
        let _infallible = writeln!(text, "  {variable} ({subject}, {role})\n  {token}\n");
    }
    let _infallible = write!(
        text,
        "{}",
        FIRST_ORDERS.replace("{script}", &script.display().to_string())
    );
    text
}

const FIRST_ORDERS: &str = r#"Fried chicken, from the order to the door, in another terminal (needs grpcurl):

  source {script}
  grpcurl -plaintext $GATEWAY list

  ORDER=$(call "$CUSTOMER" baedal.order.v1.OrderService/PlaceOrder '{
    "request_id": "'$(new_id)'", "store_id": "'$CHICKEN_STORE'",
    "lines": [{"item_id": "'$CHICKEN_ITEM'", "quantity": 1}], "fulfillment": "FULFILLMENT_DELIVERY",
    "delivery_address": {"text": "10 Toegye-ro, Seoul", "location": {"latitude": 37.56, "longitude": 126.98}},
    "card_token": "card_approve"}' | field orderId); echo "order $ORDER"
  call "$OWNER" baedal.store.v1.TicketService/AcceptTicket '{"order_id": "'$ORDER'", "request_id": "'$(new_id)'"}'
  call "$OWNER" baedal.store.v1.TicketService/StartCooking '{"order_id": "'$ORDER'", "request_id": "'$(new_id)'"}'
  call "$OWNER" baedal.store.v1.TicketService/FinishCooking '{"order_id": "'$ORDER'", "request_id": "'$(new_id)'"}'
  call "$RIDER" baedal.delivery.v1.DeliveryService/ListAvailableDeliveries '{}'
  DELIVERY=$(call "$CUSTOMER" baedal.dashboard.v1.DashboardService/GetOrderView '{"order_id": "'$ORDER'"}' | field deliveryId); echo "delivery $DELIVERY"
  call "$RIDER" baedal.delivery.v1.DeliveryService/ClaimDelivery '{"delivery_id": "'$DELIVERY'", "request_id": "'$(new_id)'"}'
  call "$RIDER" baedal.delivery.v1.DeliveryService/PickUpDelivery '{"delivery_id": "'$DELIVERY'", "request_id": "'$(new_id)'"}'
  call "$RIDER" baedal.delivery.v1.DeliveryService/CompleteDelivery '{"delivery_id": "'$DELIVERY'", "request_id": "'$(new_id)'"}'
  call "$CUSTOMER" baedal.dashboard.v1.DashboardService/GetOrderView '{"order_id": "'$ORDER'"}'
  call "$CUSTOMER" baedal.order.v1.OrderService/ConfirmReceipt '{"order_id": "'$ORDER'", "request_id": "'$(new_id)'"}'

Two coffees, picked up at the counter:

  ORDER=$(call "$CUSTOMER" baedal.order.v1.OrderService/PlaceOrder '{
    "request_id": "'$(new_id)'", "store_id": "'$COFFEE_STORE'",
    "lines": [{"item_id": "'$COFFEE_ITEM'", "quantity": 2}], "fulfillment": "FULFILLMENT_PICKUP",
    "card_token": "card_approve"}' | field orderId); echo "order $ORDER"
  call "$OWNER" baedal.store.v1.TicketService/AcceptTicket '{"order_id": "'$ORDER'", "request_id": "'$(new_id)'"}'
  call "$OWNER" baedal.store.v1.TicketService/StartCooking '{"order_id": "'$ORDER'", "request_id": "'$(new_id)'"}'
  call "$OWNER" baedal.store.v1.TicketService/FinishCooking '{"order_id": "'$ORDER'", "request_id": "'$(new_id)'"}'
  call "$CUSTOMER" baedal.notification.v1.NotificationService/ListNotifications '{"order_id": "'$ORDER'"}'
  call "$CUSTOMER" baedal.order.v1.OrderService/ConfirmReceipt '{"order_id": "'$ORDER'", "request_id": "'$(new_id)'"}'

Cards to try: card_approve, card_decline, card_slow_2000, card_silent, card_unavailable.
More life: source {script} && make demo. Whether the books balance: make audit.
Ctrl-C stops everything; the data stays for the next run.
"#;
