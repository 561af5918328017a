// A host in TypeScript's SDK: starts a server, lists its tools, calls some, and answers what it is asked.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const { command, args, env, cwd, calls } = JSON.parse(process.argv[2]);
const client = new Client({ name: "typescript", version: "1" }, { capabilities: { elicitation: {} } });
const asked = [];
client.setRequestHandler(ElicitRequestSchema, async (request) => {
  asked.push(request.params.message);
  return { action: "accept", content: {} };
});
const progress = [];
await client.connect(new StdioClientTransport({ command, args, env, cwd }));
const { tools } = await client.listTools();
const results = [];
for (const call of calls) {
  const onprogress = ({ progress: done }) => progress.push(done);
  results.push(await client.callTool(call, undefined, { onprogress }));
}
const { contents } = await client.readResource({ uri: results.flatMap(({ content }) => content).find(({ uri }) => uri).uri });
await client.close();
console.log(JSON.stringify({ tools: tools.map(({ name }) => name), results, asked, progress, size: contents[0].blob.length }));
