# Every target is self-sufficient on a fresh clone: python3 (3.11+), make and git are enough.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
LANGS  ?= en,pt
WEB    := web/dist/index.html
STAGE  ?= dev
CDK    := infra/cdk/node_modules/.bin/cdk
export PATH := $(CURDIR)/$(BIN):$(PATH)

# One process a core; what needs models, the emulator or a browser is left out.
FAST := -m "not models and not emulator" tests/unit tests/functions tests/docs tests/contracts

.PHONY: help run demo web test test-fast check screenshots arm64 chaos load fuzz bench measure quality voices cost synth base-image lock clean

help: ## What can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

run: $(VENV)/ready $(WEB) ## The whole stack on this machine, until Ctrl-C; LANGS=en,pt,es where packs are there
	$(BIN)/dragoman models add $(LANGS)
	$(BIN)/python -m infra.local run --languages $(LANGS)

demo: $(VENV)/ready ## One recording in each direction and each mode, then nothing left running
	$(BIN)/python -m infra.local demo

web: $(WEB) ## The web app, built

test: check $(WEB) ## Everything: units, contracts, the stack on the emulator, the web app in a browser
	cd web && npm test
	$(MAKE) --no-print-directory --jobs=2 --output-sync=target test-service test-browser

test-fast: $(VENV)/ready ## Without models, emulator and browser, in under 90 s
	$(BIN)/pytest --numprocesses=2 $(FAST)

# Side by side: who listens to a browser mostly waits.
.PHONY: test-service test-browser
test-service: $(VENV)/ready
	$(BIN)/pytest --ignore=tests/browser

test-browser: $(VENV)/ready $(WEB)
	$(BIN)/pytest tests/browser

check: $(VENV)/ready web/node_modules/ready ## Lint, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint functions/Dockerfile
	cd web && npm run lint

screenshots: $(VENV)/ready $(WEB) ## The web app's main states, into docs/screenshots
	DRAGOMAN_SCREENSHOTS=docs/screenshots $(BIN)/pytest tests/browser/test_screenshots.py

arm64: $(VENV)/ready ## The model functions on arm64 under QEMU, as root; needs qemu-user-static
	DRAGOMAN_ARM64=1 $(BIN)/pytest -s tests/arm64

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
	$(BIN)/python -m infra.cost > docs/cost.md

quality: $(VENV)/ready ## How well it hears, translates and speaks; fails below its floors
	$(BIN)/python -m tests.quality $(QUALITY)

voices: $(VENV)/ready ## docs/voices.md, with a sample of each voice
	$(BIN)/python -m tools.voice_samples

synth: $(VENV)/ready $(WEB) ## CloudFormation for AWS and for the emulator, offline
	$(BIN)/python -m infra.app --target aws
	$(BIN)/python -m infra.app --target emulator

# To an account, or to an emulator at an endpoint, with the same recipe.
# TARGET chooses the packaging, ENDPOINT_URL the emulator, CDK_OPTIONS everything else.
# prod is protected from deletion once a deployment has succeeded: a failed first one can be repeated.
.PHONY: bootstrap deploy deploy-localstack destroy unprotect
TARGET       = aws
ENDPOINT_URL = http://localhost.localstack.cloud:4566
ENDPOINT_SECRET ?= test
CHOSEN       = -c target=$(TARGET) -c stage=$(STAGE) $(CDK_OPTIONS)

bootstrap: $(VENV)/ready $(WEB) $(CDK) ## Once an account and region, before the first deploy
	$(CDK) bootstrap $(CHOSEN)

deploy: $(VENV)/ready $(WEB) $(CDK) ## To the AWS account of your credentials: make deploy STAGE=prod
	protected=$$($(BIN)/python -m infra.preflight $(STAGE)) && \
	    $(CDK) deploy $(CHOSEN) -c protected=$$protected
	$(if $(filter prod,$(STAGE)),$(CDK) deploy $(CHOSEN) -c protected=true)

unprotect: $(VENV)/ready $(WEB) $(CDK) ## Lift the protection from deletion: make unprotect STAGE=prod, then destroy
	$(CDK) deploy $(CHOSEN) -c protected=false

destroy: $(VENV)/ready $(WEB) $(CDK) ## Delete what deploy has created
	$(CDK) destroy $(CHOSEN)

deploy-localstack: TARGET = localstack
deploy-localstack: export AWS_ENDPOINT_URL = $(ENDPOINT_URL)
deploy-localstack: export AWS_ENDPOINT_URL_S3 = $(ENDPOINT_URL)
deploy-localstack: export AWS_ACCESS_KEY_ID = test
deploy-localstack: export AWS_SECRET_ACCESS_KEY = $(ENDPOINT_SECRET)
deploy-localstack: export AWS_REGION = us-east-1
deploy-localstack: $(VENV)/ready $(WEB) $(CDK) ## To LocalStack, as to AWS; see docs/deploy.md
	$(CDK) bootstrap aws://000000000000/us-east-1 $(CHOSEN) -c endpoint_url=$(ENDPOINT_URL)
	$(CDK) deploy $(CHOSEN) -c endpoint_url=$(ENDPOINT_URL) --require-approval never

base-image: ## Pin the base image of model functions by its digest; needs Docker
	mkdir -p .build
	docker buildx imagetools inspect $(shell cut -d@ -f1 functions/base-image.txt) \
	    --format '$(shell cut -d@ -f1 functions/base-image.txt)@{{.Manifest.Digest}}' > .build/base-image.txt
	mv .build/base-image.txt functions/base-image.txt

lock: $(VENV)/ready ## Pin every dependency again, with hashes
	$(UV) pip compile pyproject.toml --universal --all-extras --generate-hashes --no-emit-index-url \
	    --python-version 3.11 --upgrade --quiet -o requirements.lock
	$(BIN)/python -m infra.pin_requirements

clean: ## Forget the environment and everything built
	rm -rf $(VENV) .build cdk.out infra/cdk/node_modules web/node_modules web/dist

# The web app, built by the Node that travels as a Python package.
web/node_modules/ready: $(VENV)/ready web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	touch $@

$(WEB): web/node_modules/ready web/index.html web/vite.config.ts $(shell find web/src web/public -type f)
	cd web && npm run --silent build

# The command line of the CDK, at the version that fits the library's.
$(CDK): $(VENV)/ready infra/cdk/package-lock.json
	cd infra/cdk && npm ci --no-audit --no-fund --loglevel=error
	touch $@

# The environment: locked packages, this project, and the model packs of LANGS, checked.
$(VENV)/ready: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(UV) || $(BIN)/python -m pip install --quiet --require-hashes --no-deps -r tools/uv.txt
	$(UV) pip install --quiet --require-hashes -r requirements.lock
	$(UV) pip install --quiet --no-deps --editable .
	$(BIN)/dragoman models add $(LANGS)
	touch $@
