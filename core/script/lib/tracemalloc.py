# SPDX-License-Identifier: Apache-2.0
"""The module tracemalloc: pictures of what was allocated where, grouped and compared."""

from _tracemalloc import (start, stop, is_tracing, clear_traces, get_traceback_limit, get_traced_memory,
                          reset_peak, get_tracemalloc_memory, _get_traces, _get_object_traceback)


def _size(size, sign):
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if abs(size) < 100 and unit != "B":
            return ("%+.1f %s" if sign else "%.1f %s") % (size, unit)
        if abs(size) < 10 * 1024 or unit == "TiB":
            return ("%+.0f %s" if sign else "%.0f %s") % (size, unit)
        size /= 1024


class Frame:
    """One line of a file."""

    __slots__ = ("_frame",)

    def __init__(self, frame):
        self._frame = frame

    @property
    def filename(self):
        return self._frame[0]

    @property
    def lineno(self):
        return self._frame[1]

    def __eq__(self, other):
        return self._frame == other._frame if isinstance(other, Frame) else NotImplemented

    def __lt__(self, other):
        return self._frame < other._frame if isinstance(other, Frame) else NotImplemented

    def __le__(self, other):
        return self._frame <= other._frame if isinstance(other, Frame) else NotImplemented

    def __gt__(self, other):
        return self._frame > other._frame if isinstance(other, Frame) else NotImplemented

    def __ge__(self, other):
        return self._frame >= other._frame if isinstance(other, Frame) else NotImplemented

    def __hash__(self):
        return hash(self._frame)

    def __str__(self):
        return "%s:%s" % (self.filename, self.lineno)

    def __repr__(self):
        return "<Frame filename=%r lineno=%r>" % (self.filename, self.lineno)


class Traceback:
    """Frames, the oldest first."""

    __slots__ = ("_frames", "_total_nframe")

    def __init__(self, frames, total_nframe=None):
        self._frames = tuple(reversed(frames))
        self._total_nframe = total_nframe

    @property
    def total_nframe(self):
        return self._total_nframe

    def __len__(self):
        return len(self._frames)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return tuple(Frame(frame) for frame in self._frames[index])
        return Frame(self._frames[index])

    def __contains__(self, frame):
        return frame._frame in self._frames

    def __hash__(self):
        return hash(self._frames)

    def __eq__(self, other):
        return self._frames == other._frames if isinstance(other, Traceback) else NotImplemented

    def __lt__(self, other):
        return self._frames < other._frames if isinstance(other, Traceback) else NotImplemented

    def __le__(self, other):
        return self._frames <= other._frames if isinstance(other, Traceback) else NotImplemented

    def __gt__(self, other):
        return self._frames > other._frames if isinstance(other, Traceback) else NotImplemented

    def __ge__(self, other):
        return self._frames >= other._frames if isinstance(other, Traceback) else NotImplemented

    def __str__(self):
        return str(self[0])

    def __repr__(self):
        text = "<Traceback " + repr(tuple(self))
        if self._total_nframe is not None:
            text += " total_nframe=" + str(self._total_nframe)
        return text + ">"

    def format(self, limit=None, most_recent_first=False):
        frames = list(self)
        if limit is not None:
            frames = frames[-limit:] if limit > 0 else frames[:limit]
        if most_recent_first:
            frames.reverse()
        return ['  File "%s", line %s' % (frame.filename, frame.lineno) for frame in frames]


class Trace:
    """One block."""

    __slots__ = ("_trace",)

    def __init__(self, trace):
        self._trace = trace

    @property
    def domain(self):
        return self._trace[0]

    @property
    def size(self):
        return self._trace[1]

    @property
    def traceback(self):
        return Traceback(*self._trace[2:])

    def __eq__(self, other):
        return self._trace == other._trace if isinstance(other, Trace) else NotImplemented

    def __hash__(self):
        return hash(self._trace)

    def __str__(self):
        return "%s: %s" % (self.traceback, _size(self.size, False))

    def __repr__(self):
        return "<Trace domain=%s size=%s, traceback=%r>" % (self.domain, _size(self.size, False), self.traceback)


class _Traces:
    def __init__(self, traces):
        self._traces = traces

    def __len__(self):
        return len(self._traces)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return tuple(Trace(trace) for trace in self._traces[index])
        return Trace(self._traces[index])

    def __contains__(self, trace):
        return trace._trace in self._traces

    def __eq__(self, other):
        return self._traces == other._traces if isinstance(other, _Traces) else NotImplemented

    def __repr__(self):
        return "<Traces len=%s>" % len(self)


class Statistic:
    """The blocks of one line, file or traceback."""

    __slots__ = ("traceback", "size", "count")

    def __init__(self, traceback, size, count):
        self.traceback = traceback
        self.size = size
        self.count = count

    def __hash__(self):
        return hash((self.traceback, self.size, self.count))

    def __eq__(self, other):
        if not isinstance(other, Statistic):
            return NotImplemented
        return self.traceback == other.traceback and self.size == other.size and self.count == other.count

    def __str__(self):
        text = "%s: size=%s, count=%i" % (self.traceback, _size(self.size, False), self.count)
        if self.count:
            text += ", average=%s" % _size(self.size / self.count, False)
        return text

    def __repr__(self):
        return "<Statistic traceback=%r size=%i count=%i>" % (self.traceback, self.size, self.count)

    def _order(self):
        return (self.size, self.count, self.traceback)


class StatisticDiff:
    """The same in two snapshots."""

    __slots__ = ("traceback", "size", "size_diff", "count", "count_diff")

    def __init__(self, traceback, size, size_diff, count, count_diff):
        self.traceback = traceback
        self.size = size
        self.size_diff = size_diff
        self.count = count
        self.count_diff = count_diff

    def __hash__(self):
        return hash((self.traceback, self.size, self.size_diff, self.count, self.count_diff))

    def __eq__(self, other):
        if not isinstance(other, StatisticDiff):
            return NotImplemented
        return (self.traceback == other.traceback and self.size == other.size and self.size_diff == other.size_diff
                and self.count == other.count and self.count_diff == other.count_diff)

    def __str__(self):
        text = "%s: size=%s (%s), count=%i (%+i)" % (self.traceback, _size(self.size, False),
                                                     _size(self.size_diff, True), self.count, self.count_diff)
        if self.count:
            text += ", average=%s" % _size(self.size / self.count, False)
        return text

    def __repr__(self):
        return "<StatisticDiff traceback=%r size=%i (%+i) count=%i (%+i)>" % (
            self.traceback, self.size, self.size_diff, self.count, self.count_diff)

    def _order(self):
        return (abs(self.size_diff), self.size, abs(self.count_diff), self.count, self.traceback)


def _matches(pattern, text):
    """Shell patterns: * any text, ? any character, [abc] one of them."""
    p = t = 0
    star = -1
    mark = 0
    while t < len(text):
        if p < len(pattern) and pattern[p] == "*":
            star = p
            mark = t
            p += 1
            continue
        if p < len(pattern):
            step = _matches_one(pattern, p, text[t])
            if step:
                p = step
                t += 1
                continue
        if star < 0:
            return False
        p = star + 1
        mark += 1
        t = mark
    while p < len(pattern) and pattern[p] == "*":
        p += 1
    return p == len(pattern)


def _matches_one(pattern, p, c):
    """The position behind what matches c, or 0."""
    if pattern[p] == "?":
        return p + 1
    if pattern[p] == "[":
        end = pattern.find("]", p + 2)
        if end > 0:
            chars = pattern[p + 1:end]
            negated = chars[0] == "!"
            if negated:
                chars = chars[1:]
            found = False
            i = 0
            while i < len(chars):
                if i + 2 < len(chars) and chars[i + 1] == "-":
                    found = found or chars[i] <= c <= chars[i + 2]
                    i += 3
                else:
                    found = found or chars[i] == c
                    i += 1
            return end + 1 if found != negated else 0
    return p + 1 if pattern[p] == c else 0


def _plain(filename):
    return filename[:-1] if filename.endswith(".pyc") else filename


class BaseFilter:
    def __init__(self, inclusive):
        self.inclusive = inclusive


class Filter(BaseFilter):
    """Blocks of a file, or of one line of it."""

    def __init__(self, inclusive, filename_pattern, lineno=None, all_frames=False, domain=None):
        super().__init__(inclusive)
        self.inclusive = inclusive
        self._filename_pattern = _plain(filename_pattern)
        self.lineno = lineno
        self.all_frames = all_frames
        self.domain = domain

    @property
    def filename_pattern(self):
        return self._filename_pattern

    def _match_frame(self, filename, lineno):
        if not _matches(self._filename_pattern, _plain(filename)):
            return False
        return self.lineno is None or lineno == self.lineno

    def _match(self, trace):
        domain, size, frames, total = trace
        if self.all_frames:
            found = any(self._match_frame(*frame) for frame in frames)
        else:
            found = self._match_frame(*frames[0])
        result = found if self.inclusive else not found
        if self.domain is not None:
            if self.inclusive:
                return result and domain == self.domain
            return result or domain != self.domain
        return result


class DomainFilter(BaseFilter):
    def __init__(self, inclusive, domain):
        super().__init__(inclusive)
        self._domain = domain

    @property
    def domain(self):
        return self._domain

    def _match(self, trace):
        return (trace[0] == self._domain) == bool(self.inclusive)


class Snapshot:
    """All traced blocks at one moment."""

    def __init__(self, traces, traceback_limit):
        self.traces = _Traces(traces)
        self.traceback_limit = traceback_limit

    def filter_traces(self, filters):
        if filters is None or isinstance(filters, BaseFilter):
            raise TypeError("filters must be a list of filters, not " + type(filters).__name__)
        filters = list(filters)
        if not filters:
            return Snapshot(self.traces._traces.copy(), self.traceback_limit)
        wanted = [f for f in filters if f.inclusive]
        unwanted = [f for f in filters if not f.inclusive]
        kept = []
        for trace in self.traces._traces:
            if wanted and not any(f._match(trace) for f in wanted):
                continue
            if any(not f._match(trace) for f in unwanted):
                continue
            kept.append(trace)
        return Snapshot(kept, self.traceback_limit)

    def _groups(self, key_type, cumulative):
        if key_type not in ("traceback", "filename", "lineno"):
            raise ValueError("unknown key_type: %r" % (key_type,))
        if cumulative and key_type not in ("lineno", "filename"):
            raise ValueError("cumulative mode cannot by used with key type %r" % key_type)
        groups = {}
        tracebacks = {}
        for domain, size, frames, total in self.traces._traces:
            if cumulative:
                # Each frame counts, also a second one of the same file or line.
                if key_type == "filename":
                    keys = [((frame[0], 0),) for frame in frames]
                else:
                    keys = [(frame,) for frame in frames]
            elif key_type == "traceback":
                keys = (frames,)
            elif key_type == "lineno":
                keys = (frames[:1],)
            else:
                keys = (((frames[0][0], 0),),)
            for key in keys:
                found = groups.get(key)
                if found is None:
                    traceback = Traceback(key)
                    groups[key] = Statistic(traceback, size, 1)
                else:
                    found.size += size
                    found.count += 1
        return groups

    def statistics(self, key_type, cumulative=False):
        result = list(self._groups(key_type, cumulative).values())
        result.sort(reverse=True, key=Statistic._order)
        return result

    def compare_to(self, old_snapshot, key_type, cumulative=False):
        new = self._groups(key_type, cumulative)
        old = old_snapshot._groups(key_type, cumulative)
        result = []
        for key, stat in new.items():
            before = old.pop(key, None)
            if before is None:
                result.append(StatisticDiff(stat.traceback, stat.size, stat.size, stat.count, stat.count))
            else:
                result.append(StatisticDiff(stat.traceback, stat.size, stat.size - before.size,
                                            stat.count, stat.count - before.count))
        for stat in old.values():
            result.append(StatisticDiff(stat.traceback, 0, -stat.size, 0, -stat.count))
        result.sort(reverse=True, key=StatisticDiff._order)
        return result


def take_snapshot():
    if not is_tracing():
        raise RuntimeError("the tracemalloc module must be tracing memory allocations to take a snapshot")
    return Snapshot(_get_traces(), get_traceback_limit())


def get_object_traceback(obj):
    frames = _get_object_traceback(obj)
    return Traceback(frames) if frames is not None else None
