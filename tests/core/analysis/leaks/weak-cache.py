# SPDX-License-Identifier: Apache-2.0
"""A cache of weak references whose callbacks hold what they watch."""
import weakref

import business


class Image:
    def __init__(self, number):
        self.number = number
        self.pixels = bytearray(200)


class Gallery:
    def __init__(self):
        self.images = weakref.WeakValueDictionary()
        self.reports = []

    def load(self, number):
        image = Image(number)
        self.images[number] = image
        self.reports.append(lambda: image.number)


gallery = Gallery()
n = 0
while True:
    for _ in range(800):
        gallery.load(n)
        n += 1
    business.stop()
