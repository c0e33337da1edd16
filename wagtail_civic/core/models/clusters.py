"""The base of rows that are edited together with their children."""

from modelcluster.models import ClusterableModel


class Cluster(ClusterableModel):
    """A ``ClusterableModel`` that is quick to read.

    Children come as keywords only; modelcluster looks for them at every row of a list, and that
    costs more than the row. A row from the database has no keywords.
    """

    class Meta:
        abstract = True

    def __init__(self, *args, **kwargs):
        above = super() if kwargs else super(ClusterableModel, self)
        above.__init__(*args, **kwargs)
