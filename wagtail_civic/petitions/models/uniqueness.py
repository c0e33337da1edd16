"""What makes a person one, beside the address: a keyed digest, for online and paper alike."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from .petition import Petition
from .signatures import Signature


class SignerMark(models.Model):
    """A personal number or a telephone that has signed a petition; nobody can read it back."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="marks")
    signature = models.ForeignKey(
        Signature, on_delete=models.CASCADE, null=True, blank=True, related_name="marks"
    )
    kind = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("mark of a signer")
        verbose_name_plural = _("marks of signers")
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "kind", "digest"], name="civic_petition_signer_mark"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.petition_id}"


class DeclarationWording(models.Model):
    """The words of a declaration of eligibility that somebody has accepted; never changed."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    text = models.TextField()
    first_used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("wording of a declaration")
        verbose_name_plural = _("wordings of declarations")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "language", "digest"], name="civic_petition_declaration"
            )
        ]

    def __str__(self):
        return self.text
