# SPDX-License-Identifier: Apache-2.0
"""A threading HTTP server that has served some hundred requests and stands in the middle of more."""
import http.server
import json
import threading
import urllib.request

import truth

CLIENTS = 6


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    visits, lock = {}, threading.Lock()
    inside, go_on = threading.Semaphore(0), threading.Event()

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        with self.lock:
            self.visits[self.path] = self.visits.get(self.path, 0) + 1
        if self.path == "/slow":
            self.inside.release()
            self.go_on.wait()
        body = json.dumps({"path": self.path, "visits": self.visits[self.path]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def client(url, results, n):
    for i in range(n):
        with urllib.request.urlopen("%s/page/%d" % (url, i % 7)) as answer:
            results.append((answer.status, dict(answer.headers), json.load(answer)))
    with urllib.request.urlopen(url + "/slow") as answer:
        results.append(answer.read())


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(3600,), daemon=True, name="server").start()
    url = "http://127.0.0.1:%d" % server.server_port
    results = [[] for _ in range(CLIENTS)]
    clients = [threading.Thread(target=client, args=(url, r, truth.scale(20)), daemon=True) for r in results]
    for thread in clients:
        thread.start()
    for _ in clients:
        Handler.inside.acquire()
    truth.stand()
    Handler.go_on.set()


main()
