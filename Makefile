# `make help` lists what there is.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
PORT ?= 8000
export PORT
# What Python compiled is kept: the tests alone would compile the same modules in each process.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help provider demo test check lint types contracts unit unit-postgresql unit-postgresql-whole front front-test browser bench wheel migrations clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.runtime front ## the demonstration territory on http://127.0.0.1:8000
	@$(BIN)/terrier demo

test: $(VENV)/.dev front ## every test: Python, TypeScript, architecture, docs, browser
	@$(MAKE) --no-print-directory check

check: $(VENV)/.dev front lint types contracts front-test unit unit-postgresql ## what CI runs

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djlint --check --quiet src/terrier
	cd frontend && ../scripts/with-node npx --no-install biome ci .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

unit: $(VENV)/.dev provider
	@scripts/browser-check
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

unit-postgresql: $(VENV)/.dev provider ## what PostgreSQL may do otherwise, once more on it
ifeq ($(wildcard /usr/lib/postgresql/*/bin/initdb),)
	@echo "No PostgreSQL here: nothing is tested on it (sudo apt-get install postgresql brings one)."
else
	scripts/with-postgresql $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(WHOLE)
endif

unit-postgresql-whole: WHOLE := --whole
unit-postgresql-whole: unit-postgresql ## before a release: every test that touches a database, on PostgreSQL

front: src/terrier/web/static/built/.stamp ## build the front-end

front-test: front
	scripts/with-node npm --prefix frontend test

PROVIDER := tests/apps/sign_on/provider
provider: $(PROVIDER)/node_modules/.package-lock.json ## the OpenID provider that the tests sign in with

$(PROVIDER)/node_modules/.package-lock.json: $(PROVIDER)/package-lock.json | $(VENV)/bin/python
	@scripts/with-node npm --prefix $(PROVIDER) ci --no-audit --no-fund --loglevel=error >/dev/null

bench: $(VENV)/.dev ## the figures, as ratios in one run
	$(BIN)/python -m benchmarks

wheel: front $(VENV)/.dev ## a wheel that carries the built front-end
	$(BIN)/python -m build --wheel --outdir dist

migrations: $(VENV)/.dev
	$(BIN)/python manage.py makemigrations

clean: ## remove what was built
	rm -rf $(VENV) frontend/node_modules src/terrier/web/static/built dist

$(VENV)/bin/python:
	@scripts/make-venv $(PYTHON) $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python pyproject.toml
	@echo "Installation de Terrier et de ses bibliothèques (une à deux minutes)…"
	@$(BIN)/pip install -qq --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml
	@echo "Installation de ce que demandent les tests (une à deux minutes)…"
	@$(BIN)/pip install -qq --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.runtime

FRONT_SOURCES := $(shell find frontend/src -type f 2>/dev/null) $(wildcard frontend/*.json frontend/*.ts)
src/terrier/web/static/built/.stamp: $(FRONT_SOURCES) | $(VENV)/bin/python
	@echo "Construction de l’interface…"
	@scripts/with-node npm --prefix frontend ci --no-audit --no-fund --loglevel=error >/dev/null
	@scripts/with-node npm --prefix frontend run build --silent -- --logLevel error
	@touch $@
