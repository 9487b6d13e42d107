// Sets of bytes as arguments: bytes (its bytes), a str of ASCII characters (those), or a prepared
// ByteSet (its table).
#pragma once

#include "view.h"

INLINE void set_add(u8 *set, u8 byte) {
    set[byte / 8] = (u8)(set[byte / 8] | 1u << byte % 8);
}

// A prepared ByteSet is an object with a `table` of 32 bytes. The engine remembers the one it saw
// last, because reading an attribute costs as much as searching a line.
static NOINLINE bool set_take_prepared(Engine *self, PyObject *object, bool for_str, u8 *set) {
    if (self->set_last != object) {
        PyObject *table = PyObject_GetAttr(object, self->name_table);
        if (table == NULL) {
            PyErr_Clear();
            return false;
        }
        bool fits = is_bytes(table) && Py_SIZE(table) == 32;
        if (fits) {
            PyObject *before = self->set_last;
            __builtin_memcpy(self->set_last_table, bytes_data(table), 32);
            self->set_last = Py_NewRef(object);
            if (before != NULL) {
                Py_DecRef(before);
            }
        }
        Py_DecRef(table);
        if (!fits) {
            return false;
        }
    }
    __builtin_memcpy(set, self->set_last_table, 32);
    u64 upper[2];
    __builtin_memcpy(upper, set + 16, 16);
    return !for_str || (upper[0] | upper[1]) == 0;
}

// The set that an argument stands for, for a haystack that is a str or not. False: leave it to the
// twin.
static bool set_take(Engine *self, PyObject *object, bool for_str, u8 *set) {
    const u8 *members;
    Py_ssize_t count;
    if (is_bytes(object) && !for_str) {
        members = bytes_data(object);
        count = Py_SIZE(object);
    } else if (is_str(object) && for_str && str_is_ascii(self, object)) {
        members = (const u8 *)PyUnicode_AsUTF8AndSize(object, &count);
    } else if (!is_bytes(object) && !is_str(object)) {
        return set_take_prepared(self, object, for_str, set);
    } else {
        return false;
    }
    __builtin_memset(set, 0, 32);
    for (Py_ssize_t i = 0; i < count; i++) {
        set_add(set, members[i]);
    }
    return true;
}
