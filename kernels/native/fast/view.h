// The bytes of an argument, for the time of one call, and objects made of bytes.
//
// A str is seen as its UTF-8: its own storage if it is ASCII, else a copy that CPython makes once
// and keeps with the str (PyUnicode_AsUTF8AndSize). A str that UTF-8 cannot say (lone surrogates)
// cannot be opened, and its call goes to the twin.
#pragma once

#include "engine.h"

#include "pages.h"

typedef enum { VIEW_BYTES, VIEW_STR, VIEW_BUFFER } ViewKind;

typedef struct {
    u8 *data;
    usize len;   // bytes
    usize chars; // code points of a str; else len
    PyObject *object;
    ViewKind kind;
    Py_buffer buffer; // VIEW_BUFFER only; filled by view_open, given back by view_close
} View;

// A str longer than this is asked whether it is ASCII before its UTF-8 is made for a function that
// needs ASCII only.
#define ASK_ASCII_CHARS 4096

// Where the bytes of a bytes object stand, and the items of a list. The stable ABI has only functions
// for it (PyBytes_AsString, PyList_GetItem), which are a good part of a short call; the module
// refuses to be imported by a Python that says otherwise (layouts_fit).
#define BYTES_OFFSET 32
#define LIST_OFFSET  24

INLINE u8 *bytes_data(PyObject *bytes) {
    return (u8 *)bytes + BYTES_OFFSET;
}

INLINE PyObject **list_items(PyObject *list) {
    PyObject **items;
    __builtin_memcpy(&items, (u8 *)list + LIST_OFFSET, sizeof items);
    return items;
}

// Does this Python keep bytes and lists where bytes_data and list_items look? Sets ImportError if not.
static bool layouts_fit(void) {
    PyObject *probe = PyBytes_FromStringAndSize("layout", 6);
    PyObject *list = probe == NULL ? NULL : PyList_New(2);
    if (list == NULL) {
        return false;
    }
    PyList_SetItem(list, 0, Py_NewRef(Py_None)); // steals
    PyList_SetItem(list, 1, Py_NewRef(probe));
    bool fits = (u8 *)PyBytes_AsString(probe) == bytes_data(probe) && Py_SIZE(probe) == 6 &&
                list_items(list) != NULL && list_items(list)[0] == Py_None &&
                list_items(list)[1] == probe;
    Py_DecRef(list);
    Py_DecRef(probe);
    if (!fits) {
        PyErr_SetString(PyExc_ImportError,
                        "this Python keeps bytes or lists in a way that dxpy._fast does not know");
    }
    return fits;
}

static NOINLINE bool view_open_other(View *view, PyObject *object) {
    view->object = object;
    if (PyType_GetFlags(Py_TYPE(object)) & Py_TPFLAGS_UNICODE_SUBCLASS) {
        Py_ssize_t size = 0;
        const char *data = PyUnicode_AsUTF8AndSize(object, &size);
        if (data == NULL) {
            PyErr_Clear();
            return false;
        }
        view->data = (u8 *)data;
        view->len = (usize)size;
        view->chars = (usize)PyUnicode_GetLength(object);
        view->kind = VIEW_STR;
        return true;
    }
    if (PyObject_GetBuffer(object, &view->buffer, PyBUF_SIMPLE) < 0) {
        PyErr_Clear();
        return false;
    }
    view->data = view->buffer.buf;
    view->len = (usize)view->buffer.len;
    view->chars = view->len;
    view->kind = VIEW_BUFFER;
    return true;
}

INLINE bool is_bytes(PyObject *object) {
    return Py_TYPE(object) == &PyBytes_Type;
}

INLINE bool is_str(PyObject *object) {
    return Py_TYPE(object) == &PyUnicode_Type;
}

// False, with no exception set: this object is nothing the fast functions read. The twin finds out
// why and says so.
INLINE bool view_open(View *view, PyObject *object) {
    if (LIKELY(is_bytes(object))) {
        view->data = bytes_data(object);
        view->len = (usize)Py_SIZE(object);
        view->chars = view->len;
        view->object = object;
        view->kind = VIEW_BYTES;
        return true;
    }
    return view_open_other(view, object);
}

INLINE void view_close(View *view) {
    if (UNLIKELY(view->kind == VIEW_BUFFER)) {
        PyBuffer_Release(&view->buffer);
    }
}

// What small calls are mostly made of, bytes or ASCII str, without any of a view's work.
typedef struct {
    u8 *data;
    usize len;
} Plain;

INLINE bool plain_open_ascii(PyObject *object, Plain *plain) {
    Py_ssize_t chars = PyUnicode_GetLength(object), size;
    if (chars > ASK_ASCII_CHARS) {
        return false;
    }
    plain->data = (u8 *)PyUnicode_AsUTF8AndSize(object, &size);
    if (UNLIKELY(plain->data == NULL)) {
        PyErr_Clear();
        return false;
    }
    plain->len = (usize)size;
    return size == chars;
}

// Two positional arguments, both bytes or both ASCII str, that are not so large that the GIL should
// be given up.
INLINE bool plain_pair_open(PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames, Plain *left,
                            Plain *right) {
    if (UNLIKELY(nargs != 2 || kwnames != NULL)) {
        return false;
    }
    if (LIKELY(is_bytes(args[0]) && is_bytes(args[1]))) {
        *left = (Plain){bytes_data(args[0]), (usize)Py_SIZE(args[0])};
        *right = (Plain){bytes_data(args[1]), (usize)Py_SIZE(args[1])};
        return left->len < RELEASE_BYTES;
    }
    return is_str(args[0]) && is_str(args[1]) && plain_open_ascii(args[0], left) &&
           plain_open_ascii(args[1], right);
}

INLINE bool view_is_str(const View *view) {
    return view->kind == VIEW_STR;
}

INLINE bool view_is_ascii_str(const View *view) {
    return view->kind == VIEW_STR && view->len == view->chars;
}

// Is a str ASCII, without making its UTF-8 if it is long.
static bool str_is_ascii(Engine *self, PyObject *text) {
    if (PyUnicode_GetLength(text) > ASK_ASCII_CHARS) {
        PyObject *answer = PyObject_CallFunctionObjArgs(self->str_isascii, text, NULL);
        if (answer == NULL) {
            PyErr_Clear();
            return false;
        }
        bool ascii = PyObject_IsTrue(answer) == 1;
        Py_DecRef(answer);
        return ascii;
    }
    Py_ssize_t size = 0;
    if (PyUnicode_AsUTF8AndSize(text, &size) == NULL) {
        PyErr_Clear();
        return false;
    }
    return size == PyUnicode_GetLength(text);
}

// As view_open, for functions that leave a str that is not ASCII to the twin, and so to the host's
// own method.
static bool view_open_ascii(Engine *self, View *view, PyObject *object) {
    if (is_bytes(object)) {
        return view_open(view, object);
    }
    if ((PyType_GetFlags(Py_TYPE(object)) & Py_TPFLAGS_UNICODE_SUBCLASS) &&
        !str_is_ascii(self, object)) {
        return false;
    }
    return view_open(view, object);
}

// Opens two arguments that have to be both str or both not. False: neither is open, leave it to the
// twin.
INLINE bool view_open_pair(View *left, PyObject *left_object, View *right, PyObject *right_object) {
    if (UNLIKELY(!view_open(left, left_object))) {
        return false;
    }
    if (UNLIKELY(!view_open(right, right_object))) {
        view_close(left);
        return false;
    }
    if (UNLIKELY(view_is_str(left) != view_is_str(right))) {
        view_close(right);
        view_close(left);
        return false;
    }
    return true;
}

// A new bytes or bytearray of `len` bytes to be filled; its address to *data.
static PyObject *bytes_new(usize len, u8 **data) {
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)len);
    if (LIKELY(bytes != NULL)) {
        *data = bytes_data(bytes);
        pages_prepare(*data, len);
    }
    return bytes;
}

static PyObject *bytearray_new(usize len, u8 **data) {
    PyObject *bytearray = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)len);
    if (LIKELY(bytearray != NULL)) {
        *data = (u8 *)PyByteArray_AsString(bytearray);
        pages_prepare(*data, len);
    }
    return bytearray;
}

INLINE bool view_is_bytearray(const View *view) {
    return view->kind == VIEW_BUFFER && PyType_IsSubtype(Py_TYPE(view->object), &PyByteArray_Type);
}

// The object a result of this view has the type of: bytearray for a bytearray, else bytes.
static PyObject *bytes_like_new(const View *view, usize len, u8 **data) {
    return view_is_bytearray(view) ? bytearray_new(len, data) : bytes_new(len, data);
}

// A new ASCII str of `len` >= 2 characters to be filled; its address to *data.
//
// The stable ABI has no PyUnicode_New. Growing a fresh str of two characters by PyUnicode_Resize
// makes the same thing: an unshared compact ASCII str without hash, whose UTF-8 is its own storage.
// Nobody else has seen it yet, so filling it in place is as safe as PyUnicode_WriteChar is. The
// check that it is its own storage costs nothing and decides.
static PyObject *ascii_new(usize len, u8 **data) {
    PyObject *text = PyUnicode_DecodeASCII("dx", 2, NULL);
    if (text == NULL || PyUnicode_Resize(&text, (Py_ssize_t)len) < 0) {
        if (text != NULL) {
            Py_DecRef(text);
        }
        return NULL;
    }
    Py_ssize_t size = 0;
    const char *own = PyUnicode_AsUTF8AndSize(text, &size);
    if (own == NULL || (usize)size != len || (usize)own - (usize)text > 128) {
        PyErr_SetString(PyExc_RuntimeError, "this interpreter keeps ASCII text in an unknown way");
        Py_DecRef(text);
        return NULL;
    }
    *data = (u8 *)own;
    pages_prepare(*data, len);
    return text;
}

// Up to here a str is made from a copy on the stack, from here on it is filled in place.
#define ASCII_STACK_BYTES 1024

// The part [start, end) of a view, in bytes, as an object of its type; the object itself where
// CPython gives itself. For a str the caller says where the part lies in code points. Checked,
// because offsets may come from a buffer that another thread writes to.
INLINE PyObject *view_slice(const View *view, usize start, usize end, usize first_char,
                            usize end_char) {
    if (UNLIKELY(start > end || end > view->len)) {
        return engine_changed();
    }
    if (view->kind == VIEW_BYTES) {
        if (end - start == view->len) {
            return Py_NewRef(view->object);
        }
        return PyBytes_FromStringAndSize((const char *)view->data + start,
                                         (Py_ssize_t)(end - start));
    }
    if (view->kind == VIEW_STR) {
        return PyUnicode_Substring(view->object, (Py_ssize_t)first_char, (Py_ssize_t)end_char);
    }
    if (view_is_bytearray(view)) {
        return PyByteArray_FromStringAndSize((const char *)view->data + start,
                                             (Py_ssize_t)(end - start));
    }
    return PyBytes_FromStringAndSize((const char *)view->data + start, (Py_ssize_t)(end - start));
}

// The whole of a view: the object itself if it is bytes or str (exactly), else a copy.
static PyObject *view_whole(const View *view) {
    return view_slice(view, 0, view->len, 0, view->chars);
}

// A place in a view that is moved to byte offsets and knows how many code points lie before it.
typedef struct {
    const Core *core;
    const View *view;
    usize byte;
    usize chars;
} Cursor;

INLINE usize cursor_move(Cursor *cursor, usize byte) {
    const View *view = cursor->view;
    if (view->chars == view->len || UNLIKELY(byte > view->len)) {
        return byte; // ASCII or bytes; or a wrong offset, which view_slice refuses
    }
    if (byte >= cursor->byte) {
        cursor->chars += cursor->core->utf8_count(view->data + cursor->byte, byte - cursor->byte);
    } else {
        cursor->chars -= cursor->core->utf8_count(view->data + byte, cursor->byte - byte);
    }
    cursor->byte = byte;
    return cursor->chars;
}
