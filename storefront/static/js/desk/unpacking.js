// Asks Lapak for pages packed against the dictionary that lies on the phone, and unpacks them: each as it is, with its
// own headers, for less than half of the data; and for none where it is still as the phone has it. A browser that cannot, or
// has no dictionary, gets the page as ever.
const PACKED = "application/x-lapak";
const NAME_OF = /^\/lapak\/kamus\/(\w+)\/$/;
const TOGETHER = 12; // pages in one answer: on a bad link what was half sent comes again from its beginning
let words;

/** As fetch does, with a dictionary among the files of the `shell`; `had` is the page as it lies on the phone. */
export async function fetchPacked(address, options, shell, had) {
  const [answer, pages] = await fetched(address, options, shell, had?.headers.get("ETag"));
  if (answer.status !== 304) return pages ? pages[0] : answer;
  const headers = new Headers(had.headers);
  for (const [name, value] of answer.headers) headers.set(name, value);
  return new Response((await had.text()).replace(/(<html) data-kept="[^"]*"/, "$1"), { headers });
}

/** Each of the `addresses` with its page, some at a time as the `list` of them gives them, who may leave some out. */
export async function* fetchPages(list, addresses, shell) {
  const options = { redirect: "error" };
  for (let at = 0; at < addresses.length; at += TOGETHER) {
    const some = addresses.slice(at, at + TOGETHER);
    const asked = some.map((address) => `halaman=${address}`).join("&");
    const [, found] = await fetched(`${list}?${asked}`, options, shell);
    if (found && found[0]?.headers.get("Content-Location") !== list) {
      yield* found.map((page) => [page.headers.get("Content-Location"), page]);
    } else {
      for (const address of some) yield [address, await fetchPacked(address, options, shell)];
    }
  }
}

// The answer and, where it was packed, the pages in it.
async function fetched(address, options, shell, etag) {
  words ??= await dictionary(shell).catch(() => undefined);
  if (!words) return [await fetch(address, options)];
  const headers = { "X-Desk-Words": words.name, ...(etag && { "If-None-Match": etag }) };
  const answer = await fetch(address, { ...options, headers });
  if (answer.headers.get("Content-Type") !== PACKED) return [answer];
  try {
    return [answer, await unpacked(answer)];
  } catch {
    return [await fetch(address, options)];
  }
}

// Only the very words: a page unpacked with others is another page. Others came from somebody between, and go.
async function dictionary(shell) {
  const address = shell.find((one) => NAME_OF.test(one));
  const found = address && (await caches.match(address, { ignoreVary: true }));
  if (!found) return undefined;
  new DecompressionStream("deflate-raw"); // fails where a browser has none
  const [, name] = NAME_OF.exec(address);
  const bytes = new Uint8Array(await found.arrayBuffer());
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const digits = Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (digits.startsWith(name)) return { name, bytes };
  for (const cache of await caches.keys()) await (await caches.open(cache)).delete(address, { ignoreVary: true });
  return undefined;
}

// Streams, each after its length in four bytes.
async function unpacked(answer) {
  const found = [];
  const date = answer.headers.get("Date") ?? "";
  for (let rest = new Uint8Array(await answer.arrayBuffer()); rest.length;) {
    const size = new DataView(rest.buffer, rest.byteOffset).getUint32(0);
    found.push(...pages(await inflated(rest.subarray(4, 4 + size), words.bytes), date));
    rest = rest.subarray(4 + size);
  }
  return found;
}

// The dictionary goes first, as a block that is not deflated, so that what follows can point back into it.
async function inflated(stream, before) {
  const { length } = before;
  const head = Uint8Array.of(0, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255);
  const whole = new Blob([head, before, stream]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(whole).arrayBuffer()).subarray(length);
}

// Headers, an empty line, and as many bytes of the page as they say; then the next.
function pages(bytes, date) {
  const found = [];
  const read = new TextDecoder();
  for (let rest = bytes; rest.length;) {
    const end = rest.findIndex((byte, at) => byte === 10 && rest[at + 1] === 10);
    if (end < 0) throw new Error("no page");
    const lines = read.decode(rest.subarray(0, end)).split("\n");
    const headers = new Headers(lines.map((line) => line.split(/: ?(.*)/s).slice(0, 2)));
    headers.set("Date", date);
    rest = rest.subarray(end + 2);
    const size = Number(headers.get("Content-Length"));
    found.push(new Response(rest.subarray(0, size), { headers }));
    rest = rest.subarray(size);
  }
  return found;
}
