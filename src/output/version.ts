import manifest from '../../package.json' with { type: 'json' };

/** nlbctl's own version. */
export const version: string = manifest.version;
