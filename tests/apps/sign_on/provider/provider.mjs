// A real OpenID provider for the tests: `node provider.mjs PORT SITE…`, the first site being the one
// that it signs out of. POST /people says who works there: whoever is missing has been disabled.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [port, ...sites] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const people = new Map();

const client = {
  client_id: "terrier",
  client_secret: "a secret: with + signs & spaces",
  redirect_uris: sites.map((site) => `${site}/connexion/annuaire/retour/`),
  post_logout_redirect_uris: sites.map((site) => `${site}/`),
  grant_types: ["authorization_code", "refresh_token"],
  backchannel_logout_uri: `${sites[0]}/connexion/annuaire/fin/`,
  backchannel_logout_session_required: true,
};
const signed = {
  ...client,
  client_id: "terrier-signed",
  userinfo_signed_response_alg: "RS256",
};

const provider = new Provider(issuer, {
  clients: [client, signed],
  findAccount: (_context, id) => {
    const claims = people.get(id);
    return claims && { accountId: id, claims: () => ({ sub: id, ...claims }) };
  },
  claims: {
    openid: ["sub", "amr", "acr"],
    email: ["email", "email_verified"],
    profile: ["name", "groups", "siret"],
  },
  cookies: { keys: ["for tests only"] },
  features: {
    backchannelLogout: { enabled: true },
    jwtUserinfo: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  // The site that is told of a sign-out runs on this machine, which the library keeps away from.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  pkce: { required: () => true },
  rotateRefreshToken: true,
  ttl: { AuthorizationCode: 6, IdToken: 300, AccessToken: 300, RefreshToken: 3600 },
});
provider.on("server_error", (_context, error) => console.error(error));
provider.on("backchannel.error", (_context, error) => console.error(error.message));

const answer = provider.callback();
createServer((request, response) => {
  if (request.url !== "/people" || request.method !== "POST") return answer(request, response);
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    people.clear();
    for (const [id, claims] of Object.entries(JSON.parse(body))) people.set(id, claims);
    response.end("{}");
  });
}).listen(Number(port), "127.0.0.1", () => console.log(`ready ${issuer}`));
