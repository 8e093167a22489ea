/** Scenarios and completion scripts are imported as their text, as esbuild does it in the build. */
export const filesAsText = {
  name: 'files-as-text',
  transform(source: string, id: string) {
    return /\.(yaml|bash|zsh|fish|ps1)$/.test(id)
      ? { code: `export default ${JSON.stringify(source)};`, map: null }
      : undefined;
  },
};
