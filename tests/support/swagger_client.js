// Builds requests with the npm package `swagger-client`: for each call on stdin, as JSON, one request on stdout.
// Arguments: the folder of the package, and the document. References are followed here as far as a request depends on
// them, as the package's own resolver takes minutes for large documents.
"use strict";
const { readFileSync } = require("fs");
const path = require("path");
const { gunzipSync } = require("zlib");

const [folder, file] = process.argv.slice(2);
const { buildRequest, execute } = require(folder).default ?? require(folder);
const document = read(file);
process.emitWarning = console.warn = () => {};

function read(name) {
  const data = readFileSync(name);
  const text = (name.endsWith(".gz") ? gunzipSync(data) : data).toString("utf8").replace(/^\ufeff/, "");
  return /\.ya?ml$/.test(name) ? require(require.resolve("js-yaml", { paths: [folder] })).load(text) : JSON.parse(text);
}

function follow(value) {
  for (let count = 0; typeof value?.$ref === "string" && count < 50; count++) {
    const tokens = value.$ref.slice(1).split("/").slice(1);
    value = tokens.reduce(
      (found, token) => found?.[decodeURIComponent(token).replaceAll("~1", "/").replaceAll("~0", "~")], document);
  }
  return value ?? {};
}

const followed = (values, make) => Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, make(follow(value))]));
const medium = value => ({ ...value, ...("schema" in value ? { schema: follow(value.schema) } : {}) });

function parameter(value) {
  const found = follow(value);
  return "schema" in found ? { ...found, schema: follow(found.schema) } : found;
}

function operation(value) {
  const found = { ...follow(value) };
  if (found.parameters) found.parameters = found.parameters.map(parameter);
  if (found.requestBody) {
    const body = follow(found.requestBody);
    found.requestBody = { ...body, content: followed(body.content, medium) };
  }
  if (found.responses) found.responses = followed(found.responses, response => response);
  return found;
}

// A document with one operation, so that it is found at once.
function only(name, method) {
  const item = { ...follow(document.paths[name]), ...document.paths[name] };
  return { ...document, paths: { [name]: {
    ...(item.servers ? { servers: item.servers } : {}), parameters: (item.parameters ?? []).map(parameter), [method]: operation(item[method]),
  } } };
}

// Files come as {"\u0000file": base64}.
function revive(value) {
  if (Array.isArray(value)) return value.map(revive);
  if (value === null || typeof value !== "object") return value;
  if ("\u0000file" in value) return Buffer.from(value["\u0000file"], "base64");
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, revive(member)]));
}

async function shown(body) {
  if (body instanceof FormData) {
    const members = [];
    for (const [name, value] of body.entries()) {
      members.push(typeof value === "string"
        ? { name, text: value }
        : { name, file: Buffer.from(await value.arrayBuffer()).toString("base64"), type: value.type });
    }
    return { members };
  }
  if (ArrayBuffer.isView(body)) return { file: Buffer.from(body).toString("base64") };
  return body === undefined ? {} : { text: String(body) };
}

// It asks for these headers where a document requires them, though a client sets them itself: they are filled in, and taken out.
const OWN = ["accept", "authorization", "content-length", "content-type", "cookie", "host"];
const FILLED = "filled in";

function filled(spec, call) {
  const item = spec.paths[call.path];
  const own = [...item.parameters, ...(item[call.method].parameters ?? [])]
    .filter(found => found.in === "header" && OWN.includes(found.name.toLowerCase()));
  return { ...Object.fromEntries(own.map(found => [`header.${found.name}`, FILLED])), ...call.parameters };
}

async function request(call) {
  const spec = only(call.path, call.method);
  let built;
  await execute({
    spec, operationId: `${call.method}-${call.path}`, pathName: call.path, method: call.method, contextUrl: call.url,
    parameters: revive(filled(spec, call)), requestBody: revive(call.body), requestContentType: call.type,
    http: found => { built = found; },
  });
  const headers = Object.fromEntries(
    Object.entries(built.headers).map(([name, value]) => [name, String(value)]).filter(([, value]) => value !== FILLED));
  return { method: built.method, url: built.url, headers, ...await shown(built.body) };
}

(async () => {
  for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
    try {
      console.log(JSON.stringify(await request(JSON.parse(line))));
    } catch (error) {
      console.log(JSON.stringify({ error: String(error?.message ?? error) }));
    }
  }
})();
