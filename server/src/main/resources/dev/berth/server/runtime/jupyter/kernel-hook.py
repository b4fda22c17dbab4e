"""What Berth adds to an IPython kernel when it starts.

A calculation is an execute request whose message id is the name of a folder that the server made beforehand. What it prints
goes to the files ``stdout`` and ``stderr`` there, and its outcome to ``result.json``, which is complete as soon as it exists. So
nothing depends on a server that listens.

The server runs this text in a namespace of its own, in which ``SESSION_FOLDER``, ``OUTPUT_BYTES``, ``IDLE_SECONDS`` and
``IDLE_CHECK_SECONDS`` are set. Running it again changes nothing.
"""

import base64
import difflib
import functools
import inspect
import io
import json
import os
import signal
import sys
import threading
import time
import traceback
import warnings
import weakref

from IPython import get_ipython

CELL = "<stdin>"
TIMED = "<timed "
ERROR_CHARACTERS = 10_000
ERROR_LINES = 200
INTERRUPTS = ("KeyboardInterrupt", "CancelledError")
ENCODED = ("image/png", "image/jpeg", "image/gif", "application/pdf")
# Frames of these are machinery, never the reason why a calculation failed.
MACHINERY = tuple(
    os.path.dirname(inspect.getfile(sys.modules[name])) + os.sep
    for name in ("IPython", "ipykernel", "traitlets", "tornado")
    if name in sys.modules
)


class BoundedFile:
    """A new file that takes so many bytes, and then a notice in place of the rest. Thread-safe."""

    def __init__(self, path, limit, must_be_new=False):
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | (os.O_EXCL if must_be_new else 0)
        self.descriptor = os.open(path, flags, 0o600)
        self.limit = limit
        self.size = 0
        self.lock = threading.Lock()

    def write(self, data):
        with self.lock:
            room = self.limit - self.size
            # A thread may come late, when its calculation is over.
            if room < 0 or self.descriptor is None:
                return
            self.size += len(data)
            if len(data) > room:
                data = whole_characters(data, room) + b"\n[output cut after %d bytes]\n" % self.limit
            write_fully(self.descriptor, data)

    def close(self):
        with self.lock:
            os.close(self.descriptor)
            self.descriptor = None


def write_fully(descriptor, data):
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def whole_characters(data, end):
    """The beginning of UTF-8 bytes, without half a character at its end."""
    while 0 < end < len(data) and data[end] & 0xC0 == 0x80:
        end -= 1
    return bytes(data[:end])


class Calculation:
    """The calculation that runs."""

    def __init__(self, folder):
        self.folder = folder
        self.stdout = BoundedFile(os.path.join(folder, "stdout"), OUTPUT_BYTES, must_be_new=True)
        self.stderr = BoundedFile(os.path.join(folder, "stderr"), OUTPUT_BYTES)
        self.outputs = Outputs(OUTPUT_BYTES)
        self.error = None
        self.code = ""
        self.cell_names = []
        main = threading.main_thread()
        # What a thread of an earlier calculation prints belongs to none: it goes to the log.
        self.strangers = weakref.WeakSet(thread for thread in threading.enumerate() if thread is not main)

    def has(self, name):
        return os.path.exists(os.path.join(self.folder, name))

    def hears(self, thread):
        return thread not in self.strangers

    def finish(self, reply):
        # Some magics show an exception of the code in their body, and end as if there had been none.
        error = self.error
        if reply.get("status") != "ok" and (error is None or error["name"] != reply.get("ename")):
            error = {"name": reply.get("ename", ""), "message": shown(reply.get("evalue", "")), "traceback": []}
        canceled = error is not None and error["name"] in INTERRUPTS and self.has("stop")
        state = "COMPLETED" if error is None else "CANCELED" if canceled else "FAILED"
        self.stdout.close()
        self.stderr.close()
        write_result(self.folder, state, error, self.outputs.encoded())


def shown(value):
    """A text of bounded length, also of an object that cannot be shown."""
    try:
        text = str(value)
    except Exception:
        text = "<exception str() failed>"
    return text if len(text) <= ERROR_CHARACTERS else text[:ERROR_CHARACTERS] + "…"


def write_result(folder, state, error, outputs):
    head = {"version": 1, "state": state}
    if error is not None:
        head["error"] = error
    # What the server wants to know stands before what may be large.
    text = json.dumps(head)[:-1] + ', "outputs": [' + ", ".join(outputs) + "]}"
    temporary = os.path.join(folder, "result.json.new")
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(temporary, os.path.join(folder, "result.json"))


class Outputs:
    """Display data and results, as JSON, up to a number of bytes in all."""

    def __init__(self, limit):
        self.limit = limit
        self.size = 0
        self.items = []
        self.clear_next = False
        self.cut = False

    def add(self, kind, data, metadata, display_id=None):
        if self.clear_next:
            self.clear()
        text = encode(kind, data, metadata)
        if self.size + len(text) > self.limit:
            if self.cut:
                return
            self.cut = True
            notice = "[output of %d bytes left out, as a result takes at most %d]" % (len(text), self.limit)
            text = encode(kind, {"text/plain": notice}, {})
        self.size += len(text)
        self.items.append((display_id, text))

    def update(self, data, metadata, display_id):
        text = encode("display_data", data, metadata)
        for i, (known, old) in enumerate(self.items):
            if known == display_id and self.size - len(old) + len(text) <= self.limit:
                self.size += len(text) - len(old)
                self.items[i] = (display_id, text)

    def clear(self, wait=False):
        self.clear_next = wait
        if not wait:
            self.items.clear()
            self.size = 0
            self.cut = False

    def encoded(self):
        return [text for _, text in self.items]


def encode(kind, data, metadata):
    data = {key: jsonable(key, value) for key, value in data.items()}
    output = {"type": kind, "data": data, "metadata": metadata or {}}
    try:
        return json.dumps(output, default=repr, skipkeys=True, allow_nan=False)
    except (ValueError, RecursionError) as e:
        return json.dumps({"type": kind, "data": {"text/plain": "[no JSON: %s]" % e}, "metadata": {}})


def jsonable(key, value):
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode("ascii")
    # IPython breaks the lines of what it has encoded itself.
    return value.replace("\n", "") if key in ENCODED and isinstance(value, str) else value


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr``: the file of the calculation that runs, or else the kernel's log."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, name, descriptor):
        self.name = name
        self.descriptor = descriptor
        self.buffer = ByteStream(self)

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not " + type(text).__name__)
        self.write_bytes(text.encode("utf-8", "backslashreplace"))
        return len(text)

    def write_bytes(self, data):
        calculation = hook.calculation
        if calculation is not None and calculation.hears(threading.current_thread()):
            getattr(calculation, self.name).write(data)
        else:
            write_fully(self.descriptor, data)

    def writable(self):
        return True

    def isatty(self):
        return False

    def fileno(self):
        return self.descriptor

    def close(self):
        """Stays open: a program that closes its output must not take it from the calculations that follow."""


class ByteStream(io.BufferedIOBase):
    """The bytes below a stream."""

    def __init__(self, stream):
        self.stream = stream

    def write(self, data):
        data = bytes(data)
        self.stream.write_bytes(data)
        return len(data)

    def writable(self):
        return True

    def fileno(self):
        return self.stream.descriptor

    def close(self):
        """Stays open, like the stream."""


class Hook:
    """Puts itself between the kernel and the user's code."""

    def __init__(self, shell):
        self.shell = shell
        self.kernel = shell.kernel
        self.calculation = None
        # The cells whose lines are not those that were sent: their text as it was compiled, and as it was sent.
        self.rewritten = {}

    def install(self):
        self.take_streams()
        self.wrap_execution()
        self.wrap_compiler()
        self.wrap_output()
        self.shell._showtraceback = self.show_traceback
        # Advice for a terminal, with the path of IPython's own code in it.
        warnings.filterwarnings("ignore", message="To exit: use")

    def take_streams(self):
        for name, descriptor in (("stdout", 1), ("stderr", 2)):
            # The kernel reads what arrives at these descriptors through a pipe, to publish it; the log is behind it.
            log = getattr(getattr(sys, name), "_original_stdstream_copy", None)
            if log is not None:
                os.dup2(log, descriptor)
            setattr(sys, name, Stream(name, descriptor))

    def wrap_execution(self):
        original = self.kernel.do_execute

        @functools.wraps(original)
        async def do_execute(code, *arguments, **named):
            calculation = self.begin()
            if calculation is None:
                reply = original(code, *arguments, **named)
                return await reply if inspect.isawaitable(reply) else reply
            if calculation == "again":
                return {"status": "aborted", "execution_count": self.kernel.execution_count}
            reply = interrupted(self.kernel)
            try:
                # A stop may have come before the interrupt could reach anything.
                if not calculation.has("stop"):
                    reply = original(code, *arguments, **named)
                    reply = await reply if inspect.isawaitable(reply) else reply
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            except BaseException as failure:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                reply = failed(self.kernel, failure)
            self.end(calculation, reply)
            return reply

        self.kernel.do_execute = do_execute

    def begin(self):
        parent = self.kernel.get_parent("shell")
        folder = os.path.join(SESSION_FOLDER, "calculations", parent["header"]["msg_id"])
        if not os.path.isdir(folder):
            return None
        try:
            self.calculation = Calculation(folder)
        except FileExistsError:
            return "again"
        return self.calculation

    def end(self, calculation, reply):
        self.calculation = None
        try:
            # What IPython would show in a pager.
            for page in reply.get("payload", []):
                if page.get("source") == "page":
                    calculation.outputs.add("display_data", page.get("data", {}), {})
            calculation.finish(reply)
            # The files say it all; the reply is to be short.
            reply.update(payload=[], traceback=[], evalue=shown(reply.get("evalue", "")))
        except Exception:
            # A full disk, for one. The server makes do with the reply.
            traceback.print_exc()

    def wrap_compiler(self):
        compiler = self.shell.compile
        original = compiler.cache

        @functools.wraps(original)
        def cache(transformed_code, number=0, raw_code=None):
            name = original(transformed_code, number, raw_code=raw_code)
            if raw_code is not None and transformed_code.count("\n") != (raw_code.rstrip("\n") + "\n").count("\n"):
                self.rewritten[name] = (transformed_code, raw_code)
            if self.calculation is not None:
                if not self.calculation.cell_names:
                    self.calculation.code = raw_code or ""
                self.calculation.cell_names.append(name)
            return name

        compiler.cache = cache

    def wrap_output(self):
        publisher = self.shell.display_pub
        publish, clear = publisher.publish, publisher.clear_output
        write_format_data = self.shell.displayhook.write_format_data

        @functools.wraps(publish)
        def capture(data, metadata=None, *arguments, transient=None, update=False, **named):
            if self.calculation is None:
                return publish(data, metadata, *arguments, transient=transient, update=update, **named)
            display_id = (transient or {}).get("display_id")
            if update:
                self.calculation.outputs.update(data, metadata, display_id)
            else:
                self.calculation.outputs.add("display_data", data, metadata, display_id)

        @functools.wraps(clear)
        def capture_clear(wait=False):
            if self.calculation is None:
                return clear(wait)
            self.calculation.outputs.clear(wait)

        @functools.wraps(write_format_data)
        def capture_result(format_dict, md_dict=None):
            if self.calculation is None:
                return write_format_data(format_dict, md_dict)
            self.calculation.outputs.add("execute_result", format_dict, md_dict)

        publisher.publish = capture
        publisher.clear_output = capture_clear
        self.shell.displayhook.write_format_data = capture_result

    def show_traceback(self, etype, value, stb):
        try:
            lines = self.plain_traceback(etype, value)
        except Exception:
            lines = traceback.format_exception_only(etype, value)
        if self.calculation is not None:
            self.calculation.error = {
                "name": etype.__name__,
                "message": shown(value.msg if isinstance(value, SyntaxError) else value),
                "traceback": [shown(line) for line in "".join(lines).splitlines()[-ERROR_LINES:]],
            }
        self.shell._last_traceback = stb
        sys.stderr.write("".join(lines))

    def plain_traceback(self, etype, value):
        report = traceback.TracebackException(etype, value, value.__traceback__)
        seen = set()
        waiting = [report]
        while waiting:
            one = waiting.pop()
            if id(one) in seen:
                continue
            seen.add(id(one))
            self.clean(one)
            waiting += [link for link in (one.__cause__, one.__context__) if link is not None]
            waiting += getattr(one, "exceptions", None) or []
        return list(report.format())

    def clean(self, report):
        """Leaves the machinery out of one exception, and counts the lines of cells as they were sent."""
        if report.stack:
            kept = self.users_frames(list(report.stack))
            report.stack = traceback.StackSummary.from_list([self.as_sent(frame) for frame in kept])
            if not kept:
                report.stack = None
        # A code string that the user compiles himself keeps the name that he gave it.
        if getattr(report, "filename", None) and self.is_cell(report.filename):
            report.lineno = str(self.sent_line(report.filename, int(report.lineno or 1)))
            report.filename = CELL

    def users_frames(self, frames):
        first = next((i for i, frame in enumerate(frames) if self.is_cell(frame.filename)), 0)
        users = [frame for frame in frames[first:] if not self.is_machinery(frame.filename)]
        if self.lines_before_body() == 0:
            return self.without_timed(users)
        # The line of a cell magic only hands its body over.
        body = next((i for i, frame in enumerate(users) if self.is_body(frame.filename)), 0)
        return users[body:]

    def without_timed(self, frames):
        """``%time`` compiles its line apart; what the user knows is the line that it stands in."""
        users = [frame for frame in frames if not frame.filename.startswith(TIMED)]
        if len(users) < len(frames) and not any(self.is_cell(frame.filename) for frame in users):
            users.insert(0, self.running_line())
        return users

    def running_line(self):
        frame = sys._getframe()
        while frame.f_back is not None and frame.f_code.co_filename not in self.shell.compile._filename_map:
            frame = frame.f_back
        return traceback.FrameSummary(frame.f_code.co_filename, frame.f_lineno, "<module>", lookup_line=False, line="")

    def is_cell(self, name):
        return name in self.shell.compile._filename_map or name.startswith(TIMED)

    def is_body(self, name):
        """Whether a name is that of code that the cell magic of this calculation has compiled."""
        names = self.calculation.cell_names if self.calculation is not None else []
        return name.startswith(TIMED) or name in names[1:] and name != names[0]

    @staticmethod
    def is_machinery(name):
        return name.startswith(MACHINERY) or name.startswith("<decorator-gen") or name == HOOK_NAME

    def as_sent(self, frame):
        if not self.is_cell(frame.filename):
            return frame
        line = self.sent_line(frame.filename, frame.lineno)
        return traceback.FrameSummary(CELL, line, frame.name, lookup_line=False, line="")

    def sent_line(self, name, line):
        compiled, sent = self.rewritten.get(name, ("", ""))
        if compiled:
            line = line_before(compiled.splitlines(), sent.splitlines(), line)
        if not self.is_body(name):
            return line
        before = self.lines_before_body()
        if name.startswith(TIMED):
            before += empty_lines(self.calculation.code.split("\n", before)[-1])
        return line + before

    def lines_before_body(self):
        """How many lines of the calculation stand before the body of its cell magic; 0 without one."""
        code = self.calculation.code if self.calculation is not None else ""
        return empty_lines(code) + 1 if code.lstrip().startswith("%%") else 0


def empty_lines(code):
    """How many lines at the beginning IPython leaves out before it compiles."""
    return code.count("\n", 0, len(code) - len(code.lstrip()))


def line_before(compiled, sent, line):
    """The line that became the given one when IPython rewrote the code."""
    for _, sent_from, sent_to, compiled_from, compiled_to in difflib.SequenceMatcher(
        None, sent, compiled, autojunk=False
    ).get_opcodes():
        if compiled_from < line <= compiled_to:
            return min(sent_from + line - compiled_from, max(sent_to, sent_from + 1))
    return line


def interrupted(kernel):
    return {
        "status": "error",
        "ename": "KeyboardInterrupt",
        "evalue": "",
        "traceback": [],
        "execution_count": kernel.execution_count,
    }


def failed(kernel, failure):
    return {**interrupted(kernel), "ename": type(failure).__name__, "evalue": shown(failure)}


def end_when_forgotten(session_folder, idle_seconds, check_seconds):
    """Ends the kernel when no server has touched its file for as long as an idle session lives."""
    touched = os.path.join(session_folder, "touched")
    last, since = None, time.monotonic()
    while True:
        time.sleep(check_seconds)
        try:
            stamp = os.stat(touched).st_mtime_ns
        except OSError:
            stamp = None
        # Measured without the wall clock, which may jump.
        if hook.calculation is not None or (stamp is not None and stamp != last):
            last, since = stamp, time.monotonic()
        elif time.monotonic() - since > idle_seconds:
            os.write(2, b"no server has asked for this session: the kernel ends\n")
            end_session()


def end_session():
    """Kills every process of the session, this one last."""
    marker = ("BERTH_SESSION=" + os.environ.get("BERTH_SESSION", "")).encode()
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            try:
                with open("/proc/" + name + "/environ", "rb") as file:
                    if marker in file.read().split(b"\0"):
                        os.kill(int(name), signal.SIGKILL)
            except OSError:
                continue
    os.killpg(os.getpgid(0), signal.SIGKILL)


shell = get_ipython()
hook = getattr(shell.kernel, "_berth_hook", None)
if hook is None:
    HOOK_NAME = end_session.__code__.co_filename
    hook = Hook(shell)
    hook.install()
    object.__setattr__(shell.kernel, "_berth_hook", hook)
    threading.Thread(
        target=end_when_forgotten,
        args=(SESSION_FOLDER, IDLE_SECONDS, IDLE_CHECK_SECONDS),
        name="berth-idle",
        daemon=True,
    ).start()
