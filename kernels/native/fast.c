// dxpy._fast: the entry points of dxpy.text for CPython, as METH_FASTCALL functions of the stable
// ABI (3.11 and later).
//
// A call through cffi costs 130-300 ns, more than finding a word in a page; a call of these costs
// about 20. The extension holds no kernels: an Engine is bound to the addresses of one loaded core,
// so several cores can be used side by side. Without it (another Python, another system,
// DXPY_NO_EXTENSION=1) the generic engine does the same, only slower.
//
// Reading order: python_abi.h, fast/engine.h, fast/view.h, then a family of functions.
#define _DEFAULT_SOURCE // madvise, beyond C11

#include "../generated/digest.h"
#include "../generated/fast_docs.h"

#include "fast/search.c"
#include "fast/compare.c"
#include "fast/case.c"
#include "fast/split.c"
#include "fast/build.c"
#include "fast/wasm.c"
#include "fast/storage_array.c"
#include "fast/entries_type.c"

// The class over Storage whose instances are made for results.
METHOD_O(engine_bind_list, type) {
    Engine *self = (Engine *)self_object;
    if (!PyType_IsSubtype(Py_TYPE(type), &PyType_Type) ||
        PyType_GetSlot((PyTypeObject *)type, Py_mp_subscript) != (void *)storage_subscript) {
        PyErr_SetString(PyExc_TypeError, "a class over dxpy._fast.Storage is needed");
        return NULL;
    }
    PyTypeObject *before = self->list_type;
    self->list_type = (PyTypeObject *)Py_NewRef(type);
    if (before != NULL) {
        Py_DecRef((PyObject *)before);
    }
    return Py_NewRef(Py_None);
}

static PyMethodDef engine_methods[] = {
#define METHOD(name) {#name, fast_##name, METH_FASTCALL | METH_KEYWORDS, DOC_##name},
#include "fast/methods.def"
#undef METHOD
    METHOD_ROW_O(_bind_list, engine_bind_list,
                 "Make results of array operations instances of this class."),
    {NULL, NULL, 0, NULL},
};

enum {
#define EXPORT(result, name, fails, arguments, meaning) ROW_##name,
#define KERNEL                                          EXPORT
#include "../tables/exports.def"
#undef KERNEL
#undef EXPORT
    ROW_COUNT
};

// Types of which an Engine makes or knows instances.
typedef enum { TYPE_PIECES, TYPE_ENTRIES, TYPE_ENTRIES_ITERATOR, TYPE_COUNT } ModuleType;

typedef struct {
    PyTypeObject *types[TYPE_COUNT];
} ModuleState;

// What an Engine refers to beside the generic twins.
#define ENGINE_OTHERS(self)                                                                        \
    {(self)->owner,                                                                                \
     (self)->str_isascii,                                                                          \
     (PyObject *)(self)->pieces_type,                                                              \
     (PyObject *)(self)->entries_type,                                                             \
     (PyObject *)(self)->entries_iterator_type,                                                    \
     (self)->set_last,                                                                             \
     (PyObject *)(self)->list_type,                                                                \
     (self)->name_cast,                                                                            \
     (self)->name_q,                                                                               \
     (self)->name_table}

static int engine_traverse(PyObject *object, visitproc visit, void *arg) {
    Engine *self = (Engine *)object;
    PyObject *const others[] = ENGINE_OTHERS(self);
    int stop = visit((PyObject *)Py_TYPE(object), arg);
    for (usize i = 0; stop == 0 && i < METHOD_COUNT; i++) {
        stop = self->generic[i] == NULL ? 0 : visit(self->generic[i], arg);
    }
    for (usize i = 0; stop == 0 && i < sizeof(others) / sizeof(others[0]); i++) {
        stop = others[i] == NULL ? 0 : visit(others[i], arg);
    }
    return stop;
}

// There is no tp_clear: an Engine in a cycle is freed because the Python objects of the cycle clear
// theirs, and a method that still runs must find its twin.
static void engine_dealloc(PyObject *object) {
    Engine *self = (Engine *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject *const others[] = ENGINE_OTHERS(self);
    PyObject_GC_UnTrack(object);
    for (usize i = 0; i < METHOD_COUNT; i++) {
        if (self->generic[i] != NULL) {
            Py_DecRef(self->generic[i]);
        }
    }
    for (usize i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (others[i] != NULL) {
            Py_DecRef(others[i]);
        }
    }
    pool_empty(&self->pool);
    PyObject_GC_Del(object);
    Py_DecRef((PyObject *)type);
}

// Fills everything but the addresses. False: an exception is set.
static bool engine_bind(Engine *self, PyObject *generic, PyObject *owner) {
    static const char *const names[] = {
#define METHOD(name) #name,
#include "fast/methods.def"
#undef METHOD
    };
    const ModuleState *state = PyType_GetModuleState(Py_TYPE((PyObject *)self));
    if (state == NULL) {
        return false;
    }
    PyTypeObject **const types[] = {&self->pieces_type, &self->entries_type,
                                    &self->entries_iterator_type}; // as ModuleType has them
    for (int i = 0; i < TYPE_COUNT; i++) {
        *types[i] = (PyTypeObject *)Py_NewRef((PyObject *)state->types[i]);
    }
    self->owner = Py_NewRef(owner);
    self->str_isascii = PyObject_GetAttrString((PyObject *)&PyUnicode_Type, "isascii");
    self->name_cast = PyUnicode_InternFromString("cast");
    self->name_q = PyUnicode_InternFromString("q");
    self->name_table = PyUnicode_InternFromString("table");
    for (usize i = 0; i < METHOD_COUNT; i++) {
        self->generic[i] = PyObject_GetAttrString(generic, names[i]);
        if (self->generic[i] == NULL) {
            return false;
        }
    }
    return self->str_isascii != NULL && self->name_cast != NULL && self->name_q != NULL &&
           self->name_table != NULL;
}

static PyObject *engine_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    PyObject *addresses, *generic, *owner;
    usize table[ROW_COUNT];
    if (kwargs != NULL) {
        PyErr_SetString(PyExc_TypeError, "Engine takes no keyword arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "O!OO:Engine", &PyTuple_Type, &addresses, &generic, &owner)) {
        return NULL;
    }
    if (PyTuple_Size(addresses) != ROW_COUNT) {
        return PyErr_Format(PyExc_ValueError, "a core has %d functions, %zd addresses were given",
                            ROW_COUNT, PyTuple_Size(addresses));
    }
    for (Py_ssize_t i = 0; i < ROW_COUNT; i++) {
        table[i] = (usize)PyLong_AsVoidPtr(PyTuple_GetItem(addresses, i));
        if (table[i] == 0) {
            if (PyErr_Occurred() == NULL) {
                PyErr_SetString(PyExc_ValueError, "the address of a function is 0");
            }
            return NULL;
        }
    }
    _Static_assert(sizeof(Core) == sizeof(table), "a core is its rows and nothing else");
    Engine *self = (Engine *)PyType_GenericAlloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    __builtin_memcpy(&self->core, table, sizeof(table));
    u64 digest = self->core.digest();
    if (digest != DX_DIGEST) {
        PyErr_Format(PyExc_ValueError,
                     "the core was built from other tables than this extension (%llx, not %llx)",
                     (unsigned long long)digest, (unsigned long long)DX_DIGEST);
        Py_DecRef((PyObject *)self);
        return NULL;
    }
    if (!engine_bind(self, generic, owner)) {
        Py_DecRef((PyObject *)self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyType_Slot engine_slots[] = {
    {Py_tp_doc,
     "Engine(addresses, generic, owner)\n--\n\nThe functions of dxpy.text over the native core at "
     "these addresses.\n\n"
     "`addresses` is the tuple of its dx_ functions in the order of exports.def, `generic` the "
     "engine in Python\n"
     "that does what is not done here, `owner` an object that keeps the library loaded."},
    {Py_tp_new, (void *)engine_new},
    {Py_tp_dealloc, (void *)engine_dealloc},
    {Py_tp_traverse, (void *)engine_traverse},
    {Py_tp_methods, engine_methods},
    {0, NULL},
};

static PyType_Spec engine_spec = {
    .name = "dxpy._fast.Engine",
    .basicsize = sizeof(Engine),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = engine_slots,
};

// Adds a type to the module. Returns it (borrowed from the module), or null with an exception set.
static PyTypeObject *module_add(PyObject *module, PyType_Spec *spec) {
    PyObject *type = PyType_FromModuleAndSpec(module, spec, NULL);
    if (type == NULL) {
        return NULL;
    }
    int failed = PyModule_AddType(module, (PyTypeObject *)type);
    Py_DecRef(type);
    return failed < 0 ? NULL : (PyTypeObject *)type;
}

static int module_exec(PyObject *module) {
    ModuleState *state = PyModule_GetState(module);
    if (!layouts_fit()) {
        return -1;
    }
    PyType_Spec *const kept[TYPE_COUNT] = {&pieces_spec, &entries_spec, &entries_iterator_spec};
    for (int i = 0; i < TYPE_COUNT; i++) {
        PyTypeObject *type = module_add(module, kept[i]);
        if (type == NULL) {
            return -1;
        }
        state->types[i] = (PyTypeObject *)Py_NewRef((PyObject *)type);
    }
    bool added = module_add(module, &engine_spec) != NULL &&
                 module_add(module, &wasm_spec) != NULL &&
                 module_add(module, &storage_spec) != NULL;
    return added ? 0 : -1;
}

static int module_traverse(PyObject *module, visitproc visit, void *arg) {
    const ModuleState *state = PyModule_GetState(module);
    int stop = 0;
    for (int i = 0; state != NULL && stop == 0 && i < TYPE_COUNT; i++) {
        stop = state->types[i] == NULL ? 0 : visit((PyObject *)state->types[i], arg);
    }
    return stop;
}

static int module_clear(PyObject *module) {
    ModuleState *state = PyModule_GetState(module);
    for (int i = 0; state != NULL && i < TYPE_COUNT; i++) {
        PyObject *type = (PyObject *)state->types[i];
        state->types[i] = NULL;
        if (type != NULL) {
            Py_DecRef(type);
        }
    }
    return 0;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, (void *)module_exec},
    {0, NULL},
};

static PyModuleDef module_def = {
    .ob_base = {1, NULL},
    .m_name = "dxpy._fast",
    .m_doc = "Entry points of dxpy.text and of WebAssembly functions, for CPython's stable ABI.",
    .m_size = sizeof(ModuleState),
    .m_slots = module_slots,
    .m_traverse = module_traverse,
    .m_clear = module_clear,
};

DX_EXPORT(PyInit__fast) PyObject *PyInit__fast(void);
PyObject *PyInit__fast(void) {
    return PyModuleDef_Init(&module_def);
}
