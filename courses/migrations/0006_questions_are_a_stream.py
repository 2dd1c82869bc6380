"""The questions of a quiz were a list of choices and are a stream of kinds now: each old one is a "choice"."""

from django.db import migrations

from wagtail.blocks.migrations.migrate_operation import MigrateStreamData
from wagtail.blocks.migrations.operations import RenameStreamChildrenOperation


class Migration(migrations.Migration):
    dependencies = [("courses", "0005_learning_of_our_own")]

    operations = [
        MigrateStreamData(
            app_name="courses",
            model_name="CoursePage",
            field_name="outline",
            operations_and_block_paths=[
                (RenameStreamChildrenOperation(old_name="item", new_name="choice"), "module.items.quiz.questions")
            ],
        )
    ]
