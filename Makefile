# make help tells what there is.
SHELL := /usr/bin/env bash -o pipefail
SOURCES := Package.swift Sources Tests Examples/stories Benchmarks/Package.swift Benchmarks/Sources Fuzz/Package.swift Fuzz/Sources/fuzz
REPOSITORY ?= Examples/repository
SWIFT_BUILD := swift build --explicit-target-dependency-import-check error
# Runs without a Swift tool chain, and some per cent faster.
RELEASE := $(SWIFT_BUILD) -c release --static-swift-stdlib --product aviary

.PHONY: help run test test-swift test-clients test-tsan test-asan bench judge fuzz lint format train train-laboratory clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: ## Install what is missing, build, and serve the example models on http://localhost:8000
	@scripts/setup.sh run
	$(RELEASE)
	.build/release/aviary serve --repository $(REPOSITORY) $(ARGS)

test: test-swift test-clients ## Install what is missing, build, and run all tests

test-swift:
	@scripts/setup.sh test
	$(SWIFT_BUILD) --build-tests
	@# Thousands of lines tell what has begun; what failed is said again at the end.
	@swift test --skip-build --disable-xctest --parallel 2>&1 | tee .build/tests.log | grep -v '^◇' \
		|| { echo "What failed:"; grep -E -A 8 '^✘' .build/tests.log; exit 1; }

test-clients:
	@scripts/setup.sh test
	$(SWIFT_BUILD) --product aviary
	.deps/test-venv/bin/python -m pytest -q Tests/EndToEndTests --ignore Tests/EndToEndTests/test_kserve_client.py
	.deps/kserve-venv/bin/python -m pytest -q Tests/EndToEndTests/test_kserve_client.py

test-tsan: ## Run the Swift tests under the thread sanitizer
	@scripts/setup.sh test
	TSAN_OPTIONS="suppressions=$(CURDIR)/Tests/tsan.supp" swift test --disable-xctest --sanitize=thread \
		-Xswiftc -DTHREAD_SANITIZER --scratch-path .build-thread

test-asan: ## Run the Swift tests under the address sanitizer
	@scripts/setup.sh test
	LSAN_OPTIONS="suppressions=$(CURDIR)/Tests/lsan.supp" swift test --disable-xctest --sanitize=address \
		--scratch-path .build-address -Xlinker --no-as-needed -Xlinker -lstdc++

bench: ## Measure against bare NIO and the Python servers; prints ratios and budgets
	@scripts/setup.sh bench
	$(RELEASE)
	$(SWIFT_BUILD) -c release --product LogSpeed
	cd Benchmarks && swift run -c release bench $(ARGS)

judge: ## Simulate rollouts: how often and how soon the judge rolls back; takes minutes
	$(SWIFT_BUILD) -c release --product JudgeSimulation
	.build/release/JudgeSimulation $(ARGS)

fuzz: ## Fuzz every reader for five minutes, or for SECONDS=n
	Fuzz/run.sh $(or $(SECONDS),300)

lint: ## Check the formatting
	swift format lint --strict --recursive --parallel $(SOURCES)

format: ## Repair the formatting
	swift format --in-place --recursive --parallel $(SOURCES)

train: ## Train the example models anew
	@scripts/setup.sh train
	.deps/train-venv/bin/python Examples/train/train.py

train-laboratory: ## Train the laboratory's detector anew, on two cores for 40 minutes; it goes to .deps/laboratory
	@scripts/setup.sh laboratory
	.deps/laboratory-venv/bin/python Examples/laboratory/train/train.py

clean: ## Remove what was built and installed here
	rm -rf .build .build-* .deps Benchmarks/.build Benchmarks/results Fuzz/.build
