import pytest

from wagtail_civic.core.models import CivicLogEntry
from wagtail_civic.sessions import lifecycle
from wagtail_civic.sessions.models import Question

from .conftest import make_person, make_question

TABLE = {
    "confirm": {"unconfirmed": "pending"},
    "approve": {"pending": "approved", "rejected": "approved"},
    "reject": {"pending": "rejected", "approved": "rejected"},
    "answer": {"pending": "answered", "approved": "answered", "answered": "answered"},
    "answer_orally": {"pending": "answered", "approved": "answered"},
    "hide": {"approved": "hidden", "answered": "hidden"},
    "restore": {"hidden": "approved"},
    "withdraw": {
        "unconfirmed": "withdrawn",
        "pending": "withdrawn",
        "approved": "withdrawn",
    },
}


@pytest.mark.parametrize("move", lifecycle.MOVES)
@pytest.mark.parametrize("state", lifecycle.STATES)
def test_each_move_is_made_only_where_the_table_allows_it(move, state):
    wanted = TABLE[move].get(state)
    if wanted is None:
        with pytest.raises(lifecycle.MoveRefused):
            lifecycle.target(move, state)
    else:
        assert lifecycle.target(move, state) == wanted


def test_a_hidden_answered_question_is_restored_with_its_answer():
    assert lifecycle.target("restore", "hidden", answered=True) == "answered"


def test_officers_are_offered_no_move_that_is_the_authors():
    offered = {move.name for state in lifecycle.STATES for move in lifecycle.moves_from(state)}
    assert offered.isdisjoint({"confirm", "withdraw"})


@pytest.fixture
def question(live_session):
    return make_question(live_session[1])


def test_approving_publishes_and_moves_the_version(question, superuser, now):
    version = question.session.version
    approved = lifecycle.approve(question, user=superuser, now=now)
    approved.session.refresh_from_db()
    assert approved.is_public
    assert approved.session.version == version + 1
    event = approved.events.get()
    assert (event.actor, event.from_state, event.to_state) == (
        superuser,
        "pending",
        "approved",
    )
    assert CivicLogEntry.objects.filter(action="civic_sessions.question_approve").exists()


def test_rejecting_needs_a_reason_and_changes_nothing_without(question, superuser, now):
    with pytest.raises(lifecycle.ReasonMissing):
        lifecycle.reject(question, "  ", user=superuser, now=now)
    question.refresh_from_db()
    assert question.state == "pending"
    assert not question.events.exists()


def test_rejecting_what_was_never_public_leaves_the_version(question, superuser, now):
    version = question.session.version
    rejected = lifecycle.reject(question, "არ ეხება სხდომას", user=superuser, now=now)
    question.session.refresh_from_db()
    assert rejected.reason == "არ ეხება სხდომას"
    assert question.session.version == version


def test_a_written_answer_names_who_gave_it_and_can_be_corrected(question, superuser, now):
    deputy = make_person(question.session.site, "nino", "ნინო თეთრაია")
    lifecycle.answer(question, " ხვალ. ", user=superuser, now=now, person=deputy)
    corrected = lifecycle.answer(question, "ზეგ.", user=superuser, now=now, person=deputy)
    assert (corrected.answer_text, corrected.answer_kind) == ("ზეგ.", "written")
    assert corrected.answered_by == deputy
    assert corrected.events.count() == 2


def test_an_empty_answer_is_refused(question, superuser, now):
    with pytest.raises(lifecycle.ReasonMissing):
        lifecycle.answer(question, "", user=superuser, now=now)


def test_two_moderators_cannot_both_decide(question, superuser, now):
    stale = Question.objects.get(pk=question.pk)
    lifecycle.answer_orally(question, user=superuser, now=now)
    with pytest.raises(lifecycle.MoveRefused):
        lifecycle.answer_orally(stale, user=superuser, now=now)


def test_withdrawing_forgets_the_author_at_once(question, now):
    question.author_name, question.contact_lookup = "მარინე", "abc"
    question.save()
    withdrawn = lifecycle.withdraw(question, now=now)
    assert (withdrawn.author_name, withdrawn.contact_lookup) == ("", "")
    assert withdrawn.events.get().actor is None


def test_the_log_holds_neither_text_nor_name(question, superuser, now):
    question.author_name = "მარინე"
    question.save()
    lifecycle.approve(question, user=superuser, now=now)
    entry = CivicLogEntry.objects.get(action="civic_sessions.question_approve")
    assert "მარინე" not in str(entry.data)
