"""An act that somebody must approve, and one that somebody has locked."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    Task,
    TaskState,
    Workflow,
    WorkflowContentType,
    WorkflowState,
    WorkflowTask,
)

from wagtail_civic.acts.models import Act, ActApprovalTask
from wagtail_civic.core import removal

from .conftest import article
from .test_admin import ALL, form_data, refused, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(town, make_user):
    """Who writes acts and may not publish, and who approves them."""
    writing = ["civic_acts.add_act", "civic_acts.change_act", "civic_acts.view_act"]
    writer = make_user("writer", *writing, sites=[town.site])
    approver = make_user("approver", *ALL, sites=[town.site])
    approvers = Group.objects.create(name="approvers")
    approver.groups.add(approvers)
    workflow = Workflow.objects.create(name="acts")
    task = GroupApprovalTask.objects.create(name="chair")
    task.groups.add(approvers)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    kind = ContentType.objects.get_for_model(Act)
    WorkflowContentType.objects.create(workflow=workflow, content_type=kind)
    return writer, approver


@pytest.fixture
def submitted(client, town, people):
    """A draft that its writer has handed in."""
    writer, _approver = people
    client.force_login(writer)
    client.post(url("add"), form_data(town, title="წესი"))
    act = Act.objects.get()
    client.post(url("edit", act.pk), form_data(town, title="წესი") | {"action-submit": "1"})
    assert act.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    return act


def judge(client, act, action, **data):
    """What the dashboard's buttons do."""
    state = act.current_workflow_task_state
    return client.post(url("workflow_action", act.pk, action, state.pk), data)


def test_an_act_is_public_once_it_is_approved(client, town, people, submitted):
    assert not submitted.live
    client.force_login(people[1])
    assert submitted.title in client.get(reverse("wagtailadmin_home")).content.decode()
    judge(client, submitted, "approve")
    act = Act.objects.get()
    assert act.live
    assert act.first_published_at
    assert client.get(town.url(act)).status_code == 200


def test_an_act_that_is_sent_back_stays_a_draft_with_the_reason(client, people, submitted):
    client.force_login(people[1])
    judge(client, submitted, "reject", comment="თარიღი შეამოწმეთ")
    act = Act.objects.get()
    assert not act.live
    assert act.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert TaskState.objects.get(status="rejected").comment == "თარიღი შეამოწმეთ"


def test_who_writes_approves_nothing(client, people, submitted):
    client.force_login(people[0])
    judge(client, submitted, "approve")
    assert not Act.objects.get().live


def test_what_may_not_be_published_is_not_approved_and_says_why(
    client, town, people, submitted, settings
):
    """What was handed in may have become wrong: here the municipality looks for more."""
    settings.WAGTAIL_CIVIC = {"DOCUMENTS_PERSONAL_PATTERNS": ["საიდუმლო"]}
    act = Act.objects.get()
    act.text = [article(1, "", "საიდუმლო")]
    revision = act.save_revision(clean=False)
    TaskState.objects.filter(workflow_state__object_id=str(act.pk)).update(revision=revision)
    client.force_login(people[1])
    response = judge(client, act, "approve")
    assert response["Location"] == url("edit", act.pk)
    assert "მუხლი 1" in " ".join(map(str, get_messages(response.wsgi_request)))
    assert not Act.objects.get().live
    assert act.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS


def test_a_locked_act_is_changed_by_nobody_but_who_locked_it(client, town, make_user):
    act = town.act("17-51", title="ძველი")
    first, second = (make_user(name, *ALL, sites=[town.site]) for name in ("first", "second"))
    client.force_login(first)
    client.post(url("lock", act.pk))
    act.refresh_from_db()
    assert (act.locked, act.locked_by) == (True, first)
    client.force_login(second)
    client.post(url("edit", act.pk), form_data(town, title="ახალი") | {"action-publish": "1"})
    assert (
        Act.objects.get().title
        == Act.objects.get().get_latest_revision_as_object().title
        == "ძველი"
    )
    client.force_login(first)
    client.post(url("edit", act.pk), form_data(town, title="ახალი") | {"action-publish": "1"})
    assert Act.objects.get().title == "ახალი"
    client.force_login(second)
    client.post(url("unlock", act.pk))
    assert not Act.objects.get().locked


def test_who_may_not_lock_locks_nothing(client, town, people):
    act = town.act("17-51")
    client.force_login(people[0])
    assert refused(client.post(url("lock", act.pk)))
    assert not Act.objects.get().locked
    Act.objects.update(locked=True, locked_at=timezone.now(), locked_by=people[1])
    assert refused(client.post(url("unlock", act.pk)))
    assert Act.objects.get().locked


# Several municipalities -----------------------------------------------------------------------


@pytest.fixture
def neighbours(people, other_town, make_user):
    """Each municipality has somebody who publishes; one workflow serves them all."""
    task = ActApprovalTask.objects.create(name="publishers")
    WorkflowTask.objects.update(task=task)
    GroupApprovalTask.objects.all().delete()
    return people[1], make_user("neighbour", *ALL, sites=[other_town.site])


def dashboard(user):
    client = Client()
    client.force_login(user)
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_an_act_waits_for_those_who_publish_in_its_own_municipality(
    client, people, neighbours, submitted, superuser
):
    (writer, _approver), (ours, theirs) = people, neighbours
    assert submitted.title not in dashboard(theirs)
    for user in (writer, theirs):
        client.force_login(user)
        judge(client, submitted, "approve")
        assert not Act.objects.get().live
    for user in (superuser, ours):
        assert submitted.title in dashboard(user)
    client.force_login(ours)
    judge(client, submitted, "approve")
    assert Act.objects.get().live


def test_only_those_hear_of_it_by_e_mail(superuser, neighbours, submitted):
    told = {address for letter in mail.outbox for address in letter.to}
    assert told == {neighbours[0].email, superuser.email}


def test_one_that_is_sent_back_by_them_says_why(client, neighbours, submitted):
    client.force_login(neighbours[0])
    judge(client, submitted, "reject", comment="თარიღი შეამოწმეთ")
    assert TaskState.objects.get(status="rejected").comment == "თარიღი შეამოწმეთ"
    assert not Act.objects.get().live


def test_what_is_no_act_is_let_go_by_an_administrator_only(town, neighbours, superuser):
    task = ActApprovalTask.objects.get()
    assert task.get_actions(town.registry, superuser)
    assert not task.get_actions(town.registry, neighbours[0])


def test_the_step_goes_with_the_acts(neighbours, submitted):
    removal.remove_tasks("civic_acts")
    assert not Task.objects.exists()
    assert not WorkflowTask.objects.exists()
    state = WorkflowState.objects.get()
    assert (state.status, state.current_task_state) == (WorkflowState.STATUS_CANCELLED, None)
