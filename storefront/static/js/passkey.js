// Finger, face or screen lock in place of a code. <form data-passkey="create|get" data-passkey-ask="/address/">: asks
// the address for a challenge, lets the phone sign it, and sends the form with the answer in its field "credential".
// [data-passkey-can] shows itself where the phone can do that, [data-passkey-cannot] goes away there.
const forms = document.querySelectorAll("form[data-passkey]");
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  buffer && btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const listed = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));

async function can() {
  const Keys = window.PublicKeyCredential;
  if (!Keys || !navigator.credentials) return { create: false, get: false };
  const create = await Keys.isUserVerifyingPlatformAuthenticatorAvailable?.() ?? false;
  return { create, get: create || (await Keys.isConditionalMediationAvailable?.() ?? false) };
}

async function create(asked) {
  const user = { ...asked.user, id: bytes(asked.user.id) };
  const publicKey = { ...asked, user, challenge: bytes(asked.challenge), excludeCredentials: listed(asked.excludeCredentials) };
  const key = await navigator.credentials.create({ publicKey });
  const { clientDataJSON, attestationObject } = key.response;
  return written(key, { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) });
}

async function get(asked) {
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: listed(asked.allowCredentials) };
  const key = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = key.response;
  return written(key, {
    clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature),
    userHandle: text(userHandle),
  });
}

const written = (key, response) =>
  JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {} });

async function answer(form) {
  const reply = await fetch(form.dataset.passkeyAsk, { method: "POST", body: new FormData(form) });
  if (reply.redirected) { // the visit is no longer fresh, or over: the page itself says what to do
    location.reload();
    return "";
  }
  const said = await reply.json();
  if (!reply.ok) throw new Error(said.sentence, { cause: "told" });
  return (form.dataset.passkey === "create" ? create : get)(said.publicKey);
}

function tell(form, error) {
  const { passkeyGone: gone, passkeyTwice: twice } = form.dataset;
  const sentence = error.cause === "told" ? error.message : error.name === "InvalidStateError" && twice ? twice : gone;
  const place = form.querySelector("[data-passkey-said]");
  place.querySelector("p").textContent = sentence;
  place.hidden = false;
}

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const button = form.querySelector("button");
  button.disabled = true;
  form.querySelector("[data-passkey-said]").hidden = true;
  try {
    form.elements.credential.value = await answer(form);
    if (form.elements.credential.value) form.submit();
  } catch (error) {
    tell(form, error);
    button.disabled = false;
  }
}

addEventListener("pageshow", () => {
  for (const form of forms) {
    form.elements.credential.value = "";
    form.querySelector("button").disabled = false;
  }
});
for (const form of forms) form.addEventListener("submit", send);
const able = await can().catch(() => ({ create: false, get: false }));
for (const place of document.querySelectorAll("[data-passkey-can]")) place.hidden = !able[place.dataset.passkeyCan];
for (const place of document.querySelectorAll("[data-passkey-cannot]")) place.hidden = able[place.dataset.passkeyCannot];
