# An exception that keeps a frame
# A stored exception holds its traceback, the traceback its frames, and the frames all their variables.
#
# Next: go to the object last_error and follow it to the table. Then run "last_error.__traceback__ = None": the
# thousand rows go, and the message stays.
import gc

gc.disable()


class Row:
    def __init__(self, number):
        self.number = number


def load(text):
    table = [Row(number) for number in range(1000)]
    return table[int(text)]


last_error = None
try:
    load("twelve")
except ValueError as error:
    last_error = error  # "error" itself is deleted at the end of the block; this name is not

print("caught:", last_error)
depth = 0
step = last_error.__traceback__
while step is not None:
    print("  a frame of", step.tb_frame.f_code.co_name, "is kept at line", step.tb_lineno)
    depth += 1
    step = step.tb_next
print("rows still alive:", sum(isinstance(o, Row) for o in gc.get_objects()))
