// The entries of a SwissDict: dxpy/engine/entries.py says what each method means.
//
// Keys and values stand in one array in the order in which keys came, 16 bytes each so that none
// crosses a cache line, with holes where keys were deleted; a Swiss table of the core finds the
// number of an entry. While all keys are exact ints of 64 bits the table is keyed by their values.
// The first other key turns to a table over the keys' own hashes, which are then kept in a second
// array, so that nothing has to be hashed again when entries are numbered anew.
//
// A key's __hash__ and __eq__, and what is done when an object dies, may run any Python code, which
// may change these very entries. So: an object is held while it is asked; no address inside the
// entries outlives a call that may run Python; `changes` counts every change of keys, and a search
// during which it moved begins again; objects are let go of last, when all is in order.
#pragma once

#include "view.h"

typedef struct {
    PyObject *key; // null in a hole
    PyObject *value;
} Entry;

typedef struct {
    PyObject ob_base;
    Engine *engine;
    Entry *entries;
    i64 *hashes; // of the keys, if is_hashed; else null
    void *table; // null: there are no keys
    u64 table_capacity;
    usize used;  // entries and holes; the last is no hole
    usize room;  // for how many there is memory
    usize live;  // entries
    u64 changes; // of the set of keys or of the numbers of entries
    u64 seeds[2];
    bool is_hashed; // the table is a swiss_index over hashes, not a swiss_i64 over ints
} Entries;

#define ENTRIES              Entries *self = (Entries *)self_object
#define ENTRY_ABSENT         (-1)
#define ENTRY_ERROR          (-2)
#define ENTRIES_FEWEST       8
#define ENTRIES_FEWEST_HOLES 16
#define ENTRIES_RESTARTS     16

// Keys

INLINE bool key_is_word(PyObject *key, i64 *word) {
    if (Py_TYPE(key) != &PyLong_Type) {
        return false;
    }
    int overflow;
    *word = PyLong_AsLongLongAndOverflow(key, &overflow);
    return LIKELY(overflow == 0);
}

// The int64 that a key equals, if it is an exact int, float or bool with one.
static bool key_equals_word(PyObject *key, i64 *word) {
    if (Py_TYPE(key) == &PyFloat_Type) {
        f64 number = PyFloat_AsDouble(key);
        bool in_range = number >= -0x1p63 && number < 0x1p63;
        *word = in_range ? (i64)number : 0;
        return in_range && (f64)*word == number;
    }
    if (Py_TYPE(key) == &PyBool_Type) {
        *word = PyObject_IsTrue(key);
        return true;
    }
    return key_is_word(key, word);
}

// Whether a key is of a type whose values equal no int of the table once key_equals_word said no.
static bool key_equals_no_word(PyObject *key) {
    PyTypeObject *type = Py_TYPE(key);
    return type == &PyUnicode_Type || type == &PyBytes_Type || type == &PyFloat_Type ||
           type == &PyLong_Type || type == &PyTuple_Type || key == Py_None;
}

// Whether a key's hash can be asked without running Python code, and without failing.
INLINE bool key_is_plain(PyObject *key) {
    PyTypeObject *type = Py_TYPE(key);
    return type == &PyUnicode_Type || type == &PyLong_Type || type == &PyBytes_Type ||
           type == &PyFloat_Type;
}

// Whether two keys of the same hash are equal (1 or 0), if that takes no Python code to tell, else -1.
INLINE int keys_equal_plainly(PyObject *left, PyObject *right) {
    PyTypeObject *type = Py_TYPE(left);
    if (type != Py_TYPE(right)) {
        return -1;
    }
    if (LIKELY(type == &PyUnicode_Type)) {
        return PyUnicode_Compare(left, right) == 0;
    }
    if (type == &PyBytes_Type) {
        usize len = (usize)Py_SIZE(left);
        return (usize)Py_SIZE(right) == len &&
               __builtin_memcmp(bytes_data(left), bytes_data(right), len) == 0;
    }
    return type == &PyLong_Type ? PyObject_RichCompareBool(left, right, Py_EQ) : -1;
}

// Memory

// Seeds that nobody can foresee. The system is asked for many at a time, because asking takes longer
// than making a small dict.
static bool entries_take_seeds(Engine *engine, u64 *seeds) {
    if (engine->seeds_left == 0) {
        Py_ssize_t size = sizeof(engine->seeds);
        PyObject *os = PyImport_ImportModule("os");
        PyObject *random = os == NULL ? NULL : PyObject_CallMethod(os, "urandom", "n", size);
        if (os != NULL) {
            Py_DecRef(os);
        }
        if (random == NULL) {
            return false;
        }
        if (!is_bytes(random) || Py_SIZE(random) != size) {
            Py_DecRef(random);
            PyErr_SetString(PyExc_RuntimeError, "os.urandom gave no random bytes");
            return false;
        }
        __builtin_memcpy(engine->seeds, bytes_data(random), sizeof(engine->seeds));
        engine->seeds_left = ENGINE_SEEDS;
        Py_DecRef(random);
    }
    for (int i = 0; i < 2; i++) {
        seeds[i] = engine->seeds[--engine->seeds_left];
        engine->seeds[engine->seeds_left] = 0;
    }
    return true;
}

static void *entries_take(Entries *self, usize count, usize size) {
    void *block = count > SIZE_MAX / 2 / size ? NULL : pool_take(&self->engine->pool, count * size);
    if (block == NULL) {
        PyErr_NoMemory();
    }
    return block;
}

static void entries_give(Entries *self, void *block) {
    if (block != NULL) {
        pool_give(&self->engine->pool, block);
    }
}

// Moves to memory for `room` entries and holes. False: an exception is set and nothing is changed.
static bool entries_move(Entries *self, usize room) {
    Entry *entries = entries_take(self, room, sizeof(Entry));
    i64 *hashes =
        entries == NULL || !self->is_hashed ? NULL : entries_take(self, room, sizeof(i64));
    if (entries == NULL || (self->is_hashed && hashes == NULL)) {
        entries_give(self, entries);
        return false;
    }
    if (self->used != 0) {
        __builtin_memcpy(entries, self->entries, self->used * sizeof(Entry));
        if (self->is_hashed) {
            __builtin_memcpy(hashes, self->hashes, self->used * sizeof(i64));
        }
    }
    entries_give(self, self->entries);
    entries_give(self, self->hashes);
    self->entries = entries;
    self->hashes = hashes;
    self->room = room;
    return true;
}

static bool entries_reserve(Entries *self, usize count) {
    usize room = self->room + (self->room >> 1);
    room = room < count ? count : room;
    return count <= self->room || entries_move(self, room < ENTRIES_FEWEST ? ENTRIES_FEWEST : room);
}

// The table

static void entries_init_table(Entries *self, void *table, u64 capacity, bool is_hashed) {
    (is_hashed ? CORE->swiss_index_init : CORE->swiss_i64_init)(table, capacity, self->seeds[0],
                                                                self->seeds[1]);
}

// An empty table with room for `count` keys, or null with an exception set.
static void *entries_make_table(Entries *self, u64 count, bool is_hashed, u64 *capacity) {
    *capacity = CORE->swiss_capacity(count);
    u64 size = *capacity > SIZE_MAX / 64
                   ? SIZE_MAX
                   : (is_hashed ? CORE->swiss_index_size : CORE->swiss_i64_size)(*capacity);
    void *table = entries_take(self, (usize)size, 1);
    if (table != NULL) {
        entries_init_table(self, table, *capacity, is_hashed);
    }
    return table;
}

// Puts the number of an entry into the table, if the table is not full.
INLINE bool entries_number(Entries *self, void *table, PyObject *key, i64 hash, usize number) {
    return self->is_hashed ? CORE->swiss_index_insert(table, (u64)hash, number) > 0
                           : CORE->swiss_i64_insert(table, PyLong_AsLongLong(key), (i64)number) > 0;
}

static void entries_number_all(Entries *self, void *table) {
    for (usize i = 0; i < self->used; i++) {
        if (self->entries[i].key != NULL) {
            i64 hash = self->is_hashed ? self->hashes[i] : 0;
            entries_number(self, table, self->entries[i].key, hash, i);
        }
    }
}

// A larger table, or one of the same size if deletions filled this one.
static bool entries_grow_table(Entries *self) {
    u64 capacity;
    usize least = self->live == 0 ? 1 : self->live * 2;
    void *table = entries_make_table(self, least, self->is_hashed, &capacity);
    if (table == NULL) {
        return false;
    }
    (self->is_hashed ? CORE->swiss_index_grow : CORE->swiss_i64_grow)(self->table, table);
    entries_give(self, self->table);
    self->table = table;
    self->table_capacity = capacity;
    return true;
}

// Turns from int keys to a table over hashes.
static bool entries_use_hashes(Entries *self) {
    u64 capacity = 0;
    void *table = NULL;
    i64 *hashes = self->room == 0 ? NULL : entries_take(self, self->room, sizeof(i64));
    if (self->room != 0 && hashes == NULL) {
        return false;
    }
    if (self->live != 0) {
        table = entries_make_table(self, self->live + 1, true, &capacity);
        if (table == NULL) {
            entries_give(self, hashes);
            return false;
        }
    }
    for (usize i = 0; i < self->used; i++) {
        PyObject *key = self->entries[i].key;
        hashes[i] =
            key == NULL ? 0 : PyObject_Hash(key); // of an exact int: neither fails nor calls
    }
    entries_give(self, self->table);
    self->table = table;
    self->table_capacity = capacity;
    self->hashes = hashes;
    self->is_hashed = true;
    self->changes++;
    entries_number_all(self, table);
    return true;
}

// Numbers the entries anew, without holes. Memory that is far too large by now is exchanged for
// smaller, if that can be had.
static void entries_close_holes(Entries *self) {
    usize kept = 0;
    for (usize i = 0; i < self->used; i++) {
        if (self->entries[i].key != NULL) {
            self->entries[kept] = self->entries[i];
            if (self->is_hashed) {
                self->hashes[kept] = self->hashes[i];
            }
            kept++;
        }
    }
    self->used = kept;
    self->changes++;
    if (self->room / 4 > kept && !entries_move(self, kept * 2)) {
        PyErr_Clear();
    }
    if (CORE->swiss_capacity(kept * 2) < self->table_capacity) {
        u64 capacity;
        void *table = entries_make_table(self, kept * 2, self->is_hashed, &capacity);
        if (table != NULL) {
            entries_give(self, self->table);
            self->table = table;
            self->table_capacity = capacity;
        } else {
            PyErr_Clear();
        }
    }
    entries_init_table(self, self->table, self->table_capacity, self->is_hashed);
    entries_number_all(self, self->table);
}

// Finding. The number of an entry, or ENTRY_ABSENT, or ENTRY_ERROR with an exception set.

INLINE i64 entries_find_word(const Entries *self, i64 word) {
    return self->table == NULL ? ENTRY_ABSENT
                               : CORE->swiss_i64_get(self->table, word, ENTRY_ABSENT);
}

// By hash and equality. A key that changes the entries while it is compared makes the search begin
// again, as often as ENTRIES_RESTARTS with all comparisons, after that without those already made, so
// that a key which always does so does not keep it searching for ever.
static NOINLINE i64 entries_find_hash(Entries *self, PyObject *key, i64 hash) {
    usize restarts = 0, compared = 0;
    for (;;) {
        u64 state[4], changes = self->changes;
        usize skipped = restarts > ENTRIES_RESTARTS ? compared : 0;
        if (!self->is_hashed) { // it was cleared meanwhile, or the caller has left this to us
            i64 word;
            if (key_equals_word(key, &word)) {
                return entries_find_word(self, word);
            }
            if (self->live == 0 || key_equals_no_word(key)) {
                return ENTRY_ABSENT;
            }
            if (!entries_use_hashes(self)) {
                return ENTRY_ERROR;
            }
            changes = self->changes;
        }
        if (self->table == NULL) {
            return ENTRY_ABSENT;
        }
        i64 entry = CORE->swiss_index_first(self->table, (u64)hash, state);
        for (compared = 0; entry >= 0; compared++) {
            PyObject *candidate = self->entries[entry].key;
            if (candidate == key) {
                return entry;
            }
            int equal = compared < skipped ? 0 : keys_equal_plainly(candidate, key);
            if (equal < 0) {
                Py_IncRef(candidate);
                equal = PyObject_RichCompareBool(candidate, key, Py_EQ);
                Py_DecRef(candidate);
                if (equal < 0) {
                    return ENTRY_ERROR;
                }
                if (self->changes != changes) {
                    compared++;
                    break;
                }
            }
            if (equal) {
                return entry;
            }
            entry = CORE->swiss_index_next(self->table, state);
        }
        if (self->changes == changes) {
            return ENTRY_ABSENT;
        }
        restarts++;
    }
}

// `hash` becomes that of the key, unless it is an int among ints, which needs none.
INLINE i64 entries_find_for(Entries *self, PyObject *key, i64 *hash) {
    i64 word;
    if (!self->is_hashed && LIKELY(key_is_word(key, &word))) {
        *hash = 0;
        return entries_find_word(self, word);
    }
    *hash = PyObject_Hash(key);
    if (UNLIKELY(*hash == -1)) {
        return ENTRY_ERROR;
    }
    if (LIKELY(self->is_hashed && self->table != NULL)) {
        u64 state[4];
        i64 entry = CORE->swiss_index_first(self->table, (u64)*hash, state);
        if (entry < 0) {
            return ENTRY_ABSENT;
        }
        PyObject *candidate = self->entries[entry].key;
        if (LIKELY(candidate == key || keys_equal_plainly(candidate, key) == 1)) {
            return entry;
        }
    }
    return entries_find_hash(self, key, *hash);
}

INLINE i64 entries_find(Entries *self, PyObject *key) {
    i64 hash;
    return entries_find_for(self, key, &hash);
}

// Changing

// Adds a key that entries_find_for did not find, just before. Runs no Python code.
static bool entries_add(Entries *self, PyObject *key, i64 hash, PyObject *value) {
    i64 word;
    if (!self->is_hashed && !key_is_word(key, &word) && !entries_use_hashes(self)) {
        return false;
    }
    if (!entries_reserve(self, self->used + 1)) {
        return false;
    }
    if (self->table == NULL) {
        self->table = entries_make_table(self, self->room, self->is_hashed, &self->table_capacity);
        if (self->table == NULL) {
            return false;
        }
    }
    while (UNLIKELY(!entries_number(self, self->table, key, hash, self->used))) {
        if (!entries_grow_table(self)) {
            return false;
        }
    }
    self->entries[self->used] = (Entry){Py_NewRef(key), Py_NewRef(value)};
    if (self->is_hashed) {
        self->hashes[self->used] = hash;
    }
    self->used++;
    self->live++;
    self->changes++;
    return true;
}

static bool entries_put(Entries *self, PyObject *key, PyObject *value) {
    i64 hash;
    i64 entry = entries_find_for(self, key, &hash);
    if (entry < 0) {
        return entry == ENTRY_ABSENT && entries_add(self, key, hash, value);
    }
    PyObject *before = self->entries[entry].value;
    self->entries[entry].value = Py_NewRef(value);
    Py_DecRef(before);
    return true;
}

// Removes an entry; its key and value are the caller's then. Runs no Python code.
static Entry entries_remove(Entries *self, usize number) {
    Entry removed = self->entries[number];
    if (self->is_hashed) {
        CORE->swiss_index_delete(self->table, (u64)self->hashes[number], number);
    } else {
        CORE->swiss_i64_delete(self->table, PyLong_AsLongLong(removed.key), ENTRY_ABSENT);
    }
    self->entries[number] = (Entry){NULL, NULL};
    self->live--;
    self->changes++;
    while (self->used != 0 && self->entries[self->used - 1].key == NULL) {
        self->used--;
    }
    usize holes = self->used - self->live;
    if (holes > self->live && holes > ENTRIES_FEWEST_HOLES) {
        entries_close_holes(self);
    }
    return removed;
}

static void entries_empty(Entries *self) {
    Entry *entries = self->entries;
    usize used = self->used;
    entries_give(self, self->table);
    entries_give(self, self->hashes);
    self->entries = NULL;
    self->hashes = NULL;
    self->table = NULL;
    self->used = self->room = self->live = 0;
    self->is_hashed = false;
    self->changes++;
    for (usize i = 0; i < used; i++) {
        if (entries[i].key != NULL) {
            Py_DecRef(entries[i].key);
            Py_DecRef(entries[i].value);
        }
    }
    entries_give(self, entries);
}

// The mapping

static void set_key_error(PyObject *key) {
    PyObject *arguments = PyTuple_Pack(1, key); // or a tuple would become the error's arguments
    if (arguments != NULL) {
        PyErr_SetObject(PyExc_KeyError, arguments);
        Py_DecRef(arguments);
    }
}

// What a key that is not there gives: the __missing__ of a subclass, as in a dict, or KeyError.
static NOINLINE PyObject *entries_missing(PyObject *self_object, PyObject *key) {
    PyObject *method = PyObject_GetAttrString((PyObject *)Py_TYPE(self_object), "__missing__");
    if (method == NULL) {
        if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
            PyErr_Clear();
            set_key_error(key);
        }
        return NULL;
    }
    PyObject *value = PyObject_CallFunctionObjArgs(method, self_object, key, NULL);
    Py_DecRef(method);
    return value;
}

static Py_ssize_t entries_len(PyObject *self_object) {
    ENTRIES;
    return (Py_ssize_t)self->live;
}

static int entries_contains(PyObject *self_object, PyObject *key) {
    ENTRIES;
    i64 entry = entries_find(self, key);
    return entry == ENTRY_ERROR ? -1 : entry >= 0;
}

static PyObject *entries_subscript(PyObject *self_object, PyObject *key) {
    ENTRIES;
    i64 entry = entries_find(self, key);
    if (LIKELY(entry >= 0)) {
        return Py_NewRef(self->entries[entry].value);
    }
    return entry == ENTRY_ERROR ? NULL : entries_missing(self_object, key);
}

static int entries_assign(PyObject *self_object, PyObject *key, PyObject *value) {
    ENTRIES;
    if (value != NULL) {
        return entries_put(self, key, value) ? 0 : -1;
    }
    i64 entry = entries_find(self, key);
    if (entry < 0) {
        if (entry == ENTRY_ABSENT) {
            set_key_error(key);
        }
        return -1;
    }
    Entry removed = entries_remove(self, (usize)entry);
    Py_DecRef(removed.key);
    Py_DecRef(removed.value);
    return 0;
}

// Whether a method of a key and perhaps a default got one or both; else an exception is set.
static bool arguments_key_default(const char *name, Py_ssize_t nargs) {
    if (nargs < 1) {
        PyErr_Format(PyExc_TypeError, "%s expected at least 1 argument, got %zd", name, nargs);
    } else if (nargs > 2) {
        PyErr_Format(PyExc_TypeError, "%s expected at most 2 arguments, got %zd", name, nargs);
    }
    return nargs == 1 || nargs == 2;
}

METHOD_ARGS(entries_get) {
    ENTRIES;
    if (!arguments_key_default("get", nargs)) {
        return NULL;
    }
    i64 entry = entries_find(self, args[0]);
    if (entry == ENTRY_ERROR) {
        return NULL;
    }
    return Py_NewRef(entry >= 0 ? self->entries[entry].value : nargs == 2 ? args[1] : Py_None);
}

METHOD_ARGS(entries_setdefault) {
    ENTRIES;
    i64 hash;
    if (!arguments_key_default("setdefault", nargs)) {
        return NULL;
    }
    PyObject *value = nargs == 2 ? args[1] : Py_None;
    i64 entry = entries_find_for(self, args[0], &hash);
    if (entry >= 0) {
        return Py_NewRef(self->entries[entry].value);
    }
    if (entry == ENTRY_ERROR || !entries_add(self, args[0], hash, value)) {
        return NULL;
    }
    return Py_NewRef(value);
}

METHOD_ARGS(entries_pop) {
    ENTRIES;
    if (!arguments_key_default("pop", nargs)) {
        return NULL;
    }
    i64 entry = self->live == 0 ? ENTRY_ABSENT : entries_find(self, args[0]); // as a dict has it
    if (entry >= 0) {
        Entry removed = entries_remove(self, (usize)entry);
        Py_DecRef(removed.key);
        return removed.value;
    }
    if (entry == ENTRY_ABSENT && nargs == 2) {
        return Py_NewRef(args[1]);
    }
    if (entry == ENTRY_ABSENT) {
        set_key_error(args[0]);
    }
    return NULL;
}

METHOD_NOARGS(entries_popitem) {
    ENTRIES;
    PyObject *pair = PyTuple_New(2); // before anything is looked at: collecting garbage runs code
    if (pair == NULL) {
        return NULL;
    }
    if (self->live == 0) {
        Py_DecRef(pair);
        PyErr_SetString(PyExc_KeyError, "popitem(): dictionary is empty");
        return NULL;
    }
    Entry removed = entries_remove(self, self->used - 1);
    PyTuple_SetItem(pair, 0, removed.key);
    PyTuple_SetItem(pair, 1, removed.value);
    return pair;
}

METHOD_NOARGS(entries_clear) {
    ENTRIES;
    entries_empty(self);
    return Py_NewRef(Py_None);
}
