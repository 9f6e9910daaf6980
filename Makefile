# Every target is self-sufficient on a fresh clone: python3 (3.11+), make and git are enough.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
LANGS  ?= en,pt
WEB    := web/dist/index.html
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help run demo web test check chaos load fuzz bench measure quality cost synth lock clean

help: ## What can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/ready $(WEB) ## The whole stack on this machine, until Ctrl-C
	$(BIN)/python -m infra.local run

demo: $(VENV)/ready ## One recording in each direction and each mode, then nothing left running
	$(BIN)/python -m infra.local demo

web: $(WEB) ## The web app, built

test: check $(WEB) ## Everything: units, contracts, the stack on the emulator, the web app in a browser
	cd web && npm test
	$(BIN)/pytest

check: $(VENV)/ready web/node_modules/ready ## Lint, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd web && npm run lint

chaos: $(VENV)/ready ## Messages under random faults: lost, doubled, out of order, unended must all be 0
	$(BIN)/python -m tests.chaos $(CHAOS)

load: $(VENV)/ready ## 10 to 50 people at once, then some for SOAK minutes (2): who waits, what grows
	$(BIN)/python -m tests.load --soak $(or $(SOAK),2) $(LOAD)

fuzz: $(VENV)/ready ## 100,000 inputs that are nearly right: always an answer or a typed error
	$(BIN)/python -m tests.fuzz -n $(or $(N),100000) $(FUZZ)

bench: $(VENV)/ready ## Latency beside a blocking baseline of the same run
	$(BIN)/python -m tests.bench

measure: $(VENV)/ready ## What the cost model reckons with: durations of the last bench, and what it does not say
	$(BIN)/python -m tests.bench.utterance

cost: $(VENV)/ready ## docs/cost.md, its calls counted anew
	UPDATE=1 $(BIN)/pytest -q tests/functions/test_calls.py
	$(BIN)/dragoman cost > docs/cost.md

quality: $(VENV)/ready ## How well it hears, translates and speaks; fails below its floors
	$(BIN)/python -m tests.quality $(QUALITY)

synth: $(VENV)/ready $(WEB) ## CloudFormation for AWS and for the emulator, offline
	$(BIN)/python -m infra.app --target aws
	$(BIN)/python -m infra.app --target emulator

lock: $(VENV)/ready ## Pin every dependency again, with hashes
	$(UV) pip compile pyproject.toml --universal --all-extras --generate-hashes --no-emit-index-url \
	    --python-version 3.11 --upgrade --quiet -o requirements.lock
	$(BIN)/python -m infra.compile

clean: ## Forget the environment and everything built
	rm -rf $(VENV) .build cdk.out web/node_modules web/dist

# The web app, built by the Node that travels as a Python package.
web/node_modules/ready: $(VENV)/ready web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	touch $@

$(WEB): web/node_modules/ready web/index.html web/vite.config.ts $(shell find web/src web/public -type f)
	cd web && npm run --silent build

# The environment: locked packages, this project, and the model packs of LANGS, checked.
$(VENV)/ready: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(UV) || $(BIN)/python -m pip install --quiet uv==0.13.9
	$(UV) pip install --quiet --require-hashes -r requirements.lock
	$(UV) pip install --quiet --no-deps --editable .
	$(BIN)/dragoman models add $(LANGS)
	touch $@
