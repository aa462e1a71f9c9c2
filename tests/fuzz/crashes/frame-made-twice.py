# A collection runs while the object of a frame is allocated, and its callback makes the object of the same frame.
import gc


def fail(*rest):
    1 // 0


gc.callbacks.append(fail)
gc.set_threshold(2)
try:
    None + 1
except TypeError:
    pass
