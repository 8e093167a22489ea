/** A target as the controller wants it registered. */
export interface WantedTarget {
  readonly id: string;
  readonly port: number;
  /** The pod behind it, in ip mode. */
  readonly pod?: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    readonly createdAt: string;
  };
}

/** What the difference between wanted and registered is made by. */
export const targetKey = ({ id, port }: { id: string; port: number }): string => `${id}:${port}`;

/** The Service of a binding, or its port, does not exist. */
export class BackendNotFound extends Error {
  override readonly name = 'BackendNotFound';
  constructor(why: string) {
    super(`backend not found: ${why}`);
  }
}
