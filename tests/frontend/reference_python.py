"""CPythons to compare with: the host, and 3.12 where there is one.

3.12 is looked for as `python3.12` on the PATH (with pyenv also through its selection by version),
or where the environment variable DXPY_PYTHON312 says. An outcome is what `compile` raises, as a
list of class, message, line, offset, end line and end offset, or None.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache

SCRIPT = """
import json, sys, warnings
warnings.simplefilter("ignore")
found = []
for source in json.load(sys.stdin):
    try:
        compile(source, "f", "exec", dont_inherit=True)
        found.append(None)
    except SyntaxError as error:
        found.append([type(error).__name__, error.msg, error.lineno, error.offset,
                      error.end_lineno, error.end_offset])
    except Exception as error:
        found.append([type(error).__name__, str(error), None, None, None, None])
json.dump(["%d.%d.%d" % sys.version_info[:3], found], sys.stdout)
"""


@cache
def python312() -> tuple[tuple[str, ...], dict[str, str]] | None:
    """The command and environment of a working CPython 3.12, or None."""
    named = os.environ.get("DXPY_PYTHON312")
    tries = [((named,), {})] if named else [(("python3.12",), {})]
    if not named:
        tries += [(("python3.12",), {"PYENV_VERSION": f"3.12.{micro}"}) for micro in range(15)]
    question = "import sys; sys.exit(sys.version_info[:2] != (3, 12))"
    for command, extra in tries:
        environment = {**os.environ, **extra}
        try:
            done = subprocess.run(
                [*command, "-c", question], env=environment, capture_output=True, check=False
            )
        except OSError:
            return None
        if done.returncode == 0:
            return command, environment
    return None


def outcomes(sources: list[str], *, reference: bool = False) -> tuple[str, list[list | None]]:
    """The exact version and the outcome of each source, on the host or on 3.12."""
    command, environment = (sys.executable,), dict(os.environ)
    if reference:
        found = python312()
        assert found is not None
        command, environment = found
    done = subprocess.run(
        [*command, "-c", SCRIPT],
        input=json.dumps(sources),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    version, results = json.loads(done.stdout)
    return version, results


def run312(script: str, given: object) -> object:
    """What a script makes of a JSON value on 3.12, as a JSON value."""
    found = python312()
    assert found is not None
    command, environment = found
    done = subprocess.run(
        [*command, "-c", script],
        input=json.dumps(given),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)
