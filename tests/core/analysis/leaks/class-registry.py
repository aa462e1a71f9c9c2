# SPDX-License-Identifier: Apache-2.0
"""A class is made for each request, and its base keeps a list of them."""
import background


class Form:
    registry = []

    def __init_subclass__(cls):
        Form.registry.append(cls)


def make_form(fields):
    return type("RequestForm", (Form,), {name: None for name in fields})()


n = 0
while True:
    for _ in range(300):
        make_form([f"field{n}", "name", "mail"])
        n += 1
    background.stop()
