// @generated
/// Generated client implementations.
pub mod dashboard_service_client {
    #![allow(
        unused_variables,
        dead_code,
        missing_docs,
        clippy::wildcard_imports,
        clippy::let_unit_value,
    )]
    use tonic::codegen::*;
    use tonic::codegen::http::Uri;
    #[derive(Debug, Clone)]
    pub struct DashboardServiceClient<T> {
        inner: tonic::client::Grpc<T>,
    }
    impl DashboardServiceClient<tonic::transport::Channel> {
        /// Attempt to create a new client by connecting to a given endpoint.
        pub async fn connect<D>(dst: D) -> Result<Self, tonic::transport::Error>
        where
            D: TryInto<tonic::transport::Endpoint>,
            D::Error: Into<StdError>,
        {
            let conn = tonic::transport::Endpoint::new(dst)?.connect().await?;
            Ok(Self::new(conn))
        }
    }
    impl<T> DashboardServiceClient<T>
    where
        T: tonic::client::GrpcService<tonic::body::Body>,
        T::Error: Into<StdError>,
        T::ResponseBody: Body<Data = Bytes> + std::marker::Send + 'static,
        <T::ResponseBody as Body>::Error: Into<StdError> + std::marker::Send,
    {
        pub fn new(inner: T) -> Self {
            let inner = tonic::client::Grpc::new(inner);
            Self { inner }
        }
        pub fn with_origin(inner: T, origin: Uri) -> Self {
            let inner = tonic::client::Grpc::with_origin(inner, origin);
            Self { inner }
        }
        pub fn with_interceptor<F>(
            inner: T,
            interceptor: F,
        ) -> DashboardServiceClient<InterceptedService<T, F>>
        where
            F: tonic::service::Interceptor,
            T::ResponseBody: Default,
            T: tonic::codegen::Service<
                http::Request<tonic::body::Body>,
                Response = http::Response<
                    <T as tonic::client::GrpcService<tonic::body::Body>>::ResponseBody,
                >,
            >,
            <T as tonic::codegen::Service<
                http::Request<tonic::body::Body>,
            >>::Error: Into<StdError> + std::marker::Send + std::marker::Sync,
        {
            DashboardServiceClient::new(InterceptedService::new(inner, interceptor))
        }
        /// Compress requests with the given encoding.
        ///
        /// This requires the server to support it otherwise it might respond with an
        /// error.
        #[must_use]
        pub fn send_compressed(mut self, encoding: CompressionEncoding) -> Self {
            self.inner = self.inner.send_compressed(encoding);
            self
        }
        /// Enable decompressing responses.
        #[must_use]
        pub fn accept_compressed(mut self, encoding: CompressionEncoding) -> Self {
            self.inner = self.inner.accept_compressed(encoding);
            self
        }
        /// Limits the maximum size of a decoded message.
        ///
        /// Default: `4MB`
        #[must_use]
        pub fn max_decoding_message_size(mut self, limit: usize) -> Self {
            self.inner = self.inner.max_decoding_message_size(limit);
            self
        }
        /// Limits the maximum size of an encoded message.
        ///
        /// Default: `usize::MAX`
        #[must_use]
        pub fn max_encoding_message_size(mut self, limit: usize) -> Self {
            self.inner = self.inner.max_encoding_message_size(limit);
            self
        }
        pub async fn get_order_view(
            &mut self,
            request: impl tonic::IntoRequest<super::GetOrderViewRequest>,
        ) -> std::result::Result<
            tonic::Response<super::GetOrderViewResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/baedal.dashboard.v1.DashboardService/GetOrderView",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new(
                        "baedal.dashboard.v1.DashboardService",
                        "GetOrderView",
                    ),
                );
            self.inner.unary(req, path, codec).await
        }
        pub async fn list_order_views(
            &mut self,
            request: impl tonic::IntoRequest<super::ListOrderViewsRequest>,
        ) -> std::result::Result<
            tonic::Response<super::ListOrderViewsResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/baedal.dashboard.v1.DashboardService/ListOrderViews",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new(
                        "baedal.dashboard.v1.DashboardService",
                        "ListOrderViews",
                    ),
                );
            self.inner.unary(req, path, codec).await
        }
        pub async fn watch_order_views(
            &mut self,
            request: impl tonic::IntoRequest<super::WatchOrderViewsRequest>,
        ) -> std::result::Result<
            tonic::Response<tonic::codec::Streaming<super::WatchOrderViewsResponse>>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/baedal.dashboard.v1.DashboardService/WatchOrderViews",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new(
                        "baedal.dashboard.v1.DashboardService",
                        "WatchOrderViews",
                    ),
                );
            self.inner.server_streaming(req, path, codec).await
        }
        pub async fn list_item_sales(
            &mut self,
            request: impl tonic::IntoRequest<super::ListItemSalesRequest>,
        ) -> std::result::Result<
            tonic::Response<super::ListItemSalesResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/baedal.dashboard.v1.DashboardService/ListItemSales",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new(
                        "baedal.dashboard.v1.DashboardService",
                        "ListItemSales",
                    ),
                );
            self.inner.unary(req, path, codec).await
        }
        pub async fn list_rider_stats(
            &mut self,
            request: impl tonic::IntoRequest<super::ListRiderStatsRequest>,
        ) -> std::result::Result<
            tonic::Response<super::ListRiderStatsResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/baedal.dashboard.v1.DashboardService/ListRiderStats",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new(
                        "baedal.dashboard.v1.DashboardService",
                        "ListRiderStats",
                    ),
                );
            self.inner.unary(req, path, codec).await
        }
        pub async fn get_projection_status(
            &mut self,
            request: impl tonic::IntoRequest<super::GetProjectionStatusRequest>,
        ) -> std::result::Result<
            tonic::Response<super::GetProjectionStatusResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/baedal.dashboard.v1.DashboardService/GetProjectionStatus",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new(
                        "baedal.dashboard.v1.DashboardService",
                        "GetProjectionStatus",
                    ),
                );
            self.inner.unary(req, path, codec).await
        }
        pub async fn rebuild_views(
            &mut self,
            request: impl tonic::IntoRequest<super::RebuildViewsRequest>,
        ) -> std::result::Result<
            tonic::Response<super::RebuildViewsResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/baedal.dashboard.v1.DashboardService/RebuildViews",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new(
                        "baedal.dashboard.v1.DashboardService",
                        "RebuildViews",
                    ),
                );
            self.inner.unary(req, path, codec).await
        }
    }
}
