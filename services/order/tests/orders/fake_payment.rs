//! Payment's contract, with answers that the card in the request asks for.

use std::{
    collections::HashMap,
    future::pending,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
};

use baedal_proto::payment::v1::{
    AuditLedgerRequest, AuditLedgerResponse, AuthorizePaymentRequest, AuthorizePaymentResponse,
    GetPaymentRequest, GetPaymentResponse, ListPaymentsRequest, ListPaymentsResponse, Payment,
    PaymentStatus, VoidPaymentRequest, VoidPaymentResponse,
    payment_service_server::{PaymentService, PaymentServiceServer},
};
use baedal_runtime::rpc::problem;
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Code, Request, Response, Status};

use crate::fixture::new_id;

/// Approves at once.
pub(crate) const APPROVE: &str = "approve";
/// Refuses.
pub(crate) const DECLINE: &str = "decline";
/// Approves when [`FakePayment::open_gate`] was called.
pub(crate) const WAIT: &str = "wait";
/// Neither charges nor answers.
pub(crate) const HANG: &str = "hang";
/// Approves, and the answer is lost on the way.
pub(crate) const LOSE_ANSWER: &str = "lose-answer";
/// Approves and never answers.
pub(crate) const APPROVE_AND_HANG: &str = "approve-and-hang";
/// Approves, and the answer is lost on the way; whoever asks again is turned away by the breaker.
pub(crate) const LOSE_ANSWER_THEN_BREAK: &str = "lose-answer-then-break";
/// Is turned away by the breaker while [`FakePayment::overload`] says so.
pub(crate) const BREAKER: &str = "breaker";

#[derive(Clone)]
pub(crate) struct FakePayment(Arc<Book>);

struct Book {
    address: SocketAddr,
    payments: Mutex<HashMap<String, Payment>>,
    asked: Mutex<Vec<String>>,
    gate: Semaphore,
    overloaded: AtomicBool,
    silent_lookups: AtomicBool,
    refused_voids: AtomicBool,
}

impl FakePayment {
    pub(crate) async fn start() -> Self {
        Self::with_streams(None).await
    }

    /// One that works on so many calls of a connection at once.
    pub(crate) async fn with_streams(streams: impl Into<Option<u32>>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let fake = Self(Arc::new(Book {
            address: listener.local_addr().expect("bound"),
            payments: Mutex::default(),
            asked: Mutex::default(),
            gate: Semaphore::new(0),
            overloaded: AtomicBool::new(true),
            silent_lookups: AtomicBool::new(false),
            refused_voids: AtomicBool::new(false),
        }));
        let server = tonic::transport::Server::builder()
            .max_concurrent_streams(streams)
            .add_service(PaymentServiceServer::new(fake.clone()))
            .serve_with_incoming(TcpListenerStream::new(listener));
        tokio::spawn(server);
        fake
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.0.address)
    }

    /// The orders that were to be charged, once for each call.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.0.asked.lock().expect("nobody panicked").clone()
    }

    pub(crate) fn status_of(&self, order: &str) -> Option<PaymentStatus> {
        self.payments().get(order).map(Payment::status)
    }

    /// Everything in the book: order and how its payment stands.
    pub(crate) fn book(&self) -> Vec<(String, PaymentStatus)> {
        self.payments()
            .iter()
            .map(|(order, payment)| (order.clone(), payment.status()))
            .collect()
    }

    pub(crate) fn open_gate(&self) {
        self.0.gate.add_permits(1_000);
    }

    pub(crate) fn overload(&self, overloaded: bool) {
        self.0.overloaded.store(overloaded, Ordering::SeqCst);
    }

    pub(crate) fn silence_lookups(&self, silent: bool) {
        self.0.silent_lookups.store(silent, Ordering::SeqCst);
    }

    pub(crate) fn refuse_voids(&self, refused: bool) {
        self.0.refused_voids.store(refused, Ordering::SeqCst);
    }

    fn payments(&self) -> MutexGuard<'_, HashMap<String, Payment>> {
        self.0.payments.lock().expect("nobody panicked")
    }

    /// The first outcome is the outcome.
    fn record(&self, order: &str, status: PaymentStatus) -> Payment {
        self.payments()
            .entry(order.to_owned())
            .or_insert_with(|| Payment {
                payment_id: new_id().to_string(),
                order_id: order.to_owned(),
                status: status.into(),
                ..Payment::default()
            })
            .clone()
    }
}

#[tonic::async_trait]
impl PaymentService for FakePayment {
    async fn authorize_payment(
        &self,
        request: Request<AuthorizePaymentRequest>,
    ) -> Result<Response<AuthorizePaymentResponse>, Status> {
        let AuthorizePaymentRequest {
            order_id,
            card_token,
            ..
        } = request.into_inner();
        let again = self.asked().contains(&order_id);
        if self.0.overloaded.load(Ordering::SeqCst)
            && (card_token == BREAKER || (again && card_token == LOSE_ANSWER_THEN_BREAK))
        {
            let mut status = Status::unavailable("upstream reset: reset reason: overflow");
            status
                .metadata_mut()
                .insert("x-envoy-overloaded", "true".parse().expect("ASCII"));
            return Err(status);
        }
        self.0
            .asked
            .lock()
            .expect("nobody panicked")
            .push(order_id.clone());
        let outcome = if card_token == DECLINE {
            PaymentStatus::Declined
        } else {
            PaymentStatus::Approved
        };
        match card_token.as_str() {
            HANG => pending().await,
            WAIT => drop(self.0.gate.acquire().await),
            _ => {}
        }
        let payment = self.record(&order_id, outcome);
        match (payment.status(), card_token.as_str()) {
            (_, LOSE_ANSWER | LOSE_ANSWER_THEN_BREAK) => {
                Err(Status::unavailable("connection reset"))
            }
            (_, APPROVE_AND_HANG) => pending().await,
            (PaymentStatus::Approved, _) => Ok(Response::new(AuthorizePaymentResponse {
                payment: Some(payment),
            })),
            (PaymentStatus::Declined, _) => {
                Err(problem(Code::FailedPrecondition, "CARD_DECLINED", "no").into())
            }
            _ => Err(problem(Code::FailedPrecondition, "PAYMENT_VOIDED", "too late").into()),
        }
    }

    async fn void_payment(
        &self,
        request: Request<VoidPaymentRequest>,
    ) -> Result<Response<VoidPaymentResponse>, Status> {
        if self.0.refused_voids.load(Ordering::SeqCst) {
            return Err(Status::internal("not this one"));
        }
        let order = request.into_inner().order_id;
        self.record(&order, PaymentStatus::Voided);
        let mut payments = self.payments();
        let payment = payments.get_mut(&order).expect("recorded");
        if payment.status() == PaymentStatus::Approved {
            payment.set_status(PaymentStatus::Voided);
        }
        Ok(Response::new(VoidPaymentResponse {
            payment: Some(payment.clone()),
        }))
    }

    async fn get_payment(
        &self,
        request: Request<GetPaymentRequest>,
    ) -> Result<Response<GetPaymentResponse>, Status> {
        if self.0.silent_lookups.load(Ordering::SeqCst) {
            return Err(Status::unavailable("not now"));
        }
        match self.payments().get(&request.into_inner().order_id) {
            Some(payment) => Ok(Response::new(GetPaymentResponse {
                payment: Some(payment.clone()),
            })),
            None => Err(Status::not_found("no such payment")),
        }
    }

    async fn list_payments(
        &self,
        _: Request<ListPaymentsRequest>,
    ) -> Result<Response<ListPaymentsResponse>, Status> {
        Err(Status::unimplemented("the order service has no use for it"))
    }

    async fn audit_ledger(
        &self,
        _: Request<AuditLedgerRequest>,
    ) -> Result<Response<AuditLedgerResponse>, Status> {
        Err(Status::unimplemented("the order service has no use for it"))
    }
}
