/** A Service that cannot be turned into a model: nothing was changed in AWS. The message is the controller's. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
}
