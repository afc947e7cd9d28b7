"""The error tree: stable codes, a sentence for clerks, and no value."""

import pickle
import re

from models.errors import SohoaError, all_errors


def leaves() -> list[type[SohoaError]]:
    return list(all_errors().values())


def test_codes_are_unique_and_well_formed() -> None:
    seen: list[type[SohoaError]] = [SohoaError]
    count = 0
    while seen:
        cls = seen.pop()
        count += 1
        seen.extend(cls.__subclasses__())
    assert count == len(all_errors())
    assert all(re.fullmatch(r"E\d{3}", code) for code in all_errors())


def test_every_error_speaks_to_a_clerk() -> None:
    for cls in leaves():
        assert cls.sentence.endswith(".") and cls.next_step.endswith(".")
        assert str(cls()) == f"{cls.code} {cls.sentence}"


def test_every_error_comes_out_of_a_worker_process_as_it_was() -> None:
    assert [type(pickle.loads(pickle.dumps(cls()))) for cls in leaves()] == leaves()


def test_what_passes_by_itself_can_be_tried_again() -> None:
    assert all(cls.retryable for cls in leaves() if cls.transient)


def test_the_tree_in_the_docstring_is_whole() -> None:
    import models.errors

    for cls in leaves():
        assert cls.__name__ in (models.errors.__doc__ or "")
