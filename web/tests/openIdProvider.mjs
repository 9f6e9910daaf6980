// An OpenID provider for the browser tests, with forms that accept any name and password.
//   node openIdProvider.mjs ADDRESS_OF_THE_APP SECONDS_OF_A_TOKEN
// Prints its address. `POST /restart` makes it forget every session and token.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [page, tokenSeconds] = process.argv.slice(2);

const server = createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/restart') {
    provider = create();
    response.end();
  } else provider.callback()(request, response);
});
process.stdin.resume().on('end', () => process.exit());
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://localhost:${server.address().port}`;

function create() {
  return new Provider(issuer, {
    clients: [
      {
        client_id: 'web-app',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [page],
        post_logout_redirect_uris: [page],
      },
    ],
    cookies: { keys: ['a key of the tests'] },
    features: { revocation: { enabled: true } },
    ttl: {
      AccessToken: Number(tokenSeconds),
      RefreshToken: 3600,
      Session: 3600,
      Grant: 3600,
      Interaction: 600,
      IdToken: 3600,
    },
    clientBasedCORS: () => true,
  });
}

let provider = create();
console.log(issuer);
