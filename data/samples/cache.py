# A cache that leaks
# It only ever grows: each request leaves its session behind.
#
# Next: choose Types, set a baseline (Ctrl+B), then run "serve(500)" and look at what grew.


class Session:
    def __init__(self, user):
        self.user = user
        self.visits = [0, 1, 2]


class SessionCache:
    def __init__(self):
        self._items = {}

    def store(self, session):
        self._items[session.user] = session  # nothing ever takes it out again


cache = SessionCache()


def serve(count):
    start = len(cache._items)
    for i in range(start, start + count):
        cache.store(Session("user-" + str(i)))
    print(len(cache._items), "sessions are kept, none is ever removed")


serve(500)
