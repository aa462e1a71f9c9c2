# Every way to format, every text method, and how each refuses.
import sys
words = 'the quick brown fox jumps over the lazy dog'.split()
print(' '.join((w.capitalize() for w in words)), max(words, key=len), sorted(words, key=lambda w: (len(w), w)))
freq = {}
for ch in ''.join(words):
    freq[ch] = freq.get(ch, 0) + 1
print(sorted(freq.items(), key=lambda kv: (-kv[1], kv[0]))[:5])
for spec in ('', '>10', '<10', '^10', '*^10', '10.2', '.0', 's', '=>5'):
    print('[' + format('abc', spec) + ']', end=' ')
print()
for v, spec in ((1234567.891, ',.2f'), (1234567, ','), (1234567, '_'), (255, '#x'), (255, '#b'), (255, '08b'),
                (255, 'o'), (-7, '+d'), (7, '+'), (7, ' '), (1.2345e-05, 'g'), (1e+20, 'g'), (123456789.0, 'e'),
                (0.5, '%'), (0.12345, '.1%'), (3.0, ''), (1e+16, ''), (1000000000000000.0, ''), (65, 'c'), (12, '05'),
                (-12, '05'), (-12, '=+6'), (1.5, '010.3f'), (float('inf'), 'f'), (float('nan'), '>6'), (10 ** 30, ','),
                (3735928559, '_x'), (True, 'd'), (True, ''), (2.5, '.0f'), (3.5, '.0f'), (1e-07, ''), (123.456, '.3g'),
                (123.456, 'n')):
    print(format(v, spec), end=' | ')
print()
x = 3.14159
n = 'name'
w = 12
print(f"{x:{w}.{2}f}|{n!r:>{w}}|{n!s}|{n!a}|x={x!r}|x = {x:.2f}|n={n!s}|{{}}|{'nested ' + f'{n}'}|{w + 1:#06x}|{[1, 2][0]}|{ {'a': 1}['a']}|{(lambda v: v * 2)(4)}")
print('{} {} {}'.format(1, 'a', None), '{0}{1}{0}'.format('a', 'b'),
      '{a.real} {b[0]} {c[k]}'.format(a=3, b=[7], c={'k': 'v'}), '{:{}}'.format('x', 5) + '|', '{!r:^8}'.format('q'))
print('%5d|%-5d|%05d|%+d|%x|%X|%o|%#x|%e|%.3f|%g|%c|%c|%s|%r|%a|%%|%10s|%-10s|%.2s' % (42, 42, 42, 42, 255, 255, 8, 255, 12345.678, 1.23456, 1e-05, 'c', 65, [1], 'r', 'é', 'right', 'left', 'truncate'))
print('%(a)s %(b)05.1f' % {'a': 1, 'b': 2.25}, '%s' % (1,), '%s %s' % ('a', (1,)), '%*d' % (5, 42),
      '%.*f' % (2, 3.14159))
for bad in (lambda: '%d %d' % (1,), lambda: '%d' % 'x', lambda: '%s' % (1, 2), lambda: '%z' % 1, lambda: '%' % 1,
            lambda: '{} {}'.format(1), lambda: '{a}'.format(), lambda: format(1, 's'), lambda: format('a', 'd'),
            lambda: format('a', '='), lambda: format(1.5, 'd'), lambda: '{0} {}'.format(1, 2), lambda: '{'.format(),
            lambda: '}'.format(), lambda: format(1, ',x'), lambda: format(1, '1,000'), lambda: '%c' % 'ab',
            lambda: '%c' % 1114112, lambda: '{!z}'.format(1), lambda: '{a.b}'.format(a=1), lambda: '{0[}'.format([1]),
            lambda: '%(a)s' % 1, lambda: '%(a)s' % {'b': 1}):
    try:
        print('ok', bad())
    except Exception as e:
        print(type(e).__name__, e)
s = 'Hello, World'
print(s.center(20, '*'), s.ljust(15, '.') + '|', s.rjust(15) + '|', s.zfill(15), '-5'.zfill(4), s.swapcase(), s.title(),
      s.casefold(), s.partition(', '), s.rpartition('o'), s.index('o'), s.rindex('o'), s.rfind('zz'), s.count('l'),
      s.encode(), s.isalpha(), s.istitle(), 'a1'.isalnum(), '12'.isdigit(), ' '.isspace(), 'Ab'.isidentifier(),
      ''.isprintable())
print('a,b,,c'.split(','), ' a  b '.split(), 'a b c'.split(' ', 1), 'a b c'.rsplit(None, 1), 'a\nb\r\nc'.splitlines(),
      'a\nb\n'.splitlines(True), 'xxaxx'.strip('x'), '  a '.lstrip() + '|', '  a '.rstrip() + '|',
      'prefix-x'.removeprefix('prefix-'), 'x.py'.removesuffix('.py'))
print('abc'.translate(str.maketrans('ab', 'xy', 'c')), 'abc'.translate({97: None, 98: 'BB'}), 'a\tb'.expandtabs(4),
      'tEST'.capitalize(), 'ß'.upper(), 'ǅ'.lower(), 'İ'.lower().encode(), 'Σας'.casefold())
print('abc' < 'abd', 'a' < 'B', 'abc' * 0 == '', 'abc'[::-1], 'abc'[-2:], 'abcdef'[1:5:2], 'abc'[5:], 'a' in 'abc',
      '' in '', s[-1], s[0:5], 'x'.join(['1']), 'x'.join('abc'))
for bad in (lambda: 'abc'[5], lambda: 'a' + 1, lambda: 'a' * 'b', lambda: ''.join([1]), lambda: 'a'.index('b'),
            lambda: 'abc'.split(''), lambda: 'abc'['a'], lambda: int('12x'), lambda: int('z', 36) and int('z', 10),
            lambda: float('1.2.3'), lambda: ord('ab'), lambda: chr(-1), lambda: 'a'.center('x'),
            lambda: 'abc'.replace(1, 2), lambda: 'a'.startswith(1), lambda: 'a'.join(1), lambda: str(1, 2),
            lambda: 'a'.encode('nope'), lambda: 'a'.zfill(), lambda: 'x'.strip(1), lambda: 'a'.count(1),
            lambda: 'é'.encode('ascii'), lambda: 'a' < 1, lambda: 'a' in 5, lambda: 5 in 'abc',
            lambda: 'a'.ljust(5, 'ab'), lambda: 'a'.split(1), lambda: eval('1 +'), lambda: ''.join((5 for i in 'a')),
            lambda: int(), lambda: int('', 10), lambda: int('0x1', 16), lambda: int(b'12'), lambda: int('1_000'),
            lambda: int(' 12 '), lambda: int(1.9), lambda: int('9' * 30), lambda: int([]), lambda: int('a', 99),
            lambda: int(1, 2), lambda: enumerate(), lambda: enumerate(1), lambda: 'a'.format_map(),
            lambda: '{:d}'.format('x'), lambda: '{:>{}}'.format('x')):
    try:
        print('ok', repr(bad()))
    except Exception as e:
        print(type(e).__name__, e)
print(repr('\x7f\x80\xad\u200b\u3000\ue000😀é'), ascii('éሴ😀'), repr('a"b'), repr("a'b"), repr('a\'b"c'), '\\n\\d',
      b"\x00\xff'", b'"\'', 'abc')
print(sys.getsizeof(''), sys.getsizeof('a'), sys.getsizeof('é'), sys.getsizeof('ሴ'), sys.getsizeof('😀'),
      sys.getsizeof('a' * 100), sys.getsizeof('é' * 100))
