"""What a clerk says of a scan's pages: which make one paper and of which type, which way up they are, which
must be scanned again. It holds beside what the machine says, and later readings respect it."""

from __future__ import annotations

import functools
from collections.abc import Collection
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from models.dossier import BLANK, UNKNOWN
from models.forms import load_forms
from models.page import Frozen

PageNumber = Annotated[int, Field(ge=1)]


class ArrangedPaper(Frozen):
    """Pages, in their order, that are one paper. `document_type`: what a clerk says it is (`blank`: nothing
    is on it, `unknown`: a paper that no form describes), None where its title is to tell."""

    pages: Annotated[tuple[PageNumber, ...], Field(min_length=1)]
    document_type: str | None = None

    @field_validator("document_type")
    @classmethod
    def _known(cls, document_type: str | None) -> str | None:
        if document_type is not None and document_type not in arranged_types():
            raise ValueError("no such type")
        return document_type


class Arrangement(Frozen):
    """All pages of a scan that could be read, each once. `turns`: quarter turns to the left that make the
    kept image upright, for pages that the machine turned wrongly; `rescan`: pages to be scanned again."""

    papers: tuple[ArrangedPaper, ...]
    turns: dict[PageNumber, Annotated[int, Field(ge=0, le=3)]] = Field(default_factory=dict)
    rescan: tuple[PageNumber, ...] = ()

    @model_validator(mode="after")
    def _each_page_once(self) -> Arrangement:
        pages = self.pages()
        if len(set(pages)) != len(pages) or not set(self.turns) <= set(pages) - set(self.rescan):
            raise ValueError("each page once")
        return self

    def pages(self) -> list[int]:
        """All pages, paper by paper, at the end those to be scanned again."""
        return [*(page for paper in self.papers for page in paper.pages), *self.rescan]

    def accounts_for(self, pages: Collection[int]) -> bool:
        """Whether these pages and no others are arranged."""
        return set(self.pages()) == set(pages)

    def type_of(self, pages: tuple[int, ...]) -> str | None:
        """The type that the clerk said the paper of exactly these pages is."""
        told = (paper.document_type for paper in self.papers if paper.pages == pages)
        return next(told, None)


@functools.cache
def arranged_types() -> frozenset[str]:
    """The types that a clerk may say a paper is."""
    return frozenset({form.type for form in load_forms()} | {BLANK, UNKNOWN})
