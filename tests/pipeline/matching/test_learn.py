"""Weights are found again from pairs drawn by weights that are known."""

from __future__ import annotations

import random

import pytest

from models.answers import Label
from models.matching import load_matching
from pipeline.matching.learn import (
    Quality,
    learn_from_labels,
    learn_without_labels,
    measure,
    split_labels,
)

MATCHING = load_matching()
RULES = MATCHING.profiles["standard"]
# How often the pairs of one person, and those of two, are on each level.
SAME = {
    "given": {"exact": 0.85, "folded": 0.1, "near": 0.03, "different": 0.02},
    "birth_date": {"equal": 0.9, "one_digit": 0.07, "year": 0.02, "different": 0.01},
    "number": {"equal": 0.9, "one_digit": 0.06, "two_digits": 0.02, "different": 0.02},
    "sex": {"equal": 0.99, "different": 0.01},
}
OTHERS = {
    "given": {"exact": 0.05, "folded": 0.03, "near": 0.12, "different": 0.8},
    "birth_date": {"equal": 0.05, "one_digit": 0.05, "year": 0.3, "different": 0.6},
    "number": {"equal": 0.002, "one_digit": 0.018, "two_digits": 0.08, "different": 0.9},
    "sex": {"equal": 0.5, "different": 0.5},
}


def drawn(seed: int, count: int = 4000) -> list[Label]:
    rng = random.Random(seed)
    labels = []
    for number in range(count):
        same = rng.random() < 0.4
        levels = {
            field: rng.choices(list(shares), list(shares.values()))[0]
            for field, shares in (SAME if same else OTHERS).items()
        }
        bits = {field: MATCHING.weights[field][level] for field, level in levels.items()}
        labels.append(Label(f"d{number}/", same, levels, bits, vetoed=False))
    return labels


@pytest.mark.parametrize("by", ["labels", "em"])
def test_known_weights_are_found_again(by: str) -> None:
    labels = drawn(1)
    if by == "labels":
        learned = learn_from_labels(labels, MATCHING.weights)
    else:
        learned = learn_without_labels([label.levels for label in labels], MATCHING)
    assert learned["given"]["exact"] == pytest.approx(4.1, abs=0.4)  # log2(.85 / .05), believed 7.5
    assert learned["given"]["different"] == pytest.approx(-5.3, abs=0.7)
    assert learned["birth_date"]["equal"] == pytest.approx(4.2, abs=0.5)
    assert learned["sex"]["equal"] == pytest.approx(1.0, abs=0.2)
    assert learned["father"] == MATCHING.weights["father"]  # nobody told a father
    assert learned["phone"].keys() == MATCHING.weights["phone"].keys()


def test_few_pairs_change_little() -> None:
    learned = learn_from_labels(drawn(2, 5), MATCHING.weights)
    assert learned["number"]["equal"] == pytest.approx(MATCHING.weights["number"]["equal"], abs=1.5)


def test_the_change_is_measured_on_what_was_held_back() -> None:
    taught, held_back = split_labels(drawn(3))
    assert {label.question for label in taught}.isdisjoint(label.question for label in held_back)
    assert 0.25 < len(held_back) / 4000 < 0.35
    assert split_labels(drawn(3))[1] == held_back
    before = measure(held_back, MATCHING.weights, MATCHING, RULES)
    assert before.same == sum(label.same for label in held_back) and before.precision > 0.99
    deaf = {field: dict.fromkeys(levels, 0.0) for field, levels in MATCHING.weights.items()}
    assert measure(held_back, deaf, MATCHING, RULES) == Quality(0, 0, before.same)
    vetoed = [label._replace(vetoed=True) for label in held_back]
    assert measure(vetoed, MATCHING.weights, MATCHING, RULES).matched == 0


def test_the_household_is_capped_here_too() -> None:
    family = {"father": "equal", "mother": "equal", "residence": "house", "home": "ward", "phone": "equal"}
    bits = {field: MATCHING.weights[field][level] for field, level in family.items()}
    label = Label("d/", same=False, levels=family, bits=bits, vetoed=False)
    assert measure([label], MATCHING.weights, MATCHING, RULES).matched == 0


def test_no_labels_are_no_error() -> None:
    learned = learn_from_labels([], MATCHING.weights)
    assert learned == MATCHING.weights
    assert measure([], learned, MATCHING, RULES).recall == 0.0
