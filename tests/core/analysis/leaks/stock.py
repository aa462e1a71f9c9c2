# SPDX-License-Identifier: Apache-2.0
"""A large table that is filled while its module is loaded, and read from then on."""
import background


class Article:
    def __init__(self, number):
        self.number = number
        self.label = f"article {number}"
        self.price = number * 0.25


class Stock:
    def __init__(self):
        self.articles = {n: Article(n) for n in range(4000)}

    def find(self, number):
        return self.articles[number % 4000]


stock = Stock()


def stop():
    for number in range(500):
        stock.find(number)
    background.stop()
