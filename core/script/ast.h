/* SPDX-License-Identifier: Apache-2.0 */

/* The syntax tree, node for node the one of CPython's `ast` module.
 *
 * All nodes lie in the arena. Names are interned str objects and constants are objects; both are
 * borrowed from the arena's list. Each expression knows its height: the parser refuses trees higher
 * than HP_MAX_NESTING, so the later stages may recurse. */
#pragma once

#include "script/compile.h"

typedef struct HpExpr HpExpr;
typedef struct HpStmt HpStmt;

typedef struct {
  int n;
  HpExpr **items; /* NULL items: a `**` key of a dict, a keyword-only parameter without default */
} HpExprs;

typedef struct {
  int n;
  HpStmt **items;
} HpStmts;

typedef struct {
  int n;
  HpObject **items;
} HpNames;

typedef enum { HP_LOAD, HP_STORE, HP_DEL } HpContext;

typedef struct {
  HpObject *name;
  HpExpr *annotation; /* or NULL */
  HpPosition at;
} HpParameter;

typedef struct {
  HpParameter *positional; /* positional-only ones first */
  int n_positional, n_positional_only;
  HpParameter *keyword_only;
  int n_keyword_only;
  HpParameter *vararg, *kwarg; /* or NULL */
  HpExprs defaults;            /* of the last positional ones */
  HpExprs keyword_defaults;    /* one per keyword-only one, NULL: none */
} HpParameters;

typedef struct {
  HpObject *name; /* NULL: **value */
  HpExpr *value;
  HpPosition at;
} HpKeyword;

typedef struct {
  int n;
  HpKeyword *items;
} HpKeywords;

typedef struct {
  HpExpr *target, *iter;
  HpExprs conditions;
  bool is_async;
} HpComprehension;

typedef enum {
  HP_BOOL_OP,
  HP_NAMED_EXPR,
  HP_BIN_OP,
  HP_UNARY_OP,
  HP_LAMBDA,
  HP_IF_EXP,
  HP_DICT,
  HP_SET,
  HP_LIST_COMP,
  HP_SET_COMP,
  HP_DICT_COMP,
  HP_GENERATOR_EXP,
  HP_YIELD,
  HP_YIELD_FROM,
  HP_AWAIT_EXPR, /* in `yield` */
  HP_COMPARE,
  HP_CALL_EXPR,
  HP_FORMATTED_VALUE,
  HP_JOINED_STR,
  HP_CONSTANT,
  HP_ATTRIBUTE,
  HP_SUBSCRIPT,
  HP_STARRED,
  HP_NAME,
  HP_LIST,
  HP_TUPLE,
  HP_SLICE,
} HpExprKind;

typedef enum { HP_INVERT, HP_NOT, HP_UADD, HP_USUB } HpUnaryOperator;

/* the first six are COMPARE_OP's arguments */
typedef enum {
  HP_CMP_LT,
  HP_CMP_LE,
  HP_CMP_EQ,
  HP_CMP_NE,
  HP_CMP_GT,
  HP_CMP_GE,
  HP_CMP_IS,
  HP_CMP_IS_NOT,
  HP_CMP_IN,
  HP_CMP_NOT_IN,
} HpCompareOperator;

struct HpExpr {
  HpExprKind kind;
  int height;
  HpPosition at;
  union {
    struct {
      bool is_or;
      HpExprs values;
    } bool_op;
    struct {
      HpExpr *target, *value;
    } named;
    struct {
      HpExpr *left, *right;
      int op; /* HP_NB_… */
    } bin;
    struct {
      HpUnaryOperator op;
      HpExpr *operand;
    } unary;
    struct {
      HpParameters *parameters;
      HpExpr *body;
    } lambda;
    struct {
      HpExpr *test, *body, *orelse;
    } if_exp;
    struct {
      HpExprs keys, values;
    } dict;
    struct {
      HpExprs items;
      HpContext context;
    } sequence; /* LIST, TUPLE, SET */
    struct {
      HpExpr *element, *value; /* value: of a dict comprehension */
      HpComprehension *generators;
      int n_generators;
    } comp;
    struct {
      HpExpr *value; /* may be NULL */
    } yield;
    struct {
      HpExpr *left;
      uint8_t *ops;
      HpExprs comparators;
    } compare;
    struct {
      HpExpr *function;
      HpExprs args;
      HpKeywords keywords;
    } call;
    struct {
      HpExpr *value;
      int conversion; /* 's', 'r', 'a' or -1 */
      HpExpr *spec;   /* a JOINED_STR or NULL */
    } formatted;
    struct {
      HpExprs values;
    } joined;
    struct {
      HpObject *value;
    } constant;
    struct {
      HpExpr *value;
      HpObject *name;
      HpContext context;
    } attribute;
    struct {
      HpExpr *value, *index;
      HpContext context;
    } subscript;
    struct {
      HpExpr *value;
      HpContext context;
    } starred;
    struct {
      HpObject *id;
      HpContext context;
    } name;
    struct {
      HpExpr *lower, *upper, *step; /* each may be NULL */
    } slice;
  };
};

typedef struct {
  HpExpr *type;   /* NULL: catches all */
  HpObject *name; /* or NULL */
  HpStmts body;
  HpPosition at;
} HpHandler;

typedef struct {
  HpExpr *context, *target; /* target may be NULL */
} HpWithItem;

typedef struct HpPattern HpPattern;

typedef struct {
  int n;
  HpPattern **items;
} HpPatterns;

typedef enum {
  HP_PATTERN_VALUE,     /* equal to a value */
  HP_PATTERN_SINGLETON, /* None, True or False itself */
  HP_PATTERN_SEQUENCE,
  HP_PATTERN_MAPPING,
  HP_PATTERN_CLASS,
  HP_PATTERN_STAR, /* the rest of a sequence */
  HP_PATTERN_AS,   /* a capture, the wildcard, or PATTERN as NAME */
  HP_PATTERN_OR,
} HpPatternKind;

/* What stands behind `case`. */
struct HpPattern {
  HpPatternKind kind;
  HpPosition at;
  HpExpr *value;       /* VALUE, SINGLETON, the class of a CLASS */
  HpObject *name;      /* STAR, AS, the rest of a MAPPING; NULL: not kept */
  HpPattern *pattern;  /* AS; NULL: matches anything */
  HpPatterns patterns; /* SEQUENCE, OR; of MAPPING's values, CLASS's positions and then keywords */
  HpExprs keys;        /* MAPPING */
  HpNames keywords;    /* CLASS: names of the last patterns */
};

typedef struct {
  HpPattern *pattern;
  HpExpr *guard; /* or NULL */
  HpStmts body;
} HpCase;

typedef struct {
  HpObject *name, *as_name; /* as_name may be NULL */
  HpPosition at;
} HpAlias;

typedef enum {
  HP_FUNCTION_DEF,
  HP_CLASS_DEF,
  HP_RETURN,
  HP_DELETE,
  HP_ASSIGN,
  HP_AUG_ASSIGN,
  HP_ANN_ASSIGN,
  HP_FOR,
  HP_WHILE,
  HP_IF,
  HP_WITH,
  HP_MATCH,
  HP_RAISE,
  HP_TRY,
  HP_ASSERT,
  HP_IMPORT,
  HP_FROM_IMPORT,
  HP_GLOBAL,
  HP_NONLOCAL,
  HP_EXPR,
  HP_PASS,
  HP_BREAK,
  HP_CONTINUE,
} HpStmtKind;

struct HpStmt {
  HpStmtKind kind;
  HpPosition at;
  union {
    struct {
      HpObject *name;
      HpParameters *parameters;
      HpStmts body;
      HpExprs decorators;
      HpExpr *returns; /* or NULL */
      bool is_async;
    } function;
    struct {
      HpObject *name;
      HpExprs bases;
      HpKeywords keywords;
      HpStmts body;
      HpExprs decorators;
    } class;
    struct {
      HpExpr *value; /* RETURN (may be NULL), EXPR */
    } expr;
    struct {
      HpExprs targets; /* DELETE, ASSIGN */
      HpExpr *value;
    } assign;
    struct {
      HpExpr *target, *value;
      int op; /* HP_NB_… without INPLACE */
    } aug;
    struct {
      HpExpr *target, *annotation, *value; /* value may be NULL */
      bool simple;                         /* a bare name, not in parentheses */
    } ann;
    struct {
      HpExpr *target, *iter;
      HpStmts body, orelse;
      bool is_async;
    } for_;
    struct {
      HpExpr *test;
      HpStmts body, orelse;
    } branch; /* IF, WHILE */
    struct {
      HpWithItem *items;
      int n_items;
      HpStmts body;
      bool is_async;
    } with;
    struct {
      HpExpr *subject;
      HpCase *cases;
      int n_cases;
    } match;
    struct {
      HpExpr *exception, *cause; /* each may be NULL */
    } raise;
    struct {
      HpStmts body, orelse, finalbody;
      HpHandler *handlers;
      int n_handlers;
      bool star; /* except* */
    } try;
    struct {
      HpExpr *test, *message; /* message may be NULL */
    } assert;
    struct {
      HpObject *module; /* FROM_IMPORT; NULL: from . import */
      int level;
      HpAlias *names;
      int n_names;
    } import;
    HpNames names; /* GLOBAL, NONLOCAL */
  };
};

typedef struct {
  HpCompileMode mode;
  HpStmts body;       /* EXEC, SINGLE */
  HpExpr *expression; /* EVAL */
} HpModule;
