# SPDX-License-Identifier: Apache-2.0
"""An HTTP server under load until a line comes: then every request must have been answered rightly."""
import http.client
import http.server
import sys
import threading

CLIENTS = 4


class Kept:
    """Counted from outside."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    visits = {}

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.visits[self.path] = self.visits.get(self.path, 0) + 1
        body = self.path.encode() * 500
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def client(port, end, answered, failures):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    while not end.is_set():
        path = "/page/%d" % (len(answered) % 50)
        try:
            connection.request("GET", path)
            if connection.getresponse().read() != path.encode() * 500:
                failures.append("another body for " + path)
        except Exception as error:
            failures.append(repr(error))
            return
        answered.append(path)
    connection.close()


def main():
    kept = [Kept() for _ in range(3000)]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    end, failures, answered = threading.Event(), [], [[] for _ in range(CLIENTS)]
    clients = [threading.Thread(target=client, args=(server.server_port, end, a, failures), daemon=True) for a in answered]
    for thread in clients:
        thread.start()
    while not all(answered):
        threading.Event().wait(0.001)
    print("ready", flush=True)
    sys.stdin.readline()
    end.set()
    for thread in clients:
        thread.join()
    assert not failures, failures[:3]
    print("ready", flush=True)
    sys.stdin.readline()
    return kept


main()
