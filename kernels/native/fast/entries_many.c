// get_many: many keys of a SwissDict looked up in one call.
//
// One look-up in a large table is three or four misses of the cache, one after the other: the slot,
// the entry, the key, the value. A batch asks for the first of all its keys, then for the second of
// all, and so on, which overlaps them. It goes on without a reference to the keys as long as nothing
// can run Python code; the first key that might do so has the keys copied to a tuple, which
// nothing can change.
#pragma once

#include "entries.c"

#define MANY_CHUNK ((usize)64)

// The keys of a call of get_many: a list, a tuple, or int64 in a buffer.
typedef struct {
    PyObject **items; // of a list, where they stand as long as no Python code runs; else null
    PyObject *keys;   // list or tuple, or null
    PyObject *owned;  // a new reference to `keys`, if it is one
    Py_buffer buffer; // if keys is null
    usize count;
    bool is_tuple;
} Asked;

static void asked_close(Asked *asked) {
    if (asked->keys == NULL) {
        PyBuffer_Release(&asked->buffer);
    }
    if (asked->owned != NULL) {
        Py_DecRef(asked->owned);
    }
}

// Goes over to a list or tuple that is the caller's no more. False: it is null, an exception is set.
static bool asked_own(Asked *asked, PyObject *keys) {
    if (keys == NULL) {
        return false;
    }
    PyObject *before = asked->owned;
    if (asked->keys == NULL) {
        PyBuffer_Release(&asked->buffer);
    }
    asked->keys = asked->owned = keys;
    asked->is_tuple = Py_TYPE(keys) == &PyTuple_Type;
    if (before != NULL) {
        Py_DecRef(before);
    }
    return true;
}

// Takes the keys that an object shows in one row of ints: the buffer itself if they are int64, else a
// list of them, because the array's own elements would be objects of other types than int. 0: it
// shows none; -1: an exception is set.
static int asked_open_buffer(Asked *asked, PyObject *object) {
    if (!PyObject_CheckBuffer(object)) {
        return 0;
    }
    if (PyObject_GetBuffer(object, &asked->buffer, PyBUF_STRIDES | PyBUF_FORMAT) < 0) {
        PyErr_Clear();
        return 0;
    }
    const char *format = asked->buffer.format;
    bool is_row = asked->buffer.ndim == 1 && format != NULL && format[0] != 0 && format[1] == 0;
    char kind = is_row ? format[0] : 0;
    if ((kind == 'q' || kind == 'l') && asked->buffer.itemsize == 8) {
        asked->count = (usize)asked->buffer.shape[0];
        return 1;
    }
    PyBuffer_Release(&asked->buffer);
    if (kind == 0 || __builtin_strchr("bBhHiIlLqQ", kind) == NULL) {
        return 0;
    }
    PyObject *view = PyMemoryView_FromObject(object);
    PyObject *list = view == NULL ? NULL : PyObject_CallMethod(view, "tolist", NULL);
    if (view != NULL) {
        Py_DecRef(view);
    }
    asked->keys = object; // so that there is no buffer to give back
    return asked_own(asked, list) ? 1 : -1;
}

// What gives its elements as an array in some other way, as a column of a table does.
static int asked_open_array(Asked *asked, PyObject *keys) {
    PyObject *method = PyObject_GetAttrString(keys, "to_numpy");
    if (method == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    PyObject *array = PyObject_CallFunctionObjArgs(method, NULL);
    Py_DecRef(method);
    if (array == NULL) {
        return -1;
    }
    int opened = asked_open_buffer(asked, array);
    Py_DecRef(array); // a buffer holds it
    return opened;
}

static bool asked_open(Asked *asked, PyObject *keys) {
    *asked = (Asked){.keys = NULL};
    asked->is_tuple = Py_TYPE(keys) == &PyTuple_Type;
    if (asked->is_tuple || Py_TYPE(keys) == &PyList_Type) {
        asked->keys = keys;
        return true;
    }
    int opened = asked_open_buffer(asked, keys);
    opened = opened != 0 ? opened : asked_open_array(asked, keys);
    if (opened != 0) {
        return opened > 0;
    }
    asked->keys = keys;
    return asked_own(asked, PySequence_List(keys));
}

INLINE const void *asked_at(const Asked *asked, usize i) {
    return (const u8 *)asked->buffer.buf + (Py_ssize_t)i * asked->buffer.strides[0];
}

INLINE i64 asked_word(const Asked *asked, usize i) {
    i64 word;
    __builtin_memcpy(&word, asked_at(asked, i), 8);
    return word;
}

// The int64 of a buffer as a tuple of ints, for a table of other keys.
static PyObject *asked_boxed(const Asked *asked) {
    PyObject *tuple = PyTuple_New((Py_ssize_t)asked->count);
    for (usize i = 0; tuple != NULL && i < asked->count; i++) {
        PyObject *key = PyLong_FromLongLong(asked_word(asked, i));
        if (key == NULL) {
            Py_DecRef(tuple);
            return NULL;
        }
        PyTuple_SetItem(tuple, (Py_ssize_t)i, key);
    }
    return tuple;
}

INLINE PyObject *asked_key(const Asked *asked, usize i) {
    return LIKELY(asked->items != NULL) ? asked->items[i]
                                        : PyTuple_GetItem(asked->keys, (Py_ssize_t)i);
}

// Has the keys in a tuple, so that Python code may run; there may be fewer of them then.
static bool asked_freeze(Asked *asked) {
    if (asked->is_tuple) {
        return true;
    }
    if (!asked_own(asked, PyList_AsTuple(asked->keys))) {
        return false;
    }
    usize size = (usize)PyTuple_Size(asked->keys);
    asked->count = asked->count < size ? asked->count : size;
    asked->items = NULL;
    return true;
}

// Batches. `out` is the list of results, where they come to stand from `at` on.

typedef struct {
    Entries *entries;
    Asked asked;
    PyObject *absent;
    PyObject *out;
    PyObject **results; // where its items stand
} Many;

INLINE void many_set(const Many *many, usize at, PyObject *value) {
    many->results[at] = Py_NewRef(value);
}

// An entry that is certainly in memory, if there is any: what is fetched for keys that are not there.
INLINE usize many_near(i64 entry) {
    return (usize)(entry & ~(entry >> 63));
}

// Results for `n` int64.
static void many_of_words(const Many *many, usize at, const void *words, usize n) {
    const Entries *self = many->entries;
    const Entry *entries = self->entries;
    i64 found[MANY_CHUNK];
    PyObject *values[MANY_CHUNK];
    if (self->table == NULL) {
        for (usize i = 0; i < n; i++) {
            many_set(many, at + i, many->absent);
        }
        return;
    }
    CORE->swiss_i64_get_many(self->table, (void *)words, n, ENTRY_ABSENT, found);
    for (usize i = 0; i < n; i++) {
        PREFETCH(entries + many_near(found[i]));
    }
    for (usize i = 0; i < n; i++) {
        values[i] = found[i] >= 0 ? entries[found[i]].value : many->absent;
        PREFETCH(values[i]);
    }
    for (usize i = 0; i < n; i++) {
        many_set(many, at + i, values[i]);
    }
}

// Keys that are ints of 64 bits, until one is not. How many were looked up.
static usize many_ints(const Many *many, usize at) {
    usize n = many->asked.count - at;
    i64 words[MANY_CHUNK];
    n = n < MANY_CHUNK ? n : MANY_CHUNK;
    usize i = 0;
    while (i < n && key_is_word(asked_key(&many->asked, at + i), &words[i])) {
        i++;
    }
    if (i != 0) {
        many_of_words(many, at, words, i);
    }
    return i;
}

static void many_from_buffer(const Many *many) {
    const Asked *asked = &many->asked;
    i64 words[MANY_CHUNK];
    for (usize at = 0; at < asked->count; at += MANY_CHUNK) {
        usize n = asked->count - at < MANY_CHUNK ? asked->count - at : MANY_CHUNK;
        if (asked->buffer.strides[0] == 8) {
            many_of_words(many, at, asked_at(asked, at), n);
            continue;
        }
        for (usize i = 0; i < n; i++) {
            words[i] = asked_word(asked, at + i);
        }
        many_of_words(many, at, words, n);
    }
}

// A str keeps its hash in the first line of its memory and its characters from the end of it on.
INLINE void prefetch_key(const PyObject *key) {
    PREFETCH(key);
    PREFETCH((const u8 *)key + 48);
}

typedef struct {
    usize n;
    PyObject *keys[MANY_CHUNK];
    i64 hashes[MANY_CHUNK];
    i64 found[MANY_CHUNK];
} Chunk;

// The hashes of the next keys; of those before the first whose hash may run Python code, while keys
// are not frozen. False: an exception is set.
static bool chunk_hash(Chunk *chunk, const Asked *asked, usize at) {
    chunk->n = asked->count - at < MANY_CHUNK ? asked->count - at : MANY_CHUNK;
    for (usize i = 0; i < chunk->n; i++) {
        chunk->keys[i] = asked_key(asked, at + i);
        prefetch_key(chunk->keys[i]);
    }
    for (usize i = 0; i < chunk->n; i++) {
        if (!asked->is_tuple && UNLIKELY(!key_is_plain(chunk->keys[i]))) {
            chunk->n = i;
            break;
        }
        chunk->hashes[i] = PyObject_Hash(chunk->keys[i]);
        if (UNLIKELY(chunk->hashes[i] == -1)) {
            return false;
        }
    }
    return true;
}

// An entry with the same hash for each key, and all that it takes to compare them into the cache.
static void chunk_find(Chunk *chunk, const Entries *self) {
    const Entry *entries = self->entries;
    if (self->table == NULL) {
        for (usize i = 0; i < chunk->n; i++) {
            chunk->found[i] = ENTRY_ABSENT;
        }
        return;
    }
    CORE->swiss_index_first_many(self->table, chunk->hashes, chunk->n, chunk->found);
    for (usize i = 0; i < chunk->n; i++) {
        PREFETCH(entries + many_near(chunk->found[i]));
    }
    for (usize i = 0; i < chunk->n; i++) {
        const Entry *entry = entries + many_near(chunk->found[i]);
        prefetch_key(entry->key);
        PREFETCH(entry->value);
    }
}

// Any keys of a table over hashes. How many were looked up: fewer, perhaps none, if the next one may
// run Python code and keys are not frozen; -1 if an exception is set.
static Py_ssize_t many_hashed(const Many *many, usize at) {
    Entries *self = many->entries;
    Chunk chunk;
    if (!chunk_hash(&chunk, &many->asked, at)) {
        return -1;
    }
    bool is_changed = !self->is_hashed; // a __hash__ may have cleared it
    u64 changes = self->changes;
    if (!is_changed) {
        chunk_find(&chunk, self);
    }
    for (usize i = 0; i < chunk.n; i++) {
        PyObject *key = chunk.keys[i];
        i64 entry = is_changed ? ENTRY_ABSENT : chunk.found[i];
        if (UNLIKELY(is_changed) || (entry >= 0 && self->entries[entry].key != key &&
                                     keys_equal_plainly(self->entries[entry].key, key) != 1)) {
            if (!many->asked.is_tuple) {
                return (Py_ssize_t)i;
            }
            entry = entries_find_hash(self, key, chunk.hashes[i]);
            if (entry == ENTRY_ERROR) {
                return -1;
            }
            is_changed |= self->changes != changes;
        }
        many_set(many, at + i, entry >= 0 ? self->entries[entry].value : many->absent);
    }
    return (Py_ssize_t)chunk.n;
}

// One key that may run Python code.
static bool many_one(Many *many, usize at) {
    i64 entry = entries_find(many->entries, asked_key(&many->asked, at));
    if (entry == ENTRY_ERROR) {
        return false;
    }
    many_set(many, at, entry >= 0 ? many->entries->entries[entry].value : many->absent);
    return true;
}

static bool many_from_keys(Many *many) {
    usize at = 0;
    while (at < many->asked.count) {
        Py_ssize_t done =
            many->entries->is_hashed ? many_hashed(many, at) : (Py_ssize_t)many_ints(many, at);
        if (done == 0) {
            if (!asked_freeze(&many->asked)) {
                return false;
            }
            if (at < many->asked.count && !many_one(many, at)) {
                return false;
            }
            done = 1;
        }
        if (done < 0) {
            return false;
        }
        at += (usize)done;
    }
    return true;
}

// The list of results is hidden from the garbage collector, and so from everybody, until it is full.
static bool many_run(Many *many) {
    Asked *asked = &many->asked;
    usize count = asked->keys == NULL ? asked->count
                  : asked->is_tuple   ? (usize)PyTuple_Size(asked->keys)
                                      : (usize)PyList_Size(asked->keys);
    many->out = PyList_New((Py_ssize_t)count); // may collect garbage, that is run Python code
    if (many->out == NULL) {
        return false;
    }
    PyObject_GC_UnTrack(many->out);
    many->results = list_items(many->out);
    if (asked->keys == NULL && !many->entries->is_hashed) {
        many_from_buffer(many);
        PyObject_GC_Track(many->out);
        return true;
    }
    if (asked->keys == NULL && !asked_own(asked, asked_boxed(asked))) {
        return false;
    }
    asked->count = count;
    if (!asked->is_tuple) {
        usize size = (usize)PyList_Size(asked->keys);
        asked->count = size < count ? size : count;
        asked->items = list_items(asked->keys);
    }
    if (!many_from_keys(many)) {
        return false;
    }
    PyObject_GC_Track(many->out);
    return asked->count == count ||
           PyList_SetSlice(many->out, (Py_ssize_t)asked->count, (Py_ssize_t)count, NULL) == 0;
}

METHOD_ARGS(entries_get_many) {
    if (!arguments_key_default("get_many", nargs)) {
        return NULL;
    }
    Many many = {
        (Entries *)self_object, {.keys = NULL}, nargs == 2 ? args[1] : Py_None, NULL, NULL};
    if (!asked_open(&many.asked, args[0])) {
        return NULL;
    }
    if (!many_run(&many) && many.out != NULL) {
        Py_DecRef(many.out);
        many.out = NULL;
    }
    asked_close(&many.asked);
    return many.out;
}
