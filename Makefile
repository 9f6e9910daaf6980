# Every target is self-sufficient on a fresh clone: python3 (3.11+), make and git are enough.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
LANGS  ?= en,pt
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help run demo test check bench synth lock clean

help: ## What can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/ready ## The whole stack on this machine, until Ctrl-C
	$(BIN)/python -m infra.local run

demo: $(VENV)/ready ## One recording in each direction and each mode, then nothing left running
	$(BIN)/python -m infra.local demo

test: check ## Everything: checks, units, contracts, the stack on the emulator
	$(BIN)/pytest

check: $(VENV)/ready ## Lint, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/ready ## Latency beside a blocking baseline of the same run
	$(BIN)/python -m tests.bench

synth: $(VENV)/ready ## CloudFormation for AWS and for the emulator, offline
	$(BIN)/python -m infra.app --target aws
	$(BIN)/python -m infra.app --target emulator

lock: $(VENV)/ready ## Pin every dependency again, with hashes
	$(UV) pip compile pyproject.toml --universal --all-extras --generate-hashes --no-emit-index-url \
	    --python-version 3.11 --upgrade --quiet -o requirements.lock

clean: ## Forget the environment and everything built
	rm -rf $(VENV) .build cdk.out

# The environment: locked packages, this project, and the model packs of LANGS, checked.
$(VENV)/ready: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(UV) || $(BIN)/python -m pip install --quiet uv==0.13.9
	$(UV) pip install --quiet --require-hashes -r requirements.lock
	$(UV) pip install --quiet --no-deps --editable .
	$(BIN)/dragoman models add $(LANGS)
	touch $@
