"""What the public words of a petition mean, as a vector of the host's model."""

from array import array

from django.db import models
from django.utils.translation import gettext_lazy as _

from .petition import Petition


class PetitionVector(models.Model):
    """A vector of length one for the words in one language; ``digest`` tells of which words."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="vectors")
    language = models.CharField(max_length=16)
    model = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    packed = models.BinaryField()

    class Meta:
        verbose_name = _("vector of a petition")
        verbose_name_plural = _("vectors of petitions")
        constraints = [
            models.UniqueConstraint(fields=["petition", "language"], name="civic_petition_vector")
        ]

    def __str__(self):
        return f"{self.petition_id}: {self.language}"

    @staticmethod
    def pack(vector: list[float]) -> bytes:
        return array("f", vector).tobytes()

    @staticmethod
    def unpack(packed: bytes) -> array:
        return array("f", bytes(packed))
