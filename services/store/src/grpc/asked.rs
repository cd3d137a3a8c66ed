//! What is asked for, in few bytes: to tell a repetition from another request of the same name. See [`Fingerprint`] for what a
//! new field of these requests asks for.

use baedal_proto::store::v1 as wire;
use baedal_values::{Fields, Fingerprint, MenuItemId, StoreId};
use prost::{Message, Name};
use sha2::{Digest, Sha256};

use crate::app::catalog::{Asked, StoreChange};
use crate::domain::{Address, ItemDraft, StoreDraft};

pub(super) fn create_store(request: &wire::CreateStoreRequest, draft: &StoreDraft) -> Asked {
    let fields = Fingerprint::of("CreateStore", 1)
        .text("name", draft.name.as_str())
        .text("kind", draft.kind.name())
        .text("currency_code", draft.currency.code())
        .flag("open", draft.open);
    asked(request, address(fields, &draft.address))
}

pub(super) fn update_store(
    request: &wire::UpdateStoreRequest,
    store: StoreId,
    change: &StoreChange,
) -> Asked {
    let fields = Fingerprint::of("UpdateStore", 1)
        .id("store_id", store)
        .optional(change.name.as_ref(), |fields, name| {
            fields.text("name", name.as_str())
        })
        .optional(change.address.as_ref(), address)
        .optional(change.open, |fields, open| fields.flag("open", open));
    asked(request, fields)
}

pub(super) fn put_menu_item(
    request: &wire::PutMenuItemRequest,
    store: StoreId,
    item: Option<MenuItemId>,
    draft: &ItemDraft,
) -> Asked {
    let fields = Fingerprint::of("PutMenuItem", 1)
        .id("store_id", store)
        .optional(item, |fields, item| fields.id("item_id", item))
        .text("name", draft.name.as_str())
        .money("price", draft.price)
        .optional(draft.available, |fields, available| {
            fields.flag("available", available)
        });
    asked(request, fields)
}

fn address(fields: Fields, address: &Address) -> Fields {
    fields
        .text("address", &address.text)
        .degrees("latitude", address.latitude)
        .degrees("longitude", address.longitude)
}

fn asked<M: Message + Name>(request: &M, fields: Fields) -> Asked {
    let message_hash = Sha256::new()
        .chain_update(M::NAME)
        .chain_update(request.encode_to_vec());
    Asked {
        fingerprint: fields.finish(),
        message_hash: message_hash.finalize().into(),
    }
}
