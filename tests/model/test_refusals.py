"""The two sentences of a refusal: each with its facts in its own language."""

from __future__ import annotations

from webapp.model.refusals import CommitteeAtWork, OrganDecides, SamePerson


def test_the_english_sentence_names_the_step_in_english() -> None:
    refusal = SamePerson(step="評価1", step_en="Judge 1")
    assert refusal.message.ja.startswith("「評価1」を行った人はこの作業を行えません。")
    assert refusal.message.en.startswith("Whoever did “Judge 1” may not do this task. ")
    assert "評価1" not in refusal.message.en and "Judge" not in refusal.message.ja
    assert str(refusal) == refusal.message.en
    assert "“Deliberate”" in CommitteeAtWork(step="審議", step_en="Deliberate").message.en


def test_a_fact_without_english_stands_in_both_sentences() -> None:
    said = SamePerson(step="評価1").message
    assert "評価1" in said.ja and "評価1" in said.en


def test_every_place_is_filled_from_the_facts_of_its_language() -> None:
    facts = {"who": "林 紬", "who_en": "Hayashi Tsumugi", "needs": "認定委員会", "needs_en": "Certification committee"}
    said = OrganDecides(**facts).message
    assert "林 紬" in said.ja and "認定委員会" in said.ja and "Hayashi" not in said.ja
    assert "Hayashi Tsumugi belongs to an organ (Certification committee)" in said.en and "林" not in said.en


def test_a_fact_that_is_missing_is_a_dash() -> None:
    assert "「—」" in SamePerson().message.ja and "“—”" in SamePerson(step_en="Judge 1").message.en
