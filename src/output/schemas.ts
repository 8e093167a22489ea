import common from '../../schema/common.json' with { type: 'json' };
import diff from '../../schema/diff.json' with { type: 'json' };
import doctor from '../../schema/doctor.json' with { type: 'json' };
import error from '../../schema/error.json' with { type: 'json' };
import explanation from '../../schema/explanation.json' with { type: 'json' };
import inspection from '../../schema/inspection.json' with { type: 'json' };
import list from '../../schema/list.json' with { type: 'json' };
import migrationResult from '../../schema/migration-result.json' with { type: 'json' };
import plan from '../../schema/plan.json' with { type: 'json' };
import probeResult from '../../schema/probe-result.json' with { type: 'json' };
import project from '../../schema/project.json' with { type: 'json' };
import sandboxFaults from '../../schema/sandbox-faults.json' with { type: 'json' };
import sandboxStatus from '../../schema/sandbox-status.json' with { type: 'json' };
import savedPlan from '../../schema/saved-plan.json' with { type: 'json' };
import scenario from '../../schema/scenario.json' with { type: 'json' };
import snapshot from '../../schema/snapshot.json' with { type: 'json' };
import snapshotList from '../../schema/snapshot-list.json' with { type: 'json' };
import stream from '../../schema/stream.json' with { type: 'json' };
import version from '../../schema/version.json' with { type: 'json' };
import waitResult from '../../schema/wait-result.json' with { type: 'json' };

/** Every schema, by what `nlbctl schema` calls it, with what it is of. */
export const schemas = {
  Inspection: { schema: inspection, of: 'what inspect -o json prints' },
  List: { schema: list, of: 'what list -o json prints' },
  Diff: { schema: diff, of: 'what diff -o json prints' },
  Plan: { schema: plan, of: 'what plan -o json prints, and plan --out saves' },
  SavedPlan: { schema: savedPlan, of: 'the part of it that migrate --plan holds a plan to' },
  WaitResult: { schema: waitResult, of: 'what wait-healthy -o json prints' },
  MigrationResult: { schema: migrationResult, of: 'what migrate -o json prints' },
  ProbeResult: { schema: probeResult, of: 'what probe -o json prints' },
  Snapshot: { schema: snapshot, of: 'what snapshot writes of one Service' },
  SnapshotList: { schema: snapshotList, of: 'what snapshot writes of several' },
  Stream: { schema: stream, of: 'a line of -o ndjson' },
  Explanation: { schema: explanation, of: 'what explain -o json prints' },
  Doctor: { schema: doctor, of: 'what doctor -o json prints' },
  Version: { schema: version, of: 'what version -o json prints' },
  SandboxStatus: { schema: sandboxStatus, of: 'what sandbox status -o json prints' },
  SandboxFaults: { schema: sandboxFaults, of: 'what sandbox fault list -o json prints' },
  Error: { schema: error, of: 'what any command prints with -o json when it fails' },
  Scenario: { schema: scenario, of: 'a scenario of the sandbox’s' },
  Project: { schema: project, of: 'the project’s file, .nlbctl.yaml' },
} as const satisfies Record<string, { readonly schema: object; readonly of: string }>;

export type SchemaKind = keyof typeof schemas;

interface Schema {
  readonly $id: string;
  readonly $defs?: Readonly<Record<string, unknown>>;
}

const byId = new Map<string, Schema>(
  [common, ...Object.values(schemas).map(({ schema }) => schema)].map((each) => [each.$id, each]),
);

/** A schema that can be used alone: what it refers to, in other files too, is in its own `$defs`. */
export function standaloneSchema(kind: SchemaKind): object {
  const root: Schema = schemas[kind].schema;
  const names = new Map<string, string>();
  const taken: Record<string, unknown> = {};

  /** The local name of what is referred to from a file. */
  function take(reference: string, from: string): string {
    const { href, hash } = new URL(reference, from);
    const known = names.get(href);
    if (known !== undefined) return known;
    const [file = '', definition] = [href.slice(0, href.length - hash.length), hash.split('/')[2]];
    const fileName = /([^/]+)\.json$/.exec(file)?.[1] ?? file;
    const name = definition === undefined ? fileName : definition in taken ? `${fileName}.${definition}` : definition;
    names.set(href, name);
    // Its place is held before its parts are taken: some contain themselves.
    taken[name] = null;
    const { $schema, $id, $defs, ...whole } = (byId.get(file) ?? {}) as Schema & { readonly $schema?: string };
    taken[name] = local(definition === undefined ? whole : $defs?.[definition], file);
    return name;
  }

  function local(value: unknown, file: string): unknown {
    if (Array.isArray(value)) return value.map((each) => local(each, file));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) =>
        key === '$ref' && typeof member === 'string'
          ? [key, `#/$defs/${take(member, file)}`]
          : [key, local(member, file)],
      ),
    );
  }

  const { $defs: _, ...schema } = root;
  const rewritten = local(schema, root.$id) as object;
  return Object.keys(taken).length === 0 ? rewritten : { ...rewritten, $defs: taken };
}
