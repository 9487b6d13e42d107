// Mapping every byte: lower, upper, swapcase, translate.
#include "view.h"

typedef void (*Mapper)(addr src, usize len, addr dst);

// An ASCII str mapped to another one.
static PyObject *map_ascii(u8 *source, usize len, Mapper mapper) {
    if (len <= ASCII_STACK_BYTES) {
        u8 copy[ASCII_STACK_BYTES];
        mapper(source, len, copy);
        return PyUnicode_DecodeASCII((const char *)copy, (Py_ssize_t)len, NULL);
    }
    u8 *data;
    PyObject *text = ascii_new(len, &data);
    if (text != NULL) {
        WITHOUT_GIL(len, mapper(source, len, data));
    }
    return text;
}

static NOINLINE PyObject *map_any(Engine *self, int method, Mapper mapper, PyObject *const *args,
                                  Py_ssize_t nargs, PyObject *kwnames) {
    View view;
    if (kwnames != NULL || nargs != 1 || !view_open_ascii(self, &view, args[0])) {
        return engine_generic(self, method, args, nargs, kwnames);
    }
    PyObject *result;
    if (view_is_str(&view)) {
        result = view_is_ascii_str(&view) ? map_ascii(view.data, view.len, mapper)
                                          : engine_generic(self, method, args, nargs, kwnames);
    } else {
        u8 *data;
        result = bytes_like_new(&view, view.len, &data);
        if (result != NULL) {
            WITHOUT_GIL(view.len, mapper(view.data, view.len, data));
        }
    }
    view_close(&view);
    return result;
}

#define MAP(name)                                                                                  \
    FAST(name) {                                                                                   \
        SELF;                                                                                      \
        if (LIKELY(nargs == 1 && kwnames == NULL && is_bytes(args[0]) &&                           \
                   (usize)Py_SIZE(args[0]) < RELEASE_BYTES)) {                                     \
            Py_ssize_t len = Py_SIZE(args[0]);                                                     \
            PyObject *result = PyBytes_FromStringAndSize(NULL, len);                               \
            if (LIKELY(result != NULL)) {                                                          \
                self->core.bytes_##name(bytes_data(args[0]), (usize)len, bytes_data(result));      \
            }                                                                                      \
            return result;                                                                         \
        }                                                                                          \
        Plain plain;                                                                               \
        if (nargs == 1 && kwnames == NULL && is_str(args[0]) &&                                    \
            plain_open_ascii(args[0], &plain)) {                                                   \
            return map_ascii(plain.data, plain.len, self->core.bytes_##name);                      \
        }                                                                                          \
        return map_any(self, METHOD_##name, self->core.bytes_##name, args, nargs, kwnames);        \
    }
MAP(lower)
MAP(upper)
MAP(swapcase)
#undef MAP

// bytes.translate with a table of 256 bytes and nothing to delete; like there, bytes that come out
// as they went in are returned themselves.
FAST(translate) {
    SELF;
    View view, table;
    if (kwnames != NULL || nargs != 2 || is_str(args[0]) ||
        !view_open_pair(&view, args[0], &table, args[1])) {
        return TO_GENERIC(translate);
    }
    PyObject *result = NULL;
    bool understood = !view_is_str(&view) && table.len == 256;
    if (understood) {
        u8 *data, bytes[256]; // a copy, as another thread may write to a bytearray
        __builtin_memcpy(bytes, table.data, 256);
        result = bytes_like_new(&view, view.len, &data);
        if (result != NULL) {
            WITHOUT_GIL(view.len, self->core.bytes_translate(view.data, view.len, bytes, data));
            if (view.kind == VIEW_BYTES && self->core.bytes_equal(view.data, data, view.len)) {
                Py_DecRef(result);
                result = Py_NewRef(view.object);
            }
        }
    }
    view_close(&table);
    view_close(&view);
    return understood ? result : TO_GENERIC(translate);
}
