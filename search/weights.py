"""Every number that decides an order, in one place, each with its reason.

Nobody remembers where a boost came from once it stands in a query. Change one here, with what was measured before and
after; search.md of the design notes holds the measurements that chose them.
"""

# --- Fields: what a match in a field is worth against one in the running text ---------------------------------------

TITLE = 2.0  # the anchor schema of the measurements; 2 beats 1 and 4 on short title-like queries
ACRONYMS = 3.0  # an editor wrote it there so that this very query finds the item; bodies use acronyms in passing
SUMMARY = 1.5  # one or two chosen sentences: denser than the body, less chosen than the title
BODY = 1.0

# --- Alternatives: what a match of another word is worth against the word that was typed ----------------------------

SPELLING = 1.0  # organise and organize are one word; either spelling must rank alike
ACRONYM = 0.9  # SAR written out says the same, but a document that uses the reader's own form comes first
ACRONYM_SENSE = 0.8  # one of several senses: each is less likely meant than the only sense of a clear acronym
PAIR = 0.8  # plain words for a term of art; "copy of my notes" means subject access nearly always
INTO_AMBIGUOUS = 0.4  # a term written out, looked for by an acronym that also means something else
EVERYDAY = 0.1  # "ME" as typed also stands in every "tell me"; what it is short for is what was meant
REPAIR = 0.8  # the reader cannot have meant the typed word, since nothing holds it; but the guess may be wrong
COMPLETION = 0.7  # a longer word that begins as typed

# --- Words joined ---------------------------------------------------------------------------------------------------

# A document that matches every word of the query scores up to this share more than the plain sum. AND instead of a
# bonus took nDCG@10 from 0.66 to 0.04 on sentence-long queries (MED); no bonus lets one rare word win over all three.
COVERAGE = 0.35

# BM25's own constants, as FTS5 has them built in; the memory engine repeats them.
BM25_K1 = 1.2
BM25_B = 0.75

# --- Bounds ---------------------------------------------------------------------------------------------------------

QUERY_CHARACTERS = 500  # longer than any question; a pasted letter is cut, and the reader is told
QUERY_WORDS = 24  # more words than this add cost and no order (judged sets have none longer that need it)
TERMS_A_WORD = 12  # alternatives of one word, synonyms and completions together
TERMS_A_QUERY = 96  # and of all words: each term is a look-up in the engine
RERANKED = 200  # best matches by plain BM25 whose order the alternatives' weights and the coverage settle
PAGE_SIZE = 10
SUGGESTIONS = 6
SNIPPET_TOKENS = 36

# --- Typing errors: a word is repaired only when nothing holds it (fuzzy everywhere cost 7 % on NFCorpus) -----------

REPAIR_FROM = 4  # shorter words have too many neighbours: "car", "care", "scar"
TWO_EDITS_FROM = 8
REPAIRS_A_WORD = 3
COMPLETE_FROM = 3  # letters before a last word nobody uses is read as the beginning of one
COMPLETIONS = 8


def edits_allowed(word: str) -> int:
    """How many typing errors a word of this length may hold: 1 at 4 to 7 letters, 2 from 8."""
    if len(word) < REPAIR_FROM:
        return 0
    return 1 if len(word) < TWO_EDITS_FROM else 2
