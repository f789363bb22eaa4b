"""How reminders are mostly sent: a Celery task for each mail, which loads its rows, connects, sends and saves.

It writes the same mail from the same templates in the same scope; only the way is another.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peergroups.settings")
app = Celery("bench", broker=os.environ["REDIS_URL"].replace("unix://", "redis+socket://", 1))
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=1, task_acks_late=True)


@app.task
def send_one(delivery_id: str) -> None:
    """Send one delivery and save that it was sent."""
    from django.core.mail import EmailMultiAlternatives
    from django.utils import timezone

    from notifications.models import Delivery
    from notifications.notices import letter_of
    from programs.models import Program, User
    from programs.tenancy import POST, inside

    with inside(None, reach=POST):
        row = Delivery.objects.get(pk=delivery_id)
        user, program = User.objects.get(pk=row.user_id), Program.objects.get(pk=row.program_id)
    letter = letter_of(row, program, user, timezone.now())
    mail = EmailMultiAlternatives(letter.words.subject, letter.words.text, to=[letter.address], headers=letter.headers)
    mail.attach_alternative(letter.words.html, "text/html")
    mail.send()
    with inside(None, reach=POST):
        row.state, row.sent_at = "sent", timezone.now()
        row.save()
