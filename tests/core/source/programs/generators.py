# SPDX-License-Identifier: Apache-2.0
"""Generators, coroutines and asynchronous generators in every state, and iterators over everything."""
import functools
import itertools
import types

import truth


def numbers(n, held):
    local = [n, held]
    for i in range(n):
        received = yield i, local
        held = received or held


def delegating(inner):
    try:
        result = yield from inner
    finally:
        del inner
    return result


def handling():
    try:
        raise KeyError("inside")
    except KeyError as error:
        yield error
        yield [error]


def nested_calls(depth):
    if depth:
        yield from nested_calls(depth - 1)
    else:
        yield ["bottom"]


@types.coroutine
def pause(value):
    return (yield value)


async def coroutine(n):
    kept = {"n": n}
    for i in range(n):
        await pause([i])
    return kept


async def asynchronous(n):
    for i in range(n):
        await pause(i)
        yield [i]


async def consume(n):
    return [item async for item in asynchronous(n)]


def in_states(make, *arguments):
    """New, suspended, exhausted, closed."""
    fresh, begun, done, closed = [make(*arguments) for _ in range(4)]
    begun.send(None)
    closed.send(None)
    closed.close()
    try:
        while True:
            done.send(None)
    except StopIteration:
        pass
    return [fresh, begun, done, closed]


def main():
    things = []
    for i in range(truth.scale(100)):
        things += in_states(numbers, 3, [i]) + in_states(delegating, numbers(4, {}))
        things += in_states(handling) + in_states(nested_calls, 5)
        things += in_states(coroutine, 3) + in_states(consume, 2)
    for _ in range(20):
        fresh, begun = asynchronous(2), asynchronous(2)
        step = begun.asend(None)
        step.send(None)
        things += [fresh, begun, step, fresh.__anext__(), coroutine(1).__await__()]
    data = [[i] for i in range(50)]
    begun = [zip(data, "abc"), map(id, data), filter(None, data), enumerate(data), reversed(data), iter(set(range(9)))]
    begun += [iter({1: [2], 3: [4]}.items()), iter({5: []}), iter(range(9)), iter("text"), iter(b"bytes"), iter((1, 2))]
    begun += [itertools.chain(data, data), itertools.chain.from_iterable([data]), itertools.cycle(data)]
    begun += [itertools.islice(data, 1, 9), itertools.takewhile(bool, data), itertools.dropwhile(bool, [[], []])]
    begun += [itertools.groupby(data, len), itertools.product(data[:3], data[:2]), itertools.permutations(data[:3])]
    begun += [itertools.combinations(data[:4], 2), itertools.combinations_with_replacement(data[:3], 2)]
    begun += [itertools.accumulate([1, 2, 3]), itertools.starmap(max, [([1], [2])] * 3), itertools.compress(data, data)]
    begun += [itertools.zip_longest(data, [1], fillvalue=[]), itertools.count([1][0]), itertools.repeat([1], 5)]
    begun += [itertools.filterfalse(len, [[], []]), *itertools.tee(data, 3), iter(functools.partial(list, [1]), None)]
    things += begun + [next(x, None) for x in begun[:-4]]
    truth.stand()
    return things


main()
