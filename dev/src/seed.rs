//! The demo's stores and menus, put through the gateway like anyone's.

use anyhow::Context;
use baedal_proto::google::r#type::{LatLng, Money};
use baedal_proto::store::v1::catalog_service_client::CatalogServiceClient;
use baedal_proto::store::v1::{
    CreateStoreRequest, ListMenuItemsRequest, ListStoresRequest, PutMenuItemRequest, StoreAddress,
    StoreKind,
};
use tonic::Status;

use crate::line::{self, Line};
use crate::tools::fingerprint;

/// Who owns the demo's stores.
pub const OWNER: &str = "demo-owner";

/// A store that is there now.
#[derive(Debug, Clone)]
pub struct Seeded {
    /// Its id.
    pub store_id: String,
    /// Its name.
    pub name: &'static str,
    /// A short name for variables: `COFFEE`, …
    pub key: &'static str,
    /// Its menu: id, name and price in won of each item.
    pub items: Vec<(String, &'static str, i64)>,
}

struct Store {
    key: &'static str,
    name: &'static str,
    kind: StoreKind,
    address: (&'static str, f64, f64),
    menu: &'static [(&'static str, i64)],
}

const STORES: [Store; 3] = [
    Store {
        key: "COFFEE",
        name: "Blue Hanok Coffee",
        kind: StoreKind::CoffeeShop,
        address: ("12 Bukchon-ro, Jongno-gu, Seoul", 37.5826, 126.9849),
        menu: &[
            ("Americano", 4_500),
            ("Flat white", 5_500),
            ("Sweet potato latte", 6_500),
        ],
    },
    Store {
        key: "CHICKEN",
        name: "Han River Chicken",
        kind: StoreKind::Restaurant,
        address: ("85 Yeouinaru-ro, Yeongdeungpo-gu, Seoul", 37.5271, 126.9326),
        menu: &[
            ("Fried chicken", 19_000),
            ("Soy garlic chicken", 21_000),
            ("Pickled radish", 1_000),
        ],
    },
    Store {
        key: "FLOWERS",
        name: "Mugunghwa Flowers",
        kind: StoreKind::Florist,
        address: ("194 Sinbanpo-ro, Seocho-gu, Seoul", 37.5049, 127.0049),
        menu: &[("Bouquet of the day", 35_000), ("Single rose", 6_000)],
    },
];

struct Catalog {
    client: CatalogServiceClient<Line>,
    owner: String,
    /// What the store is called.
    name: String,
}

/// Creates what is missing. Run again, it finds everything there and changes nothing.
pub async fn seed(gateway: &str, owner_token: &str) -> anyhow::Result<Vec<Seeded>> {
    let line = line::with_token(line::connect(gateway).await?, owner_token)?;
    let mut seeded = Vec::new();
    for index in 0..STORES.len() {
        seeded.push(one(&line, OWNER, index).await?);
    }
    Ok(seeded)
}

/// The store of that number, counted on from the first after the last, for `owner`, whose line it is.
pub(crate) async fn one(line: &Line, owner: &str, index: usize) -> anyhow::Result<Seeded> {
    let store = &STORES[index % STORES.len()];
    let mut catalog = Catalog {
        client: CatalogServiceClient::new(line.clone()),
        owner: owner.to_owned(),
        // Other people's stores are not taken for those that are talked about.
        name: if owner == OWNER {
            store.name.to_owned()
        } else {
            format!("{} No. {}", store.name, index + 1)
        },
    };
    catalog
        .put(store)
        .await
        .with_context(|| format!("seeding {}", store.name))
}

impl Catalog {
    async fn put(&mut self, store: &'static Store) -> Result<Seeded, Status> {
        let store_id = match self.find().await? {
            Some(store_id) => store_id,
            None => self.create(store).await?,
        };
        let request = ListMenuItemsRequest {
            store_id: store_id.clone(),
            page_size: 200,
            ..ListMenuItemsRequest::default()
        };
        let there = self
            .client
            .list_menu_items(request)
            .await?
            .into_inner()
            .menu_items;
        let mut items = Vec::new();
        for &(name, won) in store.menu {
            let item_id = match there.iter().find(|item| item.name == name) {
                Some(item) => item.item_id.clone(),
                None => self.put_item(&store_id, name, won).await?,
            };
            items.push((item_id, name, won));
        }
        Ok(Seeded {
            store_id,
            name: store.name,
            key: store.key,
            items,
        })
    }

    async fn find(&mut self) -> Result<Option<String>, Status> {
        let request = ListStoresRequest {
            owner_id: self.owner.clone(),
            page_size: 200,
            ..ListStoresRequest::default()
        };
        let stores = self.client.list_stores(request).await?.into_inner().stores;
        Ok(stores
            .into_iter()
            .find(|there| there.name == self.name)
            .map(|there| there.store_id))
    }

    async fn create(&mut self, store: &Store) -> Result<String, Status> {
        let (text, latitude, longitude) = store.address;
        let request = CreateStoreRequest {
            request_id: request_id(&format!("{}: {}", self.owner, self.name)),
            name: self.name.clone(),
            kind: store.kind.into(),
            address: Some(StoreAddress {
                text: text.to_owned(),
                location: Some(LatLng {
                    latitude,
                    longitude,
                }),
            }),
            currency_code: "KRW".to_owned(),
            open: true,
        };
        let answer = self.client.create_store(request).await?.into_inner();
        answer
            .store
            .map(|store| store.store_id)
            .ok_or_else(|| Status::internal("CreateStore answered no store"))
    }

    async fn put_item(&mut self, store: &str, name: &str, won: i64) -> Result<String, Status> {
        let request = PutMenuItemRequest {
            store_id: store.to_owned(),
            item_id: String::new(),
            name: name.to_owned(),
            price: Some(Money {
                currency_code: "KRW".to_owned(),
                units: won,
                nanos: 0,
            }),
            available: Some(true),
            request_id: request_id(&format!("{store}/{name}")),
        };
        let answer = self.client.put_menu_item(request).await?.into_inner();
        answer
            .menu_item
            .map(|item| item.item_id)
            .ok_or_else(|| Status::internal("PutMenuItem answered no item"))
    }
}

/// The same for the same thing, so that a seed that was cut short goes on where it was.
fn request_id(what: &str) -> String {
    let hash = fingerprint(&format!("baedal demo: {what}"));
    let number = u128::from_str_radix(&hash[..32], 16).unwrap_or_default();
    uuid::Builder::from_custom_bytes(number.to_be_bytes())
        .into_uuid()
        .to_string()
}
