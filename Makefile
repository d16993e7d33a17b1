# Two commands: `make run` shows the site, `make test` proves it. The rest is for those who build it.

PYTHON ?= python3
BIN := .venv/bin
export PYTHONUNBUFFERED := 1

# `make run` is for a first look, so it shows the demo city; a real site says DEMO=0 or uses `serve`.
run: export DEMO ?= 1

# Tests in parallel, one process for each core: first what asks the database and the browsers, in the
# order of pytest-django, last the many short tests, so that no core is idle at the end. Then, by
# itself, what measures time or drives servers of its own: a busy neighbour would make it fail.
PYTEST := $(BIN)/pytest -q -n auto --dist loadfile --no-loadscope-reorder
ALONE := $(BIN)/pytest -q

# Settings as a site in production has them, for `check --deploy`.
PRODUCTION := SITE_URL=https://news.example.cn DEBUG=0 DEMO=0 ENV_FILE=/dev/null TRUSTED_PROXIES=1 \
	SECRET_KEY=for-the-check-alone-0123456789-abcdefghijklmnopqrstuvwxyz

.PHONY: run install test lint fast bench format locks clean

run: .venv/.installed
	@exec $(BIN)/python manage.py serve

install: .venv/.installed
	$(BIN)/python manage.py serve --prepare-only

test: .venv/.installed lint
	env -u TEST_DATABASE_URL $(PYTEST) -m "not alone"
	env -u TEST_DATABASE_URL $(ALONE) -m "alone"
	@if [ -n "$$TEST_DATABASE_URL" ]; then \
	echo "Once more, on PostgreSQL: what asks the database (a browser cannot tell them apart)"; \
	$(PYTEST) -m "database and not browser and not alone" && \
	$(ALONE) -m "database and not browser and alone"; \
	else echo "PostgreSQL left out: set TEST_DATABASE_URL to test on it too."; fi

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/python manage.py makemigrations --check --dry-run --settings tests.settings
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

# The inner loop: what failed last time first, without browsers, stopping at the first failure.
fast: .venv/.installed
	$(BIN)/ruff check .
	$(PYTEST) -m "not browser and not alone" --ff -x

bench: .venv/.installed
	$(BIN)/python -m tests.bench

format: .venv/.installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/.installed: requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit("Masthead needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || { echo "Making .venv ..."; $(PYTHON) -m venv .venv; }
	@echo "Installing (a minute or two on the first time) ..."
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# For those who change a dependency: needs uv, writes hashes and no registry's address.
UV_COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header pyproject.toml
locks:
	$(UV_COMPILE) -o requirements.txt
	$(UV_COMPILE) --extra dev -o requirements-dev.txt

clean:
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis
