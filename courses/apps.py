from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Courses"

    def ready(self) -> None:
        from django.db.models.signals import post_save, pre_delete

        from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

        from editing.api import Video, register_film_uses
        from foundation.outbox import api as outbox
        from members import api as members
        from search import api as search

        from . import receivers
        from .film_uses import frozen_uses
        from .library import CourseSource
        from .library_paths import LearningPathSource
        from .pages import CoursePage
        from .programme_pages import ProgrammePage
        from .services.assigning import PEOPLE_CHANGED, people_changed
        from .services.awarding import CERTIFY
        from .services.completion import certify
        from .services.ending import end_silent_duty
        from .services.evidence import FORGET, PACK, forget_pack, produce_pack
        from .services.quizzing import END_TIMED, end_timed_duty
        from .services.reminding import DIGEST, LEADS, digest_context, leads_context
        from .services.sessions import END_SILENT
        from .services.trying import TRY, TRY_LEASE, try_duty
        from .services.uploads import IMPORT, IMPORT_LEASE, SWEEP, import_duty, sweep_duty

        search.register(CourseSource())
        register_film_uses(frozen_uses)
        search.register(LearningPathSource())
        outbox.register(END_SILENT, end_silent_duty)
        outbox.register(CERTIFY, certify)
        outbox.register(END_TIMED, end_timed_duty)
        outbox.register(IMPORT, import_duty, lease=IMPORT_LEASE)
        outbox.register(TRY, try_duty, lease=TRY_LEASE)
        outbox.register(SWEEP, sweep_duty)
        outbox.register(PEOPLE_CHANGED, people_changed)
        members.on_people_changed(PEOPLE_CHANGED)
        members.register_room("assignments", "courses:assignments", "Asked of people", order=3)
        outbox.register(PACK, produce_pack)
        outbox.register(FORGET, forget_pack)
        members.register_room("evidence", "courses:evidence", "Evidence", order=5)
        members.register_room("matrix", "courses:matrix", "Training matrix", order=4)
        members.register_mail(DIGEST, digest_context)
        members.register_mail(LEADS, leads_context)
        page_published.connect(receivers.freeze_what_was_published, sender=CoursePage)
        page_unpublished.connect(receivers.withdraw_what_was_taken_down, sender=CoursePage)
        pre_delete.connect(receivers.withdraw_what_was_taken_down, sender=CoursePage)
        page_published.connect(receivers.freeze_the_path_that_was_published, sender=ProgrammePage)
        page_unpublished.connect(receivers.withdraw_the_path_that_was_taken_down, sender=ProgrammePage)
        pre_delete.connect(receivers.withdraw_the_path_that_was_taken_down, sender=ProgrammePage)
        for moved in (page_slug_changed, post_page_move):
            moved.connect(receivers.index_what_moved)
        post_save.connect(receivers.index_what_shows_a_film, sender=Video)
