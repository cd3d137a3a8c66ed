//! Calls of any RPC with any bytes.

use std::time::Duration;

use baedal_e2e::Line;
use bytes::{Buf, BufMut, Bytes};
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::{Code, Request, Status};

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

/// Calls by path, and reads the first message of the answer; of a stream that has none yet, nothing.
pub(crate) async fn call(line: &Line, rpc: &str, message: Vec<u8>) -> Result<Bytes, Status> {
    let mut client = tonic::client::Grpc::new(line.clone());
    client.ready().await.expect("a line is always ready");
    let mut request = Request::new(Bytes::from(message));
    request.set_timeout(Duration::from_secs(30));
    let path = format!("/baedal.{rpc}").parse().expect("a path");
    let mut answer = client
        .server_streaming(request, path, Raw)
        .await?
        .into_inner();
    if rpc.ends_with("/WatchOrderViews") {
        return Ok(Bytes::new());
    }
    Ok(answer.message().await?.unwrap_or_default())
}

pub(crate) fn code<T>(outcome: &Result<T, Status>) -> Code {
    outcome.as_ref().map_or_else(Status::code, |_| Code::Ok)
}
