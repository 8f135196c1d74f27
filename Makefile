# `make` lists what there is. Every target prepares its own environment.
SHELL := /bin/bash
# Many processes read the same tests: what one has compiled the next need not.
export PYTHONDONTWRITEBYTECODE :=
.DEFAULT_GOAL := help
PY := .venv/bin/python
.PHONY: help run test test-units test-journeys test-all test-databases servers servers-down lint bench bench-gateway chaos chaos-distributed simulate sweep docs deploy scale new-service clean browser

help:  ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/.ready: pyproject.toml uv.lock scripts/environment
	@scripts/environment

run: .venv/.ready  ## Open the market at http://127.0.0.1:8000 (SOUK_PORT changes the port)
	@.venv/bin/souk run

test: test-units test-journeys  ## Run all tests that need no server

test-units: .venv/.ready browser  ## Those of each part of the house
	@.venv/bin/pytest tests/docs tests/walls tests/kernel tests/street tests/vocabulary tests/contracts tests/demo tests/services tests/deploy -n 2 --dist loadfile
	@.venv/bin/pytest tests/simulation -n 2 --dist loadfile

test-journeys: .venv/.ready browser  ## Those of the whole: journeys over HTTP, and what survives chaos
	@.venv/bin/pytest tests/journeys tests/chaos -n 2 --dist loadfile

lint: .venv/.ready  ## Check style, types and walls
	@.venv/bin/ruff check --no-cache .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache

bench: .venv/.ready  ## Measure speed against baselines run side by side
	@$(PY) -m bench $(ARGS)

test-all: servers .venv/.ready browser  ## Run all tests, also those that need real servers
	@scripts/test_all

test-databases: .venv/.ready  ## Run the tests of the data layer on PostgreSQL and MariaDB (`make servers` starts them)
	@scripts/test_databases

servers:  ## Start PostgreSQL, MariaDB, Redis, RabbitMQ and Kafka on loopback (installs them where missing)
	@scripts/servers up
	@scripts/environment

servers-down:  ## Stop them
	@scripts/servers down

bench-gateway: .venv/.ready  ## Measure what the gateway costs against going direct
	@$(PY) -m bench.gateway $(ARGS)

chaos: .venv/.ready  ## Hammer the last units, kill the process in mid-checkout, audit (a few minutes)
	@$(PY) -m tests.chaos $(ARGS)

chaos-distributed: servers  ## Every house a process of its own, and all of them killed again and again; then the audit
	@$(PY) -m tests.chaos --distributed $(ARGS)

simulate: .venv/.ready  ## Live through SEEDS=500 shopping days; SEED=1234 tells one at length; ARGS=--bugs plants bugs
	@$(PY) -m tests.simulation $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),500)) $(ARGS)

sweep: .venv/.ready  ## Die at every commit, publish, call and letter of a checkout, one to three times
	@$(PY) -m tests.simulation --sweep $(ARGS)

docs: .venv/.ready  ## Regenerate docs/generated and the gateway's table from the code
	@$(PY) scripts/generate_docs.py
	@$(PY) scripts/generate_doors.py

deploy: .venv/.ready  ## Write the houses into the compose files and the manifests for Kubernetes
	@$(PY) scripts/generate_deploy.py

scale: .venv/.ready  ## Reckon the tables of docs/scale.md anew
	@$(PY) scripts/scale_model.py --write

new-service: .venv/.ready  ## Build the rooms of a new house: make new-service name=gifts
	@$(PY) scripts/new_service.py $(name)

browser:
	@scripts/browser

clean:  ## Remove the environment and the market's data (var/)
	rm -rf .venv var
