# SPDX-License-Identifier: Apache-2.0
"""A function that remembers every answer in a variable of its surroundings."""
import background


class Answer:
    def __init__(self, number):
        self.number = number
        self.text = "answer " * 8 + str(number)


def make_handler():
    history = []

    def handle(number):
        answer = Answer(number)
        history.append(answer)
        return answer

    return handle


handler = make_handler()
n = 0
while True:
    for _ in range(1500):
        handler(n)
        n += 1
    background.stop()
