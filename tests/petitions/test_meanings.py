"""Similar petitions in other words: by a model that the host brings, and never against drafting."""

from collections import Counter
from math import isclose

import pytest
from django.core.checks import run_checks
from django_q.models import OrmQ

from wagtail_civic.petitions import jobs, meanings
from wagtail_civic.petitions.models import PetitionVector
from wagtail_civic.petitions.similar import fused, similar

pytestmark = pytest.mark.django_db

SUBJECTS = (
    ("ხიდ", "გადასასვლელ", "bridge", "crossing"),
    ("ავტობუს", "ტრანსპორტ", "bus", "transport"),
    ("დასუფთავ", "ნაგ", "rubbish", "waste"),
)
calls: list[list[str]] = []


def count_subjects(texts):
    """A small honest model: how often a text speaks of three subjects, by whatever word."""
    calls.append(texts)
    found = []
    for text in texts:
        words = text.lower().split()
        spoken = Counter(
            number
            for word in words
            for number, stems in enumerate(SUBJECTS)
            if word.startswith(stems)
        )
        found.append([0.1, *(spoken[number] for number in range(len(SUBJECTS)))])
    return found


def fail(texts):
    raise ConnectionError(texts[0])


def answer_too_little(texts):
    return [[1.0]] * (len(texts) - 1)


def answer_nothing_at_all(texts):
    return None


def answer_zeros(texts):
    return [[0.0, 0.0]] * len(texts)


@pytest.fixture
def use(settings):
    def take(function=count_subjects, model="subjects-1", **others):
        settings.WAGTAIL_CIVIC = {
            **settings.WAGTAIL_CIVIC,
            "PETITIONS_EMBEDDER": f"{__name__}.{function.__name__}",
            "PETITIONS_EMBEDDER_MODEL": model,
            **others,
        }

    calls.clear()
    return take


@pytest.fixture
def known(make_petition):
    titles = {"bridge": "ხიდის აღდგენა მთისპირში", "bus": "საღამოს ავტობუსი ქვიშონაში"}
    return {name: make_petition("open", title) for name, title in titles.items()}


def test_another_word_for_the_same_finds_the_petition(use, site, known):
    assert similar(site, "გადასასვლელი მდინარეზე", "") == []
    use()
    jobs.learn_meanings()
    assert similar(site, "გადასასვლელი მდინარეზე", "")[0] == known["bridge"]
    assert similar(site, "ტრანსპორტი გვიან", "") == [known["bus"]]


def test_what_means_something_else_is_not_shown(use, site, known):
    use()
    jobs.learn_meanings()
    assert similar(site, "ნაგვის გატანა", "") == []


def test_what_stands_high_by_words_and_by_meaning_leads():
    assert fused([1, 2, 3], [3, 4]) == [3, 1, 2, 4]
    assert fused([2, 1], []) == [2, 1]


def test_without_the_setting_nothing_is_asked_and_nothing_kept(
    use, settings, site, known, django_assert_num_queries
):
    use()
    jobs.learn_meanings()
    calls.clear()
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "PETITIONS_EMBEDDER": None}
    with django_assert_num_queries(0):
        assert meanings.nearest(site, "ხიდი") == []
    jobs.learn_meanings()
    assert not PetitionVector.objects.exists()
    assert calls == []


@pytest.mark.parametrize("broken", [fail, answer_too_little, answer_nothing_at_all, answer_zeros])
def test_a_model_that_fails_hinders_nobody_and_tells_no_words(use, site, known, caplog, broken):
    use(broken)
    assert jobs.learn_meanings() == 0
    assert similar(site, "ხიდი მთისპირში: აღდგენა", "")[0] == known["bridge"]
    assert "Texts got no vectors" in caplog.text
    assert "ხიდ" not in caplog.text


def test_a_function_that_is_not_there_hinders_nobody(use, settings, site, known):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "PETITIONS_EMBEDDER": "nowhere.at_all"}
    assert similar(site, "ხიდი მთისპირში: აღდგენა", "")[0] == known["bridge"]


def test_vectors_have_length_one_and_are_made_once(use, known):
    use()
    assert jobs.learn_meanings() == 2
    vector = PetitionVector.unpack(PetitionVector.objects.first().packed)
    assert isclose(sum(value * value for value in vector), 1, abs_tol=1e-5)
    calls.clear()
    assert jobs.learn_meanings() == 0
    assert calls == []


def test_another_name_of_the_model_makes_all_anew(use, site, known):
    use()
    jobs.learn_meanings()
    use(model="subjects-2")
    assert meanings.nearest(site, "გადასასვლელი") == []
    assert jobs.learn_meanings() == 2
    assert meanings.nearest(site, "გადასასვლელი")[0] == known["bridge"].pk


def test_only_public_words_reach_the_model(use, make_petition, known):
    make_petition("submitted", "ავტობუსი ნაგვისთვის, ჯერ განიხილება")
    use()
    jobs.learn_meanings()
    assert "განიხილება" not in str(calls)


def test_what_is_public_no_more_is_forgotten(use, known):
    use()
    jobs.learn_meanings()
    known["bridge"].page().unpublish()
    jobs.learn_meanings()
    assert [row.petition for row in PetitionVector.objects.all()] == [known["bus"]]


def test_publication_calls_the_job(use, settings, known, django_capture_on_commit_callbacks):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "JOBS_SYNC": False}
    use()
    OrmQ.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        known["bus"].page().specific.save_revision().publish()
    assert jobs.MEANINGS in [task.func() for task in OrmQ.objects.all()]


def test_another_municipalitys_petitions_are_not_shown(use, other_site, known):
    use()
    jobs.learn_meanings()
    assert meanings.nearest(other_site, "გადასასვლელი") == []


@pytest.mark.parametrize(
    ("path", "model", "told"),
    [
        (None, "", set()),
        (f"{__name__}.count_subjects", "subjects-1", set()),
        (f"{__name__}.count_subjects", "", {"wagtail_civic.W403"}),
        ("nowhere.at_all", "subjects-1", {"wagtail_civic.E402"}),
    ],
)
def test_a_setting_that_is_not_finished_is_told(settings, path, model, told):
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "PETITIONS_EMBEDDER": path,
        "PETITIONS_EMBEDDER_MODEL": model,
    }
    found = {message.id for message in run_checks(tags=["wagtail_civic"])}
    assert found & {"wagtail_civic.E402", "wagtail_civic.W403"} == told
