#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the rows of core/source/process/structures.c from the debug information of CPythons: where
the C structures of the standard library, which are private to a .c file, hold references.

    tools/offsets/structures.py ~/.pyenv/versions/3.*
    tools/offsets/structures.py --check ~/.pyenv/versions/3.*

Each argument is the prefix of an unstripped build with a shared library; gdb reads it. --check says instead which rows
of these versions differ from those in structures.c, and fails when there are any. A field that
does not count its reference, or that only a reader of its own understands, is left out by name in
the specification below; what remains is every pointer to an object that the structure has.
"""
import os
import re
import subprocess
import sys

# Module of the structure (- is the interpreter itself), structure, types that have it, and changes:
# name=shown for another name, strip=prefix for all, -name leaves a field out, name=+shown*N for a
# pointer to N references, name=%shown for one whose number stands before it, name=&shown for one to a
# callback and its module, shift=N for a structure
# that lies N bytes into the object. name.=shown makes one field of a whole structure of references,
# only takes what is renamed. until=SIZE:MINOR says that early releases up to 3.MINOR have the structure of that size too.
# kept=SIZE:MINOR names a row of later releases of 3.MINOR, of which there is no unstripped build: it stays as it is in
# structures.c.
SPECIFICATION = """
- _ts | PyThreadState | only c_profileobj=profile\\sfunction c_traceobj=trace\\sfunction curexc_type=type\\sof\\sexception\\son\\sits\\sway curexc_value=exception\\son\\sits\\sway curexc_traceback=traceback\\sof\\sexception\\son\\sits\\sway current_exception=exception\\son\\sits\\sway exc_state.exc_type=type\\sof\\shandled\\sexception exc_state.exc_value=handled\\sexception exc_state.exc_traceback=traceback\\sof\\shandled\\sexception dict=dict async_exc=exception\\sto\\sbe\\sraised async_gen_firstiter=asynchronous\\sgenerator\\shook async_gen_finalizer=asynchronous\\sgenerator\\shook context=context threading_local_key=key\\sof\\sthread-locals threading_local_sentinel=sentinel\\sof\\sthread-locals
- _is | PyInterpreterState | only modules_by_index=modules\\sby\\sindex imports.modules_by_index=modules\\sby\\sindex importlib=importlib imports.importlib=importlib import_func=__import__ imports.import_func=__import__ codec_search_path=codecs codec_search_cache=codecs codec_error_registry=codecs codecs.search_path=codecs codecs.search_cache=codecs codecs.error_registry=codecs dict=interpreter's\\sdict sysdict_copy=copy\\sof\\ssys builtins_copy=copy\\sof\\sbuiltins before_forkers=functions\\sto\\scall\\sat\\sfork after_forkers_parent=functions\\sto\\scall\\sat\\sfork after_forkers_child=functions\\sto\\scall\\sat\\sfork pyexitmodule=atexit warnings.filters=warnings warnings.once_registry=warnings warnings.default_action=warnings audit_hooks=audit\\shooks gc.garbage=gc.garbage gc.callbacks=gc.callbacks small_ints=small\\sints bytes.empty_string=single\\scharacters bytes.characters=single\\scharacters unicode.empty_string=single\\scharacters unicode.latin1=single\\scharacters unicode.ids.array=%identifiers exc_state.errnomap=exceptions\\sby\\serrno exc_state.PyExc_ExceptionGroup=ExceptionGroup ast.=ast xi.PyExc_NotShareableError=exception\\sclass
- accumulateobject | itertools.accumulate | it=iterator binop=func
- chainobject | itertools.chain | source=iterables active=iterator
- combinationsobject | itertools.combinations
- cwrobject | itertools.combinations_with_replacement
- compressobject | itertools.compress
- countobject | itertools.count | long_cnt=count long_step=step
- cycleobject | itertools.cycle | it=iterator
- dropwhileobject | itertools.dropwhile | it=iterator
- filterfalseobject | itertools.filterfalse | it=iterator
- groupbyobject | itertools.groupby | it=iterator keyfunc=key tgtkey=target\\skey currkey=current\\skey currvalue=current\\svalue -currgrouper
- _grouperobject | itertools._grouper | tgtkey=target\\skey
- isliceobject | itertools.islice | it=iterator
- permutationsobject | itertools.permutations
- productobject | itertools.product
- repeatobject | itertools.repeat | element=object
- starmapobject | itertools.starmap | it=iterator
- takewhileobject | itertools.takewhile | it=iterator
- ziplongestobject | itertools.zip_longest | ittuple=iterators
- teeobject | itertools._tee | dataobj=data -weakreflist
- pairwiseobject | itertools.pairwise | it=iterator
- batchedobject | itertools.batched | it=iterator
- lru_cache_object | functools._lru_cache_wrapper | cache=cache\\sof\\slru_cache -root.prev -root.next -root.key -root.result -weakreflist -dict kwd_mark=keyword\\smark lru_list_elem_type=type\\sof\\slinks cache_info_type=type\\sof\\scache_info()
- lru_list_elem | functools._lru_list_elem | -prev -next
- partialobject | functools.partial | fn=func kw=keywords -dict -weakreflist
- keyobject | functools.KeyWrapper | object=obj
- enumobject | enumerate | en_sit=iterator en_result=result en_longindex=count
- reversedobject | reversed | seq=sequence
- filterobject | filter | func=function it=iterator
- mapobject | map | iters=iterators func=function
- zipobject | zip | ittuple=iterators
- _PyTupleIterObject tupleiterobject | tuple_iterator | it_seq=sequence
- unicodeiterobject | str_iterator str_ascii_iterator | it_seq=sequence
- striterobject bytesiterobject | bytes_iterator bytearray_iterator | it_seq=sequence
- seqiterobject | iterator list_iterator list_reverseiterator | it_seq=sequence
- calliterobject | callable_iterator | it_callable=callable it_sentinel=sentinel
- setiterobject | set_iterator | si_set=set
- dictiterobject | dict_keyiterator dict_valueiterator dict_itemiterator dict_reversekeyiterator dict_reversevalueiterator dict_reverseitemiterator | di_dict=dict di_result=result
- odictiterobject | odict_iterator | di_odict=dict di_current=current\\skey di_result=result
- _PyDictViewObject | dict_keys dict_values dict_items odict_keys odict_values odict_items | dv_dict=dict
- rangeobject | range
- longrangeiterobject | longrange_iterator
- rangeiterobject _PyRangeIterObject | range_iterator
- PySliceObject | slice
- dequeiterobject | _collections._deque_iterator _collections._deque_reverse_iterator collections._deque_iterator collections._deque_reverse_iterator
- PyMemoryViewObject | memoryview | mbuf=managed\\sbuffer -view.obj -weakreflist
- _PyManagedBufferObject | managedbuffer | master.obj=obj
- memoryiterobject | memory_iterator | it_seq=memory
- PyCFunctionObject | builtin_function_or_method | m_self=__self__ m_module=__module__ -m_weakreflist
- PyCMethodObject | builtin_method | func.m_self=__self__ func.m_module=__module__ mm_class=class -func.m_weakreflist
- PyMethodDescrObject | method_descriptor classmethod_descriptor | d_common.d_type=__objclass__ d_common.d_name=__name__ d_common.d_qualname=__qualname__
- PyMemberDescrObject | member_descriptor | d_common.d_type=__objclass__ d_common.d_name=__name__ d_common.d_qualname=__qualname__
- PyGetSetDescrObject | getset_descriptor | d_common.d_type=__objclass__ d_common.d_name=__name__ d_common.d_qualname=__qualname__
- PyWrapperDescrObject | wrapper_descriptor | d_common.d_type=__objclass__ d_common.d_name=__name__ d_common.d_qualname=__qualname__
- wrapperobject | method-wrapper | descr=descriptor self=__self__
- PyMethodObject | method | im_func=__func__ im_self=__self__ -im_weakreflist
- propertyobject | property | prop_get=fget prop_set=fset prop_del=fdel prop_doc=__doc__ prop_name=__name__
- staticmethod | staticmethod | sm_callable=__func__ sm_dict=__dict__
- classmethod | classmethod | cm_callable=__func__ cm_dict=__dict__
- mappingproxyobject | mappingproxy
- superobject | super | type=__thisclass__ obj=__self__ obj_type=__self_class__
- PyTracebackObject | traceback
- _PyNamespaceObject | types.SimpleNamespace | ns_dict=__dict__
- gaobject | types.GenericAlias | origin=__origin__ args=__args__ parameters=__parameters__ -weakreflist
- gaiterobject | generic_alias_iterator | obj=alias
- unionobject | types.UnionType | args=__args__ parameters=__parameters__
- PySTEntryObject | symtable\\sentry | strip=ste_ -table
- PyFrameLocalsProxyObject | FrameLocalsProxy
- PyModuleDef | moduledef | m_base.m_copy=copy\\sof\\sthe\\smodule's\\sdict
- lineiterator | line_iterator | li_code=code
- positionsiterator | positions_iterator | pi_code=code
- typealiasobject | typing.TypeAliasType
- typevarobject | typing.TypeVar | -dict
- typevartupleobject | typing.TypeVarTuple
- paramspecobject | typing.ParamSpec
- paramspecattrobject | typing.ParamSpecArgs typing.ParamSpecKwargs
- PyCoroWrapper | coroutine_wrapper | cw_coroutine=coroutine
- anextawaitableobject | anext_awaitable | default_value=default
- PyAsyncGenASend | async_generator_asend | ags_gen=generator ags_sendval=value
- PyAsyncGenAThrow | async_generator_athrow | agt_gen=generator agt_args=args
- _PyAsyncGenWrappedValue | async_generator_wrapped_value | agw_val=value
- PyContext | _contextvars.Context Context | ctx_prev=previous\\scontext ctx_vars=variables -ctx_weakreflist
- PyContextVar | _contextvars.ContextVar ContextVar | var_name=name var_default=default -var_cached
- PyContextToken | _contextvars.Token Token | tok_ctx=context tok_var=var tok_oldval=old_value
- PyHamtObject | hamt | h_root=root -h_weakreflist
- PyHamtIterator | keys values items | hi_obj=hamt -hi_iter.i_nodes
- textio | _io.TextIOWrapper | -weakreflist -dict
- stringio | _io.StringIO | accu.large=pieces accu.small=small\\spieces writer.buffer=pieces -dict -weakreflist
- bytesio | _io.BytesIO | buf=buffer -dict -weakreflist
- bytesiobuf | _io._BytesIOBuffer
- buffered | _io.BufferedReader _io.BufferedWriter _io.BufferedRandom | -dict -weakreflist
- rwpair | _io.BufferedRWPair | -dict -weakreflist
- fileio | _io.FileIO | -dict -weakreflist
- nldecoder_object | _io.IncrementalNewlineDecoder
- PatternObject | re.Pattern | -weakreflist
- MatchObject | re.Match | pattern=re regs=spans
- ScannerObject | _sre.SRE_Scanner | state.string=string state.buffer.obj=buffer until=232:11 kept=264:13
- localobject | _thread._local | key=key\\sof\\sthreads'\\sdicts dummies=threads localdicts=threads thread_watchdogs=callbacks\\sof\\sthreads kw=kwargs -weakreflist wr_callback=callback\\sof\\sweak\\sreferences
- localdummyobject | _thread._localdummy | -localdict -weakreflist
- lockobject | _thread.lock | -in_weakreflist kept=24:13
- rlockobject | _thread.RLock | -in_weakreflist
- itemgetterobject | operator.itemgetter
- attrgetterobject | operator.attrgetter
- methodcallerobject | operator.methodcaller | xargs=args -vectorcall_args vectorcall_kwnames=keyword\\snames
- _abc_data | _abc._abc_data _abc_data | _abc_registry=registry _abc_cache=cache _abc_negative_cache=negative\\scache
- ScandirIterator | posix.ScandirIterator | path.object=path path.cleanup=encoded\\spath kept=128:13
- DirEntry | posix.DirEntry
_asyncio FutureObj | _asyncio.Future | strip=fut_ -dict -fut_weakreflist cancelled_exc_state.exc_value=cancelled_exc cancelled_exc_state.exc_type=type\\sof\\scancelled_exc cancelled_exc_state.exc_traceback=traceback\\sof\\scancelled_exc
_asyncio TaskObj | _asyncio.Task | strip=task_ -dict -task_weakreflist cancelled_exc_state.exc_value=cancelled_exc cancelled_exc_state.exc_type=type\\sof\\scancelled_exc cancelled_exc_state.exc_traceback=traceback\\sof\\scancelled_exc
_asyncio PyRunningLoopHolder | _RunningLoopHolder | strip=rl_
_asyncio futureiterobject | _asyncio.FutureIter FutureIter
_asyncio TaskStepMethWrapper | TaskStepMethWrapper _asyncio.TaskStepMethWrapper | sw_task=task sw_error=error
_asyncio TaskWakeupMethWrapper | TaskWakeupMethWrapper | ww_task=task
_csv DialectObj | _csv.Dialect _csv.dialect
_csv ReaderObj | _csv.reader | input_iter=iterator field=current\\sfield
_csv WriterObj | _csv.writer | error_obj=error\\stype
_ctypes CDataObject | _ctypes._CData _ctypes._SimpleCData _ctypes.Structure _ctypes.Union _ctypes.Array _ctypes._Pointer | b_base=_b_base_ b_objects=_objects
_ctypes PyCFuncPtrObject | _ctypes.CFuncPtr _ctypes.PyCFuncPtr | b_base=_b_base_ b_objects=_objects
_ctypes CFieldObject | _ctypes.CField | proto=type
_ctypes CThunkObject | _ctypes.CThunkObject
_ctypes DictRemoverObject | _ctypes.DictRemover
_ctypes PyCArgObject | CArgObject _ctypes.CArgObject
_ctypes StgDictObject | StgDict | proto=_type_ restype=_restype_ argtypes=_argtypes_ checker=check_retval -dict.ma_values
_ctypes StgInfo | _ctypes.CType_Type _ctypes.PyCStructType _ctypes.UnionType _ctypes.PyCPointerType _ctypes.PyCArrayType _ctypes.PyCSimpleType _ctypes.PyCFuncPtrType | shift=928 proto=_type_ restype=_restype_ argtypes=_argtypes_ checker=check_retval
_ctypes StructParamObject | _ctypes.StructParam_Type
_elementtree TreeBuilderObject | xml.etree.ElementTree.TreeBuilder
_elementtree XMLParserObject | xml.etree.ElementTree.XMLParser
_elementtree ElementIterObject | _elementtree._element_iterator
pyexpat xmlparseobject | pyexpat.xmlparser | handlers=+handler*22 kept=88:13
_decimal PyDecContextObject | decimal.Context
_decimal PyDecContextManagerObject | decimal.ContextManager
_decimal PyDecSignalDictObject | decimal.SignalDict decimal.SignalDictMixin
_json PyScannerObject | _json.Scanner
_json PyEncoderObject | _json.Encoder | defaultfn=default
_struct PyStructObject | Struct _struct.Struct | s_format=format -weakreflist
_struct unpackiterobject | unpack_iterator _struct.unpack_iterator | so=struct buf.obj=buffer
_pickle PicklerMemoProxyObject | _pickle.PicklerMemoProxy
_pickle UnpicklerMemoProxyObject | _pickle.UnpicklerMemoProxy
_pickle PicklerObject | _pickle.Pickler | -pers_func_self kept=152:13
_pickle UnpicklerObject | _pickle.Unpickler | buffer.obj=buffer -memo -pers_func_self kept=272:13 kept=296:13
_sqlite3 pysqlite_Connection | sqlite3.Connection | -Warning -Error -InterfaceError -DatabaseError -DataError -OperationalError -IntegrityError -InternalError -ProgrammingError -NotSupportedError function_pinboard_trace_callback=trace\\scallback function_pinboard_progress_handler=progress\\shandler function_pinboard_authorizer_cb=authorizer statement_cache=cache\\sof\\sstatements trace_ctx=&trace\\scallback progress_ctx=&progress\\shandler authorizer_ctx=&authorizer
_sqlite3 pysqlite_Cursor | sqlite3.Cursor | -in_weakreflist row_cast_map=row\\sconverters next_row=next\\srow
_sqlite3 pysqlite_Statement | sqlite3.Statement | -in_weakreflist
_sqlite3 pysqlite_Row | sqlite3.Row
_sqlite3 pysqlite_Cache | sqlite3.Cache | -factory -last
_sqlite3 pysqlite_Node | sqlite3Node sqlite3.Node | -prev
_sqlite3 pysqlite_Blob | sqlite3.Blob | -in_weakreflist
_sqlite3 pysqlite_PrepareProtocol | sqlite3.PrepareProtocol
_queue simplequeueobject | _queue.SimpleQueue | lst=items -buf.items -weakreflist
_datetime PyDateTime_TimeZone | datetime.timezone
_ssl PySSLContext | _ssl._SSLContext | set_sni_cb=sni_callback msg_cb=_msg_callback kept=120:13
_ssl PySSLSocket | _ssl._SSLSocket | Socket=weak\\sreference\\sto\\sthe\\ssocket ctx=context owner=weak\\sreference\\sto\\sthe\\sowner
_ssl PySSLMemoryBIO | _ssl.MemoryBIO
_ssl PySSLSession | _ssl.SSLSession _ssl.Session | ctx=context
zlib compobject | zlib.Compress zlib.Decompress | zdict=dictionary
_bz2 BZ2Compressor | _bz2.BZ2Compressor
_bz2 BZ2Decompressor | _bz2.BZ2Decompressor
_lzma Compressor | _lzma.LZMACompressor
_lzma Decompressor | _lzma.LZMADecompressor
mmap mmap_object | mmap.mmap | -weakreflist kept=88:13
select pollObject | select.poll | dict=registered
select pyEpoll_Object | select.epoll
_socket PySocketSockObject | _socket.socket
array arrayiterobject | arrayiterator array.arrayiterator | ao=array
_hashlib EVPobject | _hashlib.HASH _hashlib.HASHXOF
_hashlib HMACobject | _hashlib.HMAC
_random RandomObject | _random.Random
"""


def inside_gdb():
    """What this file does when gdb runs it: prints "structure size | offset name, ..."."""
    import gdb

    def plain(kind):
        return kind.strip_typedefs()

    def is_object(kind, depth=0):
        kind = plain(kind)
        if kind.code != gdb.TYPE_CODE_STRUCT or depth > 3:
            return False
        if kind.tag in ("_object", "_typeobject"):
            return True
        fields = kind.fields()
        return bool(fields) and (fields[0].name == "ob_refcnt" or is_object(fields[0].type, depth + 1))

    def walk(kind, offset, name, found):
        kind = plain(kind)
        if kind.code == gdb.TYPE_CODE_STRUCT:
            for field in kind.fields():
                if field.name not in ("ob_base", None):
                    walk(field.type, offset + field.bitpos // 8, name + "." + field.name if name else field.name, found)
        elif kind.code == gdb.TYPE_CODE_ARRAY:
            if plain(kind.target()).code == gdb.TYPE_CODE_PTR and is_object(kind.target().target()):
                found.append("%d*%d %s" % (offset, kind.range()[1] + 1, name))
        elif kind.code == gdb.TYPE_CODE_PTR:
            target = plain(kind.target())
            lists = target.code == gdb.TYPE_CODE_PTR and is_object(target.target())
            callbacks = target.code == gdb.TYPE_CODE_STRUCT and str(kind.target()) == "callback_context"
            if is_object(target) or lists or callbacks:
                found.append("%d %s" % (offset, name))

    for name in os.environ["STRUCTURES"].split():
        for full in (name, "struct " + name):
            try:
                kind = gdb.lookup_type(full)
            except gdb.error:
                continue
            found = []
            walk(kind, 0, "", found)
            print("@%s %d | %s" % (name, plain(kind).sizeof, ", ".join(found)))
            break


def ask_gdb(prefix, module, structures):
    """{structure: (size, [(offset, name)])} of one build."""
    version = re.search(r"python(3\.\d+)", " ".join(os.listdir(prefix + "/lib"))).group(1)
    path = "%s/lib/libpython%s.so.1.0" % (prefix, version)
    if module != "-":
        folder = "%s/lib/python%s/lib-dynload/" % (prefix, version)
        path = [folder + name for name in os.listdir(folder) if name.startswith(module + ".cpython")]
        path = path[0] if path else ""
    if not path:
        return {}
    environment = dict(os.environ, STRUCTURES=" ".join(structures))
    command = ["gdb", "-nx", "-q", "-batch", "-x", __file__, path]
    text = subprocess.run(command, env=environment, capture_output=True, text=True).stdout
    found = {}
    for line in re.findall(r"^@(.*)$", text, re.M):
        head, fields = line.split(" | ")
        name, size = head.split()
        found[name] = int(size), [tuple(f.split(" ", 1)) for f in fields.split(", ") if f]
    return found


def describe_field(offset, shift, shown):
    if "*" in offset:
        return ["%s %s" % (offset, shown)]
    offset = int(offset) + shift
    if shown.startswith("+"):
        name, count = shown[1:].split("*")
        return ["%d>0*%s %s" % (offset, count, name)]
    if shown.startswith("%"):
        return ["%d>0*@%d %s" % (offset, offset - 8, shown[1:])]
    if shown.startswith("&"):
        return ["%d>0 %s" % (offset, shown[1:]), "%d>8 module of %s" % (offset, shown[1:])]
    return ["%d %s" % (offset, shown)]


def join(fields, renamed):
    """A structure inside the structure that has references only becomes an array."""
    whole = [name for name in renamed if name.endswith(".")]
    joined = []
    for offset, name in fields:
        inside = [start for start in whole if name.startswith(start)]
        if inside and joined and joined[-1][1] == inside[0]:
            start, count = joined[-1][0].split("*")
            if int(offset) == int(start) + 8 * int(count):
                joined[-1] = "%s*%d" % (start, int(count) + 1), inside[0]
            continue
        joined.append((offset + "*1", inside[0]) if inside else (offset, name))
    return joined


def describe(size, fields, changes):
    """Size and text of a row: what the specification makes of the structure."""
    renamed = dict(c.replace("\\s", " ").split("=", 1) for c in changes if "=" in c)
    left_out = {c[1:] for c in changes if c.startswith("-")}
    shift = int(renamed.get("shift", 0))
    texts = []
    for offset, name in join(fields, renamed):
        if name not in left_out and ("only" not in changes or name in renamed) and (
                "*" not in offset or "only" in changes):
            name = name[len(renamed["strip"]):] if name.startswith(renamed.get("strip", "\n")) else name
            texts += describe_field(offset, shift, renamed.get(name, name))
    return size + shift, "; ".join(texts)


def specification():
    """Of each line: module, structures, types, changes."""
    for line in SPECIFICATION.strip().split("\n"):
        parts = [part.split() for part in line.split("|")] + [[]]
        yield parts[0][0], parts[0][1:], ",".join(parts[1]).replace("\\s", " "), parts[2]


def ask_all(prefixes):
    """{(minor, module): {structure: ...}}."""
    found = {}
    for prefix in prefixes:
        minor = int(re.search(r"python3\.(\d+)", " ".join(os.listdir(prefix + "/lib"))).group(1))
        for module in {row[0] for row in specification()}:
            wanted = [name for row in specification() if row[0] == module for name in row[1]]
            found[minor, module] = ask_gdb(prefix, module, wanted)
    return found


def early(changes):
    """{size: last minor version} of structures that only early releases have."""
    return {int(size): int(minor) for size, minor in (c[6:].split(":") for c in changes if c.startswith("until="))}


def kept(types, changes):
    """The rows of structures.c that stay."""
    wanted = {tuple(map(int, c[5:].split(":"))) for c in changes if c.startswith("kept=")}
    return [row for row in read_table() if row[0] == types and (row[3], row[1]) in wanted]


def make_rows(prefixes):
    """(types, first minor, last minor, size, fields)."""
    found = ask_all(prefixes)
    for module, structures, types, changes in specification():
        rows = {}
        for minor in sorted({key[0] for key in found}):
            known = [found[minor, module][name] for name in structures if name in found[minor, module]]
            if known:
                rows.setdefault(describe(known[0][0], known[0][1], changes), []).append(minor)
        for (size, text), minors in rows.items():
            yield types, min(minors), max(minors + [early(changes).get(size, 0)]), size, text
        yield from kept(types, changes)


def read_table():
    """The rows of structures.c."""
    path = os.path.join(os.path.dirname(__file__), "../../core/source/process/structures.c")
    with open(path) as file:
        table = re.search(r"structures\[\] = \{(.*?)\n\};", file.read(), re.S).group(1)
    text = r'((?:"[^"]*"\s*)+)'
    for row in re.findall(r"\{\s*%s,\s*(\d+), (\d+), (\d+),\s*%s\}" % (text, text), table):
        types, fields = ("".join(re.findall('"([^"]*)"', part)) for part in (row[0], row[4]))
        yield types, int(row[1]), int(row[2]), int(row[3]), fields


def check(prefixes):
    """Compares version by version, so that not all need be there; says whether all is the same."""
    printed, table = list(make_rows(prefixes)), list(read_table())
    not_here = {(types, size) for _, _, types, changes in specification() for size in early(changes)}
    minors = {minor for row in printed for minor in (row[1], row[2])}
    same = bool(printed)
    for minor in sorted(minors):
        ours, theirs = ({(row[0],) + row[3:] for row in rows if row[1] <= minor <= row[2]} for rows in (table, printed))
        for sign, rows in ("-", ours - theirs), ("+", theirs - ours):
            for types, size, fields in sorted(row for row in rows if row[:2] not in not_here):
                print('%s 3.%d: "%s", %d, "%s"' % (sign, minor, types, size, fields))
                same = False
    return same


def main(arguments):
    if arguments[0] == "--check":
        return 0 if check(arguments[1:]) else 1
    for types, first, last, size, text in make_rows(arguments):
        print('{ "%s", %d, %d, %d, "%s" },' % (types, first, last, size, text))
    return 0


if "STRUCTURES" in os.environ:
    inside_gdb()
else:
    sys.exit(main(sys.argv[1:]))
