# Tracebacks as text, where a program handles its exceptions itself.
import sys
import traceback


def fail(n):
    return 10 // n


try:
    try:
        fail(0)
    except ZeroDivisionError as e:
        raise ValueError("chained") from e
except ValueError as e:
    text = traceback.format_exc()
    print(text.count("Traceback (most recent call last):"), text.splitlines()[-1])
    print([line.strip() for line in text.splitlines() if "File" not in line])
    print("".join(traceback.format_exception(e)) == text)
    print("".join(traceback.format_exception(type(e), e, e.__traceback__)) == text)
    traceback.print_exc()


class Collect:
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)


try:
    {}["key"]
except KeyError as e:
    out = Collect()
    traceback.print_exception(e, file=out)
    print("".join(out.parts).splitlines()[-1])
print(traceback.format_exc())
