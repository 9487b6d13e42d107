// The part of CPython's stable ABI that dxpy._fast uses, declared here so that a build needs no
// Python.h.
//
// Everything below is fixed for every CPython from 3.11 on by the stable ABI
// (docs.python.org/3/c-api/stable.html and the pages of the functions), 64-bit and with a GIL:
// names and types of exported functions, the fields of the few structs that extensions fill in
// themselves, and the numbers of flags and slots. The interpreter that imports the extension
// supplies the symbols. Free-threaded builds have another object header; they do not look for .abi3
// files at all.
#pragma once

#include "../base.h"

#include <stdbool.h>

typedef intptr_t Py_ssize_t;
typedef struct PyObject PyObject;
typedef struct PyTypeObject PyTypeObject;
typedef struct PyThreadState PyThreadState;

// The two fields that every object starts with, and the length that bytes (among others) have
// behind them.
struct PyObject {
    Py_ssize_t ob_refcnt;
    PyTypeObject *ob_type;
};

typedef struct {
    PyObject ob_base;
    Py_ssize_t ob_size;
} PyVarObject;

typedef struct {
    void *buf;
    PyObject *obj;
    Py_ssize_t len;
    Py_ssize_t itemsize;
    int readonly;
    int ndim;
    char *format;
    Py_ssize_t *shape;
    Py_ssize_t *strides;
    Py_ssize_t *suboffsets;
    void *internal;
} Py_buffer;

// ml_meth has the type of METH_FASTCALL | METH_KEYWORDS, the only convention used.
typedef PyObject *(*Method)(PyObject *self, PyObject *const *args, Py_ssize_t nargs,
                            PyObject *kwnames);

typedef struct {
    const char *ml_name;
    Method ml_meth;
    int ml_flags;
    const char *ml_doc;
} PyMethodDef;

typedef struct {
    const char *name;
    PyObject *(*get)(PyObject *self, void *closure);
    int (*set)(PyObject *self, PyObject *value, void *closure);
    const char *doc;
    void *closure;
} PyGetSetDef;

typedef struct {
    int slot;
    void *pfunc;
} PyType_Slot;

typedef struct {
    const char *name;
    int basicsize;
    int itemsize;
    unsigned int flags;
    PyType_Slot *slots;
} PyType_Spec;

typedef struct {
    int slot;
    void *value;
} PyModuleDef_Slot;

typedef int (*visitproc)(PyObject *object, void *arg);

typedef struct {
    PyObject ob_base;
    PyObject *(*m_init)(void);
    Py_ssize_t m_index;
    PyObject *m_copy;
    const char *m_name;
    const char *m_doc;
    Py_ssize_t m_size;
    PyMethodDef *m_methods;
    PyModuleDef_Slot *m_slots;
    int (*m_traverse)(PyObject *module, visitproc visit, void *arg);
    int (*m_clear)(PyObject *module);
    void (*m_free)(void *module);
} PyModuleDef;

enum {
    METH_KEYWORDS = 0x0002,
    METH_NOARGS = 0x0004,
    METH_O = 0x0008,
    METH_FASTCALL = 0x0080,
    PyBUF_SIMPLE = 0,
    PyBUF_FORMAT = 0x0004,
    PyBUF_ND = 0x0008,
    PyBUF_STRIDES = 0x0010 | PyBUF_ND,
    Py_EQ = 2,
    Py_mod_exec = 2,
};

enum {
    Py_TPFLAGS_DISALLOW_INSTANTIATION = 1 << 7,
    Py_TPFLAGS_IMMUTABLETYPE = 1 << 8,
    Py_TPFLAGS_BASETYPE = 1 << 10,
    Py_TPFLAGS_HAVE_GC = 1 << 14,
    Py_TPFLAGS_DEFAULT = 0,
    Py_TPFLAGS_UNICODE_SUBCLASS = 1 << 28,
};

enum {
    Py_bf_getbuffer = 1,
    Py_bf_releasebuffer = 2,
    Py_mp_ass_subscript = 3,
    Py_mp_length = 4,
    Py_mp_subscript = 5,
    Py_sq_contains = 41,
    Py_sq_item = 44,
    Py_sq_length = 45,
    Py_tp_clear = 51,
    Py_tp_dealloc = 52,
    Py_tp_doc = 56,
    Py_tp_iter = 62,
    Py_tp_iternext = 63,
    Py_tp_methods = 64,
    Py_tp_new = 65,
    Py_tp_repr = 66,
    Py_tp_traverse = 71,
    Py_tp_getset = 73,
    Py_tp_free = 74,
};

// Objects. All of these types are opaque; only their addresses are used.
extern PyTypeObject PyBytes_Type, PyByteArray_Type, PyUnicode_Type, PyLong_Type, PyBool_Type,
    PyList_Type, PyTuple_Type;
extern PyTypeObject PySlice_Type, PyFloat_Type, PyType_Type, PyDict_Type;
extern PyObject _Py_NoneStruct;
extern PyObject *PyExc_IndexError, *PyExc_MemoryError, *PyExc_RuntimeError, *PyExc_TypeError,
    *PyExc_ValueError;
extern PyObject *PyExc_BufferError, *PyExc_ImportError, *PyExc_KeyError, *PyExc_OverflowError;
extern PyObject *PyExc_AttributeError;

struct PyTypeObject {
    PyVarObject ob_base;
};

#define Py_None         (&_Py_NoneStruct)
#define Py_TYPE(object) ((object)->ob_type)
#define Py_SIZE(object) (((const PyVarObject *)(object))->ob_size)

extern void Py_IncRef(PyObject *object);
extern void Py_DecRef(PyObject *object);
extern PyObject *Py_NewRef(PyObject *object);

extern PyObject *PyErr_Occurred(void);
extern void PyErr_Clear(void);
extern int PyErr_ExceptionMatches(PyObject *kind);
extern PyObject *PyErr_NoMemory(void);
extern void PyErr_SetString(PyObject *kind, const char *message);
extern void PyErr_SetObject(PyObject *kind, PyObject *value);
extern PyObject *PyErr_Format(PyObject *kind, const char *format, ...);
extern int PyErr_WarnEx(PyObject *category, const char *message, Py_ssize_t stack_level);

extern void *PyMem_Malloc(size_t size);
extern void *PyMem_Realloc(void *block, size_t size);
extern void PyMem_Free(void *block);

extern PyThreadState *PyEval_SaveThread(void);
extern void PyEval_RestoreThread(PyThreadState *state);

extern int PyArg_ParseTuple(PyObject *args, const char *format, ...);
extern PyObject *PyImport_ImportModule(const char *name);
extern PyObject *PyModuleDef_Init(PyModuleDef *def);
extern int PyModule_AddType(PyObject *module, PyTypeObject *type);
extern void *PyModule_GetState(PyObject *module);
extern PyObject *PyType_FromModuleAndSpec(PyObject *module, PyType_Spec *spec, PyObject *bases);
extern void *PyType_GetModuleState(PyTypeObject *type);
extern void *PyType_GetSlot(PyTypeObject *type, int slot);
extern unsigned long PyType_GetFlags(PyTypeObject *type);
extern int PyType_IsSubtype(PyTypeObject *type, PyTypeObject *base);
extern PyObject *PyType_GenericAlloc(PyTypeObject *type, Py_ssize_t count);
extern void PyObject_GC_Track(void *object);
extern void PyObject_GC_UnTrack(void *object);
extern void PyObject_GC_Del(void *object);

extern PyObject *PyObject_Call(PyObject *callable, PyObject *args, PyObject *kwargs);
extern PyObject *PyObject_CallFunctionObjArgs(PyObject *callable, ...);
extern PyObject *PyObject_CallMethod(PyObject *object, const char *name, const char *format, ...);
extern PyObject *PyObject_CallMethodObjArgs(PyObject *object, PyObject *name, ...);
extern PyObject *PyObject_GetAttr(PyObject *object, PyObject *name);
extern PyObject *PyObject_GetAttrString(PyObject *object, const char *name);
extern int PyObject_IsTrue(PyObject *object);
extern Py_ssize_t PyObject_Hash(PyObject *object);
extern int PyObject_RichCompareBool(PyObject *left, PyObject *right, int operation);
extern PyObject *PyObject_SelfIter(PyObject *object);
extern int PyObject_CheckBuffer(PyObject *object);
extern int PyObject_GetBuffer(PyObject *object, Py_buffer *view, int flags);
extern void PyBuffer_Release(Py_buffer *view);
extern int PyBuffer_FillInfo(Py_buffer *view, PyObject *owner, void *buf, Py_ssize_t len,
                             int readonly, int flags);

extern PyObject *PyBool_FromLong(long value);
extern PyObject *PyLong_FromSsize_t(Py_ssize_t value);
extern PyObject *PyLong_FromLongLong(long long value);
extern PyObject *PyLong_FromUnsignedLongLong(unsigned long long value);
extern Py_ssize_t PyLong_AsSsize_t(PyObject *value);
extern size_t PyLong_AsSize_t(PyObject *value);
extern long long PyLong_AsLongLong(PyObject *value);
extern long long PyLong_AsLongLongAndOverflow(PyObject *value, int *overflow);
extern unsigned long long PyLong_AsUnsignedLongLong(PyObject *value);
extern unsigned long long PyLong_AsUnsignedLongLongMask(PyObject *value);
extern void *PyLong_AsVoidPtr(PyObject *value);
extern PyObject *PyFloat_FromDouble(double value);
extern double PyFloat_AsDouble(PyObject *value);
extern PyObject *PyNumber_Lshift(PyObject *left, PyObject *right);
extern PyObject *PyNumber_Or(PyObject *left, PyObject *right);
extern Py_ssize_t PyNumber_AsSsize_t(PyObject *value, PyObject *overflow);
extern int PyIndex_Check(PyObject *object);

extern PyObject *PyBytes_FromStringAndSize(const char *source, Py_ssize_t size);
extern char *PyBytes_AsString(PyObject *bytes);
extern PyObject *PyByteArray_FromStringAndSize(const char *source, Py_ssize_t size);
extern char *PyByteArray_AsString(PyObject *bytearray);
extern PyObject *PyMemoryView_FromObject(PyObject *object);

extern PyObject *PyUnicode_InternFromString(const char *text);
extern const char *PyUnicode_AsUTF8AndSize(PyObject *text, Py_ssize_t *size);
extern Py_ssize_t PyUnicode_GetLength(PyObject *text);
extern PyObject *PyUnicode_DecodeASCII(const char *source, Py_ssize_t size, const char *errors);
extern PyObject *PyUnicode_DecodeUTF8(const char *source, Py_ssize_t size, const char *errors);
extern PyObject *PyUnicode_Substring(PyObject *text, Py_ssize_t start, Py_ssize_t end);
extern int PyUnicode_Resize(PyObject **text, Py_ssize_t length);
extern PyObject *PyUnicode_Join(PyObject *separator, PyObject *parts);
extern int PyUnicode_Compare(PyObject *left, PyObject *right);
extern int PyUnicode_CompareWithASCIIString(PyObject *text, const char *ascii);
extern PyObject *PyUnicode_RichCompare(PyObject *left, PyObject *right, int operation);
extern PyObject *PyUnicode_FromString(const char *text);
extern PyObject *PyUnicode_FromFormat(const char *format, ...);

extern PyObject *PyTuple_New(Py_ssize_t count);
extern PyObject *PyTuple_Pack(Py_ssize_t count, ...);
extern Py_ssize_t PyTuple_Size(PyObject *tuple);
extern PyObject *PyTuple_GetItem(PyObject *tuple, Py_ssize_t index);
extern int PyTuple_SetItem(PyObject *tuple, Py_ssize_t index, PyObject *item);
extern PyObject *PyList_New(Py_ssize_t count);
extern PyObject *PyList_AsTuple(PyObject *list);
extern PyObject *PyList_GetSlice(PyObject *list, Py_ssize_t start, Py_ssize_t stop);
extern Py_ssize_t PyList_Size(PyObject *list);
extern PyObject *PyList_GetItem(PyObject *list, Py_ssize_t index);
extern int PyList_SetItem(PyObject *list, Py_ssize_t index, PyObject *item);
extern int PyList_SetSlice(PyObject *list, Py_ssize_t start, Py_ssize_t stop, PyObject *items);
extern int PyList_Append(PyObject *list, PyObject *item);
extern int PyList_Reverse(PyObject *list);
extern PyObject *PyDict_New(void);
extern int PyDict_SetItem(PyObject *dict, PyObject *key, PyObject *value);
extern Py_ssize_t PyDict_Size(PyObject *dict);
extern int PyDict_Next(PyObject *dict, Py_ssize_t *position, PyObject **key, PyObject **value);
extern PyObject *PySequence_List(PyObject *iterable);
extern PyObject *PySequence_Tuple(PyObject *iterable);
extern int PySlice_Unpack(PyObject *slice, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t *step);
extern Py_ssize_t PySlice_AdjustIndices(Py_ssize_t len, Py_ssize_t *start, Py_ssize_t *stop,
                                        Py_ssize_t step);
