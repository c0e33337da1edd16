"""Words of Wagtail's admin in Georgian, and how long ago something was, which is Django's.

Their own catalogues have next to none of them in Georgian. Nothing imports this module:
makemessages reads it, and Django offers the translations wherever Wagtail asks for the same words.
A translation of Wagtail's own, once there is one, comes first.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy as ngettext

# fmt: off
WORDS = [
    _("Reports"), _("Locked pages"), _("Workflows"), _("Workflow tasks"), _("Site history"),
    _("Aging pages"), _("Page types usage"), _("Translations"), _("Settings"), _("Locales"),
    _("Collections"), _("Help"), _("Editor Guide"), _("What's new in Wagtail %(version)s"),
    _("Wagtail %(current_version)s editor guide"), _("Shortcuts"), _("Keyboard shortcuts"),
    _("Site summary"), _("Search all pages…"), _("Search…"), _("Edit account avatar"), _("Actions"),
    _("More actions"), _("Dashboard"), _("Home"), _("Exploring"), _("Close"), _("Close dialog"),
    _("Cancel"), _("Clear"), _("Yes"), _("None"), _("Any"), _("any"), _("Show"), _("Edited"),
    _("Go back"), _("Submit"), _("Create"), _("Choose"), _("Select"), _("Select all"),
    _("Select row"), _("Select %(title)s"),
    _("Sorry, you do not have permission to access this area."), _("Sign in"),
    _("Sign in to Wagtail"), _("Signing in…"), _("Forgotten password?"),
    _("Your %(username_field)s and password didn't match. Please try again."),
    _("You have been successfully logged out."), _("Reset your password"),
    _("Enter your email address to reset your password"), _("Filter"), _("Filter by"),
    _("Show filters"), _("Apply filters"), _("Date from"), _("Date to"), _("Date updated"),
    _("Updated"), _("Edited by"), _("Has child pages"), _("Page type"), _("Page types"),
    _("Page title"), _("Locale"), _("Locale: "), _("Parent"), _("Usage"), _("Usage count"),
    _("Field"), _("Tag"), _("Tags"), _("Minimum"), _("Maximum"), _("System"), _("Download XLSX"),
    _("Download CSV"), _("Bulk actions"), _("Pagination"),
    _("Page %(page_num)s of %(total_pages)s"), _("There are no results."), _("Other searches"),
    _("No %(model_name)s match your query."), _("There are no %(model_name)s to display."),
    _("Sort by '%(label)s' in ascending order."), _("Sort by '%(label)s' in descending order."),
    _("Sort menu order"), _("More options for '%(title)s'"),
    _("%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s"),
    _("Sorry, no pages match <em>%(query_string)s</em>"), _("Search the whole site"),
    _("Enter a search term above"), _("%(time_period)s ago"),
    _("just now"), _("%(action)s by <b>%(who)s</b>"),
    _("%(action)s at <b>%(at)s</b>"), _("%(time)s by %(user_display_name)s"), _("by %(user)s"),
    _("Live"), _("live"), _("Draft"), _("draft"), _("Unpublished"), _("live + scheduled"),
    _("live + draft"), _("in moderation"), _("live + in moderation"), _("locked"), _("Locked"),
    _("Unlocked"), _("Deleted"), _("In progress"), _("Needs changes"), _("Approved"), _("Rejected"),
    _("Skipped"), _("Cancelled"), _("Status: "), _("Current page status:"), _("First published"),
    _("Last published"), _("Last published by"), _("Live version"), _("Draft saved"),
    _("Current draft"), _("New: %(model_name)s"), _("Editing %(page_type)s"), _("Editing"),
    _("Add %(model_name)s"), _("Add %(label)s"), _("Add child page"),
    _("Add a child page to '%(title)s'"), _("Explore child pages of '%(title)s'"),
    _("Create a page in %(title)s"), _("Choose which type of page you'd like to create."),
    _("Sorry, you cannot create a page at this location."), _("Choose parent"), _("Save"),
    _("Save draft"), _("Save Draft"), _("Save changes"), _("Saving…"), _("Saved"), _("Publishing…"),
    _("Publish %(model_name)s"), _("Schedule to publish"), _("Unpublish"),
    _("Submit to %(workflow_name)s"), _("Submit for moderation"), _("Move"), _("Inspect"),
    _("Preview"), _("View live"), _("View draft"), _("Visit the live page"), _("View history"),
    _("History"), _("Lock"), _("Unlock"), _("Promote"),
    _("The page title as you'd like it to be seen by the public"), _("For search engines"),
    _("For site menus"), _("slug"),
    _("The name of the page as it will appear in URLs e.g http://domain.com/blog/[my-slug]/"),
    _("title tag"),
    _("The name of the page displayed on search engine results as the clickable headline."),
    _("meta description"),
    _("The descriptive text displayed underneath a headline in search engine results."),
    _("show in menus"),
    _("Whether a link to this page will appear in automatically generated menus"),
    _("Save your changes before leaving"), _("You have <span>unsaved edits</span>"),
    _("Autosave is paused"), _("Autosave is <span>paused</span>"),
    _("There are validation errors, click save to highlight them."), _("Go to the first error"),
    _("A network error occurred"), _("Choose a page"), _("Choose %(object)s"),
    _("Choose another %(object)s"), _("Edit this %(object)s"), _("Choose an image"),
    _("Choose a document"), _("Clear choice"), _("Choose an item"), _("Choose another item"),
    _("Move up"), _("Move down"), _("Drag"), _("Loading"), _("Bold"), _("Italic"), _("Link"),
    _("Insert link"), _("External link"), _("Email link"), _("Phone link"), _("Heading 2"),
    _("Heading 3"), _("Heading 4"), _("Bulleted list"), _("Numbered list"), _("Undo"), _("Redo"),
    _("Alt text"), _("Image is decorative"), _("No publishing schedule set"), _("Set schedule"),
    _("Edit schedule"), _("Save schedule"), _("Set publishing schedule"),
    _("Choose when this %(model_name)s should go live and/or expire"),
    _("Choose when this page should go live and/or expire"),
    _(
        "This publishing schedule will only take effect after you select the \"Schedule to "
        "publish\" option"
    ),
    _("go live date/time"), _("expiry date/time"), _("Locking: "),
    _("Anyone can edit this %(model_name)s"),
    _("Anyone can edit this %(model_name)s – lock it to prevent others from editing"),
    _("Locked by you"), _("Locked by another user"), _("This page is locked to further editing"),
    _("Page visibility: "), _("Visible to all"), _("Once live anyone can view"),
    _("Change privacy"), _("Private"), _("Not visible to the public"),
    _("Choose who can view the live version of this page"),
    _("Privacy changes apply to all children of this page too."), _("Privacy"),
    _("Available in %(translations_total)s locales"), _("Switch locales"),
    _("No other translations"), _("Translate this page"), _("Translate page"),
    _("Preview is out of date"),
    _("Correct the validation errors to resume preview (saving will highlight errors)"),
    _("Preview in new tab"), _("Preview in mobile size"), _("Preview in tablet size"),
    _("Preview in desktop size"), _("Checks"), _("Content metrics"), _("Words"), _("Reading time"),
    _("Readability"), _("Issues found"), _("Comments"), _("Comment"), _("Comment notifications"),
    _("Add comment"), _("Add Comment"), _("Toggle sidebar"), _("Toggle status"),
    _("Toggle preview"), _("Toggle checks"), _("Toggle comments"), _("Toggle breadcrumbs"),
    _("Toggle minimap"), _("Breadcrumb"), _("Side panels"), _("Compare with previous version"),
    _("Compare with current version"), _("Compare with live version"), _("Review this version"),
    _("Replace current draft"), _("Publish this version"), _("Cancel scheduled publish"),
    _("You are viewing a previous version of this page from <b>%(created_at)s</b> by %(user)s"),
    _(
        "You are viewing a previous version of this %(model_name)s from <b>%(created_at)s</b> by "
        "%(user)s"
    ),
    _("Delete %(title)s"), _("Are you sure you want to delete this page?"),
    _("Are you sure you want to delete this %(model_name)s?"),
    _("Are you sure you want to delete this %(snippet_type_name)s?"), _("Yes, delete"),
    _("Yes, delete it"), _("No, don't delete"), _("No, don't delete it"),
    _("This action cannot be undone."),
    _(
        "Alternatively you can <a href=\"%(unpublish_url)s\">unpublish the page</a>. This "
        "removes the page from public view and you can edit or publish it again later."
    ),
    _("One or more references to this %(model_name)s prevent it from being deleted."),
    _("Are you sure you want to unpublish this page?"),
    _("Are you sure you want to unpublish this %(model_name)s?"), _("Yes, unpublish it"),
    _("No, don't unpublish"), _("Move %(title)s"), _("Yes, move this page"),
    _("Are you sure you want to move this page into '%(title)s'?"), _("Copy %(title)s"),
    _("Copy this page"), _("New slug"), _("New parent page"), _("Publish copied page"),
    _("Page '%(page_title)s' created."), _("Page '%(page_title)s' created and published."),
    _("Page '%(page_title)s' created and scheduled for publishing."),
    _("Page '%(page_title)s' created and submitted for moderation."),
    _("Page '%(page_title)s' has been updated."), _("Page '%(page_title)s' has been published."),
    _("Page '%(page_title)s' has been scheduled for publishing."),
    _("Page '%(page_title)s' is live and this version has been scheduled for publishing."),
    _("Page '%(page_title)s' has been submitted for moderation."),
    _("Page '%(page_title)s' deleted."), _("Page '%(page_title)s' moved."),
    _("Page '%(page_title)s' copied."), _("Page '%(page_title)s' unpublished."),
    _("Page '%(page_title)s' is now unlocked."),
    _("The page could not be created due to validation errors."),
    _("The page could not be saved due to validation errors."),
    _("The page could not be saved as it is locked."), _("%(model_name)s '%(object)s' created."),
    _("%(model_name)s '%(object)s' updated."), _("%(model_name)s '%(object)s' deleted."),
    _("%(model_name)s '%(object)s' created and published."),
    _("%(model_name)s '%(object)s' updated and published."),
    _("%(model_name)s '%(object)s' has been scheduled for publishing."),
    _("%(model_name)s '%(object)s' created and scheduled for publishing."),
    _("The %(model_name)s could not be created due to errors."),
    _("The %(model_name)s could not be saved due to errors."),
    _("The %(model_name)s could not be saved as it is locked"), _("'%(object)s' unpublished."),
    _("%(setting_type)s updated."), _("Your account settings have been changed successfully!"),
    _("Add documents"), _("Drag and drop documents into this area to upload immediately."),
    _("Drag and drop images into this area to upload immediately."),
    _("Or choose from your computer"), _("Upload"), _("Uploading…"), _("Update"),
    _(
        "Upload successful. Please update this document with a more appropriate title, if "
        "necessary. You may also delete the document completely if the upload wasn't required."
    ),
    _(
        "Upload successful. Please update this image with a more appropriate title, if "
        "necessary. You may also delete the image completely if the upload wasn't required."
    ),
    _("Sorry, upload failed."), _("Document updated."), _("Image updated."),
    _("Document '%(document_title)s' added."), _("Document '%(document_title)s' updated"),
    _("Document '%(document_title)s' deleted."),
    _("The document could not be saved due to errors."), _("Image '%(image_title)s' updated."),
    _("The image could not be saved due to errors."), _("Change document:"),
    _("Change image file:"), _("Change image"), _("Add multiple documents"),
    _("View latest version"), _("Add user"), _("Last login"), _("This data explained"),
    _("Delete document"), _("Latest documents"), _("Latest images"),
    _("Collection"), _("Add to collection"), _("Add to collection:"), _("Sort by"), _("Newest"),
    _("Oldest"), _("Title: (A -> Z)"), _("Title: (Z -> A)"),
    _("Multi-word tags with spaces will automatically be enclosed in double quotes (\")."),
    _("Supported formats: %(supported_formats)s."),
    _("Supported formats: %(supported_formats)s. Maximum filesize: %(max_upload_size)s."),
    _("Please provide an image description to comply with best practices for accessibility."),
    _("Focal point"), _("(optional)"),
    _("To define this image's most important region, drag a box over the image above."),
    _("Remove focal area"), _("Max dimensions"), _("description"), _("Profile"), _("Notifications"),
    _("Name and Email"), _("Profile picture"), _("Upload a profile picture:"),
    _("Preferred language"), _("Current time zone"), _("Theme preferences"), _("admin theme"),
    _("System default"), _("Light"), _("Dark"), _("contrast"), _("More contrast"), _("density"),
    _("Default"), _("Snug"), _("Enable custom keyboard shortcuts specific to Wagtail."),
    _("Use server language: %(language_name)s"), _("Workflow"), _("Task"), _("Approve"),
    _("Approve with comment"), _("Reject"), _("Awaiting my review"), _("Requested by"),
    _("Started at"), _("Completed at"), _("Your pages and snippets in a workflow"),
    _("Your most recent edits"), _("Your locked pages"), _("Workflow history"), _("Locked by"),
    _("Locked at"), _("Remember me"), _("Password"),
    _("tags"), _("Awaiting your review"), _("Privacy and access"), _("Tasks"),
    _("Task submitted by"), _("Task started"), _("Request changes"), _("Cancel workflow "),
    _("%(label)s and Publish"), _("Hello %(username)s,"),
    _("Edit your notification preferences here:"), _("You can preview the %(model_name)s here:"),
    _("You can edit the %(model_name)s here:"),
    _(
        'The %(model_name)s "%(title)s" has been submitted for approval to moderation '
        'stage "%(task)s".'
    ),
    _(
        'The %(model_name)s "%(title)s" has been submitted for approval in moderation '
        'stage "%(task)s"'
    ),
    _('The %(model_name)s "%(title)s" has been approved in workflow "%(workflow)s".'),
    _('The %(model_name)s "%(title)s" has been approved in "%(workflow)s".'),
    _(
        'There are no %(model_name)s to display. Why not <a href="%(add_url)s">add one</a>?'
    ),
    _(
        "You haven't uploaded any documents. Why not <a "
        "href=\"%(wagtaildocs_add_document_url)s\">upload one now</a>?"
    ),
    _(
        "You haven't uploaded any images. Why not <a "
        "href=\"%(wagtailimages_add_image_url)s\">upload one now</a>?"
    ),
    _("You haven't uploaded any documents."), _("You haven't uploaded any images."),
    _("Create a page in"), _("Create a new %(model_name)s"), _("Pages using"),
    _("Pages using %(page_type)s"), _("Last edit"), _("Last edited page"),
    _("Anyone with editing permissions can create schedules"),
    _("But only those with publishing permissions can make them effective."),
    _("No pages/snippets have been submitted for moderation yet"), _("By task"), _("By workflow"),
    _("Usage count: (low to high)"), _("Usage count: (high to low)"),
    _("File size: (low to high)"), _("File size: (high to low)"), _("Grid layout"),
    _("List layout"), _("Side panel width"), _("To be created by %(user)s"),
    _("Visible to all. Visit the live page"), _("Private. Visit the live page"),
    _("Sort the order of child pages within '%(parent)s' by '%(label)s' in ascending order."),
    _("Sort the order of child pages within '%(parent)s' by '%(label)s' in descending order."),
    _("Add or show comments"), _("Preview not available"),
    _(
        "Pages created here will not be accessible at any URL. To add pages to an "
        "existing site, create them as children of the homepage."
    ),
    _("How we calculate our metrics"),
    _(
        "We extract the main content from the page preview, remove all formatting, and "
        "calculate the number of words."
    ),
    _(
        "We calculate reading time from word count, using different reading speeds for "
        "different languages."
    ),
    _(
        "We use a readability formula based on length of words and sentences. Long "
        "sentences and words result in a worse readability score."
    ),
    _("Delete selected documents"), _("Select all documents in listing"),
    _("All documents in listing selected"), _("Delete selected images"),
    _("Select all images in listing"), _("All images in listing selected"),
    _("Delete selected pages"), _("Select all pages in listing"),
    _("All pages in listing selected"), _("Delete selected snippets"),
    _("Select all snippets in listing"), _("All snippets in listing selected"),
    _("Add tags to the selected documents"), _("Add selected documents to collection"),
    _("Add tags to the selected images"), _("Add selected images to collection"),
    _("Move selected pages"), _("Publish selected pages"), _("Unpublish selected pages"),
]

COUNTED = [
    ngettext("There is %(counter)s match", "There are %(counter)s matches"),
    ngettext(
        '%(total)s Page <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Pages <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext(
        '%(total)s Image <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Images <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext(
        '%(total)s Document <span class="w-sr-only">created in %(site_name)s</span>',
        '%(total)s Documents <span class="w-sr-only">created in %(site_name)s</span>',
    ),
    ngettext("%(num)d year", "%(num)d years"), ngettext("%(num)d month", "%(num)d months"),
    ngettext("%(num)d week", "%(num)d weeks"), ngettext("%(num)d day", "%(num)d days"),
    ngettext("%(num)d hour", "%(num)d hours"), ngettext("%(num)d minute", "%(num)d minutes"),
    ngettext("There is one matching page", "There are %(counter)s matching pages"),
    ngettext("1 page", "%(counter)s pages"),
    ngettext("%(num_child_objects)d child page", "%(num_child_objects)d child pages"),
    ngettext("%(count)s image", "%(count)s images"),
    ngettext("%(count)s document", "%(count)s documents"),
    ngettext("Used %(usage_count)s time", "Used %(usage_count)s times"),
    ngettext("Referenced %(count)s time", "Referenced %(count)s times"),
    ngettext(
        "This %(model_name)s is referenced %(usage_count)s time.",
        "This %(model_name)s is referenced %(usage_count)s times.",
    ),
    ngettext(
        "Are you sure you want to delete this document?",
        "Are you sure you want to delete these documents?",
    ),
    ngettext(
        "Are you sure you want to delete this image?",
        "Are you sure you want to delete these images?",
    ),
]
# fmt: on
