"""All findings are heard; the strictest demand wins."""

from comments.screening.verdict import Demand, Finding, decide


def test_nothing_found_is_published_unless_the_policy_holds():
    assert decide([], is_held=False).demand == Demand.NOTHING
    assert decide([], is_held=True).demand == Demand.HOLD


def test_trust_outweighs_no_demand():
    findings = [Finding("trusted", -1_000), Finding("word", 30, Demand.HOLD)]
    verdict = decide(findings, is_held=False)
    assert verdict.demand == Demand.HOLD
    assert verdict.priority == 30


def test_signs_add_up_to_spam():
    findings = [Finding("links", 40, Demand.HOLD), Finding("repeat", 40), Finding("contact", 35)]
    assert decide(findings, is_held=False).demand == Demand.SPAM


def test_a_refusal_wins_and_says_why():
    findings = [Finding("decoy", 100, Demand.SPAM), Finding("x", 0, Demand.REFUSE, message="因为")]
    verdict = decide(findings, is_held=True)
    assert (verdict.demand, verdict.message) == (Demand.REFUSE, "因为")
