"""Pieces are kept in their order and joined where they touch."""

import random
from itertools import pairwise

import pytest

from nxsconfig.h5.kept import Kept, parted

SIZE = 300


def some_pieces(number):
    """Pieces that touch and lie over each other, and what a file of zeros looks like with them."""
    some = random.Random(number)
    kept, image = Kept(), bytearray(SIZE)
    for _ in range(some.randint(0, 15)):
        at, content = some.randint(0, 200), bytes([some.randint(1, 255)]) * some.choice([1, 5, 20, 60])
        kept.add(at, content)
        image[at : at + len(content)] = content
    return kept, image


def image_of(*runs):
    image = bytearray(SIZE)
    for at, content in runs:
        image[at : at + len(content)] = content
    return image


@pytest.mark.parametrize("number", range(100))
def test_runs_hold_what_was_written_last(number):
    kept, image = some_pieces(number)
    runs = list(kept.runs())
    assert image_of(*runs) == image
    assert all(at + len(content) < other for (at, content), (other, _) in pairwise(runs))


@pytest.mark.parametrize("number", range(100))
def test_what_is_read_holds_what_was_written_last(number):
    kept, image = some_pieces(number)
    buffer = bytearray(100)
    kept.overlay(50, memoryview(buffer))
    assert buffer == image[50:150]


@pytest.mark.parametrize("number", range(100))
def test_runs_are_parted_at_a_place(number):
    kept, image = some_pieces(number)
    at = 3 * number
    behind, before = parted(kept.runs(), at)
    assert image_of(*behind, *before) == image
    assert all(start >= at for start, _ in behind)
    assert all(start + len(content) <= at for start, content in before)


def test_a_piece_that_is_written_again_counts_once():
    kept = Kept()
    for _ in range(3):
        kept.add(10, b"abc")
    assert kept.size == 3


@pytest.mark.parametrize(("at", "free"), [(0, True), (6, True), (7, False), (12, False), (13, True), (100, True)])
def test_a_part_is_free_where_no_piece_lies(at, free):
    kept = Kept()
    kept.add(10, b"abc")
    assert kept.is_free(at, 4) is free
