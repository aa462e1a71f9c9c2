# SPDX-License-Identifier: Apache-2.0
"""Large documents, parsed: dicts with shared key strings, lists, numbers of every size; and csv and XML."""
import csv
import io
import json
import xml.etree.ElementTree

import truth


def document(n):
    return {
        "people": [
            {
                "id": i,
                "name": "Person %d" % i,
                "height": 1.5 + i / 1000,
                "big": 10 ** (i % 40),
                "tags": ["a", "b", "größer", "漢字"][: i % 5],
                "nested": {"x": None, "y": True, "list": [i, -i, [], {}]},
                "key %d" % i: i,
            }
            for i in range(n)
        ]
    }


def main():
    text = json.dumps(document(truth.scale(1500)), ensure_ascii=False)
    parsed = json.loads(text)
    pairs = json.loads(text[:1] + text[1:], object_pairs_hook=list)
    decoder, encoder = json.JSONDecoder(parse_float=str), json.JSONEncoder(indent=1, sort_keys=True)
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerows([i, "name %d" % i, i / 3] for i in range(500))
    reader = csv.DictReader(io.StringIO("a,b,c\n" + table.getvalue()))
    records = [next(reader) for _ in range(300)]
    root = xml.etree.ElementTree.Element("root", version="1")
    for i in range(400):
        child = xml.etree.ElementTree.SubElement(root, "item", number=str(i))
        child.text, child.tail = "text %d" % i, "\n"
    tree = xml.etree.ElementTree.fromstring(xml.etree.ElementTree.tostring(root))
    walk = tree.iter("item")
    next(walk)
    truth.stand()
    return parsed, pairs, decoder, encoder, records


main()
