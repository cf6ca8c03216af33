"""The required keywords have what a new number or pool needs, within the API's limits."""

import botocore.session

from pools.reference import keywords

MODEL = botocore.session.Session().get_service_model("pinpoint-sms-voice-v2")


def test_each_required_keyword_has_a_reply_and_an_action():
    assert set(keywords.DEFAULT_MESSAGES) == set(keywords.DEFAULT_ACTIONS) == set(keywords.REQUIRED)
    longest = MODEL.shape_for("KeywordMessage").metadata["max"]
    assert all(0 < len(message) <= longest for message in keywords.DEFAULT_MESSAGES.values())
    assert set(keywords.DEFAULT_ACTIONS.values()) <= set(MODEL.shape_for("KeywordAction").enum)


def test_there_are_ten_opt_out_words_and_stop_is_one():
    assert len(set(keywords.OPT_OUT_WORDS)) == 10
    assert keywords.STOP in keywords.OPT_OUT_WORDS
