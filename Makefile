# The two commands of the quick start are `make demo` and `make test`; each installs what it needs.
VENV ?= .venv
export VENV
BIN = $(VENV)/bin
PEERS ?=
PEERS_DB ?=

.PHONY: help demo test test-peers check format man rules bench clean

help:
	@echo "make demo    the example beamline: store, merge, record a scan, look at the file"
	@echo "make test    all tests, against real MariaDB, PostgreSQL and Tango databases"
	@echo "make test-peers  the peers' programs from PyPI against ours; PEERS=venv says where they are or go"
	@echo "make check   ruff, mypy, import layers, the example beamline by nxsconfig validate"
	@echo "make format  let ruff lay out the code"
	@echo "make man     write the manual pages and the shells' completion files from the code and docs/"
	@echo "make rules   write the pages of the validation's rules from the code"
	@echo "make bench   measure against the floor; PEERS=venv PEERS_DB=JSONSettings add the peers"
	@echo "make clean   remove what these made, except bench/results"

demo:
	@.ci/venv
	@$(BIN)/python examples/demo.py

test:
	@.ci/services
	@.ci/venv test
	@$(BIN)/python -m pytest

test-peers: export PEERS := $(or $(PEERS),.peers-venv)
test-peers:
	@.ci/services
	@.ci/venv test
	@.ci/peers
	@$(BIN)/python -m pytest -m peers tests/peers

check:
	@.ci/services
	@.ci/venv dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nxsconfig validate examples/beamline --fail-on warning

format:
	@.ci/venv dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

man:
	@.ci/venv test
	$(BIN)/python man/generate.py

rules:
	@.ci/venv test
	$(BIN)/python man/rules.py

bench:
	@.ci/services
	@.ci/venv test
	@mkdir -p bench/results
	$(BIN)/python bench/merge.py --json bench/results/merge.json $(if $(PEERS),--peers $(PEERS) --peers-db '$(PEERS_DB)')
	$(BIN)/python bench/writer.py --json bench/results/writer.json
	$(BIN)/python -m bench.sources --json bench/results/sources.json
	$(BIN)/python -m bench.command_line --json bench/results/command_line.json $(if $(PEERS),--peers $(PEERS))
	$(BIN)/python -m bench.tango_server --json bench/results/tango_server.json $(if $(PEERS),--peers $(PEERS))
	$(BIN)/python -m bench.validate --json bench/results/validate.json
	$(BIN)/python -m bench.data_writer --json bench/results/data_writer.json $(if $(PEERS),--peers $(PEERS))
	$(BIN)/python -m bench.endurance --json bench/results/endurance.json
	$(BIN)/python -m bench.long_scan --json bench/results/long_scan.json

clean:
	rm -rf $(VENV) .readers-venv demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
