/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/structures.h"

#include <string.h>

/* Fields are separated by "; ":
 *   OFFSET NAME            a reference
 *   OFFSET*COUNT NAME      that many, one after the other
 *   OFFSET>AT NAME         a pointer to memory that has a reference at AT
 *   OFFSET>AT*COUNT NAME   ... that many
 *   OFFSET>AT*@N NAME      ... as many as the word at N says */
typedef struct {
  const char *types; /* tp_name; several are separated by commas */
  guint8 from, to;   /* minor versions */
  guint32 size;      /* bytes */
  const char *fields;
} Structure;

/* As tools/offsets/structures.py prints them; with --check it says whether they still are. */
static const Structure structures[] = {
  { "PyThreadState", 8, 9, 264,
    "72 profile function; 80 trace function; 88 type of exception on its way; 96 exception on its "
    "way; 104 traceback of exception on its way; 112 type of handled exception; 120 handled "
    "exception; 128 traceback of handled exception; 152 dict; 168 exception to be raised; 224 "
    "asynchronous generator hook; 232 asynchronous generator hook; 240 context" },
  { "PyThreadState", 10, 10, 280,
    "72 profile function; 80 trace function; 88 type of exception on its way; 96 exception on its "
    "way; 104 traceback of exception on its way; 112 type of handled exception; 120 handled "
    "exception; 128 traceback of handled exception; 152 dict; 168 exception to be raised; 224 "
    "asynchronous generator hook; 232 asynchronous generator hook; 240 context" },
  { "PyThreadState", 11, 11, 360,
    "80 profile function; 88 trace function; 96 type of exception on its way; 104 exception on its "
    "way; 112 traceback of exception on its way; 128 dict; 144 exception to be raised; 208 "
    "asynchronous generator hook; 216 asynchronous generator hook; 224 context; 320 handled "
    "exception" },
  { "PyThreadState", 12, 12, 288,
    "80 profile function; 88 trace function; 96 exception on its way; 112 dict; 128 exception to "
    "be raised; 192 asynchronous generator hook; 200 asynchronous generator hook; 208 context; 256 "
    "handled exception" },
  { "PyThreadState", 13, 13, 304,
    "96 profile function; 104 trace function; 112 exception on its way; 128 dict; 144 exception to "
    "be raised; 192 asynchronous generator hook; 200 asynchronous generator hook; 208 context; 256 "
    "handled exception; 288 key of thread-locals; 296 sentinel of thread-locals" },
  { "PyInterpreterState", 8, 8, 2720,
    "64 modules by index; 88 importlib; 120 codecs; 128 codecs; 136 codecs; 544 interpreter's "
    "dict; 552 copy of builtins; 560 __import__; 2624 functions to call at fork; 2632 functions to "
    "call at fork; 2640 functions to call at fork; 2656 atexit; 2672 warnings; 2680 warnings; 2688 "
    "warnings; 2704 audit hooks" },
  { "PyInterpreterState", 9, 9, 5656,
    "824 gc.garbage; 832 gc.callbacks; 864 modules by index; 888 importlib; 912 codecs; 920 "
    "codecs; 928 codecs; 1376 interpreter's dict; 1384 copy of builtins; 1392 __import__; 3456 "
    "functions to call at fork; 3464 functions to call at fork; 3472 functions to call at fork; "
    "3488 atexit; 3504 warnings; 3512 warnings; 3520 warnings; 3536 audit hooks; 3552*262 small "
    "ints" },
  { "PyInterpreterState", 10, 10, 113528,
    "824 gc.garbage; 832 gc.callbacks; 864 modules by index; 888 importlib; 912 codecs; 920 "
    "codecs; 928 codecs; 1344 interpreter's dict; 1352 copy of builtins; 1360 __import__; 3424 "
    "functions to call at fork; 3432 functions to call at fork; 3440 functions to call at fork; "
    "3456 warnings; 3464 warnings; 3472 warnings; 3504 audit hooks; 3512*262 small ints; 5608 "
    "single characters; 5616*256 single characters; 7664 single characters; 7672*256 single "
    "characters; 9768>0*@9760 identifiers; 13312 exceptions by errno; 13344*234 ast" },
  { "PyInterpreterState", 11, 11, 107752,
    "856 gc.garbage; 864 gc.callbacks; 896 modules by index; 920 importlib; 936 codecs; 944 "
    "codecs; 952 codecs; 1400 interpreter's dict; 1408 copy of builtins; 1416 __import__; 3480 "
    "functions to call at fork; 3488 functions to call at fork; 3496 functions to call at fork; "
    "3504 warnings; 3512 warnings; 3520 warnings; 3552 audit hooks; 3600>0*@3592 identifiers; 7128 "
    "exceptions by errno; 7152 ExceptionGroup; 7176*235 ast" },
  { "PyInterpreterState", 12, 12, 383552,
    "320 gc.garbage; 328 gc.callbacks; 952 modules by index; 960 importlib; 984 __import__; 1248 "
    "codecs; 1256 codecs; 1264 codecs; 1720 interpreter's dict; 1728 copy of sys; 1736 copy of "
    "builtins; 3872 functions to call at fork; 3880 functions to call at fork; 3888 functions to "
    "call at fork; 3896 warnings; 3904 warnings; 3912 warnings; 267208 audit hooks; "
    "267400>0*@267392 identifiers; 273400 exceptions by errno; 273424 ExceptionGroup; 273448*242 "
    "ast" },
  { "PyInterpreterState", 13, 13, 194968,
    "7608 gc.garbage; 7616 gc.callbacks; 7664 modules by index; 7672 importlib; 7696 __import__; "
    "7960 codecs; 7968 codecs; 7976 codecs; 8448 interpreter's dict; 8456 copy of sys; 8464 copy "
    "of builtins; 10624 exception class; 10632 functions to call at fork; 10640 functions to call "
    "at fork; 10648 functions to call at fork; 10656 warnings; 10664 warnings; 10672 warnings; "
    "10808 audit hooks; 14544>0*@14536 identifiers; 82640 exceptions by errno; 82664 "
    "ExceptionGroup; 82704*243 ast" },
  { "itertools.accumulate", 8, 11, 48, "16 total; 24 iterator; 32 func; 40 initial" },
  { "itertools.accumulate", 12, 13, 56, "16 total; 24 iterator; 32 func; 40 initial" },
  { "itertools.chain", 8, 13, 32, "16 iterables; 24 iterator" },
  { "itertools.combinations", 8, 13, 56, "16 pool; 32 result" },
  { "itertools.combinations_with_replacement", 8, 13, 56, "16 pool; 32 result" },
  { "itertools.compress", 8, 13, 32, "16 data; 24 selectors" },
  { "itertools.count", 8, 13, 40, "24 count; 32 step" },
  { "itertools.cycle", 8, 13, 48, "16 iterator; 24 saved" },
  { "itertools.dropwhile", 8, 13, 40, "16 func; 24 iterator" },
  { "itertools.filterfalse", 8, 13, 32, "16 func; 24 iterator" },
  { "itertools.groupby", 8, 11, 64,
    "16 iterator; 24 key; 32 target key; 40 current key; 48 current value" },
  { "itertools.groupby", 12, 13, 72,
    "16 iterator; 24 key; 32 target key; 40 current key; 48 current value" },
  { "itertools._grouper", 8, 13, 32, "16 parent; 24 target key" },
  { "itertools.islice", 8, 13, 56, "16 iterator" },
  { "itertools.permutations", 8, 13, 64, "16 pool; 40 result" },
  { "itertools.product", 8, 13, 48, "16 pools; 32 result" },
  { "itertools.repeat", 8, 13, 32, "16 object" },
  { "itertools.starmap", 8, 13, 32, "16 func; 24 iterator" },
  { "itertools.takewhile", 8, 13, 40, "16 func; 24 iterator" },
  { "itertools.zip_longest", 8, 13, 56, "32 iterators; 40 result; 48 fillvalue" },
  { "itertools._tee", 8, 11, 40, "16 data" },
  { "itertools._tee", 12, 13, 48, "16 data" },
  { "itertools.pairwise", 10, 12, 32, "16 iterator; 24 old" },
  { "itertools.pairwise", 13, 13, 40, "16 iterator; 24 old; 32 result" },
  { "itertools.batched", 12, 12, 32, "16 iterator" },
  { "itertools.batched", 13, 13, 40, "16 iterator" },
  { "functools._lru_cache_wrapper", 8, 8, 128,
    "72 cache of lru_cache; 88 func; 112 type of cache_info()" },
  { "functools._lru_cache_wrapper", 9, 9, 136,
    "72 cache of lru_cache; 88 func; 112 type of cache_info()" },
  { "functools._lru_cache_wrapper", 10, 13, 152,
    "72 cache of lru_cache; 88 func; 112 keyword mark; 120 type of links; 128 type of "
    "cache_info()" },
  { "functools._lru_list_elem", 8, 13, 56, "40 key; 48 result" },
  { "functools.partial", 8, 13, 64, "16 func; 24 args; 32 keywords" },
  { "functools.KeyWrapper", 8, 13, 32, "16 cmp; 24 obj" },
  { "enumerate", 8, 10, 48, "24 iterator; 32 result; 40 count" },
  { "enumerate", 11, 13, 56, "24 iterator; 32 result; 40 count; 48 one" },
  { "reversed", 8, 13, 32, "24 sequence" },
  { "filter", 8, 13, 32, "16 function; 24 iterator" },
  { "map", 8, 13, 32, "16 iterators; 24 function" },
  { "zip", 8, 9, 40, "24 iterators; 32 result" },
  { "zip", 10, 13, 48, "24 iterators; 32 result" },
  { "tuple_iterator", 8, 13, 32, "24 sequence" },
  { "str_iterator,str_ascii_iterator", 8, 13, 32, "24 sequence" },
  { "bytes_iterator,bytearray_iterator", 8, 13, 32, "24 sequence" },
  { "iterator,list_iterator,list_reverseiterator", 8, 13, 32, "24 sequence" },
  { "callable_iterator", 8, 13, 32, "16 callable; 24 sentinel" },
  { "set_iterator", 8, 13, 48, "16 set" },
  { "dict_keyiterator,dict_valueiterator,dict_itemiterator,dict_reversekeyiterator,dict_"
    "reversevalueiterator,dict_reverseitemiterator",
    8, 13, 56, "16 dict; 40 result" },
  { "odict_iterator", 8, 13, 64, "24 dict; 48 current key; 56 result" },
  { "dict_keys,dict_values,dict_items,odict_keys,odict_values,odict_items", 8, 13, 24, "16 dict" },
  { "range", 8, 13, 48, "16 start; 24 stop; 32 step; 40 length" },
  { "longrange_iterator", 8, 11, 48, "16 index; 24 start; 32 step; 40 len" },
  { "longrange_iterator", 12, 13, 40, "16 start; 24 step; 32 len" },
  { "range_iterator", 8, 11, 48, "" },
  { "range_iterator", 12, 13, 40, "" },
  { "slice", 8, 13, 40, "16 start; 24 stop; 32 step" },
  { "_collections._deque_iterator,_collections._deque_reverse_iterator,collections._deque_iterator,"
    "collections._deque_reverse_iterator",
    8, 13, 56, "32 deque" },
  { "memoryview", 8, 13, 152, "24 managed buffer" },
  { "managedbuffer", 8, 13, 112, "40 obj" },
  { "memory_iterator", 10, 13, 48, "24 memory" },
  { "builtin_function_or_method", 8, 13, 56, "24 __self__; 32 __module__" },
  { "builtin_method", 9, 13, 64, "24 __self__; 32 __module__; 56 class" },
  { "method_descriptor,classmethod_descriptor", 8, 13, 56,
    "16 __objclass__; 24 __name__; 32 __qualname__" },
  { "member_descriptor", 8, 13, 48, "16 __objclass__; 24 __name__; 32 __qualname__" },
  { "getset_descriptor", 8, 13, 48, "16 __objclass__; 24 __name__; 32 __qualname__" },
  { "wrapper_descriptor", 8, 13, 56, "16 __objclass__; 24 __name__; 32 __qualname__" },
  { "method-wrapper", 8, 13, 32, "16 descriptor; 24 __self__" },
  { "method", 8, 13, 48, "16 __func__; 24 __self__" },
  { "property", 8, 9, 56, "16 fget; 24 fset; 32 fdel; 40 __doc__" },
  { "property", 10, 13, 64, "16 fget; 24 fset; 32 fdel; 40 __doc__; 48 __name__" },
  { "staticmethod", 8, 13, 32, "16 __func__; 24 __dict__" },
  { "classmethod", 8, 13, 32, "16 __func__; 24 __dict__" },
  { "mappingproxy", 8, 13, 24, "16 mapping" },
  { "super", 8, 13, 40, "16 __thisclass__; 24 __self__; 32 __self_class__" },
  { "traceback", 8, 13, 40, "16 tb_next; 24 tb_frame" },
  { "types.SimpleNamespace", 8, 13, 24, "16 __dict__" },
  { "types.GenericAlias", 9, 10, 48, "16 __origin__; 24 __args__; 32 __parameters__" },
  { "types.GenericAlias", 11, 13, 64, "16 __origin__; 24 __args__; 32 __parameters__" },
  { "generic_alias_iterator", 11, 13, 24, "16 alias" },
  { "types.UnionType", 10, 13, 32, "16 __args__; 24 __parameters__" },
  { "symtable entry", 8, 9, 104,
    "16 id; 24 symbols; 32 name; 40 varnames; 48 children; 56 directives" },
  { "symtable entry", 10, 12, 120,
    "16 id; 24 symbols; 32 name; 40 varnames; 48 children; 56 directives" },
  { "symtable entry", 13, 13, 144,
    "16 id; 24 symbols; 32 name; 40 varnames; 48 children; 56 directives; 64 mangled_names" },
  { "FrameLocalsProxy", 13, 13, 24, "16 frame" },
  { "moduledef", 8, 13, 104, "32 copy of the module's dict" },
  { "line_iterator", 10, 10, 72, "16 code" },
  { "line_iterator", 11, 13, 64, "16 code" },
  { "positions_iterator", 11, 13, 80, "16 code" },
  { "typing.TypeAliasType", 12, 13, 56,
    "16 name; 24 type_params; 32 compute_value; 40 value; 48 module" },
  { "typing.TypeVar", 12, 12, 64,
    "16 name; 24 bound; 32 evaluate_bound; 40 constraints; 48 evaluate_constraints" },
  { "typing.TypeVar", 13, 13, 80,
    "16 name; 24 bound; 32 evaluate_bound; 40 constraints; 48 evaluate_constraints; 56 "
    "default_value; 64 evaluate_default" },
  { "typing.TypeVarTuple", 12, 12, 24, "16 name" },
  { "typing.TypeVarTuple", 13, 13, 40, "16 name; 24 default_value; 32 evaluate_default" },
  { "typing.ParamSpec", 12, 12, 40, "16 name; 24 bound" },
  { "typing.ParamSpec", 13, 13, 56, "16 name; 24 bound; 32 default_value; 40 evaluate_default" },
  { "typing.ParamSpecArgs,typing.ParamSpecKwargs", 12, 13, 24, "16 __origin__" },
  { "coroutine_wrapper", 8, 13, 24, "16 coroutine" },
  { "anext_awaitable", 10, 13, 32, "16 wrapped; 24 default" },
  { "async_generator_asend", 8, 13, 40, "16 generator; 24 value" },
  { "async_generator_athrow", 8, 13, 40, "16 generator; 24 args" },
  { "async_generator_wrapped_value", 8, 13, 24, "16 value" },
  { "_contextvars.Context,Context", 8, 13, 48, "16 previous context; 24 variables" },
  { "_contextvars.ContextVar,ContextVar", 8, 13, 64, "16 name; 24 default" },
  { "_contextvars.Token,Token", 8, 13, 48, "16 context; 24 var; 32 old_value" },
  { "hamt", 8, 13, 40, "16 root" },
  { "keys,values,items", 8, 13, 168, "16 hamt" },
  { "_io.TextIOWrapper", 8, 11, 192,
    "32 buffer; 40 encoding; 48 encoder; 56 decoder; 64 readnl; 72 errors; 120 decoded_chars; 136 "
    "pending_bytes; 152 snapshot; 168 raw" },
  { "_io.TextIOWrapper", 12, 13, 200,
    "32 buffer; 40 encoding; 48 encoder; 56 decoder; 64 readnl; 72 errors; 120 decoded_chars; 136 "
    "pending_bytes; 152 snapshot; 168 raw" },
  { "_io.StringIO", 8, 11, 120, "56 pieces; 64 small pieces; 80 decoder; 88 readnl; 96 writenl" },
  { "_io.StringIO", 12, 13, 168, "56 pieces; 120 decoder; 128 readnl; 136 writenl" },
  { "_io.BytesIO", 8, 13, 64, "16 buffer" },
  { "_io._BytesIOBuffer", 8, 13, 24, "16 source" },
  { "_io.BufferedReader,_io.BufferedWriter,_io.BufferedRandom", 8, 13, 152, "16 raw" },
  { "_io.BufferedRWPair", 8, 13, 48, "16 reader; 24 writer" },
  { "_io.FileIO", 8, 13, 48, "" },
  { "_io.IncrementalNewlineDecoder", 8, 13, 40, "16 decoder; 24 errors" },
  { "re.Pattern", 8, 13, 96, "32 groupindex; 40 indexgroup; 48 pattern" },
  { "re.Match", 8, 13, 88, "24 string; 32 spans; 40 re" },
  { "_sre.SRE_Scanner", 8, 11, 232, "16 pattern; 56 string; 72 buffer" },
  { "_sre.SRE_Scanner", 9, 12, 240, "16 pattern; 56 string; 72 buffer" },
  { "_sre.SRE_Scanner", 13, 13, 248, "16 pattern; 56 string; 72 buffer" },
  { "_sre.SRE_Scanner", 13, 13, 264, "16 pattern; 56 string; 72 buffer" },
  { "_thread._local", 8, 12, 64,
    "16 key of threads' dicts; 24 args; 32 kwargs; 48 threads; 56 callback of weak references" },
  { "_thread._local", 13, 13, 56, "16 args; 24 kwargs; 40 threads; 48 callbacks of threads" },
  { "_thread._localdummy", 8, 12, 32, "" },
  { "_thread._localdummy", 13, 13, 24, "" },
  { "_thread.lock", 8, 13, 40, "" },
  { "_thread.lock", 13, 13, 24, "" },
  { "_thread.RLock", 8, 13, 48, "" },
  { "operator.itemgetter", 8, 10, 40, "24 item" },
  { "operator.itemgetter", 11, 13, 48, "24 item" },
  { "operator.attrgetter", 8, 10, 32, "24 attr" },
  { "operator.attrgetter", 11, 13, 40, "24 attr" },
  { "operator.methodcaller", 8, 12, 40, "16 name; 24 args; 32 kwds" },
  { "operator.methodcaller", 13, 13, 64, "16 name; 24 args; 32 kwds; 48 keyword names" },
  { "_abc._abc_data,_abc_data", 8, 13, 48, "16 registry; 24 cache; 32 negative cache" },
  { "posix.ScandirIterator", 8, 12, 104, "72 path; 80 encoded path" },
  { "posix.ScandirIterator", 13, 13, 120, "88 path; 96 encoded path" },
  { "posix.ScandirIterator", 13, 13, 128, "96 path; 104 encoded path" },
  { "posix.DirEntry", 8, 13, 72, "16 name; 24 path; 32 stat; 40 lstat" },
  { "_asyncio.Future", 8, 8, 104,
    "16 _loop; 24 callback0; 32 context0; 40 callbacks; 48 _exception; 56 _result; 64 "
    "_source_traceback" },
  { "_asyncio.Future", 9, 9, 144,
    "16 _loop; 24 callback0; 32 context0; 40 callbacks; 48 _exception; 56 _result; 64 "
    "_source_traceback; 72 _cancel_message; 112 type of cancelled_exc; 120 cancelled_exc; 128 "
    "traceback of cancelled_exc" },
  { "_asyncio.Future", 10, 10, 152,
    "16 _loop; 24 callback0; 32 context0; 40 callbacks; 48 _exception; 56 exception_tb; 64 "
    "_result; 72 _source_traceback; 80 _cancel_message; 120 type of cancelled_exc; 128 "
    "cancelled_exc; 136 traceback of cancelled_exc" },
  { "_asyncio.Future", 11, 12, 128,
    "16 _loop; 24 callback0; 32 context0; 40 callbacks; 48 _exception; 56 exception_tb; 64 "
    "_result; 72 _source_traceback; 80 _cancel_message; 120 cancelled_exc" },
  { "_asyncio.Future", 13, 13, 104,
    "16 _loop; 24 callback0; 32 context0; 40 callbacks; 48 _exception; 56 exception_tb; 64 "
    "_result; 72 _source_traceback; 80 _cancel_message; 88 cancelled_exc" },
  { "_asyncio.Task", 8, 8, 144,
    "16 _loop; 24 callback0; 32 context0; 40 callbacks; 48 _exception; 56 _result; 64 "
    "_source_traceback; 104 _fut_waiter; 112 _coro; 120 name; 128 context" },
  { "_asyncio.Task", 9, 9, 184,
    "16 _loop; 24 callback0; 32 context0; 40 callbacks; 48 _exception; 56 _result; 64 "
    "_source_traceback; 72 _cancel_message; 112 type of cancelled_exc; 120 cancelled_exc; 128 "
    "traceback of cancelled_exc; 144 _fut_waiter; 152 _coro; 160 name; 168 context" },
  { "_asyncio.Task", 10, 10, 192,
    "16 _loop; 24 callback0; 32 context0; 40 callbacks; 48 _exception; 56 exception_tb; 64 "
    "_result; 72 _source_traceback; 80 _cancel_message; 120 type of cancelled_exc; 128 "
    "cancelled_exc; 136 traceback of cancelled_exc; 152 _fut_waiter; 160 _coro; 168 name; 176 "
    "context" },
  { "_asyncio.Task", 11, 12, 176,
    "16 _loop; 24 callback0; 32 context0; 40 callbacks; 48 _exception; 56 exception_tb; 64 "
    "_result; 72 _source_traceback; 80 _cancel_message; 120 cancelled_exc; 128 _fut_waiter; 136 "
    "_coro; 144 name; 152 context" },
  { "_asyncio.Task", 13, 13, 144,
    "16 _loop; 24 callback0; 32 context0; 40 callbacks; 48 _exception; 56 exception_tb; 64 "
    "_result; 72 _source_traceback; 80 _cancel_message; 88 cancelled_exc; 112 _fut_waiter; 120 "
    "_coro; 128 name; 136 context" },
  { "_RunningLoopHolder", 8, 11, 32, "16 loop" },
  { "_asyncio.FutureIter,FutureIter", 8, 13, 24, "16 future" },
  { "TaskStepMethWrapper,_asyncio.TaskStepMethWrapper", 8, 13, 32, "16 task; 24 sw_arg" },
  { "TaskWakeupMethWrapper", 8, 9, 24, "16 task" },
  { "_csv.Dialect,_csv.dialect", 8, 13, 48, "40 lineterminator" },
  { "_csv.reader", 8, 13, 88, "16 iterator; 24 dialect; 32 fields" },
  { "_csv.writer", 8, 9, 64, "16 write; 24 dialect" },
  { "_csv.writer", 10, 13, 72, "16 write; 24 dialect; 64 error type" },
  { "_ctypes._CData,_ctypes._SimpleCData,_ctypes.Structure,_ctypes.Union,_ctypes.Array,_ctypes._"
    "Pointer",
    8, 13, 96, "32 _b_base_; 64 _objects" },
  { "_ctypes.CFuncPtr,_ctypes.PyCFuncPtr", 8, 13, 160,
    "32 _b_base_; 64 _objects; 96 thunk; 104 callable; 112 converters; 120 argtypes; 128 restype; "
    "136 checker; 144 errcheck; 152 paramflags" },
  { "_ctypes.CField", 8, 13, 72, "40 type" },
  { "_ctypes.CThunkObject", 8, 13, 128, "80 converters; 88 callable; 96 restype" },
  { "_ctypes.DictRemover", 8, 13, 32, "16 key; 24 dict" },
  { "CArgObject,_ctypes.CArgObject", 8, 13, 64, "48 obj" },
  { "StgDict", 8, 12, 192,
    "96 _type_; 128 _argtypes_; 136 converters; 144 _restype_; 152 check_retval" },
  { "_ctypes.CType_Type,_ctypes.PyCStructType,_ctypes.UnionType,_ctypes.PyCPointerType,_ctypes."
    "PyCArrayType,_ctypes.PyCSimpleType,_ctypes.PyCFuncPtrType",
    13, 13, 1088,
    "984 _type_; 1016 _argtypes_; 1024 converters; 1032 _restype_; 1040 check_retval; 1048 "
    "module" },
  { "_ctypes.StructParam_Type", 8, 9, 24, "" },
  { "_ctypes.StructParam_Type", 10, 13, 32, "24 keep" },
  { "xml.etree.ElementTree.TreeBuilder", 8, 11, 160,
    "16 root; 24 this; 32 last; 40 last_for_tail; 48 data; 56 stack; 72 element_factory; 80 "
    "comment_factory; 88 pi_factory; 96 events_append; 104 start_event_obj; 112 end_event_obj; 120 "
    "start_ns_event_obj; 128 end_ns_event_obj; 136 comment_event_obj; 144 pi_event_obj" },
  { "xml.etree.ElementTree.TreeBuilder", 12, 13, 168,
    "16 root; 24 this; 32 last; 40 last_for_tail; 48 data; 56 stack; 72 element_factory; 80 "
    "comment_factory; 88 pi_factory; 96 events_append; 104 start_event_obj; 112 end_event_obj; 120 "
    "start_ns_event_obj; 128 end_ns_event_obj; 136 comment_event_obj; 144 pi_event_obj" },
  { "xml.etree.ElementTree.XMLParser", 8, 11, 120,
    "24 target; 32 entity; 40 names; 48 handle_start_ns; 56 handle_end_ns; 64 handle_start; 72 "
    "handle_data; 80 handle_end; 88 handle_comment; 96 handle_pi; 104 handle_doctype; 112 "
    "handle_close" },
  { "xml.etree.ElementTree.XMLParser", 12, 12, 128,
    "24 target; 32 entity; 40 names; 48 handle_start_ns; 56 handle_end_ns; 64 handle_start; 72 "
    "handle_data; 80 handle_end; 88 handle_comment; 96 handle_pi; 104 handle_doctype; 112 "
    "handle_close" },
  { "xml.etree.ElementTree.XMLParser", 13, 13, 136,
    "24 target; 32 entity; 40 names; 48 handle_start_ns; 56 handle_end_ns; 64 handle_start; 72 "
    "handle_data; 80 handle_end; 88 handle_comment; 96 handle_pi; 104 handle_doctype; 112 "
    "handle_close; 128 elementtree_module" },
  { "_elementtree._element_iterator", 8, 13, 64, "40 root_element; 48 sought_tag" },
  { "pyexpat.xmlparser", 8, 12, 72, "56 intern; 64>0*22 handler" },
  { "pyexpat.xmlparser", 13, 13, 80, "64 intern; 72>0*22 handler" },
  { "pyexpat.xmlparser", 13, 13, 88, "72 intern; 80>0*22 handler" },
  { "decimal.Context", 8, 13, 96, "64 traps; 72 flags" },
  { "decimal.ContextManager", 8, 13, 32, "16 local; 24 global" },
  { "decimal.SignalDict,decimal.SignalDictMixin", 8, 13, 24, "" },
  { "_json.Scanner", 8, 12, 72,
    "24 object_hook; 32 object_pairs_hook; 40 parse_float; 48 parse_int; 56 parse_constant; 64 "
    "memo" },
  { "_json.Scanner", 13, 13, 64,
    "24 object_hook; 32 object_pairs_hook; 40 parse_float; 48 parse_int; 56 parse_constant" },
  { "_json.Encoder", 8, 13, 80,
    "16 markers; 24 default; 32 encoder; 40 indent; 48 key_separator; 56 item_separator" },
  { "Struct,_struct.Struct", 8, 13, 56, "40 format" },
  { "unpack_iterator,_struct.unpack_iterator", 8, 13, 112, "16 struct; 32 buffer" },
  { "_pickle.PicklerMemoProxy", 8, 13, 24, "16 pickler" },
  { "_pickle.UnpicklerMemoProxy", 8, 13, 24, "16 unpickler" },
  { "_pickle.Pickler", 8, 12, 152,
    "24 pers_func; 40 dispatch_table; 48 reducer_override; 56 write; 64 output_buffer; 136 "
    "fast_memo; 144 buffer_callback" },
  { "_pickle.Pickler", 13, 13, 144,
    "24 persistent_id; 32 dispatch_table; 40 reducer_override; 48 write; 56 output_buffer; 128 "
    "fast_memo; 136 buffer_callback" },
  { "_pickle.Pickler", 13, 13, 152,
    "24 persistent_id; 32 persistent_id_attr; 40 dispatch_table; 48 reducer_override; 56 write; 64 "
    "output_buffer; 136 fast_memo; 144 buffer_callback" },
  { "_pickle.Unpickler", 8, 12, 272,
    "16 stack; 48 pers_func; 72 buffer; 184 read; 192 readinto; 200 readline; 208 peek; 216 "
    "buffers" },
  { "_pickle.Unpickler", 13, 13, 264,
    "16 stack; 48 persistent_load; 64 buffer; 176 read; 184 readinto; 192 readline; 200 peek; 208 "
    "buffers" },
  { "_pickle.Unpickler", 13, 13, 272,
    "16 stack; 48 persistent_load; 56 persistent_load_attr; 72 buffer; 184 read; 192 readinto; 200 "
    "readline; 208 peek; 216 buffers" },
  { "_pickle.Unpickler", 13, 13, 296,
    "16 stack; 48 persistent_load; 56 persistent_load_attr; 72 buffer; 200 read; 208 readinto; 216 "
    "readline; 224 peek; 232 buffers" },
  { "sqlite3.Connection", 8, 10, 240,
    "48 isolation_level; 80 cache of statements; 88 statements; 96 cursors; 112 row_factory; 120 "
    "text_factory; 128 trace callback; 136 progress handler; 144 authorizer; 152 collations" },
  { "sqlite3.Connection", 11, 11, 216,
    "64 cache of statements; 72 cursors; 80 blobs; 96 row_factory; 104 text_factory; 112>0 trace "
    "callback; 112>8 module of trace callback; 120>0 progress handler; 120>8 module of progress "
    "handler; 128>0 authorizer; 128>8 module of authorizer" },
  { "sqlite3.Connection", 12, 13, 224,
    "72 cache of statements; 80 cursors; 88 blobs; 104 row_factory; 112 text_factory; 120>0 trace "
    "callback; 120>8 module of trace callback; 128>0 progress handler; 128>8 module of progress "
    "handler; 136>0 authorizer; 136>8 module of authorizer" },
  { "sqlite3.Cursor", 8, 10, 112,
    "16 connection; 24 description; 32 row converters; 48 lastrowid; 64 row_factory; 72 statement; "
    "96 next row" },
  { "sqlite3.Cursor", 11, 13, 104,
    "16 connection; 24 description; 32 row converters; 48 lastrowid; 64 row_factory; 72 "
    "statement" },
  { "sqlite3.Statement", 8, 10, 56, "32 sql" },
  { "sqlite3.Statement", 11, 13, 32, "" },
  { "sqlite3.Row", 8, 13, 32, "16 data; 24 description" },
  { "sqlite3.Cache", 8, 10, 64, "24 mapping; 40 first" },
  { "sqlite3Node,sqlite3.Node", 8, 10, 56, "16 key; 24 data; 48 next" },
  { "sqlite3.Blob", 11, 13, 48, "16 connection" },
  { "sqlite3.PrepareProtocol", 8, 13, 16, "" },
  { "_queue.SimpleQueue", 8, 12, 56, "32 items" },
  { "_queue.SimpleQueue", 13, 13, 72, "" },
  { "datetime.timezone", 8, 13, 32, "16 offset; 24 name" },
  { "_ssl._SSLContext", 8, 9, 88, "40 sni_callback; 64 _msg_callback; 72 keylog_filename" },
  { "_ssl._SSLContext", 10, 12, 96, "40 sni_callback; 64 _msg_callback; 72 keylog_filename" },
  { "_ssl._SSLContext", 13, 13, 112,
    "40 sni_callback; 64 _msg_callback; 72 keylog_filename; 96 psk_client_callback; 104 "
    "psk_server_callback" },
  { "_ssl._SSLContext", 13, 13, 120,
    "40 sni_callback; 64 _msg_callback; 72 keylog_filename; 96 psk_client_callback; 104 "
    "psk_server_callback" },
  { "_ssl._SSLSocket", 8, 11, 96,
    "16 weak reference to the socket; 32 context; 48 weak reference to the owner; 56 "
    "server_hostname; 72 exc_type; 80 exc_value; 88 exc_tb" },
  { "_ssl._SSLSocket", 12, 13, 80,
    "16 weak reference to the socket; 32 context; 48 weak reference to the owner; 56 "
    "server_hostname; 72 exc" },
  { "_ssl.MemoryBIO", 8, 13, 32, "" },
  { "_ssl.SSLSession,_ssl.Session", 8, 13, 32, "24 context" },
  { "zlib.Compress,zlib.Decompress", 8, 13, 168,
    "128 unused_data; 136 unconsumed_tail; 152 dictionary" },
  { "_bz2.BZ2Compressor", 8, 13, 112, "" },
  { "_bz2.BZ2Decompressor", 8, 13, 152, "104 unused_data" },
  { "_lzma.LZMACompressor", 8, 13, 192, "" },
  { "_lzma.LZMADecompressor", 8, 13, 224, "184 unused_data" },
  { "mmap.mmap", 8, 8, 72, "" },
  { "mmap.mmap", 9, 13, 80, "" },
  { "mmap.mmap", 13, 13, 88, "" },
  { "select.poll", 8, 13, 48, "16 registered" },
  { "select.epoll", 8, 13, 24, "" },
  { "_socket.socket", 8, 11, 48, "" },
  { "_socket.socket", 12, 13, 56, "" },
  { "arrayiterator,array.arrayiterator", 8, 13, 40, "24 array" },
  { "_hashlib.HASH,_hashlib.HASHXOF", 8, 13, 32, "" },
  { "_hashlib.HMAC", 9, 13, 32, "" },
  { "_random.Random", 8, 13, 2520, "" },
};

static gboolean
has_word (const char *words, const char *word)
{
  gsize length = strlen (word);

  for (const char *at = words; (at = strstr (at, word)) != NULL; at += length)
    if ((at == words || at[-1] == ',') && (at[length] == ',' || at[length] == '\0'))
      return length != 0;
  return FALSE;
}

static const Structure *
find_structure (guint minor, const char *type_name, guint64 size, guint64 size_with_item)
{
  for (guint i = 0; i < G_N_ELEMENTS (structures); i++) {
    const Structure *at = &structures[i];
    if (minor >= at->from && minor <= at->to &&
        (size == 0 || size == at->size || size_with_item == at->size) &&
        has_word (at->types, type_name))
      return at;
  }
  return NULL;
}

static void
add_field (const char *text, gsize length, GArray *into)
{
  HpSlot slot = { .count = 1 };
  char *at;

  slot.offset = (guint32)g_ascii_strtoull (text, &at, 10);
  if (*at == '>') {
    slot.is_pointer = TRUE;
    slot.behind = (guint32)g_ascii_strtoull (at + 1, &at, 10);
  }
  if (at[0] == '*' && at[1] == '@')
    slot.count_at = (guint32)g_ascii_strtoull (at + 2, &at, 10);
  else if (*at == '*')
    slot.count = (guint32)g_ascii_strtoull (at + 1, &at, 10);
  slot.name = g_strndup (at + 1, length - (gsize)(at + 1 - text));
  g_array_append_val (into, slot);
}

gboolean
hp_structure_fields (guint minor, const char *type_name, guint64 size, guint64 size_with_item,
                     GArray *into)
{
  const Structure *structure = find_structure (minor, type_name, size, size_with_item);
  const char *text = structure != NULL ? structure->fields : "";

  while (*text != '\0') {
    const char *end = strstr (text, "; ");
    gsize length = end != NULL ? (gsize)(end - text) : strlen (text);
    add_field (text, length, into);
    text += end != NULL ? length + 2 : length;
  }
  return structure != NULL;
}
