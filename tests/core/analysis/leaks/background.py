# SPDX-License-Identifier: Apache-2.0
"""What a normal program does besides leaking, and how it stops for a picture."""
import argparse
import collections
import functools
import http.server
import json
import logging
import re
import sys
import urllib.parse

log = logging.getLogger("background")
log.addHandler(logging.NullHandler())

routes = {}
recent = collections.deque(maxlen=200)
templates = {f"page{i}.html": "<p>" + "x" * 200 + str(i) + "</p>" for i in range(60)}


class Route:
    def __init__(self, pattern, name):
        self.pattern = re.compile(pattern)
        self.name = name
        self.hits = 0


class Handler(http.server.BaseHTTPRequestHandler):
    pass


@functools.lru_cache(maxsize=128)
def parse(url):
    return urllib.parse.urlsplit(url)


def arguments():
    parser = argparse.ArgumentParser()
    for name in "verbose", "port", "host":
        parser.add_argument("--" + name)
    return parser


for i in range(40):
    routes[f"/page/{i}"] = Route(f"^/page/{i}(/[a-z]+)?$", f"page{i}")


def work():
    """Requests come and go; what is kept has a limit."""
    for i in range(500):
        path = f"/page/{i % 40}"
        routes[path].hits += 1
        parse(f"http://example.org{path}?n={i}")
        answer = json.loads(json.dumps({"path": path, "items": [1, 2.5, None, "x" * 20]}))
        recent.append(answer)
        log.info("%s", answer)
    arguments()


def stop():
    """Work, say so and wait for a line; the end of the input ends the program."""
    work()
    print("ready", flush=True)
    if not sys.stdin.readline():
        sys.exit()
