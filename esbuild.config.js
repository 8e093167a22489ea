import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

/**
 * The Kubernetes client has no `sideEffects` field; of its generated API classes nlbctl uses none, and without this they
 * would all be bundled.
 */
const leanClientNode = {
  name: 'lean-client-node',
  setup(builder) {
    const root = resolve('node_modules/@kubernetes/client-node/dist');
    builder.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) =>
      resolveDir.startsWith(root) ? { path: resolve(resolveDir, path), sideEffects: false } : undefined,
    );
    builder.onResolve({ filter: /^@kubernetes\/client-node$/ }, () => ({
      path: resolve(root, 'index.js'),
      sideEffects: false,
    }));
  },
};

const { metafile } = await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  minify: true,
  metafile: true,
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'none',
  alias: { punycode: 'punycode/punycode.js' },
  plugins: [leanClientNode],
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
});
writeFileSync('dist/metafile.json', JSON.stringify(metafile));
writeNotices(Object.keys(metafile.inputs));

/** Every package that is in the bundle, with its licence's text. */
function writeNotices(inputs) {
  const folders = new Set(inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []));
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    return `${name} ${version} (${license ?? 'see its licence'})\n\n${licenceText(folder)}`;
  });
  writeFileSync('THIRD-PARTY-NOTICES', `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
}

function licenceText(folder) {
  for (const name of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE', 'license.md'])
    try {
      return readFileSync(`${folder}/${name}`, 'utf8').trim();
    } catch {}
  return '(the package carries no licence file)';
}
