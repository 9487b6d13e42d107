"""Record what CPython 3.11 and 3.12 say about the programs in data/broken.json.

Run it under 3.11 with a 3.12 at hand, after adding programs to the file (a category and a source
are enough):  python tests/frontend/record_broken.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from reference_python import outcomes

BROKEN = Path(__file__).parent / "data" / "broken.json"


def main() -> None:
    record = json.loads(BROKEN.read_text(encoding="utf-8"))
    sources = [program["source"] for program in record["programs"]]
    assert sys.version_info[:2] == (3, 11), "the host must be CPython 3.11"
    version311, found311 = outcomes(sources)
    version312, found312 = outcomes(sources, reference=True)
    for index, program in enumerate(record["programs"]):
        program["3.11"] = found311[index]
        program["3.12"] = found312[index]
    record["versions"] = {"3.11": version311, "3.12": version312}
    lines = [json.dumps(program, ensure_ascii=True) for program in record["programs"]]
    versions = json.dumps(record["versions"])
    body = ",\n".join(lines)
    BROKEN.write_text(f'{{"versions": {versions}, "programs": [\n{body}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
