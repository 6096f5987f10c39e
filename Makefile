# The whole list of commands. `make demo` and `make test` are all a newcomer needs; both install what is missing.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
PROCESSES ?= logical

BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --no-input --quiet install
MESSAGES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
# Checks and tests have a database server and files of their own, never those of the platform in var/.
TEST_ENV := KHUYENHOC_VAR=$(CURDIR)/var/test DJANGO_SETTINGS_MODULE=khuyenhoc.config.settings
PARALLEL := --numprocesses $(PROCESSES) --maxprocesses 8
# Only a run of every test can say how much of the code the tests reach; it fails below the floor in pyproject.toml.
COVERAGE := --cov --cov-report=

# Spark's Python side leaves its connections to be closed when they are collected.
SPARKS_SOCKETS := -W "ignore:unclosed <socket:ResourceWarning"

.DEFAULT_GOAL := help
.PHONY: help install demo run test test-spark check check-style check-types check-imports check-django check-migrations check-messages fix messages bench bench-reading bench-tree bench-registers bench-figures bench-web bench-snapshot bench-nation nation spark clean
.DELETE_ON_ERROR:

help: ## say what can be made
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

install: .venv/base $(MESSAGES) ## install the platform into .venv

demo: install ## set up the sample data and serve it (FRESH=1 starts over)
	$(BIN)/khuyenhoc demo $(if $(FRESH),--fresh)

run: install ## serve the platform (PORT=8000)
	$(BIN)/khuyenhoc serve --port $(PORT)

test: .venv/dev $(MESSAGES) ## run the tests on every core (ARGS="tests/config -k stale", PROCESSES=1)
	@.ci/chromium
	@$(MAKE) --no-print-directory .venv/nation || echo "The list of the whole country's units cannot be had here: its tests will be skipped." >&2
	$(TEST_ENV) $(BIN)/pytest $(PARALLEL) $(or $(ARGS),$(COVERAGE))

test-spark: .venv/dev .venv/spark $(MESSAGES) ## run the tests of the bulk count with Spark
	@.ci/java
	$(TEST_ENV) $(BIN)/pytest -m spark $(SPARKS_SOCKETS) $(ARGS)

check: check-style check-types check-imports check-django check-migrations check-messages ## run every check; changes nothing

check-style: .venv/dev
	.ci/template-lines
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: .venv/dev
	$(TEST_ENV) $(BIN)/mypy

check-imports: .venv/dev
	$(BIN)/lint-imports

check-django: .venv/dev $(MESSAGES)
	$(TEST_ENV) $(BIN)/python -m django check --fail-level WARNING

check-migrations: .venv/dev $(MESSAGES)
	$(TEST_ENV) $(BIN)/python -m django makemigrations --check --dry-run

check-messages: .venv/dev
	$(BIN)/python .ci/messages.py --check

fix: .venv/dev ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: .venv/dev ## collect the words of the interface into locale/
	$(BIN)/python .ci/messages.py

bench: .venv/dev $(MESSAGES) ## measure (docs/benchmarks.md)
	$(TEST_ENV) $(BIN)/python -m benchmarks $(ARGS)

bench-reading: .venv/dev ## measure the reading of a large list (docs/benchmarks.md)
	$(BIN)/python -m benchmarks.reading

bench-tree: .venv/dev $(MESSAGES) ## measure the tree through time (docs/benchmarks.md)
	$(BIN)/python -m benchmarks.tree

bench-registers: .venv/dev $(MESSAGES) ## measure a nation's registers: lists, searches, a long list loaded (docs/benchmarks.md)
	$(BIN)/python -m benchmarks.registers

bench-figures: .venv/dev $(MESSAGES) ## measure the pages of figures beside a million figures (docs/benchmarks.md)
	$(BIN)/python -m benchmarks.figures $(ARGS)

bench-web: .venv/dev $(MESSAGES) ## measure many readers at once: an article and staff pages at 1 and 32 connections (docs/benchmarks.md)
	$(BIN)/python -m benchmarks.web $(ARGS)

bench-snapshot: .venv/dev $(MESSAGES) ## measure a snapshot of ten million facts (docs/benchmarks.md)
	$(BIN)/python -m benchmarks.snapshot

bench-nation: .venv/dev $(MESSAGES) ## measure a nation's count at every level beside others (docs/benchmarks.md; SCALE=20)
	$(if $(SCALE),SCALE=$(SCALE)) $(BIN)/python -m benchmarks.counting

spark: .venv/spark ## install Spark, for KHUYENHOC_ENGINE=pyspark; it needs Java 17 beside it

nation: .venv/nation ## install the whole country's units, for `khuyenhoc load nation`

clean: ## forget what was installed; data in var/ stays
	rm -rf .venv *.egg-info $(MESSAGES)

locale/%.mo: locale/%.po .venv/base
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(word 2,$(subst /, ,$<))

.venv/made:
	@.ci/virtual-environment $(PYTHON) .venv
	@touch $@

.venv/base: requirements/build.txt requirements/base.txt pyproject.toml | .venv/made
	@echo "Installing the platform into .venv (the first time takes a few minutes) ..."
	@$(PIP) --require-hashes -r requirements/build.txt
	@$(PIP) --require-hashes -r requirements/base.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements/dev.txt .venv/base
	@echo "Installing what tests and checks need into .venv ..."
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

.venv/nation: requirements/nation.txt .venv/base
	@$(PIP) --no-deps --require-hashes -r requirements/nation.txt # only its data files are read, so nothing it depends on
	@touch $@

.venv/spark: requirements/spark.txt .venv/base
	@echo "Installing Spark into .venv (some 500 MB) ..."
	@$(PIP) --require-hashes --no-build-isolation -r requirements/spark.txt
	@touch $@
