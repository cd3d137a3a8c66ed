//! A kitchen's day: orders come in as events, the owner works them, the others are told.

use crate::support::{
    Service, TRACE, cancel_requested, id, new_id, picked_up, placed, refusal, won,
};
use baedal_messaging::HandleError;
use baedal_proto::events::v1 as wire;
use baedal_proto::store::v1::{self as store, TicketStatus};
use tonic::Code;
use uuid::Uuid;

#[tokio::test]
async fn an_order_is_cooked_and_handed_to_the_rider() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let order = service.placed_order(&shop.store_id).await;

    let ticket = service.ticket("sora", order).await.expect("the ticket");
    assert_eq!(ticket.status(), TicketStatus::New);
    assert_eq!(ticket.lines.len(), 2);
    assert_eq!(ticket.total, Some(won(16_000)));
    assert_eq!(ticket.note, "no sugar");

    service.accept("sora", order).await.expect("accepted");
    service.start_cooking("sora", order).await.expect("cooking");
    let cooked = service.finish_cooking("sora", order).await.expect("cooked");
    assert_eq!(cooked.status(), TicketStatus::Cooked);
    service.hear(&[picked_up(order)]).await.expect("picked up");

    let ticket = service.ticket("sora", order).await.expect("the ticket");
    assert_eq!(ticket.status(), TicketStatus::HandedOver);
    assert!(ticket.accepted_at.is_some() && ticket.handed_over_at.is_some());
    assert!(ticket.rejected_at.is_none() && ticket.canceled_at.is_none());
    assert_eq!(
        service.told_of(order).await,
        [
            "created@1",
            "accepted@2",
            "cooking_started@3",
            "cooked@4",
            "handed_over@5"
        ]
    );
    let told = service.told().await;
    let of_order: Vec<_> = told.iter().filter(|event| event.key == order).collect();
    assert!(
        of_order
            .iter()
            .all(|event| event.traceparent.as_deref() == Some(TRACE))
    );
    let accepted: wire::TicketAccepted = of_order[1].body();
    assert_eq!(accepted.store_name, "Moon Coffee");
    assert_eq!(
        accepted.pickup_address.expect("the store's").text,
        "12 Mapo-daero, Seoul"
    );
    assert_eq!(
        accepted.delivery_address.expect("the customer's").text,
        "3 Sejong-daero"
    );
    let created: wire::TicketCreated = of_order[0].body();
    assert_eq!((created.lines.len(), created.total), (2, Some(won(16_000))));
}

#[tokio::test]
async fn a_repeated_command_gives_the_same_answer_and_tells_nobody() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let order = service.placed_order(&shop.store_id).await;

    let first = service.accept("sora", order).await.expect("accepted");
    let again = service
        .accept("sora", order)
        .await
        .expect("accepted before");
    assert_eq!(first, again);
    service.start_cooking("sora", order).await.expect("cooking");
    let late = service
        .accept("sora", order)
        .await
        .expect("accepted long ago");
    assert_eq!(late.status(), TicketStatus::Cooking);
    assert_eq!(
        service.told_of(order).await,
        ["created@1", "accepted@2", "cooking_started@3"]
    );
}

#[tokio::test]
async fn many_clicks_at_once_are_one_acceptance() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let order = service.placed_order(&shop.store_id).await;

    let clicks = (0..16).map(|_| service.accept("sora", order));
    for ticket in futures_util::future::join_all(clicks).await {
        assert_eq!(ticket.expect("accepted").version, 2);
    }
    assert_eq!(service.told_of(order).await, ["created@1", "accepted@2"]);
}

#[tokio::test]
async fn a_step_that_does_not_fit_is_refused() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let order = service.placed_order(&shop.store_id).await;

    let illegal = (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned());
    assert_eq!(refusal(service.start_cooking("sora", order).await), illegal);
    assert_eq!(
        refusal(service.finish_cooking("sora", order).await),
        illegal
    );
    let rejected = service
        .reject("sora", order, "sold out")
        .await
        .expect("rejected");
    assert_eq!(
        (rejected.status(), rejected.reason.as_str()),
        (TicketStatus::Rejected, "sold out")
    );
    assert_eq!(refusal(service.accept("sora", order).await), illegal);
    let again = service
        .reject("sora", order, "closed")
        .await
        .expect("rejected before");
    assert_eq!(again.reason, "sold out");
    let told = service.told().await;
    let last: wire::TicketRejected = told.last().expect("an event").body();
    assert_eq!(last.reason, "sold out");
}

#[tokio::test]
async fn a_cancel_wins_until_cooking_starts() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let (new, accepted, cooking) = (
        service.placed_order(&shop.store_id).await,
        service.placed_order(&shop.store_id).await,
        service.placed_order(&shop.store_id).await,
    );
    service.accept("sora", accepted).await.expect("accepted");
    service.accept("sora", cooking).await.expect("accepted");
    service
        .start_cooking("sora", cooking)
        .await
        .expect("cooking");

    let cancels = [
        cancel_requested(new),
        cancel_requested(accepted),
        cancel_requested(cooking),
    ];
    service.hear(&cancels).await.expect("answered");

    assert_eq!(service.told_of(new).await, ["created@1", "canceled@2"]);
    assert_eq!(
        service.told_of(accepted).await,
        ["created@1", "accepted@2", "canceled@3"]
    );
    assert_eq!(
        service.told_of(cooking).await,
        [
            "created@1",
            "accepted@2",
            "cooking_started@3",
            "cancel_denied@4"
        ]
    );
    let ticket = service.ticket("sora", new).await.expect("the ticket");
    assert_eq!(
        (ticket.status(), ticket.reason.as_str()),
        (TicketStatus::Canceled, "changed my mind")
    );
    let told = service.told().await;
    let denied: wire::TicketCancelDenied = told.last().expect("an event").body();
    assert_eq!(denied.reason, "cooking has already started");
    let illegal = (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned());
    assert_eq!(refusal(service.accept("sora", new).await), illegal);
    assert!(service.finish_cooking("sora", cooking).await.is_ok());
}

#[tokio::test]
async fn events_that_come_twice_have_one_effect() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let order = new_id();
    let (order_placed, cancel) = (placed(order, &shop.store_id), cancel_requested(order));

    let batch = [
        order_placed.clone(),
        order_placed.clone(),
        cancel.clone(),
        cancel.clone(),
    ];
    service.hear(&batch).await.expect("handled");
    service.hear(&batch).await.expect("known");
    service
        .hear(&[cancel, order_placed])
        .await
        .expect("known, in any order");

    assert_eq!(service.told_of(order).await, ["created@1", "canceled@2"]);
}

#[tokio::test]
async fn a_cancel_before_its_order_waits_and_leaves_nothing_behind() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let (early, other) = (new_id(), new_id());
    let cancel = cancel_requested(early);

    let batch = [placed(other, &shop.store_id), cancel.clone()];
    assert!(matches!(
        service.hear(&batch).await,
        Err(HandleError::NotYet(_))
    ));
    assert_eq!(
        refusal(service.ticket("sora", other).await).0,
        Code::NotFound
    );

    service
        .hear(&batch[..1])
        .await
        .expect("the other one alone");
    service
        .hear(&[placed(early, &shop.store_id)])
        .await
        .expect("its order");
    service
        .hear(&[cancel])
        .await
        .expect("now it can be answered");
    assert_eq!(service.told_of(early).await, ["created@1", "canceled@2"]);
    assert_eq!(service.told_of(other).await, ["created@1"]);
}

#[tokio::test]
async fn what_can_never_be_understood_is_poison() {
    let service = Service::start().await;
    let body = wire::OrderPlaced {
        order_id: "nonsense".to_owned(),
        ..wire::OrderPlaced::default()
    };
    let bad = crate::support::event("order", "placed", new_id(), 1, &body);

    assert!(matches!(
        service.hear(&[bad]).await,
        Err(HandleError::Poison(_))
    ));
}

#[tokio::test]
async fn an_order_for_a_store_nobody_knows_is_kept() {
    let service = Service::start().await;
    let order = service.placed_order(&id()).await;

    assert_eq!(service.told_of(order).await, ["created@1"]);
    assert_eq!(
        refusal(service.ticket("sora", order).await),
        (Code::NotFound, "TICKET_NOT_FOUND".to_owned())
    );
}

#[tokio::test]
async fn another_owners_tickets_do_not_exist() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let order = service.placed_order(&shop.store_id).await;

    let unknown = (Code::NotFound, "TICKET_NOT_FOUND".to_owned());
    assert_eq!(refusal(service.ticket("jun", order).await), unknown);
    assert_eq!(refusal(service.accept("jun", order).await), unknown);
    assert_eq!(refusal(service.reject("jun", order, "mine").await), unknown);
    let list = store::ListTicketsRequest {
        store_id: shop.store_id.clone(),
        ..store::ListTicketsRequest::default()
    };
    let listed = service
        .tickets
        .clone()
        .list_tickets(service.by("jun", list))
        .await;
    assert_eq!(
        refusal(listed),
        (Code::NotFound, "STORE_NOT_FOUND".to_owned())
    );
    let sales = store::ListItemSalesRequest {
        store_id: shop.store_id,
        ..store::ListItemSalesRequest::default()
    };
    let listed = service
        .tickets
        .clone()
        .list_item_sales(service.by("jun", sales))
        .await;
    assert_eq!(
        refusal(listed),
        (Code::NotFound, "STORE_NOT_FOUND".to_owned())
    );
}

#[tokio::test]
async fn tickets_are_listed_oldest_first_page_by_page() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let orders: Vec<Uuid> = (0..5).map(|_| new_id()).collect();
    let events: Vec<_> = orders
        .iter()
        .map(|order| placed(*order, &shop.store_id))
        .collect();
    service.hear(&events).await.expect("one batch");
    service.accept("sora", orders[1]).await.expect("accepted");

    let list = async |status: TicketStatus| {
        let mut seen = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = store::ListTicketsRequest {
                store_id: shop.store_id.clone(),
                status: status.into(),
                page_size: 2,
                page_token,
            };
            let page = service
                .tickets
                .clone()
                .list_tickets(service.by("sora", request))
                .await;
            let page = page.expect("a page").into_inner();
            assert!(page.tickets.len() <= 2);
            seen.extend(page.tickets.into_iter().map(|ticket| ticket.order_id));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return seen;
            }
        }
    };
    let text = |orders: &[Uuid]| orders.iter().map(Uuid::to_string).collect::<Vec<_>>();
    assert_eq!(list(TicketStatus::Unspecified).await, text(&orders));
    assert_eq!(list(TicketStatus::Accepted).await, text(&orders[1..2]));
    assert_eq!(list(TicketStatus::New).await.len(), 4);
}
