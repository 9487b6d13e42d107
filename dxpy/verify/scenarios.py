"""One scenario for each row of exports.def: how to make a case of it and how to run that.

Most rows need nothing but their argument names: `hay`, `needle`, `src` ... are inputs, `hay_len`,
`n` ... follow from them, `dst`, `out` are outputs of a size the scenario tells. What has state
(splits, tables) or addresses in memory (join) has a function of its own. A scenario shows in its
outcome what the row promises and nothing else: the end of a filter's dst, say, is not looked at.
"""

from __future__ import annotations

import functools
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dxpy.verify import generate
from dxpy.verify.outcome import ROWS, Case, Outcome, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

INPUTS = ("hay", "needle", "src", "left", "right", "set", "old", "new", "sep", "table", "group")
NO_LIMIT = (1 << 64) - 1


@dataclass(frozen=True)
class Scenario:
    """How one kernel is tried."""

    kernel: str
    make: Callable[[Random], Case]
    run: Callable[[Run, Case], Outcome]


SCENARIOS: dict[str, Scenario] = {}


def plain(
    *names: str,
    make: Callable[[Random], Case],
    sizes: Mapping[str, Callable[[Case], int]] | None = None,
    observe: Callable[[Any, dict[str, bytes], Case], Outcome] | None = None,
    align: int = 1,
) -> None:
    """Register rows that need no more than their argument names.

    Args:
        names: the rows.
        make: a case of any of them.
        sizes: bytes of each output.
        observe: what to show of (result, outputs); by default all of it.
        align: what outputs are aligned to.
    """

    def run(run: Run, case: Case, name: str) -> Outcome:
        arguments: list[float] = []
        outputs: dict[str, tuple[int, int]] = {}
        for kind, argument in ROWS[name].arguments:
            if kind == "addr" and argument in INPUTS:
                arguments.append(run.place(case[argument]))
            elif kind == "addr":
                size = (sizes or {})[argument](case)
                outputs[argument] = (run.output(size, align=align), size)
                arguments.append(outputs[argument][0])
            else:
                arguments.append(scalar(case, argument))
        result = run.call(name, *arguments)
        run.check_canaries()
        shown = {out: run.read(address, size) for out, (address, size) in outputs.items()}
        return observe(result, shown, case) if observe else (result, *shown.values())

    for name in names:
        SCENARIOS[name] = Scenario(name, make, functools.partial(run, name=name))


def scalar(case: Case, argument: str) -> float:
    """A number the row wants: given by the case, or the length of one of its buffers."""
    if argument in case:
        value = case[argument]
        return generate.bits_to_f64(value[0]) if isinstance(value, tuple) else int(value)
    if argument in ("n", "len"):
        size = len(case["src"] if "src" in case else case["left"])
        return size // 8 if argument == "n" else size
    return len(case[argument.removesuffix("_len")])


def special(name: str, make: Callable[[Random], Case]) -> Callable[[Any], Any]:
    """Register a row that runs by a function of its own."""

    def register(run: Callable[[Run, Case], Outcome]) -> Callable[[Run, Case], Outcome]:
        SCENARIOS[name] = Scenario(name, make, run)
        return run

    return register


# Bytes


def hay_and_needle(rng: Random, smallest: int = 0) -> Case:
    """A haystack and a needle that may be in it."""
    hay = generate.raw(rng, generate.length(rng, 1500))
    needle = generate.needle_for(rng, hay, smallest)
    return {"hay": hay, "needle": needle}


def hay_and_byte(rng: Random) -> Case:
    """A haystack and a byte that is often in it."""
    hay = generate.raw(rng, generate.length(rng, 1500))
    return {
        "hay": hay,
        "byte": rng.choice(hay) if hay and rng.random() < 0.6 else rng.randrange(256),
    }


def hay_and_set(rng: Random) -> Case:
    """A haystack and a set of bytes."""
    return {"hay": generate.raw(rng, generate.length(rng, 600)), "set": generate.byte_set(rng)}


def counted(rng: Random) -> Case:
    """A haystack, a needle and a limit."""
    limit = rng.choice((NO_LIMIT, NO_LIMIT, 0, 1, 2, rng.randrange(70)))
    return {**hay_and_needle(rng), "limit": limit}


def all_found(rng: Random) -> Case:
    """A haystack, a needle, where to start and how many to give."""
    case = hay_and_needle(rng, 1)
    start = rng.randint(0, len(case["hay"])) if rng.random() < 0.5 else 0
    return {**case, "start": start, "cap": rng.choice((0, 1, 2, 7, 63, 64, 65, 200, 2000))}


def two_alike(rng: Random) -> Case:
    """Two runs of one length that differ in at most one byte."""
    left = generate.raw(rng, generate.length(rng, 700))
    right = bytearray(left)
    if right and rng.random() < 0.7:
        right[rng.randrange(len(right))] ^= rng.choice((1, 0x80, 0xFF))
    return {"left": left, "right": bytes(right)}


def two_ordered(rng: Random) -> Case:
    """Two runs that differ in at most one byte and perhaps in length."""
    case = two_alike(rng)
    cut = rng.randint(0, len(case["right"]))
    return {**case, "right": case["right"][:cut]} if rng.random() < 0.4 else case


def source(rng: Random) -> Case:
    """Bytes of any kind."""
    return {"src": generate.raw(rng, generate.length(rng, 700))}


def texts(rng: Random) -> Case:
    """Valid UTF-8."""
    return {"src": generate.text(rng, generate.length(rng, 300))}


def src_size(case: Case) -> int:
    """Bytes of the input."""
    return len(case["src"])


plain("bytes_find", "bytes_rfind", make=hay_and_needle)
plain("bytes_find_byte", "bytes_rfind_byte", "bytes_count_byte", make=hay_and_byte)
plain("bytes_find_any_of", "bytes_find_none_of", "bytes_count_any_of", make=hay_and_set)
plain("bytes_rfind_any_of", "bytes_rfind_none_of", make=hay_and_set)
plain("bytes_count", make=counted)
plain(
    "bytes_find_all",
    make=all_found,
    sizes={"out": lambda case: 8 * case["cap"]},
    align=8,
    observe=lambda found, outs, _: (found, outs["out"][: 8 * found]),
)
plain("bytes_equal", "bytes_common_prefix", make=two_alike)
plain("bytes_compare", make=two_ordered)
plain(
    "bytes_hash", make=lambda rng: {**source(rng), "seed": rng.choice((0, 1, rng.getrandbits(64)))}
)
plain("bytes_lower", "bytes_upper", "bytes_swapcase", make=source, sizes={"dst": src_size})
plain(
    "bytes_translate",
    make=lambda rng: {**source(rng), "table": rng.randbytes(256)},
    sizes={"dst": src_size},
)
plain("bytes_is_ascii", make=source)
plain(
    "utf8_validate", make=lambda rng: {"src": generate.broken_text(rng, generate.length(rng, 300))}
)
plain("utf8_count", make=texts)
plain("utf8_offset", make=lambda rng: {**texts(rng), "index": rng.choice((0, rng.randint(0, 320)))})
plain(
    "bytes_space_prefix",
    "bytes_space_suffix",
    make=lambda rng: (
        {**texts(rng), "text": 1} if rng.random() < 0.6 else {**source(rng), "text": 0}
    ),
)


def splitting(rng: Random) -> Case:
    """A haystack, a separator, how often to split, pieces for each call."""
    case = hay_and_needle(rng, 1)
    return {"hay": case["hay"], "sep": case["needle"], **split_limits(rng)}


def split_limits(rng: Random) -> Case:
    """How often to split, and how many pieces each call may give."""
    splits = rng.choice((NO_LIMIT, NO_LIMIT, NO_LIMIT, 0, 1, 2, rng.randrange(40)))
    return {"splits": splits, "cap": rng.choice((1, 2, 3, 5, 64, 65, 1000))}


def splitting_space(rng: Random) -> Case:
    """Bytes or text with much white space in it."""
    text = rng.random() < 0.5
    size = generate.length(rng, 700)
    hay = generate.text(rng, size // 2) if text else generate.raw(rng, size)
    return {"hay": hay, "text": int(text), **split_limits(rng)}


def run_split(run: Run, case: Case, name: str, from_right: bool) -> Outcome:
    """Call until done; the pieces of all calls."""
    hay = case["hay"]
    arguments: list[int] = [run.place(hay), len(hay)]
    if "sep" in case:
        arguments += [run.place(case["sep"]), len(case["sep"])]
    arguments += [case[word] for word in ("text", "keep_ends") if word in case]
    start = len(hay) if from_right else 0
    state = run.output(24, align=8, initial=struct.pack("<3Q", start, case["splits"], 0))
    pieces = run.output(16 * case["cap"], align=8)
    found: list[tuple[int, int]] = []
    for _ in range(len(hay) + 3):
        count = run.call(name, *arguments, state, pieces, case["cap"])
        if count > case["cap"]:
            return ("more pieces than cap", count)
        words = run.words(pieces, 2 * count)
        found += zip(words[::2], words[1::2], strict=True)
        run.check_canaries()
        if run.words(state, 3)[2]:
            return (tuple(found),)
    return ("never done", tuple(found))


def split_row(name: str, make: Callable[[Random], Case], *, from_right: bool = False) -> None:
    """Register a row that splits."""
    SCENARIOS[name] = Scenario(name, make, lambda run, case: run_split(run, case, name, from_right))


split_row("bytes_split", splitting)
split_row("bytes_rsplit", splitting, from_right=True)
split_row("bytes_split_space", splitting_space)
split_row("bytes_rsplit_space", splitting_space, from_right=True)
split_row(
    "bytes_split_lines",
    lambda rng: {**splitting_space(rng), "keep_ends": rng.randrange(2), "splits": NO_LIMIT},
)


def replacing(rng: Random) -> Case:
    """What to replace by what, and room that fits, is too small or too large."""
    case = counted(rng)
    src, old = case["hay"], case["needle"] or b"a"
    new = rng.choice((b"", b"x", b"yz", b"abc", old, generate.raw(rng, generate.length(rng, 80))))
    fits = len(src.replace(old, new, min(case["limit"], len(src))))
    slack = rng.choice((0, 0, 0, 0, 1, 64, -1))
    return {
        "src": src,
        "old": old,
        "new": new,
        "limit": case["limit"],
        "dst_len": max(0, fits + slack),
    }


def interspersing(rng: Random) -> Case:
    """What to put between bytes or code points, and room for it."""
    text = rng.random() < 0.5
    src = generate.text(rng, generate.length(rng, 100)) if text else source(rng)["src"]
    new = generate.raw(rng, rng.choice((0, 1, 2, 3, 20)))
    limit = rng.choice((NO_LIMIT, NO_LIMIT, 0, 1, rng.randrange(100)))
    places = len(src.decode() if text else src) + 1
    fits = len(src) + min(limit, places) * len(new)
    return {
        "src": src, "text": int(text), "new": new, "limit": limit,
        "dst_len": max(0, fits + rng.choice((0, 0, 0, 1, 64, -1))),
    }  # fmt: skip


def written(length: int, outs: dict[str, bytes], _: Case) -> Outcome:
    """A result that is the length written, or -1 and nothing promised of dst."""
    return (length, outs["dst"][: max(length, 0)])


plain("bytes_replace", make=replacing, sizes={"dst": lambda case: case["dst_len"]}, observe=written)
plain(
    "bytes_intersperse",
    make=interspersing,
    sizes={"dst": lambda case: case["dst_len"]},
    observe=written,
)


def joining(rng: Random) -> Case:
    """Parts, a separator, and room for them."""
    count = rng.choice((0, 1, 2, 3, 17, 60))
    largest = rng.choice((3, 12, 70, 300))
    parts = [generate.raw(rng, rng.randint(0, largest)) for _ in range(count)]
    sep = generate.raw(rng, rng.choice((0, 1, 2, 5, 20, 65)))
    fits = len(sep.join(parts))
    return {"parts": parts, "sep": sep, "dst_len": max(0, fits + rng.choice((0, 0, 0, 1, 64, -1)))}


@special("bytes_join", joining)
def run_join(run: Run, case: Case) -> Outcome:
    """Lay the parts and the table of them out, then join."""
    table = b"".join(run.usize(run.place(part)) + run.usize(len(part)) for part in case["parts"])
    parts = run.place(table, align=8)
    sep, dst = run.place(case["sep"]), run.output(case["dst_len"])
    length = run.call(
        "bytes_join", parts, len(case["parts"]), sep, len(case["sep"]), dst, case["dst_len"]
    )
    run.check_canaries()
    return (length, run.read(dst, max(length, 0)))


# Arrays


def ints(rng: Random) -> Case:
    """An int64 array."""
    return {"src": generate.i64s(rng, generate.length(rng, 300))}


def floats(rng: Random) -> Case:
    """A float64 array."""
    return {"src": generate.f64s(rng, generate.length(rng, 300))}


def some_ints(rng: Random) -> Case:
    """An int64 array that is not empty."""
    return {"src": generate.i64s(rng, generate.length(rng, 300) or 1)}


def some_floats(rng: Random) -> Case:
    """A float64 array that is not empty."""
    return {"src": generate.f64s(rng, generate.length(rng, 300) or 1)}


def two_ints(rng: Random) -> Case:
    """Two int64 arrays of one length."""
    count = generate.length(rng, 300)
    return {"left": generate.i64s(rng, count), "right": generate.i64s(rng, count)}


def two_floats(rng: Random) -> Case:
    """Two float64 arrays of one length, often the same."""
    count = generate.length(rng, 300)
    left = generate.f64s(rng, count)
    return {"left": left, "right": left if rng.random() < 0.3 else generate.f64s(rng, count)}


def ints_and_value(rng: Random) -> Case:
    """An int64 array, a value that is often in it, a comparison."""
    case = ints(rng)
    value = generate.i64(rng)
    if case["src"] and rng.random() < 0.6:
        start = 8 * rng.randrange(len(case["src"]) // 8)
        value = int.from_bytes(case["src"][start : start + 8], "little", signed=True)
    return {**case, "value": value, "compare": rng.randrange(6)}


def floats_and_value(rng: Random) -> Case:
    """A float64 array, the bits of a value that is often in it, a comparison."""
    case = floats(rng)
    bits = generate.f64_bits(rng)
    if case["src"] and rng.random() < 0.6:
        start = 8 * rng.randrange(len(case["src"]) // 8)
        bits = int.from_bytes(case["src"][start : start + 8], "little")
    return {**case, "value": (bits,), "compare": rng.randrange(6)}


def kept(count: int, outs: dict[str, bytes], _: Case) -> Outcome:
    """A filter: how many, and those."""
    return (count, outs["dst"][: 8 * count])


def unless_overflow(index: int, outs: dict[str, bytes], _: Case) -> Outcome:
    """A map: the result, or the index of the first overflow."""
    return (index, outs["dst"] if index < 0 else b"")


DST = {"dst": src_size}
plain("array_sum_i64", make=ints, sizes={"wide": lambda _: 16})
plain("array_dot_i64", make=two_ints, sizes={"wide": lambda _: 24})
plain("array_sum_f64", make=floats)
plain("array_dot_f64", make=two_floats)
plain("array_min_i64", "array_max_i64", make=some_ints)
plain("array_min_f64", "array_max_f64", make=some_floats)
plain("array_argmin_i64", "array_argmax_i64", "array_is_sorted_i64", make=ints)
plain("array_argmin_f64", "array_argmax_f64", "array_is_sorted_f64", make=floats)
plain(
    "array_add_i64",
    "array_sub_i64",
    "array_mul_i64",
    make=ints_and_value,
    sizes=DST,
    observe=unless_overflow,
)
plain("array_add_f64", "array_sub_f64", "array_mul_f64", make=floats_and_value, sizes=DST)
plain("array_from_i64", "array_reverse", make=ints, sizes=DST)
plain("array_filter_i64", "array_filter_index_i64", make=ints_and_value, sizes=DST, observe=kept)
plain("array_filter_f64", "array_filter_index_f64", make=floats_and_value, sizes=DST, observe=kept)
plain("array_count_where_i64", "array_index_i64", make=ints_and_value)
plain("array_count_where_f64", "array_index_f64", make=floats_and_value)
plain("array_equal_f64", make=two_floats)


def sorting(
    make: Callable[[Random], Case], count: Callable[[Random], int]
) -> Callable[[Random], Case]:
    """Mostly short arrays, now and then one long enough for the large-array method."""

    def made(rng: Random) -> Case:
        if rng.random() < 0.97:
            return make(rng)
        return {"src": (generate.i64s if make is ints else generate.f64s)(rng, count(rng))}

    return made


def sort_row(kind: str, make: Callable[[Random], Case]) -> None:
    """Register the sort and the argsort of one kind of element."""

    def run_sort(run: Run, case: Case) -> Outcome:
        n = len(case["src"]) // 8
        data = run.output(8 * n, initial=case["src"])
        scratch = run.output(run.call("array_sort_scratch", n), align=8)
        run.call(f"array_sort_{kind}", data, n, scratch)
        run.check_canaries()
        return (run.read(data, 8 * n),)

    def run_argsort(run: Run, case: Case) -> Outcome:
        n = len(case["src"]) // 8
        src, dst = run.place(case["src"]), run.output(8 * n)
        scratch = run.output(run.call("array_argsort_scratch", n), align=8)
        run.call(f"array_argsort_{kind}", src, n, dst, scratch)
        run.check_canaries()
        return (run.read(dst, 8 * n),)

    made = sorting(make, lambda rng: rng.randint(300, 6000))
    SCENARIOS[f"array_sort_{kind}"] = Scenario(f"array_sort_{kind}", made, run_sort)
    SCENARIOS[f"array_argsort_{kind}"] = Scenario(f"array_argsort_{kind}", made, run_argsort)


sort_row("i64", ints)
sort_row("f64", floats)


# Swiss tables

KEY_SIZES = (0, 1, 7, 8, 17, 40)
CONTROL_BYTES = (0x80, 0xFE, 0, 1, 0x7F, 0x55)


def group(rng: Random) -> Case:
    """Sixteen control bytes and a tag."""
    controls = bytes(rng.choice(CONTROL_BYTES) for _ in range(16))
    return {"group": controls, "tag": rng.choice((0, 1, 0x7F, 0x55, rng.randrange(128)))}


plain("swiss_match", "swiss_match_empty", "swiss_match_free", make=group)


def table_steps(rng: Random) -> Case:
    """Inserts, deletes and look-ups over few keys, so that they meet; sometimes many inserts."""
    pool_size = rng.choice((4, 20, 200))
    steps = [
        (
            rng.choice(("insert", "insert", "delete", "get")),
            rng.randrange(pool_size),
            rng.randrange(1000),
        )
        for _ in range(rng.choice((5, 40, 300)))
    ]
    return {
        "steps": steps, "pool": [generate.i64(rng) for _ in range(pool_size)],
        "key_bytes": [generate.raw(rng, rng.choice(KEY_SIZES)) for _ in range(pool_size)],
        "seeds": [rng.getrandbits(64), rng.getrandbits(64)],
    }  # fmt: skip


class Table:
    """A Swiss table of one kind in a core's memory, grown as the kernels ask for it."""

    def __init__(self, run: Run, kind: str, seeds: list[int]) -> None:
        """An empty table of the smallest capacity."""
        self.run, self.kind, self.seeds = run, kind, seeds
        self.capacity = run.call("swiss_capacity", 0)
        self.address = self.fresh()

    def fresh(self) -> int:
        """A new empty table of the capacity; its address."""
        size = self.run.call(f"swiss_{self.kind}_size", self.capacity)
        address = self.run.output(size, align=64)
        self.run.call(f"swiss_{self.kind}_init", address, self.capacity, *self.seeds)
        return address

    def insert(self, *args: int) -> int:
        """Insert, growing first if there is no room."""
        name = f"swiss_{self.kind}_insert"
        status = self.run.call(name, self.address, *args)
        if status == -1:
            self.capacity *= 2
            bigger = self.fresh()
            self.run.call(f"swiss_{self.kind}_grow", self.address, bigger)
            self.address = bigger
            status = self.run.call(name, self.address, *args)
        return int(status)


ABSENT = -(1 << 40)


@special("swiss_i64_insert", table_steps)
def run_i64_table(run: Run, case: Case) -> Outcome:
    """Steps on a table of int64 keys, then a look-up of all keys at once."""
    table = Table(run, "i64", case["seeds"])
    seen: list[int] = []
    for action, which, value in case["steps"]:
        key = case["pool"][which % len(case["pool"])]
        if action == "insert":
            seen.append(table.insert(key, value))
        else:
            seen.append(run.call(f"swiss_i64_{action}", table.address, key, ABSENT))
    keys = b"".join(struct.pack("<q", key) for key in case["pool"])
    out = run.output(len(keys))
    run.call("swiss_i64_get_many", table.address, run.place(keys), len(keys) // 8, ABSENT, out)
    run.check_canaries()
    return (tuple(seen), run.read(out, len(keys)))


@special("swiss_bytes_insert", table_steps)
def run_bytes_table(run: Run, case: Case) -> Outcome:
    """Steps on a table of byte-string keys, then a look-up of all keys at once."""
    table = Table(run, "bytes", case["seeds"])
    keys: list[bytes] = case["key_bytes"]
    starts = [sum(map(len, keys[:i])) for i in range(len(keys) + 1)]
    arena = run.place(b"".join(keys))
    seen: list[int] = []
    for action, which, value in case["steps"]:
        which %= len(keys)
        place, size = run.place(keys[which]), len(keys[which])
        if action == "insert":
            seen.append(table.insert(arena, place, size, starts[which], value))
        else:
            seen.append(
                run.call(f"swiss_bytes_{action}", table.address, arena, place, size, ABSENT)
            )
    offsets = run.place(struct.pack(f"<{len(starts)}Q", *starts), align=8)
    out = run.output(8 * len(keys))
    run.call("swiss_bytes_get_many", table.address, arena, arena, offsets, len(keys), ABSENT, out)
    run.check_canaries()
    return (tuple(seen), run.read(out, 8 * len(keys)))


@special("swiss_index_insert", table_steps)
def run_index_table(run: Run, case: Case) -> Outcome:
    """Steps on pairs (hash, entry); what a look-up enumerates is compared without its order."""
    table = Table(run, "index", case["seeds"])
    state = run.output(32, align=8)
    seen: list[Any] = []
    for action, which, value in case["steps"]:
        code = case["pool"][which % len(case["pool"])] & NO_LIMIT
        entry = value % 8
        if action == "insert":
            seen.append(table.insert(code, entry))
        elif action == "delete":
            seen.append(run.call("swiss_index_delete", table.address, code, entry))
        else:
            seen.append(run.call("swiss_index_replace", table.address, code, entry, entry + 8))
        found: list[int] = []
        item = run.call("swiss_index_first", table.address, code, state)
        while item >= 0 and len(found) < 1000:
            found.append(item)
            item = run.call("swiss_index_next", table.address, state)
        seen.append(tuple(sorted(found)))
    codes = [number & NO_LIMIT for number in case["pool"]]
    out = run.output(8 * len(codes))
    hashes = run.place(struct.pack(f"<{len(codes)}Q", *codes))
    run.call("swiss_index_first_many", table.address, hashes, len(codes), out)
    firsts = struct.unpack(f"<{len(codes)}q", run.read(out, 8 * len(codes)))
    same = [run.call("swiss_index_first", table.address, code, state) for code in codes]
    run.check_canaries()
    return (tuple(seen), tuple(first >= 0 for first in firsts), list(firsts) == same)


# Rows that have no scenario of their own are called by another's.
COVERED_BY = {
    "swiss_i64_get": "swiss_i64_insert", "swiss_i64_delete": "swiss_i64_insert",
    "swiss_i64_get_many": "swiss_i64_insert",
    "swiss_bytes_get": "swiss_bytes_insert", "swiss_bytes_delete": "swiss_bytes_insert",
    "swiss_bytes_get_many": "swiss_bytes_insert",
    "swiss_index_first": "swiss_index_insert", "swiss_index_first_many": "swiss_index_insert",
    "swiss_index_next": "swiss_index_insert",
    "swiss_index_replace": "swiss_index_insert", "swiss_index_delete": "swiss_index_insert",
}  # fmt: skip
