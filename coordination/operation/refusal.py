"""What an operator is told when something cannot start: one sentence in both languages."""


class Refused(RuntimeError):
    """Nothing was started; the reason is meant for a person, in Chinese and in English."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese} / {english}")
        self.chinese = chinese
        self.english = english
