# operator, string and types: functions for operators, sets of characters, names of types.
import operator as op, string, types, sys
print(op.itemgetter(1)([5, 6]), op.itemgetter(0, 2)('abc'), op.attrgetter('real')(5), op.attrgetter('real', 'imag')(5),
      op.methodcaller('upper')('a'), op.add(1, 2), op.lt(1, 2), op.contains([1], 1), op.getitem([1], 0),
      op.concat([1], [2]), op.index(5), op.truth([]), op.is_(None, None), op.neg(5), op.floordiv(7, 2),
      op.countOf([1, 1], 1), op.itemgetter(1), op.attrgetter('a.b'), op.methodcaller('x', 1, k=2),
      op.length_hint(iter([1, 2])), op.indexOf('abc', 'b'))
print(sorted({'b': 1, 'a': 2}.items(), key=op.itemgetter(1)), op.iadd([1], [2]), op.xor(5, 3), op.not_(0),
      op.truediv(1, 2), op.call(len, 'abc'))
for bad in (lambda: op.itemgetter(), lambda: op.attrgetter(1), lambda: op.concat(1, 2), lambda: op.indexOf('a', 'b')):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__)
print(string.ascii_lowercase, string.digits, string.punctuation, string.ascii_uppercase[:3], string.hexdigits,
      repr(string.whitespace), string.capwords('hello big world'), len(string.printable))

def f():
    yield
print(types.FunctionType, types.GeneratorType, types.SimpleNamespace(a=1, b='x'), types.MethodType, types.ModuleType,
      types.TracebackType, types.CodeType, isinstance(f, types.FunctionType), isinstance(f(), types.GeneratorType),
      types.MappingProxyType({'a': 1}), types.CellType, types.NoneType, types.CoroutineType, types.AsyncGeneratorType,
      types.GenericAlias, types.UnionType, types.BuiltinFunctionType, types.FrameType, types.MemberDescriptorType,
      types.GetSetDescriptorType)
T = types.new_class('T', (int,), {}, lambda ns: ns.update(x=5))
print(T(3) + T.x, T.__name__)
ns = types.SimpleNamespace(n=1)
ns.m = [ns.n]
print(ns, ns == types.SimpleNamespace(n=1, m=[1]))
m = types.MethodType(lambda self, x: (self, x), 5)
print(m(6), m.__self__)
mod = types.ModuleType('mymod', 'doc')
mod.v = 1
print(mod.__name__, mod.__doc__, mod.v)
