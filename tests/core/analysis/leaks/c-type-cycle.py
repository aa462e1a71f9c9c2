# SPDX-License-Identifier: Apache-2.0
"""A cycle that leads through datetime, whose objects the collector does not look into."""
import datetime

import background


class Zone(datetime.tzinfo):
    def __init__(self, hours):
        self.offset = datetime.timedelta(hours=hours)
        self.notes = "z" * 200
        self.since = datetime.datetime(2020, 1, 1, tzinfo=self)

    def utcoffset(self, when):
        return self.offset

    def dst(self, when):
        return datetime.timedelta(0)


while True:
    for i in range(1200):
        Zone(i % 12)
    background.stop()
