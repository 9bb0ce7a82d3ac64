# make run     everything needed for a first look; Ctrl-C stops it
# make test    the whole suite on real PostgreSQL and Valkey and in a real browser
# make check   lint, types, import contracts, migrations, documents, catalogue
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

export PORT ?= 8000
FONT_DIR ?= $(or $(INSTANCE_PATH),instance)/fonts
TESTS ?= tests
WORKERS ?= 2
PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-liberation
TEST_PACKAGES := chromium poppler-utils

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
FONTS := $(STAMPS)/fonts-$(firstword $(shell echo '$(FONT_DIR)' | cksum))
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
INSTALL := scripts/install-locked $(VENV)

.PHONY: help setup run test check lint types contracts templates migrations docs catalogue bench clean

help:
	@sed -n 's/^# //p' Makefile | head -3

setup: $(STAMPS)/project $(STAMPS)/packages $(FONTS)  ## environment and system libraries, nothing started

run: setup
	@exec $(BIN)/coordination run

test: setup $(STAMPS)/development $(STAMPS)/test-packages
	$(BIN)/pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(TESTS)

check: lint types contracts templates migrations docs catalogue

lint: $(STAMPS)/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMPS)/development
	$(BIN)/mypy

contracts: $(STAMPS)/development
	$(BIN)/lint-imports

templates: $(STAMPS)/development
	$(BIN)/djlint --lint --quiet templates

migrations: $(STAMPS)/development
	$(BIN)/coordination check migrations

docs: $(STAMPS)/development
	$(BIN)/coordination check docs

catalogue: $(STAMPS)/development
	$(BIN)/coordination check catalogue

bench: setup $(STAMPS)/development
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python "$$file"; done

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "需要Python 3.11或以上 / Python 3.11 or later is needed" >&2; exit 2; }
	@scripts/make-venv $(PYTHON) $(VENV)

$(STAMPS)/runtime: requirements.txt requirements-build.txt | $(VENV)/pyvenv.cfg
	@$(INSTALL) -r requirements.txt -r requirements-build.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/project: pyproject.toml $(STAMPS)/runtime
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --disable-pip-version-check -e .
	@touch $@

$(STAMPS)/development: requirements-dev.txt $(STAMPS)/project
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

$(STAMPS)/packages: Makefile scripts/install-packages
	@scripts/install-packages $(PACKAGES)
	@mkdir -p $(STAMPS) && touch $@

$(FONTS): scripts/install-fonts | $(STAMPS)/packages
	@scripts/install-fonts '$(FONT_DIR)'
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/test-packages: Makefile scripts/install-packages
	@scripts/install-packages $(TEST_PACKAGES)
	@mkdir -p $(STAMPS) && touch $@
