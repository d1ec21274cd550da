# make run | setup | test | bench | front — everything is installed into .venv, nothing else is touched.
PYTHON ?= python3.11
PORT ?= 8000
DATA ?= var
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run setup test bench front dev lint lock
.DEFAULT_GOAL := run

$(VENV)/.run: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Nintei needs Python 3.11: '$(PYTHON)' was not found. Try: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Nintei needs into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing what the tests need into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.run

dev: $(VENV)/.dev

run: setup
	@exec $(BIN)/nintei serve --demo --port $(PORT) --data $(DATA)

lint: dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: lint
	@$(BIN)/python -m pytest -n 2 -ra

# After a change of the dependencies in pyproject.toml: resolve and pin them anew (needs uv).
lock:
	@uv pip compile -q --python-version 3.11 --generate-hashes --no-annotate --no-header --extra build pyproject.toml -o requirements.lock
	@uv pip compile -q --python-version 3.11 --generate-hashes --no-annotate --no-header --extra build --extra dev pyproject.toml -o requirements-dev.lock

bench: dev
	@$(BIN)/python -m bench
