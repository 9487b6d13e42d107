// Comparing, hashing, and questions about encodings.
#include "view.h"

FAST(eq) {
    SELF;
    if (LIKELY(nargs == 2 && kwnames == NULL && is_bytes(args[0]) && is_bytes(args[1]))) {
        usize len = (usize)Py_SIZE(args[0]);
        if (len != (usize)Py_SIZE(args[1]) || len < RELEASE_BYTES) {
            return PyBool_FromLong(
                len == (usize)Py_SIZE(args[1]) &&
                self->core.bytes_equal(bytes_data(args[0]), bytes_data(args[1]), len));
        }
    }
    if (kwnames != NULL || nargs != 2) {
        return TO_GENERIC(eq);
    }
    if (is_str(args[0]) && is_str(args[1])) {
        return PyUnicode_RichCompare(args[0], args[1], Py_EQ); // compares storage; no UTF-8 needed
    }
    View left, right;
    if (!view_open_pair(&left, args[0], &right, args[1])) {
        return TO_GENERIC(eq);
    }
    u32 equal = left.len == right.len;
    if (equal) {
        WITHOUT_GIL(left.len, equal = self->core.bytes_equal(left.data, right.data, left.len));
    }
    view_close(&right);
    view_close(&left);
    return PyBool_FromLong(equal != 0);
}

FAST(compare) {
    SELF;
    View left, right;
    if (kwnames != NULL || nargs != 2) {
        return TO_GENERIC(compare);
    }
    if (is_str(args[0]) && is_str(args[1])) {
        return PyLong_FromSsize_t(PyUnicode_Compare(args[0], args[1]));
    }
    if (!view_open_pair(&left, args[0], &right, args[1])) {
        return TO_GENERIC(compare);
    }
    usize shorter = left.len < right.len ? left.len : right.len;
    i32 order;
    WITHOUT_GIL(shorter,
                order = self->core.bytes_compare(left.data, left.len, right.data, right.len));
    view_close(&right);
    view_close(&left);
    return PyLong_FromSsize_t(order);
}

FAST(common_prefix) {
    SELF;
    View left, right;
    if (kwnames != NULL || nargs != 2 || !view_open_pair(&left, args[0], &right, args[1])) {
        return TO_GENERIC(common_prefix);
    }
    usize shorter = left.len < right.len ? left.len : right.len;
    usize same;
    WITHOUT_GIL(shorter, same = self->core.bytes_common_prefix(left.data, right.data, shorter));
    if (left.chars != left.len && right.chars != right.len) {
        // Two characters can share their first bytes. What follows the common part is then inside a
        // character.
        while (same > 0 && same < left.len && (left.data[same] & 0xC0) == 0x80) {
            same--;
        }
        while (same > 0 && same < right.len && (right.data[same] & 0xC0) == 0x80) {
            same--;
        }
        same = self->core.utf8_count(left.data, same);
    }
    view_close(&right);
    view_close(&left);
    return PyLong_FromSsize_t((Py_ssize_t)same);
}

FAST(hash) {
    SELF;
    static const char *const names[] = {NULL, "seed"};
    PyObject *slots[2];
    View view;
    unsigned long long seed = 0;
    if (!arguments_take(args, nargs, kwnames, names, 2, slots)) {
        return TO_GENERIC(hash);
    }
    if (slots[1] != NULL) {
        if (Py_TYPE(slots[1]) != &PyLong_Type) {
            return TO_GENERIC(hash);
        }
        seed = PyLong_AsUnsignedLongLong(slots[1]);
        if (seed == (unsigned long long)-1 && PyErr_Occurred() != NULL) {
            PyErr_Clear();
            return TO_GENERIC(hash);
        }
    }
    if (!view_open(&view, slots[0])) {
        return TO_GENERIC(hash);
    }
    u64 hash;
    WITHOUT_GIL(view.len, hash = self->core.bytes_hash(view.data, view.len, seed));
    view_close(&view);
    return PyLong_FromUnsignedLongLong(hash);
}

FAST(is_ascii) {
    SELF;
    View view;
    if (kwnames != NULL || nargs != 1) {
        return TO_GENERIC(is_ascii);
    }
    if (is_str(args[0])) {
        return PyObject_CallFunctionObjArgs(self->str_isascii, args[0], NULL); // a str knows
    }
    if (!view_open(&view, args[0])) {
        return TO_GENERIC(is_ascii);
    }
    u32 ascii = view.len == view.chars;
    if (!view_is_str(&view)) {
        WITHOUT_GIL(view.len, ascii = self->core.bytes_is_ascii(view.data, view.len));
    }
    view_close(&view);
    return PyBool_FromLong(ascii != 0);
}

FAST(utf8_valid) {
    SELF;
    View view;
    if (kwnames != NULL || nargs != 1 || !view_open(&view, args[0])) {
        return TO_GENERIC(utf8_valid);
    }
    i64 wrong = -1;
    if (!view_is_str(&view)) {
        WITHOUT_GIL(view.len, wrong = self->core.utf8_validate(view.data, view.len));
    }
    view_close(&view);
    return PyBool_FromLong(wrong < 0);
}

FAST(utf8_count) {
    SELF;
    View view;
    if (kwnames != NULL || nargs != 1 || !view_open(&view, args[0])) {
        return TO_GENERIC(utf8_count);
    }
    usize count = view.chars;
    if (!view_is_str(&view)) {
        WITHOUT_GIL(view.len, count = self->core.utf8_count(view.data, view.len));
    }
    view_close(&view);
    return PyLong_FromSsize_t((Py_ssize_t)count);
}

FAST(utf8_offset) {
    SELF;
    View view;
    Py_ssize_t index;
    if (kwnames != NULL || nargs != 2 || !argument_int(args[1], &index) || index < 0 ||
        !view_open(&view, args[0])) {
        return TO_GENERIC(utf8_offset);
    }
    i64 offset;
    WITHOUT_GIL(view.len, offset = self->core.utf8_offset(view.data, view.len, (usize)index));
    view_close(&view);
    return offset < 0 ? TO_GENERIC(utf8_offset) : PyLong_FromSsize_t((Py_ssize_t)offset);
}
