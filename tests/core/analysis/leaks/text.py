# SPDX-License-Identifier: Apache-2.0
"""A text that is made longer and longer: one object, and a new one each time."""
import background


class Page:
    def __init__(self):
        self.html = ""

    def add(self, text):
        self.html = self.html + text


page = Page()
while True:
    page.add("<p>paragraph</p>" * 20000)
    background.stop()
