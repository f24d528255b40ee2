"""Errors a person is meant to read: one plain sentence and, where there is one, the field it is about."""

from typing import Any


class Expected(Exception):
    """Something a person can put right. `sentence` is already in the reader's language.

    `code` names the kind for programs, `field` the input it is about, `status` the HTTP answer; `facts` carries
    what a program may need (ids, amounts), never what the asker may not see.
    """

    code = "refused"
    status = 422

    def __init__(self, sentence: str, *, field: str = "", code: str = "", **facts: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.code = code or type(self).code
        self.facts = facts


class NotFound(Expected):
    """What is asked for does not exist, or is not the asker's to see: the answer is the same."""

    code = "not_found"
    status = 404
