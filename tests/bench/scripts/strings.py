# SPDX-License-Identifier: Apache-2.0
"""Text: built piece by piece, joined, split, formatted, searched and compared."""
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 400


def append(rounds):
    text = ""
    for i in range(rounds):
        text += "ab"
        text += str(i & 15)
    return len(text), text.count("1")


def join(rounds):
    total = 0
    for i in range(rounds):
        line = ",".join([str(i), "name", str(i * 3), "value"])
        fields = line.split(",")
        total += len(fields) + int(fields[2])
    return total


def formatted(rounds):
    total = 0
    for i in range(rounds):
        total += len(f"{i}: {i * 2:>8} {'x' if i & 1 else 'y'}")
        total += len("%d-%s" % (i, "tail")) + len("{} {}".format(i, "z"))
    return total


def letters(rounds):
    alphabet = "the quick brown fox jumps over the lazy dog"
    vowels = 0
    for i in range(rounds):
        for letter in alphabet:
            if letter in "aeiou":
                vowels += 1
    return vowels


def words(rounds):
    text = "It was the best of times, it was the worst of times"
    found = {}
    for i in range(rounds):
        for word in text.lower().replace(",", "").split():
            found[word] = found.get(word, 0) + 1
            if word.startswith("t") and word.endswith("s"):
                found[word.upper()] = len(word)
    return sorted(found.items())


def reverse(rounds):
    text = "abcdefghij"
    for i in range(rounds):
        text = text[::-1]
        text = text[1:] + text[0]
    return text


print(append(scale * 5000))
print(join(scale * 1500))
print(formatted(scale * 1200))
print(letters(scale * 200))
print(words(scale * 250))
print(reverse(scale * 3000))
print("".join(chr(97 + i % 26) for i in range(scale * 1000)).count("xyz"))
