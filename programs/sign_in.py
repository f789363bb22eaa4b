"""The forms of signing in: an address, a code, a second step. allauth's, in our words and with our keyboards."""

import re
from typing import Any

from allauth.account.fields import EmailField
from allauth.account.forms import AddEmailForm, ConfirmEmailVerificationCodeForm, ConfirmLoginCodeForm, LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth import update_session_auth_hash

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


def sign_out_elsewhere(request: Request) -> None:
    """End every other session of the reader, and what other devices remember of the second factor.

    Sessions carry a hash of the password; nobody has one, so another unusable one costs nobody anything.
    """
    user = request.user
    user.set_unusable_password()
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
