# How objects grow old
# An object that survives a collection moves to the next generation, where collections are rare.
#
# Next: go to the object youngest, press "Collect Generation 0", and watch its generation. Run
# "gc.set_threshold(10)" and "gc.enable()", and each line you type may collect.
import gc

gc.disable()
gc.collect()


def generation_of(wanted):
    for generation in range(3):
        if any(found is wanted for found in gc.get_objects(generation)):
            return generation


oldest = ["made first"]
print("new:", generation_of(oldest))
gc.collect(0)
print("after a collection of generation 0:", generation_of(oldest))

middle = ["made between the two collections"]
gc.collect(1)
print("after a collection of generations 0 and 1:", generation_of(oldest), generation_of(middle))

# Objects of the collected generations move to the one above the oldest that was collected.
older = ["survives generation 0 only"]
gc.collect(0)
youngest = ["has seen no collection"]
print("now:", generation_of(oldest), generation_of(middle), generation_of(older), generation_of(youngest))
