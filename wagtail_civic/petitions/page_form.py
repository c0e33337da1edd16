"""The editor's form of a petition's page: the words that people signed are told to stay."""

from wagtail_civic.core.admin_forms import CivicPageForm

from . import videos


class PetitionPageForm(CivicPageForm):
    def __init__(self, *args, **kwargs):
        from . import noting

        page = kwargs.get("instance")
        if page is not None:
            # A draft from before the opening may say something else.
            noting.keep_words(page)
        super().__init__(*args, **kwargs)

    def clean_video(self):
        video = videos.video_at(self.cleaned_data["video"])
        return video.link if video else self.cleaned_data["video"]

    def clean(self):
        from . import noting

        data = super().clean()
        for name, word in noting.signed_words(self.instance).items():
            if name in data and data[name] != word:
                self.add_error(name, noting.FROZEN_HELP)
        return data
