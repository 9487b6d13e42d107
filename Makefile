# The commands of the day. `make run` and `make test` do everything on a fresh machine with Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
TARGET ?= host

.PHONY: run test core gen verify stress sanitize bench format check cross clean

run: $(READY) core
	$(PY) examples/text_and_numbers.py

test: $(READY) core
	$(PY) -m pytest

$(READY): pyproject.toml setup.py
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

core: $(READY)
	$(PY) dxpy/_tools/build.py --target $(TARGET)

gen: $(READY)
	$(PY) -m dxpy._tools.gen_tables
	$(PY) -m dxpy._tools.gen_docs

verify: core
	$(PY) -m dxpy verify kernels --cases 2000

stress: core
	$(PY) -m pytest -m slow

sanitize: $(READY)
	$(PY) -m pytest tests/kernels/test_sanitize.py -m 'slow or not slow'

bench: core
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(PY) -m dxpy bench kernels --out bench/results
	$(PY) -m pytest bench --benchmark-only

format: $(READY)
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .
	find kernels -name '*.[ch]' | xargs $(VENV)/bin/clang-format -i

check: $(READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m dxpy._tools.gen_tables --check
	$(PY) -m dxpy._tools.gen_docs --check
	find kernels -name '*.[ch]' | xargs $(VENV)/bin/clang-format --dry-run -Werror
	$(MAKE) cross

cross: $(READY)
	$(PY) dxpy/_tools/build.py --target all --out build/cross
	$(PY) -m dxpy._tools.inspect_cores build/cross

clean:
	rm -rf build dist dxpy/cores dxpy/_fast.abi3.* *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
