# Every target works on a fresh clone with python3 (3.11+), make and git.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
LANGS  ?= en,pt
WEB    := web/dist/index.html
DOCS   := web/dist/docs/index.html
STAGE  ?= dev
CDK    := infra/cdk/node_modules/.bin/cdk
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Container images set it. The tests start hundreds of processes, each of which would compile its imports again.
unexport PYTHONDONTWRITEBYTECODE

# Tests without models, emulator and browser, in one process per core.
FAST := -m "not models and not emulator" tests/unit tests/functions tests/docs tests/contracts

.PHONY: help run demo web docs test test-fast check screenshots arm64 chaos load fuzz bench measure quality voices cost synth base-image lock clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

run: $(VENV)/ready $(DOCS) ## Run the whole stack on this machine until Ctrl-C; LANGS=en,pt,es chooses the languages; LAN=1 for phones
	$(BIN)/dragoman models add $(LANGS)
	$(BIN)/python -m infra.local run --languages $(LANGS) $(if $(LAN),--lan $(filter-out 1,$(LAN)))

demo: $(VENV)/ready ## Translate a recording in each direction and mode, then stop
	$(BIN)/python -m infra.local demo

web: $(WEB) ## Build the web app

docs: $(DOCS) ## Build the documents as a site, which the web app serves at /docs

test: $(WEB) ## Run all tests and checks: units, contracts, the emulated stack, the web app in a browser
	$(MAKE) --no-print-directory --jobs=2 --output-sync=target test-emulator test-browser test-service check test-web

test-fast: $(VENV)/ready ## Run the tests without models, emulator and browser
	$(BIN)/pytest --numprocesses=2 $(FAST)

# Two at a time: the tests of the browser and of the emulator often wait.
.PHONY: test-browser test-emulator test-service test-web
test-service: $(VENV)/ready
	$(BIN)/pytest --ignore=tests/browser --ignore=tests/emulator

test-emulator: $(VENV)/ready $(WEB)
	$(BIN)/pytest tests/emulator

test-browser: $(VENV)/ready $(WEB)
	$(BIN)/pytest tests/browser

test-web: web/node_modules/ready
	cd web && npm test

check: $(VENV)/ready web/node_modules/ready ## Check lint, format, types and the import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint functions/Dockerfile
	cd web && npm run lint

screenshots: $(VENV)/ready $(WEB) ## Write screenshots of the web app to docs/screenshots
	DRAGOMAN_SCREENSHOTS=docs/screenshots $(BIN)/pytest tests/browser/test_screenshots.py

arm64: $(VENV)/ready ## Test the model functions on arm64 under QEMU; needs root and qemu-user-static
	DRAGOMAN_ARM64=1 $(BIN)/pytest -s tests/images

chaos: $(VENV)/ready ## Inject random faults: lost, duplicated, reordered and unfinished messages must be 0
	$(BIN)/python -m tests.chaos $(CHAOS)

load: $(VENV)/ready ## Load test with 10 to 50 people, then a soak test of SOAK minutes (2); or with ROOMS=10
	$(BIN)/python -m tests.load --soak $(or $(SOAK),2) $(if $(ROOMS),--rooms $(ROOMS)) $(LOAD)

fuzz: $(VENV)/ready ## Fuzz test with 100,000 inputs: every response is an answer or a typed error
	$(BIN)/python -m tests.fuzz -n $(or $(N),100000) $(FUZZ)

bench: $(VENV)/ready ## Measure latency and load against a blocking baseline; writes docs/bench
	$(BIN)/python -m tests.bench

measure: $(VENV)/ready ## Measure the inputs of the cost model that the last benchmark does not have
	$(BIN)/python -m tests.bench.utterance

cost: $(VENV)/ready ## Count the calls again and write docs/cost.md
	UPDATE=1 $(BIN)/pytest -q tests/functions/test_calls.py
	$(BIN)/python -m infra.cost > docs/cost.md

quality: $(VENV)/ready ## Measure recognition, translation and voices; fails below the floors
	$(BIN)/python -m tests.quality $(QUALITY)

voices: $(VENV)/ready ## Write docs/voices.md with a sample of each voice
	$(BIN)/python -m tools.voice_samples

synth: $(VENV)/ready $(DOCS) ## Write CloudFormation templates for AWS and the emulator, offline
	$(BIN)/python -m infra.app --target aws
	$(BIN)/python -m infra.app --target emulator

# The same recipe deploys to an account or to an emulator at an endpoint.
# TARGET chooses the packaging, ENDPOINT_URL the emulator, CDK_OPTIONS all other options.
# prod is protected from deletion after a successful deployment, so a failed first one can be repeated.
.PHONY: bootstrap deploy deploy-localstack destroy unprotect
TARGET       = aws
ENDPOINT_URL = http://localhost.localstack.cloud:4566
ENDPOINT_SECRET ?= test
CHOSEN       = -c target=$(TARGET) -c stage=$(STAGE) $(CDK_OPTIONS)

bootstrap: $(VENV)/ready $(DOCS) $(CDK) ## Bootstrap the CDK, once per account and region
	$(CDK) bootstrap $(CHOSEN)

deploy: $(VENV)/ready $(DOCS) $(CDK) ## Deploy to the AWS account of your credentials: make deploy STAGE=prod
	protected=$$($(BIN)/python -m infra.preflight $(STAGE)) && \
	    $(CDK) deploy $(CHOSEN) -c protected=$$protected
	$(if $(filter prod,$(STAGE)),$(CDK) deploy $(CHOSEN) -c protected=true)

unprotect: $(VENV)/ready $(DOCS) $(CDK) ## Remove the deletion protection: make unprotect STAGE=prod, then destroy
	$(CDK) deploy $(CHOSEN) -c protected=false

destroy: $(VENV)/ready $(DOCS) $(CDK) ## Delete the stack
	$(CDK) destroy $(CHOSEN)

deploy-localstack: TARGET = localstack
deploy-localstack: export AWS_ENDPOINT_URL = $(ENDPOINT_URL)
deploy-localstack: export AWS_ENDPOINT_URL_S3 = $(ENDPOINT_URL)
deploy-localstack: export AWS_ACCESS_KEY_ID = test
deploy-localstack: export AWS_SECRET_ACCESS_KEY = $(ENDPOINT_SECRET)
deploy-localstack: export AWS_REGION = us-east-1
deploy-localstack: $(VENV)/ready $(DOCS) $(CDK) ## Deploy to LocalStack; see docs/deploy.md
	$(CDK) bootstrap aws://000000000000/us-east-1 $(CHOSEN) -c endpoint_url=$(ENDPOINT_URL)
	$(CDK) deploy $(CHOSEN) -c endpoint_url=$(ENDPOINT_URL) --require-approval never

base-image: ## Pin the base image of the model functions by digest; needs Docker
	mkdir -p .build
	docker buildx imagetools inspect $(shell cut -d@ -f1 functions/base-image.txt) \
	    --format '$(shell cut -d@ -f1 functions/base-image.txt)@{{.Manifest.Digest}}' > .build/base-image.txt
	mv .build/base-image.txt functions/base-image.txt

lock: $(VENV)/ready ## Update all pinned dependencies, with hashes
	$(UV) pip compile pyproject.toml --universal --fork-strategy fewest --all-extras --generate-hashes --no-emit-index-url \
	    --python-version 3.11 --upgrade --quiet -o requirements.lock
	$(BIN)/python -m infra.pin_requirements

clean: ## Delete the environment and all build outputs
	rm -rf $(VENV) .build cdk.out infra/cdk/node_modules web/node_modules web/dist web/client/dist

# The web app, built with Node from a Python package.
web/node_modules/ready: $(VENV)/ready web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	touch $@

$(WEB): web/node_modules/ready web/index.html web/vite.config.ts $(shell find web/src web/public web/client/src -type f)
	cd web && npm run --silent build

$(DOCS): $(WEB) $(wildcard *.md) $(shell find docs examples tools/docs_site web/client/README.md -type f)
	$(BIN)/python -m tools.docs_site

# The command line of the CDK, in the version that matches the library.
$(CDK): $(VENV)/ready infra/cdk/package-lock.json
	cd infra/cdk && npm ci --no-audit --no-fund --loglevel=error
	touch $@

# The environment: locked packages, this project, and the verified model packs of LANGS.
$(VENV)/ready: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(UV) || $(BIN)/python -m pip install --quiet --require-hashes --no-deps -r tools/uv.txt
	$(UV) pip install --quiet --require-hashes -r requirements.lock
	$(UV) pip install --quiet --no-deps --editable .
	$(BIN)/dragoman models add $(LANGS)
	touch $@
