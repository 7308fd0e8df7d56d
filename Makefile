.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= python3
READY := $(VENV)/.ready

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(READY): requirements.txt requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --progress-bar on -r requirements-dev.txt
	@touch $@

test: $(READY) ## Unit tests
	$(PY) -m pytest tests/unit

lint: $(READY) ## Style and size of functions
	$(VENV)/bin/ruff check helpers tests

.PHONY: help test lint
