// Our page inside Saleor Dashboard. Dashboard posts a handshake with the token of whoever looks; the server checks it.
const main = document.getElementById("isi");
const dashboard = main.dataset.dashboard;
const asked = new URLSearchParams(location.search);
const [kind, id] = asked.get("orderId")
  ? ["order", asked.get("orderId")]
  : asked.get("productId")
    ? ["product", asked.get("productId")]
    : ["", ""];
let token = "";

function show(state) {
  for (const part of main.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== state;
}

async function load() {
  let answer;
  try {
    answer = await fetch(main.dataset.panel, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token, kind, id }),
    });
  } catch {
    return show("refused");
  }
  const text = answer.headers.get("Content-Type") || "";
  if (!text.startsWith("text/html")) return show("refused");
  main.querySelector('[data-state="shown"]').innerHTML = await answer.text();
  show("shown");
}

addEventListener("message", (event) => {
  if (!dashboard || event.origin !== dashboard || event.source !== parent) return;
  const { type, payload } = event.data || {};
  if ((type !== "handshake" && type !== "tokenRefresh") || !payload || typeof payload.token !== "string") return;
  const first = !token;
  token = payload.token;
  if (first) load();
});

main.querySelector("[data-again]").addEventListener("click", load);
if (parent === window || !dashboard) show("outside");
else parent.postMessage({ type: "notifyReady", payload: { actionId: crypto.randomUUID?.() ?? "lapak" } }, dashboard);
