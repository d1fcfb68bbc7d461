from __future__ import annotations

from collections import Counter

import pytest

from webgen.errors import InputError
from webgen.streams import Stream, fingerprint, seed_of


def test_a_stream_is_named_by_place_not_by_draw_order() -> None:
    first = Stream(7).child("page", 2).child("field", 0)
    Stream(7).child("page", 1).integer(0, 9)
    assert first.integer(0, 10**9) == Stream(7, "page", 2, "field", 0).integer(0, 10**9)


def test_names_of_different_types_are_different_places() -> None:
    assert Stream(1, "1").seed() != Stream(1, 1).seed()
    assert (
        Stream(1, "a", "b").seed() != Stream(1, "a\x1fstr:b").seed()
        or Stream(1, "ab").seed() != Stream(1, "a", "b").seed()
    )


def test_neighbouring_seeds_share_nothing() -> None:
    draws = [{Stream(seed, "x", i).integer(0, 10**12) for i in range(50)} for seed in (42, 43)]
    assert not draws[0] & draws[1]


def test_pick_moves_few_when_an_option_is_added() -> None:
    before = [Stream(seed).pick(list("abcdefgh")) for seed in range(2000)]
    after = [Stream(seed).pick(list("abcdefghi")) for seed in range(2000)]
    moved = sum(x != y for x, y in zip(before, after, strict=True))
    assert all(y == "i" for x, y in zip(before, after, strict=True) if x != y)
    assert 0.08 < moved / 2000 < 0.145  # theory: 1/9


def test_pick_is_even_and_weighted_follows_weights() -> None:
    counts = Counter(Stream(seed).pick(list("abcd")) for seed in range(4000))
    assert all(880 < count < 1120 for count in counts.values())
    weighted = Counter(Stream(seed).weighted({"a": 3.0, "b": 1.0, "c": 0.0}) for seed in range(4000))
    assert 0.72 < weighted["a"] / 4000 < 0.78
    assert weighted["c"] == 0


def test_integer_covers_both_ends() -> None:
    assert {Stream(seed).integer(3, 5) for seed in range(100)} == {3, 4, 5}
    with pytest.raises(ValueError, match="empty range"):
        Stream(0).integer(2, 1)


def test_sample_and_shuffle_do_not_depend_on_input_order() -> None:
    assert Stream(5).shuffled([3, 1, 2]) == Stream(5).shuffled([2, 3, 1])
    assert len(set(Stream(5).sample(range(10), 4))) == 4
    with pytest.raises(ValueError, match="4 of 3"):
        Stream(5).sample([1, 2, 3], 4)


@pytest.mark.parametrize("bad", [-1, 1.5, "x", "-3", True, None, "1e3", "١"])
def test_only_non_negative_integers_are_seeds(bad: object) -> None:
    with pytest.raises(InputError, match="not a non-negative integer"):
        seed_of(bad)


def test_fingerprint_ignores_key_order() -> None:
    assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1}) != fingerprint({"a": 1, "b": [3]})


@pytest.mark.parametrize("text", ["9" * 19, "9" * 300, "9" * 5000])
def test_a_seed_beyond_what_files_can_name_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="seed 9{19}.{0,3} is too large; the largest is"):
        seed_of(text)
    assert seed_of("0" * 5000 + "7") == 7


def test_the_largest_seed_is_taken() -> None:
    assert seed_of(2**63 - 1) == seed_of(str(2**63 - 1)) == 2**63 - 1
