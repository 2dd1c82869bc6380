"""What can go wrong between data and a document. `code` is for the log, `sentence` for a person."""


class TypesettingError(Exception):
    """A document that could not be made. Nothing was made instead of it."""

    code = "typesetting"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class MissingGlyph(TypesettingError):
    """A character that no font of ours can draw. We refuse rather than print a box."""

    code = "typesetting.glyph"

    def __init__(self, characters: list[str]) -> None:
        self.characters = characters
        # Code points, not the characters' neighbours: the text may be somebody's name.
        listed = ", ".join(f"{character} (U+{ord(character):04X})" for character in characters) or "one of them"
        super().__init__(f"We cannot print these characters: {listed}.")


class FontsMissing(TypesettingError):
    """The font files are not installed."""

    code = "typesetting.fonts"


class TemplateFailed(TypesettingError):
    """The template does not compile with this data."""

    code = "typesetting.template"
