"""What a confirmed address is good for: signing, submitting, following, looking."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from wagtail_civic.core.verification import Purpose

from . import following, gathering, lifecycle, mine, signing, submitting
from .models.petition import Petition
from .models.signatures import Signature
from .models.submission import Submission
from .places import index_page, pages_of
from .ways import petition_url, result_url


def public_title(petition: Petition, language: str) -> str:
    """What a letter calls it: its title only where an officer has published that."""
    return _title(petition, pages_of([petition], language).get(petition.key))


def shown_title(petition: Petition, language: str) -> str:
    """What is shown to who was given its address, too."""
    page = pages_of([petition], language).get(petition.key)
    if page is None and petition.state == lifecycle.GATHERING:
        page = petition.page(language)
    return _title(petition, page)


def _title(petition: Petition, page: Page | None) -> str:
    return page.title if page else _("Petition №%(number)s") % {"number": petition.number}


class SignPurpose(Purpose):
    def _signature(self, verification) -> Signature | None:
        rows = Signature.objects.select_related("petition__site", "contact")
        return rows.filter(uuid=verification.subject).first()

    def title(self, verification):
        return _("Confirm your signature")

    def summary(self, verification):
        signature = self._signature(verification)
        if signature is None or not hasattr(signature, "contact"):
            return ""
        return _("%(name)s signs the petition “%(title)s”.") % {
            "name": signature.contact.name,
            "title": shown_title(signature.petition, verification.language),
        }

    def button(self, verification):
        return _("I sign")

    def message(self, verification):
        signature = self._signature(verification)
        if signature is None:
            return _("Your signature"), _("The signature has been withdrawn.")
        title = public_title(signature.petition, verification.language)
        if verification.channel != "email":
            return title, _("To sign the petition, type this code.")
        withdraw = self._withdrawal(signature, verification.language)
        if signature.confirmed_at:
            return (
                _("You have signed already: %(title)s") % {"title": title},
                _(
                    "Somebody, probably you, asked to sign the petition “%(title)s” with this "
                    "address. It has signed already, and each person signs once.\n\n"
                    "If you want to withdraw your signature, open this link:\n%(withdraw)s\n\n"
                    "To see the petition, open the next link."
                )
                % {"title": title, "withdraw": withdraw},
            )
        return (
            _("Confirm your signature: %(title)s") % {"title": title},
            _(
                "You are about to sign the petition “%(title)s”. To confirm, open the link below "
                "and press the button there."
            )
            % {"title": title},
        )

    def below(self, verification):
        signature = self._signature(verification)
        if signature is None or signature.confirmed_at:
            return ""
        return _(
            "Keep this message. With this other link you can withdraw your signature "
            "later:\n%(withdraw)s"
        ) % {"withdraw": self._withdrawal(signature, verification.language)}

    def _withdrawal(self, signature: Signature, language: str) -> str:
        return signature.petition.site.root_url + signing.withdrawal_url(signature, language)

    def confirmed(self, verification, now):
        signature = self._signature(verification)
        petition = signature.petition if signature else None
        result = signing.settle(signature, now) if signature else signing.LATE
        if result == signing.SIGNED and petition.opened_at is None:
            result = "supported"
        return result_url(result, petition, verification)

    def lost(self, verification):
        signature = self._signature(verification)
        petition = signature.petition if signature else None
        if petition is not None and petition.state == lifecycle.GATHERING:
            return gathering.address(petition, verification.language)
        return petition_url(petition, verification)


class SubmitPurpose(Purpose):
    def _submission(self, verification) -> Submission | None:
        return Submission.objects.filter(uuid=verification.subject).first()

    def title(self, verification):
        return _("Confirm your petition")

    def summary(self, verification):
        return _(
            "When you confirm, the petition is submitted to the municipality. "
            "You will hear from us by e-mail."
        )

    def button(self, verification):
        return _("Submit the petition")

    def message(self, verification):
        return (
            _("Confirm your petition"),
            _(
                "You have written a petition. To submit it, open the link below and press the "
                "button there."
            ),
        )

    def confirmed(self, verification, now):
        submission = self._submission(verification)
        if submission is None:
            return result_url("late", None, verification)
        petition = submitting.confirm(submission, verification.contact, now)
        if petition.state == lifecycle.GATHERING:
            return gathering.address(petition, verification.language, "support_share")
        return result_url("submitted", petition, verification)

    def lost(self, verification):
        page = index_page(verification.site, verification.language)
        return page.get_url() if page else verification.site.root_page.get_url() or "/"


class FollowPurpose(Purpose):
    def _petition(self, verification) -> Petition | None:
        rows = Petition.objects.filter(site=verification.site)
        return rows.filter(key=verification.subject).first()

    def title(self, verification):
        return _("Follow the petition")

    def summary(self, verification):
        petition = self._petition(verification)
        title = public_title(petition, verification.language) if petition else ""
        return _("You will hear what becomes of the petition “%(title)s”.") % {"title": title}

    def button(self, verification):
        return _("Follow the petition")

    def message(self, verification):
        petition = self._petition(verification)
        title = public_title(petition, verification.language) if petition else ""
        return (
            _("Follow the petition: %(title)s") % {"title": title},
            _(
                "Somebody, probably you, asked for notices about the petition “%(title)s” to this "
                "address. To get them, open the link below and press the button there."
            )
            % {"title": title},
        )

    def confirmed(self, verification, now):
        petition = self._petition(verification)
        if petition:
            following.follow(petition, verification.contact, verification.language, now)
        return result_url("following", petition, verification)

    def lost(self, verification):
        return petition_url(self._petition(verification), verification)


class MinePurpose(Purpose):
    def title(self, verification):
        return _("My signatures")

    def summary(self, verification):
        return _("You will see which petitions this address has signed and follows here.")

    def button(self, verification):
        return _("Show my signatures")

    def message(self, verification):
        if verification.channel != "email":
            return _("My signatures"), _("To see your signatures, type this code.")
        return (
            _("Your signatures"),
            _(
                "Somebody, probably you, asked which petitions this address has signed. To see "
                "them, to withdraw a signature or to change your notices, open the link below."
            ),
        )

    def confirmed(self, verification, now):
        return mine.visit_url(verification)

    def lost(self, verification):
        return reverse("civic_petitions:ask_mine", kwargs={"lang": verification.language})
