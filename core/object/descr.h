/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors: what a type's dict holds for its methods, members, computed attributes and slots,
 * and property, staticmethod, classmethod, super. */
#pragma once
#include "object/runtime.h"

typedef struct HpDescr HpDescr;
struct HpDescr {
  HpObject base;
  HpType *type; /* owned */
  HpObject *name;
  HpObject *qualname;
};

typedef struct HpMethodDescr HpMethodDescr;
struct HpMethodDescr {
  HpDescr descr;
  const HpMethodDef *method;
  HpVectorcall vectorcall;
};
_Static_assert(sizeof (HpMethodDescr) == 56, "method descriptor");

typedef struct HpMemberDescr HpMemberDescr;
struct HpMemberDescr {
  HpDescr descr;
  const HpMemberDef *member;
};
_Static_assert(sizeof (HpMemberDescr) == 48, "member descriptor");

typedef struct HpGetSetDescr HpGetSetDescr;
struct HpGetSetDescr {
  HpDescr descr;
  const HpGetSetDef *getset;
};
_Static_assert(sizeof (HpGetSetDescr) == 48, "getset descriptor");

/* Calls the C function of a slot from Python: int.__add__. */
typedef HpObject *(*HpWrapperFunc) (HpRuntime *rt, HpObject *self, HpObject *args, void *wrapped,
                                    HpObject *kwargs);
typedef struct HpSlotDef HpSlotDef;
typedef struct HpWrapperDescr HpWrapperDescr;
struct HpWrapperDescr {
  HpDescr descr;
  const HpSlotDef *slot;
  void *wrapped;
};
_Static_assert(sizeof (HpWrapperDescr) == 56, "slot wrapper");

typedef struct HpMethodWrapper HpMethodWrapper;
struct HpMethodWrapper {
  HpObject base;
  HpWrapperDescr *descr;
  HpObject *self;
};
_Static_assert(sizeof (HpMethodWrapper) == 32, "bound slot wrapper");

typedef struct HpProperty HpProperty;
struct HpProperty {
  HpObject base;
  HpObject *get, *set, *del, *doc, *name;
  int getter_doc;
};
_Static_assert(sizeof (HpProperty) == 64, "property");

/* staticmethod and classmethod */
typedef struct HpMethodHolder HpMethodHolder;
struct HpMethodHolder {
  HpObject base;
  HpObject *callable;
  HpObject *dict;
};
_Static_assert(sizeof (HpMethodHolder) == 32, "staticmethod, classmethod");

typedef struct HpSuper HpSuper;
struct HpSuper {
  HpObject base;
  HpType *type;
  HpObject *self;
  HpType *self_type;
};
_Static_assert(sizeof (HpSuper) == 40, "super");

/* What type_ready puts into a type's dict for a row of its tables, which must outlive the type:
 * new, or NULL with an exception. The type is taken with a reference of its own. */
HpObject *hp_method_descr_new (HpRuntime *rt, HpType *type, const HpMethodDef *method);
HpObject *hp_classmethod_descr_new (HpRuntime *rt, HpType *type, const HpMethodDef *method);
HpObject *hp_member_descr_new (HpRuntime *rt, HpType *type, const HpMemberDef *member);
HpObject *hp_getset_descr_new (HpRuntime *rt, HpType *type, const HpGetSetDef *getset);
HpObject *hp_wrapper_descr_new (HpRuntime *rt, HpType *type, const HpSlotDef *slot, void *wrapped);
HpObject *hp_method_wrapper_new (HpRuntime *rt, HpWrapperDescr *descr, HpObject *self);
HpObject *hp_staticmethod_new (HpRuntime *rt, HpObject *callable);
HpObject *hp_classmethod_new (HpRuntime *rt, HpObject *callable);

/* Reading and writing a member at its offset. */
HpObject *hp_member_get (HpRuntime *rt, HpObject *o, const HpMemberDef *member);
int hp_member_set (HpRuntime *rt, HpObject *o, const HpMemberDef *member, HpObject *value);
