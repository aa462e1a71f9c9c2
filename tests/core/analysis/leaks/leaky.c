/* SPDX-License-Identifier: Apache-2.0 */
/* An extension for tests with the commonest mistakes of all: a new reference that is not given
 * back, and a table that only grows. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *
checksum (PyObject *module, PyObject *record)
{
  (void)module;
  Py_INCREF (record); /* and no Py_DECREF */
  return PyLong_FromLong ((long)Py_TYPE (record)->tp_basicsize);
}

#define MAX_KEPT 100000

static PyObject *kept[MAX_KEPT];
static int n_kept;

/* A table that is never cleared. */
static PyObject *
subscribe (PyObject *module, PyObject *handler)
{
  (void)module;
  if (n_kept < MAX_KEPT) {
    Py_INCREF (handler);
    kept[n_kept++] = handler;
  }
  return PyLong_FromLong (n_kept);
}

static PyMethodDef methods[] = {
  { "checksum", checksum, METH_O, "A number for a record." },
  { "subscribe", subscribe, METH_O, "Keeps a handler." },
  { NULL, NULL, 0, NULL },
};

static struct PyModuleDef definition = {
  PyModuleDef_HEAD_INIT, "leaky", NULL, -1, methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_leaky (void)
{
  return PyModule_Create (&definition);
}
