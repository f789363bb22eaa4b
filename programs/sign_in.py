"""The forms of signing in: an address, a code, a second step. allauth's, in our words and with our keyboards."""

import re
import struct
from typing import Any

from allauth.account.fields import EmailField
from allauth.account.forms import AddEmailForm, ConfirmEmailVerificationCodeForm, ConfirmLoginCodeForm, LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from fido2.utils import websafe_encode
from fido2.webauthn import RegistrationResponse

from programs.request import Request

ADDRESS = "sign_in_address"
"""The session's key for the address that was typed last, so that nobody types it twice."""


class AddressField(EmailField):
    """An e-mail address."""

    def __init__(self, autocomplete: str, **attrs: Any) -> None:
        super().__init__(
            label="E-mail address",
            widget=forms.EmailInput(attrs={"autocomplete": autocomplete, "spellcheck": "false", **attrs}),
            error_messages={
                "required": "Type your e-mail address.",
                "invalid": "Type an address such as dana@example.com.",
            },
        )


class DigitsField(forms.CharField):
    """A code of digits. Whatever is pasted around them, spaces or the whole line of the mail, is left out."""

    def __init__(self, label: str, **attrs: Any) -> None:
        keyboard = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "code-input"}
        super().__init__(
            label=label,
            max_length=200,
            widget=forms.TextInput(attrs=keyboard | attrs),
            error_messages={"required": "Type the digits of the code."},
        )

    def to_python(self, value: Any) -> str:
        return re.sub("[^0-9]", "", super().to_python(value) or "")


class SignInForm(LoginForm):
    """Who wants to sign in: an address, known or not, gets a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressField("username", autofocus=True)


class CodeForm(ConfirmLoginCodeForm):
    """The code from the mail."""

    code = DigitsField("Code")


class AddressCodeForm(ConfirmEmailVerificationCodeForm):
    """The code that proves a new address."""

    code = DigitsField("Code")


class NewAddressForm(AddEmailForm):
    """One more address to sign in with."""

    email = AddressField("email")


class SecondStepForm(AuthenticateForm):
    """The code of the authenticator app, or a recovery code, and whether this device is to be remembered."""

    code = DigitsField("Code")
    remember = forms.BooleanField(
        label="Remember this device for 30 days",
        help_text="Leave it off on a shared computer.",
        required=False,
        initial=True,
    )


class ProofForm(ReauthenticateForm):
    """The second factor once more, before something that counts."""

    code = DigitsField("Code")


class ActivateForm(ActivateTOTPForm):
    """The first code of an authenticator app that was just set up."""

    code = DigitsField("Code that the app shows", autofocus=False)


MOST_PASSKEYS = 10


class AnswerField(forms.JSONField):
    """What a device said about a passkey, as static/js/passkeys.js sends it. It is read from outside like any field."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        nothing = "Your browser sent no passkey. Press the button again."
        super().__init__(error_messages={"required": nothing, "invalid": nothing})

    def to_python(self, value: Any) -> Any:
        nonsense = ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            answer = super().to_python(value)
        except RecursionError as deep:
            raise nonsense from deep
        if answer is not None and not isinstance(answer, dict):
            raise nonsense
        return answer


class PasskeyForm(AuthenticateWebAuthnForm):
    """A passkey that one has, as the second step of signing in; of anybody without `user`, to sign in by it alone."""

    credential = AnswerField()

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except ValidationError as refused:
            if refused.code != "incorrect_code":
                raise
        except UNREADABLE:
            pass
        raise ValidationError("That passkey does not open this sign-in. Was it removed? Try another one, or a code.")


class PasskeyProofForm(PasskeyForm):
    """A passkey once more, before something that counts."""

    reauthenticated = True


class NewPasskeyForm(AddWebAuthnForm):
    """One more passkey, made a moment ago on a device."""

    credential = AnswerField()
    name = forms.CharField(
        label="What you call it",
        max_length=60,
        required=False,
        help_text="Such as the device that keeps it: “Work laptop”.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["name"] = ""

    def clean(self) -> dict[str, Any]:
        if Authenticator.objects.filter(user=self.user, type=Authenticator.Type.WEBAUTHN).count() >= MOST_PASSKEYS:
            raise ValidationError(f"{MOST_PASSKEYS} passkeys are the most one sign-in can have. Remove one first.")
        try:
            told = dict(super().clean())
            return told | {"credential": only_the_passkey(told["credential"])} if told.get("credential") else told
        except (ValidationError, *UNREADABLE) as wrong:
            raise ValidationError("The passkey was not made. Press the button again.") from wrong


def only_the_passkey(answer: dict[str, Any]) -> dict[str, Any]:
    """What allauth keeps of a new passkey, written anew: a device's answer may hold anything else, too."""
    response = RegistrationResponse.from_dict(answer).response
    made = response.attestation_object.auth_data.credential_data
    key = websafe_encode(made.credential_id) if made else ""
    return {
        "type": "public-key",
        "id": key,
        "rawId": key,
        "response": {
            "clientDataJSON": websafe_encode(response.client_data),
            "attestationObject": websafe_encode(response.attestation_object),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, AssertionError, struct.error)
"""What reading a device's answer raises when it is not one."""


def sign_out_elsewhere(request: Request) -> None:
    """End every other session of the reader, and what other devices remember of the second factor.

    Sessions carry a hash of the password; nobody has one, so another unusable one costs nobody anything.
    """
    user = request.user
    user.set_unusable_password()
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
