.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= python3
LEARN := $(VENV)/.learn
DEV := $(VENV)/.dev
NBVAL := -p tests.notebooks.plugin -n 2 --dist loadfile --nbval --nbval-current-env --nbval-cell-timeout=180 --nbval-sanitize-with=tests/notebooks/sanitize.cfg
EVERY := tests/engine_client/test_playground_every_instruction.py
ENGINES ?= bookworm trixie forky forky-containerd
NOTEBOOKS ?= $(wildcard notebooks/[0-9]*.ipynb)
export COURSE_PYTHON := $(abspath $(PY))
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "The course needs Python 3.11 or later; name it: make PYTHON=python3.12 lab" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "No virtual environment could be made; on Debian and Ubuntu: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(LEARN): requirements.txt helpers/lab/overrides.json | $(PY)
	@echo "Installing what the course needs into $(VENV)"
	@$(PY) -m pip install -r requirements.txt
	@install -D -m 644 helpers/lab/overrides.json $(VENV)/share/jupyter/lab/settings/overrides.json
	@touch $@

$(DEV): requirements-dev.txt $(LEARN)
	@echo "Installing what the tests need into $(VENV)"
	@$(PY) -m pip install -r requirements-dev.txt
	@touch $@

lab: $(LEARN) ## Open the course in JupyterLab, with an engine (LAB=… is handed to it)
	@$(PY) -m helpers images
	@$(PY) -m jupyterlab --config=jupyter_server_config.py $(LAB)

test: $(DEV) ## All tests: units, engines, notebooks
	$(MAKE) --no-print-directory test-unit
	$(MAKE) --no-print-directory test-engine
	$(MAKE) --no-print-directory test-notebooks

test-unit: $(DEV) ## Fast tests that need no engine
	$(PY) -m pytest tests/unit

test-engine: $(DEV) ## The drivers' contract, and effects on a real engine
	$(PY) -m pytest tests/contract tests/engine tests/engine_client tests/engine_images --ignore=$(EVERY)
	$(PY) -m pytest -n 2 $(EVERY)
	$(PY) tests/as_user.py -m pytest -p no:cacheprovider tests/contract

test-notebooks: $(DEV) ## Every notebook under nbval, and the notebooks' hygiene and exercises
	$(PY) -m helpers images
	$(PY) -m pytest -n 2 --dist loadfile tests/notebooks
	$(MAKE) --no-print-directory nbval

nbval: $(DEV) ## Every notebook under nbval (NOTEBOOKS=… for some)
	COURSE_PROGRESS=0 $(PY) -m pytest $(NBVAL) $(NOTEBOOKS)

test-uml: $(DEV) ## The notebooks in User-Mode Linux, as a user with no privileges
	$(PY) tests/as_user.py -m pytest $(NBVAL) $(NOTEBOOKS)

test-kernel: $(DEV) kernel ## The own kernel and the ready-made engine, everything that the course asks of them
	$(PY) -m pytest tests/kernel

test-engines: $(DEV) ## The notebooks on engines of several versions (ENGINES=…, NOTEBOOKS=… for some); needs root
	$(PY) -m tests.engines $(ENGINES) -- $(NBVAL) $(NOTEBOOKS)

chromium:
	@command -v chromium >/dev/null || { apt-get update -q && apt-get install -y -q chromium; } || { echo "The browser tests need Debian's chromium" >&2; exit 1; }

test-browser: $(DEV) chromium ## The course in JupyterLab, in a real Chromium
	$(PY) -m pytest tests/browser

picture: $(DEV) ## Make the README's picture of the playground anew
	COURSE_PICTURE=1 $(PY) -m pytest tests/browser/test_playground.py -k picture

test-offline: $(DEV) ## Every notebook by papermill, with no network at all; needs root
	$(PY) -m helpers images
	$(PY) tests/offline.py -m helpers preflight $(NOTEBOOKS)

test-binder: $(DEV) chromium ## The image for Binder: built by repo2docker, run under Binder's limits (NOTEBOOKS=… for some)
	NOTEBOOKS="$(NOTEBOOKS)" $(PY) -m pytest tests/binder

preflight: $(LEARN) ## Run every notebook to its end, and report: before a class
	$(PY) -m helpers preflight $(NOTEBOOKS)

notebooks: $(DEV) ## Run all notebooks and store their outputs, and write the pages that are made from them
	$(PY) -m helpers notebooks
	$(PY) -m helpers pages

kernel: $(LEARN) ## Build the engine's own User-Mode Linux kernel, once: 10 minutes
	@$(PY) -m helpers kernel

binder: $(LEARN) ## Build the image that Binder and JupyterHub run, on the course's engine
	@$(PY) -m helpers binder

bench: $(DEV) ## Speed, as ratios of two things measured side by side
	$(PY) -m tests.bench

lint: $(DEV) ## Style and size of functions
	$(VENV)/bin/ruff check helpers tests

clean: ## Remove what the course created on the engine, and stop the engine it booted
	-$(PY) -m helpers clean --all
	-$(PY) -m helpers engine stop

.PHONY: help lab test test-unit test-engine test-notebooks nbval test-uml test-kernel test-engines chromium test-browser picture test-offline test-binder preflight notebooks kernel binder bench lint clean
