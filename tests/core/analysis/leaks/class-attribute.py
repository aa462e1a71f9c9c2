# SPDX-License-Identifier: Apache-2.0
"""Sessions in an attribute of the class, which all servers share and nobody clears."""
import business


class Session:
    def __init__(self, number):
        self.user = {"name": f"user{number}"}


class Server:
    sessions = {}

    def handle(self, number):
        self.sessions[number] = Session(number)


def main():
    server = Server()
    n = 0
    while True:
        for _ in range(800):
            server.handle(n)
            n += 1
        business.stop()


main()
