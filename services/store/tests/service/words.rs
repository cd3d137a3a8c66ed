//! What people type comes through in one form, and the store does not learn who typed it.

use baedal_proto::store::v1::{self as store, TicketStatus};
use prost::Message;

use crate::support::{Service, bad_fields, id, new_store};

#[tokio::test]
async fn a_reason_may_have_lines_of_any_kind() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let order = service.placed_order(&shop.store_id).await;

    let nul = service.reject("sora", order, "sold\0out").await;
    let told = nul.as_ref().map_err(|refused| format!("{refused:?}"));
    assert!(told.is_err_and(|it| it.contains("U+0000")), "it says which");
    let rejected = service
        .reject("sora", order, "sold out\r\ncome again\r\n")
        .await;
    let rejected = rejected.expect("rejected");
    assert_eq!(rejected.status(), TicketStatus::Rejected);
    assert_eq!(rejected.reason, "sold out\ncome again");
}

#[tokio::test]
async fn a_name_is_one_line_however_it_was_pasted() {
    let service = Service::start().await;
    let mut catalog = service.catalog.clone();
    let named = |name: &str| store::CreateStoreRequest {
        request_id: id(),
        name: name.to_owned(),
        ..new_store()
    };
    // 45 syllables as macOS writes them: more than a hundred code points.
    let decomposed = "\u{1112}\u{1161}\u{11ab}".repeat(45);
    for (typed, kept) in [
        ("Moon\r\nCoffee\r\n", "Moon Coffee".to_owned()),
        (&*decomposed, "한".repeat(45)),
    ] {
        let request = service.by("sora", named(typed));
        let created = catalog.create_store(request).await.expect("created");
        assert_eq!(created.into_inner().store.expect("the store").name, kept);
    }
    let request = service.by("sora", named("Moon\u{1b}[2J"));
    assert_eq!(bad_fields(catalog.create_store(request).await), ["name"]);
}

#[tokio::test]
async fn the_store_does_not_learn_who_ordered() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let order = service.placed_order(&shop.store_id).await;
    let who = |ticket: &store::Ticket| ticket.encode_to_vec().windows(5).any(|it| it == b"minji");

    let ticket = service.ticket("sora", order).await.expect("the ticket");
    assert_eq!(ticket.customer_id, "");
    assert!(!who(&ticket));
    assert!(!who(&service
        .accept("sora", order)
        .await
        .expect("accepted")));
    assert!(!who(&service
        .start_cooking("sora", order)
        .await
        .expect("cooking")));
    assert!(!who(&service
        .finish_cooking("sora", order)
        .await
        .expect("cooked")));
    let request = store::ListTicketsRequest {
        store_id: shop.store_id.clone(),
        ..Default::default()
    };
    let request = service.by("sora", request);
    let listed = service.tickets.clone().list_tickets(request).await;
    let listed = listed.expect("the tickets").into_inner().tickets;
    assert!(listed.len() == 1 && !who(&listed[0]));
}
