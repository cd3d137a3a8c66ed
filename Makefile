# The usual calls. `make` alone lists them; `target/debug/baedal-dev --help` says more.
.DEFAULT_GOAL := help
.PHONY: help run demo audit test lint fmt rooms deny proto-lint images chart sdk sdk-test ci

ARGS ?=

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build and start everything, with demo stores (ARGS="--fresh --random-ports --release")
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

sdk: ## Generate the SDKs anew from the contracts
	@sdk/generate

sdk-test: ## Test the SDKs, each with a first order on a live system (ARGS="go rust" for some)
	@cargo build --workspace --bins && sdk/test $(ARGS)

ci: ## Everything that must pass before a change is merged
	@.ci/run
