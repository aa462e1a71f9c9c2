# SPDX-License-Identifier: Apache-2.0
"""Numbers: decimals with their contexts, fractions, huge integers, complex numbers, dates, random states."""
import array
import datetime
import decimal
import fractions
import random
import statistics
import uuid

import truth


def main():
    n = truth.scale(2000)
    decimal.getcontext().prec = 60
    series = [decimal.Decimal(1)]
    for i in range(1, n):
        series.append(series[-1] / i if i % 50 else decimal.Decimal(i) ** 3)
    long = [decimal.Decimal(10 ** i) / 7 for i in range(0, 400, 7)]
    contexts = [decimal.Context(prec=p, traps=[decimal.Overflow]) for p in range(1, 30)]
    with decimal.localcontext() as inner:
        inner.prec = 200
        long.append(decimal.Decimal(2).sqrt())
    specials = [decimal.Decimal(x) for x in ("NaN", "-Infinity", "sNaN123", "0E-100")]
    ratios = [fractions.Fraction(i, 2 * i + 1) for i in range(1, 500)]
    powers = [3 ** i for i in range(0, 3000, 11)] + [-(7 ** i) for i in range(300)]
    points = [complex(i, -i) for i in range(300)]
    days = [datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(days=i, seconds=i)
            for i in range(300)]
    zones = [datetime.timezone(datetime.timedelta(hours=h), "zone %d" % h) for h in range(12)]
    generator = random.Random(42)
    samples = array.array("d", [generator.gauss(0, 1) for _ in range(1000)])
    spread = statistics.NormalDist.from_samples(samples)
    keys = [uuid.UUID(int=generator.getrandbits(128)) for _ in range(200)]
    truth.stand()
    return series, contexts, specials, ratios, powers, points, days, zones, spread, keys


main()
