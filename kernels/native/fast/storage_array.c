// The array operations of a SimdList's storage: kernels called on its own memory.
#include "storage.c"

// Runs a kernel over arrays that cannot be resized meanwhile, without the GIL if there is much to do.
#define ARRAY_RUN(self, statement)                                                                 \
    do {                                                                                           \
        (self)->exports++;                                                                         \
        WITHOUT_GIL((self)->size * 8, statement);                                                  \
        (self)->exports--;                                                                         \
    } while (0)

// The same for a kernel that writes its results to `out`, which must stay where it is as well.
#define ARRAY_RUN_TO(self, out, statement)                                                         \
    do {                                                                                           \
        (out)->exports++;                                                                          \
        ARRAY_RUN(self, statement);                                                                \
        (out)->exports--;                                                                          \
    } while (0)

// Whether a method was asked of an array; else an exception is set.
static bool array_needed(const Storage *self) {
    if (!IS_ARRAY(self)) {
        PyErr_SetString(PyExc_TypeError, "the elements are no array");
        return false;
    }
    return true;
}

// A value as an element of this array: an exact int for ints; an exact float, or an int it says exactly, for floats.
INLINE bool array_element(const Storage *self, PyObject *value, u64 *bits) {
    Kind kind = storage_kind_of(value, bits);
    if (kind == self->kind) {
        return IS_ARRAY(self);
    }
    i64 number = (i64)*bits;
    if (kind != KIND_I64 || self->kind != KIND_F64 || number > (1ll << 53) ||
        number < -(1ll << 53)) {
        return false;
    }
    f64 exact = (f64)number;
    __builtin_memcpy(bits, &exact, 8);
    return true;
}

INLINE f64 as_f64(u64 bits) {
    f64 number;
    __builtin_memcpy(&number, &bits, 8);
    return number;
}

// An exact integer of `words` 64-bit words, the least significant first.
static PyObject *wide_int(const u64 *word, int words) {
    while (words > 1 && (i64)word[words - 1] == (i64)word[words - 2] >> 63) {
        words--;
    }
    PyObject *result = PyLong_FromLongLong((i64)word[words - 1]);
    PyObject *shift = PyLong_FromLongLong(64);
    for (int i = words - 2; i >= 0 && result != NULL && shift != NULL; i--) {
        PyObject *part = PyLong_FromUnsignedLongLong(word[i]);
        PyObject *shifted = part == NULL ? NULL : PyNumber_Lshift(result, shift);
        PyObject *joined = shifted == NULL ? NULL : PyNumber_Or(shifted, part);
        PyObject *const passed[] = {result, part, shifted};
        for (int k = 0; k < 3; k++) {
            if (passed[k] != NULL) {
                Py_DecRef(passed[k]);
            }
        }
        result = joined;
    }
    if (shift != NULL) {
        Py_DecRef(shift);
    }
    return result;
}

static PyObject *array_sum(Storage *self) {
    if (self->kind == KIND_I64) {
        u64 wide[2];
        ARRAY_RUN(self, CORE->array_sum_i64(self->data, self->size, wide));
        return wide_int(wide, 2);
    }
    f64 sum;
    ARRAY_RUN(self, sum = CORE->array_sum_f64(self->data, self->size));
    return PyFloat_FromDouble(sum);
}

static PyObject *array_dot(Storage *self, Storage *other) {
    PyObject *result;
    other->exports++;
    if (self->kind == KIND_I64) {
        u64 wide[3];
        ARRAY_RUN(self, CORE->array_dot_i64(self->data, other->data, self->size, wide));
        result = wide_int(wide, 3);
    } else {
        f64 sum;
        ARRAY_RUN(self, sum = CORE->array_dot_f64(self->data, other->data, self->size));
        result = PyFloat_FromDouble(sum);
    }
    other->exports--;
    return result;
}

// Reductions to an element or an index, by the name the kernels have.
#define REDUCTIONS(each) each(min) each(max) each(argmin) each(argmax) each(is_sorted)

enum {
#define EACH(name) REDUCE_##name,
    REDUCTIONS(EACH)
#undef EACH
};

static PyObject *array_reduce(Storage *self, int which) {
    i64 number = 0;
    f64 real = 0.0;
    bool is_real = self->kind == KIND_F64 && (which == REDUCE_min || which == REDUCE_max);
    switch (which) {
    case REDUCE_min:
        if (is_real) {
            ARRAY_RUN(self, real = CORE->array_min_f64(self->data, self->size));
        } else {
            ARRAY_RUN(self, number = CORE->array_min_i64(self->data, self->size));
        }
        break;
    case REDUCE_max:
        if (is_real) {
            ARRAY_RUN(self, real = CORE->array_max_f64(self->data, self->size));
        } else {
            ARRAY_RUN(self, number = CORE->array_max_i64(self->data, self->size));
        }
        break;
#define BOTH(name)                                                                                 \
    case REDUCE_##name:                                                                            \
        if (self->kind == KIND_F64) {                                                              \
            ARRAY_RUN(self, number = CORE->array_##name##_f64(self->data, self->size));            \
        } else {                                                                                   \
            ARRAY_RUN(self, number = CORE->array_##name##_i64(self->data, self->size));            \
        }                                                                                          \
        break;
        BOTH(argmin)
        BOTH(argmax)
        BOTH(is_sorted)
#undef BOTH
    default:
        break;
    }
    return is_real ? PyFloat_FromDouble(real) : PyLong_FromLongLong(number);
}

static i64 array_index(Storage *self, u64 bits, usize start, usize stop) {
    i64 found;
    if (self->kind == KIND_I64) {
        ARRAY_RUN(self, found = CORE->array_index_i64(self->data + start, stop - start, (i64)bits));
    } else {
        ARRAY_RUN(self,
                  found = CORE->array_index_f64(self->data + start, stop - start, as_f64(bits)));
    }
    return found < 0 ? -1 : found + (i64)start;
}

static usize array_count_where(Storage *self, u32 compare, u64 bits) {
    usize count;
    if (self->kind == KIND_I64) {
        ARRAY_RUN(self,
                  count = CORE->array_count_where_i64(self->data, self->size, compare, (i64)bits));
    } else {
        ARRAY_RUN(self, count = CORE->array_count_where_f64(self->data, self->size, compare,
                                                            as_f64(bits)));
    }
    return count;
}

// The code of a comparison, -1 for any other string.
static int array_comparison(PyObject *name) {
    static const char *const spelled[] = {
#define COMPARE(code, name, c, python) [code] = python,
#include "../../tables/compare.def"
#undef COMPARE
    };
    for (int code = 0; code < (int)(sizeof spelled / sizeof spelled[0]); code++) {
        if (argument_is(name, spelled[code])) {
            return code;
        }
    }
    return -1;
}

static bool array_filter(Storage *self, u32 compare, u64 bits, Storage *out, bool indices) {
    if (!storage_become(out, indices ? KIND_I64 : self->kind, self->size)) {
        return false;
    }
    usize kept;
    if (self->kind == KIND_I64 && indices) {
        ARRAY_RUN_TO(self, out,
                     kept = CORE->array_filter_index_i64(self->data, self->size, compare, (i64)bits,
                                                         out->data));
    } else if (self->kind == KIND_I64) {
        ARRAY_RUN_TO(
            self, out,
            kept = CORE->array_filter_i64(self->data, self->size, compare, (i64)bits, out->data));
    } else if (indices) {
        ARRAY_RUN_TO(self, out,
                     kept = CORE->array_filter_index_f64(self->data, self->size, compare,
                                                         as_f64(bits), out->data));
    } else {
        ARRAY_RUN_TO(self, out,
                     kept = CORE->array_filter_f64(self->data, self->size, compare, as_f64(bits),
                                                   out->data));
    }
    out->size = kept;
    return true;
}

enum { MAP_ADD, MAP_SUB, MAP_MUL };

// -1 on an error, 0 if an int overflows, 1 when done.
static int array_map(Storage *self, int operation, u64 bits, Storage *out) {
    if (!storage_become(out, self->kind, self->size)) {
        return -1;
    }
    i64 overflow = -1;
    if (self->kind == KIND_I64) {
        i64 (*kernel)(addr, usize, i64, addr) = operation == MAP_ADD   ? CORE->array_add_i64
                                                : operation == MAP_SUB ? CORE->array_sub_i64
                                                                       : CORE->array_mul_i64;
        ARRAY_RUN_TO(self, out, overflow = kernel(self->data, self->size, (i64)bits, out->data));
    } else {
        void (*kernel)(addr, usize, f64, addr) = operation == MAP_ADD   ? CORE->array_add_f64
                                                 : operation == MAP_SUB ? CORE->array_sub_f64
                                                                        : CORE->array_mul_f64;
        ARRAY_RUN_TO(self, out, kernel(self->data, self->size, as_f64(bits), out->data));
    }
    return overflow < 0;
}

static bool array_sort_with(Storage *self, usize scratch_bytes, Storage *order) {
    void *scratch = pool_take(&self->engine->pool, scratch_bytes);
    if (scratch == NULL) {
        PyErr_NoMemory();
        return false;
    }
    if (order == NULL && self->kind == KIND_I64) {
        ARRAY_RUN(self, CORE->array_sort_i64(self->data, self->size, scratch));
    } else if (order == NULL) {
        ARRAY_RUN(self, CORE->array_sort_f64(self->data, self->size, scratch));
    } else if (self->kind == KIND_I64) {
        ARRAY_RUN_TO(self, order,
                     CORE->array_argsort_i64(self->data, self->size, order->data, scratch));
    } else {
        ARRAY_RUN_TO(self, order,
                     CORE->array_argsort_f64(self->data, self->size, order->data, scratch));
    }
    pool_give(&self->engine->pool, scratch);
    return true;
}

// What SimdList calls for the general cases

METHOD_NOARGS(storage_array_sum) {
    STORAGE;
    return array_needed(self) ? array_sum(self) : NULL;
}

METHOD_O(storage_array_dot, other_object) {
    STORAGE;
    Storage *other = storage_argument(self, other_object);
    if (other == NULL || !array_needed(self)) {
        return NULL;
    }
    if (other->kind != self->kind || other->size != self->size) {
        PyErr_SetString(PyExc_ValueError, "the arrays are of different kinds");
        return NULL;
    }
    return array_dot(self, other);
}

METHOD_O(storage_array_reduce, name) {
    STORAGE;
    static const char *const names[] = {
#define EACH(name) #name,
        REDUCTIONS(EACH)
#undef EACH
    };
    for (int which = 0; which < (int)(sizeof names / sizeof names[0]); which++) {
        if (argument_is(name, names[which])) {
            if (!array_needed(self)) {
                return NULL;
            }
            if (self->size == 0 && which != REDUCE_is_sorted) {
                PyErr_SetString(PyExc_ValueError, "there are no elements");
                return NULL;
            }
            return array_reduce(self, which);
        }
    }
    PyErr_SetString(PyExc_ValueError, "no such reduction");
    return NULL;
}

METHOD_ARGS(storage_array_index) {
    STORAGE;
    u64 bits;
    if (!arguments_are(nargs, 3) || !array_needed(self)) {
        return NULL;
    }
    usize start = PyLong_AsSize_t(args[1]), stop = PyLong_AsSize_t(args[2]);
    if (PyErr_Occurred() != NULL) {
        return NULL;
    }
    if (!array_element(self, args[0], &bits) || start > stop || stop > self->size) {
        PyErr_SetString(PyExc_ValueError, "no such element or part of the array");
        return NULL;
    }
    return PyLong_FromLongLong(array_index(self, bits, start, stop));
}

// Comparison and value of the first two arguments.
static bool array_compared(Storage *self, PyObject *const *args, int *compare, u64 *bits) {
    *compare = array_comparison(args[0]);
    if (*compare < 0 || !array_element(self, args[1], bits)) {
        PyErr_SetString(PyExc_ValueError, "no such comparison or element");
        return false;
    }
    return true;
}

METHOD_ARGS(storage_array_count) {
    STORAGE;
    int compare;
    u64 bits;
    if (!arguments_are(nargs, 2) || !array_compared(self, args, &compare, &bits)) {
        return NULL;
    }
    return PyLong_FromSsize_t((Py_ssize_t)array_count_where(self, (u32)compare, bits));
}

METHOD_ARGS(storage_array_filter) {
    STORAGE;
    int compare;
    u64 bits;
    int indices = nargs == 4 ? PyObject_IsTrue(args[3]) : 0; // first, since it may run any code
    if (indices < 0 || !arguments_are(nargs, 4) || !array_compared(self, args, &compare, &bits)) {
        return NULL;
    }
    Storage *out = storage_result(self, args[2]);
    if (out == NULL || !array_filter(self, (u32)compare, bits, out, indices != 0)) {
        return NULL;
    }
    return Py_NewRef(Py_None);
}

METHOD_ARGS(storage_array_map) {
    STORAGE;
    u64 bits;
    if (!arguments_are(nargs, 3) || !array_needed(self)) {
        return NULL;
    }
    Storage *out = storage_result(self, args[2]);
    if (out == NULL) {
        return NULL;
    }
    int operation = argument_is(args[0], "add")   ? MAP_ADD
                    : argument_is(args[0], "sub") ? MAP_SUB
                    : argument_is(args[0], "mul") ? MAP_MUL
                                                  : -1;
    if (operation < 0 || !array_element(self, args[1], &bits)) {
        PyErr_SetString(PyExc_ValueError, "no such operation or element");
        return NULL;
    }
    int done = array_map(self, operation, bits, out);
    return done < 0 ? NULL : PyBool_FromLong(done);
}

METHOD_O(storage_array_as_float, out_object) {
    STORAGE;
    Storage *out = storage_result(self, out_object);
    if (out == NULL || !array_needed(self)) {
        return NULL;
    }
    if (self->kind != KIND_I64) {
        PyErr_SetString(PyExc_TypeError, "the elements are no ints");
        return NULL;
    }
    if (!storage_become(out, KIND_F64, self->size)) {
        return NULL;
    }
    ARRAY_RUN_TO(self, out, CORE->array_from_i64(self->data, self->size, out->data));
    return Py_NewRef(Py_None);
}

METHOD_NOARGS(storage_array_sort) {
    STORAGE;
    if (!array_needed(self) || !storage_own(self) ||
        !array_sort_with(self, (usize)CORE->array_sort_scratch(self->size), NULL)) {
        return NULL;
    }
    return Py_NewRef(Py_None);
}

METHOD_O(storage_array_argsort, out_object) {
    STORAGE;
    Storage *out = storage_result(self, out_object);
    if (out == NULL || !array_needed(self) || !storage_become(out, KIND_I64, self->size) ||
        !array_sort_with(self, (usize)CORE->array_argsort_scratch(self->size), out)) {
        return NULL;
    }
    return Py_NewRef(Py_None);
}

METHOD_NOARGS(storage_array_reverse) {
    STORAGE;
    if (!array_needed(self) || !storage_own(self)) {
        return NULL;
    }
    ARRAY_RUN(self, CORE->array_reverse(self->data, self->size, self->data));
    return Py_NewRef(Py_None);
}

METHOD_O(storage_array_equal, other_object) {
    STORAGE;
    Storage *other = storage_argument(self, other_object);
    if (other == NULL) {
        return NULL;
    }
    if (other->kind != self->kind || other->size != self->size || !IS_ARRAY(self)) {
        return PyBool_FromLong(0);
    }
    u32 equal;
    other->exports++;
    if (self->kind == KIND_F64) {
        ARRAY_RUN(self, equal = CORE->array_equal_f64(self->data, other->data, self->size));
    } else {
        ARRAY_RUN(self, equal = CORE->bytes_equal(self->data, other->data, self->size * 8));
    }
    other->exports--;
    return PyBool_FromLong((long)equal);
}

// Shortcuts: the methods of SimdList in their common forms

static NOINLINE PyObject *plain_method(PyObject *self_object, const char *name,
                                       PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    PyObject *method = PyObject_GetAttrString(self_object, name);
    PyObject *result = method == NULL ? NULL : call_with(method, args, nargs, kwnames);
    if (method != NULL) {
        Py_DecRef(method);
    }
    return result;
}

static PyObject *plain_call(PyObject *self_object, const char *name, PyObject *const *args,
                            Py_ssize_t nargs) {
    return plain_method(self_object, name, args, nargs, NULL);
}

// An empty list for a result over this array. Making it can start the garbage collector, and a finalizer can make the
// array something else than what the caller saw.
static Storage *array_result(Storage *self) {
    Kind kind = self->kind;
    Storage *out = storage_new_list(self->engine);
    if (out != NULL && self->kind != kind) {
        Py_DecRef((PyObject *)out);
        storage_changed();
        return NULL;
    }
    return out;
}

// A new list of the sorted elements; anything but a plain call goes to Python.
static PyObject *storage_sorted(PyObject *self_object, PyObject *const *args, Py_ssize_t nargs,
                                PyObject *kwnames) {
    STORAGE;
    if (!IS_ARRAY(self) || nargs != 0 || kwnames != NULL) {
        return plain_method(self_object, "_plain_sorted", args, nargs, kwnames);
    }
    Storage *out = array_result(self);
    bool done = out != NULL && storage_become(out, self->kind, self->size);
    if (done) {
        __builtin_memcpy(out->data, self->data, self->size * 8);
        done = array_sort_with(out, (usize)CORE->array_sort_scratch(out->size), NULL);
    }
    if (!done && out != NULL) {
        Py_DecRef((PyObject *)out);
    }
    return done ? (PyObject *)out : NULL;
}

METHOD_NOARGS(storage_argsort) {
    STORAGE;
    if (!IS_ARRAY(self)) {
        return plain_call(self_object, "_plain_argsort", NULL, 0);
    }
    Storage *out = array_result(self);
    bool done = out != NULL && storage_become(out, KIND_I64, self->size) &&
                array_sort_with(self, (usize)CORE->array_argsort_scratch(self->size), out);
    if (!done && out != NULL) {
        Py_DecRef((PyObject *)out);
    }
    return done ? (PyObject *)out : NULL;
}

METHOD_NOARGS(storage_sum) {
    STORAGE;
    return IS_ARRAY(self) ? array_sum(self) : plain_call(self_object, "_plain_sum", NULL, 0);
}

#define SHORT_REDUCTION(name)                                                                      \
    METHOD_NOARGS(storage_##name) {                                                                \
        STORAGE;                                                                                   \
        if (IS_ARRAY(self) && self->size != 0) {                                                   \
            return array_reduce(self, REDUCE_##name);                                              \
        }                                                                                          \
        return plain_call(self_object, "_plain_" #name, NULL, 0);                                  \
    }
SHORT_REDUCTION(min)
SHORT_REDUCTION(max)
SHORT_REDUCTION(argmin)
SHORT_REDUCTION(argmax)

METHOD_O(storage_dot, other_object) {
    STORAGE;
    if (IS_ARRAY(self) && storage_is(self, other_object)) {
        Storage *other = (Storage *)other_object;
        if (other->kind == self->kind && other->size == self->size) {
            return array_dot(self, other);
        }
    }
    return plain_call(self_object, "_plain_dot", &other_object, 1);
}

METHOD_ARGS(storage_index_of) {
    STORAGE;
    u64 bits;
    if (nargs == 1 && array_element(self, args[0], &bits)) {
        i64 found = array_index(self, bits, 0, self->size);
        if (found >= 0) {
            return PyLong_FromLongLong(found);
        }
    }
    return plain_call(self_object, "_plain_index", args, nargs);
}

METHOD_O(storage_count, value) {
    STORAGE;
    u64 bits;
    if (array_element(self, value, &bits)) {
        return PyLong_FromSsize_t((Py_ssize_t)array_count_where(self, 4, bits));
    }
    return plain_call(self_object, "_plain_count", &value, 1);
}

static int storage_contains(PyObject *self_object, PyObject *value) {
    STORAGE;
    u64 bits;
    if (array_element(self, value, &bits)) {
        return array_index(self, bits, 0, self->size) >= 0;
    }
    PyObject *answer = plain_call(self_object, "_contains", &value, 1);
    if (answer == NULL) {
        return -1;
    }
    int found = PyObject_IsTrue(answer);
    Py_DecRef(answer);
    return found;
}

static PyObject *storage_filtered(PyObject *self_object, PyObject *const *args, Py_ssize_t nargs,
                                  bool indices) {
    STORAGE;
    u64 bits;
    int compare =
        nargs == 2 && Py_TYPE(args[0]) == &PyUnicode_Type ? array_comparison(args[0]) : -1;
    if (compare >= 0 && array_element(self, args[1], &bits)) {
        Storage *out = array_result(self);
        if (out != NULL && !array_filter(self, (u32)compare, bits, out, indices)) {
            Py_DecRef((PyObject *)out);
            out = NULL;
        }
        return (PyObject *)out;
    }
    return plain_call(self_object, indices ? "_plain_filter_index" : "_plain_filter", args, nargs);
}

METHOD_ARGS(storage_filter) {
    return storage_filtered(self_object, args, nargs, false);
}

METHOD_ARGS(storage_filter_index) {
    return storage_filtered(self_object, args, nargs, true);
}

METHOD_ARGS(storage_count_where) {
    STORAGE;
    u64 bits;
    int compare =
        nargs == 2 && Py_TYPE(args[0]) == &PyUnicode_Type ? array_comparison(args[0]) : -1;
    if (compare >= 0 && array_element(self, args[1], &bits)) {
        return PyLong_FromSsize_t((Py_ssize_t)array_count_where(self, (u32)compare, bits));
    }
    return plain_call(self_object, "_plain_count_where", args, nargs);
}

static PyObject *storage_mapped(PyObject *self_object, PyObject *value, int operation,
                                const char *plain) {
    STORAGE;
    u64 bits;
    if (array_element(self, value, &bits)) {
        Storage *out = array_result(self);
        int done = out == NULL ? -1 : array_map(self, operation, bits, out);
        if (done == 1) {
            return (PyObject *)out;
        }
        if (out != NULL) {
            Py_DecRef((PyObject *)out);
        }
        if (done < 0) {
            return NULL;
        }
    }
    return plain_call(self_object, plain, &value, 1);
}

METHOD_O(storage_add, value) {
    return storage_mapped(self_object, value, MAP_ADD, "_plain_add");
}

METHOD_O(storage_sub, value) {
    return storage_mapped(self_object, value, MAP_SUB, "_plain_sub");
}

METHOD_O(storage_mul, value) {
    return storage_mapped(self_object, value, MAP_MUL, "_plain_mul");
}

// The type

static int storage_traverse(PyObject *self_object, visitproc visit, void *arg) {
    STORAGE;
    int stop = visit((PyObject *)Py_TYPE(self_object), arg);
    if (stop == 0 && self->objects != NULL) {
        stop = visit(self->objects, arg);
    }
    if (stop == 0 && self->capacity == 0 && self->size != 0 && self->lent.obj != NULL) {
        stop = visit(self->lent.obj, arg);
    }
    if (stop == 0 && self->engine != NULL) {
        stop = visit((PyObject *)self->engine, arg);
    }
    return stop;
}

static int storage_clear(PyObject *self_object) {
    STORAGE;
    PyObject *objects = self->objects;
    if (objects != NULL) {
        self->kind = KIND_EMPTY;
        self->objects = NULL;
        Py_DecRef(objects);
    }
    if (self->capacity == 0 && self->size != 0 && self->exports == 0) { // lent, perhaps by a cycle
        self->kind = KIND_EMPTY;
        storage_drop_data(self);
    }
    return 0;
}

static void storage_dealloc(PyObject *self_object) {
    STORAGE;
    PyTypeObject *type = Py_TYPE(self_object);
    void (*release)(void *) = (void (*)(void *))PyType_GetSlot(type, Py_tp_free);
    PyObject_GC_UnTrack(self_object);
    storage_clear(self_object);
    if (self->engine != NULL) {
        storage_drop_data(self);
        Py_DecRef((PyObject *)self->engine);
    }
    release(self_object);
    Py_DecRef((PyObject *)type);
}

// The engine is the attribute _engine of the class, so that each backend can have a list of its own.
static PyObject *storage_new(PyTypeObject *type, PyObject *args UNUSED, PyObject *kwargs UNUSED) {
    PyObject *engine = PyObject_GetAttrString((PyObject *)type, "_engine");
    if (engine == NULL) {
        return NULL;
    }
    if (PyType_GetSlot(Py_TYPE(engine), Py_tp_dealloc) != (void *)engine_dealloc) {
        Py_DecRef(engine);
        PyErr_SetString(PyExc_TypeError, "_engine is no Engine");
        return NULL;
    }
    Storage *self = (Storage *)PyType_GenericAlloc(type, 0);
    if (self == NULL) {
        Py_DecRef(engine);
        return NULL;
    }
    self->engine = (Engine *)engine;
    return (PyObject *)self;
}

static PyMethodDef storage_methods[] = {
    METHOD_ROW_O(append, storage_append, DOC_LIST_append),
    METHOD_ROW_NOARGS(tolist, storage_tolist, DOC_LIST_tolist),
    METHOD_ROW_NOARGS(sum, storage_sum, DOC_LIST_sum),
    METHOD_ROW_NOARGS(min, storage_min, DOC_LIST_min),
    METHOD_ROW_NOARGS(max, storage_max, DOC_LIST_max),
    METHOD_ROW_NOARGS(argmin, storage_argmin, DOC_LIST_argmin),
    METHOD_ROW_NOARGS(argmax, storage_argmax, DOC_LIST_argmax),
    METHOD_ROW_O(dot, storage_dot, DOC_LIST_dot),
    METHOD_ROW_ARGS(index, storage_index_of, DOC_LIST_index),
    METHOD_ROW_O(count, storage_count, DOC_LIST_count),
    METHOD_ROW_ARGS(filter, storage_filter, DOC_LIST_filter),
    METHOD_ROW_ARGS(filter_index, storage_filter_index, DOC_LIST_filter_index),
    METHOD_ROW_ARGS(count_where, storage_count_where, DOC_LIST_count_where),
    METHOD_ROW(sorted, storage_sorted, METH_FASTCALL | METH_KEYWORDS, DOC_LIST_sorted),
    METHOD_ROW_NOARGS(argsort, storage_argsort, DOC_LIST_argsort),
    METHOD_ROW_O(add, storage_add, DOC_LIST_add),
    METHOD_ROW_O(sub, storage_sub, DOC_LIST_sub),
    METHOD_ROW_O(mul, storage_mul, DOC_LIST_mul),
    METHOD_ROW_NOARGS(_release, storage_forget, NULL),
    METHOD_ROW_NOARGS(_become_objects, storage_objectify, NULL),
    METHOD_ROW_NOARGS(_tobytes, storage_tobytes, NULL),
    METHOD_ROW_ARGS(_set_bytes, storage_set_bytes, NULL),
    METHOD_ROW_ARGS(_share, storage_share, NULL),
    METHOD_ROW_O(_fill, storage_fill, NULL),
    METHOD_ROW_O(_get, storage_get, NULL),
    METHOD_ROW_ARGS(_put, storage_put, NULL),
    METHOD_ROW_O(_shrink_to, storage_shrink_to, NULL),
    METHOD_ROW_ARGS(_slice, storage_slice, NULL),
    METHOD_ROW_O(_extend, storage_extend, NULL),
    METHOD_ROW_NOARGS(_exported, storage_exported, NULL),
    METHOD_ROW_NOARGS(_array_sum, storage_array_sum, NULL),
    METHOD_ROW_O(_array_dot, storage_array_dot, NULL),
    METHOD_ROW_O(_array_reduce, storage_array_reduce, NULL),
    METHOD_ROW_ARGS(_array_index, storage_array_index, NULL),
    METHOD_ROW_ARGS(_array_count, storage_array_count, NULL),
    METHOD_ROW_ARGS(_array_filter, storage_array_filter, NULL),
    METHOD_ROW_ARGS(_array_map, storage_array_map, NULL),
    METHOD_ROW_O(_array_as_float, storage_array_as_float, NULL),
    METHOD_ROW_NOARGS(_array_sort, storage_array_sort, NULL),
    METHOD_ROW_O(_array_argsort, storage_array_argsort, NULL),
    METHOD_ROW_NOARGS(_array_reverse, storage_array_reverse, NULL),
    METHOD_ROW_O(_array_equal, storage_array_equal, NULL),
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef storage_getset[] = {
    {"_kind", storage_get_kind, NULL, NULL, NULL},
    {"_objects", storage_get_objects, storage_set_objects, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot storage_slots[] = {
    {Py_tp_new, (void *)storage_new},
    {Py_tp_dealloc, (void *)storage_dealloc},
    {Py_tp_traverse, (void *)storage_traverse},
    {Py_tp_clear, (void *)storage_clear},
    {Py_tp_methods, storage_methods},
    {Py_tp_getset, storage_getset},
    {Py_sq_length, (void *)storage_len},
    {Py_mp_length, (void *)storage_len},
    {Py_sq_item, (void *)storage_item},
    {Py_sq_contains, (void *)storage_contains},
    {Py_mp_subscript, (void *)storage_subscript},
    {Py_mp_ass_subscript, (void *)storage_assign},
    {Py_bf_getbuffer, (void *)storage_getbuffer},
    {Py_bf_releasebuffer, (void *)storage_releasebuffer},
    {0, NULL},
};

static PyType_Spec storage_spec = {
    .name = "dxpy._fast.Storage",
    .basicsize = sizeof(Storage),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .slots = storage_slots,
};
