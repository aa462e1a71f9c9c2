/* SPDX-License-Identifier: Apache-2.0 */
/* An extension whose objects keep references where no table tells: Cons in plain fields, Bag in
 * memory of its own, and a static variable that nobody can see. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

typedef struct {
  PyObject_HEAD long number;
  PyObject *first, *rest;
} Cons;

typedef struct {
  PyObject_HEAD Py_ssize_t n;
  PyObject **items;
} Bag;

static PyObject *kept;

static int
cons_traverse (PyObject *object, visitproc visit, void *arg)
{
  Py_VISIT (((Cons *)object)->first);
  Py_VISIT (((Cons *)object)->rest);
#if PY_VERSION_HEX >= 0x03090000
  Py_VISIT (Py_TYPE (object));
#endif
  return 0;
}

static PyObject *
cons_new (PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
  PyObject *first, *rest;
  Cons *self;

  if (!PyArg_ParseTuple (args, "OO", &first, &rest))
    return NULL;
  self = (Cons *)type->tp_alloc (type, 0);
  Py_INCREF (first);
  Py_INCREF (rest);
  self->first = first;
  self->rest = rest;
  return (PyObject *)self;
}

static int
bag_traverse (PyObject *object, visitproc visit, void *arg)
{
  Bag *self = (Bag *)object;
  for (Py_ssize_t i = 0; i < self->n; i++)
    Py_VISIT (self->items[i]);
#if PY_VERSION_HEX >= 0x03090000
  Py_VISIT (Py_TYPE (object));
#endif
  return 0;
}

static PyObject *
bag_new (PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
  PyObject *list;
  Bag *self;

  if (!PyArg_ParseTuple (args, "O!", &PyList_Type, &list))
    return NULL;
  self = (Bag *)type->tp_alloc (type, 0);
  self->items = PyMem_Malloc (sizeof (PyObject *) * (size_t)PyList_Size (list));
  for (self->n = 0; self->n < PyList_Size (list); self->n++) {
    self->items[self->n] = PyList_GetItem (list, self->n);
    Py_INCREF (self->items[self->n]);
  }
  return (PyObject *)self;
}

static PyType_Slot cons_slots[] = { { Py_tp_new, cons_new },
                                    { Py_tp_traverse, cons_traverse },
                                    { 0, NULL } };
static PyType_Slot bag_slots[] = { { Py_tp_new, bag_new },
                                   { Py_tp_traverse, bag_traverse },
                                   { 0, NULL } };
static PyType_Spec cons_spec = { "hp_extension.Cons", sizeof (Cons), 0,
                                 Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, cons_slots };
static PyType_Spec bag_spec = { "hp_extension.Bag", sizeof (Bag), 0,
                                Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, bag_slots };

static PyObject *
keep (PyObject *self, PyObject *value)
{
  Py_INCREF (value);
  Py_XSETREF (kept, value);
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = { { "keep", keep, METH_O, NULL }, { NULL } };
static struct PyModuleDef definition = { PyModuleDef_HEAD_INIT, "hp_extension", NULL, -1, methods };

PyMODINIT_FUNC
PyInit_hp_extension (void)
{
  PyObject *module = PyModule_Create (&definition);
  PyModule_AddObject (module, "Cons", PyType_FromSpec (&cons_spec));
  PyModule_AddObject (module, "Bag", PyType_FromSpec (&bag_spec));
  return module;
}
