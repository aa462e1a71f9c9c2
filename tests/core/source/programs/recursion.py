# SPDX-License-Identifier: Apache-2.0
"""Deep calls and deep data: the reader must follow neither by recursion."""
import sys

import truth


def descend(depth, path):
    local = [depth, path]
    if depth == 0:
        truth.stand()
        return local
    return descend(depth - 1, (depth, path))


class Tree:
    def __init__(self, depth):
        self.left = Tree(depth - 1) if depth else None
        self.right = Tree(depth - 1) if depth else None


def by_method(depth, then):
    """Through C: sorted () calls back."""
    return sorted([depth], key=lambda d: by_method(d - 1, then)) if depth else then()


def main():
    deep_list, deep_dict, deep_tuple = [], {}, ()
    for i in range(truth.scale(5000)):
        deep_list, deep_dict, deep_tuple = [deep_list], {"in": deep_dict}, (deep_tuple, i)
    linked = None
    for i in range(truth.scale(5000)):
        linked = [linked, i]
    trees = [Tree(9)]
    sys.setrecursionlimit(3000)
    by_method(20, lambda: descend(800, None))
    return deep_list, deep_dict, deep_tuple, linked, trees


main()
