//! Calls of any RPC with any bytes.

use std::time::Duration;

use baedal_e2e::Line;
use bytes::{Buf, BufMut, Bytes};
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::{Request, Status, Streaming};

/// Messages as they are on the wire.
#[derive(Clone, Copy, Default)]
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}

/// Calls by path, and waits for the first message of the answer, be it a heartbeat.
pub(crate) async fn first(line: &Line, rpc: &str, message: Vec<u8>) -> Result<Bytes, Status> {
    let answer = open(line, rpc, message).await?.message().await;
    Ok(answer?.unwrap_or_default())
}

/// Calls by path, and waits until the call is taken or refused.
pub(crate) async fn open(
    line: &Line,
    rpc: &str,
    message: Vec<u8>,
) -> Result<Streaming<Bytes>, Status> {
    let mut client = tonic::client::Grpc::new(line.clone());
    client.ready().await.expect("a line is always ready");
    let mut request = Request::new(Bytes::from(message));
    request.set_timeout(Duration::from_secs(30));
    let path = format!("/baedal.{rpc}").parse().expect("a path");
    let answer = client.server_streaming(request, path, Raw).await?;
    Ok(answer.into_inner())
}
