// A file of its own, loaded where there is a proxy: of a CommonJS package, import() itself would give no named export in the bundle.
export { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
export { SocksProxyAgent } from 'socks-proxy-agent';
