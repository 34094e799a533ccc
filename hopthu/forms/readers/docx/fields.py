"""Fields of Word forms: what they show, and whether anybody filled them in."""

from __future__ import annotations

from .tables import OFF

_PLACEHOLDER = "placeholdertext"  # the style of a prompt


class Fields:
    """Follows form fields and content controls."""

    def __init__(self) -> None:
        self._controls: list[bool] = []  # the current one within others: does it show its prompt?
        self._is_box = self._is_list = False
        self._checked = self._default = ""
        self._result = ""
        self._entries: list[str] = []

    @property
    def is_unfilled(self) -> bool:
        """Tell whether what stands here is the prompt of a content control."""
        return any(self._controls)

    def start(self, tag: str, value: str) -> None:
        """Take an element; ``value`` is its attribute ``val``."""
        match tag:
            case "sdt":
                self._controls.append(False)
            case "showingPlcHdr" if self._controls:
                self._controls[-1] = value not in OFF
            case "ffData":
                self._is_box = self._is_list = False
                self._checked = self._default = self._result = ""
                self._entries = []
            case "checkBox":
                self._is_box = True
            case "ddList":
                self._is_list = True
            case "checked":
                self._checked = "off" if value in OFF else "on"
            case "default":
                self._default = value or "on"
            case "result":
                self._result = value
            case "listEntry":
                self._entries.append(value)

    def end(self, tag: str) -> str:
        """Take the end of an element; return what a field shows that is no text by itself."""
        if tag == "sdt" and self._controls:
            self._controls.pop()
        if tag != "ffData":
            return ""
        if self._is_box:
            return "☐" if (self._checked or self._default or "off") in ("off", *OFF) else "☒"
        chosen = self._result or self._default or "0"
        if self._is_list and chosen.isdecimal() and int(chosen) < len(self._entries):
            return self._entries[int(chosen)]
        return ""


def is_prompt(style: str) -> bool:
    """Tell whether a style of characters is the one that prompts are in."""
    return style.replace(" ", "").casefold() == _PLACEHOLDER
