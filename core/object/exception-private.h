/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of exceptions share: exception.c has the life of them all, exception-family.c the
 * tree of classes; the others have what sets a class apart, its __init__, its str and the fields a
 * program sees. */
#pragma once
#include "object/exception.h"
#include "object/kernel.h"
#include "object/type.h"

/* of every exception */
extern const HpType hp_base_exception_type;
int hp_exception_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
HpObject *hp_exception_str (HpRuntime *rt, HpObject *self);
/* *field becomes another reference to value, which may be NULL. */
void hp_exception_set_field (HpRuntime *rt, HpObject **field, HpObject *value);
void hp_exception_dealloc (HpRuntime *rt, HpObject *self);
int hp_exception_traverse (HpObject *self, HpVisitProc visit, void *arg);
int hp_exception_clear (HpRuntime *rt, HpObject *self);

/* exception-named.c */
int hp_stop_iteration_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
extern const HpMemberDef hp_stop_iteration_members[];
int hp_system_exit_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
extern const HpMemberDef hp_system_exit_members[];
int hp_name_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
extern const HpMemberDef hp_name_error_members[];
int hp_attribute_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
extern const HpMemberDef hp_attribute_error_members[];
HpObject *hp_key_error_str (HpRuntime *rt, HpObject *self);
int hp_import_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
HpObject *hp_import_error_str (HpRuntime *rt, HpObject *self);
extern const HpMemberDef hp_import_error_members[];

/* exception-os.c */
HpObject *hp_os_error_new (HpRuntime *rt, HpType *type, HpObject *args, HpObject *kwargs);
int hp_os_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
HpObject *hp_os_error_str (HpRuntime *rt, HpObject *self);
extern const HpMemberDef hp_os_error_members[];

/* exception-syntax.c */
int hp_syntax_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
HpObject *hp_syntax_error_str (HpRuntime *rt, HpObject *self);
extern const HpMemberDef hp_syntax_error_members[];

/* exception-unicode.c */
int hp_unicode_error_init (HpRuntime *rt, HpObject *self, HpObject *args, HpObject *kwargs);
HpObject *hp_unicode_error_str (HpRuntime *rt, HpObject *self);
extern const HpMemberDef hp_unicode_error_members[];
