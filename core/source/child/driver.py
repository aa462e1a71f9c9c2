# SPDX-License-Identifier: Apache-2.0
# Runs in a Python that Heaparium started: does what it is told on one pipe, answers on another.
#
#   execute N | script N    then N bytes of source; for a script, its file name on a line before them
#
# The answer is "ok", "error", "incomplete" or "exit CODE". Standard
# output and error are flushed before each answer. Names of this driver stay out of __main__.
def _heaparium_serve(command_fd, answer_fd):
    import codeop, os, sys, traceback
    namespace = sys.modules["__main__"].__dict__
    namespace.pop("_heaparium_serve", None)
    compiler = codeop.CommandCompiler()
    commands = os.fdopen(command_fd, "rb", buffering=0)

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

    def answer(text):
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass
        os.write(answer_fd, text.encode() + b"\n")

    def report():
        kind, value, trace = sys.exc_info()
        while trace is not None and trace.tb_frame.f_code is run.__code__:
            trace = trace.tb_next
        traceback.print_exception(kind, value, trace)

    def run(make_code):
        try:
            code = make_code()
            if code is None:
                return "incomplete"
            exec(code, namespace)
            return "ok"
        except SystemExit as end:
            return "exit %d" % (end.code if isinstance(end.code, int) else end.code is not None)
        except BaseException:
            report()
            return "error"

    answer("ready")
    while True:
        try:
            what, size = read_line().split()
            name = read_line() if what == "script" else "<console>"
            source = read(int(size))
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if what == "script":
            namespace["__file__"] = name
            answer(run(lambda: compile(source, name, "exec")))
        else:
            answer(run(lambda: compiler(source, name, "single")))


_heaparium_serve(3, 4)
