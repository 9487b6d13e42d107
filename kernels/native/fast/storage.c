// The elements of a SimdList as the process's own memory: dxpy/engine/storage.py says what each method means.
//
// SimdList is a class in Python on top of this type. What it does with plain ints and floats in common forms is done
// here, without a frame of Python: items, append, and the array operations. All else goes to the method of SimdList that
// holds the general case, under its name with `_plain_` before it (`_subscript`, `_assign`, `_delete` for items).
//
// Memory of 64 KiB and more is kept when it is freed and used again: touching fresh pages costs more than most
// kernels do. While a kernel runs without the GIL, or a buffer is out, the array cannot change its length.
#include "view.h"

typedef enum { KIND_EMPTY, KIND_I64, KIND_F64, KIND_OBJECT, KIND_COUNT } Kind;

static const char *const kind_names[KIND_COUNT] = {"empty", "int64", "float64", "object"};

typedef struct {
    PyObject ob_base;
    Engine *engine;
    PyObject *objects; // the elements if kind is KIND_OBJECT, else null
    u64 *data;
    Py_buffer lent; // whose data they are, if capacity is 0 and size is not
    usize size;     // elements of an array
    usize capacity; // 0 when the data are lent; else they are the pool's
    Py_ssize_t exports;
    Kind kind;
} Storage;

#define STORAGE        Storage *self = (Storage *)self_object
#define IS_ARRAY(self) ((self)->kind == KIND_I64 || (self)->kind == KIND_F64)
#define STORAGE_FEWEST 8

// Memory

static bool storage_check_resizable(const Storage *self) {
    if (self->exports > 0) {
        PyErr_SetString(PyExc_BufferError, "Existing exports of data: object cannot be re-sized");
        return false;
    }
    return true;
}

// Gives back data that self has let go of. Whoever lent them may run any code now, also code that changes self.
static void storage_give_back(Storage *self, u64 *data, usize size, usize capacity,
                              Py_buffer *lent) {
    if (capacity != 0) {
        pool_give(&self->engine->pool, data);
    } else if (size != 0) {
        PyBuffer_Release(lent);
    }
}

static void storage_drop_data(Storage *self) {
    u64 *data = self->data;
    usize size = self->size, capacity = self->capacity;
    Py_buffer lent = self->lent;
    self->data = NULL;
    self->size = self->capacity = 0;
    storage_give_back(self, data, size, capacity, &lent);
}

static NOINLINE bool storage_changed(void) {
    PyErr_SetString(PyExc_RuntimeError, "the list was changed while it let its elements go");
    return false;
}

// Forgets elements and memory; false: the memory is shown to somebody.
static bool storage_release(Storage *self) {
    if (!storage_check_resizable(self)) {
        return false;
    }
    PyObject *objects = self->objects;
    self->objects = NULL;
    self->kind = KIND_EMPTY;
    storage_drop_data(self);
    if (objects != NULL) {
        Py_DecRef(objects);
    }
    return true;
}

// The same for one who goes on to fill it: true only if it is empty still, whatever the elements' finalizers did.
static bool storage_vacate(Storage *self) {
    if (!storage_release(self)) {
        return false;
    }
    return (self->kind == KIND_EMPTY && self->capacity == 0 && self->exports == 0) ||
           storage_changed();
}

// Room for `elements` in memory of our own, the present ones kept.
static bool storage_reserve(Storage *self, usize elements) {
    if (elements <= self->capacity) {
        return true;
    }
    usize grown = self->capacity + (self->capacity >> 1);
    grown = grown < elements ? elements : grown;
    grown = grown < STORAGE_FEWEST ? STORAGE_FEWEST : grown;
    if (!storage_check_resizable(self)) {
        return false;
    }
    u64 *data = grown > SIZE_MAX / 16 ? NULL : pool_take(&self->engine->pool, grown * 8);
    if (data == NULL) {
        PyErr_NoMemory();
        return false;
    }
    usize size = self->size, capacity = self->capacity;
    u64 *before = self->data;
    Py_buffer lent = self->lent;
    Kind kind = self->kind;
    if (size != 0) {
        __builtin_memcpy(data, before, size * 8);
    }
    self->data = data;
    self->capacity = grown;
    storage_give_back(self, before, size, capacity, &lent);
    return (self->kind == kind && self->size == size && self->capacity == grown &&
            self->exports == 0) ||
           storage_changed();
}

INLINE bool storage_own(Storage *self) {
    return self->size <= self->capacity || storage_reserve(self, self->size);
}

// Becomes `elements` unwritten elements.
static bool storage_become(Storage *self, Kind kind, usize elements) {
    if (!storage_vacate(self)) {
        return false;
    }
    if (!storage_reserve(self, elements)) {
        return false;
    }
    self->kind = kind;
    self->size = elements;
    return true;
}

// A new SimdList without elements.
static Storage *storage_new_list(Engine *engine) {
    if (engine->list_type == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the engine has no list type yet");
        return NULL;
    }
    Storage *made = (Storage *)PyType_GenericAlloc(engine->list_type, 0);
    if (made != NULL) {
        made->engine = (Engine *)Py_NewRef((PyObject *)engine);
    }
    return made;
}

// Elements

// The kind a value asks for; if it is a number, its 64 bits.
INLINE Kind storage_kind_of(PyObject *value, u64 *bits) {
    if (Py_TYPE(value) == &PyFloat_Type) {
        f64 number = PyFloat_AsDouble(value);
        __builtin_memcpy(bits, &number, 8);
        return KIND_F64;
    }
    if (Py_TYPE(value) == &PyLong_Type) {
        int overflow;
        long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
        *bits = (u64)number;
        return overflow == 0 ? KIND_I64 : KIND_OBJECT;
    }
    return KIND_OBJECT;
}

INLINE PyObject *storage_box(Kind kind, u64 bits) {
    if (kind == KIND_I64) {
        return PyLong_FromLongLong((i64)bits);
    }
    f64 number;
    __builtin_memcpy(&number, &bits, 8);
    return PyFloat_FromDouble(number);
}

static PyObject *storage_list(Storage *self) {
    if (self->kind == KIND_OBJECT) {
        PyObject *objects = Py_NewRef(self->objects);
        PyObject *copy = PyList_GetSlice(objects, 0, PyList_Size(objects));
        Py_DecRef(objects);
        return copy;
    }
    usize size = self->size;
    Kind kind = self->kind;
    PyObject *list = PyList_New((Py_ssize_t)size);
    if (list != NULL && (self->size != size || self->kind != kind)) {
        // A new list can start the garbage collector, and a finalizer changed this one: it is another list now.
        Py_DecRef(list);
        return storage_list(self);
    }
    for (usize i = 0; list != NULL && i < size; i++) {
        PyObject *value = storage_box(kind, self->data[i]);
        if (value == NULL) {
            Py_DecRef(list);
            return NULL;
        }
        PyList_SetItem(list, (Py_ssize_t)i, value);
    }
    return list;
}

static bool storage_become_objects(Storage *self) {
    if (self->kind == KIND_OBJECT) {
        return true;
    }
    PyObject *objects = storage_list(self);
    if (objects == NULL || !storage_vacate(self)) {
        if (objects != NULL) {
            Py_DecRef(objects);
        }
        return false;
    }
    self->kind = KIND_OBJECT;
    self->objects = objects;
    return true;
}

INLINE usize storage_length(const Storage *self) {
    return self->kind == KIND_OBJECT ? (usize)PyList_Size(self->objects) : self->size;
}

static Py_ssize_t storage_len(PyObject *self_object) {
    STORAGE;
    return (Py_ssize_t)storage_length(self);
}

// A new reference to the element at an index that is in range.
INLINE PyObject *storage_at(Storage *self, usize index) {
    if (self->kind == KIND_OBJECT) {
        return Py_NewRef(PyList_GetItem(self->objects, (Py_ssize_t)index));
    }
    return storage_box(self->kind, self->data[index]);
}

static PyObject *storage_item(PyObject *self_object, Py_ssize_t index) {
    STORAGE;
    if (index < 0 || (usize)index >= storage_length(self)) {
        PyErr_SetString(PyExc_IndexError, "list index out of range");
        return NULL;
    }
    return storage_at(self, (usize)index);
}

// An exact int that is an index from 0 to len - 1 after counting from the end. False: leave it to Python.
INLINE bool storage_index(const Storage *self, PyObject *key, usize *index) {
    Py_ssize_t number;
    if (!argument_int(key, &number)) {
        return false;
    }
    Py_ssize_t length = (Py_ssize_t)storage_length(self);
    number = number < 0 ? number + length : number;
    *index = (usize)number;
    return number >= 0 && number < length;
}

static PyObject *storage_subscript(PyObject *self_object, PyObject *key) {
    STORAGE;
    usize index;
    if (LIKELY(storage_index(self, key, &index))) {
        return storage_at(self, index);
    }
    return PyObject_CallMethod(self_object, "_subscript", "O", key);
}

static int storage_assign(PyObject *self_object, PyObject *key, PyObject *value) {
    STORAGE;
    usize index;
    if (value != NULL && storage_index(self, key, &index)) {
        u64 bits;
        if (self->kind == KIND_OBJECT) {
            return PyList_SetItem(self->objects, (Py_ssize_t)index, Py_NewRef(value));
        }
        if (storage_kind_of(value, &bits) == self->kind) {
            if (!storage_own(self)) {
                return -1;
            }
            self->data[index] = bits;
            return 0;
        }
    }
    PyObject *done = value == NULL ? PyObject_CallMethod(self_object, "_delete", "O", key)
                                   : PyObject_CallMethod(self_object, "_assign", "OO", key, value);
    if (done == NULL) {
        return -1;
    }
    Py_DecRef(done);
    return 0;
}

METHOD_O(storage_append, value) {
    STORAGE;
    u64 bits;
    Kind kind = storage_kind_of(value, &bits);
    if (self->kind == KIND_EMPTY && kind != KIND_OBJECT) {
        self->kind = kind;
    }
    if (LIKELY(kind == self->kind && kind != KIND_OBJECT)) {
        if (!storage_check_resizable(self) || !storage_reserve(self, self->size + 1)) {
            return NULL;
        }
        self->data[self->size++] = bits;
        return Py_NewRef(Py_None);
    }
    if (self->kind != KIND_OBJECT && !storage_become_objects(self)) {
        return NULL;
    }
    return PyList_Append(self->objects, value) < 0 ? NULL : Py_NewRef(Py_None);
}

METHOD_NOARGS(storage_tolist) {
    STORAGE;
    return storage_list(self);
}

// What SimdList builds on

// Whether any object is a str of these characters.
static bool argument_is(PyObject *object, const char *text) {
    return PyType_IsSubtype(Py_TYPE(object), &PyUnicode_Type) &&
           PyUnicode_CompareWithASCIIString(object, text) == 0;
}

// The kind of an array by its name, which may be any object.
static int storage_kind_named(PyObject *name) {
    for (int kind = KIND_I64; kind <= KIND_F64; kind++) {
        if (argument_is(name, kind_names[kind])) {
            return kind;
        }
    }
    PyErr_SetString(PyExc_ValueError, "not a kind of array");
    return -1;
}

static PyObject *storage_get_kind(PyObject *self_object, void *closure UNUSED) {
    STORAGE;
    return PyUnicode_FromString(kind_names[self->kind]);
}

static PyObject *storage_get_objects(PyObject *self_object, void *closure UNUSED) {
    STORAGE;
    return self->objects != NULL ? Py_NewRef(self->objects) : PyList_New(0);
}

// Replaces the list of objects: only where there is one.
static int storage_set_objects(PyObject *self_object, PyObject *value, void *closure UNUSED) {
    STORAGE;
    if (value == NULL || Py_TYPE(value) != &PyList_Type || self->kind != KIND_OBJECT) {
        PyErr_SetString(PyExc_TypeError, "objects are a list, where there are objects");
        return -1;
    }
    PyObject *before = self->objects;
    self->objects = Py_NewRef(value);
    Py_DecRef(before);
    return 0;
}

METHOD_NOARGS(storage_forget) {
    STORAGE;
    return storage_release(self) ? Py_NewRef(Py_None) : NULL;
}

METHOD_NOARGS(storage_objectify) {
    STORAGE;
    return storage_become_objects(self) ? Py_NewRef(Py_None) : NULL;
}

METHOD_NOARGS(storage_tobytes) {
    STORAGE;
    return PyBytes_FromStringAndSize((const char *)self->data,
                                     IS_ARRAY(self) ? (Py_ssize_t)(self->size * 8) : 0);
}

static bool storage_become_copy(Storage *self, Kind kind, const Py_buffer *source) {
    if (!storage_become(self, kind, (usize)source->len / 8)) {
        return false;
    }
    __builtin_memcpy(self->data, source->buf, self->size * 8);
    return true;
}

METHOD_ARGS(storage_set_bytes) {
    STORAGE;
    Py_buffer source;
    if (!arguments_are(nargs, 2)) {
        return NULL;
    }
    int kind = storage_kind_named(args[0]);
    if (kind < 0 || PyObject_GetBuffer(args[1], &source, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    bool done = storage_become_copy(self, (Kind)kind, &source);
    PyBuffer_Release(&source);
    return done ? Py_NewRef(Py_None) : NULL;
}

// Becomes the elements of another's memory; where they do not stand as 8-byte numbers should, a copy of them.
METHOD_ARGS(storage_share) {
    STORAGE;
    Py_buffer source;
    if (!arguments_are(nargs, 2)) {
        return NULL;
    }
    int kind = storage_kind_named(args[0]);
    if (kind < 0 || PyObject_GetBuffer(args[1], &source, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    if (source.len < 8 || (usize)source.buf % 8 != 0) {
        bool done = storage_become_copy(self, (Kind)kind, &source);
        PyBuffer_Release(&source);
        return done ? Py_NewRef(Py_None) : NULL;
    }
    if (!storage_vacate(self)) {
        PyBuffer_Release(&source);
        return NULL;
    }
    self->kind = (Kind)kind;
    self->lent = source;
    self->data = source.buf;
    self->size = (usize)source.len / 8;
    return Py_NewRef(Py_None);
}

// Elements of a list that are all ints of 64 bits or all floats become an array, others a list of objects.
METHOD_O(storage_fill, list) {
    STORAGE;
    if (Py_TYPE(list) != &PyList_Type) {
        PyErr_SetString(PyExc_TypeError, "a list is needed");
        return NULL;
    }
    usize size = (usize)PyList_Size(list);
    u64 bits = 0;
    Kind kind = size == 0 ? KIND_EMPTY : storage_kind_of(PyList_GetItem(list, 0), &bits);
    if (kind == KIND_EMPTY) {
        return storage_release(self) ? Py_NewRef(Py_None) : NULL;
    }
    if (kind != KIND_OBJECT) {
        if (!storage_become(self, kind, size)) {
            return NULL;
        }
        usize i = 0;
        if ((usize)PyList_Size(list) != size) { // the former elements' finalizers know the list
            storage_changed();
            return NULL;
        }
        while (i < size && storage_kind_of(PyList_GetItem(list, (Py_ssize_t)i), &bits) == kind) {
            self->data[i++] = bits;
        }
        if (i == size) {
            return Py_NewRef(Py_None);
        }
    }
    if (!storage_vacate(self)) {
        return NULL;
    }
    self->kind = KIND_OBJECT;
    self->objects = Py_NewRef(list);
    return Py_NewRef(Py_None);
}

METHOD_O(storage_get, index_object) {
    return storage_item(self_object, PyLong_AsSsize_t(index_object));
}

METHOD_ARGS(storage_put) {
    STORAGE;
    usize index;
    if (!arguments_are(nargs, 2)) {
        return NULL;
    }
    if (!storage_index(self, args[0], &index)) {
        PyErr_SetString(PyExc_IndexError, "list assignment index out of range");
        return NULL;
    }
    u64 bits;
    if (self->kind != KIND_OBJECT && storage_kind_of(args[1], &bits) != self->kind &&
        !storage_become_objects(self)) {
        return NULL;
    }
    return storage_assign(self_object, args[0], args[1]) < 0 ? NULL : Py_NewRef(Py_None);
}

METHOD_O(storage_shrink_to, count_object) {
    STORAGE;
    usize count = PyLong_AsSize_t(count_object);
    if (count > self->size) {
        PyErr_SetString(PyExc_ValueError, "there are not so many elements");
        return NULL;
    }
    if (count != self->size && (!storage_check_resizable(self) || !storage_own(self))) {
        return NULL;
    }
    self->size = count;
    return Py_NewRef(Py_None);
}

// Whether an object is a storage of this engine.
INLINE bool storage_is(const Storage *self, PyObject *object) {
    return PyType_IsSubtype(Py_TYPE(object), self->engine->list_type);
}

static Storage *storage_argument(Storage *self, PyObject *object) {
    if (!storage_is(self, object)) {
        PyErr_SetString(PyExc_TypeError, "a SimdList is needed");
        return NULL;
    }
    return (Storage *)object;
}

// A storage to become a result: another one, and empty, so that no code runs when it becomes something else.
static Storage *storage_result(Storage *self, PyObject *object) {
    Storage *out = storage_argument(self, object);
    if (out != NULL && (out == self || storage_length(out) != 0 || out->exports != 0)) {
        PyErr_SetString(PyExc_ValueError, "a result needs an empty list of its own");
        return NULL;
    }
    return out;
}

METHOD_ARGS(storage_slice) {
    STORAGE;
    if (!arguments_are(nargs, 3)) {
        return NULL;
    }
    usize start = PyLong_AsSize_t(args[0]), stop = PyLong_AsSize_t(args[1]);
    if (PyErr_Occurred() != NULL) {
        return NULL;
    }
    Storage *out = storage_result(self, args[2]);
    if (out == NULL) {
        return NULL;
    }
    if (start >= stop) {
        return Py_NewRef(Py_None);
    }
    if (stop > self->size) {
        PyErr_SetString(PyExc_ValueError, "no such part of the array");
        return NULL;
    }
    if (!storage_become(out, self->kind, stop - start)) {
        return NULL;
    }
    __builtin_memcpy(out->data, self->data + start, out->size * 8);
    return Py_NewRef(Py_None);
}

METHOD_O(storage_extend, other_object) {
    STORAGE;
    Storage *other = storage_argument(self, other_object);
    if (other == NULL) {
        return NULL;
    }
    if (other->kind != self->kind || !IS_ARRAY(self)) {
        PyErr_SetString(PyExc_ValueError, "the arrays are of different kinds");
        return NULL;
    }
    usize more = other->size;
    if (!storage_check_resizable(self) || !storage_reserve(self, self->size + more)) {
        return NULL;
    }
    __builtin_memcpy(self->data + self->size, other->data, more * 8);
    self->size += more;
    return Py_NewRef(Py_None);
}

METHOD_NOARGS(storage_exported) {
    return PyMemoryView_FromObject(self_object);
}

static int storage_getbuffer(PyObject *self_object, Py_buffer *view, int flags) {
    STORAGE;
    static Py_ssize_t stride = 8;
    if (self->kind == KIND_OBJECT) {
        PyErr_SetString(PyExc_BufferError, "a SimdList of objects has no buffer");
        view->obj = NULL;
        return -1;
    }
    if (!storage_own(self)) {
        view->obj = NULL;
        return -1;
    }
    static u64 nothing;
    *view = (Py_buffer){
        .buf = self->data == NULL ? &nothing : self->data,
        .obj = Py_NewRef(self_object),
        .len = (Py_ssize_t)(self->size * 8),
        .itemsize = 8,
        .ndim = 1,
        .format = (flags & PyBUF_FORMAT) != 0 ? (self->kind == KIND_F64 ? "d" : "q") : NULL,
        .shape = (flags & PyBUF_ND) != 0 ? (Py_ssize_t *)&self->size : NULL,
        .strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? &stride : NULL,
    };
    self->exports++;
    return 0;
}

static void storage_releasebuffer(PyObject *self_object, Py_buffer *view UNUSED) {
    STORAGE;
    self->exports--;
}
