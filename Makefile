# EveryNeed: `make run` for the demo clinic, `make test` for everything that is checked. `make help` lists the rest.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

# The Python that makes the virtual environment: 3.11 or later.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Programs of others that try the FHIR API, in a virtual environment of their own.
OTHERS := .venv-conformance
OTHERS_INSTALLED := $(OTHERS)/.installed

.PHONY: help setup kit run test check check-style soak conformance benchmarks pictures page-pictures test-machine conformance-venv lock clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) kit ## Make the virtual environment, install what is pinned, bring the static kit

run: setup ## Run the demo clinic on http://127.0.0.1:8000 (HOST=, PORT=); its records are kept in var/
	@mkdir -p var
	$(BIN)/everyneed database upgrade
	$(BIN)/everyneed demo load --if-empty --children 400 --months 24 --seed 7
	$(BIN)/everyneed reports copy
	$(BIN)/everyneed reports release --due --most 4
	$(BIN)/everyneed worker & trap "kill $$!" EXIT; \
	EVERYNEED_HTTPS=false EVERYNEED_DEMO=true $(BIN)/everyneed serve --host $(HOST) --port $(PORT)

# What Python and pytest have compiled is kept, also where the environment says not to: else each process does it anew.
# mypy, which uses one core, works while the tests are collected; what it finds amiss is said when they are done.
test: setup test-machine check-style ## Check and test everything, browser and PostgreSQL included
	@said=$$(mktemp); trap 'rm -f "$$said"' EXIT; failed=0; \
	{ $(BIN)/mypy >"$$said" 2>&1 && cat "$$said"; } & types=$$!; \
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest --numprocesses auto --dist loadgroup || failed=$$?; \
	wait "$$types" || { failed=$$?; echo '$(BIN)/mypy'; cat "$$said"; }; \
	exit "$$failed"

check: check-style ## Check format, style, types and import contracts
	$(BIN)/mypy

check-style: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

soak: setup test-machine $(OTHERS_INSTALLED) ## Run the long tests, one after another
	$(BIN)/pytest -m soak --timeout 0

conformance: setup $(OTHERS_INSTALLED) ## Let sekmet-fhir and Schemathesis try the FHIR API of a running service
	$(BIN)/pytest -m soak --timeout 0 --verbose tests/fhir/conformance

benchmarks: setup test-machine conformance-venv ## Measure, and hold each figure against its limit
	$(BIN)/python -m benchmarks

pictures: setup test-machine ## Make the pictures of the guides anew, into docs/pictures
	GUIDE_PICTURES=$(CURDIR)/docs/pictures $(BIN)/pytest tests/journeys/test_guide_pictures.py

page-pictures: setup test-machine ## Look at every page as the tests do, and leave pictures in tests/journeys/pictures
	PAGE_PICTURES=$(CURDIR)/tests/journeys/pictures $(BIN)/pytest tests/journeys/test_every_page.py

conformance-venv: $(OTHERS_INSTALLED) ## Make the environment of the programs that try the FHIR API

lock: $(INSTALLED) ## Pin the requirements again (UPGRADE=1: at the newest versions that pyproject.toml allows)
	setup/lock.sh $(if $(UPGRADE),--upgrade)

clean: ## Remove all that the set-up and the tools made; records in var/ are kept
	rm -rf $(VENV) $(OTHERS) app/web/static/kit tests/kit build *.egg-info
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find app benchmarks migrations setup tests -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

kit:
	@$(PYTHON) setup/static_kit.py

test-machine: $(INSTALLED)
	@$(PYTHON) setup/static_kit.py --tests
	@setup/test_machine.sh

$(INSTALLED): pyproject.toml requirements/bootstrap.txt requirements/dev.txt setup/environment.sh
	@setup/environment.sh $(PYTHON) $(VENV)
	@touch $@

$(OTHERS_INSTALLED): requirements/conformance.txt | $(INSTALLED)
	@echo "set-up: others' programs that try the FHIR API, in $(OTHERS)"
	@$(PYTHON) -m venv --clear $(OTHERS)
	@$(BIN)/uv pip install --quiet --python $(OTHERS)/bin/python --require-hashes --requirement requirements/conformance.txt || \
		$(OTHERS)/bin/pip install --quiet --require-hashes --requirement requirements/conformance.txt
	@touch $@
