# What one does with a checkout of Understudy. Needs make and Python 3.11 or newer, nothing else.

PYTHON ?= python3
PYTEST_ARGS ?=
# All tests run on all processors, each file on one of them.
IN_PARALLEL := --numprocesses auto --dist loadfile

# Tests start interpreters by the thousand: byte code is kept, also where somebody has said that none be.
unexport PYTHONDONTWRITEBYTECODE

# Environments of the project's own. A stamp says what is installed; a newer pyproject.toml makes it stale.
VENV := .venv
BIN := $(VENV)/bin
DEMO := $(VENV)/.demo-ready
DEV := $(VENV)/.dev-ready

# Beside it, one for each list of clients that cannot be installed with the others; the tests run them in subprocesses.
BESIDE := .venvs
BENCH := $(BESIDE)/bench/.ready
FUZZ := $(BESIDE)/fuzz/.ready
FUZZ_SECONDS ?= 60
NAMES := $(basename $(notdir $(wildcard tests/environments/*.txt)))
ENVIRONMENTS := $(NAMES:%=$(BESIDE)/%/.ready)
UV := $(BESIDE)/uv/bin/uv

# The SDKs for Node, which the tests of the HTTP door ask with. Without npm those tests say why they are skipped.
NODE := tests/node/node_modules/.ready

PIP_INSTALL := -m pip install --quiet --disable-pip-version-check
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo test check lint audit bench fuzz compatibility node format clean $(NAMES)

help:
	@echo "make demo          see Understudy at work: offline, without a key"
	@echo "make test          run the tests (make test PYTEST_ARGS='-k name' runs some of them)"
	@echo "make check         everything a change must pass: formatting, lint, types, imports, tests"
	@echo "make audit         look for secrets in the recordings of the examples"
	@echo "make bench         measure speed, beside other tools"
	@echo "make fuzz          throw anything at what reads (make fuzz FUZZ_SECONDS=600: each target for ten minutes)"
	@echo "make compatibility try every SDK, and write docs/compatibility.md"
	@echo "make format        format the code, and mend what can be mended"
	@echo "make clean         remove the environments, caches and builds that make created"
	@echo
	@echo "The first run sets up $(VENV) with $(PYTHON); another one: make PYTHON=python3.12 demo"

demo: $(DEMO)
	@$(BIN)/understudy demo

test: $(DEV) $(ENVIRONMENTS) node
	@$(BIN)/python -m pytest $(or $(PYTEST_ARGS),$(IN_PARALLEL))

check: lint audit test

audit: $(DEV)
	@$(BIN)/understudy audit examples

lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(BENCH)
	@$(BESIDE)/bench/bin/python -m benchmarks

fuzz: $(FUZZ)
	@$(BESIDE)/fuzz/bin/python -m tests.fuzz $(FUZZ_SECONDS)

compatibility: $(DEV) $(ENVIRONMENTS)
	@UPDATE_GOLDEN=1 $(BIN)/python -m pytest tests/sdks/matrix $(PYTEST_ARGS)

$(NAMES): %: $(BESIDE)/%/.ready

node: $(if $(shell command -v npm 2>/dev/null),$(NODE))
	@command -v npm >/dev/null || echo "npm: not found. The tests that ask with the SDKs for Node are skipped."

format: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) $(BESIDE) tests/node/node_modules build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .fuzz
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Makes the environment $(1), unless it is there and works.
define ensure_venv
@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	echo "$(PYTHON): not found. Understudy needs Python 3.11 or newer."; \
	echo "  Name one that is installed: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
@"$(PYTHON)" -c "$(IS_NEW_ENOUGH)" || { \
	echo "$(PYTHON) is `"$(PYTHON)" --version 2>&1`: too old. Understudy needs Python 3.11 or newer."; \
	echo "  Name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
@if ! $(1)/bin/python -c "$(IS_NEW_ENOUGH)" 2>/dev/null; then \
	echo "Making the Python environment $(1) ..."; \
	"$(PYTHON)" -m venv --clear $(1); \
elif ! $(1)/bin/python -c "import pip" 2>/dev/null; then \
	$(1)/bin/python -m ensurepip >/dev/null; \
fi
endef

# No recipe: an environment that is gone, or whose Python is, makes its stamps stale.
$(BIN)/python $(BESIDE)/bench/bin/python $(BESIDE)/fuzz/bin/python $(NAMES:%=$(BESIDE)/%/bin/python):

$(DEMO): pyproject.toml $(BIN)/python
	$(call ensure_venv,$(VENV))
	@echo "Installing what the demo needs (once, about half a minute) ..."
	@$(BIN)/python $(PIP_INSTALL) --editable '.[demo]'
	@touch $@

# Holds all that the demo needs, too.
$(DEV): pyproject.toml $(BIN)/python
	$(call ensure_venv,$(VENV))
	@echo "Installing the tools and clients that the tests need (once, about a minute) ..."
	@$(BIN)/python $(PIP_INSTALL) --editable '.[dev]'
	@touch $@ $(DEMO)

# Of its own: pytest does not start beside both cassetter's plugin and pytest-recording's.
$(BENCH): pyproject.toml $(BESIDE)/bench/bin/python
	$(call ensure_venv,$(BESIDE)/bench)
	@echo "Installing what the benchmarks need (once, about half a minute) ..."
	@$(BESIDE)/bench/bin/python $(PIP_INSTALL) --editable '.[bench]'
	@touch $@

# Of its own: atheris has wheels for Linux and some Pythons only.
$(FUZZ): pyproject.toml $(BESIDE)/fuzz/bin/python
	$(call ensure_venv,$(BESIDE)/fuzz)
	@echo "Installing what fuzzing needs (once, about half a minute) ..."
	@$(BESIDE)/fuzz/bin/python $(PIP_INSTALL) --editable '.[fuzz]'
	@touch $@

# More than a hundred packages: uv finds versions that fit together in seconds, pip had not after six minutes. What a
# list no longer names goes, so that nothing works here alone.
$(UV):
	$(call ensure_venv,$(BESIDE)/uv)
	@$(BESIDE)/uv/bin/python $(PIP_INSTALL) uv

$(ENVIRONMENTS): $(BESIDE)/%/.ready: tests/environments/%.txt pyproject.toml $(BESIDE)/%/bin/python | $(UV)
	$(call ensure_venv,$(BESIDE)/$*)
	@echo "Installing the clients of $< for the tests (once, about half a minute) ..."
	@echo '-e .' | $(UV) pip compile --quiet --upgrade --python $(BESIDE)/$*/bin/python --output-file $(BESIDE)/$*/installed.txt $< -
	@$(UV) pip sync --quiet --python $(BESIDE)/$*/bin/python $(BESIDE)/$*/installed.txt
	@touch $@

# Exactly what the lock file says, from whichever registry npm uses here.
$(NODE): tests/node/package.json tests/node/package-lock.json
	@echo "Installing the SDKs for Node for the tests (once, about half a minute) ..."
	@npm ci --prefix tests/node --silent --no-audit --no-fund
	@touch $@
