"""The fronts: what editors set in their slots, and by rule what fills the rest.

`showing` makes what readers see, `arranging` holds the deeds of the board, `differing` says what
a draft would change, `zones` what there is to fill.
"""

from news.frontpage.arranging import (
    Stale,
    Stand,
    Words,
    bring_back,
    discard,
    may_arrange,
    move,
    on_the_board,
    preview,
    publish,
    say_blocks,
    say_words,
    shift,
    take_back,
)
from news.frontpage.differing import Difference, differences
from news.frontpage.showing import (
    Block,
    Card,
    Front,
    front,
    front_of,
    live_version,
    next_change,
    said_of,
    section_front,
    slots_of,
)
from news.frontpage.zones import ROOM, Zone, blocks_of, key_of_slot, zones

__all__ = [
    "ROOM",
    "Block",
    "Card",
    "Difference",
    "Front",
    "Stale",
    "Stand",
    "Words",
    "Zone",
    "blocks_of",
    "bring_back",
    "differences",
    "discard",
    "front",
    "front_of",
    "key_of_slot",
    "live_version",
    "may_arrange",
    "move",
    "next_change",
    "on_the_board",
    "preview",
    "publish",
    "said_of",
    "say_blocks",
    "say_words",
    "section_front",
    "shift",
    "slots_of",
    "take_back",
    "zones",
]
