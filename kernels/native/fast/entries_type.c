// Iterating over the entries of a SwissDict, taking over other mappings, and the type itself.
#pragma once

#include "entries_many.c"

// Iterating

typedef enum { EACH_KEY, EACH_VALUE, EACH_ITEM, EACH_COUNT } Each;

static const char *const each_names[EACH_COUNT] = {"keys", "values", "items"};

typedef struct {
    PyObject ob_base;
    Entries *entries; // null once the iterator has come to its end
    usize at;         // where the next entry may be; backwards, one more
    usize left;       // entries still to come
    usize live;       // entries when it began, which must stay; SIZE_MAX once they have not
    Each each;
    bool is_backwards;
} EntriesIterator;

static PyObject *entries_iterate(Entries *self, Each each, bool is_backwards) {
    EntriesIterator *made =
        (EntriesIterator *)PyType_GenericAlloc(self->engine->entries_iterator_type, 0);
    if (made != NULL) {
        made->entries = (Entries *)Py_NewRef((PyObject *)self);
        made->at = is_backwards ? self->used : 0;
        made->left = made->live = self->live;
        made->each = each;
        made->is_backwards = is_backwards;
    }
    return (PyObject *)made;
}

// Moves on to the next entry. False: there is none.
static bool iterator_step(EntriesIterator *self, Entry *next) {
    const Entries *entries = self->entries;
    *next = (Entry){NULL, NULL};
    if (self->is_backwards) {
        usize at = self->at < entries->used ? self->at : entries->used;
        while (at != 0 && next->key == NULL) {
            *next = entries->entries[--at];
        }
        self->at = at;
    } else {
        while (self->at < entries->used && next->key == NULL) {
            *next = entries->entries[self->at++];
        }
    }
    return next->key != NULL;
}

// As a dict's iterators do, it notices another number of keys, and keys that came for others that
// went if there are more to come than there were.
static PyObject *iterator_next(PyObject *self_object) {
    EntriesIterator *self = (EntriesIterator *)self_object;
    Entries *entries = self->entries;
    Entry next;
    if (entries == NULL) {
        return NULL;
    }
    if (self->live != entries->live) {
        self->live = SIZE_MAX;
        PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
        return NULL;
    }
    bool found = iterator_step(self, &next);
    if (!found || self->left == 0) {
        if (found) {
            PyErr_SetString(PyExc_RuntimeError, "dictionary keys changed during iteration");
        }
        self->entries = NULL;
        Py_DecRef((PyObject *)entries);
        return NULL;
    }
    self->left--;
    if (self->each != EACH_ITEM) {
        return Py_NewRef(self->each == EACH_KEY ? next.key : next.value);
    }
    Py_IncRef(next.key);
    Py_IncRef(next.value);
    PyObject *pair = PyTuple_New(2);
    if (pair == NULL) {
        Py_DecRef(next.key);
        Py_DecRef(next.value);
        return NULL;
    }
    PyTuple_SetItem(pair, 0, next.key);
    PyTuple_SetItem(pair, 1, next.value);
    return pair;
}

METHOD_NOARGS(iterator_length_hint) {
    const EntriesIterator *self = (EntriesIterator *)self_object;
    bool is_valid = self->entries != NULL && self->entries->live == self->live;
    return PyLong_FromSsize_t(is_valid ? (Py_ssize_t)self->left : 0);
}

static int iterator_traverse(PyObject *self_object, visitproc visit, void *arg) {
    const EntriesIterator *self = (EntriesIterator *)self_object;
    int stop = visit((PyObject *)Py_TYPE(self_object), arg);
    return stop == 0 && self->entries != NULL ? visit((PyObject *)self->entries, arg) : stop;
}

static void iterator_dealloc(PyObject *self_object) {
    EntriesIterator *self = (EntriesIterator *)self_object;
    PyTypeObject *type = Py_TYPE(self_object);
    PyObject_GC_UnTrack(self_object);
    if (self->entries != NULL) {
        Py_DecRef((PyObject *)self->entries);
    }
    PyObject_GC_Del(self_object);
    Py_DecRef((PyObject *)type);
}

static PyMethodDef iterator_methods[] = {
    METHOD_ROW_NOARGS(__length_hint__, iterator_length_hint, NULL),
    {NULL, NULL, 0, NULL},
};

static PyType_Slot iterator_slots[] = {
    {Py_tp_dealloc, (void *)iterator_dealloc}, {Py_tp_traverse, (void *)iterator_traverse},
    {Py_tp_iter, (void *)PyObject_SelfIter},   {Py_tp_iternext, (void *)iterator_next},
    {Py_tp_methods, iterator_methods},         {0, NULL},
};

static PyType_Spec entries_iterator_spec = {
    .name = "dxpy._fast.EntriesIterator",
    .basicsize = sizeof(EntriesIterator),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
             Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = iterator_slots,
};

static PyObject *entries_iter(PyObject *self_object) {
    ENTRIES;
    return entries_iterate(self, EACH_KEY, false);
}

METHOD_NOARGS(entries_reversed) {
    ENTRIES;
    return entries_iterate(self, EACH_KEY, true);
}

METHOD_ARGS(entries_each) {
    ENTRIES;
    if (!arguments_are(nargs, 2)) {
        return NULL;
    }
    int each = is_str(args[0]) ? 0 : EACH_COUNT, is_backwards = PyObject_IsTrue(args[1]);
    while (each < EACH_COUNT && PyUnicode_CompareWithASCIIString(args[0], each_names[each]) != 0) {
        each++;
    }
    if (is_backwards < 0) {
        return NULL;
    }
    if (each == EACH_COUNT) {
        PyErr_SetString(PyExc_ValueError, "each of keys, values or items");
        return NULL;
    }
    return entries_iterate(self, (Each)each, is_backwards == 1);
}

// Taking over other mappings

static bool entries_put_held(Entries *self, Entry entry) {
    Py_IncRef(entry.key);
    Py_IncRef(entry.value);
    bool done = entries_put(self, entry.key, entry.value);
    Py_DecRef(entry.key);
    Py_DecRef(entry.value);
    return done;
}

static PyObject *set_size_changed(void) {
    PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
    return NULL;
}

// Becomes the same as `other`, having no keys itself. A table holds no address, so it can be copied.
static bool entries_clone(Entries *self, const Entries *other) {
    u64 capacity = other->table_capacity;
    u64 size = (other->is_hashed ? CORE->swiss_index_size : CORE->swiss_i64_size)(capacity);
    void *table = entries_take(self, (usize)size, 1);
    if (table == NULL) {
        return false;
    }
    entries_empty(self);
    self->is_hashed = other->is_hashed;
    if (!entries_move(self, other->used)) {
        self->is_hashed = false;
        entries_give(self, table);
        return false;
    }
    __builtin_memcpy(table, other->table, (usize)size);
    self->table = table;
    self->table_capacity = capacity;
    self->used = other->used;
    self->live = other->live;
    __builtin_memcpy(self->entries, other->entries, other->used * sizeof(Entry));
    if (self->is_hashed) {
        __builtin_memcpy(self->hashes, other->hashes, other->used * sizeof(i64));
    }
    for (usize i = 0; i < self->used; i++) {
        if (self->entries[i].key != NULL) {
            Py_IncRef(self->entries[i].key);
            Py_IncRef(self->entries[i].value);
        }
    }
    return true;
}

static PyObject *entries_merge_entries(Entries *self, const Entries *other) {
    if (self->live == 0 && other->live != 0) {
        return entries_clone(self, other) ? Py_NewRef(Py_None) : NULL;
    }
    usize live = other->live;
    for (usize i = 0; i < other->used; i++) {
        if (other->entries[i].key == NULL) {
            continue;
        }
        if (!entries_put_held(self, other->entries[i])) {
            return NULL;
        }
        if (other->live != live) {
            return set_size_changed();
        }
    }
    return Py_NewRef(Py_None);
}

static PyObject *entries_merge_dict(Entries *self, PyObject *other) {
    Py_ssize_t size = PyDict_Size(other), position = 0;
    Entry entry;
    if (self->used == 0 && !entries_reserve(self, (usize)size)) {
        return NULL;
    }
    while (PyDict_Next(other, &position, &entry.key, &entry.value)) {
        if (!entries_put_held(self, entry)) {
            return NULL;
        }
        if (PyDict_Size(other) != size) {
            return set_size_changed();
        }
    }
    return Py_NewRef(Py_None);
}

METHOD_O(entries_merge, other) {
    ENTRIES;
    if (Py_TYPE(other) == &PyDict_Type) {
        return entries_merge_dict(self, other);
    }
    if (PyType_IsSubtype(Py_TYPE(other), self->engine->entries_type)) {
        return entries_merge_entries(self, (const Entries *)other);
    }
    PyErr_SetString(PyExc_TypeError, "a dict or SwissDict is needed");
    return NULL;
}

// The type

static int entries_traverse(PyObject *self_object, visitproc visit, void *arg) {
    ENTRIES;
    int stop = visit((PyObject *)Py_TYPE(self_object), arg);
    if (stop == 0 && self->engine != NULL) {
        stop = visit((PyObject *)self->engine, arg);
    }
    for (usize i = 0; stop == 0 && i < self->used; i++) {
        const Entry *entry = &self->entries[i];
        if (entry->key != NULL) {
            stop = self->is_hashed ? visit(entry->key, arg) : 0; // ints refer to nothing
            stop = stop == 0 ? visit(entry->value, arg) : stop;
        }
    }
    return stop;
}

static int entries_gc_clear(PyObject *self_object) {
    ENTRIES;
    entries_empty(self);
    return 0;
}

static void entries_dealloc(PyObject *self_object) {
    ENTRIES;
    PyTypeObject *type = Py_TYPE(self_object);
    void (*release)(void *) = (void (*)(void *))PyType_GetSlot(type, Py_tp_free);
    PyObject_GC_UnTrack(self_object);
    if (self->engine != NULL) {
        entries_empty(self);
        Py_DecRef((PyObject *)self->engine);
    }
    release(self_object);
    Py_DecRef((PyObject *)type);
}

// The engine is the attribute _engine of the class, so that each backend can have a dict of its own.
static PyObject *entries_new(PyTypeObject *type, PyObject *args UNUSED, PyObject *kwargs UNUSED) {
    u64 seeds[2];
    PyObject *engine = PyObject_GetAttrString((PyObject *)type, "_engine");
    if (engine == NULL) {
        return NULL;
    }
    if (PyType_GetSlot(Py_TYPE(engine), Py_tp_dealloc) != (void *)engine_dealloc) {
        Py_DecRef(engine);
        PyErr_SetString(PyExc_TypeError, "_engine is no Engine");
        return NULL;
    }
    Entries *self = entries_take_seeds((Engine *)engine, seeds)
                        ? (Entries *)PyType_GenericAlloc(type, 0)
                        : NULL;
    if (self == NULL) {
        Py_DecRef(engine);
        return NULL;
    }
    self->engine = (Engine *)engine;
    self->seeds[0] = seeds[0];
    self->seeds[1] = seeds[1];
    return (PyObject *)self;
}

static PyMethodDef entries_methods[] = {
    METHOD_ROW_ARGS(get, entries_get, DOC_DICT_get),
    METHOD_ROW_ARGS(get_many, entries_get_many, DOC_DICT_get_many),
    METHOD_ROW_ARGS(setdefault, entries_setdefault, DOC_DICT_setdefault),
    METHOD_ROW_ARGS(pop, entries_pop, DOC_DICT_pop),
    METHOD_ROW_NOARGS(popitem, entries_popitem, DOC_DICT_popitem),
    METHOD_ROW_NOARGS(clear, entries_clear, DOC_DICT_clear),
    METHOD_ROW_NOARGS(__reversed__, entries_reversed, DOC_DICT___reversed__),
    METHOD_ROW_ARGS(_each, entries_each, NULL),
    METHOD_ROW_O(_merge, entries_merge, NULL),
    {NULL, NULL, 0, NULL},
};

static PyType_Slot entries_slots[] = {
    {Py_tp_new, (void *)entries_new},
    {Py_tp_dealloc, (void *)entries_dealloc},
    {Py_tp_traverse, (void *)entries_traverse},
    {Py_tp_clear, (void *)entries_gc_clear},
    {Py_tp_methods, entries_methods},
    {Py_tp_iter, (void *)entries_iter},
    {Py_sq_length, (void *)entries_len},
    {Py_mp_length, (void *)entries_len},
    {Py_sq_contains, (void *)entries_contains},
    {Py_mp_subscript, (void *)entries_subscript},
    {Py_mp_ass_subscript, (void *)entries_assign},
    {0, NULL},
};

static PyType_Spec entries_spec = {
    .name = "dxpy._fast.Entries",
    .basicsize = sizeof(Entries),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .slots = entries_slots,
};
