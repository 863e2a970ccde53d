// Evaluates one flag of every type by the server SDK and its OFREP provider, as they come from npm, and prints what it gets, one line each.
const { OpenFeature } = require('@openfeature/server-sdk');
const { OFREPProvider } = require('@openfeature/ofrep-provider');

async function main() {
  const [baseUrl, token] = process.argv.slice(2);
  await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl, headers: [['Authorization', `Bearer ${token}`]] }));
  const client = OpenFeature.getClient();
  const show = (name, details) => console.log(JSON.stringify([name, details.value, details.variant ?? null, details.reason, details.errorCode ?? null]));
  const app = { targetingKey: 'buyer-7', role: 'app' };
  const h5 = { targetingKey: 'buyer-7', role: 'h5' };
  show('boolean app', await client.getBooleanDetails('catalog.recommend', false, app));
  show('boolean h5', await client.getBooleanDetails('catalog.recommend', true, h5));
  show('string', await client.getStringDetails('web.layout', 'none', app));
  show('string h5', await client.getStringDetails('web.layout', 'none', h5));
  show('integer', await client.getNumberDetails('web.count', 0, app));
  show('float', await client.getNumberDetails('web.rate', 0, app));
  show('object', await client.getObjectDetails('web.page', {}, app));
  show('share', await client.getStringDetails('web.share', 'none', app));
  show('disabled', await client.getBooleanDetails('web.disabled', true, app));
  show('absent', await client.getBooleanDetails('web.absent', true, app));
  show('another type', await client.getNumberDetails('web.layout', 4, app));
  show('no key', await client.getStringDetails('web.share', 'none', { role: 'app' }));
  await OpenFeature.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
