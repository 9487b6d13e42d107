// Taking apart: split and its kin, lists and lazy, partition, strip.
#include "pieces.c"
#include "sets.h"

// A list of the pieces at these offsets. From the right they come in reverse.
static PyObject *split_cut(const Scan *scan, const u64 *offsets, usize count) {
    const View *view = scan->hay;
    bool right = scan->kind == SCAN_SEPARATOR_RIGHT || scan->kind == SCAN_SPACE_RIGHT;
    Cursor cursor = {scan->core, view, 0, 0};
    PyObject *list = PyList_New((Py_ssize_t)count);
    if (list == NULL) {
        return NULL;
    }
    for (usize i = 0; i < count; i++) {
        const u64 *offset = offsets + 2 * (right ? count - 1 - i : i);
        usize start = (usize)offset[0], end = (usize)offset[1];
        usize first_char = cursor_move(&cursor, start);
        PyObject *piece = view_slice(view, start, end, first_char, cursor_move(&cursor, end));
        if (UNLIKELY(piece == NULL)) {
            Py_DecRef(list);
            return NULL;
        }
        PyList_SetItem(list, (Py_ssize_t)i, piece); // steals
    }
    return list;
}

// All pieces of a scan as a list. The scan comes first, so that the list is made in its final size:
// filling it costs less than appending to it, and both cost more than the scan.
static PyObject *split_list(Scan *scan) {
    u64 few[2 * SCAN_FEW];
    usize count;
    u64 *offsets = scan_all(scan, few, &count);
    if (offsets == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *list = split_cut(scan, offsets, count);
    if (offsets != few) {
        PyMem_Free(offsets);
    }
    return list;
}

static const char *const split_names[] = {NULL, "sep", "maxsplit"};
static const char *const lines_names[] = {NULL, "keepends"};

// split, rsplit and split_lazy.
static PyObject *split_any(Engine *self, int method, bool right, bool lazy, PyObject *const *args,
                           Py_ssize_t nargs, PyObject *kwnames) {
    PyObject *slots[3];
    View view, separator;
    Py_ssize_t maxsplit = -1;
    if (!arguments_take(args, nargs, kwnames, split_names, 3, slots) ||
        (slots[2] != NULL && !argument_int(slots[2], &maxsplit))) {
        return engine_generic(self, method, args, nargs, kwnames);
    }
    Scan scan = {.core = &self->core, .hay = &view};
    bool by_space = slots[1] == NULL || slots[1] == Py_None;
    if (by_space) {
        scan.kind = right ? SCAN_SPACE_RIGHT : SCAN_SPACE;
        if (!view_open(&view, slots[0])) {
            return engine_generic(self, method, args, nargs, kwnames);
        }
    } else {
        scan.kind = right ? SCAN_SEPARATOR_RIGHT : SCAN_SEPARATOR;
        if (!view_open_pair(&view, slots[0], &separator, slots[1])) {
            return engine_generic(self, method, args, nargs, kwnames);
        }
        if (separator.len == 0) {
            view_close(&separator);
            view_close(&view);
            return engine_generic(self, method, args, nargs, kwnames);
        }
        scan.separator = separator.data;
        scan.separator_len = separator.len;
    }
    scan_start(&scan, maxsplit);
    PyObject *result = lazy ? pieces_new(self, &view, &scan) : split_list(&scan);
    if (!by_space) {
        view_close(&separator);
    }
    if (!lazy) {
        view_close(&view);
    }
    return result;
}

FAST(split) {
    SELF;
    return split_any(self, METHOD_split, false, false, args, nargs, kwnames);
}

FAST(rsplit) {
    SELF;
    return split_any(self, METHOD_rsplit, true, false, args, nargs, kwnames);
}

FAST(split_lazy) {
    SELF;
    return split_any(self, METHOD_split_lazy, false, true, args, nargs, kwnames);
}

// splitlines and splitlines_lazy.
static PyObject *lines_any(Engine *self, int method, bool lazy, PyObject *const *args,
                           Py_ssize_t nargs, PyObject *kwnames) {
    PyObject *slots[2];
    View view;
    Scan scan = {.core = &self->core, .kind = SCAN_LINES, .hay = &view};
    if (!arguments_take(args, nargs, kwnames, lines_names, 2, slots)) {
        return engine_generic(self, method, args, nargs, kwnames);
    }
    if (slots[1] != NULL) {
        if (Py_TYPE(slots[1]) != &PyBool_Type) {
            return engine_generic(self, method, args, nargs, kwnames);
        }
        scan.keep_ends = PyObject_IsTrue(slots[1]) == 1;
    }
    if (!view_open(&view, slots[0])) {
        return engine_generic(self, method, args, nargs, kwnames);
    }
    scan_start(&scan, -1);
    PyObject *result = lazy ? pieces_new(self, &view, &scan) : split_list(&scan);
    if (!lazy) {
        view_close(&view);
    }
    return result;
}

FAST(splitlines) {
    SELF;
    return lines_any(self, METHOD_splitlines, false, args, nargs, kwnames);
}

FAST(splitlines_lazy) {
    SELF;
    return lines_any(self, METHOD_splitlines_lazy, true, args, nargs, kwnames);
}

// An empty object of the type that parts of a view have.
static PyObject *empty_like(const View *view) {
    if (view->kind == VIEW_STR) {
        return PyUnicode_DecodeASCII("", 0, NULL);
    }
    return view_is_bytearray(view) ? PyByteArray_FromStringAndSize("", 0)
                                   : PyBytes_FromStringAndSize("", 0);
}

// The separator as partition returns it: the object that was given, but for a bytearray a copy in a
// bytearray.
static PyObject *partition_middle(const View *view, const View *separator) {
    if (view_is_bytearray(view)) {
        return PyByteArray_FromStringAndSize((const char *)separator->data,
                                             (Py_ssize_t)separator->len);
    }
    return Py_NewRef(separator->object);
}

static PyObject *partition_any(Engine *self, int method, bool right, PyObject *const *args,
                               Py_ssize_t nargs, PyObject *kwnames) {
    View view, separator;
    if (kwnames != NULL || nargs != 2 || !view_open_pair(&view, args[0], &separator, args[1])) {
        return engine_generic(self, method, args, nargs, kwnames);
    }
    if (separator.len == 0) {
        view_close(&separator);
        view_close(&view);
        return engine_generic(self, method, args, nargs, kwnames);
    }
    const Core *core = &self->core;
    i64 offset;
    WITHOUT_GIL(view.len, offset = (right ? core->bytes_rfind : core->bytes_find)(
                              view.data, view.len, separator.data, separator.len));
    PyObject *parts[3];
    if (offset < 0) {
        parts[right ? 2 : 0] = view_whole(&view);
        parts[1] = empty_like(&view);
        parts[right ? 0 : 2] = empty_like(&view);
    } else {
        Cursor cursor = {core, &view, 0, 0};
        usize end = (usize)offset + separator.len;
        usize offset_char = cursor_move(&cursor, (usize)offset);
        parts[0] = view_slice(&view, 0, (usize)offset, 0, offset_char);
        parts[1] = partition_middle(&view, &separator);
        parts[2] = view_slice(&view, end, view.len, offset_char + separator.chars, view.chars);
    }
    PyObject *result =
        parts[0] != NULL && parts[1] != NULL && parts[2] != NULL ? PyTuple_New(3) : NULL;
    for (Py_ssize_t i = 0; i < 3; i++) {
        if (result != NULL) {
            PyTuple_SetItem(result, i, parts[i]); // steals
        } else if (parts[i] != NULL) {
            Py_DecRef(parts[i]);
        }
    }
    view_close(&separator);
    view_close(&view);
    return result;
}

FAST(partition) {
    SELF;
    return partition_any(self, METHOD_partition, false, args, nargs, kwnames);
}

FAST(rpartition) {
    SELF;
    return partition_any(self, METHOD_rpartition, true, args, nargs, kwnames);
}

// A set of characters that are not all ASCII is left to the host, and so is a long str that is not
// ASCII: strip looks at the ends only, making UTF-8 would read all of it.
static PyObject *strip_any(Engine *self, int method, bool left, bool right, PyObject *const *args,
                           Py_ssize_t nargs, PyObject *kwnames) {
    View view;
    u8 set[32];
    if (kwnames != NULL || nargs < 1 || nargs > 2 || !view_open_ascii(self, &view, args[0])) {
        return engine_generic(self, method, args, nargs, kwnames);
    }
    bool by_space = nargs == 1 || args[1] == Py_None;
    bool text = view_is_str(&view);
    if ((text && !view_is_ascii_str(&view)) || (!by_space && !set_take(self, args[1], text, set))) {
        view_close(&view);
        return engine_generic(self, method, args, nargs, kwnames);
    }
    const Core *core = &self->core;
    usize start = 0, end = view.len;
    if (by_space) {
        start = left ? core->bytes_space_prefix(view.data, view.len, text) : 0;
        end -= right ? core->bytes_space_suffix(view.data + start, view.len - start, text) : 0;
    } else {
        i64 kept = left ? core->bytes_find_none_of(view.data, view.len, set) : 0;
        start = kept < 0 ? view.len : (usize)kept;
        if (right && start < view.len) {
            end = start +
                  (usize)(core->bytes_rfind_none_of(view.data + start, view.len - start, set) + 1);
        }
    }
    PyObject *result = view_slice(&view, start, end, start, end);
    view_close(&view);
    return result;
}

FAST(strip) {
    SELF;
    return strip_any(self, METHOD_strip, true, true, args, nargs, kwnames);
}

FAST(lstrip) {
    SELF;
    return strip_any(self, METHOD_lstrip, true, false, args, nargs, kwnames);
}

FAST(rstrip) {
    SELF;
    return strip_any(self, METHOD_rstrip, false, true, args, nargs, kwnames);
}
