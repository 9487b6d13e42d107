// A function of a WebAssembly instance as a Python callable, without cffi and without wasmtime-py in between.
//
// wasmtime_func_call_unchecked (wasmtime.h) takes an array of 16-byte raw values that holds the arguments and, afterwards,
// the result. The addresses of that function, of the store's context and of the wasmtime_func_t come from who loaded
// the core, as does `fault`, which turns a trap or an error into an exception: calls that succeed need nothing else.
//
// An instance runs one call at a time. A call from here holds the GIL from first to last, so the only other one there can
// be is one of `slow`, which gives the GIL away and says so in `busy[0]`; then `slow` has to take the call, as it can
// wait. It also gets the calls whose arguments do not fit, and raises what they deserve.
#include "engine.h"

typedef union {
    i32 word;
    i64 dword;
    f64 real;
    u64 both[2];
} RawValue;

typedef void *(*CallUnchecked)(void *context, const void *func, RawValue *values, size_t count,
                               void **trap);

#define WASM_ARGUMENTS 12

// What a letter of a signature means. In WebAssembly addr and usize are 32 bits wide.
typedef enum { WASM_VOID, WASM_I32, WASM_U32, WASM_I64, WASM_U64, WASM_F64, WASM_UNKNOWN } WasmKind;

typedef struct {
    PyObject ob_base;
    CallUnchecked call;
    void *context;
    void *func;
    PyObject *busy; // a bytearray
    PyObject *slow;
    PyObject *fault;
    Py_ssize_t count;
    WasmKind result;
    WasmKind arguments[WASM_ARGUMENTS];
} WasmFunction;

static WasmKind wasm_kind(char letter) {
    switch (letter) {
    case 'v':
        return WASM_VOID;
    case 'i':
        return WASM_I32;
    case 'u':
        return WASM_U32;
    case 'l':
        return WASM_I64;
    case 'q':
        return WASM_U64;
    case 'd':
        return WASM_F64;
    default:
        return WASM_UNKNOWN;
    }
}

// Whether the argument fits its type; if not, no exception is left behind.
static bool wasm_pack(WasmKind kind, PyObject *value, RawValue *out) {
    out->both[0] = out->both[1] = 0;
    bool fits = true;
    switch (kind) {
    case WASM_F64:
        out->real = PyFloat_AsDouble(value);
        break;
    case WASM_U64:
        out->both[0] = PyLong_AsUnsignedLongLong(value);
        break;
    default:
        out->dword = PyLong_AsLongLong(value);
        fits = kind == WASM_I64 ||
               (kind == WASM_U32 ? out->dword >= 0 && out->dword <= UINT32_MAX
                                 : out->dword >= INT32_MIN && out->dword <= INT32_MAX);
    }
    if (UNLIKELY((out->dword == -1 || (kind == WASM_F64 && out->real == -1.0)) &&
                 PyErr_Occurred() != NULL)) {
        PyErr_Clear();
        return false;
    }
    return fits;
}

static PyObject *wasm_unpack(WasmKind kind, const RawValue *value) {
    switch (kind) {
    case WASM_I32:
        return PyLong_FromSsize_t(value->word);
    case WASM_U32:
        return PyLong_FromSsize_t((Py_ssize_t)(u32)value->word);
    case WASM_I64:
        return PyLong_FromLongLong(value->dword);
    case WASM_U64:
        return PyLong_FromUnsignedLongLong((u64)value->dword);
    case WASM_F64:
        return PyFloat_FromDouble(value->real);
    default:
        return Py_NewRef(Py_None);
    }
}

static NOINLINE PyObject *wasm_slow(WasmFunction *self, PyObject *const *args, Py_ssize_t nargs) {
    PyObject *tuple = PyTuple_New(nargs);
    if (tuple == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < nargs; i++) {
        PyTuple_SetItem(tuple, i, Py_NewRef(args[i]));
    }
    PyObject *result = PyObject_Call(self->slow, tuple, NULL);
    Py_DecRef(tuple);
    return result;
}

static PyObject *wasm_call(PyObject *object, PyObject *const *args, Py_ssize_t nargs,
                           PyObject *kwnames) {
    WasmFunction *self = (WasmFunction *)object;
    RawValue values[WASM_ARGUMENTS];
    if (UNLIKELY(kwnames != NULL)) {
        PyErr_SetString(PyExc_TypeError, "this function takes no keyword arguments");
        return NULL;
    }
    bool fits = nargs == self->count;
    for (Py_ssize_t i = 0; fits && i < nargs; i++) {
        fits = wasm_pack(self->arguments[i], args[i], &values[i]);
    }
    // Packing may have run code of Python's, so what is asked here is asked last.
    if (UNLIKELY(!fits || PyByteArray_AsString(self->busy)[0] != 0)) {
        return wasm_slow(self, args, nargs);
    }
    void *trap = NULL;
    usize slots = self->count > 0 ? (usize)self->count : 1;
    void *error = self->call(self->context, self->func, values, slots, &trap);
    if (UNLIKELY(error != NULL || trap != NULL)) {
        PyObject *error_address = PyLong_FromUnsignedLongLong((usize)error);
        PyObject *trap_address = PyLong_FromUnsignedLongLong((usize)trap);
        PyObject *answer = NULL;
        if (error_address != NULL && trap_address != NULL) {
            answer = PyObject_CallFunctionObjArgs(self->fault, error_address, trap_address,
                                                  (PyObject *)NULL);
        }
        if (answer != NULL) {
            Py_DecRef(answer);
            PyErr_SetString(PyExc_RuntimeError, "the WebAssembly function failed");
        }
        if (error_address != NULL) {
            Py_DecRef(error_address);
        }
        if (trap_address != NULL) {
            Py_DecRef(trap_address);
        }
        return NULL;
    }
    return wasm_unpack(self->result, &values[0]);
}

static PyObject *wasm_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    unsigned long long call, context, func;
    const char *signature;
    PyObject *busy, *slow, *fault;
    if (kwargs != NULL || !PyArg_ParseTuple(args, "KKKsO!OO:WasmFunction", &call, &context, &func,
                                            &signature, &PyByteArray_Type, &busy, &slow, &fault)) {
        if (kwargs != NULL) {
            PyErr_SetString(PyExc_TypeError, "WasmFunction takes no keyword arguments");
        }
        return NULL;
    }
    usize letters = __builtin_strlen(signature);
    bool known =
        letters >= 1 && letters <= WASM_ARGUMENTS + 1 && wasm_kind(signature[0]) != WASM_UNKNOWN;
    for (usize i = 1; i < letters && known; i++) {
        WasmKind kind = wasm_kind(signature[i]);
        known = kind != WASM_UNKNOWN && kind != WASM_VOID;
    }
    if (!known || call == 0 || context == 0 || func == 0) {
        return PyErr_Format(PyExc_ValueError,
                            "not a signature of a WebAssembly function at an address: '%s'",
                            signature);
    }
    WasmFunction *self = (WasmFunction *)PyType_GenericAlloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->call = (CallUnchecked)(usize)call;
    self->context = (void *)(usize)context;
    self->func = (void *)(usize)func;
    self->busy = Py_NewRef(busy);
    self->slow = Py_NewRef(slow);
    self->fault = Py_NewRef(fault);
    self->count = (Py_ssize_t)letters - 1;
    self->result = wasm_kind(signature[0]);
    for (usize i = 1; i < letters; i++) {
        self->arguments[i - 1] = wasm_kind(signature[i]);
    }
    return (PyObject *)self;
}

static int wasm_traverse(PyObject *object, visitproc visit, void *arg) {
    WasmFunction *self = (WasmFunction *)object;
    PyObject *const others[] = {self->busy, self->slow, self->fault};
    int stop = visit((PyObject *)Py_TYPE(object), arg);
    for (usize i = 0; stop == 0 && i < sizeof others / sizeof others[0]; i++) {
        stop = others[i] == NULL ? 0 : visit(others[i], arg);
    }
    return stop;
}

static void wasm_dealloc(PyObject *object) {
    WasmFunction *self = (WasmFunction *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject *const others[] = {self->busy, self->slow, self->fault};
    PyObject_GC_UnTrack(object);
    for (usize i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (others[i] != NULL) {
            Py_DecRef(others[i]);
        }
    }
    PyObject_GC_Del(object);
    Py_DecRef((PyObject *)type);
}

static PyMethodDef wasm_methods[] = {
    {"call", wasm_call, METH_FASTCALL | METH_KEYWORDS, "Call the function with ints and floats."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot wasm_slots[] = {
    {Py_tp_doc,
     "WasmFunction(call_unchecked, context, func, signature, busy, slow, fault)\n--\n\n"
     "A function of a WebAssembly instance, called through the addresses of wasmtime's C API.\n\n"
     "`signature` has a letter for the result, then one for each argument: v nothing, i i32, u "
     "u32, l i64, "
     "q u64, d f64.\nWhile `busy[0]` is not 0, and for arguments that do not fit, `slow` is called "
     "instead.\n"
     "`fault(error, trap)` gets the addresses of what went wrong, frees it and raises.\n"
     "`call` is the function; keep it in a variable: looking it up costs as much as calling it."},
    {Py_tp_new, (void *)wasm_new},
    {Py_tp_dealloc, (void *)wasm_dealloc},
    {Py_tp_traverse, (void *)wasm_traverse},
    {Py_tp_methods, wasm_methods},
    {0, NULL},
};

static PyType_Spec wasm_spec = {
    .name = "dxpy._fast.WasmFunction",
    .basicsize = sizeof(WasmFunction),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = wasm_slots,
};
