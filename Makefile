# Candour. `make demo` and `make test` are all that a stranger needs; `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
# Node comes from the machine, or from PyPI into the virtual environment where the machine has none.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
XDIST ?= 2
# No test takes minutes: one that waits for ever fails with the place where it waits, and the others go on.
PYTEST := $(PY) -m pytest -n $(XDIST) --dist loadfile -m "not prove" -p no:cacheprovider --timeout 300

.PHONY: help setup demo test test-sqlite test-postgres prove check format bench clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.installed node_modules/.installed ## install everything into this folder

$(UV): .ci/bootstrap-uv.txt
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/bootstrap-uv.txt
	@touch $(UV)

$(VENV)/.installed: requirements.lock .ci/bootstrap-uv.txt $(UV)
	@echo "Installing Python packages ..."
	@cat requirements.lock .ci/bootstrap-uv.txt > $(VENV)/wanted.txt
	@if [ -x $(VENV)/bin/npm ] || ! command -v npm >/dev/null; then cat .ci/bootstrap-node.txt >> $(VENV)/wanted.txt; fi
	@$(UV) pip sync --quiet --require-hashes --compile-bytecode --python $(PY) $(VENV)/wanted.txt
	@touch $@

node_modules/.installed: package.json package-lock.json $(VENV)/.installed
	@echo "Installing browser code and fonts ..."
	@npm ci --silent --no-fund --no-audit --no-update-notifier
	@touch $@

demo: setup ## run the demo: web, worker and scheduler in the foreground; PORT and CANDOUR_VAR choose where
	@exec $(PY) manage.py demo

test: setup ## the suite, on SQLite, and on PostgreSQL too where CANDOUR_POSTGRES_URL names a server
	@$(MAKE) --no-print-directory test-sqlite
	@$(MAKE) --no-print-directory test-postgres

test-sqlite:
	@env -u DATABASE_URL $(PYTEST) tests

test-postgres:
	@if [ -n "$$CANDOUR_POSTGRES_URL" ]; then \
	  DATABASE_URL="$$CANDOUR_POSTGRES_URL" $(PYTEST) -m "not prove and not browser" tests; \
	else case ",$$CANDOUR_REQUIRE," in \
	  *,postgres,*) echo "CANDOUR_REQUIRE asks for postgres, but CANDOUR_POSTGRES_URL names no server."; exit 1;; \
	  *) echo "CANDOUR_POSTGRES_URL names no server: the PostgreSQL half of the suite did not run.";; esac; fi

prove: setup ## the long proofs: processes killed, browsers cut off; PROVE=long for the long form
	@$(PY) -m pytest -m prove -p no:cacheprovider tests/prove

check: setup ## style, types, layers, migrations, templates
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/lint-imports --no-logo >/dev/null || $(VENV)/bin/lint-imports
	@$(PY) manage.py makemigrations --check --dry-run --settings cms.settings.test
	@git ls-files -z 'templates/*.html' | xargs -0 $(VENV)/bin/djade --target-version 5.2 --check
	@$(VENV)/bin/mypy

format: setup ## put code and templates in order
	@$(VENV)/bin/ruff check --fix-only --quiet .
	@$(VENV)/bin/ruff format --quiet .
	@-git ls-files -z 'templates/*.html' | xargs -0 $(VENV)/bin/djade --target-version 5.2

bench: setup ## CPU and SQL per request, and a commit beside its floor; written to bench/
	@$(PY) -m bench.run
	@$(PY) -m bench.commits
	@$(PY) -m bench.classroom

clean: ## remove what was installed; data in var/ stays
	rm -rf $(VENV) node_modules
