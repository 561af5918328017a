// Calls a mock server with the fetch of Node, and prints the outcome of each case as JSON.
const [url, authorization] = process.argv.slice(2);

async function outcome(path, options = {}) {
  const headers = { Authorization: authorization, ...options.headers };
  const response = await fetch(url + path, { ...options, headers });
  const text = await response.text();
  const media = response.headers.get("content-type") || "";
  return {
    status: response.status,
    body: media.includes("json") && text ? JSON.parse(text) : text,
    headers: Object.fromEntries(response.headers),
  };
}

async function* pieces() {
  yield Buffer.from('{"name":');
  yield Buffer.from('"streamed"}');
}

const json = { "Content-Type": "application/json" };
const found = {};
found.created = await outcome("/pets", { method: "POST", headers: json, body: JSON.stringify({ name: "Rex" }) });
const path = `/pets/${found.created.body.id}`;
found.read = await outcome(path);
found.slash = await outcome(`${path}/`);
found.streamed = await outcome("/pets", { method: "POST", headers: json, body: pieces(), duplex: "half" });
found.head = await outcome(path, { method: "HEAD" });
found.options = await outcome(path, { method: "OPTIONS" });
found.preferred = await outcome(path, { headers: { Prefer: 'code=404, example="not here"' } });
found.invalid = await outcome("/pets?size=x");
found.notAllowed = await outcome("/pets", { method: "PUT", headers: json, body: "{}" });
found.deleted = await outcome(path, { method: "DELETE" });
found.gone = await outcome(path);
found.many = await Promise.all(Array.from({ length: 20 }, async () => (await outcome("/pets")).status));
console.log(JSON.stringify(found));
