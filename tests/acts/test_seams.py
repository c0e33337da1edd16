"""What the acts give to the rest of the suite."""

from datetime import date

import pytest
from django.utils import timezone

from wagtail_civic.acts.jobs import refresh_texts
from wagtail_civic.acts.models import Act, ActType, ActVersion
from wagtail_civic.core import alerts, jobs, links, search, setup

from .conftest import article

pytestmark = pytest.mark.django_db


@pytest.fixture
def raised():
    """The alerts that were raised, by act."""
    found = []

    def listen(sender, kind, key, site, obj, **kwargs):
        found.append((kind, key, site))

    alerts.alert_raised.connect(listen)
    yield found
    alerts.alert_raised.disconnect(listen)


@pytest.fixture
def changed():
    found = []

    def listen(sender, kind, pk, **kwargs):
        if kind == "act":
            found.append(pk)

    search.source_changed.connect(listen)
    yield found
    search.source_changed.disconnect(listen)


def test_publishing_an_act_raises_one_alert_and_again_the_same(town, raised):
    act = town.act("1", live=False)
    act.save_revision()
    assert raised == []
    for _ in range(2):
        Act.objects.get(pk=act.pk).save_revision().publish()
    assert set(raised) == {("act", act.key, town.site)}


def test_an_alert_speaks_the_language_of_its_reader(town):
    act = town.act("17-51", title="გზების შესახებ")
    model = act.summaries.model
    model.objects.create(act=act, language="ka", meaning="გზა დაიკეტება.")
    model.objects.create(act=act, language="en", title="On roads", meaning="A road closes.")
    adapter = alerts.adapter_for(Act)
    alert = adapter.alert(adapter.find(act.key), "en")
    assert alert.title == "Resolution №17-51: On roads"
    assert alert.text == "A road closes."
    assert alert.url == f"http://testserver{town.registry_en.url}council/resolution/2026/17-51/"
    assert adapter.alert(act, "ka").text == "გზა დაიკეტება."


def test_the_search_is_given_the_act_and_each_article(town):
    act = town.act(
        "17-51",
        title="გზების შესახებ",
        text=[
            {"type": "paragraph", "value": "<p>პრეამბულა &amp; სხვა</p><p>ბოლო</p>"},
            {
                "type": "article",
                "value": {"number": "1", "heading": "საგანი", "text": "<p>ერთი</p>"},
            },
            article(2, "", "ორი"),
        ],
    )
    source = search.sources.get("act")
    whole, first, second = source.entries(act)
    assert whole.number == "17-51"
    assert "პრეამბულა & სხვა ბოლო" in whole.text
    assert (first.part, second.part) == ("art_1", "art_2")
    assert first.url == f"{town.url(act)}#art_1"
    assert first.title.endswith(" 1. საგანი")
    assert second.text == "ორი"
    assert whole.page_id == town.registry.pk
    assert search.on_day(whole.facets["status"], timezone.localdate()) == "in_force"
    assert (whole.facets["type"], whole.facets["body"], whole.facets["year"]) == (
        "resolution",
        "council",
        "2026",
    )


def test_the_search_learns_that_an_act_reads_otherwise_from_today(town, changed):
    days = [date(2020, 5, 1), timezone.localdate()]
    acts = [town.act(adopted=date(2020, 1, 1)) for _ in days]
    for act, day in zip(acts, days, strict=True):
        ActVersion.objects.create(act=act, valid_from=day, text=[article(1, "", "ახლა")])
    changed.clear()
    assert refresh_texts() == 1
    assert changed == [acts[1].pk]


def test_others_link_to_an_act_by_its_key(town):
    act = town.act("17-51", title="გზების შესახებ")
    draft = town.act(live=False, title="პროექტი")
    target = links.resolve("act", act.key, "en")
    assert target.title == "Resolution №17-51: გზების შესახებ"
    assert target.url.startswith(town.registry_en.url)
    assert target.public
    assert links.resolve("act", draft.key, "ka").public is False
    choices = links.resolvers.get("act").choices(town.site, "17-51", "ka")
    assert [key for key, _title in choices] == [act.key]
    assert links.resolvers.get("act").choices(town.site, "გზების", "ka")[0][0] == act.key


def test_drafts_are_offered_to_who_works_with_acts_here_only(town, other_town, make_user):
    act = town.act("17-51", title="გზების შესახებ")
    draft = town.act("18", live=False, title="გზების პროექტი")
    choices = links.resolvers.get("act").choices
    elsewhere = make_user("elsewhere", "civic_acts.change_act", sites=[other_town.site])
    here = make_user("here", "civic_acts.view_act", sites=[town.site])
    for user, offered in (
        (None, {act.key}),
        (make_user("clerk"), {act.key}),
        (elsewhere, {act.key}),
        (here, {act.key, draft.key}),
    ):
        for query in ("", "გზების"):
            found = choices(town.site, query, "ka", user)
            assert {key for key, _title in found} == offered
    assert choices(town.site, "18", "ka") == []


def test_set_up_makes_types_role_and_registry_once(site):
    ctx = setup.run(setup.SetupContext(site))
    assert "act_types:resolution" in ctx.done
    codes = list(ActType.objects.filter(site=site).values_list("code", flat=True))
    assert codes == ["resolution", "individual-act", "order", "chair-order"]
    ActType.objects.get(code="chair-order").delete()
    assert [key for key in setup.run(setup.SetupContext(site)).done if "act" in key] == []
    assert ActType.objects.filter(site=site).count() == 3


def test_a_registrar_gets_what_the_work_needs(site):
    from wagtail_civic.core.models import RoleGroup

    setup.run(setup.SetupContext(site))
    group = RoleGroup.objects.get(site=site, role="act_registrar").group
    held = set(group.permissions.values_list("codename", flat=True))
    assert {"add_act", "change_act", "publish_act", "renumber_act", "add_acttype"} <= held


def test_the_periodic_job_is_declared():
    assert jobs.registered.get("acts.refresh_texts") is not None
