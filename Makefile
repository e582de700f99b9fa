# make scan DIR=path   installs what is missing, builds, scans
# make test            the same for the tests
PREFIX ?= /usr/local
DIR ?= .
CONFIGURATION = release
# One file with the Swift runtime inside; macOS links its own runtime, which is part of the system.
ifeq ($(shell uname -s),Linux)
STATIC = -Xswiftc -static-executable -Xlinker -s
endif
SWIFT_SOURCES = $(shell git ls-files '*.swift')

.PHONY: scan build test lint format install bench stress rules setup clean

scan: build
	.build/release/sprawl scan $(DIR)

build: setup
	swift build -c release $(STATIC) --product sprawl

test: setup
	swift test

lint:
	@swift format lint --strict --parallel $(SWIFT_SOURCES)

format:
	@swift format --in-place --parallel $(SWIFT_SOURCES)

# Every rule against its own examples and counterexamples.
rules: build
	.build/release/sprawl rules check Rules
	.build/release/sprawl rules test

install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 .build/release/sprawl $(DESTDIR)$(PREFIX)/bin/sprawl

# Whole-process times over CORPUS (default: this folder).
CORPUS ?= .
bench: build
	Scripts/bench .build/release/sprawl $(CORPUS)

# Inputs too large for a test.
stress: build
	Scripts/stress .build/release/sprawl

setup:
	@Scripts/setup

clean:
	rm -rf .build
