# The usual calls. `make` alone lists them; `target/debug/baedal-dev --help` says more.
.DEFAULT_GOAL := help
.PHONY: help run test lint fmt rooms deny proto-lint ci

ARGS ?=

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build and start everything, with demo stores (ARGS="--fresh", "--random-ports", "--release", ...)
	@cargo build --workspace --bins && exec target/debug/baedal-dev run $(ARGS)

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

proto-lint: ## Lint the contracts
	@.ci/run proto-lint

ci: ## Everything that must pass before a change is merged
	@.ci/run
