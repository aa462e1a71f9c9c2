# SPDX-License-Identifier: Apache-2.0
"""Each edit has the one before it; instances with namespaces of their own make the chain."""
import business


class Edit:
    def __init__(self, text, before):
        self.text = text
        self.before = before


class Editor:
    def __init__(self):
        self.last = None

    def push(self, text):
        self.last = Edit(text, self.last)


editor = Editor()
n = 0
while True:
    for _ in range(1500):
        editor.push(f"edit {n}")
        n += 1
    business.stop()
