# What a person or a machine types here; `make` alone lists it.
# Any of it sets up first what it needs, once, into .venv. Python is chosen with `make setup PYTHON=python3.13`.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.SUFFIXES:
.PHONY: help setup chat run test test-all check bench bench-matching torture lock clean FORCE

PYTHON ?=
ARGS ?=
VENV := .venv
RUN := $(VENV)/bin/python

# A set-up that was stopped in the middle, or whose Python is gone from the machine, is made again.
UNFINISHED := $(VENV)/.unfinished
REPAIR := $(shell if test -e $(UNFINISHED) || ! test -x $(RUN); then echo FORCE; fi)

help: ## list what can be typed here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.ready ## set everything up into .venv, and nothing more
	@echo "Everything is set up in $(VENV)."

chat: $(VENV)/.ready ## talk with the bot here in the terminal: no account, no token
	@$(RUN) main.py chat $(ARGS)

run: $(VENV)/.ready ## start the Telegram bot
	@$(RUN) main.py run $(ARGS)

test: $(VENV)/.ready-dev ## run the tests, without the long ones; ARGS=tests/flows runs only those of that folder
	@$(call run_tests, and not slow)

test-all: $(VENV)/.ready-dev ## run all tests; after `test` in the same command only the long ones
	@$(call run_tests,$(if $(filter test,$(MAKECMDGOALS)), and slow))

check: $(VENV)/.ready-dev ## check the code with ruff and mypy, and the words in faq/ and flows/
	@$(RUN) -m ruff check .
	@$(RUN) -m mypy --strict
	@$(RUN) main.py check

bench: $(VENV)/.ready-dev ## measure how fast the bot answers beside a bare echo bot, broadcasts and exports
	@$(RUN) -m bench $(ARGS)
	@$(RUN) -m bench.guards.latency
	@$(RUN) -m bench.speed.broadcast --kills 0
	@$(RUN) -m bench.speed.export

bench-matching: $(VENV)/.ready-dev ## measure how well and how fast questions find their answers
	@$(RUN) -m bench.matching $(ARGS)

torture: $(VENV)/.ready-dev ## kill the bot 200 times under load, and in a broadcast to 10,000: nothing should be lost
	@$(RUN) -m bench.speed.torture $(ARGS)
	@$(RUN) -m bench.speed.broadcast --rate 0

lock: ## write the two lock files from pyproject.toml (needs uv; ARGS=--upgrade takes newer versions)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/" >&2; exit 2; }
	@$(compile) --output-file requirements.lock
	@$(compile) --group pyproject.toml:dev --constraints requirements.lock --output-file requirements-dev.lock

clean: ## take away .venv and what the tools keep; the bot's data stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# $(1) is one more condition on the marks. pytest ends with 5 when it finds no test: one of the two runs may.
# Bytecode is kept even where the environment says otherwise: without it each worker compiles everything.
define run_tests
	export PYTHONDONTWRITEBYTECODE=; \
	together=0; $(RUN) -m pytest -n auto --dist worksteal -m "not serial$(1)" $(ARGS) || together=$$?; \
	case $$together in 0|5) ;; *) exit $$together ;; esac; \
	alone=0; $(RUN) -m pytest -m "serial$(1)" $(ARGS) || alone=$$?; \
	case $$alone in 5) exit $$together ;; *) exit $$alone ;; esac
endef

compile = uv pip compile pyproject.toml $(ARGS) --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-annotate --no-emit-index-url --custom-compile-command "make lock"

$(VENV)/.ready: requirements.lock $(REPAIR)
	@$(call install,requirements.lock)
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(REPAIR)
	@$(call install,requirements-dev.lock)
	@touch $(VENV)/.ready $@

# $(1) is a lock file. The mark of an unfinished set-up is there from the first step until after the last.
define install
	set -e; \
	if test -e $(UNFINISHED) || ! $(RUN) -c "" 2>/dev/null; then \
		$(choose_python); \
		echo "Setting up in $(VENV), once; this takes about a minute." >&2; \
		rm -rf $(VENV); mkdir $(VENV); touch $(UNFINISHED); \
		"$$python" -m venv $(VENV); \
	else \
		echo "Bringing $(VENV) up to date." >&2; \
		touch $(UNFINISHED); \
	fi; \
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r $(1); \
	rm $(UNFINISHED)
endef

# Sets $python, or says in words what the machine lacks.
define choose_python
	python=; \
	for candidate in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
		if "$$candidate" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then \
			python="$$candidate"; break; \
		fi; \
	done; \
	if test -z "$$python"; then \
		found="$$("$(or $(PYTHON),python3)" --version 2>/dev/null || echo none)"; \
		echo "The bot needs Python 3.11 or newer; found here as $(or $(PYTHON),python3): $$found." >&2; \
		echo "Install a newer Python, or name the one to use: make setup PYTHON=/path/to/python3" >&2; \
		exit 2; \
	fi; \
	if ! "$$python" -c "import venv, ensurepip" 2>/dev/null; then \
		echo "$$python cannot make virtual environments." \
			"On Debian or Ubuntu, mend it with: apt install python3-venv" >&2; \
		exit 2; \
	fi
endef
