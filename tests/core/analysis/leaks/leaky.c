/* SPDX-License-Identifier: Apache-2.0 */
/* An extension for tests with the commonest mistake of all: a new reference that is not given back.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *
checksum (PyObject *module, PyObject *record)
{
  (void)module;
  Py_INCREF (record); /* and no Py_DECREF */
  return PyLong_FromLong ((long)Py_TYPE (record)->tp_basicsize);
}

static PyMethodDef methods[] = {
  { "checksum", checksum, METH_O, "A number for a record." },
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
