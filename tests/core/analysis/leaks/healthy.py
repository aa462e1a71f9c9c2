# SPDX-License-Identifier: Apache-2.0
"""A larger program that keeps what it means to keep."""
import business

while True:
    business.stop()
