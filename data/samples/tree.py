# A tree
# Every node has exactly one holder, so reference counting alone frees them all.
#
# Next: choose Graph to see the tree. Then run "del root": all nodes go at once, no collection is needed.


class Node:
    def __init__(self, name, depth):
        self.name = name
        self.children = []
        if depth > 0:
            for side in ("left", "right"):
                self.children.append(Node(name + "." + side, depth - 1))


# Only this name holds the top; each other node is held by its parent's list.
root = Node("root", 3)
print("a tree of", 2**4 - 1, "nodes hangs on the name root")
