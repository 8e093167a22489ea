import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

const clientNode = resolve('node_modules/@kubernetes/client-node/dist');

/**
 * Of the Kubernetes client, nlbctl uses KubeConfig and none of the generated API classes (3 MB). The package does not say
 * that its modules are free of side effects, and a dynamic import keeps everything that a module exports: both are mended here.
 */
const leanClientNode = {
  name: 'lean-client-node',
  setup(builder) {
    builder.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) =>
      resolveDir.startsWith(clientNode) ? { path: resolve(resolveDir, path), sideEffects: false } : undefined,
    );
    builder.onResolve({ filter: /^@kubernetes\/client-node$/ }, ({ kind }) =>
      kind === 'dynamic-import'
        ? { path: 'kube-config', namespace: 'lean-client-node' }
        : { path: resolve(clientNode, 'index.js'), sideEffects: false },
    );
    builder.onLoad({ filter: /^kube-config$/, namespace: 'lean-client-node' }, () => ({
      contents: "export { KubeConfig } from '@kubernetes/client-node';",
      resolveDir: import.meta.dirname,
    }));
  },
};

/** Of nlbctl's own package.json, its version is what runs; the rest would be loaded at every start. */
const versionAlone = {
  name: 'version-alone',
  setup(builder) {
    const manifest = resolve('package.json');
    builder.onLoad({ filter: /package\.json$/ }, ({ path }) => {
      if (path !== manifest) return undefined;
      const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

const { metafile, outputFiles } = await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The module build of the AWS SDK is half the size of the CommonJS one, and its credential providers load when they are needed.
  mainFields: ['module', 'main'],
  minify: true,
  metafile: true,
  write: false,
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'none',
  // Scenarios are read, and completion scripts printed, as they are written.
  loader: { '.yaml': 'text', '.bash': 'text', '.zsh': 'text', '.fish': 'text', '.ps1': 'text' },
  // Node's own punycode prints a deprecation warning.
  alias: { punycode: 'punycode/punycode.js' },
  plugins: [leanClientNode, versionAlone],
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
});

for (const { path, contents } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
forgetOlderChunks(new Set(outputFiles.map(({ path }) => path)));
writeFileSync('dist/metafile.json', JSON.stringify(metafile));
writeFileSync('THIRD-PARTY-NOTICES', noticesOf(Object.values(metafile.outputs)));

/** Chunks are named by their content: what an earlier build left would be published with this one. */
function forgetOlderChunks(written) {
  for (const name of readdirSync('dist/chunks'))
    if (!written.has(resolve('dist/chunks', name))) rmSync(join('dist/chunks', name));
}

/** Every package of which something is in the bundle, with its licence's text. */
function noticesOf(outputs) {
  const inputs = outputs.flatMap(({ inputs }) => Object.entries(inputs));
  const folders = inputs.flatMap(([input, { bytesInOutput }]) =>
    bytesInOutput > 0 ? (/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []) : [],
  );
  const notices = [...new Set(folders)].sort().map(notice);
  return `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  if (file !== undefined) return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
  if (license === undefined) throw new Error(`${name} ${version} names no licence: it cannot be bundled`);
  return `${name} ${version}\n\nLicensed under ${license}. The package carries no licence file.`;
}
