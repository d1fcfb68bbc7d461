# Every target sets up what it needs: a virtual environment, the package, a browser.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
STAMP := $(VENV)/.ready
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

.PHONY: help setup demo test soak lint bench clean
.DEFAULT_GOAL := help

help: ## say what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) ## install the package and a browser into .venv
	@$(BIN)/webgen doctor --install >/dev/null

$(STAMP): pyproject.toml constraints.txt
	@echo "== making a virtual environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV) || { echo "== installing python3-venv"; apt-get update -q && apt-get install -y -q python3-venv && $(PYTHON) -m venv $(VENV); }
	@echo "== installing the package and what it needs (a minute or two)"
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[train,llm,exports,dev]'
	@$(PIP) install --quiet --no-deps --upgrade --target $(VENV)/consumers --requirement tests/demos/consumers.txt
	@touch $(STAMP)

demo: setup ## generate sites, train a small agent, evaluate it in Chromium, write a report
	@$(BIN)/webgen demo --out runs/demo
	@echo "== the report: runs/demo/report.html"

test: setup lint ## run every test
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist loadscope --no-loadscope-reorder

soak: setup ## run every test, and those that draw what they look at four times as far
	@WEBGEN_DEPTH=4 $(BIN)/python -m pytest -q -n $(JOBS) --dist loadscope --no-loadscope-reorder

lint: $(STAMP) ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: setup ## measure both engines
	@$(BIN)/webgen bench --engine twin --json
	@$(BIN)/webgen bench --engine chromium --json

clean: ## remove what was built
	rm -rf $(VENV) runs dist build .mypy_cache .ruff_cache .pytest_cache
