//! A gateway on a free port, and upstreams that echo.

use std::{net::SocketAddr, sync::Arc};

use baedal_gateway::{
    Gateway,
    config::{
        Config, ConsoleConfig, CorsConfig, GatewayConfig, IdentityConfig, LimitsConfig, Pods,
        Upstreams,
    },
};
use baedal_proto::{
    dashboard::v1::{
        self as dashboard, OrderView, WatchHeartbeat, WatchOrderViewsRequest,
        WatchOrderViewsResponse,
        dashboard_service_server::{DashboardService, DashboardServiceServer},
    },
    order::v1::{
        self as order, GetOrderRequest, GetOrderResponse, Order,
        order_service_client::OrderServiceClient,
        order_service_server::{OrderService, OrderServiceServer},
    },
};
use baedal_runtime::{ProcessConfig, Running, config::Settings, launch};
use baedal_testkit::{AUDIENCE, ISSUER, TestIssuer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, mpsc},
};
use tokio_stream::wrappers::{ReceiverStream, TcpListenerStream};
use tonic::{Request, Response, Status, transport::Channel};

/// A service that says what it was asked.
#[derive(Clone)]
pub(crate) struct Echo {
    /// Lets the calls for the order `slow`, or with that note, go on.
    pub(crate) release: Arc<Notify>,
    /// Notified when such a call has arrived.
    pub(crate) arrived: Arc<Notify>,
    /// Closed when the reader of the endless stream has gone.
    gone: mpsc::Sender<()>,
}

pub(crate) struct Scene {
    pub(crate) gateway: Running,
    pub(crate) address: SocketAddr,
    pub(crate) issuer: TestIssuer,
    pub(crate) echo: Echo,
    pub(crate) gone: mpsc::Receiver<()>,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::with(|_, _| {}).await
    }

    /// A gateway whose settings are changed first.
    pub(crate) async fn with(change: impl FnOnce(&mut ProcessConfig, &mut Config)) -> Self {
        let (sender, gone) = mpsc::channel(1);
        let echo = Echo {
            release: Arc::default(),
            arrived: Arc::default(),
            gone: sender,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let upstream = format!("http://{}", listener.local_addr().expect("an address"));
        let server = tonic::transport::Server::builder()
            .add_service(OrderServiceServer::new(echo.clone()))
            .add_service(DashboardServiceServer::new(echo.clone()))
            .add_service(tonic_health::server::health_reporter().1)
            .serve_with_incoming(TcpListenerStream::new(listener));
        tokio::spawn(server);

        let issuer = TestIssuer::new();
        // Bound and dropped: nothing listens there.
        let nobody = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let nowhere = format!("http://{}", nobody.local_addr().expect("an address"));
        drop(nobody);
        let mut config = Config {
            auth: baedal_auth::AuthConfig {
                service_tokens: [("order".to_owned(), "the-token-of-order".into())].into(),
                ..baedal_auth::AuthConfig::with_file(ISSUER, AUDIENCE, issuer.jwks_file())
            },
            upstreams: Upstreams {
                order: upstream.clone(),
                payment: upstream.clone(),
                store: nowhere.clone(),
                delivery: nowhere.clone(),
                notification: nowhere,
                dashboard: upstream,
                pods: Pods::default(),
            },
            identity: IdentityConfig::default(),
            cors: CorsConfig {
                origins: vec!["https://shop.example".to_owned()],
            },
            limits: LimitsConfig::default(),
            gateway: GatewayConfig::default(),
            console: ConsoleConfig::default(),
        };
        let mut process = ProcessConfig::for_tests();
        change(&mut process, &mut config);
        let gateway = launch::<Gateway>(Settings {
            process,
            service: config,
        })
        .await
        .expect("the gateway starts");
        let address = gateway.address("grpc").expect("it listens");
        Self {
            gateway,
            address,
            issuer,
            echo,
            gone,
        }
    }

    pub(crate) async fn channel(&self) -> Channel {
        let endpoint = Channel::from_shared(format!("http://{}", self.address)).expect("a URL");
        endpoint.connect().await.expect("the gateway answers")
    }

    pub(crate) async fn orders(&self) -> OrderServiceClient<Channel> {
        OrderServiceClient::new(self.channel().await)
    }

    /// The request with a good token of every role.
    pub(crate) fn signed<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let value = self.bearer().parse().expect("ASCII");
        request.metadata_mut().insert("authorization", value);
        request
    }

    pub(crate) fn bearer(&self) -> String {
        let token = self
            .issuer
            .token("someone", &["customer", "store_owner", "rider", "operator"]);
        format!("Bearer {token}")
    }

    /// Sends bytes as they are, and reads until the other side closes.
    pub(crate) async fn raw(&self, request: &[u8]) -> Vec<u8> {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = TcpStream::connect(self.address)
            .await
            .expect("a connection");
        stream.write_all(request).await.expect("it is read");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("an answer");
        answer
    }
}

pub(crate) fn get(order_id: &str) -> GetOrderRequest {
    GetOrderRequest {
        order_id: order_id.to_owned(),
    }
}

#[tonic::async_trait]
impl OrderService for Echo {
    async fn get_order(
        &self,
        request: Request<GetOrderRequest>,
    ) -> Result<Response<GetOrderResponse>, Status> {
        let headers: Vec<String> = request
            .metadata()
            .clone()
            .into_headers()
            .iter()
            .map(|(name, value)| format!("{name}={}", value.to_str().unwrap_or("?")))
            .collect();
        let order_id = request.into_inner().order_id;
        match order_id.as_str() {
            "slow" => {
                self.arrived.notify_one();
                self.release.notified().await;
            }
            "missing" => return Err(Status::not_found("no such order")),
            _ => {}
        }
        let store_name = match order_id.as_str() {
            "large" => "x".repeat(128 << 10),
            _ => headers.join("\n"),
        };
        let order = Order {
            order_id,
            store_name,
            ..Order::default()
        };
        let mut response = Response::new(GetOrderResponse { order: Some(order) });
        response
            .metadata_mut()
            .insert("x-envoy-secret", "1".parse().expect("ASCII"));
        Ok(response)
    }

    async fn place_order(
        &self,
        request: Request<order::PlaceOrderRequest>,
    ) -> Result<Response<order::PlaceOrderResponse>, Status> {
        if request.get_ref().note == "slow" {
            self.arrived.notify_one();
            self.release.notified().await;
        }
        Err(Status::unimplemented(""))
    }

    async fn list_orders(
        &self,
        _: Request<order::ListOrdersRequest>,
    ) -> Result<Response<order::ListOrdersResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn cancel_order(
        &self,
        _: Request<order::CancelOrderRequest>,
    ) -> Result<Response<order::CancelOrderResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn confirm_receipt(
        &self,
        _: Request<order::ConfirmReceiptRequest>,
    ) -> Result<Response<order::ConfirmReceiptResponse>, Status> {
        Err(Status::unimplemented(""))
    }
}

#[tonic::async_trait]
impl DashboardService for Echo {
    type WatchOrderViewsStream = ReceiverStream<Result<WatchOrderViewsResponse, Status>>;

    /// Three rows and a status in the trailers; for `endless` one row and no end. Who comes back gets a heartbeat and what is new.
    async fn watch_order_views(
        &self,
        request: Request<WatchOrderViewsRequest>,
    ) -> Result<Response<Self::WatchOrderViewsStream>, Status> {
        let WatchOrderViewsRequest {
            order_id,
            after_version,
            ..
        } = request.into_inner();
        let (sender, receiver) = mpsc::channel(1);
        let gone = self.gone.clone();
        tokio::spawn(async move {
            let row = |version| {
                let view = OrderView {
                    order_id: order_id.clone(),
                    version,
                    ..OrderView::default()
                };
                Ok(WatchOrderViewsResponse {
                    order_view: Some(view),
                    heartbeat: None,
                })
            };
            if order_id == "endless" {
                let _ = sender.send(row(1)).await;
                sender.closed().await;
                let _ = gone.send(()).await;
                return;
            }
            let after = after_version.unwrap_or(0);
            let heartbeat = WatchHeartbeat {
                version: after,
                as_of: None,
            };
            if after_version.is_some() {
                let _ = sender
                    .send(Ok(WatchOrderViewsResponse {
                        order_view: None,
                        heartbeat: Some(heartbeat),
                    }))
                    .await;
            }
            for version in after + 1..=3 {
                let _ = sender.send(row(version)).await;
            }
            let _ = sender
                .send(Err(Status::resource_exhausted("that is all")))
                .await;
        });
        Ok(Response::new(ReceiverStream::new(receiver)))
    }

    async fn get_order_view(
        &self,
        _: Request<dashboard::GetOrderViewRequest>,
    ) -> Result<Response<dashboard::GetOrderViewResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn list_order_views(
        &self,
        _: Request<dashboard::ListOrderViewsRequest>,
    ) -> Result<Response<dashboard::ListOrderViewsResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn list_item_sales(
        &self,
        _: Request<dashboard::ListItemSalesRequest>,
    ) -> Result<Response<dashboard::ListItemSalesResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn list_rider_stats(
        &self,
        _: Request<dashboard::ListRiderStatsRequest>,
    ) -> Result<Response<dashboard::ListRiderStatsResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn get_projection_status(
        &self,
        _: Request<dashboard::GetProjectionStatusRequest>,
    ) -> Result<Response<dashboard::GetProjectionStatusResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn rebuild_views(
        &self,
        _: Request<dashboard::RebuildViewsRequest>,
    ) -> Result<Response<dashboard::RebuildViewsResponse>, Status> {
        Err(Status::unimplemented(""))
    }
}
