"""The form of who wants to be told of the next intake, and that of the note to all of them."""

from django import forms


class InterestForm(forms.Form):
    """An address."""

    email = forms.EmailField(
        label="Your e-mail address", max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )


class NoteForm(forms.Form):
    """What the program adds to the note."""

    words = forms.CharField(
        label="A line of your own",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Say it in 600 characters; nothing was sent."},
    )
