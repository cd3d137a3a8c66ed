//! Who sees which orders.

use baedal_proto::order::v1::{ListOrdersRequest, OrderStatus};
use tonic::Code;

use crate::{
    fake_payment::APPROVE,
    fixture::{Client, Fixture, refusal},
};

/// The ids of all pages, two orders a page.
async fn list(client: &Client, filter: ListOrdersRequest) -> Vec<String> {
    let mut ids = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListOrdersRequest {
            page_size: 2,
            page_token,
            ..filter.clone()
        };
        let page = client
            .calls
            .clone()
            .list_orders(client.signed(request))
            .await;
        let page = page.expect("a page").into_inner();
        assert!(page.orders.len() <= 2);
        ids.extend(page.orders.into_iter().map(|order| order.order_id));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return ids;
        }
    }
}

#[tokio::test]
async fn everybody_pages_through_what_is_theirs_newest_first() {
    let fixture = Fixture::start().await;
    let (minji, jisoo) = (fixture.customer(), fixture.caller("jisoo", "customer"));
    let mut placed = Vec::new();
    for customer in [&minji, &minji, &jisoo, &minji, &minji, &minji] {
        let order = customer
            .place(fixture.basket(APPROVE))
            .await
            .expect("placed");
        placed.insert(0, order.order_id);
    }
    let jisoos = placed[3].clone();
    let mut minjis = placed.clone();
    minjis.remove(3);

    let all = ListOrdersRequest::default();
    assert_eq!(list(&minji, all.clone()).await, minjis);
    assert_eq!(list(&jisoo, all.clone()).await, [jisoos]);
    assert_eq!(
        list(&fixture.caller("owner", "store_owner"), all.clone()).await,
        placed
    );
    assert_eq!(
        list(&fixture.caller("op", "operator"), all.clone()).await,
        placed
    );
    let stranger = fixture.caller("another-owner", "store_owner");
    assert!(list(&stranger, all.clone()).await.is_empty());

    let open = ListOrdersRequest {
        status: OrderStatus::Placed.into(),
        ..all.clone()
    };
    assert_eq!(list(&minji, open).await, minjis);
    let done = ListOrdersRequest {
        status: OrderStatus::Completed.into(),
        ..all.clone()
    };
    assert!(list(&minji, done).await.is_empty());
    let here = ListOrdersRequest {
        store_id: fixture.store.to_string(),
        ..all.clone()
    };
    assert_eq!(list(&minji, here).await, minjis);
    let elsewhere = ListOrdersRequest {
        store_id: fixture.latte.to_string(),
        ..all
    };
    assert!(list(&minji, elsewhere).await.is_empty());
}

#[tokio::test]
async fn somebody_elses_order_is_not_there() {
    let fixture = Fixture::start().await;
    let order = fixture
        .customer()
        .place(fixture.basket(APPROVE))
        .await
        .expect("placed");

    for (subject, role) in [
        ("minji", "customer"),
        ("owner", "store_owner"),
        ("op", "operator"),
    ] {
        let seen = fixture.caller(subject, role).get(&order.order_id).await;
        let mut expected = order.clone();
        if role == "store_owner" {
            // The store does not learn who ordered.
            expected.customer_id.clear();
        }
        assert_eq!(seen.expect("theirs"), expected);
    }
    // A role counts only for what it is: an owner named like the customer is no customer.
    for (subject, role) in [
        ("jisoo", "customer"),
        ("owner", "customer"),
        ("minji", "store_owner"),
    ] {
        let hidden = refusal(fixture.caller(subject, role).get(&order.order_id).await);
        assert_eq!(hidden, (Code::NotFound, "ORDER_NOT_FOUND".into()));
    }
}
