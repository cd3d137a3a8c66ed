//! `TicketService`.

use baedal_proto::order::v1::Fulfillment as WireFulfillment;
use baedal_proto::store::v1 as wire;
use baedal_proto::store::v1::ticket_service_server::TicketService;
use baedal_proto::to_timestamp;
use baedal_runtime::page::{Moment, Page};
use baedal_runtime::rpc::Violations;
use baedal_values::{Lines, MenuItemId, OrderId, RequestId, StoreId, Subject};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{Tickets, owner, status};
use crate::domain::{AfterTicket, Command, Fulfillment, ItemSales, State, Ticket};

/// The sort key of tickets: when the order was placed, and the order.
type ByAge = (Moment, Uuid);

/// The sort key of sales: how many were sold, and the item.
type ByQuantity = (i64, Uuid);

#[tonic::async_trait]
impl TicketService for Tickets {
    async fn list_tickets(
        &self,
        request: Request<wire::ListTicketsRequest>,
    ) -> Result<Response<wire::ListTicketsResponse>, Status> {
        let owner = owner(&request)?;
        let request = request.into_inner();
        let mut violations = Violations::new();
        let store_id = violations.check("store_id", request.store_id.parse::<StoreId>());
        let state = violations.check("status", state_filter(request.status));
        let page = Page::<ByAge>::read(
            &mut violations,
            request.page_size,
            &request.page_token,
            &[&request.store_id, &request.status.to_string()],
        );
        let after = page
            .as_ref()
            .and_then(|page| page.after)
            .map(|(placed_at, order_id)| AfterTicket {
                placed_at: placed_at.into(),
                order_id: order_id.into(),
            });
        let (Some(store_id), Some(state), Some(page)) = (store_id, state, page) else {
            return Err(violations.into_status());
        };
        let tickets = self
            .0
            .tickets(&owner, store_id, state, after, page.limit())
            .await
            .map_err(status)?;
        let (tickets, next_page_token) = page.cut(tickets, |ticket| {
            (ticket.placed_at.into(), ticket.order_id.into())
        });
        Ok(Response::new(wire::ListTicketsResponse {
            tickets: tickets.into_iter().map(wire_ticket).collect(),
            next_page_token,
        }))
    }

    async fn get_ticket(
        &self,
        request: Request<wire::GetTicketRequest>,
    ) -> Result<Response<wire::GetTicketResponse>, Status> {
        let owner = owner(&request)?;
        let mut violations = Violations::new();
        let order_id = violations.check("order_id", request.get_ref().order_id.parse());
        let Some(order_id) = order_id else {
            return Err(violations.into_status());
        };
        let ticket = self.0.ticket(&owner, order_id).await.map_err(status)?;
        Ok(Response::new(wire::GetTicketResponse {
            ticket: Some(wire_ticket(ticket)),
        }))
    }

    async fn accept_ticket(
        &self,
        request: Request<wire::AcceptTicketRequest>,
    ) -> Result<Response<wire::AcceptTicketResponse>, Status> {
        let owner = owner(&request)?;
        let request = request.into_inner();
        let ids = (&*request.order_id, &*request.request_id);
        let ticket = self.command(&owner, ids, Command::Accept).await?;
        Ok(Response::new(wire::AcceptTicketResponse { ticket }))
    }

    async fn reject_ticket(
        &self,
        request: Request<wire::RejectTicketRequest>,
    ) -> Result<Response<wire::RejectTicketResponse>, Status> {
        let owner = owner(&request)?;
        let request = request.into_inner();
        let mut violations = Violations::new();
        let order_id = read_ids(&mut violations, &request.order_id, &request.request_id);
        let reason = violations.check("reason", Lines::<500>::some(&request.reason));
        let (Some(order_id), Some(reason)) = (order_id, reason) else {
            return Err(violations.into_status());
        };
        let rejected = self
            .0
            .command(&owner, order_id, Command::Reject, reason.as_str())
            .await;
        let ticket = Some(wire_ticket(rejected.map_err(status)?));
        Ok(Response::new(wire::RejectTicketResponse { ticket }))
    }

    async fn start_cooking(
        &self,
        request: Request<wire::StartCookingRequest>,
    ) -> Result<Response<wire::StartCookingResponse>, Status> {
        let owner = owner(&request)?;
        let request = request.into_inner();
        let ids = (&*request.order_id, &*request.request_id);
        let ticket = self.command(&owner, ids, Command::StartCooking).await?;
        Ok(Response::new(wire::StartCookingResponse { ticket }))
    }

    async fn finish_cooking(
        &self,
        request: Request<wire::FinishCookingRequest>,
    ) -> Result<Response<wire::FinishCookingResponse>, Status> {
        let owner = owner(&request)?;
        let request = request.into_inner();
        let ids = (&*request.order_id, &*request.request_id);
        let ticket = self.command(&owner, ids, Command::FinishCooking).await?;
        Ok(Response::new(wire::FinishCookingResponse { ticket }))
    }

    async fn list_item_sales(
        &self,
        request: Request<wire::ListItemSalesRequest>,
    ) -> Result<Response<wire::ListItemSalesResponse>, Status> {
        let owner = owner(&request)?;
        let request = request.into_inner();
        let mut violations = Violations::new();
        let store_id = violations.check("store_id", request.store_id.parse::<StoreId>());
        let page = Page::<ByQuantity>::read(
            &mut violations,
            request.page_size,
            &request.page_token,
            &[&request.store_id],
        );
        let (Some(store_id), Some(page)) = (store_id, page) else {
            return Err(violations.into_status());
        };
        let after = page
            .after
            .map(|(quantity, item)| (quantity, MenuItemId::from(item)));
        let sales = self
            .0
            .item_sales(&owner, store_id, after, page.limit())
            .await
            .map_err(status)?;
        let (sales, next_page_token) =
            page.cut(sales, |sales| (sales.quantity, sales.item_id.into()));
        Ok(Response::new(wire::ListItemSalesResponse {
            item_sales: sales.into_iter().map(wire_sales).collect(),
            next_page_token,
        }))
    }
}

impl Tickets {
    async fn command(
        &self,
        owner: &Subject,
        (order_id, request_id): (&str, &str),
        command: Command,
    ) -> Result<Option<wire::Ticket>, Status> {
        let mut violations = Violations::new();
        let Some(order_id) = read_ids(&mut violations, order_id, request_id) else {
            return Err(violations.into_status());
        };
        let ticket = self
            .0
            .command(owner, order_id, command, "")
            .await
            .map_err(status)?;
        Ok(Some(wire_ticket(ticket)))
    }
}

/// The order names the ticket. The request id only has to be one: the ticket's state already makes
/// a repeated command harmless.
fn read_ids(violations: &mut Violations, order_id: &str, request_id: &str) -> Option<OrderId> {
    let order_id = violations.check("order_id", order_id.parse());
    let request_id = violations.check("request_id", request_id.parse::<RequestId>());
    request_id.and(order_id)
}

/// The status in a filter: unspecified is every one, a number that no status has is refused.
fn state_filter(status: i32) -> Result<Option<State>, &'static str> {
    let status = wire::TicketStatus::try_from(status).map_err(|_| "is not a ticket's status")?;
    Ok(match status {
        wire::TicketStatus::Unspecified => None,
        wire::TicketStatus::New => Some(State::New),
        wire::TicketStatus::Accepted => Some(State::Accepted),
        wire::TicketStatus::Cooking => Some(State::Cooking),
        wire::TicketStatus::Cooked => Some(State::Cooked),
        wire::TicketStatus::HandedOver => Some(State::HandedOver),
        wire::TicketStatus::Rejected => Some(State::Rejected),
        wire::TicketStatus::Canceled => Some(State::Canceled),
    })
}

fn wire_ticket(ticket: Ticket) -> wire::Ticket {
    let status = match ticket.state {
        State::New => wire::TicketStatus::New,
        State::Accepted => wire::TicketStatus::Accepted,
        State::Rejected => wire::TicketStatus::Rejected,
        State::Cooking => wire::TicketStatus::Cooking,
        State::Cooked => wire::TicketStatus::Cooked,
        State::HandedOver => wire::TicketStatus::HandedOver,
        State::Canceled => wire::TicketStatus::Canceled,
    };
    let fulfillment = match ticket.fulfillment {
        Fulfillment::Pickup => WireFulfillment::Pickup,
        Fulfillment::Delivery => WireFulfillment::Delivery,
    };
    let times = ticket.times;
    wire::Ticket {
        order_id: ticket.order_id.to_string(),
        store_id: ticket.store_id.to_string(),
        // The kitchen need not know who ordered, and nobody else asks.
        customer_id: String::new(),
        status: status.into(),
        lines: ticket
            .lines
            .into_iter()
            .map(|line| wire::TicketLine {
                item_id: line.item_id.to_string(),
                name: line.name,
                quantity: line.quantity.into(),
                unit_price: Some(line.unit_price.into()),
            })
            .collect(),
        total: Some(ticket.total.into()),
        fulfillment: fulfillment.into(),
        note: ticket.note,
        reason: ticket.reason,
        version: ticket.version,
        placed_at: Some(to_timestamp(ticket.placed_at)),
        updated_at: Some(to_timestamp(ticket.updated_at)),
        accepted_at: times.accepted.map(to_timestamp),
        cooking_started_at: times.cooking_started.map(to_timestamp),
        cooked_at: times.cooked.map(to_timestamp),
        handed_over_at: times.handed_over.map(to_timestamp),
        rejected_at: times.rejected.map(to_timestamp),
        canceled_at: times.canceled.map(to_timestamp),
    }
}

fn wire_sales(sales: ItemSales) -> wire::ItemSales {
    wire::ItemSales {
        item_id: sales.item_id.to_string(),
        name: sales.name,
        quantity: sales.quantity,
        revenue: Some(sales.amount.into()),
    }
}
