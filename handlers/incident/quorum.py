"""incident.quorum: whether enough members of an organ are present for it to report or to advise, and enough of them voted
for what it advises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from handlers.amounts import Amount, whole_number
from handlers.citing import tpdms
from handlers.determination import Determination, Input, Law, Outcome, Reason, Rule
from handlers.editions import NAMES, edition_of
from handlers.inputs import Inputs, refusal
from handlers.words import ORGANS

MEETING: Final = ("subcommittee", "committee")
MOST: Final = 1000
"""No organ has more members."""


def amounts(law: Law) -> tuple[Amount, Amount]:
    """The share, in per cent, of the members able to sit that must be exceeded, and the fewest who can ever decide.
    Raises InputRefused."""
    return whole_number(law, "quorum_share", 0, 99), whole_number(law, "quorum_minimum", 1, MOST)


def examined(law: Law) -> None:
    """Raises InputRefused where an amount cannot be used."""
    amounts(law)
    _majority(law)


def quorum(raw: Mapping[str, Any], law: Law) -> Determination:
    """Recused members count for nothing. Of those who are left, more than a share must be present, and never fewer
    than a minimum; where fewer than that minimum are left, no meeting can reach it. Asked again after a deliberation,
    with those who are `sitting` by then, it counts of those who were present only them: whoever has recused since did
    not deliberate; and where the votes are given, what more than a share of them is for is carried. What is not carried
    is no advice, nor is what has more votes than members were left to vote; the organ is convened again.

    Cites: TPDMS-2210 2019-06-26 4.1(2), 4.1(4)
    """
    inputs = Inputs(raw, "organ", "members", "recused", "able", "sitting", "present", "votes_for", "votes_against")
    organ = inputs.choice("organ", MEETING)
    members = inputs.integer("members", 0, MOST)
    recused = inputs.integer("recused", 0, members)
    able = inputs.integer("able", members - recused, MOST) if inputs.has("able") else members - recused
    there = set(inputs.texts("present"))
    still = there & set(inputs.texts("sitting")) if inputs.has("sitting") else there
    present, left = len(still), len(there - still)
    if present > able:
        raise refusal("present", "審議に加わることのできる委員だけ", "only members who are able to sit")
    share, minimum = amounts(law)
    needed = max(able * share.value // 100 + 1, minimum.value)
    voted = inputs.has("votes_for") or inputs.has("votes_against")
    vote = _vote(inputs, law, present) if voted else None
    outcome = "out_of_reach" if able < needed else "reached" if present >= needed else "not_reached"
    found = Reason(*_found(outcome, present), {"present": present})
    if vote is not None and not vote.carried and outcome == "reached":
        outcome = "not_reached"
    counts = {
        "members": members,
        "recused": recused,
        "able": able,
        "present": present,
        "needed": needed,
    }
    return Determination(
        outcome=outcome,
        value={"organ": organ, **counts, **(vote.counts if vote else {})},
        because=(
            Reason(
                f"{ORGANS[organ][0]}の委員は{members}名で、利害関係により{recused}名が外れた。臨時の委員を含め、審議に加わることのできる"
                f"委員は{able}名である。",
                f"The {ORGANS[organ][1]} has {members} members, of whom {recused} recused. With those seated for this case "
                f"{able} are able to sit.",
                counts,
            ),
            Reason(
                f"定足数は{needed}名（加わることのできる委員の{share.value}％を超え、{minimum.value}名以上）。TPDMS-2210に定めはなく、この設置の設定による。",
                f"The quorum is {needed}: more than {share.value} per cent of those able to sit, and at least {minimum.value}. "
                "TPDMS-2210 sets none; this is a setting of this installation.",
                {"quorum_share": share.value, "quorum_minimum": minimum.value, "needed": needed},
            ),
            *_gone(left),
            found,
            *((vote.reason,) if vote else ()),
        ),
        cites=tpdms(law, "4.1(2)", "4.1(4)"),
        parameters={**share.record, **minimum.record, **(vote.share.record if vote else {})},
        edition=edition_of(law).name,
    )


@dataclass(frozen=True, slots=True)
class _Vote:
    """`present`: those who were present and are still able to sit."""

    votes_for: int
    votes_against: int
    share: Amount
    present: int

    @property
    def votes(self) -> int:
        return self.votes_for + self.votes_against

    @property
    def too_many(self) -> bool:
        """Somebody who has left, or was not there, is among them."""
        return self.votes > self.present

    @property
    def carried(self) -> bool:
        """Abstentions are no votes."""
        share: int = self.share.value
        return not self.too_many and self.votes_for * 100 > self.votes * share

    @property
    def counts(self) -> dict[str, Any]:
        return {"votes_for": self.votes_for, "votes_against": self.votes_against, "carried": self.carried}

    @property
    def reason(self) -> Reason:
        share = self.share.value
        if self.too_many:
            return Reason(
                f"賛成{self.votes_for}、反対{self.votes_against}は、加わることのできる出席者{self.present}名より多い。外れた委員の票は数えられないため、"
                "助言は可決されていない。改めて審議する。",
                f"{self.votes_for} for and {self.votes_against} against are more than the {self.present} present who are able to "
                "sit. The vote of a member who has left does not count: the advice is not carried, and the organ deliberates "
                "again.",
                {**self.counts, "present": self.present},
            )
        return Reason(
            f"賛成{self.votes_for}、反対{self.votes_against}で、助言は{'可決された' if self.carried else '可決されていない。改めて審議する'}"
            f"（賛成と反対の{share}％を超える賛成による）。TPDMS-2210に定めはなく、この設置の設定による。",
            f"{self.votes_for} for and {self.votes_against} against: the advice is "
            f"{'carried' if self.carried else 'not carried, and the organ deliberates again'} (by more than {share} per cent of "
            "the votes for and against). TPDMS-2210 sets no majority; this is a setting of this installation.",
            {**self.counts, "advice_share": share},
        )


def _vote(inputs: Inputs, law: Law, present: int) -> _Vote:
    votes_for, votes_against = (inputs.integer(name, 0, MOST) for name in ("votes_for", "votes_against"))
    return _Vote(votes_for, votes_against, _majority(law), present)


def _majority(law: Law) -> Amount:
    """The share, in per cent, of the votes for and against that must be exceeded. Raises InputRefused."""
    return whole_number(law, "advice_share", 50, 99)


def _gone(left: int) -> tuple[Reason, ...]:
    if not left:
        return ()
    return (
        Reason(
            f"出席した委員のうち{left}名は、出席を確かめたあとに外れたため、数えない。",
            f"Of those who were present {left} left after the attendance was taken, and are not counted.",
            {"left": left},
        ),
    )


def _found(outcome: str, present: int) -> tuple[str, str]:
    if outcome == "out_of_reach":
        return (
            "全員が出席しても定足数に届かない。臨時の委員の選任を要する。",
            "Even if all came it could not be reached: temporary members have to be named.",
        )
    if outcome == "reached":
        return f"出席は{present}名で、定足数に達した。", f"{present} are present: it is reached."
    return (
        f"出席は{present}名で、定足数に達しない。改めて招集する。",
        f"{present} are present: it is not reached, and the organ is convened again.",
    )


RULE: Final = Rule(
    name="incident.quorum",
    ja="定足数と議決",
    en="Quorum and vote",
    function=quorum,
    inputs=(
        Input("organ", "choice", "機関", "Organ", choices=MEETING),
        Input("members", "integer", "任期中の委員の数", "Members in term", numbers=range(MOST + 1)),
        Input("recused", "integer", "外れた委員の数", "Members who recused", numbers=range(MOST + 1)),
        Input(
            "able",
            "integer",
            "加わることのできる委員の数（臨時の委員を含む）",
            "Members able to sit, those seated for this case among them",
            required=False,
            numbers=range(MOST + 1),
        ),
        Input(
            "sitting",
            "list of texts",
            "いま審議に加わることのできる委員（審議のあとに調べるとき）",
            "Members able to sit now, where it is asked after the deliberation",
            required=False,
        ),
        Input("present", "list of texts", "出席した委員", "Members present"),
        Input(
            "votes_for",
            "integer",
            "賛成の数（議決のあとに調べるとき）",
            "Votes for, where it is asked after the vote",
            required=False,
            numbers=range(MOST + 1),
        ),
        Input("votes_against", "integer", "反対の数", "Votes against", required=False, numbers=range(MOST + 1)),
    ),
    outcomes=(
        Outcome("reached", "定足数に達した", "reached"),
        Outcome("not_reached", "達しない（改めて招集する）", "not reached: to be convened again"),
        Outcome("out_of_reach", "達しえない（臨時の委員を選任する）", "out of reach: temporary members are needed"),
    ),
    editions=NAMES,
    examine=examined,
)
