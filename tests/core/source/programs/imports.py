# SPDX-License-Identifier: Apache-2.0
"""Much of the standard library imported and its caches in use, and nothing asked about any object: to ask changes
what is asked about, such as types that were never made ready."""
import functools
import importlib
import re
import sys

MODULES = """argparse array ast asyncio base64 bisect bz2 calendar code codecs collections concurrent.futures
configparser contextvars csv ctypes datetime decimal difflib dis email.message encodings.utf_16 enum fractions getopt
gettext glob gzip hashlib heapq html.parser http.client http.cookies inspect ipaddress itertools json logging.handlers
lzma mailbox mimetypes mmap multiprocessing.pool numbers operator pathlib pdb pickle pickletools platform plistlib
pprint pydoc queue random sched secrets select selectors shelve shlex signal socket socketserver sqlite3 ssl statistics
string struct subprocess symtable tarfile tempfile textwrap timeit tokenize traceback tracemalloc types typing
unicodedata unittest.mock urllib.request uuid weakref xml.dom.minidom xml.etree.ElementTree zipfile zlib""".split()


def main():
    for name in MODULES:
        try:
            importlib.import_module(name)
        except ImportError:
            pass  # this build is without it
    limited, endless = functools.lru_cache(20)(repr), functools.lru_cache(None)(lambda x: [x])
    found = [limited(i) for i in range(30)], [endless(i) for i in range(30)]
    patterns = [re.compile("%d+(a|b)*" % i) for i in range(30)]
    print("ready", flush=True)
    sys.stdin.readline()
    return found, patterns


main()
