// Written by dxpy/_tools/gen_docs.py from the docstrings of dxpy/engine. Do not edit: change those and run `make gen`.
#pragma once

#define DOC_find \
    "find($self, text, sub, start=None, end=None, /)\n" \
    "--\n" \
    "\n" \
    "Index of the first occurrence of sub in text[start:end], or -1; as str.find, bytes.find.\n" \
    "\n" \
    "Args:\n" \
    "    text: str or any C-contiguous buffer.\n" \
    "    sub: str for a str; for a buffer another one, or a byte as an int of 0-255.\n" \
    "    start: first index to look at, in code points of a str; negative counts from the end.\n" \
    "    end: index to stop before.\n" \
    "\n" \
    "Returns:\n" \
    "    The index in text (not in the slice), or -1.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text and sub do not go together.\n" \
    "    ValueError: an int that is no byte.\n" \
    "\n" \
    "Cost: O(n + m) for every text and sub.\n"
#define DOC_rfind \
    "rfind($self, text, sub, start=None, end=None, /)\n" \
    "--\n" \
    "\n" \
    "Index of the last occurrence of sub in text[start:end], or -1; see `find`.\n" \
    "\n" \
    "Cost: O(n + m) for every text and sub, unlike str.rfind, which is quadratic for some.\n"
#define DOC_index \
    "index($self, text, sub, start=None, end=None, /)\n" \
    "--\n" \
    "\n" \
    "As `find`, but absence is an error.\n" \
    "\n" \
    "Raises:\n" \
    "    ValueError: sub is not in text[start:end]; and what `find` raises.\n"
#define DOC_rindex \
    "rindex($self, text, sub, start=None, end=None, /)\n" \
    "--\n" \
    "\n" \
    "As `rfind`, but absence is an error.\n" \
    "\n" \
    "Raises:\n" \
    "    ValueError: sub is not in text[start:end]; and what `find` raises.\n"
#define DOC_count \
    "count($self, text, sub, start=None, end=None, /)\n" \
    "--\n" \
    "\n" \
    "How often sub occurs in text[start:end] without overlaps; as str.count, bytes.count.\n" \
    "\n" \
    "An empty sub occurs before every character and at the end. Arguments and errors as of\n" \
    "`find`.\n"
#define DOC_contains \
    "contains($self, text, sub, /)\n" \
    "--\n" \
    "\n" \
    "Whether sub occurs in text; as `sub in text` of str and bytes.\n" \
    "\n" \
    "Arguments and errors as of `find`, with the messages of `in`.\n"
#define DOC_startswith \
    "startswith($self, text, prefix, start=None, end=None, /)\n" \
    "--\n" \
    "\n" \
    "Whether text[start:end] starts with prefix, or one of a tuple; as str.startswith.\n" \
    "\n" \
    "Args:\n" \
    "    text: str or any C-contiguous buffer.\n" \
    "    prefix: str for a str, a buffer for a buffer, or a tuple of them.\n" \
    "    start: first index to look at; negative counts from the end.\n" \
    "    end: index to stop before.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text and prefix do not go together.\n" \
    "\n" \
    "Cost: O(len(prefix)).\n"
#define DOC_endswith \
    "endswith($self, text, suffix, start=None, end=None, /)\n" \
    "--\n" \
    "\n" \
    "Whether text[start:end] ends with suffix, or one of a tuple; see `startswith`.\n"
#define DOC_find_all \
    "find_all($self, text, sub, start=None, end=None, /)\n" \
    "--\n" \
    "\n" \
    "Indices of all occurrences of sub that do not overlap, from the left.\n" \
    "\n" \
    "Args:\n" \
    "    text: str or any C-contiguous buffer.\n" \
    "    sub: as of `find`, but not empty.\n" \
    "    start: first index to look at, in code points of a str; negative counts from the end.\n" \
    "    end: index to stop before.\n" \
    "\n" \
    "Returns:\n" \
    "    A read-only memoryview of int64; `.tolist()` makes a list, `numpy.asarray` an array.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text and sub do not go together.\n" \
    "    ValueError: sub is empty, or an int that is no byte.\n" \
    "\n" \
    "Cost: O(n + m).\n"
#define DOC_find_any_of \
    "find_any_of($self, text, chars, start=None, end=None, /)\n" \
    "--\n" \
    "\n" \
    "Index of the first character of text[start:end] that is one of chars, or -1.\n" \
    "\n" \
    "Args:\n" \
    "    text: str or any C-contiguous buffer.\n" \
    "    chars: characters of a str, bytes of a buffer, or a `ByteSet` for either.\n" \
    "    start: first index to look at, in code points of a str; negative counts from the end.\n" \
    "    end: index to stop before.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text and chars do not go together.\n" \
    "    ValueError: a `ByteSet` with members above 127, and text is a str.\n" \
    "\n" \
    "Cost: O(n + m). In a str, characters that are not ASCII cost about 10 ns each.\n"
#define DOC_find_none_of \
    "find_none_of($self, text, chars, start=None, end=None, /)\n" \
    "--\n" \
    "\n" \
    "Index of the first character of text[start:end] that is none of chars, or -1.\n" \
    "\n" \
    "Arguments, errors and cost as of `find_any_of`.\n"
#define DOC_rfind_any_of \
    "rfind_any_of($self, text, chars, start=None, end=None, /)\n" \
    "--\n" \
    "\n" \
    "Index of the last character of text[start:end] that is one of chars, or -1.\n" \
    "\n" \
    "Arguments, errors and cost as of `find_any_of`.\n"
#define DOC_rfind_none_of \
    "rfind_none_of($self, text, chars, start=None, end=None, /)\n" \
    "--\n" \
    "\n" \
    "Index of the last character of text[start:end] that is none of chars, or -1.\n" \
    "\n" \
    "Arguments, errors and cost as of `find_any_of`.\n"
#define DOC_count_any_of \
    "count_any_of($self, text, chars, start=None, end=None, /)\n" \
    "--\n" \
    "\n" \
    "How many characters of text[start:end] are one of chars.\n" \
    "\n" \
    "Arguments, errors and cost as of `find_any_of`.\n"
#define DOC_eq \
    "eq($self, left, right, /)\n" \
    "--\n" \
    "\n" \
    "Whether two texts are equal; a str equals no buffer, as with `==`.\n" \
    "\n" \
    "Args:\n" \
    "    left: str or any C-contiguous buffer; of a buffer the bytes are compared.\n" \
    "    right: the same.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: one of them is neither.\n" \
    "\n" \
    "Cost: O(n) where the lengths are equal, else constant.\n"
#define DOC_compare \
    "compare($self, left, right, /)\n" \
    "--\n" \
    "\n" \
    "-1, 0 or 1: which text comes first, by code points or bytes; a prefix comes first.\n" \
    "\n" \
    "Args:\n" \
    "    left: str or any C-contiguous buffer.\n" \
    "    right: a str for a str, a buffer for a buffer.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: one is a str and the other is not, or one is neither.\n" \
    "\n" \
    "Cost: O(length of the common prefix).\n"
#define DOC_common_prefix \
    "common_prefix($self, left, right, /)\n" \
    "--\n" \
    "\n" \
    "How many characters (code points, or bytes of buffers) two texts start with in common.\n" \
    "\n" \
    "Args:\n" \
    "    left: str or any C-contiguous buffer.\n" \
    "    right: a str for a str, a buffer for a buffer.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: one is a str and the other is not, or one is neither.\n" \
    "\n" \
    "Cost: O(length of the common prefix).\n"
#define DOC_hash \
    "hash($self, text, /, seed=0)\n" \
    "--\n" \
    "\n" \
    "Keyed hash of a text: the same on every machine and backend, unlike Python's `hash`.\n" \
    "\n" \
    "With a secret seed it withstands keys that are made to collide by whoever cannot see the\n" \
    "hashes; it is no cryptographic hash.\n" \
    "\n" \
    "Args:\n" \
    "    text: str or any C-contiguous buffer; a str is hashed as its UTF-8 (lone surrogates as\n" \
    "        their three bytes), so it hashes as the bytes of its encoding do.\n" \
    "    seed: the key, 0 <= seed < 2**64.\n" \
    "\n" \
    "Returns:\n" \
    "    An int of 64 bits, not negative.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text is neither, or seed is no int.\n" \
    "    OverflowError: seed is out of range.\n" \
    "\n" \
    "Cost: O(n).\n"
#define DOC_is_ascii \
    "is_ascii($self, text, /)\n" \
    "--\n" \
    "\n" \
    "Whether no character is above 127; as str.isascii, bytes.isascii.\n" \
    "\n" \
    "Args:\n" \
    "    text: str or any C-contiguous buffer.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text is neither.\n" \
    "\n" \
    "Cost: O(n) for a buffer, constant for a str.\n"
#define DOC_utf8_valid \
    "utf8_valid($self, text, /)\n" \
    "--\n" \
    "\n" \
    "Whether bytes are valid UTF-8, by the rules of `bytes.decode`.\n" \
    "\n" \
    "Args:\n" \
    "    text: any C-contiguous buffer; a str is valid unless it has lone surrogates.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text is neither.\n" \
    "\n" \
    "Cost: O(n).\n"
#define DOC_utf8_count \
    "utf8_count($self, text, /)\n" \
    "--\n" \
    "\n" \
    "How many code points valid UTF-8 has; of other bytes, how many do not continue one.\n" \
    "\n" \
    "Args:\n" \
    "    text: any C-contiguous buffer; of a str it is the length.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text is neither.\n" \
    "\n" \
    "Cost: O(n).\n"
#define DOC_utf8_offset \
    "utf8_offset($self, text, index, /)\n" \
    "--\n" \
    "\n" \
    "Byte offset of the code point number index in UTF-8.\n" \
    "\n" \
    "Args:\n" \
    "    text: any C-contiguous buffer; a str stands for its UTF-8.\n" \
    "    index: from 0 up to the number of code points, which gives the length in bytes; negative\n" \
    "        counts from the end.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text is neither str nor buffer, or index is no int.\n" \
    "    IndexError: index is out of range.\n" \
    "    UnicodeEncodeError: a str has lone surrogates.\n" \
    "\n" \
    "Cost: O(n).\n"
#define DOC_lower \
    "lower($self, text, /)\n" \
    "--\n" \
    "\n" \
    "A copy in lower case; as str.lower, bytes.lower (ASCII letters only).\n" \
    "\n" \
    "Args:\n" \
    "    text: str or any C-contiguous buffer.\n" \
    "\n" \
    "Returns:\n" \
    "    str for a str, bytearray for a bytearray, bytes for other buffers.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text is neither.\n" \
    "    MemoryError: no memory for the result.\n" \
    "\n" \
    "Cost: O(n). A str that is not ASCII goes to the host's own method.\n"
#define DOC_upper \
    "upper($self, text, /)\n" \
    "--\n" \
    "\n" \
    "A copy in upper case; as str.upper, bytes.upper. All else as of `lower`.\n"
#define DOC_swapcase \
    "swapcase($self, text, /)\n" \
    "--\n" \
    "\n" \
    "A copy with upper and lower case exchanged; as str.swapcase. All else as of `lower`.\n"
#define DOC_translate \
    "translate($self, text, table, /, delete=None)\n" \
    "--\n" \
    "\n" \
    "A copy with every byte b replaced by table[b]; as bytes.translate, str.translate.\n" \
    "\n" \
    "Args:\n" \
    "    text: any C-contiguous buffer, or a str, which goes to the host's own method.\n" \
    "    table: 256 bytes, or None to only delete; for a str what str.translate takes.\n" \
    "    delete: bytes to leave out (not for a str); then the host's own method does the work.\n" \
    "\n" \
    "Returns:\n" \
    "    As of `lower`; bytes that nothing changes in are returned themselves.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text, table or delete is nothing of the kind.\n" \
    "    ValueError: table has not 256 bytes.\n" \
    "\n" \
    "Cost: O(n).\n"
#define DOC_split \
    "split($self, text, sep=None, maxsplit=-1)\n" \
    "--\n" \
    "\n" \
    "The parts of a text between separators, from the left; as str.split, bytes.split.\n" \
    "\n" \
    "Args:\n" \
    "    text: str or any C-contiguous buffer.\n" \
    "    sep: str for a str, a buffer for a buffer; None: runs of white space (Unicode's in a\n" \
    "        str, ASCII's in a buffer), and no part is empty.\n" \
    "    maxsplit: at most so many splits, the rest stays one part; negative: no limit.\n" \
    "\n" \
    "Returns:\n" \
    "    A list of str for a str, of bytearray for a bytearray, of bytes for other buffers.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text and sep do not go together.\n" \
    "    ValueError: sep is empty.\n" \
    "\n" \
    "Cost: O(n) and an object for each part; `split_lazy` saves those.\n"
#define DOC_rsplit \
    "rsplit($self, text, sep=None, maxsplit=-1)\n" \
    "--\n" \
    "\n" \
    "As `split`, but maxsplit counts from the right; as str.rsplit, bytes.rsplit.\n"
#define DOC_splitlines \
    "splitlines($self, text, keepends=False)\n" \
    "--\n" \
    "\n" \
    "The lines of a text; as str.splitlines, bytes.splitlines.\n" \
    "\n" \
    "Args:\n" \
    "    text: str, where Unicode's line ends count, or any C-contiguous buffer, where only\n" \
    "        \\\\n, \\\\r and \\\\r\\\\n do.\n" \
    "    keepends: whether lines keep their ends.\n" \
    "\n" \
    "Returns:\n" \
    "    A list of str for a str, of bytearray for a bytearray, of bytes for other buffers.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text is neither.\n" \
    "\n" \
    "Cost: O(n) and an object for each line; `splitlines_lazy` saves those.\n"
#define DOC_split_lazy \
    "split_lazy($self, text, sep=None, maxsplit=-1)\n" \
    "--\n" \
    "\n" \
    "As `split`, but the parts are made when they are looked at.\n" \
    "\n" \
    "Returns:\n" \
    "    `Pieces`: a sequence that keeps the text and the offsets of its parts.\n" \
    "\n" \
    "Raises:\n" \
    "    UnicodeEncodeError: a str has lone surrogates; and what `split` raises.\n" \
    "\n" \
    "Cost: O(n), and 16 bytes for each part.\n"
#define DOC_splitlines_lazy \
    "splitlines_lazy($self, text, keepends=False)\n" \
    "--\n" \
    "\n" \
    "As `splitlines`, but the lines are made when they are looked at; see `split_lazy`.\n" \
    "\n" \
    "Raises:\n" \
    "    UnicodeEncodeError: a str has lone surrogates; and what `splitlines` raises.\n"
#define DOC_partition \
    "partition($self, text, sep, /)\n" \
    "--\n" \
    "\n" \
    "What is before the first sep, sep, what is after; as str.partition, bytes.partition.\n" \
    "\n" \
    "Args:\n" \
    "    text: str or any C-contiguous buffer.\n" \
    "    sep: str for a str, a buffer for a buffer.\n" \
    "\n" \
    "Returns:\n" \
    "    Three texts as of `split`; (text, empty, empty) where there is no sep.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text and sep do not go together.\n" \
    "    ValueError: sep is empty.\n" \
    "\n" \
    "Cost: O(n).\n"
#define DOC_rpartition \
    "rpartition($self, text, sep, /)\n" \
    "--\n" \
    "\n" \
    "What is before the last sep, sep, what is after; as str.rpartition. See `partition`.\n" \
    "\n" \
    "Returns:\n" \
    "    Three texts as of `split`; (empty, empty, text) where there is no sep.\n"
#define DOC_strip \
    "strip($self, text, chars=None, /)\n" \
    "--\n" \
    "\n" \
    "The text without the white space, or the characters given, at both ends; as str.strip.\n" \
    "\n" \
    "Args:\n" \
    "    text: str or any C-contiguous buffer.\n" \
    "    chars: characters of a str, bytes of a buffer, or a `ByteSet` for either.\n" \
    "\n" \
    "Returns:\n" \
    "    str for a str, bytearray for a bytearray, bytes for other buffers.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text and chars do not go together.\n" \
    "\n" \
    "Cost: O(what is taken away), and the copy. A str that is not ASCII goes to the host.\n"
#define DOC_lstrip \
    "lstrip($self, text, chars=None, /)\n" \
    "--\n" \
    "\n" \
    "As `strip`, at the start only.\n"
#define DOC_rstrip \
    "rstrip($self, text, chars=None, /)\n" \
    "--\n" \
    "\n" \
    "As `strip`, at the end only.\n"
#define DOC_join \
    "join($self, sep, parts, /)\n" \
    "--\n" \
    "\n" \
    "The parts with sep between them; as str.join, bytes.join: the separator comes first.\n" \
    "\n" \
    "Args:\n" \
    "    sep: str or any C-contiguous buffer.\n" \
    "    parts: an iterable of str if sep is one, else of buffers.\n" \
    "\n" \
    "Returns:\n" \
    "    str for a str, bytearray for a bytearray, bytes for other buffers.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: parts cannot be iterated, or a part is not of the kind of sep.\n" \
    "    MemoryError: no memory for the result.\n" \
    "\n" \
    "Cost: O(length of the result). A str goes to the host's own method.\n"
#define DOC_replace \
    "replace($self, text, old, new, /, count=-1)\n" \
    "--\n" \
    "\n" \
    "A copy with occurrences of old replaced by new; as str.replace, bytes.replace.\n" \
    "\n" \
    "Args:\n" \
    "    text: str or any C-contiguous buffer.\n" \
    "    old: what is replaced, of the kind of text; empty: the places between characters.\n" \
    "    new: what comes in its place.\n" \
    "    count: only the first so many; negative: all.\n" \
    "\n" \
    "Returns:\n" \
    "    str for a str, bytearray for a bytearray, bytes for other buffers; str or bytes in which\n" \
    "    nothing is replaced are returned themselves.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: text, old and new do not go together.\n" \
    "    OverflowError: the result would be longer than an object can be.\n" \
    "    MemoryError: no memory for the result.\n" \
    "    BufferError: another thread changed the text during the call.\n" \
    "\n" \
    "Cost: O(n + length of the result). A str goes to the host unless all three are ASCII.\n"
#define DOC_LIST_sum \
    "sum($self)\n" \
    "--\n" \
    "\n" \
    "The sum of the elements, 0 of none.\n" \
    "\n" \
    "Of ints it is exact, whatever its size. Of floats it is added over 32 lanes, the same bits\n" \
    "on every machine.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: elements that cannot be added.\n" \
    "\n" \
    "Cost: O(n), at the speed of memory for arrays.\n"
#define DOC_LIST_min \
    "min($self)\n" \
    "--\n" \
    "\n" \
    "The smallest element; of floats, NaN if there is one.\n" \
    "\n" \
    "Raises:\n" \
    "    ValueError: there are no elements.\n" \
    "\n" \
    "Cost: O(n).\n"
#define DOC_LIST_max \
    "max($self)\n" \
    "--\n" \
    "\n" \
    "The largest element; of floats, NaN if there is one.\n" \
    "\n" \
    "Raises:\n" \
    "    ValueError: there are no elements.\n" \
    "\n" \
    "Cost: O(n).\n"
#define DOC_LIST_argmin \
    "argmin($self)\n" \
    "--\n" \
    "\n" \
    "Index of the first smallest element (of floats, of the first NaN).\n" \
    "\n" \
    "Raises:\n" \
    "    ValueError: there are no elements.\n" \
    "\n" \
    "Cost: O(n).\n"
#define DOC_LIST_argmax \
    "argmax($self)\n" \
    "--\n" \
    "\n" \
    "Index of the first largest element (of floats, of the first NaN).\n" \
    "\n" \
    "Raises:\n" \
    "    ValueError: there are no elements.\n" \
    "\n" \
    "Cost: O(n).\n"
#define DOC_LIST_dot \
    "dot($self, other, /)\n" \
    "--\n" \
    "\n" \
    "The sum of the products of elements at the same index.\n" \
    "\n" \
    "Of ints it is exact; of floats each product is rounded, and added as `sum` adds.\n" \
    "\n" \
    "Raises:\n" \
    "    ValueError: the lengths differ.\n" \
    "\n" \
    "Cost: O(n).\n"
#define DOC_LIST_index \
    "index($self, value, start=0, stop=9223372036854775807, /)\n" \
    "--\n" \
    "\n" \
    "Index of the first element equal to value.\n" \
    "\n" \
    "Args:\n" \
    "    value: what to look for.\n" \
    "    start: where to begin; negative counts from the end.\n" \
    "    stop: where to end; negative counts from the end.\n" \
    "\n" \
    "Raises:\n" \
    "    ValueError: there is none.\n" \
    "\n" \
    "Cost: O(n), at the speed of memory for arrays.\n"
#define DOC_LIST_count \
    "count($self, value, /)\n" \
    "--\n" \
    "\n" \
    "How many elements equal value. Cost: O(n), at the speed of memory for arrays.\n"
#define DOC_LIST_filter \
    "filter($self, comparison, value, /)\n" \
    "--\n" \
    "\n" \
    "The elements for which `element comparison value` holds, in order.\n" \
    "\n" \
    "Args:\n" \
    "    comparison: one of < <= > >= == !=\n" \
    "    value: what to compare with.\n" \
    "\n" \
    "Raises:\n" \
    "    ValueError: comparison is none of them.\n" \
    "    TypeError: elements cannot be compared with value.\n" \
    "\n" \
    "Cost: O(n).\n"
#define DOC_LIST_filter_index \
    "filter_index($self, comparison, value, /)\n" \
    "--\n" \
    "\n" \
    "The indices of those elements; see `filter`.\n"
#define DOC_LIST_count_where \
    "count_where($self, comparison, value, /)\n" \
    "--\n" \
    "\n" \
    "How many elements `filter` would keep. Cost: O(n).\n"
#define DOC_LIST_add \
    "add($self, value, /)\n" \
    "--\n" \
    "\n" \
    "Each element plus value, in a new list; ints never wrap, they become large.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: elements and value cannot be added.\n" \
    "\n" \
    "Cost: O(n).\n"
#define DOC_LIST_sub \
    "sub($self, value, /)\n" \
    "--\n" \
    "\n" \
    "Each element minus value, as `add`.\n"
#define DOC_LIST_mul \
    "mul($self, value, /)\n" \
    "--\n" \
    "\n" \
    "Each element times value, as `add`.\n"
#define DOC_LIST_sorted \
    "sorted($self, *, key=None, reverse=False)\n" \
    "--\n" \
    "\n" \
    "A sorted copy; see `sort`.\n"
#define DOC_LIST_argsort \
    "argsort($self)\n" \
    "--\n" \
    "\n" \
    "The indices that put the elements in the order of `sort`, stable. Cost: as `sort`.\n"
#define DOC_LIST_append \
    "append($self, value, /)\n" \
    "--\n" \
    "\n" \
    "Add an element at the end; amortised constant time.\n"
#define DOC_LIST_tolist \
    "tolist($self)\n" \
    "--\n" \
    "\n" \
    "The elements in a new list.\n"
#define DOC_DICT_get \
    "get($self, key, default=None, /)\n" \
    "--\n" \
    "\n" \
    "The value of a key, or default. Cost: constant on average.\n"
#define DOC_DICT_get_many \
    "get_many($self, keys, default=None, /)\n" \
    "--\n" \
    "\n" \
    "The values of many keys in one call: much faster than one by one.\n" \
    "\n" \
    "Args:\n" \
    "    keys: the keys; a SimdList or NumPy array of int64 is looked up without making objects.\n" \
    "    default: what a key that is not there gives.\n" \
    "\n" \
    "Returns:\n" \
    "    A new list with one value for each key, in their order.\n" \
    "\n" \
    "Raises:\n" \
    "    TypeError: a key has no hash.\n" \
    "\n" \
    "Cost: constant for each key on average, some nanoseconds while the table is in cache.\n"
#define DOC_DICT_setdefault \
    "setdefault($self, key, default=None, /)\n" \
    "--\n" \
    "\n" \
    "The value of a key, which is set to default first if it is not there.\n" \
    "\n" \
    "Cost: constant on average, amortised.\n"
#define DOC_DICT_pop \
    "pop($self, key, default=..., /)\n" \
    "--\n" \
    "\n" \
    "Remove a key and return its value, or default if it is not there.\n" \
    "\n" \
    "Raises:\n" \
    "    KeyError: it is not there and no default is given.\n" \
    "\n" \
    "Cost: constant on average, amortised.\n"
#define DOC_DICT_popitem \
    "popitem($self)\n" \
    "--\n" \
    "\n" \
    "Remove and return the (key, value) pair that came last.\n" \
    "\n" \
    "Raises:\n" \
    "    KeyError: there are no keys.\n" \
    "\n" \
    "Cost: constant, amortised.\n"
#define DOC_DICT_clear \
    "clear($self)\n" \
    "--\n" \
    "\n" \
    "Remove all keys. Cost: O(n).\n"
#define DOC_DICT___reversed__ \
    "__reversed__($self)\n" \
    "--\n" \
    "\n" \
    "The keys from the last to the first; RuntimeError if their number changes meanwhile.\n"
