# SPDX-License-Identifier: Apache-2.0
"""Syntax trees, symbol tables, tokens and code of modules of the standard library."""
import ast
import dis
import importlib.util
import symtable
import tokenize

import truth

MODULES = ["argparse", "heapq", "bisect", "string", "textwrap", "shlex", "glob", "fnmatch"]


class Names(ast.NodeVisitor):
    def __init__(self):
        self.found = {}

    def visit_Name(self, node):
        self.found.setdefault(node.id, []).append(node)


def main():
    trees, codes, tokens, tables = [], [], [], []
    names = Names()
    for module in MODULES * truth.scale(1):
        path = importlib.util.find_spec(module).origin
        with open(path, "rb") as source:
            tokens.append(list(tokenize.tokenize(source.readline))[:500])
        with open(path, encoding="utf-8") as source:
            text = source.read()
        trees.append(ast.parse(text, path))
        names.visit(trees[-1])
        codes.append(compile(trees[-1], path, "exec"))
        tables.append(symtable.symtable(text, path, "exec"))
    instructions = [list(dis.get_instructions(code)) for code in codes]
    truth.stand()
    return trees, tokens, tables, instructions


main()
