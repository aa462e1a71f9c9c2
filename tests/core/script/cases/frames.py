# SPDX-License-Identifier: Apache-2.0
# Which frames a finalizer sees while the one that held the object goes away: it is not among the callers any more.
import sys


class Watch:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        names = []
        frame = sys._getframe(1)
        while frame is not None:
            names.append(frame.f_code.co_name)
            frame = frame.f_back
        print(self.name, "<-", names)


def returns():
    watch = Watch("a local, at the return")


def raises():
    watch = Watch("a local, when an exception leaves")
    raise ValueError


def handles():
    try:
        raises()
    except ValueError as error:
        error.__traceback__ = None


def deletes():
    watch = Watch("a local, deleted before")
    del watch
    return 1


def generates():
    watch = Watch("a local of a generator")
    yield 1


def finishes():
    for i in generates():
        pass


returns()
handles()
deletes()
finishes()


# a frame has room for its variables and its stack
def sized(argument, other=2):
    one = [argument, other]
    try:
        one[9]
    except IndexError as error:
        return error.__traceback__.tb_frame


print(sys.getsizeof(sized(1)), sys.getsizeof(sys._getframe()) > 120)
print([sys.getsizeof(make()) for make in (lambda: (i for i in [1, 2]), lambda: sized(3))])
