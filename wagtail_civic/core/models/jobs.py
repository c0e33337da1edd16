"""When each periodic job last ran, for hosts that have only cron."""

from django.db import models


class JobRun(models.Model):
    name = models.CharField(max_length=100, unique=True)
    last_run = models.DateTimeField()

    def __str__(self):
        return self.name
