// What is loaded before a command runs, from esbuild's metafile: the start-up cost that cannot wander with the machine.
import { readFileSync } from 'node:fs';

const { outputs } = JSON.parse(readFileSync('dist/metafile.json', 'utf8'));
const outputOf = (source) =>
  Object.keys(outputs).find((name) => outputs[name].entryPoint === source) ?? missing(`no chunk begins at ${source}`);

/** The output files that are loaded with a file, itself included. */
function closure(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const { path, kind } of outputs[name].imports) {
    if (kind === 'import-statement' && outputs[path] !== undefined) closure(path, seen);
  }
  return seen;
}

function missing(what) {
  throw new Error(what);
}

const bytesOf = (names) => [...names].reduce((sum, name) => sum + outputs[name].bytes, 0);
const packagesOf = (names) =>
  new Set(
    [...names].flatMap((name) =>
      Object.entries(outputs[name].inputs).flatMap(([input, { bytesInOutput }]) =>
        bytesInOutput > 0 ? (/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []) : [],
      ),
    ),
  );

const budgets = [
  { what: 'nlbctl --version', source: 'src/main.ts', limit: 10_000, allowed: /^$/ },
  { what: 'nlbctl --help', source: 'src/cli/program.ts', limit: 65_000, allowed: /^commander$/ },
  // Somebody waits for both, with a finger on the key.
  { what: 'a completion', source: 'src/cli/completion/complete.ts', limit: 80_000, allowed: /^commander$/ },
  { what: 'names in a completion', source: 'src/cli/completion/place.ts', limit: 70_000, allowed: /^js-yaml$/ },
  {
    what: 'the ELBv2 client',
    source: 'src/aws/elbv2.ts',
    limit: 250_000,
    allowed: /^(@aws-sdk\/|@smithy\/|@aws\/|@aws-crypto\/|tslib$|fast-xml-parser$|p-limit$|yocto-queue$)/,
  },
  { what: 'the Kubernetes side', source: 'src/cli/clients.ts', limit: 200_000, allowed: /./ },
];

let failed = false;
for (const { what, source, limit, allowed } of budgets) {
  const names = closure(outputOf(source));
  const bytes = bytesOf(names);
  const strangers = [...packagesOf(names)].filter((name) => !allowed.test(name));
  const isOver = bytes > limit || strangers.length > 0;
  failed ||= isOver;
  process.stdout.write(
    `${isOver ? 'over' : 'ok  '}  ${what}: ${Math.round(bytes / 1000)} KB of ${Math.round(limit / 1000)} KB` +
      `${strangers.length > 0 ? `, with ${strangers.join(', ')}` : ''}\n`,
  );
}
if (failed) process.exitCode = 1;
