# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The text on data protection that a company begins with."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: Paragraphs: a title and what stands below it.
SAMPLE = (
    (
        _lt("SAMPLE"),
        _lt("To be completed and checked by your employer's lawyer."),
    ),
    (
        _lt("Who is responsible"),
        _lt("%(company)s is the data controller for what is described here."),
    ),
    (
        _lt("What and what for"),
        _lt(
            "Your HES code is stored, and the Ministry of Health is asked whether it is"
            " risky. The answer (risky or not, how long the code is valid, parts of"
            " your name and number) decides whether you may work on site or visit us"
            " now. It serves health and safety at work and nothing else."
        ),
    ),
    (
        _lt("How and on what legal basis"),
        _lt(
            "You enter the code yourself, or HR or the reception enters it; it is"
            " processed by computer. Health data is special category data under article"
            " 6 of Law 6698 (KVKK). Legal basis: [to be completed by the employer]."
        ),
    ),
    (
        _lt("Who sees it"),
        _lt(
            "Only the HES officers of HR see the code and the answers; who opened them"
            " is recorded. Others learn no more than whether you may come in. The code"
            " is sent to the Ministry of Health and to nobody else."
        ),
    ),
    (
        _lt("How long"),
        _lt(
            "Codes and answers are deleted after [days, to be completed by the"
            " employer], and when you leave."
        ),
    ),
    (
        _lt("Your rights"),
        _lt(
            "By article 11 of Law 6698 you may ask what is stored about you and what"
            " for and to whom it was passed on; you may have it corrected or deleted,"
            " object to a result that was reached by computer alone, and claim"
            " compensation for damage. What is stored about you is shown in your own"
            " profile. Please write to: [contact, to be completed by the employer]."
        ),
    ),
)
