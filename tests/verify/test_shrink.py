"""Shrinking keeps what makes a case fail and takes the rest away."""

from __future__ import annotations

from dxpy.verify.shrink import shrink


def test_bytes_become_short_and_plain():
    case = {"hay": b"qwertyXuiopasdf" * 9, "needle": b"zz"}
    smallest = shrink(case, lambda candidate: b"X" in candidate["hay"])
    assert smallest == {"hay": b"X", "needle": b""}


def test_arrays_lose_whole_elements():
    case = {"src": bytes(range(1, 81)), "value": 12345}
    smallest = shrink(
        case,
        lambda candidate: len(candidate["src"]) >= 16 and candidate["value"] >= 7,
        element_bytes=8,
    )
    assert len(smallest["src"]) == 16
    assert smallest["value"] == 7


def test_pairs_of_arrays_stay_of_one_length():
    case = {"left": bytes(80), "right": bytes(80)}
    seen = []

    def fails(candidate):
        seen.append(candidate)
        return len(candidate["left"]) >= 24

    smallest = shrink(case, fails, element_bytes=8)
    assert len(smallest["left"]) == len(smallest["right"]) == 24


def test_steps_are_removed():
    case = {"steps": list(range(50))}
    smallest = shrink(case, lambda candidate: {7, 31} <= set(candidate["steps"]))
    assert smallest == {"steps": [7, 31]}


def test_tries_are_bounded():
    asked = []

    def fails(candidate):
        asked.append(candidate)
        return True

    shrink({"hay": b"x" * 1000, "limit": 1 << 60}, fails, tries=50)
    assert len(asked) <= 50
