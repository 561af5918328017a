// Responds as the parameter `plan` of each query says, and records each request: GET /seen returns and forgets them.

import http from "node:http";
import zlib from "node:zlib";

const seen = [];

function planOf(target) {
  const match = /[?&]plan=([A-Za-z0-9_-]*)/.exec(target);
  return match ? JSON.parse(Buffer.from(match[1], "base64url").toString()) : {};
}

function bodyOf(plan) {
  const unit = Buffer.from(plan.unit ?? "");
  return unit.length ? Buffer.concat(Array(plan.repeat).fill(unit)) : unit;
}

function respond(request, response, plan) {
  let body = bodyOf(plan);
  for (const [name, value] of plan.fields ?? []) response.appendHeader(name, value);
  if (plan.coding) {
    body = { gzip: zlib.gzipSync, deflate: zlib.deflateSync }[plan.coding](body);
    response.setHeader("Content-Encoding", plan.coding);
  }
  // Not to requests: http.client takes every interim response but 100 for the final one.
  if (plan.interim && request.headers["user-agent"] === "dynaclient") response.writeEarlyHints({ link: "</style.css>; rel=preload" });
  if (plan.close) response.setHeader("Connection", "close");
  if (plan.framing === "counted") response.setHeader("Content-Length", body.length);
  if (plan.framing === "close") response.useChunkedEncodingByDefault = response.shouldKeepAlive = false;
  response.writeHead(plan.status ?? 200);
  const bodyless = request.method === "HEAD" || plan.status === 204 || plan.status === 304;
  if (!bodyless) {
    const step = Math.max(1, Math.ceil(body.length / 5));
    for (let start = 0; start < body.length; start += step) response.write(body.subarray(start, start + step));
  }
  response.end();
}

const server = http.createServer((request, response) => {
  if (request.url === "/seen") {
    response.end(JSON.stringify(seen.splice(0)));
    return;
  }
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const fields = [];
    for (let index = 0; index < request.rawHeaders.length; index += 2) fields.push(request.rawHeaders.slice(index, index + 2));
    const body = Buffer.concat(parts).toString("base64");
    seen.push({ method: request.method, target: request.url, fields, body, port: request.socket.remotePort });
    respond(request, response, planOf(request.url));
  });
});

server.listen(Number(process.argv[2]), "127.0.0.1");
