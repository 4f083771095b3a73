# What a developer or an administrator types; each target says in one line what it does.

PYTHON ?= python3
BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard portal/translations/*/LC_MESSAGES/messages.po))
COMPILE := $(BIN)/pybabel -q compile -d portal/translations
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

# Databases of tests live in memory where there is room, since each of their commits waits for the disk.
MEMORY := $(shell test -w /dev/shm && echo /dev/shm || echo $${TMPDIR:-/tmp})

.DEFAULT_GOAL := help
.PHONY: help run test check bench install develop lock format catalogues

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

run: install  ## serve the portal with demo content at http://127.0.0.1:5000
	@$(BIN)/flask setup --demo
	@exec $(BIN)/flask serve

test: develop  ## run every test, on SQLite and PostgreSQL
	TMPDIR=$(MEMORY) $(BIN)/pytest -n 2 $(ARGS)

check: develop  ## format, lint, types, templates, catalogues and house guards
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/pytest -q tests/house $(ARGS)

bench: develop  ## measure, each figure as a ratio taken in one run
	$(BIN)/python -m bench $(ARGS)

install: .venv/runtime $(CATALOGUES)  ## make the runtime environment in .venv

develop: .venv/development $(CATALOGUES)

lock: develop  ## choose the newest versions that pyproject.toml allows
	$(LOCK) --upgrade --output-file requirements.txt pyproject.toml
	$(LOCK) --upgrade --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

format: develop  ## put the code in the house's format
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

catalogues: develop  ## bring the catalogues of translations up to date with the sources
	$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext -k _l --no-location --no-wrap --sort-output -o messages.pot .
	$(BIN)/pybabel -q update -i messages.pot -d portal/translations --no-fuzzy-matching --ignore-obsolete --no-wrap
	rm messages.pot

%.mo: %.po .venv/runtime
	@$(COMPILE)
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or later is needed: make PYTHON=python3.12 run' >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "Python's venv is missing. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/development: requirements-dev.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch .venv/runtime $@
