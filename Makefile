# Board papers to tidy tables. `make help` lists the verbs.
#
# Everything runs in .venv, which is made once, from requirements-dev.lock, and made again when the
# lock changes. After that nothing here needs the network.

PAPERS ?= samples/papers
OUT    ?= outputs/tables
SECONDS ?= 600
VENV   ?= .venv
BIN    := $(VENV)/bin
LOCKED := $(VENV)/.locked
READY  := $(VENV)/.ready
CODE   := extract normalise outputs pipeline

# The first Python that is new enough; `make PYTHON=/path/to/python3.12 …` chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help extract test check lint format docs samples bench notebook fuzz lock audit clean

help: ## List these verbs
	@echo "make VERB, with VERB one of:"
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "make extract PAPERS=folder OUT=folder   does any folder of papers"

$(LOCKED): requirements-dev.lock
	@test -n "$(PYTHON)" || { echo "boardpapers needs Python 3.11 or newer, and none was found. Install it, or say where it is: make PYTHON=/path/to/python3.12 ..."; exit 1; }
	@echo "Making the environment in $(VENV) (once; a minute or two) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Python's venv module is not all there. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# 3 says "done, but some papers could not be read": the summary names them, and the tables are whole.
extract: $(READY) ## Extract PAPERS (the samples) to tables in OUT (outputs/tables)
	@$(BIN)/boardpapers extract "$(PAPERS)" --out "$(OUT)" || test $$? -eq 3

test: lint ## Run every check there is: lint, types, tests
	$(BIN)/python -m pytest

check: $(READY) ## Extract the samples again and print every cell that differs; BLESS=1 accepts
	@$(BIN)/boardpapers check $(if $(filter 1,$(BLESS)),--bless)

lint: $(READY) ## Style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY) ## Put the code in its format, and mend what can be mended
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

docs: $(READY) ## Write the data dictionary, the limits and the README's examples anew
	$(BIN)/python -m outputs.dictionary
	$(BIN)/python tests/limits_table.py
	$(BIN)/python tests/docs.py

samples: $(READY) ## Make the sample papers again (needs LibreOffice)
	$(BIN)/python -m samples.make

bench: $(READY) ## Measure speed, memory and accuracy side by side
	$(BIN)/python -m bench.run

notebook: $(READY) ## Run the notebook on OUT; the result goes to build/
	@test -f "$(OUT)/papers.parquet" || { echo "There are no tables in $(OUT) yet: make extract"; exit 1; }
	@mkdir -p build
	BOARDPAPERS_TABLES="$(abspath $(OUT))" BOARDPAPERS_PAPERS="$(abspath $(PAPERS))" \
		$(BIN)/jupyter execute notebooks/start-here.ipynb --output="$(abspath build)/start-here.ipynb"

# atheris has wheels for Linux and macOS alone, so it is no part of the environment that all share.
fuzz: $(READY) ## Look for papers that break the readers, for SECONDS (600); FUZZ="pdf dump" chooses
	@$(BIN)/python -c 'import atheris' 2>/dev/null \
		|| $(BIN)/python -m pip install --quiet --require-hashes -r requirements-fuzz.lock \
		|| { echo "fuzz skipped: atheris does not install here"; exit 0; }; \
	nice -n 15 $(BIN)/python -m fuzz.run --seconds $(SECONDS) $(FUZZ)

lock: $(READY) ## Choose the newest versions that fit, and lock them with their hashes
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --group dev -c requirements.lock \
		pyproject.toml -o requirements-dev.lock
	echo "atheris>=3,<3.1" | $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" - -o requirements-fuzz.lock

AUDIT ?= $(BIN)/uv tool run --quiet pip-audit --require-hashes --disable-pip -r requirements.lock

# pip-audit ends with 1 both where it found something and where it could ask nobody: its words tell.
audit: $(READY) ## Ask whether any locked dependency has a known vulnerability
	@said=$$($(AUDIT) 2>&1); \
	if echo "$$said" | grep -qE "(GHSA|CVE|PYSEC)-[0-9A-Za-z]"; then \
		echo "$$said"; echo "audit failed: a locked dependency has a known vulnerability"; exit 1; \
	elif echo "$$said" | grep -q "No known vulnerabilities found" \
			&& ! echo "$$said" | grep -q "could not be audited"; then \
		echo "audit passed: no known vulnerability in requirements.lock"; \
	else \
		echo "audit skipped: pip-audit or its data could not be reached from here; nothing was checked"; \
	fi

clean: ## Take away what make made, the tables excepted
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis ./*.egg-info
