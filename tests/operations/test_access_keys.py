"""Access keys: who may have, see, stop and delete them, and that a secret is readable once."""

import re
from datetime import timedelta

import pytest
from django.forms.models import model_to_dict
from django.utils import timezone

from pools.errors import ConflictException, ResourceNotFoundException, ServiceQuotaExceededException
from pools.models import AccessKey, Activity, Membership, Role
from pools.operations.access_keys import (
    caller_of_key,
    create_access_key,
    delete_access_key,
    key_for_signing,
    mark_used,
    new_secret,
    set_access_key_active,
)
from pools.operations.engine.caller import caller_for
from tests.help.factories import SECRET, AccessKeyFactory, AccountFactory, MembershipFactory
from tests.help.operations import refused


def key_of(caller, **columns):
    return AccessKeyFactory(user=caller.user, account=caller.account, **columns)


def stop(caller, row):
    return set_access_key_active(caller, access_key_id=row.access_key_id, is_active=False)


def delete(caller, row):
    return delete_access_key(caller, access_key_id=row.access_key_id)


def test_a_viewer_makes_a_key_which_signs_as_them(viewer):
    made = create_access_key(viewer)
    row, membership, secret = key_for_signing(made.row.access_key_id)
    assert secret == made.secret_access_key
    signer = caller_of_key(row, membership, "eu-west-1")
    assert (signer.user, signer.account, signer.role) == (viewer.user, viewer.account, Role.VIEWER)
    assert (signer.region, signer.door) == ("eu-west-1", "api")


def test_secrets_are_of_the_form_of_awss(editor):
    secrets = [create_access_key(editor).secret_access_key, *(new_secret() for _ in range(200))]
    assert all(re.fullmatch("[A-Za-z0-9+/]{40}", secret) for secret in secrets)
    assert len(set(secrets)) == 201


def test_two_keys_are_the_most_for_a_user_in_an_account(editor):
    create_access_key(editor)
    create_access_key(editor)
    with refused(ServiceQuotaExceededException) as refusal:
        create_access_key(editor)
    assert refusal.error.about.limit == 2
    elsewhere = MembershipFactory(user=editor.user, account=AccountFactory(account_id="444455556666"))
    assert create_access_key(caller_for(editor.user, elsewhere.account_id, "us-east-1"))
    assert AccessKey.objects.count() == 3


def test_others_keys_do_not_count(editor, viewer):
    AccessKeyFactory.create_batch(2, user=viewer.user)
    assert create_access_key(editor).row.user == editor.user


def test_the_secret_is_sealed_in_the_row(caller, settings):
    made = create_access_key(caller)
    row = AccessKey.objects.get()
    assert made.secret_access_key not in str(model_to_dict(row))
    settings.SECRET_KEY = "another-secret-key-than-it-was-sealed-with"
    assert key_for_signing(row.access_key_id) is None


def test_no_secret_is_in_the_activity_log(caller):
    made = create_access_key(caller)
    stop(caller, made.row)
    delete(caller, made.row)
    rows = list(Activity.objects.order_by("pk").values())
    assert [row["operation"] for row in rows] == [
        "create_access_key",
        "set_access_key_active",
        "delete_access_key",
    ]
    assert {row["resource_id"] for row in rows} == {made.row.access_key_id}
    assert made.secret_access_key not in str(rows)
    assert made.row.encrypted_secret not in str(rows)


def test_a_key_is_stopped_and_started(viewer):
    row = key_of(viewer)
    assert not stop(viewer, row).is_active
    assert key_for_signing(row.access_key_id) is None
    set_access_key_active(viewer, access_key_id=row.access_key_id, is_active=True)
    assert key_for_signing(row.access_key_id)[2] == SECRET


def test_only_a_stopped_key_is_deleted(viewer):
    row = key_of(viewer)
    with refused(ConflictException, "RESOURCE_DELETION_NOT_ALLOWED"):
        delete(viewer, row)
    stop(viewer, row)
    delete(viewer, row)
    assert not AccessKey.objects.exists()


def test_another_users_key_is_not_found(editor, viewer):
    row = key_of(viewer, is_active=False)
    for act in (stop, delete):
        with refused(ResourceNotFoundException):
            act(editor, row)
    assert list(AccessKey.objects.for_caller(editor)) == []
    assert AccessKey.objects.get() == row


def test_an_administrator_sees_and_stops_every_key_of_the_account(caller, viewer, other_caller):
    mine, theirs, foreign = key_of(caller), key_of(viewer), key_of(other_caller)
    assert set(AccessKey.objects.for_caller(caller)) == {mine, theirs}
    stop(caller, theirs)
    delete(caller, theirs)
    for act in (stop, delete):
        with refused(ResourceNotFoundException):
            act(caller, foreign)
    assert set(AccessKey.objects.all()) == {mine, foreign}


@pytest.mark.parametrize("trouble", ["unknown", "inactive", "user"])
def test_a_key_that_may_not_sign_is_none(viewer, trouble):
    row = key_of(viewer, is_active=trouble != "inactive")
    if trouble == "user":
        viewer.user.is_active = False
        viewer.user.save()
    assert key_for_signing("AKIAUNKNOWN" if trouble == "unknown" else row.access_key_id) is None


def test_a_key_without_its_membership_signs_for_nobody(viewer):
    row = key_of(viewer)
    Membership.objects.all().delete()
    found, membership, _ = key_for_signing(row.access_key_id)
    assert caller_of_key(found, membership, "us-east-1") is None


def test_a_key_has_the_role_that_its_user_has_now(viewer):
    row = key_of(viewer)
    Membership.objects.filter(user=viewer.user).update(role=Role.ADMINISTRATOR)
    found, membership, _ = key_for_signing(row.access_key_id)
    assert caller_of_key(found, membership, "us-east-1").sees_all_access_keys


def test_the_last_use_is_written_once_a_minute_at_most(viewer, django_assert_num_queries):
    row = key_of(viewer)
    mark_used(row)
    row.refresh_from_db()
    first = row.last_used_timestamp
    assert first
    with django_assert_num_queries(0):
        mark_used(row)
    AccessKey.objects.update(last_used_timestamp=first - timedelta(seconds=61))
    row.refresh_from_db()
    mark_used(row)
    row.refresh_from_db()
    assert row.last_used_timestamp >= first


def test_of_two_that_use_a_key_at_once_one_writes(viewer):
    row, same = key_of(viewer), AccessKey.objects.get()
    mark_used(row)
    written = AccessKey.objects.get().last_used_timestamp
    mark_used(same)
    assert AccessKey.objects.get().last_used_timestamp == written
    assert timezone.now() - written < timedelta(minutes=1)
