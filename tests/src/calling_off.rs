use baedal_dev::system::Service;
use baedal_proto::order::v1::order_service_client::OrderServiceClient;
use baedal_proto::order::v1::{CancelOrderRequest, Order};
use baedal_proto::payment::v1::payment_service_client::PaymentServiceClient;
use baedal_proto::payment::v1::{AuditLedgerRequest, LedgerDifference};
use baedal_proto::store::v1::ticket_service_client::TicketServiceClient;
use baedal_proto::store::v1::{AcceptTicketRequest, GetTicketRequest, StartCookingRequest, Ticket};
use sqlx::{Connection, PgConnection};
use tonic::Status;
use uuid::Uuid;

use crate::{Customer, Line, Owner, Protocol, Town};

fn request_id() -> String {
    Uuid::now_v7().to_string()
}

impl Customer {
    /// Asks for the order to be canceled; refusals are for the test to judge.
    pub async fn cancels(&self, order_id: &str, reason: &str) -> Result<Order, Status> {
        let request = CancelOrderRequest {
            order_id: order_id.to_owned(),
            reason: reason.to_owned(),
            request_id: request_id(),
        };
        let response = OrderServiceClient::new(self.line.clone())
            .cancel_order(request)
            .await?;
        Ok(response
            .into_inner()
            .order
            .expect("an answer to CancelOrder holds the order"))
    }
}

impl Owner {
    /// Accepts the ticket; refusals are for the test to judge.
    pub async fn tries_to_accept(&self, order_id: &str) -> Result<(), Status> {
        let request = AcceptTicketRequest {
            order_id: order_id.to_owned(),
            request_id: request_id(),
        };
        let response = TicketServiceClient::new(self.line.clone())
            .accept_ticket(request)
            .await;
        response.map(drop)
    }

    /// Starts to cook; refusals are for the test to judge.
    pub async fn tries_to_start(&self, order_id: &str) -> Result<(), Status> {
        let request = StartCookingRequest {
            order_id: order_id.to_owned(),
            request_id: request_id(),
        };
        let response = TicketServiceClient::new(self.line.clone())
            .start_cooking(request)
            .await;
        response.map(drop)
    }

    /// The ticket as the store knows it.
    pub async fn ticket(&self, order_id: &str) -> Result<Ticket, Status> {
        let request = GetTicketRequest {
            order_id: order_id.to_owned(),
        };
        let response = TicketServiceClient::new(self.line.clone())
            .get_ticket(request)
            .await?;
        Ok(response
            .into_inner()
            .ticket
            .expect("an answer to GetTicket holds the ticket"))
    }
}

impl Town {
    /// The kinds of the order's ledger lines as they were written, and what is held by them, in the currency's smallest unit.
    pub async fn ledger_of(&self, order_id: &str) -> (Vec<String>, i64) {
        let mut payment = PgConnection::connect(&self.system().database_url(Service::Payment))
            .await
            .expect("the database can be reached");
        let order_id: Uuid = order_id.parse().expect("an order id is a UUID");
        let lines: Vec<(String, i64)> = sqlx::query_as(
            "SELECT kind, amount_minor FROM ledger WHERE order_id = $1 ORDER BY entry_id",
        )
        .bind(order_id)
        .fetch_all(&mut payment)
        .await
        .expect("the ledger can be read");
        let held = lines.iter().map(|(_, amount)| amount).sum();
        (lines.into_iter().map(|(kind, _)| kind).collect(), held)
    }

    /// An operator has the whole ledger audited: what does not fit, and how many payments were compared.
    pub async fn audit(&self) -> (Vec<LedgerDifference>, i64) {
        let token = self.system().token("operator-1", &["operator"]);
        let line = Line::open(&self.system().gateway_url(), Protocol::Grpc, Some(&token));
        let mut client = PaymentServiceClient::new(line);
        let (mut differences, mut audited) = (Vec::new(), 0);
        let mut page_token = String::new();
        loop {
            let request = AuditLedgerRequest {
                page_size: 200,
                page_token,
            };
            let page = client
                .audit_ledger(request)
                .await
                .expect("an operator may audit")
                .into_inner();
            differences.extend(page.differences);
            audited += page.audited_payments;
            if page.next_page_token.is_empty() {
                return (differences, audited);
            }
            page_token = page.next_page_token;
        }
    }
}
