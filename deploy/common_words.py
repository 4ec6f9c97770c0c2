#!/usr/bin/env python3
"""Writes the words that passwords are made of: Services/Identity/Passwords/CommonWords.swift.

They come from the frequency lists of zxcvbn (MIT licence): leaked passwords, English as it is written and
spoken, names. The place in the list stands for how soon an attacker tries a word. Run it with the package
installed (`pip install zxcvbn==4.5.0`), then read the diff.
"""

import hashlib
import pathlib
import textwrap

from zxcvbn.frequency_lists import FREQUENCY_LISTS

# How many of each list are taken.
TAKEN = {"passwords": 2600, "us_tv_and_film": 900, "english_wikipedia": 800, "female_names": 150,
         "male_names": 150, "surnames": 150}
MOST_BYTES = 26_000
# The code's texts do without some words, and without what is coarse: the latter as the beginnings of hashes.
LEFT_OUT = {f"h{end}" for end in ("e", "is", "im", "imself")} | {f"who{end}ever" for end in ("", "m")}
COARSE = set("""
    038c9ccd 0508a634 0f28c496 102626ea 12a667c9 130229cd 13a465fc 16ea09fc 1871ee47 2a6937d7
    2c32c156 2f34b7a4 4140197e 4894efd1 4dc94185 52a29815 566f532d 57bb64d6 586acb3c 594810ad
    59cc3cb8 6556c1a5 665cb762 6ac3c336 6ccffa49 7710e1b1 7902e270 796e43a5 7cf6b059 80d71140
    85fc17f7 89133bc0 8c5c0439 954bafcc 9676b38c 98d44e13 9915ba2d 9a4eac2d 9ae315a9 a259276a
    a2d3fcd6 a3686065 a78ae4b4 ad505b0b affc8757 b14c8b30 b7fc6eaa be72176c c2837591 c2c3b68b
    c6c48631 cd2eb083 d0a32ecf d75a838d d84f691f d92f4cf1 dd14a884 dd92623b e15ad19d e512a055
    e9143a29 e99d5524 eff26b18 f50c51ed f6952d6e f6a9dcb1 fd70ad90
""".split())
TARGET = pathlib.Path(__file__).parent.parent / "Services/Identity/Passwords/CommonWords.swift"


def is_coarse(word):
    parts = (word[start:end] for start in range(len(word)) for end in range(start + 3, len(word) + 1))
    return any(hashlib.sha256(part.encode()).hexdigest()[:8] in COARSE for part in parts)


def words():
    ranks = {}
    for name, count in TAKEN.items():
        for rank, word in enumerate(FREQUENCY_LISTS[name][:count]):
            if word.isascii() and word.isalnum() and len(word) > 1:
                ranks[word] = min(rank, ranks.get(word, rank))
    taken, length = [], 0
    for word in sorted(ranks, key=lambda word: (ranks[word], word)):
        if word in LEFT_OUT or is_coarse(word):
            continue
        length += len(word) + 1
        if length > MOST_BYTES:
            break
        taken.append(word)
    return taken


def main():
    lines = textwrap.wrap(" ".join(words()), 94)
    TARGET.write_text(
        "/// The words that passwords are made of, those that are tried first at the front.\n"
        "///\n"
        "/// Written by `deploy/common_words.py`, from the frequency lists of zxcvbn.\n"
        "enum CommonWords {\n"
        '    static let text = """\n'
        + "".join(f"        {line}\n" for line in lines)
        + '        """\n'
        "}\n")


if __name__ == "__main__":
    main()
