// The object behind dxpy.text's fast functions: a table of the kernels of one loaded core, and the
// generic twin of every function, written in Python (dxpy/engine/text.py), which is the one place
// of semantics.
//
// Every function here is a shortcut: it does itself what is common (bytes, bytearrays, other
// buffers, str, plain int positions) and hands all else, above all everything that ends in an
// error, to its twin with the arguments it was given. So no message of an error is spelled twice,
// and a fast function without a twin cannot exist.
#pragma once

#include "../python_abi.h"
#include "pool.h"

// One pointer for each row of the tables, in their order.
typedef struct {
#define EXPORT(result, name, fails, arguments, meaning) result (*name)(PARAMS arguments);
#define KERNEL                                          EXPORT
#include "../../tables/exports.def"
#undef KERNEL
#undef EXPORT
} Core;

enum {
#define METHOD(name) METHOD_##name,
#include "methods.def"
#undef METHOD
    METHOD_COUNT
};

#define ENGINE_SEEDS 64

typedef struct {
    PyObject ob_base;
    Core core;
    PyObject *generic[METHOD_COUNT]; // bound methods of the generic engine
    PyObject *owner;                 // keeps the library of the core loaded
    PyObject *str_isascii;           // str.isascii
    PyObject *name_cast, *name_q, *name_table;
    PyTypeObject *pieces_type;
    PyTypeObject *list_type; // SimdList, once it has been made
    PyTypeObject *entries_type, *entries_iterator_type;
    Pool pool;
    u64 seeds[ENGINE_SEEDS]; // random words for tables to come: see entries.c
    usize seeds_left;
    PyObject *set_last; // the prepared set used last, and its table: see sets.h
    u8 set_last_table[32];
} Engine;

static void engine_dealloc(PyObject *object); // its address tells an Engine

// The kernels, where `self` is an object that has an engine.
#define CORE (&self->engine->core)

// Methods that are no shortcuts of dxpy.text, by their calling convention, and their rows in a
// PyMethodDef table.
#define METHOD_NOARGS(name) static PyObject *name(PyObject *self_object, PyObject *nothing UNUSED)
#define METHOD_O(name, argument) static PyObject *name(PyObject *self_object, PyObject *argument)
#define METHOD_ARGS(name)                                                                          \
    static PyObject *name(PyObject *self_object, PyObject *const *args, Py_ssize_t nargs)
#define METHOD_ROW(name, function, flags, doc) {#name, (Method)(void (*)(void))function, flags, doc}
#define METHOD_ROW_NOARGS(name, function, doc) METHOD_ROW(name, function, METH_NOARGS, doc)
#define METHOD_ROW_O(name, function, doc)      METHOD_ROW(name, function, METH_O, doc)
#define METHOD_ROW_ARGS(name, function, doc)   METHOD_ROW(name, function, METH_FASTCALL, doc)

// Whether an internal method got as many arguments as it takes; else an exception is set.
static bool arguments_are(Py_ssize_t nargs, Py_ssize_t needed) {
    if (nargs != needed) {
        PyErr_Format(PyExc_TypeError, "%zd arguments are needed, not %zd", needed, nargs);
    }
    return nargs == needed;
}

// Result and arguments of every method. `kwnames` is null when the call has no keyword.
#define FAST(name)                                                                                 \
    static PyObject *fast_##name(PyObject *self_object, PyObject *const *args, Py_ssize_t nargs,   \
                                 PyObject *kwnames)
#define SELF             Engine *self = (Engine *)self_object
#define TO_GENERIC(name) engine_generic(self, METHOD_##name, args, nargs, kwnames)

// Below this many bytes a call keeps the GIL: giving it up and taking it back costs about 70 ns
// when no one waits, and up to the switch interval (5 ms) when some thread computes. 256 KiB take
// 3-10 us.
#define RELEASE_BYTES ((usize)256 << 10)

// Runs a statement without the GIL if `bytes` is much work. The statement touches no object; who
// calls it holds what it reads (references and buffers), so nothing can be freed, though another
// thread may write to the bytes of a bytearray.
#define WITHOUT_GIL(bytes, statement)                                                              \
    do {                                                                                           \
        if (LIKELY((usize)(bytes) < RELEASE_BYTES)) {                                              \
            statement;                                                                             \
        } else {                                                                                   \
            PyThreadState *state_ = PyEval_SaveThread();                                           \
            statement;                                                                             \
            PyEval_RestoreThread(state_);                                                          \
        }                                                                                          \
    } while (0)

// Calls an object with the arguments of a fast call. The vectorcall functions joined the stable ABI
// only with 3.12, so this makes a tuple; it is the slow path in any case.
static NOINLINE PyObject *call_with(PyObject *callable, PyObject *const *args, Py_ssize_t nargs,
                                    PyObject *kwnames) {
    PyObject *result = NULL, *keywords = NULL;
    PyObject *positional = PyTuple_New(nargs);
    if (positional == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < nargs; i++) {
        PyTuple_SetItem(positional, i, Py_NewRef(args[i])); // steals
    }
    if (kwnames != NULL) {
        keywords = PyDict_New();
        Py_ssize_t count = keywords == NULL ? 0 : PyTuple_Size(kwnames);
        for (Py_ssize_t i = 0; i < count; i++) {
            if (PyDict_SetItem(keywords, PyTuple_GetItem(kwnames, i), args[nargs + i]) < 0) {
                goto done;
            }
        }
    }
    if (kwnames == NULL || keywords != NULL) {
        result = PyObject_Call(callable, positional, keywords);
    }
done:
    Py_DecRef(positional);
    if (keywords != NULL) {
        Py_DecRef(keywords);
    }
    return result;
}

// Calls the generic twin with the same arguments.
static PyObject *engine_generic(Engine *self, int method, PyObject *const *args, Py_ssize_t nargs,
                                PyObject *kwnames) {
    return call_with(self->generic[method], args, nargs, kwnames);
}

// What a second pass over a buffer found does not fit what the first had found: another thread
// wrote to it meanwhile.
static NOINLINE PyObject *engine_changed(void) {
    PyErr_SetString(PyExc_BufferError, "the buffer was changed by another thread during the call");
    return NULL;
}

// Puts positional and keyword arguments into slots[0..count), null where one was not given. False:
// leave it to the twin.
static bool arguments_take(PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames,
                           const char *const *names, Py_ssize_t count, PyObject **slots) {
    if (nargs < 1 || nargs > count) {
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        slots[i] = i < nargs ? args[i] : NULL;
    }
    Py_ssize_t keywords = kwnames == NULL ? 0 : PyTuple_Size(kwnames);
    for (Py_ssize_t k = 0; k < keywords; k++) {
        PyObject *name = PyTuple_GetItem(kwnames, k);
        Py_ssize_t i = nargs;
        while (i < count &&
               (names[i] == NULL || PyUnicode_CompareWithASCIIString(name, names[i]) != 0)) {
            i++;
        }
        if (i == count) {
            return false;
        }
        slots[i] = args[nargs + k];
    }
    return true;
}

// An argument that is an int, not absurdly large, and nothing that needs Python code to become one.
// False: leave it to the twin.
INLINE bool argument_int(PyObject *value, Py_ssize_t *out) {
    if (Py_TYPE(value) != &PyLong_Type) {
        return false;
    }
    Py_ssize_t number = PyLong_AsSsize_t(value);
    if (UNLIKELY(number == -1) && PyErr_Occurred() != NULL) {
        PyErr_Clear();
        return false;
    }
    *out = number;
    return true;
}
