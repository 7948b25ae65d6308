"""A city that does not exist, its draft and its people's words, so that a newcomer sees the whole journey in one minute.

Everything in `data/` was written by hand for this project. No sentence is from a law or from a real citizen, every name
is invented, and telephone numbers begin with 0000. `tests/unit/demo/test_data.py` holds the figures stated here.

- `draft.txt`: 《临湖市水上集市与沿河摊点管理条例（草案）》, 43 articles, laid out as pasted from a page with its contents list.
- `outline.txt`: a 提纲 of eight topics on another subject, for a consultation before any draft.
- `people.json`: the station, 11 points, the expert paired with each (one is also another's deputy), collectors, staff.
- `comments.jsonl`: 300 comments. Rows with the same `demand` say the same: `orig` came first, `copy` repeats it to the
  letter, `near` differs in signs and particles, `campaign` is one of many equal letters, `personal` adds a sentence of
  the speaker's own (`adds` names the demand in it, if there is one), `single` stands alone. Without a `provision`,
  `place` says whole, new or none. `cites` are the provisions named in the words; `opposes` marks a demand that wants
  the contrary, `twin_of` one that looks alike and must not be merged.
- `phrasing.jsonl`: an expert's wording for some demands; `proposed_text` is the full new text of the `provision`, for
  `add` the text to insert after it, empty where nothing changes.
- `adoption.jsonl`: what became of some demands, with the reason told to the people.
"""
