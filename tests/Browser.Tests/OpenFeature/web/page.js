// The web SDK and its OFREP provider, as they come from npm, in a page: what a flag is, and every change with the time it was seen. Polling is off.
import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';

window.seen = [];
const { base, token } = window.seawall;
const client = OpenFeature.getClient();
const look = (why) => window.seen.push([why, client.getBooleanValue('catalog.recommend', true), client.getStringValue('web.layout', 'none')]);
client.addHandler(ProviderEvents.ConfigurationChanged, () => look('changed'));
client.addHandler(ProviderEvents.Stale, () => look('stale'));
client.addHandler(ProviderEvents.Error, () => look('error'));
await OpenFeature.setContext({ targetingKey: 'buyer-7', role: 'h5' });
await OpenFeature.setProviderAndWait(
  new OFREPWebProvider({ baseUrl: base, pollInterval: 0, cacheMode: 'disabled', headers: [['X-API-Key', token]] }),
);
look('ready');
