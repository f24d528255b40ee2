# Needs Python 3.11 or newer and the package registry; no root, no Node, no server, no account.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
DEMO := LAPAK_DEMO=1

.DEFAULT_GOAL := help
.PHONY: help run demo-reset test thorough race contract-saleor fuzz-money crash-money e2e e2e-saleor ci lint types layers migrations-check schema schema-check bench-memory bench-engine bench-phone postgres messages-en messages sounds

help: ## list these commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

$(VENV)/.run: requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Lapak needs Python 3.11 or newer; name it: make run PYTHON=python3.12"; exit 1; }
	@echo "Building the virtual environment (once)."
	@$(PYTHON) tools/environment.py $(VENV) requirements/run.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@echo "Adding what the tests need (once)."
	@$(PYTHON) tools/environment.py $(VENV) requirements/dev.txt
	@touch $@

run: $(VENV)/.run ## start the demo market on http://127.0.0.1:8000 (PORT= changes it)
	@$(DEMO) LAPAK_BASE_URL=$${LAPAK_BASE_URL:-http://127.0.0.1:$(PORT)} PORT=$(PORT) exec $(BIN)/python -m storefront.config.serve

demo-reset: $(VENV)/.run ## throw the demo data away; the next `make run` starts over
	@$(DEMO) $(BIN)/python manage.py demo --reset

test: $(VENV)/.dev ## unit, contract, engine and architecture tests, under two minutes
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser and not processes and not fuzz and not crash and not thorough" $(ARGS)

thorough: $(VENV)/.dev ## what takes longer: pages and whole stories, every page as everybody, many random cases, big pictures
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "thorough and not fuzz" $(ARGS)

race: $(VENV)/.dev ## several real processes at once: checkouts on one pool, payments, background work
	@$(BIN)/python -m pytest -m processes $(ARGS)

contract-saleor: $(VENV)/.dev ## the engine contract on a real Saleor (SALEOR_API_URL, SALEOR_STAFF_EMAIL, SALEOR_STAFF_PASSWORD)
	@test -n "$$SALEOR_API_URL" -a -n "$$SALEOR_STAFF_EMAIL" -a -n "$$SALEOR_STAFF_PASSWORD" || { echo "Name a real Saleor: SALEOR_API_URL, SALEOR_STAFF_EMAIL and SALEOR_STAFF_PASSWORD. It gets a channel and products."; exit 1; }
	@$(BIN)/python -m pytest tests/contracts/test_engine.py -k saleor $(ARGS)

fuzz-money: $(VENV)/.dev ## random days at the market, checked after every step (STEPS=10000)
	@STEPS=$(or $(STEPS),10000) $(BIN)/python -m pytest -m fuzz tests/money $(ARGS)

crash-money: $(VENV)/.dev ## die at every commit and outside call of pay, settle, refund, payout, and of placing at Saleor
	@$(BIN)/python -m pytest -m crash tests/money tests/storefront/engine $(ARGS)

e2e: $(VENV)/.dev ## play the whole job in Chromium, on a phone and on a desktop; screenshots in var/screenshots/
	@$(BIN)/python -m pytest -m browser tests/browser $(ARGS)

e2e-saleor: $(VENV)/.dev ## the same main job on Saleor: the stand-in, installed and moved to by the operator's commands
	@LAPAK_E2E_ENGINE=saleor $(BIN)/python -m pytest -m browser tests/browser/test_the_whole_job.py $(ARGS)

lint: $(VENV)/.dev ## ruff, formatting included
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.dev ## mypy --strict with django-stubs
	@$(DEMO) $(BIN)/mypy sellers catalog payments storefront

layers: $(VENV)/.dev ## import-linter: imports point one way
	@$(BIN)/lint-imports

migrations-check: $(VENV)/.dev ## every model change has its migration
	@$(DEMO) $(BIN)/python manage.py makemigrations --check --dry-run

schema: $(VENV)/.dev ## write schema.graphql after the API changed
	@$(DEMO) $(BIN)/python manage.py print_schema

schema-check: $(VENV)/.dev ## schema.graphql says what the API is
	@$(DEMO) $(BIN)/python manage.py print_schema --check

bench-memory: $(VENV)/.run ## memory of the running first-run system, as a figure
	@$(BIN)/python tools/memory.py

bench-engine: $(VENV)/.dev ## calls and time of a placed order at the configured engine, as figures (tools/engine.py says how)
	@$(BIN)/python tools/engine.py

sounds: $(VENV)/.run ## speak the words of every screen that has no sound yet (needs espeak-ng and opus-tools)
	@$(BIN)/python tools/sounds.py

bench-phone: $(VENV)/.dev ## the seller's phone in Chromium: taps of the first listing, data of the first view and of a month, items lost and doubled offline
	@$(BIN)/python tools/phone.py $(ARGS)

messages-en: $(VENV)/.dev ## collect the sentences of the pages into the English catalogue and compile it
	@$(BIN)/python tools/catalogue.py

messages: $(VENV)/.dev ## the same for another language, begun if it is new (LANGUAGE=jv)
	@$(BIN)/python tools/catalogue.py $(or $(LANGUAGE),jv)

ci: lint types layers migrations-check schema schema-check test thorough ## everything CI checks before the browser
