# SPDX-License-Identifier: Apache-2.0
# Runs in a Python that Heaparium started: does what it is told on one pipe, answers on another.
#
#   execute N | script N    then N bytes of source; for a script, its file name on a line before them
#   complete N              then N bytes of a dotted name that is to be completed
#
# The answer is "begin" and then, to code, "ok", "error", "incomplete" or "exit CODE", and to a name
# "names" and those that fit; there is no "begin" when nothing comes to run. Code that reads sys.stdin makes it
# say "input": a line is then expected on a third pipe. Standard output and error are flushed before each answer.
# SIGINT raises KeyboardInterrupt in the code between "begin" and its end, and does nothing at any other moment.
#
# The last argument of the command line tells others what this is; the system's name of the process becomes that
# of the script. Who looks into the process knows the functions of the driver by the file name <heaparium>. Its
# names stay out of __main__.
def _heaparium_serve(command_fd, answer_fd, input_fd):
    import codeop, io, keyword, os, select, signal, sys, traceback
    namespace = sys.modules["__main__"].__dict__
    namespace.pop("_heaparium_serve", None)
    compiler = codeop.CommandCompiler()
    commands = os.fdopen(command_fd, "rb", buffering=0)
    most_names, longest_name = 200, 80
    is_begun = False

    def read(n):
        data = b""
        while len(data) < n:
            part = commands.read(n - len(data))
            if not part:
                raise EOFError
            data += part
        return data.decode()

    def read_line():
        line = b""
        while not line.endswith(b"\n"):
            part = commands.read(1)
            if not part:
                raise EOFError
            line += part
        return line.decode().rstrip("\n")

    def flush():
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BaseException:
                pass

    def answer(text):
        flush()
        os.write(answer_fd, text.encode() + b"\n")

    wakeup_fd, signalled_fd = os.pipe()
    os.set_blocking(signalled_fd, False)

    # A signal that comes just before a read would be seen only after it; it ends this wait, too.
    def wait_for_input():
        try:
            before = signal.set_wakeup_fd(signalled_fd)
        except ValueError:  # only the main thread hears of signals
            return
        try:
            while not select.select([input_fd], [], [wakeup_fd])[0]:
                os.read(wakeup_fd, 1)
        finally:
            signal.set_wakeup_fd(before)

    # File 0 stays empty: programs that the code starts would wait there for ever.
    class Input(io.RawIOBase):
        def readable(self):
            return True

        def fileno(self):
            return input_fd

        def readinto(self, buffer):
            flush()
            os.write(answer_fd, b"input\n")
            wait_for_input()
            data = os.read(input_fd, len(buffer))
            buffer[:len(data)] = data
            return len(data)

    def name_process(name):
        sys.argv[:] = [name]
        try:
            with open("/proc/self/comm", "w") as comm:
                comm.write(os.path.basename(name))
        except OSError:
            pass

    def interrupt(number, frame):
        if is_begun and frame.f_code not in own_codes:
            raise KeyboardInterrupt

    def without_driver(trace):
        while trace is not None and trace.tb_frame.f_code in (run.__code__, attempt.__code__):
            trace = trace.tb_next
        last = trace
        while last is not None:
            if last.tb_next is not None and last.tb_next.tb_frame.f_code in inner_codes:
                last.tb_next = None
            last = last.tb_next
        return trace

    def report():
        try:
            kind, value, trace = sys.exc_info()
            traceback.print_exception(kind, value, without_driver(trace))
        except BaseException:
            pass

    # An interrupt in here ends in run ().
    def attempt(make_code):
        nonlocal is_begun
        code = make_code()
        if code is None:
            return "incomplete"
        is_begun = True
        os.write(answer_fd, b"begin\n")
        exec(code, namespace)
        return "ok"

    def run(make_code):
        nonlocal is_begun
        try:
            result = attempt(make_code)
        except SystemExit as end:
            result = "exit %d" % (end.code if isinstance(end.code, int) else end.code is not None)
        except BaseException:
            report()
            result = "error"
        is_begun = False
        return result

    # An interrupt in here ends in complete ().
    def names_of(prefix):
        nonlocal is_begun
        is_begun = True
        os.write(answer_fd, b"begin\n")
        path, dot, start = prefix.rpartition(".")
        if dot:
            first, *rest = path.split(".")
            value = namespace[first] if first in namespace else vars(sys.modules["builtins"])[first]
            for name in rest:
                value = getattr(value, name)
            found = dir(value)
        else:
            found = {*keyword.kwlist, *namespace, *vars(sys.modules["builtins"])}
        return sorted(path + dot + name for name in found
                      if isinstance(name, str) and name.startswith(start) and name.isidentifier()
                      and (start or not name.startswith("_"))
                      and len(path) + len(name) < longest_name)

    def complete(prefix):
        nonlocal is_begun
        try:
            found = names_of(prefix)
        except BaseException:
            found = []
        is_begun = False
        return " ".join(["names", *found[:most_names]])

    own = read, read_line, flush, answer, name_process, interrupt, without_driver, report, run, complete
    own_codes = [function.__code__ for function in own]
    own_codes.append(sys._getframe().f_code)
    inner_codes = [interrupt.__code__, Input.readinto.__code__]
    signal.signal(signal.SIGINT, interrupt)
    # Each line appears at once. Not by "python -u": a picture cuts a long write to a full pipe short,
    # and only a buffer writes the rest.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(Input()), sys.stdin.encoding, sys.stdin.errors)
    sys.argv[:] = [""]
    answer("ready")
    while True:
        try:
            what, size = read_line().split()
            name = read_line() if what == "script" else "<console>"
            source = read(int(size))
        except EOFError:
            return
        if what == "complete":
            answer(complete(source))
        elif what == "script":
            namespace["__file__"] = name
            name_process(name)
            answer(run(lambda: compile(source, name, "exec")))
        else:
            answer(run(lambda: compiler(source, name, "single")))


_heaparium_serve(3, 4, 5)
