"""A device that keeps passkeys, for tests without a browser: it signs like one and knows no page."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One passkey. `verifies`: whether it asks for a finger, a face or a PIN; `origin`: the page it believes to see."""

    origin: str = "https://testserver"
    verifies: bool = True
    owner: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    @property
    def flags(self) -> int:
        return PRESENT | (VERIFIED if self.verifies else 0)

    def seen(self, kind: str, challenge: str) -> bytes:
        """What a browser tells a device: what for, where, and the challenge."""
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def make(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.create`."""
        told = asked["publicKey"]
        self.owner = websafe_decode(told["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        made = AttestedCredentialData.create(bytes(16), self.credential, public)
        about = AuthenticatorData.create(sha256(told["rp"]["id"].encode()), self.flags | ATTESTED, 0, made)
        return self.answer(
            {
                "clientDataJSON": websafe_encode(self.seen("webauthn.create", told["challenge"])),
                "attestationObject": websafe_encode(AttestationObject.create("none", about, {})),
                "transports": ["internal"],
            }
        )

    def show(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.get`."""
        told = asked["publicKey"]
        about = AuthenticatorData.create(sha256(told["rpId"].encode()), self.flags, 1)
        seen = self.seen("webauthn.get", told["challenge"])
        return self.answer(
            {
                "clientDataJSON": websafe_encode(seen),
                "authenticatorData": websafe_encode(about),
                "signature": websafe_encode(self.key.sign(about + sha256(seen), ec.ECDSA(hashes.SHA256()))),
                "userHandle": websafe_encode(self.owner),
            }
        )

    def answer(self, response: dict[str, Any]) -> dict[str, Any]:
        """The frame of both answers."""
        key = websafe_encode(self.credential)
        return {"type": "public-key", "id": key, "rawId": key, "response": response, "clientExtensionResults": {}}
