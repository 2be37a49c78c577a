# Everything a contributor runs. Each target sets up first where .venv is missing or stale.
SHELL := bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
PROTOS := $(wildcard proto/kotae/v1/*.proto)
FUZZER := .venv-fuzz/.ready
FUZZ_SECONDS ?= 600
LEARNED := policies/.built/.ready
BUNDLE := service/kotae/policies.bundle
POLICIES := $(shell find policies -name '*.yaml' -o -name '*.jsonl') $(wildcard service/kotae/policy/*.py service/kotae/policy/train/*.py service/kotae/text/*.py)

.PHONY: help setup demo test lint format types proto proto-check policy-check docs-check docs eval evasion growth determinism fuzz bench bench-peers baselines wheel lock

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(STAMP) ## Create .venv with everything in it

$(STAMP): pyproject.toml requirements-setup.lock requirements-dev.lock service/kotae/__init__.py
	@echo "Setting up .venv (about a minute the first time) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kotae needs Python 3.11 or newer; set PYTHON=…"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --quiet --disable-pip-version-check --no-warn-script-location --require-hashes -r requirements-setup.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip sync --quiet --require-hashes requirements-dev.lock requirements-setup.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# What the examples of policies/ teach is learned once here, and the must-examples are judged, before anything runs.
$(LEARNED): $(STAMP) $(POLICIES)
	@echo "Learning from the examples of policies/ (a minute or two the first time) …"
	@$(BIN)/kotae policy test
	@touch $@

demo: $(LEARNED) ## Start the service, send it real conversations, print what comes back
	@$(BIN)/python -m evals.demo

test: $(LEARNED) ## Run all tests
	@$(BIN)/python -m pytest

lint: $(STAMP) ## Check style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(STAMP) ## Put the code in its standard form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(STAMP) ## Check types
	@$(BIN)/mypy

proto: $(STAMP) ## Generate the Python stubs from proto/
	@$(BIN)/python -m grpc_tools.protoc --proto_path=proto --python_out=service --pyi_out=service --grpc_python_out=service $(PROTOS)

proto-check: $(STAMP) ## Lint the contract, compare it with the last release, check that the stubs are current
	@.ci/proto-check

policy-check: $(LEARNED) ## Lint and test the policies
	@$(BIN)/kotae policy lint
	@$(BIN)/kotae policy test

docs-check: $(LEARNED) ## Compare docs/reviewing.md with what its commands print (some minutes; it learns)
	@$(BIN)/python -m tests.docs.session docs/reviewing.md

docs: $(LEARNED) ## Renew docs/reviewing.md from what its commands print
	@$(BIN)/python -m tests.docs.session docs/reviewing.md --write

eval: $(LEARNED) ## Score the service against the labelled dialogues
	@$(BIN)/python -m evals.run

evasion: $(LEARNED) ## Disguise the labelled replies in every way, state what each disguise costs
	@$(BIN)/python -m evals.evasion

growth: $(LEARNED) ## Time hostile texts of one, two and four lengths (minutes)
	@$(BIN)/python -m evals.growth

determinism: $(LEARNED) ## Judge and learn in several processes and settings, compare the bytes (minutes)
	@$(BIN)/python -m evals.determinism

$(FUZZER): requirements-fuzz.lock $(STAMP)
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-fuzz
	@VIRTUAL_ENV=.venv-fuzz $(BIN)/uv pip sync --quiet --require-hashes requirements-fuzz.lock
	@touch $@

fuzz: $(FUZZER) $(LEARNED) ## Look for input that breaks something, for ten minutes (FUZZ_SECONDS=600)
	@mkdir -p evals/reports/fuzz
	@PYTHONPATH=service .venv-fuzz/bin/python -m evals.fuzz -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -artifact_prefix=evals/reports/fuzz/

bench: $(LEARNED) ## Measure speed, as ratios and against goals
	@$(BIN)/python -m evals.bench

$(BUNDLE): $(LEARNED)
	@$(BIN)/kotae policy build --output $@

wheel: $(BUNDLE) ## Build the package into dist/, with the policies and all that was learned from them
	@$(BIN)/python -m hatchling build -t wheel

bench-peers: $(LEARNED) ## Compare with other tools, each in an environment of its own
	@$(BIN)/python -m evals.bench_peers

baselines: $(LEARNED) ## Score plainer methods on the labelled dialogues, beside Kotae
	@$(BIN)/python -m evals.baselines

lock: ## Refresh the lock files (names, versions and hashes only)
	@.ci/lock
