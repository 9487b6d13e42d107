// Scanning for pieces, and Pieces: a sequence of parts of a text that are made only when they are
// looked at.
//
// Pieces keeps two offsets for each part, 16 bytes, instead of an object of 40 and more. It exports
// the buffer of its source for as long as it lives, as a memoryview does, so a bytearray cannot be
// resized under it.
#include "view.h"

typedef enum {
    SCAN_SEPARATOR,
    SCAN_SEPARATOR_RIGHT,
    SCAN_SPACE,
    SCAN_SPACE_RIGHT,
    SCAN_LINES
} ScanKind;

// What to look for, and how far the search has come (the state of exports.def).
typedef struct {
    const Core *core;
    ScanKind kind;
    bool keep_ends;
    const View *hay;
    addr separator;
    usize separator_len;
    u64 state[3];
} Scan;

static void scan_start(Scan *scan, Py_ssize_t maxsplit) {
    bool right = scan->kind == SCAN_SEPARATOR_RIGHT || scan->kind == SCAN_SPACE_RIGHT;
    scan->state[0] = right ? scan->hay->len : 0;
    scan->state[1] = maxsplit < 0 ? UINT64_MAX : (u64)maxsplit;
    scan->state[2] = 0;
}

static bool scan_is_done(const Scan *scan) {
    return scan->state[2] != 0;
}

// The next pieces, at most cap.
static usize scan_call(Scan *scan, u64 *out, usize cap) {
    const Core *core = scan->core;
    const View *hay = scan->hay;
    u32 text = view_is_str(hay);
    switch (scan->kind) {
    case SCAN_SEPARATOR:
        return core->bytes_split(hay->data, hay->len, scan->separator, scan->separator_len,
                                 scan->state, out, cap);
    case SCAN_SEPARATOR_RIGHT:
        return core->bytes_rsplit(hay->data, hay->len, scan->separator, scan->separator_len,
                                  scan->state, out, cap);
    case SCAN_SPACE:
        return core->bytes_split_space(hay->data, hay->len, text, scan->state, out, cap);
    case SCAN_SPACE_RIGHT:
        return core->bytes_rsplit_space(hay->data, hay->len, text, scan->state, out, cap);
    default:
        return core->bytes_split_lines(hay->data, hay->len, text, scan->keep_ends, scan->state, out,
                                       cap);
    }
}

// How many pieces are found on the stack before it is clear how much memory the rest takes.
#define SCAN_FEW 128

// A guess at how many pieces there are in all, from those found up to now. Growing an array of many
// megabytes means touching as much fresh memory again, so a good guess is worth more than a fast
// scan.
static usize scan_estimate(const Scan *scan, usize count) {
    usize len = scan->hay->len, position = (usize)scan->state[0];
    usize passed = position <= len ? position : len;
    if (scan->kind == SCAN_SEPARATOR_RIGHT || scan->kind == SCAN_SPACE_RIGHT) {
        passed = len - passed;
    }
    f64 total = (f64)count * ((f64)len / (f64)(passed + 1)) * 1.0625 + SCAN_FEW;
    usize most = len + 1, limit = (usize)scan->state[1];
    usize rest = limit < most ? limit + 1 : most;
    usize guess = total < (f64)most ? (usize)total : most;
    usize needed = count + rest;
    return guess < needed ? guess : needed;
}

// Finds all pieces. Gives `few` (of 2 * SCAN_FEW words) or memory of PyMem_Malloc, or null if there
// is none.
static u64 *scan_all(Scan *scan, u64 *few, usize *count) {
    u64 *offsets = few;
    usize cap = SCAN_FEW, found;
    *count = 0;
    for (;;) {
        WITHOUT_GIL(scan->hay->len, found = scan_call(scan, offsets + 2 * *count, cap - *count));
        *count += found;
        if (scan_is_done(scan)) {
            return offsets;
        }
        if (*count < cap) {
            continue;
        }
        usize guess = scan_estimate(scan, *count);
        cap = guess > cap + cap / 4 ? guess : cap + cap / 4;
        u64 *larger = PyMem_Malloc(cap * 2 * sizeof(u64));
        if (larger != NULL) {
            pages_prepare((u8 *)larger, cap * 2 * sizeof(u64));
            __builtin_memcpy(larger, offsets, *count * 2 * sizeof(u64));
        }
        if (offsets != few) {
            PyMem_Free(offsets);
        }
        if (larger == NULL) {
            return NULL;
        }
        offsets = larger;
    }
}

typedef struct {
    PyObject ob_base;
    View view; // its object is owned
    u64 *offsets;
    usize count;
    Py_ssize_t shape; // of the buffer it exports
    Py_ssize_t stride;
} Pieces;

static void pieces_drop(Pieces *self) {
    PyObject *source = self->view.object;
    if (source != NULL) {
        self->view.object = NULL;
        view_close(&self->view);
        Py_DecRef(source);
    }
}

static int pieces_traverse(PyObject *object, visitproc visit, void *arg) {
    Pieces *self = (Pieces *)object;
    int stop = visit((PyObject *)Py_TYPE(object), arg);
    if (stop == 0 && self->view.object != NULL) {
        stop = visit(self->view.object, arg);
    }
    if (stop == 0 && self->view.object != NULL && self->view.kind == VIEW_BUFFER &&
        self->view.buffer.obj != NULL) {
        stop = visit(self->view.buffer.obj, arg);
    }
    return stop;
}

static int pieces_clear(PyObject *object) {
    Pieces *self = (Pieces *)object;
    self->count = 0; // whoever still holds it in a cycle sees it empty
    pieces_drop(self);
    return 0;
}

static void pieces_dealloc(PyObject *object) {
    Pieces *self = (Pieces *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    pieces_drop(self);
    PyMem_Free(self->offsets);
    PyObject_GC_Del(object);
    Py_DecRef((PyObject *)type);
}

static Py_ssize_t pieces_length(PyObject *object) {
    return (Py_ssize_t)((Pieces *)object)->count;
}

static PyObject *pieces_item(PyObject *object, Py_ssize_t index) {
    Pieces *self = (Pieces *)object;
    if (index < 0 || (usize)index >= self->count) {
        PyErr_SetString(PyExc_IndexError, "Pieces index out of range");
        return NULL;
    }
    usize start = (usize)self->offsets[2 * index], end = (usize)self->offsets[2 * index + 1];
    const View *view = &self->view;
    if (view->kind == VIEW_STR && view->chars != view->len) {
        return PyUnicode_DecodeUTF8((const char *)view->data + start, (Py_ssize_t)(end - start),
                                    NULL);
    }
    return view_slice(view, start, end, start, end);
}

static PyObject *pieces_subscript(PyObject *object, PyObject *key) {
    Pieces *self = (Pieces *)object;
    Py_ssize_t start, stop, step;
    if (Py_TYPE(key) == &PySlice_Type) {
        if (PySlice_Unpack(key, &start, &stop, &step) < 0) {
            return NULL;
        }
        Py_ssize_t count = PySlice_AdjustIndices((Py_ssize_t)self->count, &start, &stop, step);
        PyObject *list = PyList_New(count);
        for (Py_ssize_t i = 0; list != NULL && i < count; i++) {
            PyObject *item = pieces_item(object, start + i * step);
            if (item == NULL) {
                Py_DecRef(list);
                return NULL;
            }
            PyList_SetItem(list, i, item); // steals
        }
        return list;
    }
    if (!PyIndex_Check(key)) {
        PyErr_SetString(PyExc_TypeError, "Pieces indices must be integers or slices");
        return NULL;
    }
    Py_ssize_t index = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (index == -1 && PyErr_Occurred() != NULL) {
        return NULL;
    }
    return pieces_item(object, index < 0 ? index + (Py_ssize_t)self->count : index);
}

static PyObject *pieces_repr(PyObject *object) {
    Pieces *self = (Pieces *)object;
    PyObject *source = self->view.object;
    PyObject *name =
        source == NULL ? NULL : PyObject_GetAttrString((PyObject *)Py_TYPE(source), "__name__");
    if (name == NULL) {
        PyErr_Clear();
        return PyUnicode_FromFormat("<Pieces>");
    }
    PyObject *text = PyUnicode_FromFormat("<Pieces: %zd of a %U>", (Py_ssize_t)self->count, name);
    Py_DecRef(name);
    return text;
}

// The offsets themselves, start and end of each part: read-only int64.
static int pieces_getbuffer(PyObject *object, Py_buffer *buffer, int flags) {
    Pieces *self = (Pieces *)object;
    if (PyBuffer_FillInfo(buffer, object, self->offsets, (Py_ssize_t)(self->count * 16), 1, flags) <
        0) {
        return -1;
    }
    self->shape = (Py_ssize_t)(self->count * 2);
    self->stride = 8;
    buffer->itemsize = 8;
    buffer->format = buffer->format == NULL ? NULL : "q";
    buffer->shape = &self->shape;
    buffer->strides = &self->stride;
    return 0;
}

static PyObject *pieces_offsets(PyObject *object, void *closure) {
    (void)closure;
    return PyMemoryView_FromObject(object);
}

static PyObject *pieces_source(PyObject *object, void *closure) {
    (void)closure;
    Pieces *self = (Pieces *)object;
    return Py_NewRef(self->view.object == NULL ? Py_None : self->view.object);
}

static PyGetSetDef pieces_getset[] = {
    {"offsets", pieces_offsets, NULL,
     "Start and end of each part as byte offsets: a read-only memoryview of int64.", NULL},
    {"source", pieces_source, NULL, "The text that the parts are of.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot pieces_slots[] = {
    {Py_tp_doc, "Parts of a text, made when they are looked at."},
    {Py_tp_dealloc, (void *)pieces_dealloc},
    {Py_tp_traverse, (void *)pieces_traverse},
    {Py_tp_clear, (void *)pieces_clear},
    {Py_tp_repr, (void *)pieces_repr},
    {Py_tp_getset, pieces_getset},
    {Py_sq_length, (void *)pieces_length},
    {Py_sq_item, (void *)pieces_item},
    {Py_mp_subscript, (void *)pieces_subscript},
    {Py_bf_getbuffer, (void *)pieces_getbuffer},
    {0, NULL},
};

static PyType_Spec pieces_spec = {
    .name = "dxpy._fast.Pieces",
    .basicsize = sizeof(Pieces),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
             Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = pieces_slots,
};

// Pieces of an opened view, which it takes over (and closes if it fails). The scan must look at
// that same view.
static PyObject *pieces_new(Engine *self, const View *view, Scan *scan) {
    Pieces *pieces = (Pieces *)PyType_GenericAlloc(self->pieces_type, 0);
    if (pieces == NULL) {
        View given = *view;
        view_close(&given);
        return NULL;
    }
    pieces->view = *view;
    Py_IncRef(view->object);
    u64 few[2 * SCAN_FEW];
    usize count;
    u64 *offsets = scan_all(scan, few, &count);
    if (offsets == few) {
        offsets = PyMem_Malloc((count + 1) * 2 * sizeof(u64));
        if (offsets != NULL) {
            __builtin_memcpy(offsets, few, count * 2 * sizeof(u64));
        }
    }
    if (offsets == NULL) {
        Py_DecRef((PyObject *)pieces);
        return PyErr_NoMemory();
    }
    pieces->offsets = offsets;
    pieces->count = count;
    return (PyObject *)pieces;
}
