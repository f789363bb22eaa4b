// Passkeys: ask the page what to ask the device for, ask the device, and send what it says with the form.
//
// A form with data-passkey="get" (show one) or "create" (make one), a hidden field `credential`, and in data-none,
// data-known, data-cancelled and data-failed the words for when it does not come to that.

const asks = { get: webauthnJSON.get, create: webauthnJSON.create };

/** What went wrong, as the name of the words for it. NotAllowedError: cancelled, timed out, or no such passkey here. */
const wrong = (error) => ({ NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" })[error.name] ?? "failed";

async function credential(form) {
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (response.redirected) return void location.reload(); // the page asks for something else first
  if (!response.ok) throw new Error(`The page answered ${response.status}.`);
  return asks[form.dataset.passkey](await response.json());
}

async function send(form) {
  const button = form.querySelector("[type=submit]");
  const words = form.querySelector("[data-passkey-words]");
  words.textContent = "";
  if (!webauthnJSON.supported()) return void (words.textContent = form.dataset.none);
  button.setAttribute("aria-disabled", "true");
  try {
    const answer = await credential(form);
    if (!answer) return;
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  } catch (error) {
    words.textContent = form.dataset[wrong(error)] ?? form.dataset.failed;
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
