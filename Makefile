# Everything one does here, by name. `make` alone lists it.

PORT ?= 8000
ARGS ?=
BENCH ?=
BIN := .venv/bin
# The first Python that is new enough; name another with `make setup PYTHON=...`.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.version_info < (3, 11) or print(sys.executable)' 2>/dev/null)))
# Where only the settings are read and no server is asked.
NO_SERVER := SECRET_KEY=unused DATABASE_URL=postgres://unused/unused REDIS_URL=redis://unused

TEMPLATES = $(shell find templates -name '*.html')
SCRIPTS = $(shell find static/js -name '*.js')
SOURCES = $(shell find peergroups programs members groups vetting meetings goals conversations notifications -name '*.py')
STATIC = $(shell find static -type f -not -path 'static/build/*')

export PORT
# Compiled Python is kept beside the packages, also where the environment forbids it beside the sources: without it every
# process compiles some 700 modules anew, and the services need three times as long to start.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo run demo-reset test check fmt bench assets lock

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/installed static/build/app.css ## install everything into .venv and node_modules (the others do it too)
	@:

demo: setup var/static/staticfiles.json ## the product with sample programs, at http://localhost:8000 (PORT=... for another)
	@$(BIN)/python -m peergroups demo

run: setup var/static/staticfiles.json ## the product without samples, for a first program of your own
	@$(BIN)/python -m peergroups run

demo-reset: .venv/installed ## forget all local data
	@$(BIN)/python -m peergroups reset

test: setup ## the tests, on real servers and in a real browser (ARGS='-k name' for some)
	@$(BIN)/python tests/browser.py >/dev/null
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: setup ## format, lint, types, imports, templates, migrations, containers
	$(BIN)/ruff format --check --quiet --output-format concise
	$(BIN)/ruff check --quiet --output-format concise
	$(NO_SERVER) $(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml peergroups programs members groups vetting meetings goals conversations notifications
	SECRET_KEY=unused $(BIN)/python -m peergroups.embedded once -- $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/hadolint Dockerfile

fmt: .venv/installed ## rewrite the code in the house format
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format --quiet

bench: setup ## measure (BENCH=name for one)
	@$(BIN)/python -m bench $(BENCH)

assets: ## build static/build again
	@rm -rf static/build
	@$(MAKE) --no-print-directory static/build/app.css

lock: .venv/installed ## choose the newest allowed versions, into requirements/*.txt and package-lock.json
	@for name in uv base dev; do ( cd requirements && ../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
		--upgrade --generate-hashes --no-emit-index-url --no-header $$name.in --output-file $$name.txt ) || exit 1; done
	@PATH="$(abspath $(BIN)):$$PATH" npm update --package-lock-only --loglevel=error

.venv/installed: requirements/uv.txt requirements/dev.txt
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or later is needed: install it, or name it: make setup PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) cannot make virtual environments: install it whole (Debian: apt-get install python3-venv)." >&2; exit 1; }
	@echo "Installing what requirements/dev.txt locks (a minute the first time) …"
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/uv.txt
	@$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements/dev.txt
	@touch $@

node_modules/.package-lock.json: package-lock.json .npmrc | .venv/installed
	@echo "Installing what package-lock.json locks …"
	@PATH="$(abspath $(BIN)):$$PATH" npm ci --loglevel=error >/dev/null
	@touch $@

# Made again whenever a class name may have come or gone, but app.css itself is written only if it differs.
static/build/.made: node_modules/.package-lock.json assets/build.mjs static/css/peergroups.css $(TEMPLATES) $(SCRIPTS) $(SOURCES)
	@$(BIN)/node assets/build.mjs
	@touch $@

static/build/app.css: static/build/.made ;

var/static/staticfiles.json: static/build/app.css $(STATIC)
	@mkdir -p -m 700 var
	@echo "Preparing the static files …"
	@$(NO_SERVER) $(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@
