// Searching: find and its kin, count, contains, startswith and endswith, sets of bytes.
#include "view.h"
#include "sets.h"

// Where text[start:end] lies. `none` says that start is beyond the end, where not even an empty
// needle is found.
typedef struct {
    usize at, len;      // bytes
    usize first, chars; // code points before it and in it
    bool none;
} Range;

// Python's reading of the optional start and end, arguments number 2 and 3. False: leave it to the
// twin.
static bool range_make(const Core *core, const View *view, PyObject *const *args, Py_ssize_t nargs,
                       Range *range) {
    *range = (Range){0, view->len, 0, view->chars, false};
    if (LIKELY(nargs == 2)) {
        return true;
    }
    Py_ssize_t chars = (Py_ssize_t)view->chars, start = 0, end = chars;
    if (nargs > 4 || (args[2] != Py_None && !argument_int(args[2], &start)) ||
        (nargs == 4 && args[3] != Py_None && !argument_int(args[3], &end))) {
        return false;
    }
    end = end > chars ? chars : end < 0 ? end + chars : end;
    end = end < 0 ? 0 : end;
    start = start < 0 ? start + chars : start;
    start = start < 0 ? 0 : start;
    if (start > end) {
        range->none = true;
        return true;
    }
    range->at = range->first = (usize)start;
    range->len = range->chars = (usize)(end - start);
    if (view->chars != view->len) {
        range->at = (usize)core->utf8_offset(view->data, view->len, (usize)start);
        range->len =
            (usize)core->utf8_offset(view->data + range->at, view->len - range->at, range->chars);
    }
    return true;
}

// The index, as Python counts it, of the byte `offset` of a range.
INLINE PyObject *range_index(const Core *core, const View *view, const Range *range, i64 offset) {
    if (offset < 0) {
        return PyLong_FromSsize_t(-1);
    }
    usize passed = (usize)offset;
    if (view->chars != view->len) {
        passed = core->utf8_count(view->data + range->at, passed);
    }
    return PyLong_FromSsize_t((Py_ssize_t)(range->first + passed));
}

// Opens a haystack and a needle, which for bytes may be an int; `byte` is where that is kept.
static bool needle_open(View *hay, PyObject *hay_object, View *needle, PyObject *needle_object,
                        u8 *byte) {
    if (Py_TYPE(needle_object) != &PyLong_Type) {
        return view_open_pair(hay, hay_object, needle, needle_object);
    }
    Py_ssize_t value;
    if (!argument_int(needle_object, &value) || value < 0 || value > 255 ||
        !view_open(hay, hay_object)) {
        return false;
    }
    if (view_is_str(hay)) {
        return false;
    }
    *byte = (u8)value;
    *needle =
        (View){.data = byte, .len = 1, .chars = 1, .object = needle_object, .kind = VIEW_BYTES};
    return true;
}

typedef i64 (*Finder)(addr hay, usize hay_len, addr needle, usize needle_len);

static NOINLINE PyObject *search_any(Engine *self, int method, Finder finder, bool raises,
                                     PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    View hay, needle;
    Range range;
    u8 byte;
    if (kwnames != NULL || nargs < 2 || !needle_open(&hay, args[0], &needle, args[1], &byte)) {
        return engine_generic(self, method, args, nargs, kwnames);
    }
    PyObject *result = NULL;
    if (range_make(&self->core, &hay, args, nargs, &range)) {
        i64 offset = -1;
        if (!range.none) {
            WITHOUT_GIL(range.len,
                        offset = finder(hay.data + range.at, range.len, needle.data, needle.len));
        }
        if (raises && offset < 0) {
            PyErr_SetString(PyExc_ValueError,
                            view_is_str(&hay) ? "substring not found" : "subsection not found");
        } else {
            result = range_index(&self->core, &hay, &range, offset);
        }
        view_close(&needle);
        view_close(&hay);
        return result;
    }
    view_close(&needle);
    view_close(&hay);
    return engine_generic(self, method, args, nargs, kwnames);
}

#define SEARCH(name, kernel, raises)                                                               \
    FAST(name) {                                                                                   \
        SELF;                                                                                      \
        Plain hay, needle;                                                                         \
        if (LIKELY(plain_pair_open(args, nargs, kwnames, &hay, &needle))) {                        \
            i64 offset = self->core.kernel(hay.data, hay.len, needle.data, needle.len);            \
            if (!(raises) || offset >= 0) {                                                        \
                return PyLong_FromSsize_t((Py_ssize_t)offset);                                     \
            }                                                                                      \
        }                                                                                          \
        return search_any(self, METHOD_##name, self->core.kernel, raises, args, nargs, kwnames);   \
    }
SEARCH(find, bytes_find, false)
SEARCH(rfind, bytes_rfind, false)
SEARCH(index, bytes_find, true)
SEARCH(rindex, bytes_rfind, true)
#undef SEARCH

static NOINLINE PyObject *count_any(Engine *self, PyObject *const *args, Py_ssize_t nargs,
                                    PyObject *kwnames) {
    View hay, needle;
    Range range;
    u8 byte;
    if (kwnames != NULL || nargs < 2 || !needle_open(&hay, args[0], &needle, args[1], &byte)) {
        return TO_GENERIC(count);
    }
    bool understood = range_make(&self->core, &hay, args, nargs, &range);
    u64 count = 0;
    if (understood && !range.none) {
        if (needle.len == 0) {
            count = range.chars + 1;
        } else {
            WITHOUT_GIL(range.len,
                        count = self->core.bytes_count(hay.data + range.at, range.len, needle.data,
                                                       needle.len, UINT64_MAX));
        }
    }
    view_close(&needle);
    view_close(&hay);
    return understood ? PyLong_FromSsize_t((Py_ssize_t)count) : TO_GENERIC(count);
}

FAST(count) {
    SELF;
    Plain hay, needle;
    if (LIKELY(plain_pair_open(args, nargs, kwnames, &hay, &needle))) {
        return PyLong_FromSsize_t((Py_ssize_t)self->core.bytes_count(hay.data, hay.len, needle.data,
                                                                     needle.len, UINT64_MAX));
    }
    return count_any(self, args, nargs, kwnames);
}

FAST(contains) {
    SELF;
    Plain plain_hay, plain_needle;
    if (LIKELY(plain_pair_open(args, nargs, kwnames, &plain_hay, &plain_needle))) {
        return PyBool_FromLong(self->core.bytes_find(plain_hay.data, plain_hay.len,
                                                     plain_needle.data, plain_needle.len) >= 0);
    }
    View hay, needle;
    u8 byte;
    if (kwnames != NULL || nargs != 2 || !needle_open(&hay, args[0], &needle, args[1], &byte)) {
        return TO_GENERIC(contains);
    }
    i64 offset;
    WITHOUT_GIL(hay.len,
                offset = self->core.bytes_find(hay.data, hay.len, needle.data, needle.len));
    view_close(&needle);
    view_close(&hay);
    return PyBool_FromLong(offset >= 0);
}

// startswith and endswith cost as much as the affix is long, so a str that is not ASCII is left to
// the host: making its UTF-8 would read all of it.
static PyObject *affix(Engine *self, int method, bool at_end, PyObject *const *args,
                       Py_ssize_t nargs, PyObject *kwnames) {
    View hay, part;
    Range range;
    bool understood = false, found = false;
    if (kwnames == NULL && nargs >= 2 && view_open_ascii(self, &hay, args[0])) {
        if (view_open_ascii(self, &part, args[1])) {
            if (view_is_str(&hay) == view_is_str(&part) && hay.len == hay.chars &&
                part.len == part.chars) {
                understood = range_make(&self->core, &hay, args, nargs, &range);
            }
            if (understood && !range.none && part.len <= range.len) {
                usize at = at_end ? range.at + range.len - part.len : range.at;
                found = self->core.bytes_equal(hay.data + at, part.data, part.len) != 0;
            }
            view_close(&part);
        }
        view_close(&hay);
    }
    return understood ? PyBool_FromLong(found) : engine_generic(self, method, args, nargs, kwnames);
}

FAST(startswith) {
    SELF;
    return affix(self, METHOD_startswith, false, args, nargs, kwnames);
}

FAST(endswith) {
    SELF;
    return affix(self, METHOD_endswith, true, args, nargs, kwnames);
}

// Offsets are found in batches on the stack and gathered in bytes, which a memoryview of int64 then
// covers.
#define FIND_ALL_BATCH 256

static PyObject *offsets_view(Engine *self, PyObject *offsets) {
    PyObject *plain = PyMemoryView_FromObject(offsets);
    if (plain == NULL) {
        return NULL;
    }
    PyObject *cast =
        PyObject_CallMethodObjArgs(plain, self->name_cast, self->name_q, (PyObject *)NULL);
    Py_DecRef(plain);
    return cast;
}

static PyObject *find_all_in(Engine *self, const View *hay, const View *needle,
                             const Range *range) {
    const Core *core = &self->core;
    u64 batch[FIND_ALL_BATCH];
    usize start = 0, found = FIND_ALL_BATCH, count = 0, cap = 0;
    Cursor cursor = {core, hay, range->at, range->first};
    u64 *offsets = NULL;
    while (found == FIND_ALL_BATCH && !range->none) {
        WITHOUT_GIL(range->len - start,
                    found = core->bytes_find_all(hay->data + range->at, range->len, needle->data,
                                                 needle->len, start, batch, FIND_ALL_BATCH));
        if (found == 0) {
            break;
        }
        start = batch[found - 1] + needle->len;
        if (count + found > cap) {
            cap = cap == 0 ? found : cap * 2 + FIND_ALL_BATCH;
            u64 *larger = PyMem_Realloc(offsets, cap * sizeof(u64));
            if (larger == NULL) {
                PyMem_Free(offsets);
                return PyErr_NoMemory();
            }
            offsets = larger;
        }
        for (usize i = 0; i < found; i++) {
            offsets[count + i] = cursor_move(&cursor, range->at + batch[i]);
        }
        count += found;
        if (start > range->len) {
            break; // only if the buffer changed under our feet
        }
    }
    PyObject *bytes =
        PyBytes_FromStringAndSize((const char *)offsets, (Py_ssize_t)(count * sizeof(u64)));
    PyMem_Free(offsets);
    if (bytes == NULL) {
        return NULL;
    }
    PyObject *result = offsets_view(self, bytes);
    Py_DecRef(bytes);
    return result;
}

FAST(find_all) {
    SELF;
    View hay, needle;
    Range range;
    u8 byte;
    if (kwnames != NULL || nargs < 2 || !needle_open(&hay, args[0], &needle, args[1], &byte)) {
        return TO_GENERIC(find_all);
    }
    bool understood = needle.len > 0 && range_make(&self->core, &hay, args, nargs, &range);
    PyObject *result = understood ? find_all_in(self, &hay, &needle, &range) : NULL;
    view_close(&needle);
    view_close(&hay);
    return understood ? result : TO_GENERIC(find_all);
}

typedef i64 (*SetFinder)(addr hay, usize hay_len, addr set);

static PyObject *search_set(Engine *self, int method, SetFinder finder, PyObject *const *args,
                            Py_ssize_t nargs, PyObject *kwnames) {
    View hay;
    Range range;
    u8 set[32];
    bool understood = false;
    PyObject *result = NULL;
    if (kwnames == NULL && nargs >= 2 && view_open(&hay, args[0])) {
        if (set_take(self, args[1], view_is_str(&hay), set) &&
            range_make(&self->core, &hay, args, nargs, &range)) {
            i64 offset = -1;
            understood = true;
            if (!range.none) {
                WITHOUT_GIL(range.len, offset = finder(hay.data + range.at, range.len, set));
            }
            if (offset > 0 && hay.chars != hay.len) {
                // The r-forms may stop at the last byte of a code point; its index is that of its
                // first byte.
                while (offset > 0 && (hay.data[range.at + (usize)offset] & 0xC0) == 0x80) {
                    offset--;
                }
            }
            result = range_index(&self->core, &hay, &range, offset);
        }
        view_close(&hay);
    }
    return understood ? result : engine_generic(self, method, args, nargs, kwnames);
}

#define SEARCH_SET(name, kernel)                                                                   \
    FAST(name) {                                                                                   \
        SELF;                                                                                      \
        return search_set(self, METHOD_##name, self->core.kernel, args, nargs, kwnames);           \
    }
SEARCH_SET(find_any_of, bytes_find_any_of)
SEARCH_SET(find_none_of, bytes_find_none_of)
SEARCH_SET(rfind_any_of, bytes_rfind_any_of)
SEARCH_SET(rfind_none_of, bytes_rfind_none_of)
#undef SEARCH_SET

FAST(count_any_of) {
    SELF;
    View hay;
    Range range;
    u8 set[32];
    bool understood = false;
    u64 count = 0;
    if (kwnames == NULL && nargs >= 2 && view_open(&hay, args[0])) {
        if (set_take(self, args[1], view_is_str(&hay), set) &&
            range_make(&self->core, &hay, args, nargs, &range)) {
            understood = true;
            if (!range.none) {
                WITHOUT_GIL(range.len, count = self->core.bytes_count_any_of(hay.data + range.at,
                                                                             range.len, set));
            }
        }
        view_close(&hay);
    }
    return understood ? PyLong_FromSsize_t((Py_ssize_t)count) : TO_GENERIC(count_any_of);
}
