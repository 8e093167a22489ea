/** A YAML file is imported as its text, as esbuild does it in the build. */
export const yamlAsText = {
  name: 'yaml-as-text',
  transform(source: string, id: string) {
    return id.endsWith('.yaml') ? { code: `export default ${JSON.stringify(source)};`, map: null } : undefined;
  },
};
