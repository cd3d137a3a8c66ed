# The usual calls. `make` alone lists them; `target/debug/baedal-dev --help` says more.
.DEFAULT_GOAL := help
.PHONY: help run demo audit test lint fmt rooms deny proto-lint images chart http-test sdk sdk-test mesh-policy cluster-test web web-test screenshots ci

ARGS ?=

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build and start everything, with demo stores (ARGS="--fresh --random-ports --release")
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory web; fi
	@cargo build --workspace --bins && exec $${CARGO_TARGET_DIR:-target}/debug/baedal-dev run $(ARGS)

demo: ## Customers, owners and riders on the system that `make run` started (ARGS="--customers 50 --seconds 600")
	@cargo run --quiet --package baedal-dev -- demo $(ARGS)

audit: ## Whether payments, ledger and orders of that system agree; fails and names the differences when not
	@cargo run --quiet --package baedal-dev -- audit $(ARGS)

test: ## All tests, on a real PostgreSQL and NATS that install themselves (ARGS="-p baedal-order")
	@.ci/run test $(ARGS)

lint: ## Clippy with warnings denied
	@.ci/run lint

fmt: ## Format the source
	@cargo fmt --all

rooms: ## Check that every line of source is in its room
	@.ci/run rooms

deny: ## Check licences, advisories and sources of the dependencies
	@.ci/run deny

proto-lint: ## Lint the contracts, and compare them with those of the commit before
	@.ci/run proto-lint proto-breaking

images: ## Build the container images (FROM=local TAG=dev REPOSITORY=ghcr.io/you/baedal PUSH=1, all optional)
	@.ci/images $(ARGS)

chart: ## Make the chart's README from its values, and check the chart
	@.ci/chart write
	@.ci/chart

http-test: ## Validate the OpenAPI document, and call everything in it on a live system, in good ways and bad
	@cargo build --workspace --bins && .ci/http-test

sdk: ## Generate the SDKs anew from the contracts
	@sdk/generate

sdk-test: ## Test the SDKs, each with a first order on a live system (ARGS="go rust" for some)
	@cargo build --workspace --bins && sdk/test $(ARGS)

mesh-policy: ## Make istio/authorization.yaml from the contracts
	@cargo run --quiet --package baedal-mesh -- policy >target/authorization.yaml && mv target/authorization.yaml istio/authorization.yaml

cluster-test: ## Try chart and mesh on the cluster that KUBECONFIG names; uninstalls at the end (ARGS="--only breaker,mtls")
	@.ci/cluster $(ARGS)

web: web/dist/index.html ## Build the web console, which the gateway takes in when it is built (needs Node)

web/dist/index.html: web/node_modules/.package-lock.json $(shell find web/build web/public web/src web/index.html web/vite.config.ts sdk/typescript/src -type f)
	@npm run --prefix web sdk
	@npm run --prefix web build

web/node_modules/.package-lock.json: web/package-lock.json
	@npm ci --prefix web --no-audit --no-fund

web-test: web ## Try the console in Chromium on systems of its own (CHROMIUM=/usr/bin/chromium ARGS="-g keyboard")
	@cargo build --workspace --bins && npm run --prefix web e2e -- $(ARGS)

screenshots: web ## Picture every view, light and dark, on a desk and on a phone, into web/screenshots
	@cargo build --workspace --bins && npm run --prefix web screenshots

ci: ## Everything that must pass before a change is merged
	@.ci/run
