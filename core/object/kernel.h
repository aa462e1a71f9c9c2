/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this folder need of each other besides the public headers. */
#pragma once
#include "object/runtime.h"

/* the types that this folder defines besides values and exceptions, a file each */
extern const HpType hp_function_type, hp_method_type, hp_builtin_type, hp_cell_type, hp_module_type,
    hp_namespace_type, hp_mappingproxy_type, hp_property_type, hp_staticmethod_type,
    hp_classmethod_type, hp_super_type, hp_getset_descr_type, hp_member_descr_type,
    hp_method_descr_type, hp_classmethod_descr_type, hp_wrapper_descr_type, hp_method_wrapper_type,
    hp_weakref_type, hp_weakproxy_type, hp_weakcallableproxy_type, hp_traceback_type;

/* registration of built-in types, no allocation */
void hp_kernel_register_types (HpRuntime *rt);
void hp_exceptions_register_types (HpRuntime *rt);

/* type.c, type-mro.c, type-ready.c */
/* What is needed to destroy objects of a type, before it is readied: making a runtime can fail at
 * any point, and then the few objects made so far die. */
void hp_type_prepare (HpType *type);
void hp_type_fini_builtin (HpRuntime *rt, HpType *type);
void hp_type_fini_builtin_bases (HpRuntime *rt, HpType *type);
HpObject *hp_type_lookup_uncached (HpRuntime *rt, HpType *type, HpObject *name);
/* 1 a new tuple in *mro, computed (C3 or a mro() of the metaclass); -1 */
int hp_type_set_mro (HpRuntime *rt, HpType *type);
HpObject *hp_type_c3 (HpRuntime *rt, HpType *type); /* a tuple */
int hp_type_add_subclass (HpRuntime *rt, HpType *base, HpType *type);
void hp_type_remove_subclass (HpRuntime *rt, HpType *base, HpType *type);
HpObject *hp_type_subclasses (HpRuntime *rt, HpType *type); /* list of live ones */

/* type-slots.c */
int hp_type_add_operators (HpRuntime *rt, HpType *type);
void hp_type_inherit_slots (HpRuntime *rt, HpType *type, HpType *base);
void hp_type_fixup_slots (HpRuntime *rt, HpType *type);
/* A class attribute changed: refreshes the slots of type and its subclasses. */
void hp_type_update_slot (HpRuntime *rt, HpType *type, HpObject *name);
void hp_type_copy_tables (HpRuntime *rt, HpType *type, bool *failed);

/* instance.c */
void hp_instance_dealloc (HpRuntime *rt, HpObject *self);
int hp_instance_traverse (HpObject *self, HpVisitProc visit, void *arg);
int hp_instance_clear (HpRuntime *rt, HpObject *self);
/* 0, or -1: resurrected */
int hp_call_finalizer_from_dealloc (HpRuntime *rt, HpObject *self);
extern const HpGetSetDef hp_instance_getset_dict[], hp_instance_getset_weakref[],
    hp_instance_getset_both[];

/* type-object.c */
extern const HpType hp_type_type, hp_object_type;
HpObject *hp_type_new (HpRuntime *rt, HpType *metatype, HpObject *args, HpObject *kwargs);
HpObject *hp_object_new_slot (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs);
int hp_object_init_slot (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
HpObject *hp_type_new_wrapper (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
int hp_type_add_new_wrapper (HpRuntime *rt, HpType *type);

/* builtin.c: calls a method definition; type (may be NULL) is named in messages */
HpObject *hp_call_method_def (HpRuntime *rt, const HpMethodDef *def, HpType *type, HpObject *self,
                              HpObject *const *args, ssize_t n, HpObject *kwnames);

/* object-type.c */
int hp_instance_init_values (HpRuntime *rt, HpObject *o);

/* compare.c: isinstance and issubclass without asking the class */
int hp_object_real_is_instance (HpRuntime *rt, HpObject *o, HpObject *cls);
int hp_object_real_is_subclass (HpRuntime *rt, HpObject *derived, HpObject *cls);

/* values: a read-only view of a dict */
HpObject *hp_mappingproxy_new (HpRuntime *rt, HpObject *dict);

/* exception.c */
HpObject *hp_exception_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs);
HpObject *hp_exception_prealloc (HpRuntime *rt, HpTypeId id);

/* exception-group.c */
extern const HpType hp_exception_group_type;
