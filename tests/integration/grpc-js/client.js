// Calls the service as a platform written in JavaScript would: node client.js ADDRESS GOOGLE_PROTO_DIR
//
// Prints one JSON object: the unary answer, the messages of the stream, and what an invalid request comes back with.
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { fileURLToPath } from "node:url";

const [address, googleProtos] = process.argv.slice(2);
const definition = loadSync(
  ["kotae/v1/suggestion_service.proto", "google/rpc/status.proto", "google/rpc/error_details.proto"],
  {
    includeDirs: [fileURLToPath(new URL("../../../proto", import.meta.url)), googleProtos],
    enums: String,
    longs: Number,
    oneofs: true,
  },
);
const { SuggestionService } = grpc.loadPackageDefinition(definition).kotae.v1;
const client = new SuggestionService(address, grpc.credentials.createInsecure());
const options = () => ({ deadline: Date.now() + 30_000 });

const request = {
  suggestionCount: 2,
  conversation: {
    locale: "ja-JP",
    channel: "CHANNEL_PHONE",
    recordingActive: true,
    turns: [{ turnId: "t-1", role: "ROLE_CUSTOMER", text: "解約したいのですが、どうすればよいですか。" }],
  },
};

const suggest = (asked) =>
  new Promise((resolve, reject) =>
    client.suggestReplies(asked, options(), (error, answer) => (error ? reject(error) : resolve(answer))),
  );

async function stream(asked) {
  const messages = [];
  for await (const message of client.streamSuggestReplies({ request: asked }, options())) messages.push(message);
  return messages;
}

async function failure(call) {
  try {
    await call;
  } catch (error) {
    const [status] = error.metadata.get("grpc-status-details-bin");
    const details = definition["google.rpc.Status"].deserialize(status).details.map(({ type_url, value }) => {
      const name = type_url.split("/").at(-1);
      return { name, ...definition[name].deserialize(value) };
    });
    return { code: grpc.status[error.code], message: error.details, details };
  }
  throw new Error("the call did not fail");
}

const invalid = { ...request, conversation: { ...request.conversation, locale: "ja" } };
const seen = {
  answer: await suggest(request),
  messages: await stream(request),
  failure: await failure(suggest(invalid)),
  streamFailure: await failure(stream(invalid)),
};
client.close();
console.log(JSON.stringify(seen));
