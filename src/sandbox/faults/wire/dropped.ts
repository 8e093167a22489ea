/** The connection of a call is to be closed, and nothing answered. */
export class ConnectionDropped extends Error {
  override readonly name = 'ConnectionDropped';
}
