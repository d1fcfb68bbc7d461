"""Words, goals, the page as arrays, and masks."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from agent.encode import CANDIDATE_FEATURES, NODE_FEATURES, PAST, STATE_FEATURES, Past, encode
from agent.goal import Goal
from agent.policy import Policy, Shape, collate
from agent.words import BUCKETS, PARTS, WORDS, Vocabulary, buckets, tokens
from tests.agent.shown_lessons import Shown, record
from webgen.actions import Click, Done
from webgen.candidates import Candidate, candidates
from webgen.snapshot import Snapshot

PAGE = Snapshot(
    """\
- navigation "Main" [ref=e1]:
  - link "Products" [ref=e2] [cursor=pointer]:
    - /url: /products
- heading "Edit Blue Mug" [level=1] [ref=e3]
- spinbutton "Unit price" [ref=e4]: "12.00"
- spinbutton "In stock" [ref=e10]: "7"
- textbox "Name" [ref=e5]: Blue Mug
- combobox "Category" [ref=e6]:
  - option "Kitchen" [selected]
  - option "Office"
- button "Save changes" [ref=e7]
- contentinfo [ref=e8]:
  - paragraph [ref=e9]: Everything for the desk.""",
    "http://shop.test/products/3/edit?from=list",
    "Edit - Shop",
)
GOAL = 'Edit the product "Blue Mug": set Price to $1,079.50 and Category to Office.'


def at(among: list[Candidate], kind: str, value: str, name: str = "") -> int:
    return next(
        number for number, item in enumerate(among)
        if item.kind == kind and item.value == value and name in ("", PAGE.nodes[item.node].name)
    )  # fmt: skip


@pytest.fixture(scope="module")
def shown() -> Shown:
    return record()


class TestWords:
    def test_tokens_keep_numbers_and_addresses_whole(self) -> None:
        text = 'Set "Price" to $1,079.50; mail a.b@x.test.'
        assert tokens(text) == ("set", '"', "price", '"', "to", "$", "1,079.50", ";", "mail", "a.b@x.test", ".")

    def test_related_words_share_buckets_and_others_hardly(self) -> None:
        assert len(set(buckets("projects")) & set(buckets("project"))) >= 5
        assert not set(buckets("projects")) & set(buckets("blue")) - {0}
        assert all(0 < item < BUCKETS for item in buckets("projects"))

    def test_a_vocabulary_grows_and_moves(self) -> None:
        first, second = Vocabulary(), Vocabulary()
        for number in range(1500):
            first.index(f"word {number}")
        second.index("something else")
        numbers = second.adopt(first.texts)
        assert second.texts[numbers[first.index("word 700")]] == "word 700"
        assert first.table.shape == (1501, WORDS, PARTS)
        assert (second.table[numbers] == first.table).all()


class TestGoal:
    def test_the_words_before_a_value_say_what_it_is_for(self) -> None:
        goal = Goal(GOAL)
        start, _ = goal.find("Office")
        assert goal.words[goal.before(start) : start] == ("category", "to")
        assert goal.overlap("Category", start) == 1.0
        assert goal.overlap("Unit price", start) == 0.0
        money = goal.tokens_of((GOAL.index("$1"), GOAL.index(" and")))
        assert 0.5 < goal.overlap("Unit price", money[0]) < 1.0

    def test_find_takes_whole_words(self) -> None:
        goal = Goal(GOAL)
        assert goal.find("Blue Mug")[0] > 0
        assert goal.find("Blue") == (goal.find("Blue Mug")[0], goal.find("Blue Mug")[0] + 1)
        assert goal.find("Mu") == (-1, -1)
        assert goal.find("") == (-1, -1)

    def test_dates_become_months(self) -> None:
        goal = Goal("Set Deadline to 24 July 2027.")
        assert [month for _, month in goal.months] == [2027 * 12 + 6]


class TestEncode:
    def test_shapes_fit_and_every_candidate_points_at_what_it_acts_on(self) -> None:
        vocabulary, goal = Vocabulary(), Goal(GOAL)
        among = candidates(PAGE, GOAL, rich=False)
        row = encode(PAGE, goal, Past(goal), among, vocabulary)
        assert row.node_features.shape == (len(row.name), NODE_FEATURES)
        assert row.candidate_features.shape == (len(among), CANDIDATE_FEATURES)
        assert row.state.shape == (STATE_FEATURES,)
        for item, place in zip(among, row.node.tolist(), strict=True):
            if item.kind in ("click", "fill", "check"):
                assert vocabulary.texts[row.name[place]] == PAGE.nodes[item.node].name
            elif item.kind == "select":
                assert vocabulary.texts[row.name[place]] == item.value
            elif item.node < 0:
                assert place == 0

    def test_the_fitting_value_stands_out(self) -> None:
        goal = Goal(GOAL)
        among = candidates(PAGE, GOAL, rich=False)
        row = encode(PAGE, goal, Past(goal), among, Vocabulary()).candidate_features
        right, wrong = at(among, "fill", "1079.50", "Unit price"), at(among, "fill", "1079.50", "In stock")
        assert row[right, 2] > row[wrong, 2]
        chosen, other = at(among, "select", "Office"), at(among, "select", "Kitchen")
        assert row[chosen, 2] == 1.0
        assert row[other, 2] == 0.0
        assert row[other, 6] == 1.0  # it holds that already

    def test_what_was_done_is_remembered(self) -> None:
        goal, vocabulary = Goal(GOAL), Vocabulary()
        past = Past(goal)
        among = candidates(PAGE, GOAL, rich=False)
        taken = among[at(among, "select", "Office")]
        before = encode(PAGE, goal, past, among, vocabulary)
        past.note(PAGE, taken, None)
        after = encode(PAGE, goal, past, among, vocabulary)
        assert after.goal_features[:, 1].sum() == before.goal_features[:, 1].sum() + 1
        assert vocabulary.texts[after.name[1]] == "Category"
        assert vocabulary.texts[after.value[1]] == "Office"
        assert after.candidate_features[at(among, "select", "Office"), 9] == 1.0
        assert after.state[0] > before.state[0]

    def test_the_footer_is_left_out(self) -> None:
        goal, vocabulary = Goal(GOAL), Vocabulary()
        row = encode(PAGE, goal, Past(goal), [Candidate(Done(), "done", -1, None, "")], vocabulary)
        shown = {vocabulary.texts[number] for number in [*row.name, *row.value]}
        assert "Save changes" in shown
        assert "Everything for the desk." not in shown

    def test_addresses_are_read_where_they_say_more_than_the_page(self) -> None:
        page = Snapshot(
            """\
- region "Products" [ref=e1]:
  - link "Price" [ref=e2] [cursor=pointer]:
    - /url: /products?sort=price&dir=desc
  - link "Blue Mug" [ref=e3] [cursor=pointer]:
    - /url: /products/3
  - link "Red Mug" [ref=e4] [cursor=pointer]:
    - /url: /products/4""",
            "http://shop.test/products?sort=price&dir=asc",
            "Products",
        )
        goal, vocabulary = Goal(GOAL), Vocabulary()
        row = encode(page, goal, Past(goal), candidates(page, GOAL, rich=False), vocabulary)
        names = [vocabulary.texts[number] for number in row.name]
        values = [vocabulary.texts[number] for number in row.value]
        assert values[0] == "products sort price dir asc"
        assert values[names.index("Price")] == "sort price dir desc"
        ranks = row.node_features[:, NODE_FEATURES - 5].tolist()
        assert (ranks[names.index("Blue Mug")], ranks[names.index("Red Mug")]) == (1.0, 0.5)

    def test_past_shows_only_the_last_actions(self) -> None:
        goal, vocabulary = Goal(GOAL), Vocabulary()
        past = Past(goal)
        for _ in range(PAST + 3):
            past.note(PAGE, Candidate(Click("e7"), "click", 10, None, ""), None)
        row = encode(PAGE, goal, past, [Candidate(Done(), "done", -1, None, "")], vocabulary)
        assert (row.role[1 : 1 + PAST] == row.role[1]).all()
        assert row.role[1 + PAST] != row.role[1]


class TestBatch:
    def test_padding_changes_nothing_and_masks_what_is_not_there(self, shown: Shown) -> None:
        torch.manual_seed(0)
        policy = Policy(Shape(width=16)).eval()
        samples = sorted(shown.lessons.samples, key=lambda sample: len(sample.kind))
        small, large = samples[0], samples[-1]
        table = shown.vocabulary.table
        with torch.inference_mode():
            alone, value = policy(collate([small], table))
            both, values = policy(collate([small, large], table))
        count = len(small.kind)
        assert count < len(large.kind)
        assert torch.allclose(alone[0], both[0, :count], atol=1e-4)
        assert (both[0, count:] == -torch.inf).all()
        assert both.exp().sum(1).tolist() == pytest.approx([1.0, 1.0], abs=1e-5)
        assert values[0].item() == pytest.approx(value.item(), abs=1e-4)

    def test_renumbered_decisions_mean_the_same(self, shown: Shown) -> None:
        policy = Policy(Shape(width=16)).eval()
        other = Vocabulary()
        other.index("something before")
        numbers = other.adopt(shown.vocabulary.texts)
        sample = shown.lessons.samples[3]
        with torch.inference_mode():
            here, _ = policy(collate([sample], shown.vocabulary.table))
            there, _ = policy(collate([sample.moved(numbers)], other.table))
        assert np.allclose(here.numpy(), there.numpy(), atol=1e-5)
