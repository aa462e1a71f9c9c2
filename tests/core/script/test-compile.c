/* SPDX-License-Identifier: Apache-2.0 */
/* What the compiler makes, against what CPython 3.11.2 makes of the same source: instructions,
 * constants, names, depth of the stack, handlers and line table. The wanted texts were written by
 * CPython. */
#include "compile-text.h"

#include "object/int.h"

#include <string.h>

typedef struct {
  const char *name, *source;
  int nth;
  const char *instructions, *facts;
} Case;

static const Case cases[] = {
  { "plain", "x = 1 + 2\n", 0, "RESUME 0; LOAD_CONST 0; STORE_NAME 0; LOAD_CONST 1; RETURN_VALUE",
    "consts 3 None\nnames 'x'\nvarnames\ncellvars\nfreevars\nstack 1 flags 0x0 line 1 args 0 0 0 "
    "qualname <module>\nhandlers \nlines f003010101d80409800180018001\n" },
  { "augmented", "def f(a, i): a.b += 1; a[i] -= 2\n", 1,
    "RESUME 0; LOAD_FAST 0; COPY 1; LOAD_ATTR 0; LOAD_CONST 1; BINARY_OP 13; SWAP 2; STORE_ATTR 0; "
    "LOAD_FAST 0; LOAD_FAST 1; COPY 2; COPY 2; BINARY_SUBSCR; LOAD_CONST 2; BINARY_OP 23; SWAP 3; "
    "SWAP 2; STORE_SUBSCR; LOAD_CONST 0; RETURN_VALUE",
    "consts None 1 2\nnames 'b'\nvarnames 'a' 'i'\ncellvars\nfreevars\nstack 4 flags 0x3 line 1 "
    "args 2 0 0 qualname f\nhandlers \nlines "
    "8000885188538c539041895888538c53907198119074907494749871917990749074917490749074\n" },
  { "conditions", "def f(a, b, c):\n    if a and not b or c: return 1\n    return a < b < c\n", 1,
    "RESUME 0; LOAD_FAST 0; POP_JUMP_FORWARD_IF_FALSE 2; LOAD_FAST 1; POP_JUMP_FORWARD_IF_FALSE 2; "
    "LOAD_FAST 2; POP_JUMP_FORWARD_IF_FALSE 2; LOAD_CONST 1; RETURN_VALUE; LOAD_FAST 0; LOAD_FAST "
    "1; SWAP 2; COPY 2; COMPARE_OP 0; JUMP_IF_FALSE_OR_POP 5; LOAD_FAST 2; COMPARE_OP 0; "
    "JUMP_FORWARD 2; SWAP 2; POP_TOP; RETURN_VALUE",
    "consts None 1\nnames\nvarnames 'a' 'b' 'c'\ncellvars\nfreevars\nstack 3 flags 0x3 line 1 args "
    "3 0 0 qualname f\nhandlers \nlines "
    "8000d80708d004219011d004219061d00421a001a001d80b0c8871883988398a39883990318a39883988398839d004"
    "14\n" },
  { "loops",
    "def f(n):\n    for i in n:\n        if i: break\n    else: g()\n    while n: n -= 1\n", 1,
    "RESUME 0; LOAD_FAST 0; GET_ITER; FOR_ITER 6; STORE_FAST 1; LOAD_FAST 1; "
    "POP_JUMP_FORWARD_IF_FALSE 2; POP_TOP; JUMP_FORWARD 15; JUMP_BACKWARD 7; LOAD_GLOBAL 1; "
    "PRECALL 0; CALL 0; POP_TOP; LOAD_FAST 0; POP_JUMP_FORWARD_IF_FALSE 9; LOAD_FAST 0; LOAD_CONST "
    "1; BINARY_OP 23; STORE_FAST 0; LOAD_FAST 0; POP_JUMP_BACKWARD_IF_TRUE 7; LOAD_CONST 0; "
    "RETURN_VALUE; LOAD_CONST 0; RETURN_VALUE",
    "consts None 1\nnames 'g'\nvarnames 'n' 'i'\ncellvars\nfreevars\nstack 2 flags 0x3 line 1 args "
    "1 0 0 qualname f\nhandlers \nlines "
    "8000d80d0ef00002050ef00002050e8801d80b0c880b88658865880bdd0a0b89238c238823d80a0b804f8851902189"
    "5688518821804f804f804f804f804f\n" },
  { "try-except",
    "def f():\n    try: g()\n    except E as e: h(e)\n    else: i()\n    finally: j()\n", 1,
    "RESUME 0; LOAD_GLOBAL 1; PRECALL 0; CALL 0; POP_TOP; LOAD_GLOBAL 3; PRECALL 0; CALL 0; "
    "POP_TOP; JUMP_FORWARD 38; PUSH_EXC_INFO; LOAD_GLOBAL 4; CHECK_EXC_MATCH; "
    "POP_JUMP_FORWARD_IF_FALSE 25; STORE_FAST 0; LOAD_GLOBAL 7; LOAD_FAST 0; PRECALL 1; CALL 1; "
    "POP_TOP; POP_EXCEPT; LOAD_CONST 0; STORE_FAST 0; DELETE_FAST 0; JUMP_FORWARD 8; LOAD_CONST 0; "
    "STORE_FAST 0; DELETE_FAST 0; RERAISE 1; RERAISE 0; COPY 3; POP_EXCEPT; RERAISE 1; LOAD_GLOBAL "
    "9; PRECALL 0; CALL 0; POP_TOP; LOAD_CONST 0; RETURN_VALUE; PUSH_EXC_INFO; LOAD_GLOBAL 9; "
    "PRECALL 0; CALL 0; POP_TOP; RERAISE 0; COPY 3; POP_EXCEPT; RERAISE 1",
    "consts None\nnames 'g' 'i' 'E' 'h' 'j'\nvarnames 'e'\ncellvars\nfreevars\nstack 4 flags 0x3 "
    "line 1 args 0 0 0 qualname f\nhandlers "
    "810e1e008f0f4114009e0a410103a80f3c03b705411400bc05410103c10103411400c11410412403\nlines "
    "8000dd090a89138c138813e50a0b89238c2388238823f8f503000c0dd00417d00417d0041795319051913494349034"
    "90349034903490349034f8f8f8f8d00417f8f8f8e50d0e89538c53885388538853f88d5189538c5388538853f8f8f8"
    "\n" },
  { "with-return", "def f(x):\n    with x as y, z: return y\n", 1,
    "RESUME 0; LOAD_FAST 0; BEFORE_WITH; STORE_FAST 1; LOAD_GLOBAL 0; BEFORE_WITH; POP_TOP; "
    "LOAD_FAST 1; SWAP 2; LOAD_CONST 0; LOAD_CONST 0; LOAD_CONST 0; PRECALL 2; CALL 2; POP_TOP; "
    "SWAP 2; LOAD_CONST 0; LOAD_CONST 0; LOAD_CONST 0; PRECALL 2; CALL 2; POP_TOP; RETURN_VALUE; "
    "PUSH_EXC_INFO; WITH_EXCEPT_START; POP_JUMP_FORWARD_IF_TRUE 4; RERAISE 2; COPY 3; POP_EXCEPT; "
    "RERAISE 1; POP_TOP; POP_EXCEPT; POP_TOP; POP_TOP; LOAD_CONST 0; LOAD_CONST 0; LOAD_CONST 0; "
    "PRECALL 2; CALL 2; POP_TOP; LOAD_CONST 0; RETURN_VALUE; PUSH_EXC_INFO; WITH_EXCEPT_START; "
    "POP_JUMP_FORWARD_IF_TRUE 4; RERAISE 2; COPY 3; POP_EXCEPT; RERAISE 1; POP_TOP; POP_EXCEPT; "
    "POP_TOP; POP_TOP; LOAD_CONST 0; RETURN_VALUE",
    "consts None\nnames 'z'\nvarnames 'x' 'y'\ncellvars\nfreevars\nstack 7 flags 0x3 line 1 args 1 "
    "0 0 qualname f\nhandlers "
    "83083e038b0226058d0c3e03a6042a09aa033e03ad012a09ae033e03be04410207c10501410207\nlines "
    "8000d8090ad0041c88619511d0041cd0041c9831d0041cd0041cd0041cd0041cd1041cd4041cd0041cd0041cd0041c"
    "d0041cd0041cd1041cd4041cd0041cd0041cd0041cd0041cd0041cd0041cf8f8f8d0041cd0041cd0041cd0041cd004"
    "1cd0041cd0041cd1041cd4041cd0041cd0041cd0041cd0041cd0041cd0041cd0041cf8f8f8d0041cd0041cd0041cd0"
    "041cd0041cd0041c\n" },
  { "calls", "def f(a, *b, **c):\n    f(1, x=2); f(*b, **c); f(1, *b, k=1, **c); a.m(1, x=2)\n", 1,
    "RESUME 0; LOAD_GLOBAL 1; LOAD_CONST 1; LOAD_CONST 2; KW_NAMES 3; PRECALL 2; CALL 2; POP_TOP; "
    "LOAD_GLOBAL 1; LOAD_FAST 1; BUILD_MAP 0; LOAD_FAST 2; DICT_MERGE 1; CALL_FUNCTION_EX 1; "
    "POP_TOP; LOAD_GLOBAL 1; LOAD_CONST 1; BUILD_LIST 1; LOAD_FAST 1; LIST_EXTEND 1; "
    "LIST_TO_TUPLE; LOAD_CONST 4; LOAD_CONST 1; BUILD_MAP 1; LOAD_FAST 2; DICT_MERGE 1; "
    "CALL_FUNCTION_EX 1; POP_TOP; LOAD_FAST 0; LOAD_METHOD 1; LOAD_CONST 1; LOAD_CONST 2; KW_NAMES "
    "3; PRECALL 2; CALL 2; POP_TOP; LOAD_CONST 0; RETURN_VALUE",
    "consts None 1 2 ('x',) 'k'\nnames 'f' 'm'\nvarnames 'a' 'b' 'c'\ncellvars\nfreevars\nstack 5 "
    "flags 0xf line 1 args 1 0 0 qualname f\nhandlers \nlines "
    "8000dd04058061883180498149844980498d719021887a9071887a887a887a9d319851d01b2da011d01b2dd01b2dd0"
    "1b2da061d01b2da831d01b2dd01b2dd01b2da871af73aa73b031b801a873a97bac7ba87ba87ba87b\n" },
  { "closure",
    "def f(a):\n    b = 1\n    def g(): nonlocal b; b = a; return lambda: b\n    return g\n", 1,
    "MAKE_CELL 0; MAKE_CELL 2; RESUME 0; LOAD_CONST 1; STORE_DEREF 2; LOAD_CLOSURE 0; LOAD_CLOSURE "
    "2; BUILD_TUPLE 2; LOAD_CONST 2; MAKE_FUNCTION 8; STORE_FAST 1; LOAD_FAST 1; RETURN_VALUE",
    "consts None 1 <g>\nnames\nvarnames 'a' 'g'\ncellvars 'a' 'b'\nfreevars\nstack 2 flags 0x3 "
    "line 1 args 1 0 0 qualname f\nhandlers \nlines "
    "f8f88000d808098041d80430d00430d00430d00430d00430d00430d80b0c8048\n" },
  { "closure-inner",
    "def f(a):\n    b = 1\n    def g(): nonlocal b; b = a; return lambda: b\n    return g\n", 2,
    "COPY_FREE_VARS 2; RESUME 0; LOAD_DEREF 0; STORE_DEREF 1; LOAD_CLOSURE 1; BUILD_TUPLE 1; "
    "LOAD_CONST 1; MAKE_FUNCTION 8; RETURN_VALUE",
    "consts None <<lambda>>\nnames\nvarnames\ncellvars\nfreevars 'a' 'b'\nstack 2 flags 0x13 line "
    "3 args 0 0 0 qualname f.<locals>.g\nhandlers \nlines f8800098519811a079a079a079a079d02030\n" },
  { "class", "class A(B, metaclass=M):\n    x: int = 1\n    def f(self): super().f()\n", 1,
    "MAKE_CELL 0; RESUME 0; LOAD_NAME 0; STORE_NAME 1; LOAD_CONST 0; STORE_NAME 2; "
    "SETUP_ANNOTATIONS; LOAD_CONST 1; STORE_NAME 3; LOAD_NAME 4; LOAD_NAME 5; LOAD_CONST 2; "
    "STORE_SUBSCR; LOAD_CLOSURE 0; BUILD_TUPLE 1; LOAD_CONST 3; MAKE_FUNCTION 8; STORE_NAME 6; "
    "LOAD_CLOSURE 0; COPY 1; STORE_NAME 7; RETURN_VALUE",
    "consts 'A' 1 'x' <f>\nnames '__name__' '__module__' '__qualname__' 'x' 'int' "
    "'__annotations__' 'f' '__classcell__'\nvarnames\ncellvars '__class__'\nfreevars\nstack 3 "
    "flags 0x0 line 1 args 0 0 0 qualname A\nhandlers \nlines "
    "f8800080008000800080008000d80d0e80418073804a804a814ad8041cd0041cd0041cd0041cd0041cd0041cd0041c"
    "d0041cd0041c\n" },
  { "class-unpacking", "class A(0, 1, 2, 3, **d): pass\nclass B(0, *c, k=1): pass\n", 0,
    "RESUME 0; PUSH_NULL; LOAD_BUILD_CLASS; LOAD_CONST 0; MAKE_FUNCTION 0; LOAD_CONST 1; "
    "BUILD_LIST 2; LOAD_CONST 2; LIST_EXTEND 1; LIST_TO_TUPLE; BUILD_MAP 0; LOAD_NAME 0; "
    "DICT_MERGE 1; CALL_FUNCTION_EX 1; STORE_NAME 1; PUSH_NULL; LOAD_BUILD_CLASS; LOAD_CONST 3; "
    "MAKE_FUNCTION 0; LOAD_CONST 4; LOAD_CONST 5; BUILD_LIST 3; LOAD_NAME 2; LIST_EXTEND 1; "
    "LIST_TO_TUPLE; LOAD_CONST 6; LOAD_CONST 7; BUILD_MAP 1; CALL_FUNCTION_EX 1; STORE_NAME 3; "
    "LOAD_CONST 8; RETURN_VALUE",
    "consts <A> 'A' (0, 1, 2, 3) <B> 'B' 0 'k' 1 None\nnames 'd' 'A' 'c' "
    "'B'\nvarnames\ncellvars\nfreevars\nstack 5 flags 0x0 line 1 args 0 0 0 qualname "
    "<module>\nhandlers \nlines "
    "f003010101d8001ed0001ed0001ed0001ed0001ed0001ed0001ed0001ed0001ed0001e9061d0001ed0001ed0001ed8"
    "0019d00019d00019d00019d000198801d000198841d00019d00019d000199011d00019d00019d00019d00019d00019"
    "\n" },
  { "generator", "def f(a):\n    x = yield a\n    yield from x\n    return [y for y in x if y]\n",
    1,
    "RETURN_GENERATOR; POP_TOP; RESUME 0; LOAD_FAST 0; YIELD_VALUE; RESUME 1; STORE_FAST 1; "
    "LOAD_FAST 1; GET_YIELD_FROM_ITER; LOAD_CONST 0; SEND 3; YIELD_VALUE; RESUME 2; "
    "JUMP_BACKWARD_NO_INTERRUPT 4; POP_TOP; LOAD_CONST 1; MAKE_FUNCTION 0; LOAD_FAST 1; GET_ITER; "
    "PRECALL 0; CALL 0; RETURN_VALUE",
    "consts None <<listcomp>>\nnames\nvarnames 'a' 'x'\ncellvars\nfreevars\nstack 2 flags 0x23 "
    "line 1 args 1 0 0 qualname f\nhandlers \nlines "
    "e800e8008000d80e0f880788078041d80f10804c804c804c804c804c804c804cd80b1ed00b1e9071d00b1ed10b1ed4"
    "0b1ed0041e\n" },
  { "comprehension", "z = {k: v for k, v in a for b in [k]}\n", 1,
    "RESUME 0; BUILD_MAP 0; LOAD_FAST 0; FOR_ITER 10; UNPACK_SEQUENCE 2; STORE_FAST 1; STORE_FAST "
    "2; LOAD_FAST 1; STORE_FAST 3; LOAD_FAST 1; LOAD_FAST 2; MAP_ADD 2; JUMP_BACKWARD 11; "
    "RETURN_VALUE",
    "consts\nnames\nvarnames '.0' 'k' 'v' 'b'\ncellvars\nfreevars\nstack 4 flags 0x3 line 1 args 1 "
    "0 0 qualname <dictcomp>\nhandlers \nlines "
    "8000d00425d00425d00425896488619011a021984180518801d00425d00425d00425\n" },
  { "unpack", "a, *b, c = d\n(e, f), g = h = i, j\n", 0,
    "RESUME 0; LOAD_NAME 0; UNPACK_EX 257; STORE_NAME 1; STORE_NAME 2; STORE_NAME 3; LOAD_NAME 4; "
    "LOAD_NAME 5; BUILD_TUPLE 2; COPY 1; UNPACK_SEQUENCE 2; UNPACK_SEQUENCE 2; STORE_NAME 6; "
    "STORE_NAME 7; STORE_NAME 8; STORE_NAME 9; LOAD_CONST 0; RETURN_VALUE",
    "consts None\nnames 'd' 'a' 'b' 'c' 'i' 'j' 'e' 'f' 'g' "
    "'h'\nvarnames\ncellvars\nfreevars\nstack 4 flags 0x0 line 1 args 0 0 0 qualname "
    "<module>\nhandlers \nlines "
    "f003010101d80b0c8108800180418071d8101190319004d0001481098106801180418801884188418841\n" },
  { "swap", "def f(a, b, c):\n    a, b = b, a\n    a, b, c = c, b, a\n", 1,
    "RESUME 0; LOAD_FAST 1; LOAD_FAST 0; STORE_FAST 1; STORE_FAST 0; LOAD_FAST 2; LOAD_FAST 1; "
    "LOAD_FAST 0; STORE_FAST 2; STORE_FAST 1; STORE_FAST 0; LOAD_CONST 0; RETURN_VALUE",
    "consts None\nnames\nvarnames 'a' 'b' 'c'\ncellvars\nfreevars\nstack 3 flags 0x3 line 1 args 3 "
    "0 0 qualname f\nhandlers \nlines 8000d80b0c886180718041d80e0f9011904188218071804180418041\n" },
  { "f-string", "def f(x, w): return f'a{x!r:>{w}}b{x=}' + '%s-%5r' % (x, w)\n", 1,
    "RESUME 0; LOAD_CONST 1; LOAD_FAST 0; LOAD_CONST 2; LOAD_FAST 1; FORMAT_VALUE 0; BUILD_STRING "
    "2; FORMAT_VALUE 6; LOAD_CONST 3; LOAD_FAST 0; FORMAT_VALUE 2; BUILD_STRING 4; LOAD_FAST 0; "
    "FORMAT_VALUE 1; LOAD_CONST 4; LOAD_FAST 1; LOAD_CONST 5; FORMAT_VALUE 6; BUILD_STRING 3; "
    "BINARY_OP 0; RETURN_VALUE",
    "consts None 'a' '>' 'bx=' '-' '>5'\nnames\nvarnames 'x' 'w'\ncellvars\nfreevars\nstack 5 "
    "flags 0x3 line 1 args 2 0 0 qualname f\nhandlers \nlines "
    "8000d014279801d014279861d01427d01427d01427d01427a031d01427d01427b061b061b061b811b811b811d02a3b"
    "d1143bd00d3b\n" },
  { "defaults", "@d\ndef f(a, b=1, /, c=2, *, d=3, e) -> int: pass\n", 0,
    "RESUME 0; LOAD_NAME 0; LOAD_CONST 7; LOAD_CONST 2; LOAD_CONST 3; BUILD_CONST_KEY_MAP 1; "
    "LOAD_CONST 4; LOAD_NAME 1; BUILD_TUPLE 2; LOAD_CONST 5; MAKE_FUNCTION 7; PRECALL 0; CALL 0; "
    "STORE_NAME 2; LOAD_CONST 6; RETURN_VALUE",
    "consts 1 2 3 ('d',) 'return' <f> None (1, 2)\nnames 'd' 'int' "
    "'f'\nvarnames\ncellvars\nfreevars\nstack 5 flags 0x0 line 1 args 0 0 0 qualname "
    "<module>\nhandlers \nlines "
    "f003010101d80102d8002d9831d0002dd0002dd0002da043d0002dd0002dd0002df1030002038411d8002dd0002dd0"
    "002d\n" },
  { "displays", "x = [1, 2, 3]; y = {1, 2, 3}; z = {'a': x, 'b': y, **w}; t = (x, *y)\n", 0,
    "RESUME 0; BUILD_LIST 0; LOAD_CONST 0; LIST_EXTEND 1; STORE_NAME 0; BUILD_SET 0; LOAD_CONST 1; "
    "SET_UPDATE 1; STORE_NAME 1; LOAD_NAME 0; LOAD_NAME 1; LOAD_CONST 2; BUILD_CONST_KEY_MAP 2; "
    "LOAD_NAME 2; DICT_UPDATE 1; STORE_NAME 3; LOAD_NAME 0; BUILD_LIST 1; LOAD_NAME 1; LIST_EXTEND "
    "1; LIST_TO_TUPLE; STORE_NAME 4; LOAD_CONST 3; RETURN_VALUE",
    "consts (1, 2, 3) frozenset({1, 2, 3}) ('a', 'b') None\nnames 'x' 'y' 'w' 'z' "
    "'t'\nvarnames\ncellvars\nfreevars\nstack 3 flags 0x0 line 1 args 0 0 0 qualname "
    "<module>\nhandlers \nlines "
    "f003010101d8040d8049804980019039903990398871a801b001d02237d02237b051d022379861b861b857c021b857"
    "b857b811b811b811\n" },
  { "fold", "x = (1, 2)[0], 'a' * 3, -1, not 1, 2 ** 10, 1 << 200, a in [1, 2], a not in {1}\n", 0,
    "RESUME 0; LOAD_CONST 0; LOAD_CONST 1; LOAD_CONST 2; LOAD_CONST 3; LOAD_CONST 4; LOAD_CONST 0; "
    "LOAD_CONST 5; BINARY_OP 3; LOAD_NAME 0; LOAD_CONST 6; CONTAINS_OP 0; LOAD_NAME 0; LOAD_CONST "
    "7; CONTAINS_OP 1; BUILD_TUPLE 8; STORE_NAME 1; LOAD_CONST 8; RETURN_VALUE",
    "consts 1 'aaa' -1 False 1024 200 (1, 2) frozenset({1}) None\nnames 'a' "
    "'x'\nvarnames\ncellvars\nfreevars\nstack 9 flags 0x0 line 1 args 0 0 0 qualname "
    "<module>\nhandlers \nlines "
    "f003010101d8040d887798029845a037a841b013a948b061b836b06bc031c843c03cd0044f800180018001\n" },
  { "delete", "def f(a):\n    global g\n    del a, g\n    del a.b, a[1:2, ::3]\n", 1,
    "RESUME 0; DELETE_FAST 0; DELETE_GLOBAL 0; LOAD_FAST 0; DELETE_ATTR 1; LOAD_FAST 0; LOAD_CONST "
    "1; LOAD_CONST 2; BUILD_SLICE 2; LOAD_CONST 0; LOAD_CONST 0; LOAD_CONST 3; BUILD_SLICE 3; "
    "BUILD_TUPLE 2; DELETE_SUBSCR; LOAD_CONST 0; RETURN_VALUE",
    "consts None 1 2 3\nnames 'g' 'b'\nvarnames 'a'\ncellvars\nfreevars\nstack 5 flags 0x3 line 1 "
    "args 1 0 0 qualname f\nhandlers \nlines "
    "8000e008098831d808098803885188719011887390439043906190438878885b885b885b\n" },
  { "imports", "import a.b as c, d.e\nfrom .f import g as h, i\nfrom j import *\n", 0,
    "RESUME 0; LOAD_CONST 0; LOAD_CONST 1; IMPORT_NAME 0; IMPORT_FROM 1; STORE_NAME 2; POP_TOP; "
    "LOAD_CONST 0; LOAD_CONST 1; IMPORT_NAME 3; STORE_NAME 4; LOAD_CONST 2; LOAD_CONST 3; "
    "IMPORT_NAME 5; IMPORT_FROM 6; STORE_NAME 7; IMPORT_FROM 8; STORE_NAME 8; POP_TOP; LOAD_CONST "
    "0; LOAD_CONST 4; IMPORT_NAME 9; IMPORT_STAR; LOAD_CONST 1; RETURN_VALUE",
    "consts 0 None 1 ('g', 'i') ('*',)\nnames 'a.b' 'b' 'c' 'd.e' 'd' 'f' 'g' 'h' 'i' "
    "'j'\nvarnames\ncellvars\nfreevars\nstack 2 flags 0x0 line 1 args 0 0 0 qualname "
    "<module>\nhandlers \nlines "
    "f003010101d80014d00014d00014d00014d00014d00014d00014d00014d00014d00014d80018d00018d00018d00018"
    "d00018d00018d00018d00018d8000f800f800f800f800f800f\n" },
  { "walrus", "if (n := len(a)) > 1: print(n)\n", 0,
    "RESUME 0; PUSH_NULL; LOAD_NAME 0; LOAD_NAME 1; PRECALL 1; CALL 1; COPY 1; STORE_NAME 2; "
    "LOAD_CONST 0; COMPARE_OP 4; POP_JUMP_FORWARD_IF_FALSE 13; PUSH_NULL; LOAD_NAME 3; LOAD_NAME "
    "2; PRECALL 1; CALL 1; POP_TOP; LOAD_CONST 1; RETURN_VALUE; LOAD_CONST 1; RETURN_VALUE",
    "consts 1 None\nnames 'len' 'a' 'n' 'print'\nvarnames\ncellvars\nfreevars\nstack 3 flags 0x0 "
    "line 1 args 0 0 0 qualname <module>\nhandlers \nlines "
    "f003010101d8090c8813885189168c16804b80419031d20314d0031490659065984191689468906890689068d00314"
    "d00314\n" },
  { "assert", "def f(x): assert x, 'no'\n", 1,
    "RESUME 0; LOAD_FAST 0; POP_JUMP_FORWARD_IF_TRUE 10; LOAD_ASSERTION_ERROR; LOAD_CONST 1; "
    "PRECALL 0; CALL 0; RAISE_VARARGS 1; LOAD_CONST 0; RETURN_VALUE",
    "consts None 'no'\nnames\nvarnames 'x'\ncellvars\nfreevars\nstack 2 flags 0x3 line 1 args 1 0 "
    "0 qualname f\nhandlers \nlines 80009011882e882e9044892e8c2e882e882e882e\n" },
};

static void
append_hex (GString *out, const char *title, HpObject *bytes)
{
  g_string_append_printf (out, "%s ", title);
  for (ssize_t i = 0; i < hp_bytes_length (bytes); i++)
    g_string_append_printf (out, "%02x", (unsigned char)hp_bytes_data (bytes)[i]);
  g_string_append_c (out, '\n');
}

static char *
facts_to_text (World *world, HpCode *code)
{
  GString *out = g_string_new (NULL);
  HpObject *varnames = hp_code_get_varnames (world->rt, code);
  HpObject *cellvars = hp_code_get_cellvars (world->rt, code);
  HpObject *freevars = hp_code_get_freevars (world->rt, code);

  append_tuple (world, out, "consts", code->consts);
  append_tuple (world, out, "names", code->names);
  append_tuple (world, out, "varnames", varnames);
  append_tuple (world, out, "cellvars", cellvars);
  append_tuple (world, out, "freevars", freevars);
  g_string_append_printf (out, "stack %d flags 0x%x line %d args %d %d %d qualname %s\n",
                          code->stacksize, (unsigned)code->flags, code->firstlineno, code->argcount,
                          code->posonlyargcount, code->kwonlyargcount,
                          hp_str_as_utf8 (world->rt, code->qualname, NULL));
  append_hex (out, "handlers", code->exceptiontable);
  append_hex (out, "lines", code->linetable);
  hp_decref (world->rt, varnames);
  hp_decref (world->rt, cellvars);
  hp_decref (world->rt, freevars);
  return g_string_free (out, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  World *world = world_new ();
  HpCode *module = compile_ok (world, test->source, HP_COMPILE_EXEC);
  HpCode *code = code_nth (world, module, test->nth);
  g_autofree char *instructions = code_to_text (code);
  g_autofree char *facts = facts_to_text (world, code);

  g_assert_cmpstr (instructions, ==, test->instructions);
  g_assert_cmpstr (facts, ==, test->facts);
  hp_decref (world->rt, (HpObject *)module);
  world_free (world);
}

static void
test_shared_constants (void)
{
  World *world = world_new ();
  HpCode *module = compile_ok (
      world,
      "x = 12345; y = (1, 'a b'); z = 12345.0\ndef f(): return 12345, (1, 'a b'), -0.0, 0.0\n",
      HP_COMPILE_EXEC);
  HpCode *f = code_nth (world, module, 1);
  HpObject *folded = hp_tuple_slot (f->consts, hp_tuple_length (f->consts) - 1);

  g_assert_true (hp_tuple_slot (folded, 0) == hp_tuple_slot (module->consts, 0));
  g_assert_true (hp_tuple_slot (folded, 1) == hp_tuple_slot (module->consts, 1));
  g_assert_true (hp_tuple_slot (folded, 2) != hp_tuple_slot (folded, 3));
  hp_decref (world->rt, (HpObject *)module);
  world_free (world);
}

static void
test_arena_owns_constants (void)
{
  World *world = world_new ();
  HpArena *arena = NULL;
  HpCode *code = hp_compile (world->rt, "x = 12345", 9, world->filename, HP_COMPILE_EXEC, &arena);
  HpObject *value = hp_tuple_slot (code->consts, 0);

  g_assert_cmpint (value->refcount, ==, 2); /* co_consts and the arena */
  hp_arena_free (arena);
  g_assert_cmpint (value->refcount, ==, 1);
  hp_decref (world->rt, (HpObject *)code);
  world_free (world);
}

static void
test_code_size (void)
{
  World *world = world_new ();
  HpCode *code = compile_ok (world, "pass", HP_COMPILE_EXEC);
  g_autofree char *text = code_to_text (code);

  g_assert_cmpstr (text, ==, "RESUME 0; LOAD_CONST 0; RETURN_VALUE");
  g_assert_cmpint (hp_object_size (world->rt, (HpObject *)code), ==,
                   192); /* 184, three units, rounded */
  hp_decref (world->rt, (HpObject *)code);
  world_free (world);
}

static void
test_single_prints (void)
{
  World *world = world_new ();
  HpCode *code = compile_ok (world, "1\nx = 2\nx\n", HP_COMPILE_SINGLE);
  g_autofree char *text = code_to_text (code);

  g_assert_cmpstr (text, ==,
                   "RESUME 0; LOAD_CONST 0; PRINT_EXPR; LOAD_CONST 1; STORE_NAME 0; LOAD_NAME 0; "
                   "PRINT_EXPR; LOAD_CONST 2; RETURN_VALUE");
  hp_decref (world->rt, (HpObject *)code);
  world_free (world);
}

static void
test_eval_returns (void)
{
  World *world = world_new ();
  HpCode *code = compile_ok (world, "a + 1", HP_COMPILE_EVAL);
  g_autofree char *text = code_to_text (code);

  g_assert_cmpstr (text, ==, "RESUME 0; LOAD_NAME 0; LOAD_CONST 0; BINARY_OP 0; RETURN_VALUE");
  hp_decref (world->rt, (HpObject *)code);
  world_free (world);
}

static void
test_positions_and_handlers (void)
{
  World *world = world_new ();
  HpCode *code = compile_ok (world, "try:\n  f(1)\nexcept E:\n  pass\n", HP_COMPILE_EXEC);
  int handler = -1, depth = -1, call = -1;
  bool lasti = true;

  for (int i = 0; i < code->ob_base.size; i++)
    if (HP_UNIT_OPCODE (code->code[i]) == HP_CALL)
      call = i;
  g_assert_cmpint (call, >, 0);
  g_assert_cmpint (hp_code_get_line (code, call), ==, 2);
  g_assert_cmpint (hp_code_get_position (code, call).column, ==, 2);
  g_assert_cmpint (hp_code_get_position (code, call).end_column, ==, 6);
  g_assert_true (hp_code_find_handler (code, call, &handler, &depth, &lasti));
  g_assert_cmpint (HP_UNIT_OPCODE (code->code[handler]), ==, HP_PUSH_EXC_INFO);
  g_assert_cmpint (depth, ==, 0);
  g_assert_false (lasti);
  g_assert_false (hp_code_find_handler (code, 0, &handler, &depth, &lasti));
  hp_decref (world->rt, (HpObject *)code);
  world_free (world);
}

static void
test_no_memory (void)
{
  static const char source[] =
      "class A:\n  def f(self, x=1): return [y for y in x if y > 'abc d'], f'{x!r:>3}', (1, 2.5)\n";
  bool done = false;

  for (uint64_t n = 0; !done; n++) {
    World *world = world_new ();
    HpArena *arena = NULL;
    HpCode *code;

    hp_heap_set_failing (world->heap, n, 1);
    code =
        hp_compile (world->rt, source, strlen (source), world->filename, HP_COMPILE_EXEC, &arena);
    done = hp_heap_get_n_failed (world->heap) == 0;
    hp_heap_set_failing (world->heap, HP_HEAP_NEVER_FAIL, 0);
    if (code == NULL) {
      g_assert_true (hp_err_matches (world->rt, HP_EXC_MEMORY_ERROR));
      hp_err_clear (world->rt);
    } else {
      hp_arena_free (arena);
      hp_decref (world->rt, (HpObject *)code);
    }
    world_free (world);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/core/script/compile/as-cpython/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/core/script/compile/constants-are-shared", test_shared_constants);
  g_test_add_func ("/core/script/compile/arena-owns-constants", test_arena_owns_constants);
  g_test_add_func ("/core/script/compile/code-has-cpythons-size", test_code_size);
  g_test_add_func ("/core/script/compile/single-prints-values", test_single_prints);
  g_test_add_func ("/core/script/compile/eval-returns-value", test_eval_returns);
  g_test_add_func ("/core/script/compile/positions-and-handlers", test_positions_and_handlers);
  g_test_add_func ("/core/script/compile/survives-any-failing-allocation", test_no_memory);
  return g_test_run ();
}
