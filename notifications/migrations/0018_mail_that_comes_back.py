"""Mail that comes back: bounces, complaints and replies, and how the post of a program does, for its admins.

An address is freed by the proof that mail arrives there, whoever notices it (app_address_works, app_heard_from), by an
admin of the program, and by its owner (app_wants_mail). What admins read of mail that arrives are counts from three
people up (app_post_counts, app_post_rates).
"""

import uuid
from importlib import import_module

import django.contrib.postgres.fields
import django.utils.timezone
from django.db import migrations, models

from programs.rls import APP, AUTHZ, fence, function_of_authz, once

KINDS = [*import_module("notifications.migrations.0016_kinds_of_the_post").KINDS, ("reply", "About your reply by mail")]
STAFF = once("app_is_staff() and program_id = app_program()")
MINE = once("user_id = app_user()")


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0017_the_person"),
    ]

    operations = [
        *(
            migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=24))
            for model in ("delivery", "notice", "preference")
        ),
        migrations.AddField(
            model_name="addresstrouble",
            name="freed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="when an admin freed it"),
        ),
        migrations.AddField(
            model_name="addresstrouble",
            name="kind",
            field=models.CharField(
                choices=[
                    ("refused", "Refused by its server"),
                    ("bounced", "Mail came back"),
                    ("full", "Mail came back three times"),
                    ("unwanted", "Called mail unwanted"),
                ],
                default="refused",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="addresstrouble",
            name="user_id",
            field=models.UUIDField(null=True, verbose_name="whose address it is, if they have a sign-in"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="again_of",
            field=models.UUIDField(null=True, verbose_name="the delivery that an admin had sent once more"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="asks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(),
                null=True,
                size=None,
                verbose_name="what a reply answers, in the order of its numbers",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "Waiting"),
                    ("claimed", "Being written"),
                    ("sending", "Leaving"),
                    ("sent", "Sent"),
                    ("failed", "Refused"),
                    ("unconfirmed", "Unconfirmed"),
                    ("bounced", "Came back"),
                    ("expired", "Too late to send"),
                    ("not_needed", "No longer needed"),
                ],
                default="pending",
                max_length=11,
            ),
        ),
        migrations.CreateModel(
            name="MailReply",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("program_id", models.UUIDField()),
                ("user_id", models.UUIDField()),
                ("delivery_id", models.UUIDField()),
                ("key", models.CharField(max_length=32)),
                (
                    "became",
                    models.CharField(
                        choices=[("saved", "Saved"), ("asked", "Asked back"), ("foreign", "From another address")],
                        max_length=7,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name_plural": "mail replies",
                "indexes": [models.Index(fields=["program_id", "user_id", "-at"], name="reply_of_user")],
                "constraints": [
                    models.UniqueConstraint(fields=("program_id", "delivery_id", "key"), name="one_reply_of_a_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="MailReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("program_id", models.UUIDField(null=True)),
                ("delivery_id", models.UUIDField()),
                ("address", models.EmailField(max_length=254, verbose_name="in lower case")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hard", "It will never arrive there"),
                            ("soft", "It did not arrive this time"),
                            ("complaint", "Its reader calls it unwanted"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["address", "kind", "at"], name="report_of_address")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("program_id", "delivery_id", "kind"), name="one_report_of_a_mail", nulls_distinct=False
                    )
                ],
            },
        ),
        fence("notifications_mailreport", "post", programless="yes"),
        fence("notifications_mailreply", "post", user="user_id", staff="no"),
        migrations.RunSQL(
            f"""
            create policy freed_by_staff on notifications_addresstrouble for update to {APP}
                using ({STAFF}) with check ({STAFF});
            create policy own on notifications_addresstrouble for select to {APP} using ({MINE});
            create policy authz on notifications_addresstrouble for all to {AUTHZ} using (true);
            grant select, delete on notifications_addresstrouble to {AUTHZ};
            create policy authz_takes_back on notifications_delivery for update to {AUTHZ}
                using (again_of is not null and state = 'pending') with check (state = 'not_needed');
            grant update (state, failure) on notifications_delivery to {AUTHZ};
            create policy authz on programs_activity for select to {AUTHZ} using (true);
            grant select on programs_activity to {AUTHZ}
            """,
            f"""
            revoke select on programs_activity from {AUTHZ};
            drop policy authz on programs_activity;
            revoke update (state, failure) on notifications_delivery from {AUTHZ};
            drop policy authz_takes_back on notifications_delivery;
            revoke select, delete on notifications_addresstrouble from {AUTHZ};
            drop policy authz on notifications_addresstrouble;
            drop policy own on notifications_addresstrouble;
            drop policy freed_by_staff on notifications_addresstrouble
            """,  # noqa: S608 - made of constants
        ),
        # Somebody proved that mail arrives at an address: a code that went there was typed.
        function_of_authz(
            "app_address_works",
            "asked text",
            """returns void language sql volatile as $$
                delete from notifications_addresstrouble where address = lower(asked) and kind <> 'unwanted'
            $$""",
        ),
        # The same for the addresses of people who answered a mail at a moment, of whom the post knows user or member.
        function_of_authz(
            "app_heard_from",
            "people uuid[], moments timestamptz[]",
            """returns void language sql volatile as $$
                delete from notifications_addresstrouble as trouble
                using unnest(people, moments) as heard(person, at)
                where trouble.kind <> 'unwanted' and trouble.since < heard.at
                  and (trouble.user_id = heard.person
                       or trouble.user_id = (select user_id from members_member where id = heard.person))
                  and current_setting('app.reach', true) = 'post'
            $$""",
        ),
        # The reader of the mail in which a link stands wants mail again: whatever was held against their address here.
        function_of_authz(
            "app_wants_mail",
            "",
            """returns void language sql volatile as $$
                delete from notifications_addresstrouble
                where program_id = app_program() and user_id = coalesce(app_user(), app_mail_reader())
            $$""",
        ),
        function_of_authz(
            "app_take_back",
            "asked uuid",
            """returns boolean language sql volatile as $$
                with gone as (
                    update notifications_delivery set state = 'not_needed', failure = 'Taken back by an admin'
                    where id = asked and program_id = app_program() and app_is_staff() and state = 'pending'
                      and again_of is not null
                    returning 1
                ) select exists (select 1 from gone)
            $$""",
        ),
        function_of_authz(
            "app_post_counts",
            "since timestamptz, late_since timestamptz",
            """returns table (word text, people integer, mails integer) language sql stable as $$
                select word, count(distinct coalesce(user_id, about_id, id))::integer, count(*)::integer from (
                    select user_id, about_id, id, case
                        when state in ('pending', 'claimed', 'sending')
                             and greatest(send_at, coalesce(hold_until, send_at)) < late_since then 'stuck'
                        when state = 'sent' and sent_at >= since then 'sent'
                    end as word
                    from notifications_delivery
                    where program_id = app_program() and app_is_staff() and created_at >= since - interval '30 days'
                ) as told where word is not null group by word
            $$""",
        ),
        # What became of the newest thousand reminders of each kind: how many of their readers did what it asks within
        # three days, or stopped the kind. A kind with fewer than three readers tells nothing. `acts` names by kind the
        # beginnings of the kinds of Activity that are such an act.
        function_of_authz(
            "app_post_rates",
            "since timestamptz, acts jsonb",
            """returns table (kind text, people integer, sent integer, acted integer, muted integer)
            language sql stable as $$
                with mine as (
                    select mail.id, mail.kind, mail.user_id, mail.sent_at, member.id as member_id,
                           row_number() over (partition by mail.kind order by mail.created_at desc) as place
                    from notifications_delivery as mail
                    left join members_member as member
                        on member.program_id = mail.program_id and member.user_id = mail.user_id
                    where mail.program_id = app_program() and app_is_staff() and mail.created_at >= since
                      and mail.sent_at is not null and mail.state in ('sent', 'unconfirmed')
                      and mail.urgency in ('nudge', 'digest') and mail.user_id is not null
                ), circles as (
                    select member.user_id, holder.group_id from groups_seatholder as holder
                    join members_member as member on member.id = holder.member_id
                    where holder.program_id = app_program() and member.program_id = app_program()
                    union
                    select role.user_id, term.group_id from groups_facilitatorterm as term
                    join programs_role as role on role.id = term.role_id
                    where term.program_id = app_program() and role.program_id = app_program()
                    union
                    select user_id, id from members_member where program_id = app_program()
                ), told as (
                    select mine.kind, mine.user_id, exists (
                        select 1 from circles join programs_activity as act
                            on act.program_id = app_program() and act.group_id = circles.group_id
                           and act.at between mine.sent_at and mine.sent_at + interval '3 days'
                        where circles.user_id = mine.user_id
                          and (act.by_id = mine.user_id or act.member_id = mine.member_id)
                          and exists (select 1 from jsonb_array_elements_text(acts -> mine.kind) as named(beginning)
                                      where starts_with(act.kind, named.beginning))
                    ) as acted
                    from mine where place <= 1000
                ), stopped as (
                    select act.fields[1] as kind, count(distinct act.about_id) as many from programs_activity as act
                    where act.program_id = app_program() and act.group_id is null and act.at >= since
                      and act.kind in ('mail.stopped', 'mail.paused')
                    group by 1
                )
                select told.kind, count(distinct told.user_id)::integer, count(*)::integer,
                       (count(*) filter (where told.acted))::integer, coalesce(max(stopped.many), 0)::integer
                from told left join stopped on stopped.kind = told.kind
                group by told.kind having count(distinct told.user_id) >= 3
            $$""",
        ),
    ]
