# One door to every chore. Each target does its own set-up: python3 >= 3.11, make and a package index are enough.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.stamp
# The suite starts many processes; otherwise each of them would compile every module again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo run test postgres check format lint types contracts crash bench pictures clean help

help:            ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(STAMP): requirements-dev.lock pyproject.toml
	$(PYTHON) .ci/environment.py $(VENV) requirements-dev.lock
	@touch $@

demo: $(STAMP)   ## try it without Telegram: a rehearsal stage in the browser
	$(BIN)/sanhui demo $(ARGS)

run: $(STAMP)    ## run the bot with the settings of .env
	$(BIN)/sanhui run $(ARGS)

test: $(STAMP)   ## the whole suite
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

postgres: $(STAMP) ## the conversations that test holds on SQLite alone, on PostgreSQL
	ENGINE=postgres $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder tests/bot -m "postgres and not postgres_only and not both_engines" $(ARGS)

format: $(STAMP) ## put code in the house's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

contracts: $(STAMP)
	$(BIN)/lint-imports

check: lint types contracts test ## format, lint, types, contracts, tests

crash: $(STAMP)  ## the long crash tests on both engines (kill -9, 200 rounds)
	CRASH_ROUNDS=$${CRASH_ROUNDS:-200} $(BIN)/python -m pytest tests/crash $(ARGS)

bench: $(STAMP)  ## benchmarks as ratios
	$(BIN)/python -m tests.benchmarks $(ARGS)

pictures: $(STAMP) ## the pictures of README and manuals, photographed in a headless browser
	$(BIN)/python -m tests.web.screenshots docs/pictures
	$(BIN)/python -m tests.web.manual docs/pictures/manual

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
