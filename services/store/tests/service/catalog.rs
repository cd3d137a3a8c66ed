//! Owners keep their stores and menus, and everybody is told of every change.

use crate::support::{Service, id, new_store, refusal, won};
use baedal_proto::events::v1 as wire;
use baedal_proto::google::r#type::Money;
use baedal_proto::store::v1 as store;
use tonic::Code;

pub(crate) fn new_item(store_id: &str, name: &str, price: Money) -> store::PutMenuItemRequest {
    store::PutMenuItemRequest {
        store_id: store_id.to_owned(),
        item_id: String::new(),
        name: name.to_owned(),
        price: Some(price),
        available: Some(true),
        request_id: id(),
    }
}

impl Service {
    pub(crate) async fn put(
        &self,
        owner: &str,
        request: store::PutMenuItemRequest,
    ) -> Result<store::MenuItem, tonic::Status> {
        let answer = self
            .catalog
            .clone()
            .put_menu_item(self.by(owner, request))
            .await?;
        Ok(answer.into_inner().menu_item.expect("the item"))
    }

    async fn update(
        &self,
        owner: &str,
        request: store::UpdateStoreRequest,
    ) -> Result<store::Store, tonic::Status> {
        let answer = self
            .catalog
            .clone()
            .update_store(self.by(owner, request))
            .await?;
        Ok(answer.into_inner().store.expect("the store"))
    }
}

#[tokio::test]
async fn a_store_is_opened_changed_and_told_of() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    assert_eq!(
        (shop.owner_id.as_str(), shop.version, shop.open),
        ("sora", 1, true)
    );

    let close = store::UpdateStoreRequest {
        store_id: shop.store_id.clone(),
        open: Some(false),
        request_id: id(),
        ..store::UpdateStoreRequest::default()
    };
    let closed = service.update("sora", close.clone()).await.expect("closed");
    assert_eq!(
        (closed.version, closed.open, &closed.name),
        (2, false, &shop.name)
    );
    let same = store::UpdateStoreRequest {
        request_id: id(),
        ..close
    };
    assert_eq!(
        service
            .update("sora", same)
            .await
            .expect("closed already")
            .version,
        2
    );

    let told = service.told().await;
    assert_eq!(told.len(), 2, "a change that changes nothing is not told");
    let last: wire::StoreChanged = told[1].body();
    assert_eq!(
        (last.store_id.as_str(), last.open),
        (shop.store_id.as_str(), false)
    );
    assert_eq!(
        last.address.expect("its address").text,
        "12 Mapo-daero, Seoul"
    );
    assert_eq!(
        (told[1].version, told[1].key.to_string()),
        (2, shop.store_id)
    );
}

#[tokio::test]
async fn a_menu_item_counts_its_own_versions() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let request = new_item(&shop.store_id, "Latte", won(5_000));
    let latte = service.put("sora", request).await.expect("a latte");
    let sold_out = store::PutMenuItemRequest {
        item_id: latte.item_id.clone(),
        available: Some(false),
        ..new_item(&shop.store_id, "Latte", won(5_500))
    };
    let changed = service.put("sora", sold_out).await.expect("sold out");
    assert_eq!((changed.version, changed.available), (2, false));
    assert_eq!(changed.item_id, latte.item_id);

    let told = service.told().await;
    let last = told.last().expect("an event");
    let body: wire::MenuItemChanged = last.body();
    assert_eq!((body.price, body.available), (Some(won(5_500)), false));
    assert_eq!(
        (last.aggregate.as_str(), last.fact.as_str()),
        ("store", "menu_item_changed")
    );
    assert_eq!(
        (last.aggregate_id.to_string(), last.version),
        (latte.item_id, 2)
    );
    assert_eq!(last.key.to_string(), shop.store_id);
}

#[tokio::test]
async fn what_is_not_said_of_availability_stays() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let unsaid = store::PutMenuItemRequest {
        available: None,
        ..new_item(&shop.store_id, "Latte", won(5_000))
    };
    let latte = service.put("sora", unsaid.clone()).await.expect("a latte");
    assert!(latte.available, "what is new can be ordered");
    for available in [true, false] {
        let said = store::PutMenuItemRequest {
            item_id: latte.item_id.clone(),
            available: Some(available),
            request_id: id(),
            ..unsaid.clone()
        };
        service.put("sora", said).await.expect("said");
        let dearer = store::PutMenuItemRequest {
            item_id: latte.item_id.clone(),
            price: Some(won(6_000)),
            request_id: id(),
            ..unsaid.clone()
        };
        let dearer = service.put("sora", dearer).await.expect("dearer");
        assert_eq!(dearer.available, available);
    }
}

#[tokio::test]
async fn lists_by_name_sort_as_people_do() {
    const SORTED: [&str; 10] = [
        "10 Seeds",
        "apple",
        "Ａpple pie",
        "Banana",
        "Éclair",
        "école",
        "Zed",
        "가",
        "가나",
        "각",
    ];
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    for name in [9, 2, 4, 0, 7, 5, 1, 8, 6, 3].map(|at: usize| SORTED[at]) {
        let item = new_item(&shop.store_id, name, won(5_000));
        service.put("sora", item).await.expect("on the menu");
        let store = store::CreateStoreRequest {
            name: name.to_owned(),
            request_id: id(),
            ..new_store()
        };
        let store = service.by("jun", store);
        service
            .catalog
            .clone()
            .create_store(store)
            .await
            .expect("open");
    }

    let (mut items, mut stores) = (Vec::new(), Vec::new());
    let mut request = store::ListMenuItemsRequest {
        store_id: shop.store_id,
        page_size: 3,
        ..Default::default()
    };
    loop {
        let page = service.by("minji", request.clone());
        let page = service.catalog.clone().list_menu_items(page).await;
        let page = page.expect("a page").into_inner();
        items.extend(page.menu_items.into_iter().map(|item| item.name));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    let mut request = store::ListStoresRequest {
        owner_id: "jun".to_owned(),
        page_size: 4,
        ..Default::default()
    };
    loop {
        let page = service.by("minji", request.clone());
        let page = service.catalog.clone().list_stores(page).await;
        let page = page.expect("a page").into_inner();
        stores.extend(page.stores.into_iter().map(|store| store.name));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(items, SORTED);
    assert_eq!(stores, SORTED);
}

#[tokio::test]
async fn another_owners_store_cannot_be_touched() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    let unknown = (Code::NotFound, "STORE_NOT_FOUND".to_owned());

    let update = store::UpdateStoreRequest {
        store_id: shop.store_id.clone(),
        open: Some(false),
        request_id: id(),
        ..store::UpdateStoreRequest::default()
    };
    assert_eq!(refusal(service.update("jun", update).await), unknown);
    let item = new_item(&shop.store_id, "Latte", won(5_000));
    assert_eq!(refusal(service.put("jun", item).await), unknown);

    let mine = service.open_store("jun").await;
    let latte = service
        .put("sora", new_item(&shop.store_id, "Latte", won(5_000)))
        .await
        .expect("a latte");
    let stolen = store::PutMenuItemRequest {
        item_id: latte.item_id,
        ..new_item(&mine.store_id, "Latte", won(1))
    };
    assert_eq!(
        refusal(service.put("jun", stolen).await),
        (Code::NotFound, "ITEM_NOT_FOUND".to_owned())
    );
}

#[tokio::test]
async fn anyone_signed_in_may_look_and_nobody_else() {
    let service = Service::start().await;
    let shop = service.open_store("sora").await;
    for name in ["Mocha", "Americano", "Latte"] {
        let item = new_item(&shop.store_id, name, won(5_000));
        service.put("sora", item).await.expect("an item");
    }

    let get = store::GetStoreRequest {
        store_id: shop.store_id.clone(),
    };
    let customer = service.with_roles("minji", &["customer"], get.clone());
    assert!(service.catalog.clone().get_store(customer).await.is_ok());
    let stranger = service.catalog.clone().get_store(get).await;
    assert_eq!(refusal(stranger).0, Code::Unauthenticated);
    let customer = service.with_roles("minji", &["customer"], new_store());
    let created = service.catalog.clone().create_store(customer).await;
    assert_eq!(refusal(created).0, Code::PermissionDenied);

    let mut names = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = store::ListMenuItemsRequest {
            store_id: shop.store_id.clone(),
            page_size: 2,
            page_token,
        };
        let request = service.with_roles("minji", &["customer"], request);
        let page = service
            .catalog
            .clone()
            .list_menu_items(request)
            .await
            .expect("a page");
        let page = page.into_inner();
        names.extend(page.menu_items.into_iter().map(|item| item.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(names, ["Americano", "Latte", "Mocha"]);

    let nowhere = store::ListMenuItemsRequest {
        store_id: id(),
        ..Default::default()
    };
    let listed = service
        .catalog
        .clone()
        .list_menu_items(service.by("sora", nowhere))
        .await;
    assert_eq!(
        refusal(listed),
        (Code::NotFound, "STORE_NOT_FOUND".to_owned())
    );
}

#[tokio::test]
async fn stores_are_listed_by_owner_and_kind() {
    let service = Service::start().await;
    service.open_store("sora").await;
    let florist = store::CreateStoreRequest {
        name: "Azalea".to_owned(),
        kind: store::StoreKind::Florist.into(),
        ..new_store()
    };
    let created = service
        .catalog
        .clone()
        .create_store(service.by("jun", florist))
        .await;
    created.expect("a florist");

    let list = async |kind: store::StoreKind, owner: &str| {
        let request = store::ListStoresRequest {
            kind: kind.into(),
            owner_id: owner.to_owned(),
            ..store::ListStoresRequest::default()
        };
        let page = service
            .catalog
            .clone()
            .list_stores(service.by("sora", request))
            .await;
        let stores = page.expect("a page").into_inner().stores;
        stores
            .into_iter()
            .map(|store| store.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        list(store::StoreKind::Unspecified, "").await,
        ["Azalea", "Moon Coffee"]
    );
    assert_eq!(list(store::StoreKind::Florist, "").await, ["Azalea"]);
    assert_eq!(
        list(store::StoreKind::Unspecified, "sora").await,
        ["Moon Coffee"]
    );
    assert!(list(store::StoreKind::Restaurant, "").await.is_empty());
}
