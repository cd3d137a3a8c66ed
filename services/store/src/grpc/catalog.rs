//! `CatalogService`.

use baedal_proto::google::r#type::LatLng;
use baedal_proto::store::v1 as wire;
use baedal_proto::store::v1::catalog_service_server::CatalogService;
use baedal_proto::to_timestamp;
use baedal_runtime::page::Page;
use baedal_runtime::rpc::Violations;
use baedal_values::{Currency, Line, MenuItemId, Money, StoreId, Subject};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{Catalog, asked, owner, read_address, status};
use crate::app::catalog::{Mutation, StoreChange};
use crate::domain::{AfterName, ItemDraft, MenuItem, Store, StoreDraft, StoreFilter, StoreKind};

/// The sort key of a list by name.
type ByName = (String, Uuid);

#[tonic::async_trait]
impl CatalogService for Catalog {
    async fn create_store(
        &self,
        request: Request<wire::CreateStoreRequest>,
    ) -> Result<Response<wire::CreateStoreResponse>, Status> {
        let caller = owner(&request)?;
        let request = request.into_inner();
        let mut violations = Violations::new();
        let request_id = violations.check("request_id", request.request_id.parse());
        let name = violations.check("name", Line::new(&request.name));
        let kind = violations.check("kind", read_kind(request.kind()).ok_or("is required"));
        let address = violations.require("address", request.address.as_ref());
        let address = address.and_then(|address| {
            violations.nested("address", |violations| {
                read_address(violations, &address.text, address.location.as_ref())
            })
        });
        let currency = violations.check("currency_code", request.currency_code.parse::<Currency>());
        let (Some(request_id), Some(name), Some(kind), Some(address), Some(currency)) =
            (request_id, name, kind, address, currency)
        else {
            return Err(violations.into_status());
        };
        let draft = StoreDraft {
            name,
            kind,
            currency,
            address,
            open: request.open,
        };
        let by = Mutation {
            caller,
            request_id,
            asked: asked::create_store(&request, &draft),
        };
        let store = self.0.create_store(&by, draft).await.map_err(status)?;
        Ok(Response::new(wire::CreateStoreResponse {
            store: Some(wire_store(store)),
        }))
    }

    async fn update_store(
        &self,
        request: Request<wire::UpdateStoreRequest>,
    ) -> Result<Response<wire::UpdateStoreResponse>, Status> {
        let caller = owner(&request)?;
        let request = request.into_inner();
        let mut violations = Violations::new();
        let request_id = violations.check("request_id", request.request_id.parse());
        let store_id = violations.check("store_id", request.store_id.parse::<StoreId>());
        let name = request.name.as_deref();
        let name = name.and_then(|name| violations.check("name", Line::new(name)));
        let address = request.address.as_ref().and_then(|address| {
            violations.nested("address", |violations| {
                read_address(violations, &address.text, address.location.as_ref())
            })
        });
        let (Some(request_id), Some(store_id), true) =
            (request_id, store_id, violations.is_empty())
        else {
            return Err(violations.into_status());
        };
        let change = StoreChange {
            name,
            address,
            open: request.open,
        };
        let by = Mutation {
            caller,
            request_id,
            asked: asked::update_store(&request, store_id, &change),
        };
        let store = self
            .0
            .update_store(&by, store_id, change)
            .await
            .map_err(status)?;
        Ok(Response::new(wire::UpdateStoreResponse {
            store: Some(wire_store(store)),
        }))
    }

    async fn get_store(
        &self,
        request: Request<wire::GetStoreRequest>,
    ) -> Result<Response<wire::GetStoreResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::new();
        let store_id = violations.check("store_id", request.store_id.parse());
        let Some(store_id) = store_id else {
            return Err(violations.into_status());
        };
        let store = self.0.store(store_id).await.map_err(status)?;
        Ok(Response::new(wire::GetStoreResponse {
            store: Some(wire_store(store)),
        }))
    }

    async fn list_stores(
        &self,
        request: Request<wire::ListStoresRequest>,
    ) -> Result<Response<wire::ListStoresResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::new();
        let kind = violations.check("kind", kind_filter(request.kind));
        let owner = match request.owner_id.as_str() {
            "" => Some(None),
            owner => violations
                .check("owner_id", owner.parse::<Subject>())
                .map(Some),
        };
        let page = Page::<ByName>::read(
            &mut violations,
            request.page_size,
            &request.page_token,
            &[&request.kind.to_string(), &request.owner_id],
        );
        let (Some(kind), Some(owner), Some(page)) = (kind, owner, page) else {
            return Err(violations.into_status());
        };
        let filter = StoreFilter { owner, kind };
        let after = page.after.clone().map(|(name, id)| AfterName { name, id });
        let stores = self
            .0
            .stores(&filter, after.as_ref(), page.limit())
            .await
            .map_err(status)?;
        let (stores, next_page_token) =
            page.cut(stores, |store| (store.name.clone(), store.id.into()));
        Ok(Response::new(wire::ListStoresResponse {
            stores: stores.into_iter().map(wire_store).collect(),
            next_page_token,
        }))
    }

    async fn put_menu_item(
        &self,
        request: Request<wire::PutMenuItemRequest>,
    ) -> Result<Response<wire::PutMenuItemResponse>, Status> {
        let caller = owner(&request)?;
        let request = request.into_inner();
        let mut violations = Violations::new();
        let request_id = violations.check("request_id", request.request_id.parse());
        let store_id = violations.check("store_id", request.store_id.parse::<StoreId>());
        let item_id = match request.item_id.as_str() {
            "" => Some(None),
            id => violations
                .check("item_id", id.parse::<MenuItemId>())
                .map(Some),
        };
        let name = violations.check("name", Line::new(&request.name));
        let price = violations.require("price", request.price.as_ref());
        let price = price.and_then(|price| {
            violations.check("price", Money::try_from(price).and_then(Money::to_pay))
        });
        if price.is_some_and(Money::is_zero) {
            violations.add("price", "must be more than zero");
        }
        let (Some(request_id), Some(store_id), Some(item_id), Some(name), Some(price), true) = (
            request_id,
            store_id,
            item_id,
            name,
            price,
            violations.is_empty(),
        ) else {
            return Err(violations.into_status());
        };
        let draft = ItemDraft {
            name,
            price,
            available: request.available,
        };
        let by = Mutation {
            caller,
            request_id,
            asked: asked::put_menu_item(&request, store_id, item_id, &draft),
        };
        let item = self
            .0
            .put_item(&by, store_id, item_id, draft)
            .await
            .map_err(status)?;
        Ok(Response::new(wire::PutMenuItemResponse {
            menu_item: Some(wire_item(item)),
        }))
    }

    async fn list_menu_items(
        &self,
        request: Request<wire::ListMenuItemsRequest>,
    ) -> Result<Response<wire::ListMenuItemsResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::new();
        let store_id = violations.check("store_id", request.store_id.parse::<StoreId>());
        let page = Page::<ByName>::read(
            &mut violations,
            request.page_size,
            &request.page_token,
            &[&request.store_id],
        );
        let (Some(store_id), Some(page)) = (store_id, page) else {
            return Err(violations.into_status());
        };
        let after = page.after.clone().map(|(name, id)| AfterName { name, id });
        let items = self
            .0
            .items(store_id, after.as_ref(), page.limit())
            .await
            .map_err(status)?;
        let (items, next_page_token) = page.cut(items, |item| (item.name.clone(), item.id.into()));
        Ok(Response::new(wire::ListMenuItemsResponse {
            menu_items: items.into_iter().map(wire_item).collect(),
            next_page_token,
        }))
    }
}

fn read_kind(kind: wire::StoreKind) -> Option<StoreKind> {
    match kind {
        wire::StoreKind::Unspecified => None,
        wire::StoreKind::CoffeeShop => Some(StoreKind::CoffeeShop),
        wire::StoreKind::Restaurant => Some(StoreKind::Restaurant),
        wire::StoreKind::Florist => Some(StoreKind::Florist),
    }
}

/// The kind in a filter: unspecified is every kind, a number that no kind has is refused.
fn kind_filter(kind: i32) -> Result<Option<StoreKind>, &'static str> {
    wire::StoreKind::try_from(kind)
        .map(read_kind)
        .map_err(|_| "is not a kind of store")
}

fn wire_store(store: Store) -> wire::Store {
    let kind = match store.kind {
        StoreKind::CoffeeShop => wire::StoreKind::CoffeeShop,
        StoreKind::Restaurant => wire::StoreKind::Restaurant,
        StoreKind::Florist => wire::StoreKind::Florist,
    };
    wire::Store {
        store_id: store.id.to_string(),
        owner_id: store.owner.into(),
        name: store.name,
        kind: kind.into(),
        address: Some(wire::StoreAddress {
            text: store.address.text,
            location: Some(LatLng {
                latitude: store.address.latitude,
                longitude: store.address.longitude,
            }),
        }),
        currency_code: store.currency.code().to_owned(),
        open: store.open,
        version: store.version,
        created_at: Some(to_timestamp(store.created_at)),
        updated_at: Some(to_timestamp(store.updated_at)),
    }
}

fn wire_item(item: MenuItem) -> wire::MenuItem {
    wire::MenuItem {
        item_id: item.id.to_string(),
        store_id: item.store_id.to_string(),
        name: item.name,
        price: Some(item.price.into()),
        available: item.available,
        version: item.version,
        updated_at: Some(to_timestamp(item.updated_at)),
    }
}
