// Putting together: join and replace.
#include "view.h"

// Addresses and lengths of the parts of a join, as bytes_join takes them, and what has to be given
// back afterwards.
typedef struct {
    usize address, len;
} JoinPart;

typedef struct {
    JoinPart *parts;
    Py_buffer *buffers;
    usize buffer_count;
    usize total;
} Gathered;

static void gathered_release(Gathered *gathered) {
    for (usize i = 0; i < gathered->buffer_count; i++) {
        PyBuffer_Release(&gathered->buffers[i]);
    }
    PyMem_Free(gathered->buffers);
}

// Collects `count` parts of a tuple or a list. False: a part has no buffer, or memory is short; the
// twin says which. Items of a list are only borrowed, which is right as long as no Python code runs
// and the GIL is held: so lists of anything but bytes are left to the caller, who copies them to a
// tuple.
static bool gathered_fill(Gathered *gathered, PyObject *items, bool is_list, usize count) {
    for (usize i = 0; i < count; i++) {
        PyObject *item = (is_list ? PyList_GetItem : PyTuple_GetItem)(items, (Py_ssize_t)i);
        usize len;
        if (LIKELY(is_bytes(item))) {
            gathered->parts[i].address = (usize)bytes_data(item);
            len = (usize)Py_SIZE(item);
        } else if (is_list) {
            return false;
        } else {
            if (gathered->buffers == NULL) {
                gathered->buffers = PyMem_Malloc(count * sizeof(Py_buffer));
            }
            Py_buffer *buffer =
                gathered->buffers == NULL ? NULL : gathered->buffers + gathered->buffer_count;
            if (buffer == NULL || is_str(item) ||
                PyObject_GetBuffer(item, buffer, PyBUF_SIMPLE) < 0) {
                PyErr_Clear();
                return false;
            }
            gathered->buffer_count++;
            gathered->parts[i].address = (usize)buffer->buf;
            len = (usize)buffer->len;
        }
        gathered->parts[i].len = len;
        if (__builtin_add_overflow(gathered->total, len, &gathered->total)) {
            return false;
        }
    }
    return true;
}

#define JOIN_STACK_PARTS 64

// Joins a list of bytes or a tuple of anything with a buffer. Null without an exception: leave it
// to the twin.
static PyObject *join_items(const Core *core, const View *separator, PyObject *items,
                            bool is_list) {
    usize count = (usize)(is_list ? PyList_Size(items) : PyTuple_Size(items));
    JoinPart few[JOIN_STACK_PARTS];
    Gathered gathered = {few, NULL, 0, 0};
    PyObject *result = NULL, *owned = NULL;
    usize gaps = 0;
    if (count > JOIN_STACK_PARTS) {
        gathered.parts = PyMem_Malloc(count * sizeof(JoinPart));
    }
    if (gathered.parts == NULL || !gathered_fill(&gathered, items, is_list, count)) {
        goto done;
    }
    if (count > 1 && (__builtin_mul_overflow(count - 1, separator->len, &gaps) ||
                      __builtin_add_overflow(gathered.total, gaps, &gathered.total))) {
        goto done;
    }
    if (gathered.total > PTRDIFF_MAX / 2) {
        goto done;
    }
    if (count == 1 && separator->kind == VIEW_BYTES && gathered.buffer_count == 0) {
        PyObject *only = (is_list ? PyList_GetItem : PyTuple_GetItem)(items, 0);
        result = Py_NewRef(only); // as bytes.join does
        goto done;
    }
    if (is_list && gathered.total >= RELEASE_BYTES) {
        owned = PySequence_Tuple(items); // another thread may empty the list while the GIL is free
        if (owned == NULL) {
            goto done;
        }
    }
    u8 *data;
    result = bytes_like_new(separator, gathered.total, &data);
    if (result != NULL) {
        i64 len;
        WITHOUT_GIL(gathered.total, len = core->bytes_join(gathered.parts, count, separator->data,
                                                           separator->len, data, gathered.total));
        if (len != (i64)gathered.total) {
            Py_DecRef(result);
            result = engine_changed();
        }
    }
done:
    gathered_release(&gathered);
    if (gathered.parts != few) {
        PyMem_Free(gathered.parts);
    }
    if (owned != NULL) {
        Py_DecRef(owned);
    }
    return result;
}

FAST(join) {
    SELF;
    View separator;
    if (kwnames != NULL || nargs != 2) {
        return TO_GENERIC(join);
    }
    if (is_str(args[0])) {
        return PyUnicode_Join(args[0], args[1]); // copies storage to storage already
    }
    bool is_list = Py_TYPE(args[1]) == &PyList_Type;
    if (!view_open(&separator, args[0])) {
        return TO_GENERIC(join);
    }
    if (view_is_str(&separator)) {
        return TO_GENERIC(join);
    }
    PyObject *result = is_list ? join_items(&self->core, &separator, args[1], true) : NULL;
    if (result == NULL && PyErr_Occurred() == NULL) {
        // Not a list, or a list of other things than bytes. The twin gets the tuple, as an iterator
        // can be read only once.
        PyObject *items = PySequence_Tuple(args[1]);
        if (items != NULL) {
            result = join_items(&self->core, &separator, items, false);
            if (result == NULL && PyErr_Occurred() == NULL) {
                PyObject *const again[2] = {args[0], items};
                result = engine_generic(self, METHOD_join, again, 2, NULL);
            }
            Py_DecRef(items);
        } else if (PyErr_ExceptionMatches(PyExc_TypeError)) {
            PyErr_Clear();
            result = TO_GENERIC(join);
        }
    }
    view_close(&separator);
    return result;
}

typedef struct {
    const Core *core;
    const View *source, *before, *after; // before and after: what is replaced by what
    u64 limit;
    usize size; // of the result
} Replacement;

// How long the result will be. False: longer than an object can be; leave it to the twin.
// `unchanged` says that nothing is replaced.
static bool replace_measure(Replacement *plan, bool *unchanged) {
    const Core *core = plan->core;
    const View *source = plan->source, *before = plan->before, *after = plan->after;
    u64 hits = 0;
    usize added;
    if (before->len == 0) {
        u64 most = (u64)source->chars + 1;
        hits = plan->limit < most ? plan->limit : most;
    } else if (before->len == after->len) {
        i64 first = -1;
        if (plan->limit > 0) {
            WITHOUT_GIL(source->len, first = core->bytes_find(source->data, source->len,
                                                              before->data, before->len));
        }
        *unchanged = first < 0;
        plan->size = source->len;
        return true;
    } else {
        WITHOUT_GIL(source->len, hits = core->bytes_count(source->data, source->len, before->data,
                                                          before->len, plan->limit));
    }
    *unchanged = hits == 0 || (before->len == 0 && after->len == 0);
    if (after->len < before->len) {
        plan->size = source->len - (usize)hits * (before->len - after->len);
        return plan->size <=
               source->len; // false if a buffer changed meanwhile: then the twin decides
    }
    return !__builtin_mul_overflow((usize)hits, after->len - before->len, &added) &&
           !__builtin_add_overflow(source->len, added, &plan->size) &&
           plan->size <= PTRDIFF_MAX / 2;
}

// Fills `data`, which has plan->size bytes. False: the bytes were changed since they were measured.
static bool replace_fill(const Replacement *plan, u8 *data) {
    const Core *core = plan->core;
    const View *source = plan->source, *before = plan->before, *after = plan->after;
    i64 len;
    if (before->len == 0) {
        WITHOUT_GIL(plan->size, len = core->bytes_intersperse(
                                    source->data, source->len, view_is_str(source), after->data,
                                    after->len, plan->limit, data, plan->size));
    } else {
        WITHOUT_GIL(plan->size | source->len,
                    len = core->bytes_replace(source->data, source->len, before->data, before->len,
                                              after->data, after->len, plan->limit, data,
                                              plan->size));
    }
    return len == (i64)plan->size;
}

static PyObject *replace_make(const Replacement *plan) {
    u8 *data;
    PyObject *result;
    if (view_is_str(plan->source)) {
        if (plan->size <= ASCII_STACK_BYTES) {
            u8 copy[ASCII_STACK_BYTES];
            return replace_fill(plan, copy)
                       ? PyUnicode_DecodeASCII((const char *)copy, (Py_ssize_t)plan->size, NULL)
                       : engine_changed();
        }
        result = ascii_new(plan->size, &data);
    } else {
        result = bytes_like_new(plan->source, plan->size, &data);
    }
    if (result != NULL && !replace_fill(plan, data)) {
        Py_DecRef(result);
        result = engine_changed();
    }
    return result;
}

// A str is replaced in here only if all three are ASCII: otherwise its characters would have to be
// decoded again, which costs more than the host's own replace.
FAST(replace) {
    SELF;
    static const char *const names[] = {NULL, NULL, NULL, "count"};
    PyObject *slots[4];
    View source, before, after;
    Py_ssize_t count = -1;
    if (!arguments_take(args, nargs, kwnames, names, 4, slots) || slots[2] == NULL ||
        (slots[3] != NULL && !argument_int(slots[3], &count)) ||
        !view_open_ascii(self, &source, slots[0])) {
        return TO_GENERIC(replace);
    }
    bool understood = false, unchanged = false;
    PyObject *result = NULL;
    if (view_open_pair(&before, slots[1], &after, slots[2])) {
        Replacement plan = {
            &self->core, &source, &before, &after, count < 0 ? UINT64_MAX : (u64)count, 0};
        understood = view_is_str(&source) == view_is_str(&before) && source.len == source.chars &&
                     before.len == before.chars && after.len == after.chars &&
                     replace_measure(&plan, &unchanged);
        if (understood) {
            result = unchanged ? view_whole(&source) : replace_make(&plan);
        }
        view_close(&after);
        view_close(&before);
    }
    view_close(&source);
    return understood ? result : TO_GENERIC(replace);
}
