// Asks the language services that editors use: a job is a document and a question, and each has one line as its response.
// The first argument is a folder with npm packages; the jobs are lines of JSON on the standard input.
"use strict";

const fs = require("fs");
const path = require("path");
const { fileURLToPath } = require("url");

const folder = path.join(process.argv[2], "node_modules");
const load = (name) => require(path.join(folder, name));
const { TextDocument } = load("vscode-languageserver-textdocument");
const fetched = [];
let version = 0; // the services keep what they have read of a document, until it has another version

async function read(uri) {
  if (!uri.startsWith("file:")) {
    fetched.push(uri);
    throw new Error(`${uri} is not a file`);
  }
  return fs.readFileSync(fileURLToPath(uri), "utf8");
}

const workspaceContext = { resolveRelativePath: (relative, base) => new URL(relative, base).href };
let jsonService;
function json() {
  if (!jsonService) {
    const { getLanguageService, ClientCapabilities } = load("vscode-json-languageservice");
    jsonService = getLanguageService({
      schemaRequestService: read, workspaceContext, clientCapabilities: ClientCapabilities.LATEST,
    });
    jsonService.configure({ validate: true, schemas: [] });
  }
  return jsonService;
}

const capabilities = {
  textDocument: {
    completion: { completionItem: { documentationFormat: ["markdown"], snippetSupport: true } },
    hover: { contentFormat: ["markdown"] },
  },
};
let yamlService;
function yaml() {
  if (!yamlService) {
    const server = load("yaml-language-server/out/server/src/index.js");
    yamlService = server.getLanguageService({
      schemaRequestService: read, workspaceContext, clientCapabilities: capabilities,
    });
    yamlService.configure({ validate: true, hover: true, completion: true, schemas: [] });
  }
  return yamlService;
}

async function respond({ uri, text, ask, at, schemas }) {
  if (schemas) json().configure({ validate: true, schemas });
  if (uri.endsWith(".json")) {
    const document = TextDocument.create(uri, "json", (version += 1), text);
    const parsed = json().parseJSONDocument(document);
    const position = document.positionAt(at ?? 0);
    if (ask === "complete") return (await json().doComplete(document, position, parsed)).items;
    if (ask === "hover") return (await json().doHover(document, position, parsed))?.contents;
    return json().doValidation(document, parsed);
  }
  const document = TextDocument.create(uri, "yaml", (version += 1), text);
  const position = document.positionAt(at ?? 0);
  if (ask === "complete") return (await yaml().doComplete(document, position, false)).items;
  if (ask === "hover") return (await yaml().doHover(document, position))?.contents;
  return yaml().doValidation(document, false);
}

(async () => {
  for await (const line of require("readline").createInterface({ input: process.stdin })) {
    const start = performance.now();
    const result = await respond(JSON.parse(line));
    const seconds = (performance.now() - start) / 1000;
    process.stdout.write(JSON.stringify({ result: result ?? null, seconds, fetched: fetched.splice(0) }) + "\n");
  }
})();
