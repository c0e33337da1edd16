"""A municipality with one of everything, each thing named with a mark that is looked for later."""

from datetime import date, timedelta
from hashlib import sha256

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.html import escape
from wagtail.documents import get_document_model
from wagtail.models import Collection, GroupApprovalTask, Workflow, WorkflowTask

from tests.acts.conftest import Town, article
from tests.budget import workbooks
from tests.budget.conftest import import_workbook, store
from tests.budget.conftest import make_page as make_budget_page
from tests.petitions.conftest import add_initiator, add_signatures
from tests.sessions.conftest import make_index as make_session_index
from tests.sessions.conftest import make_item, make_person, make_question
from wagtail_civic.acts import following as acts_following
from wagtail_civic.acts.models import ActVersion
from wagtail_civic.budget.models import Population
from wagtail_civic.budget.models.classification import Node
from wagtail_civic.core import contacts
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import (
    Area,
    AreaName,
    Convocation,
    Membership,
    MunicipalitySettings,
    MunicipalityText,
    Topic,
    TopicName,
    Verification,
    VoterRoll,
)
from wagtail_civic.core.records import record_for
from wagtail_civic.core.tables import Table
from wagtail_civic.documents import saving
from wagtail_civic.documents.models import (
    DocumentFile,
    FruitlessSearch,
    SavedSearch,
    SearchPage,
    SearchSettings,
)
from wagtail_civic.news.models import AlertBanner, AlertBannerText, NewsIndexPage, NewsPage
from wagtail_civic.petitions import following, mine, moderation, online_check, paper, voiding
from wagtail_civic.petitions.models import (
    Attachment,
    CaseNote,
    CaseTag,
    LetterText,
    Petition,
    PetitionIndexPage,
    PetitionPage,
    PetitionSettings,
    RejectionReason,
    RejectionReasonName,
    WatchRule,
)
from wagtail_civic.sessions.models import Question, SessionPage
from wagtail_civic.sessions.models.questions import digest
from wagtail_civic.sms import batches, entering, importing, phones
from wagtail_civic.sms.models import (
    Campaign,
    CampaignText,
    Consent,
    ConsentWording,
    Delivery,
    GatewayState,
    Inbound,
    SmsSettings,
    Subscriber,
    SubscriptionPage,
    Suppression,
)
from wagtail_civic.sms.subscribing import Choices


class World:
    """``rows`` holds one row of every model that has admin views, by the model's label; ``extra``
    what else their addresses name; ``sent`` what a view needs to be sent, by its name."""

    def __init__(self, site, locales, mark, serial=0):
        self.site, self.locales, self.mark, self.serial = site, locales, mark, serial
        self.now = timezone.now()
        self.rows = {}
        self.extra = {}
        self.sent = {
            "civic_questions:move": {"move": "approve"},
            "civic_documents_held_file": {"reason": "checked"},
        }
        self.approvers = Group.objects.create(name=f"{mark} approvers")
        texts = MunicipalitySettings.for_site(site)
        MunicipalityText.objects.create(settings=texts, language="ka", name=mark)
        self.collection = Collection.get_first_root_node().add_child(name=f"{mark} files")
        SearchSettings.for_site(site).collections.add(self.collection)
        self._town_hall()
        self._documents()
        self._acts()
        self._sessions()
        self._petitions()
        self._sms()
        self._budget()
        self._news()
        self._verifications()

    def keep(self, row):
        self.rows[row._meta.label] = row
        return row

    def child(self, model, title, slug, **fields):
        page = model(title=f"{self.mark} {title}", slug=slug, locale=self.locales["ka"], **fields)
        self.site.root_page.add_child(instance=page)
        page.save_revision().publish()
        return page

    def _town_hall(self):
        site, mark = self.site, self.mark
        self.topic = self.keep(Topic.objects.create(site=site, code="roads"))
        TopicName.objects.create(row=self.topic, language="ka", name=f"{mark} გზები")
        self.area = self.keep(Area.objects.create(site=site, code="village"))
        AreaName.objects.create(row=self.area, language="ka", name=f"{mark} სოფელი")
        self.town = Town(site, self.locales)
        self.keep(self.town.council).names.update(name=f"{mark} საკრებულო")
        self.person = self.keep(make_person(site, "nino", f"{mark} ნინო"))
        convocation = self.keep(
            Convocation.objects.create(site=site, number=7, start=date(2025, 11, 1))
        )
        self.keep(
            Membership.objects.create(
                person=self.person, body=self.town.council, convocation=convocation
            )
        )
        self.keep(
            VoterRoll.objects.create(
                site=site, date=date(2020, 1, 1), voters=63000, source=f"{mark} ცესკო"
            )
        )

    def document(self, title, collection=None, content=b"words of a file"):
        return get_document_model().objects.create(
            title=f"{self.mark} {title}",
            file=ContentFile(content, name="file.txt"),
            collection=collection or self.collection,
        )

    def _documents(self):
        self.child(SearchPage, "ძებნა", "search")
        file = self.document("ფაილი")
        self.keep(DocumentFile.objects.get(document_id=str(file.pk)))
        today = self.now.date()
        words = f"{self.mark} ვერტმფრენი"
        counted = {"times": 5, "days": 3, "first_day": today, "last_day": today}
        self.keep(FruitlessSearch.objects.create(site=self.site, words=words, **counted))
        reader = contacts.parse("email", f"searcher-{self.serial}@example.org")
        saving.begin(self.site, reader, f"{self.mark} ძებნა", {}, "ka", self.now)
        self.saved = SavedSearch.objects.get(site=self.site, lookup=reader.lookup())
        saving.confirm(self.saved, self.now)
        self.file = file

    def _acts(self):
        town, mark = self.town, self.mark
        self.keep(town.resolution).names.update(name=f"{mark} დადგენილება")
        town.registry.title = f"{mark} აქტები"
        town.registry.save_revision().publish()
        act = town.act(title=f"{mark} გზების შესახებ", number="17-51")
        act.text = [article("1", f"{mark} მუხლი", f"{escape(mark)} წესი")]
        act.topics.add(self.topic)
        act.save()
        act.files.model.objects.create(act=act, document=self.file)
        text = [article("1", f"{mark} მუხლი", f"{escape(mark)} ახალი წესი")]
        self.keep(
            ActVersion.objects.create(
                act=act, valid_from=date(2026, 4, 1), text=text, note=f"{mark} ცვლილება"
            )
        )
        revision = act.save_revision()
        revision.publish()
        act.refresh_from_db()
        self.act = self.keep(act)
        reader = contacts.parse("email", f"reader-{self.serial}@example.org")
        acts_following.begin(act, reader, "ka", self.now)
        self.act_follower = act.followers.get()
        acts_following.confirm(self.act_follower, self.now)
        guessed = {"title": f"{mark} ამოკითხული აქტი", "number": "99", "guessed_at": self.now}
        self.guessed = town.act(live=False, **guessed)
        state = self._workflow().start(act, None)
        self.extra["civic_acts.Act"] = {
            "revision_id": revision.pk,
            "revision_id_a": revision.pk,
            "revision_id_b": "latest",
            "action_name": "approve",
            "task_state_id": state.current_task_state.pk,
            "workflow_state_id": state.pk,
            "task_id": state.current_task_state.task_id,
        }

    def _workflow(self):
        workflow = Workflow.objects.create(name=f"{self.mark} გზა")
        task = GroupApprovalTask.objects.create(name=f"{self.mark} თანხმობა")
        task.groups.add(self.approvers)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        return workflow

    def _sessions(self):
        index = make_session_index(self.site)
        page = SessionPage(
            title=f"{self.mark} სხდომა", slug="session", live=False, locale=index.locale
        )
        index.add_child(instance=page)
        session = record_for(page)
        session.body = self.town.council
        session.planned_start = self.now + timedelta(days=2)
        session.save()
        make_item(session, f"{self.mark} საკითხი")
        page.save_revision().publish()
        self.session, self.session_page = self.keep(session), page
        self.question = self.keep(
            make_question(session, f"{self.mark} კითხვა", token=self.mark, state="pending")
        )
        self.answered = make_question(
            session,
            f"{self.mark} პასუხგაცემული კითხვა",
            token=self.mark,
            state="answered",
            answered_at=self.now,
            answer_text=f"{self.mark} პასუხი",
            author_name=f"{self.mark} ავტორი",
        )
        self.question_token = f"token-of-{self.serial}"
        Question.objects.filter(pk=self.question.pk).update(
            token_digest=digest(self.question_token)
        )
        self.extra["civic_sessions.Session"] = {"move": "begin"}

    def _gathering(self, index):
        """A petition that looks for supporters; only its address leads to it."""
        settings = PetitionSettings.for_site(self.site)
        settings.supporters = 5
        settings.save()
        page = PetitionPage(
            title=f"{self.mark} ჭის გაწმენდა",
            ask=f"{self.mark} ვითხოვთ ჭის გაწმენდას.",
            locale=index.locale,
            live=False,
        )
        index.add_child(instance=page)
        page.save_revision()
        petition = record_for(page)
        Petition.objects.filter(pk=petition.pk).update(language="ka")
        petition.refresh_from_db()
        moderation.submit_new(petition, now=self.now)
        self.gathering = petition.gathering

    def _attachment(self, petition):
        """One that nobody has looked at: nothing of it is public."""
        content = b"%PDF-1.7 private\n%%EOF"
        return Attachment.objects.create(
            site=self.site,
            petition=petition,
            title=f"{self.mark} საიდუმლო დანართი",
            name="plan.pdf",
            kind="pdf",
            size=len(content),
            sha256="0" * 64,
            content=content,
            kept_from=self.now,
        )

    def _petitions(self):
        index = PetitionIndexPage(
            title=f"{self.mark} პეტიციები", slug="petitions", locale=self.locales["ka"]
        )
        self.site.root_page.add_child(instance=index)
        page = PetitionPage(
            title=f"{self.mark} ხიდის აღდგენა",
            ask=f"{self.mark} ვითხოვთ ხიდის აღდგენას.",
            locale=index.locale,
            live=False,
        )
        index.add_child(instance=page)
        page.save_revision()
        petition = record_for(page)
        Petition.objects.filter(pk=petition.pk).update(language="ka", area=self.area)
        petition.refresh_from_db()
        petition.topics.add(self.topic)
        moderation.submit(petition, now=self.now)
        moderation.publish(petition, now=self.now)
        petition.refresh_from_db()
        add_initiator(petition, f"initiator-{self.serial}@example.org")
        [self.signature] = add_signatures(petition, 1, area=self.area)
        self.signature.public_name, self.signature.shown_at = f"{self.mark} ხელმომწერი", self.now
        self.signature.save()
        reader = contacts.parse("email", f"follower-{self.serial}@example.org")
        following.follow(petition, reader, "ka", self.now)
        self.follower = petition.followers.get()
        check = paper.deliver(petition, sheets=1, submitted=10, now=self.now)
        self.petition = self.keep(petition)
        self._gathering(index)
        doubted = voiding.propose(
            petition,
            voiding.Criteria(assurance="email"),
            reason="machine",
            explanation=f"{self.mark} ბევრი",
            user=None,
            now=self.now,
        )
        self.keep(doubted)
        online_check.draw(petition, now=timezone.now())
        CaseNote.objects.create(petition=petition, text=f"{self.mark} შენიშვნა")
        CaseTag.objects.create(petition=petition, name=f"{self.mark} ჭდე"[:40])
        self.keep(
            LetterText.objects.create(
                site=self.site, kind="closed", language="ka", text=f"{self.mark} {{title}}"
            )
        )
        self.extra["civic_petitions.Petition"] = {
            "handle": self._attachment(petition).handle,
            "decision": "publish",
            "name": "pause",
            "check_pk": check.pk,
            "voiding_pk": doubted.pk,
            "signature": self.signature.uuid,
            "verb": "approve",
        }
        self.keep(
            WatchRule.objects.create(
                site=self.site,
                kind="domain",
                pattern="spam.example",
                comment=f"{self.mark} მანქანა",
            )
        )
        reason = RejectionReason.objects.create(site=self.site, code="other")
        RejectionReasonName.objects.create(row=reason, language="ka", name=f"{self.mark} მიზეზი")
        self.keep(reason)

    def _sms(self):
        self.child(SubscriptionPage, "SMS", "sms")
        number = f"+9955990{self.serial:05d}"
        self.subscriber = self.keep(
            Subscriber.objects.create(
                site=self.site,
                number=number,
                lookup=Contact("phone", number, number).lookup(),
                language="ka",
                confirmed_at=self.now,
                all_topics=True,
                all_areas=True,
            )
        )
        campaign = Campaign(
            site=self.site, title=f"{self.mark} დაგზავნა", all_topics=True, all_areas=True
        )
        campaign.save()
        CampaignText.objects.create(campaign=campaign, language="ka", text=f"{self.mark} წყალი")
        self.campaign = self.keep(campaign)
        self.extra["civic_sms.Campaign"] = {"verb": "submit"}
        self.announced = Campaign.objects.get(key=self.petition.key)
        Campaign.objects.filter(pk=self.announced.pk).update(state="approved")
        self.keep(
            Delivery.objects.create(
                campaign=self.announced,
                subscriber=self.subscriber,
                lookup=self.subscriber.lookup,
                language="ka",
                text=f"{self.mark} წყალი",
                segments=1,
                state="delivered",
            )
        )
        self.keep(
            Suppression.objects.create(
                site=self.site, lookup=f"{self.serial:064d}", reason="owner", note=f"{self.mark}"
            )
        )
        self.keep(
            ConsentWording.objects.create(
                site=self.site, language="ka", version=1, text=f"{self.mark} ვეთანხმები"
            )
        )

        self.keep(
            Inbound.objects.create(
                site=self.site,
                gateway="console",
                event=self.mark,
                number=number,
                lookup=self.subscriber.lookup,
                text=f"{self.mark} გამარჯობა",
            )
        )
        SmsSettings.objects.update_or_create(
            site=self.site, defaults={"gateway": f"{self.mark}-sms"}
        )
        self.keep(GatewayState.objects.create(key=f"{self.mark}-sms"))
        number = f"+9955991{self.serial:05d}"
        self.sent["civic_sms_gateways:test"] = {"site": self.site.pk, "number": number}
        self._paper()

    def _paper(self):
        """A batch of forms, one of them entered, and a list that waits to be taken over."""
        wording = self.rows["civic_sms.ConsentWording"]
        batch = batches.make(self.site, self.area, wording, f"{self.mark} გიორგი", 3, self.now)
        self.keep(batch)
        self.extra["civic_sms.FormBatch"] = {"kind": "csv"}
        form = entering.PaperForm(
            phones.fictitious(self.serial),
            "ka",
            Choices(all_topics=True, all_areas=True),
            number=str(batch.first),
            signed_at=self.now,
            collector=batch.collector,
            wording=wording,
            batch=batch,
        )
        entering.enter(self.site, form, None, self.now)
        self.keep(Consent.objects.get(site=self.site, form_number=form.number))
        table = Table(["mobile number", f"{self.mark}"], [(2, ["599", f"{self.mark}"])])
        self.keep(importing.store(self.site, "paper", f"{self.mark}.csv", table, None, self.now))
        self.sent["civic_sms_ask"] = {"site": self.site.pk}

    def _budget(self):
        self.budget_page = make_budget_page(self.site, self.locales)
        import_workbook(self.site, workbooks.annex(), title=f"{self.mark} დანართი")
        waiting = store(self.site, workbooks.annex(year=2030), f"{self.mark} მეორე დანართი")
        self.keep(waiting)
        self.keep(
            Population.objects.create(
                site=self.site, year=2025, residents=9000, source=f"{self.mark} საქსტატი"
            )
        )
        node = Node.objects.for_site(self.site).programmes().exclude(code="00").first()
        node.names.update(name=f"{self.mark} პროგრამა")
        self.keep(node)

    def _news(self):
        index = self.child(NewsIndexPage, "სიახლეები", "news")
        page = NewsPage(
            title=f"{self.mark} სიახლე", lead=f"{self.mark} მოკლედ", locale=index.locale
        )
        page.topics = [self.topic]
        index.add_child(instance=page)
        page.save_revision().publish()
        self.news_index, self.news = index, page
        banner = AlertBanner.objects.create(site=self.site)
        AlertBannerText.objects.create(
            banner=banner, language="ka", title=f"{self.mark} გაფრთხილება"
        )
        self.keep(banner)

    def _verifications(self):
        """Somebody is about to confirm: by a link, and by a code."""
        self.token = f"token-{self.serial}"
        for channel, contact in (
            ("email", contacts.parse("email", f"new-{self.serial}@example.org")),
            ("phone", self.subscriber.contact),
        ):
            attempt = Verification.objects.create(
                site=self.site,
                channel=channel,
                purpose="petitions.sign",
                subject=self.signature.uuid,
                language="ka",
                contact_lookup=contact.lookup(),
                contact_value=contact.value,
                contact_canonical=contact.canonical,
                created_at=self.now,
                sent_at=self.now,
                expires_at=self.now + timedelta(hours=1),
                token_digest=sha256(self.token.encode()).hexdigest()
                if channel == "email"
                else None,
            )
            self.handle = attempt.handle
        reader = contacts.parse("email", f"follower-{self.serial}@example.org")
        self.visit = mine.begin(self.site, reader, "ka", self.now)
        self.visit.confirmed_at = self.now
        self.visit.save()
