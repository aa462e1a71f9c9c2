# A finalizer that resurrects
# A method __del__ gives the dying object a new name.
#
# Next: press Collect: the collector finds the cycle, runs __del__, and the object is alive again as graveyard[0].
# Then run "graveyard.clear()" and press Collect once more: __del__ runs only once in a life.
import gc

gc.disable()
graveyard = []


class Phoenix:
    def __init__(self):
        self.me = self  # the cycle

    def __del__(self):
        print("the finalizer runs")
        graveyard.append(self)


bird = Phoenix()
del bird
print("the bird has no name now, but it holds itself")
