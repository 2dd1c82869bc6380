from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Members"

    def ready(self) -> None:
        from foundation.outbox import api as outbox

        from . import accounts, notifications, rooms
        from .services import desk, invitations, staff_lists

        rooms.register_room("people", "members:organisation", "People", order=1)
        rooms.register_room("desk", "members:desk-cards", "Desk cards", order=8)
        outbox.register(notifications.HANDLER, notifications.send_promised)
        outbox.register(invitations.FORGETTER, invitations.forget_invitation)
        outbox.register(staff_lists.FORGETTER, staff_lists.forget_list)
        outbox.register(desk.FORGETTER, desk.forget_card)
        notifications.register_mail(invitations.MAIL, invitations.mail_context)
        notifications.register_mail(desk.REPLACED, desk.replaced_context)
        notifications.register_mail("password-reset", accounts.password_reset_context)
        notifications.register_mail("welcome", accounts.password_reset_context)
        notifications.register_mail("confirm-address", accounts.confirm_address_context)
        notifications.register_mail("account-notice", accounts.account_notice_context)
