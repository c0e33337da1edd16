"""A limit is one limit, however many web processes count."""

from wagtail_civic.core.models.abuse import RateWindow

from .crew import SIZE


def test_one_limit_holds_over_all_processes(crew, site):
    answers = crew("hit", [(site.pk, "one", 30)] * 20)
    assert sum(map(sum, answers)) == 30
    assert RateWindow.objects.get(site=site).count == 30


def test_the_first_row_is_made_once_and_nobody_slips_through(crew, site):
    """Every round is a key that nobody has counted yet: all find no row, one may make it."""
    answers = crew("hit", [(site.pk, f"key {number}", 1) for number in range(25)])
    assert [sum(answer) for answer in answers] == [1] * 25
    assert RateWindow.objects.filter(site=site).count() == 25


def test_the_visitors_of_one_network_share_its_limit(crew, site):
    answers = crew("ask", [(site.pk, "race", 10)] * 10)
    assert sum(map(sum, answers)) == 10
    assert len(answers) * SIZE > 10
