"""A voice for the demo's films: eSpeak NG, as its wheel brings it. Without it a film is silent, with captions.

It is a plain, synthetic voice; the captions and the transcript carry the film. Calls follow speak_lib.h of eSpeak NG.
"""

import ctypes
from functools import cache
from typing import Any

_SYNCHRONOUS, _UTF8, _RATE, _BY_CHARACTER = 2, 1, 1, 1
WORDS_PER_MINUTE = 150
SILENT_WORDS_PER_SECOND = 2.5


class Voice:
    """Says sentences as 16-bit samples."""

    def __init__(self, library: Any, rate: int) -> None:
        self._library, self.rate = library, rate
        self._heard = bytearray()
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
        self._callback = kind(self._hear)
        library.espeak_SetSynthCallback(self._callback)
        library.espeak_SetVoiceByName(b"en-gb")
        library.espeak_SetParameter(_RATE, WORDS_PER_MINUTE, 0)

    def _hear(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._heard += ctypes.string_at(samples, count * 2)
        return 0

    def say(self, sentence: str) -> bytes:
        """The sentence, mono, at `rate` samples a second."""
        self._heard.clear()
        text = sentence.encode() + b"\0"
        self._library.espeak_Synth(text, len(text), 0, _BY_CHARACTER, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        return bytes(self._heard)


@cache
def voice() -> Voice | None:
    """The voice of this machine; None where there is none."""
    try:
        import espeakng_loader  # noqa: PLC0415 - a tool of the demo only

        library = ctypes.CDLL(espeakng_loader.get_library_path())
        rate = library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    except (ImportError, OSError):
        return None
    return Voice(library, rate) if rate > 0 else None
