# One image per program: `make images` builds all of them, `docker build --build-arg SERVICE=order .` one.
#
# An image holds the program, the libraries it loads and the root certificates: no shell, no package manager, nothing to write to.
# FROM=source compiles in a container. FROM=local takes what .ci/images has laid out from this machine's own build. Either way the
# last stage is the same.
ARG FROM=source
ARG RUST=1.95.0
ARG NODE=22

# ---- the web console, with the generated SDK that it speaks
FROM docker.io/library/node:${NODE}-bookworm-slim AS console
WORKDIR /src
COPY sdk/typescript sdk/typescript
COPY web web
RUN --mount=type=cache,target=/root/.npm \
    npm run --prefix web sdk \
    && npm ci --prefix web --no-audit --no-fund \
    && npm run --prefix web build

# ---- compile: all programs at once, so that eight images are one build
FROM docker.io/library/rust:${RUST}-bookworm AS compile
ARG RUST
# The image's own toolchain, instead of another copy of the same that rust-toolchain.toml would fetch.
ENV RUSTUP_TOOLCHAIN=${RUST}
WORKDIR /src
COPY . .
# Where the gateway takes it in as it compiles.
COPY --from=console /src/web/dist web/dist
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --workspace --bins --locked \
    && mkdir /programs \
    && find target/release -maxdepth 1 -name 'baedal-*' -type f -executable -exec cp -t /programs {} +

# ---- what the image will hold, from either source
FROM compile AS rootfs-source
ARG SERVICE
RUN .ci/rootfs /programs/baedal-${SERVICE} /rootfs

FROM scratch AS rootfs-local
ARG SERVICE
COPY target/images/${SERVICE} /rootfs

FROM rootfs-${FROM} AS rootfs

# ---- the image
FROM scratch
ARG SERVICE
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="baedal-${SERVICE}" \
      org.opencontainers.image.description="The ${SERVICE} program of Baedal, food ordering as a gRPC service mesh" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=rootfs /rootfs /
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
USER 65532:65532
ENTRYPOINT ["/baedal"]
